package commons_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
)

func TestHTML(t *testing.T) {
	pic := commons.File{ID: id.New[commons.File](), Name: "图 一.png", Mime: "image/png"}
	vid := commons.File{ID: id.New[commons.File](), Name: "v.mp4", Mime: "video/mp4"}
	sub := commons.File{ID: id.New[commons.File](), Name: "v.en.srt", Mime: "text/x-subrip"}
	files := []commons.File{pic, vid, sub}
	for _, x := range []struct{ in, has, not string }{
		{"# 目标", "<h2>目标</h2>", "<h1"},
		{"![三角形](file:v.mp4)", `<video controls="" preload="metadata" src="/base/` + vid.ID.String() + `"`, "<img"},
		{"![三角形](<file:图 一.png>)", `<img src="/base/` + pic.ID.String() + `" alt="三角形"`, ""},
		{"![三角形](file:图%20一.png)", `<img src="/base/` + pic.ID.String(), ""},
		{"![没有](file:none.png)", "<em>没有</em>", "<img"},
		{"![外](https://evil.example/x.png)", "<em>外</em>", "evil"},
		{"![外](//evil.example/x.png)", "<em>外</em>", "evil"},
		{"<script>alert(1)</script>你好", "&lt;script&gt;", "<script"},
		{"<img src=x onerror=alert(1)>", "&lt;img", "<img"},
		{"因为 a<b>c 所以", "a&lt;b&gt;c", "<b>"},
		{"[点](javascript:alert(1))", "点", "javascript"},
		{"[点](file:v.mp4)", `href="/base/` + vid.ID.String(), ""},
		{"[网](https://example.org/a)", `rel="nofollow noreferrer"`, ""},
		{"|a|b|\n|:-|-|\n|1|2|", "<table>", "style"},
		{"~~删~~ **粗**", "<del>删</del> <strong>粗</strong>", ""},
		{"![](file:v.mp4)", `<track kind="captions" src="/base/` + sub.ID.String() + `/track" srclang="en" label="English" default="">`, ""},
		{`![" onload="x](file:v.mp4)`, "<video", `" onload="`},
	} {
		got := commons.HTML(x.in, files, "/base")
		if !strings.Contains(got, x.has) || (x.not != "" && strings.Contains(got, x.not)) {
			t.Errorf("%s\n got %s\nhas %q not %q", x.in, got, x.has, x.not)
		}
	}
}
