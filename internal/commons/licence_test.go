package commons_test

import (
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"pgregory.net/rapid"
)

func anyLicence() *rapid.Generator[commons.Licence] {
	return rapid.Custom(func(t *rapid.T) commons.Licence {
		return rapid.SampledFrom(commons.Licences()).Draw(t, "licence").Licence
	})
}

// TestLicencesOnlyNarrow: along any chain of adaptations nothing that an ancestor forbids becomes allowed, ShareAlike stays itself, and
// what may not be adapted has no descendants.
func TestLicencesOnlyNarrow(t *testing.T) {
	le := func(a, b commons.Rules) bool {
		return (!a.Cross || b.Cross) && (!a.Adapt || b.Adapt) && (!a.Offline || b.Offline) && (!a.Outside || b.Outside)
	}
	rapid.Check(t, func(t *rapid.T) {
		l := anyLicence().Draw(t, "first")
		for range 6 {
			next, err := l.Derivable()
			if (err == nil) != l.Terms().Adapt {
				t.Fatalf("%s: adapt %v, but %v", l, l.Terms().Adapt, err)
			}
			if err != nil {
				return
			}
			d := rapid.SampledFrom(next).Draw(t, "next")
			if !d.Known() || !le(d.Terms().Rules, l.Terms().Rules) || d.Terms().Above && !l.Terms().Above {
				t.Fatalf("%s may become %s, which allows more", l, d)
			}
			if (l == commons.CCBYSA || l == commons.CCBYNCSA) && d != l {
				t.Fatalf("%s became %s", l, d)
			}
			l = d
		}
	})
	for _, x := range commons.Licences() {
		if next, err := x.Licence.Derivable(); err == nil && !slices.Contains(next, x.Licence) {
			t.Errorf("%s cannot stay itself", x.Licence)
		}
	}
}

// TestBundle: a bundle allows what all items allow, names an item that forbids, and its licence is the least permissive, whatever
// the order.
func TestBundle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(anyLicence(), 1, 8).Draw(t, "items")
		b := commons.Bundle(items)
		if items[b.Item] != b.Licence {
			t.Fatalf("item %d is %s, not %s", b.Item, items[b.Item], b.Licence)
		}
		for _, x := range []struct {
			rule string
			sum  bool
			of   func(commons.Licence) bool
		}{
			{commons.RuleCross, b.Cross, func(l commons.Licence) bool { return l.Terms().Cross }},
			{commons.RuleAdapt, b.Adapt, func(l commons.Licence) bool { return l.Terms().Adapt }},
			{commons.RuleOffline, b.Offline, func(l commons.Licence) bool { return l.Terms().Offline }},
			{commons.RuleOutside, b.Outside, func(l commons.Licence) bool { return l.Terms().Outside }},
		} {
			all := true
			for _, l := range items {
				all = all && x.of(l)
			}
			by, named := b.By[x.rule]
			if all != x.sum || named == all || named && x.of(items[by]) {
				t.Fatalf("%s of %v: %v, by %d %v", x.rule, items, x.sum, by, named)
			}
		}
		back := slices.Clone(items)
		slices.Reverse(back)
		if o := commons.Bundle(back); o.Licence != b.Licence || o.Rules != b.Rules {
			t.Fatalf("order matters: %v %v", b, o)
		}
	})
	if b := commons.Bundle(nil); b.Item != -1 || !b.Outside {
		t.Fatal("an empty bundle forbids something")
	}
}

// TestLicencesAtEveryDoor: what the table says holds when a work is made, saved, adapted and submitted.
func TestLicencesAtEveryDoor(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		d := commonstest.Text("许可")
		d.Licence = "free for all"
		_, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		want(t, err, fault.Invalid)
		w := h.Make(t, h.Ann, "默认")
		if w.Licence != commons.InRegion || w.Rights != commons.HeldByPerson {
			t.Fatalf("defaults %s %s", w.Licence, w.Rights)
		}
		for _, x := range commons.Licences() {
			d := commonstest.Text("许可 " + x.Name)
			d.Licence = x.Licence
			w, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
			ok(t, err)
			_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.Group.ID, h.Ann.Name)
			if x.Above != (err == nil) {
				t.Fatalf("%s shared to the group: %v", x.Licence, err)
			}
			if !x.Above {
				ok(t, third(h.Works.Submit(ctx, h.Ann, w.ID, h.A.ID, h.Ann.Name)))
			}
			hist, err := h.Works.History(ctx, h.Ann, w.ID)
			ok(t, err)
			by, who, at := h.Bea, h.Bea, h.B.ID
			if !x.Above {
				by, who, at = h.Al, h.Al, h.A.ID
			}
			_ = by
			h.Approve(t, h.Ray, hist[0].ID)
			mine, err := h.Works.Adapt(ctx, who, hist[0].ID, at, "")
			if !x.Adapt {
				want(t, err, fault.Denied)
				continue
			}
			ok(t, err)
			if mine.Licence != x.Licence {
				t.Fatalf("an adaptation of %s begins as %s", x.Licence, mine.Licence)
			}
			rev := mine.Rev
			for _, y := range commons.Licences() {
				d := mine.Draftable
				d.Licence = y.Licence
				saved, err := h.Works.Save(ctx, who, mine.ID, rev, d)
				if slices.Contains(x.Derived, y.Licence) != (err == nil) {
					t.Fatalf("%s made from %s: %v", y.Licence, x.Licence, err)
				}
				if err == nil {
					rev = saved.Rev
				}
			}
		}
	})
}

func third(_ commons.Version, err error) error { return err }

// TestLinksAndProofs: a work of which only the link is allowed has no files; what belongs to somebody else needs a proof, which readers
// and those who adapt never get.
func TestLinksAndProofs(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		d := commonstest.Text("他人的课件")
		d.Rights = commons.HeldByThird
		_, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		want(t, err, fault.Invalid) // whose?
		d.Holder = "市自然博物馆"
		w, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		ok(t, err)
		_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.Region.ID, h.Ann.Name)
		want(t, err, fault.Invalid)
		f, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("授权书.png", "\x89PNG\r\n\x1a\nproof"))
		ok(t, err)
		ok(t, h.Works.SetFile(ctx, h.Ann, w.ID, f[0].ID, commons.FileNote{Evidence: true}))
		v := h.Submit(t, h.Ann, w.ID, h.Region)
		seen, err := h.Works.ForReview(ctx, h.Ray, v.ID)
		ok(t, err)
		if len(seen.Files) != 1 || !seen.Files[0].Evidence {
			t.Fatalf("the reviewer sees %+v", seen.Files)
		}
		h.Approve(t, h.Ray, v.ID)
		got, err := h.Works.Read(ctx, h.Bea, v.ID)
		ok(t, err)
		if len(got.Files) != 0 || got.Holder != "市自然博物馆" {
			t.Fatalf("readers get %+v", got)
		}
		_, _, err = h.Works.SharedFile(ctx, h.Bea, v.ID, f[0].ID)
		want(t, err, fault.NotFound)
		mine, err := h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		ok(t, err)
		if len(mine.Files) != 0 || mine.Rights != commons.HeldByPerson {
			t.Fatalf("the adaptation has %+v", mine)
		}

		l := commonstest.Text("链接")
		l.Licence = commons.LinkOnly
		link, err := h.Works.Create(ctx, h.Ann, h.A.ID, l, "")
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, h.Ann, link.ID, one("图.png", "\x89PNG\r\n\x1a\n1"))
		ok(t, err)
		_, err = h.Works.Submit(ctx, h.Ann, link.ID, h.Region.ID, h.Ann.Name)
		want(t, err, fault.Invalid)
	})
}

// TestLabelsAreNotDropped: an adaptation keeps the label of generated content, and a change of label or licence is in the work's record.
func TestLabelsAreNotDropped(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		d := commonstest.Text("生成的课文")
		d.AI = commons.AIUse{Extent: commons.AIWhole}
		_, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		want(t, err, fault.Invalid) // which tool?
		d.AI.Tool = "某大模型"
		w, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		ok(t, err)
		v := h.Submit(t, h.Ann, w.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		got, err := h.Works.Read(ctx, h.Bea, v.ID)
		ok(t, err)
		if got.AI != d.AI {
			t.Fatalf("label of the version %+v", got.AI)
		}
		mine, err := h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		ok(t, err)
		if mine.AI != d.AI {
			t.Fatalf("label of the adaptation %+v", mine.AI)
		}
		clean := mine.Draftable
		clean.AI = commons.AIUse{}
		_, err = h.Works.Save(ctx, h.Bea, mine.ID, mine.Rev, clean)
		want(t, err, fault.Invalid)
		clean.AI = commons.AIUse{Extent: commons.AIPart, Tool: "某大模型"}
		_, err = h.Works.Save(ctx, h.Bea, mine.ID, mine.Rev, clean)
		ok(t, err)
		log, err := h.Works.Traces(ctx, h.Bea, mine.ID)
		ok(t, err)
		if len(log) != 2 || log[0].What != commons.TraceLabel || log[0].Actor != h.Bea.Person || log[1].What != commons.TraceAdapted || log[1].Source != v.ID {
			t.Fatalf("record %+v", log)
		}
	})
}

// TestSubmittedAsStored: a draft that another tab changes while the form is sent is submitted as it is stored, and so is held to the
// same rules: no school's own lesson goes up, no undeclared video, nothing empty.
func TestSubmittedAsStored(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		for name, change := range map[string]func(w commons.Work){
			"licence": func(w commons.Work) {
				d := w.Draftable
				d.Licence = commons.InSchool
				_, err := h.Works.Save(ctx, h.Ann, w.ID, w.Rev, d)
				ok(t, err)
			},
			"video": func(w commons.Work) {
				_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("课堂.mp4", film+w.Title))
				ok(t, err)
			},
			"nothing": func(w commons.Work) {
				d := w.Draftable
				d.Body = ""
				_, err := h.Works.Save(ctx, h.Ann, w.ID, w.Rev, d)
				ok(t, err)
			},
		} {
			w := h.Make(t, h.Ann, name)
			h.Between = func() {
				h.Between = nil
				change(w)
			}
			_, err := h.Works.Submit(ctx, h.Ann, w.ID, h.Region.ID, h.Ann.Name)
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
