package app_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// approve walks all stages of a version with the first of these reviewers that may decide each.
func (b *builder) approve(v commons.VersionID, reviewers ...*person) {
	b.t.Helper()
	for range must[[]commons.Tier](b)(b.app.Lessons.Tiers(b.ctx, b.actor(reviewers[0]), v)) {
		done := false
		for _, p := range reviewers {
			a := b.actor(p)
			if done || b.app.Lessons.MayDecide(b.ctx, a, v) != nil {
				continue
			}
			if err := b.app.Lessons.Claim(b.ctx, a, v); err != nil {
				b.t.Fatal(err)
			}
			if err := b.app.Lessons.Review(b.ctx, a, v, commons.Decision{Approve: true, Fine: commons.Aspects()}); err != nil {
				b.t.Fatal(err)
			}
			done = true
		}
		if !done {
			b.t.Fatal("nobody may decide a stage")
		}
	}
}

// reviewed says who reaches a version as a reviewer: whoever reviews at a unit that is asked in one of its stages.
func (b *builder) reviewed(v commons.VersionID, by *person) func(*person) bool {
	steps := must[[]commons.Tier](b)(b.app.Lessons.Tiers(b.ctx, b.actor(by), v))
	return func(p *person) bool {
		for _, st := range steps {
			if b.may(p, org.LessonReview, id.As[any](st.Asked)) {
				return true
			}
		}
		return false
	}
}

// TestRegionRulesOnlyByTheRegion: the rules of review are the region's, whoever holds the verb lower down.
func TestRegionRulesOnlyByTheRegion(t *testing.T) {
	_, in := demo(t)
	for login, want := range map[string]int{"shen": 200, "ju": 200, "zhao": 404, "song": 403, "li": 403} {
		if rec := in(login).do("GET", "/review/stages", nil); rec.Code != want {
			t.Errorf("%s: %d, want %d", login, rec.Code, want)
		}
	}
}
