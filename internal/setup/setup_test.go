package setup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/setup"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// house is an empty store with its region.
type house struct {
	core  *db.DB
	org   *org.Service
	authn *authn.Service
	clock *clock.Fake
	file  string
	s     *setup.Service
}

func newHouse(t *testing.T, core *db.DB) *house {
	t.Helper()
	h := &house{core: core, clock: clock.NewFake(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)), file: filepath.Join(t.TempDir(), "setup-code")}
	log := bus.New(core, h.clock, testkit.Logger(t))
	h.org = org.New(core, log, h.clock, nil)
	h.authn = authn.New(core, h.clock, authn.NewPool(2))
	err := core.Write(context.Background(), func(tx *db.Tx) error {
		_, err := h.org.AddUnit(tx, org.Unit{Kind: org.Region, Code: "990000", Name: "测试市"}, org.UnitID{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.restart()
	return h
}

// restart is the program started again on the same rows and files.
func (h *house) restart() {
	h.s = setup.New(h.core, h.org, h.authn, audit.New(h.core, h.clock), h.clock, h.file)
}

func (h *house) step(t *testing.T) setup.Step {
	t.Helper()
	st, err := h.s.State(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return st.Step
}

func who(name, login string) setup.Person {
	return setup.Person{Name: name, Login: login, Password: "good long 42", Again: "good long 42"}
}

var school = org.Unit{Kind: org.School, Name: "第一中学", Code: "3112000001", Short: "dyzx"}

func TestSetUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx := context.Background()
		h := newHouse(t, core)
		if need, err := h.s.Needed(ctx); err != nil || !need {
			t.Fatalf("an empty store needs a set-up: %v %v", need, err)
		}
		code, err := h.s.Code()
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(h.file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the code's file: %v %v", info, err)
		}
		if err := h.s.Admin(ctx, org.SystemAdmin, who("张一", "zhang")); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Conflict) {
			t.Errorf("an administrator before the region was checked: %v", err)
		}
		for _, step := range []struct {
			want setup.Step
			do   func() error
		}{
			{setup.MakeSystem, func() error { return h.s.Begin(ctx) }},
			{setup.MakeSecurity, func() error { return h.s.Admin(ctx, org.SystemAdmin, who("张一", "zhang")) }},
			{setup.MakeAudit, func() error { return h.s.Admin(ctx, org.SecurityAdmin, who("买买提·艾力", "mai")) }},
			{setup.MakeSchool, func() error { return h.s.Admin(ctx, org.AuditAdmin, who("𫞩𬭎", "rare")) }},
			{setup.MakeLeader, func() error { return h.s.School(ctx, school, org.UnitID{}) }},
		} {
			if err := step.do(); err != nil {
				t.Fatal(err)
			}
			h.restart() // in the middle, at every step
			if got := h.step(t); got != step.want {
				t.Fatalf("after a restart at step %d, want %d", got, step.want)
			}
			if again, _ := h.s.Code(); again != code {
				t.Fatalf("the code changed with a restart")
			}
		}
		slip, err := h.s.Leader(ctx, who("钱立", "qian"), setup.Person{Name: "孙务", Login: "sun"})
		if err != nil || slip == "" {
			t.Fatalf("leader: %q %v", slip, err)
		}
		if _, err := os.Stat(h.file); !os.IsNotExist(err) {
			t.Errorf("the code stays behind: %v", err)
		}
		h.restart()
		st, err := h.s.State(ctx)
		if err != nil || st.Open || st.Needed || st.Step != setup.Done {
			t.Errorf("the set-up is not closed: %+v %v", st, err)
		}
		if err := h.s.Admin(ctx, org.SystemAdmin, who("李二", "li")); !fault.Is(err, fault.NotFound) {
			t.Errorf("a closed set-up made an administrator: %v", err)
		}
		if _, err := h.s.Leader(ctx, who("李二", "li"), setup.Person{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a closed set-up made a leader: %v", err)
		}
	}, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
}

func TestRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx := context.Background()
		h := newHouse(t, core)
		if err := h.s.Begin(ctx); err != nil {
			t.Fatal(err)
		}
		if err := h.s.Admin(ctx, org.SystemAdmin, who("张一", "zhang")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			why, field string
			p          setup.Person
		}{
			{"the same person", "name", who("张一", "zhang2")},
			{"the same login", "login", who("李二", "ZHANG")},
			{"an identity number", "login", who("李二", "11010519491231002X")},
			{"a short password", "password", setup.Person{Name: "李二", Login: "li", Password: "ab1", Again: "ab1"}},
			{"one kind of characters", "password", setup.Person{Name: "李二", Login: "li", Password: "abcdefghijk", Again: "abcdefghijk"}},
			{"the login inside", "password", setup.Person{Name: "李二", Login: "wang", Password: "Wang-12345678", Again: "Wang-12345678"}},
			{"a slip of the finger", "again", setup.Person{Name: "李二", Login: "li", Password: "good long 42", Again: "good long 43"}},
			{"an identity number in the name", "name", who("李二11010519491231002X", "li")},
			{"an identity number with hyphens", "login", who("李二", "110105-19491231-002X")},
			{"a turned name", "name", who("李\u202e二", "li")},
			{"nobody", "name", who("", "li")},
		} {
			err := h.s.Admin(ctx, org.SecurityAdmin, c.p)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.field+":") {
				t.Errorf("%s: %v", c.why, err)
			}
		}
		if err := h.s.Admin(ctx, org.AuditAdmin, who("李二", "li")); !fault.Is(err, fault.Conflict) {
			t.Errorf("out of turn: %v", err)
		}
		if got := h.step(t); got != setup.MakeSecurity {
			t.Errorf("something was stored: step %d", got)
		}
	}, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
}

// TestRace has several browsers send every step at the same moment: exactly one is taken.
func TestRace(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx := context.Background()
		h := newHouse(t, core)
		race := func(what string, f func(i int) error) {
			t.Helper()
			var wg sync.WaitGroup
			errs := make([]error, 4)
			for i := range errs {
				wg.Go(func() { errs[i] = f(i) })
			}
			wg.Wait()
			done := 0
			for _, err := range errs {
				switch {
				case err == nil:
					done++
				case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound):
					t.Errorf("%s: %v", what, err)
				}
			}
			if done != 1 {
				t.Errorf("%s was taken %d times: %v", what, done, errs)
			}
		}
		name := func(i int) string { return string([]rune("甲乙丙丁")[i]) }
		race("region", func(int) error { return h.s.Begin(ctx) })
		for _, r := range setup.Admins {
			race(string(r), func(i int) error { return h.s.Admin(ctx, r, who(name(i)+string(r), string(r)+string(rune('a'+i)))) })
		}
		race("school", func(i int) error {
			u := school
			u.Code, u.Short = u.Code+string(rune('a'+i)), u.Short+string(rune('a'+i))
			return h.s.School(ctx, u, org.UnitID{})
		})
		race("leader", func(i int) error {
			_, err := h.s.Leader(ctx, who("校长"+name(i), "leader"+string(rune('a'+i))), setup.Person{})
			return err
		})
	}, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
}

func TestCode(t *testing.T) {
	core := testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
	h := newHouse(t, core)
	code, err := h.s.Code()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if _, wait, err := h.s.Admit("WRONG", false); !fault.Is(err, fault.Invalid) || wait != 0 {
			t.Fatalf("attempt %d: %v %v", i, wait, err)
		}
	}
	if _, wait, err := h.s.Admit(code, false); !fault.Is(err, fault.TooMany) || wait <= 0 || wait > time.Minute {
		t.Errorf("the sixth attempt: %v %v", wait, err)
	}
	pass, _, err := h.s.Admit(strings.ToLower(setup.Show(code)), true)
	if err != nil || !h.s.Admitted(pass) {
		t.Errorf("somebody on the network keeps the operator out: %v", err)
	}
	h.clock.Advance(time.Minute)
	if _, wait, err := h.s.Admit("WRONG", false); !fault.Is(err, fault.Invalid) || wait != 0 {
		t.Errorf("after the wait: %v", err)
	}
	if _, wait, _ := h.s.Admit("WRONG", false); wait <= time.Minute {
		t.Errorf("the wait does not grow: %v", wait)
	}
	h.clock.Advance(2 * time.Minute)
	if _, _, err := h.s.Admit(code, false); err != nil {
		t.Errorf("the right code after the wait: %v", err)
	}
	for _, bad := range []string{"", "x", pass[1:]} {
		if h.s.Admitted(bad) {
			t.Errorf("pass %q is good", bad)
		}
	}
}

// TestAdministered: a store that people run already is no store to be set up, but administrators from the command line alone are
// not the whole set-up.
func TestAdministered(t *testing.T) {
	core := testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
	h := newHouse(t, core)
	ctx := context.Background()
	region, err := h.org.RegionUnit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	write := func(f func(tx *db.Tx) error) {
		t.Helper()
		if err := core.Write(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error {
		p, err := h.org.AddPerson(tx, org.Person{Owner: region.ID, Name: "张一"}, org.AccountID{})
		if err != nil {
			return err
		}
		return h.org.Give(tx, org.Holding{Person: p, Role: org.SystemAdmin, Node: region.Node()})
	})
	if st, err := h.s.State(ctx); err != nil || st.Needed || !st.Open {
		t.Errorf("an administrator from the command line: %+v %v", st, err)
	}
	if err := h.s.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if got := h.step(t); got != setup.MakeSecurity {
		t.Errorf("the administrator does not count: step %d", got)
	}
	other := newHouse(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations))
	err = other.core.Write(ctx, func(tx *db.Tx) error {
		region, err := other.org.RegionUnit(ctx)
		if err != nil {
			return err
		}
		if _, err := other.org.AddUnit(tx, school, region.ID); err != nil {
			return err
		}
		p, err := other.org.AddPerson(tx, org.Person{Owner: region.ID, Name: "张一"}, org.AccountID{})
		if err != nil {
			return err
		}
		return other.org.Give(tx, org.Holding{Person: p, Role: org.SystemAdmin, Node: region.Node()})
	})
	if err != nil {
		t.Fatal(err)
	}
	if st, err := other.s.State(ctx); err != nil || st.Needed || st.Open {
		t.Errorf("a store in use can be set up again: %+v %v", st, err)
	}
}

// TestRosterFirst: a school that a roster brought before the set-up is taken, not made again.
func TestRosterFirst(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx := context.Background()
		h := newHouse(t, core)
		var before org.UnitID
		err := core.Write(ctx, func(tx *db.Tx) error {
			region, err := h.org.RegionUnit(ctx)
			if err != nil {
				return err
			}
			u := school
			u.Short = ""
			before, err = h.org.AddUnit(tx, u, region.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if need, err := h.s.Needed(ctx); err != nil || !need {
			t.Fatalf("schools without administrators need no set-up: %v", err)
		}
		steps := []func() error{
			func() error { return h.s.Begin(ctx) },
			func() error { return h.s.Admin(ctx, org.SystemAdmin, who("张一", "zhang")) },
			func() error { return h.s.Admin(ctx, org.SecurityAdmin, who("李二", "li")) },
			func() error { return h.s.Admin(ctx, org.AuditAdmin, who("王三", "wang")) },
			func() error { return h.s.School(ctx, school, org.UnitID{}) },
		}
		for i, f := range steps {
			if err := f(); err != nil {
				t.Fatal(i, err)
			}
		}
		st, err := h.s.State(ctx)
		if err != nil || st.School.ID != before || st.School.Short != school.Short {
			t.Errorf("%+v %v", st.School, err)
		}
	}, org.Migrations, audit.Migrations, bus.Migrations, authn.Migrations, setup.Migrations)
}
