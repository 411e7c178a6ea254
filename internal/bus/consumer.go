package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Batch is how many events a consumer gets at most in one transaction; its fold must fit into db.MaxHold on small machines.
const Batch = 100

// gather is how long a woken consumer lets events come together, so that a class that answers at once costs a few commits a second
// and not one an answer. It is the least delay of every page that shows what was folded.
const gather = 25 * time.Millisecond

// Consumer folds events into a store. Name is its key for ever: a new name reads the log from the beginning. Handle runs inside
// the transaction that also moves the position; it may run twice and is SQL only.
type Consumer struct {
	Name   string
	Store  *db.DB
	Handle func(tx *db.Tx, events []Event) error
}

// Log is the event log with its consumers. Make it with New, give it consumers with Consume, then Run.
type Log struct {
	core  *db.DB
	clock clock.Clock
	log   *slog.Logger

	mu    sync.Mutex
	wakes []chan struct{}
	all   []Consumer
	lags  map[string]Lag
}

// Lag is how far a consumer is behind. Events is -1 when it is not known.
type Lag struct {
	Consumer string
	Position Position
	Events   int64
	Failing  string // the last error, empty when well
	Moved    clock.Micros
}

// New returns a log over the core store.
func New(core *db.DB, c clock.Clock, l *slog.Logger) *Log {
	return &Log{core: core, clock: c, log: l, lags: map[string]Lag{}}
}

// Consume adds a consumer before Run.
func (l *Log) Consume(c Consumer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, c)
	l.wakes = append(l.wakes, make(chan struct{}, 1))
}

// Wake makes every consumer look at the log now.
func (l *Log) Wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.wakes {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// Run reads until ctx ends. A consumer that fails tries the same batch again with a growing pause, and the others go on.
func (l *Log) Run(ctx context.Context) {
	if err := l.Rebase(ctx); err != nil && ctx.Err() == nil {
		l.log.Error("event log: renumbering after a move", "error", err)
	}
	var wg sync.WaitGroup
	for i, c := range l.all {
		wg.Go(func() { l.follow(ctx, c, l.wakes[i]) })
	}
	wg.Wait()
}

func (l *Log) follow(ctx context.Context, c Consumer, wake <-chan struct{}) {
	pause := time.Duration(0)
	for ctx.Err() == nil {
		n, err := l.step(ctx, c)
		switch {
		case errors.Is(err, errMoved): // another process was quicker: look again
		case err != nil && ctx.Err() == nil:
			pause = min(max(2*pause, 100*time.Millisecond), 30*time.Second)
			l.log.Error("consumer stands", "consumer", c.Name, "error", err, "again_in", pause)
			l.failed(c.Name, err.Error())
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		case n == Batch: // there may be more
			pause = 0
		default: // another process may write: look once a second
			pause = 0
			select {
			case <-wake:
				wait(ctx, gather)
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// Drain steps every consumer until nothing is left, for tests, seeding and shutdown. On PostgreSQL it waits for transactions that
// were open when it began, as far as ctx lets it.
func (l *Log) Drain(ctx context.Context) error {
	for _, c := range l.all {
		for {
			n, err := l.step(ctx, c)
			if err == nil && n == 0 {
				var left int64
				if left, err = l.left(ctx, c); err == nil && left == 0 {
					break
				}
				time.Sleep(2 * time.Millisecond) // PostgreSQL: a transaction that began earlier is still open
			}
			if err != nil && !errors.Is(err, errMoved) {
				return fmt.Errorf("bus: %s: %w", c.Name, err)
			}
		}
	}
	return nil
}

const (
	selPosition db.SQL = `-- unscoped: a consumer's own position
SELECT tx, seq FROM bus_position WHERE consumer = ?`
	insPosition db.SQL = `-- unscoped: a consumer's own position
INSERT INTO bus_position (consumer, tx, seq, moved, failed) VALUES (?, ?, ?, ?, '') ON CONFLICT (consumer) DO NOTHING`
	updPosition db.SQL = `-- unscoped: a consumer's own position
UPDATE bus_position SET tx = ?, seq = ?, moved = ?, failed = '' WHERE consumer = ? AND tx = ? AND seq = ?`
	delPosition db.SQL = `-- unscoped: a consumer's own position
DELETE FROM bus_position WHERE consumer = ?`
	selEvents db.SQL = `-- unscoped: consumers fold the whole log
SELECT tx, seq, uid, kind, version, owner, actor, request, occurred, received, payload FROM event
WHERE @logafter AND tx < @settled ORDER BY @logorder LIMIT ?`
	countEvents db.SQL = `-- unscoped: how far a consumer is behind
SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE @logafter LIMIT 100000) t`
)

// errMoved says that somebody else moved this consumer's position: the batch is read again.
var errMoved = errors.New("bus: position moved")

// step folds one batch and reports how many events it held.
func (l *Log) step(ctx context.Context, c Consumer) (int, error) {
	pos, err := position(c.Store.Reader(ctx), c.Name)
	if err != nil {
		return 0, err
	}
	events, err := l.Read(ctx, pos, Batch)
	if err == nil && len(events) == 0 {
		l.failed(c.Name, "")
	}
	if err != nil || len(events) == 0 {
		return 0, err
	}
	last := events[len(events)-1].Pos
	now := clock.At(l.clock.Now())
	// Behind interactive writes: nobody waits for a fold. The position is taken first, so that of two processes with the same
	// batch the second waits for the first and then finds that it is done.
	err = c.Store.Bulk(ctx, func(tx *db.Tx) error {
		if err := move(tx, c.Name, pos, last, now); err != nil {
			return err
		}
		return c.Handle(tx, events)
	})
	if err != nil {
		return 0, err
	}
	l.mu.Lock()
	l.lags[c.Name] = Lag{Consumer: c.Name, Position: last, Moved: now}
	l.mu.Unlock()
	return len(events), nil
}

// move takes the position from where it was read to where the batch ends. A position that is not there any more was moved by
// another process or set back by Forget; making it anew would skip what Forget wanted read again.
func move(tx *db.Tx, name string, from, to Position, now clock.Micros) error {
	var n int64
	var err error
	if from == (Position{}) {
		n, err = tx.Exec(insPosition, name, to.Tx, to.Seq, now)
	} else {
		n, err = tx.Exec(updPosition, to.Tx, to.Seq, now, name, from.Tx, from.Seq)
	}
	if err == nil && n != 1 {
		return errMoved
	}
	return err
}

const countUnsettled db.SQL = `-- unscoped: consumers fold the whole log
SELECT COUNT(*) FROM event WHERE NOT (tx < @settled)`

// Settle waits until every event that is stored can be read. On PostgreSQL an event is read only when no transaction of the whole server
// that began before it is still open, of another database neither; on SQLite it returns at once. The context ends the waiting.
func (l *Log) Settle(ctx context.Context) error {
	for {
		n, err := db.One(l.core.Reader(ctx), countUnsettled, db.Value[int64])
		if err != nil || n == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// Read returns up to n settled events after pos, in order.
func (l *Log) Read(ctx context.Context, pos Position, n int) ([]Event, error) {
	return db.All(l.core.Reader(ctx), selEvents, scanEvent, pos.Tx, pos.Seq, n)
}

func scanEvent(r db.Row) (Event, error) {
	var e Event
	var payload string
	err := r.Scan(&e.Pos.Tx, &e.Pos.Seq, &e.ID, &e.Kind, &e.Version, &e.Owner, &e.Actor, &e.Request, &e.Occurred, &e.Received, &payload)
	e.Payload = []byte(payload)
	return e, err
}

func position(x db.Querier, name string) (Position, error) {
	p, err := db.One(x, selPosition, func(r db.Row) (Position, error) {
		var p Position
		return p, r.Scan(&p.Tx, &p.Seq)
	}, name)
	if errors.Is(err, db.ErrNone) {
		return Position{}, nil
	}
	return p, err
}

// failed notes a consumer's last error, or with "" that it is well.
func (l *Log) failed(name, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lag := l.lags[name]
	lag.Consumer, lag.Failing = name, why
	l.lags[name] = lag
}

// left counts the events after a consumer's position, settled or not, at most 100,000.
func (l *Log) left(ctx context.Context, c Consumer) (int64, error) {
	pos, err := position(c.Store.Reader(ctx), c.Name)
	if err != nil {
		return 0, err
	}
	return db.One(l.core.Reader(ctx), countEvents, db.Value[int64], pos.Tx, pos.Seq)
}

// Lags tells how far each consumer is behind, counting at most 100,000 events. Moved is 0 when it has not moved in this process.
func (l *Log) Lags(ctx context.Context) ([]Lag, error) {
	var out []Lag
	for _, c := range l.all {
		pos, err := position(c.Store.Reader(ctx), c.Name)
		if err != nil {
			return nil, err
		}
		n, err := l.left(ctx, c)
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		known := l.lags[c.Name]
		l.mu.Unlock()
		out = append(out, Lag{Consumer: c.Name, Position: pos, Events: n, Failing: known.Failing, Moved: known.Moved})
	}
	return out, nil
}

const (
	selAhead db.SQL = `-- unscoped: was the log moved to another server
SELECT COALESCE(MAX(tx), 0) FROM event WHERE tx >= @horizon`
	updEventTx db.SQL = `-- unscoped: the log was moved to another server
UPDATE event SET tx = tx - ? WHERE tx > 0`
	updPositionTx db.SQL = `-- unscoped: the log was moved to another server
UPDATE bus_position SET tx = tx - ? WHERE tx > 0`
)

// Rebase repairs a log that was dumped and restored into another PostgreSQL server, whose transaction numbers are smaller: new
// events would sort before the consumers' positions and never be read. It shifts all stored numbers below zero, which keeps their
// order. Run does it first; on a log that was not moved, and on SQLite, it changes nothing: a row that a snapshot shows was written by
// a transaction below that snapshot's end, whoever else is writing just now.
func (l *Log) Rebase(ctx context.Context) error {
	if l.core.Engine() == db.SQLite {
		return nil
	}
	return l.core.Write(ctx, func(tx *db.Tx) error {
		highest, err := db.One(tx, selAhead, db.Value[int64])
		if err != nil || highest == 0 {
			return err
		}
		l.log.Warn("the event log comes from another server: it is renumbered", "highest", highest)
		if _, err := tx.Exec(updEventTx, highest+1); err != nil {
			return err
		}
		_, err = tx.Exec(updPositionTx, highest+1) // all stores are one schema on PostgreSQL
		return err
	})
}

// Forget sets a consumer back to the beginning inside tx; the caller empties its tables in the same transaction. For rebuilding.
func Forget(tx *db.Tx, name string) error {
	_, err := tx.Exec(delPosition, name)
	return err
}
