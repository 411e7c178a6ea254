package find

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// wordsView is the region's synonyms, those that came with the region's data, and what was looked for in vain.
type wordsView struct {
	commons.Synonyms
	Misses []commons.Miss
	Units  map[org.UnitID]string
	Word   string // from a line of the misses
	Sent   url.Values
	Err    error
}

const wordsHere = here + "/words"

func wordHref(word string) string { return wordsHere + "?word=" + url.QueryEscape(word) + "#add" }

func (p *Pages) words(w http.ResponseWriter, r *http.Request) error {
	return p.showWords(w, r, http.StatusOK, wordsView{Word: r.URL.Query().Get("word")})
}

func (p *Pages) showWords(w http.ResponseWriter, r *http.Request, status int, v wordsView) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	var err error
	if v.Synonyms, err = p.Works.Synonyms(ctx, a); err != nil {
		return err
	}
	if a.Has(org.UnitUse) {
		if v.Misses, v.Units, err = p.misses(ctx, a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, status, wordsPage(v))
}

// misses are the lines of what was not found, with the names of the units.
func (p *Pages) misses(ctx context.Context, a *org.Actor) ([]commons.Miss, map[org.UnitID]string, error) {
	rows, err := p.Works.Misses(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	units := map[org.UnitID]string{}
	for _, m := range rows {
		if units[m.Unit] == "" {
			units[m.Unit] = lesson.UnitName(ctx, p.Org, m.Unit)
		}
	}
	return rows, units, nil
}

// apart are the words that were typed, one a line or with signs between.
func apart(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\n\r\t 　、，,；;=＝/", r) })
}

func (p *Pages) addWords(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	err := p.Works.AddSynonyms(ctx, a, apart(r.PostForm.Get("words")), r.PostForm.Get("idem"))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.showWords(w, r, fault.KindOf(err).Status(), wordsView{Sent: r.PostForm, Err: err})
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, i18n.T(ctx, "已添加，现在查找就会用到"))
	ui.Redirect(w, r, wordsHere)
	return nil
}

func (p *Pages) removeWords(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if _, err := p.Works.Synonyms(ctx, a); err != nil { // permission before anything that was typed is judged
		return err
	}
	n, err := id.Parse[commons.SynonymGroup](r.PostForm.Get("group"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这一组，或已经移除")
	}
	if err := p.Works.RemoveSynonyms(ctx, a, n); err != nil {
		return err
	}
	ui.Say(w, ui.Success, i18n.T(ctx, "已移除，这些词各找各的"))
	ui.Redirect(w, r, wordsHere)
	return nil
}
