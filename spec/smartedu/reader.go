package smartedu

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of what is read. The largest document seen has 2.6 MB, the largest tree 1,575 tags at depth 6.
const (
	MaxDocument = 64 << 20 // bytes of one document
	MaxRecord   = 8 << 20  // bytes of one record of a list
	MaxRecords  = 200_000  // records of one list
	MaxNodes    = 200_000  // tags of one tree, chapters of one book
	MaxDepth    = 24       // levels of a tree
	maxList     = 20_000   // values of one list inside a record
	maxText     = 64 << 10 // bytes of one text
)

var errLarge = errors.New("the document is larger than 64 MiB")

// bounded gives an error instead of more than left bytes: a document that is cut silently would look complete.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, errLarge
	}
	return n, err
}

// reader reads one document token by token. After an error each of its methods does nothing, so callers need not ask.
type reader struct {
	d *jsontext.Decoder
	*notes
	base string // pointer of the value within its document
	err  error
}

var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func newReader(r io.Reader, n *notes, base string) *reader {
	return &reader{d: jsontext.NewDecoder(r, lenient...), notes: n, base: base}
}

// open begins a document that comes from outside: bounded, and without a byte order mark.
func open(r io.Reader, doc string) *reader {
	b := &bounded{r, MaxDocument}
	head := make([]byte, 3)
	n, err := io.ReadFull(b, head)
	head = bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf"))
	out := newReader(io.MultiReader(bytes.NewReader(head), b), &notes{doc: doc}, "")
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		out.fail(err)
	}
	return out
}

func (r *reader) at() string { return r.base + string(r.d.StackPointer()) }

func (r *reader) fail(err error) {
	if r.err != nil || err == nil {
		return
	}
	e := &Error{Document: r.doc, Pointer: r.at(), Offset: r.d.InputOffset()}
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, errLarge):
		e.Reason = errLarge.Error()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Reason = "the document ends too early; fetch it again"
	case errors.As(err, &syntax):
		e.Offset, e.Reason = syntax.ByteOffset, "not valid JSON; was a page sent instead of the document?"
	default:
		e.Reason = err.Error()
	}
	r.err = e
}

// refuse ends reading at the value just read.
func (r *reader) refuse(reason string) {
	if r.err == nil {
		r.err = &Error{Document: r.doc, Pointer: r.at(), Offset: r.d.InputOffset(), Reason: reason}
	}
}

// end wants nothing but space behind the document.
func (r *reader) end() {
	if r.err != nil {
		return
	}
	if _, err := r.d.ReadToken(); err == nil {
		r.refuse("more follows behind the document")
	} else if !errors.Is(err, io.EOF) {
		r.fail(err)
	}
}

// kind is the kind of the next value; 0 after an error.
func (r *reader) kind() jsontext.Kind {
	if r.err != nil {
		return 0
	}
	return r.d.PeekKind()
}

func (r *reader) token() jsontext.Token {
	if r.err != nil {
		return jsontext.Token{}
	}
	t, err := r.d.ReadToken()
	if err != nil {
		r.fail(err)
		return jsontext.Token{}
	}
	return t
}

func (r *reader) skip() {
	if r.err == nil {
		r.fail(r.d.SkipValue())
	}
}

// odd skips a value of a kind that nobody expects here.
func (r *reader) odd(want string) {
	kind := r.kind()
	r.skip()
	if r.err == nil {
		r.add(r.at(), CodeKind, "%s was expected, %s stands there", want, kindName(kind))
	}
}

func kindName(k jsontext.Kind) string {
	switch k {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a text"
	case '0':
		return "a number"
	}
	return k.String()
}

// object calls member for each member of an object; member reads or skips exactly one value. A null is an empty object.
func (r *reader) object(member func(name string)) {
	switch r.kind() {
	case '{':
	case 'n':
		r.skip()
		return
	default:
		r.odd("an object")
		return
	}
	for r.token(); r.err == nil && r.kind() != '}'; {
		if t := r.token(); r.err == nil {
			member(t.String())
		}
	}
	r.token()
}

// array calls each for the first most values of an array; each reads or skips exactly one value. A null is an empty array; one
// value where an array is expected is an array of one, if alone says so.
func (r *reader) array(most int, alone bool, each func()) {
	switch k := r.kind(); {
	case k == '[':
	case k == 'n':
		r.skip()
		return
	case alone && r.err == nil:
		each()
		return
	default:
		r.odd("an array")
		return
	}
	r.token()
	for i := 0; r.err == nil && r.kind() != ']'; i++ {
		if i < most {
			each()
			continue
		}
		if i == most {
			r.add(r.at(), CodeLong, "the list has more than %d values; the rest was skipped", most)
		}
		r.skip()
	}
	r.token()
}

// text reads a text; numbers and truth values are taken as they are written, null as nothing.
func (r *reader) text() string {
	switch r.kind() {
	case '"', '0', 't', 'f':
		t := r.token()
		if r.err != nil {
			return ""
		}
		s := t.String()
		if len(s) > maxText {
			r.add(r.at(), CodeLong, "the text has %d bytes; it was cut", len(s))
			s = cut(s, maxText)
		}
		return s
	case 'n':
		r.skip()
	case 0, '}', ']':
		r.skip() // an error of syntax, which skip reports
	default:
		r.odd("a text")
	}
	return ""
}

// cut shortens a text to at most n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// texts reads an array of texts, or one text; empty ones are left out.
func (r *reader) texts() []string {
	var out []string
	r.array(maxList, true, func() {
		if s := strings.TrimSpace(r.text()); s != "" {
			out = append(out, s)
		}
	})
	return out
}

// label reads a text, or an object of texts by language: zh-CN first, else the first there is.
func (r *reader) label() string {
	if r.kind() != '{' {
		return strings.TrimSpace(r.text())
	}
	first, chinese := "", ""
	r.object(func(lang string) {
		s := strings.TrimSpace(r.text())
		if first == "" {
			first = s
		}
		if l := strings.ToLower(strings.ReplaceAll(lang, "_", "-")); s != "" && (l == "zh-cn" || l == "zh" && chinese == "") {
			chinese = s
		}
	})
	if chinese != "" {
		return chinese
	}
	return first
}

// number reads a whole number, written as number or as text; what is not one is 0 and a finding.
func (r *reader) number() int64 {
	s := strings.TrimSpace(r.text())
	if s == "" || r.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f > -1<<53 && f < 1<<53 {
		return int64(f)
	}
	r.add(r.at(), CodeNumber, "a whole number was expected, %q stands there", cut(s, 40))
	return 0
}

func (r *reader) flag() bool {
	switch strings.ToLower(strings.TrimSpace(r.text())) {
	case "true", "1", "yes":
		return true
	}
	return false
}

// moments are the forms of a time. The platform writes +0800; other writers of the same documents +08:00.
var moments = []string{"2006-01-02T15:04:05Z0700", time.RFC3339, "2006-01-02 15:04:05", "2006-01-02"}

// beijing is the zone of times without one.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// parseTime reads a time of the platform, in UTC.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range moments {
		if t, err := time.ParseInLocation(layout, s, beijing); err == nil && t.Year() >= 0 && t.Year() <= 9999 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func (r *reader) time() time.Time {
	number := r.kind() == '0'
	s := strings.TrimSpace(r.text())
	if s == "" || r.err != nil {
		return time.Time{}
	}
	if n, err := strconv.ParseInt(s, 10, 64); number && err == nil && n > 0 && n < 1<<42 { // milliseconds, until the year 2109
		return time.UnixMilli(n).UTC()
	}
	t, ok := parseTime(s)
	if !ok {
		r.add(r.at(), CodeTime, "a time was expected, %q stands there", cut(s, 40))
	}
	return t
}
