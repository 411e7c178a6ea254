package ui

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// oldest is the browser that every page must work in: the last Chromium for Windows 7, which boards and office machines still run.
const oldest = 109

// newer is a thing that came into Chromium after the oldest one. The numbers are those of the browser's own release notes; example is a text
// in which it must be found, so that a pattern that finds nothing fails.
type newer struct {
	name    string
	since   int
	kind    string // css, js or html
	pattern *regexp.Regexp
	example string
}

func css(name string, since int, pattern, example string) newer {
	return newer{name, since, "css", regexp.MustCompile(pattern), example}
}

// method finds a call of a method or function by its name; a property read before the call ("x&&x.y()") counts too.
func method(name string, since int) newer {
	return newer{name, since, "js", regexp.MustCompile(`(?:\.|\?\.)` + name + `\s*\(`), "a." + name + "(b)"}
}

func js(name string, since int, pattern, example string) newer {
	return newer{name, since, "js", regexp.MustCompile(pattern), example}
}

func attr(name string, since int) newer {
	return newer{"attribute " + name, since, "html", regexp.MustCompile(`<[a-z][^<>]*\s` + name + `(?:[\s=>?]|$)`), "<div " + name + "=x>"}
}

func element(name string, since int) newer {
	return newer{"element " + name, since, "html", regexp.MustCompile(`<` + name + `[\s>]`), "<" + name + ">"}
}

var newerThanOldest = []newer{
	css("nesting with &", 112, `[{};]\s*&`, `.a{&:hover{color:red}}`),
	css("color-mix()", 111, `\bcolor-mix\(`, `a{color:color-mix(in srgb,red,blue)}`),
	css("oklch() and oklab()", 111, `\bokl(?:ch|ab)\(`, `a{color:oklch(.5 0 0)}`),
	css("lch() and lab()", 111, `[:\s,(]l(?:ch|ab)\(`, `a{color:lch(50 0 0)}`),
	css("color()", 111, `[:\s,(]color\(`, `a{color:color(display-p3 1 0 0)}`),
	css("colour from another", 119, `\b(?:rgb|hsl|hwb|rgba|hsla)\(from\b`, `a{color:rgb(from red r g b)}`),
	css("light-dark()", 123, `\blight-dark\(`, `a{color:light-dark(#000,#fff)}`),
	css("subgrid", 117, `\bsubgrid\b`, `a{grid-template-rows:subgrid}`),
	css("text-wrap", 114, `[{;]\s*text-wrap`, `a{text-wrap:balance}`),
	css("white-space-collapse", 114, `\bwhite-space-collapse\b`, `a{white-space-collapse:collapse}`),
	css("@starting-style", 117, `@starting-style`, `@starting-style{a{opacity:0}}`),
	css("allow-discrete", 117, `\ballow-discrete\b|\btransition-behavior\b`, `a{transition:display 1s allow-discrete}`),
	css("view transitions", 111, `view-transition`, `a{view-transition-name:x}`),
	css("@scope", 118, `@scope`, `@scope(.a){b{color:red}}`),
	css("style queries of containers", 111, `@container[^{]*\bstyle\(`, `@container style(--x:1){a{color:red}}`),
	css("anchors", 125, `\banchor-name\b|\bposition-anchor\b|\banchor\(|\bposition-area\b|\bposition-try`, `a{anchor-name:--x}`),
	css(":popover-open", 114, `:popover-open`, `a:popover-open{color:red}`),
	css("interpolate-size", 129, `\binterpolate-size\b|\bcalc-size\(`, `a{interpolate-size:allow-keywords}`),
	css("field-sizing", 123, `\bfield-sizing\b`, `a{field-sizing:content}`),
	css(":user-valid", 119, `:user-(?:in)?valid`, `a:user-invalid{color:red}`),
	css(":dir()", 120, `:dir\(`, `a:dir(rtl){color:red}`),
	css(":nth-child(of)", 111, `:nth-(?:last-)?child\([^)]*\bof\b`, `a:nth-child(2 of .b){color:red}`),
	css(":open", 133, `:open\b`, `details:open{color:red}`),
	css("::details-content", 131, `::details-content`, `a::details-content{color:red}`),
	css("linear() easing", 113, `[\s:,]linear\(`, `a{transition:all 1s linear(0,1)}`),
	css("mask without prefix", 120, `[{;]\s*mask(?:-[a-z]+)?\s*:`, `a{mask:url(x)}`),
	css("animation-timeline", 115, `(?:animation|scroll|view)-timeline\b|\banimation-range\b`, `a{animation-timeline:scroll()}`),
	css("animation-composition", 112, `\banimation-composition\b`, `a{animation-composition:add}`),
	css("trigonometry", 111, `[\s:,(*/+-](?:sin|cos|tan|asin|acos|atan2?|pow|sqrt|hypot|log|exp)\(`, `a{width:calc(1px * sin(1))}`),
	css("round() and abs()", 125, `[\s:,(](?:round|rem|mod|abs|sign)\(`, `a{width:round(1px,2px)}`),
	css("units rlh, cap, rcap, rex, rch, ric", 111, `[\d.](?:rlh|r?cap|rex|rch|ric)\b`, `a{height:2rlh}`),
	css("initial-letter", 110, `\binitial-letter\b`, `a{initial-letter:2}`),
	css("scripting, update and overflow media", 113, `@media[^{]*\(\s*(?:scripting|update|overflow-block|overflow-inline|prefers-reduced-transparency|inverted-colors)`, `@media (scripting:none){a{color:red}}`),
	css("scrollbar-color and scrollbar-width", 121, `\bscrollbar-(?:color|width)\b`, `a{scrollbar-width:thin}`),
	css("print-color-adjust without prefix", 136, `[{;]\s*print-color-adjust`, `a{print-color-adjust:exact}`),
	css("box-decoration-break without prefix", 130, `[{;]\s*box-decoration-break`, `a{box-decoration-break:clone}`),
	css("image-set() without prefix", 113, `[\s:,]image-set\(`, `a{background:image-set("x" 1x)}`),
	css("font-size-adjust", 127, `\bfont-size-adjust\b`, `a{font-size-adjust:.5}`),
	css("text-box", 133, `\btext-box(?:-trim|-edge)?\s*:`, `a{text-box:trim-both}`),
	css("text-spacing-trim and auto-phrase", 119, `\btext-spacing-trim\b|\bauto-phrase\b|\btext-autospace\b`, `a{word-break:auto-phrase}`),
	css("ruby-align", 128, `\bruby-align\b`, `a{ruby-align:center}`),
	css("if()", 137, `[\s:,]if\(`, `a{color:if(style(--x:1):red)}`),

	method("toSorted", 110), method("toReversed", 110), method("toSpliced", 110),
	js("Array.fromAsync", 121, `\bArray\.fromAsync\b`, `Array.fromAsync(x)`),
	js("groupBy", 117, `\b(?:Object|Map)\.groupBy\b`, `Object.groupBy(x,f)`),
	js("Promise.withResolvers", 119, `\bPromise\.withResolvers\b`, `Promise.withResolvers()`),
	js("Promise.try", 128, `\bPromise\.try\b`, `Promise.try(f)`),
	method("isSubsetOf", 122), method("isSupersetOf", 122), method("isDisjointFrom", 122), method("symmetricDifference", 122), method("intersection", 122),
	js("new Set().union", 122, `new Set\([^()]*\)\.(?:union|difference)\(`, `new Set(a).union(b)`),
	js("URL.canParse and URL.parse", 120, `\bURL\.(?:canParse|parse)\b`, `URL.canParse(x)`),
	js("AbortSignal.any", 116, `\bAbortSignal\.any\b`, `AbortSignal.any([a])`),
	js("Iterator helpers", 122, `\bIterator\.(?:from|prototype)\b|\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|some|every|find|reduce|toArray|forEach|flatMap)\(`, `m.values().map(f)`),
	method("isWellFormed", 111), method("toWellFormed", 111),
	method("startViewTransition", 111), method("showPopover", 114), method("hidePopover", 114), method("togglePopover", 114),
	method("moveBefore", 133), method("setHTMLUnsafe", 124), method("getHTML", 125), method("requestClose", 134),
	js("Document.parseHTMLUnsafe", 124, `\bparseHTMLUnsafe\b`, `Document.parseHTMLUnsafe(x)`),
	js("scrollend", 114, `["']scrollend["']`, `addEventListener("scrollend",f)`),
	js("Intl.DurationFormat", 129, `\bIntl\.DurationFormat\b`, `new Intl.DurationFormat()`),
	js("base64 and hex of bytes", 140, `\bUint8Array\.from(?:Base64|Hex)\b|\.to(?:Base64|Hex)\(`, `Uint8Array.fromBase64(x)`),
	js("RegExp.escape", 136, `\bRegExp\.escape\b`, `RegExp.escape(x)`),
	js("expressions with flag v", 112, `RegExp\([^()]*,\s*["'][dgimsuy]*v[dgimsuy]*["']`, `new RegExp("x","gv")`),
	js("groups with flags in expressions", 125, `\(\?[ims]+(?:-[ims]+)?:`, `/(?i:x)/`),
	js("Symbol.dispose", 134, `\bSymbol\.(?:asyncD|d)ispose\b`, `Symbol.dispose`),
	js("ArrayBuffer.transfer", 114, `\.transferToFixedLength\(|\.buffer\.transfer\(`, `x.buffer.transfer()`),
	js("Math.sumPrecise and f16round", 135, `\bMath\.(?:sumPrecise|f16round)\b|\bFloat16Array\b`, `Math.f16round(x)`),
	js("Error.isError", 134, `\bError\.isError\b`, `Error.isError(x)`),
	js("scheduler.yield", 129, `\bscheduler\.yield\b`, `scheduler.yield()`),
	js("document picture in picture", 116, `\bdocumentPictureInPicture\b`, `documentPictureInPicture.requestWindow()`),
	js("import with attributes", 123, `\bfrom\s*["'][^"']+["']\s*with\s*\{`, `import x from "y" with {type:"json"}`),

	attr("popover", 114), attr("popovertarget", 114), attr("popovertargetaction", 114), attr("command", 135), attr("commandfor", 135),
	attr("closedby", 134), attr("shadowrootmode", 111), attr("writingsuggestions", 124), attr("autocorrect", 135),
	element("search", 118), element("selectedcontent", 135), element("permission", 126), element("fencedframe", 113),
	{"details with a name", 120, "html", regexp.MustCompile(`<details[^<>]*\sname=`), `<details name="x">`},
}

// allowed is what stands in a file though it is newer, and why it does no harm there. One that is no longer needed fails.
var allowed = []struct{ file, feature, reason string }{
	{"htmx.", "startViewTransition", "htmx asks for the function before it calls it"},
	{"htmx.", "moveBefore", "htmx asks for the function before it calls it"},
	{"htmx.", "Document.parseHTMLUnsafe", "htmx asks for the function before it calls it"},
	{"pdf.worker.", "Promise.withResolvers", "pdf.js's legacy build brings it along"},
	{"pdf.worker.", "Promise.try", "pdf.js's legacy build brings it along"},
	{"pdf.worker.", "intersection", "pdf.js's legacy build brings it along: the match is its own probe"},
	{"pdf.worker.", "Iterator helpers", "pdf.js's legacy build brings them along"},
	{"pdf.worker.", "base64 and hex of bytes", "pdf.js asks for them and has its own otherwise"},
	{"viewer.", "Promise.withResolvers", "pdf.js's legacy build brings it along"},
	{"viewer.", "Promise.try", "pdf.js's legacy build brings it along"},
	{"viewer.", "intersection", "pdf.js's legacy build brings it along: the match is its own probe"},
	{"viewer.", "base64 and hex of bytes", "pdf.js asks for them and has its own otherwise"},
	{"viewer.", "AbortSignal.any", "in pdf.js's editors of notes and in touch gestures, which our page of documents does not load"},
}

// lint names what a text of a kind uses that is newer than the oldest browser. Rules inside @supports are asked for before they count.
func lint(kind, text string) []newer {
	switch kind {
	case "css":
		text = cssComment.ReplaceAllString(text, "")
		text = withoutSupports(text)
	case "html":
		text = templCode.ReplaceAllString(text, `"x"`)
	}
	var out []newer
	for _, f := range newerThanOldest {
		if f.kind == kind && f.pattern.MatchString(text) {
			out = append(out, f)
		}
	}
	if kind == "css" && nests(text) {
		out = append(out, newer{name: "nesting", since: 112, kind: kind})
	}
	return out
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	templCode  = regexp.MustCompile(`\{[^{}<>]*\}`) // values in templ: attributes stand outside
)

// withoutSupports leaves out blocks whose rules a browser skips when it does not know them.
func withoutSupports(text string) string {
	for {
		from := strings.Index(text, "@supports")
		if from < 0 {
			return text
		}
		depth, end := 0, len(text)
		for i := from; i < len(text); i++ {
			if text[i] == '{' {
				depth++
			}
			if text[i] == '}' {
				if depth--; depth == 0 {
					end = i + 1
					break
				}
			}
		}
		text = text[:from] + text[end:]
	}
}

// nests tells whether a rule stands inside a rule. Blocks of at-rules may hold rules.
func nests(text string) bool {
	var rules []bool // for each open block: whether it is a rule with a selector
	from := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			head := strings.TrimSpace(text[from:i])
			inside := len(rules) > 0 && rules[len(rules)-1]
			if inside {
				return true
			}
			rules = append(rules, !strings.HasPrefix(head, "@"))
			from = i + 1
		case '}':
			if len(rules) > 0 {
				rules = rules[:len(rules)-1]
			}
			from = i + 1
		case ';':
			from = i + 1
		}
	}
	return false
}

// TestNewerFeaturesAreFound: each line of the table finds its own example, and what the oldest browser knows is not taken for new.
func TestNewerFeaturesAreFound(t *testing.T) {
	for _, f := range newerThanOldest {
		if f.since <= oldest {
			t.Errorf("%s came with %d, which the oldest browser has", f.name, f.since)
		}
		if got := lint(f.kind, f.example); !slices.ContainsFunc(got, func(g newer) bool { return g.name == f.name }) {
			t.Errorf("%s is not found in %s", f.name, f.example)
		}
	}
	for kind, old := range map[string]string{
		"css":  `@media (width >= 40em){a:has(b){inset:0}}@container (width > 3em){a{color:red}}@layer x{a{height:100dvh;accent-color:red}}@supports (color:oklch(0 0 0)){a{color:oklch(0 0 0)}}`,
		"js":   `a.findLast(f);structuredClone(x);AbortSignal.timeout(3);a.at(-1);Object.hasOwn(a,"b");new Intl.Segmenter("zh");m.values().next();crypto.randomUUID()`,
		"html": `<div inert hidden="until-found"><details open><summary>x</summary></details><dialog><input name="search" data-command="x" enterkeyhint="go"></dialog>`,
	} {
		for _, f := range lint(kind, old) {
			t.Errorf("%s: %s is taken for new in %s", kind, f.name, old)
		}
	}
	if len(lint("css", `.a{.b{color:red}}`)) == 0 || len(lint("css", `.a{color:red}@media print{.b{color:red}}`)) != 0 {
		t.Error("nesting is not told from blocks of at-rules")
	}
}

// TestFilesKeepToTheOldestBrowser: no style, script or page uses what came after Chromium 109. The build lowers syntax; this finds what
// it cannot: functions, properties, attributes.
func TestFilesKeepToTheOldestBrowser(t *testing.T) {
	needed := map[string]bool{}
	check := func(kind, name, text string) {
		for _, f := range lint(kind, text) {
			i := slices.IndexFunc(allowed, func(a struct{ file, feature, reason string }) bool {
				return strings.HasPrefix(name, a.file) && a.feature == f.name
			})
			if i < 0 {
				t.Errorf("%s uses %s, which came with Chromium %d", name, f.name, f.since)
				continue
			}
			needed[allowed[i].file+allowed[i].feature] = true
		}
	}
	files, err := filepath.Glob("dist/*")
	if err != nil {
		t.Fatal(err)
	}
	styles, scripts, pages := 0, 0, 0
	for _, path := range files {
		kind := strings.TrimPrefix(filepath.Ext(path), ".")
		if kind != "css" && kind != "js" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if kind == "css" {
			styles++
		} else {
			scripts++
		}
		check(kind, filepath.Base(path), string(b))
	}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".templ" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pages++
		check("html", filepath.ToSlash(path), string(b))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if styles < 1 || scripts < 7 || pages < 50 {
		t.Errorf("only %d styles, %d scripts and %d files of pages were read", styles, scripts, pages)
	}
	for _, a := range allowed {
		if !needed[a.file+a.feature] {
			t.Errorf("%s no longer uses %s: take it out of the list", a.file, a.feature)
		}
	}
}
