package book

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// text is a delimited text: CSV, or what Excel calls Unicode text.
type text struct {
	r     io.ReaderAt
	size  int64
	skip  int64             // a byte-order mark
	enc   encoding.Encoding // nil for UTF-8
	comma rune
}

// openText finds out the encoding and the delimiter. A text that is not valid UTF-8 is GB18030, which holds GBK and GB 2312.
func openText(r io.ReaderAt, size int64) (*text, error) {
	t := &text{r: r, size: size}
	var mark [3]byte
	n, _ := r.ReadAt(mark[:], 0)
	switch {
	case bytes.HasPrefix(mark[:n], []byte("\xef\xbb\xbf")):
		t.skip = 3
	case bytes.HasPrefix(mark[:n], []byte("\xff\xfe")):
		t.enc = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(mark[:n], []byte("\xfe\xff")):
		t.enc = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	default:
		ok, err := validUTF8(r, size)
		if err != nil {
			return nil, err
		}
		if !ok {
			t.enc = simplifiedchinese.GB18030
		}
	}
	sample, err := io.ReadAll(io.LimitReader(t.decoded(), 64<<10))
	if err != nil {
		return nil, cannot(CodeUnreadable, "文件读不出来：请用 Excel 另存为 .xlsx 或 UTF-8 的 CSV")
	}
	if bytes.ContainsRune(sample, 0) || bytes.Count(sample, []byte("\uFFFD"))*20 > len(sample) {
		return nil, cannot(CodeUnreadable, "这不是表格：请上传 Excel（.xlsx、.xls）或 CSV 文件")
	}
	t.comma = delimiter(sample)
	return t, nil
}

func validUTF8(r io.ReaderAt, size int64) (bool, error) {
	buf := make([]byte, 0, 256<<10)
	src := io.NewSectionReader(r, 0, size)
	for {
		n, err := src.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		end := len(buf)
		if err == nil {
			for i := 1; i < utf8.UTFMax && i <= len(buf); i++ { // a character may be cut
				if c := buf[len(buf)-i]; utf8.RuneStart(c) {
					if !utf8.FullRune(buf[len(buf)-i:]) {
						end = len(buf) - i
					}
					break
				}
			}
		}
		if !utf8.Valid(buf[:end]) {
			return false, nil
		}
		buf = buf[:copy(buf[:cap(buf)], buf[end:])]
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("book: read the text: %w", err)
		}
	}
}

func (t *text) decoded() io.Reader {
	src := io.NewSectionReader(t.r, t.skip, t.size-t.skip)
	if t.enc == nil {
		return src
	}
	return transform.NewReader(bufio.NewReaderSize(src, 64<<10), t.enc.NewDecoder())
}

// delimiter is the mark that most of the first lines share.
func delimiter(sample []byte) rune {
	lines := bytes.Split(sample, []byte("\n"))
	best, found := ',', 0
	for _, d := range []rune{',', '\t', ';', '|'} {
		n := 0
		for i, l := range lines {
			if i == 20 {
				break
			}
			n += strings.Count(string(l), string(d))
		}
		if n > found {
			best, found = d, n
		}
	}
	return best
}

func (t *text) sheets() []string { return []string{""} }

func (t *text) walk(ctx context.Context, _ int, fn func(*line) error) error {
	r := csv.NewReader(bufio.NewReaderSize(t.decoded(), 256<<10))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = t.comma, -1, true, true
	l := &line{}
	for n := 1; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return cannot(CodeUnreadable, "第 %d 行读不出来：多半是少了一个引号，请用 Excel 另存为 .xlsx 再传", n)
		}
		if n > MaxRows {
			return cannot(CodeTooBig, "行数太多：最多 %d 行。请按学校分成几个文件", MaxRows)
		}
		l.number, _ = r.FieldPos(0)
		l.wide = len(rec) > MaxColumns
		rec = rec[:min(len(rec), MaxColumns)]
		blank := true
		l.cells = l.cells[:0]
		for _, c := range rec {
			if c, err = cell(c); err != nil {
				return cannot(CodeUnreadable, "第 %d 行有一格长得不像表格：多半是少了一个引号，请用 Excel 另存为 .xlsx 再传", l.number)
			}
			blank = blank && c == ""
			l.cells = append(l.cells, c)
		}
		if blank && !l.wide {
			continue
		}
		if err := fn(l); err != nil {
			return err
		}
	}
}

// cell is what a cell says: without outer space, without the ="…" by which programs keep zeros at the front, and without the mark for
// text before a number.
func cell(s string) (string, error) {
	if len(s) == 0 || len(s) == 1 && s[0] > ' ' {
		return s, nil
	}
	if len(s) > maxText {
		return "", errStop
	}
	s = strings.Trim(s, " \t\r\n\u00a0\u3000\ufeff")
	if len(s) > 3 && strings.HasPrefix(s, `="`) && s[len(s)-1] == '"' {
		s = s[2 : len(s)-1]
	}
	if len(s) > 1 && s[0] == '\'' {
		s = s[1:]
	}
	if strings.ContainsAny(s, "\u00a0\u3000\n\r\t") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s, nil
}
