package oneroster

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpora is the folder of sample data: TONGXUE_CORPORA, else ../shared/data beside the module root.
func corpora(t testing.TB, sub string) string {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	dir = filepath.Join(dir, sub)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("skipped: sample data absent (set TONGXUE_CORPORA): %v", err)
	}
	return dir
}

// TestSamples checks every set of the sample data against its expected.json or, for the public ones, against what is decided here.
func TestSamples(t *testing.T) {
	root := corpora(t, "oneroster")
	decided := map[string]string{"catalyst-1.2-testdata": Accept, "catalyst-1.2-as-found": Refuse, "catalyst-1.1-full": Refuse, "oat-sa-1.1-base": Refuse}
	sets := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Name() != "manifest.csv" {
			return err
		}
		sets++
		dir := filepath.Dir(path)
		s, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close() //nolint:errcheck // read only
		raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
		if err != nil {
			want, ok := decided[filepath.Base(dir)]
			r := checkPath(t, dir, Options{})
			if ok && r.Verdict != want {
				t.Errorf("%s: %s %+v", dir, r.Verdict, r.Findings)
			}
			t.Logf("%s: %s, %v", filepath.Base(dir), r.Verdict, r.Count)
			return nil
		}
		var expected struct {
			Accept       bool           `json:"accept"`
			ActiveCounts map[string]int `json:"activeCounts"`
		}
		if err := json.Unmarshal(raw, &expected); err != nil {
			t.Fatal(err)
		}
		opt := Options{}
		if s.Mode(Users) == Delta || s.Mode(Enrollments) == Delta { // counts are of the whole state
			base, err := Open(filepath.Join(filepath.Dir(dir), "bulk"))
			if err != nil {
				t.Fatal(err)
			}
			defer base.Close() //nolint:errcheck // read only
			opt.Base = []Source{base}
		}
		r := checkPath(t, dir, opt)
		if (r.Verdict == Accept) != expected.Accept || !maps.Equal(r.Active, expected.ActiveCounts) || len(r.Findings) != 0 {
			t.Errorf("%s: %s, active %v, want %v; %+v", dir, r.Verdict, r.Active, expected.ActiveCounts, r.Findings)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sets < 6 {
		t.Errorf("only %d sets seen", sets)
	}
}

// TestAsFound holds the decision for each deviation that the README of the samples lists.
func TestAsFound(t *testing.T) {
	dir := filepath.Join(corpora(t, "oneroster"), "public", "catalyst-1.2-as-found")
	r := checkPath(t, dir, Options{MaxFindings: 1000})
	for _, want := range []struct {
		what, file, field string
		code              Code
		severity          Severity
	}{
		{"dataLastModified in roles.csv", Roles, "dataLastModified", CodeHeader, Error},
		{"prefferedGivenName in users.csv", Users, "prefferedGivenName", CodeHeader, Error},
		{"userprofiles.csv, which the manifest leaves blank", "userprofiles", "", CodeUnlisted, Error},
		{"blank manifest values", "manifest", "file.userResources", CodeFields, Warning},
		{"dates 1/05/2023 in a bulk file", Users, "dateLastModified", CodeDate, Warning},
		{"two trailing empty header columns", Roles, "", CodeHeader, Warning},
		{"classType Scheduled", Classes, "classType", CodeVocabulary, Warning},
		{"status filled in bulk", Orgs, "status", CodeFields, Warning},
		{"dateLastModified filled in bulk", Orgs, "dateLastModified", CodeFields, Warning},
		{"rows tobedeleted in bulk", Classes, "status", CodeDeletions, Error},
		{"status inactive", AcademicSessions, "status", CodeVocabulary, Error},
		{"an org whose parent is not in the set", Orgs, "parentSourcedId", CodeOrphan, Error},
		{"classes whose course file is absent", Classes, "courseSourcedId", CodeOrphan, Warning},
		{"a person with a secondary role only", Roles, "roleType", CodePrimary, Error},
	} {
		found := false
		for _, f := range r.Findings {
			found = found || f.File == want.file && f.Field == want.field && f.Code == want.code && f.Severity == want.severity
		}
		if !found {
			t.Errorf("no finding for %s", want.what)
		}
	}
	for _, rec := range readAll(t, dir, Users) {
		if rec.Get("password") != "" {
			t.Error("a password was kept")
		}
		for _, v := range rec.Values() {
			if strings.Contains(v, "Password1-") {
				t.Error("a password was kept")
			}
		}
	}
	if got := readAll(t, dir, Classes)[0].Get("subjects"); got != "Science,Physics,Biology" {
		t.Errorf("blanks inside a list: %q", got)
	}
}

// TestOrderOfDeltas: an older delta that comes late does not bring back what a newer one removed.
func TestOrderOfDeltas(t *testing.T) {
	delta := func(rows string) *Set {
		s, err := Open(folderOf(t, map[string]string{
			"manifest":  "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" + strings.Join(fileLines(map[string]string{Enrollments: "delta"}), ""),
			Enrollments: head(Enrollments) + rows}))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	bulk, err := Open(folderOf(t, clean()))
	if err != nil {
		t.Fatal(err)
	}
	defer bulk.Close() //nolint:errcheck // read only
	newer := delta("e2,tobedeleted,2025-11-02T00:00:00Z,k1,s1,u2,student,,,\n")
	older := delta("e2,active,2025-11-01T00:00:00Z,k1,s1,u2,student,,,\ne3,active,2025-11-01T00:00:00Z,k9,s1,u2,student,,,\n")
	r, err := Check(context.Background(), older, Options{Base: []Source{bulk, newer}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Active[Enrollments] != 2 { // e1 and e3
		t.Errorf("%v", r.Active)
	}
	if r.Verdict != Refuse || r.Count[CodeOrphan] != 1 { // k9 is not in the state
		t.Errorf("%+v", r.Findings)
	}
}
