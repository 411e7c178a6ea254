package seal_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const number = "G120101201205011234"

func service(t *testing.T, d *db.DB, dir string) *seal.Service {
	t.Helper()
	s, err := seal.New(d, dir, clock.NewFake(time.Unix(1_790_000_000, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, d *db.DB, s *seal.Service, who id.Any, text string) (envelope []byte) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		envelope, err = s.Seal(tx, who, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return envelope
}

func TestSealAndForget(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, dir := t.Context(), t.TempDir()
		s := service(t, d, dir)
		who, other := id.New[any](), id.New[any]()
		one, two := put(t, d, s, who, number), put(t, d, s, who, number)
		if bytes.Equal(one, two) || bytes.Contains(one, []byte("1201")) {
			t.Error("an envelope tells what is in it")
		}
		for _, s := range []*seal.Service{s, service(t, d, dir)} { // also after a restart
			if got, err := s.Open(d.Reader(ctx), who, one); err != nil || got != number {
				t.Error(got, err)
			}
		}
		put(t, d, s, other, "x")
		if got, err := s.Open(d.Reader(ctx), other, one); !fault.Is(err, fault.Gone) {
			t.Errorf("moved to another person it opens: %q %v", got, err)
		}
		for i := range one {
			bad := bytes.Clone(one)
			bad[i] ^= 1
			if _, err := s.Open(d.Reader(ctx), who, bad); !fault.Is(err, fault.Gone) {
				t.Fatalf("byte %d changed, and it opens: %v", i, err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return s.Forget(tx, who) }); err != nil {
			t.Fatal(err)
		}
		put(t, d, s, who, "anew")
		if got, err := s.Open(d.Reader(ctx), who, one); !fault.Is(err, fault.Gone) {
			t.Errorf("forgotten, but it opens: %q %v", got, err)
		}
	}, seal.Migrations)
}

func TestBlind(t *testing.T) {
	d, dir := testkit.SQLite(t, seal.Migrations), t.TempDir()
	s := service(t, d, dir)
	blind := func(s *seal.Service, noun, text string) string {
		b, err := s.Blind(context.Background(), noun, text)
		if err != nil || len(b) != 32 {
			t.Fatal(len(b), err)
		}
		return string(b)
	}
	if blind(s, "pupil", number) != blind(service(t, d, dir), "pupil", number) {
		t.Error("equal texts have different indexes")
	}
	if blind(s, "pupil", number) == blind(s, "staff", number) || blind(s, "ab", "c") == blind(s, "a", "bc") {
		t.Error("indexes of different nouns meet")
	}
	if blind(s, "pupil", number) == blind(service(t, testkit.SQLite(t, seal.Migrations), t.TempDir()), "pupil", number) {
		t.Error("two installations have one index: a table of numbers would open both")
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.String().Draw(rt, "a"), rapid.String().Draw(rt, "b")
		if (blind(s, "n", a) == blind(s, "n", b)) != (a == b) {
			rt.Fatal("not one index a text")
		}
	})
}

func TestRotation(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, dir := t.Context(), t.TempDir()
		s := service(t, d, dir)
		sealed := map[id.Any][]byte{}
		for range 3 {
			who := id.New[any]()
			sealed[who] = put(t, d, s, who, number)
		}
		old, _ := filepath.Glob(filepath.Join(dir, "master-*.key"))
		if n, err := s.Rotate(ctx); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		keys, _ := filepath.Glob(filepath.Join(dir, "master-*.key"))
		if len(old) != 1 || len(keys) != 2 {
			t.Fatal(old, keys)
		}
		who := id.New[any]()
		sealed[who] = put(t, d, s, who, number)
		if err := os.Remove(old[0]); err != nil {
			t.Fatal(err)
		}
		s = service(t, d, dir)
		for who, envelope := range sealed {
			if got, err := s.Open(d.Reader(ctx), who, envelope); err != nil || got != number {
				t.Error(got, err)
			}
		}
		if err := s.Check(ctx); err != nil {
			t.Error(err)
		}
	}, seal.Migrations)
}

// TestMissingKeys: a store restored without its keys says so; it does not begin again with new ones.
func TestMissingKeys(t *testing.T) {
	d := testkit.SQLite(t, seal.Migrations)
	who := id.New[any]()
	envelope := put(t, d, service(t, d, t.TempDir()), who, number)
	empty := t.TempDir()
	s := service(t, d, empty)
	if _, err := s.Open(d.Reader(t.Context()), who, envelope); !fault.Is(err, fault.Down) || strings.Contains(err.Error(), number) {
		t.Error(err)
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := s.Seal(tx, id.New[any](), number); return err })
	if !fault.Is(err, fault.Down) {
		t.Errorf("it seals under a new key beside rows of the lost one: %v", err)
	}
	if _, err := s.Blind(t.Context(), "pupil", number); !fault.Is(err, fault.Down) {
		t.Errorf("a new blind index beside the old: %v", err)
	}
	if err := s.Check(t.Context()); !fault.Is(err, fault.Down) {
		t.Errorf("doctor sees nothing: %v", err)
	}
	if left, _ := os.ReadDir(empty); len(left) > 0 {
		t.Errorf("files were made: %v", left)
	}
}

func TestKeyFiles(t *testing.T) {
	d, dir := testkit.SQLite(t, seal.Migrations), t.TempDir()
	put(t, d, service(t, d, dir), id.New[any](), number)
	files, _ := os.ReadDir(dir)
	if len(files) != 2 {
		t.Fatal(files)
	}
	for _, f := range files {
		if st, err := f.Info(); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f.Name(), st.Mode(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, files[0].Name()), []byte("tongxue-key 1 aes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.New(d, dir, clock.System{}); err == nil {
		t.Error("a broken key file is taken")
	}
}
