package exam

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// stageRows is how many classes one slice writes: some hundred kilobytes, well within what a slice may take.
const stageRows = 48

// messages are what a person is told about a row whose pupil is not found, or not for sure.
var messages = map[book.Code]struct {
	severity book.Severity
	text     string
}{
	book.CodeSchool:    {book.Error, "没有这所学校，或者它不在这次考试的范围里：请核对学校名称"},
	book.CodeUnknown:   {book.Error, "没有找到这名学生：请核对学号和姓名；如果写的是考号，请再上传一份考号对照表"},
	book.CodeAmbiguous: {book.Error, "有好几名学生都对得上，不能猜：请写上学号，或者学校和班级"},
	book.CodeName:      {book.Error, "号码找得到，姓名却对不上：请核对号码和姓名"},
	book.CodeByName:    {book.Error, "没有可用的号码，只按班级和姓名找到了一个人：核对以后，在下面勾选“按姓名找到的也导入”"},
	book.CodeClass:     {book.Warning, "班级和学籍里考试那天的不一样，按学籍里的班级算"},
	book.CodeJoin:      {book.Error, "考号对照表里没有这个考号：请补上这一行"},
	book.CodeJoinTwice: {book.Error, "考号对照表里这个考号有两个人：请改正"},
	book.CodeNumber:    {book.Error, "考号对照表的这一行没有考号：请补上"},
}

// told adds the finding about a row's pupil.
func (g *gathering) told(f File, r *book.Row, code book.Code) {
	m := messages[code]
	if code == book.CodeByName && g.i.Choice.ByName {
		m.severity = book.Warning
	}
	g.found.Add(book.Finding{File: f.Name, Line: r.Line, ID: cloned(r.ID()), Code: code, Severity: m.severity, Message: m.text})
}

// clear removes what an earlier run of the check has staged, a few classes at a time.
func (g *gathering) clear(ctx context.Context) error {
	for {
		var n int64
		err := g.s.Core.Bulk(ctx, func(tx *db.Tx) (err error) {
			n, err = tx.Exec(delResultSome, g.i.ID, g.i.ID)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// staged is one class to be written.
type staged struct {
	class org.Class
	lines []line
	Counts
}

// stage compares the pile of a subject with what is stored, class after class in the order of people, and writes the classes that change.
func (g *gathering) stage(ctx context.Context, p *pile) error {
	g.rep.Papers[p.subject] = paper{p.full, p.items}
	g.absent(p)
	var sum Counts
	var batch []staged
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := g.compare(ctx, p, batch); err != nil {
			return err
		}
		for _, b := range batch {
			sum.Classes++
			sum.Added, sum.Changed, sum.Removed = sum.Added+b.Added, sum.Changed+b.Changed, sum.Removed+b.Removed
			sum.Unchanged, sum.Kept = sum.Unchanged+b.Unchanged, sum.Kept+b.Kept
		}
		err := g.write(ctx, p, batch)
		batch = batch[:0]
		return err
	}
	for i := 0; i < len(g.people.list); {
		class := g.people.list[i].class
		var lines []line
		for ; i < len(g.people.list) && g.people.list[i].class == class; i++ {
			if row := p.row[i]; row >= 0 {
				l := p.get(row, g.people.list[i].person)
				if l.status == Excluded {
					g.rep.Excused++
				}
				lines = append(lines, l)
			}
		}
		if len(lines) == 0 {
			continue
		}
		batch = append(batch, staged{class: g.people.classes[class], lines: lines})
		if len(batch) == stageRows {
			if err := flush(); err != nil {
				return err
			}
			if err := g.progress(ctx, "比较和暂存"); err != nil {
				return err
			}
		}
	}
	err := flush()
	g.rep.Subjects[p.subject] = sum
	return err
}

// absent notes the pupils of touched classes who have no row.
func (g *gathering) absent(p *pile) {
	missing := g.people.missing(p.row)
	for _, c := range sortedClasses(missing) {
		class := g.people.classes[c]
		g.found.Add(book.Finding{Field: class.Label(), Code: book.CodeAbsentees, Severity: book.Note,
			Message: fmt.Sprintf("%s有 %d 名学生不在文件里（%s）：缺考的也请写上一行“缺考”", class.Label(), missing[c], g.s.subjectName(p.subject))})
	}
}

func (s *Service) subjectName(code string) string {
	for _, v := range s.Preset.Subjects {
		if v.Code == code {
			return v.Name
		}
	}
	return code
}

// compare joins the gathered lines of some classes with the stored ones and counts the difference.
func (g *gathering) compare(ctx context.Context, p *pile, batch []staged) error {
	ids := make([]org.ClassID, len(batch))
	for i, b := range batch {
		ids[i] = b.class.ID
	}
	rows, err := db.All(g.s.Core.Reader(ctx), selResultsOf, scanStored, g.e.ID, p.subject, db.IDs(ids))
	if err != nil {
		return err
	}
	old := map[org.ClassID][]line{}
	for _, v := range rows {
		if _, newer := old[v.class]; newer {
			continue
		}
		u, err := open(v.data, v.words)
		if err != nil {
			return err
		}
		old[v.class] = u.lines()
	}
	for i := range batch {
		batch[i].against(old[batch[i].class.ID], len(p.items), g.i.Choice.Replace)
	}
	return nil
}

// against counts the difference of a class to its stored lines. Stored results of pupils who are not in the files are kept, unless they
// are to be replaced.
func (b *staged) against(old []line, items int, replace bool) {
	before := map[org.PersonID]line{}
	for _, l := range old {
		before[l.person] = l
	}
	now := map[org.PersonID]bool{}
	for i, l := range b.lines {
		now[l.person] = true
		o, was := before[l.person]
		switch {
		case !was:
			b.Added++
		case plainLine(o, items).same(plainLine(l, items)):
			b.Unchanged++
		default:
			if onlyTotal(l) && o.total == l.total && o.status == l.status { // a list of totals says nothing about items
				b.lines[i] = o
				b.Unchanged++
				continue
			}
			b.Changed++
		}
	}
	for _, l := range old {
		switch {
		case now[l.person]:
		case replace:
			b.Removed++
		default:
			b.Kept++
			b.lines = append(b.lines, l)
		}
	}
}

// onlyTotal reports a line without any item.
func onlyTotal(l line) bool {
	return !slices.ContainsFunc(l.marks, func(m uint16) bool { return m != book.Missing }) && !slices.ContainsFunc(l.choices, func(c string) bool { return c != "" })
}

// plainLine is a line with nothing where nothing is said, as packing and reading again makes it.
func plainLine(l line, items int) line {
	if onlyTotal(l) {
		l.marks, l.choices = nil, nil
	}
	if !slices.ContainsFunc(l.choices, func(c string) bool { return c != "" }) {
		l.choices = nil
	}
	if len(l.marks) != 0 && len(l.marks) != items {
		l.marks = slices.Clone(l.marks)
		for len(l.marks) < items {
			l.marks = append(l.marks, book.Missing)
		}
	}
	return l
}

// write stages the classes that change something. Nobody sees them before the intake's results begin to count.
func (g *gathering) write(ctx context.Context, p *pile, batch []staged) error {
	type row struct {
		data  []byte
		words string
	}
	rows := make([]row, len(batch))
	for i, b := range batch {
		if b.Added+b.Changed+b.Removed == 0 {
			continue
		}
		data, words, err := pack(b.lines, len(p.items))
		if err != nil {
			return err
		}
		rows[i] = row{data, words}
	}
	return g.s.Core.Bulk(ctx, func(tx *db.Tx) error {
		for i, b := range batch {
			if rows[i].data == nil {
				continue
			}
			if _, err := tx.Exec(insResult, g.e.ID, p.subject, b.class.ID, g.i.ID, b.class.School, len(b.lines), b.Added, b.Changed, b.Removed, b.Unchanged+b.Kept, rows[i].data, rows[i].words); err != nil {
				return err
			}
		}
		return nil
	})
}

// finish stores findings and report, and says where the intake stands now.
func (g *gathering) finish(ctx context.Context) error {
	if err := g.findings(ctx); err != nil {
		return err
	}
	state := IntakeReady
	if g.found.Refused() || g.rep.Rows == 0 {
		state = IntakeFaulty
	}
	for code, n := range g.found.Count {
		if n > 0 {
			g.rep.Count[code] = n
		}
	}
	g.rep.Seconds = g.s.Clock.Now().Sub(g.began).Seconds()
	return g.s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updChecked, string(state), g.i.Base, text(g.rep), g.i.ID, g.i.Rev)
		if err != nil || n == 0 {
			return err // changed or dropped meanwhile
		}
		return g.t.Step(tx, max(g.read, 1), max(g.read, 1), "")
	})
}

// findings writes them in slices, errors first, then in the order in which they were found.
func (g *gathering) findings(ctx context.Context) error {
	weight := map[book.Severity]int{book.Error: 0, book.Warning: 1, book.Note: 2}
	list := slices.Clone(g.found.List)
	slices.SortStableFunc(list, func(a, b book.Finding) int { return weight[a.Severity] - weight[b.Severity] })
	if err := g.s.Core.Bulk(ctx, func(tx *db.Tx) error { _, err := tx.Exec(delFindings, g.i.ID); return err }); err != nil {
		return err
	}
	return g.s.Core.InSlices(ctx, 0, len(list), func(tx *db.Tx, lo, hi int) error {
		for k := lo; k < hi; k++ {
			x := list[k]
			if _, err := tx.Exec(insFinding, g.i.ID, k+1, x.File, x.Line, x.ID, x.Field, string(x.Code), string(x.Severity), x.Message); err != nil {
				return err
			}
		}
		return nil
	})
}
