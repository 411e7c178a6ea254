// Package access is the pages about who may see pupils' data: the access sheet 访问清单 of a unit and its approval, single requests for
// a limited time and their decision, and the register of looks (未成年人网络保护条例 art. 36).
//
// It may hold no rule: org decides who asks, who approves and what counts. No page here shows a pupil.
package access

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, and of what org says about access.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Org *org.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	ask, approve := string(org.AccessAsk), string(org.AccessApprove)
	const office, sheet, single = "/access/units/{office}", "/access/sheets/{sheet}", "/access/requests/{approval}"
	return []httpx.Route{
		{Pattern: "GET /access", Verb: ask, Target: "own", Serve: p.home},
		{Pattern: "GET " + office, Verb: ask, Target: "office", Serve: p.office},
		{Pattern: "POST " + office + "/prepare", Verb: ask, Target: "office", Serve: p.prepare},
		{Pattern: "GET " + sheet, Verb: ask, Target: "sheet", Serve: p.sheet},
		{Pattern: "GET " + sheet + "/print", Verb: ask, Target: "sheet", Serve: p.print},
		{Pattern: "POST " + sheet + "/strike", Verb: approve, Target: "sheet", Serve: p.strike},
		{Pattern: "POST " + sheet, Verb: approve, Target: "sheet", Serve: p.decide},
		{Pattern: "GET /access/ask", Verb: ask, Target: "own", Serve: p.askForm},
		{Pattern: "POST /access/ask", Verb: ask, Target: "class", Serve: p.ask},
		{Pattern: "GET /access/requests", Verb: approve, Target: "own", Serve: p.requests},
		{Pattern: "POST " + single, Verb: approve, Target: "approval", Serve: p.decideOne},
		{Pattern: "POST " + single + "/end", Verb: approve, Target: "approval", Serve: p.endOne},
		{Pattern: "GET /access/looks", Verb: string(org.RegisterRead), Target: "own", Serve: p.looks},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return v, nil
}

// refused reports an error that belongs on the form it came from.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unlawful, fault.Conflict:
		return true
	}
	return false
}

func number(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }

func sheetPath(s org.SheetID, rest string) string     { return "/access/sheets/" + s.String() + rest }
func officePath(u org.UnitID, rest string) string     { return "/access/units/" + u.String() + rest }
func singlePath(v org.ApprovalID, rest string) string { return "/access/requests/" + v.String() + rest }

func (p *Pages) subject(ctx context.Context, code string) string {
	if p.Subject == nil || code == "" {
		return code
	}
	return p.Subject(ctx, code)
}

// Waiting counts the holdings that wait for the approval of a, at the units where a is the responsible person; 0 for anybody else.
func (p *Pages) Waiting(ctx context.Context, a *org.Actor) (int, error) {
	n := 0
	for _, u := range responsible(a) {
		w, err := p.Org.Uncovered(ctx, a, u)
		if err != nil {
			return 0, err
		}
		n += w
	}
	return n, nil
}

// responsible are the units where a approves by a role held right there.
func responsible(a *org.Actor) []org.UnitID {
	var out []org.UnitID
	seen := map[org.UnitID]bool{}
	for _, h := range a.Roles {
		u := org.UnitID(h.Node)
		if h.Role.Grants(org.AccessApprove) && h.NodeName != "" && !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out
}

// offices are the units whose sheets concern a: where a approves, or keeps the school's office.
func offices(a *org.Actor) []org.UnitID {
	out := responsible(a)
	for _, h := range a.Roles {
		if h.Role == org.Registrar && h.NodeName != "" {
			out = append(out, org.UnitID(h.Node))
		}
	}
	return out
}

// home leads whoever has one unit there, whoever has none to their own requests, and lists several.
func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	if _, err := p.Org.ReachNodes(r.Context(), a, org.AccessAsk); err != nil {
		return err
	}
	mine := offices(a)
	if len(mine) == 0 {
		ui.Redirect(w, r, "/access/ask")
		return nil
	}
	if len(mine) == 1 {
		u, err := p.Org.Unit(r.Context(), mine[0])
		if err != nil {
			return err
		}
		if u.Kind != org.Region && u.Kind != org.District && u.Kind != org.Group {
			ui.Redirect(w, r, officePath(u.ID, ""))
			return nil
		}
	}
	return p.list(w, r, mine)
}

const perPage = 20

// unitLine is a unit of the list with how many holdings wait there.
type unitLine struct {
	org.Unit
	Waiting int
}

// list shows the own units first and then those below, a page at a time.
func (p *Pages) list(w http.ResponseWriter, r *http.Request, mine []org.UnitID) error {
	ctx, a := r.Context(), actor(r)
	var units []org.Unit
	next := ""
	if !a.Has(org.AccessApprove) {
		for _, u := range mine {
			one, err := p.Org.Unit(ctx, u)
			if err != nil {
				return err
			}
			units = append(units, one)
		}
	} else {
		var err error
		if units, err = p.Org.Units(ctx, a, org.AccessApprove, r.URL.Query().Get("after"), perPage+1); err != nil {
			return err
		}
		if len(units) > perPage {
			units = units[:perPage]
			next = "/access?after=" + url.QueryEscape(units[perPage-1].Code)
		}
	}
	lines := make([]unitLine, len(units))
	for i, u := range units {
		n, err := p.Org.Uncovered(ctx, a, u.ID)
		if err != nil {
			return err
		}
		lines[i] = unitLine{u, n}
	}
	slices.SortStableFunc(lines, func(x, y unitLine) int { return y.Waiting - x.Waiting }) // what waits for somebody stands first
	return ui.Render(w, r, http.StatusOK, listPage(a, lines, next))
}

// officeView is the page of one unit.
type officeView struct {
	Unit    org.Unit
	Term    org.Term
	Waiting int
	Draft   *org.Sheet
	Sheets  []org.Sheet
	Names   map[org.PersonID]string
	Mine    bool // the actor approves here
	Actor   *org.Actor
}

func (p *Pages) office(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	u, err := pathID[org.Unit](r, "office")
	if err != nil {
		return err
	}
	v := officeView{Actor: a}
	if v.Waiting, err = p.Org.Uncovered(ctx, a, u); err != nil {
		return err
	}
	if v.Sheets, err = p.Org.Sheets(ctx, a, u); err != nil {
		return err
	}
	if v.Unit, err = p.Org.Unit(ctx, u); err != nil {
		return err
	}
	if v.Term, err = p.Org.TermAt(ctx, v.Unit.Node(), p.Org.Now()); err != nil {
		return err
	}
	var people []org.PersonID
	for i := range v.Sheets {
		people = append(people, v.Sheets[i].DecidedBy)
		if v.Sheets[i].State == org.StateDraft && v.Draft == nil {
			v.Draft = &v.Sheets[i]
		}
	}
	if v.Names, err = p.Org.Names(ctx, people); err != nil {
		return err
	}
	d, err := p.Org.Can(ctx, a, org.AccessApprove, v.Unit.Node())
	v.Mine = d.Allow
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, officePage(v))
}

func (p *Pages) prepare(w http.ResponseWriter, r *http.Request) error {
	u, err := pathID[org.Unit](r, "office")
	if err != nil {
		return err
	}
	sheet, err := p.Org.PrepareSheet(r.Context(), actor(r), u)
	if fault.Is(err, fault.Invalid) { // pressed twice
		ui.Redirect(w, r, officePath(u, ""))
		return nil
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, sheetPath(sheet, ""))
	return nil
}
