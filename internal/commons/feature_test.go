package commons_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// propose makes a public lesson of a school in South and has it proposed for the region.
func propose(t *testing.T, h *commonstest.House, by, proposer *org.Actor) (commons.Version, commons.FeatureID) {
	t.Helper()
	v := h.Public(t, by, "精选的课", h.Region)
	f, err := h.Works.ProposeFeature(t.Context(), proposer, v.ID, "活动设计好")
	ok(t, err)
	h.Clock.Advance(time.Second)
	return v, f
}

func stands(t *testing.T, h *commonstest.House, f commons.FeatureID, want commons.FeatureState) {
	t.Helper()
	j, err := h.Works.Judging(t.Context(), h.Ray, f)
	ok(t, err)
	if j.State != want {
		t.Fatalf("%s, want %s", j.State, want)
	}
}

func marked(t *testing.T, h *commonstest.House, v commons.VersionID) bool {
	t.Helper()
	m, err := h.Works.Featured(t.Context(), []commons.VersionID{v})
	ok(t, err)
	return m[v]
}

// TestFeatureBlind: nobody reads the other's vote before both are given; two that agree decide, for one year.
func TestFeatureBlind(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v, f := propose(t, h, h.Ann, h.Ray)
		want(t, h.Works.VoteFeature(ctx, h.Eve, f, true, " "), fault.Invalid)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, true, "可以推广"))
		for _, a := range []*org.Actor{h.Ray, h.Fay, h.Dora, h.Al} {
			j, err := h.Works.Judging(ctx, a, f)
			ok(t, err)
			if len(j.Votes) != 0 || j.Given != 1 {
				t.Fatalf("%s reads %+v before the second vote", a.Name, j.Votes)
			}
		}
		j, err := h.Works.Judging(ctx, h.Eve, f)
		ok(t, err)
		if len(j.Votes) != 1 || !j.Votes[0].Mine {
			t.Fatalf("the own vote: %+v", j.Votes)
		}
		if marked(t, h, v.ID) {
			t.Fatal("one vote features")
		}
		ok(t, h.Works.VoteFeature(ctx, h.Dora, f, true, "农村校也能用")) // a reviewer of another district is asked too
		stands(t, h, f, commons.FeatureFeatured)
		if j, err = h.Works.Judging(ctx, h.Ray, f); err != nil || len(j.Votes) != 2 || j.Until-j.Since != 365*24*3600*1e6 {
			t.Fatalf("%+v %v", j, err)
		}
		if !marked(t, h, v.ID) {
			t.Fatal("no mark")
		}
		_, err = h.Works.ProposeFeature(ctx, h.Fay, v.ID, "再来一次")
		want(t, err, fault.Conflict)
		h.Clock.Advance(366 * 24 * time.Hour)
		if marked(t, h, v.ID) {
			t.Fatal("featured for ever")
		}
		_, err = h.Works.ProposeFeature(ctx, h.Fay, v.ID, "再来一次")
		ok(t, err)
		stands(t, h, f, commons.FeatureEnded)
	})
}

// TestFeatureIndependent: authors, co-authors, people of the author's school, the proposer and who voted are refused; so are those who
// do not review at the unit, and lessons that are shared no further than a school or group.
func TestFeatureIndependent(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "合备的课", h.Region)
		h.Helped = map[commons.WorkID][]org.PersonID{v.Work: {h.Eve.Person}}
		_, err := h.Works.ProposeFeature(ctx, h.Eve, v.ID, "好")
		want(t, err, fault.Denied)
		_, err = h.Works.ProposeFeature(ctx, h.Al, v.ID, "好") // reviews in the school only
		want(t, err, fault.NotFound)
		_, err = h.Works.ProposeFeature(ctx, h.Bea, v.ID, "好")
		want(t, err, fault.Denied)
		_, err = h.Works.ProposeFeature(ctx, h.Ray, v.ID, "")
		want(t, err, fault.Invalid)
		f, err := h.Works.ProposeFeature(ctx, h.Ray, v.ID, "好")
		ok(t, err)
		for _, a := range []*org.Actor{h.Ray, h.Eve, h.Al} {
			want(t, h.Works.VoteFeature(ctx, a, f, true, "好"), fault.Denied)
		}
		want(t, h.Works.VoteFeature(ctx, h.Bea, f, true, "好"), fault.Denied)
		moved := &org.Actor{Account: id.New[org.Account]()} // reviews for the region, and is from the author's school
		ok(t, h.Core.Write(ctx, func(tx *db.Tx) error {
			p, err := h.Org.AddPerson(tx, org.Person{Owner: h.A.ID, Name: "乔审核"}, moved.Account)
			return errors.Join(err, h.Org.Give(tx, org.Holding{Person: p, Role: org.Reviewer, Node: h.Region.Node()}))
		}))
		moved, err = h.Org.Resolve(ctx, moved.Account, "test")
		ok(t, err)
		want(t, h.Works.VoteFeature(ctx, moved, f, true, "好"), fault.Denied)
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, true, "好"))
		want(t, h.Works.VoteFeature(ctx, h.Fay, f, true, "好"), fault.Conflict)
		stands(t, h, f, commons.FeatureProposed)

		own := h.Public(t, h.Al, "审核员自己的课", h.Region)
		g, err := h.Works.ProposeFeature(ctx, h.Ray, own.ID, "好")
		ok(t, err)
		want(t, h.Works.VoteFeature(ctx, h.Al, g, true, "好"), fault.Denied)

		near := h.Public(t, h.Bea, "集团的课", h.Group)
		_, err = h.Works.ProposeFeature(ctx, h.Ray, near.ID, "好")
		want(t, err, fault.Conflict)
		waiting := h.Submit(t, h.Bea, h.Make(t, h.Bea, "还在审").ID, h.Region)
		_, err = h.Works.ProposeFeature(ctx, h.Ray, waiting.ID, "好")
		if err == nil {
			t.Fatal("a lesson in review was proposed")
		}
		north := h.Public(t, h.Bea, "区里的课", h.North)
		n, err := h.Works.ProposeFeature(ctx, h.Ray, north.ID, "好")
		ok(t, err)
		_, err = h.Works.Judging(ctx, h.Al, n) // reviews in South
		want(t, err, fault.NotFound)
	})
}

// TestFeatureAdjudicated: two that differ wait for a third, who reviews at the unit and reads both; the third decides.
func TestFeatureAdjudicated(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v, f := propose(t, h, h.Cid, h.Ray)
		ok(t, h.Works.VoteFeature(ctx, h.Dora, f, true, "好"))
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, false, "活动太长"))
		stands(t, h, f, commons.FeatureDiffer)
		want(t, h.Works.VoteFeature(ctx, h.Dora, f, true, "好"), fault.Conflict)
		want(t, h.Works.VoteFeature(ctx, h.Al, f, true, "好"), fault.Denied) // of another school, but no reviewer of the region
		want(t, h.Works.VoteFeature(ctx, h.Ray, f, true, "好"), fault.Denied)
		for _, x := range []struct {
			by *org.Actor
			n  int
		}{{h.Fay, 2}, {h.Eve, 2}, {h.Ray, 0}, {h.Al, 0}} {
			j, err := h.Works.Judging(ctx, x.by, f)
			ok(t, err)
			if len(j.Votes) != x.n {
				t.Fatalf("%s reads %d votes", x.by.Name, len(j.Votes))
			}
		}
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, false, "同意第二位"))
		stands(t, h, f, commons.FeatureClosed)
		if marked(t, h, v.ID) {
			t.Fatal("closed, and marked")
		}
		_, err := h.Works.ProposeFeature(ctx, h.Fay, v.ID, "改主意了") // a new proposal is the only way back
		ok(t, err)
	})
}

// TestFeatureEnds: what is superseded or withdrawn is featured no more, and its proposals end.
func TestFeatureEnds(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v, f := propose(t, h, h.Ann, h.Ray)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, true, "好"))
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, true, "好"))
		next := h.Submit(t, h.Ann, v.Work, h.Region)
		if !marked(t, h, v.ID) {
			t.Fatal("an update in review takes the mark")
		}
		h.Approve(t, h.Ray, next.ID)
		stands(t, h, f, commons.FeatureEnded)
		if marked(t, h, v.ID) || marked(t, h, next.ID) {
			t.Fatal("the mark outlives its version")
		}
		again, err := h.Works.ProposeFeature(ctx, h.Ray, next.ID, "新版也好")
		ok(t, err)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, again, true, "好"))
		ok(t, h.Works.Withdraw(ctx, h.Ann, v.Work, next.ID, "例题有误"))
		stands(t, h, again, commons.FeatureEnded)
		want(t, h.Works.VoteFeature(ctx, h.Fay, again, true, "好"), fault.Conflict)
		j, err := h.Works.Judging(ctx, h.Fay, again)
		ok(t, err)
		if len(j.Votes) != 0 {
			t.Fatal("an ended proposal shows a single vote")
		}
		_, err = h.Works.ProposeFeature(ctx, h.Ray, next.ID, "好")
		want(t, err, fault.Conflict)
	})
}

// TestFeatureLists: each list shows what belongs there, to whom it belongs.
func TestFeatureLists(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		_, f := propose(t, h, h.Ann, h.Ray)
		count := func(a *org.Actor, tab string, n int) {
			t.Helper()
			rows, _, err := h.Works.Features(ctx, a, tab, "")
			ok(t, err)
			if len(rows) != n {
				t.Fatalf("%s sees %d in %s, want %d", a.Name, len(rows), tab, n)
			}
		}
		count(h.Ray, commons.FeatureMine, 0)
		count(h.Al, commons.FeatureMine, 0)
		count(h.Eve, commons.FeatureMine, 1)
		count(h.Dora, commons.FeatureMine, 1)
		count(h.Ray, commons.FeatureOpen, 1)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, true, "好"))
		count(h.Eve, commons.FeatureMine, 0)
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, false, "不"))
		count(h.Dora, commons.FeatureMine, 0) // adjudicates nowhere
		count(h.Eve, commons.FeatureDecided, 0)
		_, _, err := h.Works.Features(ctx, h.Ann, commons.FeatureOpen, "")
		want(t, err, fault.Denied)
		a, err := h.Works.Agreement(ctx, h.Ray)
		ok(t, err)
		if a.N != 1 || a.Same != 0 || a.Told {
			t.Fatalf("agreement %+v", a)
		}
	})
}

// TestFeatureVotes: over random people and votes, only what the rules say features, whoever tries what in which order.
func TestFeatureVotes(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		people := []*org.Actor{h.Ray, h.Eve, h.Fay, h.Dora, h.Al, h.Ann, h.Cid}
		region := []*org.Actor{h.Ray, h.Eve, h.Fay}
		rapid.Check(t, func(r *rapid.T) {
			v := h.Public(t, h.Ann, "一课", h.Region)
			proposer := region[rapid.IntRange(0, len(region)-1).Draw(r, "proposer")]
			f, err := h.Works.ProposeFeature(ctx, proposer, v.ID, "好")
			if err != nil {
				r.Fatal(err)
			}
			var voted []*org.Actor
			var said []bool
			for range rapid.IntRange(0, 12).Draw(r, "tries") {
				by, agree := people[rapid.IntRange(0, len(people)-1).Draw(r, "by")], rapid.Bool().Draw(r, "agree")
				able := by == h.Dora || slices.Contains(region, by)
				open := len(said) < 2 || len(said) == 2 && said[0] != said[1]
				if len(said) == 2 {
					able = slices.Contains(region, by)
				}
				may := able && open && by != proposer && !slices.Contains(voted, by)
				if err := h.Works.VoteFeature(ctx, by, f, agree, "理由"); (err == nil) != may {
					r.Fatalf("%s after %v: %v", by.Name, said, err)
				}
				if may {
					voted, said = append(voted, by), append(said, agree)
				}
			}
			yes := len(said) == 2 && said[0] && said[1] || len(said) == 3 && said[2]
			if m, err := h.Works.Featured(ctx, []commons.VersionID{v.ID}); err != nil || m[v.ID] != yes {
				r.Fatalf("votes %v, featured %v %v", said, m, err)
			}
		})
	})
}

// TestKappa holds the figure to values computed by hand from Cohen's definition (Educational and Psychological Measurement 20, 1960, 37–46):
// the agreement seen less the agreement by chance, over one less that.
//
//	15 yes both, 5 and 10 apart, 70 no both: seen 85/100; chance 0.20·0.25 + 0.80·0.75 = 0.65; (0.85 − 0.65)/(1 − 0.65) = 0.571
//	20, 5 and 10, 15: seen 35/50; chance 0.5·0.6 + 0.5·0.4 = 0.50; (0.70 − 0.50)/(1 − 0.50) = 0.4
//
// The second is the example of fifty grant proposals with which the measure is commonly taught.
func TestKappa(t *testing.T) {
	table := func(yy, yn, ny, nn int) (out [][2]bool) {
		for _, x := range []struct {
			n    int
			pair [2]bool
		}{{yy, [2]bool{true, true}}, {yn, [2]bool{true, false}}, {ny, [2]bool{false, true}}, {nn, [2]bool{false, false}}} {
			out = append(out, slices.Repeat([][2]bool{x.pair}, x.n)...)
		}
		return out
	}
	for _, x := range []struct {
		pairs [][2]bool
		kappa float64
		told  bool
	}{{table(15, 5, 10, 70), 0.571, true}, {table(20, 5, 10, 15), 0.4, true}, {table(5, 0, 0, 5), 1, true}, {table(5, 0, 0, 4), 0, false}, {table(20, 0, 0, 0), 0, false}} {
		got := commons.Kappa(x.pairs)
		if got.Told != x.told || got.N != len(x.pairs) || math.Abs(got.Kappa-x.kappa) > 0.001 {
			t.Errorf("%+v, want %v", got, x.kappa)
		}
	}
}

// TestFeaturedComesFirst: what is featured stands before its equals while it is, also in an index that is folded again, and takes its
// old place when its time is over.
func TestFeaturedComesFirst(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		titled := func(title string) commons.Version {
			v := h.Public(t, h.Ann, title, h.Region)
			h.Clock.Advance(time.Second)
			return v
		}
		titled("早的课")
		v := titled("要精选的课")
		titled("新的课")
		stand := func(want string) {
			t.Helper()
			h.Drain(t)
			if got := h.Titles(t, h.Ann, commons.Query{Subject: v.Subject}); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
		stand("新的课,要精选的课,早的课")
		f, err := h.Works.ProposeFeature(ctx, h.Ray, v.ID, "活动设计好")
		ok(t, err)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, true, "可以推广"))
		stand("新的课,要精选的课,早的课")
		ok(t, h.Works.VoteFeature(ctx, h.Dora, f, true, "农村校也能用"))
		stand("要精选的课,新的课,早的课")
		ok(t, h.Works.Reindex(ctx))
		stand("要精选的课,新的课,早的课")
		n, err := h.Works.EndFeatured(ctx)
		if err != nil || n != 0 {
			t.Fatalf("%d ended before their time, %v", n, err)
		}
		h.Clock.Advance(366 * 24 * time.Hour)
		if n, err = h.Works.EndFeatured(ctx); err != nil || n != 1 {
			t.Fatalf("%d ended, %v", n, err)
		}
		stands(t, h, f, commons.FeatureEnded)
		h.Drain(t)
		if got := h.Titles(t, h.Ann, commons.Query{Subject: v.Subject}); got[:len("要精选的课,")] != "要精选的课," { // folded again, so the newest of its equals
			t.Fatalf("after its time: %s", got)
		}
		last := titled("最新的课")
		stand("最新的课,要精选的课,新的课,早的课")
		ok(t, h.Works.Withdraw(ctx, h.Ann, last.Work, last.ID, "错"))
		ok(t, h.Works.Withdraw(ctx, h.Ann, v.Work, v.ID, "错"))
		stand("新的课,早的课")
	})
}

// TestFeatureLetters: reviewers of other schools are asked, of the unit first, and nobody who has a part in it; when two differ the third is
// asked; the author reads the end with the reasons and without the judges' names.
func TestFeatureLetters(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		var told []commons.FeatureLetter
		h.Works.OpenReview(commons.ReviewParts{Judged: func(_ *db.Tx, l commons.FeatureLetter) error { told = append(told, l); return nil }})
		letter := func(step commons.FeatureStep, to ...*org.Actor) {
			t.Helper()
			if len(told) != 1 || told[0].Step != step || len(told[0].To) != len(to) {
				t.Fatalf("told %+v, want %s to %d", told, step, len(to))
			}
			for _, a := range to {
				if !slices.Contains(told[0].To, a.Person) {
					t.Errorf("%s: %s is not told", step, a.Name)
				}
			}
		}
		v := h.Public(t, h.Ann, "评议的课", h.Region)
		h.Helped = map[commons.WorkID][]org.PersonID{v.Work: {h.Fay.Person}}
		f, err := h.Works.ProposeFeature(ctx, h.Ray, v.ID, "好")
		ok(t, err)
		letter(commons.LetterAsked, h.Eve, h.Dora) // not Ray, who proposes, Fay, who helped, Al, of the same school
		told, h.Helped = nil, nil
		ok(t, h.Works.VoteFeature(ctx, h.Dora, f, true, "活动好"))
		if len(told) != 0 {
			t.Fatal("one vote is nobody's news")
		}
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, false, "例题少"))
		letter(commons.LetterDiffer, h.Fay)
		told = nil
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, true, "例题够用"))
		letter(commons.LetterFeatured, h.Ann)
		l := told[0]
		if !slices.Equal(l.Words, []string{"活动好", "例题少", "例题够用"}) || l.Until-l.Since != 365*24*3600*1e6 || slices.Contains([]org.PersonID{h.Dora.Person, h.Eve.Person, h.Fay.Person}, l.From) {
			t.Errorf("%+v", l)
		}
		told = nil
		g := h.Public(t, h.Ann, "另一课", h.Region)
		f, err = h.Works.ProposeFeature(ctx, h.Ray, g.ID, "好")
		ok(t, err)
		ok(t, h.Works.VoteFeature(ctx, h.Dora, f, false, "太长"))
		told = nil
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, false, "太难"))
		letter(commons.LetterClosed, h.Ann)
	})
}

// TestFeatureRenewal: within sixty days of its end a featured version is proposed again; the mark stands until the new judges have decided, and
// the days are a setting that only who keeps the rules of review changes.
func TestFeatureRenewal(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		want(t, h.Works.SetFeaturedDays(ctx, h.Ann, 100), fault.Denied)
		want(t, h.Works.SetFeaturedDays(ctx, h.Dora, 100), fault.NotFound) // a district's reviewer
		want(t, h.Works.SetFeaturedDays(ctx, h.Ray, 29), fault.Invalid)
		want(t, h.Works.SetFeaturedDays(ctx, h.Ray, 1096), fault.Invalid)
		ok(t, h.Works.SetFeaturedDays(ctx, h.Lia, 100))
		if n, err := h.Works.FeaturedDays(ctx, h.Ray); err != nil || n != 100 {
			t.Fatal(n, err)
		}
		v, f := propose(t, h, h.Ann, h.Ray)
		ok(t, h.Works.VoteFeature(ctx, h.Eve, f, true, "好"))
		ok(t, h.Works.VoteFeature(ctx, h.Fay, f, true, "好"))
		h.Clock.Advance(39 * 24 * time.Hour)
		_, err := h.Works.ProposeFeature(ctx, h.Ray, v.ID, "还早")
		want(t, err, fault.Conflict)
		h.Clock.Advance(2 * 24 * time.Hour)
		again, err := h.Works.ProposeFeature(ctx, h.Ray, v.ID, "这一年又有三所学校用")
		ok(t, err)
		_, err = h.Works.ProposeFeature(ctx, h.Fay, v.ID, "两份推荐")
		want(t, err, fault.Conflict)
		if got, err := h.Works.FeatureOf(ctx, h.Ray, v.ID); err != nil || got != again {
			t.Errorf("%v %v", got, err)
		}
		if !marked(t, h, v.ID) {
			t.Fatal("a renewal takes the mark")
		}
		ok(t, h.Works.VoteFeature(ctx, h.Eve, again, true, "好"))
		ok(t, h.Works.VoteFeature(ctx, h.Fay, again, true, "好"))
		stands(t, h, f, commons.FeatureEnded)
		stands(t, h, again, commons.FeatureFeatured)
		h.Clock.Advance(70 * 24 * time.Hour) // the first hundred days are over
		if !marked(t, h, v.ID) {
			t.Fatal("the renewed mark ends with the first")
		}
	})
}
