package prep_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	domain "github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/prep"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

// TestDraftChangedMeanwhile: finishing shows what was written in the draft meanwhile, and only the button beside it writes over that.
func TestDraftChangedMeanwhile(t *testing.T) {
	h := commonstest.New(t, testkit.SQLite(t, append(commonstest.Migrations(), domain.Migrations)...))
	region, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	s := domain.New(h.Core, h.Log, h.Org, h.Works, nil, h.Clock)
	mux := http.NewServeMux()
	for _, rt := range (&prep.Pages{Prep: s, Works: h.Works, Org: h.Org, Labels: lesson.Labels{Preset: region}}).Routes() {
		mux.Handle(rt.Pattern, ui.Prefs(i18n.New(ui.Catalogue(), prep.Catalogue()))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := rt.Serve(w, r.WithContext(org.WithActor(r.Context(), h.Ann))); err != nil {
				w.WriteHeader(fault.KindOf(err).Status())
			}
		})))
	}
	post := func(path string, f url.Values, want int) string {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), "POST", path, strings.NewReader(f.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if mux.ServeHTTP(w, r); w.Code != want {
			t.Fatalf("%s: %d, want %d", path, w.Code, want)
		}
		return w.Body.String()
	}
	own := h.Make(t, h.Ann, "我的草稿")
	n, err := s.Start(t.Context(), h.Ann, h.A.ID, domain.Plan{Draft: own.ID, Members: []org.PersonID{h.Bea.Person}})
	if err != nil {
		t.Fatal(err)
	}
	at := "/teacher/prep/" + n.String()
	post(at+"/open", nil, http.StatusSeeOther)
	post(at+"/gather", nil, http.StatusSeeOther)
	d := own.Draftable
	d.Body += "\n\n备课期间写的一段。"
	now, err := h.Works.Save(t.Context(), h.Ann, own.ID, own.Rev, d)
	if err != nil {
		t.Fatal(err)
	}
	over := strconv.Itoa(now.Rev)
	page := post(at+"/finish", nil, http.StatusConflict)
	for _, x := range []string{"备课期间写的一段。", `name="over" value="` + over + `"`, "还没有完成定稿"} {
		if !strings.Contains(page, x) {
			t.Errorf("%s is not on the page", x)
		}
	}
	post(at+"/finish", url.Values{"over": {over}}, http.StatusSeeOther)
	if got, err := h.Works.Get(t.Context(), h.Ann, own.ID); err != nil || got.Body != own.Body {
		t.Errorf("the draft is %q, %v", got.Body, err)
	}
}
