package notice_test

import (
	"regexp"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/notice"
)

var dangerous = regexp.MustCompile(`(?i)<\s*(script|style|iframe|object|embed|form|svg|img|meta|link|base)\b|<[^>]*\son[a-z]+\s*=|href\s*=\s*"?\s*(javascript|data|vbscript):`)

// FuzzHTML: no text of a notice becomes a script, a picture, a form or a link with another scheme.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"**a**", "<script>alert(1)</script>", "[a](javascript:alert(1))", "![x](https://evil.example/a.png)", "<a href=\"x\" onclick=\"y\">", "[a](<java\nscript:x>)", "```\n<b>\n```", "&lt;script&gt;", "[x]: data:text/html,y\n[x]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if m := dangerous.FindString(notice.HTML(s)); m != "" {
			t.Fatalf("%q becomes %q", s, m)
		}
		_ = notice.Excerpt(s)
	})
}
