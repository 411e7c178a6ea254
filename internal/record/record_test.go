package record_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

const base = "https://tongxue.example"

type world struct {
	*orgtest.World
	side *db.DB
	rec  *record.Service
	key  record.Key
}

func newWorld(t testing.TB, core *db.DB, makers ...record.Maker) *world {
	w := &world{World: orgtest.New(t, core)}
	w.side = testkit.Side(t, core, "record", record.Migrations, bus.PositionMigrations)
	w.rec = record.New(w.side, w.Org, w.Clock, base, makers...)
	w.key = w.newKey(t, id.As[any](w.Region))
	return w
}

func (w *world) newKey(t testing.TB, scope id.Any) record.Key {
	nk, err := w.rec.CreateKey(context.Background(), "测试", scope, record.MayAll)
	if err != nil {
		t.Fatal(err)
	}
	k, err := w.rec.Authenticate(context.Background(), nk.Key, nk.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func engines(t *testing.T, f func(t *testing.T, core *db.DB)) {
	testkit.Engines(t, f, bus.Migrations, org.Migrations, audit.Migrations)
}

type st struct {
	ID, Actor, Verb, Object, Parent, Reg, Ref, Response string
}

func (s st) raw() []byte {
	m := map[string]any{
		"actor":  map[string]any{"account": map[string]string{"homePage": base, "name": s.Actor}},
		"verb":   map[string]any{"id": s.Verb, "display": map[string]string{"zh-CN": "做"}},
		"object": map[string]any{"id": s.Object, "definition": map[string]any{"name": map[string]string{"zh-CN": "课 " + s.Object}}},
	}
	if s.ID != "" {
		m["id"] = s.ID
	}
	if s.Ref != "" {
		m["object"] = map[string]string{"objectType": "StatementRef", "id": s.Ref}
	}
	c := map[string]any{}
	if s.Parent != "" {
		c["contextActivities"] = map[string]any{"parent": []any{map[string]string{"id": s.Parent}}}
	}
	if s.Reg != "" {
		c["registration"] = s.Reg
	}
	if len(c) > 0 {
		m["context"] = c
	}
	if s.Response != "" {
		m["result"] = map[string]string{"response": s.Response}
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

func uid() string { return id.New[any]().String() }

func (w *world) put(t testing.TB, ss ...st) error {
	t.Helper()
	var raws [][]byte
	for _, s := range ss {
		raws = append(raws, s.raw())
	}
	_, err := w.rec.Store(context.Background(), w.key, raws, xapi.V103)
	return err
}

func (w *world) list(t testing.TB, f record.Filter) []record.Stored {
	t.Helper()
	p, err := w.rec.ListFor(context.Background(), w.key, f)
	if err != nil {
		t.Fatal(err)
	}
	return p.Statements
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStoreDuplicateAndConflict(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		a := st{ID: uid(), Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}
		must(t, w.put(t, a))
		must(t, w.put(t, a)) // the same again
		other := a
		other.Response = "B"
		if err := w.put(t, st{ID: uid(), Actor: "p2", Verb: "http://v/1", Object: "http://o/1"}, other); !fault.Is(err, fault.Conflict) {
			t.Fatalf("another statement under a stored id: %v", err)
		}
		if n := len(w.list(t, record.Filter{})); n != 1 {
			t.Fatalf("%d statements, want 1: a refused batch leaves nothing", n)
		}
		x := uid()
		if err := w.put(t, st{ID: x, Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}, st{ID: x, Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("one id twice in a batch: %v", err)
		}
		if err := w.put(t, st{Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}, st{Actor: "p1", Verb: "not an iri", Object: "http://o/1"}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a wrong statement: %v", err)
		}
		got := w.list(t, record.Filter{})[0]
		var exact map[string]any
		must(t, json.Unmarshal(got.Exact(), &exact))
		for _, k := range []string{"id", "stored", "authority", "timestamp", "version"} {
			if exact[k] == nil {
				t.Errorf("exact form has no %s", k)
			}
		}
	})
}

func TestVoiding(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		ctx := context.Background()
		target, early, voider := uid(), uid(), uid()
		must(t, w.put(t, st{ID: target, Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}))
		must(t, w.put(t, st{ID: voider, Actor: "p9", Verb: xapi.Voided, Ref: target}))
		must(t, w.put(t, st{Actor: "p9", Verb: xapi.Voided, Ref: early}))
		must(t, w.put(t, st{ID: early, Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}))
		must(t, w.put(t, st{Actor: "p9", Verb: xapi.Voided, Ref: voider})) // in vain
		must(t, w.put(t, st{Actor: "p9", Verb: xapi.Voided, Ref: target})) // again
		for _, u := range []string{target, early} {
			i, err := id.Parse[record.Statement](u)
			must(t, err)
			if _, err := w.rec.GetFor(ctx, w.key, i, false); !fault.Is(err, fault.NotFound) {
				t.Errorf("voided statement is still given: %v", err)
			}
			if _, err := w.rec.GetFor(ctx, w.key, i, true); err != nil {
				t.Errorf("voided statement cannot be asked for: %v", err)
			}
		}
		if n := len(w.list(t, record.Filter{})); n != 4 {
			t.Errorf("%d statements listed, want the 4 voiding ones", n)
		}
		use, err := w.rec.Use(ctx, w.Bureau)
		must(t, err)
		if use.Statements != 4 || use.Actors != 1 || len(use.Objects) != 0 {
			t.Errorf("use counts voided statements: %+v", use)
		}
		// Another school's key reaches nothing of it.
		mine := uid()
		must(t, w.put(t, st{ID: mine, Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}))
		far := w.newKey(t, id.As[any](w.SchoolC))
		_, err = w.rec.Store(ctx, far, [][]byte{st{Actor: "x", Verb: xapi.Voided, Ref: mine}.raw()}, xapi.V103)
		must(t, err)
		i, _ := id.Parse[record.Statement](mine)
		if _, err := w.rec.GetFor(ctx, w.key, i, false); err != nil {
			t.Errorf("a key of another owner voided the statement: %v", err)
		}
		if _, err := w.rec.GetFor(ctx, far, i, false); !fault.Is(err, fault.NotFound) {
			t.Errorf("a key reads outside its scope: %v", err)
		}
	})
}

// TestFilters compares every query with a plain look at what was put in, and the folded counts with counts made anew.
func TestFilters(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		ctx := context.Background()
		var all []st
		regs := []string{uid(), uid()}
		rapid.Check(t, func(rt *rapid.T) {
			var batch []st
			for range rapid.IntRange(1, 45).Draw(rt, "n") {
				pick := func(k string, n int) string { return fmt.Sprintf("http://%s/%d", k, rapid.IntRange(0, n).Draw(rt, k)) }
				s := st{ID: uid(), Actor: pick("a", 3), Verb: pick("v", 2), Object: pick("o", 3)}
				switch rapid.IntRange(0, 5).Draw(rt, "more") {
				case 0:
					s.Parent = pick("o", 3)
				case 1:
					s.Reg = regs[rapid.IntRange(0, 1).Draw(rt, "reg")]
				case 2:
					if len(all) > 0 {
						s.Verb, s.Object, s.Ref = xapi.Voided, "", all[rapid.IntRange(0, len(all)-1).Draw(rt, "target")].ID
					}
				}
				batch = append(batch, s)
			}
			if err := w.put(t, batch...); err != nil {
				rt.Fatal(err)
			}
			all = append(all, batch...)
			voided := map[string]bool{}
			byID := map[string]st{}
			for _, s := range all {
				byID[s.ID] = s
			}
			for _, s := range all {
				if s.Ref != "" && byID[s.Ref].Ref == "" {
					voided[s.Ref] = true
				}
			}
			opt := func(k string, n int) string {
				if rapid.Bool().Draw(rt, "no "+k) {
					return ""
				}
				return fmt.Sprintf("http://%s/%d", k, rapid.IntRange(0, n).Draw(rt, "ask "+k))
			}
			actor, verb, object, reg := opt("a", 3), opt("v", 2), opt("o", 3), ""
			if rapid.IntRange(0, 3).Draw(rt, "ask reg") == 0 {
				reg = regs[0]
			}
			f := record.Filter{Verb: verb, Activity: object, RelatedActivities: rapid.Bool().Draw(rt, "related"), Ascending: rapid.Bool().Draw(rt, "asc"),
				Limit: rapid.IntRange(1, 60).Draw(rt, "limit")}
			if actor != "" {
				f.Agent = xapi.AccountKey(base, actor)
			}
			if reg != "" {
				f.Registration, _ = id.Parse[any](reg)
			}
			var want []string
			for _, s := range all {
				if !voided[s.ID] && (actor == "" || s.Actor == actor) && (verb == "" || s.Verb == verb) && (reg == "" || s.Reg == reg) &&
					(object == "" || s.Object == object || f.RelatedActivities && s.Parent == object) {
					want = append(want, s.ID)
				}
			}
			if !f.Ascending {
				slices.Reverse(want)
			}
			var got []string
			for {
				p, err := w.rec.ListFor(ctx, w.key, f)
				if err != nil {
					rt.Fatal(err)
				}
				for _, s := range p.Statements {
					got = append(got, s.ID.String())
				}
				if p.Next == 0 {
					break
				}
				f.After = p.Next
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("filter %+v gave %d statements, want %d", f, len(got), len(want))
			}
		})
		folded, err := w.rec.Use(ctx, w.Bureau)
		must(t, err)
		must(t, w.rec.Rebuild(ctx))
		rebuilt, err := w.rec.Use(ctx, w.Bureau)
		must(t, err)
		a, _ := json.Marshal(folded)
		b, _ := json.Marshal(rebuilt)
		if !bytes.Equal(a, b) || folded.Statements == 0 {
			t.Errorf("folded\n%s\nrebuilt\n%s", a, b)
		}
	})
}

// TestWalkDuringIngest: whoever pages by cursor while others write sees everything up to Through exactly once.
func TestWalkDuringIngest(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		var wg sync.WaitGroup
		stop := make(chan struct{})
		for g := range 4 {
			wg.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					if err := w.put(t, st{Actor: fmt.Sprint(g), Verb: "http://v/1", Object: "http://o/1"}, st{Actor: fmt.Sprint(g), Verb: "http://v/2", Object: "http://o/1"}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		seen := map[record.StatementID]bool{}
		f := record.Filter{Ascending: true, Limit: 20}
		end := time.Now().Add(700 * time.Millisecond)
		for time.Now().Before(end) {
			p, err := w.rec.ListFor(context.Background(), w.key, f)
			must(t, err)
			for _, s := range p.Statements {
				if seen[s.ID] {
					t.Fatal("a statement was seen twice")
				}
				seen[s.ID], f.After = true, s.Ord
			}
		}
		close(stop)
		wg.Wait()
		through, err := w.rec.Through(context.Background())
		must(t, err)
		for {
			p, err := w.rec.ListFor(context.Background(), w.key, f)
			must(t, err)
			for _, s := range p.Statements {
				if s.Ord > through {
					t.Fatal("a statement lies after Through though all writers have ended")
				}
				seen[s.ID], f.After = true, s.Ord
			}
			if p.Next == 0 {
				break
			}
		}
		use, err := w.rec.Use(context.Background(), w.Bureau)
		must(t, err)
		if use.Statements != len(seen) || len(seen) == 0 {
			t.Errorf("the walk saw %d of %d statements", len(seen), use.Statements)
		}
	})
}

func TestImportSample(t *testing.T) {
	path := testkit.Corpus(t, "xapi/fun-mooc-video-22000.ndjson.gz")
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		ctx := context.Background()
		load := func() record.Report {
			f, err := os.Open(path)
			must(t, err)
			defer f.Close()
			began := time.Now()
			r, err := w.rec.Import(ctx, id.As[any](w.Region), "fun.ndjson.gz", f)
			must(t, err)
			t.Logf("%s: %+v in %s, %.0f statements/s", w.side.Engine(), r, time.Since(began).Round(time.Millisecond), 22000/time.Since(began).Seconds())
			return r
		}
		if r := load(); r.Stored != 22000 || r.Duplicates != 0 || r.Refused != 0 || len(r.Findings) != 0 {
			t.Fatalf("first import: %+v", r)
		}
		if r := load(); r.Stored != 0 || r.Duplicates != 22000 || r.Refused != 0 {
			t.Fatalf("second import: %+v", r)
		}
		use, err := w.rec.Use(ctx, w.Bureau)
		must(t, err)
		want := map[string]int{"played": 6603, "paused": 6480, "interacted": 3546, "seeked": 2995, "initialized": 1348, "completed": 636, "terminated": 338, "downloaded": 54}
		for _, v := range use.Verbs {
			name := v.Key[strings.LastIndexByte(v.Key, '/')+1:]
			if v.N != want[name] {
				t.Errorf("verb %s: %d, want %d", name, v.N, want[name])
			}
		}
		if use.Statements != 22000 || use.Actors != 1452 || len(use.Objects) != 10 || len(use.Verbs) != 8 {
			t.Errorf("use: %d statements, %d actors, %d objects, %d verbs", use.Statements, use.Actors, len(use.Objects), len(use.Verbs))
		}
		var out bytes.Buffer
		x, err := w.rec.Export(ctx, &out, record.ExportOptions{})
		must(t, err)
		if x.Written != 22000 {
			t.Errorf("exported %d", x.Written)
		}
		again, err := w.rec.Import(ctx, id.As[any](w.Region), "own.ndjson", &out)
		must(t, err)
		if again.Duplicates != 22000 || again.Refused != 0 {
			t.Errorf("own export taken back: %+v", again)
		}
	})
}

func TestImportFindings(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations))
	a := st{ID: uid(), Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}
	b := a
	b.Response = "x"
	file := "\ufeff" + string(a.raw()) + "\r\n\n{\"actor\":1}\nnot json\n" + string(a.raw()) + "\n" + string(b.raw()) + "\n" + strings.Repeat("x", 3<<20) + "\n" +
		string(st{Actor: "p2", Verb: "http://v/1", Object: "http://o/1"}.raw())
	r, err := w.rec.Import(context.Background(), id.As[any](w.Region), "f", strings.NewReader(file))
	must(t, err)
	if r.Stored != 2 || r.Duplicates != 1 || r.Refused != 4 || len(r.Findings) != 4 {
		t.Fatalf("%+v", r)
	}
	lines := []int{}
	for _, f := range r.Findings {
		lines = append(lines, f.Line)
	}
	if !slices.Equal(lines, []int{3, 4, 6, 7}) {
		t.Errorf("findings on lines %v", lines)
	}
	r, err = w.rec.Import(context.Background(), id.As[any](w.Region), "f", bytes.NewReader(b.raw()))
	must(t, err)
	if r.Refused != 1 || r.Findings[0].Code != record.CodeConflict {
		t.Errorf("conflict with what is stored: %+v", r)
	}
	r, err = w.rec.Import(context.Background(), id.As[any](w.Region), "f", strings.NewReader("\x1f\x8b broken"))
	must(t, err)
	if r.Refused != 1 || r.Findings[0].Code != record.CodeGzip {
		t.Errorf("broken gzip: %+v", r)
	}
}

func lessonUsed(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != "lesson.used" {
		return xapi.Statement{}, false, nil
	}
	return xapi.Statement{Verb: xapi.VerbUsed, Object: xapi.Object{ID: "urn:uuid:" + e.ID.String(), Type: xapi.TypeLesson}}, true, nil
}

func TestConsumerStoresOnce(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, lessonUsed)
		ctx := context.Background()
		w.Log.Consume(w.rec.Consumer())
		for i := range 250 {
			kind := "lesson.used"
			if i%5 == 0 {
				kind = "lesson.looked_at"
			}
			must(t, core.Write(ctx, func(tx *db.Tx) error {
				_, err := w.Log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](w.ClassB), Actor: id.As[any](w.TeacherB.Person)}, map[string]int{"i": i})
				return err
			}))
		}
		must(t, w.Log.Drain(ctx))
		must(t, w.side.Write(ctx, func(tx *db.Tx) error { return bus.Forget(tx, "record") }))
		must(t, w.Log.Drain(ctx)) // the whole log again
		use, err := w.rec.Use(ctx, w.Bureau)
		must(t, err)
		if use.Statements != 200 {
			t.Fatalf("%d statements, want 200", use.Statements)
		}
		got := w.list(t, record.Filter{Agent: xapi.AccountKey(base, w.TeacherB.Person.String()), Limit: 500})
		if len(got) != 200 {
			t.Errorf("%d statements of the pseudonymous actor, want 200", len(got))
		}
		if strings.Contains(got[0].Raw, "TeacherB") {
			t.Error("a name stands in the record")
		}
		// The class lies in district B, so its researcher sees it, and a key of school A does not.
		if p, err := w.rec.List(ctx, w.Researcher, record.Filter{}); err != nil || len(p.Statements) == 0 {
			t.Errorf("the researcher of the district sees %d: %v", len(p.Statements), err)
		}
		if p, err := w.rec.ListFor(ctx, w.newKey(t, id.As[any](w.SchoolA)), record.Filter{}); err != nil || len(p.Statements) != 0 {
			t.Errorf("a key of another school sees %d: %v", len(p.Statements), err)
		}
		if _, err := w.rec.List(ctx, w.TeacherB, record.Filter{}); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher lists statements: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations))
	ctx := context.Background()
	k, err := w.rec.CreateKey(ctx, "LRS", id.As[any](w.SchoolA), "all")
	must(t, err)
	for _, pair := range [][2]string{{k.Key, k.Secret + "x"}, {k.Key, ""}, {"", ""}, {"x", k.Secret}} {
		if _, err := w.rec.Authenticate(ctx, pair[0], pair[1]); !fault.Is(err, fault.SignIn) {
			t.Errorf("%q is let in: %v", pair, err)
		}
	}
	if _, err := w.rec.CreateKey(ctx, "", id.As[any](w.SchoolA), "all"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key without a name: %v", err)
	}
	if _, err := w.rec.CreateKey(ctx, "x", id.As[any](w.SchoolA), "everything"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown permission: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(st{Actor: "p1", Verb: "http://v/1", Object: "http://o/1"}.raw()))
	f.Add([]byte("{}\n[]\nnull\n\x1f\x8b"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	w := newWorld(f, testkit.SQLite(f, bus.Migrations, org.Migrations, audit.Migrations))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := w.rec.Import(context.Background(), id.As[any](w.Region), "f", bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if r.Refused > 0 != (len(r.Findings) > 0) {
			t.Fatalf("refused without a finding, or the other way round: %+v", r)
		}
		if _, err := w.rec.Export(context.Background(), io.Discard, record.ExportOptions{}); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	})
}

func BenchmarkStore50(b *testing.B) {
	w := newWorld(b, testkit.SQLite(b, bus.Migrations, org.Migrations, audit.Migrations))
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			batch := make([]st, 50)
			for j := range batch {
				batch[j] = st{Actor: fmt.Sprint(j % 30), Verb: "http://v/1", Object: fmt.Sprintf("http://o/%d", j%10), Parent: "http://course/1"}
			}
			if err := w.put(b, batch...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)*50/b.Elapsed().Seconds(), "statements/s")
}
