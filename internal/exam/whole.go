package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	selExamsWith db.SQL = `-- unscoped: the archive has asked for the schools
SELECT DISTINCT r.exam FROM exam_result r JOIN exam_intake i ON i.id = r.intake WHERE i.applied > 0 AND r.school IN @ids ORDER BY r.exam`
	selMatricesAt db.SQL = `-- unscoped: the archive has asked for the schools
SELECT ` + resultColumns + ` WHERE r.exam = ? AND r.class = ? AND i.applied > 0 AND r.school IN @ids ORDER BY r.subject, i.applied DESC`
	selClassesWith db.SQL = `-- unscoped: the archive has asked for the schools
SELECT DISTINCT r.class FROM exam_result r JOIN exam_intake i ON i.id = r.intake WHERE r.exam = ? AND i.applied > 0 AND r.school IN @ids ORDER BY r.class`
)

// Sitter is a pupil with results in an exam, and the class on the exam's first day.
type Sitter struct {
	Person org.PersonID
	Class  org.ClassID
}

// EachSitter calls f for every pupil of the schools who has results in an exam, once each, for the archive that a school leaves with. It
// asks nobody, and keeps one class at a time.
func (s *Service) EachSitter(ctx context.Context, schools []org.UnitID, f func(Exam, Sitter) error) error {
	exams, err := db.All(s.Core.Reader(ctx), selExamsWith, db.Value[ExamID], db.IDs(schools))
	if err != nil {
		return err
	}
	for _, n := range exams {
		e, err := s.load(ctx, s.Core.Reader(ctx), n)
		if err != nil {
			return err
		}
		classes, err := db.All(s.Core.Reader(ctx), selClassesWith, db.Value[org.ClassID], n, db.IDs(schools))
		if err != nil {
			return err
		}
		for _, c := range classes {
			if err := s.sitters(ctx, e, c, schools, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) sitters(ctx context.Context, e Exam, class org.ClassID, schools []org.UnitID, f func(Exam, Sitter) error) error {
	rows, err := db.All(s.Core.Reader(ctx), selMatricesAt, scanStored, e.ID, class, db.IDs(schools))
	if err != nil {
		return err
	}
	seen := map[id.Any]bool{}
	for _, v := range rows {
		u, err := open(v.data, v.words)
		if err != nil {
			return err
		}
		var m Matrix
		u.matrix(&m)
		for _, p := range m.Persons {
			if seen[id.As[any](p)] {
				continue
			}
			seen[id.As[any](p)] = true
			if err := f(e, Sitter{p, class}); err != nil {
				return err
			}
		}
	}
	return nil
}
