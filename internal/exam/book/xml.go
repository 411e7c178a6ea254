package book

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxToken bounds one tag or one piece of text.
const maxToken = 1 << 20

// xmlScanner reads tags and texts of a worksheet. A hundred thousand pupils by 45 columns are 4.5 million cells; a general parser makes
// several objects of each and takes tens of seconds, this one makes none. It takes what spreadsheet programs write: UTF-8, no entities
// but the five and the numbered ones, no nesting that matters.
type xmlScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	err      error

	name  []byte // of the tag, without its prefix; valid until the next call
	attrs []byte
	close bool // </name>
	empty bool // <name/>
}

func newXML(r io.Reader) *xmlScanner { return &xmlScanner{r: r, buf: make([]byte, 256<<10)} }

var errToken = errors.New("book: a piece of xml is too long")

// more reads on, keeping what is not used up; false at the end.
func (x *xmlScanner) more() bool {
	if x.err != nil {
		return false
	}
	if x.pos > 0 {
		copy(x.buf, x.buf[x.pos:x.end])
		x.end -= x.pos
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= maxToken {
			x.err = errToken
			return false
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for range 100 {
		n, err := x.r.Read(x.buf[x.end:])
		x.end += n
		if err != nil {
			x.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	x.err = io.ErrNoProgress
	return false
}

// find returns the bytes up to mark and goes behind it.
func (x *xmlScanner) find(mark string) ([]byte, bool) {
	for from := 0; ; {
		if i := bytes.Index(x.buf[x.pos+from:x.end], []byte(mark)); i >= 0 {
			out := x.buf[x.pos : x.pos+from+i]
			x.pos += from + i + len(mark)
			return out, true
		}
		from = max(0, x.end-x.pos-len(mark)+1)
		if !x.more() {
			return nil, false
		}
	}
}

// next goes to the next tag; false at the end or when the text is broken (then failed says so).
func (x *xmlScanner) next() bool {
	for {
		if _, ok := x.find("<"); !ok {
			return false
		}
		if x.pos == x.end && !x.more() {
			return false
		}
		switch x.buf[x.pos] {
		case '?':
			if _, ok := x.find("?>"); !ok {
				return false
			}
			continue
		case '!':
			if !x.skipMark() {
				return false
			}
			continue
		}
		tag, ok := x.find(">")
		if !ok {
			return false
		}
		x.close, x.empty = false, false
		if len(tag) > 0 && tag[0] == '/' {
			x.close, tag = true, tag[1:]
		} else if len(tag) > 0 && tag[len(tag)-1] == '/' {
			x.empty, tag = true, tag[:len(tag)-1]
		}
		x.name, x.attrs = tag, nil
		for i, c := range tag {
			if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
				x.name, x.attrs = tag[:i], tag[i:]
				break
			}
		}
		if i := bytes.IndexByte(x.name, ':'); i >= 0 {
			x.name = x.name[i+1:]
		}
		return true
	}
}

// skipMark goes behind a comment or a CDATA section, whose text is not wanted.
func (x *xmlScanner) skipMark() bool {
	for x.end-x.pos < 8 && x.more() {
	}
	mark := ">"
	switch rest := x.buf[x.pos:x.end]; {
	case bytes.HasPrefix(rest, []byte("!--")):
		mark = "-->"
	case bytes.HasPrefix(rest, []byte("![CDATA[")):
		mark = "]]>"
	}
	_, ok := x.find(mark)
	return ok
}

// text is what stands before the next tag, undecoded.
func (x *xmlScanner) text() []byte {
	for {
		if i := bytes.IndexByte(x.buf[x.pos:x.end], '<'); i >= 0 {
			out := x.buf[x.pos : x.pos+i]
			x.pos += i
			return out
		}
		if !x.more() {
			return nil
		}
	}
}

// attr is the value of an attribute, undecoded; names with a prefix must be asked for with it.
func (x *xmlScanner) attr(name string) []byte {
	a := x.attrs
	for {
		i := bytes.IndexByte(a, '=')
		if i < 0 || i+1 >= len(a) {
			return nil
		}
		key := bytes.TrimSpace(a[:i])
		a = bytes.TrimLeft(a[i+1:], " \t\r\n")
		if len(a) == 0 || a[0] != '"' && a[0] != '\'' {
			return nil
		}
		j := bytes.IndexByte(a[1:], a[0])
		if j < 0 {
			return nil
		}
		if string(key) == name {
			return a[1 : 1+j]
		}
		a = a[j+2:]
	}
}

// failed reports a text that broke off or was too long.
func (x *xmlScanner) failed() bool { return x.err != nil && !errors.Is(x.err, io.EOF) }

// appendText decodes entities into dst.
func appendText(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		j := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if j < 0 {
			dst, raw = append(dst, '&'), raw[1:]
			continue
		}
		dst, raw = appendEntity(dst, string(raw[1:j])), raw[j+1:]
	}
}

func appendEntity(dst []byte, name string) []byte {
	switch name {
	case "lt":
		return append(dst, '<')
	case "gt":
		return append(dst, '>')
	case "amp":
		return append(dst, '&')
	case "quot":
		return append(dst, '"')
	case "apos":
		return append(dst, '\'')
	}
	if num, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if n, hex := strings.CutPrefix(num, "x"); hex {
			num, base = n, 16
		}
		if v, err := strconv.ParseUint(num, base, 21); err == nil {
			return append(dst, string(rune(v))...) //nolint:gosec // 21 bits
		}
	}
	return append(dst, ' ')
}
