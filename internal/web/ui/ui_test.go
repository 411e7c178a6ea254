package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func render(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func english() context.Context {
	return i18n.With(context.Background(), i18n.New(Catalogue()), i18n.En)
}

// TestFormShowsWhatWasSent: after a refused POST the page hands back the values and the fault, and each field finds its own.
func TestFormShowsWhatWasSent(t *testing.T) {
	spec := FormSpec{Action: "/works", Values: url.Values{"title": {`<b>"圆"</b>`}, "kind": {"multi"}, "idem": {"old-key"}},
		Err: fault.Fieldsf(fault.Field{Name: "title", Message: "标题太长"}, fault.Field{Name: "kind", Message: "选一种"})}
	fields := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range []templ.Component{
			TextField(Field{Name: "title", Label: "标题", Value: "旧的", Help: "写清课题"}),
			RadioField(Field{Name: "kind", Label: "题型", Value: "single", Options: guideKinds}),
			PasswordField(Field{Name: "pw", Label: "密码", Value: "secret"}),
			Check(Field{Name: "agree", Label: "同意"}, true),
		} {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	out := render(t, templ.WithChildren(context.Background(), fields), Form(spec))
	for _, want := range []string{
		`value="&lt;b&gt;&#34;圆&#34;&lt;/b&gt;"`, `href="#f-title"`, `id="f-title-err"`, `aria-invalid="true"`, `aria-describedby="f-title-help f-title-err"`,
		`value="multi" checked`, `id="f-kind"`, `role="alert"`, `name="idem"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("missing %s in\n%s", want, out)
		}
	}
	for _, no := range []string{"旧的", "secret", `value="single" checked`, "old-key"} {
		if strings.Contains(out, no) {
			t.Errorf("%s must not be in\n%s", no, out)
		}
	}
	if m := regexp.MustCompile(`<input type="checkbox"[^>]*name="agree"[^>]*>`).FindString(out); strings.Contains(m, "checked") {
		t.Errorf("a cleared box came back: %s", m)
	}
}

// TestPagesKeepTheContentPolicy: no inline script, style element, style attribute, handler or foreign address in any layout.
func TestPagesKeepTheContentPolicy(t *testing.T) {
	for _, view := range []string{"", "pupil", "board", "sheet", "bare", "error"} {
		w := httptest.NewRecorder()
		StyleguideHandler(w, httptest.NewRequest(http.MethodGet, "/styleguide?view="+view, nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != CSP {
			t.Fatalf("%s: %d %v", view, w.Code, w.Header())
		}
		root, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		ids := map[string]bool{}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			seen[n.Data]++
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s>", view, n.Data, a.Key)
				}
				if (a.Key == "src" || a.Key == "action") && strings.Contains(a.Val, "//") {
					t.Errorf("%s: <%s %s=%q> leads elsewhere", view, n.Data, a.Key, a.Val)
				}
				if a.Key == "id" && ids[a.Val] {
					t.Errorf("%s: id %q twice", view, a.Val)
				}
				if a.Key == "id" {
					ids[a.Val] = true
				}
			}
			if n.Data == "style" || (n.Data == "script" && n.FirstChild != nil) {
				t.Errorf("%s: inline <%s>", view, n.Data)
			}
		}
		if seen["main"] != 1 || seen["h1"] < 1 || seen["title"] != 1 {
			t.Errorf("%s: main %d, h1 %d, title %d", view, seen["main"], seen["h1"], seen["title"])
		}
	}
}

// TestBoardHidesThePerson: whoever is signed in, the projection shows no name.
func TestBoardHidesThePerson(t *testing.T) {
	ctx := WithShell(context.Background(), Shell{User: &User{Name: "王小芳", Place: "实验小学"}})
	if out := render(t, ctx, Board(Page{Title: "第 4 题"}, BoardSpec{})); strings.Contains(out, "王小芳") || strings.Contains(out, "实验小学") {
		t.Error("the board names the teacher")
	}
	if out := render(t, ctx, Layout(Page{Title: "今天"})); !strings.Contains(out, "王小芳") {
		t.Error("the work page does not")
	}
}

func TestErrorPageOfEveryKind(t *testing.T) {
	for k := fault.Internal; k <= fault.Down; k++ {
		out := render(t, english(), ErrorPage(Page{RequestID: "r-17"}, fault.New(k, "为了测试 %d", 7)))
		for _, want := range []string{"为了测试 7", Catalogue()[errorWords[k].title], Catalogue()[errorWords[k].next], "r-17"} {
			if want == "" || !strings.Contains(out, html.EscapeString(want)) {
				t.Errorf("%s: no %q", k, want)
			}
		}
	}
	if out := render(t, context.Background(), ErrorPage(Page{}, errors.New("sql: secret table"))); strings.Contains(out, "secret") {
		t.Error("the text of an internal error reached the page")
	}
}

// TestEnglishFrame: on an English screen nothing of the frame stays Chinese, the names of the languages apart.
func TestEnglishFrame(t *testing.T) {
	out := render(t, english(), Layout(Page{Title: "Today", RequestID: "r", Demo: true, User: &User{Name: "Wang", Role: "Teacher"}, Menu: []MenuItem{{Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}, {Label: "f"}}}))
	out = strings.NewReplacer("中文", "", "语言", "").Replace(out)
	if m := regexp.MustCompile(`[^<>"]*\p{Han}[^<>"]*`).FindAllString(out, -1); m != nil {
		t.Errorf("still Chinese: %q", m)
	}
	if !strings.Contains(out, `<html lang="en"`) {
		t.Error("lang")
	}
}

func TestPrefs(t *testing.T) {
	post := func(form string) *http.Response {
		r := httptest.NewRequest(http.MethodPost, "/prefs", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		SetPrefs(w, r)
		return w.Result()
	}
	res := post("theme=dark&lang=en&back=%2Fworks%3Fq%3D1")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/works?q=1" || len(res.Cookies()) != 2 {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	r := httptest.NewRequest(http.MethodGet, "/works", nil)
	for _, c := range res.Cookies() {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	Say(w, Success, "已保存")
	r.AddCookie(w.Result().Cookies()[0])
	w = httptest.NewRecorder()
	Prefs(i18n.New(Catalogue()))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := Render(w, r, http.StatusOK, Layout(Page{Title: "作品"})); err != nil {
			t.Error(err)
		}
	})).ServeHTTP(w, r)
	for _, want := range []string{`data-theme="dark"`, `lang="en"`, "Saved", `name="back" value="/works"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the flash stays: %v", c)
	}
	for _, back := range []string{"https://x.example/", "//x.example/", "/\\x.example", "javascript:alert(1)", "", "/a\nb"} {
		if loc := post("back=" + url.QueryEscape(back)).Header.Get("Location"); loc != "/" {
			t.Errorf("back=%q leads to %q", back, loc)
		}
	}
}

func TestLocalPathStaysHere(t *testing.T) {
	base, _ := url.Parse("https://school.example/page")
	rapid.Check(t, func(t *rapid.T) {
		s := LocalPath(rapid.StringMatching(`[/\\:a-z.@?#%\t ]{0,12}`).Draw(t, "s"), "/")
		u, err := base.Parse(s)
		if err != nil || u.Host != "school.example" || u.Scheme != "https" {
			t.Fatalf("%q leads to %v (%v)", s, u, err)
		}
	})
}

func TestAssets(t *testing.T) {
	get := func(path, accept string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, r)
		return w.Result()
	}
	for _, name := range []string{"app.css", "ui.js", "htmx.js", "charts.js", "logo.svg"} {
		p := AssetURL(name)
		plain, gz := get(p, ""), get(p, "gzip, br")
		if plain.StatusCode != 200 || gz.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, plain.StatusCode, gz.Header)
		}
		a, _ := io.ReadAll(plain.Body)
		b, _ := io.ReadAll(gz.Body)
		if len(b) == 0 || len(b) >= len(a) {
			t.Errorf("%s: %d bytes plain, %d compressed", name, len(a), len(b))
		}
	}
	for _, p := range []string{"/assets/manifest.json", "/assets/../ui.go", "/assets/", "/assets/x.css", AssetURL("nothing.js")} {
		if s := get(p, "").StatusCode; s != http.StatusNotFound {
			t.Errorf("%s: %d", p, s)
		}
	}
}

func TestTable(t *testing.T) {
	tb := guideTable()
	tb.SortHref = func(k string, desc bool) string { return fmt.Sprintf("?s=%s&d=%t", k, desc) }
	out := render(t, context.Background(), DataTable(tb))
	for _, want := range []string{`aria-sort="descending"`, `?s=at&amp;d=false`, `?s=used&amp;d=true`, `data-label="学科"`, `<th scope="row"`, "<caption", "1,284"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if out := render(t, context.Background(), DataTable(Table{Columns: tb.Columns})); strings.Contains(out, "<table") || !strings.Contains(out, "这里还没有内容") {
		t.Errorf("empty: %s", out)
	}
	buttons := Table{Columns: []Column{{Label: "标题"}, {}}, Rows: []Row{R(S("甲"), S("删"))}}
	if out := render(t, context.Background(), DataTable(buttons)); !strings.Contains(out, `<span class="vh">操作</span></th>`) || !strings.Contains(out, `data-label=""`) {
		t.Errorf("a column of buttons has no name for screen readers: %s", out)
	}
}

// TestDatesInTables: a cell of a date or a moment alone is marked, in both languages, so that it reads on one line.
func TestDatesInTables(t *testing.T) {
	at := clock.At(time.Date(2026, 9, 1, 0, 5, 0, 0, time.UTC))
	for _, ctx := range []context.Context{context.Background(), english()} {
		for _, text := range []string{Date(ctx, at), DateTime(ctx, at)} {
			tb := Table{Columns: []Column{{Label: "日期"}, {Label: "日期"}, {Label: "日期"}, {Label: "说明"}}, Rows: []Row{R(S(text), S(text), L("/a", text), S("到"+text+"为止"))}}
			out := render(t, ctx, DataTable(tb))
			if n := strings.Count(out, `class=" date"`); n != 3 {
				t.Errorf("%s: %d cells are marked, want 3: %s", text, n, out)
			}
		}
	}
}

// TestChartAlwaysHasItsTable: every kind of figure carries n and its data as a table; missing values are dashes and null.
func TestChartAlwaysHasItsTable(t *testing.T) {
	for _, c := range guideCharts() {
		out := render(t, context.Background(), Chart(c))
		for _, want := range []string{"<table", "<figure", c.Sentence, fmt.Sprintf("n = %d", c.N), "data-chart=", `role="img"`} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %s", c.ID, want)
			}
		}
		if strings.Contains(out, "NaN") {
			t.Errorf("%s: NaN on the page", c.ID)
		}
	}
	if out := guideCharts()[2].json(context.Background()); !strings.Contains(out, "71,null,38") {
		t.Errorf("missing value: %s", out)
	}
}

func TestNumber(t *testing.T) {
	nan := guideCharts()[2].Series[0].Values[3]
	for _, c := range []struct {
		v    float64
		d    int
		want string
	}{{1234567.891, 2, "1,234,567.89"}, {-0.004, 2, "0.00"}, {-1234, 0, "−1,234"}, {999, 0, "999"}, {nan, 2, Dash}, {0.5, 0, "0"}} {
		if got := Number(c.v, c.d); got != c.want {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.d, got, c.want)
		}
	}
	if Percent(0.305, 1) != "30.5%" || Bytes(3<<20) != "3.0 MB" || Bytes(12) != "12 B" {
		t.Error("percent or bytes")
	}
	if d := Date(context.Background(), 1788220800000000); d != "2026年9月1日 周二" {
		t.Error(d)
	}
	if d := Date(english(), 1788220800000000); d != "1 Sep 2026, Tue" {
		t.Error(d)
	}
}
