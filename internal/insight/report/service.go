package report

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Sources are the other domains, as far as this package reads them; app joins them. They ask nobody: this package has asked org, or the
// job reads for all.
type Sources struct {
	// Exam is an approved exam of the register; a fault when it is void or not approved.
	Exam       func(ctx context.Context, n exam.ExamID) (exam.Exam, error)
	Subjects   func(ctx context.Context, n exam.ExamID) ([]string, error) // that have results
	Blueprint  func(ctx context.Context, n exam.ExamID, subject string) (b exam.Blueprint, ok bool, err error)
	EachMatrix func(ctx context.Context, n exam.ExamID, subject string, f func(exam.Matrix) error) error
	Row        func(ctx context.Context, n exam.ExamID, p org.PersonID) (map[string]exam.Own, error)
	// Excuses says who approved that pupils of an exam are left out.
	Excuses func(ctx context.Context, n exam.ExamID) ([]exam.Excuse, error)
	// Enrolled counts, by school, the pupils of an exam's grade on its first day: what a sample stands for.
	Enrolled func(ctx context.Context, e exam.Exam) (map[org.UnitID]int, error)
	Preset   *preset.Preset
}

// Parts are what the service stands on.
type Parts struct {
	Record  *db.DB // where documents are kept
	Core    *db.DB // of the queue and the log
	Log     *bus.Log
	Jobs    *job.Queue
	Org     *org.Service
	Clock   clock.Clock
	Sources Sources
}

// Service keeps and serves the reports. It is safe for concurrent use.
type Service struct{ Parts }

// New returns the service and makes the queue know its job.
func New(p Parts) *Service {
	s := &Service{p}
	if p.Jobs != nil {
		p.Jobs.Register(job.Kind{Name: JobBuild, Run: s.run, Tries: 5})
	}
	return s
}

func (s *Service) head(ctx context.Context, n exam.ExamID) (header, error) {
	h, err := db.One(s.Record.Reader(ctx), selHead, scanHeader, n)
	if errors.Is(err, db.ErrNone) || err == nil && h.version == 0 {
		return h, fault.New(fault.NotFound, "这场考试还没有报告；成绩导入后会自动生成")
	}
	return h, err
}

// Built is when the report of an exam was made, 0 without one.
func (s *Service) Built(ctx context.Context, n exam.ExamID) (clock.Micros, error) {
	h, err := s.head(ctx, n)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return h.built, err
}

// Report reads one document with its paper and model. A class document needs class.analyse at the class, everything above unit.use at its
// place. NotFound where there is none, Denied for a school whose figures are shown only together with others, to whoever sees the total.
func (s *Service) Report(ctx context.Context, a *org.Actor, n exam.ExamID, k Key) (Document, error) {
	verb := org.UnitUse
	switch k.Kind {
	case KindClass:
		verb = org.ClassAnalyse
	case KindTeaching, KindElective, KindSchool, KindDistrict, KindRegion, KindCross:
	default:
		return Document{}, fault.New(fault.NotFound, "没有这样的报告")
	}
	if err := s.Org.Must(ctx, a, verb, k.Node); err != nil {
		return Document{}, err
	}
	for try := 0; ; try++ {
		h, err := s.head(ctx, n)
		if err != nil {
			return Document{}, err
		}
		doc, err := s.read(ctx, a, n, h, k)
		if try > 2 || !fault.Is(err, fault.NotFound) {
			return doc, err
		}
		if now, err2 := s.head(ctx, n); err2 != nil || now.version == h.version {
			return doc, err
		} // a new version took the place of the one that was being read
	}
}

// read reads a document for somebody about whom org was asked.
func (s *Service) read(ctx context.Context, a *org.Actor, n exam.ExamID, h header, k Key) (Document, error) {
	var doc Document
	r, err := db.One(s.Record.Reader(ctx), selReport, scanRow, n, h.version, string(k.Kind), k.Node, k.Part, k.Subject)
	if errors.Is(err, db.ErrNone) {
		return doc, fault.New(fault.NotFound, "这里没有这场考试的报告")
	}
	if err != nil {
		return doc, err
	}
	if err := s.mayOpen(ctx, a, r); err != nil {
		return doc, err
	}
	if err := unpack(r.doc, &doc); err != nil {
		return doc, err
	}
	if k.Kind == KindSchool && s.mayOpen(ctx, a, row{guarded: true, above: r.above}) != nil {
		doc.outside()
	}
	doc.Version = h.version
	return doc, s.join(ctx, n, h, &doc)
}

// outside takes from a school's document what only its own people read: who sees the whole exam sees its combinations, and the school's own
// cuts beside them would say too much.
func (doc *Document) outside() {
	if doc.Teaching != nil || doc.Electives != nil {
		doc.Teaching, doc.Electives = nil, nil
		doc.Withheld = []string{"teaching", "electives"}
	}
	if doc.Inner {
		doc.Parts = nil
		doc.Withheld = append(doc.Withheld, "classes")
	}
}

// mayOpen keeps a guarded document from whoever sees the total that would give a small school away.
func (s *Service) mayOpen(ctx context.Context, a *org.Actor, r row) error {
	if !r.guarded || r.above.IsZero() {
		return nil
	}
	d, err := s.Org.Can(ctx, a, org.UnitUse, r.above)
	if err != nil {
		return err
	}
	if d.Allow {
		return fault.New(fault.Denied, "这里人数少，已与其他学校合并显示或隐藏；单独打开会让人从合计推出少数学生的情况")
	}
	return nil
}

// join adds paper and model.
func (s *Service) join(ctx context.Context, n exam.ExamID, h header, doc *Document) error {
	if doc.Subject == "" || doc.Hidden != "" {
		return nil
	}
	var p Paper
	if ok, err := s.side(ctx, n, h, kindPaper, doc.Subject, &p); err != nil || !ok {
		return err
	}
	doc.join(&p)
	var m Model
	ok, err := s.side(ctx, n, h, kindModel, doc.Subject, &m)
	if ok {
		doc.Model = &m
	}
	return err
}

func (s *Service) side(ctx context.Context, n exam.ExamID, h header, k Kind, subject string, v any) (bool, error) {
	r, err := db.One(s.Record.Reader(ctx), selReport, scanRow, n, h.version, string(k), id.As[any](n), "", subject)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, unpack(r.doc, v)
}

// maxList bounds a list of documents.
const maxList = 5000

// List names the documents of an exam that somebody may open: classes within reach of class.analyse, places within reach of unit.use.
func (s *Service) List(ctx context.Context, a *org.Actor, n exam.ExamID) ([]Key, error) {
	if a == nil {
		return nil, fault.New(fault.SignIn, "请先登录")
	}
	h, err := s.head(ctx, n)
	if err != nil {
		return nil, err
	}
	var out []Key
	for _, k := range []Kind{KindRegion, KindDistrict, KindCross, KindSchool, KindTeaching, KindElective, KindClass} {
		verb := org.UnitUse
		if k == KindClass {
			verb = org.ClassAnalyse
		}
		sc, err := s.Org.Reach(ctx, a, verb)
		if fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		type listed struct {
			Key
			row
		}
		rows, err := db.All(s.Record.Reader(ctx), selList, func(r db.Row) (x listed, err error) {
			return x, r.Scan(&x.Kind, &x.Node, &x.Part, &x.Subject, &x.guarded, &x.above)
		}, n, h.version, string(k), sc, maxList)
		if err != nil {
			return nil, err
		}
		allowed := map[id.Any]bool{}
		for _, x := range rows {
			if x.guarded && !x.above.IsZero() {
				ok, known := allowed[x.above]
				if !known {
					ok = s.mayOpen(ctx, a, x.row) == nil
					allowed[x.above] = ok
				}
				if !ok {
					continue
				}
			}
			out = append(out, x.Key)
		}
	}
	return out, nil
}

// SetBaseline says from which registered exam value added is measured; the zero id takes it away. The report is made anew. Verb unit.use
// at the exam's owner; Unlawful for an exam that was not registered and approved.
func (s *Service) SetBaseline(ctx context.Context, a *org.Actor, n, base exam.ExamID) error {
	e, err := s.Sources.Exam(ctx, n)
	if err != nil {
		return err
	}
	if err := s.Org.Must(ctx, a, org.UnitUse, id.As[any](e.Owner)); err != nil {
		return err
	}
	if !base.IsZero() {
		b, err := s.Sources.Exam(ctx, base)
		if err != nil {
			return err
		}
		if err := LawfulBaseline(e, b); err != nil {
			return err
		}
	}
	return s.Record.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(upsBaseline, n, base); err != nil {
			return err
		}
		_, err := tx.Exec(upsDue, n, id.New[any]().String())
		return err
	})
}
