package qti

import (
	"encoding/json"
	"math"
	"sort"
	"strings"
)

// Outcome is the result of one attempt.
type Outcome struct {
	Values     map[string]Value // every declared outcome variable, and SCORE
	Score      float64          // SCORE; 0 while a human mark is needed
	MaxScore   float64          // MAXSCORE as declared, else computed from the key
	NeedsHuman bool             // nothing was scored by rule: a person marks it
}

// Right reports a full score. It is false for items that a person marks.
func (o Outcome) Right() bool { return !o.NeedsHuman && o.MaxScore > 0 && o.Score >= o.MaxScore }

// Score runs the item's response processing on the responses, by response identifier. A response that is absent has
// its declared default value, else NULL; an undeclared name is ignored. For an item that Supported refuses, the
// outcomes are the defaults and NeedsHuman is set: callers ask Supported first.
func (it *Item) Score(responses map[string]Value) Outcome {
	out := Outcome{Values: map[string]Value{}, MaxScore: it.maxScore()}
	for _, d := range it.Outcomes {
		out.Values[d.Identifier] = initial(d)
	}
	score := Value{Cardinality: Single, BaseType: Float, Items: []string{"0"}}
	if d := it.outcome("SCORE"); d != nil {
		score = out.Values["SCORE"]
	}
	switch it.rule.kind {
	case ruleMatchCorrect:
		score = withNumber(score, boolPoints(it.matches(responses)))
	case ruleMapResponse:
		score = withNumber(score, it.mapped(responses))
	default:
		out.NeedsHuman = true
	}
	out.Values["SCORE"] = score
	out.Score, _ = score.Float()
	return out
}

// initial is an outcome before response processing: its default, else 0 for numbers and NULL for the rest.
func initial(d OutcomeDeclaration) Value {
	if d.Default.Null() && d.Cardinality == Single && (d.BaseType == Float || d.BaseType == Integer) {
		return Value{Cardinality: Single, BaseType: d.BaseType, Items: []string{"0"}}
	}
	return d.Default
}

func withNumber(v Value, f float64) Value {
	v.Cardinality = Single
	if v.BaseType == "" {
		v.BaseType = Float
	}
	v.Items = []string{formatFloat(f)}
	return v
}

func boolPoints(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// given is the value of a response variable: what was answered, else its default. Its types are those declared.
func given(d *ResponseDeclaration, responses map[string]Value) Value {
	v, ok := responses[d.Identifier]
	if !ok {
		return d.Default
	}
	v.Cardinality, v.BaseType = d.Cardinality, d.BaseType
	return v
}

func (it *Item) matches(responses map[string]Value) bool {
	d := it.response(it.rule.responseID)
	return d != nil && equal(given(d, responses), d.Correct)
}

func (it *Item) mapped(responses map[string]Value) float64 {
	d := it.response(it.rule.responseID)
	if d == nil || d.Mapping == nil {
		return 0
	}
	v := given(d, responses)
	if v.Null() {
		return 0 // the template's isNull branch
	}
	if d.Cardinality == Single {
		return d.Mapping.lookup(d.BaseType, v.Items[0])
	}
	sum, seen := 0.0, map[string]bool{}
	for _, s := range v.Items {
		key := canonical(d.BaseType, s)
		if seen[key] {
			continue // "if a container contains multiple instances of the same value then that value is counted once only"
		}
		seen[key] = true
		sum += d.Mapping.lookup(d.BaseType, s)
	}
	return d.Mapping.bound(sum)
}

// lookup is the target of the first entry whose key equals s, else the default.
func (m *Mapping) lookup(t BaseType, s string) float64 {
	for _, e := range m.Entries {
		if keyEquals(t, e, s) {
			return e.Value
		}
	}
	return m.Default
}

func keyEquals(t BaseType, e MapEntry, s string) bool {
	if canonical(t, e.Key) == canonical(t, s) {
		return true
	}
	return (t == String || t == "") && !e.CaseSensitive && strings.EqualFold(e.Key, s)
}

func (m *Mapping) bound(f float64) float64 {
	if m.Lower != nil && f < *m.Lower {
		f = *m.Lower
	}
	if m.Upper != nil && f > *m.Upper {
		f = *m.Upper
	}
	return f
}

// maxScore is MAXSCORE when declared with a value, else SCORE's normalMaximum, else what the key allows.
func (it *Item) maxScore() float64 {
	if d := it.outcome("MAXSCORE"); d != nil {
		if f, ok := d.Default.Float(); ok {
			return f
		}
	}
	if d := it.outcome("SCORE"); d != nil && d.NormalMaximum != nil {
		return *d.NormalMaximum
	}
	switch it.rule.kind {
	case ruleMatchCorrect:
		return 1
	case ruleMapResponse:
		if d := it.response(it.rule.responseID); d != nil && d.Mapping != nil {
			return it.mappingMax(d)
		}
	case ruleNone:
		return 1 // a hand-marked item: the marker gives a share of 1, the paper carries the weight
	}
	return 0
}

// mappingMax is the best sum that a candidate can reach: the best value for a single response; for a container the
// positive values, at most maxChoices of them, within the bounds.
func (it *Item) mappingMax(d *ResponseDeclaration) float64 {
	points := map[string]float64{}
	for _, e := range d.Mapping.Entries {
		if _, ok := points[e.Key]; !ok {
			points[e.Key] = e.Value
		}
	}
	most := 0
	for _, in := range it.interactions {
		if in.responseID != d.Identifier {
			continue
		}
		most = intAttr(in.node, "maxChoices", 1)
		for _, c := range choiceNodes(in.node) {
			if _, ok := points[c.attr("identifier")]; !ok {
				points[c.attr("identifier")] = d.Mapping.Default
			}
		}
	}
	values := []float64{}
	for _, f := range points {
		values = append(values, f)
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(values)))
	if d.Cardinality == Single {
		return math.Max(first(values), d.Mapping.Default)
	}
	sum := 0.0
	for i, f := range values {
		if f <= 0 || (most > 0 && i >= most) {
			break
		}
		sum += f
	}
	return d.Mapping.bound(sum)
}

func first(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return values[0]
}

// DecodeResponses reads JSON responses by response identifier as CONTRACT.md's score command and stored answers have
// them. A value that does not fit becomes NULL with an error finding; an unknown name gives a warning.
func (it *Item) DecodeResponses(raw map[string]json.RawMessage) (map[string]Value, []Finding) {
	out := map[string]Value{}
	var findings []Finding
	names := make([]string, 0, len(raw))
	for name := range raw {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		d := it.response(name)
		if d == nil {
			findings = append(findings, Finding{ID: clip(name), Code: CodeUnknownResponse, Severity: Warning,
				Message: "the item declares no such response"})
			continue
		}
		v, err := valueOf(d.Cardinality, d.BaseType, raw[name])
		if err != nil {
			findings = append(findings, Finding{ID: name, Code: CodeResponse, Severity: Error, Message: err.Error()})
			v = Value{Cardinality: d.Cardinality, BaseType: d.BaseType}
		}
		out[name] = v
	}
	return out, findings
}
