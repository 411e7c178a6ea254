package exam

import (
	"context"
	"errors"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Admit is the guard at the door of marks: the exam, when it takes marks in now. It reads inside the caller's transaction or through a
// reader, leaves Schools empty, and asks nobody: the caller has asked org.
//
// Faults: NotFound; Conflict while it is not approved; Unlawful when it was refused; Gone when it is void.
func (s *Service) Admit(_ context.Context, x db.Querier, n ExamID) (Exam, error) {
	e, err := db.One(x, selExam, scanExam, n)
	if err != nil {
		return e, none(err)
	}
	switch e.State {
	case StateApproved:
		return e, nil
	case StateRefused:
		return e, fault.New(fault.Unlawful, "这场考试没有获得批准，不能导入成绩")
	case StateVoid:
		return e, fault.New(fault.Gone, "这场考试已经作废，不能导入成绩")
	}
	return e, fault.New(fault.Conflict, "这场考试还没有批准，批准以后才能导入成绩")
}

// begun refuses marks of an exam whose first day has not come: nobody can have sat it. Conflict.
func (s *Service) begun(e Exam) error {
	if s.now() >= e.First {
		return nil
	}
	return fault.New(fault.Conflict, "这场考试还没有开始（第一天是 %s），考完再导入成绩", clock.Local(e.First).Format(time.DateOnly))
}

// Practice is the guard at the door of assignments: what looks like a forbidden test by its name is refused with the clause. kind is
// what pupils write on.
func (s *Service) Practice(class org.Class, name, kind string) error {
	now := s.now()
	return Guard(s.Preset.Exams, nil, Exam{Node: class.Node(), Owner: class.School, Scope: ScopeClass, Kind: kind, Purpose: Practice, Stage: class.Stage, Grade: s.Org.Grades().At(class.Stage, class.Cohort, now),
		Cohort: class.Cohort, Title: name, First: now, Last: now, Schools: []org.UnitID{class.School}}).Err()
}

// AdmitMonitoring is the guard at the door of tables of sampled monitoring: the exam must be an approved monitoring that the unit
// holds or takes part in. Faults as Admit; Unlawful for an exam of another purpose.
func (s *Service) AdmitMonitoring(ctx context.Context, x db.Querier, n id.Any, unit org.UnitID) error {
	if n.IsZero() {
		return fault.Fieldsf(fault.Field{Name: "exam", Message: "请选择一次已经批准的学业质量监测；还没有的，先到考试登记里登记"})
	}
	e, err := s.Admit(ctx, x, id.As[Exam](n))
	if err != nil {
		return err
	}
	if e.Purpose != Monitoring {
		return fault.New(fault.Unlawful, "“%s”不是学业质量监测；考试成绩请到这场考试里导入", e.Title)
	}
	now := s.now()
	_, err = db.One(x, selAbove, db.Value[int64], e.Node, unit, now, now)
	if errors.Is(err, db.ErrNone) {
		return none(err)
	}
	return err
}

// Monitorings are the approved monitorings that a unit holds or takes part in, newest first, at most 50. The caller has asked org for
// the unit.
func (s *Service) Monitorings(ctx context.Context, unit org.UnitID, at clock.Micros) ([]Exam, error) {
	return db.All(s.Core.Reader(ctx), selMonitorings, scanExam, unit, at, at)
}
