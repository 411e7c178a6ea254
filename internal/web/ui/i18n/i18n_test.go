package i18n_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestT(t *testing.T) {
	tr := i18n.New(map[string]string{"交作业": "Hand in", "%d 人已交": "%d handed in", "空": ""}, map[string]string{"交作业": "Submit"})
	zh := i18n.With(context.Background(), tr, i18n.Zh)
	en := i18n.With(context.Background(), tr, i18n.En)
	for _, c := range []struct {
		ctx  context.Context
		key  string
		args []any
		want string
	}{
		{context.Background(), "交作业", nil, "交作业"},
		{zh, "交作业", nil, "交作业"},
		{en, "交作业", nil, "Submit"},
		{en, "%d 人已交", []any{3}, "3 handed in"},
		{en, "没有的话", nil, "没有的话"},
		{en, "空", nil, "空"},
		{en, "100%", nil, "100%"},
	} {
		if got := i18n.T(c.ctx, c.key, c.args...); got != c.want {
			t.Errorf("T(%q) = %q, want %q", c.key, got, c.want)
		}
	}
	if i18n.ParseLang("en-GB") != i18n.En || i18n.ParseLang("fr") != i18n.Zh || i18n.LangOf(en) != i18n.En {
		t.Error("language parsing")
	}
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	src := `package p
func f() {
	_ = i18n.T(ctx, "有译文")
	_ = i18n.T(ctx, "没译文一")
	_ = ui.Card("没译文二", data("也是键"))
	_ = ui.Table{Caption: "没译文三", Columns: []ui.Column{{Label: "没译文四"}}}
	_ = fault.New(fault.Denied, "没译文五")
	templruntime.WriteString(b, 1, "<p>生文</p>")
	name := "张三" // an ordinary string is data
	_ = ui.S("数据") // i18n:data
}`
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := i18n.Missing(dir, map[string]string{"有译文": "x", "也是键": "y"})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(got, "\n")
	for _, w := range []string{"没译文一", "没译文二", "没译文三", "没译文四", "没译文五", "raw \"<p>生文</p>\""} {
		if !strings.Contains(all, w) {
			t.Errorf("%s not reported in\n%s", w, all)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d reports, want 6:\n%s", len(got), all)
	}
}
