package commons

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MissKept is how long a query without an answer is kept after it was asked last.
const MissKept = 180 * 24 * time.Hour

// Miss is a query that found nothing: what was asked for, in which unit, how often, and when last. Nobody is named in it: who asked is not
// kept, nor is a query that holds somebody's name or looks like somebody's number.
type Miss struct {
	Unit org.UnitID
	Text string
	N    int
	Last clock.Micros
}

const (
	insMiss db.SQL = `-- unscoped: the unit is one in which the actor reads the library
INSERT INTO search_miss (unit, text, n, last) VALUES (?, ?, 1, ?) ON CONFLICT (unit, text) DO UPDATE SET n = search_miss.n + 1, last = excluded.last`
	delMisses db.SQL = `-- unscoped: what is older than it may be kept goes everywhere
DELETE FROM search_miss WHERE last < ?`
	selMisses db.SQL = `SELECT m.unit, m.text, m.n, m.last FROM search_miss m WHERE @scope(m.unit) AND m.last >= ? ORDER BY m.n DESC, m.last DESC, m.text LIMIT ?`
)

// miss notes a query that finds nothing even without its filters, and reports whether it did. It is no event: nothing of the product
// follows from it, and the log would keep for ever what may be kept for half a year.
func (s *Service) miss(ctx context.Context, a *org.Actor, p plan, q Query) (bool, error) {
	text := strings.Join(p.words, " ")
	if numberish(text) {
		return false, nil
	}
	if personal, err := s.personal(ctx, p, q); err != nil || personal {
		return false, err
	}
	if q.Filtered() {
		bare, err := s.plan(ctx, a, Query{Text: q.Text})
		if err != nil {
			return false, err
		}
		n, err := index.Count(s.search.Reader(ctx), s.search.Engine(), bare.asked.And(bare.rooms...), -1, 1)
		if err != nil || n > 0 {
			return false, err
		}
	}
	unit, err := s.home(ctx, a)
	if err != nil || unit.IsZero() {
		return false, err
	}
	now := s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delMisses, now-clock.Micros(MissKept/time.Microsecond)); err != nil {
			return err
		}
		_, err := tx.Exec(insMiss, unit, text, now)
		return err
	})
	return err == nil, err
}

// personal reports whether a query holds somebody's name, as it was typed or folded.
func (s *Service) personal(ctx context.Context, p plan, q Query) (bool, error) {
	for _, w := range append(strings.Fields(q.Text), p.words...) {
		if known, err := s.org.Bears(ctx, w); err != nil || known {
			return known, err
		}
	}
	return false, nil
}

// numberish reports whether a text holds what may be a telephone, account or pupil number.
func numberish(s string) bool {
	run := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			if run++; run >= 6 {
				return true
			}
		} else {
			run = 0
		}
	}
	return false
}

// home is the unit in which the actor reads: the one of the role, or the nearest above the class of the role.
func (s *Service) home(ctx context.Context, a *org.Actor) (org.UnitID, error) {
	for _, h := range a.Roles {
		if !h.Role.Grants(org.LibraryRead) {
			continue
		}
		if u, err := s.org.Unit(ctx, id.As[org.Unit](h.Node)); err == nil {
			return u.ID, nil
		}
		nodes, err := s.org.Ancestors(ctx, h.Node, a.At)
		if err != nil {
			return org.UnitID{}, err
		}
		for _, n := range nodes {
			if u, err := s.org.Unit(ctx, id.As[org.Unit](n)); err == nil && u.Kind == org.School {
				return u.ID, nil
			}
		}
	}
	return org.UnitID{}, nil
}

// Misses lists what was not found in the units within the actor's reach, the most wanted first.
func (s *Service) Misses(ctx context.Context, a *org.Actor) ([]Miss, error) {
	scope, err := s.org.Reach(ctx, a, org.UnitUse)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selMisses, func(r db.Row) (Miss, error) {
		var m Miss
		return m, r.Scan(&m.Unit, &m.Text, &m.N, &m.Last)
	}, scope, s.now()-clock.Micros(MissKept/time.Microsecond), 100)
}
