package archive

import (
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Limits of a workbook, a little less than what table programs open: characters of a cell, rows of a sheet.
const (
	maxCell = 32_000
	maxRows = 1_000_000
)

// book writes sheets as streams: rows go to temporary files, not to memory. A sheet that is full goes on in a further one.
type book struct {
	file  *excelize.File
	first *excelize.StreamWriter // the cover, written last
	bold  int
	sheet Sheet
	part  int
	out   *excelize.StreamWriter
	n     int // rows of the part, its heads among them
	limit int // of n
}

const coverName = "说明"

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile(), limit: maxRows}
	err := b.file.SetSheetName("Sheet1", coverName)
	if err == nil {
		b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}})
	}
	if err == nil {
		b.first, err = b.file.NewStreamWriter(coverName)
	}
	if err == nil {
		err = errors.Join(b.first.SetColWidth(1, 1, 18), b.first.SetColWidth(2, 2, 30), b.first.SetColWidth(3, 3, 80))
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *book) close() error { return b.file.Close() }

// begin opens a sheet, or its next part, with its heads in view.
func (b *book) begin(s Sheet) error {
	b.sheet, b.part = s, 0
	return b.next()
}

func (b *book) next() error {
	if b.out != nil {
		if err := b.out.Flush(); err != nil {
			return err
		}
	}
	b.part++
	name := b.sheet.Name
	if b.part > 1 {
		name += " " + strconv.Itoa(b.part)
	}
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	var err error
	if b.out, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	heads := make([]any, len(b.sheet.Heads))
	for i, h := range b.sheet.Heads {
		heads[i] = excelize.Cell{StyleID: b.bold, Value: h}
	}
	b.n = 1
	return errors.Join(b.out.SetColWidth(1, max(1, len(heads)), 18), b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}), b.out.SetRow("A1", heads))
}

// row adds a row. A text that a table program would run gets an apostrophe; one that is too long is cut, and says so.
func (b *book) row(cells []any) error {
	if b.n >= b.limit {
		if err := b.next(); err != nil {
			return err
		}
	}
	for i, c := range cells {
		if text, ok := c.(string); ok {
			cells[i] = cellText(text)
		}
	}
	b.n++
	return b.out.SetRow("A"+strconv.Itoa(b.n), cells)
}

func cellText(s string) string {
	if r := []rune(s); len(r) > maxCell {
		s = string(r[:maxCell]) + "……（太长，已截断）"
	}
	return oneroster.Defuse(s)
}

// cover writes the first sheet.
func (b *book) cover(lines [][]any) error {
	for i, l := range lines {
		for j, c := range l {
			if text, ok := c.(string); ok {
				l[j] = cellText(text)
			}
		}
		if i == 0 || len(l) > 0 && l[0] == "工作表" {
			for j, c := range l {
				l[j] = excelize.Cell{StyleID: b.bold, Value: c}
			}
		}
		if err := b.first.SetRow("A"+strconv.Itoa(i+1), l); err != nil {
			return err
		}
	}
	return b.first.Flush()
}

// save ends the last sheet and writes the workbook.
func (b *book) save(to io.Writer) error {
	var err error
	if b.out != nil {
		err = b.out.Flush()
	}
	b.file.SetActiveSheet(0)
	if err == nil {
		err = b.file.Write(to)
	}
	return errors.Join(err, b.close())
}
