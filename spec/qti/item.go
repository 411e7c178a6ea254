package qti

import (
	"strconv"
	"strings"
)

// Item is one assessment item. It is immutable after Parse and safe for concurrent use.
type Item struct {
	Identifier    string
	Title         string
	Lang          string // BCP 47, empty when not given
	Version       string // "2.0", "2.1", "2.2" or "3.0"
	Adaptive      bool
	TimeDependent bool
	Responses     []ResponseDeclaration
	Outcomes      []OutcomeDeclaration

	root         *node
	body         *node
	interactions []interaction
	rule         rule
	options      []OptionSet
	optionList   []Option
	optionAt     map[[2]string]int // response and choice identifier -> 1 + index in optionList
}

// ResponseDeclaration declares one response variable, with its key.
type ResponseDeclaration struct {
	Identifier  string
	Cardinality Cardinality
	BaseType    BaseType
	Default     Value
	Correct     Value
	Mapping     *Mapping
	line        int
}

// Mapping turns response values into points. Bounds hold for the sum over a container, not for a single value (QTI 2.1
// information model, mapping.lowerBound: "the lower bound for the result of mapping a container").
type Mapping struct {
	Default float64
	Lower   *float64
	Upper   *float64
	Entries []MapEntry
}

// MapEntry is one line of a Mapping; CaseSensitive (default true) matters for strings only.
type MapEntry struct {
	Key           string
	Value         float64
	CaseSensitive bool
}

// OutcomeDeclaration declares one outcome variable.
type OutcomeDeclaration struct {
	Identifier    string
	Cardinality   Cardinality
	BaseType      BaseType
	Default       Value
	NormalMaximum *float64
}

// interaction is an element of the body that takes an answer.
type interaction struct {
	name       string // the element's 2.x name, e.g. choiceInteraction
	responseID string
	node       *node
}

// Parse reads one QTI 2.0, 2.1, 2.2 or 3.0 item. Findings are warnings about an item that could be read; the error is
// a *RefusedError and means that there is no item. Whether the item can be delivered and scored is asked with
// Supported. Parse never reads anything but its argument.
func Parse(src []byte) (*Item, []Finding, error) {
	root, findings, err := readTree(src)
	if err != nil {
		return nil, findings, err
	}
	if root.name != "assessmentItem" {
		return nil, findings, refuse(root.line, CodeNotItem, "the root element is %q, not a QTI item", clip(root.name))
	}
	it := &Item{
		Identifier: root.attr("identifier"), Title: root.attr("title"), Lang: root.attr("xml:lang"),
		Adaptive: root.attr("adaptive") == "true", TimeDependent: root.attr("timeDependent") == "true",
		Version: versionOf(root), root: root, body: root.child("itemBody"),
	}
	r := &reader{item: it, findings: findings, seen: map[string]bool{}}
	r.declarations()
	r.collectInteractions()
	it.readOptions()
	it.rule = readRule(root.children("responseProcessing"))
	return it, r.findings, nil
}

func versionOf(root *node) string {
	ns := root.attr("xmlns")
	switch {
	case strings.Contains(ns, "v3p0"):
		return "3.0"
	case strings.Contains(ns, "v2p2"):
		return "2.2"
	case strings.Contains(ns, "v2p0"):
		return "2.0"
	case strings.Contains(ns, "v2p1"):
		return "2.1"
	}
	if root.qti && root.child("responseDeclaration") != nil && strings.HasPrefix(ns, "http") && strings.Contains(ns, "qtiasi") {
		return "3.0"
	}
	return "2.1"
}

// reader gathers what Parse finds.
type reader struct {
	item     *Item
	findings []Finding
	seen     map[string]bool
}

func (r *reader) warn(n *node, id, field, message string) {
	r.findings = append(r.findings, Finding{Line: n.line, ID: id, Field: field,
		Code: CodeDeclaration, Severity: Warning, Message: message})
}

func (r *reader) declarations() {
	for _, n := range r.item.root.kids {
		id := n.attr("identifier")
		switch n.name {
		case "responseDeclaration", "outcomeDeclaration":
			if id == "" || r.seen[id] {
				r.warn(n, id, "identifier", "a declaration without identifier, or with one already used, is ignored")
				continue
			}
			r.seen[id] = true
			if n.name == "responseDeclaration" {
				r.item.Responses = append(r.item.Responses, r.response(n, id))
			} else {
				r.item.Outcomes = append(r.item.Outcomes, r.outcome(n, id))
			}
		}
	}
}

func (r *reader) response(n *node, id string) ResponseDeclaration {
	d := ResponseDeclaration{Identifier: id, line: n.line,
		Cardinality: Cardinality(n.attr("cardinality")), BaseType: BaseType(n.attr("baseType"))}
	if d.Cardinality == "" {
		d.Cardinality = Single
		r.warn(n, id, "cardinality", "no cardinality given, read as single")
	}
	d.Default = r.values(n.child("defaultValue"), d.Cardinality, d.BaseType, id)
	d.Correct = r.values(n.child("correctResponse"), d.Cardinality, d.BaseType, id)
	if m := n.child("mapping"); m != nil {
		d.Mapping = r.mapping(m, d, id)
	}
	return d
}

func (r *reader) outcome(n *node, id string) OutcomeDeclaration {
	d := OutcomeDeclaration{Identifier: id, Cardinality: Cardinality(n.attr("cardinality")),
		BaseType: BaseType(n.attr("baseType")), NormalMaximum: number(n.attr("normalMaximum"))}
	if d.Cardinality == "" {
		d.Cardinality = Single
	}
	d.Default = r.values(n.child("defaultValue"), d.Cardinality, d.BaseType, id)
	return d
}

// values reads the value children of a defaultValue or correctResponse. Values of the wrong base type are left out
// with a warning; an empty value is NULL and left out silently.
func (r *reader) values(n *node, card Cardinality, base BaseType, id string) Value {
	v := Value{Cardinality: card, BaseType: base}
	if n == nil {
		return v
	}
	for _, k := range n.children("value") {
		s := k.content()
		if base != String {
			s = strings.TrimSpace(s)
		}
		if s == "" {
			continue
		}
		if err := fits(base, s); err != nil {
			r.warn(k, id, "value", err.Error())
			continue
		}
		v.Items = append(v.Items, s)
	}
	if card == Single && len(v.Items) > 1 {
		r.warn(n, id, "value", "several values for a single variable: the first is used")
		v.Items = v.Items[:1]
	}
	return v
}

func (r *reader) mapping(n *node, d ResponseDeclaration, id string) *Mapping {
	m := &Mapping{Lower: number(n.attr("lowerBound")), Upper: number(n.attr("upperBound"))}
	if f := number(n.attr("defaultValue")); f != nil {
		m.Default = *f
	}
	for _, e := range n.children("mapEntry") {
		value := number(e.attr("mappedValue"))
		if value == nil {
			r.warn(e, id, "mappedValue", "a map entry without a number is ignored")
			continue
		}
		m.Entries = append(m.Entries, MapEntry{Key: e.attr("mapKey"), Value: *value,
			CaseSensitive: e.attr("caseSensitive") != "false"})
	}
	if n.attr("caseSensitive") != "" {
		r.warn(n, id, "caseSensitive", "caseSensitive belongs to the map entry, on the mapping it is ignored")
	}
	return m
}

// number reads a float attribute; nil when absent or not a finite number.
func number(s string) *float64 {
	s = strings.TrimSpace(s)
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || fits(Float, s) != nil {
		return nil
	}
	return &f
}

func (r *reader) collectInteractions() {
	if r.item.body == nil {
		return
	}
	r.item.body.walk(func(n *node) bool {
		if n.name == "" || !strings.HasSuffix(n.name, "Interaction") {
			return true
		}
		r.item.interactions = append(r.item.interactions, interaction{n.name, n.attr("responseIdentifier"), n})
		return true
	})
}

// response returns the declaration of one response variable, or nil.
func (it *Item) response(id string) *ResponseDeclaration {
	for i := range it.Responses {
		if it.Responses[i].Identifier == id {
			return &it.Responses[i]
		}
	}
	return nil
}

func (it *Item) outcome(id string) *OutcomeDeclaration {
	for i := range it.Outcomes {
		if it.Outcomes[i].Identifier == id {
			return &it.Outcomes[i]
		}
	}
	return nil
}

// Media lists the pictures that the body, the choices and the feedback name, as written, each once.
func (it *Item) Media() []string {
	var out []string
	seen := map[string]bool{}
	it.root.walk(func(n *node) bool {
		src := ""
		switch n.name {
		case "img":
			src = n.attr("src")
		case "object":
			src = n.attr("data")
		}
		if src != "" && !seen[src] && localName(src) {
			seen[src] = true
			out = append(out, src)
		}
		return true
	})
	return out
}
