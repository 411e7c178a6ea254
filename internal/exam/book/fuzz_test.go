package book

import (
	"bytes"
	"context"
	"os"
	"testing"
	"unicode/utf8"
)

// chew opens, guesses and reads any bytes: never a panic, rows in order, marks within bounds, a message for everything.
func chew(t *testing.T, raw []byte) {
	b, err := Open(context.Background(), bytes.NewReader(raw), int64(len(raw)), "x")
	if err != nil {
		if _, ok := Unreadable("x", err); !ok {
			t.Fatal(err)
		}
		return
	}
	use(t, b)
}

func use(t *testing.T, b *Book) {
	o := options("maths")
	for sheet := range min(len(b.Sheets()), 3) {
		h, err := b.Head(context.Background(), sheet)
		if err != nil {
			if _, ok := Unreadable("x", err); !ok {
				t.Fatal(err)
			}
			continue
		}
		m := b.Guess(h, o)
		m.Check("x", o, true)
		m.Layout()
		if _, _, err := b.Plan(context.Background(), sheet); err != nil {
			if _, ok := Unreadable("x", err); !ok {
				t.Fatal(err)
			}
		}
		last, n := 0, 0
		rep, err := b.Read(context.Background(), m, o, func(r *Row) error {
			if r.Line <= last {
				t.Errorf("row %d after %d", r.Line, last)
			}
			last = r.Line
			n++
			for _, p := range r.Parts {
				for i, v := range p.Marks {
					if full := m.Items("maths")[i].Full; v != Missing && full > 0 && int32(v) > full {
						t.Errorf("mark %d over %d", v, full)
					}
				}
			}
			return nil
		})
		if err != nil {
			if _, ok := Unreadable("x", err); !ok {
				t.Fatal(err)
			}
			continue
		}
		if n-len(rep.Drop) != rep.Rows {
			t.Errorf("%d rows, %d dropped, reported %d", n, len(rep.Drop), rep.Rows)
		}
		for _, f := range rep.Findings.List {
			if f.Message == "" || f.Code == "" || f.Severity == "" {
				t.Errorf("%+v", f)
			}
		}
	}
}

// FuzzText, FuzzHTML, FuzzXLSX and FuzzXLS open any bytes.
func FuzzText(f *testing.F) {
	f.Add([]byte("考号,姓名,1,2,总分\n满分,,5,5,10\n1,甲,5,4.5,9.5\n2,乙,缺考,,\n"))
	f.Add([]byte("key,A,B,C\n10001,A,B,C\n"))
	f.Add([]byte("学号\t作答\n1\tAB(CD).\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Fuzz(chew)
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<table><tr><th rowspan=2>学号<th colspan=2>数学<tr><th>1<th>2<tr><td>1<td>5<td>4</table>"))
	f.Fuzz(func(t *testing.T, raw []byte) { chew(t, append([]byte("<html><table>"), raw...)) })
}

func FuzzXLSX(f *testing.F) {
	f.Add(grade(f))
	f.Fuzz(chew)
}

func FuzzXLS(f *testing.F) {
	raw, err := os.ReadFile("testdata/grade.xls")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(chew)
}

// FuzzSheet reads any bytes as a worksheet, past the zip that a fuzzer hardly ever keeps whole.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>学号</t></is></c><c r="B1" t="s"><v>0</v></c></row><row><c><v>1</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		w := &sheetWalk{x: &xlsx{shared: []string{"数学"}}, s: newXML(bytes.NewReader(raw)), fill: newFiller([]span{{1, 1, 0, 1}}), fn: func(*line) error { return nil }}
		_ = w.run(context.Background())
	})
}

// FuzzBIFF reads any bytes as a workbook stream, past the container.
func FuzzBIFF(f *testing.F) {
	f.Add(stream8([]string{"学号", "数学"}, rec(recLabelSST, le16(0), le16(0), le16(0), le32(0)), rec(recMulRK, le16(1), le16(0), le16(0), le32(4<<2|2), le16(0), le32(5<<2|2), le16(1))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		x := &xls{raw: raw}
		if x.globals(context.Background()) != nil {
			return
		}
		use(t, &Book{Name: "x", walker: x})
	})
}

// FuzzMark: what is read as a mark is within bounds, and a plain number is itself.
func FuzzMark(f *testing.F) {
	for _, s := range []string{"5", "4.5", "５", "80.500000000000014", "缺考", "1,5", "99999999999", "-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, ok := parseMark(s); ok && (v > MaxMark || v < -MaxMark) {
			t.Errorf("%q is %d", s, v)
		}
		statusWord(s)
		if list, ok := splitAnswers(s, 0); ok {
			for _, a := range list {
				if len(a) > 26 || !utf8.ValidString(a) {
					t.Errorf("%q: answer %q", s, a)
				}
			}
		}
		classify(s)
		item(s)
	})
}
