package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Config says where the rows are. Give either Path (SQLite) or DSN (PostgreSQL).
type Config struct {
	Name         string // core, record or search: for metrics and the migration table
	Path         string // SQLite file
	DSN          string // postgres://…
	Attach       string // SQLite: path of the core file, which readers of a side file see as well
	Readers      int    // reader connections, default 4 (SQLite) or 8
	Cache        int    // SQLite: pages that each reader may keep, in kB; default 4000
	NoCheckpoint bool   // tests of the write-ahead log keep every frame
	// Scratch says that the file is made anew after a power cut: nothing in it is acknowledged to anybody, so no commit waits for the
	// disk. Staged imports live in such files; on PostgreSQL too, where nobody else needs to see them.
	Scratch bool

	pragmas string // appended to the writer's own: a test shows that Open refuses a weaker setting
}

// DB is one store: a writer and a pool of readers. Close it last.
type DB struct {
	engine  Engine
	name    string
	path    string
	readers *sql.DB
	writer  *sql.DB   // PostgreSQL: pool; SQLite: holds conn
	conn    *sql.Conn // SQLite: the writer's own connection

	texts  sync.Map // SQL -> string
	rstmt  sync.Map // SQL -> *sql.Stmt (SQLite)
	wstmt  map[SQL]*sql.Stmt
	queue  chan *job
	bulk   chan *job
	turn   chan int64 // SQLite: the log's size when the writer shall restart it
	quit   chan struct{}
	ended  chan struct{}  // SQLite: the writer has answered all it will answer
	group  []*job         // SQLite: what the writer holds now; only its goroutine touches it
	rest   []*job         // SQLite: the group whose transaction was lost, while each runs alone
	done   sync.WaitGroup // the goroutines
	gate   sync.Mutex     // PostgreSQL: guards shut and the counting up of flying
	shut   bool
	flying sync.WaitGroup // PostgreSQL: accepted writes
	closed sync.Once
	stats  stats
}

// Open opens a store; it creates the SQLite file when there is none. Migrate comes next.
func Open(ctx context.Context, c Config) (*DB, error) {
	d := &DB{name: c.Name, path: c.Path, queue: make(chan *job, 4096), bulk: make(chan *job, 64), turn: make(chan int64, 1), quit: make(chan struct{}),
		ended: make(chan struct{}), wstmt: map[SQL]*sql.Stmt{}}
	open := d.openSQLite
	if c.DSN != "" {
		open = d.openPostgres
	}
	if err := open(ctx, c); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *DB) openPostgres(ctx context.Context, c Config) error {
	d.engine, d.path = Postgres, c.DSN
	pool, err := sql.Open("pgx", c.DSN)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	n := c.Readers
	if n == 0 {
		n = 8
	}
	pool.SetMaxOpenConns(2 * n)
	pool.SetMaxIdleConns(n)
	d.readers, d.writer = pool, pool
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return fault.Wrap(err, fault.Down, "连接不上 PostgreSQL 数据库")
	}
	if err := d.durable(ctx); err != nil {
		pool.Close()
		return err
	}
	return nil
}

// durable refuses a store that would acknowledge what a power cut can still take away.
func (d *DB) durable(ctx context.Context) error {
	s, err := d.Synchronous(ctx)
	if err != nil || s != 2 {
		return fmt.Errorf("db: %s: synchronous is %d, want 2 (FULL): %w", d.name, s, errors.Join(err, errors.New("an acknowledged answer could be lost")))
	}
	return nil
}

const pageSize = 8192

// pragmas of every connection; the writer adds its own.
const common = "PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "

func (d *DB) openSQLite(ctx context.Context, c Config) error {
	n := c.Readers
	if n == 0 {
		n = 4
	}
	// page_size before the first table; the log is truncated after a checkpoint so that a bulk night does not keep the disk.
	own := "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; "
	if c.Scratch {
		own = "PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=2000; "
	}
	d.writer = sql.OpenDB(connector{c.Path, fmt.Sprintf("PRAGMA page_size=%d; ", pageSize) + "PRAGMA journal_mode=WAL; " + own +
		"PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; " + common + c.pragmas})
	d.writer.SetMaxOpenConns(1)
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		d.writer.Close()
		return fmt.Errorf("db: open %s: %w", d.name, translate(err, ""))
	}
	d.conn = conn
	if err := d.durable(ctx); err != nil && !c.Scratch {
		conn.Close()
		d.writer.Close()
		return err
	}
	attach := ""
	if c.Attach != "" {
		attach = "ATTACH DATABASE '" + strings.ReplaceAll(fileURI(c.Attach), "'", "''") + "' AS core; "
	}
	cache := c.Cache
	if cache == 0 {
		cache = 4000
	}
	d.readers = sql.OpenDB(connector{c.Path, common + attach + fmt.Sprintf("PRAGMA cache_size=-%d; PRAGMA query_only=ON; ", cache)})
	d.readers.SetMaxOpenConns(n)
	d.readers.SetMaxIdleConns(n)
	d.done.Add(1)
	go d.write()
	if !c.NoCheckpoint && !c.Scratch {
		d.done.Add(1)
		go d.checkpoint(c.Path)
	}
	return nil
}

// fileURI is the path as SQLite reads it, which takes %, ? and # for its own and a bare path with a colon for a scheme.
func fileURI(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// connector opens SQLite connections and sets each one up.
type connector struct{ path, setup string }

func (c connector) Driver() driver.Driver { return &sqlite.Driver{} }
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := (&sqlite.Driver{}).Open(fileURI(c.path) + "?_txlock=deferred")
	if err != nil {
		return nil, err
	}
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, c.setup, nil); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// Synchronous reads PRAGMA synchronous back from the writer's own connection: 2 is FULL. Call it before writing starts or inside tests.
func (d *DB) Synchronous(ctx context.Context) (int, error) {
	if d.engine == Postgres {
		var v string
		err := d.writer.QueryRowContext(ctx, "SHOW synchronous_commit").Scan(&v)
		if v == "off" {
			return 0, err
		}
		return 2, err
	}
	var s int
	err := d.conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&s)
	return s, err
}

// Engine is the engine in use.
func (d *DB) Engine() Engine { return d.engine }

// Path is where the store lies: the file of SQLite (for copies and attaching) or the address of PostgreSQL, which may hold a
// password and is not for logs.
func (d *DB) Path() string { return d.path }

// Name is core, record or search.
func (d *DB) Name() string { return d.name }

// Reader reads through the pool under ctx.
func (d *DB) Reader(ctx context.Context) *Reader { return &Reader{d: d, ctx: ctx} }

// View runs f on one snapshot. Keep it short: on SQLite a long view keeps the write-ahead log from being truncated.
func (d *DB) View(ctx context.Context, f func(*Reader) error) error {
	opts := &sql.TxOptions{ReadOnly: d.engine == Postgres}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.readers.BeginTx(ctx, opts)
	if err != nil {
		return translate(err, "")
	}
	defer tx.Rollback() //nolint:errcheck // read only
	return f(&Reader{d: d, ctx: ctx, tx: tx})
}

// Close lets the writer finish what it was given and closes everything. A second Close does nothing.
func (d *DB) Close() (err error) {
	d.closed.Do(func() { err = d.close() })
	return err
}

func (d *DB) close() error {
	d.gate.Lock()
	d.shut = true
	d.gate.Unlock()
	close(d.quit)
	d.flying.Wait()
	d.done.Wait()
	var errs []error
	d.rstmt.Range(func(_, v any) bool { errs = append(errs, v.(*sql.Stmt).Close()); return true })
	if d.conn != nil {
		for _, s := range d.wstmt {
			errs = append(errs, s.Close())
		}
		_, _ = d.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
		errs = append(errs, d.conn.Close())
	}
	errs = append(errs, d.writer.Close())
	if d.readers != d.writer {
		errs = append(errs, d.readers.Close())
	}
	return errors.Join(errs...)
}

func (d *DB) text(q SQL) (string, error) {
	if v, ok := d.texts.Load(q); ok {
		return v.(string), nil
	}
	s, err := d.engine.Text(q)
	if err == nil {
		d.texts.Store(q, s)
	}
	return s, err
}

// readStmt is the prepared statement on SQLite, where parsing costs as much as a point read; pgx keeps its own cache.
func (d *DB) readStmt(ctx context.Context, q SQL) (*sql.Stmt, string, error) {
	s, err := d.text(q)
	if err != nil || d.engine == Postgres {
		return nil, s, err
	}
	if v, ok := d.rstmt.Load(q); ok {
		return v.(*sql.Stmt), s, nil
	}
	st, err := d.readers.PrepareContext(context.WithoutCancel(ctx), s)
	if err != nil {
		return nil, s, err
	}
	if v, loaded := d.rstmt.LoadOrStore(q, st); loaded {
		st.Close()
		return v.(*sql.Stmt), s, nil
	}
	return st, s, nil
}

// writeStmt is used by the writer goroutine only, so its map needs no lock.
func (d *DB) writeStmt(q SQL) (*sql.Stmt, string, error) {
	s, err := d.text(q)
	if err != nil || d.engine == Postgres {
		return nil, s, err
	}
	if st, ok := d.wstmt[q]; ok {
		return st, s, nil
	}
	st, err := d.conn.PrepareContext(context.Background(), s)
	if err == nil {
		d.wstmt[q] = st
	}
	return st, s, err
}

// ErrUnique says that a row with the same key exists. Prefer ON CONFLICT: on PostgreSQL the transaction is lost with this error.
var ErrUnique = errors.New("db: exists already")

// translate turns an engine's error into the product's: a full disk, a broken key, or the error with the statement's beginning.
func translate(err error, q SQL) error {
	if err == nil {
		return nil
	}
	var se *sqlite.Error
	var pe *pgconn.PgError
	switch {
	case errors.As(err, &se) && (se.Code()&0xff == sqlite3.SQLITE_FULL || se.Code() == sqlite3.SQLITE_IOERR_SHMSIZE), // the log's index cannot grow
		errors.As(err, &pe) && pe.Code == "53100":
		return fault.Wrap(err, fault.Full, "磁盘已满：暂时不能保存，查看不受影响")
	case errors.As(err, &se) && (se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), errors.As(err, &pe) && pe.Code == "23505":
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case q == "":
		return err
	}
	return fmt.Errorf("db: %.90q: %w", string(q), err)
}

// Sizes of the write-ahead log: from walPassive on it is copied into the file beside the writers. From walRestart on the writer
// itself copies the rest between two groups, because beside writers that never pause the copy never catches up and the log would
// grow for ever (measured: 700 MB in 15 s).
const (
	walPassive = 8 << 20
	walRestart = 96 << 20
)

// checkpoint moves the log into the file from a connection of its own, so that no commit waits for it.
func (d *DB) checkpoint(path string) {
	defer d.done.Done()
	pool := sql.OpenDB(connector{path, common + "PRAGMA synchronous=FULL; "})
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-d.quit:
			return
		case <-tick.C:
			if st, err := os.Stat(path + "-wal"); err != nil || st.Size() <= walPassive {
				continue
			}
			var busy, frames, moved int64 // busy or full: the next tick tries again
			err := pool.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &moved)
			if size := frames * pageSize; err == nil && size > walRestart {
				select {
				case d.turn <- size:
				default:
				}
			}
		}
	}
}

// restart is run by the writer between two groups: it copies what is left of the log, waits for readers to leave it, a little
// longer the larger it is, and begins it anew. Readers that come meanwhile read the file and are not waited for.
func (d *DB) restart(size int64) {
	wait := min(50*size/walRestart, 1000)
	_, _ = d.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA busy_timeout=%d", wait))
	_, _ = d.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(RESTART)") // in vain: the next tick asks again
	_, _ = d.conn.ExecContext(context.Background(), "PRAGMA busy_timeout=10000")
}

// CopyTo writes a consistent copy of a SQLite store to a new file while others go on reading and writing.
func (d *DB) CopyTo(path string) error {
	if d.engine != SQLite {
		return errors.New("db: only SQLite files are copied")
	}
	pool := sql.OpenDB(connector{d.path, common})
	defer pool.Close()
	if _, err := pool.Exec("VACUUM INTO ?", path); err != nil {
		return fmt.Errorf("db: copy %s: %w", d.name, translate(err, "VACUUM INTO"))
	}
	return nil
}

// Check runs the engine's own quick check of a SQLite file and returns what it found wrong. The check has a connection of its own: one
// that has searched before holds the full-text index's structure of then, and FTS5's part of the check does not ask whether that is
// still so (a search does), and calls segments broken that others have merged away since.
func (d *DB) Check(ctx context.Context) ([]string, error) {
	if d.engine != SQLite {
		return nil, nil
	}
	pool := sql.OpenDB(connector{d.path, common + "PRAGMA query_only=ON; "})
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	rows, err := pool.QueryContext(ctx, "PRAGMA main.quick_check")
	if err != nil {
		return nil, translate(err, "")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, translate(err, "")
		}
		if line != "ok" {
			out = append(out, line)
		}
	}
	return out, translate(rows.Err(), "")
}
