package book

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"unicode/utf16"
)

// A minimal writer of BIFF8 records, so that each kind of cell can be tried by itself.
func le16(v int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(v)) } //nolint:gosec // tests
func le32(v int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(v)) } //nolint:gosec // tests
func le64(v float64) []byte {
	return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))
}

func rec(kind int, body ...[]byte) []byte {
	b := slices.Concat(body...)
	return slices.Concat(le16(kind), le16(len(b)), b)
}

func wide(s string) []byte {
	u := utf16.Encode([]rune(s))
	out := slices.Concat(le16(len(u)), []byte{1})
	for _, c := range u {
		out = append(out, le16(int(c))...)
	}
	return out
}

// stream8 is a workbook stream with one sheet and shared texts.
func stream8(shared []string, cells ...[]byte) []byte {
	var sst []byte
	for _, s := range shared {
		sst = append(sst, wide(s)...)
	}
	return streamOf([][]byte{rec(recSST, le32(len(shared)), le32(len(shared)), sst)}, cells...)
}

func streamOf(globals [][]byte, cells ...[]byte) []byte {
	bof := rec(recBOF, le16(0x0600), le16(5), le32(0), le32(0), le32(0))
	name := []byte("S1")
	g := slices.Concat(globals...)
	at := len(bof) + 4 + 8 + len(name) + len(g) + 4
	out := slices.Concat(bof, rec(recBound, le32(at), []byte{0, 0, byte(len(name)), 0}, name), g, rec(recEOF))
	return slices.Concat(out, rec(recBOF, le16(0x0600), le16(16), le32(0), le32(0), le32(0)), slices.Concat(cells...), rec(recEOF))
}

func cellsOf(t *testing.T, raw []byte) map[int][]string {
	t.Helper()
	x := &xls{raw: raw}
	if err := x.globals(context.Background()); err != nil {
		t.Fatal(err)
	}
	out := map[int][]string{}
	if err := x.walk(context.Background(), 0, func(l *line) error { out[l.number] = slices.Clone(l.cells); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRecords: every record that holds a value, in an order in which no program writes them.
func TestRecords(t *testing.T) {
	at := func(r, c int) []byte { return slices.Concat(le16(r), le16(c), le16(15)) }
	formula := func(r, c int, v []byte) []byte { return rec(recFormula, at(r, c), v, le16(0), le32(0), le16(0)) }
	got := cellsOf(t, stream8([]string{"学号", "缺考"},
		rec(recNumber, at(2, 0), le64(80.5)),
		rec(recLabelSST, at(0, 0), le32(0)),
		rec(recLabelSST, at(0, 1), le32(1)),
		rec(recLabelSST, at(0, 2), le32(9)), // not there
		rec(recRK, at(1, 0), le32(int(math.Float64bits(4.5)>>32))),
		rec(recRK, at(1, 1), le32(850<<2|3)),     // 8.5 as 850 hundredths
		rec(recRK, at(1, 2), le32(0xFFFFFFFC|2)), // -1
		rec(recMulRK, le16(3), le16(1), le16(15), le32(7<<2|2), le16(15), le32(8<<2|2), le16(2)),
		formula(2, 1, le64(91)),
		formula(2, 2, []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), rec(recString, wide("缓考")),
		formula(2, 3, []byte{2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF}),
		formula(2, 4, []byte{1, 0, 1, 0, 0, 0, 0xFF, 0xFF}),
		rec(recLabel, at(4, 0), wide("甲")),
		rec(recBoolErr, at(4, 1), []byte{0x07, 1}),
		rec(recNumber, at(4, 600), le64(1)), // too far right
		rec(recMerge, le16(1), le16(4), le16(5), le16(0), le16(0)),
		rec(recNumber, at(5, 1), le64(20260001)),
	))
	want := map[int][]string{1: {"学号", "缺考"}, 2: {"4.5", "8.5", "-1"}, 3: {"80.5", "91", "缓考", "#N/A", "TRUE"}, 4: {"", "7", "8"}, 5: {"甲", "#DIV/0!"}, 6: {"甲", "20260001"}}
	for n, row := range want {
		if !slices.Equal(got[n], row) {
			t.Errorf("row %d: %q, want %q", n, got[n], row)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}

// TestContinued: a shared text that goes on in a further record, once with wider characters than it began.
func TestContinued(t *testing.T) {
	body := slices.Concat(le32(2), le32(2), le16(6), []byte{0}, []byte("abc")) // the rest comes in two bytes each
	next := []byte{1}
	for _, c := range utf16.Encode([]rune("数学分")) {
		next = append(next, le16(int(c))...)
	}
	next = append(next, slices.Concat(le16(2), []byte{8}, le16(1), []byte("ok"), le32(0))...) // with a run of formatting
	got := cellsOf(t, streamOf([][]byte{rec(recSST, body), rec(recContinue, next)},
		rec(recLabelSST, le16(0), le16(0), le16(0), le32(0)), rec(recLabelSST, le16(0), le16(1), le16(0), le32(1))))
	if !slices.Equal(got[1], []string{"abc数学分", "ok"}) {
		t.Errorf("%v", got)
	}
}

// TestOldExcel: texts of Excel 95 are bytes of a code page.
func TestOldExcel(t *testing.T) {
	bof := rec(recBOF, le16(0x0500), le16(5), le32(0))
	bound := func(at int) []byte { return rec(recBound, le32(at), []byte{0, 0, 2}, []byte("S1")) }
	head := slices.Concat(bof, rec(recCodePage, le16(936)), bound(0), rec(recEOF))
	raw := slices.Concat(bof, rec(recCodePage, le16(936)), bound(len(head)), rec(recEOF),
		rec(recBOF, le16(0x0500), le16(16), le32(0)), rec(recLabel, le16(0), le16(0), le16(0), le16(4), []byte{0xD1, 0xA7, 0xBA, 0xC5}), rec(recEOF))
	if got := cellsOf(t, raw); !slices.Equal(got[1], []string{"学号"}) {
		t.Errorf("%v", got)
	}
}
