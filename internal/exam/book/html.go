package book

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// page is an HTML table under the name of a workbook, as many mark systems export.
type page struct {
	r    io.ReaderAt
	size int64
	gbk  bool
}

func looksHTML(head []byte) bool {
	h := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	if !bytes.HasPrefix(h, []byte("<")) {
		return false
	}
	for _, mark := range []string{"<html", "<table", "<!doctype html", "<meta", "<head", "<style"} {
		if bytes.Contains(h, []byte(mark)) {
			return true
		}
	}
	return false
}

func openHTML(r io.ReaderAt, size int64) (*page, error) {
	ok, err := validUTF8(r, size)
	return &page{r, size, !ok}, err
}

func (p *page) sheets() []string { return []string{""} }

// tableWalk is one pass over the tables of a page, which are taken for one below the other.
type tableWalk struct {
	fn    func(*line) error
	row   int
	cells []string
	down  map[int]held // areas that reach into later rows, by column
	in    bool         // inside a cell
	text  strings.Builder
	span  span // of the cell, relative
	l     line
}

func (p *page) walk(ctx context.Context, _ int, fn func(*line) error) error {
	var src io.Reader = io.NewSectionReader(p.r, 0, p.size)
	if p.gbk {
		src = transform.NewReader(src, simplifiedchinese.GB18030.NewDecoder())
	}
	z := html.NewTokenizer(src)
	z.SetMaxBuf(maxToken)
	w := &tableWalk{fn: fn, down: map[int]held{}}
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				return broken()
			}
			return w.endRow()
		case html.TextToken:
			if w.in && w.text.Len() < maxText {
				w.text.Write(z.Text())
			}
		case html.StartTagToken:
			if err := w.start(z); err != nil {
				return err
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "td", "th":
				w.endCell()
			case "tr", "table":
				if err := w.endRow(); err != nil {
					return err
				}
			}
		case html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

func (w *tableWalk) start(z *html.Tokenizer) error {
	name, attrs := z.TagName()
	switch string(name) {
	case "tr":
		if err := w.endRow(); err != nil {
			return err
		}
		if w.row++; w.row > MaxRows {
			return cannot(CodeTooBig, "行数太多：最多 %d 行。请按学校分成几个文件", MaxRows)
		}
	case "br":
		w.text.WriteByte(' ')
	case "td", "th":
		w.endCell()
		if w.row == 0 {
			w.row = 1
		}
		w.in, w.span = true, span{bottom: 1, right: 1}
		for attrs {
			var key, value []byte
			key, value, attrs = z.TagAttr()
			n, err := strconv.Atoi(strings.TrimSpace(string(value)))
			if err != nil || n < 1 {
				continue
			}
			switch string(key) {
			case "colspan":
				w.span.right = min(n, MaxColumns)
			case "rowspan":
				w.span.bottom = min(n, MaxRows)
			}
		}
	}
	return nil
}

// endCell puts a cell where it belongs, behind what reaches down from above.
func (w *tableWalk) endCell() {
	if !w.in {
		return
	}
	w.in = false
	text, _ := cell(html.UnescapeString(w.text.String()[:min(w.text.Len(), maxText)]))
	w.text.Reset()
	w.reachDown()
	at := len(w.cells)
	for i := range w.span.right {
		if len(w.cells) >= MaxColumns {
			w.l.wide = true
			return
		}
		w.cells = append(w.cells, text)
		w.mark(i > 0)
		if w.span.bottom > 1 {
			w.down[at+i] = held{span{bottom: w.row + w.span.bottom - 1}, text}
		}
	}
}

// reachDown adds the cells that areas from above cover here.
func (w *tableWalk) reachDown() {
	for {
		h, ok := w.down[len(w.cells)]
		if !ok {
			return
		}
		if h.bottom < w.row {
			delete(w.down, len(w.cells))
			return
		}
		w.cells = append(w.cells, h.text)
		w.mark(true)
	}
}

func (w *tableWalk) mark(filled bool) { w.l.filled = append(w.l.filled, filled) }

func (w *tableWalk) endRow() error {
	w.endCell()
	if len(w.cells) == 0 {
		return nil
	}
	w.reachDown()
	w.l.number, w.l.cells = w.row, w.cells
	blank := true
	for _, c := range w.cells {
		blank = blank && c == ""
	}
	var err error
	if !blank {
		err = w.fn(&w.l)
	}
	w.cells = w.cells[:0]
	w.l = line{filled: w.l.filled[:0]}
	return err
}
