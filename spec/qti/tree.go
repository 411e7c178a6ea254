package qti

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Hard limits on one XML document: far above real items, far below what could hurt a 2 GB box.
const (
	MaxXMLBytes = 1 << 20
	maxDepth    = 100
	maxElements = 20000
	maxAttrs    = 100
)

// node is one element or one run of text. QTI names are kept in their 2.x spelling (responseDeclaration), whichever
// version the document was written in, so that the rest of the package knows one vocabulary only.
type node struct {
	name  string // "" for text
	text  string // of a text node
	attrs []attr
	kids  []*node
	line  int
	qti   bool // a QTI element, not HTML or MathML
	math  bool
}

type attr struct{ name, value string }

const (
	nsXML  = "http://www.w3.org/XML/1998/namespace"
	nsMath = "http://www.w3.org/1998/Math/MathML"
	nsQTI3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
)

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// child returns the first child element of that name, or nil.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

func (n *node) children(name string) []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// elements returns the child elements, without text.
func (n *node) elements() []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name != "" {
			out = append(out, k)
		}
	}
	return out
}

// content is all text below n, tags ignored.
func (n *node) content() string {
	if n.name == "" {
		return n.text
	}
	var b strings.Builder
	n.walk(func(k *node) bool {
		b.WriteString(k.text)
		return true
	})
	return b.String()
}

// walk visits n and what is below it in document order; visit returns false to leave out an element's children.
func (n *node) walk(visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// readTree parses one XML document under the limits. Document types are refused, so no entity is ever declared and
// none is resolved.
func readTree(src []byte) (*node, []Finding, error) {
	if len(src) > MaxXMLBytes {
		return nil, nil, refuse(0, CodeSize, "XML of %d bytes is over the limit of %d", len(src), MaxXMLBytes)
	}
	text, findings, err := toUTF8(src)
	if err != nil {
		return nil, nil, err
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // already UTF-8
	root, err := buildTree(dec)
	if err != nil {
		return nil, findings, err
	}
	return root, findings, nil
}

func buildTree(dec *xml.Decoder) (*node, error) {
	var root *node
	var stack []*node
	count := 0
	for {
		tok, err := dec.Token()
		line, _ := dec.InputPos()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, xmlError(line, err)
		}
		switch t := tok.(type) {
		case xml.Directive:
			return nil, refuse(line, CodeDoctype, "a document type declaration is not accepted")
		case xml.StartElement:
			count++
			if count > maxElements {
				return nil, refuse(line, CodeElements, "more than %d elements", maxElements)
			}
			if len(stack) >= maxDepth {
				return nil, refuse(line, CodeDepth, "nested more than %d deep", maxDepth)
			}
			if len(t.Attr) > maxAttrs {
				return nil, refuse(line, CodeElements, "more than %d attributes", maxAttrs)
			}
			n := newNode(t, line)
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, n)
			} else if root == nil {
				root = n
			} else {
				return nil, refuse(line, CodeXML, "more than one root element")
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				addText(stack[len(stack)-1], string(t), line)
			}
		}
	}
	if root == nil {
		return nil, refuse(0, CodeXML, "no XML element found")
	}
	return root, nil
}

// addText joins neighbouring runs (CDATA sections, comments between) so that text has one form.
func addText(parent *node, s string, line int) {
	if k := len(parent.kids); k > 0 && parent.kids[k-1].name == "" {
		parent.kids[k-1].text += s
		return
	}
	parent.kids = append(parent.kids, &node{text: s, line: line})
}

func xmlError(line int, err error) error {
	var syn *xml.SyntaxError
	if errors.As(err, &syn) {
		if strings.Contains(syn.Msg, "invalid character entity") {
			return refuse(syn.Line, CodeDoctype, "an entity that XML itself does not define: %s", syn.Msg)
		}
		return refuse(syn.Line, CodeXML, "not well-formed: %s", syn.Msg)
	}
	return refuse(line, CodeXML, "not well-formed: %v", err)
}

func newNode(t xml.StartElement, line int) *node {
	n := &node{name: t.Name.Local, line: line}
	local, isQTI3 := strings.CutPrefix(t.Name.Local, "qti-")
	switch {
	case isQTI3:
		n.name, n.qti = camel(local), true
	case t.Name.Space == nsMath || (mathNames[n.name] && !htmlNames[n.name]):
		n.math = true
	default:
		n.qti = !htmlNames[n.name] && !droppedNames[n.name]
	}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == nsXML || a.Name.Space == "xml":
			n.attrs = append(n.attrs, attr{"xml:" + a.Name.Local, a.Value})
		case a.Name.Space != "" || a.Name.Local == "xmlns":
			if a.Name.Local == "xmlns" {
				n.attrs = append(n.attrs, attr{"xmlns", a.Value})
			}
		case isQTI3 && !strings.HasPrefix(a.Name.Local, "data-") && !strings.HasPrefix(a.Name.Local, "aria-"):
			n.attrs = append(n.attrs, attr{camel(a.Name.Local), a.Value})
		default:
			n.attrs = append(n.attrs, attr{a.Name.Local, a.Value})
		}
	}
	return n
}

// camel turns the 3.0 spelling base-type into the 2.x spelling baseType.
func camel(s string) string {
	parts := strings.Split(s, "-")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

// kebab is the inverse of camel for QTI names.
func kebab(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']`)

// toUTF8 decodes by byte order mark, then by declaration. Bytes that are declared (or defaulted) as UTF-8 but are not
// are tried as GB18030, which is what old Windows tools in China write, and a warning says so.
func toUTF8(src []byte) ([]byte, []Finding, error) {
	if rest, ok := bytes.CutPrefix(src, []byte("\xef\xbb\xbf")); ok {
		src = rest
	} else if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return decodeWith(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), src, "UTF-16")
	}
	name := "utf-8"
	if m := declaredEncoding.FindSubmatch(src[:min(len(src), 300)]); m != nil {
		name = strings.ToLower(string(m[1]))
	}
	switch name {
	case "utf-8", "utf8", "us-ascii", "ascii":
		if utf8.Valid(src) {
			return src, nil, nil
		}
		out, _, err := decodeWith(simplifiedchinese.GB18030, src, "GB18030")
		if err != nil {
			return nil, nil, refuse(0, CodeEncoding, "declared as UTF-8, but the bytes are neither UTF-8 nor GB18030")
		}
		return out, []Finding{{Code: CodeEncoding, Severity: Warning,
			Message: "declared as UTF-8, but the bytes are GB18030 and were read so"}}, nil
	case "gb18030", "gbk", "gb2312", "cp936", "x-gbk":
		return decodeWith(simplifiedchinese.GB18030, src, "GB18030")
	case "iso-8859-1", "latin1", "windows-1252":
		return decodeWith(charmap.Windows1252, src, name)
	}
	return nil, nil, refuse(1, CodeEncoding, "encoding %q is not supported: use UTF-8 or GB18030", name)
}

func decodeWith(e encoding.Encoding, src []byte, name string) ([]byte, []Finding, error) {
	out, err := e.NewDecoder().Bytes(src)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return nil, nil, refuse(0, CodeEncoding, "the bytes are not valid %s", name)
	}
	return bytes.TrimPrefix(out, []byte("\xef\xbb\xbf")), nil, nil
}
