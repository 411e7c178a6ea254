// Package find holds the page on which lessons are found: one box, filters with counts, the chapters of our own courses and of the
// national platform beside each other, a preview that leaves the results where they are, and the list of what was looked for in vain.
// The service of commons decides what a reader may see; the page decides nothing and ranks nobody.
package find

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Textbook says whose chapters are wanted. Edition and volume are ids of the vocabulary or empty.
type Textbook struct {
	Subject, Stage  string
	Grade           int
	Edition, Volume string
}

// Tree is the table of contents of a course of ours or of a textbook of the national platform.
type Tree struct {
	Title    string
	Href     string // its own page; another server's when it leads outside
	Chapters []Chapter
}

// Chapter is a line of a tree; it leads to our lessons on it.
type Chapter struct {
	Title string
	Depth int // from 0
}

// Trees gives the tables of contents for a textbook, a few at most.
type Trees func(ctx context.Context, a *org.Actor, t Textbook) ([]Tree, error)

// Put is the link by which a lesson goes on a shelf. Back is where the reader comes back to.
type Put func(v commons.Version, back string) templ.Component

// Pages are the pages of this package. Ours, National, UseOf and Put may be nil: then the page goes without.
type Pages struct {
	Works *commons.Service
	Org   *org.Service
	lesson.Labels
	Ours     Trees
	National Trees
	UseOf    func(ctx context.Context, a *org.Actor, works []id.Any) (map[id.Any]insight.WorkUse, error)
	Put      Put
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read := string(org.LibraryRead)
	return []httpx.Route{
		{Pattern: "GET /teacher/library", Verb: read, Target: "self", Serve: p.search},
		{Pattern: "GET /teacher/library/missing", Verb: string(org.UnitUse), Target: "self", Serve: p.missing},
		{Pattern: "GET /teacher/library/words", Verb: string(org.WordsKeep), Target: "self", Serve: p.words},
		{Pattern: "POST /teacher/library/words", Verb: string(org.WordsKeep), Target: "synonyms", Serve: p.addWords},
		{Pattern: "POST /teacher/library/words/remove", Verb: string(org.WordsKeep), Target: "synonyms", Serve: p.removeWords},
		{Pattern: "GET /teacher/library/{version}/preview", Verb: read, Target: "version", Serve: p.preview},
	}
}

const here = "/teacher/library"

func path(v commons.VersionID, more string) string { return here + "/" + v.String() + more }

// queryOf reads the address. What is no number or no known word is no filter.
func queryOf(f url.Values) commons.Query {
	grade, _ := strconv.Atoi(f.Get("grade"))
	q := commons.Query{Text: f.Get("q"), Subject: f.Get("subject"), Stage: f.Get("stage"), Grade: grade, Edition: f.Get("edition"), Volume: f.Get("volume"),
		Licence: commons.Licence(f.Get("licence")), Chapter: f.Get("chapter"), After: f.Get("after")}
	for _, h := range f["has"] {
		switch commons.Has(h) {
		case commons.HasPractice, commons.HasVideo, commons.HasAudio, commons.HasFile:
			q.Has = append(q.Has, commons.Has(h))
		}
	}
	return q
}

func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := view{Labels: p.Labels, Query: queryOf(r.URL.Query()), Teacher: a.Has(org.LessonMake), Assigns: a.Has(org.Assign), Misses: a.Has(org.UnitUse), Words: a.Has(org.WordsKeep), Put: p.Put}
	var err error
	if v.Found, err = p.Works.Search(ctx, a, v.Query); err != nil {
		return err
	}
	if v.Query.Text == "" && !v.Query.Filtered() {
		if v.Taught, err = p.taught(ctx, a); err != nil {
			return err
		}
	}
	all := v.Query
	all.After = ""
	if v.Facets, err = p.Works.Facets(ctx, a, all); err != nil {
		return err
	}
	v.Units = map[org.UnitID]string{}
	var works []id.Any
	var versions []commons.VersionID
	for _, h := range v.Found.Hits {
		works, versions = append(works, id.As[any](h.Work)), append(versions, h.ID)
		if v.Units[h.Owner] == "" {
			v.Units[h.Owner] = lesson.UnitName(ctx, p.Org, h.Owner)
		}
	}
	if v.Featured, err = p.Works.Featured(ctx, versions); err != nil {
		return err
	}
	if p.UseOf != nil && len(works) > 0 {
		if v.Uses, err = p.UseOf(ctx, a, works); err != nil {
			return err
		}
	}
	if len(v.Found.Hits) == 0 && v.Query.Filtered() && v.Query.After == "" {
		if err := p.loosen(ctx, a, &v); err != nil {
			return err
		}
	}
	if v.Query.Subject != "" && v.Query.Grade != 0 {
		book := Textbook{v.Query.Subject, v.StageOf(v.Query.Grade), v.Query.Grade, v.Query.Edition, v.Query.Volume}
		if p.Ours != nil {
			if v.Ours, err = p.Ours(ctx, a, book); err != nil {
				return err
			}
		}
		if p.National != nil {
			if v.National, err = p.National(ctx, a, book); err != nil {
				return err
			}
		}
	}
	return ui.Render(w, r, http.StatusOK, searchPage(v))
}

// taught are the subjects and grades in which the actor teaches now, each once: what somebody looks for who has typed nothing yet.
func (p *Pages) taught(ctx context.Context, a *org.Actor) ([]commons.Query, error) {
	var ids []org.ClassID
	for _, h := range a.Roles {
		if h.Subject != "" {
			ids = append(ids, id.As[org.Class](h.Node))
		}
	}
	classes, err := p.Org.ClassesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []commons.Query
	for _, h := range a.Roles {
		c, ok := classes[id.As[org.Class](h.Node)]
		if ok && h.Subject != "" && !slices.ContainsFunc(out, func(q commons.Query) bool { return q.Subject == h.Subject && q.Grade == c.Grade }) {
			out = append(out, commons.Query{Subject: h.Subject, Grade: c.Grade})
		}
	}
	return out, nil
}

// loosen tells for each filter how many lessons there are without it, and without all of them when no single one is enough.
func (p *Pages) loosen(ctx context.Context, a *org.Actor, v *view) error {
	for _, c := range v.chips(ctx) {
		f, err := p.Works.Facets(ctx, a, c.without)
		if err != nil {
			return err
		}
		if f.Total > 0 {
			v.Looser = append(v.Looser, looser{c, f.Total, f.More})
		}
	}
	bare := commons.Query{Text: v.Query.Text}
	f, err := p.Works.Facets(ctx, a, bare)
	if f.Total > 0 && len(v.Looser) == 0 {
		v.Looser = []looser{{chip{i18n.T(ctx, "全部条件"), bare}, f.Total, f.More}}
	}
	return err
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[commons.Version](r.PathValue("version"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	got, err := p.Works.Read(ctx, a, n)
	if err != nil {
		return err
	}
	v := previewView{Labels: p.Labels, Version: got, From: lesson.UnitName(ctx, p.Org, got.Owner), Teacher: a.Has(org.LessonMake), Assigns: a.Has(org.Assign),
		View: lesson.View{Body: got.Body, Files: got.Files, Base: path(n, "/files")}, Put: p.Put, Back: backOf(r, n)}
	if ui.IsHTMX(r) {
		return ui.Render(w, r, http.StatusOK, previewBody(v, true))
	}
	return ui.Render(w, r, http.StatusOK, previewPage(v))
}

// backOf is the list of results beside which a preview stands, or the preview's own page.
func backOf(r *http.Request, n commons.VersionID) string {
	if u, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil && ui.IsHTMX(r) && u.Path == here {
		return u.RequestURI()
	}
	return path(n, "/preview")
}

func (p *Pages) missing(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := missView{Reads: a.Has(org.LibraryRead), Keeps: a.Has(org.WordsKeep)}
	var err error
	if v.Rows, v.Units, err = p.misses(ctx, a); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, missPage(v))
}
