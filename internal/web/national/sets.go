package national

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// setsView is the page of topics, papers and courses; Open is the one whose lines are shown.
type setsView struct {
	Kind      string
	Rows      []exchange.Set
	All, Page int
	Open      *exchange.Set
	Lines     []exchange.SetLine
}

// sets lists the sets of a kind with ?kind=, or shows one of them with ?id=.
func (p *Pages) sets(w http.ResponseWriter, r *http.Request) error {
	ctx, a, q := r.Context(), org.ActorFrom(r.Context()), r.URL.Query()
	v := setsView{Kind: q.Get("kind")}
	if !slices.Contains(exchange.SetKinds(), v.Kind) {
		v.Kind = exchange.Topics
	}
	if id := q.Get("id"); id != "" {
		got, lines, err := p.Exchange.Set(ctx, a, v.Kind, id)
		if err != nil {
			return err
		}
		v.Open, v.Lines = &got, lines
		return ui.Render(w, r, http.StatusOK, setPage(v))
	}
	page, _ := strconv.Atoi(q.Get("page")) // not a number is the first page
	v.Page = min(max(page, 0), 100_000)
	var err error
	if v.Rows, v.All, err = p.Exchange.Sets(ctx, a, v.Kind, v.Page); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, setsPage(v))
}

func setsHref(kind, name, value string) string {
	href := "/national/sets?kind=" + url.QueryEscape(kind)
	if name != "" {
		href += "&" + name + "=" + url.QueryEscape(value)
	}
	return href
}

// kindNames are the kinds in words.
var kindNames = map[string]string{exchange.Topics: "专题", exchange.Papers: "试卷", exchange.Courses: "活动课程"} // i18n:data

func (v setsView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, k := range exchange.SetKinds() {
		out = append(out, ui.Tab{Label: kindNames[k], Href: setsHref(k, "", ""), Active: k == v.Kind, Count: -1})
	}
	return out
}

func (v setsView) pager(ctx context.Context) ui.PagerSpec {
	s := ui.PagerSpec{Note: i18n.T(ctx, "共 %d 个", v.All)}
	if v.Page > 0 {
		s.Prev = setsHref(v.Kind, "page", strconv.Itoa(v.Page-1))
	}
	if (v.Page+1)*exchange.PageSize < v.All {
		s.Next = setsHref(v.Kind, "page", strconv.Itoa(v.Page+1))
	}
	return s
}
