// Package marks is the pages on which marks of an exam come in: upload, what the columns are, what was found, what changes, applying it;
// and the two-way table 双向细目表 of each subject. It may hold no rule: internal/exam decides who may import what, the guard says whether an
// exam takes marks, and these pages show what is wrong in which row and what to do.
package marks

import (
	"context"
	_ "embed"
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Links lead from an exam's page to its marks and two-way tables; an address is what follows the exam's own.
func Links() []ui.BigLink {
	return []ui.BigLink{{Title: "双向细目表", Note: "每道题考什么、多少分，选择题的答案", Href: "/blueprint", Icon: "paper"}, {Title: "导入成绩", Note: "Excel 或 CSV，先检查再计入", Href: "/marks", Icon: "upload"}}
}

// Pages are the pages of this package.
type Pages struct {
	Exams  *exam.Service
	Org    *org.Service
	Preset *preset.Preset
}

// maxUpload is how much one form may bring, in bytes: several files of the largest size.
const maxUpload = 4*book.MaxBytes + 1<<20

// pageSize is how many findings and classes one page shows.
const pageSize = 50

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	put, plan := string(org.MarksImport), string(org.ExamRegister)
	const one, table = "/marks/{intake}", "/exams/{exam}/blueprint/{subject}"
	return []httpx.Route{
		{Pattern: "GET /exams/{exam}/marks", Verb: string(org.ExamRead), Target: "exam", Serve: p.places},
		{Pattern: "GET /exams/{exam}/marks/{where}", Verb: put, Target: "where", Serve: p.list},
		{Pattern: "POST /exams/{exam}/marks/{where}", Verb: put, Target: "where", Limit: maxUpload, Serve: p.upload},
		{Pattern: "GET " + one, Verb: put, Target: "intake", Serve: p.one},
		{Pattern: "GET " + one + "/progress", Verb: put, Target: "intake", Serve: p.progress},
		{Pattern: "GET " + one + "/findings", Verb: put, Target: "intake", Serve: p.download},
		{Pattern: "POST " + one + "/files", Verb: put, Target: "intake", Limit: maxUpload, Serve: p.add},
		{Pattern: "POST " + one + "/map", Verb: put, Target: "intake", Limit: 4 << 20, Serve: p.mapped},
		{Pattern: "POST " + one + "/check", Verb: put, Target: "intake", Serve: p.recheck},
		{Pattern: "POST " + one + "/apply", Verb: put, Target: "intake", Serve: p.apply},
		{Pattern: "POST " + one + "/drop", Verb: put, Target: "intake", Serve: p.drop},
		{Pattern: "GET /exams/{exam}/blueprint", Verb: plan, Target: "exam", Serve: p.tables},
		{Pattern: "GET " + table, Verb: plan, Target: "exam", Serve: p.table},
		{Pattern: "POST " + table, Verb: plan, Target: "exam", Serve: p.save},
		{Pattern: "POST " + table + "/read", Verb: plan, Target: "exam", Limit: book.MaxBytes + 1<<20, Serve: p.read},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

var errNone = fault.New(fault.NotFound, "没有找到，或不在您的范围内")

// pathID reads an id of the path; what is no id is not found.
func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, errNone
	}
	return v, nil
}

func href(n exam.IntakeID) string { return "/marks/" + n.String() }

func marksOf(n exam.ExamID, place org.Node) string {
	return "/exams/" + n.String() + "/marks/" + place.String()
}

// exam reads the exam of a page, which whoever reads its register entry may know.
func (p *Pages) exam(r *http.Request) (exam.Exam, error) {
	n, err := pathID[exam.Exam](r, "exam")
	if err != nil {
		return exam.Exam{}, err
	}
	return p.Exams.Exam(r.Context(), actor(r), n)
}

// placesView is where the actor may bring in marks of an exam.
type placesView struct {
	exam.Exam
	places []ui.BigLink
}

func (p *Pages) places(w http.ResponseWriter, r *http.Request) error {
	e, err := p.exam(r)
	if err != nil {
		return err
	}
	nodes, err := p.Exams.ImportPlaces(r.Context(), actor(r), e)
	if err != nil && !fault.Is(err, fault.Denied) {
		return err
	}
	if len(nodes) == 1 {
		ui.Redirect(w, r, marksOf(e.ID, nodes[0]))
		return nil
	}
	v := placesView{Exam: e}
	for _, n := range nodes {
		name, err := p.placeName(r.Context(), n)
		if err != nil {
			return err
		}
		v.places = append(v.places, ui.BigLink{Title: name, Href: marksOf(e.ID, n)})
	}
	return ui.Render(w, r, http.StatusOK, placesPage(v))
}

// placeName is a unit's name, or a class's with its school's.
func (p *Pages) placeName(ctx context.Context, n org.Node) (string, error) {
	u, err := p.Org.Unit(ctx, id.As[org.Unit](n))
	if err == nil || !fault.Is(err, fault.NotFound) {
		return u.Name, err
	}
	c, err := p.Org.Class(ctx, id.As[org.Class](n))
	if err != nil {
		return "", err
	}
	if u, err = p.Org.Unit(ctx, c.School); err != nil {
		return "", err
	}
	return u.Name + " " + c.Label(), nil
}

// listView is the page of one place: upload, what came in before, and what is there.
type listView struct {
	exam.Exam
	place   org.Node
	name    string
	intakes []exam.Intake
	names   map[org.PersonID]string
	held    []exam.Held
	classes map[org.ClassID]org.Class
	plans   []string // subjects whose two-way table is missing
	err     error
	p       *Pages
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, nil)
}

func (p *Pages) showList(w http.ResponseWriter, r *http.Request, problem error) error {
	ctx, a := r.Context(), actor(r)
	e, err := p.exam(r)
	if err != nil {
		return err
	}
	place, err := pathID[any](r, "where")
	if err != nil {
		return err
	}
	if err := p.Org.Must(ctx, a, org.MarksImport, place); err != nil {
		return err
	}
	v := listView{Exam: e, place: place, err: problem, p: p}
	if v.name, err = p.placeName(ctx, place); err != nil {
		return err
	}
	all, err := p.Exams.Intakes(ctx, a, e.ID)
	if err != nil {
		return err
	}
	var people []org.PersonID
	for _, i := range all {
		if i.Place == place {
			v.intakes = append(v.intakes, i)
			people = append(people, i.Asker)
		}
	}
	if v.names, err = p.Org.Names(ctx, people); err != nil {
		return err
	}
	if v.held, err = p.Exams.Held(ctx, a, e.ID); err != nil {
		return err
	}
	var classes []org.ClassID
	for _, h := range v.held {
		classes = append(classes, h.Class)
	}
	if v.classes, err = p.Org.ClassesByID(ctx, classes); err != nil {
		return err
	}
	for _, s := range e.Subjects {
		if _, err := p.Exams.Blueprint(ctx, a, e.ID, s); fault.Is(err, fault.NotFound) {
			v.plans = append(v.plans, s)
		} else if err != nil {
			return err
		}
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, listPage(v))
}

func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	place, err := pathID[any](r, "where")
	if err != nil {
		return err
	}
	n, err := pathID[exam.Exam](r, "exam")
	if err != nil {
		return err
	}
	if err := p.Org.Must(ctx, a, org.MarksImport, place); err != nil { // before anything is read
		return err
	}
	files, done, err := uploads(r)
	if err != nil {
		return p.showList(w, r, err)
	}
	defer done()
	i, err := p.Exams.Receive(ctx, a, n, place, files)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Unlawful) || fault.Is(err, fault.Gone) {
		return p.showList(w, r, err)
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, href(i.ID))
	return nil
}

// uploads are the files of a form; done removes what of them lies on the disk.
func uploads(r *http.Request) ([]exam.Upload, func(), error) {
	if err := httpx.FormError(r.ParseMultipartForm(8 << 20)); err != nil {
		return nil, nil, fault.Fieldsf(fault.Field{Name: "files", Message: "上传没有完成，或者文件太大，请再试一次"})
	}
	var out []exam.Upload
	var closers []func() error
	for _, h := range r.MultipartForm.File["files"] {
		f, err := h.Open()
		if err != nil {
			return nil, nil, fault.Fieldsf(fault.Field{Name: "files", Message: "上传没有完成，或者文件太大，请再试一次"})
		}
		closers = append(closers, f.Close)
		out = append(out, exam.Upload{Name: h.Filename, From: f})
	}
	return out, func() {
		for _, c := range closers {
			_ = c() // temporary files
		}
		_ = r.MultipartForm.RemoveAll()
	}, nil
}

// intakeView is one intake.
type intakeView struct {
	exam.Intake
	exam    exam.Exam
	place   string
	job     job.Job
	bad     book.Findings // what was said about columns and cannot be
	found   []exam.Found
	code    book.Code
	next    string
	changes []exam.Change
	more    string // of the changes
	classes map[org.ClassID]org.Class
	schools map[org.UnitID]string
	report  string
	form    map[string][]string // what was sent and refused
	err     error
	p       *Pages
}

func (p *Pages) intake(r *http.Request) (exam.Intake, error) {
	n, err := pathID[exam.Intake](r, "intake")
	if err != nil {
		return exam.Intake{}, err
	}
	return p.Exams.Intake(r.Context(), actor(r), n)
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	i, err := p.intake(r)
	if err != nil {
		return err
	}
	return p.show(w, r, &intakeView{Intake: i})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, v *intakeView) error {
	ctx, a := r.Context(), actor(r)
	v.p = p
	var err error
	if v.exam, err = p.Exams.Exam(ctx, a, v.Exam); err != nil {
		return err
	}
	if v.place, err = p.placeName(ctx, v.Place); err != nil {
		return err
	}
	switch v.State {
	case exam.IntakeChecking:
		if v.job, err = p.Exams.Progress(ctx, v.Intake); err != nil {
			return err
		}
	case exam.IntakeReady, exam.IntakeFaulty, exam.IntakeDone:
		if err := p.results(r, v); err != nil {
			return err
		}
	case exam.IntakeMapping, exam.IntakeDropped:
	}
	if v.State == exam.IntakeDone {
		v.report = p.reportOf(ctx, a, v.Intake)
	}
	status := http.StatusOK
	switch {
	case v.err != nil:
		status = fault.KindOf(v.err).Status()
	case v.bad.Errors > 0:
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, intakePage(*v))
}

// reportOf is where whoever imported reads what the marks say: the class's review sheet, or the unit's report; "" for somebody who may
// read neither, such as a registrar.
func (p *Pages) reportOf(ctx context.Context, a *org.Actor, i exam.Intake) string {
	_, err := p.Org.Unit(ctx, id.As[org.Unit](i.Place))
	switch {
	case err == nil && a.Has(org.UnitUse):
		return "/bureau/exams/" + i.Exam.String() + "/" + i.Place.String()
	case fault.Is(err, fault.NotFound) && a.Has(org.ClassAnalyse):
		return "/teacher/exams/" + i.Exam.String() + "/" + i.Place.String()
	}
	return ""
}

// results fills in findings and difference.
func (p *Pages) results(r *http.Request, v *intakeView) (err error) {
	ctx, a, q := r.Context(), actor(r), r.URL.Query()
	after, _ := strconv.Atoi(q.Get("after"))
	v.code = book.Code(q.Get("code"))
	if v.found, err = p.Exams.Findings(ctx, a, v.ID, v.code, max(after, 0), pageSize+1); err != nil {
		return err
	}
	if len(v.found) > pageSize {
		v.found = v.found[:pageSize]
		v.next = href(v.ID) + "?code=" + string(v.code) + "&after=" + strconv.Itoa(v.found[pageSize-1].No) + "#findings"
	}
	last := exam.Change{Subject: q.Get("subject")}
	if c, err := id.Parse[org.Class](q.Get("class")); err == nil {
		last.Class = c
	}
	if v.changes, err = p.Exams.Difference(ctx, a, v.ID, last, pageSize+1); err != nil {
		return err
	}
	if len(v.changes) > pageSize {
		v.changes = v.changes[:pageSize]
		l := v.changes[pageSize-1]
		v.more = href(v.ID) + "?subject=" + l.Subject + "&class=" + l.Class.String() + "#difference"
	}
	var classes []org.ClassID
	v.schools = map[org.UnitID]string{}
	for _, c := range v.changes {
		classes = append(classes, c.Class)
		if v.schools[c.School] == "" {
			u, err := p.Org.Unit(ctx, c.School)
			if err != nil {
				return err
			}
			v.schools[c.School] = u.Name
		}
	}
	v.classes, err = p.Org.ClassesByID(ctx, classes)
	return err
}

// progress answers the part of the page that asks again while a check runs; when it is over the whole page is loaded anew.
func (p *Pages) progress(w http.ResponseWriter, r *http.Request) error {
	i, err := p.intake(r)
	if err != nil {
		return err
	}
	if !ui.IsHTMX(r) || i.State != exam.IntakeChecking {
		ui.Redirect(w, r, href(i.ID))
		return nil
	}
	v := intakeView{Intake: i}
	if v.job, err = p.Exams.Progress(r.Context(), i); err != nil {
		return err
	}
	if v.job.State == job.Dead {
		ui.Redirect(w, r, href(i.ID))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, running(v))
}
