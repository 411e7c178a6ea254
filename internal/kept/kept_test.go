package kept_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/kept"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const selRaw db.SQL = `-- unscoped: a test looks at what a thief would see
SELECT envelope FROM kept_form`

// TestKept: a form comes back to its account on its browser, to nobody else, for a day, and a copy of the store does not tell it.
func TestKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, c := context.Background(), clock.NewFake(time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC))
		s := kept.New(core, c)
		li, other := id.New[any](), id.New[any]()
		token := kept.Token()
		form := kept.Form{Path: "/a?x=1", From: "/a", Fields: url.Values{"body": {"写了一大段"}}, Files: []string{"课件.pptx"}}
		must(t, s.Keep(ctx, li, token, form))
		got, err := s.Forms(ctx, li, token)
		must(t, err)
		if len(got) != 1 || got[0].Fields.Get("body") != "写了一大段" || got[0].From != "/a" || got[0].Files[0] != "课件.pptx" {
			t.Fatalf("got %+v", got)
		}
		for _, no := range []struct {
			account id.Any
			token   string
		}{{other, token}, {li, kept.Token()}} {
			if f, err := s.Forms(ctx, no.account, no.token); err != nil || len(f) != 0 {
				t.Errorf("somebody else is given %v, %v", f, err)
			}
		}
		raw, err := db.One(core.Reader(ctx), selRaw, db.Value[[]byte])
		must(t, err)
		if bytes.Contains(raw, []byte("写了")) || bytes.Contains(raw, []byte("body")) {
			t.Error("the store holds the form in plain text")
		}
		must(t, s.Drop(ctx, other, got[0].ID)) // not theirs: nothing happens
		if f, _ := s.Forms(ctx, li, token); len(f) != 1 {
			t.Error("another account dropped it")
		}
		form.Path = "/b"
		must(t, s.Keep(ctx, li, token, form))
		must(t, s.Sent(ctx, li, "/a?x=1", ""))
		if f, _ := s.Forms(ctx, li, token); len(f) != 1 || f[0].Path != "/b" {
			t.Errorf("after sending one: %v", f)
		}
		c.Advance(kept.Lifetime)
		if f, _ := s.Forms(ctx, li, token); len(f) != 0 {
			t.Error("it is there after its time")
		}
	}, kept.Migrations)
}

// TestBounds: neither size nor number can be used to fill the store.
func TestBounds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, s := context.Background(), kept.New(core, clock.System{})
		li, token := id.New[any](), kept.Token()
		if err := s.Keep(ctx, li, token, kept.Form{Path: "/", Fields: url.Values{"x": {strings.Repeat("a", kept.MaxSize)}}}); !fault.Is(err, fault.TooLarge) {
			t.Errorf("too large: %v", err)
		}
		for i := range kept.MaxForms + 3 {
			must(t, s.Keep(ctx, li, token, kept.Form{Path: "/" + strings.Repeat("x", i)}))
		}
		if f, err := s.Forms(ctx, li, token); err != nil || len(f) != kept.MaxForms {
			t.Errorf("%d forms, %v", len(f), err)
		}
	}, kept.Migrations)
}

// TestMarks: a mark names its account, through a restart, and cannot be made up.
func TestMarks(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, li := context.Background(), id.New[any]()
		mark, err := kept.New(core, clock.System{}).Mark(ctx, li)
		must(t, err)
		again := kept.New(core, clock.System{})
		if got, ok, err := again.Marked(ctx, mark); err != nil || !ok || got != li {
			t.Errorf("%v %v %v", got, ok, err)
		}
		for _, bad := range []string{"", "x", mark[:len(mark)-1], "B" + mark[1:], strings.Repeat("A", len(mark)), mark + "AAAA"} {
			if _, ok, err := again.Marked(ctx, bad); ok || err != nil {
				t.Errorf("%q counts: %v", bad, err)
			}
		}
	}, kept.Migrations)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
