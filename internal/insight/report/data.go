package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// Place says where a school stands on the exam's first day. Zero ids are none.
type Place struct {
	District org.UnitID
	Parent   org.UnitID // the central school 中心校 of a teaching point
}

// data is one subject of an exam in memory: about two bytes a mark.
type data struct {
	subject string
	paper   Paper
	index   *index   // nil without a two-way table
	key     []string // of each item
	full    []int64  // of each item, hundredths
	total   int64    // full mark of the paper, hundredths; 0 unknown
	k       int

	persons  []org.PersonID
	status   []exam.Status
	rows     indicator.Rows
	choice   []uint8 // row-major codes of dict; nil without choices
	dict     []string
	teaching []int32 // place in labels, −1 none
	elective []int32
	labels   []string
	theta    []float64 // EAP of each row, NaN; nil before a model is fitted

	classes []*classData
	gaps    int // choices beyond the dictionary, read as no answer
}

// classData is one class of a subject: rows lo … hi.
type classData struct {
	school org.UnitID
	class  org.ClassID
	place  Place
	lo, hi int32
	sums   sums
}

// sums are what of a group adds up.
type sums struct {
	counter indicator.Counter
	tally   *indicator.Tally
	missing [6]int // by exam.Status; the last counts who sat without a total
	members int
}

func newSums(d *data, t indicator.Thresholds) sums {
	return sums{counter: indicator.Counter{Full: d.total, Thresholds: t}, tally: indicator.NewTally(d.full)}
}

func (s *sums) merge(o sums) {
	s.counter.Merge(o.counter)
	s.tally.Merge(o.tally)
	s.members += o.members
	for i := range s.missing {
		s.missing[i] += o.missing[i]
	}
}

// add counts one row.
func (s *sums) add(d *data, i int32) {
	s.members++
	st := d.status[i]
	if st != exam.Sat {
		s.missing[min(int(st), 4)]++
		return
	}
	t := d.rows.Total[i]
	if t == indicator.NoTotal {
		s.missing[5]++
		return
	}
	s.counter.Add(int64(t))
	if d.k > 0 {
		s.tally.Add(d.rows.Row(int(i)))
	}
}

// maxDict is the largest number of different answers of one subject; later ones read as no answer and are counted.
const maxDict = 250

// load reads every class of a subject. paper nil: none was made, items are named by number and full marks by what was seen.
func load(ctx context.Context, in *Input, subject string) (*data, error) {
	d := &data{subject: subject, dict: []string{""}}
	bp, ok := in.Blueprints[subject]
	if ok {
		d.blueprint(bp)
	}
	at, labels := map[string]uint8{"": 0}, map[string]int32{}
	err := in.EachMatrix(ctx, subject, func(m exam.Matrix) error {
		return d.take(m, in.Places[m.School], ok, at, labels)
	})
	if err != nil {
		return nil, err
	}
	if ok {
		d.unsaid()
		d.plan()
	} else {
		d.guess()
	}
	slices.SortFunc(d.classes, compareClasses)
	d.rows.K, d.rows.Full = d.k, d.full
	if in.Exam.Forms > 1 {
		d.booklets()
	}
	return d, nil
}

// compareClasses is the order of everything: district, school, class, by id.
func compareClasses(a, b *classData) int {
	return cmp.Or(bytes.Compare(a.place.District[:], b.place.District[:]), bytes.Compare(a.school[:], b.school[:]), bytes.Compare(a.class[:], b.class[:]))
}

func (d *data) blueprint(bp exam.Blueprint) {
	d.k, d.total = len(bp.Items), hundredths(bp.Full)
	d.paper = Paper{Subject: d.subject, Full: Num(bp.Full)}
	for _, it := range bp.Items {
		d.full = append(d.full, hundredths(it.Mark))
		d.key = append(d.key, it.Key)
		d.paper.Items = append(d.paper.Items, PaperItem{Name: it.Name, Knowledge: it.Knowledge, Level: it.Level, Type: it.Type, Chapter: it.Chapter,
			Mark: Num(it.Mark), Planned: Num(it.Planned), Key: it.Key})
	}
}

// take copies one class.
func (d *data) take(m exam.Matrix, p Place, planned bool, at map[string]uint8, labels map[string]int32) error {
	n := len(m.Persons)
	k := 0
	if n > 0 {
		k = len(m.Marks) / n
	}
	if n != len(m.Status) || n != len(m.Total) || k*n != len(m.Marks) || k > 0 && m.Choices != nil && len(m.Choices) != len(m.Marks) {
		return fmt.Errorf("report: the matrix of class %s in %s does not fit its %d persons", m.Class, d.subject, n)
	}
	if d.k == 0 && !planned && len(d.persons) == 0 {
		d.k = k
	}
	if k != 0 && k != d.k {
		return fmt.Errorf("report: class %s has %d items in %s, the paper has %d", m.Class, k, d.subject, d.k)
	}
	lo := len(d.persons)
	d.classes = append(d.classes, &classData{school: m.School, class: m.Class, place: p, lo: int32(lo), hi: int32(lo + n)})
	d.persons = append(d.persons, m.Persons...)
	d.status = append(d.status, m.Status...)
	for i, t := range m.Total {
		v := int32(indicator.NoTotal)
		if m.Status[i] == exam.Sat && !math.IsNaN(t) {
			v = int32(hundredths(t))
		}
		d.rows.Total = append(d.rows.Total, v)
	}
	d.rows.Marks = slices.Grow(d.rows.Marks, n*d.k)
	for i := range n * d.k {
		v := uint16(indicator.Missing)
		if k > 0 && m.Status[i/d.k] == exam.Sat && !math.IsNaN(m.Marks[i]) {
			v = uint16(max(0, min(indicator.Missing-1, hundredths(m.Marks[i]))))
		}
		d.rows.Marks = append(d.rows.Marks, v)
	}
	d.takeChoices(m, lo, n, at)
	d.teaching = takeLabels(d, d.teaching, m.Group, lo, n, labels)
	d.elective = takeLabels(d, d.elective, m.Elective, lo, n, labels)
	return nil
}

func (d *data) takeChoices(m exam.Matrix, lo, n int, at map[string]uint8) {
	if len(m.Choices) != n*d.k || d.k == 0 {
		if d.choice != nil {
			d.choice = append(d.choice, make([]uint8, n*d.k)...)
		}
		return
	}
	if d.choice == nil {
		d.choice = make([]uint8, lo*d.k, (lo+n)*d.k)
	}
	last, code := "", uint8(0)
	for _, c := range m.Choices {
		if c != last {
			var ok bool
			if code, ok = at[c]; !ok && len(d.dict) < maxDict {
				code = uint8(len(d.dict))
				at[c] = code
				d.dict = append(d.dict, c)
			} else if !ok {
				code = 0
				d.gaps++
			}
			last = c
		}
		d.choice = append(d.choice, code)
	}
}

func takeLabels(d *data, list []int32, of []string, lo, n int, at map[string]int32) []int32 {
	if of == nil && list == nil {
		return nil
	}
	for len(list) < lo {
		list = append(list, -1)
	}
	for i := range n {
		code := int32(-1)
		if i < len(of) && of[i] != "" {
			var ok bool
			if code, ok = at[of[i]]; !ok {
				code = int32(len(d.labels))
				at[of[i]] = code
				d.labels = append(d.labels, of[i])
			}
		}
		list = append(list, code)
	}
	return list
}

// unsaid gives the items of a two-way table without full marks the highest mark seen, and says so.
func (d *data) unsaid() {
	var open []int
	for j, full := range d.full {
		if full <= 0 {
			open = append(open, j)
		}
	}
	for _, j := range open {
		for i := j; i < len(d.rows.Marks); i += d.k {
			if x := d.rows.Marks[i]; x != indicator.Missing {
				d.full[j] = max(d.full[j], int64(x))
			}
		}
		d.full[j] = max(100, d.full[j])
		d.paper.Items[j].Mark, d.paper.Guessed = Num(d.full[j])/100, true
	}
}

// guess makes a paper from what came in: items by number, full marks by the highest mark seen.
func (d *data) guess() {
	d.paper = Paper{Subject: d.subject, Full: Num(nan), Guessed: true}
	d.full, d.key = make([]int64, d.k), make([]string, d.k)
	for i, x := range d.rows.Marks {
		if x != indicator.Missing {
			d.full[i%d.k] = max(d.full[i%d.k], int64(x))
		}
	}
	for j := range d.full {
		d.full[j] = max(100, d.full[j])
		d.paper.Items = append(d.paper.Items, PaperItem{Name: fmt.Sprint(j + 1), Mark: Num(d.full[j]) / 100, Planned: Num(nan)})
	}
}

// booklets puts totals of different booklets 题本 on one scale: what was got of what could be got there, times the full mark.
func (d *data) booklets() {
	for i, t := range d.rows.Total {
		if t < 0 || d.k == 0 {
			continue
		}
		got, possible := int64(0), int64(0)
		for j, x := range d.rows.Row(i) {
			if x != indicator.Missing {
				got += int64(x)
				possible += d.full[j]
			}
		}
		if possible == 0 {
			d.rows.Total[i] = indicator.NoTotal
			continue
		}
		d.rows.Total[i] = int32(math.Round(float64(got) * float64(d.total) / float64(possible)))
	}
}

func hundredths(x float64) int64 { return int64(math.Round(x * 100)) }

// chosen is a row's answer to an item.
func (d *data) chosen(i int32, j int) string {
	if d.choice == nil {
		return ""
	}
	return d.dict[d.choice[int(i)*d.k+j]]
}

// label is a text of teaching or elective for a row, "" for none.
func (d *data) label(list []int32, i int32) string {
	if list == nil || list[i] < 0 {
		return ""
	}
	return d.labels[list[i]]
}

// objective reports whether an item is answered by a choice: it has a key.
func (d *data) objective(j int) bool { return d.key[j] != "" && d.choice != nil }
