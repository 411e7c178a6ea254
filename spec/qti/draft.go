package qti

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// DraftKind is a kind of item that teachers make in a form.
type DraftKind string

// The six kinds of the form.
const (
	DraftSingle    DraftKind = "single"       // 单选
	DraftMultiple  DraftKind = "multiple"     // 多选: only the fully right set is right
	DraftTrueFalse DraftKind = "true_false"   // 判断
	DraftFillIn    DraftKind = "fill_in"      // 填空: one blank, one or more accepted answers
	DraftNumeric   DraftKind = "numeric"      // 数值: compared as numbers
	DraftShort     DraftKind = "short_answer" // 简答: marked by a person
)

// DraftKinds in the order of the form.
func DraftKinds() []DraftKind {
	return []DraftKind{DraftSingle, DraftMultiple, DraftTrueFalse, DraftFillIn, DraftNumeric, DraftShort}
}

// Blank marks in a fill-in or numeric prompt where the pupil writes. Any run of three or more underscores counts. A prompt
// without one gets its blank in a line of its own at the end.
const Blank = "____"

// Draft is an item as a form holds it. XML turns it into QTI 3.0 with the standard templates, DraftOf reads it back.
// Item scores lie in [0,1]; how many points an item is worth belongs to the line of the paper.
//
// Texts are plain (line breaks are kept) unless Rich is set; then Prompt, choice texts and Feedback are light HTML from the
// package's allow-list, and what is not allowed is dropped.
type Draft struct {
	ID            string        `json:"id,omitempty"` // the item's XML identifier; "item" when empty
	Kind          DraftKind     `json:"kind"`
	Title         string        `json:"title,omitempty"` // for lists; the start of the prompt when empty
	Lang          string        `json:"lang,omitempty"`  // zh-CN when empty
	Prompt        string        `json:"prompt"`
	Rich          bool          `json:"rich,omitempty"`
	Choices       []DraftChoice `json:"choices,omitempty"`
	Shuffle       bool          `json:"shuffle,omitempty"`
	Accept        []string      `json:"accept,omitempty"` // accepted answers; for 简答 at most one model answer for teachers
	CaseSensitive bool          `json:"case_sensitive,omitempty"`
	Feedback      string        `json:"feedback,omitempty"` // 解析, shown after answering
}

// DraftChoice is one option of a draft. ID may be empty: A, B, C … is filled in by position. A true/false draft has the
// two choices "true" and "false"; TrueFalseChoices makes them.
type DraftChoice struct {
	ID      string `json:"id,omitempty"`
	Text    string `json:"text"`
	Correct bool   `json:"correct,omitempty"`
}

// TrueFalseChoices are the choices 对 and 错, one of them correct.
func TrueFalseChoices(answer bool) []DraftChoice {
	return []DraftChoice{{ID: "true", Text: "对", Correct: answer}, {ID: "false", Text: "错", Correct: !answer}}
}

// Limits of a draft, in characters or entries.
const (
	MaxDraftText    = 10000
	MaxDraftChoices = 26
	MaxDraftAccept  = 50
)

var (
	blankForm = regexp.MustCompile(`_{3,}`)
	idForm    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9._-]{0,63}$`)
	langForm  = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
)

// filled is the draft with defaults filled in and texts in their stored form.
func (d Draft) filled() Draft {
	if d.ID == "" {
		d.ID = "item"
	}
	if d.Lang == "" {
		d.Lang = "zh-CN"
	}
	d.Prompt, d.Feedback = lineEnds(d.Prompt), lineEnds(d.Feedback)
	if d.Kind == DraftFillIn || d.Kind == DraftNumeric {
		d.Prompt = blankForm.ReplaceAllString(d.Prompt, Blank)
	}
	choices := append([]DraftChoice(nil), d.Choices...)
	for i := range choices {
		choices[i].Text = lineEnds(choices[i].Text)
		if choices[i].ID == "" {
			choices[i].ID = label(i)
		}
	}
	d.Choices = choices
	if d.Title == "" {
		d.Title = d.excerpt()
	}
	return d
}

func lineEnds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// excerpt is a title from the prompt: its first 30 characters.
func (d Draft) excerpt() string {
	r := []rune(strings.Map(func(r rune) rune {
		if notXML(r) {
			return -1
		}
		return r
	}, plain(d.nodes(d.Prompt))))
	if len(r) > 30 {
		r = append(r[:30:30], '…')
	}
	return string(r)
}

// Validate lists what a person must mend before XML works; Field names are those of the JSON form of Draft, with an index
// for list entries ("choices[1].text").
func (d Draft) Validate() []FieldError {
	v := &draftCheck{d: d.filled()}
	v.texts()
	switch d.Kind {
	case DraftSingle, DraftMultiple, DraftTrueFalse:
		v.choices()
	case DraftFillIn, DraftNumeric, DraftShort:
		v.accept()
	default:
		v.add("kind", "unknown", "unknown kind %q", clip(string(d.Kind)))
	}
	return v.errs
}

type draftCheck struct {
	d    Draft
	errs []FieldError
}

func (v *draftCheck) add(field, code, format string, args ...any) {
	v.errs = append(v.errs, FieldError{field, code, fmt.Sprintf(format, args...)})
}

// text checks one text field; empty says whether it may be empty.
func (v *draftCheck) text(field, s string, empty bool) {
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, notXML):
		v.add(field, "characters", "contains characters that cannot be stored")
	case utf8.RuneCountInString(s) > MaxDraftText:
		v.add(field, "too_long", "longer than %d characters", MaxDraftText)
	case !empty && v.d.blank(s):
		v.add(field, "required", "must not be empty")
	}
}

// blank: nothing to read. A rich text may consist of a picture only.
func (d Draft) blank(s string) bool {
	if strings.TrimSpace(s) == "" {
		return true
	}
	return d.Rich && plain(d.nodes(s)) == "" && !strings.Contains(s, "<img")
}

// notXML are characters that XML 1.0 cannot hold.
func notXML(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF
}

func (v *draftCheck) texts() {
	d := v.d
	if !idForm.MatchString(d.ID) {
		v.add("id", "format", "must be a letter followed by letters, digits, dots and dashes")
	}
	if !langForm.MatchString(d.Lang) {
		v.add("lang", "format", "must be a language tag such as zh-CN")
	}
	v.text("title", d.Title, true)
	if strings.Contains(d.Title, "\n") {
		v.add("title", "characters", "must be one line")
	}
	v.text("prompt", d.Prompt, false)
	v.text("feedback", d.Feedback, true)
	if d.Kind == DraftFillIn || d.Kind == DraftNumeric {
		if n := strings.Count(plain(d.nodes(d.Prompt)), Blank); n > 1 {
			v.add("prompt", "too_many_blanks", "has %d blanks; one is supported", n)
		}
	}
}

func (v *draftCheck) choices() {
	d := v.d
	correct, ids, texts := 0, map[string]bool{}, map[string]bool{}
	for i, c := range d.Choices {
		field := fmt.Sprintf("choices[%d]", i)
		if !idForm.MatchString(c.ID) {
			v.add(field+".id", "format", "must be a letter followed by letters, digits, dots and dashes")
		}
		if ids[c.ID] {
			v.add(field+".id", "duplicate", "is used twice")
		}
		v.text(field+".text", c.Text, false)
		if text := strings.TrimSpace(c.Text); text != "" && texts[text] {
			v.add(field+".text", "duplicate", "says the same as another choice")
		} else {
			texts[text] = true
		}
		ids[c.ID] = true
		if c.Correct {
			correct++
		}
	}
	trueFalse := len(d.Choices) == 2 && d.Choices[0].ID == "true" && d.Choices[1].ID == "false"
	switch {
	case len(d.Choices) < 2:
		v.add("choices", "too_few", "needs at least two choices")
	case len(d.Choices) > MaxDraftChoices:
		v.add("choices", "too_many", "has more than %d choices", MaxDraftChoices)
	case d.Kind == DraftTrueFalse && !trueFalse:
		v.add("choices", "format", "a true/false item has the choices true and false, in this order")
	case d.Kind == DraftSingle && trueFalse:
		v.add("choices", "format", "the identifiers true and false are for true/false items")
	}
	switch {
	case correct == 0:
		v.add("choices", "no_correct", "mark the right answer")
	case correct > 1 && d.Kind != DraftMultiple:
		v.add("choices", "several_correct", "only one choice can be right")
	}
}

func (v *draftCheck) accept() {
	d := v.d
	if len(d.Accept) == 0 && d.Kind != DraftShort {
		v.add("accept", "required", "give at least one accepted answer")
	}
	if len(d.Accept) > MaxDraftAccept || (d.Kind == DraftShort && len(d.Accept) > 1) {
		v.add("accept", "too_many", "too many answers")
	}
	seen := map[string]bool{}
	for i, s := range d.Accept {
		field := fmt.Sprintf("accept[%d]", i)
		v.text(field, s, false)
		key, err := d.key(s)
		switch {
		case err != nil:
			v.add(field, err.Code, "%s", err.Message)
		case d.Kind == DraftFillIn && utf8.RuneCountInString(key) > MaxTextEntry:
			v.add(field, "too_long", "longer than %d characters", MaxTextEntry)
		case seen[key]:
			v.add(field, "duplicate", "is the same answer as one before")
		}
		seen[key] = true
	}
}

// key is an accepted answer in the form in which it is stored and compared.
func (d Draft) key(s string) (string, *FieldError) {
	switch d.Kind {
	case DraftNumeric:
		return normalizeNumber(Float, s)
	case DraftFillIn:
		return FoldText(s), nil
	}
	return lineEnds(s), nil
}
