package notices

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// maxUnits bounds the choice of units; whoever has more writes settings at those above.
const maxUnits = 300

// waysView is the page of a unit's ways out.
type waysView struct {
	notice.Channels
	Unit   org.Unit
	Units  []org.Unit
	Values url.Values
	Err    error
}

// email is the mail server that is set, or an empty one.
func (v waysView) email() way.EmailConfig {
	if v.Config.Email == nil {
		return way.EmailConfig{TLS: "implicit", Secret: "smtp"}
	}
	return *v.Config.Email
}

func (p *Pages) ways(w http.ResponseWriter, r *http.Request) error {
	units, err := p.Org.Units(r.Context(), actor(r), org.OrgManage, "", maxUnits)
	if err != nil {
		return err
	}
	if len(units) == 0 {
		return fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	u := units[0].ID
	if q := r.URL.Query().Get("unit"); q != "" {
		if u, err = id.Parse[org.Unit](q); err != nil {
			return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
		}
	}
	return p.showWays(w, r, waysView{Unit: org.Unit{ID: u}, Units: units})
}

func (p *Pages) showWays(w http.ResponseWriter, r *http.Request, v waysView) error {
	var err error
	if v.Channels, err = p.Notices.Channels(r.Context(), actor(r), v.Unit.ID); err != nil {
		return err
	}
	if v.Unit, err = p.Org.Unit(r.Context(), v.Unit.ID); err != nil {
		return err
	}
	status := http.StatusOK
	if v.Err != nil {
		status = fault.KindOf(v.Err).Status()
	}
	return ui.Render(w, r, status, waysPage(v))
}

func (p *Pages) setEmail(w http.ResponseWriter, r *http.Request) error {
	u, err := id.Parse[org.Unit](r.PathValue("office"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	c, err := p.Notices.Channels(r.Context(), actor(r), u) // permission before the form is read
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f, said := r.PostForm, "已保存"
	var e *way.EmailConfig
	if f.Get("do") == "off" {
		said = "邮件提醒已停用"
	} else {
		e = &way.EmailConfig{Host: field(f, "host"), TLS: f.Get("tls"), From: field(f, "from"), User: field(f, "user"), Secret: field(f, "secret")}
		if old := c.Config.Email; old != nil && old.TLS == e.TLS && old.Host == e.Host {
			e.Port = old.Port // a port of its own came by another way and stays
		}
	}
	err = p.Notices.SetEmail(r.Context(), actor(r), u, e)
	if err != nil && refused(err) {
		units, e := p.Org.Units(r.Context(), actor(r), org.OrgManage, "", maxUnits)
		if e != nil {
			return e
		}
		return p.showWays(w, r, waysView{Unit: org.Unit{ID: u}, Units: units, Values: f, Err: err})
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, said)
	ui.Redirect(w, r, "/school/ways?unit="+u.String())
	return nil
}

func field(f url.Values, name string) string { return strings.TrimSpace(f.Get(name)) }
