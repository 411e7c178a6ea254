package install

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// may asks for a verb at the region before anything of the request is read.
func (p *Pages) may(r *http.Request, v org.Verb) (org.Unit, error) {
	u, err := p.Org.RegionUnit(r.Context())
	if err != nil {
		return u, err
	}
	return u, p.Org.Must(r.Context(), org.ActorFrom(r.Context()), v, u.Node())
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.may(r, org.SystemRead); err != nil {
		return err
	}
	return p.certificates(w, r, http.StatusOK, nil)
}

func (p *Pages) certificates(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	a, has := p.authority()
	return ui.Render(w, r, status, adminPage(p.At(r), a, has, p.Certs.State(), p.behind(), p.Certs.CertFile != "", wrong))
}

func (p *Pages) behind() time.Duration {
	if p.Behind == nil {
		return 0
	}
	return p.Behind()
}

// bring installs an uploaded pair. What is wrong with it is said on the form; files are never echoed.
func (p *Pages) bring(w http.ResponseWriter, r *http.Request) error {
	region, err := p.may(r, org.SystemManage)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseMultipartForm(4 << 20)); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	certFile, err := part(r, "cert")
	if err != nil {
		return err
	}
	key, err := part(r, "key")
	if err != nil {
		return err
	}
	pair, err := cert.Parse(certFile, key, r.PostFormValue("password"))
	if err != nil {
		return p.certificates(w, r, http.StatusUnprocessableEntity, err)
	}
	found, err := p.Certs.Install(pair)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.certificates(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := p.note(r, region, "install.cert", map[string]any{"names": pair.Names(), "until": pair.Until()}); err != nil {
		return err
	}
	for _, f := range found {
		args := make([]string, len(f.Args))
		for i, a := range f.Args {
			args[i], _ = a.(string)
		}
		ui.Say(w, ui.Warning, f.Message, args...) // the last one is shown; the page's table shows dates and names anyway
	}
	if len(found) == 0 {
		ui.Say(w, ui.Success, "证书已装好")
	}
	ui.Redirect(w, r, "/admin/certificate")
	return nil
}

func part(r *http.Request, name string) ([]byte, error) {
	f, _, err := r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) {
		return nil, nil
	}
	if err != nil {
		return nil, httpx.FormError(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return b, httpx.FormError(err)
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	region, err := p.may(r, org.SystemManage)
	if err != nil {
		return err
	}
	if err := p.Certs.Remove(); err != nil {
		return p.certificates(w, r, fault.KindOf(err).Status(), err)
	}
	if err := p.note(r, region, "remove.cert", nil); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已移除，本机用自己签发的证书")
	ui.Redirect(w, r, "/admin/certificate")
	return nil
}

// believe takes the machine's clock for right although the box has seen a later time.
func (p *Pages) believe(w http.ResponseWriter, r *http.Request) error {
	region, err := p.may(r, org.SystemManage)
	if err != nil {
		return err
	}
	if _, err := p.Certs.Time.Believe(); err != nil {
		return p.certificates(w, r, fault.KindOf(err).Status(), err)
	}
	if p.Believe != nil {
		p.Believe()
	}
	p.Certs.Refresh()
	if err := p.note(r, region, "believe.clock", nil); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已按现在的时间重新签发")
	ui.Redirect(w, r, "/admin/certificate")
	return nil
}

func (p *Pages) note(r *http.Request, region org.Unit, action string, detail any) error {
	a := org.ActorFrom(r.Context())
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return p.Core.Write(r.Context(), func(tx *db.Tx) error {
		return p.Audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: action, Scope: region.Node(), Basis: "role:" + string(org.SystemAdmin), Request: a.Request, Detail: b})
	})
}
