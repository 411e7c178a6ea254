package commons_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestNoPathSkipsReview plays random sequences of all commands of review on random lessons, by everybody, and holds after each of them:
// what somebody who is neither author nor reviewer can read, search, use, adapt or open is a version all of whose stages were approved,
// each by another person, none of them an author.
func TestNoPathSkipsReview(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		rapid.Check(t, func(rt *rapid.T) {
			everybody := []*org.Actor{h.Ann, h.Al, h.Bea, h.Cid, h.Ray, h.Eve, h.Fay, h.Dora}
			author := rapid.SampledFrom([]*org.Actor{h.Ann, h.Al}).Draw(rt, "author")
			w := h.Make(t, author, "随机")
			h.Helped = map[commons.WorkID][]org.PersonID{}
			if rapid.Bool().Draw(rt, "joint") {
				h.Helped[w.ID] = []org.PersonID{h.Eve.Person}
			}
			files, err := h.Works.AddFiles(ctx, author, w.ID, one("图.png", "\x89PNG\r\n\x1a\n0000"))
			ok(t, err)
			var versions []commons.VersionID
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				by := rapid.SampledFrom(everybody).Draw(rt, "by")
				v := commons.VersionID{}
				if len(versions) > 0 {
					v = rapid.SampledFrom(versions).Draw(rt, "version")
				}
				switch rapid.IntRange(0, 8).Draw(rt, "what") { // refusals are part of the game: only what is visible counts
				case 0:
					if now, err := h.Works.Get(ctx, by, w.ID); err == nil {
						d := now.Draftable
						d.Body += "改"
						_, _ = h.Works.Save(ctx, by, w.ID, now.Rev, d)
					}
				case 1, 2:
					to := rapid.SampledFrom([]org.Unit{h.A, h.Group, h.Region}).Draw(rt, "to")
					if made, err := h.Works.Submit(ctx, by, w.ID, to.ID, by.Name); err == nil {
						versions = append(versions, made.ID)
					}
				case 3, 4, 5:
					d := commonstest.Approval
					if rapid.IntRange(0, 5).Draw(rt, "return") == 0 {
						d = commons.Decision{Codes: []string{"scientific.fact"}, Note: "改"}
					}
					if rapid.IntRange(0, 3).Draw(rt, "unclaimed") > 0 {
						_ = h.Works.Claim(ctx, by, v)
					}
					_ = h.Works.Review(ctx, by, v, d)
				case 6:
					_ = h.Works.Release(ctx, by, v)
				case 7:
					h.Clock.Advance(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour)
				case 8:
					_ = h.Works.Withdraw(ctx, by, w.ID, v, "撤")
				}
				for _, v := range versions {
					reachable(t, h, v, files[0].ID)
				}
			}
		})
	})
}

// reachable compares what others can do with a version with the record of its stages.
func reachable(t *testing.T, h *commonstest.House, v commons.VersionID, f commons.FileID) {
	t.Helper()
	ctx := t.Context()
	got, err := h.Works.ForReview(ctx, h.Ray, v)
	ok(t, err)
	tiers := stepsOf(t, h, v)
	passed, seen := len(tiers) > 0, map[org.PersonID]bool{got.Author: true}
	for _, p := range h.Helped[got.Work] {
		seen[p] = true
	}
	for _, x := range tiers {
		passed = passed && x.State == commons.TierApproved && !x.Reviewer.IsZero() && !seen[x.Reviewer]
		seen[x.Reviewer] = true
	}
	for _, who := range []*org.Actor{h.Bea, h.Cid} {
		for what, try := range map[string]func() error{
			"read":  func() error { _, err := h.Works.Read(ctx, who, v); return err },
			"use":   func() error { _, err := h.Works.ForUse(ctx, who, v); return err },
			"adapt": func() error { _, err := h.Works.Adapt(ctx, who, v, schoolOf(h, who), "path"); return err },
			"file": func() error {
				_, r, err := h.Works.SharedFile(ctx, who, v, f)
				if err == nil {
					_ = r.Close()
				}
				return err
			},
		} {
			if err := try(); err == nil && (!passed || got.State == commons.Withdrawn) {
				t.Fatalf("%s of a %s version whose stages are %+v", what, got.State, tiers)
			}
		}
	}
	h.Drain(t)
	found, err := h.Works.Search(ctx, h.Bea, commons.Query{Text: "随机"})
	ok(t, err)
	for _, x := range found.Hits {
		if x.ID == v && (!passed || got.State != commons.Published) {
			t.Fatalf("found: a %s version whose stages are %+v", got.State, tiers)
		}
	}
}

func schoolOf(h *commonstest.House, a *org.Actor) org.UnitID {
	if a == h.Cid {
		return h.C.ID
	}
	return h.B.ID
}
