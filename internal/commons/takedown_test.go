package commons_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// renditions is a part that keeps something of its own beside a blob; the first purge fails, as a machine that stops.
type renditions struct {
	fail   bool
	purged []string
}

func (r *renditions) Place() string { return "转码文件" }

func (r *renditions) Purge(_ context.Context, hash string) (int, error) {
	if r.fail {
		r.fail = false
		return 0, errors.New("stopped")
	}
	r.purged = append(r.purged, hash)
	return 3, nil
}

var order = commons.TakedownOrder{Basis: "著作权法第五十三条", Document: "津版权〔2026〕7号", Reason: "图片侵权"}

// TestTakedown: the bytes leave every version, draft and store, are refused when they come again, and the receipt says so; a stop in
// the middle goes on.
func TestTakedown(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		with := func(by *org.Actor, title string) commons.Work {
			w := h.Make(t, by, title)
			_, err := h.Works.AddFiles(ctx, by, w.ID, one("图.png", "\x89PNG\r\n\x1a\nbad"))
			ok(t, err)
			return w
		}
		parts := &renditions{fail: true}
		h.Works.OpenReview(commons.ReviewParts{Purgers: []commons.Purger{parts}, Pins: func(context.Context, commons.VersionID) ([]commons.Pin, error) {
			return []commons.Pin{{Assignment: id.New[any](), Teacher: h.Bea.Person}}, nil
		}})
		first := h.Submit(t, h.Ann, with(h.Ann, "侵权的课").ID, h.Region)
		h.Approve(t, h.Ray, first.ID)
		other := h.Submit(t, h.Cid, with(h.Cid, "同一张图").ID, h.C)
		h.Approve(t, h.Ray, other.ID)
		waiting := h.Submit(t, h.Bea, with(h.Bea, "还在审").ID, h.B)
		draft := with(h.Ann, "草稿")
		clean := h.Public(t, h.Ann, "无关的课", h.Region)

		_, err := h.Works.OrderTakedown(ctx, h.Ray, first.ID, order)
		want(t, err, fault.Denied)
		_, err = h.Works.OrderTakedown(ctx, h.Lia, first.ID, commons.TakedownOrder{Basis: "x"})
		want(t, err, fault.Invalid)
		td, err := h.Works.OrderTakedown(ctx, h.Lia, first.ID, order)
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, h.Bea, h.Make(t, h.Bea, "再传一次").ID, one("改名.png", "\x89PNG\r\n\x1a\nbad"))
		want(t, err, fault.Invalid)

		if h.Works.RunTakedown(ctx, td) == nil {
			t.Fatal("the stop was not seen")
		}
		ok(t, h.Works.RunTakedown(ctx, td))
		ok(t, h.Works.RunTakedown(ctx, td)) // done: nothing more
		h.Drain(t)
		for _, v := range []commons.Version{first, other} {
			_, err := h.Works.Read(ctx, h.Cid, v.ID)
			want(t, err, fault.Gone)
		}
		got, err := h.Works.ForReview(ctx, h.Ray, waiting.ID)
		ok(t, err)
		if got.State != commons.Withdrawn || h.Works.Claim(ctx, h.Ray, waiting.ID) == nil {
			t.Fatal("what waited can still be approved")
		}
		d, err := h.Works.Get(ctx, h.Ann, draft.ID)
		ok(t, err)
		if len(d.Files) != 0 {
			t.Fatal("a draft keeps the file")
		}
		_, err = h.Works.Read(ctx, h.Bea, clean.ID)
		ok(t, err)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "侵权"}); got != "" {
			t.Fatalf("found: %s", got)
		}
		what, lines, err := h.Works.Receipt(ctx, h.Lia, td)
		ok(t, err)
		outcome := map[string]commons.TakedownLine{}
		for _, l := range lines {
			outcome[l.Place] = l
		}
		if what.State != commons.TakedownDone || what.Document != order.Document || outcome["文件库"].Outcome != commons.Purged || outcome["草稿里的文件"].Count != 4 ||
			outcome["含有这个文件的版本"].Count != 2 || outcome["转码文件"].Count != 3 || outcome["下架以前做的备份（要由系统管理员另行处理）"].Outcome != commons.Unreached {
			t.Fatalf("receipt %+v %+v", what, lines)
		}
		_, _, err = h.Works.Receipt(ctx, h.Ray, td)
		want(t, err, fault.Denied)
		told, err := h.Works.Recalled(ctx, h.Bea)
		ok(t, err)
		if len(told) != 3 || told[0].Why == "" {
			t.Fatalf("teachers who pinned it: %+v", told)
		}
	})
}

// TestTakedownOfPractice: the pictures in a practice are part of what is taken down, for a lesson that has no files too.
func TestTakedownOfPractice(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		parts := &renditions{}
		h.Works.OpenReview(commons.ReviewParts{Purgers: []commons.Purger{parts}})
		w := h.Make(t, h.Ann, "图在题里")
		paper, err := h.Works.AddPaper(ctx, h.Ann, w.ID)
		ok(t, err)
		picture := blob.Hash([]byte("\x89PNG\r\n\x1a\nitem"))
		h.Picture(paper, picture)
		v := h.Submit(t, h.Ann, w.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		got, err := h.Works.ForTakedown(ctx, h.Lia, v.ID)
		ok(t, err)
		if n, err := h.Works.Pictured(ctx, got); err != nil || n != 1 {
			t.Fatal("the form does not tell of the picture", n, err)
		}
		td, err := h.Works.OrderTakedown(ctx, h.Lia, v.ID, order)
		ok(t, err)
		if gone, err := h.Works.TakenDown(ctx, picture); err != nil || !gone {
			t.Fatal("the picture may still be used", err)
		}
		ok(t, h.Works.RunTakedown(ctx, td))
		if !slices.Equal(parts.purged, []string{picture}) {
			t.Fatalf("purged %v", parts.purged)
		}
	})
}

// TestWithdrawalTellsWhoPinned: also of a superseded version; the notice is there until it is seen.
func TestWithdrawalTellsWhoPinned(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		pin := id.New[any]()
		v1 := h.Public(t, h.Ann, "先前的", h.Region)
		h.Works.OpenReview(commons.ReviewParts{Pins: func(_ context.Context, v commons.VersionID) ([]commons.Pin, error) {
			if v != v1.ID {
				return nil, nil
			}
			return []commons.Pin{{Assignment: pin, Teacher: h.Bea.Person}}, nil
		}})
		v2 := h.Submit(t, h.Ann, v1.Work, h.Region)
		h.Approve(t, h.Ray, v2.ID)
		ok(t, h.Works.Withdraw(ctx, h.Ann, v1.Work, v1.ID, "旧版例题有误")) // superseded
		told, err := h.Works.Recalled(ctx, h.Bea)
		ok(t, err)
		if len(told) != 1 || told[0].Assignment != pin || told[0].Why != "旧版例题有误" {
			t.Fatalf("told %+v", told)
		}
		if got := h.Titles(t, h.Bea, commons.Query{Text: "先前的"}); got != "先前的" {
			t.Fatalf("the live version went too: %q", got)
		}
		ok(t, h.Works.SeenRecalled(ctx, h.Bea))
		n, err := h.Works.RecalledCount(ctx, h.Bea.Person)
		ok(t, err)
		if n != 0 {
			t.Fatal("seen, and still there")
		}
	})
}
