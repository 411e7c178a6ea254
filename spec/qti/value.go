package qti

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Cardinality of a variable.
type Cardinality string

// The four cardinalities; record is not supported by the standard templates.
const (
	Single   Cardinality = "single"
	Multiple Cardinality = "multiple"
	Ordered  Cardinality = "ordered"
	Record   Cardinality = "record"
)

// BaseType of a variable's values.
type BaseType string

// Base types of QTI. Values are kept as written; only comparison and JSON depend on the type.
const (
	Identifier   BaseType = "identifier"
	Boolean      BaseType = "boolean"
	Integer      BaseType = "integer"
	Float        BaseType = "float"
	String       BaseType = "string"
	Point        BaseType = "point"
	Pair         BaseType = "pair"
	DirectedPair BaseType = "directedPair"
	Duration     BaseType = "duration"
	File         BaseType = "file"
	URI          BaseType = "uri"
)

// Value is the value of a response or outcome variable: its items in lexical form. No items, or one empty string with
// single cardinality, is NULL. Pairs are "A B", points "x y", booleans "true" or "false".
type Value struct {
	Cardinality Cardinality
	BaseType    BaseType
	Items       []string
}

// Null reports QTI NULL: empty containers and empty strings count as NULL.
func (v Value) Null() bool {
	return len(v.Items) == 0 || (v.Cardinality == Single && v.Items[0] == "")
}

// Float is the value as a number; false when it is NULL, a container or not a number.
func (v Value) Float() (float64, bool) {
	if v.Null() || v.Cardinality != Single {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v.Items[0]), 64)
	return f, err == nil
}

// MarshalJSON writes null, a scalar or a list as CONTRACT.md's score command wants it.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Null() {
		return []byte("null"), nil
	}
	if v.Cardinality == Single || v.Cardinality == "" {
		return json.Marshal(scalar(v.BaseType, v.Items[0]))
	}
	list := make([]any, len(v.Items))
	for i, s := range v.Items {
		list[i] = scalar(v.BaseType, s)
	}
	return json.Marshal(list)
}

func scalar(t BaseType, s string) any {
	s = canonical(t, s)
	switch t {
	case Integer, Float, Duration:
		if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f
		}
	case Boolean:
		return s == "true"
	}
	return s
}

// canonical is the form in which two values of one base type are equal exactly when the strings are equal.
func canonical(t BaseType, s string) string {
	if t == String || t == "" {
		return s
	}
	s = strings.TrimSpace(s)
	switch t {
	case Integer:
		if n, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 10, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
	case Float, Duration:
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return formatFloat(f)
		}
	case Boolean:
		switch s {
		case "1":
			return "true"
		case "0":
			return "false"
		}
	case Pair, DirectedPair, Point:
		parts := strings.Fields(s)
		if t == Pair && len(parts) == 2 && parts[0] > parts[1] {
			parts[0], parts[1] = parts[1], parts[0]
		}
		return strings.Join(parts, " ")
	}
	return s
}

func formatFloat(f float64) string {
	if f == 0 {
		f = 0 // no negative zero on paper
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// fits reports why s is not a lexical value of type t; nil when it is.
func fits(t BaseType, s string) error {
	c := canonical(t, s)
	switch t {
	case Integer:
		if _, err := strconv.ParseInt(c, 10, 64); err != nil {
			return fmt.Errorf("%q is not an integer", clip(s))
		}
	case Float, Duration:
		if f, err := strconv.ParseFloat(c, 64); err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return fmt.Errorf("%q is not a number", clip(s))
		}
	case Boolean:
		if c != "true" && c != "false" {
			return fmt.Errorf("%q is not true or false", clip(s))
		}
	case Pair, DirectedPair, Point:
		if len(strings.Fields(c)) != 2 {
			return fmt.Errorf("%q is not two parts separated by a space", clip(s))
		}
	case Identifier:
		if c == "" {
			return fmt.Errorf("an identifier is empty")
		}
	}
	return nil
}

// equal compares two values as the operator match does; either being NULL gives false here (match gives NULL, which
// every condition reads as false). Multiple compares as bags, ordered in order.
func equal(a, b Value) bool {
	if a.Null() || b.Null() || len(a.Items) != len(b.Items) {
		return false
	}
	if a.Cardinality != Multiple {
		for i := range a.Items {
			if canonical(b.BaseType, a.Items[i]) != canonical(b.BaseType, b.Items[i]) {
				return false
			}
		}
		return true
	}
	count := map[string]int{}
	for _, s := range b.Items {
		count[canonical(b.BaseType, s)]++
	}
	for _, s := range a.Items {
		k := canonical(b.BaseType, s)
		if count[k] == 0 {
			return false
		}
		count[k]--
	}
	return true
}

// valueOf reads one JSON value for a declared variable. A scalar for a container counts as a container of one, and a
// list of one for a single value as that value: callers of the command line do both.
func valueOf(card Cardinality, base BaseType, raw json.RawMessage) (Value, error) {
	v := Value{Cardinality: card, BaseType: base}
	items, err := jsonItems(raw)
	if err != nil {
		return v, err
	}
	if card == Single && len(items) > 1 {
		return v, fmt.Errorf("%d values for a single response", len(items))
	}
	for _, s := range items {
		if s == "" && base != Identifier {
			continue // an empty string is NULL
		}
		if err := fits(base, s); err != nil {
			return v, err
		}
		v.Items = append(v.Items, s)
	}
	return v, nil
}

func jsonItems(raw json.RawMessage) ([]string, error) {
	trimmed := strings.TrimSpace(string(raw))
	if trimmed == "" || trimmed == "null" {
		return nil, nil
	}
	if trimmed[0] == '[' {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("list: %w", err)
		}
		var out []string
		for _, r := range list {
			s, err := jsonScalar(r)
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
		return out, nil
	}
	return jsonScalar(raw)
}

func jsonScalar(raw json.RawMessage) ([]string, error) {
	trimmed := strings.TrimSpace(string(raw))
	switch {
	case trimmed == "null":
		return nil, nil
	case trimmed[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, fmt.Errorf("string: %w", err)
		}
		return []string{s}, nil
	case trimmed[0] == '{' || trimmed[0] == '[':
		return nil, fmt.Errorf("records and nested lists are not supported")
	}
	return []string{trimmed}, nil // number, true, false
}

// clip keeps messages short when the input is not.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
