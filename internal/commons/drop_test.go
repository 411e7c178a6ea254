package commons_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// several gives uploads one after another.
func several(all ...commons.Upload) func() (commons.Upload, error) {
	return func() (commons.Upload, error) {
		if len(all) == 0 {
			return commons.Upload{}, io.EOF
		}
		u := all[0]
		all = all[1:]
		return u, nil
	}
}

func picture(name string) commons.Upload {
	return commons.Upload{Name: name, Body: strings.NewReader("\x89PNG\r\n\x1a\n" + name)}
}

// guessed knows the title and nothing else, but for names with 五 in them.
func guessed(name string, body io.ReadSeeker, size int64) (commons.Draftable, json.RawMessage, error) {
	if b, err := io.ReadAll(body); err != nil || int64(len(b)) != size {
		return commons.Draftable{}, nil, err
	}
	d := commons.Draftable{Title: strings.TrimSuffix(name[strings.LastIndex(name, "/")+1:], ".png")}
	if strings.Contains(name, "五") {
		d.Subject, d.Stage, d.Grade = "maths", "primary", 5
	}
	return d, json.RawMessage(`{"title":{"value":"x"}}`), nil
}

// TestDroppedFilesAreDrafts: each file is a draft, what is no lesson file is named and leaves the others, the same form twice makes nothing
// twice, and nothing that was guessed is submitted before its author has confirmed it.
func TestDroppedFilesAreDrafts(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		drop := func() commons.Drop {
			return commons.Drop{School: h.A.ID, Once: "k", Guess: guessed,
				Next: several(picture("数学/五年级/面积.png"), commons.Upload{Name: "x.exe", Body: strings.NewReader("MZ")}, picture("周长.png"))}
		}
		made, refused, err := h.Works.Drop(ctx, h.Ann, drop())
		ok(t, err)
		if len(made) != 2 || len(refused) != 1 || refused[0].Name != "x.exe" || !fault.Is(refused[0].Err, fault.Invalid) {
			t.Fatalf("%d made, %v refused", len(made), refused)
		}
		if _, _, err = h.Works.Drop(ctx, h.Ann, drop()); err != nil {
			t.Fatal(err)
		}
		wait, err := h.Works.Unconfirmed(ctx, h.Ann)
		ok(t, err)
		if len(wait) != 2 {
			t.Fatalf("%d drafts wait after the same form twice", len(wait))
		}
		_, _, err = h.Works.Drop(ctx, h.Bea, drop())
		want(t, err, fault.NotFound) // not her school
		area, length := made[0], made[1]
		if area.Files[0].Name != "面积.png" || area.Title != "面积" {
			t.Errorf("%+v", area)
		}

		_, err = h.Works.Submit(ctx, h.Ann, area.ID, h.A.ID, h.Ann.Name)
		want(t, err, fault.Conflict)
		d := area.Draftable
		d.Grade, d.Body = 4, "not to be stored by a confirmation"
		got, err := h.Works.Confirm(ctx, h.Ann, area.ID, 1, d)
		ok(t, err)
		if got.Grade != 4 || got.Body != "" || got.Rev != 2 {
			t.Errorf("confirmed: %+v", got)
		}
		if g, err := h.Works.GuessOf(ctx, h.Ann, area.ID); err != nil || g != nil {
			t.Error("still guessed", g, err)
		}
		h.Submit(t, h.Ann, area.ID, h.A)

		// a draft without subject and grade is refused by the same door even when it is saved elsewhere
		_, err = h.Works.Confirm(ctx, h.Ann, length.ID, 1, length.Draftable)
		want(t, err, fault.Invalid)
		_, err = h.Works.Submit(ctx, h.Ann, length.ID, h.A.ID, h.Ann.Name)
		want(t, err, fault.Conflict)
		want(t, h.Works.Discard(ctx, h.Bea, length.ID), fault.NotFound)
		want(t, h.Works.Discard(ctx, h.Ann, area.ID), fault.Conflict)
		ok(t, h.Works.Discard(ctx, h.Ann, length.ID))
		_, err = h.Works.Get(ctx, h.Ann, length.ID)
		want(t, err, fault.NotFound)
	})
}

// TestDroppedTogether: one draft holds all files.
func TestDroppedTogether(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		made, refused, err := h.Works.Drop(t.Context(), h.Ann, commons.Drop{School: h.A.ID, Together: true, Guess: guessed, Next: several(picture("五.png"), picture("a.png"), picture("b.png"))})
		ok(t, err)
		if len(made) != 1 || len(refused) != 0 {
			t.Fatalf("%d made, %v", len(made), refused)
		}
		got, err := h.Works.Get(t.Context(), h.Ann, made[0].ID)
		ok(t, err)
		if len(got.Files) != 3 {
			t.Errorf("%d files", len(got.Files))
		}
	})
}
