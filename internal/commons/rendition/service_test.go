package rendition_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/render"
	"github.com/tongxue-edu/tongxue/internal/scan"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// house is a service whose office program writes a PDF of ten bytes and whose scanner finds the word virus.
type house struct {
	*rendition.Service
	core  *db.DB
	blobs blob.Store
	queue *job.Queue
}

func script(t *testing.T, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(p, []byte("#!/bin/sh\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	return p
}

func newHouse(t *testing.T, core *db.DB, store blob.Store, office bool) house {
	t.Helper()
	tools := render.Find()
	if tools.Shell == "" || !(render.Tools{Office: "x", Shell: tools.Shell}).Documents() {
		t.Skip("skipped: programs are not run under limits on this system")
	}
	tools = render.Tools{Shell: tools.Shell, Nice: tools.Nice}
	if office {
		tools.Office = script(t, `while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; printf '%%PDF-1.4 x' > "$2/source.pdf"`)
	}
	scanner, err := scan.Parse("command:" + script(t, `if grep -q virus "$1"; then echo "$1: Test FOUND"; exit 1; fi`))
	if err != nil {
		t.Fatal(err)
	}
	q := job.New(core, clock.System{}, testkit.Logger(t))
	return house{rendition.New(rendition.Parts{Core: core, Blobs: store, Queue: q, Clock: clock.System{}, Tools: tools, Scanner: scanner, Tmp: t.TempDir()}), core, store, q}
}

func (h house) take(t *testing.T, body, mime string) string {
	t.Helper()
	ref, err := h.blobs.Put(t.Context(), strings.NewReader(body), blob.Unlimited)
	if err == nil {
		err = h.core.Write(t.Context(), func(tx *db.Tx) error { return h.Taken(tx, ref.Hash, mime, ref.Size, nil) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return ref.Hash
}

func (h house) fact(t *testing.T, hash string) rendition.Fact {
	t.Helper()
	f, err := h.Fact(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPreparedScannedAndTakenDown(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx := t.Context()
		store, err := blob.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		bare := newHouse(t, core, store, false)
		clean := bare.take(t, "a lesson", blob.DOCX)
		if err := bare.queue.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if f := bare.fact(t, clean); f.Rendered != rendition.Absent || f.Scan != rendition.Clean {
			t.Fatalf("without the program: %+v", f)
		}
		// The program is there at the next start: what was left out is made.
		h := newHouse(t, core, store, true)
		if err := h.Again(ctx); err != nil {
			t.Fatal(err)
		}
		infected := h.take(t, "a virus", blob.DOCX)
		for range 2 { // the same bytes order the work once
			h.take(t, "a virus", blob.DOCX)
		}
		if err := h.queue.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		outs, err := h.Outs(ctx, clean)
		if err != nil || outs["pdf"].Size != 10 || h.fact(t, clean).Rendered != rendition.Done {
			t.Fatal(outs, h.fact(t, clean), err)
		}
		if err := h.Servable(ctx, clean); err != nil {
			t.Error(err)
		}
		if f := h.fact(t, infected); f.Scan != rendition.Infected || f.Sign != "Test" {
			t.Errorf("infected: %+v", f)
		}
		if err := h.Servable(ctx, infected); !fault.Is(err, fault.Gone) {
			t.Errorf("infected bytes are served: %v", err)
		}
		if err := h.Welcome(ctx, infected); !fault.Is(err, fault.Invalid) {
			t.Errorf("infected bytes come back: %v", err)
		}
		if outs, _ := h.Outs(ctx, infected); len(outs) != 0 {
			t.Error("something was made of infected bytes")
		}
		want, _ := blob.Pieces(ctx, store, clean)
		if got, err := h.Pieces(ctx, clean); err != nil || !bytes.Equal(got, want) {
			t.Error("pieces", err)
		}
		// Taken down: no rendition stays, in rows or bytes, and nothing is served; again is no error.
		for i, want := range []int{1, 0} {
			if n, err := h.Purge(ctx, clean); err != nil || n != want {
				t.Errorf("purge %d: %d, %v", i, n, err)
			}
		}
		if _, err := store.Stat(ctx, outs["pdf"].Hash); !fault.Is(err, fault.NotFound) {
			t.Errorf("the PDF of what was taken down is there: %v", err)
		}
		if err := h.Servable(ctx, clean); !fault.Is(err, fault.Gone) {
			t.Errorf("what was taken down is served: %v", err)
		}
	}, job.Migrations, rendition.Migrations)
}
