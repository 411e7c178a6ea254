// Package invent makes the marks of an exam out of nothing: the same seed gives the same bytes, and nobody in it exists. The benchmark
// and tests use it; it may not read a store.
package invent

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Subjects are the codes of the subjects of a mock and their names, in order.
var Subjects = [][2]string{{"chinese", "语文"}, {"maths", "数学"}, {"english", "英语"}, {"physics", "物理"}, {"chemistry", "化学"}, {"history", "历史"}}

// full is the full mark of every item; half of the items are choices with all or nothing.
const full = 3

var (
	families = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"}
	given    = []string{"子", "一", "雨", "梓", "文", "浩", "思", "佳", "明", "欣", "嘉", "晨", "宇", "涵", "泽", "诗", "乐", "然", "安", "宁"}
)

// Mock is an exam of so many pupils in so many schools, with so many items in each subject.
type Mock struct {
	Seed                   uint64
	Pupils, Schools, Items int
	// PerClass is how many pupils a class has, default 42.
	PerClass int
}

func (m Mock) perClass() int {
	if m.PerClass > 0 {
		return m.PerClass
	}
	return 42
}

// SchoolName is the name of a school, from 0.
func (m Mock) SchoolName(i int) string { return fmt.Sprintf("第%d中学", i+1) }

// SchoolOf is the school of a pupil: schools differ in size by a pupil at most and hold neighbours.
func (m Mock) SchoolOf(pupil int) int { return int(int64(pupil) * int64(m.Schools) / int64(m.Pupils)) }

// first is the first pupil of a school.
func (m Mock) first(school int) int {
	return int((int64(school)*int64(m.Pupils) + int64(m.Schools) - 1) / int64(m.Schools))
}

// ClassOf is the number of a pupil's class in the school, from 1.
func (m Mock) ClassOf(pupil int) int { return (pupil-m.first(m.SchoolOf(pupil)))/m.perClass() + 1 }

// Classes is how many classes a school has.
func (m Mock) Classes(school int) int {
	return (m.first(school+1) - m.first(school) + m.perClass() - 1) / m.perClass()
}

// Number is the pupil's number 学号, unique in the whole mock.
func (m Mock) Number(pupil int) string { return fmt.Sprintf("2023%06d", pupil) }

// Name is the pupil's name.
func (m Mock) Name(pupil int) string {
	r := rand.New(rand.NewPCG(m.Seed, uint64(pupil)))
	return families[r.IntN(len(families))] + given[r.IntN(len(given))] + given[r.IntN(len(given))]
}

// row is what a pupil got for each item of a subject; ok is false for who did not sit.
func (m Mock) row(subject, pupil int, items []item, out []int) (ok bool) {
	r := rand.New(rand.NewPCG(m.Seed<<8|uint64(subject), uint64(pupil)))
	person := rand.New(rand.NewPCG(m.Seed, uint64(pupil)<<1|1)).NormFloat64()
	school := .45 * rand.New(rand.NewPCG(m.Seed<<1, uint64(m.SchoolOf(pupil)))).NormFloat64()
	theta := .8*person + school + .45*r.NormFloat64()
	if r.Float64() < .01 {
		return false
	}
	for i, it := range items {
		p := 1 / (1 + math.Exp(-it.a*(theta-it.b)))
		if it.choice {
			out[i] = 0
			if r.Float64() < .2+.8*p {
				out[i] = full
			}
			continue
		}
		out[i] = 0
		for range full {
			if r.Float64() < p {
				out[i]++
			}
		}
	}
	return true
}

type item struct {
	a, b   float64
	choice bool
}

func (m Mock) items(subject int) []item {
	r := rand.New(rand.NewPCG(m.Seed, uint64(1000+subject)))
	out := make([]item, m.Items)
	for i := range out {
		out[i] = item{a: .6 + 1.2*r.Float64(), b: -1.6 + 2.6*r.Float64(), choice: i < m.Items/2}
	}
	return out
}

func (m Mock) header() []string {
	out := []string{"学校", "班级", "学号", "姓名", "总分"}
	for i := range m.Items {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}

// each gives the rows of a subject: the headings, the full marks, and a row a pupil.
func (m Mock) each(subject int, write func([]string) error) error {
	cells := m.header()
	if err := write(cells); err != nil {
		return err
	}
	cells = cells[:4]
	copy(cells, []string{"满分", "", "", ""})
	cells = append(cells, strconv.Itoa(m.Items*full))
	for range m.Items {
		cells = append(cells, strconv.Itoa(full))
	}
	if err := write(cells); err != nil {
		return err
	}
	items, marks := m.items(subject), make([]int, m.Items)
	for p := range m.Pupils {
		cells = append(cells[:0], m.SchoolName(m.SchoolOf(p)), fmt.Sprintf("九年级%d班", m.ClassOf(p)), m.Number(p), m.Name(p))
		if !m.row(subject, p, items, marks) {
			cells = append(cells, "缺考")
			for range m.Items {
				cells = append(cells, "")
			}
		} else {
			sum := 0
			for _, v := range marks {
				sum += v
			}
			cells = append(cells, strconv.Itoa(sum))
			for _, v := range marks {
				cells = append(cells, strconv.Itoa(v))
			}
		}
		if err := write(cells); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes a subject, a number into Subjects, as a table of marks.
func (m Mock) WriteCSV(to io.Writer, subject int) error {
	w := bufio.NewWriterSize(to, 1<<20)
	err := m.each(subject, func(cells []string) error {
		for i, c := range cells {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(c) // no cell holds a comma or a quote
		}
		return w.WriteByte('\n')
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// WriteXLSX writes the same as a workbook of one sheet.
func (m Mock) WriteXLSX(to io.Writer, subject int) error {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	at := 0
	err = m.each(subject, func(cells []string) error {
		at++
		row := make([]any, len(cells))
		for i, c := range cells {
			if n, err := strconv.Atoi(c); err == nil && i > 3 {
				row[i] = n
			} else {
				row[i] = c
			}
		}
		return w.SetRow("A"+strconv.Itoa(at), row)
	})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Write(to)
}
