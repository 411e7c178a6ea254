package device

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// place is the pages over a real store, and a browser.
type place struct {
	*orgtest.World
	t     *testing.T
	auth  *authn.Service
	entry *entry.Service
	h     http.Handler
	jar   map[string]string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	core := testkit.SQLite(t, org.Migrations, bus.Migrations, audit.Migrations, authn.Migrations, assess.Migrations)
	p := &place{World: orgtest.New(t, core), t: t, jar: map[string]string{}}
	p.auth = authn.New(core, p.Clock, authn.NewPool(2))
	p.entry = entry.New(core, p.Org, p.auth, audit.New(core, p.Clock), "https://tongxue.test")
	pages := &Pages{Entry: p.entry, Authn: p.auth, Assess: assess.New(core, p.Log, p.Org, nil, nil, p.Clock)}
	mux := http.NewServeMux()
	for _, rt := range pages.Routes() {
		mux.HandleFunc(rt.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := rt.Serve(w, r); err != nil {
				http.Error(w, err.Error(), fault.KindOf(err).Status())
			}
		})
	}
	p.h = ui.Prefs(i18n.New(ui.Catalogue(), Catalogue()))(mux)
	return p
}

// ask is one request of the browser, which keeps its cookies.
func (p *place) ask(path string, form url.Values) (int, string, http.Header) {
	p.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range p.jar {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(p.jar, c.Name)
		} else {
			p.jar[c.Name] = c.Value
		}
	}
	return w.Code, w.Body.String(), w.Header()
}

func (p *place) enrol(kind string) {
	p.t.Helper()
	var code string
	err := p.Core.Write(context.Background(), func(tx *db.Tx) (err error) {
		_, code, err = p.auth.AddDevice(tx, authn.Device{Owner: id.As[any](p.SchoolB), Place: id.As[any](p.ClassB), Name: "平板 <b>01", Kind: kind})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if status, body, _ := p.ask("/device?code="+code, nil); status != 200 || !strings.Contains(body, "平板 &lt;b&gt;01") || p.jar[signin.EnrolCookie] != "" {
		p.t.Fatalf("looking enrols: %d", status)
	}
	if status, _, _ := p.ask("/device", url.Values{"code": {code}}); status != 200 || p.jar[signin.EnrolCookie] != "" {
		p.t.Fatalf("the question enrols: %d", status)
	}
	if status, _, _ := p.ask("/device", url.Values{"code": {code}, "sure": {"1"}}); status != 303 || p.jar[signin.EnrolCookie] == "" {
		p.t.Fatalf("not enrolled: %d", status)
	}
}

func (p *place) card(i int) string {
	p.t.Helper()
	var secret string
	err := p.Core.Write(context.Background(), func(tx *db.Tx) (err error) {
		secret, err = p.auth.MakeCard(tx, authn.Card{Subject: id.As[any](p.PupilsB[i].Account), Owner: id.As[any](p.SchoolB), Place: id.As[any](p.ClassB), Until: clock.Forever})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return secret
}

func (p *place) who() id.Any {
	s, _ := p.auth.Session(context.Background(), p.jar[signin.Cookie])
	return s.Subject
}

func TestCardNeedsAPost(t *testing.T) {
	p := newPlace(t)
	p.enrol(authn.SharedDevice)
	first, second := p.card(0), p.card(1)
	status, _, head := p.ask("/c/"+first, nil)
	if status != 303 || head.Get("Location") != "/c" || p.jar[signin.Cookie] != "" {
		t.Fatalf("a card's address: %d %v", status, head)
	}
	if status, body, _ := p.ask("/c", nil); status != 200 || !strings.Contains(body, "PupilB0") || strings.Contains(body, first) || p.jar[signin.Cookie] != "" {
		t.Fatalf("the question: %d", status)
	}
	if status, _, _ := p.ask("/c", url.Values{}); status != 303 || p.who() != id.As[any](p.PupilsB[0].Account) {
		t.Fatalf("signed in as %v (%d)", p.who(), status)
	}
	old := p.jar[signin.Cookie]
	if status, _, _ := p.ask("/device/card", url.Values{"card": {"https://tongxue.test/c/" + second}}); status != 303 || p.who() != id.As[any](p.PupilsB[1].Account) {
		t.Fatalf("the next card: %d", status)
	}
	if _, err := p.auth.Session(context.Background(), old); !fault.Is(err, fault.SignIn) {
		t.Error("the session of the pupil before goes on")
	}
	if status, _, head := p.ask("/switch", url.Values{}); status != 303 || head.Get("Location") != "/device" || p.jar[signin.Cookie] != "" {
		t.Errorf("换人: %d %v", status, head)
	}
	if status, _, _ := p.ask("/c", url.Values{}); status != 404 {
		t.Errorf("a used scan: %d", status)
	}
	for _, bad := range []string{"/c/kurz", "/c/" + strings.Repeat("A", 22)} {
		if status, _, _ := p.ask(bad, nil); status == 200 {
			t.Errorf("%s: %d", bad, status)
		}
	}
	if status, _, _ := p.ask("/c", nil); status != 404 {
		t.Errorf("a card that nobody made: %d", status)
	}
}

func TestLockScreenNamesNobodyElsewhere(t *testing.T) {
	p := newPlace(t)
	who := "/device/who/" + p.PupilsB[0].Person.String()
	if _, body, _ := p.ask("/device", nil); strings.Contains(body, "PupilB") {
		t.Error("names on a browser that nobody enrolled")
	}
	if status, body, _ := p.ask(who, nil); status != 404 || strings.Contains(body, "PupilB") {
		t.Errorf("a pupil on a browser that nobody enrolled: %d", status)
	}
	p.enrol(authn.SharedDevice)
	_, body, _ := p.ask("/device", nil)
	if n := len(regexp.MustCompile(`PupilB\d`).FindAllString(body, -1)); n != 5 || strings.Contains(body, "PupilA") {
		t.Errorf("%d names on the class's device", n)
	}
	if status, _, _ := p.ask("/device/who/"+p.PupilA.Person.String(), nil); status != 404 {
		t.Errorf("a pupil of another class: %d", status)
	}
	if status, body, _ := p.ask(who, nil); status != 200 || !strings.Contains(body, "请用登录卡") {
		t.Errorf("a pupil without picture and password: %d", status)
	}
	if status, _, _ := p.ask(who, url.Values{"picture": {"0"}, "digits": {"0000"}}); status != 422 || p.jar[signin.Cookie] != "" {
		t.Errorf("a guess: %d", status)
	}
}

func TestSendRefusesWhatIsNotSealed(t *testing.T) {
	p := newPlace(t)
	form := url.Values{"name": {"p:" + p.PupilsB[0].Person.String() + ":sitting:" + id.New[any]().String() + ":1"}, "sealed": {"AAAA"}}
	if status, _, _ := p.ask("/device/send", form); status != 403 {
		t.Errorf("from a browser that nobody enrolled: %d", status)
	}
	p.enrol(authn.SharedDevice)
	if status, body, _ := p.ask("/device/send", form); status != 422 || !strings.Contains(body, `"error":"invalid"`) {
		t.Errorf("not sealed: %d %s", status, body)
	}
}

func TestBoardAsksOnlyItsOwnSecret(t *testing.T) {
	p := newPlace(t)
	status, body, _ := p.ask("/board", nil)
	if status != 200 || strings.Contains(body, p.jar[boardCookie]) {
		t.Fatalf("the secret is on the page: %d", status)
	}
	code := regexp.MustCompile(`data-code>([A-Z2-9-]+)<`).FindStringSubmatch(body)
	number := regexp.MustCompile(`data-number>(\d\d)<`).FindStringSubmatch(body)
	if code == nil || number == nil {
		t.Fatal("no code or number on the board")
	}
	if _, err := p.entry.ConfirmBoard(context.Background(), p.TeacherB, code[1], int64(10*(number[1][0]-'0')+number[1][1]-'0')); err != nil {
		t.Fatal(err)
	}
	thief := &place{World: p.World, t: t, auth: p.auth, entry: p.entry, h: p.h, jar: map[string]string{boardCookie: strings.Repeat("A", 43)}}
	if thief.ask("/board/enter", url.Values{}); thief.jar[signin.Cookie] != "" {
		t.Error("another screen took the confirmation")
	}
	if status, _, _ := p.ask("/board/enter", url.Values{}); status != 303 || p.who() != id.As[any](p.TeacherB.Account) {
		t.Errorf("not signed in: %d", status)
	}
}

// TestSpot: the value of the cookie is what makes a device, and an address is not one.
func TestSpot(t *testing.T) {
	p := newPlace(t)
	p.enrol(authn.OfficeDevice)
	if s, err := p.entry.SpotOf(context.Background(), p.jar[signin.EnrolCookie], netip.Addr{}); err != nil || !s.Enrolled() || s.Shared() {
		t.Error(s, err)
	}
	if s, err := p.entry.SpotOf(context.Background(), strings.Repeat("A", 43), netip.MustParseAddr("10.0.0.1")); err != nil || s.Enrolled() {
		t.Error(s, err)
	}
}
