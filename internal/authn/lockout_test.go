package authn_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const right = "晨读与晚自习2026"

// house is a school with accounts that share one password.
type house struct {
	*testing.T
	ctx   context.Context
	clock *clock.Fake
	db    *db.DB
	*authn.Service
	school id.Any
	hash   string
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{T: t, ctx: context.Background(), clock: clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), db: d, school: id.New[any]()}
	h.Service = authn.New(d, h.clock, authn.NewPool(2))
	var err error
	if h.hash, err = h.Pool().Hash(h.ctx, right); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) add(realm id.Any, login, hash string) authn.Subject {
	h.Helper()
	s := id.New[any]()
	if err := h.db.Write(h.ctx, func(tx *db.Tx) error { return h.Add(tx, s, realm, login, hash) }); err != nil {
		h.Fatal(err)
	}
	return s
}

func (h *house) try(login, password, browser string) error {
	_, _, err := h.SignIn(h.ctx, h.school, login, password, authn.Opening{Browser: browser})
	return err
}

func TestStrangersCannotLockTheOwnerOut(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		own := h.add(h.school, "20260101", h.hash)
		if err := h.try("20260101", right, "own tablet"); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			_ = h.try("20260101", "1234567890", "another tablet")
		}
		if err := h.try("20260101", right, "another tablet"); !fault.Is(err, fault.TooMany) || authn.RetryAfter(err) == 0 {
			t.Errorf("the stranger's tablet does not wait: %v", err)
		}
		if err := h.try("20260101", right, "own tablet"); err != nil {
			t.Errorf("the owner waits for what a stranger did: %v", err)
		}
		if _, err := h.Open(h.ctx, own, authn.Opening{Way: authn.ByCard, Browser: "third tablet"}); err != nil {
			t.Errorf("the card waits for what a stranger did: %v", err)
		}
		if err := h.try("20260101", right, "third tablet"); err != nil {
			t.Errorf("a browser on which the card was used is not known: %v", err)
		}
		if at, err := h.Locked(h.ctx, own); err != nil || at == 0 {
			t.Errorf("the class teacher does not see the wait: %v %v", at, err)
		}
		if err := d.Write(h.ctx, func(tx *db.Tx) error { return h.Lift(tx, own) }); err != nil {
			t.Fatal(err)
		}
		if err := h.try("20260101", right, "another tablet"); err != nil {
			t.Errorf("lifted, but: %v", err)
		}
	}, authn.Migrations)
}

func TestWaitsGrowAndKnownBrowsersWaitAlone(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	h.add(h.school, "a", h.hash)
	for range 4 {
		_ = h.try("a", "falsch-falsch", "")
	}
	for _, minutes := range []int{1, 2, 4, 8, 15, 15} {
		if err := h.try("a", "falsch-falsch", ""); !errors.Is(err, authn.ErrWrong) {
			t.Fatal(err)
		}
		h.clock.Advance(time.Duration(minutes)*time.Minute - time.Second)
		if err := h.try("a", right, ""); !fault.Is(err, fault.TooMany) {
			t.Fatalf("no wait of %d minutes: %v", minutes, err)
		}
		h.clock.Advance(2 * time.Second)
	}
	if err := h.try("a", right, "known"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		_ = h.try("a", "falsch-falsch", "known")
	}
	if err := h.try("a", right, "known"); !fault.Is(err, fault.TooMany) {
		t.Errorf("a known browser may try for ever: %v", err)
	}
	if err := h.try("a", right, "fresh"); err != nil {
		t.Errorf("a known browser's failures count elsewhere: %v", err)
	}
}

// TestUnknownLoginsLookKnown: neither the answers nor the waits tell which logins there are.
func TestUnknownLoginsLookKnown(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	h.add(h.school, "known", h.hash)
	h.add(h.school, "cards-only", "")
	for n := range 8 {
		want := h.try("known", "falsch-falsch", "")
		for _, login := range []string{"unknown", "cards-only"} {
			if got := h.try(login, "falsch-falsch", ""); fmt.Sprint(fault.KindOf(got)) != fmt.Sprint(fault.KindOf(want)) {
				t.Errorf("try %d: %s answers %v, a known login %v", n, login, got, want)
			}
		}
	}
	if err := h.try("cards-only", "", ""); err == nil {
		t.Error("an account without a password opens")
	}
}

func TestSchoolSlowsDown(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	h.add(h.school, "own", h.hash)
	other := id.New[any]()
	h.add(other, "own", h.hash)
	if err := h.try("own", right, "known"); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := range 40 {
		if err := h.try(fmt.Sprint("guess", i), "falsch-falsch", ""); fault.Is(err, fault.TooMany) {
			refused++
		}
	}
	if refused < 5 {
		t.Errorf("only %d of 40 failures in one minute were slowed", refused)
	}
	if err := h.try("own", right, "known"); err != nil {
		t.Errorf("a known browser is slowed: %v", err)
	}
	if _, _, err := h.SignIn(h.ctx, other, "own", right, authn.Opening{}); err != nil {
		t.Errorf("another school is slowed: %v", err)
	}
	h.clock.Advance(2 * time.Second)
	if err := h.try("own", right, ""); err != nil {
		t.Errorf("nobody passes while the school is slow: %v", err)
	}
	h.clock.Advance(3 * time.Minute)
	for range 3 {
		if err := h.try("own", right, ""); err != nil {
			t.Errorf("the school stays slow: %v", err)
		}
	}
}

// TestTabletsOfAClass: forty pupils behind one address, each on a tablet of the school. One of them types a hundred wrong passwords,
// for the own account and for everybody else's; nobody else waits, on whatever tablet, not even somebody who was never signed in there.
func TestTabletsOfAClass(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var subjects []authn.Subject
		var tablets []id.Any
		login := func(i int) string { return fmt.Sprintf("202601%02d", i) }
		for i := range 40 {
			subjects, tablets = append(subjects, h.add(h.school, login(i), h.hash)), append(tablets, id.New[any]())
		}
		try := func(i, tablet int, password string) error {
			_, _, err := h.SignIn(h.ctx, h.school, login(i), password, authn.Opening{Device: tablets[tablet], Browser: fmt.Sprint("browser of tablet ", tablet)})
			return err
		}
		for n := range 100 {
			_ = try(1, 0, "falsch-falsch")
			_ = try(0, 0, "falsch-falsch")
			_ = try(n%40, 0, "falsch-falsch")
		}
		if err := try(0, 0, right); !fault.Is(err, fault.TooMany) {
			t.Errorf("the one who tries a hundred times does not wait: %v", err)
		}
		for i := 1; i < 40; i++ {
			if err := try(i, i, right); err != nil {
				t.Fatalf("pupil %d on the own tablet: %v", i, err)
			}
		}
		if err := try(1, 2, right); err != nil {
			t.Errorf("on a neighbour's tablet: %v", err)
		}
		for range 100 { // where the victim has been before
			_ = try(1, 2, "falsch-falsch")
		}
		if err := try(1, 2, right); !fault.Is(err, fault.TooMany) {
			t.Errorf("passwords may be tried for ever on a tablet: %v", err)
		}
		if err := try(1, 3, right); err != nil {
			t.Errorf("a flood on one tablet reaches another: %v", err)
		}
		if _, err := h.Open(h.ctx, subjects[1], authn.Opening{Way: authn.ByCard, Device: tablets[2]}); err != nil {
			t.Errorf("a flood on a tablet keeps the card out of it: %v", err)
		}
	}, authn.Migrations)
}

// TestFloodIsBounded: of many tries at the same moment only a few are looked at, and the rest is told when to come again.
func TestFloodIsBounded(t *testing.T) {
	h := newHouse(t, testkit.SQLite(t, authn.Migrations))
	own := h.add(h.school, "own", h.hash)
	var mu sync.Mutex
	kinds := map[fault.Kind]int{}
	var wg sync.WaitGroup
	for range 300 {
		wg.Go(func() {
			err := h.try("own", "falsch-falsch", "")
			mu.Lock()
			defer mu.Unlock()
			kinds[fault.KindOf(err)]++
			if k := fault.KindOf(err); (k == fault.TooMany || k == fault.Down) && authn.RetryAfter(err) == 0 {
				t.Errorf("refused without a time: %v", err)
			}
		})
	}
	start := time.Now()
	if _, err := h.Open(h.ctx, own, authn.Opening{Way: authn.ByCard}); err != nil || time.Since(start) > time.Second {
		t.Errorf("a card in the flood: %v after %v", err, time.Since(start))
	}
	wg.Wait()
	if kinds[fault.Invalid] > 12 {
		t.Errorf("of 300 tries at once %d were looked at: %v", kinds[fault.Invalid], kinds)
	}
}

func TestPoolIsBounded(t *testing.T) {
	p := authn.NewPool(1)
	hash, err := p.Hash(t.Context(), right)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	down, served, before := 0, 0, 0
	for range 200 {
		wg.Go(func() {
			_, err := p.Verify(t.Context(), hash, "falsch-falsch")
			mu.Lock()
			defer mu.Unlock()
			if fault.Is(err, fault.Down) {
				down++
			} else {
				served++
			}
		})
	}
	for full := false; !full; time.Sleep(time.Millisecond) { // until the strangers' room is full and the others were sent away
		mu.Lock()
		full, before = down >= 50, served
		mu.Unlock()
	}
	if ok, err := p.VerifyKnown(t.Context(), hash, right); err != nil || !ok {
		t.Errorf("a known browser finds no room: %v", err)
	}
	mu.Lock()
	if n := served - before; n > 8 { // one that ran, one next to the slot, and what ended while this goroutine slept
		t.Errorf("%d strangers were served before the known browser", n)
	}
	mu.Unlock()
	wg.Wait()
	if down < 50 {
		t.Errorf("only %d of 200 found the room full", down)
	}
}
