package qti

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyText draws text with the characters that break naive writers.
func anyText(t *rapid.T, name string) string {
	s := rapid.StringOfN(rapid.RuneFrom([]rune("ab中文<>&\"'\n /é😀²０ＡＢ1.;]")), 1, 20, -1).Draw(t, name)
	return "x" + s // never blank
}

func anyDraft(t *rapid.T) Draft {
	d := Draft{
		ID: "i1", Lang: "zh-CN", Title: strings.ReplaceAll(anyText(t, "title"), "\n", ""), Prompt: anyText(t, "prompt"),
		Kind: rapid.SampledFrom(DraftKinds()).Draw(t, "kind"),
	}
	if rapid.Bool().Draw(t, "feedback") {
		d.Feedback = anyText(t, "feedback text")
	}
	switch d.Kind {
	case DraftSingle, DraftMultiple:
		n := rapid.IntRange(2, 6).Draw(t, "choices")
		right := rapid.IntRange(0, n-1).Draw(t, "right")
		for i := range n {
			c := DraftChoice{ID: label(i), Text: fmt.Sprint(i) + anyText(t, "choice"), Correct: i == right}
			if d.Kind == DraftMultiple {
				c.Correct = c.Correct || rapid.Bool().Draw(t, "correct")
			}
			d.Choices = append(d.Choices, c)
		}
		d.Shuffle = rapid.Bool().Draw(t, "shuffle")
	case DraftTrueFalse:
		d.Choices = TrueFalseChoices(rapid.Bool().Draw(t, "answer"))
	case DraftFillIn:
		for i := range rapid.IntRange(1, 4).Draw(t, "accepts") {
			d.Accept = append(d.Accept, FoldText(fmt.Sprint(i)+anyText(t, "accept")))
		}
		d.CaseSensitive = rapid.Bool().Draw(t, "case")
	case DraftNumeric:
		d.Accept = []string{fmt.Sprint(rapid.IntRange(-500, 500).Draw(t, "number")), "0.050"}
	case DraftShort:
		if rapid.Bool().Draw(t, "model answer") {
			d.Accept = []string{anyText(t, "model")}
		}
	}
	if (d.Kind == DraftFillIn || d.Kind == DraftNumeric) && rapid.Bool().Draw(t, "blank") {
		d.Prompt += Blank + anyText(t, "after")
	}
	return d
}

// TestDraftRoundTrip: what the form says comes back from the XML, the item is supported, its key scores 1, NULL scores 0.
func TestDraftRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDraft(t)
		src, err := d.XML()
		if err != nil {
			t.Fatalf("XML of %+v: %v", d, err)
		}
		it, findings, err := Parse(src)
		if err != nil || len(findings) > 0 {
			t.Fatalf("Parse: %v %v\n%s", err, findings, src)
		}
		if why := it.Supported(); len(why) > 0 {
			t.Fatalf("not supported: %v\n%s", why, src)
		}
		back, ok := it.DraftOf()
		if !ok {
			t.Fatalf("DraftOf refuses\n%s", src)
		}
		if !reflect.DeepEqual(back, d) {
			t.Fatalf("came back as\n%+v, was\n%+v\n%s", back, d, src)
		}
		if o := it.Score(nil); o.Score != 0 || o.MaxScore != 1 || o.NeedsHuman != (d.Kind == DraftShort) {
			t.Fatalf("no answer: %+v", o)
		}
		if d.Kind == DraftShort {
			return
		}
		key := it.response("RESPONSE").Correct.Items
		values, errs := it.Normalize(map[string][]string{"RESPONSE": key})
		if len(errs) > 0 || !it.Score(values).Right() {
			t.Fatalf("the key %q does not score 1: %v\n%s", key, errs, src)
		}
		if f := it.Feedback(it.Score(values), BodyOptions{}); (f != "") != (d.Feedback != "") {
			t.Fatalf("feedback %q for %q", f, d.Feedback)
		}
	})
}

func TestRichDraft(t *testing.T) {
	d := Draft{Kind: DraftFillIn, Rich: true, Accept: []string{"½"},
		Prompt: `<p onclick="x()">求 <math><mfrac><mn>1</mn><mi>x</mi></mfrac></math> = ____。<img src="图/a.png" alt="图"><script>bad()</script>` +
			`<img src="http://other.example/x.png"></p>`}
	src, err := d.XML()
	if err != nil {
		t.Fatal(err)
	}
	it, _, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	if got := it.Media(); !reflect.DeepEqual(got, []string{"图/a.png"}) {
		t.Errorf("media %q", got)
	}
	body := it.Body(BodyOptions{Media: func(name string) string { return "/m/" + name }})
	if len(body) != 3 || body[1].Interaction == nil {
		t.Fatalf("body %+v", body)
	}
	want := `<div><p>求 <math><mfrac><mn>1</mn><mi>x</mi></mfrac></math> = `
	if body[0].HTML != want || body[2].HTML != `。<img src="/m/图/a.png" alt="图"></p></div>` {
		t.Errorf("body %+v", body)
	}
	back, ok := it.DraftOf()
	if !ok {
		t.Fatalf("DraftOf refuses\n%s", src)
	}
	again, err := back.XML()
	if err != nil || string(again) != string(src) {
		t.Errorf("second writing differs (%v)\n%s\n%s", err, src, again)
	}
}

func TestDraftValidate(t *testing.T) {
	ab := []DraftChoice{{Text: "甲", Correct: true}, {Text: "乙"}}
	for _, c := range []struct {
		name, field, code string
		d                 Draft
	}{
		{"no kind", "kind", "unknown", Draft{Prompt: "?"}},
		{"no prompt", "prompt", "required", Draft{Kind: DraftSingle, Prompt: " \n", Choices: ab}},
		{"control character", "prompt", "characters", Draft{Kind: DraftSingle, Prompt: "a\x01", Choices: ab}},
		{"one choice", "choices", "too_few", Draft{Kind: DraftSingle, Prompt: "?", Choices: ab[:1]}},
		{"no key", "choices", "no_correct", Draft{Kind: DraftMultiple, Prompt: "?", Choices: []DraftChoice{{Text: "a"}, {Text: "b"}}}},
		{"two keys", "choices", "several_correct", Draft{Kind: DraftSingle, Prompt: "?", Choices: []DraftChoice{{Text: "a", Correct: true}, {Text: "b", Correct: true}}}},
		{"same text", "choices[1].text", "duplicate", Draft{Kind: DraftSingle, Prompt: "?", Choices: []DraftChoice{{Text: "a", Correct: true}, {Text: "a "}}}},
		{"two blanks", "prompt", "too_many_blanks", Draft{Kind: DraftFillIn, Prompt: "___和____", Accept: []string{"a"}}},
		{"no answer", "accept", "required", Draft{Kind: DraftFillIn, Prompt: "?"}},
		{"not a number", "accept[1]", "not_a_number", Draft{Kind: DraftNumeric, Prompt: "?", Accept: []string{"０．５", "一半"}}},
		{"same number", "accept[1]", "duplicate", Draft{Kind: DraftFillIn, Prompt: "?", Accept: []string{"Ａ", "A"}}},
		{"true/false", "choices", "format", Draft{Kind: DraftTrueFalse, Prompt: "?", Choices: ab}},
	} {
		errs := c.d.Validate()
		if len(errs) != 1 || errs[0].Field != c.field || errs[0].Code != c.code {
			t.Errorf("%s: %+v, want %s %s", c.name, errs, c.field, c.code)
		}
		if _, err := c.d.XML(); err == nil {
			t.Errorf("%s: XML was written", c.name)
		}
	}
}
