package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
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
	fn       func(*Tx) error
	queued   time.Time
	err      chan error
	state    atomic.Int32 // waiting, begun or left
	answered bool         // the writer's goroutine only
}

// The states of a job: the writer begins it or its caller leaves, whichever is first.
const (
	waiting int32 = iota
	begun
	left
)

func (j *job) answer(err error) {
	if !j.answered {
		j.answered = true
		j.err <- err
	}
}

// ErrClosed is returned by writes after Close has begun.
var ErrClosed = fault.New(fault.Down, "系统正在停机，请稍后再试")

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
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, left) {
			return ctx.Err()
		}
		return <-j.err // begun: its result must be known
	case <-d.ended: // the writer answered all it had taken before it ended
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
	ended := false
	defer func() {
		if ended {
			close(d.ended)
			d.done.Done()
			return
		}
		// A closure ended the goroutine (runtime.Goexit, as a test's FailNow does): nothing of its group is durable.
		_, _ = d.conn.ExecContext(context.Background(), "ROLLBACK")
		for _, j := range append(d.group, d.rest...) {
			j.answer(errors.New("db: the closure, or one of its group, ended the writer's goroutine"))
		}
		go d.write()
	}()
	bulkTurn := 0 // interactive groups since the last bulk slice; bulk is not starved for ever
	for {
		select {
		case size := <-d.turn:
			d.restart(size)
		default:
		}
		if bulkTurn >= 8 {
			select {
			case j := <-d.bulk:
				bulkTurn = 0
				d.begin(j, false)
			default:
			}
		}
		select {
		case j := <-d.queue:
			bulkTurn++
			d.begin(j, true)
			continue
		default:
		}
		select {
		case j := <-d.queue:
			bulkTurn++
			d.begin(j, true)
		case j := <-d.bulk:
			bulkTurn = 0
			d.begin(j, false)
		case <-d.quit:
			for { // what was accepted is answered
				select {
				case j := <-d.queue:
					d.begin(j, true)
				case j := <-d.bulk:
					d.begin(j, false)
				default:
					ended = true
					return
				}
			}
		}
	}
}

// begin runs first, and with more whatever waits behind it, as one group, unless its caller has left.
func (d *DB) begin(first *job, more bool) {
	if !first.state.CompareAndSwap(waiting, begun) {
		return
	}
	d.group, d.rest = append(d.group[:0], first), nil
	if more {
		d.together()
	} else {
		d.single()
	}
}

// single runs the one closure of the group in a transaction of its own. It needs no savepoint, for which SQLite would copy every
// page that the closure changes: measured, a sixth of the work of bringing in a roster.
func (d *DB) single() {
	j, start := d.group[0], time.Now()
	if _, err := d.conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		j.answer(translate(err, "BEGIN"))
		return
	}
	tx := &Tx{d: d, conn: d.conn}
	err := call(j.fn, tx)
	tx.over = true
	held := time.Now()
	d.stats.hold(held.Sub(start))
	if tx.lost != nil { // whatever fn made of it
		err = fmt.Errorf("%w: %w", errLost, tx.lost)
	}
	if err == nil {
		if _, e := d.conn.ExecContext(context.Background(), "COMMIT"); e != nil {
			err = fmt.Errorf("%w: %w", errLost, translate(e, "COMMIT"))
		}
	}
	if err != nil {
		_, _ = d.conn.ExecContext(context.Background(), "ROLLBACK") // fails when the engine did it already
		j.answer(err)
		return
	}
	d.stats.commit(1, start, held, j.queued)
	tx.committed()
	j.answer(nil)
}

// next is the next interactive closure whose caller has not left, or nil when none waits.
func (d *DB) next() *job {
	for {
		select {
		case j := <-d.queue:
			if j.state.CompareAndSwap(waiting, begun) {
				return j
			}
		default:
			return nil
		}
	}
}

// errLost says that the engine itself rolled the whole transaction back, as SQLite does for a full disk.
var errLost = errors.New("db: transaction lost")

// together runs the group, and what joins it, in one transaction, and commits once.
func (d *DB) together() {
	start := time.Now()
	first := d.group[0]
	if _, err := d.conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		first.answer(translate(err, "BEGIN"))
		return
	}
	var txs []*Tx
	var errs []error
	for i := 0; i < len(d.group); i++ {
		tx, err := d.runOne(d.group[i])
		if errors.Is(err, errLost) {
			d.alone(err)
			return
		}
		txs, errs = append(txs, tx), append(errs, err)
		if i == len(d.group)-1 && len(d.group) < groupSize && time.Since(start) < groupAge {
			if j := d.next(); j != nil {
				d.group = append(d.group, j)
			}
		}
	}
	held := time.Now()
	if _, err := d.conn.ExecContext(context.Background(), "COMMIT"); err != nil {
		d.alone(fmt.Errorf("%w: %w", errLost, translate(err, "COMMIT")))
		return
	}
	d.stats.commit(len(d.group), start, held, first.queued)
	for i, j := range d.group {
		if errs[i] == nil {
			txs[i].committed()
		}
		j.answer(errs[i])
	}
}

// runOne runs one closure in its savepoint. errLost means the savepoint is gone with its transaction.
func (d *DB) runOne(j *job) (tx *Tx, err error) {
	tx = &Tx{d: d, conn: d.conn}
	if _, err := d.conn.ExecContext(context.Background(), "SAVEPOINT w"); err != nil {
		return tx, fmt.Errorf("%w: %w", errLost, translate(err, "SAVEPOINT"))
	}
	from := time.Now()
	err = call(j.fn, tx)
	tx.over = true
	d.stats.hold(time.Since(from))
	if tx.lost != nil { // whatever fn made of it
		return tx, fmt.Errorf("%w: %w", errLost, tx.lost)
	}
	undo := ""
	if err != nil {
		undo = "ROLLBACK TO w; "
	}
	if _, e := d.conn.ExecContext(context.Background(), undo+"RELEASE w"); e != nil {
		return tx, fmt.Errorf("%w: %w", errLost, errors.Join(err, translate(e, "RELEASE")))
	}
	return tx, err
}

// alone answers a group whose shared transaction was lost: each closure gets one transaction of its own, and the one that cannot
// be stored even so gets the cause.
func (d *DB) alone(cause error) {
	_, _ = d.conn.ExecContext(context.Background(), "ROLLBACK") // fails when the engine did it already
	jobs := d.group
	if len(jobs) == 1 {
		jobs[0].answer(cause)
		return
	}
	d.rest = jobs
	for i := range jobs {
		d.group = jobs[i : i+1 : i+1]
		d.single()
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

// committed runs what waited for the commit. The rows are durable whatever f does, so a panic in it must not become an answer.
func (t *Tx) committed() {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("db: panic after commit", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	for _, f := range t.after {
		f()
	}
}

func (d *DB) writePostgres(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.gate.Lock()
	if d.shut {
		d.gate.Unlock()
		return ErrClosed
	}
	d.flying.Add(1)
	d.gate.Unlock()
	defer d.flying.Done()
	queued := time.Now()
	for try := 0; ; try++ {
		err := d.oncePostgres(ctx, fn, queued)
		var pe *pgconn.PgError
		if errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01") && try < 8 {
			time.Sleep(time.Duration(1<<try) * time.Millisecond)
			continue
		}
		return err
	}
}

func (d *DB) oncePostgres(ctx context.Context, fn func(*Tx) error, queued time.Time) error {
	conn, err := d.writer.Conn(ctx) // waits for a free connection: the queue of PostgreSQL
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.Wrap(err, fault.Down, "连接不上数据库")
	}
	defer conn.Close()
	sqlTx, err := conn.BeginTx(context.Background(), nil)
	if err != nil {
		return fault.Wrap(err, fault.Down, "连接不上数据库")
	}
	defer sqlTx.Rollback() //nolint:errcheck // no effect after Commit
	start := time.Now()
	tx := &Tx{d: d, conn: sqlTx}
	err = call(fn, tx)
	tx.over = true
	if err != nil {
		return err
	}
	held := time.Now()
	if err := sqlTx.Commit(); err != nil {
		return translate(err, "COMMIT")
	}
	d.stats.hold(held.Sub(start))
	d.stats.commit(1, start, held, queued)
	tx.committed()
	return nil
}
