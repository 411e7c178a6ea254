package qti

import (
	"bytes"
	"strings"
)

// DraftOf reads back what Draft.XML wrote, so that a teacher can go on editing in the form. It is false for every other
// item: the draft is written again and must give the same document, so nothing is ever lost by editing.
func (it *Item) DraftOf() (Draft, bool) {
	if it.root.attr("toolName") != toolName || it.Version != "3.0" || len(it.interactions) != 1 || it.body == nil {
		return Draft{}, false
	}
	for _, rich := range []bool{false, true} {
		d, ok := it.readDraft(rich)
		if !ok {
			continue
		}
		again, err := d.XML()
		if err == nil && bytes.Equal(again, serialise(it.root)) {
			return d, true
		}
	}
	return Draft{}, false
}

func (it *Item) readDraft(rich bool) (Draft, bool) {
	response := it.response("RESPONSE")
	if response == nil {
		return Draft{}, false
	}
	d := Draft{ID: it.Identifier, Title: it.Title, Lang: it.Lang, Rich: rich}
	in := it.interactions[0].node
	prompt := in.child("prompt")
	switch in.name {
	case "choiceInteraction":
		d.readChoices(in, response)
	case "extendedTextInteraction":
		d.Kind, d.Accept = DraftShort, response.Correct.Items
	case "textEntryInteraction":
		d.Kind = DraftFillIn
		if response.BaseType == Float {
			d.Kind = DraftNumeric
		}
		d.readAccept(response)
		prompt = it.promptWithBlank()
	default:
		return Draft{}, false
	}
	if prompt == nil {
		return Draft{}, false
	}
	d.Prompt = draftText(prompt.kids, rich)
	if f := it.root.child("modalFeedback"); f != nil {
		for _, n := range f.elements() {
			for _, p := range n.elements() {
				d.Feedback = draftText(p.kids, rich)
			}
		}
	}
	return d, true
}

func (d *Draft) readChoices(in *node, response *ResponseDeclaration) {
	d.Kind = DraftSingle
	if isTrueFalse(choiceNodes(in)) {
		d.Kind = DraftTrueFalse
	}
	if response.Cardinality == Multiple {
		d.Kind = DraftMultiple
	}
	d.Shuffle = in.attr("shuffle") == "true"
	right := map[string]bool{}
	for _, id := range response.Correct.Items {
		right[id] = true
	}
	for _, c := range choiceNodes(in) {
		id := c.attr("identifier")
		d.Choices = append(d.Choices, DraftChoice{ID: id, Text: draftText(c.kids, d.Rich), Correct: right[id]})
	}
}

func (d *Draft) readAccept(response *ResponseDeclaration) {
	if response.Mapping == nil {
		return
	}
	for _, e := range response.Mapping.Entries {
		d.Accept = append(d.Accept, e.Key)
		d.CaseSensitive = d.Kind == DraftFillIn && e.CaseSensitive
	}
}

// promptWithBlank is the first block of the body with the text entry turned back into the blank mark.
func (it *Item) promptWithBlank() *node {
	blocks := it.body.elements()
	if len(blocks) == 0 {
		return nil
	}
	return unblank(blocks[0])
}

func unblank(n *node) *node {
	c := *n
	c.kids = nil
	for _, k := range n.kids {
		switch {
		case k.name == "textEntryInteraction":
			addText(&c, Blank, k.line)
		case k.name == "":
			addText(&c, k.text, k.line)
		default:
			c.kids = append(c.kids, unblank(k))
		}
	}
	return &c
}

// draftText is the inverse of Draft.nodes.
func draftText(nodes []*node, rich bool) string {
	if rich {
		w := &htmlWriter{}
		w.all(nodes)
		return w.b.String()
	}
	var b strings.Builder
	for _, n := range nodes {
		if n.name == "br" {
			b.WriteByte('\n')
		} else {
			b.WriteString(n.text)
		}
	}
	return b.String()
}
