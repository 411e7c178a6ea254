package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Kinds of a standing 学籍情况.
const (
	Inclusive = "inclusive" // 随班就读: learns in an ordinary class with support
	OnLeave   = "leave"     // 休学
)

// StandingID names a stored standing.
type StandingID = id.Of[Standing]

// Standing is what is so of a pupil from a day to a day, beside the class. 随班就读 tells of a disability and is sensitive
// (个人信息保护法 art. 28): it is read by who keeps the pupil's record and by the pupil, stands in no list, event or export, and goes with the person.
type Standing struct {
	ID           StandingID
	Person       PersonID
	Kind         string
	Since, Until clock.Micros
}

const (
	insStanding db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO org_standing (id, person, kind, since, until) VALUES (?, ?, ?, ?, ?)`
	selStandings db.SQL = `-- unscoped: the caller has asked about the person
SELECT id, person, kind, since, until FROM org_standing WHERE person = ? ORDER BY since, id`
	endStanding db.SQL = `-- unscoped: the caller has asked for the person
UPDATE org_standing SET until = ? WHERE id = ? AND person = ? AND since < ? AND until > ?`
	eraseStandings db.SQL = `-- unscoped: the caller has asked for the person's school
DELETE FROM org_standing WHERE person = ?`
)

// StandingsOf are all standings of a person about whom the caller has asked, the oldest first.
func (s *Service) StandingsOf(ctx context.Context, p PersonID) ([]Standing, error) {
	return db.All(s.core.Reader(ctx), selStandings, func(r db.Row) (v Standing, err error) {
		return v, r.Scan(&v.ID, &v.Person, &v.Kind, &v.Since, &v.Until)
	}, p)
}

// Standings are all standings of a pupil, for whoever may change the record: roster.import and people.read at the person.
func (s *Service) Standings(ctx context.Context, a *Actor, p PersonID) ([]Standing, error) {
	if _, err := s.changeable(ctx, a, p); err != nil {
		return nil, err
	}
	return s.StandingsOf(ctx, p)
}

// Stand begins a standing on a day, open at its end. Conflict while one of the same kind is in force. It asks as ChangeRecord does.
func (s *Service) Stand(ctx context.Context, a *Actor, p PersonID, kind string, at clock.Micros) error {
	who, err := s.changeable(ctx, a, p)
	if err != nil {
		return err
	}
	if kind != Inclusive && kind != OnLeave {
		return fault.Fieldsf(fault.Field{Name: "kind", Message: "请选学籍情况"})
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		have, err := db.All(tx, selStandings, func(r db.Row) (v Standing, err error) {
			return v, r.Scan(&v.ID, &v.Person, &v.Kind, &v.Since, &v.Until)
		}, p)
		if err != nil {
			return err
		}
		for _, v := range have {
			if v.Kind == kind && v.Until > at {
				return fault.New(fault.Conflict, "这项学籍情况已经登记过，先结束原来的再登记")
			}
		}
		if err := s.TakeStanding(tx, Standing{Person: p, Kind: kind, Since: at}); err != nil {
			return err
		}
		return s.audited(tx, a, "begin.standing", id.As[any](who.Owner), map[string]any{"person": p})
	})
}

// TakeStanding stores a standing; the caller has asked for the person, or seeds.
func (s *Service) TakeStanding(tx *db.Tx, v Standing) error {
	if v.Until == 0 {
		v.Until = clock.Forever
	}
	_, err := tx.Exec(insStanding, id.New[Standing](), v.Person, v.Kind, v.Since, v.Until)
	return err
}

// EndStanding ends a standing on a day after its first. It asks as ChangeRecord does.
func (s *Service) EndStanding(ctx context.Context, a *Actor, p PersonID, n StandingID, at clock.Micros) error {
	who, err := s.changeable(ctx, a, p)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(endStanding, at, n, p, at, at)
		if err != nil {
			return err
		}
		if rows == 0 {
			return fault.Fieldsf(fault.Field{Name: "on", Message: "结束的日期要晚于开始的日期"})
		}
		return s.audited(tx, a, "end.standing", id.As[any](who.Owner), map[string]any{"person": p})
	})
}
