package book

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
)

// Limits of a file.
const (
	MaxBytes   = 128 << 20 // as uploaded
	MaxRows    = 1 << 20   // rows of a sheet, as many as Excel has
	MaxColumns = 512       // columns that are read
	maxText    = 4096      // bytes of one cell
	maxSheet   = 2 << 30   // bytes of one sheet unpacked; it streams and is never held
	maxShared  = 96 << 20  // bytes of shared texts, which are held
	maxParts   = 2000
	maxSmall   = 16 << 20 // bytes of parts such as the list of sheets
	maxMerges  = 200_000
	maxXLS     = 48 << 20
	maxCells   = 8 << 20 // cells of an .xls sheet, which is held
)

// errStop ends a walk early; it never leaves the package.
var errStop = errors.New("book: stop")

// line is a row of a sheet while it is looked at: its cells are texts without outer space, valid until the walk goes on. filled marks
// cells that a merged area covers and that hold its text; it is nil when the row has none.
type line struct {
	number int // from 1, as the person's program shows it
	cells  []string
	filled []bool
	wide   bool // there were cells beyond MaxColumns
}

// walker is what a reader of a kind of file does: it calls fn for each row that has cells, in order.
type walker interface { // four implementations: xlsx, xls, html, text
	sheets() []string
	walk(ctx context.Context, sheet int, fn func(*line) error) error
}

// Book is a file that was opened.
type Book struct {
	Name string // the file's, for findings
	Kind string // xlsx, xls, html or csv
	walker
}

// unreadable is a file that is not a table: what a person is told.
type unreadable struct {
	code Code
	text string
}

func (u *unreadable) Error() string { return string(u.code) + ": " + u.text }

func cannot(code Code, format string, args ...any) error {
	return &unreadable{code, fmt.Sprintf(format, args...)}
}

// Unreadable turns an error of this package into the finding that tells it; false for one that is not about the file.
func Unreadable(name string, err error) (Finding, bool) {
	var u *unreadable
	if !errors.As(err, &u) {
		return Finding{}, false
	}
	return Finding{File: name, Code: u.code, Severity: Error, Message: u.text}, true
}

// Open looks at the first bytes, never at the name, and opens the file. r stays in use as long as the Book. What is wrong with the file
// is an error that Unreadable turns into a finding.
func Open(ctx context.Context, r io.ReaderAt, size int64, name string) (*Book, error) {
	b := &Book{Name: cleanName(name)}
	if size > MaxBytes {
		return nil, cannot(CodeTooBig, "文件太大：最多 %d MB。请按学科或学校分成几个文件", MaxBytes>>20)
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("book: read the first bytes: %w", err)
	}
	var err error
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return nil, cannot(CodeUnreadable, "文件是空的：请重新导出后再传")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		b.Kind = "xlsx"
		b.walker, err = openZip(r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		b.Kind = "xls"
		b.walker, err = openXLS(ctx, r, size)
	case looksHTML(head):
		b.Kind = "html"
		b.walker, err = openHTML(r, size)
	case bytes.HasPrefix(head, []byte("%PDF")), bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")), bytes.HasPrefix(head, []byte("Rar!")):
		return nil, cannot(CodeUnreadable, "这不是表格：请上传 Excel（.xlsx、.xls）或 CSV 文件")
	case bytes.Contains(head, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return nil, cannot(CodeUnreadable, "这是“XML 电子表格 2003”：请用 Excel 或 WPS 打开，另存为 .xlsx 再传")
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("<")): // markup of another kind, such as a drawing
		return nil, cannot(CodeUnreadable, "这不是表格：请上传 Excel（.xlsx、.xls）或 CSV 文件")
	default:
		b.Kind = "csv"
		b.walker, err = openText(r, size)
	}
	if err != nil {
		return nil, err
	}
	if len(b.sheets()) == 0 {
		return nil, cannot(CodeUnreadable, "文件里没有工作表：请用 Excel 或 WPS 另存为 .xlsx 再传")
	}
	return b, nil
}

// Sheets are the names of the sheets, hidden ones left out; a text has one.
func (b *Book) Sheets() []string { return b.sheets() }

// cleanName is the last part of a file's name without characters that would disturb a page or a log.
func cleanName(s string) string {
	s = path.Base(strings.ReplaceAll(s, "\\", "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80])
	}
	return s
}

func openZip(r io.ReaderAt, size int64) (walker, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return nil, cannot(CodeUnreadable, "文件已损坏，打不开：请用 Excel 或 WPS 重新保存再传")
	}
	if len(zr.File) > maxParts {
		return nil, cannot(CodeTooBig, "工作簿的部件太多：请把成绩复制到新的工作簿再传")
	}
	x := &xlsx{parts: map[string]*zip.File{}}
	for _, f := range zr.File {
		x.parts[strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/")] = f
	}
	switch {
	case x.parts["xl/workbook.bin"] != nil:
		return nil, cannot(CodeUnreadable, "这是 .xlsb 文件：请另存为 .xlsx 再传")
	case x.parts["content.xml"] != nil && x.parts["mimetype"] != nil:
		return nil, cannot(CodeUnreadable, "这是 .ods 文件：请另存为 .xlsx 再传")
	case x.parts["xl/workbook.xml"] == nil:
		return nil, cannot(CodeUnreadable, "这个压缩包不是工作簿：请解压后上传里面的 Excel 或 CSV 文件")
	}
	return x, x.open()
}

// Head is the top of a sheet, for a guess and for a preview.
type Head struct {
	Sheet int
	Name  string // of the sheet
	Lines []int  // the rows' numbers
	Rows  [][]string
	Wide  bool
}

// headRows is how many rows Head reads: a title, three rows of headings, full marks, keys, and enough pupils to see what columns hold.
const headRows = 40

// Head reads the first rows with merged areas filled.
func (b *Book) Head(ctx context.Context, sheet int) (Head, error) {
	h := Head{Sheet: sheet}
	names := b.sheets()
	if sheet < 0 || sheet >= len(names) {
		return h, cannot(CodeUnreadable, "没有这张工作表：请重新选择")
	}
	h.Name = names[sheet]
	err := b.walk(ctx, sheet, func(l *line) error {
		row := make([]string, len(l.cells))
		for i, c := range l.cells {
			row[i] = strings.Clone(c)
		}
		h.Lines, h.Rows, h.Wide = append(h.Lines, l.number), append(h.Rows, row), h.Wide || l.wide
		if len(h.Rows) == headRows {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return h, err
}
