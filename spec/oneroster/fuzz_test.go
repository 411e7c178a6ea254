package oneroster

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// memory is a box for sets that are never on disk.
type memory map[string]string

func (m memory) Names() []string     { return slices.Sorted(maps.Keys(m)) }
func (m memory) Findings() []Finding { return nil }
func (m memory) Close() error        { return nil }

func (m memory) Open(name string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(m[name])), nil
}

func checkBox(t *testing.T, b box) (*Set, Report) {
	s, err := newSet(b)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Check(context.Background(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

// FuzzTable reads any bytes as any table of an otherwise clean set: never a panic, never an error, and an accepted one has no broken row.
func FuzzTable(f *testing.F) {
	read, _ := known("1.2")
	for i, table := range read {
		f.Add(byte(i), []byte(clean()[table]))
	}
	f.Add(byte(4), []byte("\xef\xbb\xbfsourcedId,\"status\r\n\","))
	f.Add(byte(1), []byte("sourcedId,sourcedId\n\"a\"b,c\nd"))
	f.Fuzz(func(t *testing.T, which byte, raw []byte) {
		table := read[int(which)%len(read)]
		files := clean()
		files[table] = string(raw)
		s, r := checkBox(t, memory(named(files, "")))
		err := s.Each(context.Background(), table, func(rec *Record) error {
			if rec.ID == "" || rec.Line < 2 || rec.Get("password") != "" {
				t.Errorf("%+v", rec)
			}
			if r.Verdict == Accept && rec.Status != Active {
				t.Error("an accepted bulk file has a deleted row")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, x := range r.Findings {
			if x.Message == "" || x.Code == "" || x.Severity != Error && x.Severity != Warning {
				t.Errorf("%+v", x)
			}
		}
	})
}

// FuzzManifest reads any manifest beside clean files.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(clean()["manifest"]))
	f.Add([]byte("oneroster.version,1.1\nfile.users,delta"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		files := clean()
		files["manifest"] = string(raw)
		_, r := checkBox(t, memory(named(files, "")))
		if r.Verdict == Accept && r.Version != "1.1" && r.Version != "1.2" {
			t.Errorf("%+v", r)
		}
	})
}

// FuzzZip opens any bytes as a zip.
func FuzzZip(f *testing.F) {
	small := clean()
	raw, err := os.ReadFile(zipOf(f, named(small, "")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		checkBox(t, newZipBox(zr, io.NopCloser(nil)))
	})
}

// FuzzUserIDs: what repairIDs accepts splits again into parts that make the same value.
func FuzzUserIDs(f *testing.F) {
	f.Add("{a:b},{c:d}")
	f.Add("{ a : b } , {c:d:e}")
	f.Fuzz(func(t *testing.T, v string) {
		v = strings.TrimSpace(v)
		if v == "" {
			return
		}
		value, bad := repairIDs(v)
		if bad.code != "" {
			return
		}
		var parts []string
		for _, p := range UserIDs(value) {
			parts = append(parts, "{"+p[0]+":"+p[1]+"}")
		}
		if strings.Join(parts, ",") != value {
			t.Errorf("%q: %q", v, value)
		}
		if again, _ := repairIDs(value); again != value {
			t.Errorf("%q is not stable", value)
		}
	})
}
