package exchange_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu/smartedutest"
)

const selSecret db.SQL = `-- unscoped: a test
SELECT secret FROM exchange_gateway`

// signing is the small region with the stand-in gateway set on its page.
func (h *house) signing(t *testing.T) exchange.Sign {
	t.Helper()
	base := serve(t, h.platform)[0]
	err := h.s.SetSignOn(bg, h.SystemAdmin, exchange.GatewayConfig{On: true, Base: base, Login: "https://login.example/uias", AppID: "app", AppKey: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return exchange.Sign{Service: h.s, Authn: authn.New(h.Core, h.Clock, authn.NewPool(1)), Back: "https://box.school.lan/signin/national"}
}

// begun begins a sign-on in a browser and gives the state that came back with the address.
func begun(t *testing.T, g exchange.Sign, browser string) string {
	t.Helper()
	to := must[*url.URL](t)(url.Parse(must[string](t)(g.Begin(bg, browser, "/teacher/lessons"))))
	back := must[*url.URL](t)(url.Parse(to.Query().Get("redirect_uri")))
	if to.Host != "login.example" || back.Path != "/signin/national" || back.Query().Get("state") == "" {
		t.Fatal(to)
	}
	return back.Query().Get("state")
}

// TestSignOn: a ticket gives its person once; reuse, another browser's state, a repeated state, another application, strange
// identities, a person without a real name and a slow gateway are refused with words, and nothing of the key is readable in the store.
func TestSignOn(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		g := h.signing(t)
		q := url.Values{"ticket": {h.platform.Ticket()}, "sysCode": {"s1"}, "state": {begun(t, g, "browser-1")}}
		who, next, err := g.Finish(bg, "browser-1", q)
		if err != nil || next != "/teacher/lessons" || !strings.HasPrefix(who.Subject, "user-ticket-") || who.Name != "模拟教师" || who.Kind != "1" || who.Issuer == "" {
			t.Fatalf("%+v %q %v", who, next, err)
		}
		if _, _, err := g.Finish(bg, "browser-1", q); err == nil {
			t.Error("the same answer was taken again")
		}
		for _, c := range []struct {
			name string
			q    url.Values
			kind fault.Kind
		}{
			{"a used ticket", url.Values{"ticket": q["ticket"]}, fault.Invalid},
			{"a ticket that nobody issued", url.Values{"ticket": {"made-up"}}, fault.Invalid},
			{"no ticket", url.Values{"sysCode": {"s1"}}, fault.Invalid},
			{"two tickets", url.Values{"ticket": {h.platform.Ticket(), h.platform.Ticket()}}, fault.Invalid},
			{"another browser's state", url.Values{"ticket": {h.platform.Ticket()}, "state": {begun(t, g, "browser-2")}}, fault.Conflict},
			{"a made-up state", url.Values{"ticket": {h.platform.Ticket()}, "state": {"nonsense"}}, fault.Conflict},
		} {
			_, _, err := g.Finish(bg, "browser-1", c.q)
			wantKind(t, err, c.kind, c.name)
		}
		unasked, _, err := g.Finish(bg, "browser-1", url.Values{"ticket": {h.platform.Ticket()}})
		if err != nil || unasked.Subject == "" {
			t.Errorf("who comes from the platform's own page: %v", err)
		}
		h.platform.Set(smartedutest.Faults{Identity: "9"})
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		wantKind(t, err, fault.Invalid, "an identity beyond 0 to 4")
		h.platform.Set(smartedutest.Faults{TicketCode: "300027"})
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		if wantKind(t, err, fault.Invalid, "no real name"); !strings.Contains(err.Error(), "实名") {
			t.Error(err)
		}
		h.platform.Set(smartedutest.Faults{TicketCode: "999999"})
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		wantKind(t, err, fault.Invalid, "a wrong retCode")
		h.platform.Set(smartedutest.Faults{Status: map[string]int{"/userSession": 500}})
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		wantKind(t, err, fault.Down, "a gateway that fails")
		h.platform.Set(smartedutest.Faults{})
		secret := must[[]byte](t)(db.One(h.Core.Reader(bg), selSecret, db.Value[[]byte]))
		if strings.Contains(string(secret), "secret") {
			t.Error("the application's key stands open in the store")
		}
		if c := must[exchange.GatewayConfig](t)(h.s.SignOn(bg, h.SystemAdmin)); c.AppKey != "" || c.AppID != "app" {
			t.Errorf("the page gets %+v", c)
		}
	})
}

// TestSignOnSettings: only the system administrator sets it, over https; the key stays when it is not typed again, but not for another
// address; a wrong key is told.
func TestSignOnSettings(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		g := h.signing(t)
		c := must[exchange.GatewayConfig](t)(h.s.SignOn(bg, h.SystemAdmin))
		wantKind(t, h.s.SetSignOn(bg, h.head, c), fault.Denied, "a researcher")
		if err := h.s.SetSignOn(bg, h.SystemAdmin, c); err != nil {
			t.Errorf("the key was not kept: %v", err)
		}
		orgs, err := h.s.TrySignOn(bg, h.SystemAdmin)
		if err != nil || len(orgs) != 2 || orgs[0].Name != "模拟第一中学" {
			t.Errorf("%+v %v", orgs, err)
		}
		other := c
		other.Base = "https://elsewhere.example"
		wantKind(t, h.s.SetSignOn(bg, h.SystemAdmin, other), fault.Invalid, "the stored key for another address")
		for _, base := range []string{"http://gateway.example", "ftp://x", "https://u:p@gateway.example", "", "https://gateway.example/?a=b"} {
			bad := c
			bad.Base, bad.AppKey = base, "k"
			wantKind(t, h.s.SetSignOn(bg, h.SystemAdmin, bad), fault.Invalid, base)
		}
		wrong := c
		wrong.AppKey = "another"
		if err := h.s.SetSignOn(bg, h.SystemAdmin, wrong); err != nil {
			t.Fatal(err)
		}
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		if wantKind(t, err, fault.Invalid, "a wrong key"); !strings.Contains(err.Error(), "应用编号或密钥") {
			t.Error(err)
		}
		off := c
		off.On = false
		if err := h.s.SetSignOn(bg, h.SystemAdmin, off); err != nil {
			t.Fatal(err)
		}
		_, _, err = g.Finish(bg, "b", url.Values{"ticket": {h.platform.Ticket()}})
		wantKind(t, err, fault.NotFound, "switched off")
		if _, err := g.Begin(bg, "b", "/"); !fault.Is(err, fault.NotFound) || g.On(bg) {
			t.Errorf("switched off: %v", err)
		}
	})
}

// TestSlowGateway: a gateway that does not answer in time is away, with a sentence.
func TestSlowGateway(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		base := serve(t, h.platform)[0]
		h.platform.Set(smartedutest.Faults{Slow: map[string]time.Duration{"a": time.Hour}})
		defer h.platform.Set(smartedutest.Faults{})
		e := exchange.NewEduyun(exchange.GatewayConfig{Base: base, AppID: "app", AppKey: "secret"}, h.Clock).WithPatience(100 * time.Millisecond)
		_, err := e.Validate(bg, "t", "")
		wantKind(t, err, fault.Down, "a slow gateway")
	})
}

// TestIdentities: what the gateway calls a person must agree with the roles here.
func TestIdentities(t *testing.T) {
	held := func(roles ...org.Role) (out []org.Held) {
		for _, r := range roles {
			out = append(out, org.Held{Role: r})
		}
		return out
	}
	for _, c := range []struct {
		kind  string
		roles []org.Held
		ok    bool
	}{
		{"0", held(org.Pupil), true}, {"0", held(org.Teacher), false}, {"0", held(org.Pupil, org.Teacher), false}, {"0", nil, false},
		{"1", held(org.Teacher), true}, {"1", held(org.Pupil), false}, {"2", held(org.Guardian), true}, {"2", held(org.Teacher), false}, {"2", held(org.Guardian, org.Teacher), true},
		{"3", held(org.Registrar), true}, {"3", held(org.Guardian), false}, {"4", held(org.BureauLeader), true}, {"4", held(org.Pupil), false}, {"", held(org.Teacher), false}, {"7", held(org.Teacher), false},
	} {
		if err := (exchange.Sign{}).Fits(authn.Identity{Kind: c.kind}, c.roles); (err == nil) != c.ok {
			t.Errorf("identity %s as %v: %v", c.kind, c.roles, err)
		}
	}
}
