// Package sheet is the teacher's pages of the review-lesson sheet 讲评单: the list, the sheet on one A4 page, and its projection
// before the class without names or marks. It may not compute a figure: insight does.
package sheet

import (
	"context"
	_ "embed"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Insight *insight.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
	// Ask gives a question to the actor about the lesson of an assignment, or nil when there is none to ask.
	Ask func(ctx context.Context, a *org.Actor, assignment id.Any, sheet bool, back string) (templ.Component, error)
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	verb := string(org.ClassAnalyse)
	return []httpx.Route{
		{Pattern: "GET /teacher/sheets", Verb: verb, Target: "self", Serve: p.list},
		{Pattern: "GET /teacher/sheets/{assignment}", Verb: verb, Target: "assignment", Serve: p.sheet},
		{Pattern: "GET /teacher/sheets/{assignment}/board", Verb: verb, Target: "assignment", Serve: p.board},
	}
}

// listed is how many assignments the list shows; older ones are reached from the assignments' own pages.
const listed = 100

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	gs, err := p.Insight.Sheets(r.Context(), org.ActorFrom(r.Context()), listed)
	if err != nil {
		return err
	}
	for i := range gs {
		if p.Subject != nil {
			gs[i].Subject = p.Subject(r.Context(), gs[i].Subject)
		}
	}
	return ui.Render(w, r, http.StatusOK, listPage(gs))
}

func (p *Pages) read(r *http.Request) (insight.Sheet, error) {
	a, err := id.Parse[any](r.PathValue("assignment"))
	if err != nil {
		return insight.Sheet{}, fault.New(fault.NotFound, "没有这次练习")
	}
	return p.Insight.Sheet(r.Context(), org.ActorFrom(r.Context()), a)
}

func (p *Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.read(r)
	if err != nil {
		return err
	}
	var ask templ.Component
	if p.Ask != nil {
		if ask, err = p.Ask(r.Context(), org.ActorFrom(r.Context()), sh.Assignment.ID, true, href(sh.Assignment.ID)); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, sheetPage(sh, ask))
}

func (p *Pages) board(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.read(r)
	if err != nil {
		return err
	}
	b := sh.Board()
	at, _ := strconv.Atoi(r.URL.Query().Get("item"))
	at = max(0, min(at-1, len(b.Items)-1))
	return ui.Render(w, r, http.StatusOK, boardPage(step{Board: b, At: at, Answer: r.URL.Query().Get("answer") == "1", Back: href(sh.Assignment.ID)}))
}

func href(a id.Any) string { return "/teacher/sheets/" + a.String() }

// step is one item of the board.
type step struct {
	insight.Board
	At     int
	Answer bool
	Back   string
}

func (s step) item() insight.BoardItem { return s.Items[s.At] }

// link leads to an item of the board, counted from 1; empty beyond the ends.
func (s step) link(at int, answer bool) string {
	if at < 0 || at >= len(s.Items) {
		return ""
	}
	l := s.Back + "/board?item=" + strconv.Itoa(at+1)
	if answer {
		l += "&answer=1"
	}
	return l
}

func (s step) spec() ui.BoardSpec {
	next := s.link(s.At+1, false)
	if !s.Answer && len(s.Items) > 0 && s.item().Key != "" {
		next = s.link(s.At, true)
	}
	prev := s.link(s.At-1, false)
	if s.Answer {
		prev = s.link(s.At, false)
	}
	return ui.BoardSpec{Prev: prev, Next: next, Leave: s.Back, Step: strconv.Itoa(s.At+1) + " / " + strconv.Itoa(len(s.Items))}
}

// brief cuts a question to what a line of the sheet holds.
func brief(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// People joins names, and says how many more there are.
func People(ctx context.Context, ps []insight.Pupil, most int) string {
	var names []string
	for i, p := range ps {
		if i == most {
			return strings.Join(names, "、") + i18n.T(ctx, "等 %d 人", len(ps))
		}
		names = append(names, p.Name)
	}
	return strings.Join(names, "、")
}

// Response is an answer in quotation marks, or that there was none.
func Response(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "没有作答")
	}
	return "“" + s + "”"
}

// spoken is a response as the class can read it: the option behind a letter.
func spoken(ctx context.Context, l insight.Line, s string) string {
	for _, o := range l.Options {
		if strings.HasPrefix(o, s+". ") {
			return o
		}
	}
	return Response(ctx, s)
}

func numbers(ns []int) string {
	var out []string
	for _, n := range ns {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, "、")
}

// next is what to do tomorrow, in sentences made from the figures.
func next(ctx context.Context, sh insight.Sheet) []string {
	var out []string
	switch {
	case answered(sh) == 0:
		return []string{i18n.T(ctx, "还没有收到答案。学生做完或您录入纸质答案以后，这里会告诉您先讲什么。")}
	case len(sh.Worst) == 0 && waiting(sh) == 0:
		out = append(out, i18n.T(ctx, "各题正确率都在 85%% 以上，不必整堂讲评，个别辅导即可。"))
	case len(sh.Worst) > 0:
		var ns []int
		for _, it := range sh.Worst {
			ns = append(ns, it.No)
		}
		out = append(out, i18n.T(ctx, "先讲第 %s 题：全班正确率最低。", numbers(ns)))
		if it := sh.Worst[0]; len(it.Wrong) > 0 && it.Wrong[0].Response != "" && it.Wrong[0].N > 1 {
			out = append(out, i18n.T(ctx, "第 %[1]d 题有 %[3]d 人答成%[2]s，从这个想法讲起。", it.No, Response(ctx, it.Wrong[0].Response), it.Wrong[0].N))
		}
	}
	if n := deep(sh); n > 0 {
		out = append(out, i18n.T(ctx, "有 %d 人在要讲的题中错了一半以上，课后单独看一看。", n))
	}
	if w := waiting(sh); w > 0 {
		out = append(out, i18n.T(ctx, "还有 %d 份简答没有批，批完后这张单子会更新。", w))
	}
	if n := len(sh.Missing); n > 0 && n < sh.Pupils {
		out = append(out, i18n.T(ctx, "%d 人还没有交，先了解原因。", n))
	}
	return out
}

func waiting(sh insight.Sheet) (n int) {
	for _, it := range sh.Items {
		n += it.Waiting
	}
	return n
}

// deep counts the pupils who missed at least half of three or more items to review.
func deep(sh insight.Sheet) (n int) {
	for _, need := range sh.Needs {
		if len(sh.Worst) >= 3 && 2*len(need.Items) >= len(sh.Worst) {
			n++
		}
	}
	return n
}

func answered(sh insight.Sheet) (n int) {
	for _, it := range sh.Items {
		n += it.Right.N + it.Waiting
	}
	return n
}
