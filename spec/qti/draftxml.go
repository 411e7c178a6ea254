package qti

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The standard templates as QTI 3.0 names them.
const (
	uriMatchCorrect = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
	uriMapResponse  = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"
)

// toolName marks items that XML wrote.
const toolName = "Tongxue"

// XML writes the draft as a QTI 3.0 item. Choices are scored by match_correct, fill-in and numeric answers by
// map_response (so that several answers can be right and 0.50 equals 0.5), short answers are left to a person.
//
// The explanation is a modal feedback with show-hide "hide" for an outcome value that never occurs: the standard
// templates set no feedback outcome, and by the specification such a feedback is shown after every attempt.
func (d Draft) XML() ([]byte, error) {
	if errs := d.Validate(); len(errs) > 0 {
		return nil, fmt.Errorf("qti: draft: %w", errs[0])
	}
	d = d.filled()
	root := el("assessmentItem", []string{"xmlns", nsQTI3, "identifier", d.ID, "title", d.Title, "adaptive", "false",
		"timeDependent", "false", "xml:lang", d.Lang, "toolName", toolName})
	response, template := d.response()
	root.kids = append(root.kids, response,
		el("outcomeDeclaration", []string{"identifier", "SCORE", "cardinality", "single", "baseType", "float"},
			el("defaultValue", nil, el("value", nil, textNode("0")))),
		el("outcomeDeclaration", []string{"identifier", "MAXSCORE", "cardinality", "single", "baseType", "float"},
			el("defaultValue", nil, el("value", nil, textNode("1")))))
	if d.Feedback != "" {
		root.kids = append(root.kids, el("outcomeDeclaration",
			[]string{"identifier", "FEEDBACK", "cardinality", "single", "baseType", "identifier"}))
	}
	root.kids = append(root.kids, el("itemBody", nil, d.bodyNodes()...))
	if template != "" {
		root.kids = append(root.kids, el("responseProcessing", []string{"template", template}))
	}
	if d.Feedback != "" {
		root.kids = append(root.kids, el("modalFeedback",
			[]string{"outcomeIdentifier", "FEEDBACK", "identifier", "none", "showHide", "hide"},
			el("contentBody", nil, d.paragraph(d.nodes(d.Feedback)))))
	}
	return serialise(root), nil
}

// response is the response declaration with the key, and the template that uses it.
func (d Draft) response() (*node, string) {
	card, base, template := "single", "identifier", uriMatchCorrect
	var keys []string
	switch d.Kind {
	case DraftMultiple:
		card = "multiple"
	case DraftFillIn:
		base, template = "string", uriMapResponse
	case DraftNumeric:
		base, template = "float", uriMapResponse
	case DraftShort:
		base, template = "string", ""
	}
	for _, c := range d.Choices {
		if c.Correct && base == "identifier" {
			keys = append(keys, c.ID)
		}
	}
	if base != "identifier" {
		for _, s := range d.Accept {
			key, _ := d.key(s) // Validate has checked it
			keys = append(keys, key)
		}
	}
	n := el("responseDeclaration", []string{"identifier", "RESPONSE", "cardinality", card, "baseType", base})
	if len(keys) > 0 {
		correct := el("correctResponse", nil)
		for i, k := range keys {
			if i == 0 || base == "identifier" {
				correct.kids = append(correct.kids, el("value", nil, textNode(k)))
			}
		}
		n.kids = append(n.kids, correct)
	}
	if template == uriMapResponse {
		m := el("mapping", []string{"defaultValue", "0"})
		for _, k := range keys {
			attrs := []string{"mapKey", k, "mappedValue", "1"}
			if base == "string" {
				attrs = append(attrs, "caseSensitive", fmt.Sprint(d.CaseSensitive))
			}
			m.kids = append(m.kids, el("mapEntry", attrs))
		}
		n.kids = append(n.kids, m)
	}
	return n, template
}

func (d Draft) bodyNodes() []*node {
	prompt := d.nodes(d.Prompt)
	switch d.Kind {
	case DraftFillIn, DraftNumeric:
		entry := el("textEntryInteraction", []string{"responseIdentifier", "RESPONSE"})
		if insertAtBlank(&node{name: "prompt", kids: prompt}, entry, &prompt) {
			return []*node{d.paragraph(prompt)}
		}
		return []*node{d.paragraph(prompt), el("p", nil, entry)}
	case DraftShort:
		return []*node{el("extendedTextInteraction", []string{"responseIdentifier", "RESPONSE"}, el("prompt", nil, prompt...))}
	}
	most := "1"
	if d.Kind == DraftMultiple {
		most = "0"
	}
	n := el("choiceInteraction", []string{"responseIdentifier", "RESPONSE", "maxChoices", most, "shuffle", fmt.Sprint(d.Shuffle)},
		el("prompt", nil, prompt...))
	for _, c := range d.Choices {
		n.kids = append(n.kids, el("simpleChoice", []string{"identifier", c.ID}, d.nodes(c.Text)...))
	}
	return []*node{n}
}

// paragraph wraps text for the body: p for plain text, div when rich text may hold blocks.
func (d Draft) paragraph(nodes []*node) *node {
	if d.Rich {
		return el("div", nil, nodes...)
	}
	return el("p", nil, nodes...)
}

// insertAtBlank puts entry in place of the first blank below parent; kids receives parent's new children.
func insertAtBlank(parent, entry *node, kids *[]*node) bool {
	for i, k := range parent.kids {
		if k.name != "" {
			if insertAtBlank(k, entry, &k.kids) {
				return true
			}
			continue
		}
		before, after, found := strings.Cut(k.text, Blank)
		if !found {
			continue
		}
		out := append([]*node(nil), parent.kids[:i]...)
		if before != "" {
			out = append(out, textNode(before))
		}
		out = append(out, entry)
		if after != "" {
			out = append(out, textNode(after))
		}
		*kids = append(out, parent.kids[i+1:]...)
		return true
	}
	return false
}

// nodes turns one text of the draft into content nodes: plain text with br for line breaks, or allowed HTML.
func (d Draft) nodes(s string) []*node {
	if d.Rich {
		return htmlNodes(s)
	}
	var out []*node
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out = append(out, el("br", nil))
		}
		if line != "" {
			out = append(out, textNode(line))
		}
	}
	return out
}

// htmlNodes reads light HTML as a browser would and keeps what the allow-list has.
func htmlNodes(s string) []*node {
	parsed, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return []*node{textNode(s)}
	}
	holder := &node{name: "div"}
	for _, n := range parsed {
		addHTML(holder, n, 0)
	}
	return holder.kids
}

func addHTML(parent *node, n *html.Node, depth int) {
	if depth > maxDepth/2 {
		return
	}
	switch n.Type {
	case html.TextNode:
		addText(parent, n.Data, 0)
		return
	case html.ElementNode:
	default:
		return
	}
	name, math := n.Data, n.Namespace == "math"
	if renamed[name] != "" {
		name = renamed[name]
	}
	kept, attrs := keptHTML[name], keptAttrs
	if math {
		kept, attrs = mathNames[name], mathAttrs
	}
	if !math && (droppedNames[name] || n.Namespace != "") || math && !kept {
		return
	}
	target := parent
	if kept {
		target = &node{name: name, math: math}
		for _, a := range n.Attr {
			if a.Namespace == "" && attrs[a.Key] || name == "img" && a.Key == "src" && localName(a.Val) {
				target.attrs = append(target.attrs, attr{a.Key, a.Val})
			}
		}
		if name == "img" && target.attr("src") == "" {
			return
		}
		parent.kids = append(parent.kids, target)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		addHTML(target, c, depth+1)
	}
}

// el makes a node; attrs are name, value pairs.
func el(name string, attrs []string, kids ...*node) *node {
	n := &node{name: name, kids: kids, qti: !htmlNames[name] && !mathNames[name], math: mathNames[name]}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.attrs = append(n.attrs, attr{attrs[i], attrs[i+1]})
	}
	return n
}

func textNode(s string) *node { return &node{text: s} }

// serialise writes a tree as a QTI 3.0 document: QTI names in the 3.0 spelling, content as XHTML and MathML.
func serialise(root *node) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	writeXML(&b, root, false)
	b.WriteByte('\n')
	return b.Bytes()
}

func writeXML(b *bytes.Buffer, n *node, inMath bool) {
	if n.name == "" {
		_ = xml.EscapeText(b, []byte(n.text)) // a bytes.Buffer does not fail
		return
	}
	name := n.name
	if n.qti {
		name = "qti-" + kebab(name)
	}
	b.WriteString("<" + name)
	if n.math && !inMath {
		b.WriteString(` xmlns="` + nsMath + `"`)
	}
	for _, a := range n.attrs {
		key := a.name
		if n.qti && key != "xmlns" && !strings.Contains(key, ":") {
			key = kebab(key)
		}
		if n.math && key == "xmlns" {
			continue
		}
		b.WriteString(" " + key + `="`)
		_ = xml.EscapeText(b, []byte(a.value))
		b.WriteByte('"')
	}
	if len(n.kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for _, k := range n.kids {
		writeXML(b, k, n.math)
	}
	b.WriteString("</" + name + ">")
}
