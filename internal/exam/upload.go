package exam

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const takenDown = "这个文件已被依法下架，不能再上传或使用"

// Upload is one file that a person gives.
type Upload struct {
	Name string
	From io.Reader
}

// MaxFiles is how many sheets one intake may have.
const MaxFiles = 40

// previewRows is how many rows of pupils the page on columns shows.
const previewRows = 8

// ImportPlaces are the nodes at which somebody may bring in marks of an exam: the exam's own when the verb reaches it, else those of the
// own that the exam covers.
func (s *Service) ImportPlaces(ctx context.Context, a *org.Actor, e Exam) ([]org.Node, error) {
	nodes, err := s.Org.ReachNodes(ctx, a, org.MarksImport)
	if err != nil {
		return nil, err
	}
	now := s.now()
	var out []org.Node
	for _, n := range nodes {
		_, err := db.One(s.Core.Reader(ctx), selAbove, db.Value[int64], n, e.Node, now, now)
		if err == nil || n == e.Node {
			return []org.Node{e.Node}, nil
		}
		if !errors.Is(err, db.ErrNone) {
			return nil, err
		}
		_, err = db.One(s.Core.Reader(ctx), selAbove, db.Value[int64], e.Node, n, now, now)
		if err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		} else if err != nil && !errors.Is(err, db.ErrNone) {
			return nil, err
		}
	}
	return out, nil
}

// mayImport asks for a place and sees that the exam covers it.
func (s *Service) mayImport(ctx context.Context, a *org.Actor, e Exam, place org.Node) error {
	if err := s.Org.Must(ctx, a, org.MarksImport, place); err != nil {
		return err
	}
	if place == e.Node {
		return nil
	}
	now := s.now()
	_, err := db.One(s.Core.Reader(ctx), selAbove, db.Value[int64], e.Node, place, now, now)
	return none(err)
}

// Receive keeps files of marks for an exam and guesses what their columns are. The exam must be approved: the guard stands here, and again
// when the results begin to count. Verb marks.import at the place, which is the exam's node or one that it covers.
//
// Faults: Conflict and Unlawful of the guard (Admit), Conflict before the exam's first day; Invalid with the field files, when a file cannot be read; TooLarge.
func (s *Service) Receive(ctx context.Context, a *org.Actor, n ExamID, place org.Node, files []Upload) (Intake, error) {
	e, err := s.Admit(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return Intake{}, err
	}
	if err := s.mayImport(ctx, a, e, place); err != nil {
		return Intake{}, err
	}
	if err := s.begun(e); err != nil {
		return Intake{}, err
	}
	i := Intake{ID: id.New[Intake](), Exam: n, Place: place, Asker: a.Person, State: IntakeMapping, Rev: 1, Made: s.now()}
	if i.Files, err = s.receive(ctx, e, i, files); err != nil {
		return Intake{}, err
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := s.Admit(ctx, tx, n); err != nil {
			return err
		}
		if _, err := tx.Exec(insIntake, i.ID, i.Exam, i.Place, i.Asker, string(i.State), i.Made, text(i.Choice), text(i.Report)); err != nil {
			return err
		}
		return s.insertFiles(tx, i)
	})
	return i, err
}

func (s *Service) insertFiles(tx *db.Tx, i Intake) error {
	for _, f := range i.Files {
		if err := s.still(tx, f.Hash); err != nil {
			return err
		}
		if _, err := tx.Exec(insFile, i.ID, f.No, f.Kind, f.Name, f.Hash, f.Size, text(f.Preview), text(f.Mapping)); err != nil {
			return err
		}
	}
	return nil
}

// Add gives further files to an intake whose results do not count yet, such as the one that says whose exam number is whose.
func (s *Service) Add(ctx context.Context, a *org.Actor, n IntakeID, rev int, files []Upload) (Intake, error) {
	i, e, err := s.importable(ctx, a, n)
	if err != nil {
		return i, err
	}
	more, err := s.receive(ctx, e, i, files)
	if err != nil {
		return i, err
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if err := changed(tx.Exec(updBack, n, rev)); err != nil {
			return err
		}
		return s.insertFiles(tx, Intake{ID: n, Files: more})
	})
	i.Rev, i.State, i.Files = rev+1, IntakeMapping, append(i.Files, more...)
	return i, err
}

// changed turns an update that met nothing into a Conflict.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "这次导入刚才被改过，请看过新的内容再操作")
	}
	return err
}

// receive stores the files' bytes and guesses each sheet's columns. Empty sheets are left out.
func (s *Service) receive(ctx context.Context, e Exam, i Intake, files []Upload) ([]File, error) {
	var out []File
	no := 0
	for _, f := range i.Files {
		no = max(no, f.No)
	}
	for _, f := range files {
		ref, err := s.Blobs.Put(ctx, f.From, book.MaxBytes)
		if err != nil {
			return nil, err
		}
		if ref.Size == 0 {
			continue
		}
		if err := s.admit(ctx, ref.Hash); fault.Is(err, fault.Invalid) {
			return nil, fault.Fieldsf(fault.Field{Name: "files", Message: fmt.Sprintf("%s：%s", f.Name, takenDown)})
		} else if err != nil {
			return nil, err
		}
		sheets, err := s.look(ctx, e, i, f.Name, ref.Hash)
		if told, ok := book.Unreadable(f.Name, err); ok {
			return nil, fault.Fieldsf(fault.Field{Name: "files", Message: fmt.Sprintf("%s：%s", told.File, told.Message)})
		}
		if err != nil {
			return nil, err
		}
		for _, v := range sheets {
			no++
			v.No, v.Hash, v.Size = no, ref.Hash, ref.Size
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return nil, fault.Fieldsf(fault.Field{Name: "files", Message: "请选择成绩文件（.xlsx、.xls 或 CSV）"})
	}
	if len(i.Files)+len(out) > MaxFiles {
		return nil, fault.Fieldsf(fault.Field{Name: "files", Message: fmt.Sprintf("一次最多 %d 张表，请分几次导入", MaxFiles)})
	}
	return out, nil
}

// look opens a stored file and guesses its sheets.
func (s *Service) look(ctx context.Context, e Exam, i Intake, name, hash string) ([]File, error) {
	b, done, err := s.openBook(ctx, name, hash)
	if err != nil {
		return nil, err
	}
	defer done()
	o, err := s.options(ctx, e)
	if err != nil {
		return nil, err
	}
	var out []File
	for sheet, title := range b.Sheets() {
		h, err := b.Head(ctx, sheet)
		if err != nil {
			return nil, err
		}
		if len(h.Rows) == 0 {
			continue
		}
		f := File{Kind: FileMarks, Name: b.Name, Mapping: b.Guess(h, o)}
		if len(b.Sheets()) > 1 {
			f.Name += " · " + title
		}
		owner, err := s.unitOf(ctx, i.Place)
		if err != nil {
			return nil, err
		}
		if f.Mapping, err = s.remembered(ctx, owner, f.Mapping); err != nil {
			return nil, err
		}
		f.Kind = kindOf(f.Mapping)
		f.Preview = preview(h, f.Mapping)
		out = append(out, f)
	}
	return out, nil
}

// kindOf guesses what a sheet is for: marks, or a list of who has which exam number, or nothing.
func kindOf(m book.Mapping) string {
	kinds := map[book.Kind]bool{}
	for _, c := range m.Columns {
		kinds[c.Kind] = true
	}
	switch {
	case kinds[book.KindTotal] || kinds[book.KindItem] || kinds[book.KindChoice] || kinds[book.KindAnswers]:
		return FileMarks
	case kinds[book.KindNumber] && (kinds[book.KindStudent] || kinds[book.KindName]):
		return FileJoin
	case m.Head == 0 && !kinds[book.KindNumber]:
		return FileSkip
	}
	return FileMarks
}

// preview keeps the rows of headings and the first pupils.
func preview(h book.Head, m book.Mapping) Preview {
	var p Preview
	pupils := 0
	for k, n := range h.Lines {
		if n >= m.First {
			if pupils++; pupils > previewRows {
				break
			}
		}
		row := h.Rows[k]
		for c, v := range row {
			if r := []rune(v); len(r) > 24 {
				row[c] = string(r[:24]) + "…"
			}
		}
		p.Lines, p.Rows = append(p.Lines, n), append(p.Rows, row)
	}
	return p
}

// openBook opens stored bytes. A store that cannot be read at any place is copied to a file first.
func (s *Service) openBook(ctx context.Context, name, hash string) (*book.Book, func(), error) {
	f, size, err := s.Blobs.Open(ctx, hash)
	if err != nil {
		return nil, nil, err
	}
	at, ok := f.(io.ReaderAt)
	done := func() { _ = f.Close() } // read only
	switch {
	case ok:
	case size <= 1<<20:
		raw, err := io.ReadAll(f)
		if err != nil {
			done()
			return nil, nil, fmt.Errorf("exam: read the file: %w", err)
		}
		at = bytes.NewReader(raw)
	default:
		tmp, err := os.CreateTemp("", "tongxue-marks-*")
		if err != nil {
			done()
			return nil, nil, fmt.Errorf("exam: %w", err)
		}
		done = func() { _ = f.Close(); _ = tmp.Close(); _ = os.Remove(tmp.Name()) } // a scratch file
		if _, err := io.Copy(tmp, f); err != nil {
			done()
			return nil, nil, fmt.Errorf("exam: read the file: %w", err)
		}
		at = tmp
	}
	b, err := book.Open(ctx, at, size, name)
	if err != nil {
		done()
		return nil, nil, err
	}
	return b, done, nil
}

// options is what the exam tells a reader of marks.
func (s *Service) options(ctx context.Context, e Exam) (book.Options, error) {
	o := book.Options{Only: e.Subjects, Items: map[string][]book.Spec{}}
	for _, v := range s.Preset.Subjects {
		o.Subjects = append(o.Subjects, book.Subject{Code: v.Code, Name: v.Name})
	}
	for _, subject := range e.Subjects {
		b, err := s.BlueprintOf(ctx, s.Core.Reader(ctx), e.ID, subject)
		if err != nil {
			return o, err
		}
		if b.Rev > 0 {
			o.Items[subject] = b.Specs()
		}
	}
	return o, nil
}

// unitOf is the unit of a place: a class's school.
func (s *Service) unitOf(ctx context.Context, n org.Node) (org.UnitID, error) {
	p, err := s.placeOf(ctx, n)
	return p.owner, err
}

// remembered takes over what a person of the unit once said about a file of the same layout.
func (s *Service) remembered(ctx context.Context, owner org.UnitID, m book.Mapping) (book.Mapping, error) {
	raw, err := db.One(s.Core.Reader(ctx), selLayout, db.Value[string], owner, m.Layout())
	if errors.Is(err, db.ErrNone) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	var old book.Mapping
	if err := json.Unmarshal([]byte(raw), &old); err != nil {
		return m, err
	}
	return m.Remembered(old), nil
}

// Map takes what a person says about the files' columns and orders the check. maps are by the files' numbers; a file that is not in it
// stays as it was guessed. Findings are what is wrong with what was said; then nothing is stored. Verb marks.import at the intake's place.
func (s *Service) Map(ctx context.Context, a *org.Actor, n IntakeID, rev int, maps map[int]File, c Choice) (Intake, book.Findings, error) {
	i, e, err := s.importable(ctx, a, n)
	if err != nil {
		return i, book.Findings{}, err
	}
	o, err := s.options(ctx, e)
	if err != nil {
		return i, book.Findings{}, err
	}
	var bad book.Findings
	marks := 0
	for k := range i.Files {
		f := &i.Files[k]
		if v, ok := maps[f.No]; ok {
			f.Kind, f.Mapping = v.Kind, v.Mapping
		}
		if f.Kind == FileSkip {
			continue
		}
		f.Mapping = f.Mapping.Whole()
		if f.Kind == FileMarks {
			marks++
		}
		for _, x := range f.Mapping.Check(f.Name, o, f.Kind == FileMarks).List {
			if x.Severity == book.Error {
				bad.Add(x)
			}
		}
	}
	if marks == 0 {
		bad.Add(book.Finding{Code: book.CodeMarks, Severity: book.Error, Message: "没有一张表是成绩：请至少选一张"})
	}
	if bad.Errors > 0 {
		return i, bad, nil
	}
	owner, err := s.unitOf(ctx, i.Place)
	if err != nil {
		return i, bad, err
	}
	if c.Excuse = strings.TrimSpace(c.Excuse); len([]rune(c.Excuse)) > 200 {
		return i, bad, fault.Fieldsf(fault.Field{Name: "excuse", Message: "最多 200 个字"})
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if err := changed(tx.Exec(updMapped, text(c), n, rev)); err != nil {
			return err
		}
		for _, f := range i.Files {
			if _, err := tx.Exec(updFile, f.Kind, text(f.Mapping), n, f.No); err != nil {
				return err
			}
			if f.Kind != FileSkip {
				if _, err := tx.Exec(insLayout, owner, f.Mapping.Layout(), text(f.Mapping), s.now()); err != nil {
					return err
				}
			}
		}
		return s.order(tx, a, i, rev+1)
	})
	i.State, i.Rev, i.Choice = IntakeChecking, rev+1, c
	return i, bad, err
}

// Progress says how far the check of an intake has come: rows read of about so many, what it is at, and whether it was given up.
func (s *Service) Progress(ctx context.Context, i Intake) (job.Job, error) {
	return s.Jobs.Named(ctx, JobCheck, checkName(i.ID, i.Rev))
}

// Recheck orders the check again, for one that was given up or when a person has changed pupils or tables meanwhile. Verb marks.import at
// the intake's place. Conflict while the check runs.
func (s *Service) Recheck(ctx context.Context, a *org.Actor, n IntakeID, rev int) error {
	i, _, err := s.importable(ctx, a, n)
	if err != nil {
		return err
	}
	query := updMapped
	if i.State == IntakeChecking {
		j, err := s.Progress(ctx, i)
		if err != nil {
			return err
		}
		if j.State == job.Waiting || j.State == job.Running {
			return fault.New(fault.Conflict, "正在检查，请稍候")
		}
		query = updAgain
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if err := changed(tx.Exec(query, text(i.Choice), n, rev)); err != nil {
			return err
		}
		return s.order(tx, a, i, rev+1)
	})
}

func checkName(n IntakeID, rev int) string { return fmt.Sprintf("%s.%d", n, rev) }

// order enqueues the check of a revision of an intake.
func (s *Service) order(tx *db.Tx, a *org.Actor, i Intake, rev int) error {
	_, err := s.Jobs.Enqueue(tx, job.Order{Kind: JobCheck, Name: checkName(i.ID, rev), Owner: i.Place, Asker: id.As[any](a.Person), Args: checkArgs{i.ID, rev}})
	return err
}

// importable is an intake whose results may still be changed, with its exam, when the actor may import at its place.
func (s *Service) importable(ctx context.Context, a *org.Actor, n IntakeID) (Intake, Exam, error) {
	i, err := s.Intake(ctx, a, n)
	if err != nil {
		return i, Exam{}, err
	}
	e, err := s.Admit(ctx, s.Core.Reader(ctx), i.Exam)
	return i, e, err
}

// Intake is one intake with its files. Verb marks.import at its place.
func (s *Service) Intake(ctx context.Context, a *org.Actor, n IntakeID) (Intake, error) {
	i, err := s.loadIntake(ctx, n)
	if err != nil {
		return i, err
	}
	return i, s.Org.Must(ctx, a, org.MarksImport, i.Place)
}

// Intakes are an exam's intakes within reach of marks.import, newest first, at most 50, without their files.
func (s *Service) Intakes(ctx context.Context, a *org.Actor, n ExamID) ([]Intake, error) {
	scope, err := s.Org.Reach(ctx, a, org.MarksImport)
	if err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selIntakes, scanIntake, n, scope)
}

// Findings are up to limit findings of an intake after one, of one code or ("") all. Verb marks.import at its place.
func (s *Service) Findings(ctx context.Context, a *org.Actor, n IntakeID, code book.Code, after, limit int) ([]Found, error) {
	if _, err := s.Intake(ctx, a, n); err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selFindings, scanFound, n, after, string(code), string(code), limit)
}
