package commons_test

import (
	"regexp"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
)

var dangerous = regexp.MustCompile(`(?i)<\s*(script|style|iframe|object|embed|form|svg|meta|link|base)\b|<[^>]*\son[a-z]+\s*=|(href|src)\s*=\s*"?\s*(javascript|data|vbscript|file):|src\s*=\s*"?\s*(https?:)?//`)

// FuzzHTML: no body of a lesson becomes a script, a picture from elsewhere or a link with another scheme, whatever its files are called.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"# a\n**b**", "<script>alert(1)</script>", "[a](javascript:alert(1))", "![x](https://evil.example/a.png)", "![图](file:图.png)", "![x](file:\"onerror=alert(1))", "<img src=x onerror=y>", "|a|b|\n|-|-|\n|<b>|[x](//evil)|", "![x](//evil.example/a)", "[x](file:图.png \"<script>\")"} {
		f.Add(s, "图.png", "image/png")
	}
	f.Add("![x](file:a)", "a", `image/png" onload="x`)
	f.Add("![x](file:a)", `a"><script>`, "video/mp4")
	f.Fuzz(func(t *testing.T, s, name, mime string) {
		if m := dangerous.FindString(commons.HTML(s, []commons.File{{Name: name, Mime: mime}}, "/teacher/library/x/files")); m != "" {
			t.Fatalf("%q with the file %q %q becomes %q", s, name, mime, m)
		}
	})
}
