package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// ErrNewer says that the store was written by a newer version of the program, which must not be opened by an older one.
var ErrNewer = fault.New(fault.Conflict, "数据由较新版本的程序写成，旧版本不能打开")

// Migrate brings the store to the newest form. Each domain gives its own folder of files named YYYYMMDDhhmmss_domain_what.sql,
// with tokens; together they are one ordered sequence. Files only expand; a later release contracts. before runs once when a
// store that already has rows is about to change (the place for a copy), and may be nil.
func (d *DB) Migrate(ctx context.Context, before func() error, folders ...fs.FS) error {
	return d.migrateTo(ctx, before, 0, folders...)
}

// migrateTo stops after the first limit files when limit > 0, for the test that fresh and upgraded stores are equal.
func (d *DB) migrateTo(ctx context.Context, before func() error, limit int, folders ...fs.FS) error {
	files, err := merge(d.engine, folders)
	if err != nil {
		return err
	}
	pool := d.writer
	dialect := database.DialectPostgres
	if d.engine == SQLite {
		dialect = database.DialectSQLite3
		pool = sql.OpenDB(connector{d.path, common})
		pool.SetMaxOpenConns(1)
		defer pool.Close()
	} else if unlock, err := d.lockMigrations(ctx); err != nil {
		return err
	} else {
		defer unlock()
	}
	store, err := database.NewStore(dialect, "goose_"+d.name)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	p, err := goose.NewProvider("", pool, files, goose.WithStore(store), goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("db: migrations of %s: %w", d.name, err)
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	switch {
	case current > target:
		return ErrNewer
	case current == target:
		return nil
	case current > 0 && before != nil:
		if err := before(); err != nil {
			return fmt.Errorf("db: copy before migrating %s: %w", d.name, err)
		}
	}
	if limit == 0 {
		_, err = p.Up(ctx)
	}
	for i := 0; i < limit && err == nil; i++ {
		_, err = p.UpByOne(ctx)
	}
	if err != nil {
		return fmt.Errorf("db: migrate %s: %w", d.name, err)
	}
	return nil
}

// lockMigrations lets one process migrate a PostgreSQL store while the others that start with it wait.
func (d *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	const key = "(hashtextextended(current_schema() || $1::text, 0))"
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock"+key, d.name); err != nil {
		conn.Close()
		return nil, fmt.Errorf("db: lock for migrating %s: %w", d.name, err)
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock"+key, d.name)
		conn.Close()
	}, nil
}

// merge reads every .sql file of the folders, translated for the engine, as one flat folder.
func merge(e Engine, folders []fs.FS) (fs.FS, error) {
	out := flat{}
	for _, f := range folders {
		err := fs.WalkDir(f, ".", func(p string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(p, ".sql") {
				return err
			}
			b, err := fs.ReadFile(f, p)
			if err != nil {
				return err
			}
			text, err := e.Text(SQL(b))
			if err != nil {
				return fmt.Errorf("%s: %w", p, err)
			}
			name := path.Base(p)
			if _, twice := out[name]; twice {
				return fmt.Errorf("db: two migrations named %s", name)
			}
			out[name] = []byte(text)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// flat is a read-only folder in memory: goose takes an fs.FS.
type flat map[string][]byte

// Open implements fs.FS.
func (f flat) Open(name string) (fs.File, error) {
	if name == "." {
		return &flatFile{info: flatInfo{".", 0, fs.ModeDir}, dir: f}, nil
	}
	b, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &flatFile{info: flatInfo{name, int64(len(b)), 0}, Reader: bytes.NewReader(b)}, nil
}

type flatFile struct {
	*bytes.Reader
	info flatInfo
	dir  flat
}

func (f *flatFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *flatFile) Close() error               { return nil }

// ReadDir implements fs.ReadDirFile, in name order.
func (f *flatFile) ReadDir(n int) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	for name, b := range f.dir {
		out = append(out, fs.FileInfoToDirEntry(flatInfo{name, int64(len(b)), 0}))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name() < out[j].Name() })
	if n > 0 && len(out) == 0 {
		return nil, io.EOF
	}
	return out, nil
}

type flatInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i flatInfo) Name() string       { return i.name }
func (i flatInfo) Size() int64        { return i.size }
func (i flatInfo) Mode() fs.FileMode  { return i.mode | 0o444 }
func (i flatInfo) ModTime() time.Time { return time.Time{} }
func (i flatInfo) IsDir() bool        { return i.mode.IsDir() }
func (i flatInfo) Sys() any           { return nil }

// Schema is the store's tables and indexes as text in a fixed order, for the test that a fresh store equals an upgraded one and
// for doctor. PostgreSQL lists columns, constraints and index definitions.
func (d *DB) Schema(ctx context.Context) ([]string, error) {
	q := SQL(`-- unscoped: the catalogue of tables
SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'goose_%' AND name NOT LIKE 'sqlite_%' ORDER BY 1`)
	if d.engine == Postgres {
		q = `-- unscoped: the catalogue of tables
SELECT line FROM (SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS line
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose_%'
UNION ALL SELECT 'constraint ' || conrelid::regclass::text || '.' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text NOT LIKE 'goose_%'
UNION ALL SELECT 'index ' || replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'goose_%') t ORDER BY 1`
	}
	return All(d.Reader(ctx), q, Value[string])
}
