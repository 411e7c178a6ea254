package report

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// listed is how many exams a page of a list has.
const listed = 25

// entry is an exam with results at one place where the reader may read.
type entry struct {
	exam.Exam
	node     id.Any // the class or unit
	name     string
	subjects []string
}

// listing is a list of entries.
type listing struct {
	lead, active, base string
	columns            []ui.Column
	entries            []entry
	subject            func(ctx context.Context, code string) string
	sheets             bool
	wall               bool // a class stands before the screen: only projections
	pager              ui.PagerSpec
}

// cursor is where a page of a list begins, as an address carries it.
func cursor(r *http.Request) (c exam.Cursor) {
	day, n, ok := strings.Cut(r.URL.Query().Get("after"), ".")
	if !ok {
		return c
	}
	first, err1 := strconv.ParseInt(day, 36, 64)
	of, err2 := id.Parse[exam.Exam](n)
	if err1 == nil && err2 == nil {
		c = exam.Cursor{First: clock.Micros(first), ID: of}
	}
	return c
}

func (l *listing) next(c exam.Cursor) {
	if !c.IsZero() {
		l.pager.Next = l.base + "?after=" + strconv.FormatInt(int64(c.First), 36) + "." + c.ID.Hex()
	}
}

// most is how many pages of the register are read to fill one page of a list: many exams are of other grades or have no results yet.
const most = 8

// walk reads pages of the register until the list is full, and says where it goes on.
func (l *listing) walk(from exam.Cursor, read func(exam.Cursor) (exam.Page, error), take func(exam.Exam) error) error {
	for range most {
		page, err := read(from)
		if err != nil {
			return err
		}
		for _, e := range page.Exams {
			if err := take(e); err != nil {
				return err
			}
		}
		from = page.Next
		if from.IsZero() || len(l.entries) >= listed {
			break
		}
	}
	l.next(from)
	return nil
}

// classList is the exams of the own classes.
func (p *Pages) classList(w http.ResponseWriter, r *http.Request) error {
	l := listing{lead: "自己班的考试：先看讲评单，再看各题、知识点和学生", active: "exam-classes", base: "/teacher/exams", sheets: true, subject: p.Subject,
		columns: []ui.Column{{Label: "考试", Head: true, Wide: true}, {Label: "班级"}, {Label: "第一天"}, {Label: "分析"}, {Label: "讲评单"}}}
	ctx := r.Context()
	if l.wall = onWall(ctx); l.wall {
		l.lead, l.columns = "投影讲评：没有姓名和分数", append(l.columns[:3], ui.Column{Label: "投影讲评"})
	}
	classes, err := p.Org.ClassesOf(ctx, org.ActorFrom(ctx), org.ClassAnalyse)
	if err != nil {
		return err
	}
	err = l.walk(cursor(r), func(from exam.Cursor) (exam.Page, error) { return p.Exams.Taken(ctx, idsOf(classes), from, listed) }, func(e exam.Exam) error {
		return p.ofClasses(ctx, &l, e, classes)
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(l))
}

// ofClasses adds the classes that sat an exam.
func (p *Pages) ofClasses(ctx context.Context, l *listing, e exam.Exam, classes []org.Class) error {
	if !covers(e, classes) {
		return nil
	}
	subjects, err := p.subjects(ctx, e.ID)
	if err != nil || len(subjects) == 0 {
		return err
	}
	inside := map[org.UnitID]bool{e.Owner: true}
	for _, c := range classes {
		if c.Kind != org.AdminClass || !takes(e, c) {
			continue
		}
		if e.Scope == exam.ScopeSchool {
			in, known := inside[c.School]
			if !known {
				in = p.below(ctx, e.Owner, c.School)
				inside[c.School] = in
			}
			if !in {
				continue
			}
		}
		c.Grade = e.Grade
		l.entries = append(l.entries, entry{e, c.Node(), c.Label(), subjects})
	}
	return nil
}

// below reports whether a unit stands below another: a teaching point of a central school.
func (p *Pages) below(ctx context.Context, top, unit org.UnitID) bool {
	above, err := p.Org.Ancestors(ctx, id.As[any](unit), int64(p.Org.Now()))
	if err != nil {
		return false
	}
	for _, n := range above {
		if n == id.As[any](top) {
			return true
		}
	}
	return false
}

// subjects are those of an exam with a report, in the region's order; none without a report.
func (p *Pages) subjects(ctx context.Context, n exam.ExamID) ([]string, error) {
	with, err := p.Reports.Owned(ctx, []exam.ExamID{n})
	if err != nil || len(with) == 0 {
		return nil, err
	}
	out, err := p.Exams.Subjects(ctx, n)
	p.sorted(out)
	return out, err
}

// unitList is the exams of the own units: at the exam's own place where the reader reaches it, else at the reader's.
func (p *Pages) unitList(w http.ResponseWriter, r *http.Request) error {
	l := listing{lead: "学校、区、市的考试：不点名，人数太少的不单列，不排名", active: "exam-units", base: "/bureau/exams", subject: p.Subject,
		columns: []ui.Column{{Label: "考试", Head: true, Wide: true}, {Label: "范围"}, {Label: "第一天"}, {Label: "分析"}}}
	ctx := r.Context()
	a := org.ActorFrom(ctx)
	nodes, err := p.Org.ReachNodes(ctx, a, org.UnitUse)
	if err != nil {
		return err
	}
	f := exam.Filter{State: exam.StateApproved, After: cursor(r)}
	read := p.Exams.List
	if !a.Has(org.ExamRead) {
		read = p.Exams.Inspected
	}
	err = l.walk(f.After, func(from exam.Cursor) (exam.Page, error) {
		f.After = from
		page, err := read(ctx, a, f, listed)
		if fault.Is(err, fault.Denied) { // the units' figures are open, the register is not
			return exam.Page{}, nil
		}
		return page, err
	}, func(e exam.Exam) error { return p.ofUnits(ctx, &l, e, nodes) })
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(l))
}

// ofUnits adds an exam at its own place where the reader reaches it, else at the reader's.
func (p *Pages) ofUnits(ctx context.Context, l *listing, e exam.Exam, nodes []org.Node) error {
	subjects, err := p.subjects(ctx, e.ID)
	if err != nil || len(subjects) == 0 || e.Scope == exam.ScopeClass {
		return err
	}
	d, err := p.Org.Can(ctx, org.ActorFrom(ctx), org.UnitUse, id.As[any](e.Owner))
	if err != nil {
		return err
	}
	at := nodes
	if d.Allow {
		at = []org.Node{id.As[any](e.Owner)}
	}
	for _, n := range at {
		u, err := p.Org.Unit(ctx, org.UnitID(n))
		if fault.Is(err, fault.NotFound) {
			continue // a class: its report is in the other list
		}
		if err != nil {
			return err
		}
		l.entries = append(l.entries, entry{e, n, u.Name, subjects})
	}
	return nil
}

func (l listing) rows(ctx context.Context) []ui.Row {
	rows := make([]ui.Row, len(l.entries))
	for i, e := range l.entries {
		href := l.base + "/" + e.ID.String() + "/" + e.node.String()
		var reports, sheets []ui.Crumb
		if len(e.subjects) > 1 {
			reports = append(reports, ui.Crumb{Label: t(ctx, "总分"), Href: href})
		}
		for _, s := range e.subjects {
			name := s
			if l.subject != nil {
				name = l.subject(ctx, s)
			}
			reports = append(reports, ui.Crumb{Label: name, Href: href + "?subject=" + s})
			page := "/sheet?subject="
			if l.wall {
				page = "/board?subject="
			}
			sheets = append(sheets, ui.Crumb{Label: name, Href: href + page + s})
		}
		title := ui.L(href, e.Title)
		if l.wall {
			title, reports = ui.S(e.Title), nil
		}
		cells := []templ.Component{title, ui.S(e.name), ui.S(clock.Local(e.First).Format("2006-01-02"))}
		if reports != nil {
			cells = append(cells, linkList(reports))
		}
		if l.sheets {
			cells = append(cells, linkList(sheets))
		}
		rows[i] = ui.R(cells...)
	}
	return rows
}

// siblings reads the same subject of the reader's other classes, for the heat map. Whoever reaches more than these reads a whole school,
// and compares its classes on the school's own page.
func (p *Pages) siblings(r *http.Request, v *view) error {
	const others = 3
	if v.Class == nil || v.Subject == "" {
		return nil
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	classes, err := p.Org.ClassesOf(ctx, a, org.ClassAnalyse)
	if err != nil || len(classes) > others+1 {
		return err
	}
	for _, c := range classes {
		k := v.Key
		if k.Node = c.Node(); k.Node == v.Node || c.School != v.Class.School {
			continue
		}
		doc, err := p.Reports.Report(ctx, a, v.Document.Exam, k)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return err
		}
		names, err := p.placeNames(ctx, &rep.Document{Key: k, Head: doc.Head})
		if err != nil {
			return err
		}
		v.beside = append(v.beside, beside{names[k.Node], doc})
	}
	return nil
}
