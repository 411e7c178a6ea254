package assess

import (
	"html"
	"io"
	"strings"

	xhtml "golang.org/x/net/html"

	"github.com/tongxue-edu/tongxue/spec/qti"
)

// kindNames are what teachers call the kinds.
var kindNames = map[string]string{
	string(qti.DraftSingle): "单选", string(qti.DraftMultiple): "多选", string(qti.DraftTrueFalse): "判断",
	string(qti.DraftFillIn): "填空", string(qti.DraftNumeric): "数值", string(qti.DraftShort): "简答", Compound: "综合",
}

// KindName is the zh-CN name of a kind of item, for example 单选.
func KindName(kind string) string { return kindNames[kind] }

// KindName is the zh-CN name of the line's kind.
func (l Line) KindName() string { return KindName(l.Kind) }

// Prompt is the question as plain text, without options and key.
func (l Line) Prompt() string {
	var b strings.Builder
	for _, p := range l.Body.Body(qti.BodyOptions{}) {
		switch in := p.Interaction; {
		case in == nil:
			b.WriteString(plainText(p.HTML))
		case in.Kind.Inline():
			b.WriteString(" ____ ")
		default:
			b.WriteString(plainText(in.Prompt))
		}
	}
	return strings.TrimSpace(b.String())
}

// Choices are the options with their letters, for example "A. 三角形"; none for items without options.
func (l Line) Choices() (out []string) {
	for _, set := range l.Options {
		for _, o := range set.Options {
			if o.Label == o.Text {
				out = append(out, o.Text)
			} else {
				out = append(out, o.Label+". "+o.Text)
			}
		}
	}
	return out
}

// plainText drops the tags of a fragment and joins its lines.
func plainText(fragment string) string {
	z, b := xhtml.NewTokenizer(strings.NewReader(fragment)), strings.Builder{}
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			if z.Err() != io.EOF {
				return html.EscapeString(fragment)
			}
			return strings.Join(strings.Fields(b.String()), " ")
		case xhtml.TextToken:
			b.Write(z.Text())
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}
