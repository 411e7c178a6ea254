package exam

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Bounds of what can be registered.
const (
	maxDays  = 10 // of one exam
	maxForms = 50 // booklets of one monitoring
	window   = 366 * day
)

// Order is what a person fills in to register an exam. The scope follows from the place, the stage and cohort from grade and day.
type Order struct {
	Node     org.Node
	Kind     string
	Purpose  string
	Grade    int // of a class the class's own grade counts
	Title    string
	Subjects []string
	First    clock.Micros // any moment of the first day
	Last     clock.Micros // any moment of the last day; zero is the first day
	Sample   int
	Forms    int
	Wish     string // why an exception is asked for
	Idem     string // the same order twice is one exam
}

// place is where an exam is held.
type place struct {
	node  org.Node
	owner org.UnitID
	scope string
	class *org.Class
}

// placeOf finds the unit or class of a node. NotFound when there is none.
func (s *Service) placeOf(ctx context.Context, n org.Node) (place, error) {
	u, err := s.Org.Unit(ctx, id.As[org.Unit](n))
	if err == nil {
		return place{node: n, owner: u.ID, scope: ScopeOf(u.Kind)}, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return place{}, err
	}
	c, err := s.Org.Class(ctx, id.As[org.Class](n))
	return place{node: n, owner: c.School, scope: ScopeClass, class: &c}, err
}

// draft checks what was filled in, without any rule of law, and makes the entry of it.
func (s *Service) draft(ctx context.Context, o Order) (Exam, error) {
	var bad []fault.Field
	wrong := func(is bool, name, message string) {
		if is {
			bad = append(bad, fault.Field{Name: name, Message: message})
		}
	}
	if o.Last == 0 {
		o.Last = o.First
	}
	now := s.now()
	e := Exam{Rev: 1, Node: o.Node, Kind: o.Kind, Purpose: o.Purpose, Grade: o.Grade, Title: org.CleanName(strings.ToValidUTF8(o.Title, "")), First: dayOf(o.First), Last: dayOf(o.Last),
		Wish: org.CleanName(strings.ToValidUTF8(o.Wish, "")), State: StateDraft, Created: now}
	wrong(o.Kind != PaperExam && o.Kind != ScreenExam, "kind", "请选择纸笔或屏幕")
	wrong(!slices.Contains(Purposes(), o.Purpose), "purpose", "请选择用途")
	n := utf8.RuneCountInString(e.Title)
	wrong(n < 4 || n > 60, "title", "请写 4 到 60 个字的名称")
	wrong(o.First == 0 || e.First < now-window || e.First > now+window, "first", "请填第一天，在前后一年以内")
	wrong(o.First != 0 && (e.Last < e.First || e.Last >= e.First+maxDays*day), "last", "最后一天不能早于第一天，一场考试最多十天")
	if o.Purpose == Monitoring {
		e.Sample, e.Forms = o.Sample, o.Forms
		wrong(o.Sample < 1 || o.Sample > 100, "sample", "请写抽样比例，1 到 100")
		wrong(o.Forms < 1 || o.Forms > maxForms, "forms", "请写题本数，1 到 50")
	}
	w := utf8.RuneCountInString(e.Wish)
	wrong(w > 0 && w < 10 || w > 300, "wish", "例外的理由要有 10 到 300 个字")
	if err := s.put(ctx, &e); err != nil {
		return e, err
	}
	wrong(e.Stage == "", "grade", "请选择年级")
	e.Subjects = s.subjects(e.Stage, o.Subjects)
	wrong(len(e.Subjects) == 0, "subjects", "请至少选一门学科")
	if bad != nil {
		return e, fault.Fieldsf(bad...)
	}
	return e, nil
}

// put fills in what follows from place, grade and day.
func (s *Service) put(ctx context.Context, e *Exam) error {
	p, err := s.placeOf(ctx, e.Node)
	if err != nil {
		return err
	}
	e.Owner, e.Scope = p.owner, p.scope
	if p.class != nil {
		e.Grade = s.Org.Grades().At(p.class.Stage, p.class.Cohort, e.First)
	}
	e.Stage = s.Preset.StageOf(e.Grade)
	e.Cohort, e.Term = s.Org.Grades().Cohort(e.Stage, e.Grade, e.First), TermOf(e.First)
	e.Schools, err = s.schools(ctx, *e)
	return err
}

// subjects are the known ones of a stage, in the preset's order, once each.
func (s *Service) subjects(stage string, chosen []string) []string {
	var out []string
	for _, sub := range s.Preset.Subjects {
		if slices.Contains(sub.Stages, stage) && slices.Contains(chosen, sub.Code) {
			out = append(out, sub.Code)
		}
	}
	return out
}

// schools are the teaching units that an exam covers on its first day. Before a unit existed here (a history that was entered later)
// those of today count.
func (s *Service) schools(ctx context.Context, e Exam) ([]org.UnitID, error) {
	if e.Scope == ScopeClass {
		return []org.UnitID{e.Owner}, nil
	}
	units, err := s.Org.SchoolsUnder(ctx, e.Node, e.First)
	if err == nil && len(units) == 0 {
		units, err = s.Org.SchoolsUnder(ctx, e.Node, s.now())
	}
	if err != nil {
		return nil, err
	}
	out := make([]org.UnitID, len(units))
	for i, u := range units {
		out[i] = u.ID
	}
	return out, nil
}
