package xapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

func TestCanonical(t *testing.T) {
	group := func(members ...string) string {
		return with(`"actor":{"objectType":"Group","member":[` + strings.Join(members, ",") + `]}`)
	}
	context := func(s string) string { return with(`"context":{"contextActivities":{"parent":` + s + `}}`) }
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"space and order", `{"actor":{"mbox":"mailto:a@b"},"verb":{"id":"a:b"},"object":{"id":"a:c"}}`, ` { "object" : {"id":"a:c"}, "verb":{"id":"a:\u0062"},"actor":{"mbox":"mailto:a@b"} } `, true},
		{"id", with(), with(`"id":"9dc99b37-e920-4a68-a066-917faca28949"`), true},
		{"stored, authority, version", with(), with(`"stored":"2026-09-01T08:00:00Z"`, `"version":"1.0.0"`, `"authority":`+actorJSON), true},
		{"attachments", with(), with(`"attachments":[]`), true},
		{"default timestamp", with(), with(`"timestamp":"2026-09-01T08:00:00.000Z"`, `"stored":"2026-09-01T16:00:00+08:00"`), true},
		{"timestamp of its own", with(), with(`"timestamp":"2026-09-01T08:00:00.000Z"`), false},
		{"timestamp other than stored", with(), with(`"timestamp":"2026-09-01T08:00:00Z"`, `"stored":"2026-09-01T08:00:01Z"`), false},
		{"instants", with(`"timestamp":"2026-09-01T08:00:00Z"`), with(`"timestamp":"2026-09-01T16:00:00.000+0800"`), true},
		{"other instant", with(`"timestamp":"2026-09-01T08:00:00Z"`), with(`"timestamp":"2026-09-01T08:00:00.001Z"`), false},
		{"lone activity", context(`{"id":"urn:a"}`), context(`[{"id":"urn:a"}]`), true},
		{"two activities", context(`[{"id":"urn:a"},{"id":"urn:b"}]`), context(`[{"id":"urn:a"}]`), false},
		{"duration below 0.01 s", with(`"result":{"duration":"PT1.239S"}`), with(`"result":{"duration":"PT1.23S"}`), true},
		{"duration", with(`"result":{"duration":"PT1.24S"}`), with(`"result":{"duration":"PT1.23S"}`), false},
		{"duration in a sub", with(sub(`"result":{"duration":"PT1.239S"}`)), with(sub(`"result":{"duration":"PT1.230S"}`)), true},
		{"time in a sub", with(sub(`"timestamp":"2026-09-01T08:00:00Z"`)), with(sub(`"timestamp":"2026-09-01T16:00:00+08:00"`)), true},
		{"group order", group(`{"mbox":"mailto:a@b"}`, actorJSON), group(actorJSON, `{"mbox":"mailto:a@b"}`), true},
		{"group members", group(`{"mbox":"mailto:a@b"}`), group(actorJSON), false},
		{"default objectType", with(), with(`"object":{"objectType":"Activity",` + objJSON[1:]), true},
		{"default objectType of actor", with(), with(`"actor":{"objectType":"Agent",` + actorJSON[1:]), true},
		{"agent is no activity", with(`"object":{"objectType":"Agent","mbox":"mailto:a@b"}`), with(`"object":{"objectType":"Group","mbox":"mailto:a@b"}`), false},
		{"uuid case", with(`"context":{"registration":"9DC99B37-e920-4a68-a066-917faca28949"}`), with(`"context":{"registration":"9dc99b37-e920-4a68-a066-917faca28949"}`), true},
		{"ref case", with(`"object":` + refJSON), with(`"object":` + strings.ReplaceAll(refJSON, "9dc99b37", "9DC99B37")), true},
		{"numbers", with(`"result":{"score":{"raw":10}}`), with(`"result":{"score":{"raw":1.0e1}}`), true},
		{"minus zero", with(`"result":{"score":{"raw":0}}`), with(`"result":{"score":{"raw":-0.0}}`), true},
		{"other number", with(`"result":{"score":{"raw":10}}`), with(`"result":{"score":{"raw":10.5}}`), false},
		{"other verb", with(), with(`"verb":{"id":"a:b"}`), false},
		{"response", with(`"result":{"response":"a"}`), with(`"result":{"response":"b"}`), false},
		{"response that looks like a time", with(`"result":{"response":"2026-09-01T08:00:00Z"}`), with(`"result":{"response":"2026-09-01T08:00:00.0Z"}`), false},
		{"extension order", with(`"result":{"extensions":{"a:a":[1,{"x":1,"y":2}],"a:b":null}}`), with(`"result":{"extensions":{"a:b":null,"a:a":[1,{"y":2,"x":1}]}}`), true},
		{"extension array order", with(`"result":{"extensions":{"a:a":[1,2]}}`), with(`"result":{"extensions":{"a:a":[2,1]}}`), false},
		{"id in an extension", with(`"result":{"extensions":{"a:a":{"id":"x"}}}`), with(`"result":{"extensions":{"a:a":{}}}`), false},
		{"not json", "{", "{{", false},
	} {
		if got := Canonical([]byte(c.a)) == Canonical([]byte(c.b)); got != c.same {
			t.Errorf("%s: same = %v\n%s\n%s", c.name, got, c.a, c.b)
		}
	}
}

func TestComplete(t *testing.T) {
	id := [16]byte{0x9d, 15: 1}
	const stored = 1788220801000000
	got := string(Complete([]byte(`{ "actor" : `+actorJSON+`, "stored":"2020-01-01T00:00:00Z", "authority":{"mbox":"mailto:x@y"},
		"verb":`+verbJSON+`,"object":`+objJSON+`, "result":{"score":{"raw":1.50}},
		"context" : {"contextActivities":{"parent": {"id":"urn:p"} ,"other":[{"id":"urn:o"}],"category":{"id":"urn:c"}}}}`),
		id, stored, []byte(`{"mbox":"mailto:k@k"}`), V103))
	want := `{"actor" : ` + actorJSON + `, "verb":` + verbJSON + `, "object":` + objJSON + `, "result":{"score":{"raw":1.50}}, ` +
		`"context" : {"contextActivities":{"parent": [{"id":"urn:p"}] ,"other":[{"id":"urn:o"}],"category":[{"id":"urn:c"}]}}, ` +
		`"id": "9d000000-0000-0000-0000-000000000001", "timestamp": "2026-09-01T00:00:01.000Z", "stored": "2026-09-01T00:00:01.000Z", ` +
		`"authority": {"mbox":"mailto:k@k"}, "version": "1.0.0"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	kept := with(`"id":"9dc99b37-e920-4a68-a066-917faca28949"`, `"timestamp":"2020-01-01T00:00:00Z"`, `"version":"1.0.1"`, `"authority":`+actorJSON)
	f, finds := Scan(Complete([]byte(kept), id, stored, nil, V200), V200)
	if finds != nil || f.ID == id || f.Timestamp == stored || f.Version != "1.0.1" || f.Stored != stored || !f.Spans.Authority.Has() {
		t.Errorf("%v %+v", finds, f)
	}
	inSub := Complete([]byte(with(sub(`"context":{"contextActivities":{"parent":{"id":"urn:p"}}}`))), id, stored, nil, V103)
	if !strings.Contains(string(inSub), `"parent":[{"id":"urn:p"}]`) {
		t.Errorf("sub: %s", inSub)
	}
}

func TestIDs(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{with(`"verb":{"id":"a:b","display":{"en":"x"}}`), with(`"verb":{"id":"a:b"}`)},
		{with(`"actor":{"name":"n","mbox":"mailto:a@b","objectType":"Agent"}`), with(`"actor":{"mbox":"mailto:a@b","objectType":"Agent"}`)},
		{with(`"actor":{"objectType":"Group","name":"g","member":[{"name":"n","mbox":"mailto:a@b"}]}`), with(`"actor":{"objectType":"Group","member":[{"mbox":"mailto:a@b"}]}`)},
		{with(`"actor":{"objectType":"Group","mbox":"mailto:g@b","member":[{"mbox":"mailto:a@b"}]}`), with(`"actor":{"objectType":"Group","mbox":"mailto:g@b"}`)},
		{with(`"object":{"id":"a:o","definition":{"name":{"en":"x"}},"objectType":"Activity"}`), with(`"object":{"id":"a:o","objectType":"Activity"}`)},
		{with(`"object":{"name":"n","mbox":"mailto:a@b","objectType":"Agent"}`), with(`"object":{"mbox":"mailto:a@b","objectType":"Agent"}`)},
		{with(`"object":` + refJSON), with(`"object":` + refJSON)},
		{
			with(sub(`"verb":{"id":"a:b","display":{}}`, `"context":{"team":{"objectType":"Group","name":"t","mbox":"mailto:g@b"},"contextActivities":{"parent":{"id":"urn:p","definition":{}}}}`)),
			with(sub(`"verb":{"id":"a:b"}`, `"context":{"team":{"objectType":"Group","mbox":"mailto:g@b"},"contextActivities":{"parent":{"id":"urn:p"}}}`)),
		},
		{with(`"authority":{"name":"n","mbox":"mailto:a@b"}`), with(`"authority":{"mbox":"mailto:a@b"}`)},
		{with(`"result":{"extensions":{"a:x":{"name":"kept","definition":{}}}}`), with(`"result":{"extensions":{"a:x":{"name":"kept","definition":{}}}}`)},
	} {
		got := strings.ReplaceAll(string(IDs([]byte(c.in))), ", ", ",")
		if got != c.want {
			t.Errorf("IDs(%s)\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestLocalize(t *testing.T) {
	in := with(`"verb":{"id":"a:b","display":{"en":"did","zh-CN":"做了"}}`,
		`"object":{"id":"a:o"}`,
		`"context":{"contextActivities":{"parent":[{"id":"a:p","definition":{"name":{"fr":"f","zh-Hans":"父"},"choices":[]}}]},"extensions":{"a:x":{"name":{"en":"a","zh":"b"}}}}`)
	merged := func(id string) []byte {
		if id == "a:o" {
			return []byte(`{"name":{"en":"item","zh-CN":"题目"},"type":"a:t"}`)
		}
		return nil
	}
	got := strings.ReplaceAll(string(Localize([]byte(in), []string{"zh-CN"}, merged)), ", ", ",")
	want := with(`"verb":{"id":"a:b","display":{"zh-CN":"做了"}}`,
		`"object":{"id":"a:o","definition":{"name":{"zh-CN":"题目"},"type":"a:t"}}`,
		`"context":{"contextActivities":{"parent":[{"id":"a:p","definition":{"name":{"zh-Hans":"父"},"choices":[]}}]},"extensions":{"a:x":{"name":{"en":"a","zh":"b"}}}}`)
	want = strings.ReplaceAll(want, `"definition": `, `"definition":`)
	if got = strings.ReplaceAll(got, `"definition": `, `"definition":`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPickLanguage(t *testing.T) {
	for _, c := range []struct{ prefs, tags, want string }{
		{"zh-CN", "en zh-CN zh", "zh-CN"}, {"zh-CN", "en zh-Hans zh", "zh-Hans"}, {"zh-CN", "en zh", "zh"}, {"zh-CN", "fr und en", "und"},
		{"zh-CN", "fr en", "fr"}, {"zh-TW", "zh-Hans zh-Hant", "zh-Hant"}, {"zh", "en zh-CN", "zh-CN"}, {"ZH-cn", "en Zh-Cn", "Zh-Cn"},
		{"ja,en-GB;q=0.8,zh;q=0.9", "en zh", "zh"}, {"ja,en-GB;q=0.8", "fr en", "en"}, {"", "fr en", "fr"}, {"en;q=0", "fr en", "fr"},
		{"*", "fr en", "fr"}, {"en-US", "fr en-GB", "en-GB"},
	} {
		tags := strings.Fields(c.tags)
		if got := tags[PickLanguage(ParseAcceptLanguage(c.prefs), tags)]; got != c.want {
			t.Errorf("%q of %q: %q, want %q", c.prefs, c.tags, got, c.want)
		}
	}
}

func TestSplitArray(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
		ok   bool
	}{
		{`{"a":1}`, []string{`{"a":1}`}, true}, {` [ {"a": 1} , {} ] `, []string{`{"a": 1}`, `{}`}, true}, {`[]`, nil, true},
		{`null`, nil, false}, {`[null]`, nil, false}, {`[{},1]`, nil, false}, {``, nil, false}, {`[{}`, nil, false}, {`[{}]]`, nil, false},
		{`{}{}`, nil, false}, {`[{},]`, nil, false}, {`"x"`, nil, false}, {`{`, nil, false},
	} {
		got, err := SplitArray([]byte(c.in))
		var texts []string
		for _, b := range got {
			texts = append(texts, string(b))
		}
		if (err == nil) != c.ok || c.ok && !slices.Equal(texts, c.want) {
			t.Errorf("%s: %q, %v", c.in, texts, err)
		}
	}
	if _, err := SplitArray([]byte(`[{},null]`)); err == nil || err.(Finding).Pointer != "/1" {
		t.Errorf("got %v", err)
	}
}

func TestStatementJSON(t *testing.T) {
	response, took := "甲\"乙", FromDuration(90*time.Second)
	s := Statement{
		ID: [16]byte{15: 9}, Actor: Account{"https://tongxue.example", "p1"}, Verb: VerbAnswered,
		Object: Object{ID: "https://tongxue.example/item/1", Type: TypeCMIInteraction, Name: map[string]string{"zh-CN": "第一题", "en": "Item 1"}, InteractionType: "choice"},
		Result: &Result{Success: True, Score: &Score{Scaled: 1, HasScaled: true}, Response: &response, Duration: &took},
		Context: Context{
			Registration: [16]byte{15: 7}, Parent: []Object{{ID: "urn:p", Type: TypeAssignment}}, Platform: "同学",
			Extensions: Extensions{"https://tongxue.example/x/b": Int(3), "https://tongxue.example/x/a": Text("甲"), "https://tongxue.example/x/c": Flag(true)},
		},
		Timestamp: time.Date(2026, 9, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600)),
	}
	got, err := s.JSON()
	want := `{"id":"00000000-0000-0000-0000-000000000009","actor":{"objectType":"Agent","account":{"homePage":"https://tongxue.example","name":"p1"}},` +
		`"verb":{"id":"http://adlnet.gov/expapi/verbs/answered","display":{"en":"answered","zh-CN":"作答"}},` +
		`"object":{"objectType":"Activity","id":"https://tongxue.example/item/1","definition":{"name":{"en":"Item 1","zh-CN":"第一题"},` +
		`"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice"}},` +
		`"result":{"score":{"scaled":1},"success":true,"response":"甲\"乙","duration":"PT90S"},` +
		`"context":{"registration":"00000000-0000-0000-0000-000000000007","contextActivities":{"parent":[{"objectType":"Activity","id":"urn:p",` +
		`"definition":{"type":"http://id.tincanapi.com/activitytype/school-assignment"}}]},"platform":"同学",` +
		`"extensions":{"https://tongxue.example/x/a":"甲","https://tongxue.example/x/b":3,"https://tongxue.example/x/c":true}},` +
		`"timestamp":"2026-09-01T00:00:00.000Z"}`
	if err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
	f, finds := Scan(got, V200)
	if finds != nil || f.Actor != s.Actor.Key() || f.Success != True || f.Duration != took || f.Response != response {
		t.Errorf("%v %+v", finds, f)
	}
	void, err := Statement{Actor: s.Actor, Verb: VerbVoided, Object: Object{Ref: [16]byte{1}}}.JSON()
	if f, finds := Scan(void, V103); err != nil || finds != nil || !f.Void || strings.Contains(string(void), "context") {
		t.Errorf("%v %v %s", err, finds, void)
	}
	for name, bad := range map[string]Statement{
		"no actor":   {Verb: VerbAnswered, Object: s.Object},
		"no object":  {Actor: s.Actor, Verb: VerbAnswered},
		"bad object": {Actor: s.Actor, Verb: VerbAnswered, Object: Object{ID: "item 1"}},
		"bad value":  {Actor: s.Actor, Verb: VerbAnswered, Object: s.Object, Context: Context{Extensions: Extensions{"a:b": jsontext.Value("{")}}},
		"score":      {Actor: s.Actor, Verb: VerbAnswered, Object: s.Object, Result: &Result{Score: &Score{Scaled: 2, HasScaled: true}}},
	} {
		if b, err := bad.JSON(); err == nil {
			t.Errorf("%s: %s", name, b)
		}
	}
}

// Whatever strings people and programs give us, the bytes are one valid statement, always the same.
func TestStatementJSONIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		response := rapid.String().Draw(t, "response")
		names := rapid.MapOf(rapid.SampledFrom([]string{"zh-CN", "en", "ug", "und", "bo-CN"}), rapid.String()).Draw(t, "names")
		s := Statement{
			Actor: Account{"https://tongxue.example", rapid.StringN(1, 20, 60).Filter(func(s string) bool { return !strings.Contains(s, "\x00") }).Draw(t, "name")},
			Verb:  VerbCompleted, Object: Object{ID: "urn:x", Name: names}, Result: &Result{Response: &response},
		}
		a, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		b, _ := s.JSON()
		if string(a) != string(b) || Canonical(a) != Canonical(Complete(a, [16]byte{1}, 1, nil, V103)) {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}
