package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

const (
	pileFiled db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.first_day), 0) FROM (SELECT first_day FROM exam WHERE @scope(node) AND state = 'filed' ORDER BY first_day LIMIT ?) x`

	pileWishes db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.first_day), 0) FROM (SELECT first_day FROM exam WHERE @scope(node) AND state = 'draft' AND wish <> '' AND allowed = 0
  ORDER BY first_day LIMIT ?) x`

	pileDrafts db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.first_day), 0) FROM (SELECT first_day FROM exam WHERE author = ? AND @scope(node) AND state = 'draft' ORDER BY first_day LIMIT ?) x`

	pileIntakes db.SQL = `-- unscoped: what the actor brought in
SELECT COUNT(*), COALESCE(MIN(x.made), 0) FROM (SELECT made FROM exam_intake WHERE asker = ? AND state IN ('mapping', 'faulty', 'ready') ORDER BY made LIMIT ?) x`

	selOwnIntake db.SQL = `-- unscoped: what the actor brought in
SELECT id FROM exam_intake WHERE asker = ? AND state IN ('mapping', 'faulty', 'ready') ORDER BY made LIMIT 1`

	pileComing db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.first_day), 0) FROM (SELECT first_day FROM exam WHERE @scope(node) AND state IN ('filed', 'approved') AND first_day >= ? AND first_day < ?
  ORDER BY first_day LIMIT ?) x`
)

// Waits counts the exams that wait for the actor; dates are the first day of the earliest. A part for which the actor has no verb is
// empty.
type Waits struct {
	Filed  tray.Pile // filed, and wait for a decision (exam.approve)
	Wishes tray.Pile // drafts that ask for leave to break a rule (exam.except)
	Drafts tray.Pile // the actor's own that were not filed yet (exam.register)
	// Intakes are marks that the actor brought in and that were not applied, since they came (marks.import); Intake is the oldest.
	Intakes tray.Pile
	Intake  IntakeID
}

// Waits counts what waits for the actor in the register of exams and at the intakes of marks.
func (s *Service) Waits(ctx context.Context, a *org.Actor) (Waits, error) {
	var out Waits
	x := s.Core.Reader(ctx)
	for _, part := range []struct {
		verb org.Verb
		q    db.SQL
		by   []any // stands before the scope
		to   *tray.Pile
	}{{org.ExamApprove, pileFiled, nil, &out.Filed}, {org.ExamExcept, pileWishes, nil, &out.Wishes}, {org.ExamRegister, pileDrafts, []any{a.Person}, &out.Drafts}} {
		if !a.Has(part.verb) {
			continue
		}
		scope, err := s.Org.Reach(ctx, a, part.verb)
		if err != nil {
			return out, err
		}
		if *part.to, err = db.One(x, part.q, tray.Scan, append(part.by, scope, tray.Most)...); err != nil {
			return out, err
		}
	}
	if !a.Has(org.MarksImport) {
		return out, nil
	}
	var err error
	if out.Intakes, err = db.One(x, pileIntakes, tray.Scan, a.Person, tray.Most); err != nil || out.Intakes.N == 0 {
		return out, err
	}
	out.Intake, err = db.One(x, selOwnIntake, db.Value[IntakeID], a.Person)
	return out, err
}

// Coming counts the exams of the register that begin in a time from..to, by the first day of the earliest, for who inspects. Verb
// register.read.
func (s *Service) Coming(ctx context.Context, a *org.Actor, from, to clock.Micros) (tray.Pile, error) {
	scope, err := s.Org.Reach(ctx, a, org.RegisterRead)
	if err != nil {
		return tray.Pile{}, err
	}
	return db.One(s.Core.Reader(ctx), pileComing, tray.Scan, scope, from, to, tray.Most)
}
