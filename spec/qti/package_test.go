package qti

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

type entry struct {
	name, body string
	tweak      func(*zip.FileHeader)
}

func zipOf(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.tweak != nil {
			e.tweak(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const manifest = `<?xml version="1.0"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata><lom><general><title><string>水的<b/>变化</string></title></general></lom></metadata>
<resources><resource identifier="a" type="imsqti_item_xmlv2p1" href="items/%E6%B0%B4.xml"><file href="items/%E6%B0%B4.xml"/></resource>
<resource identifier="b" type="imsqti_item_xmlv2p1" href="items/gone.xml"/><resource identifier="c" type="imsqti_test_xmlv2p1" href="t.xml"/>
<resource identifier="d" type="webcontent" href="p.html"/></resources></manifest>`

func open(src []byte) (*Package, []Finding, error) {
	return OpenPackage(bytes.NewReader(src), int64(len(src)))
}

func TestOpenPackage(t *testing.T) {
	body := `<itemBody><p><img src="../图/a.png" alt="图"/><img src="b.png" alt="缺"/><textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>`
	item := item21(decl("single", "string", correct("水")), scoreDecl, body, matchCorrect)
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("图/a.png")
	if err != nil {
		t.Fatal(err)
	}
	files := []entry{{name: "items/水.xml", body: item}, {name: gbk, body: "PNG", tweak: func(h *zip.FileHeader) { h.NonUTF8 = true }}}
	inFolder := []entry{{name: "包/imsmanifest.xml", body: manifest}, {name: "包/items/水.xml", body: item}, {name: "包/图/a.png", body: "PNG"}}
	for name, c := range map[string]struct {
		src      []byte
		file     string
		warnings []Code
	}{
		"manifest":    {zipOf(t, append(files, entry{name: "imsmanifest.xml", body: manifest})...), "items/水.xml", []Code{CodeMissing, CodeUnsupportedPart}},
		"in a folder": {zipOf(t, inFolder...), "包/items/水.xml", []Code{CodeManifest, CodeMissing, CodeUnsupportedPart}},
		"no manifest": {zipOf(t, files...), "items/水.xml", []Code{CodeManifest}},
	} {
		p, findings, err := open(c.src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var codes []Code
		for _, f := range findings {
			codes = append(codes, f.Code)
		}
		if len(codes) != len(c.warnings) {
			t.Errorf("%s: findings %v", name, findings)
		}
		for i := range codes {
			if codes[i] != c.warnings[i] {
				t.Errorf("%s: findings %v, want %v", name, codes, c.warnings)
			}
		}
		if len(p.Items) != 1 || !p.Items[0].Usable() || p.Items[0].File != c.file || p.Items[0].Title != "t" {
			t.Fatalf("%s: %+v", name, p.Items)
		}
		got := p.Items[0]
		if len(got.Findings) != 1 || got.Findings[0].Code != CodeMissing || got.Findings[0].Field != "b.png" {
			t.Errorf("%s: item findings %v", name, got.Findings)
		}
		png, err := p.ReadFile(got.Media["../图/a.png"])
		if err != nil || string(png) != "PNG" {
			t.Errorf("%s: media %v %q %v", name, got.Media, png, err)
		}
	}
	p, _, err := open([]byte(item))
	if err != nil || len(p.Items) != 1 || !p.Items[0].Usable() {
		t.Errorf("single file: %+v %v", p, err)
	}
}

func TestOpenPackageRefuses(t *testing.T) {
	item := entry{name: "a.xml", body: item21(scoreDecl, textEntry)}
	flag := func(f func(*zip.FileHeader)) entry { return entry{name: "b.bin", body: "x", tweak: f} }
	bomb := strings.Repeat("\x00", ratioFrom+1)
	for name, c := range map[string]struct {
		src  []byte
		code Code
	}{
		"empty":      {nil, CodeSize},
		"no zip":     {[]byte("MZ and so on"), CodeArchive},
		"no entries": {zipOf(t), CodeArchive},
		"no item":    {zipOf(t, entry{name: "a.txt", body: "x"}), CodeNoItems},
		"traversal":  {zipOf(t, item, entry{name: "../b", body: "x"}), CodeName},
		"backslash":  {zipOf(t, item, entry{name: `..\b`, body: "x"}), CodeName},
		"absolute":   {zipOf(t, item, entry{name: "/b", body: "x"}), CodeName},
		"drive":      {zipOf(t, item, entry{name: "C:b", body: "x"}), CodeName},
		"doubled":    {zipOf(t, item, item), CodeName},
		"encrypted":  {zipOf(t, item, flag(func(h *zip.FileHeader) { h.Flags |= 1 })), CodeEncrypted},
		"symlink":    {zipOf(t, item, flag(func(h *zip.FileHeader) { h.SetMode(os.ModeSymlink | 0o777) })), CodeLink},
		"bomb":       {zipOf(t, item, entry{name: "b", body: bomb}), CodeRatio},
		"entity":     {zipOf(t, item, entry{name: manifestName, body: `<!DOCTYPE a [<!ENTITY b "c">]><manifest/>`}), CodeDoctype},
		"manifest":   {zipOf(t, item, entry{name: manifestName, body: "<manifest>"}), CodeXML},
		"not item":   {[]byte("<html/>"), CodeNotItem},
	} {
		_, _, err := open(c.src)
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Finding.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// TestBadPackages: none of the deliberately bad packages gets through as an archive that should be refused. They hold no QTI, so
// a good archive ends with no_items.
func TestBadPackages(t *testing.T) {
	dir := corpora(t, "packages")
	raw, err := os.ReadFile(filepath.Join(dir, "bad", "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts []struct{ File, Expect, Reason string }
	if err := json.Unmarshal(raw, &facts); err != nil {
		t.Fatal(err)
	}
	notChecked := map[string]bool{"bad/local-central-name-mismatch.zip": true} // one reader, which uses the central names only
	for _, f := range facts {
		src, err := os.ReadFile(filepath.Join(dir, f.File))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = open(src)
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: no refusal: %v", f.File, err)
			continue
		}
		empty := refused.Finding.Code == CodeNoItems
		if f.Expect == "reject" && empty && !notChecked[f.File] && f.File != "bad/no-manifest.zip" {
			t.Errorf("%s: let through, should be refused: %s", f.File, f.Reason)
		}
		if strings.HasPrefix(f.Expect, "accept") && !empty {
			t.Errorf("%s: refused (%v), should be read: %s", f.File, err, f.Reason)
		}
	}
}
