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

// update changes the original and publishes it anew.
func update(t *testing.T, h *commonstest.House, by *org.Actor, w commons.WorkID, change func(*commons.Draftable)) commons.Version {
	t.Helper()
	work, err := h.Works.Get(t.Context(), by, w)
	ok(t, err)
	d := work.Draftable
	change(&d)
	_, err = h.Works.Save(t.Context(), by, w, work.Rev, d)
	ok(t, err)
	v := h.Submit(t, by, w, h.Region)
	h.Approve(t, h.Ray, v.ID)
	return v
}

// TestTakeTheNewVersion walks the offer: nothing to say at first, then a new version of which untouched fields come in, own changes
// stay, and what both changed waits for a choice; afterwards the work stands on the new version.
func TestTakeTheNewVersion(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "三角形")
		_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n1"))
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("旧.png", "\x89PNG\r\n\x1a\nold"))
		ok(t, err)
		v1 := h.Submit(t, h.Ann, w.ID, h.Region)
		h.Approve(t, h.Ray, v1.ID)
		mine, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "")
		ok(t, err)
		o, err := h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if !o.Theirs.ID.IsZero() || o.Gone {
			t.Fatalf("an offer without a new version: %+v", o)
		}
		d := mine.Draftable
		d.Title = "三角形（山前小学）"
		d.Body = strings.Replace(d.Body, "认识三角形的稳定性。", "用小棒认识三角形的稳定性。", 1)
		mine, err = h.Works.Save(ctx, h.Bea, mine.ID, mine.Rev, d)
		ok(t, err)

		draft, err := h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		for _, f := range draft.Files {
			ok(t, h.Works.RemoveFile(ctx, h.Ann, w.ID, f.ID))
		}
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n2"))
		ok(t, err)
		v2 := update(t, h, h.Ann, w.ID, func(d *commons.Draftable) {
			d.Chapter, d.Title = "第五单元 三角形", "三角形的特性"
			d.AI = commons.AIUse{Extent: commons.AIPart, Tool: "某大模型"}
			d.Body += "\n\n# 练习\n\n找一找。"
		})
		o, err = h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if o.Theirs.ID != v2.ID || strings.Join(o.Open(), ",") != "title" {
			t.Fatalf("offer %s open %v", o.Theirs.ID, o.Open())
		}
		_, err = h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev, v2.ID, nil)
		want(t, err, fault.Invalid)
		_, err = h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev-1, v2.ID, commons.Choices{"title": commons.ChooseMine})
		want(t, err, fault.Conflict)
		_, err = h.Works.Take(ctx, h.Ann, mine.ID, mine.Rev, v2.ID, commons.Choices{"title": commons.ChooseMine})
		want(t, err, fault.NotFound)
		got, err := h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev, v2.ID, commons.Choices{"title": commons.ChooseMine})
		ok(t, err)
		got, err = h.Works.Get(ctx, h.Bea, got.ID)
		ok(t, err)
		if got.Title != "三角形（山前小学）" || got.Chapter != "第五单元 三角形" || !strings.Contains(got.Body, "用小棒认识") || !strings.Contains(got.Body, "找一找。") {
			t.Fatalf("taken %+v", got.Draftable)
		}
		if got.DerivedFrom != v2.ID || got.Upstream != w.ID || got.AI.Extent != commons.AIPart {
			t.Fatalf("stands on %s of %s, label %+v", got.DerivedFrom, got.Upstream, got.AI)
		}
		if len(got.Files) != 1 || got.Files[0].Name != "图.png" || got.Files[0].Hash != v2.Files[0].Hash {
			t.Fatalf("files %+v", got.Files)
		}
		o, err = h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if !o.Theirs.ID.IsZero() {
			t.Fatal("the same version is offered again")
		}
		out := h.Submit(t, h.Bea, mine.ID, h.Group)
		if out.DerivedFrom != v2.ID || out.Upstream != w.ID {
			t.Fatal("the version does not name what it stands on")
		}
	})
}

// TestKeepMine: who declines is not asked again before the next version; a withdrawn original is told.
func TestKeepMine(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v1 := h.Public(t, h.Ann, "一", h.Region)
		mine, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "")
		ok(t, err)
		v2 := update(t, h, h.Ann, v1.Work, func(d *commons.Draftable) { d.Title = "二" })
		rows, _, err := h.Works.Mine(ctx, h.Bea, "", "")
		ok(t, err)
		if !rows[0].News {
			t.Fatal("the list does not tell of the new version")
		}
		want(t, h.Works.Decline(ctx, h.Bea, mine.ID, v1.ID), fault.Conflict)
		ok(t, h.Works.Decline(ctx, h.Bea, mine.ID, v2.ID))
		o, err := h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		rows, _, err = h.Works.Mine(ctx, h.Bea, "", "")
		ok(t, err)
		if !o.Theirs.ID.IsZero() || rows[0].News || rows[0].DerivedFrom != v1.ID {
			t.Fatal("asked again")
		}
		v3 := update(t, h, h.Ann, v1.Work, func(d *commons.Draftable) { d.Title = "三" })
		o, err = h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if o.Theirs.ID != v3.ID || o.Fields[0].Fate != textdiff.Taken || o.Fields[0].Theirs != "三" {
			t.Fatalf("the next version: %+v", o)
		}
		ok(t, h.Works.Withdraw(ctx, h.Ann, v1.Work, v3.ID, "有误"))
		ok(t, h.Works.Withdraw(ctx, h.Ann, v1.Work, v1.ID, "有误"))
		o, err = h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if !o.Gone || o.Base.Why != "有误" || !o.Theirs.ID.IsZero() {
			t.Fatalf("withdrawn: %+v", o)
		}
		log, err := h.Works.Traces(ctx, h.Bea, mine.ID)
		ok(t, err)
		if log[0].What != commons.TraceDeclined || log[0].Source != v2.ID {
			t.Fatalf("record %+v", log)
		}
	})
}

// TestNewVersionNotToBeAdapted: when the original's new version forbids adapting, it is shown and can be declined, and is never taken: a
// work that stood on it could be submitted no more.
func TestNewVersionNotToBeAdapted(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v1 := h.Public(t, h.Ann, "一", h.Region)
		mine, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "")
		ok(t, err)
		v2 := update(t, h, h.Ann, v1.Work, func(d *commons.Draftable) { d.Title, d.Licence = "二", commons.CCBYND })
		o, err := h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if o.Theirs.ID != v2.ID || !fault.Is(o.Barred, fault.Denied) {
			t.Fatalf("offered %s, barred %v", o.Theirs.ID, o.Barred)
		}
		_, err = h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev, v2.ID, nil)
		want(t, err, fault.Denied)
		h.Submit(t, h.Bea, mine.ID, h.Group)
		ok(t, h.Works.Decline(ctx, h.Bea, mine.ID, v2.ID))
		v3 := update(t, h, h.Ann, v1.Work, func(d *commons.Draftable) { d.Licence = commons.InRegion })
		o, err = h.Works.Offered(ctx, h.Bea, mine.ID)
		ok(t, err)
		if o.Theirs.ID != v3.ID || o.Barred != nil {
			t.Fatalf("offered %s, barred %v", o.Theirs.ID, o.Barred)
		}
	})
}
