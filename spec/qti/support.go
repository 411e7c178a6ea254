package qti

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// ruleKind says how an item is scored.
type ruleKind int

const (
	ruleNone ruleKind = iota // no response processing
	ruleMatchCorrect
	ruleMapResponse
	ruleCustom // anything else: refused
)

// rule is the response processing of an item as far as this package understands it.
type rule struct {
	kind       ruleKind
	responseID string // the response variable that the template reads
	name       string // what a refusal names
	line       int
}

// readRule recognises the standard templates by URI or by an inline copy. When both are given the inline rules are
// preferred, as the specification says.
func readRule(nodes []*node) rule {
	if len(nodes) == 0 {
		return rule{kind: ruleNone}
	}
	n := nodes[0]
	if len(nodes) > 1 {
		return rule{kind: ruleCustom, name: "several responseProcessing elements", line: nodes[1].line}
	}
	if len(n.elements()) > 0 {
		return inlineRule(n)
	}
	for _, ref := range []string{n.attr("template"), n.attr("templateLocation")} {
		if ref == "" {
			continue
		}
		switch templateName(ref) {
		case "match_correct":
			return rule{ruleMatchCorrect, "RESPONSE", "match_correct", n.line}
		case "map_response":
			return rule{ruleMapResponse, "RESPONSE", "map_response", n.line}
		}
		return rule{kind: ruleCustom, name: "template " + clip(ref), line: n.line}
	}
	return rule{kind: ruleNone, line: n.line} // an empty element processes nothing
}

// templateName is the short name of a standard template reference, in any of the spellings of 2.0 to 3.0:
// http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct, https://purl.imsglobal.org/spec/qti/v3p0/
// rptemplates/match_correct.xml, ../rptemplates/match_correct.xml, match_correct. A template of another host is not
// standard, whatever its name.
func templateName(ref string) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return ""
	}
	host := u.Hostname()
	standard := host == "" || host == "imsglobal.org" || strings.HasSuffix(host, ".imsglobal.org") ||
		host == "1edtech.org" || strings.HasSuffix(host, ".1edtech.org")
	if !standard {
		return ""
	}
	return strings.TrimSuffix(path.Base(u.Path), ".xml")
}

// inlineRule compares the rules with the bodies of the two templates, written out in one normal form in which the
// response's name is a parameter and numbers are compared as numbers.
func inlineRule(n *node) rule {
	form, id := normalForm(n)
	switch form {
	case matchCorrectForm:
		return rule{ruleMatchCorrect, id, "match_correct", n.line}
	case mapResponseForm:
		return rule{ruleMapResponse, id, "map_response", n.line}
	}
	return rule{kind: ruleCustom, name: "rules written in the item", line: n.line}
}

// The two standard template bodies in the normal form of normalForm.
const (
	matchCorrectForm = "(responseCondition(responseIf(match(variable R)(correct R))(set SCORE(float 1)))" +
		"(responseElse(set SCORE(float 0))))"
	mapResponseForm = "(responseCondition(responseIf(isNull(variable R))(set SCORE(float 0)))" +
		"(responseElse(set SCORE(mapResponse R))))"
)

// normalForm writes the children of n as nested lists, with the first response identifier replaced by R. Unknown
// elements and attributes come out verbatim and so never equal a template.
func normalForm(n *node) (form, responseID string) {
	var b strings.Builder
	var write func(k *node)
	write = func(k *node) {
		b.WriteByte('(')
		switch k.name {
		case "variable", "correct", "mapResponse":
			id := k.attr("identifier")
			if responseID == "" {
				responseID = id
			}
			if id == responseID {
				id = "R"
			}
			b.WriteString(k.name + " " + id)
			if k.name == "correct" && k.attr("interpretation") != "" {
				b.WriteString(" ?")
			}
		case "setOutcomeValue":
			b.WriteString("set " + k.attr("identifier"))
		case "baseValue":
			base := k.attr("baseType")
			if base == string(Integer) {
				base = string(Float) // 1 and 1.0 score alike
			}
			b.WriteString(base + " " + canonical(Float, k.content()))
		default:
			b.WriteString(k.name)
		}
		for _, c := range k.elements() {
			write(c)
		}
		b.WriteByte(')')
	}
	for _, k := range n.elements() {
		write(k)
	}
	return b.String(), responseID
}

// supportedInteractions of this narrow path, by 2.x element name.
var supportedInteractions = map[string]Kind{
	"choiceInteraction":       KindChoice,
	"inlineChoiceInteraction": KindInlineChoice,
	"textEntryInteraction":    KindTextEntry,
	"extendedTextInteraction": KindExtendedText,
}

// Supported is empty when the item can be delivered by Body and scored by Score exactly as the specification says.
// Otherwise it lists every reason against, each an error with a closed code.
func (it *Item) Supported() []Finding {
	var out []Finding
	add := func(line int, id string, code Code, format string, args ...any) {
		out = append(out, Finding{Line: line, ID: id, Code: code, Severity: Error, Message: fmt.Sprintf(format, args...)})
	}
	if it.Adaptive {
		add(it.root.line, it.Identifier, CodeAdaptive, "adaptive items are not supported yet")
	}
	for _, name := range []string{"templateDeclaration", "templateProcessing"} {
		if n := it.root.child(name); n != nil {
			add(n.line, it.Identifier, CodeTemplate, "item templates (%s) are not supported yet", name)
		}
	}
	bound := map[string]bool{}
	for _, in := range it.interactions {
		if _, ok := supportedInteractions[in.name]; !ok {
			add(in.node.line, in.responseID, CodeInteraction, "%s is not supported yet", in.name)
			continue
		}
		it.checkBinding(in, bound, add)
	}
	if len(it.interactions) == 0 {
		add(it.root.line, it.Identifier, CodeNoInteraction, "the item body has nothing to answer")
	}
	it.checkRule(add)
	return out
}

type addFinding func(line int, id string, code Code, format string, args ...any)

// checkBinding checks that an interaction writes to one declared response of a fitting type.
func (it *Item) checkBinding(in interaction, bound map[string]bool, add addFinding) {
	d := it.response(in.responseID)
	if d == nil {
		add(in.node.line, in.responseID, CodeDeclaration, "%s names a response that is not declared", in.name)
		return
	}
	if bound[d.Identifier] {
		add(in.node.line, in.responseID, CodeDeclaration, "two interactions write to one response")
	}
	bound[d.Identifier] = true
	choice := in.name == "choiceInteraction" || in.name == "inlineChoiceInteraction"
	switch d.Cardinality {
	case Single, Multiple:
	case Ordered:
		if choice {
			add(d.line, d.Identifier, CodeCardinality, "an ordered response does not fit %s", in.name)
		}
	default:
		add(d.line, d.Identifier, CodeCardinality, "cardinality %q is not supported yet", clip(string(d.Cardinality)))
	}
	if choice {
		if d.BaseType != Identifier {
			add(d.line, d.Identifier, CodeCardinality, "%s needs base type identifier, not %q", in.name, clip(string(d.BaseType)))
		}
		return
	}
	switch d.BaseType {
	case String, Integer, Float:
	default:
		add(d.line, d.Identifier, CodeCardinality, "%s with base type %q is not supported", in.name, clip(string(d.BaseType)))
	}
}

func (it *Item) checkRule(add addFinding) {
	switch it.rule.kind {
	case ruleCustom:
		add(it.rule.line, it.Identifier, CodeProcessing,
			"response processing is not a standard template (match_correct, map_response): %s", it.rule.name)
	case ruleNone:
		for _, in := range it.interactions {
			if in.name != "extendedTextInteraction" {
				add(in.node.line, in.responseID, CodeNoProcessing,
					"no response processing: only extended text can be left to a human marker")
				return
			}
		}
	case ruleMatchCorrect, ruleMapResponse:
		d := it.response(it.rule.responseID)
		switch {
		case d == nil:
			add(it.rule.line, it.rule.responseID, CodeDeclaration, "%s reads the response %q, which is not declared",
				it.rule.name, clip(it.rule.responseID))
		case it.rule.kind == ruleMatchCorrect && d.Correct.Null():
			add(d.line, d.Identifier, CodeNoKey, "match_correct without a correct response scores every answer 0")
		case it.rule.kind == ruleMapResponse && (d.Mapping == nil || len(d.Mapping.Entries) == 0):
			add(d.line, d.Identifier, CodeNoKey, "map_response without a mapping")
		}
	}
}
