package assess

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Limits of an uploaded table.
const (
	MaxTableBytes = 32 << 20
	MaxTableItems = 1000
	MaxTableRows  = 500_000
	maxFindings   = 100
)

// Finding says what is wrong where in an uploaded table. Row counts lines of data from 1 (0: the header or the whole file); Text is a
// zh-CN sentence. A Fatal one refuses the file, another one its row.
type Finding struct {
	Row    int
	Column string // the item's name, or "" for the whole row
	Value  string // what stood there, at most 40 characters
	Text   string
	Fatal  bool
}

// TableCheck is what a file holds.
type TableCheck struct {
	Items    []string
	Good     int // rows that can go in
	Bad      int // rows with errors
	Cells    int // values present in good rows
	Missing  int // empty cells in good rows: not administered
	Blank    int // good rows without a single value
	Findings []Finding
	More     int // findings beyond the first hundred
	Preview  [][]string
}

// Refused reports that nothing of the file can go in.
func (c TableCheck) Refused() bool {
	for _, f := range c.Findings {
		if f.Fatal {
			return true
		}
	}
	return c.Good == 0
}

func (c *TableCheck) add(f Finding) {
	if r := []rune(f.Value); len(r) > 40 {
		f.Value = string(r[:40]) + "…"
	}
	if len(c.Findings) >= maxFindings && !f.Fatal {
		c.More++
		return
	}
	c.Findings = append(c.Findings, f)
}

// ReadTable reads a CSV table of scored results: a header of item names, then one person a row, numbers, an empty cell for an item
// that the person was not given. It returns the good rows (NaN for empty) and what it found; it never fails otherwise.
func ReadTable(src io.Reader) ([][]float64, TableCheck) {
	var c TableCheck
	r := csv.NewReader(skipBOM(src))
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
	head, err := r.Read()
	if err != nil {
		c.add(Finding{Text: "文件是空的，或不是 CSV 表格", Fatal: true})
		return nil, c
	}
	c.header(head)
	var rows [][]float64
	for n := 1; ; n++ {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.add(Finding{Row: n, Text: "从这里起读不下去了：引号没有配对，或不是文字", Fatal: true})
			break
		}
		if n > MaxTableRows {
			c.add(Finding{Row: n, Text: "行数太多，请分成几份", Fatal: true})
			break
		}
		if len(rec) == 1 && strings.TrimSpace(rec[0]) == "" {
			continue // an empty line at the end
		}
		if len(c.Preview) < 5 {
			c.Preview = append(c.Preview, append([]string(nil), rec...))
		}
		if row, ok := c.row(n, rec); ok {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		c.add(Finding{Text: "没有一行可以导入", Fatal: true})
	}
	return rows, c
}

func (c *TableCheck) header(head []string) {
	seen := map[string]bool{}
	for i, h := range head {
		name := qti.FoldText(h)
		switch {
		case name == "" || !utf8.ValidString(name):
			c.add(Finding{Column: "第 " + strconv.Itoa(i+1) + " 列", Text: "表头没有题目名，或不是 UTF-8 文字", Fatal: true}) // i18n:data
		case seen[name]:
			c.add(Finding{Column: name, Text: "表头有两列同名", Fatal: true})
		}
		seen[name] = true
		c.Items = append(c.Items, name)
	}
	if len(head) > MaxTableItems {
		c.add(Finding{Text: "列数太多", Fatal: true})
	}
	numbers := 0
	for _, h := range c.Items {
		if _, err := strconv.ParseFloat(h, 64); err == nil {
			numbers++
		}
	}
	if len(head) > 0 && numbers == len(head) {
		c.add(Finding{Text: "第一行应是题目名，这里全是数", Fatal: true})
	}
}

// row reads one person's line; ok is false when it has an error, of which each is reported.
func (c *TableCheck) row(n int, rec []string) ([]float64, bool) {
	if len(rec) != len(c.Items) {
		c.Bad++
		c.add(Finding{Row: n, Value: strconv.Itoa(len(rec)), Text: "这一行的格数和表头不一样"})
		return nil, false
	}
	out, ok, missing := make([]float64, len(rec)), true, 0
	for i, cell := range rec {
		t := strings.TrimSpace(cell)
		if t == "" {
			out[i] = math.NaN()
			missing++
			continue
		}
		v, err := strconv.ParseFloat(t, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			c.add(Finding{Row: n, Column: c.Items[i], Value: t, Text: "这一格不是数"})
			ok = false
		}
		out[i] = v
	}
	if ok && missing == len(rec) {
		c.Blank++ // a person who was given none of the items: real tables hold such rows, and n counts them
	}
	if !ok {
		c.Bad++
		return nil, false
	}
	c.Good++
	c.Cells += len(rec) - missing
	c.Missing += missing
	return out, true
}

// skipBOM drops the mark that Excel writes before UTF-8.
func skipBOM(src io.Reader) io.Reader {
	head := make([]byte, 3)
	n, _ := io.ReadFull(src, head)
	if n == 3 && string(head) == "\xef\xbb\xbf" {
		return src
	}
	return io.MultiReader(strings.NewReader(string(head[:n])), src)
}
