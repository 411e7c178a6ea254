package roster

import (
	"context"
	"embed"
	"encoding/json"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const (
	selSource db.SQL = `-- unscoped: the caller has asked at the unit of the roster
SELECT id, version, number FROM roster_source WHERE owner = ? AND name = ?`
	insSource db.SQL = `-- unscoped: the caller has asked at the unit of the roster
INSERT INTO roster_source (owner, name, version, number) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING`
	nextNumber db.SQL = `-- unscoped: the caller has asked at the unit of the roster
UPDATE roster_source SET number = number + 1 WHERE id = ? RETURNING number`
	selVersion db.SQL = `-- unscoped: the import's own source
SELECT version FROM roster_source WHERE id = ? @forupdate`
	bumpSource db.SQL = `-- unscoped: the import's own source
UPDATE roster_source SET version = version + 1 WHERE id = ?`

	insImport db.SQL = `-- unscoped: the caller has asked at the unit of the roster
INSERT INTO roster_import (id, source, number, base, owner, asker, state, file, wide, allow, made, ended, total, done, report)
VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, @false, ?, 0, 0, 0, ?)`
	importColumns        = `id, source, number, base, owner, asker, state, file, wide, allow, made, ended, total, done, report FROM roster_import`
	selImport     db.SQL = `-- unscoped: the import's own job; pages ask at its unit first
SELECT ` + importColumns + ` WHERE id = ?`
	selImports db.SQL = `SELECT ` + importColumns + ` WHERE @scope(owner) AND (made, id) < (?, ?) ORDER BY made DESC, id DESC LIMIT ?`
	updChecked db.SQL = `-- unscoped: the import's own job
UPDATE roster_import SET state = ?, base = ?, total = ?, done = 0, report = ? WHERE id = ? AND state = 'checking'`
	updStart db.SQL = `-- unscoped: the caller has asked at the unit of the roster
UPDATE roster_import SET state = 'applying', allow = ? WHERE id = ? AND state IN ('ready', 'stopped')`
	supersede db.SQL = `-- unscoped: other imports of the same source
UPDATE roster_import SET state = 'failed', ended = ? WHERE source = ? AND id <> ? AND state = 'applying'`
	updDone db.SQL = `-- unscoped: the import's own job
UPDATE roster_import SET done = ? WHERE id = ? AND state = 'applying'`
	updEnd db.SQL = `-- unscoped: the import's own job
UPDATE roster_import SET state = ?, ended = ?, done = total, report = ? WHERE id = ? AND state IN ('checking', 'applying', 'ready', 'stopped')`
	selOld db.SQL = `-- unscoped: housekeeping
SELECT id FROM roster_import WHERE made < ? AND state <> 'applying' ORDER BY made LIMIT 200`

	rowColumns        = `sourced, our, digest, modified, state, kept FROM roster_row`
	selRowPage db.SQL = `-- unscoped: the import's own source
SELECT ` + rowColumns + ` WHERE source = ? AND tbl = ? AND sourced > ? ORDER BY sourced LIMIT ?`
	selRowSome db.SQL = `-- unscoped: the import's own source
SELECT ` + rowColumns + ` WHERE source = ? AND tbl = ? AND sourced IN @texts`
	selRowBetween db.SQL = `-- unscoped: the import's own source
SELECT ` + rowColumns + ` WHERE source = ? AND tbl = ? AND sourced >= ? AND sourced < ? ORDER BY sourced`
	selRowOur db.SQL = `-- unscoped: the import's own source
SELECT tbl, sourced, our FROM roster_row WHERE our IN @ids AND tbl < 9 AND state = 1`
	selRowLight db.SQL = `-- unscoped: the import's own source
SELECT sourced, digest, modified, state FROM roster_row WHERE source = ? AND tbl = ? AND sourced > ? ORDER BY sourced LIMIT ?`
	updRow db.SQL = `-- unscoped: the import's own source
UPDATE roster_row SET our = ?, digest = ?, modified = ?, state = ?, kept = ? WHERE source = ? AND tbl = ? AND sourced = ?`
	rowHead = `-- unscoped: the import's own source
INSERT @orfail INTO roster_row (source, tbl, sourced, our, digest, modified, state, kept) VALUES `
	rowValues         = `(?, ?, ?, ?, ?, ?, ?, ?)`
	rowFour           = rowValues + `, ` + rowValues + `, ` + rowValues + `, ` + rowValues
	rowMany           = rowFour + `, ` + rowFour + `, ` + rowFour + `, ` + rowFour
	insRow     db.SQL = rowHead + rowValues
	insRowMany db.SQL = rowHead + rowMany
	selOur     db.SQL = `-- unscoped: the import's own source
SELECT sourced, our FROM roster_row WHERE source = ? AND tbl = ? AND sourced IN @texts AND state = 1 AND our IS NOT NULL`
	addPlaces db.SQL = `-- unscoped: the import's own source
INSERT INTO roster_place (source, class, taken, ended) VALUES (?, ?, ?, ?)
ON CONFLICT (source, class) DO UPDATE SET taken = roster_place.taken + excluded.taken, ended = roster_place.ended + excluded.ended`
	selPlaces db.SQL = `-- unscoped: the import's own source
SELECT class, taken, ended FROM roster_place WHERE source = ? ORDER BY class LIMIT ?`
	delPlaces db.SQL = `-- unscoped: the import's own source
DELETE FROM roster_place WHERE source = ? AND class IN @ids`
	countRows db.SQL = `-- unscoped: the import's own source
SELECT tbl, COUNT(*) FROM roster_row WHERE source = ? AND state <> 0 GROUP BY tbl`
)

// source is a sender at a unit.
type source struct{ id, version, number int64 }

// sourceOf finds or makes the source.
func (s *Service) sourceOf(tx *db.Tx, owner org.UnitID, name string) (source, error) {
	scan := func(r db.Row) (v source, err error) { return v, r.Scan(&v.id, &v.version, &v.number) }
	if _, err := tx.Exec(insSource, owner, name); err != nil {
		return source{}, err
	}
	return db.One(tx, selSource, scan, owner, name)
}

func scanImport(r db.Row) (i Import, err error) {
	var report string
	if err := r.Scan(&i.ID, &i.Source, &i.Number, &i.Base, &i.Owner, &i.Asker, &i.State, &i.File, &i.Wide, &i.Allow, &i.Made, &i.Ended, &i.Total, &i.Done, &report); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(report), &i.Report)
}

// load reads an import without asking anybody.
func (s *Service) load(ctx context.Context, i ImportID) (Import, error) {
	got, err := db.One(s.core.Reader(ctx), selImport, scanImport, i)
	if errors.Is(err, db.ErrNone) {
		return got, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	return got, err
}

func reportText(r Report) string {
	b, _ := json.Marshal(r) // numbers and short words always marshal
	return string(b)
}

func scanStored(r db.Row) (v stored, err error) {
	return v, r.Scan(&v.sourced, &v.our, &v.digest, &v.modified, &v.state, &v.kept)
}

// rows are the stored rows of a table with the given keys.
func (s *Service) rows(ctx context.Context, src int64, t table, keys []string) (map[string]stored, error) {
	out := make(map[string]stored, len(keys))
	err := db.Each(s.core.Reader(ctx), selRowSome, func(r db.Row) error {
		v, err := scanStored(r)
		out[v.sourced] = v
		return err
	}, src, int(t), db.Texts(keys))
	return out, err
}

// shared are those of our things that another active row of any source stands for as well.
func (s *Service) shared(ctx context.Context, t table, ours map[string]id.Any) (map[id.Any]bool, error) {
	var ids []id.Any
	for _, o := range ours {
		if !o.IsZero() {
			ids = append(ids, o)
		}
	}
	out := map[id.Any]bool{}
	if len(ids) == 0 || t == enrollments {
		return out, nil
	}
	err := db.Each(s.core.Reader(ctx), selRowOur, func(r db.Row) error {
		var tbl table
		var sourced string
		var our id.Any
		err := r.Scan(&tbl, &sourced, &our)
		if tbl != t || ours[sourced] != our {
			out[our] = true
		}
		return err
	}, db.IDs(ids))
	return out, err
}

// alive counts the rows that the store holds of a source.
func (s *Service) alive(ctx context.Context, src int64) (map[string]int64, error) {
	out := map[string]int64{}
	err := db.Each(s.core.Reader(ctx), countRows, func(r db.Row) error {
		var t table
		var n int64
		err := r.Scan(&t, &n)
		if name := t.String(); name != "" {
			out[name] = n
		}
		return err
	}, src)
	return out, err
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }
