// Package cards holds the pages of class cards, pictures with PIN, lifted waits and activation slips, for class teachers and registrars.
// What is printed comes as PDF and is shown once. It may not hold a rule.
package cards

import (
	_ "embed"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Entry *entry.Service
	Org   *org.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	card, roster := string(org.CardMake), string(org.RosterImport)
	const class = "/school/classes/{class}"
	return []httpx.Route{
		{Pattern: "GET /school/cards", Verb: card, Target: "own", Serve: p.classes},
		{Pattern: "GET " + class + "/cards", Verb: card, Target: "class", Serve: p.list},
		{Pattern: "POST " + class + "/cards", Verb: card, Target: "class", Serve: p.act},
		{Pattern: "POST " + class + "/slips", Verb: card, Target: "class", Serve: p.guardianSlips},
		{Pattern: "GET /school/slips", Verb: roster, Target: "own", Serve: p.staff},
		{Pattern: "POST /school/slips", Verb: roster, Target: "school", Serve: p.staffSlips},
	}
}

// classLine is a class with the name of its school.
type classLine struct {
	org.Class
	SchoolName string
}

func (p *Pages) classes(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Org.ClassesOf(r.Context(), org.ActorFrom(r.Context()), org.CardMake)
	if err != nil {
		return err
	}
	lines, names := make([]classLine, len(all)), map[org.UnitID]string{}
	for i, c := range all {
		if names[c.School] == "" {
			u, err := p.Org.Unit(r.Context(), c.School)
			if err != nil {
				return err
			}
			names[c.School] = u.Name
		}
		lines[i] = classLine{c, names[c.School]}
	}
	return ui.Render(w, r, http.StatusOK, classesPage(lines))
}

func classOf(r *http.Request) (org.ClassID, error) {
	v, err := id.Parse[org.Class](r.PathValue("class"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return v, nil
}

// view is a class's page of cards.
type view struct {
	entry.Cards
	Guardians []entry.Starter
	Err       error
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, nil) }

func (p *Pages) show(w http.ResponseWriter, r *http.Request, problem error) error {
	class, err := classOf(r)
	if err != nil {
		return err
	}
	a := org.ActorFrom(r.Context())
	v := view{Err: problem}
	if v.Cards, err = p.Entry.ClassCards(r.Context(), a, class); err != nil {
		return err
	}
	if v.Guardians, err = p.Entry.Guardians(r.Context(), a, class); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, cardsPage(v))
}

func people(f url.Values) ([]org.PersonID, error) {
	var out []org.PersonID
	for _, s := range f["who"] {
		v, err := id.Parse[org.Person](s)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "没有读懂提交的内容")
		}
		out = append(out, v)
	}
	return out, nil
}

// act does what the pressed button says, for the ticked pupils or, with nobody ticked, for the whole class.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) error {
	class, err := classOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if err := p.Org.Must(ctx, a, org.CardMake, id.As[any](class)); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	who, err := people(r.PostForm)
	if err != nil {
		return err
	}
	what := r.PostForm.Get("do")
	if r.PostForm.Get("all") == "" && len(who) == 0 {
		return p.show(w, r, fault.New(fault.Invalid, "请先勾选学生，或勾选“全班”"))
	}
	if r.PostForm.Get("all") != "" {
		who = nil
	}
	var file []byte
	said := ""
	switch what {
	case "cards":
		file, err = p.Entry.MakeCards(ctx, a, class, who)
	case "pins":
		file, err = p.Entry.MakePINs(ctx, a, class, who)
	case "end":
		said, err = "卡已作废", p.Entry.EndCards(ctx, a, class, who)
	case "unpin":
		said, err = "图案和数字已取消", p.Entry.EndPINs(ctx, a, class, who)
	case "lift":
		said, err = "等待已解除", p.Entry.Lift(ctx, a, class, who)
	default:
		err = fault.New(fault.Invalid, "请选择要做什么")
	}
	if fault.Is(err, fault.Invalid) {
		return p.show(w, r, err)
	}
	if err != nil {
		return err
	}
	if file != nil {
		return send(w, map[string]string{"cards": "cards.pdf", "pins": "pictures.pdf"}[what], file)
	}
	ui.Say(w, ui.Success, said)
	ui.Redirect(w, r, "/school/classes/"+class.String()+"/cards")
	return nil
}

// send gives a sheet to print. It holds secrets, so no cache keeps it.
func send(w http.ResponseWriter, name string, file []byte) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(file)
	return err
}

func (p *Pages) guardianSlips(w http.ResponseWriter, r *http.Request) error {
	class, err := classOf(r)
	if err != nil {
		return err
	}
	a := org.ActorFrom(r.Context())
	if err := p.Org.Must(r.Context(), a, org.CardMake, id.As[any](class)); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	who, err := people(r.PostForm)
	if err != nil {
		return err
	}
	file, err := p.Entry.GuardianSlips(r.Context(), a, class, who)
	if fault.Is(err, fault.Invalid) {
		return p.show(w, r, err)
	}
	if err != nil {
		return err
	}
	return send(w, "slips.pdf", file)
}

// staffView is the page of slips for a school's staff.
type staffView struct {
	Schools []org.Unit
	Unit    org.UnitID
	Staff   []entry.Starter
	Err     error
}

func (p *Pages) staff(w http.ResponseWriter, r *http.Request) error {
	v := staffView{}
	if unit, err := id.Parse[org.Unit](r.URL.Query().Get("unit")); err == nil {
		v.Unit = unit
	}
	return p.showStaff(w, r, v)
}

func (p *Pages) showStaff(w http.ResponseWriter, r *http.Request, v staffView) error {
	a := org.ActorFrom(r.Context())
	units, err := p.Org.Units(r.Context(), a, org.RosterImport, "", 200)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind.Teaches() {
			v.Schools = append(v.Schools, u)
		}
	}
	if v.Unit.IsZero() && len(v.Schools) > 0 {
		v.Unit = v.Schools[0].ID
	}
	if !v.Unit.IsZero() {
		if v.Staff, err = p.Entry.Staff(r.Context(), a, v.Unit); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if v.Err != nil {
		status = fault.KindOf(v.Err).Status()
	}
	return ui.Render(w, r, status, staffPage(v))
}

func (p *Pages) staffSlips(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	unit, err := id.Parse[org.Unit](r.PostForm.Get("unit"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	who, err := people(r.PostForm)
	if err != nil {
		return err
	}
	file, err := p.Entry.StaffSlips(r.Context(), org.ActorFrom(r.Context()), unit, who)
	if fault.Is(err, fault.Invalid) {
		return p.showStaff(w, r, staffView{Unit: unit, Err: err})
	}
	if err != nil {
		return err
	}
	return send(w, "slips.pdf", file)
}
