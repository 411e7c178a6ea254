package report

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/sheet"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// site serves the pages of a sample; the cookie "who" says who looks.
type site struct {
	*sample
	mux *http.ServeMux
}

func newSite(t testing.TB) *site { return newSiteOf(t, newSample(t)) }

func newSiteOf(t testing.TB, of *sample) *site {
	s := &site{sample: of, mux: http.NewServeMux()}
	prefs := ui.Prefs(i18n.New(ui.Catalogue(), sheet.Catalogue(), Catalogue()))
	p := &Pages{Reports: s.sample, Exams: s.sample, Org: s.Org, Least: 10}
	actors := map[string]*org.Actor{"": s.TeacherB, "c": s.TeacherC, "leader": s.LeaderB, "bureau": s.Bureau, "researcher": s.Researcher, "pupil": s.PupilsB[0], "c9": s.PupilC}
	for _, rt := range p.Routes() {
		s.mux.Handle(rt.Pattern, prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who := ""
			if c, err := r.Cookie("who"); err == nil {
				who = c.Value
			}
			if q := r.URL.Query().Get("who"); q != "" { // to look at pages
				who = q
			}
			a := s.Resolve(t, actors[who].Account)
			from := r.Context()
			if _, err := r.Cookie("wall"); err == nil {
				from = authn.WithSession(from, authn.Session{Way: authn.ByBoard})
			}
			ctx := ui.WithShell(org.WithActor(from, a), ui.Shell{Brand: "天津智慧教育", User: &ui.User{Name: a.Name}})
			r = r.WithContext(ctx)
			if err := rt.Serve(w, r); err != nil {
				if fault.KindOf(err) == fault.Internal {
					t.Error(err)
				}
				_ = ui.Render(w, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
				return
			}
			asked := false
			for _, v := range a.Asked() {
				asked = asked || string(v) == rt.Verb
			}
			if !asked {
				t.Errorf("%s did not ask for %s", rt.Pattern, rt.Verb)
			}
		})))
	}
	s.mux.Handle("GET /assets/", ui.Assets())
	s.mux.HandleFunc("POST /prefs", ui.SetPrefs)
	return s
}

func (s *site) get(t testing.TB, who, path string, cookies ...string) (int, string) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.AddCookie(&http.Cookie{Name: "who", Value: who})
	for i := 0; i+1 < len(cookies); i += 2 {
		r.AddCookie(&http.Cookie{Name: cookies[i], Value: cookies[i+1]})
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (s *site) post(t testing.TB, who, path, form string) int {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "who", Value: who})
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w.Code
}

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
}

// TestPreview serves the pages to look at: TONGXUE_PREVIEW=127.0.0.1:8198 go test -run TestPreview -timeout 0 ./internal/web/report
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW names no address: nothing to serve")
	}
	s := newSite(t)
	fmt.Println("EXAM", s.exam, "CLASS", s.classes[0], "SCHOOL", s.SchoolB, "SMALL", s.small, "DISTRICT", s.DistrictB, "REGION", s.Region)
	t.Fatal(http.ListenAndServe(addr, s.mux))
}
