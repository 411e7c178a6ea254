// Package devices holds the registrar's pages of a school's devices: enrolling tablets, boards and office computers by a one-time code,
// renaming and revoking them, the school's network, and the bells at which boards sign out. It may not hold a rule.
package devices

import (
	_ "embed"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct{ Entry *entry.Service }

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	v := string(org.DeviceManage)
	return []httpx.Route{
		{Pattern: "GET /school/devices", Verb: v, Target: "own", Serve: p.list},
		{Pattern: "POST /school/devices", Verb: v, Target: "school", Serve: p.add},
		{Pattern: "POST /school/devices/settings", Verb: v, Target: "school", Serve: p.settings},
		{Pattern: "POST /school/devices/{device}/code", Verb: v, Target: "device", Serve: p.code},
		{Pattern: "POST /school/devices/{device}/change", Verb: v, Target: "device", Serve: p.change},
		{Pattern: "POST /school/devices/{device}/revoke", Verb: v, Target: "device", Serve: p.revoke},
	}
}

// view is the page. What was refused is shown in the form it came from.
type view struct {
	Schools []entry.School
	Devices []entry.Device
	Values  url.Values
	Add     error
	Rules   error
	RulesOf string // the unit whose rules were refused
	Changed string // the device whose change was refused
	Change  error
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, v view, problem error) error {
	a := org.ActorFrom(r.Context())
	var err error
	if v.Devices, err = p.Entry.Devices(r.Context(), a); err != nil {
		return err
	}
	if v.Schools, err = p.Entry.Schools(r.Context(), a); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, listPage(v))
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, view{}, nil) }

func unitOf(r *http.Request) (org.UnitID, error) {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return org.UnitID{}, err
	}
	v, err := id.Parse[org.Unit](r.PostForm.Get("unit"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return v, nil
}

// classOf is the chosen class, as "unit/class" when schools share a list; zero for none.
func classOf(s string) (org.ClassID, error) {
	if s == "" {
		return org.ClassID{}, nil
	}
	v, err := id.Parse[org.Class](s)
	if err != nil {
		return v, fault.Fieldsf(fault.Field{Name: "class", Message: "这个班不在这所学校"})
	}
	return v, nil
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitOf(r)
	if err != nil {
		return err
	}
	f := r.PostForm
	class, problem := classOf(f.Get("class"))
	n, err := strconv.Atoi(f.Get("count"))
	if err != nil {
		n = 1
	}
	if problem == nil {
		var fresh []entry.Fresh
		if fresh, problem = p.Entry.AddDevices(r.Context(), org.ActorFrom(r.Context()), unit, class, f.Get("name"), f.Get("kind"), n); problem == nil {
			return ui.Render(w, r, http.StatusOK, codesPage(fresh, httpx.Site(r))) // shown once: no redirect
		}
	}
	if !fault.Is(problem, fault.Invalid) {
		return problem
	}
	return p.show(w, r, view{Values: f, Add: problem}, problem)
}

func (p *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitOf(r)
	if err != nil {
		return err
	}
	f := r.PostForm
	v := entry.Settings{Networks: strings.Fields(strings.NewReplacer(",", " ", "，", " ", "、", " ").Replace(f.Get("networks"))), HideNames: f.Get("hide") != "",
		Bells: strings.Fields(strings.NewReplacer(",", " ", "，", " ", "、", " ", "：", ":").Replace(f.Get("bells")))}
	problem := error(nil)
	if v.BoardBellOf, err = strconv.Atoi(f.Get("grace")); err != nil {
		v.BoardBellOf = -1 // refused by the rule, after permission was asked
	}
	if problem = p.Entry.SetSchool(r.Context(), org.ActorFrom(r.Context()), unit, v); problem != nil {
		if !fault.Is(problem, fault.Invalid) {
			return problem
		}
		return p.show(w, r, view{Values: f, Rules: problem, RulesOf: unit.String()}, problem)
	}
	ui.Say(w, ui.Success, "已保存")
	ui.Redirect(w, r, "/school/devices")
	return nil
}

func deviceOf(r *http.Request) (id.Any, error) {
	v, err := id.Parse[any](r.PathValue("device"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return v, httpx.FormError(r.ParseForm())
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	d, err := deviceOf(r)
	if err != nil {
		return err
	}
	fresh, err := p.Entry.RenewCode(r.Context(), org.ActorFrom(r.Context()), d)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, codesPage([]entry.Fresh{fresh}, httpx.Site(r)))
}

func (p *Pages) change(w http.ResponseWriter, r *http.Request) error {
	d, err := deviceOf(r)
	if err != nil {
		return err
	}
	class, problem := classOf(r.PostForm.Get("class"))
	if problem == nil {
		problem = p.Entry.ChangeDevice(r.Context(), org.ActorFrom(r.Context()), d, r.PostForm.Get("name"), class)
	}
	if fault.Is(problem, fault.Invalid) {
		return p.show(w, r, view{Changed: d.String(), Change: problem, Values: r.PostForm}, problem)
	}
	if problem != nil {
		return problem
	}
	ui.Say(w, ui.Success, "已保存")
	ui.Redirect(w, r, "/school/devices")
	return nil
}

func (p *Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	d, err := deviceOf(r)
	if err != nil {
		return err
	}
	if err := p.Entry.RevokeDevice(r.Context(), org.ActorFrom(r.Context()), d); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "设备已停用，上面的登录都已退出")
	ui.Redirect(w, r, "/school/devices")
	return nil
}

func qr(text string) string {
	b, err := pdf.QRImage(text, 300)
	if err != nil {
		return ""
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b)
}
