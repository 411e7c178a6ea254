package find

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

type view struct {
	lesson.Labels
	Query                    commons.Query
	Found                    commons.Found
	Featured                 map[commons.VersionID]bool
	Facets                   commons.Facets
	Units                    map[org.UnitID]string
	Uses                     map[id.Any]insight.WorkUse
	Looser                   []looser
	Ours, National           []Tree
	Teacher, Assigns, Misses bool
	Words                    bool
	Taught                   []commons.Query // what the reader teaches, while nothing is asked for
	Put                      Put
}

// sided reports whether there is something to stand beside the results.
func (v view) sided(ctx context.Context) bool {
	return len(v.groups(ctx))+len(v.Ours)+len(v.National) > 0
}

// address is the page for a query.
func address(q commons.Query) string {
	f := url.Values{}
	set := func(name, v string) {
		if v != "" {
			f.Set(name, v)
		}
	}
	set("q", q.Text)
	set("subject", q.Subject)
	set("stage", q.Stage)
	if q.Grade != 0 {
		f.Set("grade", strconv.Itoa(q.Grade))
	}
	set("edition", q.Edition)
	set("volume", q.Volume)
	set("licence", string(q.Licence))
	set("chapter", q.Chapter)
	for _, h := range q.Has {
		f.Add("has", string(h))
	}
	set("after", q.After)
	if len(f) == 0 {
		return here
	}
	return here + "?" + f.Encode()
}

// hidden are the filters that a new search keeps.
func (v view) hidden() [][2]string {
	q := v.Query
	q.Text, q.After = "", ""
	_, raw, _ := cut(address(q))
	f, _ := url.ParseQuery(raw)
	var out [][2]string
	for k, all := range f {
		for _, x := range all {
			out = append(out, [2]string{k, x})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return out
}

func cut(s string) (before, after string, ok bool) {
	u, err := url.Parse(s)
	if err != nil {
		return s, "", false
	}
	return u.Path, u.RawQuery, true
}

// chip is a filter that is on and the query without it.
type chip struct {
	Label   string
	without commons.Query
}

// looser is a query with one filter less that finds something.
type looser struct {
	chip
	n    int
	more bool
}

func (v view) chips(ctx context.Context) []chip {
	base := v.Query
	base.After = ""
	var out []chip
	add := func(on bool, label string, off func(q *commons.Query)) {
		if on {
			q := base
			off(&q)
			out = append(out, chip{label, q})
		}
	}
	add(base.Subject != "", v.Subject(ctx, base.Subject), func(q *commons.Query) { q.Subject = "" })
	add(base.Stage != "", v.stage(ctx, base.Stage), func(q *commons.Query) { q.Stage = "" })
	add(base.Grade != 0, v.Grade(ctx, base.Grade), func(q *commons.Query) { q.Grade = 0 })
	add(base.Edition != "", v.edition(base.Edition), func(q *commons.Query) { q.Edition = "" })
	add(base.Volume != "", v.volume(base.Volume), func(q *commons.Query) { q.Volume = "" })
	add(base.Chapter != "", base.Chapter, func(q *commons.Query) { q.Chapter = "" })
	add(base.Licence != "", i18n.T(ctx, base.Licence.Terms().Name), func(q *commons.Query) { q.Licence = "" })
	for _, h := range base.Has {
		add(true, i18n.T(ctx, hasName(h)), func(q *commons.Query) { q.Has = without(base.Has, h) })
	}
	return out
}

func without(all []commons.Has, x commons.Has) []commons.Has {
	return slices.DeleteFunc(slices.Clone(all), func(h commons.Has) bool { return h == x })
}

func hasName(h commons.Has) string {
	switch h {
	case commons.HasPractice:
		return "有练习"
	case commons.HasVideo:
		return "有视频"
	case commons.HasAudio:
		return "有音频"
	}
	return "有文档"
}

func (v view) stage(ctx context.Context, code string) string {
	for _, s := range v.Preset.Stages {
		if s.Code == code {
			return i18n.T(ctx, s.Name)
		}
	}
	return code
}

func (v view) edition(s string) string {
	if v.Preset.Words == nil {
		return s
	}
	return v.Preset.Words.EditionName(s)
}

func (v view) volume(s string) string {
	if v.Preset.Words == nil {
		return s
	}
	return v.Preset.Words.VolumeName(s)
}

// group is one dimension of filters.
type group struct {
	Label  string
	Values []choice
}

type choice struct {
	Label, Href string
	N           int
	On          bool
	order       int // of values that are numbers: the grade
}

// most is how many values of a filter are offered.
const most = 12

// groups are the filters worth offering: those that part what was found.
func (v view) groups(ctx context.Context) []group {
	base := v.Query
	base.After = ""
	var out []group
	add := func(label string, counts map[string]int, chosen string, name func(string) string, to func(q *commons.Query, value string)) {
		g := group{Label: label}
		for value, n := range counts {
			q := base
			on := value == chosen
			if on {
				to(&q, "")
			} else {
				to(&q, value)
			}
			order, _ := strconv.Atoi(value) // 0 for a word
			g.Values = append(g.Values, choice{name(value), address(q), n, on, order})
		}
		slices.SortFunc(g.Values, func(a, b choice) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Label, b.Label)) })
		g.Values = g.Values[:min(len(g.Values), most)]
		slices.SortStableFunc(g.Values, func(a, b choice) int { return a.order - b.order }) // grades stand from low to high
		if len(g.Values) > 1 || len(g.Values) == 1 && g.Values[0].On {
			out = append(out, g)
		}
	}
	add("学科", v.Facets.Subject, base.Subject, func(s string) string { return v.Subject(ctx, s) }, func(q *commons.Query, s string) { q.Subject = s })
	add("学段", v.Facets.Stage, base.Stage, func(s string) string { return v.stage(ctx, s) }, func(q *commons.Query, s string) { q.Stage = s })
	add("年级", v.Facets.Grade, strconv.Itoa(base.Grade), func(s string) string {
		n, _ := strconv.Atoi(s)
		return v.Grade(ctx, n)
	}, func(q *commons.Query, s string) { q.Grade, _ = strconv.Atoi(s) })
	add("教材版本", v.Facets.Edition, base.Edition, v.edition, func(q *commons.Query, s string) { q.Edition = s })
	add("册次", v.Facets.Volume, base.Volume, v.volume, func(q *commons.Query, s string) { q.Volume = s })
	kinds := group{Label: "带有"}
	for _, h := range []commons.Has{commons.HasPractice, commons.HasVideo} {
		q, on := base, slices.Contains(base.Has, h)
		if on {
			q.Has = without(base.Has, h)
		} else {
			q.Has = append(slices.Clone(base.Has), h)
		}
		n := v.Facets.Practice
		if h == commons.HasVideo {
			n = v.Facets.Video
		}
		if n > 0 {
			kinds.Values = append(kinds.Values, choice{Label: i18n.T(ctx, hasName(h)), Href: address(q), N: n, On: on})
		}
	}
	if len(kinds.Values) > 0 {
		out = append(out, kinds)
	}
	return out
}

// count is a number as it is known: exactly, or at least so many.
func count(n int, more bool) string {
	s := ui.Int(n)
	if more {
		s += "+"
	}
	return s
}

func (v view) heading(ctx context.Context) string {
	switch {
	case v.Query.After != "":
		return i18n.T(ctx, "更多结果")
	case v.Query.Text == "" && !v.Query.Filtered():
		return i18n.T(ctx, "资源库里的课，共 %s 课", count(v.Found.Total, v.Found.More))
	}
	return i18n.T(ctx, "找到 %s 课", count(v.Found.Total, v.Found.More))
}

func (v view) next() string {
	if v.Found.Next == "" {
		return ""
	}
	q := v.Query
	q.After = v.Found.Next
	return address(q)
}

// chapterHref leads from a line of a tree to our lessons on it.
func (v view) chapterHref(title string) string {
	q := v.Query
	q.After, q.Chapter, q.Text = "", "", title
	return address(q)
}

// line is what a lesson is about.
func line(ctx context.Context, l lesson.Labels, d commons.Draftable) string {
	v := view{Labels: l}
	s := l.Subject(ctx, d.Subject) + " · " + l.Grade(ctx, d.Grade)
	for _, x := range []string{v.edition(d.Edition), v.volume(d.Volume), d.Chapter} {
		if x != "" {
			s += " · " + x
		}
	}
	return s
}

// used is how much a hit was used, or nothing.
func (v view) used(ctx context.Context, w commons.WorkID) string {
	all := v.Uses[id.As[any](w)].All()
	if all.Classes == 0 {
		return ""
	}
	return i18n.T(ctx, "%d 所学校的 %d 个班用过", all.Schools, all.Classes)
}

func video(v commons.Version) bool {
	return slices.ContainsFunc(v.Files, func(f commons.File) bool { return f.Kind() == "video" && !f.Evidence })
}

type previewView struct {
	lesson.Labels
	lesson.View
	Version          commons.Version
	From             string
	Teacher, Assigns bool
	Put              Put
	Back             string
}

type missView struct {
	Rows  []commons.Miss
	Units map[org.UnitID]string
	Reads bool
	Keeps bool
}
