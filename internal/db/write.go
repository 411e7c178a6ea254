package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// MaxHold is how long a closure may keep the writer; longer holds are counted and shown by doctor.
const MaxHold = 20 * time.Millisecond

// SliceRows is the largest slice of bulk work: measured, slices of 200 rows keep other writers' p99 near 50 ms.
const SliceRows = 200

// group limits: a group ends when it is this old or this many closures long, so that the first is not kept waiting by the last.
const (
	groupAge  = 8 * time.Millisecond
	groupSize = 256
)

type job struct {
	fn     func(*Tx) error
	queued time.Time
	err    chan error
}

// ErrClosed is returned by writes after Close has begun.
var ErrClosed = fault.New(fault.Down, "系统正在停机,请稍后再试")

// Write runs fn in a transaction and returns when its result is durable. fn may run twice and must be SQL only; see the package
// comment. ctx ends the waiting in the queue, never a transaction that has begun.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error { return d.submit(ctx, d.queue, fn) }

// Bulk is Write behind all interactive writers. Give it at most SliceRows rows.
func (d *DB) Bulk(ctx context.Context, fn func(*Tx) error) error { return d.submit(ctx, d.bulk, fn) }

// InSlices runs bulk work over n rows in slices [lo,hi) of at most SliceRows, each durable by itself. What must not be seen half
// done is staged first and flipped in one small Write at the end; from is where an interrupted run goes on.
func (d *DB) InSlices(ctx context.Context, from, n int, fn func(tx *Tx, lo, hi int) error) error {
	for lo := from; lo < n; lo += SliceRows {
		hi := min(lo+SliceRows, n)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.Bulk(ctx, func(tx *Tx) error { return fn(tx, lo, hi) }); err != nil {
			return fmt.Errorf("rows %d to %d: %w", lo, hi, err)
		}
	}
	return nil
}

func (d *DB) submit(ctx context.Context, lane chan *job, fn func(*Tx) error) error {
	if d.engine == Postgres {
		return d.writePostgres(ctx, fn)
	}
	j := &job{fn: fn, queued: time.Now(), err: make(chan error, 1)}
	select {
	case <-d.quit:
		return ErrClosed
	default:
	}
	select {
	case lane <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.quit:
		return ErrClosed
	}
	select {
	case err := <-j.err:
		return err
	case <-d.quit:
		// The writer drains its queue before it ends; wait for the answer it owes.
		d.done.Wait()
		select {
		case err := <-j.err:
			return err
		default:
			return ErrClosed
		}
	}
}

// write is the writer goroutine of a SQLite file.
func (d *DB) write() {
	defer d.done.Done()
	bulkTurn := 0 // interactive groups since the last bulk slice; bulk is not starved for ever
	for {
		var first *job
		if bulkTurn >= 8 {
			select {
			case first = <-d.bulk:
				bulkTurn = 0
				d.group(first, false)
				continue
			default:
			}
		}
		select {
		case first = <-d.queue:
			bulkTurn++
			d.group(first, true)
			continue
		default:
		}
		select {
		case first = <-d.queue:
			bulkTurn++
			d.group(first, true)
		case first = <-d.bulk:
			bulkTurn = 0
			d.group(first, false)
		case <-d.quit:
			for { // what was accepted is answered
				select {
				case j := <-d.queue:
					d.group(j, true)
				case j := <-d.bulk:
					d.group(j, false)
				default:
					return
				}
			}
		}
	}
}

// errLost says that the engine itself rolled the whole transaction back, as SQLite does for a full disk.
var errLost = errors.New("db: transaction lost")

// group runs first and whatever else waits in one transaction, and commits once.
func (d *DB) group(first *job, more bool) {
	start := time.Now()
	jobs, txs, errs := []*job{first}, []*Tx(nil), []error(nil)
	if _, err := d.conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		first.err <- translate(err, "BEGIN")
		return
	}
	for i := 0; i < len(jobs); i++ {
		tx, err := d.runOne(jobs[i])
		if errors.Is(err, errLost) {
			d.alone(jobs, err)
			return
		}
		txs, errs = append(txs, tx), append(errs, err)
		if more && i == len(jobs)-1 && len(jobs) < groupSize && time.Since(start) < groupAge {
			select {
			case j := <-d.queue:
				jobs = append(jobs, j)
			default:
			}
		}
	}
	held := time.Now()
	if _, err := d.conn.ExecContext(context.Background(), "COMMIT"); err != nil {
		_, _ = d.conn.ExecContext(context.Background(), "ROLLBACK")
		d.alone(jobs, fmt.Errorf("%w: %w", errLost, translate(err, "COMMIT")))
		return
	}
	d.stats.commit(len(jobs), start, held, first.queued)
	for i, j := range jobs {
		if errs[i] == nil {
			for _, f := range txs[i].after {
				f()
			}
		}
		j.err <- errs[i]
	}
}

// runOne runs one closure in its savepoint. errLost means the savepoint is gone with its transaction.
func (d *DB) runOne(j *job) (tx *Tx, err error) {
	tx = &Tx{d: d, conn: d.conn}
	if _, err := d.conn.ExecContext(context.Background(), "SAVEPOINT w"); err != nil {
		return tx, fmt.Errorf("%w: %w", errLost, translate(err, "SAVEPOINT"))
	}
	begun := time.Now()
	err = call(j.fn, tx)
	d.stats.hold(time.Since(begun))
	undo := ""
	if err != nil {
		undo = "ROLLBACK TO w; "
	}
	if _, e := d.conn.ExecContext(context.Background(), undo+"RELEASE w"); e != nil {
		return tx, fmt.Errorf("%w: %w", errLost, errors.Join(err, translate(e, "RELEASE")))
	}
	return tx, err
}

// alone answers a group whose shared transaction was lost: each closure gets one transaction of its own.
func (d *DB) alone(jobs []*job, cause error) {
	_, _ = d.conn.ExecContext(context.Background(), "ROLLBACK") // fails when the engine did it already
	if len(jobs) == 1 {
		jobs[0].err <- cause
		return
	}
	for _, j := range jobs {
		d.group(&job{fn: j.fn, queued: j.queued, err: j.err}, false)
	}
}

// call keeps a panic in one closure from ending the writer for everybody.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("db: panic in write: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

func (d *DB) writePostgres(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	queued := time.Now()
	for try := 0; ; try++ {
		err := d.oncePostgres(fn, queued)
		var pe *pgconn.PgError
		if errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01") && try < 8 {
			time.Sleep(time.Duration(1<<try) * time.Millisecond)
			continue
		}
		return err
	}
}

func (d *DB) oncePostgres(fn func(*Tx) error, queued time.Time) error {
	sqlTx, err := d.writer.BeginTx(context.Background(), nil)
	if err != nil {
		return fault.Wrap(err, fault.Down, "连接不上数据库")
	}
	defer sqlTx.Rollback() //nolint:errcheck // no effect after Commit
	start := time.Now()
	tx := &Tx{d: d, conn: sqlTx}
	if err := call(fn, tx); err != nil {
		return err
	}
	held := time.Now()
	if err := sqlTx.Commit(); err != nil {
		return translate(err, "COMMIT")
	}
	d.stats.hold(held.Sub(start))
	d.stats.commit(1, start, held, queued)
	for _, f := range tx.after {
		f()
	}
	return nil
}
