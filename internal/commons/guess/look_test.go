package guess_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// office makes an archive with entries.
func office(t testing.TB, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range entries {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	core  = `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:title>PowerPoint 演示文稿</dc:title></cp:coreProperties>`
	slide = `<p:sld xmlns:p="p" xmlns:a="a"><p:txBody><a:p><a:r><a:t>第三单元</a:t></a:r></a:p><a:p><a:r><a:t>一个数</a:t></a:r><a:r><a:t>除以小数</a:t></a:r></a:p></p:txBody></p:sld>`
	para  = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>《搭石》教学设计</w:t></w:r></w:p><w:p><w:r><w:t>五年级上册</w:t></w:r></w:p></w:body></w:document>`
)

func look(b []byte, name string) (guess.Peek, error) {
	return guess.Look(bytes.NewReader(b), int64(len(b)), name)
}

// TestLook reads a slide and a document, and puts what they say to use.
func TestLook(t *testing.T) {
	g := guesser(t)
	p, err := look(office(t, map[string]string{"docProps/core.xml": core, "ppt/slides/slide1.xml": slide}), "新课.pptx")
	if err != nil || p.Title != "" || strings.Join(p.Heads, "|") != "第三单元|一个数除以小数" {
		t.Fatalf("%+v %v", p, err)
	}
	got := g.From("1.pptx", p)
	if got.Subject.Value != "maths" || got.Grade.Value != "5" || got.Unit.Value != "第三单元 小数除法" || got.Subject.How != guess.ByCourse {
		t.Errorf("%+v", got)
	}
	if p, err = look(office(t, map[string]string{"word/document.xml": para}), "a.docx"); err != nil || len(p.Heads) != 2 {
		t.Fatalf("%+v %v", p, err)
	}
	if got := g.From("a.docx", p); got.Title.Value != "搭石" || got.Title.How != guess.ByContent || got.Grade.Value != "5" {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"a.pdf", "a.ppt", "a.zip", "a"} {
		if _, err := look([]byte("%PDF-1.7"), name); !errors.Is(err, guess.ErrLook) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLookIsBounded gives it what must not cost memory or time: an entry that inflates without end, a directory of very many entries, a
// document of one endless line, XML that is nested or full of entities.
func TestLookIsBounded(t *testing.T) {
	endless := "<a:t>" + strings.Repeat("题", 40<<20/3)
	bombs := map[string]map[string]string{
		"inflates": {"ppt/slides/slide1.xml": endless},
		"nested":   {"ppt/slides/slide1.xml": strings.Repeat("<a>", 400_000)},
		"entities": {"ppt/slides/slide1.xml": `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><a:p><a:t>&b;</a:t></a:p>`},
	}
	for name, entries := range bombs {
		b := office(t, entries)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if p, _ := look(b, "a.pptx"); len(p.Heads) > 8 || len(strings.Join(p.Heads, "")) > 8*60*4 {
			t.Errorf("%s: %d lines", name, len(p.Heads))
		}
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		if allocated > 32<<20 {
			t.Errorf("%s: %d MiB for a look", name, allocated>>20)
		}
	}
	many := map[string]string{}
	for i := range 60_000 {
		many[fmt.Sprintf("ppt/media/%08d.png", i)] = ""
	}
	if _, err := look(office(t, many), "a.pptx"); !errors.Is(err, guess.ErrLook) {
		t.Error("a directory of 60,000 entries was read:", err)
	}
}

// TestLookAtPackages looks at every sample, good and bad, under the names of office files: nothing panics, everything is bounded.
func TestLookAtPackages(t *testing.T) {
	root := testkit.Corpus(t, "packages")
	n := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for _, as := range []string{"a.pptx", "a.docx", "a.xlsx"} {
			if p, _ := look(b, as); len(p.Heads) > 8 {
				t.Errorf("%s: %d lines", path, len(p.Heads))
			}
		}
		return nil
	})
	if err != nil || n < 50 {
		t.Fatalf("%d samples: %v", n, err)
	}
}

func FuzzLook(f *testing.F) {
	f.Add(office(f, map[string]string{"docProps/core.xml": core, "ppt/slides/slide1.xml": slide}))
	f.Add(office(f, map[string]string{"word/document.xml": para}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, name := range []string{"a.pptx", "a.docx"} {
			if p, _ := look(b, name); len(p.Heads) > 8 {
				t.Fatal(len(p.Heads))
			}
		}
	})
}
