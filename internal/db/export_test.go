package db

import (
	"context"
	"database/sql"
	"io/fs"
)

// MigrateTo applies the first n files that are still missing.
func (d *DB) MigrateTo(ctx context.Context, n int, folders ...fs.FS) error {
	return d.migrateTo(ctx, nil, n, folders...)
}

// Weaker is c with pragmas added to the writer's own.
func (c Config) Weaker(pragmas string) Config { c.pragmas = pragmas; return c }

// Flatten is flatten.
var Flatten = flatten

// Conn is the writer's own connection, to disturb it.
func (d *DB) Conn() *sql.Conn { return d.conn }
