package commons_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// engines runs a suite on both engines, each with a fresh house.
func engines(t *testing.T, suite func(t *testing.T, h *commonstest.House)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) { suite(t, commonstest.New(t, d)) }, commonstest.Migrations()...)
}

func want(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("want %s, got %v", k, err)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestOnlyReviewMakesPublic walks every way from an upload to another person's eyes and finds each shut before the review.
func TestOnlyReviewMakesPublic(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "三角形的稳定性")
		f, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n0000"))
		ok(t, err)

		// nobody but the author sees the draft: a colleague is denied, others do not learn of it
		_, err = h.Works.Get(ctx, h.Al, w.ID)
		want(t, err, fault.Denied)
		_, err = h.Works.Get(ctx, h.Bea, w.ID)
		want(t, err, fault.NotFound)
		_, err = h.Works.Get(ctx, h.Ray, w.ID)
		want(t, err, fault.Denied)
		_, err = h.Works.Get(ctx, nil, w.ID)
		want(t, err, fault.SignIn)
		_, _, err = h.Works.DraftFile(ctx, h.Bea, w.ID, f[0].ID)
		want(t, err, fault.NotFound)

		// without the commitment, or to a unit that is not above the school, nothing is submitted
		_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.Region.ID, "")
		want(t, err, fault.Invalid)
		_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.Region.ID, "别人")
		want(t, err, fault.Invalid)
		_, err = h.Works.Submit(ctx, h.Ann, w.ID, h.North.ID, h.Ann.Name)
		want(t, err, fault.Invalid)
		_, err = h.Works.Submit(ctx, h.Bea, w.ID, h.Region.ID, h.Bea.Name)
		want(t, err, fault.NotFound)

		v := h.Submit(t, h.Ann, w.ID, h.Region)
		h.Drain(t)
		_, err = h.Works.Read(ctx, h.Bea, v.ID)
		want(t, err, fault.NotFound)
		_, err = h.Works.Read(ctx, h.Ann, v.ID)
		want(t, err, fault.NotFound)
		_, err = h.Works.ForUse(ctx, h.Bea, v.ID)
		want(t, err, fault.NotFound)
		_, _, err = h.Works.SharedFile(ctx, h.Bea, v.ID, f[0].ID)
		want(t, err, fault.NotFound)
		_, err = h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		want(t, err, fault.NotFound)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "三角形"}); got != "" {
			t.Fatalf("found before review: %s", got)
		}

		// only a reviewer in reach reviews, and says something about all seven aspects
		h.Upto(t, h.Ray, v.ID)
		_, err = h.Works.Read(ctx, h.Bea, v.ID) // the first stage is not enough
		want(t, err, fault.NotFound)
		want(t, h.Decide(t, h.Bea, v.ID, commonstest.Approval), fault.Denied)
		want(t, h.Decide(t, h.Dora, v.ID, commonstest.Approval), fault.NotFound)
		want(t, h.Works.Review(ctx, h.Ray, v.ID, commonstest.Approval), fault.Conflict) // nobody has claimed it
		want(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Approve: true, Fine: commons.Aspects()[:6]}), fault.Invalid)
		h.Approve(t, h.Ray, v.ID)
		want(t, h.Decide(t, h.Ray, v.ID, commonstest.Approval), fault.Denied)
		want(t, h.Decide(t, h.Fay, v.ID, commonstest.Approval), fault.Conflict)

		got, err := h.Works.Read(ctx, h.Bea, v.ID)
		ok(t, err)
		if got.State != commons.Published || got.Reviewer != h.Ray.Person || len(got.Files) != 1 || got.Committed == 0 {
			t.Fatalf("published version: %+v", got)
		}
		file, r, err := h.Works.SharedFile(ctx, h.Bea, v.ID, f[0].ID)
		ok(t, err)
		defer r.Close()
		if b, _ := io.ReadAll(r); string(b) != "\x89PNG\r\n\x1a\n0000" || file.Mime != "image/png" {
			t.Fatalf("file: %+v %q", file, b)
		}
		if got := h.Titles(t, h.Bea, commons.Query{Text: "稳"}); got != "三角形的稳定性" {
			t.Fatalf("one character finds %q", got)
		}
	})
}

func TestReturnedAndSubmittedAgain(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "分数")
		v := h.Submit(t, h.Ann, w.ID, h.Group)
		_, err := h.Works.Submit(ctx, h.Ann, w.ID, h.Group.ID, h.Ann.Name)
		want(t, err, fault.Conflict)
		want(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Note: "改"}), fault.Invalid)
		want(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Codes: []string{"scientific.key"}}), fault.Invalid)
		want(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Wrong: []commons.Aspect{commons.Scientific}, Note: "没有原因"}), fault.Invalid)
		want(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Codes: []string{"scientific.nothing"}, Note: "没有这一条"}), fault.Invalid)
		ok(t, h.Decide(t, h.Ray, v.ID, commons.Decision{Codes: []string{"scientific.key"}, Note: "例 2 的得数不对"}))
		w, err = h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		if w.State != commons.Returned {
			t.Fatalf("state %s", w.State)
		}
		d := w.Draftable
		d.Body += "\n\n例 2 改好了"
		_, err = h.Works.Save(ctx, h.Ann, w.ID, w.Rev, d)
		ok(t, err)
		v2 := h.Submit(t, h.Ann, w.ID, h.Group)
		h.Approve(t, h.Ray, v2.ID)
		hist, err := h.Works.History(ctx, h.Ann, w.ID)
		ok(t, err)
		if len(hist) != 2 || hist[0].State != commons.Published || hist[1].State != commons.Returned || hist[1].Note != "例 2 的得数不对" ||
			len(hist[1].Reasons) != 1 || hist[1].Reasons[0] != commons.Scientific || hist[0].Number != 2 {
			t.Fatalf("history %+v", hist)
		}
		got, err := h.Works.ForReview(ctx, h.Ray, v.ID)
		ok(t, err)
		if got.Body == d.Body {
			t.Fatal("an old version changed with the draft")
		}
	})
}

func TestUpdateIsReviewedWhileOldStays(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v1 := h.Public(t, h.Ann, "面积", h.Region)
		w, err := h.Works.Get(ctx, h.Ann, v1.Work)
		ok(t, err)
		d := w.Draftable
		d.Title = "面积和周长"
		_, err = h.Works.Save(ctx, h.Ann, w.ID, w.Rev, d)
		ok(t, err)
		v2 := h.Submit(t, h.Ann, w.ID, h.Region)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "面积"}); got != "面积" {
			t.Fatalf("while the update waits: %q", got)
		}
		h.Approve(t, h.Ray, v2.ID)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "面积"}); got != "面积和周长" {
			t.Fatalf("after the update: %q", got)
		}
		old, err := h.Works.Read(ctx, h.Bea, v1.ID)
		ok(t, err)
		if old.State != commons.Superseded || old.Title != "面积" {
			t.Fatalf("old version %s %s", old.State, old.Title)
		}
		_, err = h.Works.ForUse(ctx, h.Bea, v1.ID)
		want(t, err, fault.Conflict)
	})
}

func TestWithdrawalTakesEffectAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "小数", h.Region)
		want(t, h.Works.Withdraw(ctx, h.Ann, v.Work, v.ID, " "), fault.Invalid)
		want(t, h.Works.Withdraw(ctx, h.Bea, v.Work, v.ID, "不行"), fault.NotFound)
		want(t, h.Works.Recall(ctx, h.Bea, v.ID, "不行"), fault.Denied)
		other := h.Public(t, h.Ann, "整数", h.Region)
		want(t, h.Works.Withdraw(ctx, h.Ann, other.Work, v.ID, "别的课"), fault.NotFound)
		ok(t, h.Works.Withdraw(ctx, h.Ann, v.Work, v.ID, "例题有误"))
		// the consumer has not run: the search must not show it all the same
		if got := h.Titles(t, h.Bea, commons.Query{Text: "小数"}); got != "" {
			t.Fatalf("found after withdrawal: %q", got)
		}
		h.Drain(t)
		_, err := h.Works.Read(ctx, h.Bea, v.ID)
		want(t, err, fault.Gone)
		_, err = h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		want(t, err, fault.Gone)
		want(t, h.Works.Withdraw(ctx, h.Ann, v.Work, v.ID, "再来"), fault.Conflict)
		w, err := h.Works.Get(ctx, h.Ann, v.Work)
		ok(t, err)
		if w.State != commons.Withdrawn {
			t.Fatalf("state %s", w.State)
		}
		ok(t, h.Works.Recall(ctx, h.Ray, other.ID, "版权"))
		again := h.Submit(t, h.Ann, v.Work, h.Region)
		h.Approve(t, h.Ray, again.ID)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "小数"}); got != "小数" {
			t.Fatalf("after a new review: %q", got)
		}
	})
}

func TestConflictLosesNothing(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "一")
		first, second := w.Draftable, w.Draftable
		first.Title, second.Title = "二", "三"
		saved, err := h.Works.Save(ctx, h.Ann, w.ID, w.Rev, first)
		ok(t, err)
		if saved.Rev != w.Rev+1 {
			t.Fatalf("rev %d", saved.Rev)
		}
		_, err = h.Works.Save(ctx, h.Ann, w.ID, w.Rev, second)
		want(t, err, fault.Conflict)
		var stale *commons.Stale
		if !errors.As(err, &stale) || stale.Stored.Title != "二" || stale.Stored.Rev != saved.Rev {
			t.Fatalf("conflict %v", err)
		}
		_, err = h.Works.Save(ctx, h.Ann, w.ID, w.Rev, first) // the same form twice
		ok(t, err)
		_, err = h.Works.Save(ctx, h.Ann, w.ID, stale.Stored.Rev, second)
		ok(t, err)
		bad := second
		bad.Title, bad.Grade = "", 13
		_, err = h.Works.Save(ctx, h.Ann, w.ID, w.Rev, bad)
		want(t, err, fault.Invalid)
	})
}

func TestWhoCanRead(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		school := h.Public(t, h.Ann, "校内", h.A)
		group := h.Public(t, h.Ann, "集团", h.Group)
		district := h.Public(t, h.Ann, "区内", h.South)
		region := h.Public(t, h.Ann, "全市", h.Region)
		for _, x := range []struct {
			who  *org.Actor
			name string
			sees string
			v    []commons.Version
			not  []commons.Version
		}{
			{h.Al, "a", "全市,区内,集团,校内", []commons.Version{school, group, district, region}, nil},
			{h.Bea, "b", "全市,集团", []commons.Version{group, region}, []commons.Version{school, district}},
			{h.Cid, "c", "全市,区内", []commons.Version{district, region}, []commons.Version{school, group}},
		} {
			if got := h.Titles(t, x.who, commons.Query{}); got != x.sees {
				t.Errorf("%s sees %s, want %s", x.name, got, x.sees)
			}
			for _, v := range x.v {
				_, err := h.Works.Read(ctx, x.who, v.ID)
				ok(t, err)
			}
			for _, v := range x.not {
				_, err := h.Works.Read(ctx, x.who, v.ID)
				want(t, err, fault.NotFound)
			}
		}
	})
}

func TestAdaptCopies(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "角")
		p, err := h.Works.AddPaper(ctx, h.Ann, w.ID)
		ok(t, err)
		again, err := h.Works.AddPaper(ctx, h.Ann, w.ID)
		ok(t, err)
		if p != again || p.IsZero() {
			t.Fatal("a second paper for one work")
		}
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", "\x89PNG\r\n\x1a\n0000"))
		ok(t, err)
		v := h.Submit(t, h.Ann, w.ID, h.Group)
		if src, frozen := h.PaperOf(v.Paper); !frozen || src != p || v.Items != 2 {
			t.Fatal("the version's paper is not a frozen copy")
		}
		if _, frozen := h.PaperOf(p); frozen {
			t.Fatal("the draft's paper was frozen")
		}
		h.Approve(t, h.Ray, v.ID)
		_, err = h.Works.Adapt(ctx, h.Bea, v.ID, h.A.ID, "k")
		want(t, err, fault.NotFound)
		mine, err := h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "k")
		ok(t, err)
		twice, err := h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "k")
		ok(t, err)
		if twice.ID != mine.ID {
			t.Fatal("one form made two works")
		}
		got, err := h.Works.Get(ctx, h.Bea, mine.ID)
		ok(t, err)
		if got.DerivedFrom != v.ID || got.Owner != h.B.ID || got.State != commons.Draft || got.Title != "角" || len(got.Files) != 1 {
			t.Fatalf("adapted %+v", got)
		}
		if src, frozen := h.PaperOf(got.Paper); frozen || src != v.Paper {
			t.Fatal("the adapted paper is not an editable copy")
		}
		rows, _, err := h.Works.Mine(ctx, h.Bea, "", "")
		ok(t, err)
		if len(rows) != 1 {
			t.Fatalf("own works %d", len(rows))
		}
	})
}

func TestUploads(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "文件")
		for name, body := range map[string]string{"a.hta": "<script>", "b.png": "not a picture", "c.docx": "PK\x03\x04 no package", "d.exe": "MZ", "empty.pdf": ""} {
			_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one(name, body))
			want(t, err, fault.Invalid)
		}
		_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, func() (commons.Upload, error) { return commons.Upload{}, io.EOF })
		want(t, err, fault.Invalid)
		big := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, commons.MaxPicture)...)
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("big.png", string(big)))
		want(t, err, fault.TooLarge)
		for range 2 {
			_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one(`C:\课\图 (1).png`, "\x89PNG\r\n\x1a\n1"))
			ok(t, err)
		}
		got, err := h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		if len(got.Files) != 2 || got.Files[0].Name != "图--1-.png" || got.Files[1].Name != "图--1--2.png" || got.Files[0].Hash != got.Files[1].Hash {
			t.Fatalf("files %+v", got.Files)
		}
		ok(t, h.Works.RemoveFile(ctx, h.Ann, w.ID, got.Files[0].ID))
		got, err = h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		if len(got.Files) != 1 {
			t.Fatal("not removed")
		}
	})
}

func TestCreateOnce(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		a, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, commonstest.Text("一次"), "key")
		ok(t, err)
		b, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, commonstest.Text("一次"), "key")
		ok(t, err)
		c, err := h.Works.Create(t.Context(), h.Al, h.A.ID, commonstest.Text("一次"), "key")
		ok(t, err)
		if a.ID != b.ID || a.ID == c.ID {
			t.Fatal("idempotency key")
		}
		_, err = h.Works.Create(t.Context(), h.Ann, h.B.ID, commonstest.Text("别校"), "")
		want(t, err, fault.NotFound)
		d := commonstest.Text("零\x00字节")
		d.Body = "坏\xff字\x00\r\n行"
		w, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, d, "")
		ok(t, err)
		if w.Body != "坏\uFFFD字\n行" {
			t.Fatalf("body %q", w.Body)
		}
	})
}

func one(name, body string) func() (commons.Upload, error) {
	given := false
	return func() (commons.Upload, error) {
		if given {
			return commons.Upload{}, io.EOF
		}
		given = true
		return commons.Upload{Name: name, Body: bytes.NewReader([]byte(body))}, nil
	}
}
