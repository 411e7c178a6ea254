package book

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Kind is what a column holds.
type Kind string

// Kinds of columns.
const (
	KindNumber   Kind = "number"   // exam number 考号, 准考证号
	KindStudent  Kind = "student"  // student number 学号
	KindName     Kind = "name"     // 姓名
	KindClass    Kind = "class"    // administrative class 班级
	KindSchool   Kind = "school"   // name or code
	KindTotal    Kind = "total"    // total of one subject
	KindItem     Kind = "item"     // mark of one item
	KindChoice   Kind = "choice"   // answer to one item
	KindAnswers  Kind = "answers"  // all answers as one string
	KindGroup    Kind = "group"    // teaching class 教学班
	KindElective Kind = "elective" // 选科组合
	KindStatus   Kind = "status"   // 缺考, 缓考 … in a column of its own
	KindRank     Kind = "rank"     // never read
	KindIdentity Kind = "identity" // identity or pupil-register number: never read
	KindSkip     Kind = "skip"
)

// Kinds lists the kinds that a person may choose, in the order of a form.
func Kinds() []Kind {
	return []Kind{KindSkip, KindNumber, KindStudent, KindName, KindClass, KindSchool, KindTotal, KindItem, KindChoice, KindAnswers, KindGroup, KindElective, KindStatus}
}

// Column says what one column is. Subject is a code, for marks and answers. Item is the item's name; of answers in one string Items are
// the names in the string's order. Full is the full mark, 0 when the file does not say; of answers in one string it is that of each.
// Key is the key of a choice, or the string of keys.
type Column struct {
	Title   string   `json:"title"`
	Kind    Kind     `json:"kind"`
	Subject string   `json:"subject,omitempty"`
	Item    string   `json:"item,omitempty"`
	Items   []string `json:"items,omitempty"`
	Full    float64  `json:"full,omitempty"`
	Key     string   `json:"key,omitempty"`
}

// Mapping says how a sheet is read. Guess makes one, people change it, it is kept as JSON.
type Mapping struct {
	Sheet    int      `json:"sheet"`
	Head     int      `json:"head"`      // row of the first headings, 0 when there are none
	HeadRows int      `json:"head_rows"` // how many rows of headings
	FullRow  int      `json:"full_row,omitempty"`
	KeyRow   int      `json:"key_row,omitempty"`
	First    int      `json:"first"` // first row of pupils
	Subject  string   `json:"subject,omitempty"`
	Columns  []Column `json:"columns"`
}

// Spec is one item as a mapping has it: full marks in hundredths (0 unknown) and the key ("" none).
type Spec struct {
	Name string
	Full int32
	Key  string
}

// Subjects are the codes of which the mapping has marks, in order.
func (m Mapping) Subjects() []string {
	var out []string
	for _, c := range m.Columns {
		if c.marks() && c.Subject != "" && !slices.Contains(out, c.Subject) {
			out = append(out, c.Subject)
		}
	}
	return out
}

// marks reports that a column holds marks or answers.
func (c Column) marks() bool {
	return c.Kind == KindTotal || c.Kind == KindItem || c.Kind == KindChoice || c.Kind == KindAnswers
}

// Items are the items of a subject in the order in which they first appear.
func (m Mapping) Items(subject string) []Spec {
	var out []Spec
	add := func(name string, full float64, key string) {
		if name == "" {
			return
		}
		i := slices.IndexFunc(out, func(s Spec) bool { return s.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, Spec{Name: name})
		}
		if full > 0 {
			out[i].Full = hundredths(full)
		}
		if key != "" {
			out[i].Key = key
		}
	}
	for _, c := range m.Columns {
		if c.Subject != subject {
			continue
		}
		switch c.Kind {
		case KindItem, KindChoice:
			add(c.Item, c.Full, normalKey(c.Key))
		case KindAnswers:
			keys, _ := splitAnswers(c.Key, len(c.Items))
			for i, n := range c.Items {
				key := ""
				if i < len(keys) {
					key = keys[i]
				}
				add(n, c.Full, key)
			}
		}
	}
	return out
}

// Whole gives the sheet's subject to columns of marks that name none.
func (m Mapping) Whole() Mapping {
	m.Columns = slices.Clone(m.Columns)
	for i := range m.Columns {
		if c := &m.Columns[i]; c.marks() && c.Subject == "" {
			c.Subject = m.Subject
		}
	}
	return m
}

// Paper are the items of a subject as results are marked by them: one of which the file has answers and no marks counts one mark where no
// full mark is said, and a finding of the reader says so.
func (m Mapping) Paper(subject string) []Spec {
	out := m.Items(subject)
	for i, it := range out {
		marked := slices.ContainsFunc(m.Columns, func(c Column) bool { return c.Kind == KindItem && c.Subject == subject && c.Item == it.Name })
		if it.Full == 0 && it.Key != "" && !marked {
			out[i].Full = 100
		}
	}
	return out
}

// Layout is a short name for a file's form: its headings without those of items, so that the next exam with more items has the same.
func (m Mapping) Layout() string {
	var titles []string
	for _, c := range m.Columns {
		if c.Kind != KindItem && c.Kind != KindChoice {
			titles = append(titles, plainTitle(c.Title))
		}
	}
	slices.Sort(titles)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(titles), "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Remembered takes over from an earlier mapping what a person had decided for the same headings: their kinds and subjects. What stands
// in the file itself (rows, items, full marks, keys) stays as it was guessed, and nothing brings back a column of ranks.
func (m Mapping) Remembered(earlier Mapping) Mapping {
	m.Columns = slices.Clone(m.Columns)
	by := map[string]Column{}
	for _, c := range earlier.Columns {
		by[plainTitle(c.Title)] = c
	}
	for i, c := range m.Columns {
		e, ok := by[plainTitle(c.Title)]
		if !ok || c.Kind == KindRank || c.Kind == KindIdentity || e.Kind == KindRank || e.Kind == KindIdentity {
			continue
		}
		if c.Kind != e.Kind && (e.Kind == KindItem || e.Kind == KindChoice) {
			c.Item = e.Item
		}
		c.Kind = e.Kind
		if e.marks() && e.Subject != "" && (c.Subject == "" || !c.marks()) {
			c.Subject = e.Subject
		}
		m.Columns[i] = c
	}
	return m
}

// Check says what is wrong with a mapping. The file name is for the findings; needMarks is false for a second file, which only says whose
// number is whose.
func (m Mapping) Check(file string, o Options, needMarks bool) Findings {
	var f Findings
	if len(m.Columns) > MaxColumns || m.First < 1 {
		f.sayf(file, 0, "", "", CodeHeader, Error, "没有找到表头：请指定哪一行是列名")
		return f
	}
	who, marks := 0, 0
	seen := map[string]string{}
	for _, c := range m.Columns {
		m.checkColumn(&f, file, o, c, seen)
		switch {
		case c.marks():
			marks++
		case c.Kind == KindNumber, c.Kind == KindStudent, c.Kind == KindName:
			who++
		}
	}
	if who == 0 {
		f.sayf(file, 0, "", "", CodePerson, Error, "没有考号、学号或姓名这一列：请在上方选出哪一列是它")
	}
	if marks == 0 && needMarks {
		f.sayf(file, 0, "", "", CodeMarks, Error, "没有成绩列：请选出总分、各题得分或作答是哪些列")
	}
	return f
}

func (m Mapping) checkColumn(f *Findings, file string, o Options, c Column, seen map[string]string) {
	key := string(c.Kind)
	switch c.Kind {
	case KindRank:
		f.sayf(file, m.Head, "", c.Title, CodeRank, Note, "“%s”是名次一类的列，没有读取，也不会保存", c.Title)
		return
	case KindIdentity:
		f.sayf(file, m.Head, "", c.Title, CodeIdentity, Note, "“%s”是证件号或学籍号，没有读取，也不会保存", c.Title)
		return
	case KindSkip:
		if c.Title != "" {
			f.sayf(file, m.Head, "", c.Title, CodeColumn, Note, "没有用“%s”这一列", c.Title)
		}
		return
	case KindTotal, KindAnswers:
		key += c.Subject
	case KindItem, KindChoice:
		key += c.Subject + "\x00" + c.Item
		if c.Item == "" {
			f.sayf(file, 0, "", c.Title, CodeItems, Error, "“%s”这一列没有题号：请写上是第几题", c.Title)
		}
	}
	if c.marks() && (c.Subject == "" || o.Only != nil && !slices.Contains(o.Only, c.Subject)) {
		what := "没有说是哪一科"
		if c.Subject != "" {
			what = "属于这次考试没有的学科"
		}
		f.sayf(file, 0, "", c.Title, CodeSubject, Error, "“%s”这一列%s：请选学科，或者选“不用”", c.Title, what)
	}
	if first, ok := seen[key]; ok {
		f.sayf(file, 0, "", c.Title, CodeTwice, Error, "“%s”和“%s”是同一样内容：请只留一列，另一列选“不用”", first, c.Title)
	}
	seen[key] = c.Title
}

// Options is what is known beside the file.
type Options struct {
	Subjects []Subject         // of the region
	Only     []string          // codes of the exam's subjects; nil is any
	Items    map[string][]Spec // of the two-way table, by subject
	Limit    int               // findings kept of each code; 0 is 200
}

// Subject is a subject's code and the words for it.
type Subject struct{ Code, Name string }

// aliases are further words for subjects, by the word that a region's name of it begins with.
var aliases = map[string][]string{
	"英语": {"外语", "英"}, "语文": {"语"}, "数学": {"数"}, "物理": {"物"}, "化学": {"化"}, "生物": {"生"}, "历史": {"史"}, "地理": {"地"},
	"道德与法治": {"道法", "政治", "思品"}, "思想政治": {"政治", "政"}, "体育": {"体育与健康"}, "信息": {"信息", "信息技术"},
}

// subject finds the subject that a heading names; among several of the same word (政治) the exam's own.
func (o Options) subject(title string) (code, word string) {
	title = plainTitle(title)
	for pass := range 2 { // whole names before single characters
		for _, s := range o.Subjects {
			if o.Only != nil && !slices.Contains(o.Only, s.Code) {
				continue
			}
			for _, w := range s.words() {
				if n := len([]rune(w)); pass == 0 && n > 1 && strings.Contains(title, w) || pass == 1 && n == 1 && (title == w || title == w+"总分") {
					if len(w) > len(word) {
						code, word = s.Code, w
					}
				}
			}
		}
		if code != "" {
			return code, word
		}
	}
	return "", ""
}

func (s Subject) words() []string {
	out := []string{s.Name}
	for begin, more := range aliases {
		if strings.HasPrefix(s.Name, begin) {
			out = append(append(out, begin), more...)
		}
	}
	return out
}

func (m Mapping) String() string {
	return fmt.Sprintf("%d columns from row %d", len(m.Columns), m.First)
}
