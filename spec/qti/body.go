package qti

import (
	"strconv"
	"strings"
)

// Kind of an interaction, as a form draws it.
type Kind string

// Kinds of interactions of the narrow path.
const (
	KindChoice       Kind = "choice"        // radio buttons or check boxes
	KindInlineChoice Kind = "inline_choice" // a list box inside a line of text
	KindTextEntry    Kind = "text_entry"    // one line of text inside a line of text
	KindExtendedText Kind = "extended_text" // several lines
)

// Inline reports whether the interaction stands inside a line of text.
func (k Kind) Inline() bool { return k == KindInlineChoice || k == KindTextEntry }

// BodyOptions of Item.Body.
type BodyOptions struct {
	// Media turns a picture's name as the item writes it into an address; "" leaves the picture out and its
	// alternative text in. nil keeps the name.
	Media func(name string) string
}

// Part is a stretch of the item body: either HTML or one interaction. HTML of one part may open an element that a later
// part closes (a blank inside a paragraph), so the parts are written in order into one place; together they are balanced.
type Part struct {
	HTML        string
	Interaction *Interaction
}

// Interaction is what a form needs to ask for one response, and nothing that tells the answer.
type Interaction struct {
	Kind           Kind
	ResponseID     string
	Prompt         string // HTML
	Choices        []Choice
	Multiple       bool // several values are wanted: check boxes, or several lines of text
	MaxChoices     int  // 0 = any number
	MinChoices     int
	ExpectedLength int // characters, 0 = not given
	ExpectedLines  int
	Placeholder    string
	BaseType       BaseType // of one value: for the input mode of numbers
	Shuffle        bool
}

// Choice is one option. Label is A, B, C … in the order of the item; a form that shuffles gives its own labels.
type Choice struct {
	ID    string
	HTML  string
	Label string
	Fixed bool // keeps its place when shuffled
}

// hiddenQTI are QTI elements whose content no candidate sees as part of the body.
var hiddenQTI = names(`rubricBlock feedbackInline feedbackBlock modalFeedback templateInline templateBlock printedVariable
	correctResponse mapping areaMapping responseProcessing responseDeclaration outcomeDeclaration templateDeclaration
	templateProcessing companionMaterialsInfo catalogInfo catalog infoControl stylesheet include custom`)

// Body is the item as a candidate sees it before answering, in document order. Correct responses, mappings, rubrics for
// scorers and all feedback are absent by construction.
func (it *Item) Body(opts BodyOptions) []Part {
	if it.body == nil {
		return nil
	}
	w := &bodyWriter{item: it}
	w.media = opts.Media
	w.special = w.take
	w.all(it.body.kids)
	w.flush()
	return w.parts
}

type bodyWriter struct {
	htmlWriter
	item  *Item
	parts []Part
}

func (w *bodyWriter) flush() {
	if w.b.Len() > 0 {
		w.parts = append(w.parts, Part{HTML: w.b.String()})
		w.b.Reset()
	}
}

// take handles what is QTI in the body.
func (w *bodyWriter) take(n *node) bool {
	switch {
	case strings.HasSuffix(n.name, "Interaction"):
		w.flush()
		if kind, ok := supportedInteractions[n.name]; ok {
			w.parts = append(w.parts, Part{Interaction: w.interaction(kind, n)})
		}
		return true
	case n.name == "rubricBlock":
		if forCandidate(n) {
			w.all(n.kids)
		}
		return true
	case n.name == "feedbackInline" || n.name == "feedbackBlock":
		if !hiddenFeedback(n) {
			w.all(n.kids)
		}
		return true
	}
	return false
}

func forCandidate(n *node) bool {
	for _, view := range strings.Fields(n.attr("view")) {
		if view == "candidate" {
			return true
		}
	}
	return false
}

// hiddenFeedback: before the first attempt no outcome has a value, so content marked showHide="show" is hidden and
// content marked "hide" is part of the page.
func hiddenFeedback(n *node) bool {
	return (n.name == "feedbackInline" || n.name == "feedbackBlock") && n.attr("showHide") != "hide"
}

// fragment writes nodes as HTML of their own, under the same rules as the body.
func (w *bodyWriter) fragment(nodes []*node) string {
	inner := &bodyWriter{item: w.item}
	inner.media = w.media
	inner.special = inner.take
	inner.all(nodes)
	inner.flush()
	var b strings.Builder
	for _, p := range inner.parts {
		b.WriteString(p.HTML)
	}
	return strings.TrimSpace(b.String())
}

func (w *bodyWriter) interaction(kind Kind, n *node) *Interaction {
	in := &Interaction{
		Kind: kind, ResponseID: n.attr("responseIdentifier"), Placeholder: n.attr("placeholderText"),
		ExpectedLength: intAttr(n, "expectedLength", 0), ExpectedLines: intAttr(n, "expectedLines", 0),
		Shuffle: n.attr("shuffle") == "true",
	}
	if p := n.child("prompt"); p != nil {
		in.Prompt = w.fragment(p.kids)
	}
	if d := w.item.response(in.ResponseID); d != nil {
		in.Multiple, in.BaseType = d.Cardinality == Multiple || d.Cardinality == Ordered, d.BaseType
	}
	switch kind {
	case KindChoice:
		in.MaxChoices, in.MinChoices = intAttr(n, "maxChoices", 1), intAttr(n, "minChoices", 0)
	case KindInlineChoice:
		in.MaxChoices, in.MinChoices = 1, intAttr(n, "minChoices", 0)
	case KindExtendedText:
		in.MaxChoices, in.MinChoices = intAttr(n, "maxStrings", 0), intAttr(n, "minStrings", 0)
	}
	for i, c := range choiceNodes(n) {
		in.Choices = append(in.Choices, Choice{ID: c.attr("identifier"), HTML: w.fragment(c.kids),
			Label: label(i), Fixed: c.attr("fixed") == "true"})
	}
	return in
}

// choiceNodes are the options of a choice or inline choice.
func choiceNodes(n *node) []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name == "simpleChoice" || k.name == "inlineChoice" {
			out = append(out, k)
		}
	}
	return out
}

// label is A … Z, then A1 … for the rare longer list.
func label(i int) string {
	s := string(rune('A' + i%26))
	if i >= 26 {
		s += strconv.Itoa(i / 26)
	}
	return s
}

// intAttr reads a count; what is absent, negative or absurd is the default.
func intAttr(n *node, name string, absent int) int {
	v, err := strconv.Atoi(strings.TrimSpace(n.attr(name)))
	if err != nil || v < 0 || v > 1_000_000 {
		return absent
	}
	return v
}

// Feedback is what the item says after an attempt, as HTML: the modal feedback that the outcomes show. It often tells
// the answer, so callers show it only once the response is stored.
func (it *Item) Feedback(o Outcome, opts BodyOptions) string {
	var out []string
	for _, n := range it.root.children("modalFeedback") {
		match := false
		for _, s := range o.Values[n.attr("outcomeIdentifier")].Items {
			match = match || s == n.attr("identifier")
		}
		if match != (n.attr("showHide") != "hide") {
			continue
		}
		w := &bodyWriter{item: it}
		w.media = opts.Media
		if s := w.fragment(n.kids); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}
