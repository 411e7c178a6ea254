package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNone says that One found no row. Services turn it into fault.NotFound.
var ErrNone = errors.New("db: no row")

// Querier is what a statement can be read through: a *Tx inside a write, a *Reader outside. (Two implementations.)
type Querier interface {
	query(q SQL, args []any) (*sql.Rows, error)
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
	return translate(rows.Err(), q)
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
		return out, translate(err, q)
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

// Tx is the inside of a write. It is used by one goroutine and dies with its closure.
type Tx struct {
	d     *DB
	conn  execer
	after []func()
}

type execer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

func (t *Tx) query(q SQL, args []any) (*sql.Rows, error) {
	args, err := flatten(q, args)
	if err != nil {
		return nil, err
	}
	st, text, err := t.d.writeStmt(q)
	if err != nil {
		return nil, translate(err, q)
	}
	// Not the caller's context: a request that is cancelled must not break the transaction it shares with others.
	if st != nil {
		rows, err := st.QueryContext(context.Background(), args...)
		return rows, translate(err, q)
	}
	rows, err := t.conn.QueryContext(context.Background(), text, args...)
	return rows, translate(err, q)
}

// Exec runs a statement and returns the number of rows it touched.
func (t *Tx) Exec(q SQL, args ...any) (int64, error) {
	args, err := flatten(q, args)
	if err != nil {
		return 0, err
	}
	st, text, err := t.d.writeStmt(q)
	if err != nil {
		return 0, translate(err, q)
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(context.Background(), args...)
	} else {
		res, err = t.conn.ExecContext(context.Background(), text, args...)
	}
	if err != nil {
		return 0, translate(err, q)
	}
	return res.RowsAffected()
}

// AfterCommit runs f once the write is durable, and never if it is not. f must be quick.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Engine tells which engine runs, for the rare statement that must differ.
func (t *Tx) Engine() Engine { return t.d.engine }
