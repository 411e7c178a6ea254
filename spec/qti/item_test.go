package qti

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// item21 builds a QTI 2.1 item around declarations, body and processing.
func item21(parts ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t" adaptive="false" timeDependent="false">` +
		strings.Join(parts, "") + `</assessmentItem>`
}

const (
	scoreDecl    = `<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>`
	textEntry    = `<itemBody><p>=<textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>`
	matchCorrect = `<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>`
	mapResponse  = `<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>`
)

func mustParse(t *testing.T, src string) *Item {
	t.Helper()
	it, _, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func decl(card, base, inner string) string {
	return fmt.Sprintf(`<responseDeclaration identifier="RESPONSE" cardinality="%s" baseType="%s">%s</responseDeclaration>`, card, base, inner)
}

func correct(values ...string) string {
	return "<correctResponse><value>" + strings.Join(values, "</value><value>") + "</value></correctResponse>"
}

// TestScoreRules checks scoring by hand-made values, each line one rule of the specification.
func TestScoreRules(t *testing.T) {
	m := func(attrs, entries string) string { return "<mapping " + attrs + ">" + entries + "</mapping>" }
	e := func(key string, v float64) string {
		return fmt.Sprintf(`<mapEntry mapKey="%s" mappedValue="%g"/>`, key, v)
	}
	for _, c := range []struct {
		rule, decl, processing, answer string
		want                           float64
	}{
		{"float compares as number", decl("single", "float", correct("0.50")), matchCorrect, `"0.5"`, 1},
		{"string does not", decl("single", "string", correct("0.50")), matchCorrect, `"0.5"`, 0},
		{"match is case-sensitive", decl("single", "string", correct("York")), matchCorrect, `"york"`, 0},
		{"integer with sign", decl("single", "integer", correct("7")), matchCorrect, `"+7"`, 1},
		{"JSON number", decl("single", "integer", correct("7")), matchCorrect, `7`, 1},
		{"boolean 1", decl("single", "boolean", correct("true")), matchCorrect, `true`, 1},
		{"multiple ignores order", decl("multiple", "identifier", correct("A", "B")), matchCorrect, `["B","A"]`, 1},
		{"multiple is a bag", decl("multiple", "identifier", correct("A", "B")), matchCorrect, `["B","A","A"]`, 0},
		{"bag of equal length", decl("multiple", "identifier", correct("A", "A", "B")), matchCorrect, `["A","B","B"]`, 0},
		{"subset is wrong", decl("multiple", "identifier", correct("A", "B")), matchCorrect, `["A"]`, 0},
		{"ordered keeps order", decl("ordered", "identifier", correct("A", "B")), matchCorrect, `["B","A"]`, 0},
		{"ordered right", decl("ordered", "identifier", correct("A", "B")), matchCorrect, `["A","B"]`, 1},
		{"pair has no direction", decl("single", "pair", correct("A B")), matchCorrect, `"B A"`, 1},
		{"directed pair has", decl("single", "directedPair", correct("A B")), matchCorrect, `"B A"`, 0},
		{"point", decl("single", "point", correct("10 20")), matchCorrect, `"10  20"`, 1},
		{"NULL never matches", decl("single", "string", correct("a")), matchCorrect, `null`, 0},
		{"empty string is NULL", decl("single", "string", correct("a")), matchCorrect, `""`, 0},
		{"mapped value", decl("single", "identifier", m("", e("A", 2.5))), mapResponse, `"A"`, 2.5},
		{"default of the mapping", decl("single", "identifier", m(`defaultValue="-1"`, e("A", 2))), mapResponse, `"X"`, -1},
		{"no default is 0", decl("single", "identifier", m("", e("A", 2))), mapResponse, `"X"`, 0},
		{"NULL scores 0, not the default", decl("single", "identifier", m(`defaultValue="-1"`, e("A", 2))), mapResponse, `null`, 0},
		{"empty container is NULL", decl("multiple", "identifier", m(`lowerBound="1"`, e("A", 2))), mapResponse, `[]`, 0},
		{"sum over a container", decl("multiple", "identifier", m("", e("A", 2)+e("B", -0.5))), mapResponse, `["A","B"]`, 1.5},
		{"a duplicate counts once", decl("multiple", "identifier", m("", e("A", 2)+e("B", 1))), mapResponse, `["A","A","B"]`, 3},
		{"upper bound", decl("multiple", "identifier", m(`upperBound="2"`, e("A", 2)+e("B", 1))), mapResponse, `["A","B"]`, 2},
		{"lower bound", decl("multiple", "identifier", m(`lowerBound="0"`, e("A", -2))), mapResponse, `["A"]`, 0},
		{"bounds are for containers", decl("single", "identifier", m(`upperBound="1"`, e("A", 2))), mapResponse, `"A"`, 2},
		{"map keys compare as numbers", decl("single", "float", m("", e("0.50", 1))), mapResponse, `0.5`, 1},
		{"key is case-sensitive", decl("single", "string", m("", e("York", 1))), mapResponse, `"york"`, 0},
		{"unless the entry says so", decl("single", "string", m("", `<mapEntry mapKey="York" mappedValue="1" caseSensitive="false"/>`)), mapResponse, `"yORK"`, 1},
		{"caseSensitive of the mapping is no attribute", decl("single", "string", m(`caseSensitive="false"`, e("York", 1))), mapResponse, `"york"`, 0},
		{"the first entry wins", decl("single", "string", m("", e("a", 1)+e("a", 2))), mapResponse, `"a"`, 1},
	} {
		it := mustParse(t, item21(c.decl, scoreDecl, textEntry, c.processing))
		values, findings := it.DecodeResponses(map[string]json.RawMessage{"RESPONSE": json.RawMessage(c.answer)})
		if len(findings) > 0 {
			t.Errorf("%s: %v", c.rule, findings)
		}
		if got := it.Score(values); got.Score != c.want || got.NeedsHuman {
			t.Errorf("%s: score %v, want %v", c.rule, got.Score, c.want)
		}
	}
}

func TestOutcomeDefaults(t *testing.T) {
	it := mustParse(t, item21(decl("single", "identifier", `<defaultValue><value>A</value></defaultValue>`+correct("A")), scoreDecl,
		`<outcomeDeclaration identifier="N" cardinality="single" baseType="integer"/>
		<outcomeDeclaration identifier="F" cardinality="single" baseType="identifier"/>
		<outcomeDeclaration identifier="L" cardinality="multiple" baseType="float"><defaultValue><value>1.50</value><value>2</value></defaultValue></outcomeDeclaration>`,
		textEntry, matchCorrect))
	got, err := json.Marshal(it.Score(nil).Values) // an absent response has its default, which is right
	want := `{"F":null,"L":[1.5,2],"N":0,"SCORE":1}`
	if err != nil || string(got) != want {
		t.Errorf("outcomes %s (%v), want %s", got, err, want)
	}
	if o := it.Score(map[string]Value{"RESPONSE": {}}); o.Score != 0 {
		t.Errorf("a response that was cleared scores %v", o.Score)
	}
}

func TestMaxScore(t *testing.T) {
	choice := func(most int) string {
		return fmt.Sprintf(`<itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="%d"><simpleChoice identifier="A"/><simpleChoice identifier="B"/><simpleChoice identifier="C"/></choiceInteraction></itemBody>`, most)
	}
	mapping := `<mapping%s><mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" mappedValue="-1"/></mapping>`
	max := func(attrs, card string, most int, extra string) float64 {
		return mustParse(t, item21(decl(card, "identifier", fmt.Sprintf(mapping, attrs)), scoreDecl, extra, choice(most), mapResponse)).Score(nil).MaxScore
	}
	for _, c := range []struct{ got, want float64 }{
		{max("", "multiple", 0, ""), 3},
		{max("", "multiple", 1, ""), 2},
		{max(` upperBound="2.5"`, "multiple", 0, ""), 2.5},
		{max("", "single", 1, ""), 2},
		{max("", "single", 1, `<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>9</value></defaultValue></outcomeDeclaration>`), 9},
	} {
		if c.got != c.want {
			t.Errorf("max score %v, want %v", c.got, c.want)
		}
	}
}

func TestTemplates(t *testing.T) {
	inline := `<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>` +
		`<setOutcomeValue identifier="SCORE"><baseValue baseType="%s">%s</baseValue></setOutcomeValue></responseIf><responseElse>` +
		`<setOutcomeValue identifier="%s"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse></responseCondition></responseProcessing>`
	at := func(uri string) string { return `<responseProcessing template="` + uri + `"/>` }
	for _, c := range []struct {
		processing string
		ok         bool
	}{
		{at("http://www.imsglobal.org/question/qti_v2p0/rptemplates/match_correct"), true},
		{at("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct.xml"), true},
		{at("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"), true},
		{at("rptemplates/match_correct.xml"), true},
		{at("match_correct"), true},
		{at("http://evil.example/rptemplates/match_correct"), false},
		{at("http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response_point"), false},
		{at("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/CC2_match_basic.xml"), false},
		{fmt.Sprintf(inline, "float", "1.0", "SCORE"), true},
		{fmt.Sprintf(inline, "integer", "1", "SCORE"), true},
		{fmt.Sprintf(inline, "float", "2", "SCORE"), false},
		{fmt.Sprintf(inline, "float", "1", "OTHER"), false},
		{"", false},
	} {
		why := mustParse(t, item21(decl("single", "string", correct("a")), scoreDecl, textEntry, c.processing)).Supported()
		if (len(why) == 0) != c.ok {
			t.Errorf("%s: %v", c.processing, why)
		}
	}
}

// TestEncodings: the same item in the encodings that schools have.
func TestEncodings(t *testing.T) {
	src := strings.Replace(item21(decl("single", "string", correct("水")), scoreDecl, textEntry, matchCorrect), `title="t"`, `title="化学"`, 1)
	gbk := func(declared string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Replace(src, "UTF-8", declared, 1))
		if err != nil {
			t.Fatal(err)
		}
		return []byte(b)
	}
	for name, b := range map[string][]byte{
		"UTF-8": []byte(src), "BOM": []byte("\ufeff" + src), "GB18030": gbk("GB18030"), "GBK": gbk("gbk"), "lying": gbk("UTF-8"),
	} {
		it, findings, err := Parse(b)
		if err != nil || it.Title != "化学" || it.Responses[0].Correct.Items[0] != "水" {
			t.Errorf("%s: %v %+v", name, err, it)
		}
		if (len(findings) > 0) != (name == "lying") {
			t.Errorf("%s: findings %v", name, findings)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	plainItem := item21(scoreDecl, textEntry)
	for _, c := range []struct {
		name, src string
		code      Code
	}{
		{"empty", "", CodeXML},
		{"too big", strings.Repeat(" ", MaxXMLBytes) + plainItem, CodeSize},
		{"external entity", strings.Replace(plainItem, "?>", `?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, 1), CodeDoctype},
		{"undeclared entity", item21("<itemBody>&nbsp;</itemBody>"), CodeDoctype},
		{"deep", item21(strings.Repeat("<div>", 200) + strings.Repeat("</div>", 200)), CodeDepth},
		{"many", item21(strings.Repeat("<br/>", maxElements+1)), CodeElements},
		{"cut off", plainItem[:len(plainItem)-5], CodeXML},
		{"two roots", plainItem + "<x/>", CodeXML},
		{"a test", `<assessmentTest identifier="t"/>`, CodeNotItem},
		{"encoding", strings.Replace(plainItem, "UTF-8", "EBCDIC-X", 1), CodeEncoding},
		{"not text", "\xff\x00\x80", CodeEncoding},
	} {
		it, _, err := Parse([]byte(c.src))
		var refused *RefusedError
		if it != nil || !errors.As(err, &refused) || refused.Finding.Code != c.code {
			t.Errorf("%s: %v, want code %s", c.name, err, c.code)
		}
	}
}

func TestScoreLines(t *testing.T) {
	root := fstest.MapFS{
		"ok.xml":     {Data: []byte(item21(decl("single", "integer", correct("7")), scoreDecl, textEntry, matchCorrect))},
		"custom.xml": {Data: []byte(item21(decl("single", "integer", correct("7")), scoreDecl, textEntry))},
	}
	in := `{"item":"ok.xml","responses":{"RESPONSE":7}}
{"item":"ok.xml","attempts":[{"responses":{"RESPONSE":6}},{"responses":{"RESPONSE":"7"}}]}
{"item":"custom.xml","responses":{}}
{"item":"../ok.xml","responses":{}}
not json
{"item":"ok.xml","responses":{"RESPONSE":"seven","OTHER":1}}
`
	var out bytes.Buffer
	refused, err := ScoreLines(root, strings.NewReader(in), &out)
	if err != nil || refused != 4 {
		t.Errorf("refused %d (%v), want 4", refused, err)
	}
	want := []string{
		`{"item":"ok.xml","attempts":[{"outcomes":{"SCORE":1}}],"outcomes":{"SCORE":1},"findings":[]}`,
		`{"item":"ok.xml","attempts":[{"outcomes":{"SCORE":0}},{"outcomes":{"SCORE":1}}],"outcomes":{"SCORE":1},"findings":[]}`,
		`{"item":"custom.xml","attempts":[],"findings":[{"file":"custom.xml"`,
		`{"item":"../ok.xml","attempts":[],"findings":[{"file":"../ok.xml","code":"file"`,
		`{"item":"","attempts":[],"findings":[{"file":"","code":"request"`,
		`{"item":"ok.xml","attempts":[{"outcomes":{"SCORE":0}}],"outcomes":{"SCORE":0},"findings":[{"file":"ok.xml","id":"OTHER"`,
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d\n%s\nwant %s", i, lines[i], want[i])
		}
	}
}

func TestNormalize(t *testing.T) {
	for _, c := range []struct {
		base, key, typed string
		right            bool
		code             string
	}{
		{"float", "0.5", "０．５０", true, ""},
		{"float", "-1200", " −1,200 ", true, ""},
		{"float", "0.5", "一半", false, "not_a_number"},
		{"float", "0.5", "0x1p-1", false, "not_a_number"},
		{"integer", "3", "3.0", true, ""},
		{"integer", "3", "3.5", false, "not_an_integer"},
		{"string", "H2O", "Ｈ２Ｏ", true, ""},
		{"string", "New York", "　New　 York ", true, ""},
		{"string", "你好，世界", "你好,世界", true, ""},
		{"string", "10²", "102", false, ""},
		{"string", "10²", "10²", true, ""},
		{"string", "a", strings.Repeat("a", MaxTextEntry+1), false, "too_long"},
		{"string", "a", "  ", false, ""},
	} {
		it := mustParse(t, item21(decl("single", c.base, correct(c.key)), scoreDecl, textEntry, matchCorrect))
		values, errs := it.Normalize(map[string][]string{"RESPONSE": {c.typed}})
		code := ""
		if len(errs) > 0 {
			code = errs[0].Code
		}
		if got := it.Score(values).Right(); got != c.right || code != c.code {
			t.Errorf("%q for key %q: right %v %v", clip(c.typed), c.key, got, errs)
		}
	}
}

const choiceItem = `<itemBody><rubricBlock view="scorer"><p>评分</p></rubricBlock><choiceInteraction responseIdentifier="RESPONSE" maxChoices="2" shuffle="true">
<prompt>选<math xmlns="http://www.w3.org/1998/Math/MathML" onclick="x"><mi>x</mi></math></prompt><simpleChoice identifier="c1" fixed="true">甲<feedbackInline outcomeIdentifier="F" identifier="c1" showHide="show">对了</feedbackInline></simpleChoice>
<simpleChoice identifier="c2"><img src="a/b.png" alt="图" onerror="x"/></simpleChoice><simpleChoice identifier="c3"><a href="javascript:x">丙</a><script>y</script></simpleChoice></choiceInteraction></itemBody>`

func TestChoiceForPeople(t *testing.T) {
	it := mustParse(t, item21(decl("multiple", "identifier", correct("c3", "c1")), scoreDecl, choiceItem, matchCorrect,
		`<modalFeedback outcomeIdentifier="SCORE" identifier="1" showHide="show"><p>解析</p></modalFeedback>`))
	body := it.Body(BodyOptions{})
	in := &Interaction{Kind: KindChoice, ResponseID: "RESPONSE", Prompt: "选<math><mi>x</mi></math>", Multiple: true, MaxChoices: 2,
		BaseType: Identifier, Shuffle: true, Choices: []Choice{{"c1", "甲", "A", true}, {"c2", `<img src="a/b.png" alt="图">`, "B", false}, {"c3", "丙", "C", false}}}
	if len(body) != 1 || !reflect.DeepEqual(body[0].Interaction, in) {
		t.Errorf("body %+v", body)
	}
	values, errs := it.Normalize(map[string][]string{"RESPONSE": {"c3", "c1", "c3"}})
	if len(errs) > 0 || !it.Score(values).Right() || it.Describe("RESPONSE", values["RESPONSE"]) != "A、C" {
		t.Errorf("%v %v %q", values, errs, it.Describe("RESPONSE", values["RESPONSE"]))
	}
	if f := it.Feedback(it.Score(values), BodyOptions{}); f != "<p>解析</p>" {
		t.Errorf("feedback %q", f)
	}
	if f := it.Feedback(it.Score(nil), BodyOptions{}); f != "" {
		t.Errorf("feedback on a wrong answer %q", f)
	}
	for answer, code := range map[string]string{"c9": "unknown_choice", "c1 c2 c3": "too_many"} {
		if _, errs := it.Normalize(map[string][]string{"RESPONSE": strings.Fields(answer)}); len(errs) != 1 || errs[0].Code != code {
			t.Errorf("%s: %v, want %s", answer, errs, code)
		}
	}
	if k := it.Correct(); len(k) != 1 || k[0].Text != "A、C" {
		t.Errorf("key %+v", k)
	}
	if o := it.Options(); len(o) != 1 || !o[0].Multiple || len(o[0].Options) != 3 || o[0].Options[2] != (Option{"c3", "C", "丙"}) {
		t.Errorf("options %+v", o)
	}
	judge := Draft{Kind: DraftTrueFalse, Prompt: "?", Choices: TrueFalseChoices(false)}
	src, err := judge.XML()
	if err != nil {
		t.Fatal(err)
	}
	if k := mustParse(t, string(src)).Correct(); len(k) != 1 || k[0].Text != "错" {
		t.Errorf("true/false key %+v", k)
	}
}

// TestHugeItem: the largest item that the limits let in is handled in a moment, not in minutes.
func TestHugeItem(t *testing.T) {
	var choices, values, entries strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&choices, `<simpleChoice identifier="c%d"/>`, i)
		fmt.Fprintf(&values, `<value>c%d</value>`, i)
		fmt.Fprintf(&entries, `<mapEntry mapKey="c%d" mappedValue="1"/>`, i)
	}
	it := mustParse(t, item21(decl("multiple", "identifier", "<correctResponse>"+values.String()+"</correctResponse><mapping>"+entries.String()+"</mapping>"),
		scoreDecl, `<itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">`+choices.String()+`</choiceInteraction></itemBody>`, matchCorrect))
	start := time.Now()
	key := it.Responses[0].Correct
	if len(it.Correct()[0].Values) != 6000 || len(it.Describe("RESPONSE", key)) == 0 || !it.Score(map[string]Value{"RESPONSE": key}).Right() {
		t.Error("the huge item is not scored")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// FuzzParse: no input crashes any public door, and whatever is rendered stays inside the allow-list.
func FuzzParse(f *testing.F) {
	f.Add([]byte(item21(decl("multiple", "identifier", correct("c1")), scoreDecl, choiceItem, matchCorrect)))
	f.Add([]byte(item21(decl("single", "float", correct("1")), scoreDecl, textEntry, mapResponse)))
	if src, err := (Draft{Kind: DraftFillIn, Prompt: "a____b", Accept: []string{"x"}}).XML(); err == nil {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		it, _, err := Parse(src)
		if err != nil {
			return
		}
		it.Supported()
		it.Score(nil)
		it.Correct()
		it.DraftOf()
		it.Media()
		values, _ := it.Normalize(map[string][]string{"RESPONSE": {"1", "c1"}})
		it.Score(values)
		for _, p := range it.Body(BodyOptions{}) {
			if strings.Contains(p.HTML, "<script") || strings.Contains(p.HTML, "javascript:") && strings.Contains(p.HTML, "href") {
				t.Errorf("active content in %q", p.HTML)
			}
		}
	})
}
