package roster

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// StageMigrations create the tables of a scratch file. app names them beside the stores' so that every statement is tried on both
// engines; no store of the product has these tables.
//
//go:embed stage/*.sql
var StageMigrations embed.FS

const (
	insStagedHead = `-- unscoped: the scratch file of one import
INSERT INTO roster_staged (tbl, sourced, line, state, modified, digest, data, kept) VALUES `
	insStaged      db.SQL = insStagedHead + rowValues + ` ON CONFLICT DO NOTHING`
	insStagedMany  db.SQL = insStagedHead + rowMany + ` ON CONFLICT DO NOTHING`
	selStagedLight db.SQL = `-- unscoped: the scratch file of one import
SELECT sourced, line, state, modified, digest FROM roster_staged WHERE tbl = ? ORDER BY sourced`
	selStaged db.SQL = `-- unscoped: the scratch file of one import
SELECT tbl, sourced, line, state, modified, digest, data, kept FROM roster_staged WHERE tbl = ? ORDER BY sourced`
	selStagedSome db.SQL = `-- unscoped: the scratch file of one import
SELECT tbl, sourced, line, state, modified, digest, data, kept FROM roster_staged WHERE tbl = ? AND sourced IN @texts`
	selStagedBetween db.SQL = `-- unscoped: the scratch file of one import
SELECT tbl, sourced, line, state, modified, digest, data, kept FROM roster_staged WHERE tbl = ? AND sourced >= ? AND sourced < ? ORDER BY sourced`
	delStaged db.SQL = `-- unscoped: the scratch file of one import
DELETE FROM roster_staged`
	delStagedPeople db.SQL = `-- unscoped: the scratch file of one import
DELETE FROM roster_staged_person`
	stagedPersonHead = `-- unscoped: the scratch file of one import
INSERT INTO roster_staged_person (sourced, home, pupil, guardian) VALUES `
	stagedPersonTail = `
ON CONFLICT (sourced) DO UPDATE SET home = CASE WHEN excluded.home = '' THEN roster_staged_person.home ELSE excluded.home END,
  pupil = CASE WHEN excluded.pupil > roster_staged_person.pupil THEN excluded.pupil ELSE roster_staged_person.pupil END,
  guardian = CASE WHEN excluded.guardian > roster_staged_person.guardian THEN excluded.guardian ELSE roster_staged_person.guardian END`
	personFour             = `(?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?)`
	insStagedPerson db.SQL = stagedPersonHead + `(?, ?, ?, ?)` + stagedPersonTail
	insStagedPeople db.SQL = stagedPersonHead + personFour + `, ` + personFour + `, ` + personFour + `, ` + personFour + stagedPersonTail
	selStagedPeople db.SQL = `-- unscoped: the scratch file of one import
SELECT sourced, home, pupil, guardian FROM roster_staged_person WHERE sourced IN @texts`
	insFinding db.SQL = `-- unscoped: the scratch file of one import
INSERT INTO roster_finding (file, line, sourced, field, code, severity, message) VALUES (?, ?, ?, ?, ?, ?, ?)`
	selFindings db.SQL = `-- unscoped: the scratch file of one import
SELECT seq, file, line, sourced, field, code, severity, message FROM roster_finding WHERE seq > ? ORDER BY seq LIMIT ?`
)

// perWrite is how many rows one transaction of the scratch file holds; nobody else waits for it.
const perWrite = 6000

// scratch is the file of one import.
type scratch struct {
	db   *db.DB
	path string
}

// path of an import's scratch file.
func (s *Service) scratchPath(i ImportID) string { return filepath.Join(s.dir, i.String()+".db") }

func (s *Service) openScratch(ctx context.Context, i ImportID, fresh bool) (*scratch, error) {
	path := s.scratchPath(i)
	if fresh {
		removeScratch(path)
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return nil, fmt.Errorf("roster: stage: %w", err)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // before SQLite makes it with other rights
		if err != nil {
			return nil, fmt.Errorf("roster: stage: %w", err)
		}
		f.Close()
	} else if st, err := os.Stat(path); err != nil || st.Size() == 0 {
		return nil, fault.New(fault.Gone, "这次导入的暂存数据已经不在了，请重新上传")
	}
	d, err := db.Open(ctx, db.Config{Name: "stage", Path: path, Readers: 2, Scratch: true})
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := d.Migrate(ctx, nil, StageMigrations); err != nil {
			d.Close()
			return nil, err
		}
	}
	return &scratch{d, path}, nil
}

// close closes the file; what a restart needs is then on the disk.
func (s *scratch) close() error {
	if err := s.db.Close(); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func removeScratch(path string) {
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + end) // it may not exist
	}
}

// put stores rows; two with one key keep the first, which Check has complained about.
func (s *scratch) put(ctx context.Context, rows []staged) error {
	args := make([]any, 0, 8*len(rows))
	for i := range rows {
		r := &rows[i]
		args = append(args, int(r.tbl), r.sourced, r.line, r.state, r.modified, r.digest, pack(r.values), r.kept)
	}
	return s.db.Bulk(ctx, func(tx *db.Tx) error {
		_, err := tx.Rows(insStaged, insStagedMany, 8, args)
		return err
	})
}

func scanStaged(r db.Row) (staged, error) {
	var s staged
	var data string
	err := r.Scan(&s.tbl, &s.sourced, &s.line, &s.state, &s.modified, &s.digest, &data, &s.kept)
	s.values = unpack(data)
	return s, err
}

// each yields a table's rows in the order of their keys.
func (s *scratch) each(ctx context.Context, t table) iter.Seq2[staged, error] {
	return s.stream(ctx, selStaged, scanStaged, t)
}

// light is each without what only applying needs.
func (s *scratch) light(ctx context.Context, t table) iter.Seq2[staged, error] {
	return s.stream(ctx, selStagedLight, func(r db.Row) (staged, error) {
		v := staged{tbl: t}
		return v, r.Scan(&v.sourced, &v.line, &v.state, &v.modified, &v.digest)
	}, t)
}

func (s *scratch) stream(ctx context.Context, q db.SQL, scan func(db.Row) (staged, error), t table) iter.Seq2[staged, error] {
	return func(yield func(staged, error) bool) {
		errStop := fmt.Errorf("stop")
		err := db.Each(s.db.Reader(ctx), q, func(r db.Row) error {
			v, err := scan(r)
			if err == nil && !yield(v, nil) {
				return errStop
			}
			return err
		}, int(t))
		if err != nil && err != errStop {
			yield(staged{}, err)
		}
	}
}

// some are the staged rows of a table with the given keys.
func (s *scratch) some(ctx context.Context, t table, keys []string) (map[string]staged, error) {
	out := make(map[string]staged, len(keys))
	err := db.Each(s.db.Reader(ctx), selStagedSome, func(r db.Row) error {
		v, err := scanStaged(r)
		out[v.sourced] = v
		return err
	}, int(t), db.Texts(keys))
	return out, err
}

// between are the staged rows of a table with keys from lo to below hi.
func (s *scratch) between(ctx context.Context, t table, lo, hi string) ([]staged, error) {
	return db.All(s.db.Reader(ctx), selStagedBetween, scanStaged, int(t), lo, hi)
}

// stagedPerson is what roles say of a person.
type stagedPerson struct {
	sourced, home   string
	pupil, guardian bool
}

func (s *scratch) putPeople(ctx context.Context, people []stagedPerson) error {
	one := make(map[string]int, len(people)) // PostgreSQL's rule, not SQLite's: a statement may touch a row once
	args := make([]any, 0, 4*len(people))
	for _, p := range people {
		if i, ok := one[p.sourced]; ok {
			if p.home != "" {
				args[i+1] = p.home
			}
			args[i+2], args[i+3] = max(args[i+2].(int), flag(p.pupil)), max(args[i+3].(int), flag(p.guardian))
			continue
		}
		one[p.sourced] = len(args)
		args = append(args, p.sourced, p.home, flag(p.pupil), flag(p.guardian))
	}
	return s.db.Bulk(ctx, func(tx *db.Tx) error {
		_, err := tx.Rows(insStagedPerson, insStagedPeople, 4, args)
		return err
	})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *scratch) people(ctx context.Context, keys []string) (map[string]stagedPerson, error) {
	out := make(map[string]stagedPerson, len(keys))
	err := db.Each(s.db.Reader(ctx), selStagedPeople, func(r db.Row) error {
		var p stagedPerson
		err := r.Scan(&p.sourced, &p.home, &p.pupil, &p.guardian)
		out[p.sourced] = p
		return err
	}, db.Texts(keys))
	return out, err
}

// find notes findings.
func (s *scratch) find(ctx context.Context, all []oneroster.Finding) error {
	if len(all) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, f := range all {
			if _, err := tx.Exec(insFinding, f.File, f.Line, f.ID, f.Field, string(f.Code), string(f.Severity), strings.ToValidUTF8(f.Message, "�")); err != nil {
				return err
			}
		}
		return nil
	})
}

// Numbered is a finding with its place in the list, for paging.
type Numbered struct {
	Seq int64
	oneroster.Finding
}

func (s *scratch) findings(ctx context.Context, after int64, n int) ([]Numbered, error) {
	return db.All(s.db.Reader(ctx), selFindings, func(r db.Row) (f Numbered, err error) {
		return f, r.Scan(&f.Seq, &f.File, &f.Line, &f.ID, &f.Field, &f.Code, &f.Severity, &f.Message)
	}, after, n)
}

// forget empties the file of people when the import is over and keeps the findings.
func (s *scratch) forget(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delStagedPeople); err != nil {
			return err
		}
		_, err := tx.Exec(delStaged)
		return err
	})
	if err != nil {
		return err
	}
	small := s.path + ".small"
	removeScratch(small)
	if err := s.db.CopyTo(small); err != nil { // deleted rows would still be readable in the old file
		return err
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	removeScratch(s.path)
	return os.Rename(small, s.path)
}
