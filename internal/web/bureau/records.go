package bureau

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func (p *Pages) records(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Records.Use(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, recordsPage(u, i18n.LangOf(r.Context())))
}

// statementRow is a statement as the list shows it: pseudonyms only.
type statementRow struct {
	When, Actor, Verb, Object, Result, Raw string
}

func (p *Pages) statements(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := record.Filter{Verb: q.Get("verb"), Limit: 50}
	f.After, _ = strconv.ParseInt(q.Get("after"), 10, 64) // a broken cursor begins anew
	page, err := p.Records.List(r.Context(), org.ActorFrom(r.Context()), f)
	if err != nil {
		return err
	}
	lang := i18n.LangOf(r.Context())
	v := statementsView{Verb: f.Verb, First: f.After == 0}
	for _, s := range page.Statements {
		v.Rows = append(v.Rows, rowOf(s, lang))
	}
	if page.Next != 0 {
		v.Next = statementsHref(f.Verb, page.Next)
	}
	return ui.Render(w, r, http.StatusOK, statementsPage(v))
}

type statementsView struct {
	Verb  string
	First bool
	Next  string
	Rows  []statementRow
}

func statementsHref(verb string, after record.Order) string {
	q := url.Values{}
	if verb != "" {
		q.Set("verb", verb)
	}
	if after != 0 {
		q.Set("after", strconv.FormatInt(after, 10))
	}
	if len(q) == 0 {
		return "/bureau/records/statements"
	}
	return "/bureau/records/statements?" + q.Encode()
}

func rowOf(s record.Stored, lang i18n.Lang) statementRow {
	var t struct {
		Actor struct {
			Account struct{ Name string }
			Mbox    string
		}
		Verb struct {
			ID      string
			Display map[string]string
		}
		Object struct {
			ID         string
			Definition struct{ Name map[string]string }
		}
		Result struct {
			Success  *bool
			Response string
		}
	}
	_ = json.Unmarshal([]byte(s.Raw), &t) // what is stored is JSON; a part of another form stays empty
	row := statementRow{When: clock.Local(s.Ord).Format("2006-01-02 15:04:05"), Actor: tail(t.Actor.Account.Name), Raw: string(s.Exact()),
		Verb: word(t.Verb.Display, t.Verb.ID, lang), Object: word(t.Object.Definition.Name, t.Object.ID, lang)}
	if t.Actor.Mbox != "" {
		row.Actor = "mbox"
	}
	switch {
	case t.Result.Success != nil && *t.Result.Success:
		row.Result = "✓"
	case t.Result.Success != nil:
		row.Result = "✗"
	}
	if t.Result.Response != "" {
		row.Result = strings.TrimSpace(row.Result + " " + t.Result.Response)
	}
	return row
}

// tail is the end of a pseudonym: enough to see that two lines are of one learner.
func tail(s string) string {
	if len(s) > 8 {
		return "…" + s[len(s)-8:]
	}
	return s
}

// word picks the page's language, then the other, then any, then the last part of the identifier.
func word(names map[string]string, iri string, lang i18n.Lang) string {
	order := []string{"zh-CN", "zh", "zh-Hans", "en-US", "en"}
	if lang == i18n.En {
		order = []string{"en", "en-US", "en-GB", "zh-CN", "zh"}
	}
	for _, l := range order {
		if names[l] != "" {
			return names[l]
		}
	}
	for _, n := range names {
		return n
	}
	if u, ok := strings.CutPrefix(iri, "urn:uuid:"); ok {
		return tail(u)
	}
	if i := strings.LastIndexAny(iri, "/:#"); i >= 0 && i < len(iri)-1 {
		return iri[i+1:]
	}
	return iri
}
