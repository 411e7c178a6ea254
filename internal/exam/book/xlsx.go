package book

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// xlsx is an Office Open XML workbook (ECMA-376). The library that writes our workbooks reads 100,000 rows of 45 cells in over ten
// seconds of processor time; an import of six such files must be analysed in two minutes altogether, so the sheets are read here.
type xlsx struct {
	parts  map[string]*zip.File
	names  []string
	files  []*zip.File
	shared []string
	read   bool // shared texts
	merges map[int][]span
}

// open reads the list of sheets.
func (x *xlsx) open() error {
	x.merges = map[int][]span{}
	targets := map[string]string{}
	if err := x.small("xl/_rels/workbook.xml.rels", func(s *xmlScanner) {
		if string(s.name) == "Relationship" && bytes.HasSuffix(s.attr("Type"), []byte("/worksheet")) {
			t := string(s.attr("Target"))
			if !strings.HasPrefix(t, "/") {
				t = path.Join("xl", t)
			}
			targets[string(s.attr("Id"))] = strings.TrimPrefix(t, "/")
		}
	}); err != nil {
		return err
	}
	return x.small("xl/workbook.xml", func(s *xmlScanner) {
		if string(s.name) != "sheet" || s.close || len(s.attr("state")) > 0 && string(s.attr("state")) != "visible" {
			return
		}
		id := s.attr("r:id")
		if id == nil {
			id = s.attr("relationships:id")
		}
		if f := x.parts[targets[string(id)]]; f != nil && len(x.names) < 100 {
			x.names, x.files = append(x.names, cleanName(string(appendText(nil, s.attr("name"))))), append(x.files, f)
		}
	})
}

// small scans a part that must not be large.
func (x *xlsx) small(name string, fn func(*xmlScanner)) error {
	f := x.parts[name]
	if f == nil {
		return cannot(CodeUnreadable, "工作簿不完整：请用 Excel 或 WPS 重新保存再传")
	}
	r, err := f.Open()
	if err != nil {
		return broken()
	}
	defer r.Close() //nolint:errcheck // read only
	s := newXML(io.LimitReader(r, maxSmall))
	for s.next() {
		fn(s)
	}
	if s.failed() {
		return broken()
	}
	return nil
}

func broken() error {
	return cannot(CodeUnreadable, "文件已损坏，读不出来：请用 Excel 或 WPS 重新保存再传")
}

func (x *xlsx) sheets() []string { return x.names }

// bounded refuses to unpack more than a limit.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, cannot(CodeTooBig, "工作簿解压后太大：请按学科或学校分成几个文件")
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err //nolint:wrapcheck // a reader's error, EOF among them
}

// texts reads the shared texts once. Runs of one text are joined, phonetic helps left out.
func (x *xlsx) texts(ctx context.Context) error {
	f := x.parts["xl/sharedStrings.xml"]
	if x.read || f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return broken()
	}
	defer r.Close() //nolint:errcheck // read only
	s := newXML(&bounded{r, 4 * maxShared})
	var item []byte
	held, phonetic := 0, false
	for s.next() {
		switch name := string(s.name); {
		case name == "si" && !s.close:
			item = item[:0]
			if s.empty {
				x.shared = append(x.shared, "")
			}
		case name == "rPh":
			phonetic = !s.close && !s.empty
		case name == "t" && !s.close && !s.empty && !phonetic:
			item = appendText(item, s.text())
		case name == "si":
			if len(item) > maxText {
				item = item[:maxText]
			}
			text, _ := cell(string(item))
			if held += len(text) + 16; held > maxShared {
				return cannot(CodeTooBig, "工作簿里的文字太多：请按学科或学校分成几个文件")
			}
			if x.shared = append(x.shared, text); len(x.shared)%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	if s.failed() {
		return failure(s.err)
	}
	x.read = true
	return nil
}

// failure is what a scanner's end means for a person.
func failure(err error) error {
	if _, told := Unreadable("", err); told {
		return err
	}
	return broken()
}

// mergesOf reads the merged areas of a sheet. They stand behind its rows, so the sheet is unpacked up to there first.
func (x *xlsx) mergesOf(sheet int) ([]span, error) {
	if m, ok := x.merges[sheet]; ok {
		return m, nil
	}
	r, err := x.files[sheet].Open()
	if err != nil {
		return nil, broken()
	}
	defer r.Close() //nolint:errcheck // read only
	s := newXML(&bounded{r, maxSheet})
	for {
		before, ok := s.find("sheetData>")
		if !ok {
			if s.failed() && s.err != errToken { //nolint:errorlint // our own value
				return nil, failure(s.err)
			}
			x.merges[sheet] = nil
			return nil, nil
		}
		if i := bytes.LastIndexByte(before, '<'); i >= 0 && i+1 < len(before) && before[i+1] == '/' || len(before) > 0 && bytes.HasSuffix(before, []byte("</")) {
			break
		}
	}
	var out []span
	for s.next() {
		if string(s.name) != "mergeCell" || s.close {
			continue
		}
		from, to, ok := strings.Cut(string(s.attr("ref")), ":")
		if !ok {
			continue
		}
		top, left := place([]byte(from))
		bottom, right := place([]byte(to))
		if top < 1 || left < 0 || bottom < top || right < left || left >= MaxColumns {
			continue
		}
		if out = append(out, span{top, bottom, left, min(right, MaxColumns-1)}); len(out) > maxMerges {
			return nil, cannot(CodeTooBig, "合并的单元格太多：请取消合并后再传")
		}
	}
	x.merges[sheet] = out
	return out, nil
}

// place reads a reference such as C12: row from 1 (0 when it has none), column from 0 (-1 when it has none).
func place(ref []byte) (row, column int) {
	column = -1
	for _, c := range ref {
		switch {
		case c >= 'A' && c <= 'Z' && column < 1<<20:
			column = (column+1)*26 + int(c-'A')
		case c >= 'a' && c <= 'z' && column < 1<<20:
			column = (column+1)*26 + int(c-'a')
		case c >= '0' && c <= '9' && row < 1<<28:
			row = row*10 + int(c-'0')
		}
	}
	return row, column
}

func (x *xlsx) walk(ctx context.Context, sheet int, fn func(*line) error) error {
	if err := x.texts(ctx); err != nil {
		return err
	}
	spans, err := x.mergesOf(sheet)
	if err != nil {
		return err
	}
	r, err := x.files[sheet].Open()
	if err != nil {
		return broken()
	}
	defer r.Close() //nolint:errcheck // read only
	w := &sheetWalk{x: x, s: newXML(&bounded{r, maxSheet}), fill: newFiller(spans), fn: fn}
	return w.run(ctx)
}

// sheetWalk is one pass over a sheet's rows.
type sheetWalk struct {
	x    *xlsx
	s    *xmlScanner
	fill *filler
	fn   func(*line) error

	l     line
	row   []byte   // the texts of the row that are not shared
	at    []pieces // where they go
	next  int      // the column of a cell without reference
	kind  byte
	col   int
	value bool // the cell has one
	calc  bool // the cell has a formula
}

type pieces struct{ column, from, to int }

func (w *sheetWalk) run(ctx context.Context) error {
	s := w.s
	rows := 0
	for s.next() {
		switch string(s.name) {
		case "row":
			if s.close {
				if err := w.flush(); err != nil {
					return err
				}
				continue
			}
			if rows++; rows%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			n, _ := strconv.Atoi(string(s.attr("r")))
			if n <= w.l.number {
				n = w.l.number + 1
			}
			if n > MaxRows {
				return cannot(CodeTooBig, "行数太多：最多 %d 行。请按学校分成几个文件", MaxRows)
			}
			w.l = line{number: n, cells: w.l.cells[:0]}
			w.row, w.at, w.next = w.row[:0], w.at[:0], 0
		case "c":
			w.cell()
		case "v":
			if !s.close && !s.empty {
				w.take(s.text())
			}
		case "t": // inline text, perhaps in runs
			if !s.close && !s.empty && w.kind == 'i' {
				w.put(appendText, s.text())
			}
		case "f":
			w.calc = true
		case "sheetData":
			if s.close {
				return nil
			}
		}
	}
	if s.failed() {
		return failure(s.err)
	}
	return nil
}

// cell begins or ends one.
func (w *sheetWalk) cell() {
	if w.s.close {
		if w.calc && !w.value {
			w.put(appendText, []byte(notCalculated))
		}
		w.calc = false
		return
	}
	w.col = w.next
	if ref := w.s.attr("r"); ref != nil {
		if _, c := place(ref); c >= 0 {
			w.col = c
		}
	}
	w.next, w.value, w.calc = w.col+1, false, false
	w.kind = 'n'
	if t := w.s.attr("t"); len(t) > 0 {
		w.kind = t[0]
		if string(t) == "str" {
			w.kind = 'f'
		}
	}
}

// notCalculated stands for the value of a formula that no program has calculated; the reader of marks says what to do.
const notCalculated = "#未计算"

// take is a cell's value.
func (w *sheetWalk) take(raw []byte) {
	switch w.kind {
	case 's':
		i, err := strconv.Atoi(string(raw))
		if err != nil || i < 0 || i >= len(w.x.shared) || w.col >= MaxColumns {
			w.l.wide = w.l.wide || w.col >= MaxColumns
			return
		}
		w.value = true
		w.reach(w.col)
		w.l.cells[w.col] = w.x.shared[i]
	case 'b':
		w.put(appendText, []byte(map[bool]string{true: "TRUE", false: "FALSE"}[string(raw) == "1"]))
	case 'n':
		w.put(appendNumber, raw)
	default:
		w.put(appendText, raw)
	}
}

func (w *sheetWalk) reach(column int) {
	for len(w.l.cells) <= column {
		w.l.cells = append(w.l.cells, "")
	}
}

func (w *sheetWalk) put(add func(dst, raw []byte) []byte, raw []byte) {
	if w.col >= MaxColumns {
		w.l.wide = true
		return
	}
	w.value = true
	w.reach(w.col)
	from := len(w.row)
	w.row = add(w.row, raw)
	if len(w.row)-from > maxText {
		w.row = w.row[:from+maxText]
	}
	if n := len(w.at); n > 0 && w.at[n-1].column == w.col && w.at[n-1].to == from { // another run
		w.at[n-1].to = len(w.row)
		return
	}
	w.at = append(w.at, pieces{w.col, from, len(w.row)})
}

// flush hands a row on.
func (w *sheetWalk) flush() error {
	all := string(w.row)
	for _, p := range w.at {
		c := all[p.from:p.to]
		if len(c) > 0 && (c[0] <= ' ' || c[len(c)-1] <= ' ' || c[0] >= 0x80 || c[len(c)-1] >= 0x80 || c[0] == '=' || c[0] == '\'') {
			c, _ = cell(c)
		}
		w.l.cells[p.column] = c
	}
	w.fill.fill(&w.l)
	blank := true
	for _, c := range w.l.cells {
		if c != "" {
			blank = false
			break
		}
	}
	if blank {
		return nil
	}
	return w.fn(&w.l)
}

// appendNumber is a stored number as a person would write it: without exponent, and rounded to the 15 digits that Excel shows, since
// 80.5 may be stored as 80.500000000000014.
func appendNumber(dst, raw []byte) []byte {
	if len(raw) < 15 && bytes.IndexByte(raw, 'E') < 0 && bytes.IndexByte(raw, 'e') < 0 {
		return append(dst, raw...)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return append(dst, raw...)
	}
	return appendFloat(dst, v)
}

// appendFloat writes a number with at most 15 significant digits and no exponent; what is too large or small for that keeps it.
func appendFloat(dst []byte, v float64) []byte {
	s := fmt.Sprintf("%.15g", v)
	if strings.ContainsAny(s, "eE") {
		if v < 1e21 && v > -1e21 && (v > 1e-9 || v < -1e-9) {
			return strconv.AppendFloat(dst, v, 'f', -1, 64)
		}
	}
	return append(dst, s...)
}
