package book

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// city is one subject of a city's mock exam: 100,000 pupils with five columns and 40 items.
const cityRows, cityItems = 100_000, 40

func cityRow(r int) []any {
	row := []any{fmt.Sprintf("2026%06d", r), "王小明", fmt.Sprint(r/45%10 + 1), fmt.Sprintf("第%d中学", r/333), 0.0}
	sum := 0
	for i := range cityItems {
		m := (r*7 + i*3) % 5
		sum += m
		row = append(row, m)
	}
	row[4] = sum
	return row
}

func cityHead() []any {
	head := []any{"考号", "姓名", "班级", "学校", "总分"}
	for i := range cityItems {
		head = append(head, i+1)
	}
	return head
}

func benchRead(b *testing.B, raw []byte) {
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		book := open(b, "数学", raw)
		h, err := book.Head(context.Background(), 0)
		if err != nil {
			b.Fatal(err)
		}
		rep, err := book.Read(context.Background(), book.Guess(h, options("maths")), options("maths"), func(*Row) error { return nil })
		if err != nil || rep.Rows != cityRows {
			b.Fatalf("%d rows, %v, %+v", rep.Rows, err, rep.Findings.List)
		}
	}
}

// BenchmarkCSV and BenchmarkXLSX read one file of 100,000 rows of 45 cells:
//
//	go test -run '^$' -bench . -cpu 1 ./internal/exam/book
func BenchmarkCSV(b *testing.B) {
	var s strings.Builder
	for r := -1; r < cityRows; r++ {
		row := cityHead()
		if r >= 0 {
			row = cityRow(r)
		}
		for i, c := range row {
			if i > 0 {
				s.WriteByte(',')
			}
			fmt.Fprint(&s, c)
		}
		s.WriteByte('\n')
	}
	benchRead(b, []byte(s.String()))
}

func BenchmarkXLSX(b *testing.B) {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // temporary files
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for r := -1; r < cityRows; r++ {
		row := cityHead()
		if r >= 0 {
			row = cityRow(r)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", r+2), row); err != nil {
			b.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Write(&buf); err != nil {
		b.Fatal(err)
	}
	benchRead(b, buf.Bytes())
}
