package book

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
)

// Row is one pupil's row. It and its slices are valid until the function that got it returns; its texts may be kept, but hold the whole
// row in memory: clone what is kept long.
type Row struct {
	Line                                int
	Number, Student, Name               string
	Class, School, Group, Elective, Tag string
	Parts                               []Part // one for each of Mapping.Subjects, in that order
}

// ID is the number that names the row's pupil in a finding.
func (r *Row) ID() string {
	if r.Number != "" {
		return r.Number
	}
	return r.Student
}

// Part is a row's result in one subject. None says that the row has none: the pupil does not take the subject, or nothing was written.
// Marks and Total are hundredths; Total is -1 and a mark is Missing when it is not there. Choices is "" where there is none.
type Part struct {
	None    bool
	Status  Status
	Total   int32
	Marks   []uint16 // as Mapping.Items
	Choices []string // as Mapping.Items; nil when the file holds no answers
}

// Report is what a reading found.
type Report struct {
	Rows     int // rows of pupils that were handed on
	Left     int // rows of pupils that were not, for an error
	Findings Findings
	// Drop are rows that were handed on before another row of the same pupil, with other marks, was seen: neither may be taken.
	Drop []int
}

// reader is one reading of a sheet through a mapping.
type reader struct {
	b     *Book
	m     Mapping
	rep   *Report
	fn    func(*Row) error
	parts []plan
	ops   []op
	row   Row
	seen  map[uint64]first
	seed  maphash.Seed
	sums  maphash.Hash
	only  bool // just people: a second file
}

// plan is how the part of one subject is read.
type plan struct {
	items     []Spec
	totalFull int32
	hasTotal  bool
	hasChoice bool
	checkSum  bool

	// of the row at hand
	total  string
	word   Status
	dash   bool
	marks  int // cells with a mark
	over   int // cells with a mark above zero
	blanks int
	bad    bool
}

type op struct {
	kind Kind
	part int
	item int
	at   []int // of answers in one string
}

type first struct {
	line int32
	sum  uint64
	told bool
}

// Read reads the pupils' rows of a sheet through a mapping, in order. Rows with an error are left out and told; the error returned is
// fn's or about the file (see Unreadable). Options.Items, when there is a two-way table, complete full marks and keys.
func (b *Book) Read(ctx context.Context, m Mapping, o Options, fn func(*Row) error) (Report, error) {
	rep := Report{Findings: Findings{Limit: o.Limit}}
	if m.Sheet < 0 || m.Sheet >= len(b.sheets()) {
		return rep, cannot(CodeUnreadable, "没有这张工作表：请重新选择")
	}
	r := &reader{b: b, m: m, rep: &rep, fn: fn, seen: map[uint64]first{}, seed: maphash.MakeSeed()}
	r.sums.SetSeed(r.seed)
	r.plan(o)
	err := b.walk(ctx, m.Sheet, r.line)
	return rep, err
}

// plan turns the mapping into what is done with each column.
func (r *reader) plan(o Options) {
	subjects := r.m.Subjects()
	r.only = len(subjects) == 0
	for _, s := range subjects {
		r.parts = append(r.parts, r.planOf(s, o))
	}
	r.row.Parts = make([]Part, len(subjects))
	for i, p := range r.parts {
		r.row.Parts[i].Marks = make([]uint16, len(p.items))
		if p.hasChoice {
			r.row.Parts[i].Choices = make([]string, len(p.items))
		}
	}
	r.ops = make([]op, len(r.m.Columns))
	for i, c := range r.m.Columns {
		op := op{kind: c.Kind, part: slices.Index(subjects, c.Subject)}
		if c.marks() && op.part < 0 {
			op.kind = KindSkip
		}
		if c.Kind == KindItem || c.Kind == KindChoice {
			if op.part >= 0 {
				op.item = slices.IndexFunc(r.parts[op.part].items, func(s Spec) bool { return s.Name == c.Item })
			}
			if op.part < 0 || op.item < 0 {
				op.kind = KindSkip
			}
		}
		if op.kind == KindAnswers {
			for _, n := range c.Items {
				op.at = append(op.at, slices.IndexFunc(r.parts[op.part].items, func(s Spec) bool { return s.Name == n }))
			}
		}
		r.ops[i] = op
	}
}

func (r *reader) planOf(subject string, o Options) plan {
	p := plan{items: r.m.Items(subject)}
	known := o.Items[subject]
	sum, marked, choice := int32(0), map[string]bool{}, map[string]bool{}
	for _, c := range r.m.Columns {
		if c.Subject != subject {
			continue
		}
		switch c.Kind {
		case KindTotal:
			p.hasTotal, p.totalFull = true, hundredths(c.Full)
		case KindItem:
			marked[c.Item] = true
		case KindChoice:
			choice[c.Item], p.hasChoice = true, true
		case KindAnswers:
			p.hasChoice = true
			for _, n := range c.Items {
				choice[n] = true
			}
		}
	}
	var noFull, noKey []string
	complete := true
	for i := range p.items {
		it := &p.items[i]
		if k := slices.IndexFunc(known, func(s Spec) bool { return s.Name == it.Name }); k >= 0 {
			if it.Full != 0 && known[k].Full != 0 && it.Full != known[k].Full {
				r.say(0, it.Name, CodeFullOther, Error, "第 %s 题在文件里满分 %s，在双向细目表里 %s：请改成一样的", it.Name, show(it.Full), show(known[k].Full))
			}
			if known[k].Full != 0 {
				it.Full = known[k].Full
			}
			if known[k].Key != "" {
				it.Key = known[k].Key
			}
		}
		if choice[it.Name] && !marked[it.Name] && it.Key == "" {
			noKey = append(noKey, it.Name)
		}
		if it.Full == 0 {
			noFull = append(noFull, it.Name)
			if choice[it.Name] && !marked[it.Name] {
				it.Full = 100
			}
		}
		complete = complete && it.Full > 0
		sum += it.Full
	}
	r.checkItems(subject, p.items, known)
	if len(noKey) > 0 {
		r.say(0, "", CodeKey, Error, "第 %s 题只有作答，没有标准答案：请在文件里加一行“标准答案”，或者先填双向细目表的答案", some(noKey))
	}
	if len(noFull) > 0 {
		r.say(0, "", CodeFull, Warning, "第 %s 题不知道满分：请加一行“满分”，或者先填双向细目表；只有作答的题先按 1 分计", some(noFull))
	}
	p.checkSum = p.hasTotal && len(p.items) > 0 && (!complete || p.totalFull == 0 || p.totalFull == sum)
	return p
}

// checkItems compares the file's items with the two-way table's.
func (r *reader) checkItems(subject string, have, known []Spec) {
	if len(known) == 0 || len(have) == 0 {
		return
	}
	names := func(list []Spec) (out []string) {
		for _, s := range list {
			out = append(out, s.Name)
		}
		return out
	}
	var surplus, lacking []string
	k, h := names(known), names(have)
	for _, n := range h {
		if !slices.Contains(k, n) {
			surplus = append(surplus, n)
		}
	}
	for _, n := range k {
		if !slices.Contains(h, n) {
			lacking = append(lacking, n)
		}
	}
	if len(surplus) > 0 {
		r.say(0, "", CodeItems, Error, "文件里的第 %s 题不在双向细目表里：请改题号，或者先改双向细目表", some(surplus))
	}
	if len(lacking) > 0 {
		r.say(0, "", CodeItems, Warning, "双向细目表的第 %s 题在文件里没有：这些题没有分数", some(lacking))
	}
	_ = subject
}

func (r *reader) say(line int, field string, code Code, severity Severity, format string, args ...any) {
	r.rep.Findings.sayf(r.b.Name, line, r.row.ID(), field, code, severity, format, args...)
}

// some names at most eight.
func some(names []string) string {
	if len(names) > 8 {
		return strings.Join(names[:8], "、") + fmt.Sprintf(" 等 %d", len(names))
	}
	return strings.Join(names, "、")
}

// show is hundredths as people write them.
func show(v int32) string { return strconv.FormatFloat(float64(v)/100, 'f', -1, 64) }

// line reads one row.
func (r *reader) line(l *line) error {
	if l.number < r.m.First || l.number == r.m.FullRow || l.number == r.m.KeyRow {
		return nil
	}
	r.row = Row{Line: l.number, Parts: r.row.Parts}
	if r.notPupil(l) {
		return nil
	}
	if l.wide {
		r.say(l.number, "", CodeWide, Warning, "这一行超过 %d 列，后面的没有读", MaxColumns)
	}
	r.reset()
	ok := true
	for i, c := range l.cells {
		if i >= len(r.ops) || c == "" && r.ops[i].kind != KindItem {
			continue
		}
		ok = r.take(l, i, c) && ok
	}
	for i := len(l.cells); i < len(r.ops); i++ { // cells that a short row lacks
		if r.ops[i].kind == KindItem {
			ok = r.take(l, i, "") && ok
		}
	}
	ok = r.whose(l) && ok
	for i := range r.parts {
		ok = r.finish(i) && ok
	}
	if !ok {
		r.rep.Left++
		return nil
	}
	return r.hand()
}

func (r *reader) reset() {
	for i := range r.parts {
		p := &r.parts[i]
		p.total, p.word, p.dash, p.marks, p.over, p.blanks, p.bad = "", Sat, false, 0, 0, 0, false
		part := &r.row.Parts[i]
		part.None, part.Status, part.Total = false, Sat, -1
		for j := range part.Marks {
			part.Marks[j] = Missing
		}
		clear(part.Choices)
	}
}

// take reads one cell; false makes the row an error.
func (r *reader) take(l *line, i int, c string) bool {
	switch o := r.ops[i]; o.kind {
	case KindNumber:
		r.row.Number = c
	case KindStudent:
		r.row.Student = c
	case KindName:
		r.row.Name = c
	case KindClass:
		r.row.Class = c
	case KindSchool:
		r.row.School = c
	case KindGroup:
		r.row.Group = c
	case KindElective:
		r.row.Elective = c
	case KindStatus:
		r.row.Tag = c
		if _, _, known := statusWord(c); !known && !fineWord(c) && !strings.Contains(r.m.Columns[i].Title, "备注") {
			r.say(l.number, r.m.Columns[i].Title, CodeWord, Warning, "不认识“%s”：请写 缺考、缓考、违纪 或 免考", clip(c))
		}
	case KindTotal:
		r.parts[o.part].total = c
		if l.filled != nil && l.filled[i] {
			if _, ok := parseMark(c); ok {
				return r.merged(l, i, o.part)
			}
		}
	case KindItem:
		return r.item(l, i, o, c)
	case KindChoice:
		return r.choice(l, i, o, c)
	case KindAnswers:
		return r.answers(l, i, o, c)
	case KindRank, KindIdentity, KindSkip:
	}
	return true
}

func (r *reader) merged(l *line, i, part int) bool {
	r.parts[part].bad = true
	r.say(l.number, r.m.Columns[i].Title, CodeMerged, Error, "“%s”这一格和别的格合并了，看不出是谁的分数：请取消合并，每人各填一格", r.m.Columns[i].Title)
	return false
}

func (r *reader) item(l *line, i int, o op, c string) bool {
	p := &r.parts[o.part]
	if c == "" {
		p.blanks++
		return true
	}
	v, ok := r.mark(p, i, c)
	if !ok {
		return !p.bad
	}
	if l.filled != nil && l.filled[i] {
		return r.merged(l, i, o.part)
	}
	if full := p.items[o.item].Full; full > 0 && v > full {
		p.bad = true
		r.say(l.number, r.m.Columns[i].Title, CodeOver, Error, "第 %s 题 %s 分，超过满分 %s：请改分数或满分", p.items[o.item].Name, show(v), show(full))
		return false
	}
	p.marks++
	if v > 0 {
		p.over++
	}
	r.row.Parts[o.part].Marks[o.item] = uint16(v) //nolint:gosec // at most MaxMark
	return true
}

// mark reads a cell of marks: false with p.bad for what is none, false without it for a word.
func (r *reader) mark(p *plan, i int, c string) (int32, bool) {
	v, fine, ok := readMark(c)
	title := r.m.Columns[i].Title
	switch {
	case ok && v < 0:
		p.bad = true
		r.say(r.row.Line, title, CodeNegative, Error, "“%s”是负分：请改正", title)
		return 0, false
	case ok:
		if fine {
			r.say(r.row.Line, title, CodeFine, Warning, "“%s”小数太多，已按两位小数读：%s", title, show(v))
		}
		return v, true
	}
	if st, dash, known := statusWord(c); known {
		if dash {
			p.dash = true
			p.blanks++
		} else if p.word == Sat || st != Absent {
			p.word = st
		}
		return 0, false
	}
	p.bad = true
	switch {
	case c == notCalculated || strings.HasPrefix(c, "#"):
		r.say(r.row.Line, title, CodeMark, Error, "“%s”里的公式没有结果（%s）：请在 Excel 里复制这一列，再“选择性粘贴”为数值", title, clip(c))
	default:
		r.say(r.row.Line, title, CodeMark, Error, "“%s”写的是“%s”，不是分数：请写数字，缺考请写“缺考”", title, clip(c))
	}
	return 0, false
}

func (r *reader) choice(l *line, i int, o op, c string) bool {
	p := &r.parts[o.part]
	if st, dash, known := statusWord(c); known && !dash && len(c) > 1 {
		p.word = st
		return true
	}
	key := ""
	if !isNone(c) && c != "/" && c != "—" {
		if key = normalKey(c); key == "" {
			p.bad = true
			r.say(l.number, r.m.Columns[i].Title, CodeAnswer, Error, "“%s”写的是“%s”，不是选项：请写字母，没有作答请空着", r.m.Columns[i].Title, clip(c))
			return false
		}
	}
	r.row.Parts[o.part].Choices[o.item] = key
	return true
}

func (r *reader) answers(l *line, i int, o op, c string) bool {
	p := &r.parts[o.part]
	if st, _, known := statusWord(c); known {
		p.word = st
		return true
	}
	list, ok := splitAnswers(c, len(o.at))
	title := r.m.Columns[i].Title
	switch {
	case !ok:
		p.bad = true
		r.say(l.number, title, CodeAnswer, Error, "“%s”读不成作答：请一题一个字母，没有作答的题写一个点，多选的题用括号括起来", clip(c))
		return false
	case len(list) != len(o.at):
		p.bad = true
		r.say(l.number, title, CodeLength, Error, "“%s”有 %d 个作答，应有 %d 个：没有作答的题请写一个点，多选的题请用括号括起来", title, len(list), len(o.at))
		return false
	}
	for k, a := range list {
		if o.at[k] >= 0 {
			r.row.Parts[o.part].Choices[o.at[k]] = a
		}
	}
	return true
}
