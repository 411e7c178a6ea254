package roster_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/invent"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestMain lets this binary be the program that is killed: see TestKilled.
func TestMain(m *testing.M) {
	if os.Getenv("ROSTER_CHILD") != "" {
		if err := child(); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child brings in the set of its environment, and says when it begins to store it.
func child() error {
	ctx := context.Background()
	c := db.Config{Name: "core", Path: os.Getenv("ROSTER_CHILD")}
	if strings.HasPrefix(c.Path, "postgres") {
		c = db.Config{Name: "core", DSN: c.Path}
	}
	core, err := db.Open(ctx, c)
	if err != nil {
		return err
	}
	w := &world{core: core, clock: clock.NewFake(start), dir: os.Getenv("ROSTER_DIR")}
	if err := w.services(slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	region, err := w.org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	i, err := w.roster.Take(ctx, region.ID, "", os.Getenv("ROSTER_SET"))
	if err != nil {
		return err
	}
	fmt.Println("applying", i.ID)
	_, err = w.roster.ApplyNow(ctx, i, true)
	return err
}

// What a store holds after imports, in lines that say nothing of the ids that were given on the way.
var dumps = []db.SQL{
	`-- unscoped: a test looks at everything
SELECT 'person ' || p.name || ' ' || u.code || ' ' || COALESCE(f.number || ' ' || f.phone || ' ' || f.email || ' ' || f.pinyin || ' ' || f.born || ' ' || f.sex, '-') ||
 ' ' || COALESCE(c.login, '-') || ' ' || COALESCE(a.until, -1) || ' ' || CASE WHEN x.blind IS NULL THEN '-' ELSE 'xueji' END
FROM org_person p JOIN org_unit u ON u.id = p.owner LEFT JOIN org_profile f ON f.person = p.id LEFT JOIN org_account a ON a.person = p.id
LEFT JOIN authn_credential c ON c.subject = a.id LEFT JOIN org_xueji x ON x.person = p.id`,
	`-- unscoped: a test looks at everything
SELECT 'unit ' || kind || ' ' || code || ' ' || name || ' ' || until FROM org_unit`,
	`-- unscoped: a test looks at everything
SELECT 'class ' || u.code || ' ' || c.kind || ' ' || c.stage || ' ' || c.cohort || ' ' || c.number || ' ' || c.subject || ' ' || c.name || ' ' || c.until || ' under ' ||
 (SELECT COUNT(*) FROM scope_reach r WHERE r.node = c.id) FROM org_class c JOIN org_unit u ON u.id = c.owner`,
	`-- unscoped: a test looks at everything
SELECT 'role ' || p.name || ' ' || COALESCE(f.number, '-') || ' ' || r.role || ' ' || r.subject || ' ' || r.since || ' ' || r.until || ' at ' ||
 COALESCE(u.code, k.name || ' ' || k.stage || ' ' || k.cohort || ' ' || k.number || ' ' || k.subject || ' ' || ku.code, n.name || ' ' || COALESCE(g.number, '-'))
FROM org_role r JOIN org_person p ON p.id = r.person LEFT JOIN org_profile f ON f.person = p.id LEFT JOIN org_unit u ON u.id = r.node
LEFT JOIN org_class k ON k.id = r.node LEFT JOIN org_unit ku ON ku.id = k.owner LEFT JOIN org_person n ON n.id = r.node LEFT JOIN org_profile g ON g.person = n.id`,
	`-- unscoped: a test looks at everything
SELECT 'place ' || p.name || ' ' || COALESCE(f.number, '-') || ' ' || e.number || ' ' || e.since || ' ' || e.until || ' in ' ||
 k.name || ' ' || k.stage || ' ' || k.cohort || ' ' || k.number || ' ' || k.subject || ' ' || u.code
FROM org_enrolment e JOIN org_person p ON p.id = e.person LEFT JOIN org_profile f ON f.person = p.id JOIN org_class k ON k.id = e.class JOIN org_unit u ON u.id = e.owner`,
	`-- unscoped: a test looks at everything
SELECT 'row ' || tbl || ' ' || sourced || ' ' || state || ' ' || modified || ' ' || kept || ' ' || CASE WHEN our IS NULL THEN '-' ELSE 'ours' END FROM roster_row`,
	`-- unscoped: a test looks at everything
SELECT 'uncounted ' || taken || ' ' || ended FROM roster_place`,
}

// state is the store's content in order, and how many places the events of classes tell of.
func (w *world) state() []string {
	w.t.Helper()
	ctx := context.Background()
	var out []string
	for _, q := range dumps {
		lines, err := db.All(w.core.Reader(ctx), q, db.Value[string])
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, lines...)
	}
	slices.Sort(out)
	taken, ended := 0, 0
	payloads, err := db.All(w.core.Reader(ctx), `-- unscoped: a test looks at everything
SELECT payload FROM event WHERE kind = 'roster.enrolled'`, db.Value[string])
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range payloads {
		var v struct{ Places, Ended int }
		w.decode(p, &v)
		taken, ended = taken+v.Places, ended+v.Ended
	}
	return append(out, fmt.Sprintf("events tell of %d places and %d ends", taken, ended))
}

// same compares the contents of two stores.
func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	n := 0
	for _, side := range []struct {
		mark string
		a, b []string
	}{{"missing", want, got}, {"too many", got, want}} {
		had := map[string]int{}
		for _, l := range side.b {
			had[l]++
		}
		for _, l := range side.a {
			if had[l]--; had[l] < 0 && n < 20 {
				t.Errorf("%s: %s: %s", what, side.mark, l)
				n++
			}
		}
	}
	t.Errorf("%s: %d lines, want %d", what, len(got), len(want))
}

// two sets: the second ends, changes and adds.
func twoSets(t testing.TB) (first, second string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, s invent.Set) string {
		path := filepath.Join(dir, name)
		f, err := os.Create(path)
		if err == nil {
			err = s.WriteBulk(f)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("first.zip", invent.Set{Seed: 1, Users: 600, Enrolments: 4400}), write("second.zip", invent.Set{Seed: 2, Users: 480, Enrolments: 3500})
}

// undisturbed is what the two sets come to.
func undisturbed(t *testing.T, d *db.DB, first, second string) []string {
	w := newWorld(t, d)
	w.mustApply(w.take(first))
	one := w.state()
	if i := w.take(first); i.Changes() != 0 || i.Total != 0 {
		t.Errorf("the same set again: %+v", i.Report.Tables)
	}
	i := w.take(second)
	if i.State != roster.Stopped {
		t.Fatalf("a set that ends a fifth: %s", i.State)
	}
	w.apply(i, true)
	two := w.state()
	if len(two) <= len(one) || slices.Equal(one, two) {
		t.Fatal("the second set changed nothing")
	}
	return two
}

// An import is killed as by kill -9, in its beginning and near its end, and brought in again from the command line.
func TestKilled(t *testing.T) {
	first, second := twoSets(t)
	want := undisturbed(t, testkit.SQLite(t, migrations()...), first, second)
	engines(t, func(w *world) {
		for _, set := range []string{first, second} {
			for _, share := range []int64{10, 3, 2} {
				w.kill(set, share)
			}
			w.open() // the child has made the keys
			i := w.take(set)
			w.apply(i, true)
			if i := w.take(set); i.Changes() != 0 || i.Total != 0 {
				w.t.Errorf("again: %+v", i.Report.Tables)
			}
		}
		same(w.t, "killed six times", w.state(), want)
	})
}

// kill starts a program that brings in a set, and kills it when one part in share of the rows is stored.
func (w *world) kill(set string, share int64) {
	w.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "ROSTER_CHILD="+w.core.Path(), "ROSTER_DIR="+w.dir, "ROSTER_SET="+set)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	var n roster.ImportID
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "applying "); ok {
			if n, err = id.Parse[roster.Import](text); err != nil {
				w.t.Fatal(err)
			}
			break
		}
		w.t.Log(lines.Text())
	}
	for stop := time.Now().Add(time.Minute); time.Now().Before(stop); time.Sleep(time.Millisecond) {
		done, total := w.progress(n)
		if done > 0 && done*share >= total {
			if err := cmd.Process.Kill(); err != nil {
				w.t.Fatal(err)
			}
			w.t.Logf("killed at %d of %d", done, total)
			return
		}
	}
	w.t.Fatal("the program stored nothing")
}

func (w *world) progress(n roster.ImportID) (done, total int64) {
	w.t.Helper()
	v, err := db.One(w.core.Reader(context.Background()), `-- unscoped: a test looks at everything
SELECT done, total FROM roster_import WHERE id = ?`, func(r db.Row) (v [2]int64, err error) { return v, r.Scan(&v[0], &v[1]) }, n)
	if err != nil {
		w.t.Fatal(err)
	}
	return v[0], v[1]
}

// The job of an import stops with the server, several times, and a server that starts later goes on with it.
func TestStopped(t *testing.T) {
	first, second := twoSets(t)
	want := undisturbed(t, testkit.SQLite(t, migrations()...), first, second)
	engines(t, func(w *world) {
		a := w.registrar()
		stops := 0
		for _, set := range []string{first, second} {
			stops += w.upload(a, set)
		}
		if stops < 4 {
			w.t.Errorf("the jobs stopped %d times only", stops)
		}
		got := slices.DeleteFunc(w.state(), func(l string) bool { return strings.Contains(l, "管名册") })
		same(w.t, "stopped", got, want)
	})
}

// registrar is somebody who may bring in the whole region's roster, and give every role.
func (w *world) registrar() *org.Actor {
	w.t.Helper()
	account := id.New[org.Account]()
	w.write(func(tx *db.Tx) error {
		p, err := w.org.AddPerson(tx, org.Person{Name: "管名册", Owner: w.region}, account)
		for _, r := range []org.Role{org.Registrar, org.SchoolLeader} {
			if err == nil {
				err = w.org.Give(tx, org.Holding{Person: p, Role: r, Node: id.As[any](w.region)})
			}
		}
		return err
	})
	a, err := w.org.Resolve(context.Background(), account, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// upload brings in a set as the pages do, and counts how often its job was stopped on the way.
func (w *world) upload(a *org.Actor, set string) (stops int) {
	w.t.Helper()
	ctx := context.Background()
	f, err := os.Open(set)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	i, err := w.roster.Upload(ctx, a, w.region, "roster.zip", f, 64<<20)
	if err == nil {
		err = w.jobs.Drain(ctx)
	}
	if err == nil {
		err = w.roster.Apply(ctx, a, i.ID, true)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for seen := int64(0); ; {
		run, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { _, err := w.jobs.Step(run); ended <- err }()
		over := false
		for !over {
			select {
			case err := <-ended:
				if err != nil {
					w.t.Fatal(err)
				}
				over = true
			case <-time.After(time.Millisecond):
				if done, _ := w.progress(i.ID); done >= seen+1000 {
					seen = done
					cancel()
				}
			}
		}
		cancel()
		i, err = w.roster.Get(ctx, a, i.ID)
		if err != nil || i.State == roster.Done {
			break
		}
		if i.State != roster.Applying {
			w.t.Fatalf("%s: %s", i.State, i.Report.Failure)
		}
		stops++
		w.open() // another server
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return stops
}

// services makes the services over the store.
func (w *world) services(log *slog.Logger) error {
	w.log = bus.New(w.core, w.clock, log)
	w.org = org.New(w.core, w.log, w.clock, nil)
	w.jobs = job.New(w.core, w.clock, log)
	keys := filepath.Join(w.dir, "keys")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return err
	}
	var err error
	if w.seal, err = seal.New(w.core, keys, w.clock); err != nil {
		return err
	}
	w.roster = roster.New(roster.Parts{Core: w.core, Log: w.log, Org: w.org, Authn: authn.New(w.core, w.clock, authn.NewPool(1)), Seal: w.seal, Jobs: w.jobs,
		Clock: w.clock, Logger: log, Dir: filepath.Join(w.dir, "stage"), Subject: func(s string) string {
			if c := subjects[s]; c != "" {
				return c
			}
			return s
		}})
	return nil
}
