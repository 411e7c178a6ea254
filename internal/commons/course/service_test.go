package course_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

type house struct {
	*commonstest.House
	courses *course.Service
	t       *testing.T
}

func engines(t *testing.T, suite func(t *testing.T, h *house)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		h := &house{commonstest.New(t, d), nil, t}
		h.courses = course.New(d, h.Log, h.Org, h.Works, h.Clock)
		h.give(h.Ray, org.Researcher, h.Region)
		h.give(h.Al, org.ResearchHead, h.A)
		suite(t, h)
	}, append(commonstest.Migrations(), course.Migrations)...)
}

func (h *house) give(a *org.Actor, r org.Role, at org.Unit) {
	h.ok(h.Core.Write(h.t.Context(), func(tx *db.Tx) error {
		return h.Org.Give(tx, org.Holding{Person: a.Person, Role: r, Node: at.Node()})
	}))
	fresh, err := h.Org.Resolve(h.t.Context(), a.Account, "test")
	h.ok(err)
	*a = org.Actor{Account: fresh.Account, Person: fresh.Person, Name: fresh.Name, Roles: fresh.Roles, All: fresh.All, At: fresh.At, Request: fresh.Request}
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) want(err error, k fault.Kind) {
	h.t.Helper()
	if !fault.Is(err, k) {
		h.t.Fatalf("want %s, got %v", k, err)
	}
}

// outline is the tree as text.
func (h *house) outline(a *org.Actor, c course.ID) string {
	h.t.Helper()
	_, tree, _, err := h.courses.Tree(h.t.Context(), a, c)
	h.ok(err)
	var out []string
	for _, r := range tree.Rows() {
		out = append(out, strings.Repeat("-", r.Depth)+r.Title)
	}
	return strings.Join(out, " ")
}

func (h *house) node(a *org.Actor, c course.ID, title string) course.Node {
	h.t.Helper()
	_, tree, _, err := h.courses.Tree(h.t.Context(), a, c)
	h.ok(err)
	for _, r := range tree.Rows() {
		if r.Title == title {
			return r.Node
		}
	}
	h.t.Fatalf("no node %q", title)
	return course.Node{}
}

// TestCourse walks a tree from the book through changes, undo and a copy of a school.
func TestCourse(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		books, err := preset.Books()
		h.ok(err)
		b := books[slices.IndexFunc(books, func(b preset.Book) bool { return b.Key == "maths-5a-pep" })]
		_, err = h.courses.FromBook(ctx, h.Ann, h.Region.ID, b, "primary", "", "")
		h.want(err, fault.Denied)
		_, err = h.courses.FromBook(ctx, h.Al, h.Region.ID, b, "primary", "", "")
		h.want(err, fault.NotFound)
		c, err := h.courses.FromBook(ctx, h.Ray, h.Region.ID, b, "primary", "人教版", "上册")
		h.ok(err)
		again, err := h.courses.FromBook(ctx, h.Ray, h.Region.ID, b, "primary", "人教版", "上册")
		h.ok(err)
		if again != c {
			t.Error("the same book twice")
		}
		want := make([]string, 0, len(b.Nodes))
		for _, n := range b.Nodes {
			want = append(want, strings.Repeat("-", n.Depth)+n.Title)
		}
		if got := h.outline(h.Ann, c); got != strings.Join(want, " ") {
			t.Fatalf("the tree is not the book:\n%s", got)
		}

		// the school's own copy changes, the region's does not
		mine, err := h.courses.Copy(ctx, h.Al, c, h.A.ID, "k")
		h.ok(err)
		if _, _, _, err := h.courses.Tree(ctx, h.Bea, mine); !fault.Is(err, fault.NotFound) {
			t.Error("another school reads it:", err)
		}
		h.want(h.courses.Rename(ctx, h.Al, c, h.node(h.Al, c, "第二单元 位置").ID, 1, "x"), fault.NotFound)
		unit := h.node(h.Al, mine, "第二单元 位置")
		lesson, err := h.courses.Add(ctx, h.Al, mine, unit.ID, course.NodeID{}, "校本：操场上的位置", "a")
		h.ok(err)
		twice, err := h.courses.Add(ctx, h.Al, mine, unit.ID, course.NodeID{}, "校本：操场上的位置", "a")
		h.ok(err)
		if twice != lesson {
			t.Error("the same form made two nodes")
		}
		h.ok(h.courses.Rename(ctx, h.Al, mine, unit.ID, unit.Rev, "第二单元 认识位置"))
		err = h.courses.Rename(ctx, h.Al, mine, unit.ID, unit.Rev, "x") // the other tab
		var stale *course.Stale
		if !errors.As(err, &stale) || stale.Stored.Title != "第二单元 认识位置" {
			t.Fatalf("%v", err)
		}
		before := h.outline(h.Al, mine)
		unit = h.node(h.Al, mine, "第二单元 认识位置")
		h.ok(h.courses.Step(ctx, h.Al, mine, unit.ID, unit.Rev, course.Up))
		h.ok(h.courses.Step(ctx, h.Al, mine, unit.ID, unit.Rev+1, course.Down))
		h.ok(h.courses.Remove(ctx, h.Al, mine, unit.ID, unit.Rev+2))
		if strings.Contains(h.outline(h.Al, mine), "操场") {
			t.Error("what stands below a removed node is still there")
		}
		for range 3 {
			h.ok(h.courses.Undo(ctx, h.Al, mine))
		}
		if got := h.outline(h.Al, mine); got != before {
			t.Errorf("after three times undo:\n%s\nwant\n%s", got, before)
		}
		h.ok(h.courses.Undo(ctx, h.Al, mine)) // the name
		h.ok(h.courses.Undo(ctx, h.Al, mine)) // the addition
		if got := h.outline(h.Al, mine); got != h.outline(h.Al, c) {
			t.Errorf("not all was taken back:\n%s", got)
		}
		h.want(h.courses.Undo(ctx, h.Al, mine), fault.Conflict)
		list, err := h.courses.Trees(ctx, h.Ann, course.Filter{Subject: "maths", Grade: 5})
		h.ok(err)
		if len(list) != 2 {
			t.Errorf("%d trees", len(list))
		}
	})
}

// TestConcurrentEditors: many moves at once leave one tree with every node in it and without a cycle.
func TestConcurrentEditors(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c, err := h.courses.Create(ctx, h.Al, course.Course{Owner: h.A.ID, Title: "校本", Subject: "maths", Stage: "primary", Grade: 5}, "")
		h.ok(err)
		var all []course.NodeID
		for i := range 8 {
			n, err := h.courses.Add(ctx, h.Al, c, course.NodeID{}, course.NodeID{}, fmt.Sprint("n", i), "")
			h.ok(err)
			all = append(all, n)
		}
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range 12 {
					err := h.courses.Move(ctx, h.Al, c, all[(w*3+i)%8], 0, all[(w+i*5+1)%8], course.NodeID{})
					if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				}
			}()
		}
		wg.Wait()
		if got := strings.Fields(h.outline(h.Al, c)); len(got) != 8 {
			t.Errorf("%v", got)
		}
	})
}

// TestPlaces: a place shows what the reader may see, follows what is published, names what is gone, and takes nothing with it.
func TestPlaces(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c, err := h.courses.Create(ctx, h.Ray, course.Course{Owner: h.Region.ID, Title: "全市", Subject: "math", Stage: "primary", Grade: 4}, "")
		h.ok(err)
		n, err := h.courses.Add(ctx, h.Ray, c, course.NodeID{}, course.NodeID{}, "三角形", "")
		h.ok(err)
		v := h.Public(t, h.Ann, "三角形的稳定性", h.Region)
		h.ok(h.courses.Put(ctx, h.Ray, c, n, v.ID, false, "", "", "先看这一课", ""))
		h.ok(h.courses.Put(ctx, h.Ray, c, n, v.ID, false, "", "", "again", ""))
		h.ok(h.courses.Put(ctx, h.Ray, c, n, commons.VersionID{}, false, "https://example.org/a", "国家平台", "", ""))
		h.want(h.courses.Put(ctx, h.Ray, c, n, commons.VersionID{}, false, "javascript:alert(1)", "x", "", ""), fault.Invalid)
		h.want(h.courses.Put(ctx, h.Ray, c, n, id.New[commons.Version](), false, "", "", "", ""), fault.NotFound)
		h.want(h.courses.Put(ctx, h.Al, c, n, v.ID, false, "", "", "", ""), fault.NotFound)
		see := func(a *org.Actor) string {
			got, _, err := h.courses.Works(ctx, a, c, n, "")
			h.ok(err)
			var out []string
			for _, x := range got {
				out = append(out, string(x.State))
			}
			return strings.Join(out, ",")
		}
		if got := see(h.Bea); got != "live,linked" {
			t.Error(got)
		}
		_, _, counts, err := h.courses.Tree(ctx, h.Bea, c)
		h.ok(err)
		if counts[n] != 2 {
			t.Errorf("%d things at the node", counts[n])
		}
		h.ok(h.Works.Withdraw(ctx, h.Ann, v.Work, v.ID, "过时"))
		if got := see(h.Bea); got != "gone,linked" {
			t.Error(got)
		}
		got, _, err := h.courses.Works(ctx, h.Ray, c, n, "")
		h.ok(err)
		h.ok(h.courses.Take(ctx, h.Ray, c, got[0].ID))
		if x, err := h.Works.ForReview(ctx, h.Ray, v.ID); err != nil || x.State != commons.Withdrawn {
			t.Error("the work went with its place", err)
		}
	})
}

// TestStoppedInTheMiddle: a course whose making stopped, with the line or with the machine, is seen by nobody and is completed when it is
// asked for again, from a book as from another course.
func TestStoppedInTheMiddle(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		b := preset.Book{Key: "k", Title: "数学四年级上册", Grade: 4, Nodes: []preset.BookNode{{Title: "一"}, {Depth: 1, Title: "一之一"}, {Title: "二"}}}
		make := func() course.ID {
			t.Helper()
			c, err := h.courses.FromBook(ctx, h.Ray, h.Region.ID, b, "primary", "人教版", "上册")
			h.ok(err)
			return c
		}
		stop := func(c course.ID) {
			t.Helper()
			h.ok(h.Core.Write(ctx, func(tx *db.Tx) error {
				for _, q := range []db.SQL{`DELETE FROM course_place WHERE course = ?`, `DELETE FROM course_node WHERE course = ? AND title <> '一'`, `UPDATE course SET ready = 0 WHERE id = ?`} {
					if _, err := tx.Exec(q, c); err != nil {
						return err
					}
				}
				return nil
			}))
			_, _, _, err := h.courses.Tree(ctx, h.Ray, c)
			h.want(err, fault.NotFound)
		}
		c := make()
		stop(c)
		if again := make(); again != c || h.outline(h.Ray, c) != "一 -一之一 二" {
			t.Fatalf("%s: %s", again, h.outline(h.Ray, c))
		}
		h.ok(h.courses.Put(ctx, h.Ray, c, h.node(h.Ray, c, "二").ID, commons.VersionID{}, false, "https://basic.smartedu.cn/x", "链接", "", ""))
		copied, err := h.courses.Copy(ctx, h.Al, c, h.A.ID, "k")
		h.ok(err)
		stop(copied)
		again, err := h.courses.Copy(ctx, h.Al, c, h.A.ID, "k")
		h.ok(err)
		got, _, err := h.courses.Works(ctx, h.Al, copied, h.node(h.Al, copied, "二").ID, "")
		h.ok(err)
		if again != copied || h.outline(h.Al, copied) != "一 -一之一 二" || len(got) != 1 {
			t.Fatalf("%s: %s, %d places", again, h.outline(h.Al, copied), len(got))
		}
	})
}
