package qti

import (
	"sort"
	"strings"
)

// Key is the right answer to one response in words for teachers.
type Key struct {
	ResponseID string
	Values     []string // each acceptable or required value as people read it: "B", "0.5", "光合作用"
	Text       string   // the whole key in one line, with the choices' text: "B 蒸发", "A、C", "0.5 或 1/2"
}

// Option is one answer that can be counted in an analysis.
type Option struct {
	ID    string
	Label string // A, B, C …; for true/false and inline choice the choice's own text
	Text  string // plain text of the choice
}

// OptionSet lists the options of one response.
type OptionSet struct {
	ResponseID string
	Multiple   bool
	Options    []Option
}

// Options gives the options of every choice and inline choice, in the order of the item.
func (it *Item) Options() []OptionSet { return it.options }

// readOptions is called once by Parse: hostile items have thousands of choices, and every description looks some up.
func (it *Item) readOptions() {
	it.optionAt = map[[2]string]int{}
	for _, in := range it.interactions {
		choices := choiceNodes(in.node)
		if len(choices) == 0 {
			continue
		}
		set := OptionSet{ResponseID: in.responseID}
		if d := it.response(in.responseID); d != nil {
			set.Multiple = d.Cardinality != Single
		}
		for i, c := range choices {
			o := Option{ID: c.attr("identifier"), Label: label(i), Text: plain(c.kids)}
			if isTrueFalse(choices) || in.name == "inlineChoiceInteraction" {
				o.Label = o.Text
			}
			if key := [2]string{in.responseID, o.ID}; it.optionAt[key] == 0 {
				it.optionList = append(it.optionList, o)
				it.optionAt[key] = len(it.optionList)
			}
			set.Options = append(set.Options, o)
		}
		it.options = append(it.options, set)
	}
}

// isTrueFalse: our own 判断 items use the identifiers true and false.
func isTrueFalse(choices []*node) bool {
	return len(choices) == 2 && choices[0].attr("identifier") == "true" && choices[1].attr("identifier") == "false"
}

// option finds an option by response and choice identifier; place orders the options of one item.
func (it *Item) option(responseID, choiceID string) (o Option, place int) {
	place = it.optionAt[[2]string{responseID, choiceID}]
	if place > 0 {
		o = it.optionList[place-1]
	}
	return o, place
}

// Correct is the key of every response that has one: the correct response, or the keys with the highest points when
// only a mapping is given. It is for teachers and for pages after the answer, never before.
func (it *Item) Correct() []Key {
	var out []Key
	for i := range it.Responses {
		d := &it.Responses[i]
		values := d.Correct.Items
		alternatives := false
		if d.Mapping != nil && d.Cardinality == Single {
			if best := d.Mapping.best(); len(best) > 1 || len(values) == 0 {
				values, alternatives = best, true
			}
		} else if len(values) == 0 && d.Mapping != nil {
			values = d.Mapping.positive()
		}
		if len(values) == 0 {
			continue
		}
		out = append(out, it.key(d, it.inOrder(d, values), alternatives))
	}
	return out
}

// inOrder puts choice identifiers of an unordered response in the order of the item; other values stay as they are.
func (it *Item) inOrder(d *ResponseDeclaration, values []string) []string {
	if d.Cardinality != Multiple {
		return values
	}
	out := append([]string(nil), values...)
	sort.SliceStable(out, func(i, j int) bool {
		_, a := it.option(d.Identifier, out[i])
		_, b := it.option(d.Identifier, out[j])
		return a > 0 && (b == 0 || a < b)
	})
	return out
}

func (it *Item) key(d *ResponseDeclaration, values []string, alternatives bool) Key {
	k := Key{ResponseID: d.Identifier}
	var texts []string
	for _, v := range values {
		s := it.describeOne(d.Identifier, v)
		k.Values = append(k.Values, s)
		if o, place := it.option(d.Identifier, v); place > 0 && o.Text != "" && o.Text != s && len(values) == 1 {
			s += " " + o.Text
		}
		texts = append(texts, s)
	}
	sep := "、"
	if alternatives {
		sep = " / "
	}
	k.Text = strings.Join(texts, sep)
	return k
}

// best are the keys with the highest positive points.
func (m *Mapping) best() []string {
	top := 0.0
	for _, e := range m.Entries {
		top = max(top, e.Value)
	}
	var out []string
	for _, e := range m.Entries {
		if e.Value == top && top > 0 {
			out = append(out, e.Key)
		}
	}
	return out
}

func (m *Mapping) positive() []string {
	var out []string
	for _, e := range m.Entries {
		if e.Value > 0 {
			out = append(out, e.Key)
		}
	}
	return out
}

func (it *Item) describeOne(responseID, value string) string {
	if o, place := it.option(responseID, value); place > 0 {
		return o.Label
	}
	return value
}

// Describe is a response as people write it: "B", "A、C", "0.5"; "" for no answer. Choices stand in the order of the item,
// so that the same answer always reads the same.
func (it *Item) Describe(responseID string, v Value) string {
	if v.Null() {
		return ""
	}
	d := it.response(responseID)
	if d == nil {
		return strings.Join(v.Items, "、")
	}
	var out []string
	for _, s := range it.inOrder(d, v.Items) {
		out = append(out, it.describeOne(responseID, s))
	}
	return strings.Join(out, "、")
}
