package cli

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// maxTableCells bounds what a table of measurement takes into memory.
const maxTableCells = 50_000_000

// maxTableBytes bounds the file itself.
const maxTableBytes = 1 << 30

// oneColumn writes the empty lines of a table with one column as empty cells, which they are; a reader of CSV passes over them, and every row
// below would belong to another person.
func oneColumn(text []byte) []byte {
	head, _, _ := bytes.Cut(text, []byte("\n"))
	if len(head) == 0 || bytes.Contains(head, []byte(",")) {
		return text
	}
	body := bytes.TrimRight(text, "\r\n")
	lines := bytes.Split(body, []byte("\n"))
	for i, line := range lines {
		if i > 0 && len(bytes.TrimSpace(line)) == 0 {
			lines[i] = []byte(`""`)
		}
	}
	return append(bytes.Join(lines, []byte("\n")), '\n')
}

// textTable is a CSV file with a header.
type textTable struct {
	Names []string
	Rows  [][]string
}

// readTable reads a CSV file whole. Every row has as many cells as the header.
func readTable(path string) (t textTable, err error) {
	f, err := os.Open(filepath.Clean(path))
	if errors.Is(err, os.ErrNotExist) {
		return t, fault.New(fault.Invalid, "没有文件 %s", filepath.Base(path))
	}
	if err != nil {
		return t, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxTableBytes+1))
	if err != nil {
		return t, err
	}
	if len(text) > maxTableBytes {
		return t, fault.New(fault.Invalid, "文件 %s 太大，最多 %d 兆字节", filepath.Base(path), maxTableBytes>>20)
	}
	r := csv.NewReader(bytes.NewReader(oneColumn(text)))
	r.TrimLeadingSpace = true
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && t.Names != nil:
			return t, nil
		case errors.Is(err, io.EOF):
			return t, fault.New(fault.Invalid, "文件 %s 是空的", filepath.Base(path))
		case err != nil:
			return t, fault.Wrap(err, fault.Invalid, "%s: %s", filepath.Base(path), err.Error())
		case t.Names == nil:
			for _, name := range row {
				t.Names = append(t.Names, strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
			}
		case (len(t.Rows)+1)*len(t.Names) > maxTableCells:
			return t, fault.New(fault.Invalid, "文件 %s 太大，最多 %d 格", filepath.Base(path), maxTableCells)
		default:
			t.Rows = append(t.Rows, row)
		}
	}
}

// column finds a column by its name.
func (t textTable) column(name string) (int, error) {
	if i := slices.Index(t.Names, name); i >= 0 {
		return i, nil
	}
	return 0, fault.New(fault.Invalid, "没有名为 %s 的列；有：%s", name, strings.Join(t.Names, ", "))
}

// numbers reads a column of numbers; empty cells and NA are NaN.
func (t textTable) numbers(name string) ([]float64, error) {
	at, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(t.Rows))
	for i, row := range t.Rows {
		cell := strings.TrimSpace(row[at])
		if cell == "" || cell == "NA" {
			out[i] = math.NaN()
			continue
		}
		if out[i], err = strconv.ParseFloat(cell, 64); err != nil || math.IsInf(out[i], 0) || math.IsNaN(out[i]) {
			return nil, fault.New(fault.Invalid, "第 %d 行 %s：%q 不是数", i+2, name, cell)
		}
	}
	return out, nil
}

// texts reads a column as it is.
func (t textTable) texts(name string) ([]string, error) {
	at, err := t.column(name)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		out[i] = strings.TrimSpace(row[at])
	}
	return out, nil
}
