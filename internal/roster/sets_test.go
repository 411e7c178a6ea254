package roster_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Every set of the samples goes the whole way: what is accepted is stored, stands in the store as its expected.json counts it, and
// changes nothing when it comes again; what is refused says why, in the words of its file, and leaves nothing behind.
func TestSets(t *testing.T) {
	for _, c := range []struct {
		name, before string
		refused      map[oneroster.Code]bool // codes of errors that must be among the findings
		tables       map[string]roster.Counts
	}{
		{name: "synthetic-1.2/bulk", tables: map[string]roster.Counts{"users": {Added: 87}, "enrollments": {Added: 512}, "classes": {Added: 32}}},
		{name: "synthetic-1.2/delta1", before: "synthetic-1.2/bulk",
			tables: map[string]roster.Counts{"users": {Added: 1, Changed: 1}, "enrollments": {Removed: 12}, "roles": {Added: 1}}},
		{name: "public/catalyst-1.2-testdata", tables: map[string]roster.Counts{"users": {Added: 1}, "enrollments": {Added: 1}, "orgs": {Added: 1}}},
		{name: "public/catalyst-1.2-as-found", refused: map[oneroster.Code]bool{oneroster.CodeHeader: true, oneroster.CodeUnlisted: true, oneroster.CodeOrphan: true, oneroster.CodeDeletions: true}},
		{name: "public/catalyst-1.1-full", refused: map[oneroster.Code]bool{oneroster.CodeOrphan: true, oneroster.CodeDeletions: true, oneroster.CodeVocabulary: true}},
		{name: "public/oat-sa-1.1-base", refused: map[oneroster.Code]bool{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := testkit.Corpus(t, "oneroster")
			engines(t, func(w *world) {
				path := filepath.Join(root, filepath.FromSlash(c.name))
				if c.before != "" {
					w.mustApply(w.take(filepath.Join(root, filepath.FromSlash(c.before))))
				}
				if c.refused != nil {
					w.refused(path, c.refused)
					return
				}
				w.accepted(path, c.tables)
			})
		})
	}
}

func (w *world) accepted(path string, tables map[string]roster.Counts) {
	w.t.Helper()
	i := w.take(path)
	if i.State != roster.Ready {
		w.t.Fatalf("%s: %+v", i.State, w.outcome(i).Findings)
	}
	o := w.outcome(w.mustApply(i))
	if !o.Applied || o.Verdict != oneroster.Accept {
		w.t.Errorf("%+v", o)
	}
	for name, want := range tables {
		if got := o.Tables[name]; got != want {
			w.t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	var expected struct{ ActiveCounts map[string]int64 }
	if raw, err := os.ReadFile(filepath.Join(path, "expected.json")); err == nil {
		if err := json.Unmarshal(raw, &expected); err != nil {
			w.t.Fatal(err)
		}
		if !maps.Equal(o.Active, expected.ActiveCounts) {
			w.t.Errorf("the store holds %v, want %v", o.Active, expected.ActiveCounts)
		}
	}
	before := w.state()
	again := w.take(path)
	if again.Changes() != 0 || again.Total != 0 {
		w.t.Errorf("the same again: %+v", again.Report.Tables)
	}
	w.mustApply(again)
	same(w.t, "the same again", w.state(), before)
}

func (w *world) refused(path string, codes map[oneroster.Code]bool) {
	w.t.Helper()
	before := w.state()
	i := w.take(path)
	if i.State != roster.Refused || i.Report.Verdict != oneroster.Refuse {
		w.t.Fatalf("%s, %s", i.State, i.Report.Verdict)
	}
	errors := map[oneroster.Code]bool{}
	for _, f := range w.outcome(i).Findings {
		if f.Severity != oneroster.Error {
			continue
		}
		errors[f.Code] = true
		if f.File == "" || f.Message == "" {
			w.t.Errorf("a finding that explains nothing: %+v", f)
		}
	}
	if len(errors) == 0 {
		w.t.Error("refused without an error")
	}
	for c := range codes {
		if !errors[c] {
			w.t.Errorf("no error %s among %v", c, slices.Collect(maps.Keys(errors)))
		}
	}
	if _, err := w.roster.ApplyNow(context.Background(), i, true); err == nil {
		w.t.Error("a refused set can be applied")
	}
	same(w.t, "after a refusal", w.state(), before)
}
