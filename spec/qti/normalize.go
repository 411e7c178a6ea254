package qti

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Longest accepted answers, in characters.
const (
	MaxTextEntry    = 1000
	MaxExtendedText = 20000

	maxFormValues = 200 // of one field
)

// Normalize turns raw form values (as in url.Values, field name = response identifier) into typed responses for Score.
// Every declared response of an interaction is in the result, NULL when nothing was entered. Field errors name what a
// pupil must correct; the affected response is left NULL.
//
// Short text is normalised because pupils type with Chinese input methods: full-width letters, digits and signs become
// plain ones, outer white space goes, inner white space becomes one space. Superscripts and circled digits are kept (NFKC
// would turn 10² into 102). An answer that differs from a key only in this way is stored in the key's own
// spelling, so that Score compares exactly. Numbers may be typed full-width and with grouping commas. Long
// text is stored as written.
func (it *Item) Normalize(form map[string][]string) (map[string]Value, []FieldError) {
	out := map[string]Value{}
	var errs []FieldError
	for _, in := range it.interactions {
		d := it.response(in.responseID)
		kind, ok := supportedInteractions[in.name]
		if d == nil || !ok {
			continue
		}
		v := Value{Cardinality: d.Cardinality, BaseType: d.BaseType}
		items, err := normalizeField(kind, in.node, d, form[d.Identifier])
		if err != nil {
			err.Field = d.Identifier
			errs = append(errs, *err)
		} else {
			v.Items = items
		}
		out[d.Identifier] = v
	}
	return out, errs
}

func normalizeField(kind Kind, n *node, d *ResponseDeclaration, raw []string) ([]string, *FieldError) {
	var items []string
	seen := map[string]bool{}
	if len(raw) > maxFormValues {
		return nil, &FieldError{Code: "too_many", Message: fmt.Sprintf("at most %d values", maxFormValues)}
	}
	for _, s := range raw {
		item, err := normalizeOne(kind, n, d, s)
		if err != nil {
			return nil, err
		}
		if item == "" || (seen[item] && kind == KindChoice) {
			continue
		}
		seen[item] = true
		items = append(items, item)
	}
	most := 0
	if kind == KindChoice {
		most = intAttr(n, "maxChoices", 1)
	}
	if d.Cardinality == Single {
		most = 1
	}
	if most > 0 && len(items) > most {
		return nil, &FieldError{Code: "too_many", Message: fmt.Sprintf("at most %d may be chosen", most)}
	}
	return items, nil
}

func normalizeOne(kind Kind, n *node, d *ResponseDeclaration, s string) (string, *FieldError) {
	if !utf8.ValidString(s) {
		return "", &FieldError{Code: "encoding", Message: "the text is not valid UTF-8"}
	}
	switch kind {
	case KindChoice, KindInlineChoice:
		if s == "" {
			return "", nil
		}
		for _, c := range choiceNodes(n) {
			if c.attr("identifier") == s {
				return s, nil
			}
		}
		return "", &FieldError{Code: "unknown_choice", Message: fmt.Sprintf("%q is not one of the choices", clip(s))}
	case KindExtendedText:
		s = strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), " \t\n\u3000")
		if utf8.RuneCountInString(s) > MaxExtendedText {
			return "", &FieldError{Code: "too_long", Message: fmt.Sprintf("longer than %d characters", MaxExtendedText)}
		}
		if d.BaseType == String {
			return s, nil
		}
	}
	if utf8.RuneCountInString(s) > MaxTextEntry {
		return "", &FieldError{Code: "too_long", Message: fmt.Sprintf("longer than %d characters", MaxTextEntry)}
	}
	if d.BaseType == Integer || d.BaseType == Float {
		return normalizeNumber(d.BaseType, s)
	}
	return d.nearestKey(s), nil
}

// FoldText is the normal form of short text: NFC, full-width forms folded, white space trimmed and collapsed.
func FoldText(s string) string {
	return strings.Join(strings.Fields(width.Fold.String(norm.NFC.String(s))), " ")
}

// nearestKey gives the key's spelling when the folded answer equals the folded key, else the folded answer.
func (d *ResponseDeclaration) nearestKey(s string) string {
	trimmed, folded := strings.TrimSpace(s), FoldText(s)
	var entries []MapEntry
	if d.Mapping != nil {
		entries = append(entries, d.Mapping.Entries...)
	}
	for _, c := range d.Correct.Items {
		entries = append(entries, MapEntry{Key: c, CaseSensitive: true})
	}
	for _, e := range entries {
		if keyEquals(String, e, trimmed) {
			return trimmed
		}
	}
	for _, e := range entries {
		key := FoldText(e.Key)
		if key == folded || (!e.CaseSensitive && strings.EqualFold(key, folded)) {
			return e.Key
		}
	}
	return folded
}

var (
	numberForm  = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`)
	groupedForm = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	minusSigns  = strings.NewReplacer("−", "-", "–", "-", "—", "-", "﹣", "-", "。", ".", "．", ".")
)

// normalizeNumber reads a number as pupils type it; "" stays "".
func normalizeNumber(t BaseType, s string) (string, *FieldError) {
	s = minusSigns.Replace(FoldText(s))
	s = strings.ReplaceAll(s, " ", "")
	if s == "" {
		return "", nil
	}
	if groupedForm.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if !numberForm.MatchString(s) || fits(Float, s) != nil {
		return "", &FieldError{Code: "not_a_number", Message: fmt.Sprintf("%q is not a number", clip(s))}
	}
	if t == Integer {
		s = canonical(Float, s)
		if fits(Integer, s) != nil {
			return "", &FieldError{Code: "not_an_integer", Message: fmt.Sprintf("%q is not a whole number", clip(s))}
		}
	}
	return s, nil
}
