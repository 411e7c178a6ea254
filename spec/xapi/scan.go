package xapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// maxFindings is enough to mend a statement by; a hostile one would otherwise cost megabytes of messages.
const maxFindings = 32

// Scan checks one statement under a version of the standard and collects its facts in one pass over its tokens.
//
// Facts are complete only when there are no findings. raw is not kept and not changed. Safe for concurrent use.
func Scan(raw []byte, version Version) (*Facts, []Finding) {
	f := &Facts{}
	s := begin(raw, version, f)
	defer s.end()
	s.statement()
	s.atEOF()
	return f, s.finds
}

// AgentKey checks one Agent or Group, such as the agent parameter of a query, and gives its IFI key: "mbox:mailto:…", "mbox_sha1sum:…",
// "openid:…" or "account:homePage name". An anonymous Group has the empty key.
func AgentKey(raw []byte) (string, []Finding) {
	f := &Facts{}
	s := begin(raw, V103, f)
	defer s.end()
	key := s.agent(UsageActor, agentOrGroup)
	s.atEOF()
	return key, s.finds
}

// scanner is one pass. Its readers do nothing once dead: a syntax error ends the pass.
type scanner struct {
	raw   []byte
	buf   bytes.Buffer
	d     jsontext.Decoder
	v     Version
	f     *Facts
	finds []Finding
	dead  bool
	key   []byte // the member name that next read, decoded
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

func begin(raw []byte, v Version, f *Facts) *scanner {
	s := scanners.Get().(*scanner)
	s.raw, s.v, s.f = raw, v, f
	s.buf = *bytes.NewBuffer(raw) // the decoder reads a bytes.Buffer in place, so what it returns are slices of raw
	s.d.Reset(&s.buf)
	return s
}

func (s *scanner) end() {
	s.raw, s.f, s.finds, s.dead, s.key, s.buf = nil, nil, nil, false, nil, bytes.Buffer{}
	s.d.Reset(&s.buf) // lets go of raw
	scanners.Put(s)
}

// add notes a finding at the value or name just read.
func (s *scanner) add(code Code, format string, args ...any) {
	s.addAt("", code, format, args...)
}

// addAt notes a finding at a member of the object just read.
func (s *scanner) addAt(member string, code Code, format string, args ...any) {
	if s.dead || len(s.finds) >= maxFindings {
		return
	}
	p := string(s.d.StackPointer())
	if member != "" {
		p += "/" + member
	}
	s.finds = append(s.finds, Finding{Pointer: p, Code: code, Message: fmt.Sprintf(format, args...)})
}

// fail ends the pass at an error of the decoder.
func (s *scanner) fail(err error) {
	if s.dead {
		return
	}
	f := Finding{Code: CodeSyntax, Message: "not valid JSON"}
	var e *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF):
		f.Message = "no JSON value"
	case errors.As(err, &e):
		f.Pointer, f.Message = string(e.JSONPointer), fmt.Sprintf("not valid JSON at byte %d", e.ByteOffset)
		if errors.Is(err, jsontext.ErrDuplicateName) {
			f.Code, f.Message = CodeDuplicate, "the member stands here twice"
		}
	}
	s.finds = append(s.finds, f)
	s.dead = true
}

// atEOF wants nothing but space behind the value.
func (s *scanner) atEOF() {
	if s.dead {
		return
	}
	if _, err := s.d.ReadToken(); err == nil {
		s.fail(errors.New("more than one value"))
	} else if !errors.Is(err, io.EOF) {
		s.fail(err)
	}
}

// value reads a whole value of any kind.
func (s *scanner) value() []byte {
	if s.dead {
		return nil
	}
	v, err := s.d.ReadValue()
	if err != nil {
		s.fail(err)
		return nil
	}
	return v
}

// wrong skips a value of the wrong type and says so.
func (s *scanner) wrong(want string) {
	kind := s.d.PeekKind()
	s.value()
	if kind == 'n' {
		s.add(CodeNull, "null is allowed in extensions only; %s is expected", want)
	} else {
		s.add(CodeType, "%s is expected", want)
	}
}

// open enters an object or array, or skips what stands there instead. start is where its bytes begin.
func (s *scanner) open(kind jsontext.Kind) (start int, ok bool) {
	if s.dead {
		return 0, false
	}
	if s.d.PeekKind() != kind {
		if kind == '{' {
			s.wrong("an object")
		} else {
			s.wrong("an array")
		}
		return 0, false
	}
	if _, err := s.d.ReadToken(); err != nil {
		s.fail(err)
		return 0, false
	}
	return s.pos() - 1, true
}

// next reads the next member's name into s.key, or the end of the object.
func (s *scanner) next() bool {
	if s.dead {
		return false
	}
	if s.d.PeekKind() == '}' {
		if _, err := s.d.ReadToken(); err != nil {
			s.fail(err)
		}
		return false
	}
	name, err := s.d.ReadValue()
	if err != nil {
		s.fail(err)
		return false
	}
	s.key = unquote(name)
	return true
}

// more reports another element of an array, or reads its end.
func (s *scanner) more() bool {
	if s.dead {
		return false
	}
	switch s.d.PeekKind() {
	case ']', jsontext.KindInvalid:
		if _, err := s.d.ReadToken(); err != nil {
			s.fail(err)
		}
		return false
	}
	return true
}

// pos is the offset behind what was read last.
func (s *scanner) pos() int { return int(s.d.InputOffset()) }

// since is the range from start to what was read last.
func (s *scanner) since(start int) Span { return Span{start, s.pos()} }

// spanned reads one member's value with f and gives its range.
func (s *scanner) spanned(f func()) Span {
	if s.dead {
		return Span{}
	}
	s.d.PeekKind() // the value starts at the first byte that is neither space nor colon
	start := s.pos()
	for start < len(s.raw) && (s.raw[start] == ':' || s.raw[start] == ',' || s.raw[start] <= ' ') {
		start++
	}
	f()
	return s.since(start)
}

// unknown skips a member that the standard does not name here.
func (s *scanner) unknown() {
	s.add(CodeUnknown, "the standard names no member %.60q here", s.key)
	s.value()
}

// str reads a string.
func (s *scanner) str() ([]byte, bool) {
	if s.dead {
		return nil, false
	}
	if s.d.PeekKind() != '"' {
		s.wrong("a string")
		return nil, false
	}
	v := s.value()
	if s.dead {
		return nil, false
	}
	return unquote(v), true
}

// boolean reads true or false.
func (s *scanner) boolean() Bool {
	if s.dead {
		return Absent
	}
	switch s.d.PeekKind() {
	case 't':
		s.value()
		return True
	case 'f':
		s.value()
		return False
	}
	s.wrong("true or false")
	return Absent
}

// number reads a number.
func (s *scanner) number() (float64, bool) {
	if s.dead {
		return 0, false
	}
	if s.d.PeekKind() != '0' {
		s.wrong("a number")
		return 0, false
	}
	v := s.value()
	x, err := strconv.ParseFloat(string(v), 64)
	if err != nil {
		s.add(CodeValue, "the number does not fit IEEE 754 double precision")
		return 0, false
	}
	return x, true
}

// iri reads a string that is an absolute IRI.
func (s *scanner) iri() (string, bool) {
	v, ok := s.str()
	if ok && !isIRI(v) {
		s.add(CodeValue, "an absolute IRI is expected")
		return "", false
	}
	return string(v), ok
}

// uuid reads a string that is a UUID.
func (s *scanner) uuid() (u [16]byte, ok bool) {
	v, ok := s.str()
	if !ok {
		return u, false
	}
	if u, ok = ParseUUID(v); !ok {
		s.add(CodeValue, "a UUID of 36 characters is expected")
	}
	return u, ok
}

// time reads a timestamp.
func (s *scanner) time() (int64, bool) {
	v, ok := s.str()
	if !ok {
		return 0, false
	}
	t, ok := ParseTimestamp(v, s.v)
	if !ok {
		s.add(CodeValue, "a timestamp such as 2026-09-01T08:00:00.000Z is expected; the offset -00:00 is not allowed")
	}
	return t, ok
}

// langMap reads a language map (§4.2).
func (s *scanner) langMap() {
	if _, ok := s.open('{'); !ok {
		return
	}
	for s.next() {
		if !isLangTag(s.key) {
			s.add(CodeValue, "%.60q is no language tag (RFC 5646)", s.key)
		}
		s.str()
	}
}

// extensions reads an extensions object (§4.1): keys are IRIs, values anything.
func (s *scanner) extensions() {
	if _, ok := s.open('{'); !ok {
		return
	}
	for s.next() {
		if !isIRI(s.key) {
			s.add(CodeValue, "the key of an extension must be an IRI")
		}
		s.value()
	}
}

// unquote decodes a JSON string, without copying when it holds no escape. v is valid JSON.
func unquote(v []byte) []byte {
	if len(v) >= 2 && bytes.IndexByte(v, '\\') < 0 {
		return v[1 : len(v)-1]
	}
	b, _ := jsontext.AppendUnquote(nil, v) // it has been read as a valid string before
	return b
}

// text is a decoded string without NUL, which no SQL text column holds.
func text(b []byte) string {
	if bytes.IndexByte(b, 0) < 0 {
		return string(b)
	}
	return strings.ReplaceAll(string(b), "\x00", "\uFFFD")
}
