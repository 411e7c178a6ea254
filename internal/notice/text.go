package notice

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Limits of what an author writes, in characters.
const (
	MaxTitle = 60
	MaxBody  = 5000
)

// trick is a rune that shows text otherwise than it stands: bidirectional overrides, embeddings, isolates and marks (Unicode TR 9
// §2), invisible spaces and joiners, line separators, and every control but line break and tab.
func trick(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), r == utf8.RuneError, r == 0x061C, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xE0000 && r <= 0xE0FFF: // tags
		return true
	}
	return false
}

// honest reports whether a text shows what it holds.
func honest(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, trick) }

// tidy brings line ends of browsers to one form.
func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// HTML renders a body: CommonMark without raw HTML, pictures or headings of the page's own level; single line breaks stay, because
// people write notices in lines. Links lead to the house's own pages, http, https, tel and mailto only.
func HTML(body string) string {
	src := []byte(body)
	doc := md.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if h, ok := n.(*ast.Heading); ok && entering {
			h.Level = min(h.Level+2, 6)
		}
		return ast.WalkContinue, nil
	})
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, doc); err != nil {
		return "" // only a failing writer fails, and a Buffer does not
	}
	return string(policy.SanitizeBytes(b.Bytes()))
}

// Excerpt is the beginning of a body in one line, for lists.
func Excerpt(body string) string {
	line := strings.Join(strings.Fields(strings.NewReplacer("#", "", "*", "", "`", "", ">", "").Replace(body)), " ")
	if r := []rune(line); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return line
}

// md and policy are made once: both are safe for concurrent use and expensive to build.
var (
	md     = markdown()
	policy = strict()
)

func markdown() goldmark.Markdown {
	var blocks, inlines []util.PrioritizedValue
	for _, b := range parser.DefaultBlockParsers() {
		if b.Value != parser.NewHTMLBlockParser() {
			blocks = append(blocks, b)
		}
	}
	for _, in := range parser.DefaultInlineParsers() {
		if in.Value != parser.NewRawHTMLParser() {
			inlines = append(inlines, in)
		}
	}
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))),
		goldmark.WithRendererOptions(html.WithHardWraps()))
}

func strict() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true) // the house's own letters lead to its pages
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}

// Advice is what the preview says about a text before it is sent: which rule it may touch. It stops nobody: words are not deeds.
type Advice struct{ Text, Clause string }

// advices are words and the rule behind them (reference: 双减 and its notices).
var advices = []struct {
	parts  []string
	words  []string
	advice Advice
}{
	{[]string{Guardians}, []string{"批改", "检查作业", "签字", "家长完成", "家长作业", "打卡"},
		Advice{"不得给家长布置作业，也不得要求家长检查、批改作业", "教基厅函〔2021〕13号"}},
	{[]string{Guardians, Pupils}, []string{"作业", "练习题"},
		Advice{"不得用手机布置作业或要求学生用手机完成作业；作业请在课堂上布置", "教基厅函〔2021〕3号"}},
	{[]string{Guardians, Pupils, Staff}, []string{"成绩", "分数", "排名", "名次", "倒数"},
		Advice{"不得公布学生的成绩和名次，也不要写进发给多人的通知", "未成年人学校保护规定(教育部令第50号)"}},
	{[]string{Guardians}, []string{"缴费", "收费", "转账", "汇款", "付款", "扫码"},
		Advice{"收费请走学校的规定渠道；通知里的收款码容易被冒用", "教技厅〔2019〕3号"}},
}

// Advise lists the rules that a draft may touch.
func Advise(d Draft) []Advice {
	var out []Advice
	for _, a := range advices {
		for _, part := range a.parts {
			if part != d.Audience {
				continue
			}
			for _, w := range a.words {
				if strings.Contains(d.Title+d.Body, w) {
					out = append(out, a.advice)
					break
				}
			}
		}
	}
	return out
}
