package book

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Records of a workbook stream ([MS-XLS] 2.3).
const (
	recFormula  = 0x0006
	recEOF      = 0x000A
	recFilePass = 0x002F
	recContinue = 0x003C
	recCodePage = 0x0042
	recBound    = 0x0085
	recMulRK    = 0x00BD
	recRString  = 0x00D6
	recMerge    = 0x00E5
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBoolErr  = 0x0205
	recString   = 0x0207
	recRK       = 0x027E
	recBOF      = 0x0809
)

// xls is a workbook of Excel 97 to 2003 (BIFF8), or of 5 and 95. The libraries that could be had for it panic on damaged files or are not
// kept up, so the dozen records that hold values are read here; the container is read by a library that is linked already.
type xls struct {
	raw    []byte // the workbook stream
	names  []string
	at     []int // where the sheets begin
	shared []string
	old    bool // before BIFF8: texts are bytes of a code page
	page   int
}

func openXLS(ctx context.Context, r io.ReaderAt, size int64) (*xls, error) {
	if size > maxXLS {
		return nil, cannot(CodeTooBig, ".xls 文件太大：最多 %d MB，请另存为 .xlsx 再传", maxXLS>>20)
	}
	raw, err := stream(r)
	if err != nil {
		return nil, err
	}
	x := &xls{raw: raw, page: 936}
	return x, x.globals(ctx)
}

// stream finds the workbook in its container.
func stream(r io.ReaderAt) (raw []byte, err error) {
	defer func() { // the container's reader is not ours
		if recover() != nil {
			raw, err = nil, broken()
		}
	}()
	doc, err := mscfb.New(r)
	if err != nil {
		return nil, broken()
	}
	for range 4096 {
		e, err := doc.Next()
		if err != nil {
			break
		}
		switch strings.ToLower(e.Name) {
		case "encryptedpackage":
			return nil, cannot(CodeEncrypted, "文件有密码：请去掉打开密码后再传")
		case "workbook", "book":
			if raw, err = io.ReadAll(io.LimitReader(e, maxXLS)); err != nil && !errors.Is(err, io.EOF) || len(raw) < 8 {
				return nil, broken()
			}
			return raw, nil
		}
	}
	return nil, cannot(CodeUnreadable, "这不是 Excel 文件：请用 Excel 或 WPS 另存为 .xlsx 再传")
}

// record is one record; at moves behind it. ok is false at the end.
func (x *xls) record(at int) (kind int, body []byte, next int, ok bool) {
	if at < 0 || at+4 > len(x.raw) {
		return 0, nil, 0, false
	}
	kind, n := int(binary.LittleEndian.Uint16(x.raw[at:])), int(binary.LittleEndian.Uint16(x.raw[at+2:]))
	if at+4+n > len(x.raw) {
		return 0, nil, 0, false
	}
	return kind, x.raw[at+4 : at+4+n], at + 4 + n, true
}

// globals reads the first substream: sheets and shared texts.
func (x *xls) globals(ctx context.Context) error {
	kind, body, at, ok := x.record(0)
	if !ok || kind != recBOF || len(body) < 4 {
		return cannot(CodeUnreadable, "这是很旧的 Excel 文件：请用 Excel 或 WPS 另存为 .xlsx 再传")
	}
	x.old = binary.LittleEndian.Uint16(body) < 0x0600
	for n := 0; ; n++ {
		kind, body, next, ok := x.record(at)
		if !ok || kind == recEOF {
			break
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		at = next
		switch kind {
		case recFilePass:
			return cannot(CodeEncrypted, "文件有密码：请去掉密码后再传")
		case recCodePage:
			if len(body) >= 2 {
				x.page = int(binary.LittleEndian.Uint16(body))
			}
		case recBound:
			x.sheet(body)
		case recSST:
			parts := [][]byte{body}
			for {
				kind, more, next, ok := x.record(at)
				if !ok || kind != recContinue {
					break
				}
				parts, at = append(parts, more), next
			}
			x.sst(parts)
		}
	}
	return nil
}

func (x *xls) sheet(body []byte) {
	if len(body) < 8 || body[4]&3 != 0 || body[5] != 0 || len(x.names) == 100 { // hidden, a chart, a macro sheet
		return
	}
	var name string
	if x.old {
		name = x.bytes(body[7:min(len(body), 7+int(body[6]))])
	} else {
		t := &texts{parts: [][]byte{body[7:]}}
		name = t.chars(int(body[6]), t.byte())
	}
	x.names, x.at = append(x.names, cleanName(name)), append(x.at, int(binary.LittleEndian.Uint32(body)))
}

// bytes decodes a text of before BIFF8.
func (x *xls) bytes(b []byte) string {
	var out []byte
	var err error
	if x.page == 936 || x.page == 54936 {
		out, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	} else {
		out, err = charmap.Windows1252.NewDecoder().Bytes(b)
	}
	if err != nil {
		return ""
	}
	return string(out)
}

// texts reads strings that may go on in further records ([MS-XLS] 2.5.293, 2.4.58).
type texts struct {
	parts [][]byte
	part  int
	pos   int
	end   bool
}

func (t *texts) byte() byte {
	for t.part < len(t.parts) {
		if t.pos < len(t.parts[t.part]) {
			t.pos++
			return t.parts[t.part][t.pos-1]
		}
		t.part, t.pos = t.part+1, 0
	}
	t.end = true
	return 0
}

func (t *texts) word() int { lo := t.byte(); return int(lo) | int(t.byte())<<8 }
func (t *texts) long() int { lo := t.word(); return lo | t.word()<<16 }

// skip passes over bytes that hold no text.
func (t *texts) skip(n int) {
	for n > 0 && t.part < len(t.parts) {
		step := min(n, len(t.parts[t.part])-t.pos)
		t.pos, n = t.pos+step, n-step
		if n > 0 {
			t.part, t.pos = t.part+1, 0
		}
	}
	t.end = t.end || n > 0
}

// chars reads n characters. Where a text goes on in another record, that begins with a byte that says anew how wide they are.
func (t *texts) chars(n int, flags byte) string {
	wide := flags&1 == 1
	out := make([]uint16, 0, min(n, 256))
	for len(out) < n && !t.end {
		if t.part < len(t.parts) && t.pos == len(t.parts[t.part]) {
			if t.part++; t.part == len(t.parts) {
				t.end = true
				break
			}
			t.pos = 0
			wide = t.byte()&1 == 1
			continue
		}
		c := uint16(t.byte())
		if wide {
			c |= uint16(t.byte()) << 8
		}
		out = append(out, c)
	}
	return string(utf16.Decode(out))
}

// sst reads the shared texts; one that is broken ends them.
func (x *xls) sst(parts [][]byte) {
	t := &texts{parts: parts}
	t.skip(4)
	count := t.long()
	held := 0
	for i := 0; i < count && !t.end; i++ {
		n := t.word()
		flags := t.byte()
		runs, ext := 0, 0
		if flags&8 != 0 {
			runs = t.word()
		}
		if flags&4 != 0 {
			ext = t.long()
		}
		s := t.chars(n, flags)
		if len(s) > maxText {
			s = strings.ToValidUTF8(s[:maxText], "")
		}
		s, _ = cell(s)
		if held += len(s) + 16; held > maxShared {
			return
		}
		x.shared = append(x.shared, s)
		t.skip(runs*4 + ext)
	}
}

func (x *xls) sheets() []string { return x.names }

// xcell is a cell that is held until its row is complete: programs may write cells in any order.
type xcell struct {
	row  uint32
	col  uint16
	text string
}

// xlsWalk gathers a sheet.
type xlsWalk struct {
	x     *xls
	cells []xcell
	spans []span
	wide  map[uint32]bool
	await int // the cell whose text comes in the next STRING, or -1
}

func (x *xls) walk(ctx context.Context, sheet int, fn func(*line) error) error {
	w := &xlsWalk{x: x, wide: map[uint32]bool{}, await: -1}
	if err := w.gather(ctx, x.at[sheet]); err != nil {
		return err
	}
	slices.SortStableFunc(w.cells, func(a, b xcell) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)) })
	fill := newFiller(w.spans)
	l := &line{}
	for i := 0; i < len(w.cells); {
		row := w.cells[i].row
		*l = line{number: int(row) + 1, cells: l.cells[:0], wide: w.wide[row]}
		for ; i < len(w.cells) && w.cells[i].row == row; i++ {
			for len(l.cells) <= int(w.cells[i].col) {
				l.cells = append(l.cells, "")
			}
			l.cells[w.cells[i].col] = w.cells[i].text
		}
		fill.fill(l)
		if err := fn(l); err != nil {
			return err
		}
	}
	return nil
}

func (w *xlsWalk) gather(ctx context.Context, at int) error {
	kind, _, at, ok := w.x.record(at)
	if !ok || kind != recBOF {
		return broken()
	}
	for n, depth := 0, 1; depth > 0; n++ {
		kind, body, next, ok := w.x.record(at)
		if !ok {
			break
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		at = next
		switch kind {
		case recBOF: // a chart inside the sheet
			depth++
		case recEOF:
			depth--
		default:
			if depth == 1 {
				w.take(kind, body)
			}
		}
		if len(w.cells) > maxCells {
			return cannot(CodeTooBig, "这张表的格子太多：请另存为 .xlsx，或按学校分成几个文件")
		}
	}
	return nil
}

func (w *xlsWalk) add(row, col int, text string) {
	w.await = -1
	if col >= MaxColumns {
		w.wide[uint32(row)] = true //nolint:gosec // 16 bits
		return
	}
	if text != "" {
		w.cells = append(w.cells, xcell{uint32(row), uint16(col), text}) //nolint:gosec // 16 bits
	}
}

// take reads the value of one record; what is too short says nothing.
func (w *xlsWalk) take(kind int, b []byte) {
	if kind == recMerge {
		w.merge(b)
		return
	}
	if kind == recString {
		if w.await >= 0 && len(b) >= 2 {
			text, _ := cell(w.x.long(b))
			w.cells[w.await].text = text
		}
		w.await = -1
		return
	}
	if len(b) < 6 {
		return
	}
	row, col, rest := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:])), b[6:]
	switch {
	case kind == recLabelSST && len(rest) >= 4:
		if i := binary.LittleEndian.Uint32(rest); int(i) < len(w.x.shared) {
			w.add(row, col, w.x.shared[i])
		}
	case kind == recNumber && len(rest) >= 8:
		w.add(row, col, number(math.Float64frombits(binary.LittleEndian.Uint64(rest))))
	case kind == recRK && len(rest) >= 4:
		w.add(row, col, number(rk(binary.LittleEndian.Uint32(rest))))
	case kind == recMulRK:
		for i := 4; i+6 <= len(b)-2; i += 6 {
			w.add(row, col, number(rk(binary.LittleEndian.Uint32(b[i+2:]))))
			col++
		}
	case (kind == recLabel || kind == recRString) && len(rest) >= 2:
		text, _ := cell(w.x.long(rest))
		w.add(row, col, text)
	case kind == recBoolErr && len(rest) >= 2:
		w.add(row, col, boolErr(rest[0], rest[1] != 0))
	case kind == recFormula && len(rest) >= 8:
		w.formula(row, col, rest[:8])
	}
}

// formula takes the value that was stored with a formula.
func (w *xlsWalk) formula(row, col int, v []byte) {
	if v[6] != 0xFF || v[7] != 0xFF {
		w.add(row, col, number(math.Float64frombits(binary.LittleEndian.Uint64(v))))
		return
	}
	switch v[0] {
	case 0:
		if w.add(row, col, " "); len(w.cells) > 0 && col < MaxColumns {
			w.await = len(w.cells) - 1
			w.cells[w.await].text = ""
		}
	case 1, 2:
		w.add(row, col, boolErr(v[2], v[0] == 2))
	}
}

func boolErr(v byte, isErr bool) string {
	if isErr {
		return map[byte]string{0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}[v] + ""
	}
	return map[bool]string{true: "TRUE", false: "FALSE"}[v != 0]
}

// long is a text with a length of two bytes.
func (x *xls) long(b []byte) string {
	n := int(binary.LittleEndian.Uint16(b))
	if x.old {
		return x.bytes(b[2:min(len(b), 2+n)])
	}
	t := &texts{parts: [][]byte{b[2:]}}
	s := t.chars(min(n, maxText), t.byte())
	return s
}

func (w *xlsWalk) merge(b []byte) {
	for i := 2; i+8 <= len(b) && len(w.spans) < maxMerges; i += 8 {
		v := func(o int) int { return int(binary.LittleEndian.Uint16(b[i+o:])) }
		if s := (span{v(0) + 1, v(2) + 1, v(4), min(v(6), MaxColumns-1)}); s.bottom >= s.top && s.right >= s.left {
			w.spans = append(w.spans, s)
		}
	}
}

// rk is a number in four bytes ([MS-XLS] 2.5.217): the upper 30 bits of a double or a whole number, perhaps times 100.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2) //nolint:gosec // the format's own
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return string(bytes.TrimSpace(appendFloat(nil, v)))
}
