package help

import (
	"maps"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
}

// TestPlacesExist: every part of the guide that a page points at is there, so a heading that is renamed is found here.
func TestPlacesExist(t *testing.T) {
	p := New()
	for prefix := range places {
		if name, anchor := place(prefix); !p.Has(name, anchor) {
			t.Errorf("%s: the guide has no %q", prefix, places[prefix])
		}
	}
	if p.Has("teacher", "nothing") || p.Has("nobody", "") {
		t.Error("what is not there is said to be there")
	}
	for path, want := range map[string]string{"/teacher/library/x": "/help/teacher#", "/teacher/none": "/help/teacher", "/": "/help", "/teacher/library": "/help/teacher#"} {
		if got := For(path); got != want && !strings.HasPrefix(got, want) || want == "/help" && got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// TestRender: headings get Chinese anchors, links stay on this server, and what leads elsewhere is left as words.
func TestRender(t *testing.T) {
	g := render("x", []byte("# 题目\n\n## 备份，和恢复\n见[内网](https.zh-CN.md)和[xAPI](../standards/xapi.md)，[下面](#二)。\n\n## 备份 和恢复\n<script>alert(1)</script>\n"))
	if g.Title != "题目" || len(g.Parts) != 2 || g.Parts[0].Anchor != "备份-和恢复" || g.Parts[1].Anchor == g.Parts[0].Anchor {
		t.Errorf("%q %+v", g.Title, g.Parts)
	}
	for text, there := range map[string]bool{`id="备份-和恢复"`: true, `href="/help/https"`: true, "standards": false, "xAPI": true, "<script": false, "<h1": false, `href="#%E4%BA%8C"`: true} {
		if strings.Contains(g.HTML, text) != there {
			t.Errorf("%s: %v in %s", text, !there, g.HTML)
		}
	}
	for _, g := range New().list {
		if g.Title == g.Name || len(g.HTML) < 100 {
			t.Errorf("%s: an empty guide", g.Name)
		}
	}
}
