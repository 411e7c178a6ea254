package rendition

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// What a scanner said of some bytes.
const (
	Unscanned = "unscanned"
	Clean     = "clean"
	Infected  = "infected"
)

// How far renditions are. Plain needs none, Absent lacks a program.
const (
	Plain   = "plain"
	Waiting = "waiting"
	Done    = "done"
	Failed  = "failed"
	Absent  = "absent"
)

// Fact is what is known about some bytes.
type Fact struct {
	Hash, Mime string
	Size       int64
	Scan, Sign string
	Scanned    clock.Micros
	Rendered   string
	Note       string // why a rendition failed, for doctor
	Barred     clock.Micros
}

// Out is one rendition: Name as package render names it, Hash where its bytes are.
type Out struct {
	Name, Hash, Mime string
	Size             int64
}

const (
	insFact db.SQL = `-- unscoped: facts belong to bytes, not to a scope; commons has asked org for the file
INSERT INTO blob_fact (hash, mime, size, pieces, scan, sign, scanned, rendered, note, barred, made) VALUES (?, ?, ?, ?, 'unscanned', '', 0, ?, '', 0, ?)
ON CONFLICT (hash) DO NOTHING`
	selFact db.SQL = `-- unscoped: commons has found the file for the actor
SELECT hash, mime, size, scan, sign, scanned, rendered, note, barred FROM blob_fact WHERE hash = ?`
	selPieces db.SQL = `-- unscoped: commons has found the file for the actor
SELECT pieces FROM blob_fact WHERE hash = ?`
	updPieces db.SQL = `-- unscoped: computed from the bytes
UPDATE blob_fact SET pieces = ? WHERE hash = ?`
	updScan db.SQL = `-- unscoped: what a scanner said
UPDATE blob_fact SET scan = ?, sign = ?, scanned = ? WHERE hash = ?`
	updRendered db.SQL = `-- unscoped: how far the job is
UPDATE blob_fact SET rendered = ?, note = ? WHERE hash = ?`
	updBarred db.SQL = `-- unscoped: a takedown by review
UPDATE blob_fact SET barred = ?, rendered = 'plain', pieces = NULL WHERE hash = ?`
	selOuts db.SQL = `-- unscoped: commons has found the file for the actor
SELECT name, out, mime, size FROM blob_rendition WHERE hash = ? ORDER BY name`
	insOut db.SQL = `-- unscoped: made by a job
INSERT INTO blob_rendition (hash, name, out, mime, size, made) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (hash, name) DO UPDATE SET out = excluded.out, mime = excluded.mime, size = excluded.size, made = excluded.made`
	delOuts db.SQL = `-- unscoped: the bytes go
DELETE FROM blob_rendition WHERE hash = ?`
	delAsOut db.SQL = `-- unscoped: the bytes go
DELETE FROM blob_rendition WHERE out = ?`
	countOut db.SQL = `-- unscoped: whether another rendition has the same bytes
SELECT COUNT(*) FROM blob_rendition WHERE out = ? AND hash <> ?`
	selAgain db.SQL = `-- unscoped: what was left out for want of a program or scanner
SELECT hash, mime, size, scan, sign, scanned, rendered, note, barred FROM blob_fact
WHERE barred = 0 AND (rendered = 'absent' OR rendered = 'waiting' OR (? = 1 AND scan = 'unscanned')) AND hash > ? ORDER BY hash LIMIT 200`
	countFacts db.SQL = `-- unscoped: numbers for doctor
SELECT rendered, scan, COUNT(*) FROM blob_fact GROUP BY rendered, scan`
)

func scanFact(r db.Row) (f Fact, err error) {
	return f, r.Scan(&f.Hash, &f.Mime, &f.Size, &f.Scan, &f.Sign, &f.Scanned, &f.Rendered, &f.Note, &f.Barred)
}

func scanOut(r db.Row) (o Out, err error) { return o, r.Scan(&o.Name, &o.Hash, &o.Mime, &o.Size) }

// Fact reads what is known; bytes that nobody told of are plain and not scanned.
func (s *Service) Fact(ctx context.Context, hash string) (Fact, error) {
	f, err := db.One(s.core.Reader(ctx), selFact, scanFact, hash)
	if errors.Is(err, db.ErrNone) {
		return Fact{Hash: hash, Scan: Unscanned, Rendered: Plain}, nil
	}
	return f, err
}

// Outs are the renditions of some bytes by name.
func (s *Service) Outs(ctx context.Context, hash string) (map[string]Out, error) {
	all, err := db.All(s.core.Reader(ctx), selOuts, scanOut, hash)
	out := make(map[string]Out, len(all))
	for _, o := range all {
		out[o.Name] = o
	}
	return out, err
}

// Servable implements commons.Contents.
func (s *Service) Servable(ctx context.Context, hash string) error {
	f, err := s.Fact(ctx, hash)
	switch {
	case err != nil:
		return err
	case f.Barred > 0:
		return fault.New(fault.Gone, "这个文件已依法下架")
	case f.Scan == Infected:
		return fault.New(fault.Gone, "这个文件查出病毒，不能打开")
	}
	return nil
}

// Welcome implements commons.Contents: bytes that were taken down, or are known to be infected, do not come back.
func (s *Service) Welcome(ctx context.Context, hash string) error {
	err := s.Servable(ctx, hash)
	if fault.Is(err, fault.Gone) {
		return fault.Fieldsf(fault.Field{Name: "file", Message: "这个文件查出病毒或已依法下架，不能上传"})
	}
	return err
}
