package exam

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kinds of jobs.
const (
	JobCheck = "exam.marks.check"
	JobTidy  = "exam.marks.tidy"
)

type checkArgs struct {
	Intake IntakeID `json:"intake"`
	Rev    int      `json:"rev"`
}

// registerJobs makes the queue know the kinds of this package.
func (s *Service) registerJobs() {
	if s.Jobs == nil {
		return
	}
	s.Jobs.Register(job.Kind{Name: JobCheck, Run: s.runCheck, Tries: 5})
	s.Jobs.Register(job.Kind{Name: JobTidy, Run: s.runTidy, Tries: 5})
}

// pile is the results of one subject while they are gathered: whole columns instead of an object a pupil, since a city has 100,000 of
// them with 40 items each.
type pile struct {
	subject string
	items   []book.Spec
	full    int32
	row     []int32 // of each pupil of people, or -1
	at      []int32 // pupil of each row; -1 when it was dropped
	file    []int32
	line    []int32
	status  []Status
	total   []uint16
	marks   []uint16 // rows×items
	choices []uint16 // rows×items, places in words from 1; nil without answers
	extra   []uint16 // teaching class and combination of each row, places in words
	words   []string
	index   map[string]uint16
}

func (p *pile) word(s string) uint16 {
	if s == "" {
		return 0
	}
	if i, ok := p.index[s]; ok {
		return i
	}
	if len(p.words) >= 65000 {
		return 0
	}
	p.words = append(p.words, cloned(s))
	p.index[p.words[len(p.words)-1]] = uint16(len(p.words)) //nolint:gosec // bounded
	return uint16(len(p.words))                             //nolint:gosec // bounded
}

func cloned(s string) string { return string([]byte(s)) }

func (p *pile) text(i uint16) string {
	if i == 0 {
		return ""
	}
	return p.words[i-1]
}

// get is a gathered row as a line.
func (p *pile) get(row int32, who org.PersonID) line {
	k, n := int(row), len(p.items)
	l := line{person: who, status: p.status[k], total: p.total[k], group: p.text(p.extra[2*k]), elective: p.text(p.extra[2*k+1])}
	if n > 0 {
		l.marks = p.marks[k*n : (k+1)*n]
		if p.choices != nil {
			l.choices = make([]string, n)
			for j := range l.choices {
				l.choices[j] = p.text(p.choices[k*n+j])
			}
		}
	}
	return l
}

// gathering is one run of the check.
type gathering struct {
	s      *Service
	t      *job.Task
	i      Intake
	e      Exam
	o      book.Options
	people *people
	found  book.Findings
	rep    Report
	piles  map[string]*pile
	read   int64
	began  time.Time
}

// runCheck is the job: it reads the files, finds the pupils, compares with what is stored and stages the difference. It begins anew when
// it is run again; nothing of it counts before Apply.
func (s *Service) runCheck(ctx context.Context, t *job.Task) error {
	var args checkArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	i, err := s.loadIntake(ctx, args.Intake)
	if err != nil || i.State != IntakeChecking || i.Rev != args.Rev {
		return err // changed or ended meanwhile
	}
	g := &gathering{s: s, t: t, i: i, piles: map[string]*pile{}, began: s.Clock.Now(),
		rep: Report{Count: map[book.Code]int{}, Subjects: map[string]Counts{}, Plans: map[string]int{}, Papers: map[string]paper{}}}
	return g.run(ctx)
}

func (g *gathering) run(ctx context.Context) error {
	var err error
	if g.e, err = g.s.Admit(ctx, g.s.Core.Reader(ctx), g.i.Exam); err != nil {
		return err
	}
	if g.i.Base, err = db.One(g.s.Core.Reader(ctx), selApplied, db.Value[int64], g.e.ID); err != nil {
		return err
	}
	if err := g.clear(ctx); err != nil {
		return err
	}
	if err := g.progress(ctx, "查找学生"); err != nil {
		return err
	}
	if g.people, err = g.s.peopleOf(ctx, g.e, g.i.Place); err != nil {
		return err
	}
	if err := g.plans(ctx); err != nil {
		return err
	}
	if err := g.joins(ctx); err != nil {
		return err
	}
	if err := g.files(ctx); err != nil {
		return err
	}
	return g.finish(ctx)
}

// plans notes which two-way tables the check goes by.
func (g *gathering) plans(ctx context.Context) error {
	var err error
	if g.o, err = g.s.options(ctx, g.e); err != nil {
		return err
	}
	for _, subject := range g.e.Subjects {
		b, err := g.s.BlueprintOf(ctx, g.s.Core.Reader(ctx), g.e.ID, subject)
		if err != nil {
			return err
		}
		g.rep.Plans[subject] = b.Rev
	}
	return nil
}

// joins reads the files that say whose exam number is whose: the intake's, else the newest that the same place gave for this exam.
func (g *gathering) joins(ctx context.Context) error {
	var files []File
	for _, f := range g.i.Files {
		if f.Kind == FileJoin {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		old, err := db.All(g.s.Core.Reader(ctx), selJoin, scanFile, g.e.ID, g.i.Place)
		if err != nil {
			return err
		}
		files = old
	}
	for _, f := range files {
		lines := map[int]string{}
		rep, err := g.reading(ctx, f, func(r *book.Row) error {
			lines[r.Line] = cloned(r.Number)
			if m := g.people.join(r); m.code != "" && m.code != book.CodeClass {
				g.told(f, r, m.code)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, n := range rep.Drop { // a number of two pupils is nobody's
			g.people.joined[lines[n]] = -1
		}
	}
	return nil
}

// reading reads one file through its mapping; what is wrong with it is kept.
func (g *gathering) reading(ctx context.Context, f File, fn func(*book.Row) error) (book.Report, error) {
	b, done, err := g.s.openBook(ctx, f.Name, f.Hash)
	if told, ok := book.Unreadable(f.Name, err); ok {
		g.found.Add(told)
		return book.Report{}, nil
	}
	if err != nil {
		return book.Report{}, err
	}
	defer done()
	b.Name = f.Name
	for _, x := range f.Mapping.Check(f.Name, g.o, f.Kind == FileMarks).List {
		g.found.Add(x) // columns that are dropped are said with the rest
	}
	rep, err := b.Read(ctx, f.Mapping, g.o, func(r *book.Row) error {
		if g.read++; g.read%2000 == 0 {
			if err := g.progress(ctx, f.Name); err != nil {
				return err
			}
		}
		return fn(r)
	})
	g.take(rep.Findings)
	if told, ok := book.Unreadable(f.Name, err); ok {
		g.found.Add(told)
		err = nil
	}
	return rep, err
}

// take adds a file's findings, with the counts of those that were not kept.
func (g *gathering) take(f book.Findings) {
	kept, errors := map[book.Code]int{}, 0
	for _, x := range f.List {
		g.found.Add(x)
		kept[x.Code]++
		if x.Severity == book.Error {
			errors++
		}
	}
	for code, n := range f.Count {
		g.found.Count[code] += n - kept[code]
	}
	g.found.Errors += f.Errors - errors
}

func (g *gathering) progress(ctx context.Context, note string) error {
	total := int64(0)
	if g.people != nil {
		total = int64(len(g.people.list) * max(1, len(g.i.Files)))
	}
	return g.t.Progress(ctx, g.read, max(total, g.read), note)
}

// files reads the files of marks into piles, and stages a subject as soon as no later file has it, so that a city's six subjects are not in
// memory at once.
func (g *gathering) files(ctx context.Context) error {
	var files []File
	for _, f := range g.i.Files {
		if f.Kind == FileMarks {
			files = append(files, f)
		}
	}
	for k, f := range files {
		if err := g.file(ctx, f); err != nil {
			return err
		}
		for _, subject := range f.Mapping.Subjects() {
			later := slices.ContainsFunc(files[k+1:], func(x File) bool { return slices.Contains(x.Mapping.Subjects(), subject) })
			if p := g.piles[subject]; p != nil && !later {
				if err := g.stage(ctx, p); err != nil {
					return err
				}
				delete(g.piles, subject)
			}
		}
	}
	return nil
}

// file reads one file of marks.
func (g *gathering) file(ctx context.Context, f File) error {
	subjects := f.Mapping.Subjects()
	piles := make([]*pile, len(subjects))
	to := make([][]int, len(subjects)) // where the file's items stand in the pile
	for k, subject := range subjects {
		piles[k] = g.pileOf(subject, f.Mapping)
		for _, it := range f.Mapping.Items(subject) {
			at := slices.IndexFunc(piles[k].items, func(s book.Spec) bool { return s.Name == it.Name })
			if to[k] = append(to[k], at); at < 0 && len(g.o.Items[subject]) == 0 {
				g.found.Add(book.Finding{File: f.Name, Field: it.Name, Code: book.CodeItems, Severity: book.Error,
					Message: fmt.Sprintf("第 %s 题在前面的文件里没有：各文件的题号要一样，或者先填双向细目表", it.Name)})
			}
		}
	}
	rows := 0
	rep, err := g.reading(ctx, f, func(r *book.Row) error {
		m := g.people.find(r)
		if m.code != "" {
			g.told(f, r, m.code)
		}
		if m.at < 0 || m.code == book.CodeByName && !g.i.Choice.ByName {
			g.rep.Left++
			return nil
		}
		if m.code == book.CodeByName {
			g.rep.ByName++
		}
		rows++
		for k := range r.Parts {
			if !r.Parts[k].None {
				g.put(piles[k], to[k], f, m.at, r, &r.Parts[k])
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range rep.Drop {
		for _, p := range piles {
			for row := range p.at {
				if p.file[row] == int32(f.No) && p.line[row] == int32(n) && p.at[row] >= 0 { //nolint:gosec // small
					p.row[p.at[row]] = -1
					p.at[row] = -1
				}
			}
		}
	}
	g.rep.Rows += rows - min(rows, len(rep.Drop))
	g.rep.Left += rep.Left
	return nil
}

// pileOf finds or begins the pile of a subject. Its items are the two-way table's, else those of the first file that has the subject,
// completed by later ones while nothing was put in.
func (g *gathering) pileOf(subject string, m book.Mapping) *pile {
	p := g.piles[subject]
	if p == nil {
		p = &pile{subject: subject, index: map[string]uint16{}, row: make([]int32, len(g.people.list))}
		for i := range p.row {
			p.row[i] = -1
		}
		if known := g.o.Items[subject]; len(known) > 0 {
			p.items = known
		}
		g.piles[subject] = p
	}
	for _, c := range m.Columns {
		if c.Subject == subject && c.Kind == book.KindTotal && c.Full > 0 && p.full == 0 {
			p.full = int32(c.Full * 100)
		}
	}
	if len(p.items) == 0 && len(p.at) == 0 {
		p.items = m.Paper(subject)
	}
	return p
}

// put adds a row to a pile.
func (g *gathering) put(p *pile, to []int, f File, at int32, r *book.Row, part *book.Part) {
	row := len(p.at)
	p.at, p.file, p.line = append(p.at, at), append(p.file, int32(f.No)), append(p.line, int32(r.Line)) //nolint:gosec // small
	p.status = append(p.status, statusOf(part.Status))
	total := book.Missing
	if part.Total >= 0 && part.Total <= book.MaxMark {
		total = uint16(part.Total) //nolint:gosec // bounded
	}
	p.total = append(p.total, total)
	p.extra = append(p.extra, p.word(r.Group), p.word(r.Elective))
	n := len(p.items)
	for range n {
		p.marks = append(p.marks, book.Missing)
	}
	if part.Choices != nil || p.choices != nil {
		for len(p.choices) < (row+1)*n {
			p.choices = append(p.choices, 0)
		}
	}
	for j, k := range to {
		if k < 0 {
			continue
		}
		p.marks[row*n+k] = part.Marks[j]
		if part.Choices != nil {
			p.choices[row*n+k] = p.word(part.Choices[j])
		}
	}
	old := p.row[at]
	if old < 0 {
		p.row[at] = int32(row) //nolint:gosec // bounded
		return
	}
	if !p.get(old, org.PersonID{}).same(p.get(int32(row), org.PersonID{})) { //nolint:gosec // bounded
		g.found.Add(book.Finding{File: f.Name, Line: r.Line, ID: r.ID(), Code: book.CodeOtherRow, Severity: book.Error,
			Message: fmt.Sprintf("这名学生这门学科还有一份不一样的成绩（第 %d 行），都没有读：请核对后只留一份", p.line[old])})
		p.row[at] = -1
		p.at[old] = -1
		g.rep.Left++
	}
	p.at[row] = -1
}

func statusOf(s book.Status) Status {
	switch s {
	case book.Absent:
		return Absent
	case book.Deferred:
		return Deferred
	case book.Void:
		return Void
	case book.Excused:
		return Excluded
	}
	return Sat
}
