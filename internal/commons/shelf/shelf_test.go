package shelf_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// given stands for homework: the versions that open assignments hold.
type given map[org.UnitID][]id.Any

func (g given) Pinned(_ context.Context, school org.UnitID, _ clock.Micros) ([]id.Any, error) {
	return g[school], nil
}

type house struct {
	*commonstest.House
	shelves *shelf.Service
	given   given
}

func engines(t *testing.T, f func(t *testing.T, h *house)) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		h := &house{House: commonstest.New(t, core), given: given{}}
		h.shelves = shelf.New(core, h.Log, h.Org, h.Works, h.given, h.Clock)
		f(t, h)
	}, append(commonstest.Migrations(), shelf.Migrations)...)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("want %s, got %v", k, err)
	}
}

// lines are the entries as one reader sees them.
func (h *house) lines(t testing.TB, a *org.Actor, n shelf.ID) (string, int) {
	t.Helper()
	_, items, hidden, err := h.shelves.Read(t.Context(), a, n)
	ok(t, err)
	var out []string
	for _, it := range items {
		name := it.Got.Title
		if it.Link != "" {
			name = it.Entry.Title
		}
		out = append(out, fmt.Sprintf("%s:%s:%d", name, it.State, it.Got.Number))
	}
	return strings.Join(out, " "), hidden
}

func TestShelfFollowsPinsAndTellsWithdrawal(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "角", h.Region)
		own := h.Public(t, h.Ann, "校内课", h.A)
		n, err := h.shelves.Create(ctx, h.Ray, h.Region.Node(), " 几何\t起步 ", "", "once")
		ok(t, err)
		again, err := h.shelves.Create(ctx, h.Ray, h.Region.Node(), "几何起步", "", "once")
		ok(t, err)
		if again != n {
			t.Error("the same form made two shelves")
		}
		follow, err := h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Work: v.Work})
		ok(t, err)
		twice, err := h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Work: v.Work})
		ok(t, err)
		if follow.IsZero() || !twice.IsZero() {
			t.Error("the same lesson stands twice")
		}
		_, err = h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Work: v.Work, Version: v.ID})
		ok(t, err)
		_, err = h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Link: "https://basic.smartedu.cn/syncClassroom", Title: "国家平台同步课"})
		ok(t, err)
		for _, bad := range []string{"https://evil.example/smartedu.cn", "http://basic.smartedu.cn/", "javascript:alert(1)", "https://x@smartedu.cn.evil.example/", "https://smartedu.cn:8443/"} {
			_, err = h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Link: bad, Title: "x"})
			want(t, err, fault.Invalid)
		}
		if got, hidden := h.lines(t, h.Bea, n); got != "角:live:1 角:live:1 国家平台同步课:linked:0" || hidden != 0 {
			t.Errorf("%q, %d hidden", got, hidden)
		}
		// what the region's reviewer cannot read in the library cannot be put; school A's own shelf shows it to A only
		_, err = h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Work: own.Work})
		want(t, err, fault.NotFound)
		// a new version: the follower moves on, the pinned one stays and says so
		h.Approve(t, h.Ray, h.Submit(t, h.Ann, v.Work, h.Region).ID)
		if got, _ := h.lines(t, h.Cid, n); got != "角:live:2 角:newer:1 国家平台同步课:linked:0" {
			t.Errorf("after a new version: %q", got)
		}
		ok(t, h.Works.Recall(ctx, h.Ray, v.ID, "图有误"))
		if got, _ := h.lines(t, h.Cid, n); got != "角:live:2 角:withdrawn:0 国家平台同步课:linked:0" {
			t.Errorf("after a withdrawal: %q", got)
		}
		// an entry of which somebody may see nothing is only counted
		m, err := h.shelves.Create(ctx, h.Al, h.A.Node(), "本校", "", "")
		ok(t, err)
		_, err = h.shelves.Put(ctx, h.Al, m, shelf.Draft{Work: own.Work})
		ok(t, err)
		_, _, _, err = h.shelves.Read(ctx, h.Bea, m)
		want(t, err, fault.NotFound)
		c, err := h.shelves.Copy(ctx, h.Ann, m, org.Node{}, "")
		ok(t, err)
		if got, _ := h.lines(t, h.Ann, c); got != "校内课:live:1" {
			t.Errorf("copy: %q", got)
		}
		_, _, _, err = h.shelves.Read(ctx, h.Al, c) // a private shelf is the owner's alone
		want(t, err, fault.NotFound)
	})
}

func TestWhoKeepsAShelf(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "角", h.Region)
		_, err := h.shelves.Create(ctx, h.Ann, h.A.Node(), "本校", "", "")
		want(t, err, fault.Denied) // a teacher keeps private ones only
		_, err = h.shelves.Create(ctx, h.Dora, h.Region.Node(), "全市", "", "")
		want(t, err, fault.NotFound)
		n, err := h.shelves.Create(ctx, h.Dora, h.North.Node(), "蓟州", "", "")
		ok(t, err)
		for name, do := range map[string]func(a *org.Actor) error{
			"put":     func(a *org.Actor) error { _, err := h.shelves.Put(ctx, a, n, shelf.Draft{Work: v.Work}); return err },
			"rename":  func(a *org.Actor) error { return h.shelves.Rename(ctx, a, n, 1, "x", "") },
			"discard": func(a *org.Actor) error { return h.shelves.Discard(ctx, a, n) },
		} {
			if err := do(h.Bea); !fault.Is(err, fault.Denied) { // reads it, keeps nothing
				t.Errorf("%s by a reader: %v", name, err)
			}
			if err := do(h.Al); !fault.Is(err, fault.NotFound) { // keeps elsewhere
				t.Errorf("%s by a keeper of elsewhere: %v", name, err)
			}
		}
		if err := h.shelves.Rename(ctx, h.Dora, n, 9, "x", ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old revision: %v", err)
		}
		ok(t, h.shelves.Rename(ctx, h.Dora, n, 1, "蓟州区数学", "每周更新"))
		list, err := h.shelves.List(ctx, h.Bea, 10)
		ok(t, err)
		if len(list) != 1 || list[0].Name != "蓟州区数学" || list[0].Mine || list[0].OwnerName != "蓟州区" {
			t.Errorf("%+v", list)
		}
		if list, err = h.shelves.List(ctx, h.Ann, 10); err != nil || len(list) != 0 {
			t.Errorf("a school of another district: %+v %v", list, err)
		}
		ok(t, h.shelves.Discard(ctx, h.Dora, n))
		_, _, _, err = h.shelves.Read(ctx, h.Bea, n)
		want(t, err, fault.NotFound)
	})
}

// TestMovesKeepEverything: whatever is moved, shifted, put and removed, the shelf holds what was put and not removed, each once, in the
// order that the acts say.
func TestMovesKeepEverything(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		rapid.Check(t, func(rt *rapid.T) {
			n, err := h.shelves.Create(ctx, h.Ann, org.Node{}, "我的", "", "")
			if err != nil {
				rt.Fatal(err)
			}
			var order []shelf.EntryID
			for i := range rapid.IntRange(2, 8).Draw(rt, "acts") {
				k := rapid.IntRange(0, 3).Draw(rt, "kind")
				switch {
				case k < 2 || len(order) < 2:
					e, err := h.shelves.Put(ctx, h.Ann, n, shelf.Draft{Link: fmt.Sprintf("https://basic.smartedu.cn/%d", i), Title: "x"})
					if err != nil {
						rt.Fatal(err)
					}
					order = append(order, e)
				case k == 2:
					from, to := rapid.IntRange(0, len(order)-1).Draw(rt, "from"), rapid.IntRange(0, len(order)-1).Draw(rt, "to")
					e := order[from]
					if err := h.shelves.Shift(ctx, h.Ann, n, e, to-from); err != nil {
						rt.Fatal(err)
					}
					order = append(order[:from:from], order[from+1:]...)
					order = append(order[:to:to], append([]shelf.EntryID{e}, order[to:]...)...)
				default:
					at := rapid.IntRange(0, len(order)-1).Draw(rt, "removed")
					if err := h.shelves.Remove(ctx, h.Ann, n, order[at]); err != nil {
						rt.Fatal(err)
					}
					order = append(order[:at:at], order[at+1:]...)
				}
			}
			_, items, _, err := h.shelves.Read(ctx, h.Ann, n)
			if err != nil {
				rt.Fatal(err)
			}
			var got []shelf.EntryID
			for _, it := range items {
				got = append(got, it.ID)
			}
			if fmt.Sprint(got) != fmt.Sprint(order) {
				rt.Fatalf("order %v, want %v", got, order)
			}
		})
	})
}

func TestSectionsPinsAndLimits(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "角", h.Region)
		n, err := h.shelves.Create(ctx, h.Ann, org.Node{}, "我的", "", "")
		ok(t, err)
		e, err := h.shelves.Put(ctx, h.Ann, n, shelf.Draft{Work: v.Work})
		ok(t, err)
		l, err := h.shelves.Put(ctx, h.Ann, n, shelf.Draft{Link: "https://basic.smartedu.cn/1", Title: "x", Section: "国家平台"})
		ok(t, err)
		ok(t, h.shelves.Edit(ctx, h.Ann, n, e, "第一周", "先看", true))
		_, items, _, err := h.shelves.Read(ctx, h.Ann, n)
		ok(t, err)
		if items[0].Version != v.ID || items[0].Section != "第一周" || items[0].Note != "先看" {
			t.Errorf("pinned: %+v", items[0])
		}
		ok(t, h.shelves.Edit(ctx, h.Ann, n, e, "第一周", "", false))
		ok(t, h.shelves.Move(ctx, h.Ann, n, l, e))
		_, items, _, err = h.shelves.Read(ctx, h.Ann, n)
		ok(t, err)
		if !items[1].Version.IsZero() || items[0].ID != l || items[0].Section != "第一周" {
			t.Errorf("moved: %+v", items)
		}
		want(t, h.shelves.Edit(ctx, h.Ann, n, e, strings.Repeat("长", 31), "", false), fault.Invalid)
		want(t, h.shelves.Remove(ctx, h.Ann, n, id.New[shelf.Entry]()), fault.NotFound)
		for i := range shelf.MaxEntries - 2 {
			if _, err := h.shelves.Put(ctx, h.Ann, n, shelf.Draft{Link: fmt.Sprintf("https://basic.smartedu.cn/x%d", i), Title: "x"}); err != nil {
				t.Fatal(err)
			}
		}
		_, err = h.shelves.Put(ctx, h.Ann, n, shelf.Draft{Link: "https://basic.smartedu.cn/last", Title: "x"})
		want(t, err, fault.Conflict)
	})
}

func TestWanted(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		pinned, shelved := h.Public(t, h.Ann, "角", h.A), h.Public(t, h.Ann, "线", h.Region)
		linkOnly := h.Make(t, h.Ann, "链接课")
		d := commonstest.Text("链接课")
		d.Licence = commons.LinkOnly
		_, err := h.Works.Save(ctx, h.Ann, linkOnly.ID, linkOnly.Rev, d)
		ok(t, err)
		barred := h.Submit(t, h.Ann, linkOnly.ID, h.Region)
		h.Approve(t, h.Ray, barred.ID)
		n, err := h.shelves.Create(ctx, h.Ray, h.Region.Node(), "全市", "", "")
		ok(t, err)
		for _, w := range []commons.WorkID{shelved.Work, barred.Work} {
			_, err = h.shelves.Put(ctx, h.Ray, n, shelf.Draft{Work: w})
			ok(t, err)
		}
		h.given[h.A.ID] = []id.Any{id.As[any](pinned.ID), id.As[any](shelved.ID)}
		check := func(versions, pinned, barred int) {
			t.Helper()
			got, err := h.shelves.Wanted(ctx, h.Al, h.A.ID)
			ok(t, err)
			if len(got.Versions) != versions || got.Pinned != pinned || len(got.Barred) != barred {
				t.Errorf("%d versions, %d pinned, %d barred", len(got.Versions), got.Pinned, len(got.Barred))
			}
		}
		check(2, 2, 0)
		want(t, h.shelves.Subscribe(ctx, h.Ann, n, h.A.ID, true), fault.Denied)
		want(t, h.shelves.Subscribe(ctx, h.Al, n, h.B.ID, true), fault.NotFound)
		ok(t, h.shelves.Subscribe(ctx, h.Al, n, h.A.ID, true))
		ok(t, h.shelves.Subscribe(ctx, h.Al, n, h.A.ID, true))
		check(2, 2, 1)
		h.given[h.A.ID] = nil
		check(1, 0, 1)
		in, could, err := h.shelves.Subscribers(ctx, h.Al, n)
		ok(t, err)
		if len(in) != 1 || len(could) != 0 {
			t.Errorf("%v %v", in, could)
		}
		ok(t, h.Works.Recall(ctx, h.Ray, shelved.ID, "有误"))
		check(0, 0, 1)
		ok(t, h.shelves.Subscribe(ctx, h.Al, n, h.A.ID, false))
		check(0, 0, 0)
		_, err = h.shelves.Wanted(ctx, h.Ann, h.A.ID)
		want(t, err, fault.Denied)
	})
}
