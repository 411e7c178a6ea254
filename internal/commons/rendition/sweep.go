package rendition

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
)

// The sweep deletes bytes that no row has named for a month. It marks first: every part of the program says which bytes its rows name.
// Then it walks the store. What is not named is noted with the time at which it was first seen so; a month later it goes, unless it has
// been named or put again.
//
// Bytes are stored before a row names them, so a running upload has bytes that nothing names yet. Two things keep them: every Put makes
// the bytes young, and only idle ones are deleted, under the store's own lock; and a row that copies a name from another row copies one
// that was named at the last sweep, so that its month has not begun. The mark is made before the walk and never after.
const (
	// Grace is how long bytes must have been without a name.
	Grace = 30 * 24 * time.Hour
	// Idle is how long nobody may have put them: longer than upload.Life, for which a finished upload may still be handed over.
	Idle = 10 * 24 * time.Hour

	sweepKind  = "blob.sweep"
	sweepBatch = 100
)

// Holder calls f with every hash that the rows of one part of the program name, in any order and as often as they are named.
type Holder func(ctx context.Context, f func(hash string) error) error

// SweepParts are what the sweep needs. Queue is the general one, not that of renditions. At is the owner of its audit entries.
type SweepParts struct {
	Queue   *job.Queue
	Holders []Holder
	Audit   *audit.Log
	At      func(ctx context.Context) (id.Any, error)
}

// Sweep is one run. Sizes are bytes. Waiting and Idle are what has no name and waits for its month, number and bytes.
type Sweep struct {
	Week           string
	Begun, Ended   clock.Micros // Ended 0: under way, or stopped and not gone on with
	Stored, Size   int64
	Waiting, Idle  int64
	Deleted, Freed int64
}

const (
	insOrphan db.SQL = `-- unscoped: bytes that nothing names belong to nobody
INSERT INTO blob_orphan (hash, since, seen, size) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET seen = excluded.seen, size = excluded.size`
	selOrphan db.SQL = `-- unscoped: bytes that nothing names belong to nobody
SELECT since FROM blob_orphan WHERE hash = ?`
	updOrphan db.SQL = `-- unscoped: bytes that nothing names belong to nobody
UPDATE blob_orphan SET since = ? WHERE hash = ?`
	delOrphan db.SQL = `-- unscoped: bytes that nothing names belong to nobody
DELETE FROM blob_orphan WHERE hash = ?`
	selUnseen db.SQL = `-- unscoped: bytes that nothing names belong to nobody
SELECT hash, since, size FROM blob_orphan WHERE seen < ? ORDER BY hash LIMIT 100`
	delFact db.SQL = `-- unscoped: the bytes are gone; that they were taken down stays known
DELETE FROM blob_fact WHERE hash = ? AND barred = 0`
	eachOut db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT out FROM blob_rendition`
	insSweep db.SQL = `-- unscoped: a run of the sweep
INSERT INTO blob_sweep (week, begun, ended, stored, size, waiting, idle, deleted, freed) VALUES (?, ?, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (week) DO NOTHING`
	updSweep db.SQL = `-- unscoped: a run of the sweep
UPDATE blob_sweep SET deleted = deleted + ?, freed = freed + ? WHERE week = ?`
	endSweep db.SQL = `-- unscoped: a run of the sweep
UPDATE blob_sweep SET ended = ?, stored = ?, size = ?, waiting = ?, idle = ? WHERE week = ?`
	selSweep db.SQL = `-- unscoped: numbers for doctor
SELECT week, begun, ended, stored, size, waiting, idle, deleted, freed FROM blob_sweep ORDER BY begun DESC LIMIT 1`
)

// OpenSweep registers the job; call it once before serving.
func (s *Service) OpenSweep(p SweepParts) {
	s.sweeping = p
	p.Queue.Register(job.Kind{Name: sweepKind, Run: s.sweep})
}

// PlanSweep orders this week's sweep, once.
func (s *Service) PlanSweep(ctx context.Context) error {
	at, err := s.sweeping.At(ctx)
	if err != nil {
		return err
	}
	year, week := clock.Local(s.now()).ISOWeek()
	name := fmt.Sprintf("%d-W%02d", year, week)
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.sweeping.Queue.Enqueue(tx, job.Order{Kind: sweepKind, Name: name, Owner: at, Args: name})
		return err
	})
}

// LastSweep is the newest run; false when there was none.
func (s *Service) LastSweep(ctx context.Context) (Sweep, bool, error) {
	w, err := db.One(s.core.Reader(ctx), selSweep, func(r db.Row) (w Sweep, err error) {
		return w, r.Scan(&w.Week, &w.Begun, &w.Ended, &w.Stored, &w.Size, &w.Waiting, &w.Idle, &w.Deleted, &w.Freed)
	})
	if errors.Is(err, db.ErrNone) {
		return w, false, nil
	}
	return w, err == nil, err
}

// names is the mark: 32 bytes for each hash, so that a million files take some 60 MB for the time of a sweep.
type names map[[32]byte]struct{}

func (n names) add(hash string) error {
	k, ok := short(hash)
	if ok { // what has no form of a hash names nothing in the store
		n[k] = struct{}{}
	}
	return nil
}

func (n names) has(hash string) bool {
	k, ok := short(hash)
	_, named := n[k]
	return named || !ok
}

func short(hash string) (k [32]byte, ok bool) {
	if !blob.Valid(hash) {
		return k, false
	}
	_, digits, _ := strings.Cut(hash, ":")
	n, err := hex.Decode(k[:], []byte(digits))
	return k, err == nil && n == len(k)
}

func (s *Service) mark(ctx context.Context) (names, error) {
	out := names{}
	own := func(ctx context.Context, f func(string) error) error {
		return db.Each(s.core.Reader(ctx), eachOut, func(r db.Row) error {
			h, err := db.Value[string](r)
			if err != nil {
				return err
			}
			return f(h)
		})
	}
	for _, each := range append([]Holder{own}, s.sweeping.Holders...) {
		if err := each(ctx, out.add); err != nil {
			return nil, fmt.Errorf("rendition: sweep: mark: %w", err)
		}
	}
	return out, nil
}

// run is a sweep under way.
type run struct {
	*Service
	at    id.Any
	named names
	got   Sweep
	batch []blob.Ref
}

// sweep is the job. It bears to run again from its beginning at any point: what it has deleted is not there any more, and what it was
// about to delete when it was stopped is in the audit log already.
func (s *Service) sweep(ctx context.Context, t *job.Task) (err error) {
	r := &run{Service: s, got: Sweep{Begun: s.now()}}
	if err := t.Decode(&r.got.Week); err != nil {
		return err
	}
	if r.at, err = s.sweeping.At(ctx); err != nil {
		return err
	}
	if r.named, err = s.mark(ctx); err != nil {
		return err
	}
	if err := s.bulk(ctx, insSweep, r.got.Week, r.got.Begun); err != nil {
		return err
	}
	err = s.blobs.Walk(ctx, func(ref blob.Ref) error {
		select {
		case <-t.Stopping():
			return job.ErrStop
		default:
		}
		r.got.Stored++
		r.got.Size += ref.Size
		if r.named.has(ref.Hash) {
			return nil
		}
		if r.batch = append(r.batch, ref); len(r.batch) < sweepBatch {
			return nil
		}
		return r.flush(ctx)
	})
	if err == nil {
		err = r.flush(ctx)
	}
	if err == nil {
		err = r.forget(ctx)
	}
	if err != nil {
		return err
	}
	return s.bulk(ctx, endSweep, s.now(), r.got.Stored, r.got.Size, r.got.Waiting, r.got.Idle, r.got.Week)
}

// flush notes what has no name, and deletes what has had none for long. The audit entry is durable before the first byte goes.
func (r *run) flush(ctx context.Context) error {
	var due []blob.Ref
	cut := r.got.Begun - Grace.Microseconds()
	err := r.core.Bulk(ctx, func(tx *db.Tx) error {
		due = nil
		var hashes []string
		for _, ref := range r.batch {
			if _, err := tx.Exec(insOrphan, ref.Hash, r.got.Begun, r.got.Begun, ref.Size); err != nil {
				return err
			}
			since, err := db.One(tx, selOrphan, db.Value[clock.Micros], ref.Hash)
			if err != nil {
				return err
			}
			if since <= cut {
				due, hashes = append(due, ref), append(hashes, ref.Hash)
			}
		}
		if len(due) == 0 {
			return nil
		}
		detail, err := json.Marshal(map[string]any{"week": r.got.Week, "hashes": hashes})
		if err != nil {
			return fmt.Errorf("rendition: sweep: %w", err)
		}
		return r.sweeping.Audit.Append(tx, audit.Entry{Action: "sweep.blobs", Scope: r.at, Basis: "unnamed for 30 days", Detail: detail})
	})
	if err != nil {
		return err
	}
	for _, ref := range r.batch {
		r.got.Waiting++
		r.got.Idle += ref.Size
	}
	r.batch = r.batch[:0]
	return r.remove(ctx, due)
}

// remove deletes due bytes. What somebody has put again meanwhile stays, and its month begins anew.
func (r *run) remove(ctx context.Context, due []blob.Ref) error {
	var gone, kept []string
	var freed int64
	for _, ref := range due {
		ok, err := r.blobs.DeleteIdle(ctx, ref.Hash, clock.Time(r.got.Begun).Add(-Idle))
		if err != nil {
			return err
		}
		if !ok {
			kept = append(kept, ref.Hash)
			continue
		}
		gone, freed = append(gone, ref.Hash), freed+ref.Size
	}
	r.got.Waiting -= int64(len(gone))
	r.got.Idle -= freed
	if len(due) == 0 {
		return nil
	}
	return r.core.Bulk(ctx, func(tx *db.Tx) error {
		for _, h := range kept {
			if _, err := tx.Exec(updOrphan, r.got.Begun, h); err != nil {
				return err
			}
		}
		for _, h := range gone {
			if err := lose(tx, h); err != nil {
				return err
			}
		}
		_, err := tx.Exec(updSweep, len(gone), freed, r.got.Week)
		return err
	})
}

// lose forgets what was known about bytes that are gone. The bytes of their renditions have no name from now on.
func lose(tx *db.Tx, hash string) error {
	for _, q := range []db.SQL{delOrphan, delOuts, delFact} {
		if _, err := tx.Exec(q, hash); err != nil {
			return err
		}
	}
	return nil
}

// forget takes out of the list what this walk did not meet as unnamed: it is named again, or gone. What is gone and was due, a run that
// was stopped had deleted without counting it.
func (r *run) forget(ctx context.Context) error {
	for {
		rows, err := db.All(r.core.Reader(ctx), selUnseen, func(row db.Row) (o orphan, err error) { return o, row.Scan(&o.hash, &o.since, &o.size) }, r.got.Begun)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = r.core.Bulk(ctx, func(tx *db.Tx) error {
			for _, o := range rows {
				if r.named.has(o.hash) {
					if _, err := tx.Exec(delOrphan, o.hash); err != nil {
						return err
					}
					continue
				}
				if err := lose(tx, o.hash); err != nil {
					return err
				}
				if o.since <= r.got.Begun-Grace.Microseconds() {
					if _, err := tx.Exec(updSweep, 1, o.size, r.got.Week); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

type orphan struct {
	hash  string
	since clock.Micros
	size  int64
}

// Tidy removes the folders of renditions that a kill left behind, and tells how many. Nothing may be rendered yet.
func Tidy(tmp string) (int, error) {
	left, err := filepath.Glob(filepath.Join(tmp, "render-*"))
	for _, dir := range left {
		if e := os.RemoveAll(dir); e != nil {
			err = errors.Join(err, fmt.Errorf("rendition: %w", e))
		}
	}
	return len(left), err
}
