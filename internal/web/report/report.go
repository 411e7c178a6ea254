// Package report is the pages of an exam's analysis: the list, the review-lesson sheet 讲评单 with its projection, the report of a class,
// school, district or region with figures and tables, its PDF and workbooks, and the own result for a pupil and the own guardian.
//
// Every figure says its n, unit, interval and formula, has its table beside it, prints in black and white, and carries one sentence that
// says what is seen and what it does not prove. No table is ordered by result and no page knows a rank. The documents come from
// internal/insight/report, which decides who may read what and what is hidden; this package computes no figure about learning, names
// people only where the document does, and asks for nothing beside it.
package report

import (
	"context"
	_ "embed"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, of the findings and of the formulas.
func Catalogue() map[string]string {
	all := map[string]string{}
	for _, f := range indicator.Formulas() {
		all[f.Name], all[f.Zh] = f.NameEn, f.En
	}
	for _, s := range rep.Sentences() {
		all[s.Says] = s.SaysEn
		if s.Limit != "" {
			all[s.Limit] = s.LimitEn
		}
	}
	maps.Copy(all, i18n.MustParse(en))
	return all
}

// Reports gives the documents and asks org for the verb of the route. The service of internal/insight/report is one, documents made for
// tests are another.
type Reports interface {
	// Report is one document, with paper and model joined.
	Report(ctx context.Context, a *org.Actor, n exam.ExamID, k rep.Key) (rep.Document, error)
	// Teaching is the named document of a teaching class, for who reads every class it comes from.
	Teaching(ctx context.Context, a *org.Actor, n exam.ExamID, subject string, school org.UnitID, label string) (rep.Document, error)
	// SetBaseline says from which registered exam value added is measured.
	SetBaseline(ctx context.Context, a *org.Actor, n, base exam.ExamID) error
	// Own is the own result of a pupil.
	Own(ctx context.Context, a *org.Actor, n exam.ExamID, p org.PersonID) (rep.Own, error)
	// Owned are those of the exams that have a report.
	Owned(ctx context.Context, exams []exam.ExamID) ([]exam.ExamID, error)
}

// Exams is the register as far as lists need it: the service of internal/exam, and a sample in tests.
type Exams interface {
	Exam(ctx context.Context, a *org.Actor, n exam.ExamID) (exam.Exam, error)
	List(ctx context.Context, a *org.Actor, f exam.Filter, limit int) (exam.Page, error)
	Inspected(ctx context.Context, a *org.Actor, f exam.Filter, limit int) (exam.Page, error)
	Taken(ctx context.Context, classes []org.ClassID, after exam.Cursor, limit int) (exam.Page, error)
	Subjects(ctx context.Context, n exam.ExamID) ([]string, error)
}

// Pages are the pages of this package.
type Pages struct {
	Reports Reports
	Exams   Exams
	Org     *org.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
	// Order is the region's order of subjects, as codes.
	Order []string
	// Least is the region's least number of a group above the class; the documents have it applied, pages say it.
	Least int

	fonts pdf.Fonts
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	class, unit, do, child := string(org.ClassAnalyse), string(org.UnitUse), string(org.PracticeDo), string(org.ChildRead)
	const ofClass, ofUnit = "GET /teacher/exams/{exam}/{class}", "GET /bureau/exams/{exam}/{area}"
	return []httpx.Route{
		{Pattern: "GET /teacher/exams", Verb: class, Target: "self", Serve: p.classList},
		{Pattern: ofClass, Verb: class, Target: "class", Serve: p.class(p.page, false)},
		{Pattern: ofClass + "/items/{no}", Verb: class, Target: "class", Serve: p.class(p.item, false)},
		{Pattern: ofClass + "/sheet", Verb: class, Target: "class", Serve: p.class(p.sheet, false)},
		{Pattern: ofClass + "/board", Verb: class, Target: "class", Serve: p.class(p.board, true)},
		{Pattern: ofClass + "/report.pdf", Verb: class, Target: "class", Serve: p.class(p.pdf, false)},
		{Pattern: ofClass + "/tables.xlsx", Verb: class, Target: "class", Serve: p.class(p.tables, false)},
		{Pattern: "GET /bureau/exams", Verb: unit, Target: "self", Serve: p.unitList},
		{Pattern: ofUnit, Verb: unit, Target: "area", Serve: p.unit(p.page)},
		{Pattern: ofUnit + "/items/{no}", Verb: unit, Target: "area", Serve: p.unit(p.item)},
		{Pattern: ofUnit + "/report.pdf", Verb: unit, Target: "area", Serve: p.unit(p.pdf)},
		{Pattern: ofUnit + "/tables.xlsx", Verb: unit, Target: "area", Serve: p.unit(p.tables)},
		{Pattern: ofUnit + "/baseline", Verb: unit, Target: "area", Serve: p.start},
		{Pattern: "POST" + ofUnit[3:] + "/baseline", Verb: unit, Target: "area", Serve: p.setStart},
		{Pattern: "GET /learn/exams", Verb: do, Target: "self", Serve: p.mine},
		{Pattern: "GET /learn/exams/{mine}", Verb: do, Target: "mine", Serve: p.my},
		{Pattern: "GET /family/{child}/exams", Verb: child, Target: "child", Serve: p.childs},
		{Pattern: "GET /family/{child}/exams/{exam}", Verb: child, Target: "child", Serve: p.childExam},
	}
}

type handler = func(http.ResponseWriter, *http.Request) error

type shown = func(http.ResponseWriter, *http.Request, *view) error

func noReport(err error) error { return fault.Wrap(err, fault.NotFound, "没有这次考试的分析") }

// onWall reports whether a class stands before the screen: the teacher signed a classroom's board in. There nothing is shown but the
// projection, whatever address is opened.
func onWall(ctx context.Context) bool { return authn.SessionFrom(ctx).Way == authn.ByBoard }

// class reads the document of a class and hands it on. projects says that the page has neither names nor marks.
func (p *Pages) class(then shown, projects bool) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := id.Parse[exam.Exam](r.PathValue("exam"))
		if err != nil {
			return noReport(err)
		}
		c, err := id.Parse[org.Class](r.PathValue("class"))
		if err != nil {
			return noReport(err)
		}
		v, err := p.read(r, e, classKey(r, c))
		if err != nil {
			return err
		}
		v.base, v.list, v.active = "/teacher/exams/"+e.String()+"/"+c.String(), "/teacher/exams", "exam-classes"
		if v.wall = onWall(r.Context()); v.wall && !projects {
			ui.Redirect(w, r, v.to("board"))
			return nil
		}
		return then(w, r, v)
	}
}

// classKey is what an address of a class asks for: the class, or a teaching class of its school that has pupils of it.
func classKey(r *http.Request, c org.ClassID) rep.Key {
	q := r.URL.Query()
	k := rep.Key{Kind: rep.KindClass, Node: id.As[any](c), Subject: q.Get("subject")}
	if q.Get("cut") == string(rep.KindTeaching) && q.Get("part") != "" {
		k.Kind, k.Part = rep.KindTeaching, q.Get("part")
	}
	return k
}

// document asks for a document. Of a teaching class of which the address names a class, it is the one that names pupils.
func (p *Pages) document(r *http.Request, e exam.ExamID, k rep.Key) (rep.Document, error) {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if k.Kind != rep.KindTeaching || r.PathValue("class") == "" {
		return p.Reports.Report(ctx, a, e, k)
	}
	c, err := p.Org.Class(ctx, id.As[org.Class](k.Node))
	if err != nil {
		return rep.Document{}, noReport(err)
	}
	if err := p.Org.Must(ctx, a, org.ClassAnalyse, k.Node); err != nil {
		return rep.Document{}, err
	}
	return p.Reports.Teaching(ctx, a, e, k.Subject, c.School, k.Part)
}

// unit reads the document of a unit, or of one of its cuts.
func (p *Pages) unit(then shown) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := id.Parse[exam.Exam](r.PathValue("exam"))
		if err != nil {
			return noReport(err)
		}
		u, err := id.Parse[org.Unit](r.PathValue("area"))
		if err != nil {
			return noReport(err)
		}
		q := r.URL.Query()
		k := rep.Key{Node: id.As[any](u), Subject: q.Get("subject"), Part: q.Get("part")}
		if k.Kind, err = p.kind(r.Context(), u, q.Get("cut")); err != nil {
			return err
		}
		if k.Kind != rep.KindTeaching && k.Kind != rep.KindElective {
			k.Part = ""
		}
		v, err := p.read(r, e, k)
		if k.Kind == rep.KindSchool && fault.Is(err, fault.NotFound) { // a central school with its points
			k.Kind = rep.KindCross
			v, err = p.read(r, e, k)
		}
		if err != nil {
			return err
		}
		v.base, v.list, v.active = "/bureau/exams/"+e.String()+"/"+u.String(), "/bureau/exams", "exam-units"
		v.opens, v.starts = p.opens(r.Context(), v, e), v.whole() && org.ActorFrom(r.Context()).Has(org.ExamRead)
		return then(w, r, v)
	}
}

// kind is what a unit's document is called.
func (p *Pages) kind(ctx context.Context, u org.UnitID, cut string) (rep.Kind, error) {
	if cut == string(rep.KindTeaching) || cut == string(rep.KindElective) {
		return rep.Kind(cut), nil
	}
	unit, err := p.Org.Unit(ctx, u)
	if err != nil {
		return "", noReport(err)
	}
	switch unit.Kind {
	case org.Region:
		return rep.KindRegion, nil
	case org.District:
		return rep.KindDistrict, nil
	case org.Group:
		return rep.KindCross, nil
	}
	return rep.KindSchool, nil
}

// read asks for a document and finds the names that stand beside its ids. A class or unit without a total has its first subject shown.
func (p *Pages) read(r *http.Request, e exam.ExamID, k rep.Key) (*view, error) {
	ctx := r.Context()
	subjects, err := p.Exams.Subjects(ctx, e)
	if err != nil {
		return nil, err
	}
	p.sorted(subjects)
	if k.Subject == "" && len(subjects) == 1 {
		k.Subject = subjects[0]
	}
	if k.Subject != "" && !slices.Contains(subjects, k.Subject) {
		return nil, noReport(nil)
	}
	doc, err := p.document(r, e, k)
	if err != nil {
		return nil, err
	}
	v := &view{Document: doc, subject: p.Subject, subjects: subjects, least: p.Least}
	if v.places, err = p.placeNames(ctx, &doc); err != nil {
		return nil, err
	}
	v.title = v.place(doc.Node)
	if doc.Class == nil {
		if !doc.Head.Approver.IsZero() && doc.Head.Excluded > 0 {
			v.people, err = p.Org.Names(ctx, []org.PersonID{doc.Head.Approver})
		}
		return v, err
	}
	v.people, err = p.Org.Names(ctx, append(slices.Clone(doc.Class.Persons), doc.Head.Approver))
	return v, err
}

// sorted puts subjects into the region's order.
func (p *Pages) sorted(subjects []string) {
	slices.SortStableFunc(subjects, func(a, b string) int { return slices.Index(p.Order, a) - slices.Index(p.Order, b) })
}

// placeNames are the names of every node of a document. Names of organisations and classes are public inside the system.
func (p *Pages) placeNames(ctx context.Context, doc *rep.Document) (map[id.Any]string, error) {
	out := map[id.Any]string{}
	var classes []org.ClassID
	var units []id.Any
	add := func(k rep.Kind, n id.Any) {
		if k == rep.KindClass {
			classes = append(classes, id.As[org.Class](n))
		} else {
			units = append(units, n)
		}
	}
	add(doc.Kind, doc.Node)
	for _, x := range doc.References {
		add(x.Kind, x.Node)
	}
	for _, list := range [][]rep.Part{doc.Parts, doc.Schools} {
		for _, x := range list {
			add(x.Kind, x.Node)
			for _, n := range x.Pooled {
				add(x.Kind, n)
			}
		}
	}
	if doc.Added != nil {
		for _, s := range doc.Added.Schools {
			add(rep.KindSchool, s.Node)
		}
	}
	if len(units) > 8 { // one question for all below, instead of one each
		below, err := p.Org.UnitsBelow(ctx, doc.Node)
		if err != nil {
			return nil, err
		}
		for _, u := range below {
			out[u.Node()] = u.Name
		}
	}
	for _, n := range units {
		if _, ok := out[n]; ok {
			continue
		}
		u, err := p.Org.Unit(ctx, org.UnitID(n))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		out[n] = u.Name
	}
	return out, p.classNames(ctx, doc, classes, out)
}

// classNames calls classes by the grade in which they were on the exam's first day.
func (p *Pages) classNames(ctx context.Context, doc *rep.Document, classes []org.ClassID, out map[id.Any]string) error {
	if len(classes) == 0 {
		return nil
	}
	found, err := p.Org.ClassesByID(ctx, classes)
	for n, c := range found {
		if doc.Head.Grade > 0 {
			c.Grade = doc.Head.Grade
		}
		out[id.As[any](n)] = c.Label()
	}
	return err
}

// opens leads from a part to its own page, for who holds the verb that it asks.
func (p *Pages) opens(ctx context.Context, v *view, e exam.ExamID) func(rep.Part) string {
	a := org.ActorFrom(ctx)
	return func(x rep.Part) string {
		switch x.Kind {
		case rep.KindClass:
			if a != nil && a.Has(org.ClassAnalyse) {
				return "/teacher/exams/" + e.String() + "/" + x.Node.String() + v.query()
			}
		case rep.KindSchool, rep.KindDistrict:
			return "/bureau/exams/" + e.String() + "/" + x.Node.String() + v.query()
		case rep.KindTeaching, rep.KindElective:
			if x.Label != "" && v.Kind == rep.KindSchool {
				return v.base + v.query("cut", string(x.Kind), "part", x.Label)
			}
		}
		return ""
	}
}

// page is one tab.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, v *view) error {
	if err := p.siblings(r, v); err != nil {
		return err
	}
	tabs := v.tabs(r.Context())
	open := max(0, slices.IndexFunc(tabs, func(x tab) bool { return x.key == r.URL.Query().Get("tab") }))
	return ui.Render(w, r, http.StatusOK, reportPage(v, tabs, open))
}

// item is one item with the rows behind it.
func (p *Pages) item(w http.ResponseWriter, r *http.Request, v *view) error {
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil || no < 1 || no > len(v.Items) {
		return fault.New(fault.NotFound, "试卷里没有这道题")
	}
	v.no = no
	return ui.Render(w, r, http.StatusOK, itemPage(v, no-1, v.one(r.Context(), no-1)))
}

// tables is a workbook with one table or with all.
func (p *Pages) tables(w http.ResponseWriter, r *http.Request, v *view) error {
	q := r.URL.Query()
	if n, err := strconv.Atoi(q.Get("item")); err == nil && n >= 1 && n <= len(v.Items) {
		v.no = n
	}
	if err := p.siblings(r, v); err != nil {
		return err
	}
	return v.sendTables(w, r, v.grids(r.Context(), q.Get("table")))
}
