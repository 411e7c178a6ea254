package commons

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/tongxue-edu/tongxue/internal/blob"
)

// fileScheme is how a body names an uploaded file: ![图](file:三角形.png).
const fileScheme = "file:"

// HTML renders a body for a page. base is the address under which the files of this work or version are served, without a slash
// at the end. Raw HTML is shown as the characters it is made of (a<b>c in a mathematics lesson is text), pictures from elsewhere and
// every scheme but http, https and mailto are taken out; headings go one level down, because the page's own title is the first.
func HTML(body string, files []File, base string) string {
	src := []byte(body)
	doc := md.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch x := n.(type) {
		case *ast.Heading:
			x.Level = min(x.Level+1, 6)
		case *ast.Link:
			x.Destination = resolve(x.Destination, files, base, false)
		case *ast.Image:
			x.Destination = resolve(x.Destination, files, base, true)
			if f, ok := find(files, x.Destination, base); ok {
				x.SetAttributeString("data-mime", []byte(f.Mime))
				x.SetAttributeString("data-tracks", []byte(tracks(files, f, base)))
			}
		}
		return ast.WalkContinue, nil
	})
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, doc); err != nil {
		return "" // only a failing writer fails, and a Buffer does not
	}
	return string(policy.SanitizeBytes(b.Bytes()))
}

// plain is the text of a body without marks, and its headings, for the index.
func plain(body string) (all string, headings []string) {
	src := []byte(body)
	var b strings.Builder
	_ = ast.Walk(md.Parser().Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch x := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(x.Segment.Value(src))
				if x.SoftLineBreak() || x.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.Heading:
			if entering {
				headings = append(headings, strings.TrimSpace(string(x.Lines().Value(src))))
			}
		}
		if n.Type() == ast.TypeBlock && !entering {
			b.WriteByte('\n')
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String()), headings
}

// md and policy are made once: both are safe for concurrent use and expensive to build.
var (
	md     = markdown()
	policy = strict()
)

// markdown is CommonMark with tables and without raw HTML.
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
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(mediaRenderer{}, 100))))
}

func strict() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "del", "code", "pre", "blockquote",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,4}$`)).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|right|center)$`)).OnElements("th", "td")
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	ours := regexp.MustCompile(`^/[A-Za-z0-9/_-]+$`) // an address of our own file routes
	p.AllowAttrs("src").Matching(ours).OnElements("img", "video", "audio")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("src").Matching(ours).OnElements("track")
	p.AllowAttrs("kind", "srclang", "label", "default").OnElements("track")
	p.AllowAttrs("controls", "preload", "aria-label").OnElements("video", "audio")
	return p
}

// resolve turns file:name into an address; a picture from elsewhere gets none.
func resolve(dest []byte, files []File, base string, media bool) []byte {
	name, ok := strings.CutPrefix(string(dest), fileScheme)
	if !ok {
		if media {
			return nil
		}
		return dest
	}
	if u, err := url.PathUnescape(name); err == nil {
		name = u
	}
	for _, f := range files {
		if f.Name == name {
			return []byte(base + "/" + f.ID.String())
		}
	}
	return nil
}

// tracks are the captions of a video as elements within it.
func tracks(files []File, f File, base string) string {
	if f.Kind() != "video" {
		return ""
	}
	var b strings.Builder
	for i, c := range Captions(files, f) {
		chosen := ""
		if i == 0 {
			chosen = ` default=""`
		}
		fmt.Fprintf(&b, `<track kind="captions" src="%s/%s/track" srclang="%s" label="%s"%s>`, base, c.ID, c.Lang, c.Label, chosen)
	}
	return b.String()
}

func find(files []File, dest []byte, base string) (File, bool) {
	for _, f := range files {
		if string(dest) == base+"/"+f.ID.String() {
			return f, true
		}
	}
	return File{}, false
}

// mediaRenderer writes an image node as a picture, a video or a sound, by the type that the bytes had at upload.
type mediaRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (mediaRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		x := n.(*ast.Image)
		alt := util.EscapeHTML(altOf(x, src))
		dest := util.EscapeHTML(x.Destination)
		mime, _ := x.AttributeString("data-mime")
		kind, _ := mime.([]byte)
		put := func(parts ...string) {
			for _, p := range parts {
				_, _ = w.WriteString(p) // a bufio.Writer keeps its first error
			}
		}
		switch {
		case len(dest) == 0:
			put("<em>", string(alt), "</em>")
		case bytes.HasPrefix(kind, []byte("video/")), bytes.HasPrefix(kind, []byte("audio/")):
			tag := string(kind[:5])
			given, _ := x.AttributeString("data-tracks")
			inner, _ := given.([]byte)
			put("<", tag, ` controls="" preload="metadata" src="`, string(dest), `" aria-label="`, string(alt), `">`, string(inner), "</", tag, ">")
		case len(kind) > 0 && (!bytes.HasPrefix(kind, []byte("image/")) || blob.Active(string(kind))): // what a page may not hold is linked
			put(`<a href="`, string(dest), `">`, string(alt), "</a>")
		default:
			put(`<img src="`, string(dest), `" alt="`, string(alt), `">`)
		}
		return ast.WalkSkipChildren, nil
	})
}

func altOf(x *ast.Image, src []byte) []byte {
	var b bytes.Buffer
	_ = ast.Walk(x, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(src))
		}
		return ast.WalkContinue, nil
	})
	return b.Bytes()
}
