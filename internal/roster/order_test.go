package roster_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// delta writes a delta of people: "u1 newname" changes or adds, "-u1" ends.
func (w *world) delta(at time.Time, people ...string) string {
	w.t.Helper()
	var out bytes.Buffer
	z := oneroster.NewWriter(&out, oneroster.Delta, "test")
	if err := z.Table(oneroster.Users); err != nil {
		w.t.Fatal(err)
	}
	for _, p := range people {
		status := oneroster.Active
		if rest, ok := strings.CutPrefix(p, "-"); ok {
			p, status = rest, oneroster.ToBeDeleted
		}
		key, name, _ := strings.Cut(p, " ")
		r := oneroster.NewRecord("1.2", oneroster.Users, 0, key, map[string]string{"enabledUser": "true", "username": key, "familyName": "王", "givenName": name + "某"})
		r.Status, r.Modified = status, at
		if err := z.Write(r); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		w.t.Fatal(err)
	}
	return w.save("delta.zip", out.Bytes())
}

// has reports whether the store's content has a line with all the parts.
func (w *world) has(parts ...string) bool {
	return slices.ContainsFunc(w.state(), func(l string) bool {
		return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(l, p) })
	})
}

// What is older never overwrites what is newer, whichever comes first: neither a change, nor an end, nor a life after an end.
func TestOlderNeverOverwrites(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 2, n, 8, 0, 0, 0, time.UTC) }
	engines(t, func(w *world) {
		bring := func(path string) roster.Import {
			i, err := w.roster.ApplyNow(context.Background(), w.take(path), true)
			if err != nil {
				w.t.Fatal(err)
			}
			return i
		}
		bring(w.delta(day(3), "ua 三", "ub 三", "uc 三"))
		bring(w.delta(day(9), "ua 九", "-ub"))
		before := w.state()
		i := bring(w.delta(day(5), "ua 五", "ub 五", "-uc", "ud 五"))
		if c := i.Report.Tables["users"]; c != (roster.Counts{Added: 1, Removed: 1, Unchanged: 2}) {
			w.t.Errorf("a delta between two others: %+v", c)
		}
		if i.Report.Count[oneroster.CodeDate] != 2 {
			w.t.Errorf("the rows left alone are not told: %v", i.Report.Count)
		}
		const forever, now = " 253402214400000000", " 1774231200000000"
		for _, want := range [][]string{{"王九某", " ua" + forever}, {"王三某", " ub" + now}, {"王三某", " uc" + now}, {"王五某", " ud" + forever}} {
			if !w.has(append(want, "person ")...) {
				w.t.Errorf("no %v: %v", want, w.state())
			}
		}
		late := w.state()
		if slices.Equal(before, late) {
			w.t.Error("the rows of the delta that are not older did nothing")
		}
		i = bring(w.delta(day(4), "uc 四", "ud 四", "-ua"))
		if i.Changes() != 0 {
			w.t.Errorf("an old delta that comes late: %+v", i.Report.Tables)
		}
		same(w.t, "after the old delta", w.state(), late)
		i = bring(w.delta(day(10), "ub 十"))
		if c := i.Report.Tables["users"]; c.Added != 1 || !w.has("person 王十某", " ub"+forever) {
			w.t.Errorf("back after an end, %+v: %v", c, w.state())
		}
	})
}

// More than a twentieth of a table is not ended without being told so.
func TestRemovalStops(t *testing.T) {
	first, second := twoSets(t)
	engines(t, func(w *world) {
		ctx := context.Background()
		w.mustApply(w.take(first))
		before := w.state()
		i := w.take(second)
		if i.State != roster.Stopped || !slices.Contains(i.TooMany(), oneroster.Users) {
			w.t.Fatalf("%s, %v", i.State, i.TooMany())
		}
		o := w.outcome(i)
		if o.Verdict != oneroster.Refuse || !slices.ContainsFunc(o.Findings, func(f oneroster.Finding) bool {
			return f.Code == oneroster.CodeDeletions && f.Severity == oneroster.Error && f.File == oneroster.Users
		}) {
			w.t.Errorf("%s: %+v", o.Verdict, o.Findings)
		}
		if _, err := w.roster.ApplyNow(ctx, i, false); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("applied without leave: %v", err)
		}
		same(w.t, "stopped", w.state(), before)
		if o := w.apply(i, true); !o.Applied || o.Active[oneroster.Users] != 480 {
			w.t.Errorf("with leave: %v, %v", o.Applied, o.Active)
		}
		if i := w.take(second); i.Changes() != 0 {
			w.t.Errorf("again: %+v", i.Report.Tables)
		}
	})
}

// Columns of vendors and of our profile are kept with the row; passwords and identity numbers are not.
func TestKeptColumns(t *testing.T) {
	const identity = "120101201205013216"
	engines(t, func(w *world) {
		var out bytes.Buffer
		z := oneroster.NewWriter(&out, oneroster.Delta, "test")
		err := z.Table(oneroster.Users, "metadata.cn.pinyin", "metadata.bus", "metadata.password", "metadata.card")
		if err == nil {
			r := oneroster.NewRecord("1.2", oneroster.Users, 0, "ua", map[string]string{"enabledUser": "true", "username": "ua", "familyName": "王", "givenName": "某",
				"metadata.cn.pinyin": "wangmou", "metadata.bus": "=7路", "metadata.password": "secret", "metadata.card": identity})
			r.Status, r.Modified = oneroster.Active, start.Add(-time.Hour)
			err = z.Write(r)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			w.t.Fatal(err)
		}
		path := w.save("kept.zip", out.Bytes())
		w.mustApply(w.take(path))
		if !w.has("row 4 ua ", `"metadata.bus":"=7路"`, `"metadata.cn.pinyin":"wangmou"`) || !w.has("person 王某", "wangmou") {
			w.t.Errorf("%v", w.state())
		}
		for _, text := range []string{"secret", identity} {
			if found, err := testkit.Texts(w.core, text); err != nil || len(found) > 0 {
				w.t.Errorf("%s stands in %v: %v", text, found, err)
			}
		}
		if i := w.take(path); i.Changes() != 0 {
			w.t.Errorf("again: %+v", i.Report.Tables)
		}
	})
}
