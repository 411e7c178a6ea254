package report

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/psych/ctt"
)

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(testkit.Corpus(t, "psychometrics/"+name))
	must(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	must(t, err)
	return rows
}

// TestRealAnswers takes the 600 answers of SAT12 to 32 items with their key as 15 classes of one school, and compares the figures of the
// whole with psych/ctt on the scored file, options included.
func TestRealAnswers(t *testing.T) {
	raw, key := readCSV(t, "sat12_raw.csv"), readCSV(t, "sat12_key.csv")
	right := key[len(key)-1]
	if len(key) > 2 { // one item a line
		right = nil
		for _, row := range key[1:] {
			right = append(right, row[len(row)-1])
		}
	}
	k := len(raw[0])
	if len(right) != k {
		t.Fatalf("%d keys for %d items", len(right), k)
	}
	v := invent(size{schools: 1, classes: 1, pupils: 4, subjects: 1, items: 1, grade: 9, seed: 50})
	bp := exam.Blueprint{Subject: "chinese", Full: float64(k)}
	for j := range k {
		bp.Items = append(bp.Items, exam.BlueprintItem{Name: fmt.Sprint(j + 1), Knowledge: []string{"科学"}, Level: "理解", Type: "choice", Mark: 1, Planned: math.NaN(), Key: right[j], Options: 5})
	}
	v.Blueprints["chinese"] = bp
	v.matrices["chinese"] = nil
	score := ctt.NewMatrix(600, k)
	for c := range 15 {
		m := exam.Matrix{Subject: "chinese", School: v.Exam.Owner, Class: named[org.Class](50, "class %d", c), Status: make([]exam.Status, 40), Total: make([]float64, 40)}
		for i := range 40 {
			m.Persons = append(m.Persons, named[org.Person](50, "person %d %d", c, i))
			for j, a := range raw[1+c*40+i] {
				x := 0.0
				if a == right[j] {
					x = 1
				}
				if a == "8" { // no answer
					a = ""
				}
				m.Choices, m.Marks = append(m.Choices, a), append(m.Marks, x)
				m.Total[i] += x
				score.Set(c*40+i, j, x)
			}
		}
		v.matrices["chinese"] = append(v.matrices["chinese"], m)
	}
	d := build(t, v.Input).doc(t, Key{Kind: KindSchool, Node: id.As[any](v.Exam.Owner), Subject: "chinese"})
	want := ctt.Analyse(score, ctt.Options{})
	near(t, "α", d.Reliability.Alpha, float64(want.Alpha), 1e-4)
	for j, it := range d.Items {
		near(t, "P", it.P, float64(want.Items[j].P), 1e-4)
		near(t, "item-rest", it.Rest, float64(want.Items[j].ItemRest), 1e-3)
		n := 0
		for _, row := range raw[1:] {
			if row[j] == right[j] {
				n++
			}
		}
		for _, o := range it.Options {
			if o.Key && o.N != n {
				t.Errorf("item %d: %d chose the key, want %d", j+1, o.N, n)
			}
		}
	}
	if len(d.Parts) != 15 {
		t.Errorf("%d classes", len(d.Parts))
	}
}

// TestRealSample takes PISA 2012 mathematics of the United States as sampled monitoring with booklets: items that a pupil did not get are no
// zeros.
func TestRealSample(t *testing.T) {
	rows := readCSV(t, "pisa12_us_math.csv")
	var items []int
	for j, name := range rows[0] {
		if len(name) > 2 && strings.EqualFold(name[:2], "pm") {
			items = append(items, j)
		}
	}
	if len(items) == 0 {
		t.Fatalf("no item columns among %v", rows[0])
	}
	v := invent(size{schools: 1, classes: 1, pupils: 4, subjects: 1, items: 1, districts: 1, grade: 9, seed: 51})
	v.Exam.Purpose, v.Exam.Sample, v.Exam.Forms = exam.Monitoring, 5, 13
	bp := exam.Blueprint{Subject: "chinese"}
	full := make([]float64, len(items))
	for _, r := range rows[1:] {
		for i, j := range items {
			if x, err := strconv.ParseFloat(r[j], 64); err == nil {
				full[i] = max(full[i], x, 1)
			}
		}
	}
	for i, j := range items {
		full[i] = max(1, full[i])
		bp.Items = append(bp.Items, exam.BlueprintItem{Name: rows[0][j], Type: "answer", Mark: full[i], Planned: math.NaN()})
		bp.Full += full[i]
	}
	v.Blueprints["chinese"] = bp
	v.matrices["chinese"] = nil
	seen := make([]int, len(items))
	const each = 30
	for lo := 1; lo < len(rows); lo += each {
		school := named[org.Unit](51, "school %d", lo)
		v.Places[school] = Place{District: named[org.Unit](51, "district")}
		m := exam.Matrix{Subject: "chinese", School: school, Class: named[org.Class](51, "class %d", lo)}
		for r, row := range rows[lo:min(lo+each, len(rows))] {
			m.Persons, m.Status = append(m.Persons, named[org.Person](51, "person %d %d", lo, r)), append(m.Status, exam.Sat)
			total := 0.0
			for i, j := range items {
				x, err := strconv.ParseFloat(row[j], 64)
				if err != nil {
					x = math.NaN()
				} else {
					total += x
					seen[i]++
				}
				m.Marks = append(m.Marks, x)
			}
			m.Total = append(m.Total, total)
		}
		v.matrices["chinese"] = append(v.matrices["chinese"], m)
	}
	var top *Document
	must(t, Build(context.Background(), v.Input, func(s Stored) error {
		if d, ok := s.Doc.(Document); ok && s.Kind == KindRegion {
			top = &d
		}
		return nil
	}))
	if top == nil || top.Sampled == nil || top.Sampled.Design <= 0 || top.Sampled.N+top.Head.Uncounted != len(rows)-1 {
		t.Fatalf("%+v", top.Sampled)
	}
	if s := top.Sampled; s.Value < 0.2*Num(bp.Full) || s.Value > 0.8*Num(bp.Full) || top.Findings[0].Code != "booklets" {
		t.Errorf("totals of different booklets are not made alike: %v of %v, %v", s.Value, bp.Full, top.Findings)
	}
	for i, it := range top.Items {
		if it.N != seen[i] && it.N >= 0 {
			t.Errorf("item %d: n %d, %d saw it", i+1, it.N, seen[i])
		}
	}
}
