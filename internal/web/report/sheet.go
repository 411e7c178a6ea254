package report

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/insight"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/sheet"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// What the sheet holds at most, so that it stays one page of A4.
const (
	sheetItems  = 6
	sheetWrong  = 2
	sheetNames  = 7
	sheetPoints = 5
	sheetTodo   = 6
	sheetGroups = 9
)

// sheet is the review-lesson sheet 讲评单 of a class in one subject.
func (p *Pages) sheet(w http.ResponseWriter, r *http.Request, v *view) error {
	if v.Sheet == nil {
		return ui.Render(w, r, http.StatusOK, noSheetPage(v))
	}
	return ui.Render(w, r, http.StatusOK, sheetPage(v))
}

// board is the projection: items, options and thoughts, no name and no mark.
func (p *Pages) board(w http.ResponseWriter, r *http.Request, v *view) error {
	if v.Sheet == nil {
		return ui.Render(w, r, http.StatusOK, noSheetPage(v))
	}
	b := projected(r.Context(), v)
	at, _ := strconv.Atoi(r.URL.Query().Get("item"))
	b.At = max(0, min(at-1, len(b.Items)-1))
	b.Answer = r.URL.Query().Get("answer") == "1"
	return ui.Render(w, r, http.StatusOK, boardPage(b))
}

// step is one item of the projection. It has no field for a person or a mark.
type step struct {
	Title  string
	Back   string
	Path   string
	Query  []string // of the address: subject
	Items  []projection
	At     int
	Answer bool
}

type projection struct {
	Name      string
	Knowledge []string
	Chapter   string
	Key       string
	Wrong     []string // thoughts to discuss, the commonest first, without numbers
}

func projected(ctx context.Context, v *view) step {
	b := step{Title: v.subjectName(ctx, v.Subject) + " · " + v.Head.Title, Back: v.to("sheet"), Path: v.base + "/board", Query: []string{"subject", v.Subject}}
	if v.wall {
		b.Back = v.list
	}
	if v.Kind == rep.KindTeaching {
		b.Query = append(b.Query, "cut", string(v.Kind), "part", v.Part)
	}
	for i, it := range v.Board().Items {
		if i == len(v.Sheet.Worst) { // the rest needs no lesson
			break
		}
		x := projection{Name: it.Name, Knowledge: it.Knowledge, Chapter: v.paper(it.Place).Chapter, Key: it.Key}
		for k, w := range it.Wrong {
			if k < 3 {
				x.Wrong = append(x.Wrong, w.Answer)
			}
		}
		b.Items = append(b.Items, x)
	}
	return b
}

func (s step) item() projection { return s.Items[s.At] }

// link leads to an item of the projection, counted from 0; empty beyond the ends.
func (s step) link(at int, answer bool) string {
	if at < 0 || at >= len(s.Items) {
		return ""
	}
	q := append([]string{}, s.Query...)
	q = append(q, "item", strconv.Itoa(at+1))
	if answer {
		q = append(q, "answer", "1")
	}
	return s.Path + encode(q)
}

func (s step) spec() ui.BoardSpec {
	if len(s.Items) == 0 {
		return ui.BoardSpec{Leave: s.Back}
	}
	next := s.link(s.At+1, false)
	if !s.Answer && s.item().Key != "" {
		next = s.link(s.At, true)
	}
	prev := s.link(s.At-1, false)
	if s.Answer {
		prev = s.link(s.At, false)
	}
	return ui.BoardSpec{Prev: prev, Next: next, Leave: s.Back, Step: strconv.Itoa(s.At+1) + " / " + strconv.Itoa(len(s.Items))}
}

// who names the rows of a wrong answer, as the sheet of a practice does.
func (v *view) who(ctx context.Context, rows []int) string {
	ps := make([]insight.Pupil, len(rows))
	for i, r := range rows {
		ps[i].Name = v.pupil(r)
	}
	return sheet.People(ctx, ps, sheetNames)
}

// points are the knowledge points of the sheet.
func (v *view) sheetPoints() []rep.Point {
	var out []rep.Point
	for _, i := range v.Sheet.Points {
		if len(out) < sheetPoints && i < len(v.Knowledge) {
			out = append(out, v.Knowledge[i])
		}
	}
	return out
}

// group is pupils who have the same items to go over.
type group struct {
	items []int
	rows  []int
}

// needs are groups for the lesson: who has the same to go over, in the order of the register.
func (v *view) needs(ctx context.Context) []string {
	var groups []group
	at := map[string]int{}
	for _, n := range v.Sheet.Needs {
		key := v.items(n.Items)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, group{items: n.Items})
		}
		groups[i].rows = append(groups[i].rows, n.Row)
	}
	var out []string
	rest := 0
	for i, g := range groups {
		if i >= sheetGroups {
			rest += len(g.rows)
			continue
		}
		out = append(out, t(ctx, "第 %[1]s 题：%[2]s", v.items(g.items), v.names(g.rows)))
	}
	if rest > 0 {
		out = append(out, t(ctx, "另有 %d 人各不相同，见各题的作答。", rest))
	}
	return out
}

// zeros are the rows with no mark at all on an item that a person marked.
func (v *view) zeros(j int) []int {
	var out []int
	for r, row := range v.Class.Marks {
		if v.paper(j).Key == "" && j < len(row) && row[j] == 0 {
			out = append(out, r)
		}
	}
	return out
}

// away is who did not sit, by reason.
func (v *view) away(ctx context.Context) string {
	var out []string
	for r := range v.Class.Persons {
		if s := v.status(ctx, r); s != "" {
			out = append(out, v.pupil(r)+"("+s+")")
		}
	}
	return strings.Join(out, " ")
}

// todo is what to do, in sentences.
func (v *view) todo(ctx context.Context) []said {
	var out []said
	for i, f := range v.Sheet.Todo {
		if i < sheetTodo {
			out = append(out, v.tell(ctx, f))
		}
	}
	if len(out) == 0 {
		out = append(out, said{text: t(ctx, "各题得分率都高，不必整堂讲评，个别辅导即可。")})
	}
	return out
}
