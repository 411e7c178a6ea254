package qti

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzOpenPackage: no archive crashes the reader, and every item of one that is accepted can be described or says why not.
func FuzzOpenPackage(f *testing.F) {
	item := []byte(item21(decl("single", "identifier", correct("c1")), scoreDecl, choiceItem, matchCorrect))
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	for name, body := range map[string]string{"imsmanifest.xml": `<manifest><resources><resource type="imsqti_item_xmlv2p1" href="a.xml"/></resources></manifest>`, "a.xml": string(item)} {
		w, err := z.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		_, _ = io.WriteString(w, body)
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(zipped.Bytes())
	f.Add(item)
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, _, err := OpenPackage(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for _, it := range p.Items {
			if it.Item == nil && len(it.Findings) == 0 {
				t.Fatalf("%s cannot be read, and nothing says why", it.File)
			}
		}
	})
}

// FuzzScoreLines: each line of input gets one line of JSON, or the whole input is refused.
func FuzzScoreLines(f *testing.F) {
	root := fstest.MapFS{"a.xml": {Data: []byte(item21(decl("single", "identifier", correct("c1")), scoreDecl, choiceItem, matchCorrect))}}
	f.Add([]byte(`{"item":"a.xml","responses":{"RESPONSE":"c1"}}` + "\n"))
	f.Add([]byte(`{"item":"../a.xml"}` + "\n" + `{"item":"b.xml","attempts":[{}]}` + "\n[]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var out bytes.Buffer
		if _, err := ScoreLines(root, bytes.NewReader(b), &out); err != nil {
			return
		}
		for _, line := range bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n")) {
			if len(line) > 0 && !json.Valid(line) {
				t.Fatalf("not JSON: %q", line)
			}
		}
	})
}
