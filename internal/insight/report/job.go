package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// JobBuild is the kind of the job that makes an exam's report.
const JobBuild = "insight.report.build"

// Consumer notes which exams need a new report: marks or a two-way table changed. The report of a void exam goes at once.
func (s *Service) Consumer() bus.Consumer {
	return bus.Consumer{Name: "insight.report", Store: s.Record, Handle: func(tx *db.Tx, events []bus.Event) error {
		for _, e := range events {
			if e.Kind != "marks.imported" && e.Kind != "blueprint.changed" && e.Kind != "exam.voided" {
				continue
			}
			var p struct {
				Exam exam.ExamID `json:"exam"`
			}
			if err := json.Unmarshal(e.Payload, &p); err != nil {
				return fmt.Errorf("report: payload of %s: %w", e.ID, err)
			}
			if e.Kind == "exam.voided" {
				if _, err := tx.Exec(delHead, p.Exam); err != nil {
					return err
				}
			}
			mark := e.ID.String()
			if e.Kind == "marks.imported" {
				mark = importMark + mark
			}
			if _, err := tx.Exec(upsDue, p.Exam, mark); err != nil {
				return err
			}
		}
		return nil
	}}
}

// Follow enqueues jobs for exams that need a report, until ctx ends. Two stores cannot change in one transaction, so the note stays until
// the job exists; the same note twice is the same job.
func (s *Service) Follow(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.Enqueue(ctx); err != nil && ctx.Err() == nil {
			select { // the stores' own metrics tell of it; the note is still there
			case <-time.After(10 * time.Second):
			case <-ctx.Done():
			}
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// importMark begins the note of an import, after which the classes are told.
const importMark = "import:"

type buildArgs struct {
	Exam  exam.ExamID `json:"exam"`
	Cause string      `json:"cause"` // the note
}

// Enqueue makes jobs of the notes that wait.
func (s *Service) Enqueue(ctx context.Context) error {
	list, err := db.All(s.Record.Reader(ctx), selDue, scanDue)
	if err != nil {
		return err
	}
	for _, d := range list {
		owner := id.As[any](d.exam)
		if e, err := s.Sources.Exam(ctx, d.exam); err == nil {
			owner = id.As[any](e.Owner)
		}
		err := s.Core.Write(ctx, func(tx *db.Tx) error {
			_, err := s.Jobs.Enqueue(tx, job.Order{Kind: JobBuild, Name: d.exam.String() + ":" + d.mark, Owner: owner, Args: buildArgs{d.exam, d.mark}})
			return err
		})
		if err == nil {
			err = s.Record.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(delDue, d.exam, d.mark); return err })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// run is the job. Begun anew it makes a new version; what an interrupted one left goes away.
func (s *Service) run(ctx context.Context, t *job.Task) error {
	var args buildArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	cause := ""
	if strings.HasPrefix(args.Cause, importMark) {
		cause = args.Cause
	}
	return s.build(ctx, args.Exam, cause, func(done float64) error { return t.Progress(ctx, int64(100*done), 100, "正在分析") })
}

// Build makes the report of an exam and flips to it. progress may be nil. An exam that is void or has no results has no report.
func (s *Service) Build(ctx context.Context, n exam.ExamID, progress func(float64) error) error {
	return s.build(ctx, n, "", progress)
}

func (s *Service) build(ctx context.Context, n exam.ExamID, cause string, progress func(float64) error) error {
	e, err := s.Sources.Exam(ctx, n)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Unlawful) {
		return s.Record.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(delHead, n); return err })
	}
	if err != nil {
		return err
	}
	in, err := s.input(ctx, e)
	if err != nil {
		return err
	}
	version := int64(s.Clock.Now().UnixMicro())
	h, err := db.One(s.Record.Reader(ctx), selHead, scanHeader, n)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	version = max(version, h.version+1, h.building+1)
	if err := s.Record.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(insBuilding, n, version); return err }); err != nil {
		return err
	}
	if err := s.sweep(ctx, n, h.version, version); err != nil {
		return err
	}
	if !h.baseline.IsZero() {
		if in.Baseline, err = s.baseline(ctx, h.baseline); err != nil {
			return err
		}
	}
	var stop error
	if progress != nil {
		in.Progress = func(done float64) {
			if stop == nil {
				stop = progress(done)
			}
		}
	}
	w := &shelf{s: s, ctx: ctx, exam: n, version: version, classes: map[id.Any]*Recorded{}}
	if err := Build(ctx, in, func(x Stored) error { return errors.Join(stop, w.put(x)) }); err != nil {
		return errors.Join(stop, err)
	}
	if err := errors.Join(stop, w.flush()); err != nil {
		return err
	}
	if err := s.Record.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(setFlip, version, in.Built, n, version); return err }); err != nil {
		return err
	}
	if h, err = db.One(s.Record.Reader(ctx), selHead, scanHeader, n); err != nil {
		return err
	}
	if err := s.sweep(ctx, n, h.version, h.building); err != nil {
		return err
	}
	return s.tell(ctx, n, cause, w.classes)
}

// input gathers what a report is made from.
func (s *Service) input(ctx context.Context, e exam.Exam) (Input, error) {
	in := Input{Exam: e, Rules: s.Sources.Preset.Analysis, GradeScores: s.Sources.Preset.GradeScores, Blueprints: map[string]exam.Blueprint{}, Places: map[org.UnitID]Place{},
		Built: clock.At(s.Clock.Now()), Procs: max(1, runtime.GOMAXPROCS(0)-1)}
	subjects, err := s.Sources.Subjects(ctx, e.ID)
	if err != nil {
		return in, err
	}
	in.Exam.Subjects = slices.DeleteFunc(slices.Clone(e.Subjects), func(x string) bool { return !slices.Contains(subjects, x) })
	for _, subject := range in.Exam.Subjects {
		b, ok, err := s.Sources.Blueprint(ctx, e.ID, subject)
		if err != nil {
			return in, err
		}
		if ok {
			in.Blueprints[subject] = b
		}
	}
	in.EachMatrix = func(ctx context.Context, subject string, f func(exam.Matrix) error) error {
		return s.Sources.EachMatrix(ctx, e.ID, subject, func(m exam.Matrix) error {
			if _, ok := in.Places[m.School]; !ok {
				p, err := s.place(ctx, m.School, e.First)
				if err != nil {
					return err
				}
				in.Places[m.School] = p
			}
			return f(m)
		})
	}
	if s.Sources.Excuses != nil {
		if in.Excuses, err = s.Sources.Excuses(ctx, e.ID); err != nil {
			return in, err
		}
	}
	if e.Purpose == exam.Monitoring && s.Sources.Enrolled != nil {
		in.Weights, err = s.weights(ctx, e, in)
	}
	return in, err
}

// place finds the district and the central school of a school on a day.
func (s *Service) place(ctx context.Context, school org.UnitID, at clock.Micros) (Place, error) {
	var p Place
	above, err := s.Org.Ancestors(ctx, id.As[any](school), int64(at))
	if err != nil {
		return p, err
	}
	for _, n := range above {
		if n == id.As[any](school) {
			continue
		}
		u, err := s.Org.Unit(ctx, org.UnitID(n))
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return p, err
		}
		switch {
		case u.Kind == org.District:
			p.District = u.ID
		case u.Kind.Teaches():
			p.Parent = u.ID
		}
	}
	return p, nil
}

// baseline adds the totals of a registered exam up.
func (s *Service) baseline(ctx context.Context, n exam.ExamID) (*Baseline, error) {
	e, err := s.Sources.Exam(ctx, n)
	if err != nil {
		if k := fault.KindOf(err); k == fault.Internal || k == fault.Down {
			return nil, err
		}
		return nil, nil // no longer in the register: no value added
	}
	b := &Baseline{Exam: e, Total: map[org.PersonID]float64{}}
	missing := map[org.PersonID]bool{}
	subjects, err := s.Sources.Subjects(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, subject := range subjects {
		err := s.Sources.EachMatrix(ctx, n, subject, func(m exam.Matrix) error {
			for i, p := range m.Persons {
				if m.Status[i] != exam.Sat {
					missing[p] = true
					continue
				}
				b.Total[p] += m.Total[i]
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for p := range missing { // half a total is none
		delete(b.Total, p)
	}
	return b, nil
}

// sweep deletes rows of other versions, in slices behind interactive writes.
func (s *Service) sweep(ctx context.Context, n exam.ExamID, keep, building int64) error {
	for {
		left, err := db.One(s.Record.Reader(ctx), selOld, db.Value[int64], n, keep, building)
		if err != nil || left == 0 {
			return err
		}
		if err := s.Record.Bulk(ctx, func(tx *db.Tx) error { _, err := tx.Exec(delOld, n, keep, building); return err }); err != nil {
			return err
		}
	}
}

// shelf gathers packed documents and writes them in slices.
type shelf struct {
	s       *Service
	ctx     context.Context //nolint:containedctx // lives as long as one build
	exam    exam.ExamID
	version int64

	mu      sync.Mutex
	rows    []packed
	bytes   int
	classes map[id.Any]*Recorded
}

type packed struct {
	Stored
	doc []byte
}

// A slice of documents is bounded in rows and bytes, so that the writer is held for a few milliseconds.
const (
	shelfRows  = 24
	shelfBytes = 128 << 10
)

// put packs in the caller's goroutine.
func (w *shelf) put(x Stored) error {
	b, err := pack(x.Doc)
	if err != nil {
		return err
	}
	x.Doc = nil
	w.mu.Lock()
	defer w.mu.Unlock()
	if x.Kind == KindClass && x.Subject != "" {
		c, ok := w.classes[x.Node]
		if !ok {
			c = &Recorded{Exam: w.exam, Class: org.ClassID(x.Node), School: org.UnitID(x.Above)}
			w.classes[x.Node] = c
		}
		c.Subjects, c.Pupils = append(c.Subjects, x.Subject), max(c.Pupils, x.N)
	}
	w.rows = append(w.rows, packed{x, b})
	w.bytes += len(b)
	if len(w.rows) < shelfRows && w.bytes < shelfBytes {
		return nil
	}
	return w.write()
}

func (w *shelf) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.write()
}

func (w *shelf) write() error {
	rows := w.rows
	if len(rows) == 0 {
		return nil
	}
	w.rows, w.bytes = nil, 0
	return w.s.Record.Bulk(w.ctx, func(tx *db.Tx) error {
		for _, r := range rows {
			if _, err := tx.Exec(insReport, w.exam, w.version, string(r.Kind), nodeOf(r.Key), r.Part, r.Subject, r.N, r.Guarded, r.Above, r.doc); err != nil {
				return err
			}
		}
		return nil
	})
}

// nodeOf is never NULL: schools without a district stand under sixteen zero bytes.
func nodeOf(k Key) []byte { return k.Node[:] }
