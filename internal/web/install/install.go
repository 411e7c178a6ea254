// Package install is the pages by which a device gets to trust a box without internet: what to install on which system, the
// authority's certificate in every wanted form, a printed sheet to compare it with, a page that tests what works on this device, and
// the system administrator's page of certificates. But for the last nobody signs in and no page shows anybody's data. The package
// may not make certificates (internal/cert does) and never shows or logs a key.
package install

import (
	_ "embed"
	"net/http"
	"net/url"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, of internal/cert's answers too.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Site is how the box is reached, as seen from one request.
type Site struct {
	Mode   cert.Mode
	HTTPS  string   // address with HTTPS without a path; empty when this process has none
	HTTP   string   // address without; empty when there is no such listener
	Paper  string   // address for a printed sheet: reachable before a device trusts anything
	Also   []string // the same installer by address, for networks that do not know the name
	Secure bool     // the request came by HTTPS
	Local  bool     // the address is this machine itself, which browsers take for secure
}

// Pages are the pages of this package.
type Pages struct {
	Certs *cert.Manager
	Org   *org.Service
	Audit *audit.Log
	Core  *db.DB
	Clock clock.Clock
	// Behind is how far the machine's clock is behind the time that the program goes by; 0 when nobody needs to know. Believe goes by
	// the machine's clock again. nil: the program goes by it always.
	Behind  func() time.Duration
	Believe func()
	Brand   string // for the names of files and profiles, and the sheet's head
	// At tells how the box is reached; the app knows its listeners.
	At func(*http.Request) Site
}

const open = "how a device gets to trust the box; no data"

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	at := string(org.SystemManage)
	return []httpx.Route{
		{Pattern: "GET /install", Open: open, Serve: p.start},
		{Pattern: "GET /install/{device}", Open: open, Serve: p.device},
		{Pattern: "GET /install/check", Open: open, Serve: p.check},
		{Pattern: "GET /install/sheet", Open: open, Serve: p.sheet},
		{Pattern: "GET /install/time", Open: open, Serve: p.time},
		{Pattern: "GET /install/file/{file}", Open: open, Serve: p.file},
		{Pattern: "GET /admin/certificate", Verb: string(org.SystemRead), Target: "region", Serve: p.show},
		{Pattern: "POST /admin/certificate", Verb: at, Target: "region", Limit: 4 << 20, Serve: p.bring},
		{Pattern: "POST /admin/certificate/remove", Verb: at, Target: "region", Serve: p.remove},
		{Pattern: "POST /admin/certificate/clock", Verb: at, Target: "region", Serve: p.believe},
	}
}

// authority is what pages show of the own authority; ok is false when the box has none.
type authority struct {
	name  string
	print cert.Fingerprint
	until string
	files files
}

func (p *Pages) authority() (authority, bool) {
	ca := p.Certs.CA()
	if ca == nil {
		return authority{}, false
	}
	return authority{ca.Name(), cert.FingerprintOf(ca.DER()), ca.Until().In(clock.Shanghai).Format("2006-01-02"), filesOf(ca, p.Brand)}, true
}

func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	site := p.At(r)
	p.reach(w, site)
	a, has := p.authority()
	return ui.Render(w, r, http.StatusOK, startPage(site, a, has, p.Certs.State()))
}

// reach lets the page's script ask whether the HTTPS address is trusted: one origin, and only for that question.
func (p *Pages) reach(w http.ResponseWriter, site Site) {
	if u, err := url.Parse(site.HTTPS); err == nil && u.Host != "" {
		w.Header().Set("Content-Security-Policy", ui.CSP+"; connect-src 'self' https://"+u.Host)
	}
}

func (p *Pages) device(w http.ResponseWriter, r *http.Request) error {
	g, ok := guideOf(r.PathValue("device"))
	if !ok {
		return fault.New(fault.NotFound, "没有这个页面")
	}
	a, has := p.authority()
	if !has {
		ui.Redirect(w, r, "/install")
		return nil
	}
	return ui.Render(w, r, http.StatusOK, guidePage(g, p.At(r), a))
}

func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	site := p.At(r)
	return ui.Render(w, r, http.StatusOK, checkPage(site, p.Certs.Time.Now(), p.Clock.Now().UnixMilli()))
}

// time answers what the box takes for the time now, in milliseconds since 1970 UTC.
func (p *Pages) time(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	return writeJSON(w, map[string]int64{"now": p.Clock.Now().UnixMilli()})
}

func (p *Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	a, has := p.authority()
	if !has {
		ui.Redirect(w, r, "/install")
		return nil
	}
	site := p.At(r)
	code, err := qr(site.Paper + "/install")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sheetPage(p.Brand, site, a, code))
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	a, has := p.authority()
	f, ok := a.files[r.PathValue("file")]
	if !has || !ok {
		return fault.New(fault.NotFound, "没有这个页面")
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	if f.save {
		h.Set("Content-Disposition", `attachment; filename="`+r.PathValue("file")+`"`)
	}
	_, err := w.Write(f.content)
	return err
}
