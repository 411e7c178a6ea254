package rendition

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/render"
	"github.com/tongxue-edu/tongxue/internal/scan"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Kind is the kind of the jobs; they run in a queue of their own.
const Kind = "file.prepare"

// Service keeps facts and renditions. It is safe for concurrent use.
type Service struct {
	core    *db.DB
	blobs   blob.Store
	queue   *job.Queue
	clock   clock.Clock
	tools   render.Tools
	scanner scan.Scanner
	tmp     string

	sweeping SweepParts
}

// Parts are what the service is made of. Queue is its own; Tmp is a folder for work under way.
type Parts struct {
	Core    *db.DB
	Blobs   blob.Store
	Queue   *job.Queue
	Clock   clock.Clock
	Tools   render.Tools
	Scanner scan.Scanner
	Tmp     string
}

// New returns the service and registers its kind of job.
func New(p Parts) *Service {
	s := &Service{core: p.Core, blobs: p.Blobs, queue: p.Queue, clock: p.Clock, tools: p.Tools, scanner: p.Scanner, tmp: p.Tmp}
	p.Queue.Register(job.Kind{Name: Kind, Run: s.prepare, Tries: 3})
	return s
}

// Tools are the programs that were found.
func (s *Service) Tools() render.Tools { return s.tools }

// Scans reports whether there is a scanner, and which.
func (s *Service) Scans() (string, bool) { return s.scanner.String(), s.scanner.There() }

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

type order struct {
	Hash string `json:"hash"`
	Mime string `json:"mime"`
}

// need says whether renditions of a type are made, and whether the programs for it are there.
func (s *Service) need(mime string) string {
	switch {
	case blob.Office(mime):
		if s.tools.Documents() {
			return Waiting
		}
		return Absent
	case strings.HasPrefix(mime, "video/"):
		if s.tools.Media() {
			return Waiting
		}
		return Absent
	case mime == blob.PDF && s.tools.Pages():
		return Waiting
	}
	return Plain
}

// Taken implements commons.Contents: the first file of some bytes orders the work on them, in the write that makes the file.
func (s *Service) Taken(tx *db.Tx, hash, mime string, size int64, pieces []byte) error {
	var known any
	if pieces != nil {
		known = pieces
	}
	need := s.need(mime)
	n, err := tx.Exec(insFact, hash, mime, size, known, need, s.now())
	if err != nil || n == 0 {
		return err
	}
	if need != Waiting && pieces != nil && !s.scanner.There() {
		return nil
	}
	return s.enqueue(tx, hash, mime)
}

func (s *Service) enqueue(tx *db.Tx, hash, mime string) error {
	name := hash + " " + s.tools.Key()
	if s.scanner.There() {
		name += "+scan"
	}
	_, err := s.queue.Enqueue(tx, job.Order{Kind: Kind, Name: name, Args: order{hash, mime}})
	return err
}

// Again orders what was left out when a program or the scanner was absent and is there now. It is asked at each start.
func (s *Service) Again(ctx context.Context) error {
	scanning := 0
	if s.scanner.There() {
		scanning = 1
	}
	for after := ""; ; {
		rows, err := db.All(s.core.Reader(ctx), selAgain, scanFact, scanning, after)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = s.core.Bulk(ctx, func(tx *db.Tx) error {
			for _, f := range rows {
				need := s.need(f.Mime)
				if f.Rendered == Absent && need != Absent {
					if _, err := tx.Exec(updRendered, need, "", f.Hash); err != nil {
						return err
					}
				} else if f.Rendered == Absent && (scanning == 0 || f.Scan != Unscanned) {
					continue
				}
				if err := s.enqueue(tx, f.Hash, f.Mime); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = rows[len(rows)-1].Hash
	}
}

// Progress is how far the work on some bytes is, in hundredths; -1 when none runs.
func (s *Service) Progress(ctx context.Context, hash string) int {
	name := hash + " " + s.tools.Key()
	if s.scanner.There() {
		name += "+scan"
	}
	j, err := s.queue.Named(ctx, Kind, name)
	if err != nil || j.State != job.Running && j.State != job.Waiting || j.Total == 0 {
		return -1
	}
	return int(100 * j.Done / j.Total)
}

// Pieces are the hashes of the 1 MiB pieces of some bytes, 32 bytes each; computed now when no job has come to it.
func (s *Service) Pieces(ctx context.Context, hash string) ([]byte, error) {
	b, err := db.One(s.core.Reader(ctx), selPieces, db.Value[[]byte], hash)
	if err == nil && len(b) > 0 {
		return b, nil
	}
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, err
	}
	return blob.Pieces(ctx, s.blobs, hash)
}

// Open opens a rendition by name.
func (s *Service) Open(ctx context.Context, hash, name string) (Out, io.ReadSeekCloser, error) {
	outs, err := s.Outs(ctx, hash)
	if err != nil {
		return Out{}, nil, err
	}
	o, ok := outs[name]
	if !ok {
		return Out{}, nil, fault.New(fault.NotFound, "没有这种格式，可下载原文件")
	}
	r, _, err := s.blobs.Open(ctx, o.Hash)
	return o, r, err
}

// Place implements commons.Purger.
func (s *Service) Place() string { return "转换的格式" }

// Purge implements commons.Purger: it removes every rendition of some bytes and bars the bytes from being served or prepared again. The
// bytes themselves are the caller's to delete. Running it again is no error.
func (s *Service) Purge(ctx context.Context, hash string) (int, error) {
	outs, err := s.Outs(ctx, hash)
	if err != nil {
		return 0, err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error { // first nothing may serve it, then the bytes go
		if _, err := tx.Exec(insFact, hash, "", 0, nil, Plain, s.now()); err != nil {
			return err
		}
		_, err := tx.Exec(updBarred, s.now(), hash)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, o := range outs {
		others, err := db.One(s.core.Reader(ctx), countOut, db.Value[int], o.Hash, hash)
		if err == nil && others == 0 {
			err = s.blobs.Delete(ctx, o.Hash)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(outs), s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delOuts, hash); err != nil {
			return err
		}
		_, err := tx.Exec(delAsOut, hash) // the bytes may also be a format of other bytes
		return err
	})
}

// prepare is the job: pieces, scan, renditions.
func (s *Service) prepare(ctx context.Context, t *job.Task) error {
	var o order
	if err := t.Decode(&o); err != nil {
		return err
	}
	f, err := s.Fact(ctx, o.Hash)
	if err != nil || f.Barred > 0 {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a stop ends programs at once: they begin again with the next start
		select {
		case <-t.Stopping():
			cancel()
		case <-ctx.Done():
		}
	}()
	err = s.work(ctx, t, f)
	select {
	case <-t.Stopping():
		return job.ErrStop
	default:
		return err
	}
}

func (s *Service) work(ctx context.Context, t *job.Task, f Fact) error {
	if b, err := db.One(s.core.Reader(ctx), selPieces, db.Value[[]byte], f.Hash); err == nil && len(b) == 0 {
		pieces, err := blob.Pieces(ctx, s.blobs, f.Hash)
		if err != nil {
			return err
		}
		if err := s.bulk(ctx, updPieces, pieces, f.Hash); err != nil {
			return err
		}
	}
	if s.scanner.There() && f.Scan == Unscanned {
		v, err := s.ask(ctx, f.Hash)
		if err != nil {
			return err
		}
		f.Scan = Clean
		if v.Sign != "" {
			f.Scan = Infected
		}
		if err := s.bulk(ctx, updScan, f.Scan, v.Sign, s.now(), f.Hash); err != nil {
			return err
		}
	}
	if f.Rendered != Waiting {
		return nil
	}
	if f.Scan == Infected {
		return s.bulk(ctx, updRendered, Plain, "", f.Hash)
	}
	err := s.render(ctx, t, f)
	if err != nil && ctx.Err() == nil && (t.Try >= 3 || errors.Is(err, render.ErrNothing)) {
		note := err.Error()
		return s.bulk(ctx, updRendered, Failed, note[:min(len(note), 500)], f.Hash)
	}
	return err
}

func (s *Service) bulk(ctx context.Context, q db.SQL, args ...any) error {
	return s.core.Bulk(ctx, func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err })
}

func (s *Service) ask(ctx context.Context, hash string) (scan.Verdict, error) {
	r, _, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return scan.Verdict{}, err
	}
	defer r.Close()
	return s.scanner.Scan(ctx, r)
}

// render makes the renditions in a folder of their own and stores them.
func (s *Service) render(ctx context.Context, t *job.Task, f Fact) error {
	dir, err := os.MkdirTemp(s.tmp, "render-*")
	if err != nil {
		return fmt.Errorf("rendition: %w", err)
	}
	defer os.RemoveAll(dir)
	src := filepath.Join(dir, "source"+ending(f.Mime))
	if err := s.copyTo(ctx, f.Hash, src); err != nil {
		return err
	}
	var made []render.Made
	last := time.Now()
	switch {
	case strings.HasPrefix(f.Mime, "video/"):
		made, err = s.tools.Video(ctx, src, dir, func(share float64) {
			if time.Since(last) > time.Second {
				last = time.Now()
				_ = t.Progress(ctx, int64(100*share), 100, "") // a lost line of progress stops nothing; a stop is seen by Stopping
			}
		})
	default:
		made, err = s.document(ctx, f, src, dir)
	}
	if err != nil {
		return err
	}
	return s.store(ctx, f, made)
}

func (s *Service) document(ctx context.Context, f Fact, src, dir string) ([]render.Made, error) {
	var made []render.Made
	pdf := src
	if f.Mime != blob.PDF {
		m, err := s.tools.Document(ctx, src, dir)
		if err != nil {
			return nil, err
		}
		made, pdf = append(made, m), m.Path
	}
	if s.tools.Pages() {
		m, err := s.tools.Page(ctx, pdf, dir)
		if err != nil && f.Mime == blob.PDF {
			return nil, err
		}
		if err == nil { // a PDF without its picture is still a PDF
			made = append(made, m)
		}
	}
	return made, nil
}

func (s *Service) store(ctx context.Context, f Fact, made []render.Made) error {
	var outs []Out
	for _, m := range made {
		file, err := os.Open(m.Path)
		if err != nil {
			return fmt.Errorf("rendition: %w", err)
		}
		ref, err := s.blobs.Put(ctx, file, blob.Unlimited)
		_ = file.Close()
		if err != nil {
			return err
		}
		outs = append(outs, Out{m.Name, ref.Hash, m.Mime, ref.Size})
	}
	barred := false
	err := s.core.Bulk(ctx, func(tx *db.Tx) error {
		now, err := db.One(tx, selFact, scanFact, f.Hash)
		if err != nil {
			return err
		}
		if barred = now.Barred > 0; barred { // taken down meanwhile
			return nil
		}
		for _, o := range outs {
			if _, err := tx.Exec(insOut, f.Hash, o.Name, o.Hash, o.Mime, o.Size, s.now()); err != nil {
				return err
			}
		}
		_, err = tx.Exec(updRendered, Done, "", f.Hash)
		return err
	})
	if err != nil || !barred {
		return err
	}
	for _, o := range outs {
		if err := s.blobs.Delete(ctx, o.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) copyTo(ctx context.Context, hash, path string) error {
	r, _, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("rendition: %w", err)
	}
	_, err = io.Copy(w, r)
	if e := w.Close(); err == nil {
		err = e
	}
	if err != nil {
		return blob.NoRoom(err, "render")
	}
	return nil
}

// ending is what the programs tell types by.
func ending(mime string) string {
	for e, m := range map[string]string{".docx": blob.DOCX, ".xlsx": blob.XLSX, ".pptx": blob.PPTX, ".odt": blob.ODT, ".ods": blob.ODS, ".odp": blob.ODP,
		".doc": blob.DOC, ".xls": blob.XLS, ".ppt": blob.PPT, ".pdf": blob.PDF, ".mp4": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg"} {
		if m == mime {
			return e
		}
	}
	return ""
}

// Counts are the numbers of bytes by how far their renditions and scans are, for doctor.
func (s *Service) Counts(ctx context.Context) (rendered, scanned map[string]int, err error) {
	rendered, scanned = map[string]int{}, map[string]int{}
	err = db.Each(s.core.Reader(ctx), countFacts, func(r db.Row) error {
		var a, b string
		var n int
		err := r.Scan(&a, &b, &n)
		rendered[a] += n
		scanned[b] += n
		return err
	})
	return rendered, scanned, err
}
