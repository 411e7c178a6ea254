package roster

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Parts are what the import stands on. Dir is the folder of scratch files; Subject turns a subject as people write it into the
// region's code, SubjectName a code into what people write, and both return what they do not know as it is.
type Parts struct {
	Core    *db.DB
	Log     *bus.Log
	Org     *org.Service
	Authn   *authn.Service
	Seal    *seal.Service
	Jobs    *job.Queue
	Clock   clock.Clock
	Logger  *slog.Logger
	Dir     string
	Subject func(string) string

	SubjectName func(string) string
}

// Service holds the use cases of the import. It is safe for concurrent use.
type Service struct {
	core    *db.DB
	log     *bus.Log
	org     *org.Service
	authn   *authn.Service
	seal    *seal.Service
	jobs    *job.Queue
	clock   clock.Clock
	logger  *slog.Logger
	dir     string
	subject func(string) string

	subjectName func(string) string
}

// Kinds of jobs.
const (
	jobCheck = "roster.check"
	jobApply = "roster.apply"
	jobAgain = "roster.compare"
)

// New returns the service and registers its kinds of jobs.
func New(p Parts) *Service {
	s := &Service{p.Core, p.Log, p.Org, p.Authn, p.Seal, p.Jobs, p.Clock, p.Logger, p.Dir, p.Subject, p.SubjectName}
	if s.subject == nil {
		s.subject = func(v string) string { return v }
	}
	if s.subjectName == nil {
		s.subjectName = func(v string) string { return v }
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	s.jobs.Register(job.Kind{Name: jobCheck, Run: s.runCheck, Tries: 3})
	s.jobs.Register(job.Kind{Name: jobApply, Run: s.runApply, Tries: 20})
	s.jobs.Register(job.Kind{Name: jobAgain, Run: s.runAgain, Tries: 3})
	return s
}

// jobArgs are the arguments of both kinds.
type jobArgs struct {
	Import ImportID `json:"import"`
}

// Upload keeps a file that came through the browser and orders its check. Verb roster.import at the unit, asked before the file is
// read. A file larger than limit is fault.TooLarge.
func (s *Service) Upload(ctx context.Context, a *org.Actor, unit org.UnitID, name string, file io.Reader, limit int64) (Import, error) {
	if err := s.org.Must(ctx, a, org.RosterImport, id.As[any](unit)); err != nil {
		return Import{}, err
	}
	wide, err := s.org.Can(ctx, a, org.RoleGive, id.As[any](unit))
	if err != nil {
		return Import{}, err
	}
	i := Import{ID: id.New[Import](), Owner: unit, Asker: a.Person, State: Checking, File: fileName(name), Wide: wide.Allow, Made: s.now()}
	if err := s.receive(i.ID, file, limit); err != nil {
		removeScratch(s.uploadPath(i.ID))
		return Import{}, err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.create(tx, &i, ""); err != nil {
			return err
		}
		_, err := s.jobs.Enqueue(tx, job.Order{Kind: jobCheck, Name: i.ID.String(), Owner: i.Node(), Asker: id.As[any](a.Person), Args: jobArgs{i.ID}})
		return err
	})
	if err != nil {
		removeScratch(s.uploadPath(i.ID))
	}
	return i, err
}

// fileName is the last part of what a browser calls the file, short and without tricks.
func fileName(s string) string {
	s = org.CleanName(filepath.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/")))
	if s == "" || s == "." || s == "/" {
		s = "roster"
	}
	if utf8.RuneCountInString(s) > 80 {
		r := []rune(s)
		s = string(r[:50]) + "…" + string(r[len(r)-20:])
	}
	return s
}

func (s *Service) uploadPath(i ImportID) string { return filepath.Join(s.dir, i.String()+".upload") }

func (s *Service) receive(i ImportID, file io.Reader, limit int64) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("roster: stage: %w", err)
	}
	f, err := os.OpenFile(s.uploadPath(i), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("roster: stage: %w", err)
	}
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return fmt.Errorf("roster: upload: %w", err)
	case n > limit:
		return fault.New(fault.TooLarge, "文件太大，上限是 %d MB；可以压缩成 zip 再传", limit>>20)
	case n == 0:
		return fault.Fieldsf(fault.Field{Name: "file", Message: "文件是空的"})
	}
	if z, err := zip.NewReader(f, n); err != nil || len(z.File) == 0 {
		return fault.Fieldsf(fault.Field{Name: "file", Message: "文件不完整，或者不是 zip 压缩包或 Excel 工作簿（.xlsx）"})
	}
	return f.Sync()
}

// create stores a new import of a source.
func (s *Service) create(tx *db.Tx, i *Import, name string) error {
	src, err := s.sourceOf(tx, i.Owner, name)
	if err != nil {
		return err
	}
	i.Source = src.id
	if i.Number, err = db.One(tx, nextNumber, db.Value[int64], src.id); err != nil {
		return err
	}
	_, err = tx.Exec(insImport, i.ID, i.Source, i.Number, i.Owner, i.Asker, string(i.State), i.File, i.Wide, i.Made, reportText(i.Report))
	return err
}

// Take checks a file of the machine for its operator, who may give every role, and makes the difference. The source is a sender
// at the unit; "" is the usual one.
func (s *Service) Take(ctx context.Context, unit org.UnitID, source, path string) (Import, error) {
	i := Import{ID: id.New[Import](), Owner: unit, State: Checking, File: fileName(path), Wide: true, Made: s.now()}
	err := s.core.Write(ctx, func(tx *db.Tx) error { return s.create(tx, &i, source) })
	if err != nil {
		return i, err
	}
	return s.check(ctx, i, path, func(int64) error { return nil })
}

// runCheck is the job of an upload.
func (s *Service) runCheck(ctx context.Context, t *job.Task) error {
	var args jobArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	i, err := s.load(ctx, args.Import)
	if err != nil || i.State != Checking {
		return err
	}
	path := s.uploadPath(i.ID)
	_, err = s.check(ctx, i, path, func(n int64) error { return t.Progress(ctx, n, 0, "读取名册") })
	if err == nil {
		_ = os.Remove(path)
	}
	return err
}

// manyRows is from how many rows on the memory of the check is given back at once.
const manyRows = 100_000

// check reads the file, stages it and makes the difference. What is wrong with the file ends in Refused, not in an error.
func (s *Service) check(ctx context.Context, i Import, path string, tick func(int64) error) (Import, error) {
	to, err := s.openScratch(ctx, i.ID, true)
	if err != nil {
		return i, err
	}
	defer func() { _ = to.close() }()
	f, err := Open(ctx, path)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) {
		return s.refuse(ctx, i, err)
	}
	if err != nil {
		return i, err
	}
	defer f.Close()
	t0 := time.Now()
	rep, err := oneroster.Check(ctx, f, oneroster.Options{MaxFindings: maxNotes})
	if err != nil {
		return i, err
	}
	i.Report = Report{Verdict: rep.Verdict, Version: rep.Version, Modes: rep.Modes, Active: rep.Active, Count: rep.Count}
	i.Report.Seconds.Check = since(t0)
	rows := 0
	for _, n := range rep.Active {
		rows += n
	}
	if rows > manyRows { // the ids that the check knew are not needed again, and nothing after it takes as much
		debug.FreeOSMemory()
	}
	if err := to.find(ctx, rep.Findings); err != nil {
		return i, err
	}
	if rep.Verdict != oneroster.Accept {
		return s.checked(ctx, i, Refused)
	}
	if err := tick(0); err != nil {
		return i, err
	}
	return s.prepare(ctx, i, f, to, tick)
}

// prepare stages an accepted set and makes its difference.
func (s *Service) prepare(ctx context.Context, i Import, src oneroster.Source, to *scratch, tick func(int64) error) (Import, error) {
	t0 := time.Now()
	st, err := s.stage(ctx, i, src, to, tick)
	if err != nil {
		return i, err
	}
	i.Report.Seconds.Stage = since(t0)
	if err := to.find(ctx, st.notes.list); err != nil {
		return i, err
	}
	for code, k := range st.notes.count {
		i.Report.Count[code] += k
	}
	return s.contrast(ctx, i, to, st.notes.bad)
}

// contrast makes the difference of a staged set and stores what the check came to; bad: the set cannot be applied whatever comes of it.
func (s *Service) contrast(ctx context.Context, i Import, to *scratch, bad bool) (Import, error) {
	t0 := time.Now()
	var err error
	if i.Report.Mark, err = to.last(ctx); err != nil {
		return i, err
	}
	n := &notes{bad: bad}
	if i.Base, err = db.One(s.core.Reader(ctx), selVersionRead, db.Value[int64], i.Source); err != nil {
		return i, err
	}
	if _, err := s.places(ctx, i, to, n); err != nil {
		return i, err
	}
	if !n.bad {
		err = s.difference(ctx, &i, to, n)
	}
	if err != nil {
		return i, err
	}
	i.Report.Seconds.Difference = since(t0)
	state := Ready
	for _, name := range i.TooMany() {
		state = Stopped
		c := i.Report.Tables[name]
		n.list = append(n.list, oneroster.Finding{File: name, Code: oneroster.CodeDeletions, Severity: oneroster.Error, Message: fmt.Sprintf(
			"会停用 %d 行，超过现有 %d 行的 5%%。请核对是不是交错了文件；确实要停用，再允许移除", c.Removed, i.Report.Before[name])})
		n.counted(oneroster.CodeDeletions)
	}
	if err := to.find(ctx, n.list); err != nil {
		return i, err
	}
	i.Report.Late = n.count
	for code, k := range n.count {
		i.Report.Count[code] += k
	}
	if n.bad {
		i.Report.Verdict, state = oneroster.Refuse, Refused
	}
	return s.checked(ctx, i, state)
}

const selVersionRead db.SQL = `-- unscoped: the import's own source
SELECT version FROM roster_source WHERE id = ?`

// refuse ends a check whose file is no roster at all.
func (s *Service) refuse(ctx context.Context, i Import, why error) (Import, error) {
	var f *fault.Error
	errors.As(why, &f)
	i.Report = Report{Verdict: oneroster.Refuse, Failure: fmt.Sprintf(f.Message, f.Args...)}
	return s.checked(ctx, i, Refused)
}

// checked stores what the check came to.
func (s *Service) checked(ctx context.Context, i Import, state State) (Import, error) {
	i.State = state
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updChecked, string(state), i.Base, i.Total, reportText(i.Report), i.ID)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "这次导入已经取消")
		}
		if err == nil && state == Refused {
			err = s.seal.Forget(tx, id.As[any](i.ID))
		}
		return err
	})
	return i, err
}

// Apply orders that a checked import is stored. Verb roster.import at its unit. allow lets it remove more than RemovalShare; a
// difference that is not the present one any more is fault.Conflict.
func (s *Service) Apply(ctx context.Context, a *org.Actor, n ImportID, allow bool) error {
	i, err := s.Get(ctx, a, n)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.start(tx, &i, allow); err != nil {
			return err
		}
		_, err := s.jobs.Enqueue(tx, job.Order{Kind: jobApply, Name: i.ID.String(), Owner: i.Node(), Asker: id.As[any](a.Person), Args: jobArgs{i.ID}})
		return err
	})
}

// start moves an import to Applying and takes over from any other of its source.
func (s *Service) start(tx *db.Tx, i *Import, allow bool) error {
	if i.State == Applying || i.State == Done {
		return fault.New(fault.Conflict, "这次导入已经开始")
	}
	if i.State != Ready && i.State != Stopped {
		return fault.New(fault.Conflict, "这次导入不能再应用；请重新上传")
	}
	if i.State == Stopped && !allow {
		return fault.Fieldsf(fault.Field{Name: "allow", Message: "会移除的人或班超过5%；请核对，并勾选允许移除"})
	}
	version, err := db.One(tx, selVersion, db.Value[int64], i.Source)
	if err != nil {
		return err
	}
	if version != i.Base {
		return fault.New(fault.Conflict, "比对之后又有别的名册导入过，这份比对已经过时；请重新比对")
	}
	n, err := tx.Exec(updStart, allow, i.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "这次导入已经开始")
	}
	if _, err := tx.Exec(supersede, s.now(), i.Source, i.ID); err != nil {
		return err
	}
	_, err = tx.Exec(bumpSource, i.Source)
	return err
}

// ApplyNow stores a checked import for the operator of the machine and returns when it is done.
func (s *Service) ApplyNow(ctx context.Context, i Import, allow bool) (Import, error) {
	if err := s.core.Write(ctx, func(tx *db.Tx) error { return s.start(tx, &i, allow) }); err != nil {
		return i, err
	}
	i.State, i.Allow = Applying, allow
	return s.applyAll(ctx, i, nil)
}

// runApply is the job that stores an import. It can be stopped after any slice and goes on with what is still different.
func (s *Service) runApply(ctx context.Context, t *job.Task) error {
	var args jobArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	i, err := s.load(ctx, args.Import)
	if err != nil || i.State != Applying {
		return err
	}
	_, err = s.applyAll(ctx, i, func(tx *db.Tx, done, total int64) error { return t.Step(tx, done, total, "保存名册") })
	if errors.Is(err, errLost) || fault.Is(err, fault.Gone) {
		return s.fail(ctx, i, err)
	}
	return err
}

// fail ends an import that cannot go on.
func (s *Service) fail(ctx context.Context, i Import, why error) error {
	var f *fault.Error
	if errors.As(why, &f) {
		i.Report.Failure = fmt.Sprintf(f.Message, f.Args...)
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(updEnd, string(Failed), s.now(), reportText(i.Report), i.ID)
		return err
	})
}

// applyAll stores the import and ends it.
func (s *Service) applyAll(ctx context.Context, i Import, step func(tx *db.Tx, done, total int64) error) (Import, error) {
	to, err := s.openScratch(ctx, i.ID, false)
	if err != nil {
		return i, err
	}
	open := true
	defer func() {
		if open {
			_ = to.close()
		}
	}()
	t0 := time.Now()
	r := &run{s: s, imp: i, to: to, step: step}
	if err := r.apply(ctx); err != nil {
		return r.imp, err
	}
	i = r.imp
	i.State, i.Ended = Done, s.now()
	i.Report.Seconds.Apply += since(t0)
	if err := to.find(ctx, r.notes.list); err != nil {
		return i, err
	}
	for code, k := range r.notes.count {
		i.Report.Count[code] += k
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updEnd, string(Done), i.Ended, reportText(i.Report), i.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errLost
		}
		if _, err := tx.Exec(bumpSource, i.Source); err != nil {
			return err
		}
		if err := s.seal.Forget(tx, id.As[any](i.ID)); err != nil {
			return err
		}
		if i.Changes() == 0 {
			return nil
		}
		return r.append(tx, imported, i.Node(), FilePayload{i.ID, i.Owner, i.Report.Tables})
	})
	if err != nil {
		return i, err
	}
	open = false
	if err := to.forget(ctx); err != nil { // the rows are stored: what is left over is housekeeping's
		s.logger.Warn("roster: scratch file is not emptied", "import", i.ID, "error", err)
	}
	i.Done = i.Total
	return i, nil
}

// Get reads an import. Verb roster.import at its unit.
func (s *Service) Get(ctx context.Context, a *org.Actor, n ImportID) (Import, error) {
	i, err := s.load(ctx, n)
	if err != nil {
		return i, err
	}
	return i, s.org.Must(ctx, a, org.RosterImport, i.Node())
}

// List reads up to n imports within reach of roster.import, newest first; before is the last of the page before.
func (s *Service) List(ctx context.Context, a *org.Actor, before Import, n int) ([]Import, error) {
	scope, err := s.org.Reach(ctx, a, org.RosterImport)
	if err != nil {
		return nil, err
	}
	made, last := before.Made, before.ID
	if last.IsZero() {
		made, last = clock.Forever, id.New[Import]()
	}
	return db.All(s.core.Reader(ctx), selImports, scanImport, scope, made, last, n)
}

// Findings reads what was found about an import, in order. Verb roster.import at its unit. They are gone some time after the import.
func (s *Service) Findings(ctx context.Context, a *org.Actor, n ImportID, after int64, limit int) ([]Numbered, error) {
	if _, err := s.Get(ctx, a, n); err != nil {
		return nil, err
	}
	return s.findings(ctx, n, after, limit)
}

func (s *Service) findings(ctx context.Context, n ImportID, after int64, limit int) ([]Numbered, error) {
	to, err := s.openScratch(ctx, n, false)
	if fault.Is(err, fault.Gone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer to.db.Close()
	return to.findings(ctx, after, limit)
}

// Outcome is what the command line prints of an import.
func (s *Service) Outcome(ctx context.Context, i Import) (Outcome, error) {
	o := Outcome{Verdict: i.Report.Verdict, Applied: i.State == Done, Tables: i.Report.Tables, Seconds: i.Report.Seconds, Import: i.ID}
	if i.State == Stopped {
		o.Verdict = oneroster.Refuse
	}
	found, err := s.findings(ctx, i.ID, 0, 2000)
	if err != nil {
		return o, err
	}
	for _, f := range found {
		o.Findings = append(o.Findings, f.Finding)
	}
	if i.Report.Failure != "" {
		o.Findings = append(o.Findings, oneroster.Finding{File: "manifest", Code: oneroster.CodeMissing, Severity: oneroster.Error, Message: i.Report.Failure})
	}
	o.Active, err = s.alive(ctx, i.Source)
	return o, err
}

// Keep is how long scratch files with findings stay.
const Keep = 7 * 24 * time.Hour

// Prune removes scratch files of imports older than Keep.
func (s *Service) Prune(ctx context.Context) error {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		st, err := e.Info()
		if err == nil && s.clock.Now().Sub(st.ModTime()) > Keep {
			_ = os.Remove(filepath.Join(s.dir, e.Name())) // tried again tomorrow
		}
	}
	return ctx.Err()
}
