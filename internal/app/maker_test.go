package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestCoAuthorDoesNotReview: who gave a paragraph in co-preparation may not judge the lesson, and the stage goes on to reviewers above.
func TestCoAuthorDoesNotReview(t *testing.T) {
	a, _ := demo(t)
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	li, song, zhao := actorOf(t, a, id.Any{}, "li"), actorOf(t, a, id.Any{}, "song"), actorOf(t, a, id.Any{}, "zhao")
	schools, err := a.Lessons.Schools(ctx, li)
	ok(err)
	school := schools[0].ID
	ok(a.Core.Write(ctx, func(tx *db.Tx) error { // the head of research also teaches
		return a.Org.Give(tx, org.Holding{Person: song.Person, Role: org.Teacher, Node: id.As[any](school), Subject: "maths"})
	}))
	song = actorOf(t, a, id.Any{}, "song")
	const first = "## 目标\n\n会解方程。"
	n, err := a.Prep.Start(ctx, li, school, prep.Plan{About: commons.Draftable{Title: "一起备的课", Subject: "maths", Stage: org.Junior, Grade: 7}, Members: []org.PersonID{song.Person}, Once: "m"})
	ok(err)
	ok(a.Prep.SaveMain(ctx, li, n, 1, first))
	ok(a.Prep.Open(ctx, li, n))
	ok(a.Prep.SaveReply(ctx, song, n, 1, strings.Replace(first, "会解方程。", "会解方程，并会检验。", 1), true))
	ok(a.Prep.Gather(ctx, li, n))
	x, _, err := a.Prep.Get(ctx, li, n)
	ok(err)
	parts := prep.Parts(x.Main)
	var taken []prep.Offer
	for _, m := range x.Members {
		taken = slices.Concat(taken, prep.Offers(parts, m.Person, prep.Parts(m.Text)))
	}
	ok(a.Prep.SaveFinal(ctx, li, n, x.FinalRev, prep.Join(prep.Take(parts, taken))))
	w, err := a.Prep.Finish(ctx, li, n, 0)
	ok(err)
	v, err := a.Lessons.Submit(ctx, li, w, school, li.Name)
	ok(err)
	steps, err := a.Lessons.Tiers(ctx, zhao, v.ID)
	ok(err)
	if len(steps) != 1 || steps[0].Unit != school || steps[0].Asked == school {
		t.Fatalf("the only reviewer of the school is a co-author, and the school is asked: %+v", steps)
	}
	ok(a.Lessons.MayDecide(ctx, zhao, v.ID))
	if _, err := a.Lessons.ForReview(ctx, song, v.ID); err == nil {
		err = a.Lessons.MayDecide(ctx, song, v.ID)
		if !fault.Is(err, fault.Denied) {
			t.Fatalf("a co-author may decide: %v", err)
		}
	}
	if err := a.Lessons.Claim(ctx, song, v.ID); err == nil {
		t.Fatal("a co-author claimed it")
	}
}
