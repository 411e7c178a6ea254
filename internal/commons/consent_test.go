package commons_test

import (
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const film = "\x00\x00\x00\x20ftypmp42\x00\x00\x00\x00mp42isom0000"

// TestPupilsInVideos: a video is not submitted before its author says who can be recognised; with the consent's last moment, and with a
// guardian's withdrawal, every version of it is gone from others' eyes, also the one that somebody else made from it.
func TestPupilsInVideos(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		until := h.Clock.Now().Add(30 * 24 * time.Hour).UnixMicro()
		filmed := func(title, bytes string) commons.Version {
			w := h.Make(t, h.Ann, title)
			f, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("课堂.mp4", bytes))
			ok(t, err)
			_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.Region.ID, h.Ann.Name)
			want(t, err, fault.Invalid)
			want(t, h.Works.SetFile(ctx, h.Bea, w.ID, f[0].ID, commons.FileNote{People: commons.NoPupils}), fault.NotFound)
			want(t, h.Works.SetFile(ctx, h.Ann, w.ID, f[0].ID, commons.FileNote{People: "all"}), fault.Invalid)
			want(t, h.Works.SetFile(ctx, h.Ann, w.ID, f[0].ID, commons.FileNote{People: commons.Consented}), fault.Invalid)
			ok(t, h.Works.SetFile(ctx, h.Ann, w.ID, f[0].ID, commons.FileNote{People: commons.Consented, Until: until}))
			v := h.Submit(t, h.Ann, w.ID, h.Region)
			if v.ConsentUntil != until {
				t.Fatalf("the version ends %d, not %d", v.ConsentUntil, until)
			}
			h.Approve(t, h.Ray, v.ID)
			return v
		}

		// withdrawal reaches the copy of another
		v := filmed("撤回", film+"1")
		mine, err := h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		ok(t, err)
		if mine.Files[0].People != commons.Consented || mine.Files[0].Until != until {
			t.Fatalf("the copy forgot the consent: %+v", mine.Files[0])
		}
		copied := h.Submit(t, h.Bea, mine.ID, h.Region)
		h.Approve(t, h.Ray, copied.ID)
		other := filmed("别的", film+"2")
		list, err := h.Works.Consents(ctx, h.Ann)
		ok(t, err)
		if len(list) != 2 || list[0].Title == "" {
			t.Fatalf("consents %+v", list)
		}
		var told []string
		h.Works.OpenReview(commons.ReviewParts{Lapsed: func(_ *db.Tx, v commons.Version, _ org.PersonID, why string) error {
			told = append(told, v.Title+" "+v.Author.String())
			return nil
		}})
		want(t, h.Works.EndConsent(ctx, h.Bea, v.Work, v.Files[0].ID), fault.NotFound)
		ok(t, h.Works.EndConsent(ctx, h.Ann, v.Work, v.Files[0].ID))
		if len(told) != 1 || told[0] != copied.Title+" "+h.Bea.Person.String() { // who withdraws it knows
			t.Errorf("told %q", told)
		}
		for _, x := range []commons.VersionID{v.ID, copied.ID} {
			_, err = h.Works.Read(ctx, h.Cid, x)
			want(t, err, fault.Gone)
		}
		_, err = h.Works.Submit(ctx, h.Bea, mine.ID, h.Region.ID, h.Bea.Name)
		want(t, err, fault.Invalid)
		_, err = h.Works.Read(ctx, h.Cid, other.ID)
		ok(t, err)

		// the end of the consent: gone at the moment, out of lists when the sweep has run
		h.Clock.Advance(31 * 24 * time.Hour)
		_, err = h.Works.Read(ctx, h.Cid, other.ID)
		want(t, err, fault.Gone)
		_, _, err = h.Works.SharedFile(ctx, h.Cid, other.ID, other.Files[0].ID)
		want(t, err, fault.Gone)
		_, err = h.Works.Adapt(ctx, h.Bea, other.ID, h.B.ID, "")
		want(t, err, fault.Gone)
		n, err := h.Works.EndConsents(ctx)
		ok(t, err)
		if len(told) != 2 || told[1] != other.Title+" "+h.Ann.Person.String() {
			t.Errorf("told %q", told)
		}
		again, err := h.Works.EndConsents(ctx)
		ok(t, err)
		hist, err := h.Works.History(ctx, h.Ann, other.Work)
		ok(t, err)
		if n != 1 || again != 0 || hist[0].State != commons.Withdrawn || hist[0].Why == "" {
			t.Fatalf("%d %d %+v", n, again, hist[0])
		}
		_, err = h.Works.Submit(ctx, h.Ann, other.Work, h.Region.ID, h.Ann.Name)
		want(t, err, fault.Invalid)
	})
}

// TestConsentOfADraft: who fetches a file from somebody's lesson, calls it consented in an own draft and ends that consent takes away
// nothing but the own versions, for no version that passed review has said that the file stands on a consent.
func TestConsentOfADraft(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		with := func(by *org.Actor, title string) (commons.Work, commons.FileID) {
			w := h.Make(t, by, title)
			f, err := h.Works.AddFiles(ctx, by, w.ID, one("图.png", "\x89PNG\r\n\x1a\nplain"))
			ok(t, err)
			return w, f[0].ID
		}
		theirs, _ := with(h.Ann, "别人的")
		v := h.Submit(t, h.Ann, theirs.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		mine, f := with(h.Bea, "我的")
		own := h.Submit(t, h.Bea, mine.ID, h.Region)
		h.Approve(t, h.Ray, own.ID)
		claim := func() {
			ok(t, h.Works.SetFile(ctx, h.Bea, mine.ID, f, commons.FileNote{People: commons.Consented, Until: h.Clock.Now().Add(time.Hour).UnixMicro()}))
		}
		claim()
		ok(t, h.Works.EndConsent(ctx, h.Bea, mine.ID, f))
		for range 2 { // nor does a version that never passed review
			claim()
			h.Submit(t, h.Bea, mine.ID, h.Region)
			ok(t, h.Works.EndConsent(ctx, h.Bea, mine.ID, f))
		}
		_, err := h.Works.Read(ctx, h.Cid, v.ID)
		ok(t, err)
		_, err = h.Works.Read(ctx, h.Cid, own.ID)
		want(t, err, fault.Gone)
	})
}

// TestConsentEndsInReview: what waits for a reviewer when a guardian withdraws the consent leaves the review, also the work of another that
// holds the file, and what waits when a consent is over is not approved.
func TestConsentEndsInReview(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		until := h.Clock.Now().Add(24 * time.Hour).UnixMicro()
		filmed := func(by *org.Actor, title, bytes string) (commons.Version, commons.FileID) {
			w := h.Make(t, by, title)
			f, err := h.Works.AddFiles(ctx, by, w.ID, one("课堂.mp4", bytes))
			ok(t, err)
			ok(t, h.Works.SetFile(ctx, by, w.ID, f[0].ID, commons.FileNote{People: commons.Consented, Until: until}))
			return h.Submit(t, by, w.ID, h.Region), f[0].ID
		}
		first, f := filmed(h.Ann, "先公开的", film+"1")
		h.Approve(t, h.Ray, first.ID)
		second := h.Submit(t, h.Ann, first.Work, h.Region)
		copied, _ := filmed(h.Cid, "别人送审的", film+"1")
		late, _ := filmed(h.Bea, "审到到期", film+"2")
		h.Upto(t, h.Ray, second.ID)
		ok(t, h.Works.Claim(ctx, h.Ray, second.ID))
		ok(t, h.Works.EndConsent(ctx, h.Ann, first.Work, f))
		if err := h.Works.Review(ctx, h.Ray, second.ID, commonstest.Approval); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved without a consent: %v", err)
		}
		for _, v := range []commons.Version{first, second, copied} {
			got, err := h.Works.ForReview(ctx, h.Eve, v.ID)
			ok(t, err)
			if got.State != commons.Withdrawn {
				t.Errorf("%s, version %d: %s", got.Title, got.Number, got.State)
			}
		}
		for by, v := range map[*org.Actor]commons.Version{h.Ann: second, h.Cid: copied} {
			w, err := h.Works.Get(ctx, by, v.Work)
			ok(t, err)
			if w.State != commons.Withdrawn {
				t.Errorf("the work %s is %s", w.Title, w.State)
			}
		}
		h.Upto(t, h.Ray, late.ID)
		h.Clock.Advance(25 * time.Hour)
		want(t, h.Decide(t, h.Ray, late.ID, commonstest.Approval), fault.Conflict)
		ok(t, h.Works.Review(ctx, h.Ray, late.ID, commons.Decision{Codes: []string{"normative.privacy"}, Note: "同意书到期"}))
	})
}
