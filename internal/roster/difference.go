package roster

import (
	"bytes"
	"context"
	"iter"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// what the comparison of a staged and a stored row comes to.
type what int

const (
	same    what = iota
	older        // the set's row is older than what was stored: it overwrites nothing
	stamp        // the same content with a newer date, or the end of a row that was never here: noted, nothing else
	again        // stored but could become nothing then: tried again
	added        // also: ended before, and back
	changed      // other content
	removed      // ended by the set
)

// step is one row of a comparison. Either side may be absent.
type step struct {
	what what
	new  staged
	old  stored
	had  bool // old is there
}

// key is the row's sourcedId.
func (p *step) key() string {
	if p.new.sourced != "" {
		return p.new.sourced
	}
	return p.old.sourced
}

// decide compares the two sides of a row that the set mentions. A date of last change is used only when both sides say one.
func decide(n *staged, o *stored) what {
	dated := n.modified != 0 && o.modified != 0
	if dated && n.modified < o.modified {
		if n.state == gone && o.state == gone || n.state == active && o.state != gone && sameContent(n.digest, o.digest) {
			return same
		}
		return older
	}
	newer := n.modified > o.modified
	switch {
	case n.state == gone && o.state != gone:
		return removed
	case n.state == gone:
		return pick(newer, stamp, same)
	case o.state == gone:
		if dated && n.modified == o.modified {
			return older // a deletion of the same moment stands
		}
		return added
	case !sameContent(n.digest, o.digest):
		return changed
	case o.state == leftOut:
		return again
	}
	return pick(newer, stamp, same)
}

// sameContent compares digests. One of a row with a pupil number 学籍号 has a second half, that of the row without it.
func sameContent(n, o []byte) bool {
	return bytes.Equal(n, o) || len(n) == digestSize && len(o) == 2*digestSize && bytes.Equal(n, o[digestSize:])
}

func pick(yes bool, a, b what) what {
	if yes {
		return a
	}
	return b
}

// alone is decide for a row that was never stored.
func alone(n *staged) what {
	if n.state == gone {
		return stamp // kept, so that an older file that comes later does not bring it to life
	}
	return added
}

// page is how many stored rows are read at once: a reader that stays open would keep the write-ahead log from being truncated.
const page = 2000

// stored rows of a table, in the order of their keys.
func (s *Service) storedRows(ctx context.Context, src int64, t table) iter.Seq2[stored, error] {
	return s.storedPages(ctx, selRowPage, scanStored, src, t)
}

// storedLight is storedRows without what only applying needs.
func (s *Service) storedLight(ctx context.Context, src int64, t table) iter.Seq2[stored, error] {
	return s.storedPages(ctx, selRowLight, func(r db.Row) (v stored, err error) {
		return v, r.Scan(&v.sourced, &v.digest, &v.modified, &v.state)
	}, src, t)
}

func (s *Service) storedPages(ctx context.Context, q db.SQL, scan func(db.Row) (stored, error), src int64, t table) iter.Seq2[stored, error] {
	return func(yield func(stored, error) bool) {
		after := ""
		for {
			rows, err := db.All(s.core.Reader(ctx), q, scan, src, int(t), after, page)
			if err != nil {
				yield(stored{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
			if len(rows) < page {
				return
			}
			after = rows[len(rows)-1].sourced
		}
	}
}

// compare goes over a table of the set beside what is stored, in the order of the keys, and gives fn every row that either side
// holds; of a delta only those that the set mentions.
func (s *Service) compare(ctx context.Context, src int64, to *scratch, t table, mode oneroster.Mode, fn func(*step) error) error {
	switch mode {
	case oneroster.Bulk:
		return merge(to.each(ctx, t), s.storedRows(ctx, src, t), fn)
	case oneroster.Delta:
		if t == linkOf || t == roleOf {
			return s.comparePeople(ctx, src, to, t, fn)
		}
		return s.compareDelta(ctx, src, to, t, fn)
	}
	return nil
}

// compareLight is compare for whoever only counts: the steps hold neither values nor what a row became.
func (s *Service) compareLight(ctx context.Context, src int64, to *scratch, t table, mode oneroster.Mode, fn func(*step) error) error {
	if mode == oneroster.Bulk {
		return merge(to.light(ctx, t), s.storedLight(ctx, src, t), fn)
	}
	return s.compare(ctx, src, to, t, mode, fn)
}

// merge is compare for a bulk table: two streams side by side.
func merge(news iter.Seq2[staged, error], olds iter.Seq2[stored, error], fn func(*step) error) error {
	nextNew, stopNew := iter.Pull2(news)
	defer stopNew()
	nextOld, stopOld := iter.Pull2(olds)
	defer stopOld()
	n, errN, okN := nextNew()
	o, errO, okO := nextOld()
	for okN || okO {
		if errN != nil || errO != nil {
			return firstOf(errN, errO)
		}
		var p step
		switch {
		case !okO || (okN && n.sourced < o.sourced):
			p = step{what: alone(&n), new: n}
			n, errN, okN = nextNew()
		case !okN || o.sourced < n.sourced:
			p = step{what: removed, old: o, had: true}
			if o.state == gone {
				p.what = same
			}
			o, errO, okO = nextOld()
		default:
			p = step{what: decide(&n, &o), new: n, old: o, had: true}
			n, errN, okN = nextNew()
			o, errO, okO = nextOld()
		}
		if p.what == same && p.new.sourced == "" {
			continue // ended long ago
		}
		if err := fn(&p); err != nil {
			return err
		}
	}
	return firstOf(errN, errO)
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// compareDelta looks up what the set mentions, some rows at a time.
func (s *Service) compareDelta(ctx context.Context, src int64, to *scratch, t table, fn func(*step) error) error {
	for part, err := range chunks(to.each(ctx, t), 500) {
		if err != nil {
			return err
		}
		keys := make([]string, len(part))
		for i := range part {
			keys[i] = part[i].sourced
		}
		olds, err := s.rows(ctx, src, t, keys)
		if err != nil {
			return err
		}
		for i := range part {
			p := step{new: part[i]}
			if p.old, p.had = olds[part[i].sourced]; p.had {
				p.what = decide(&p.new, &p.old)
			} else {
				p.what = alone(&p.new)
			}
			if err := fn(&p); err != nil {
				return err
			}
		}
	}
	return nil
}

// comparePeople is compareDelta for rows made from lists of users: of a user whom the set mentions and who is not older there, a
// stored row that is not in the list any more is removed.
func (s *Service) comparePeople(ctx context.Context, src int64, to *scratch, t table, fn func(*step) error) error {
	for part, err := range chunks(to.each(ctx, users), 500) {
		if err != nil {
			return err
		}
		for i := range part {
			if err := s.comparePerson(ctx, src, to, t, &part[i], fn); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) comparePerson(ctx context.Context, src int64, to *scratch, t table, user *staged, fn func(*step) error) error {
	lo, hi := user.sourced+us, user.sourced+" "
	news, err := to.between(ctx, t, lo, hi)
	if err != nil {
		return err
	}
	olds, err := db.All(s.core.Reader(ctx), selRowBetween, scanStored, src, int(t), lo, hi)
	if err != nil || len(news)+len(olds) == 0 {
		return err
	}
	had := make(map[string]stored, len(olds))
	for _, o := range olds {
		had[o.sourced] = o
	}
	for i := range news {
		p := step{new: news[i]}
		if p.old, p.had = had[news[i].sourced]; p.had {
			p.what = decide(&p.new, &p.old)
			delete(had, p.old.sourced)
		} else {
			p.what = alone(&p.new)
		}
		if err := fn(&p); err != nil {
			return err
		}
	}
	for _, o := range olds {
		if _, left := had[o.sourced]; left && o.state != gone && (user.modified == 0 || user.modified >= o.modified) {
			if err := fn(&step{what: removed, old: o, had: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// chunks gathers a stream.
func chunks[T any](seq iter.Seq2[T, error], n int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var part []T
		for v, err := range seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if part = append(part, v); len(part) == n {
				if !yield(part, nil) {
					return
				}
				part = part[:0]
			}
		}
		if len(part) > 0 {
			yield(part, nil)
		}
	}
}

// modeOf is how the set offers a table; the made tables follow users, and roles of version 1.1 stand in users.
func modeOf(modes map[string]oneroster.Mode, t table) oneroster.Mode {
	m := modes[t.file()]
	if m == "" {
		m = oneroster.Absent
	}
	return m
}

// difference counts what the set changes and notes what it leaves alone because it is older.
func (s *Service) difference(ctx context.Context, i *Import, to *scratch, n *notes) error {
	i.Report.Tables = map[string]Counts{}
	var err error
	if i.Report.Before, err = s.alive(ctx, i.Source); err != nil {
		return err
	}
	i.Total, i.Report.Todo = 0, map[int]Todo{}
	for _, t := range tables {
		mode := modeOf(i.Report.Modes, t)
		if mode == oneroster.Absent {
			continue
		}
		var c Counts
		var todo Todo
		err := s.compareLight(ctx, i.Source, to, t, mode, func(p *step) error {
			switch p.what {
			case added:
				c.Added++
			case changed:
				c.Changed++
			case removed:
				c.Removed++
			case older:
				n.add(oneroster.Warning, oneroster.Finding{File: t.file(), Line: p.new.line, ID: p.key(), Field: "dateLastModified", Code: oneroster.CodeDate,
					Message: "这一行比已经保存的旧，没有采用"})
				c.Unchanged++
			default:
				c.Unchanged++
			}
			if p.what > older {
				i.Total++
				todo.Write += pick64(p.what != removed)
				todo.End += pick64(p.what == removed)
			}
			return nil
		})
		if err != nil {
			return err
		}
		i.Report.Todo[int(t)] = todo
		if t.String() != "" {
			i.Report.Tables[t.String()] = c
		}
	}
	return nil
}

func pick64(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
