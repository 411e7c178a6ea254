package commons_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestDifferences: a reviewer of an update sees what changed against what is public, and of an adaptation what changed against its
// source; of a withdrawn source nothing but that it was; who does not review sees nothing.
func TestDifferences(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "三角形")
		_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n1"))
		ok(t, err)
		v1 := h.Submit(t, h.Ann, w.ID, h.Region)
		live, source, err := h.Works.Differences(ctx, h.Ray, v1.ID)
		ok(t, err)
		if live != nil || source != nil {
			t.Fatal("a first version of an original is compared with nothing")
		}
		h.Approve(t, h.Ray, v1.ID)

		draft, err := h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		ok(t, h.Works.RemoveFile(ctx, h.Ann, w.ID, draft.Files[0].ID))
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n2"))
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("新.png", "\x89PNG\r\n\x1a\n3"))
		ok(t, err)
		d := draft.Draftable
		d.Grade, d.Licence = 5, commons.CCBY
		d.Body = strings.Replace(d.Body, "稳定性", "稳固性", 1)
		_, err = h.Works.Save(ctx, h.Ann, w.ID, draft.Rev, d)
		ok(t, err)
		v2 := h.Submit(t, h.Ann, w.ID, h.Region)
		live, source, err = h.Works.Differences(ctx, h.Ray, v2.ID)
		ok(t, err)
		if source != nil || live == nil || live.Base.ID != v1.ID || live.Same() {
			t.Fatalf("update: %+v %+v", live, source)
		}
		if len(live.Fields) != 2 || live.Fields[0] != (commons.FieldChange{Name: "grade", Was: "4", Is: "5"}) || live.Fields[1].Is != string(commons.CCBY) {
			t.Fatalf("fields %+v", live.Fields)
		}
		if len(live.Body) != 1 {
			t.Fatalf("body %+v", live.Body)
		}
		said := ""
		for _, l := range live.Body[0].Rows {
			for _, s := range append(append([]textdiff.Span{}, l.Left...), l.Right...) {
				if s.Op != textdiff.Same {
					said += s.Text
				}
			}
		}
		if said != "定固" {
			t.Fatalf("words %q", said)
		}
		if len(live.Files) != 2 || live.Files[0].Was == nil || live.Files[0].Is == nil || live.Files[1].Was != nil || live.Files[1].Name != "新.png" {
			t.Fatalf("files %+v", live.Files)
		}
		_, _, err = h.Works.Differences(ctx, h.Dora, v2.ID) // a reviewer of a district that is not asked
		want(t, err, fault.NotFound)
		_, _, err = h.Works.Differences(ctx, h.Bea, v2.ID)
		want(t, err, fault.Denied)

		mine, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "")
		ok(t, err)
		a1 := h.Submit(t, h.Bea, mine.ID, h.Region)
		_, source, err = h.Works.Differences(ctx, h.Ray, a1.ID)
		ok(t, err)
		if source == nil || source.Base.ID != v1.ID || !source.Same() {
			t.Fatalf("a copy without a change: %+v", source)
		}
		ok(t, h.Works.Withdraw(ctx, h.Ann, w.ID, v1.ID, "例题有误"))
		_, source, err = h.Works.Differences(ctx, h.Ray, a1.ID)
		ok(t, err)
		if source == nil || !source.Gone || source.Base.Body != "" || source.Base.Files != nil || source.Base.Why != "例题有误" {
			t.Fatalf("withdrawn source %+v", source)
		}
	})
}

// TestMadeWith: reviewers read who gave something to a version beside its author.
func TestMadeWith(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		w := h.Make(t, h.Ann, "一起备")
		h.Helped = map[commons.WorkID][]org.PersonID{w.ID: {h.Ann.Person, h.Bea.Person}}
		v := h.Submit(t, h.Ann, w.ID, h.A)
		got, err := h.Works.MadeWith(t.Context(), h.Al, v.ID)
		ok(t, err)
		if len(got) != 1 || got[0] != h.Bea.Person {
			t.Fatalf("made with %v", got)
		}
		_, err = h.Works.MadeWith(t.Context(), h.Cid, v.ID)
		want(t, err, fault.Denied)
	})
}
