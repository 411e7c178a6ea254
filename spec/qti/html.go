package qti

import (
	"html"
	"net/url"
	"path"
	"strings"
)

// htmlNames are the elements that reach a page. Everything else loses its tags or, when in droppedNames, its content too.
var htmlNames = names(`p div span strong em b i u sub sup br ul ol li dl dt dd table caption colgroup col thead tbody
	tfoot tr th td img ruby rb rt rp rtc blockquote pre code h1 h2 h3 h4 h5 h6 hr small q cite var samp kbd abbr object a
	section article figure figcaption big tt`)

// droppedNames lose their content as well: it is not for reading.
var droppedNames = names(`script style iframe embed form input button select option textarea link meta base svg audio
	video source canvas applet frame frameset noscript title head param stylesheet`)

// mathNames is presentation MathML, without links and actions.
var mathNames = names(`math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom mfenced
	menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mlabeledtr mtd semantics`)

var keptHTML = names(`p div span strong em b i u sub sup br ul ol li dl dt dd table caption colgroup col thead tbody
	tfoot tr th td img ruby rb rt rp rtc blockquote pre code h3 h4 h5 h6 hr small`)

// renamed keeps structure where a tag itself is not wanted: item headings would break the page's own outline.
var renamed = map[string]string{"h1": "h3", "h2": "h3", "figure": "div", "figcaption": "p", "tt": "code"}

var voidNames = names(`br img hr col`)

var keptAttrs = names(`lang dir colspan rowspan scope alt width height start title`)

var mathAttrs = names(`display displaystyle mathvariant open close separators fence stretchy lspace rspace form accent
	accentunder linethickness columnalign rowalign columnspan rowspan width height depth notation scriptlevel`)

func names(list string) map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(list) {
		m[s] = true
	}
	return m
}

// htmlWriter writes item content as an HTML fragment from the allow-list above. Attributes are escaped, event
// handlers, styles, ids, classes and addresses outside the package never pass.
type htmlWriter struct {
	b     strings.Builder
	media func(name string) string
	// special may take over an element (interactions, feedback); it returns true when it did.
	special func(n *node) bool
}

func (w *htmlWriter) all(nodes []*node) {
	for _, n := range nodes {
		w.one(n)
	}
}

func (w *htmlWriter) one(n *node) {
	if n.name == "" {
		w.b.WriteString(html.EscapeString(n.text))
		return
	}
	if w.special != nil && w.special(n) {
		return
	}
	switch {
	case n.math && mathNames[n.name]:
		w.element(n.name, n, mathAttrs)
	case n.math, droppedNames[n.name]:
	case n.name == "img":
		w.image(n.attr("src"), n)
	case n.name == "object":
		if strings.HasPrefix(n.attr("type"), "image/") {
			w.image(n.attr("data"), n)
		} else {
			w.all(n.kids)
		}
	case keptHTML[n.name]:
		w.element(n.name, n, keptAttrs)
	case renamed[n.name] != "":
		w.element(renamed[n.name], n, keptAttrs)
	case n.qti && hiddenQTI[n.name]:
	default:
		w.all(n.kids)
	}
}

func (w *htmlWriter) element(name string, n *node, kept map[string]bool) {
	w.b.WriteString("<" + name)
	for _, a := range n.attrs {
		key := strings.TrimPrefix(a.name, "xml:")
		if kept[key] {
			w.b.WriteString(" " + key + `="` + html.EscapeString(a.value) + `"`)
		}
	}
	w.b.WriteString(">")
	if voidNames[name] {
		return
	}
	w.all(n.kids)
	w.b.WriteString("</" + name + ">")
}

// image writes a picture of the package. What lies outside is never fetched: its alternative text stands instead.
func (w *htmlWriter) image(src string, n *node) {
	alt := n.attr("alt")
	if alt == "" {
		alt = strings.TrimSpace(n.content())
	}
	address := ""
	if localName(src) {
		address = src
		if w.media != nil {
			address = w.media(src)
		}
	}
	if address == "" {
		w.b.WriteString(html.EscapeString(alt))
		return
	}
	w.b.WriteString(`<img src="` + html.EscapeString(address) + `" alt="` + html.EscapeString(alt) + `"`)
	for _, size := range []string{"width", "height"} {
		if v := n.attr(size); v != "" {
			w.b.WriteString(" " + size + `="` + html.EscapeString(v) + `"`)
		}
	}
	w.b.WriteString(">")
}

// localName reports whether a picture's name points into the package: relative, no scheme, no host.
func localName(src string) bool {
	u, err := url.Parse(src)
	return err == nil && u.Scheme == "" && u.Host == "" && u.Path != "" && !strings.HasPrefix(u.Path, "/") &&
		!strings.HasPrefix(path.Clean(u.Path), "..\\")
}

// plain is the text below nodes for labels and messages: tags dropped, white space collapsed, hidden parts left out.
func plain(nodes []*node) string {
	var b strings.Builder
	for _, n := range nodes {
		n.walk(func(k *node) bool {
			if droppedNames[k.name] || (k.qti && hiddenQTI[k.name]) || hiddenFeedback(k) {
				return false
			}
			b.WriteString(k.text)
			if k.name == "br" || k.name == "p" {
				b.WriteByte(' ')
			}
			if k.name == "img" {
				b.WriteString(k.attr("alt"))
			}
			return true
		})
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
