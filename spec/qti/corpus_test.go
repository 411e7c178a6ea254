package qti

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
)

// corpora is the folder of sample data: TONGXUE_CORPORA, else ../shared/data beside the module root.
func corpora(t testing.TB, sub string) string {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	dir = filepath.Join(dir, sub)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("sample data absent (set TONGXUE_CORPORA): %v", err)
	}
	return dir
}

type sampleCase struct {
	Item      string                     `json:"item"`
	Name      string                     `json:"name"`
	Responses map[string]json.RawMessage `json:"responses"`
	Outcomes  map[string]any             `json:"outcomes"`
}

// TestCases runs every expected-value case through the command's own door.
func TestCases(t *testing.T) {
	dir := corpora(t, "qti")
	raw, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []sampleCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	var in, out bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, c := range cases {
		if err := enc.Encode(map[string]any{"item": c.Item, "responses": c.Responses}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ScoreLines(os.DirFS(dir), &in, &out); err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&out)
	scored, items, refused := 0, map[string]bool{}, map[string]string{}
	for _, c := range cases {
		var reply struct {
			Item     string
			Outcomes map[string]any
			Findings []Finding
		}
		if err := dec.Decode(&reply); err != nil {
			t.Fatal(err)
		}
		if reply.Outcomes == nil {
			if len(reply.Findings) == 0 {
				t.Errorf("%s refused without a reason", c.Item)
				continue
			}
			refused[c.Item] = reply.Findings[len(reply.Findings)-1].String()
			continue
		}
		scored++
		items[c.Item] = true
		for name, want := range c.Outcomes {
			if got := reply.Outcomes[name]; !reflect.DeepEqual(got, want) {
				t.Errorf("%s %q: %s = %v, want %v", c.Item, c.Name, name, got, want)
			}
		}
	}
	t.Logf("%d of %d cases scored, on %d items; %d items refused", scored, len(cases), len(items), len(refused))
	for _, k := range sortedKeys(refused) {
		t.Logf("refused: %s", refused[k])
	}
	if scored < 14 || len(items) < 2 {
		t.Errorf("only %d cases on %d items scored, there were 14 on 2", scored, len(items))
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// eachXML calls visit for every XML file of the samples.
func eachXML(t testing.TB, dir string, visit func(name string, src []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		visit(filepath.ToSlash(rel), src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSamples parses, renders and scores every sample, whatever it is, and counts what is supported.
func TestSamples(t *testing.T) {
	dir := corpora(t, "qti")
	files, items, supported := 0, 0, 0
	reasons := map[Code]int{}
	eachXML(t, dir, func(name string, src []byte) {
		files++
		it, _, err := Parse(src)
		if err != nil {
			if _, ok := err.(*RefusedError); !ok {
				t.Errorf("%s: error %v is not a RefusedError", name, err)
			}
			return
		}
		items++
		it.Score(nil)
		it.Correct()
		it.Body(BodyOptions{})
		it.DraftOf()
		why := it.Supported()
		if len(why) == 0 {
			supported++
			t.Logf("supported: %s", name)
			noKey(t, name, it)
			return
		}
		for _, f := range why {
			reasons[f.Code]++
		}
	})
	t.Logf("%d XML files, %d items, %d supported; findings by code %v", files, items, supported, reasons)
	if files < 226 || items < 100 || supported < 24 {
		t.Errorf("%d files, %d items, %d supported: fewer than there were", files, items, supported)
	}
}

// noKey proves that the candidate's page is the same whatever the key is, so that it cannot tell the key: the item is
// parsed again with its keys, rules and feedback removed, and both bodies must be equal.
func noKey(t *testing.T, name string, it *Item) {
	t.Helper()
	stripped := strip(it.root)
	bare := &Item{root: stripped, body: stripped.child("itemBody")}
	r := &reader{item: bare, seen: map[string]bool{}}
	r.declarations()
	r.collectInteractions()
	for _, d := range bare.Responses {
		if len(d.Correct.Items) > 0 || d.Mapping != nil {
			t.Fatalf("%s: strip left a key", name)
		}
	}
	full, without := it.Body(BodyOptions{}), bare.Body(BodyOptions{})
	if !reflect.DeepEqual(full, without) {
		t.Errorf("%s: the body depends on the key\nwith:    %+v\nwithout: %+v", name, full, without)
	}
	var page strings.Builder
	for _, p := range full {
		page.WriteString(p.HTML)
		if p.Interaction != nil {
			page.WriteString(p.Interaction.Prompt)
			for _, c := range p.Interaction.Choices {
				page.WriteString(c.HTML)
			}
		}
	}
	for _, word := range []string{"correctResponse", "correct-response", "mapEntry", "mappedValue", "modalFeedback", "rubric", "<script"} {
		if strings.Contains(page.String(), word) {
			t.Errorf("%s: %q is in the page", name, word)
		}
	}
	for _, d := range it.Responses {
		if d.BaseType != String && d.BaseType != Float {
			continue
		}
		for _, key := range d.Correct.Items {
			if len(key) > 3 && strings.Contains(page.String(), key) && !strings.Contains(it.body.content(), key) {
				t.Errorf("%s: the key %q is in the page", name, key)
			}
		}
	}
}

// strip copies a tree without anything that tells the key.
func strip(n *node) *node {
	c := *n
	c.kids = nil
	for _, k := range n.kids {
		switch k.name {
		case "correctResponse", "mapping", "responseProcessing", "modalFeedback", "outcomeDeclaration":
			continue
		case "rubricBlock":
			if !forCandidate(k) {
				continue
			}
		case "feedbackInline", "feedbackBlock":
			if hiddenFeedback(k) {
				continue
			}
		}
		c.kids = append(c.kids, strip(k))
	}
	return &c
}
