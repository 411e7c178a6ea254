package invent

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestSame: the same seed gives the same bytes, another one others, and every pupil stands in one class of one school.
func TestSame(t *testing.T) {
	m := Mock{Seed: 7, Pupils: 500, Schools: 3, Items: 10}
	var a, b, c bytes.Buffer
	for _, err := range []error{m.WriteCSV(&a, 1), m.WriteCSV(&b, 1), Mock{Seed: 8, Pupils: 500, Schools: 3, Items: 10}.WriteCSV(&c, 1)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if a.String() != b.String() || a.String() == c.String() {
		t.Error("the seed does not decide")
	}
	lines := strings.Split(strings.TrimSpace(a.String()), "\n")
	if len(lines) != 502 || strings.Count(lines[2], ",") != 14 {
		t.Errorf("%d lines, the third is %q", len(lines), lines[2])
	}
	sizes := map[[2]int]int{}
	for p := range m.Pupils {
		s, c := m.SchoolOf(p), m.ClassOf(p)
		if s < 0 || s >= m.Schools || c < 1 || c > m.Classes(s) {
			t.Fatalf("pupil %d stands in class %d of school %d, which has %d", p, c, s, m.Classes(s))
		}
		sizes[[2]int{s, c}]++
	}
	for k, n := range sizes {
		if n > 42 {
			t.Errorf("class %v has %d pupils", k, n)
		}
	}
}

// TestWorkbook: the workbook holds the cells of the table.
func TestWorkbook(t *testing.T) {
	m := Mock{Seed: 7, Pupils: 40, Schools: 2, Items: 6}
	var csv, book bytes.Buffer
	if err := m.WriteCSV(&csv, 0); err != nil {
		t.Fatal(err)
	}
	if err := m.WriteXLSX(&book, 0); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(csv.String()), "\n") {
		if got := strings.Join(rows[i], ","); strings.TrimRight(line, ",") != strings.TrimRight(got, ",") {
			t.Errorf("row %d: %q and %q", i, line, got)
		}
	}
}
