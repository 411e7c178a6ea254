// Package help shows the guide of docs/guide and knows which part of it belongs to a page. The guide is Chinese; an English reader is
// told so. Nothing in it is anybody's data, so it is open to everybody, also at the sign-in page.
package help

import (
	"bytes"
	_ "embed"
	"net/http"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/tongxue-edu/tongxue/docs/guide"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Guide is one guide: its name in the address, its title, and what it is made of.
type Guide struct {
	Name, Title, HTML string
	Parts             []Part
}

// Part is a heading with its anchor.
type Part struct{ Anchor, Title string }

// Pages are the pages of this package. Make them with New.
type Pages struct {
	list   []Guide
	byName map[string]Guide
}

// order is how the guides stand in the list.
var order = []string{"home", "pupil", "guardian", "teacher", "access", "registrar", "notice", "device", "bureau", "administrator", "signin", "https"}

// suffix ends the file names of the guides.
const suffix = ".zh-CN.md"

// New renders the guides. It panics on a file that cannot be read: they are part of the binary.
func New() *Pages {
	p := &Pages{byName: map[string]Guide{}}
	names := append([]string{}, order...)
	files, err := guide.Files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), suffix)
		if !contains(names, name) {
			names = append(names, name) // a guide that nobody has put in its place yet stands at the end
		}
	}
	for _, name := range names {
		src, err := guide.Files.ReadFile(name + suffix)
		if err != nil {
			panic(err)
		}
		g := render(name, src)
		p.list, p.byName[name] = append(p.list, g), g
	}
	return p
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const open = "the guide is the same for everybody and holds no data"
	return []httpx.Route{
		{Pattern: "GET /help", Open: open, Serve: p.index},
		{Pattern: "GET /help/{guide}", Open: open, Serve: p.one},
	}
}

func (p *Pages) index(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, indexPage(p.list))
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	g, ok := p.byName[r.PathValue("guide")]
	if !ok {
		return fault.New(fault.NotFound, "没有这份说明")
	}
	return ui.Render(w, r, http.StatusOK, guidePage(g))
}

// Has reports whether there is such a guide with such an anchor; an empty anchor is its beginning.
func (p *Pages) Has(name, anchor string) bool {
	g, ok := p.byName[name]
	if !ok || anchor == "" {
		return ok
	}
	for _, x := range g.Parts {
		if x.Anchor == anchor {
			return true
		}
	}
	return false
}

var md = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// render turns a guide into HTML. Its first heading is the page's own title and is left out; raw HTML is not rendered; links to other
// guides lead to their pages, and links to what is no guide are left as their words.
func render(name string, src []byte) Guide {
	g := Guide{Name: name, Title: name}
	ctx := parser.NewContext(parser.WithIDs(&ids{seen: map[string]bool{}}))
	doc := md.Parser().Parse(text.NewReader(src), parser.WithContext(ctx))
	var top ast.Node
	var dead []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch x := n.(type) {
		case *ast.Heading:
			if x.Level == 1 && top == nil {
				top, g.Title = n, words(n, src)
			} else if anchor, ok := x.AttributeString("id"); ok && x.Level == 2 {
				g.Parts = append(g.Parts, Part{string(anchor.([]byte)), words(n, src)})
			}
		case *ast.Link:
			if to, ok := address(string(x.Destination)); ok {
				x.Destination = []byte(to)
			} else {
				dead = append(dead, x)
			}
		}
		return ast.WalkContinue, nil
	})
	if top != nil {
		doc.RemoveChild(doc, top)
	}
	for _, l := range dead {
		for c := l.FirstChild(); c != nil; c = l.FirstChild() {
			l.Parent().InsertBefore(l.Parent(), l, c)
		}
		l.Parent().RemoveChild(l.Parent(), l)
	}
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, doc); err != nil {
		panic(err) // only a failing writer fails, and a Buffer does not
	}
	g.HTML = b.String()
	return g
}

// address is where a link of a guide leads on this server.
func address(to string) (string, bool) {
	file, anchor, _ := strings.Cut(to, "#")
	name, ok := strings.CutSuffix(file, suffix)
	switch {
	case strings.HasPrefix(to, "#"):
		return to, true
	case ok && !strings.Contains(name, "/"):
		if anchor != "" {
			anchor = "#" + anchor
		}
		return "/help/" + name + anchor, true
	}
	return "", false
}

func words(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if t, ok := c.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(src))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// ids makes anchors of headings: their letters and digits, whatever the script, with hyphens for the rest.
type ids struct{ seen map[string]bool }

// Generate implements parser.IDs.
func (s *ids) Generate(value []byte, _ ast.NodeKind) []byte {
	anchor := Anchor(string(value))
	for s.seen[anchor] {
		anchor += "-"
	}
	s.seen[anchor] = true
	return []byte(anchor)
}

// Put implements parser.IDs.
func (s *ids) Put(value []byte) { s.seen[string(value)] = true }

// Anchor is the anchor of a heading.
func Anchor(heading string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(heading), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}
