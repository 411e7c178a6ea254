package oneroster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// maxRowBytes bounds a row, so that a lost quotation mark cannot draw a whole file into memory.
const maxRowBytes = 1 << 20

// What can be wrong with a row as CSV.
var (
	errRowLong  = errors.New("row too long")
	errEncoding = errors.New("not UTF-8")
	errQuote    = errors.New("quotation marks do not match")
	errWide     = errors.New("UTF-16")
)

// scanner reads CSV (RFC 4180) row by row: a byte order mark is skipped, lines end with CRLF, LF or CR, quoted cells may hold all of them.
type scanner struct {
	r     *bufio.Reader
	line  int    // physical lines that were read
	start int    // line at which the row begins
	buf   []byte // all cells of the row, one after the other
	ends  []int  // where each ends in buf
	begun bool
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, 64<<10)}
}

// cell is valid until the next row.
func (s *scanner) cell(i int) []byte {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.buf[from:s.ends[i]]
}

// next reads the next row that is not an empty line. errQuote and errEncoding leave the scanner at the row after; the others do not.
func (s *scanner) next() error {
	if !s.begun {
		s.begun = true
		if head, err := s.r.Peek(3); err == nil && bytes.Equal(head, []byte("\xef\xbb\xbf")) {
			_, _ = s.r.Discard(3) // it was peeked
		} else if len(head) >= 2 && (bytes.Equal(head[:2], []byte("\xff\xfe")) || bytes.Equal(head[:2], []byte("\xfe\xff"))) {
			s.start = 1
			return errWide
		}
	}
	for {
		err := s.row()
		if err != nil && !errors.Is(err, errQuote) {
			return err
		}
		if err == nil && len(s.ends) == 1 && len(s.buf) == 0 {
			continue
		}
		if !utf8.Valid(s.buf) || bytes.IndexByte(s.buf, 0) >= 0 {
			return errEncoding
		}
		return err
	}
}

// row reads up to the end of one row, whatever is in it.
func (s *scanner) row() error {
	s.buf, s.ends, s.start = s.buf[:0], s.ends[:0], s.line+1
	quoted, closed, bad, any := false, false, false, false
	for {
		b, err := s.r.ReadByte()
		if err != nil {
			if !errors.Is(err, io.EOF) || !any {
				return err
			}
			s.line++
			s.ends = append(s.ends, len(s.buf))
			if quoted || bad {
				return errQuote
			}
			return nil
		}
		any = true
		if len(s.buf)+len(s.ends) >= maxRowBytes {
			return errRowLong
		}
		if quoted {
			if b == '"' {
				if next, err := s.r.Peek(1); err == nil && next[0] == '"' {
					_, _ = s.r.Discard(1) // it was peeked
					s.buf = append(s.buf, '"')
				} else {
					quoted, closed = false, true
				}
				continue
			}
			if b == '\n' || b == '\r' && !s.peek('\n') {
				s.line++
			}
			s.buf = append(s.buf, b)
			continue
		}
		switch {
		case b == ',':
			s.ends, closed = append(s.ends, len(s.buf)), false
		case b == '\r' && s.peek('\n'):
		case b == '\n' || b == '\r':
			s.line++
			s.ends = append(s.ends, len(s.buf))
			if bad {
				return errQuote
			}
			return nil
		case b == '"' && !closed && s.atStart():
			quoted = true
		default:
			bad = bad || closed && b != ' '
			s.buf = append(s.buf, b)
		}
	}
}

// atStart reports whether nothing of the cell was read yet.
func (s *scanner) atStart() bool {
	return len(s.buf) == 0 && len(s.ends) == 0 || len(s.ends) > 0 && s.ends[len(s.ends)-1] == len(s.buf)
}

func (s *scanner) peek(b byte) bool {
	next, err := s.r.Peek(1)
	return err == nil && next[0] == b
}
