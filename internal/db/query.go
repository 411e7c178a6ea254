package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNone says that One found no row. Services turn it into fault.NotFound.
var ErrNone = errors.New("db: no row")

// Querier is what a statement can be read through: a *Tx inside a write, a *Reader outside. (Two implementations.)
type Querier interface {
	query(q SQL, args []any) (*sql.Rows, error)
	failed(err error, q SQL) error // an error while rows are read
}

// Row is the current row of a result, for scan functions.
type Row interface{ Scan(dest ...any) error }

// All reads every row. Lists that people page through carry LIMIT in their SQL.
func All[T any](x Querier, q SQL, scan func(Row) (T, error), args ...any) ([]T, error) {
	var out []T
	err := Each(x, q, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			out = append(out, v)
		}
		return err
	}, args...)
	return out, err
}

// Each calls f for every row while the result is open; f must not use the same Tx.
func Each(x Querier, q SQL, f func(Row) error, args ...any) error {
	rows, err := x.query(q, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return x.failed(rows.Err(), q)
}

// EachValue calls f with the single column of every row.
func EachValue[T any](x Querier, q SQL, f func(T) error, args ...any) error {
	return Each(x, q, func(r Row) error {
		v, err := Value[T](r)
		if err != nil {
			return err
		}
		return f(v)
	}, args...)
}

// One reads the first row, or ErrNone.
func One[T any](x Querier, q SQL, scan func(Row) (T, error), args ...any) (T, error) {
	var out T
	found := false
	rows, err := x.query(q, args)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	if rows.Next() {
		found = true
		if out, err = scan(rows); err != nil {
			return out, fmt.Errorf("db: scan %.60q: %w", string(q), err)
		}
	}
	if err := rows.Err(); err != nil {
		return out, x.failed(err, q)
	}
	if !found {
		return out, ErrNone
	}
	return out, nil
}

// Value scans a single column, for example a count: db.One(x, q, db.Value[int64]).
func Value[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// Reader reads through the pool under the caller's context, or inside a View.
type Reader struct {
	d   *DB
	ctx context.Context
	tx  *sql.Tx // nil outside a View
}

func (r *Reader) query(q SQL, args []any) (*sql.Rows, error) {
	args, err := flatten(q, args)
	if err != nil {
		return nil, err
	}
	st, text, err := r.d.readStmt(r.ctx, q)
	if err != nil {
		return nil, translate(err, q)
	}
	var rows *sql.Rows
	switch {
	case r.tx != nil && st != nil:
		rows, err = r.tx.StmtContext(r.ctx, st).QueryContext(r.ctx, args...)
	case r.tx != nil:
		rows, err = r.tx.QueryContext(r.ctx, text, args...)
	case st != nil:
		rows, err = st.QueryContext(r.ctx, args...)
	default:
		rows, err = r.d.readers.QueryContext(r.ctx, text, args...)
	}
	return rows, translate(err, q)
}

func (r *Reader) failed(err error, q SQL) error { return translate(err, q) }

// Tx is the inside of a write. It is used by one goroutine and dies with its closure.
type Tx struct {
	d     *DB
	conn  execer
	after []func()
	over  bool  // the closure has returned
	lost  error // SQLite has rolled the transaction back, or may have
}

// errOver says that a Tx was kept beyond its closure, where its statements would join somebody else's transaction.
var errOver = errors.New("db: the write is over")

// usable is asked before every statement: after a lost transaction the next statement would be committed by itself.
func (t *Tx) usable() error {
	if t.over {
		return errOver
	}
	return t.lost
}

// failed translates an error and notes whether the whole transaction is gone with it. SQLite rolls back by itself for a full
// disk, an I/O error, lack of memory and an interruption, sometimes; on PostgreSQL a failed statement ends only its own closure.
func (t *Tx) failed(err error, q SQL) error {
	err = translate(err, q)
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT:
			t.lost = err
		}
	}
	return err
}

type execer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

func (t *Tx) query(q SQL, args []any) (*sql.Rows, error) {
	if err := t.usable(); err != nil {
		return nil, err
	}
	args, err := flatten(q, args)
	if err != nil {
		return nil, err
	}
	st, text, err := t.d.writeStmt(q)
	if err != nil {
		return nil, t.failed(err, q)
	}
	// Not the caller's context: a request that is cancelled must not break the transaction it shares with others.
	if st != nil {
		rows, err := st.QueryContext(context.Background(), args...)
		return rows, t.failed(err, q)
	}
	rows, err := t.conn.QueryContext(context.Background(), text, args...)
	return rows, t.failed(err, q)
}

// Exec runs a statement and returns the number of rows it touched.
func (t *Tx) Exec(q SQL, args ...any) (int64, error) {
	if err := t.usable(); err != nil {
		return 0, err
	}
	args, err := flatten(q, args)
	if err != nil {
		return 0, err
	}
	st, text, err := t.d.writeStmt(q)
	if err != nil {
		return 0, t.failed(err, q)
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(context.Background(), args...)
	} else {
		res, err = t.conn.ExecContext(context.Background(), text, args...)
	}
	if err != nil {
		return 0, t.failed(err, q)
	}
	return res.RowsAffected()
}

// Many is how many rows the statement for many rows of Rows holds.
const Many = 16

// Rows runs an INSERT for several rows, whose values stand one after another in args, width to a row: many is the statement for Many
// rows, one that for a single row. It returns the number of rows touched. A row costs less than half of what it costs alone.
func (t *Tx) Rows(one, many SQL, width int, args []any) (n int64, err error) {
	for len(args) > 0 {
		q, k := many, Many*width
		if len(args) < k {
			q, k = one, width
		}
		touched, err := t.Exec(q, args[:k]...)
		if err != nil {
			return n, err
		}
		n, args = n+touched, args[k:]
	}
	return n, nil
}

// AfterCommit runs f once the write is durable, and never if it is not. f must be quick.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Engine tells which engine runs, for the rare statement that must differ.
func (t *Tx) Engine() Engine { return t.d.engine }
