package commons_test

import (
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

func stepsOf(t *testing.T, h *commonstest.House, v commons.VersionID) []commons.Tier {
	t.Helper()
	out, err := h.Works.Tiers(t.Context(), h.Ray, v)
	ok(t, err)
	return out
}

// TestStages: what is shared beyond the school is reviewed at the school and then where it goes, by two people.
func TestStages(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Submit(t, h.Ann, h.Make(t, h.Ann, "两级").ID, h.Region)
		st := stepsOf(t, h, v.ID)
		if len(st) != 2 || st[0].Unit != h.A.ID || st[0].Asked != h.A.ID || st[0].State != commons.TierOpen || st[1].Unit != h.Region.ID || st[1].State != commons.TierWaiting {
			t.Fatalf("stages %+v", st)
		}
		if st[0].Due-st[0].Opened != int64(st[0].Days)*24*3600*1e6 {
			t.Fatal("due")
		}
		ok(t, h.Decide(t, h.Al, v.ID, commonstest.Approval)) // the school's reviewer
		st = stepsOf(t, h, v.ID)
		if st[0].State != commons.TierApproved || st[0].Reviewer != h.Al.Person || st[1].State != commons.TierOpen {
			t.Fatalf("after the first stage %+v", st)
		}
		h.Drain(t)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "两级"}); got != "" {
			t.Fatal("public after one of two stages")
		}
		want(t, h.Decide(t, h.Al, v.ID, commonstest.Approval), fault.Denied) // decided the first stage, and does not reach the second
		h.Approve(t, h.Ray, v.ID)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "两级"}); got != "两级" {
			t.Fatalf("after both stages: %q", got)
		}

		own := h.Submit(t, h.Ann, h.Make(t, h.Ann, "一级").ID, h.A)
		if st := stepsOf(t, h, own.ID); len(st) != 1 {
			t.Fatalf("for the own school: %d stages", len(st))
		}
		h.Approve(t, h.Al, own.ID)
		got, err := h.Works.Read(ctx, h.Ann, own.ID)
		ok(t, err)
		if got.State != commons.Published {
			t.Fatal(got.State)
		}
	})
}

// TestOnePersonOneStage: who decided one stage does not decide the next, even with a role that reaches both.
func TestOnePersonOneStage(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		v := h.Submit(t, h.Ann, h.Make(t, h.Ann, "两人").ID, h.Region)
		ok(t, h.Decide(t, h.Ray, v.ID, commonstest.Approval))
		want(t, h.Works.Claim(t.Context(), h.Ray, v.ID), fault.Denied)
		want(t, h.Decide(t, h.Ray, v.ID, commonstest.Approval), fault.Denied)
		rows, _, err := h.Works.Desk(t.Context(), h.Ray, commons.DeskAsked, "")
		ok(t, err)
		if len(rows) != 0 {
			t.Fatal("what one may not decide is on the desk")
		}
		ok(t, h.Decide(t, h.Eve, v.ID, commonstest.Approval))
	})
}

// TestAuthorNeverReviewsOwn: at no stage, nor does anybody who gave something to the work.
func TestAuthorNeverReviewsOwn(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Submit(t, h.Al, h.Make(t, h.Al, "自审").ID, h.A)
		rows, _, err := h.Works.Desk(ctx, h.Al, "", "")
		ok(t, err)
		if len(rows) != 0 {
			t.Fatal("own version on the desk")
		}
		want(t, h.Works.Claim(ctx, h.Al, v.ID), fault.NotFound)
		want(t, h.Works.Review(ctx, h.Al, v.ID, commonstest.Approval), fault.NotFound)
		// Al is the school's only reviewer: the nearest unit above with somebody is asked
		if st := stepsOf(t, h, v.ID); st[0].Unit != h.A.ID || st[0].Asked != h.Region.ID {
			t.Fatalf("asked %+v", st[0])
		}
		rows, _, err = h.Works.Desk(ctx, h.Ray, commons.DeskAsked, "")
		ok(t, err)
		if len(rows) != 1 || rows[0].Version != v.ID {
			t.Fatalf("desk of another: %+v", rows)
		}
		other := h.Submit(t, h.Ann, h.Make(t, h.Ann, "他审").ID, h.A)
		ok(t, h.Decide(t, h.Al, other.ID, commonstest.Approval))

		h.Helped = map[commons.WorkID][]org.PersonID{}
		third := h.Make(t, h.Ann, "合备")
		h.Helped[third.ID] = []org.PersonID{h.Ray.Person, h.Al.Person}
		joint := h.Submit(t, h.Ann, third.ID, h.A)
		want(t, h.Decide(t, h.Ray, joint.ID, commonstest.Approval), fault.Denied)
		want(t, h.Works.Claim(ctx, h.Al, joint.ID), fault.NotFound)
		if st := stepsOf(t, h, joint.ID); st[0].Asked != h.Region.ID {
			t.Fatal("a co-author was asked")
		}
		ok(t, h.Decide(t, h.Eve, joint.ID, commonstest.Approval))
	})
}

// TestClaim: who has it decides, for as long as it holds; others see who has it.
func TestClaim(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Submit(t, h.Ann, h.Make(t, h.Ann, "领取").ID, h.A)
		want(t, h.Works.Release(ctx, h.Ray, v.ID), fault.Conflict)
		ok(t, h.Works.Claim(ctx, h.Ray, v.ID))
		ok(t, h.Works.Claim(ctx, h.Ray, v.ID))
		want(t, h.Works.Claim(ctx, h.Eve, v.ID), fault.Conflict)
		want(t, h.Works.Review(ctx, h.Eve, v.ID, commonstest.Approval), fault.Conflict)
		rows, _, err := h.Works.Desk(ctx, h.Eve, commons.DeskBelow, "")
		ok(t, err)
		if len(rows) != 1 || rows[0].Holder(clock.At(h.Clock.Now())) != h.Ray.Person {
			t.Fatalf("others do not see who has it: %+v", rows)
		}
		mine, _, err := h.Works.Desk(ctx, h.Ray, commons.DeskMine, "")
		ok(t, err)
		if len(mine) != 1 {
			t.Fatal("not on the own list")
		}
		ok(t, h.Works.Release(ctx, h.Ray, v.ID))
		ok(t, h.Works.Claim(ctx, h.Eve, v.ID))
		h.Clock.Advance(49 * time.Hour)
		want(t, h.Works.Review(ctx, h.Eve, v.ID, commonstest.Approval), fault.Conflict)
		ok(t, h.Works.Claim(ctx, h.Ray, v.ID))
		want(t, h.Works.Review(ctx, h.Eve, v.ID, commonstest.Approval), fault.Conflict)
		ok(t, h.Works.Review(ctx, h.Ray, v.ID, commonstest.Approval))
	})
}

// TestReturnStartsAnew: what was returned at the second stage begins again at the first, with the thread kept.
func TestReturnStartsAnew(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "重来")
		v := h.Submit(t, h.Ann, w.ID, h.Region)
		ok(t, h.Decide(t, h.Al, v.ID, commons.Decision{Approve: true, Fine: commons.Aspects(), Note: "校内同意"}))
		ok(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Codes: []string{"normative.copyright", "political.map"}, Note: "图 2 没有来源"}))
		v2 := h.Submit(t, h.Ann, w.ID, h.Region)
		if st := stepsOf(t, h, v2.ID); st[0].State != commons.TierOpen || st[1].State != commons.TierWaiting {
			t.Fatalf("again %+v", st)
		}
		thread, err := h.Works.Thread(ctx, h.Ann, w.ID)
		ok(t, err)
		old := thread[v.ID]
		if len(thread) != 2 || len(old) != 2 || old[0].Note != "校内同意" || old[1].Note != "图 2 没有来源" || len(old[1].Codes) != 2 || old[1].State != commons.TierReturned {
			t.Fatalf("thread %+v", thread)
		}
		first := h.Submit(t, h.Bea, h.Make(t, h.Bea, "一审即退").ID, h.Region)
		ok(t, h.Decide(t, h.Ray, first.ID, commons.Decision{Codes: []string{"suitable.level"}, Note: "太难"}))
		if st := stepsOf(t, h, first.ID); st[1].State != commons.TierVoid {
			t.Fatalf("the second stage %s", st[1].State)
		}
	})
}

// TestStagesAreSet: the region sets more stages; what waits keeps its own, what comes next has the new ones.
func TestStagesAreSet(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		before := h.Submit(t, h.Ann, h.Make(t, h.Ann, "旧规").ID, h.Group)
		rules, err := h.Works.Stages(ctx, h.Ray)
		ok(t, err)
		rules["group"] = []commons.StageRule{{Level: commons.AtSchool, Name: "校审", Days: 3}, {Level: commons.AtTarget, Name: "初审", Days: 5},
			{Level: commons.AtTarget, Name: "复审", Days: 5}, {Level: commons.AtTarget, Name: "终审", Days: 3}}
		p, err := h.Works.PreviewStages(ctx, h.Ray, rules)
		ok(t, err)
		if p.Waiting != 1 || p.Longer["group"] != 2 || p.Longer["region"] != 0 {
			t.Fatalf("preview %+v", p)
		}
		want(t, h.Works.SetStages(ctx, h.Dora, rules), fault.NotFound) // a district's reviewer
		want(t, h.Works.SetStages(ctx, h.Bea, rules), fault.Denied)
		ok(t, h.Works.SetStages(ctx, h.Ray, rules))
		if got := len(stepsOf(t, h, before.ID)); got != 2 {
			t.Fatalf("what waited has %d stages now", got)
		}
		after := h.Submit(t, h.Bea, h.Make(t, h.Bea, "新规").ID, h.Group)
		if got := stepsOf(t, h, after.ID); len(got) != 4 || got[3].Name != "终审" {
			t.Fatalf("new stages %+v", got)
		}
		for what, bad := range map[string]commons.StageRules{
			"none":             {"school": rules["school"], "group": nil, "district": rules["district"], "region": rules["region"]},
			"not at the end":   {"school": rules["school"], "group": {{Level: commons.AtSchool, Name: "校审", Days: 3}}, "district": rules["district"], "region": rules["region"]},
			"without a name":   {"school": {{Level: commons.AtSchool, Days: 3}}, "group": rules["group"], "district": rules["district"], "region": rules["region"]},
			"without an end":   {"school": {{Level: commons.AtSchool, Name: "校审"}}, "group": rules["group"], "district": rules["district"], "region": rules["region"]},
			"somewhere else":   {"school": {{Level: "moon", Name: "校审", Days: 3}}, "group": rules["group"], "district": rules["district"], "region": rules["region"]},
			"a kind forgotten": {"school": rules["school"]},
		} {
			if err := h.Works.SetStages(ctx, h.Ray, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestDesk: lists, paging and figures of the desk.
func TestDesk(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		for range commons.PageSize + 3 {
			h.Submit(t, h.Ann, h.Make(t, h.Ann, "多").ID, h.A)
		}
		h.Clock.Advance(6 * 24 * time.Hour) // the school has five days
		late := h.Submit(t, h.Ann, h.Make(t, h.Ann, "新").ID, h.A)
		counts, err := h.Works.DeskCounts(ctx, h.Al)
		ok(t, err)
		if counts[commons.DeskAsked] != commons.PageSize+4 || counts[commons.DeskOverdue] != commons.PageSize+3 || counts[commons.DeskBelow] != 0 {
			t.Fatalf("counts %v", counts)
		}
		seen, after := map[commons.VersionID]bool{}, ""
		for page := 0; ; page++ {
			rows, next, err := h.Works.Desk(ctx, h.Al, commons.DeskAsked, after)
			ok(t, err)
			for i, r := range rows {
				seen[r.Version] = true
				if i > 0 && rows[i-1].Due > r.Due {
					t.Fatal("what is due first is not at the top")
				}
			}
			if next == "" {
				if rows[len(rows)-1].Version != late.ID || page != 1 {
					t.Fatal("the newest is not the last")
				}
				break
			}
			after = next
		}
		if len(seen) != commons.PageSize+4 {
			t.Fatalf("paging shows %d", len(seen))
		}
		below, err := h.Works.DeskCounts(ctx, h.Ray)
		ok(t, err)
		if below[commons.DeskAsked] != 0 || below[commons.DeskBelow] != commons.PageSize+4 {
			t.Fatalf("the region's desk %v", below)
		}
		ok(t, h.Decide(t, h.Al, late.ID, commonstest.Approval))
		p, err := h.Works.Pace(ctx, h.Al)
		ok(t, err)
		if p.Open != commons.PageSize+3 || p.Overdue != p.Open || p.Decided != 1 || p.Late != 0 || p.MedianAge < 6*24*3600*1e6 {
			t.Fatalf("pace %+v", p)
		}
		done, _, err := h.Works.Desk(ctx, h.Al, commons.DeskDecided, "")
		ok(t, err)
		if len(done) != 1 || done[0].Standing != commons.Published {
			t.Fatalf("decided %+v", done)
		}
	})
}

// TestPledge: the text that was signed stays with the version.
func TestPledge(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Submit(t, h.Ann, h.Make(t, h.Ann, "承诺").ID, h.A)
		got, err := h.Works.SignedOwn(ctx, h.Ann, v.Work, v.ID)
		ok(t, err)
		if got.By != h.Ann.Person || got.At != v.Committed || len(got.Text) < 3 || got.Title == "" || got.Edition == "" {
			t.Fatalf("signed %+v", got)
		}
		_, err = h.Works.SignedFor(ctx, h.Al, v.ID)
		ok(t, err)
		_, err = h.Works.SignedFor(ctx, h.Dora, v.ID)
		want(t, err, fault.NotFound)
		_, err = h.Works.SignedOwn(ctx, h.Bea, v.Work, v.ID)
		want(t, err, fault.NotFound)
	})
}
