package homework

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Published is one line of the homework register 作业公示: what a class was given for home on a day in one subject. Nobody is named.
type Published struct {
	Class   org.Class
	School  org.Unit
	Subject string
	Minutes int
	Count   int
	Reason  string // why the day's limit was exceeded; empty normally
	Load    Load   // of the whole day
}

const selPublished db.SQL = `SELECT class, subject, SUM(minutes), COUNT(*), MAX(reason) FROM assignment
WHERE @scope(class) AND day = ? AND place = 'home' AND class > ? GROUP BY class, subject ORDER BY class, subject LIMIT ?`

// Register lists the homework register of a day within reach of register.read, class after class from one on (zero: the first), at
// most limit lines (教基厅函〔2021〕13号: schools publish amounts and are inspected on them).
func (s *Service) Register(ctx context.Context, a *org.Actor, day clock.Micros, after org.ClassID, limit int) ([]Published, error) {
	sc, err := s.org.Reach(ctx, a, org.RegisterRead)
	if err != nil {
		return nil, err
	}
	day = DayOf(day)
	lines, err := db.All(s.core.Reader(ctx), selPublished, func(r db.Row) (Published, error) {
		var p Published
		return p, r.Scan(&p.Class.ID, &p.Subject, &p.Minutes, &p.Count, &p.Reason)
	}, sc, day, after[:], limit)
	if err != nil {
		return nil, err
	}
	schools := map[org.UnitID]org.Unit{}
	for i := range lines {
		p := &lines[i]
		if i > 0 && lines[i-1].Class.ID == p.Class.ID {
			p.Class, p.School, p.Load = lines[i-1].Class, lines[i-1].School, lines[i-1].Load
			continue
		}
		if p.Class, err = s.org.Class(ctx, p.Class.ID); err != nil {
			return nil, err
		}
		u, known := schools[p.Class.School]
		if !known {
			if u, err = s.org.Unit(ctx, p.Class.School); err != nil {
				return nil, err
			}
			schools[u.ID] = u
		}
		p.School = u
		if p.Load, err = s.load(ctx, s.core.Reader(ctx), p.Class, day); err != nil {
			return nil, err
		}
	}
	return lines, nil
}
