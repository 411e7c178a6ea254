package report_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
	"github.com/tongxue-edu/tongxue/psych/report"
)

func analyse(t *testing.T, csv string, o report.Options) *report.Report {
	t.Helper()
	names, m, err := ctt.ReadCSV(strings.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Analyse(context.Background(), names, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, r *report.Report, lang report.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.HTML(&b, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// answers of persons to binary items with those names, by a fixed seed.
func answers(persons int, names ...string) string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + strings.ReplaceAll(n, `"`, `""`) + `"`)
	}
	for range persons {
		b.WriteByte('\n')
		theta := rng.NormFloat64()
		for i := range names {
			if i > 0 {
				b.WriteByte(',')
			}
			if theta+rng.NormFloat64() > .2*float64(i) {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
	}
	return b.String() + "\n"
}

// elements reads a page and calls for every element.
func elements(t *testing.T, page string, f func(n *html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// slips are traces of numbers that do not exist and of templates gone wrong.
var slips = []string{"%!", "NaN", "+Inf", "ZgotmplZ", "<no value", "&lt;no value"}

// sound checks what every page promises, whatever the data: whole, no script, nothing from outside, pictures and tables with their names, no
// slips of formatting.
func sound(t *testing.T, name, page string) {
	t.Helper()
	if !strings.HasSuffix(page, "</html>\n") {
		t.Errorf("%s: the page is cut", name)
	}
	for _, slip := range slips {
		if at := strings.Index(page, slip); at >= 0 {
			t.Errorf("%s: %q in %q", name, slip, page[max(0, at-60):min(len(page), at+60)])
		}
	}
	for _, tag := range []string{"div", "section", "table", "figure", "details", "ul", "svg", "bdi", "tr"} {
		open := strings.Count(page, "<"+tag+">") + strings.Count(page, "<"+tag+" ")
		if shut := strings.Count(page, "</"+tag+">"); open != shut {
			t.Errorf("%s: <%s> opens %d times and ends %d times", name, tag, open, shut)
		}
	}
	ids := map[string]bool{}
	elements(t, page, func(n *html.Node) {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" {
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "script", "link", "img", "iframe", "object", "a", "base":
			t.Errorf("%s: <%s>", name, n.Data)
		case "svg":
			if attr(n, "aria-label") == "" && attr(n, "aria-hidden") == "" {
				t.Errorf("%s: a picture without a name", name)
			}
		case "table":
			if n.FirstChild == nil || n.FirstChild.Data != "caption" {
				t.Errorf("%s: a table without a caption", name)
			}
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: id %s twice", name, id)
			}
			ids[id] = true
		}
	})
}

// TestPage: both languages say the numbers of persons and items, name every item in map, curves and table, and give the formulas.
func TestPage(t *testing.T) {
	names := []string{"选择一", "填空二", "解答三", "A4", "A5", "A6", "A7", "A8"}
	r := analyse(t, answers(300, names...), report.Options{File: "期末.csv", Title: "期末考试"})
	if r.Model != irt.TwoPL {
		t.Errorf("model %s", r.Model)
	}
	for lang, words := range map[report.Lang][]string{
		report.Chinese: {`lang="zh-CN"`, "期末考试", "期末.csv", "n = 300", "两参数模型（2PL）", "作答人数 300 不少于 200", "看到的：", "不能证明的：", "提示的规则", "公式与出处", "P(X = 1) = 1 / (1 + exp(−a·(θ − b)))", "Feldt, 1965", "@media print", "RMSEA", "SRMSR", "S-X²"},
		report.English: {`lang="en"`, "期末考试", "n = 300", "Two-parameter model (2PL)", "300 persons are not fewer than 200", "What is seen: ", "What is not proved: ", "Rules of the remarks", "Formulas and sources", "Feldt 1965"},
	} {
		page := write(t, r, lang)
		sound(t, string(lang), page)
		for _, w := range words {
			if !strings.Contains(html.UnescapeString(page), w) {
				t.Errorf("%s: no %q", lang, w)
			}
		}
		rows, pictures, labels := map[string]bool{}, 0, map[string]bool{}
		elements(t, page, func(n *html.Node) {
			switch {
			case strings.HasPrefix(attr(n, "id"), "item-"):
				rows[text(n)] = true
			case n.Data == "svg" && attr(n, "class") == "small":
				pictures++
			case n.Data == "text" && attr(n, "class") == "start label":
				labels[text(n)] = true
			}
		})
		if len(rows) != len(names) || pictures != len(names) {
			t.Errorf("%s: %d rows and %d pictures for %d items", lang, len(rows), pictures, len(names))
		}
		for _, name := range names {
			if !labels[name] {
				t.Errorf("%s: %s is not on the map", lang, name)
			}
			if strings.Count(page, name) < 4 { // map, its table, curve, table of items
				t.Errorf("%s: %s is named %d times", lang, name, strings.Count(page, name))
			}
		}
	}
	if err := r.HTML(&bytes.Buffer{}, "fr"); err == nil {
		t.Error("a language that does not exist")
	}
}

// TestAsked: a model that is asked for is taken and said, with the parameters that it has.
func TestAsked(t *testing.T) {
	csv := answers(400, "a", "b", "c", "d", "e", "f", "g", "h")
	for model, want := range map[irt.Model][2]string{
		irt.ThreePL: {"Three-parameter model (3PL)", `<th scope="col">c</th>`},
		irt.Rasch:   {"Rasch model", "estimated; the mean is set to 0"},
		irt.OnePL:   {"One-parameter model (1PL)", "It was asked for."},
	} {
		page := write(t, analyse(t, csv, report.Options{Model: model}), report.English)
		sound(t, string(model), page)
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q", model, w)
			}
		}
	}
	few := analyse(t, answers(60, "a", "b", "c", "d", "e"), report.Options{})
	if page := write(t, few, report.English); few.Model != irt.Rasch || !strings.Contains(page, "60 persons are fewer than 200") {
		t.Errorf("60 persons: model %s", few.Model)
	}
}

// TestSameBytes: a page depends on the file and the options only.
func TestSameBytes(t *testing.T) {
	csv := answers(250, "a", "b", "c", "d", "e", "f")
	one := write(t, analyse(t, csv, report.Options{File: "x.csv", Procs: 1}), report.Chinese)
	for _, procs := range []int{1, 2, 5} {
		if two := write(t, analyse(t, csv, report.Options{File: "x.csv", Procs: procs}), report.Chinese); two != one {
			t.Fatalf("other bytes with %d goroutines", procs)
		}
	}
}

// TestHostileNames: names of items come from files that others wrote.
func TestHostileNames(t *testing.T) {
	names := []string{"<script>alert(1)</script>", "' onload='alert(1)", "</svg><img src=x onerror=alert(1)>", "a\u202egpj.exe", "{{.}}", "&lt;b&gt;", strings.Repeat("长", 300), "نص عربي"}
	csv := answers(250, names...)
	r := analyse(t, csv, report.Options{File: "<b>.csv", Title: "</title><script>x</script>"})
	for _, lang := range []report.Lang{report.Chinese, report.English} {
		page := write(t, r, lang)
		sound(t, string(lang), page)
		said := false
		elements(t, page, func(n *html.Node) { said = said || n.Data == "bdi" && text(n) == names[0] })
		if !said {
			t.Error("the name is not shown as it is")
		}
		if strings.Contains(page, "\u202e") || !strings.Contains(page, "a\ufffdgpj.exe") {
			t.Error("a character that turns the direction of text is kept")
		}
	}
}

// TestDegenerate: whatever the data are, there is a page that says what can be said and a finding for the rest.
func TestDegenerate(t *testing.T) {
	many := func(head string, rows ...string) string {
		return head + "\n" + strings.Repeat(strings.Join(rows, "\n")+"\n", 20)
	}
	for name, c := range map[string]struct{ csv, code string }{
		"all right":     {many("a,b,c", "1,1,1"), "no_model"},
		"all wrong":     {many("a,b,c", "0,0,0"), "no_model"},
		"one person":    {"a,b,c\n1,0,1\n", "no_model"},
		"constant item": {many("a,b,c,d", "1,1,0,0", "1,0,1,1", "1,1,1,0", "1,0,0,1"), "constant"},
		"alike":         {many("a,b,c,d", "1,1,1,1", "0,0,0,0"), ""},
		"one item":      {many("a", "1", "0"), "few_items"},
		"all missing":   {many("a,b,c", ",,"), "no_model"},
		"gaps":          {many("a,b,c,d", "1,,0,1", "0,,1,1", "1,,1,0", ",,,"), "no_answers"},
		"halves":        {many("a,b,c,d", "0.5,1,0,1", "1,0,1,0.5", "0,1,1,1"), ""},
		"many marks":    {many("a,b,c", "0,1,60", "1,0,12", "1,1,55", "0,0,3", "1,0,44", "0,1,21", "1,1,33", "0,0,8", "1,0,17", "0,1,29", "1,1,51", "0,0,1"), "banded"},
		"one answer":    {many("a,b,c,d", "1,,,", ",0,,", ",,1,", ",,,0"), "no_model"},
		"negative":      {many("a,b,c", "-1,1,0", "1,-2,1", "0,0,2", "2,1,-5"), ""},
		"two persons":   {"a,b,c\n1,0,1\n0,1,1\n", ""},
		"backwards":     {many("a,b,c,d", "1,1,1,0", "1,1,0,0", "0,0,1,1", "0,0,0,1", "1,0,1,0"), ""},
		"huge":          {many("a,b,c", "1e300,0,1", "0,1,0", "1,1e-300,1"), ""},
	} {
		for _, model := range []irt.Model{"", irt.Rasch, irt.OnePL, irt.GRM, irt.GPCM} {
			r := analyse(t, c.csv, report.Options{File: "f.csv", Model: model})
			found := c.code == ""
			for _, f := range r.Findings {
				found = found || f.Code == c.code
			}
			if !found {
				t.Errorf("%s, %s: no finding %s in %v", name, model, c.code, r.Findings)
			}
			for _, lang := range []report.Lang{report.Chinese, report.English} {
				sound(t, name+" "+string(model), write(t, r, lang))
			}
		}
	}
	_, m, _ := ctt.ReadCSV(strings.NewReader("a,b\n1,2\n0,1\n2,0\n"))
	if _, err := report.Analyse(context.Background(), []string{"a", "b"}, m, report.Options{Model: irt.TwoPL}); !errors.Is(err, irt.ErrModel) {
		t.Errorf("2PL for three categories: %v", err)
	}
	if _, err := report.Analyse(context.Background(), []string{"a"}, m, report.Options{}); !errors.Is(err, report.ErrShape) {
		t.Errorf("one name for two items: %v", err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := report.Analyse(done, []string{"a", "b"}, m, report.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

// TestPublished: figures on the page are those published for the data (Bock & Lieberman 1970 in the documentation of mirt).
func TestPublished(t *testing.T) {
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = "../../../shared/data"
	}
	for file, words := range map[string][]string{
		"lsat7.csv":          {"−2658.81", "1.71", "11.9", "14.5 (2)", "0.453", "n = 1000"},
		"science.csv":        {"GRM −1608.87", "GPCM −1612.68", "n = 392"},
		"sat12_scored.csv":   {"n = 600", "Item.32 ↑"},
		"pisa12_us_math.csv": {"n = 4978", "260957", "69.0 %", "虚线：假如答全部题目"},
	} {
		b, err := os.ReadFile(filepath.Join(root, "psychometrics", file))
		if err != nil {
			t.Skipf("sample data absent (set TONGXUE_CORPORA): %v", err)
		}
		page := write(t, analyse(t, string(b), report.Options{File: file}), report.Chinese)
		sound(t, file, page)
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q", file, w)
			}
		}
	}
}

// TestContrast: text on white and on the grey band has at least 4.5 to 1 (WCAG 2.2, 1.4.3), on the screen and in print.
func TestContrast(t *testing.T) {
	page := write(t, analyse(t, answers(60, "a", "b", "c"), report.Options{}), report.Chinese)
	light := func(hex string) float64 {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		sum := 0.0
		for k, weight := range []float64{.2126, .7152, .0722} {
			v, err := strconv.ParseUint(hex[2*k:2*k+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(v) / 255
			if c = math.Pow((c+.055)/1.055, 2.4); v <= 10 {
				c = float64(v) / 255 / 12.92
			}
			sum += weight * c
		}
		return sum + .05
	}
	roots := regexp.MustCompile(`:root\{([^}]*)\}`).FindAllStringSubmatch(page, -1)
	if len(roots) != 2 {
		t.Fatalf("%d sets of colours", len(roots))
	}
	for _, set := range roots {
		colour := map[string]string{"white": "fff"}
		for _, m := range regexp.MustCompile(`--([a-z]+):#([0-9a-f]+)`).FindAllStringSubmatch(set[1], -1) {
			colour[m[1]] = m[2]
		}
		for _, pair := range [][2]string{{"ink", "white"}, {"soft", "white"}, {"accent", "white"}, {"warn", "white"}, {"ink", "band"}, {"accent", "band"}} {
			if ratio := light(colour[pair[1]]) / light(colour[pair[0]]); ratio < 4.5 {
				t.Errorf("%s on %s: %.2f to 1", pair[0], pair[1], ratio)
			}
		}
	}
}
