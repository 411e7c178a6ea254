package xapi

import (
	"bufio"
	"bytes"
	"compress/gzip"
	stdjson "encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// minimal is a statement without anything optional; edit puts %s members in.
const (
	actorJSON = `{"account":{"homePage":"https://tongxue.example","name":"p1"}}`
	verbJSON  = `{"id":"http://adlnet.gov/expapi/verbs/answered"}`
	objJSON   = `{"id":"https://tongxue.example/item/1"}`
	refJSON   = `{"objectType":"StatementRef","id":"9dc99b37-e920-4a68-a066-917faca28949"}`
)

// with makes a statement from members of our own; actor, verb and object are filled in when not among them.
func with(members ...string) string {
	all := strings.Join(members, ",")
	for _, m := range []struct{ name, value string }{{"object", objJSON}, {"verb", verbJSON}, {"actor", actorJSON}} {
		has := false
		for _, have := range members {
			has = has || strings.HasPrefix(have, `"`+m.name+`"`)
		}
		if !has {
			all = strings.TrimSuffix(`"`+m.name+`":`+m.value+","+all, ",")
		}
	}
	return "{" + all + "}"
}

func sub(members ...string) string {
	return `"object":{"objectType":"SubStatement",` + with(members...)[1:]
}

type scanCase struct {
	name, stmt, want string // want: "" for good, else "pointer code" of a finding
}

func run(t *testing.T, v Version, cases []scanCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(v.String()+"/"+c.name, func(t *testing.T) {
			_, finds := Scan([]byte(c.stmt), v)
			if c.want == "" {
				if len(finds) > 0 {
					t.Errorf("%s\n%v", c.stmt, finds)
				}
				return
			}
			for _, f := range finds {
				if f.Pointer+" "+string(f.Code) == c.want {
					return
				}
			}
			t.Errorf("want %q, got %v\n%s", c.want, finds, c.stmt)
		})
	}
}

var common = []scanCase{
	{"minimal", with(), ""},
	{"not json", "", " syntax"},
	{"null body", "null", " null"},
	{"array of null", "[null]", " type"},
	{"number", "1", " type"},
	{"behind the end", with() + "x", " syntax"},
	{"two values", with() + "{}", " syntax"},
	{"cut off", with()[:40], "/actor/account/homePage syntax"},
	{"broken UTF-8", with("\"result\":{\"response\":\"\xff\"}"), "/result/response syntax"},
	{"no actor", `{"verb":` + verbJSON + `,"object":` + objJSON + `}`, "/actor missing"},
	{"no verb", `{"actor":` + actorJSON + `,"object":` + objJSON + `}`, "/verb missing"},
	{"no object", `{"actor":` + actorJSON + `,"verb":` + verbJSON + `}`, "/object missing"},
	{"unknown member", with(`"grade":1`), "/grade unknown"},
	{"case of member", with(`"Result":{}`), "/Result unknown"},
	{"duplicate", with(`"result":{"success":true,"success":false}`), "/result/success duplicate"},
	{"duplicate by escape", with(`"result":{"success":true,"\u0073uccess":false}`), "/result/success duplicate"},
	{"escaped member name", with(`"\u0072esult":{"success":true}`), ""},
	{"null member", with(`"result":null`), "/result null"},
	{"null deep", with(sub(`"result":{"score":{"raw":null}}`)), "/object/result/score/raw null"},
	{"null in array", with(`"context":{"contextActivities":{"parent":[null]}}`), "/context/contextActivities/parent/0 null"},
	{"null in extension", with(`"result":{"extensions":{"https://a.example/x":{"a":[null]}}}`), ""},
	{"extension key no IRI", with(`"result":{"extensions":{"x":1}}`), "/result/extensions/x value"},
	{"id", with(`"id":"9DC99B37-e920-4a68-a066-917faca28949"`), ""},
	{"id too long", with(`"id":"9dc99b37-e920-4a68-a066-917faca289490"`), "/id value"},
	{"id letter", with(`"id":"9dc99b37-e920-4a68-a066-917faca2894g"`), "/id value"},
	{"id no hyphen", with(`"id":"9dc99b37e9204a68a066917faca28949"`), "/id value"},
	{"id number", with(`"id":9`), "/id type"},
	// IFI and groups: point 11.
	{"no IFI", with(`"actor":{"name":"x"}`), "/actor value"},
	{"two IFI", with(`"actor":{"mbox":"mailto:a@b","openid":"https://a.example"}`), "/actor value"},
	{"mbox", with(`"actor":{"mbox":"mailto:a@b.example","objectType":"Agent","name":"甲"}`), ""},
	{"mbox no mailto", with(`"actor":{"mbox":"a@b.example"}`), "/actor/mbox value"},
	{"mbox no host", with(`"actor":{"mbox":"mailto:a@"}`), "/actor/mbox value"},
	{"sha1", with(`"actor":{"mbox_sha1sum":"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}`), ""},
	{"sha1 short", with(`"actor":{"mbox_sha1sum":"ebd31e95"}`), "/actor/mbox_sha1sum value"},
	{"openid no IRI", with(`"actor":{"openid":"me"}`), "/actor/openid value"},
	{"account no name", with(`"actor":{"account":{"homePage":"https://a.example"}}`), "/actor/account/name missing"},
	{"account no homePage", with(`"actor":{"account":{"name":"a"}}`), "/actor/account/homePage missing"},
	{"account NUL", with(`"actor":{"account":{"name":"a\u0000","homePage":"https://a.example"}}`), "/actor/account/name value"},
	{"objectType case", with(`"actor":{"mbox":"mailto:a@b","objectType":"agent"}`), "/actor/objectType value"},
	{"actor key case", with(`"actor":{"Mbox":"mailto:a@b"}`), "/actor/Mbox unknown"},
	{"agent with member", with(`"actor":{"mbox":"mailto:a@b","member":[]}`), "/actor/member forbidden"},
	{"identified group", with(`"actor":{"objectType":"Group","mbox":"mailto:g@b"}`), ""},
	{"identified group empty", with(`"actor":{"objectType":"Group","mbox":"mailto:g@b","member":[]}`), ""},
	{"anonymous group", with(`"actor":{"member":[` + actorJSON + `],"objectType":"Group"}`), ""},
	{"anonymous group, no member", with(`"actor":{"objectType":"Group","name":"g"}`), "/actor/member missing"},
	{"anonymous group empty", with(`"actor":{"objectType":"Group","member":[]}`), "/actor/member missing"},
	{"group in group", with(`"actor":{"objectType":"Group","member":[{"objectType":"Group","mbox":"mailto:g@b"}]}`), "/actor/member/0 forbidden"},
	{"authority agent", with(`"authority":` + actorJSON), ""},
	{"authority two", with(`"authority":{"objectType":"Group","member":[` + actorJSON + `,{"mbox":"mailto:a@b"}]}`), ""},
	{"authority one", with(`"authority":{"objectType":"Group","member":[` + actorJSON + `]}`), "/authority value"},
	{"authority identified", with(`"authority":{"objectType":"Group","mbox":"mailto:g@b","member":[` + actorJSON + `,{"mbox":"mailto:a@b"}]}`), "/authority value"},
	// Verb.
	{"verb no id", with(`"verb":{"display":{"en":"x"}}`), "/verb/id missing"},
	{"verb no IRI", with(`"verb":{"id":"answered"}`), "/verb/id value"},
	{"verb display tag", with(`"verb":{"id":"http://a.example","display":{"english language":"x"}}`), "/verb/display/english language value"},
	{"verb display number", with(`"verb":{"id":"http://a.example","display":{"en":1}}`), "/verb/display/en type"},
	// Objects.
	{"uuid IRI", with(`"object":{"id":"uuid://7d4f3c70-1e79-4243-9b7d-166076ce8bfb"}`), ""},
	{"course IRI", with(`"object":{"id":"course-v1:FUN-MOOC+00002+session01"}`), ""},
	{"IRI with Han", with(`"object":{"id":"https://学校.example/课/一"}`), ""},
	{"IRI with space", with(`"object":{"id":"https://a.example/a b"}`), "/object/id value"},
	{"relative IRI", with(`"object":{"id":"/item/1"}`), "/object/id value"},
	{"activity no id", with(`"object":{"objectType":"Activity"}`), "/object/id missing"},
	{"objectType unknown", with(`"object":{"id":"http://a.example","objectType":"activity"}`), "/object/objectType value"},
	{"agent object", with(`"object":{"mbox":"mailto:a@b","objectType":"Agent"}`), ""},
	{"agent object untyped", with(`"object":{"mbox":"mailto:a@b"}`), "/object/mbox unknown"},
	{"activity with mbox", with(`"object":{"id":"http://a.example","mbox":"mailto:a@b"}`), "/object/mbox unknown"},
	{"ref", with(`"object":` + refJSON), ""},
	{"ref no uuid", with(`"object":{"objectType":"StatementRef","id":"http://a.example"}`), "/object/id value"},
	{"ref with definition", with(`"object":{"objectType":"StatementRef","id":"9dc99b37-e920-4a68-a066-917faca28949","definition":{}}`), "/object/definition unknown"},
	{"definition", with(`"object":{"id":"http://a.example","definition":{"name":{"zh-CN":"题"},"type":"http://a.example","moreInfo":"http://a.example","extensions":{}}}`), ""},
	{"definition unknown", with(`"object":{"id":"http://a.example","definition":{"title":{}}}`), "/object/definition/title unknown"},
	{"interaction", with(`"object":{"id":"http://a.example","definition":{"choices":[{"id":"a","description":{"zh":"甲"}},{"id":"b"}],"correctResponsesPattern":["a"],"interactionType":"choice"}}`), ""},
	{"interaction untyped", with(`"object":{"id":"http://a.example","definition":{"correctResponsesPattern":["a"]}}`), "/object/definition/interactionType missing"},
	{"interaction type", with(`"object":{"id":"http://a.example","definition":{"interactionType":"Choice"}}`), "/object/definition/interactionType value"},
	{"interaction list", with(`"object":{"id":"http://a.example","definition":{"interactionType":"likert","choices":[]}}`), "/object/definition/choices forbidden"},
	{"component twice", with(`"object":{"id":"http://a.example","definition":{"interactionType":"choice","choices":[{"id":"a"},{"id":"a"}]}}`), "/object/definition/choices/1/id value"},
	{"component no id", with(`"object":{"id":"http://a.example","definition":{"interactionType":"choice","choices":[{}]}}`), "/object/definition/choices/0/id missing"},
	// SubStatement: point 12.
	{"sub", with(sub(`"timestamp":"2026-09-01T08:00:00Z"`)), ""},
	{"sub with id", with(sub(`"id":"9dc99b37-e920-4a68-a066-917faca28949"`)), "/object/id unknown"},
	{"sub with stored", with(sub(`"stored":"2026-09-01T08:00:00Z"`)), "/object/stored unknown"},
	{"sub with version", with(sub(`"version":"1.0.0"`)), "/object/version unknown"},
	{"sub with authority", with(sub(`"authority":` + actorJSON)), "/object/authority unknown"},
	{"sub in sub", with(sub(sub())), "/object/object forbidden"},
	{"sub in sub untyped", with(sub(`"object":{"actor":{}}`)), "/object/object/actor unknown"},
	{"sub timestamp -00", with(sub(`"timestamp":"2026-09-01T08:00:00-00:00"`)), "/object/timestamp value"},
	{"sub no verb", with(`"object":{"objectType":"SubStatement","actor":` + actorJSON + `,"object":` + objJSON + `}`), "/object/verb missing"},
	{"sub revision", with(sub(`"object":`+refJSON, `"context":{"revision":"1"}`)), "/object/context/revision forbidden"},
	// Voiding: point 16.
	{"void", with(`"verb":{"id":"`+Voided+`"}`, `"object":`+refJSON), ""},
	{"void an activity", with(`"verb":{"id":"` + Voided + `"}`), "/object forbidden"},
	// Result: point 17.
	{"result", with(`"result":{"score":{"scaled":-1,"raw":0,"min":0,"max":1e2},"success":true,"completion":false,"response":"","duration":"PT0.001S"}`), ""},
	{"scaled", with(`"result":{"score":{"scaled":1.01}}`), "/result/score/scaled value"},
	{"min max", with(`"result":{"score":{"min":1,"max":1}}`), "/result/score/min value"},
	{"raw", with(`"result":{"score":{"raw":5,"max":4}}`), "/result/score/raw value"},
	{"score text", with(`"result":{"score":{"raw":"5"}}`), "/result/score/raw type"},
	{"score huge", with(`"result":{"score":{"raw":1e999}}`), "/result/score/raw value"},
	{"success text", with(`"result":{"success":"true"}`), "/result/success type"},
	{"duration", with(`"result":{"duration":"P1M2Y"}`), "/result/duration value"},
	// Context: points 13 and 14.
	{"context", with(`"context":{"registration":"9dc99b37-e920-4a68-a066-917faca28949","instructor":` + actorJSON + `,"team":{"objectType":"Group","mbox":"mailto:g@b"},"revision":"1","platform":"p","language":"zh-Hans-CN","statement":` + refJSON + `,"extensions":{}}`), ""},
	{"lone activity", with(`"context":{"contextActivities":{"parent":` + objJSON + `}}`), ""},
	{"context activity agent", with(`"context":{"contextActivities":{"parent":{"objectType":"Agent","id":"http://a.example"}}}`), "/context/contextActivities/parent/objectType value"},
	{"context activities unknown", with(`"context":{"contextActivities":{"Parent":[]}}`), "/context/contextActivities/Parent unknown"},
	{"revision of agent", with(`"object":{"mbox":"mailto:a@b","objectType":"Agent"}`, `"context":{"revision":"1"}`), "/context/revision forbidden"},
	{"platform of ref", with(`"context":{"platform":"1"}`, `"object":`+refJSON), "/context/platform forbidden"},
	{"team agent", with(`"context":{"team":` + actorJSON + `}`), "/context/team forbidden"},
	{"registration", with(`"context":{"registration":"1"}`), "/context/registration value"},
	{"language", with(`"context":{"language":"zh_CN"}`), "/context/language value"},
	{"statement untyped", with(`"context":{"statement":{"id":"9dc99b37-e920-4a68-a066-917faca28949"}}`), "/context/statement/objectType missing"},
	// Times: point 4.
	{"timestamp", with(`"timestamp":"2026-09-01T08:00:00.123456789+08:00"`), ""},
	{"timestamp -00", with(`"timestamp":"2026-09-01T08:00:00-00"`), "/timestamp value"},
	{"timestamp -0000", with(`"timestamp":"2026-09-01T08:00:00-0000"`), "/timestamp value"},
	{"timestamp text", with(`"timestamp":"yesterday"`), "/timestamp value"},
	{"stored wrong", with(`"stored":"2026-13-01T08:00:00Z"`), "/stored value"},
	{"version 1.0", with(`"version":"1.0"`), ""},
	{"version 1.0.9", with(`"version":"1.0.9"`), ""},
	{"version 1.1", with(`"version":"1.1.0"`), "/version value"},
	{"version 0.95", with(`"version":"0.95"`), "/version value"},
	// Attachments.
	{"attachment", with(`"attachments":[{"usageType":"http://a.example","display":{"en":"x"},"description":{"en":"x"},"contentType":"text/plain; charset=utf-8","length":27,"sha2":"495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a","fileUrl":"http://a.example/f"}]`), ""},
	{"attachment empty", with(`"attachments":[{}]`), "/attachments/0/sha2 missing"},
	{"attachment length", with(`"attachments":[{"length":"27"}]`), "/attachments/0/length type"},
	{"attachment length fraction", with(`"attachments":[{"length":2.5}]`), "/attachments/0/length value"},
	{"attachment sha2", with(`"attachments":[{"sha2":"xyz"}]`), "/attachments/0/sha2 value"},
	{"attachment type", with(`"attachments":[{"contentType":"text"}]`), "/attachments/0/contentType value"},
	{"attachments object", with(`"attachments":{}`), "/attachments type"},
}

func TestScan(t *testing.T) {
	run(t, V103, common)
	run(t, V200, common)
	agents := func(s string) string { return with(`"context":{` + s + `}`) }
	run(t, V103, []scanCase{
		{"contextAgents", agents(`"contextAgents":[]`), "/context/contextAgents unknown"},
		{"no offset", with(`"timestamp":"2026-09-01T08:00:00"`), ""},
		{"version 2.0.0", with(`"version":"2.0.0"`), "/version value"},
	})
	run(t, V200, []scanCase{
		{"contextAgents", agents(`"contextAgents":[{"objectType":"contextAgent","agent":` + actorJSON + `,"relevantTypes":["http://a.example"]}]`), ""},
		{"contextAgent type", agents(`"contextAgents":[{"objectType":"Agent","agent":` + actorJSON + `}]`), "/context/contextAgents/0/objectType value"},
		{"contextAgent untyped", agents(`"contextAgents":[{"agent":` + actorJSON + `}]`), "/context/contextAgents/0/objectType missing"},
		{"contextAgent group", agents(`"contextAgents":[{"objectType":"contextAgent","agent":{"objectType":"Group","mbox":"mailto:g@b"}}]`), "/context/contextAgents/0/agent forbidden"},
		{"contextAgent none", agents(`"contextAgents":[{"objectType":"contextAgent"}]`), "/context/contextAgents/0/agent missing"},
		{"relevantTypes empty", agents(`"contextAgents":[{"objectType":"contextAgent","agent":` + actorJSON + `,"relevantTypes":[]}]`), "/context/contextAgents/0/relevantTypes value"},
		{"relevantTypes no IRI", agents(`"contextAgents":[{"objectType":"contextAgent","agent":` + actorJSON + `,"relevantTypes":["x"]}]`), "/context/contextAgents/0/relevantTypes/0 value"},
		{"contextGroups", agents(`"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:g@b"}}]`), ""},
		{"contextGroup agent", agents(`"contextGroups":[{"objectType":"contextGroup","group":` + actorJSON + `}]`), "/context/contextGroups/0/group forbidden"},
		{"no offset", with(`"timestamp":"2026-09-01T08:00:00"`), "/timestamp value"},
		{"version 2.0.0", with(`"version":"2.0.0"`), ""},
	})
}

func TestFacts(t *testing.T) {
	raw := []byte(with(
		`"id":"9DC99B37-E920-4A68-A066-917FACA28949"`,
		`"actor":{"objectType":"Group","mbox":"mailto:g@b","member":[{"mbox_sha1sum":"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}]}`,
		`"verb":{"id":"`+Voided+`"}`, `"object":`+refJSON,
		`"result":{"score":{"scaled":0.5,"raw":5},"success":false,"completion":true,"response":"甲\u0000乙","duration":"PT1M0.019S"}`,
		`"context":{"registration":"00000000-0000-0000-0000-000000000001","instructor":{"openid":"https://t.example"},"contextActivities":{"parent":{"id":"urn:p"},"grouping":[{"id":"urn:g"},{"id":"urn:h"}]},"statement":`+refJSON+`}`,
		`"timestamp":"2026-09-01T08:00:00.1234567+08:00"`, `"stored": "2026-09-01T00:00:01Z"`, `"version":"1.0.1"`,
		`"authority": {"account":{"homePage":"https://a.example","name":"key 1"}} `,
		`"attachments":[{"usageType":"http://a.example","display":{},"contentType":"a/b","length":7,"sha2":"495395E777CD98DA653DF9615D09C0FD6BB2F8D4788394CD53C56A3BFDCD848A"}]`,
	))
	f, finds := Scan(raw, V103)
	if len(finds) > 0 {
		t.Fatal(finds)
	}
	if FormatUUID(f.ID) != "9dc99b37-e920-4a68-a066-917faca28949" || !f.HasID || f.Verb != Voided || !f.Void || f.Object != ObjectRef || f.Ref != f.ID {
		t.Errorf("%+v", f)
	}
	if f.Timestamp != 1788220800123456 || f.Stored != 1788220801000000 || f.Version != "1.0.1" || f.Registration[15] != 1 || f.ContextRef != f.ID {
		t.Errorf("%+v", f)
	}
	if f.Success != False || f.Completion != True || f.Score != (Score{Scaled: 0.5, Raw: 5, HasScaled: true, HasRaw: true}) ||
		f.Response != "甲\uFFFD乙" || f.Duration.String() != "PT60.01S" {
		t.Errorf("%+v", f)
	}
	var agents, activities []string
	for _, l := range f.Agents {
		agents = append(agents, fmt.Sprint(l.Key, " ", l.Usage, " ", l.Member))
		if k, finds := AgentKey(l.Span.Of(raw)); k != l.Key || finds != nil {
			t.Errorf("the range of %s holds %s %v", l.Key, l.Span.Of(raw), finds)
		}
	}
	for _, l := range f.Activities {
		activities = append(activities, fmt.Sprint(l.Key, " ", l.Usage, " ", string(l.Span.Of(raw))))
	}
	slices.Sort(agents)
	if want := []string{
		"account:https://a.example key 1 3 false", "mbox:mailto:g@b 2 false",
		"mbox_sha1sum:ebd31e95054c018b10727ccffd2ef2ec3a016ee9 2 true", "openid:https://t.example 4 false",
	}; !slices.Equal(agents, want) {
		t.Errorf("agents %q", agents)
	}
	if want := []string{`urn:p 8 {"id":"urn:p"}`, `urn:g 9 {"id":"urn:g"}`, `urn:h 9 {"id":"urn:h"}`}; !slices.Equal(activities, want) {
		t.Errorf("activities %q", activities)
	}
	if f.Actor != "mbox:mailto:g@b" || !slices.Equal(f.ActivityIDs(UsageGrouping), []string{"urn:g", "urn:h"}) {
		t.Errorf("actor %q", f.Actor)
	}
	if len(f.Attachments) != 1 || f.Attachments[0].Length != 7 || f.Attachments[0].SHA2[:8] != "495395e7" {
		t.Errorf("%+v", f.Attachments)
	}
	sp := f.Spans
	for name, s := range map[string]Span{
		"id": sp.ID, "actor": sp.Actor, "verb": sp.Verb, "object": sp.Object, "result": sp.Result, "context": sp.Context,
		"timestamp": sp.Timestamp, "stored": sp.Stored, "authority": sp.Authority, "version": sp.Version, "attachments": sp.Attachments,
	} {
		var m map[string]stdjson.RawMessage
		if err := stdjson.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(m[name], s.Of(raw)) {
			t.Errorf("%s: %q, want %q", name, s.Of(raw), m[name])
		}
	}
}

func TestSubStatementFacts(t *testing.T) {
	raw := []byte(with(`"object":{"actor":{"mbox":"mailto:s@b"},"verb":` + verbJSON + `,"object":{"id":"urn:o"},"result":{"success":true},"context":{"contextActivities":{"other":{"id":"urn:x"}},"registration":"00000000-0000-0000-0000-000000000001"},"timestamp":"2026-09-01T08:00:00Z","objectType":"SubStatement"}`))
	f, finds := Scan(raw, V103)
	if finds != nil || f.Object != ObjectSub || f.Success != Absent || f.HasTimestamp || f.HasRegistration || f.Activity != "" ||
		f.Actor != AccountKey("https://tongxue.example", "p1") {
		t.Errorf("%v %+v", finds, f)
	}
	for _, want := range []Link{{Key: "mbox:mailto:s@b", Usage: UsageSub + UsageActor}, {Key: "urn:o", Usage: UsageSub + UsageObject}, {Key: "urn:x", Usage: UsageSub + UsageOther}} {
		if !slices.ContainsFunc(slices.Concat(f.Agents, f.Activities), func(l Link) bool { return l.Key == want.Key && l.Usage == want.Usage }) {
			t.Errorf("no %+v in %+v %+v", want, f.Agents, f.Activities)
		}
	}
}

func TestFindingsAreBounded(t *testing.T) {
	_, finds := Scan([]byte(with(`"context":{"contextActivities":{"other":[`+strings.Repeat("1,", 5000)+`1]}}`)), V103)
	if len(finds) != maxFindings {
		t.Errorf("%d findings", len(finds))
	}
}

// sample reads the FUN MOOC statements, or skips.
func sample(tb testing.TB) [][]byte {
	tb.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "xapi", "fun-mooc-video-22000.ndjson.gz"))
	if err != nil {
		tb.Skipf("skipped: the sample data is not there (%v); set TONGXUE_CORPORA", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var all [][]byte
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		all = append(all, bytes.Clone(lines.Bytes()))
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestScanSample(t *testing.T) {
	all := sample(t)
	ids, actors, objects := map[[16]byte]bool{}, map[string]bool{}, map[string]bool{}
	for i, raw := range all {
		for _, v := range []Version{V103, V200} {
			f, finds := Scan(raw, v)
			if len(finds) > 0 {
				t.Fatalf("line %d: %v", i+1, finds)
			}
			ids[f.ID], actors[f.Actor], objects[f.Activity] = true, true, true
		}
	}
	if len(all) != 22000 || len(ids) != 22000 || len(actors) != 1452 || len(objects) != 10 {
		t.Errorf("%d statements, %d ids, %d actors, %d objects", len(all), len(ids), len(actors), len(objects))
	}
}

func TestCanonicalOfSample(t *testing.T) {
	for i, raw := range sample(t)[:2000] {
		done := Complete(raw, [16]byte{1}, 1788220801000000, []byte(actorJSON), V103)
		if f, finds := Scan(done, V103); len(finds) > 0 || f.Stored != 1788220801000000 {
			t.Fatalf("line %d: %v", i+1, finds)
		}
		if Canonical(raw) != Canonical(done) {
			t.Fatalf("line %d: not the same after Complete:\n%s\n%s", i+1, raw, done)
		}
	}
}

// FuzzScan: nothing panics, and a statement without findings stays one, and the same one, through Complete, IDs and Localize.
func FuzzScan(f *testing.F) {
	for _, c := range common {
		f.Add([]byte(c.stmt))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		facts, finds := Scan(raw, V200)
		hash := Canonical(raw)
		if _, err := SplitArray(raw); err != nil && len(finds) == 0 {
			t.Fatalf("cannot be split: %v", err)
		}
		IDs(raw)
		Localize(raw, []string{"zh-CN"}, nil)
		done := Complete(raw, [16]byte{15: 1}, 1788220801000000, []byte(actorJSON), V200)
		if !bytes.Equal(raw, before) {
			t.Fatal("the input was changed")
		}
		if len(finds) > 0 {
			return
		}
		again, finds := Scan(done, V200)
		if len(finds) > 0 {
			t.Fatalf("completed: %v\n%s", finds, done)
		}
		if want := facts.Timestamp; again.Timestamp != again.Stored && again.Timestamp != want || again.Verb != facts.Verb || !again.HasID {
			t.Fatalf("completed: %+v", again)
		}
		// A timestamp that equals stored counts as a default, in the statement as it came or as it is now.
		if Canonical(done) != hash && !(facts.HasStored && facts.Timestamp == facts.Stored) && !(facts.HasTimestamp && facts.Timestamp == again.Stored) {
			t.Fatalf("not the same after Complete:\n%s\n%s", raw, done)
		}
		for _, out := range [][]byte{IDs(done), Localize(done, []string{"zh-CN"}, nil)} {
			short, finds := Scan(out, V200)
			if len(finds) > 0 || short.Actor != again.Actor || short.Activity != again.Activity {
				t.Fatalf("%v\n%s\n%s", finds, done, out)
			}
		}
	})
}
