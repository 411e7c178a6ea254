package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// topObjects is how many objects the use page lists.
const topObjects = 50

const (
	selUse db.SQL = `SELECT u.key, SUM(u.n) FROM statement_use u WHERE u.dim = ? AND @scope(u.owner) GROUP BY u.key HAVING SUM(u.n) > 0
 ORDER BY SUM(u.n) DESC, u.key LIMIT ?`
	selDays db.SQL = `SELECT u.key, SUM(u.n) FROM statement_use u WHERE u.dim = 'day' AND @scope(u.owner) GROUP BY u.key HAVING SUM(u.n) > 0
 ORDER BY u.key DESC LIMIT ?`
	selActors db.SQL = `SELECT COUNT(DISTINCT a.actor) FROM statement_actor a WHERE a.n > 0 AND @scope(a.owner)`
	selTerms  db.SQL = `-- unscoped: vocabulary
SELECT iri, body FROM statement_term WHERE key IN @ints`
	delUse db.SQL = `-- unscoped: a rebuild of the counts
DELETE FROM statement_use`
	delActors db.SQL = `-- unscoped: a rebuild of the counts
DELETE FROM statement_actor`
)

// Use reads the counts within a scope.
func (s *Store) Use(ctx context.Context, sc db.Scope) (Use, error) {
	var u Use
	err := s.db.View(ctx, func(r *db.Reader) error {
		var err error
		if u.Verbs, err = db.All(r, selUse, scanCount, dimVerb, sc, 100); err != nil {
			return err
		}
		if u.Objects, err = db.All(r, selUse, scanCount, dimObject, sc, topObjects); err != nil {
			return err
		}
		if u.Days, err = db.All(r, selDays, scanCount, sc, 92); err != nil {
			return err
		}
		u.Actors, err = db.One(r, selActors, db.Value[int], sc)
		return err
	})
	if err != nil {
		return Use{}, err
	}
	for i, j := 0, len(u.Days)-1; i < j; i, j = i+1, j-1 {
		u.Days[i], u.Days[j] = u.Days[j], u.Days[i]
	}
	for _, v := range u.Verbs {
		u.Statements += v.N
	}
	return u, s.name(ctx, u.Verbs, u.Objects)
}

func scanCount(r db.Row) (Count, error) {
	var c Count
	err := r.Scan(&c.Key, &c.N)
	return c, err
}

// name puts the vocabulary's own words to verbs and objects.
func (s *Store) name(ctx context.Context, verbs, objects []Count) error {
	var keys []int64
	for _, c := range verbs {
		keys = append(keys, hash64(kindVerb, c.Key))
	}
	for _, c := range objects {
		keys = append(keys, hash64(kindActivity, c.Key))
	}
	words := map[string]map[string]string{}
	err := db.Each(s.db.Reader(ctx), selTerms, func(r db.Row) error {
		var iri, body string
		if err := r.Scan(&iri, &body); err != nil {
			return err
		}
		var t struct {
			Display    map[string]string
			Definition struct{ Name map[string]string }
		}
		if json.Unmarshal([]byte(body), &t) == nil {
			words[iri] = t.Display
			if t.Display == nil {
				words[iri] = t.Definition.Name
			}
		}
		return nil
	}, db.Ints(keys))
	for _, cs := range [][]Count{verbs, objects} {
		for i := range cs {
			cs[i].Name = words[cs[i].Key]
		}
	}
	return err
}

// errMoved says that a statement came while the counts were made anew.
var errMoved = errors.New("record: statements came while counting")

// Rebuild counts every statement again and puts the result in the place of the folded counts.
func (s *Store) Rebuild(ctx context.Context) error {
	for range 5 {
		f, through, err := s.recount(ctx)
		if err != nil {
			return err
		}
		err = s.db.Bulk(ctx, func(tx *db.Tx) error {
			now, err := db.One(tx, moveClock, db.Value[int64], 0, 0, 0)
			if err != nil {
				return err
			}
			if now != through {
				return errMoved
			}
			if _, err := tx.Exec(delUse); err != nil {
				return err
			}
			if _, err := tx.Exec(delActors); err != nil {
				return err
			}
			return f.write(tx)
		})
		if !errors.Is(err, errMoved) {
			return err
		}
	}
	return fmt.Errorf("rebuild: %w", errMoved)
}

func (s *Store) recount(ctx context.Context) (*fold, Order, error) {
	through, err := s.Through(ctx)
	if err != nil {
		return nil, 0, err
	}
	f := newFold()
	return f, through, s.walk(ctx, 0, through, func(st Stored) error {
		e, findings := prepare([]byte(st.Raw), st.Version)
		if len(findings) > 0 || st.Voided {
			return nil
		}
		e.owner = st.Owner
		f.add(e, st.Ord, 1)
		return nil
	})
}

// walk calls f for the statements in (lo, hi] in order.
func (s *Store) walk(ctx context.Context, lo, hi Order, f func(Stored) error) error {
	return s.walkPages(ctx, lo, hi, func(rows []Stored) error {
		for _, r := range rows {
			if err := f(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// walkPages calls f for the statements in (lo, hi] in order, in pages, so that no reader keeps the log from being truncated.
func (s *Store) walkPages(ctx context.Context, lo, hi Order, f func([]Stored) error) error {
	const page = 500
	for {
		rows, err := db.All(s.db.Reader(ctx), selFrom, scanStored, lo, hi, page)
		if err != nil {
			return err
		}
		if err := f(rows); err != nil {
			return err
		}
		if len(rows) < page {
			return nil
		}
		lo = rows[len(rows)-1].Ord
	}
}
