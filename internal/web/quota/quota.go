// Package quota is the pages about room for files: how much the files of schools and of their authors take, and how much they may. The
// region's managers set the room of a school, a school sets the room of each of its people, and a teacher sees the own. Nobody is ordered
// by amount. The rules are those of commons.
package quota

import (
	"context"
	_ "embed"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
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
	Works *commons.Service
	Org   *org.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	v := string(org.OrgManage)
	return []httpx.Route{
		{Pattern: "GET /teacher/room", Verb: string(org.LessonMake), Target: "self", Serve: p.own},
		{Pattern: "GET /files/room", Verb: v, Target: "own", Serve: p.list},
		{Pattern: "GET /files/room/{school}", Verb: v, Target: "school", Serve: p.school},
		{Pattern: "POST /files/room/{school}/person", Verb: v, Target: "school", Serve: p.setPerson},
		{Pattern: "POST /files/room/{school}", Verb: string(org.SystemManage), Target: "school", Serve: p.set},
	}
}

const pageSize = 50

// ownView is a teacher's own page.
type ownView struct {
	Schools   []ownRoom
	Works     []commons.DraftUse
	Materials []commons.MaterialUse
}

// ownRoom is the room in one school of a teacher's.
type ownRoom struct {
	org.Unit
	commons.Quota
}

func (p *Pages) own(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return err
	}
	var v ownView
	for _, u := range schools {
		q, err := p.Works.QuotaOf(ctx, a, u.ID)
		if err != nil {
			return err
		}
		v.Schools = append(v.Schools, ownRoom{u, q})
	}
	if v.Works, err = p.Works.OwnUse(ctx, a); err != nil {
		return err
	}
	if a.Has(org.Assign) {
		if v.Materials, err = p.Works.OwnMaterialUse(ctx, a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, ownPage(v))
}

// listView is the list of schools.
type listView struct {
	Units []org.Unit
	Use   map[org.UnitID]commons.Use
	Next  string
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	units, use, err := p.Works.UseOfSchools(r.Context(), a, r.URL.Query().Get("after"), pageSize+1)
	if err != nil {
		return err
	}
	v := listView{Units: units, Use: use}
	if len(units) > pageSize {
		v.Units, v.Next = units[:pageSize], units[pageSize-1].Code
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

// schoolView is one unit. System is set for who may change the room of the whole unit.
type schoolView struct {
	Unit   org.Unit
	Quota  commons.Quota
	People []line
	System bool
	Sent   url.Values
	Form   string // which form was refused: unit or person
	Err    error
}

// line is one author.
type line struct {
	Name string
	commons.Use
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, v schoolView) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	unit, err := id.Parse[org.Unit](r.PathValue("school"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	var people []commons.Use
	if v.Quota, people, err = p.Works.UseOfPeople(ctx, a, unit); err != nil {
		return err
	}
	if v.Unit, err = p.Org.Unit(ctx, unit); err != nil {
		return err
	}
	v.System = a.Has(org.SystemManage)
	if v.System || !v.Unit.Kind.Teaches() { // whoever runs the machine needs no names
		people = nil
	}
	var ids []org.PersonID
	for _, u := range people {
		ids = append(ids, u.Person)
	}
	names, err := p.Org.Names(ctx, ids)
	if err != nil {
		return err
	}
	for _, u := range people {
		v.People = append(v.People, line{names[u.Person], u})
	}
	slices.SortFunc(v.People, func(x, y line) int { return strings.Compare(x.Name, y.Name) })
	status := http.StatusOK
	if v.Err != nil {
		status = fault.KindOf(v.Err).Status()
	}
	return ui.Render(w, r, status, schoolPage(v))
}

func (p *Pages) school(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, schoolView{})
}

func (p *Pages) set(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "unit", func(ctx context.Context, a *org.Actor, unit org.UnitID, f url.Values) error {
		return p.Works.SetQuota(ctx, a, unit, bytesOf(f, "school"), bytesOf(f, "person"))
	})
}

func (p *Pages) setPerson(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "person", func(ctx context.Context, a *org.Actor, unit org.UnitID, f url.Values) error {
		return p.Works.SetPersonQuota(ctx, a, unit, bytesOf(f, "person"))
	})
}

func (p *Pages) change(w http.ResponseWriter, r *http.Request, form string, f func(context.Context, *org.Actor, org.UnitID, url.Values) error) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	unit, err := id.Parse[org.Unit](r.PathValue("school"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	err = f(r.Context(), org.ActorFrom(r.Context()), unit, r.PostForm)
	if fault.Is(err, fault.Invalid) {
		return p.show(w, r, schoolView{Sent: r.PostForm, Form: form, Err: err})
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已保存，从现在起生效")
	ui.Redirect(w, r, "/files/room/"+unit.String())
	return nil
}

const gigabyte = 1 << 30

// bytesOf reads a number of GB; what is none is negative, which the service refuses once it has asked who sends it.
func bytesOf(f url.Values, name string) int64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(f.Get(name)), 64)
	if err != nil || math.IsNaN(v) || v < 0 || v > 1e6 {
		return -1
	}
	return int64(v * gigabyte)
}

func inGB(n int64) string {
	return strconv.FormatFloat(math.Round(float64(n)/gigabyte*1000)/1000, 'f', -1, 64)
}
