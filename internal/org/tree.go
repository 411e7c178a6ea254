package org

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// span is a half-open time in which something holds.
type span struct{ since, until clock.Micros }

func (a span) and(b span) (span, bool) {
	c := span{max(a.since, b.since), min(a.until, b.until)}
	return c, c.since < c.until
}

// unite joins touching and overlapping spans.
func unite(in []span) []span {
	slices.SortFunc(in, func(a, b span) int { return int(min(max(a.since-b.since, -1), 1)) })
	var out []span
	for _, s := range in {
		if n := len(out); n > 0 && s.since <= out[n-1].until {
			out[n-1].until = max(out[n-1].until, s.until)
			continue
		}
		out = append(out, s)
	}
	return out
}

const (
	selUpEdges db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT parent, since, until FROM org_edge WHERE child = ?`
	selUpClass db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT owner, since, until FROM org_class WHERE id = ?`
	selDownEdges db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT child FROM org_edge WHERE parent = ? UNION SELECT id FROM org_class WHERE owner = ?`
	selReachOf db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT top, since, until FROM scope_reach WHERE node = ?`
	delReach db.SQL = `-- unscoped: the tree itself is what decides scope
DELETE FROM scope_reach WHERE node = ?`
	insReach db.SQL = `-- unscoped: the tree itself is what decides scope
INSERT INTO scope_reach (top, node, since, until) VALUES (?, ?, ?, ?)`
)

type up struct {
	top Node
	span
}

func scanUp(r db.Row) (up, error) {
	var u up
	return u, r.Scan(&u.top, &u.since, &u.until)
}

// rebuild writes the closure rows of n and of everything below it, parents first. Trees are at most six levels deep.
func rebuild(tx *db.Tx, n Node) error {
	if err := rebuildOne(tx, n); err != nil {
		return err
	}
	children, err := db.All(tx, selDownEdges, db.Value[Node], n, n)
	if err != nil {
		return err
	}
	for _, c := range children {
		if err := rebuild(tx, c); err != nil {
			return err
		}
	}
	return nil
}

func rebuildOne(tx *db.Tx, n Node) error {
	tops := map[Node][]span{n: {{0, clock.Forever}}}
	for _, q := range []db.SQL{selUpEdges, selUpClass} {
		edges, err := db.All(tx, q, scanUp, n)
		if err != nil {
			return err
		}
		for _, e := range edges {
			above, err := db.All(tx, selReachOf, scanUp, e.top)
			if err != nil {
				return err
			}
			for _, a := range above {
				if s, ok := e.span.and(a.span); ok {
					tops[a.top] = append(tops[a.top], s)
				}
			}
		}
	}
	if _, err := tx.Exec(delReach, n); err != nil {
		return err
	}
	for top, spans := range tops {
		for _, s := range unite(spans) {
			if _, err := tx.Exec(insReach, top, n, s.since, s.until); err != nil {
				return err
			}
		}
	}
	return nil
}

// below reports whether n stands under top at any time, to keep edges from making a ring.
func below(tx *db.Tx, n, top UnitID) (bool, error) {
	ups, err := db.All(tx, selReachOf, scanUp, n)
	for _, u := range ups {
		if u.top == id.As[any](top) {
			return true, err
		}
	}
	return false, err
}
