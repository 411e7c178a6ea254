package authn_test

import (
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

func TestSessionsAreListedAndEnded(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		own, other := h.add(h.school, "own", h.hash), h.add(h.school, "other", h.hash)
		tablet := id.New[any]()
		a, err := h.Open(h.ctx, own, authn.Opening{Way: authn.ByCard, Device: tablet, Label: "Chrome · Android", Until: clock.At(h.clock.Now()) + 60e6})
		if err != nil {
			t.Fatal(err)
		}
		b, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPasskey, Strong: true})
		x, _ := h.Open(h.ctx, other, authn.Opening{Way: authn.ByPassword})
		h.clock.Advance(5 * time.Second)
		sa, err := h.Session(h.ctx, a)
		if err != nil || sa.Way != authn.ByCard || sa.Device != tablet || sa.Label != "Chrome · Android" || sa.Strong || sa.Ref.IsZero() {
			t.Fatal(sa, err)
		}
		if sb, err := h.Session(h.ctx, b); err != nil || !sb.Strong {
			t.Error(sb, err)
		}
		list, err := h.Sessions(h.ctx, own)
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		if err := h.End(h.ctx, other, sa.Ref); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's session was ended: %v", err)
		}
		if err := h.End(h.ctx, own, sa.Ref); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(h.ctx, a); !fault.Is(err, fault.SignIn) {
			t.Errorf("an ended session still opens: %v", err)
		}
		c, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
		sc, _ := h.Session(h.ctx, c)
		if err := h.EndAll(h.ctx, own, sc.Ref); err != nil {
			t.Fatal(err)
		}
		for token, open := range map[string]bool{b: false, c: true, x: true} {
			if _, err := h.Session(h.ctx, token); (err == nil) != open {
				t.Errorf("after ending all others: %v, want open %v", err, open)
			}
		}
		if err := h.EndAll(h.ctx, own, id.Any{}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(h.ctx, c); !fault.Is(err, fault.SignIn) {
			t.Errorf("the last one is still open: %v", err)
		}
	}, authn.Migrations)
}

func TestSeenAndHat(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	own := h.add(h.school, "own", h.hash)
	token, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
	first, _ := h.Session(h.ctx, token)
	h.clock.Advance(time.Minute)
	if _, err := h.Session(h.ctx, token); err != nil {
		t.Fatal(err)
	}
	if list, _ := h.Sessions(h.ctx, own); list[0].Seen != first.Created {
		t.Error("seen is written more often than every few minutes")
	}
	h.clock.Advance(10 * time.Minute)
	now := clock.At(h.clock.Now())
	if _, err := h.Session(h.ctx, token); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		list, err := h.Sessions(h.ctx, own)
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Seen == now {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("seen %d, want %d", list[0].Seen, now)
		}
	}
	if err := h.SetHat(h.ctx, first.Ref, "guardian"); err != nil {
		t.Fatal(err)
	}
	if s, _ := h.Session(h.ctx, token); s.Hat != "guardian" {
		t.Errorf("hat %q", s.Hat)
	}
}

func TestPasswordChange(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	own := h.add(h.school, "own", h.hash)
	token, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
	stolen, _ := h.Open(h.ctx, own, authn.Opening{Way: authn.ByPassword})
	s, _ := h.Session(h.ctx, token)
	if err := h.Prove(h.ctx, own, "falsch-falsch", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("the wrong old password: %v", err)
	}
	if err := h.Prove(h.ctx, own, right, ""); err != nil {
		t.Fatal(err)
	}
	hash, _ := h.Pool().Hash(h.ctx, "新的晨读2027")
	if err := h.db.Write(h.ctx, func(tx *db.Tx) error { return h.SetPassword(tx, own, hash, s.Ref) }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Session(h.ctx, stolen); !fault.Is(err, fault.SignIn) {
		t.Errorf("a new password leaves a stolen session open: %v", err)
	}
	if _, err := h.Session(h.ctx, token); err != nil {
		t.Errorf("the own session ended: %v", err)
	}
	if err := h.try("own", right, ""); err == nil {
		t.Error("the old password still opens")
	}
	if err := h.try("own", "新的晨读2027", ""); err != nil {
		t.Error(err)
	}
}

func TestValidLogin(t *testing.T) {
	for login, ok := range map[string]bool{
		"li": true, "20260101": true, "wang.xiufeng": true, "王秀峰": true, "13800000000": true, "li@school.example": true, "g2026": true,
		"": false, "a b": false, "a<b": false, "a\u202eb": false,
		"120101201205011234": false, "12010120120501123x": false, "12010120120501123X": false, "１２０１０１２０１２０５０１１２３４": false, "120101120501123": false,
		"120101-20120501-1234": false, "120101.2012.0501.123X": false, "1200000001-20250312": true, "G120101201205011234": false, "l12010120120501123X": false, "J1234567890123456789": false,
	} {
		if err := authn.ValidLogin(login); (err == nil) != ok {
			t.Errorf("%q: %v, want ok %v", login, err, ok)
		}
	}
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	err := h.db.Write(h.ctx, func(tx *db.Tx) error { return h.Add(tx, id.New[any](), h.school, "120101201205011234", "") })
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("an identity-card number became a login: %v", err)
	}
	a, b := h.add(h.school, "same", h.hash), h.add(id.New[any](), "same", h.hash)
	if _, got, err := h.SignIn(h.ctx, h.school, "same", right, authn.Opening{}); err != nil || got != a || got == b {
		t.Errorf("two schools with one login: %v %v", got, err)
	}
}
