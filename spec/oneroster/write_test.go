package oneroster

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestRoundTrip writes the clean set with a metadata column and reads the same records again.
func TestRoundTrip(t *testing.T) {
	files := clean()
	files[Users] = strings.ReplaceAll(files[Users], "\n", ",li\n")
	files[Users] = strings.Replace(files[Users], "pronouns,li", "pronouns,metadata.cn.pinyin", 1)
	files[Orgs] = strings.Replace(files[Orgs], "第一中学", "=HYPERLINK(1)", 1)
	dir := folderOf(t, files)
	src, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close() //nolint:errcheck // read only
	var buf bytes.Buffer
	w := NewWriter(&buf, Bulk, "测试")
	if err := Copy(context.Background(), w, src); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.zip")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := checkPath(t, path, Options{}); r.Verdict != Accept || len(r.Findings) != 0 {
		t.Fatalf("%+v", r.Findings)
	}
	for _, table := range src.Tables() {
		a, b := readAll(t, dir, table), readAll(t, path, table)
		if len(a) != len(b) {
			t.Fatalf("%s: %d and %d records", table, len(a), len(b))
		}
		for i := range a {
			if a[i].Digest() != b[i].Digest() {
				t.Errorf("%s %s differs", table, a[i].ID)
			}
		}
	}
}

// TestFormulasDefused: no cell of a written set begins with what a spreadsheet runs, and all are read back as they were.
func TestFormulasDefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.StringMatching(`['=+\-@a]{0,4}[=+\-@x,"]{1,4}`), rapid.String())
		name := strings.TrimSpace(strings.ToValidUTF8(strings.NewReplacer("\x00", "", "\r", "").Replace(cell.Draw(t, "name")), ""))
		var buf bytes.Buffer
		w := NewWriter(&buf, Bulk, "x")
		if err := w.Table(Orgs); err != nil {
			t.Fatal(err)
		}
		if err := w.Write(NewRecord("1.2", Orgs, 2, "s1", map[string]string{"name": name, "type": "school"})); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		dir, err := os.MkdirTemp("", "roster")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir) //nolint:errcheck // temporary
		path := filepath.Join(dir, "o.zip")
		if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close() //nolint:errcheck // read only
		err = s.Each(context.Background(), Orgs, func(r *Record) error {
			if r.Get("name") != name {
				t.Fatalf("%q came back as %q", name, r.Get("name"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := Defuse(name); d != "" && slices.Contains([]byte("=+-@\t\r"), d[0]) {
			t.Fatalf("%q is not defused", d)
		}
	})
}

func TestWriterRefuses(t *testing.T) {
	w := NewWriter(&bytes.Buffer{}, Bulk, "x")
	if w.Table("results") == nil || w.Table(Orgs, "color") == nil {
		t.Error("began a table that cannot be")
	}
	if err := w.Table(Orgs); err != nil {
		t.Fatal(err)
	}
	r := NewRecord("1.2", Orgs, 0, "s1", nil)
	r.Status = ToBeDeleted
	if w.Write(r) == nil || w.Write(NewRecord("1.2", Users, 0, "u", nil)) == nil {
		t.Error("wrote what does not belong")
	}
}

// TestDeltaRoundTrip keeps status and time.
func TestDeltaRoundTrip(t *testing.T) {
	manifest := "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" + strings.Join(fileLines(map[string]string{Orgs: "delta"}), "")
	dir := folderOf(t, map[string]string{"manifest": manifest, Orgs: head(Orgs) + "s1,active,2025-11-01T02:01:00.5Z,a,school,,\ns2,tobedeleted,2025-11-01T10:01:00+08:00,,,,\n"})
	src, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close() //nolint:errcheck // read only
	path := filepath.Join(t.TempDir(), "o.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWriter(f, Delta, "x")
	if err := Copy(context.Background(), w, src); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	a, b := readAll(t, dir, Orgs), readAll(t, path, Orgs)
	for i := range a {
		if a[i].Status != b[i].Status || !a[i].Modified.Equal(b[i].Modified) || a[i].ID != b[i].ID {
			t.Errorf("%+v became %+v", a[i], b[i])
		}
	}
}
