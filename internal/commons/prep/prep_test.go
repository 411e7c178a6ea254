package prep_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"pgregory.net/rapid"
)

// TestOffersMakeTheCopy: the first text with all offers of a copy taken is the copy, whatever both are.
func TestOffersMakeTheCopy(t *testing.T) {
	part := rapid.StringMatching(`[甲乙丙丁]`)
	rapid.Check(t, func(t *rapid.T) {
		main, reply := rapid.SliceOfN(part, 0, 12).Draw(t, "main"), rapid.SliceOfN(part, 0, 12).Draw(t, "reply")
		got := prep.Take(main, prep.Offers(main, org.PersonID{1}, reply))
		if !slices.Equal(got, reply) {
			t.Fatalf("%v, want %v", got, reply)
		}
		if len(prep.Take(main, nil)) != len(main) {
			t.Fatal("nothing taken changes nothing")
		}
	})
}

// TestAttribution: each paragraph of the final text has one giver; what stands in the first text is the lead's, what stands only in a copy is
// that member's.
func TestAttribution(t *testing.T) {
	word := rapid.StringMatching(`[一-三]{6,9}`)
	lead, bea, al := org.PersonID{1}, org.PersonID{2}, org.PersonID{3}
	rapid.Check(t, func(t *rapid.T) {
		texts := [3][]string{}
		for i := range texts {
			texts[i] = rapid.SliceOfNDistinct(word, 1, 6, func(s string) string { return s }).Draw(t, "text")
		}
		pool := slices.Concat(texts[0], texts[1], texts[2])
		final := rapid.SliceOfN(rapid.SampledFrom(pool), 1, 8).Draw(t, "final")
		members := []prep.Member{{Person: bea, Text: prep.Join(texts[1])}, {Person: al, Text: prep.Join(texts[2])}}
		got := prep.Attribute(lead, prep.Join(texts[0]), members, prep.Join(final))
		if len(got) != len(final) {
			t.Fatalf("%d pieces of %d", len(got), len(final))
		}
		for i, p := range got {
			want := al
			switch {
			case slices.Contains(texts[0], final[i]):
				want = lead
			case slices.Contains(texts[1], final[i]):
				want = bea
			}
			if p.From != want || p.Changed || p.Text != final[i] {
				t.Fatalf("%q is of %v, want %v", final[i], p.From, want)
			}
		}
	})
	got := prep.Attribute(lead, "认识三角形。", []prep.Member{{Person: bea, Text: "认识三角形。\n\n用小棒摆一摆，看看哪三根能围成三角形。"}}, "认识三角形。\n\n用小棒摆一摆，看哪三根能围成一个三角形。")
	if got[1].From != bea || !got[1].Changed {
		t.Errorf("a changed paragraph: %+v", got[1])
	}
}

func TestParts(t *testing.T) {
	got := prep.Parts("# 目标\n会算。\n\n\n- 一\n- 二\n## 过程\n```\n\n# 不是标题\n```\n完")
	if want := []string{"# 目标", "会算。", "- 一\n- 二", "## 过程", "```\n\n# 不是标题\n```\n完"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// heard remembers who was told.
type heard struct {
	mu    sync.Mutex
	asked []org.PersonID
	done  []org.PersonID
}

// Asked implements prep.Teller.
func (h *heard) Asked(_ *db.Tx, _ prep.Session, to []org.PersonID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = to
	return nil
}

// Finished implements prep.Teller.
func (h *heard) Finished(_ *db.Tx, _ prep.Session, to []org.PersonID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = to
	return nil
}

func engines(t *testing.T, suite func(t *testing.T, h *commonstest.House, s *prep.Service, told *heard)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h, told := commonstest.New(t, d), &heard{}
		suite(t, h, prep.New(d, h.Log, h.Org, h.Works, told, h.Clock), told)
	}, append(commonstest.Migrations(), prep.Migrations)...)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("want %s, got %v", k, err)
	}
}

func plan(title string, members ...*org.Actor) prep.Plan {
	p := prep.Plan{About: commons.Draftable{Title: title, Subject: "math", Stage: "primary", Grade: 4}}
	for _, m := range members {
		p.Members = append(p.Members, m.Person)
	}
	return p
}

const first = "# 目标\n\n认识三角形。\n\n会画三角形的高。"

// TestTogether walks 主备, 复备 and 定稿: who may come in, that nothing is lost when two save, and that the draft keeps who gave what.
func TestTogether(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House, s *prep.Service, told *heard) {
		ctx := t.Context()
		_, err := s.Start(ctx, h.Ann, h.A.ID, plan("三角形", h.Cid)) // C is in no group of A
		want(t, err, fault.Invalid)
		_, err = s.Start(ctx, h.Ann, h.A.ID, plan("三角形"))
		want(t, err, fault.Invalid)
		_, err = s.Start(ctx, h.Bea, h.A.ID, plan("三角形", h.Al))
		want(t, err, fault.NotFound)
		n, err := s.Start(ctx, h.Ann, h.A.ID, plan("三角形", h.Bea, h.Al))
		ok(t, err)

		_, _, err = s.Get(ctx, h.Bea, n) // not asked yet
		want(t, err, fault.NotFound)
		want(t, s.Open(ctx, h.Ann, n), fault.Invalid) // nothing is written
		ok(t, s.SaveMain(ctx, h.Ann, n, 1, first))
		var stale *prep.Stale
		if err := s.SaveMain(ctx, h.Ann, n, 1, "另一个窗口"); !errors.As(err, &stale) || stale.Text != first || stale.Rev != 2 {
			t.Fatalf("%v", err)
		}
		ok(t, s.SaveMain(ctx, h.Ann, n, 1, first)) // the same form again
		ok(t, s.Open(ctx, h.Ann, n))
		if len(told.asked) != 2 {
			t.Errorf("asked %v", told.asked)
		}
		_, _, err = s.Get(ctx, h.Cid, n)
		want(t, err, fault.NotFound)
		_, _, err = s.Get(ctx, h.Ray, n)
		want(t, err, fault.Denied)

		x, _, err := s.Get(ctx, h.Bea, n)
		ok(t, err)
		if x.Members[0].Rev != 1 || x.Main != first {
			t.Fatalf("%+v", x)
		}
		own := first + "\n\n用小棒摆一摆。"
		ok(t, s.SaveReply(ctx, h.Bea, n, 1, own, false))
		if err := s.SaveReply(ctx, h.Bea, n, 1, "别的", false); !errors.As(err, &stale) || stale.Text != own {
			t.Fatalf("%v", err)
		}
		x, _, err = s.Get(ctx, h.Al, n)
		ok(t, err)
		if strings.Contains(textOf(x, h.Bea), "小棒") {
			t.Error("an unfinished copy is shown to a colleague")
		}
		ok(t, s.SaveReply(ctx, h.Bea, n, 2, own, true))
		ok(t, s.SaveReply(ctx, h.Al, n, 1, "# 目标\n\n认识三角形，说出三边的关系。\n\n会画三角形的高。", true))
		want(t, s.SaveReply(ctx, h.Ann, n, 1, "x", true), fault.Denied)
		ok(t, s.Remark(ctx, h.Bea, n, 1, "这里要先复习角。", "r"))
		ok(t, s.Remark(ctx, h.Bea, n, 1, "这里要先复习角。", "r"))
		want(t, s.Gather(ctx, h.Bea, n), fault.Denied)
		ok(t, s.Gather(ctx, h.Ann, n))
		want(t, s.SaveReply(ctx, h.Bea, n, 3, "late", true), fault.Conflict)

		x, comments, err := s.Get(ctx, h.Ann, n)
		ok(t, err)
		if len(comments) != 1 || comments[0].Quote != "认识三角形。" || comments[0].Author != h.Bea.Person {
			t.Errorf("%+v", comments)
		}
		var taken []prep.Offer
		for _, m := range x.Members {
			taken = append(taken, prep.Offers(prep.Parts(x.Main), m.Person, prep.Parts(m.Text))...)
		}
		ok(t, s.SaveFinal(ctx, h.Ann, n, x.FinalRev, prep.Join(prep.Take(prep.Parts(x.Main), taken))))
		work, err := s.Finish(ctx, h.Ann, n, 0)
		ok(t, err)
		again, err := s.Finish(ctx, h.Ann, n, 0)
		ok(t, err)
		if again != work || len(told.done) != 2 {
			t.Error("finished twice", again, work, told.done)
		}
		w, err := h.Works.Get(ctx, h.Ann, work)
		ok(t, err)
		if !strings.Contains(w.Body, "小棒") || !strings.Contains(w.Body, "三边的关系") || w.State != commons.Draft {
			t.Errorf("%+v", w)
		}
		who, err := s.Contributors(ctx, work)
		ok(t, err)
		if len(who) != 3 || who[0] != h.Ann.Person || !slices.Contains(who, h.Bea.Person) || !slices.Contains(who, h.Al.Person) {
			t.Errorf("contributors %v", who)
		}
		pieces, err := s.Pieces(ctx, n)
		ok(t, err)
		if len(pieces) != 4 || pieces[3].From != h.Bea.Person {
			t.Errorf("%+v", pieces)
		}
		if of, err := s.Of(ctx, work); err != nil || of != n {
			t.Error(of, err)
		}
		h.Clock.Advance(time.Minute)
		v := h.Submit(t, h.Ann, work, h.Region)
		h.Approve(t, h.Ray, v.ID)
		for who, sees := range map[*org.Actor]bool{h.Ann: true, h.Bea: true, h.Cid: false, h.Ray: false} {
			m, err := s.MadeOf(ctx, who, v)
			ok(t, err)
			if m.Lead != h.Ann.Person || len(m.Gave) != 3 || m.Gave[0].Person != h.Ann.Person || m.Session.IsZero() == sees || m.Ours != sees {
				t.Errorf("%s: %+v", who.Name, m)
			}
		}
		early := v
		early.Submitted = 1 // submitted before anybody prepared together
		if m, err := s.MadeOf(ctx, h.Ann, early); err != nil || m.Gave != nil {
			t.Error(m, err)
		}
		v.Body = "认识三角形。" // what others gave was taken out again
		if m, err := s.MadeOf(ctx, h.Ann, v); err != nil || len(m.Gave) != 1 {
			t.Error(m, err)
		}
		if none, err := s.Contributors(ctx, id.New[commons.Work]()); err != nil || none != nil {
			t.Error(none, err)
		}
	})
}

func textOf(x prep.Session, who *org.Actor) string {
	for _, m := range x.Members {
		if m.Person == who.Person {
			return m.Text
		}
	}
	return ""
}

// TestFromWhatIsThere: a session from a library version becomes its adaptation, one from an own draft writes into it.
func TestFromWhatIsThere(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House, s *prep.Service, _ *heard) {
		ctx := t.Context()
		v := h.Public(t, h.Bea, "角的认识", h.Region)
		p := plan("", h.Bea)
		p.About, p.From = commons.Draftable{}, v.ID
		n, err := s.Start(ctx, h.Ann, h.A.ID, p)
		ok(t, err)
		work := finish(t, h, s, n)
		w, err := h.Works.Get(ctx, h.Ann, work)
		ok(t, err)
		if w.DerivedFrom != v.ID || w.Title != "角的认识" || w.Author != h.Ann.Person {
			t.Errorf("%+v", w)
		}
		own := h.Make(t, h.Ann, "我的草稿")
		p.From, p.Draft = commons.VersionID{}, own.ID
		n, err = s.Start(ctx, h.Ann, h.A.ID, p)
		ok(t, err)
		if got := finish(t, h, s, n); got != own.ID {
			t.Error("another draft was made")
		}
		p.Draft = h.Make(t, h.Al, "别人的").ID
		_, err = s.Start(ctx, h.Ann, h.A.ID, p)
		want(t, err, fault.Denied)
	})
}

// TestDraftChangedMeanwhile: what the lead writes into the draft while the session runs is not written over without having been seen; and
// no session begins with a lesson of which no adaptation may be made.
func TestDraftChangedMeanwhile(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House, s *prep.Service, _ *heard) {
		ctx := t.Context()
		own := h.Make(t, h.Ann, "我的草稿")
		p := plan("", h.Bea)
		p.About, p.Draft = commons.Draftable{}, own.ID
		n, err := s.Start(ctx, h.Ann, h.A.ID, p)
		ok(t, err)
		ok(t, s.Open(ctx, h.Ann, n))
		d := own.Draftable
		d.Body += "\n\n备课期间写的一段。"
		now, err := h.Works.Save(ctx, h.Ann, own.ID, own.Rev, d)
		ok(t, err)
		ok(t, s.Gather(ctx, h.Ann, n))
		_, err = s.Finish(ctx, h.Ann, n, 0)
		var drifted *prep.Drifted
		if !errors.As(err, &drifted) || drifted.Rev != now.Rev || drifted.Text != d.Body {
			t.Fatalf("%v", err)
		}
		got, err := h.Works.Get(ctx, h.Ann, own.ID)
		ok(t, err)
		if got.Body != d.Body {
			t.Fatal("what was written meanwhile is lost")
		}
		_, err = s.Finish(ctx, h.Ann, n, drifted.Rev-1)
		want(t, err, fault.Conflict)
		_, err = s.Finish(ctx, h.Ann, n, drifted.Rev)
		ok(t, err)

		closed := h.Make(t, h.Bea, "只准原样用")
		d = closed.Draftable
		d.Licence = commons.CCBYND
		_, err = h.Works.Save(ctx, h.Bea, closed.ID, closed.Rev, d)
		ok(t, err)
		v := h.Submit(t, h.Bea, closed.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		p.Draft, p.From = commons.WorkID{}, v.ID
		_, err = s.Start(ctx, h.Ann, h.A.ID, p)
		want(t, err, fault.Denied)
	})
}

func finish(t *testing.T, h *commonstest.House, s *prep.Service, n prep.ID) commons.WorkID {
	t.Helper()
	ok(t, s.Open(t.Context(), h.Ann, n))
	ok(t, s.Gather(t.Context(), h.Ann, n))
	w, err := s.Finish(t.Context(), h.Ann, n, 0)
	ok(t, err)
	return w
}
