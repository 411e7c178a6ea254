package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const selReceived db.SQL = `-- unscoped: a test reads the order of the log
SELECT received FROM event ORDER BY seq DESC LIMIT 6`

// machine is a clock that is set by hand beside a time that only passes.
type machine struct {
	*clock.Fake
	ran time.Duration
}

func (m *machine) pass(d time.Duration) { m.ran += d; m.Advance(d) }

func (m *machine) open(t *testing.T, dir string) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: testkit.Logger(t), Demo: true, Clock: clock.NewSteadyAt(m, func() time.Duration { return m.ran })})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestClockSetBack: the machine's clock is set back while the program runs, and it is wrong when the program starts. Whoever was signed
// in stays so and no longer than before, what is written later is later, and the administrator is told and can say that the machine is
// right.
func TestClockSetBack(t *testing.T) {
	m, dir := &machine{Fake: clock.NewFake(time.Now().UTC())}, t.TempDir()
	a := m.open(t, dir)
	if _, err := a.Seed(t.Context(), 60); err != nil {
		t.Fatal(err)
	}
	as := func(a *app.App, login string) *visitor {
		v := &visitor{t, a, map[string]string{}}
		if rec := v.signIn(login, app.DemoPassword); rec.Code != http.StatusSeeOther {
			t.Fatal(login, rec.Code)
		}
		return v
	}
	li, sys := as(a, "li"), as(a, "sys")
	if page := sys.do("GET", "/home", nil).Body.String(); strings.Contains(page, "服务器的时钟被拨回去了") {
		t.Error("told without a reason")
	}
	write := func(v *visitor) {
		m.pass(time.Second)
		newLesson(t, v, "钟")
	}
	inOrder := func(what string) {
		all, err := db.All(a.Core.Reader(t.Context()), selReceived, db.Value[int64])
		slices.Reverse(all)
		if err != nil || !slices.IsSorted(all) {
			t.Errorf("%s: the log goes back: %v %v", what, all, err)
		}
	}
	for range 3 {
		write(li)
	}
	m.Advance(-5 * time.Hour)
	for range 3 {
		write(li)
	}
	inOrder("set back")
	if page := sys.do("GET", "/home", nil).Body.String(); !strings.Contains(page, "服务器的时钟被拨回去了") {
		t.Error("the administrator's first page does not tell")
	}
	page := sys.do("GET", "/admin/certificate", nil).Body.String()
	if !strings.Contains(page, "早 5 小时") || !strings.Contains(page, "现在的时间是对的") {
		t.Error("the page of the time does not tell:", firstAlert(page))
	}
	m.pass(22 * time.Hour) // 11 hours of it count until the machine has caught up, then all
	if rec := li.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusSeeOther {
		t.Errorf("a session of 16 hours lives %d after 17", rec.Code)
	}

	li = as(a, "li")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	m.Advance(-40 * 24 * time.Hour) // its battery is empty
	a = m.open(t, dir)
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	li.app = a
	for range 6 {
		write(li)
	}
	inOrder("wrong at the start")
	if a.Config.Clock.Now().Before(time.Now().Add(-24 * time.Hour)) {
		t.Error("the program begins in the past")
	}
	sys = as(a, "sys")
	if page := sys.do("GET", "/admin/certificate", nil).Body.String(); !regexp.MustCompile(`时钟被拨回去了|时间不对`).MatchString(page) {
		t.Error("nobody is told after a start")
	}
	m.Advance(38*24*time.Hour + 12*time.Hour) // nearly right: by hand
	sys = as(a, "sys")
	if page := sys.do("GET", "/admin/certificate", nil).Body.String(); !strings.Contains(page, "早 36 小时") {
		t.Error("36 hours:", firstAlert(page))
	}
	if rec := li.do("POST", "/admin/certificate/clock", nil); rec.Code != http.StatusForbidden {
		t.Errorf("a teacher sets the time: %d", rec.Code)
	}
	if rec := sys.do("POST", "/admin/certificate/clock", url.Values{}); rec.Code != http.StatusSeeOther || !a.Config.Clock.Now().Equal(m.Now()) {
		t.Errorf("the machine is right, said the administrator: %d, %v and %v", rec.Code, a.Config.Clock.Now(), m.Now())
	}
	if page := sys.do("GET", "/home", nil).Body.String(); strings.Contains(page, "服务器的时钟被拨回去了") {
		t.Error("it is still told")
	}
}

// TestSessionsOutliveACorrectedClock: what began while a machine was behind lives as long as it was promised to when the machine has
// been put right, and what began before or after does not change.
func TestSessionsOutliveACorrectedClock(t *testing.T) {
	a, c, browser := town(t)
	open := func() *visitor {
		v := browser()
		if rec := v.signIn("li", app.DemoPassword); rec.Code != http.StatusSeeOther {
			t.Fatal(rec.Code)
		}
		return v
	}
	alive := func(v *visitor) bool { return v.do("GET", "/account", nil).Code == http.StatusOK }
	before := open()
	c.Advance(time.Hour)
	from := clock.At(c.Now())
	during := open()
	to := clock.At(c.Now())
	c.Advance(60 * time.Hour)
	if alive(during) || alive(before) {
		t.Fatal("nothing has ended")
	}
	if err := a.Authn.Later(t.Context(), from, to, 60*time.Hour); err != nil {
		t.Fatal(err)
	}
	if !alive(during) || alive(before) {
		t.Error(alive(during), alive(before))
	}
	c.Advance(17 * time.Hour)
	if alive(during) {
		t.Error("it lives for ever")
	}
}
