// Package admin is the pages of the platform's managers: the state of the system, access keys, the audit log. None of them shows a
// pupil's record, and names of people never appear: administrators see pseudonyms.
package admin

import (
	"context"
	_ "embed"
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Check is one thing that was looked at.
type Check struct {
	Name, Message string
	OK            bool
}

// Pages are the pages of this package.
type Pages struct {
	Org     *org.Service
	Audit   *audit.Log
	Records *record.Service
	Core    *db.DB
	// Checks looks at the installation; the app gives it, because only the app knows every part.
	Checks func(context.Context) ([]Check, error)
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{
		{Pattern: "GET /admin/system", Verb: string(org.SystemRead), Target: "region", Serve: p.system},
		{Pattern: "GET /admin/keys", Verb: string(org.RecordKeys), Target: "region", Serve: p.keys},
		{Pattern: "POST /admin/keys", Verb: string(org.RecordKeys), Target: "region", Serve: p.addKey},
		{Pattern: "GET /admin/audit", Verb: string(org.AuditRead), Target: "region", Serve: p.audit},
	}
}

// region asks for a verb at the region and returns it.
func (p *Pages) region(r *http.Request, v org.Verb) (org.Unit, *org.Actor, error) {
	a := org.ActorFrom(r.Context())
	u, err := p.Org.RegionUnit(r.Context())
	if err != nil {
		return u, a, err
	}
	return u, a, p.Org.Must(r.Context(), a, v, u.Node())
}

func (p *Pages) system(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := p.region(r, org.SystemRead); err != nil {
		return err
	}
	checks, err := p.Checks(r.Context())
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, systemPage(checks))
}

func (p *Pages) keys(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := p.region(r, org.RecordKeys); err != nil {
		return err
	}
	return p.showKeys(w, r, http.StatusOK, keyForm{})
}

// keyForm is what the page shows above the list: what was typed and wrong, or the key that was just made.
type keyForm struct {
	made record.NewKey
	err  error
}

func (p *Pages) showKeys(w http.ResponseWriter, r *http.Request, status int, f keyForm) error {
	keys, err := p.Records.Keys(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, keysPage(keys, f, r.PostForm))
}

func (p *Pages) addKey(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.region(r, org.RecordKeys)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	k, err := p.Records.CreateKey(r.Context(), r.PostForm.Get("name"), u.Node(), record.MayAll)
	if err != nil {
		return p.showKeys(w, r, http.StatusUnprocessableEntity, keyForm{err: err})
	}
	err = p.Core.Write(r.Context(), func(tx *db.Tx) error {
		return p.Audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: "create.key", Scope: u.Node(), Basis: "role:" + string(org.SystemAdmin),
			Request: a.Request, Detail: []byte(`{"key":"` + k.Key + `"}`)})
	})
	if err != nil {
		return err
	}
	// The secret is shown once and stored as a digest only, so this page is the answer to the POST itself.
	return p.showKeys(w, r, http.StatusOK, keyForm{made: k})
}

func (p *Pages) audit(w http.ResponseWriter, r *http.Request) error {
	_, a, err := p.region(r, org.AuditRead)
	if err != nil {
		return err
	}
	scope, err := p.Org.Reach(r.Context(), a, org.AuditRead)
	if err != nil {
		return err
	}
	v := auditView{Values: r.URL.Query(), Filter: auditFilter(r.URL.Query())}
	if v.Entries, err = p.Audit.List(r.Context(), scope, v.Filter, pageSize+1); err != nil {
		return err
	}
	if len(v.Entries) > pageSize {
		v.Entries = v.Entries[:pageSize]
		v.Next = v.href(strconv.FormatInt(v.Entries[pageSize-1].Seq, 10))
	}
	v.Broken = p.Audit.Verify(r.Context())
	for _, e := range v.Entries {
		place, err := p.Org.PlaceName(r.Context(), e.Scope)
		if err != nil {
			return err
		}
		v.Places = append(v.Places, place)
	}
	return ui.Render(w, r, http.StatusOK, auditPage(v))
}
