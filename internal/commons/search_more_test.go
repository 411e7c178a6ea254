package commons_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

// worded is a house whose commons knows the vocabularies and the preset.
func worded(t *testing.T, core *db.DB) *commonstest.House {
	t.Helper()
	h := commonstest.New(t, core)
	p, err := preset.Load(preset.Default)
	ok(t, err)
	h.Log = bus.New(core, h.Clock, testkit.Logger(t))
	h.Works = commons.New(commons.Parts{Core: h.Core, Search: h.Search, Log: h.Log, Org: h.Org, Clock: h.Clock, Preset: p, Words: p.Words})
	h.Log.Consume(h.Works.Indexer())
	return h
}

// public makes a lesson public as an author does, and folds it.
func public(t *testing.T, h *commonstest.House, by *org.Actor, at, to org.Unit, d commons.Draftable) commons.Version {
	t.Helper()
	w, err := h.Works.Create(t.Context(), by, at.ID, d, "")
	ok(t, err)
	v := h.Submit(t, by, w.ID, to)
	h.Approve(t, h.Ray, v.ID)
	return v
}

// TestSearchKnowsOtherNames: names of subjects, grades, editions and volumes are filters, and synonyms find each other.
func TestSearchKnowsOtherNames(t *testing.T) {
	engines(t, func(t *testing.T, core *commonstest.House) {
		h := worded(t, core.Core)
		public(t, h, h.Ann, h.A, h.Group, commons.Draftable{Title: "分数的加法", Subject: "maths", Stage: "primary", Grade: 5, Edition: "人教版", Volume: "下册", Chapter: "第六单元", Body: "同分母"})
		public(t, h, h.Ann, h.A, h.Group, commons.Draftable{Title: "落花生", Subject: "chinese", Stage: "primary", Grade: 5, Edition: "部编版", Volume: "上册", Chapter: "第一单元", Body: "语文课本第二课"})
		public(t, h, h.Ann, h.A, h.Group, commons.Draftable{Title: "有理数", Subject: "maths", Stage: "junior", Grade: 7, Edition: "自编", Body: "教学设计与课件"})
		for q, want := range map[string]string{"数学": "有理数,分数的加法", "五年级数学": "分数的加法", "五年级": "落花生,分数的加法", "初一数学": "有理数", "统编版": "落花生", "部编": "落花生", "人教版五年级下册": "分数的加法", "语文书": "落花生", "小学 加法": "分数的加法",
			"教案": "有理数", "安老师": "有理数,落花生,分数的加法", "anlaoshi": "有理数,落花生,分数的加法", "als 加法": "分数的加法", "白老师": "", "luohuasheng": "落花生", "lhs": "落花生", "youlish": "有理数"} {
			if got := h.Titles(t, h.Bea, commons.Query{Text: q}); got != want {
				t.Errorf("%s: got %q, want %q", q, got, want)
			}
		}
		for _, x := range []struct {
			q    commons.Query
			want string
		}{{commons.Query{Edition: "pep"}, "分数的加法"}, {commons.Query{Edition: "人教版"}, "分数的加法"}, {commons.Query{Edition: "自编"}, "有理数"}, {commons.Query{Volume: "上册"}, "落花生"}, {commons.Query{Chapter: "第 六单元"}, "分数的加法"},
			{commons.Query{Licence: commons.InRegion, Grade: 7}, "有理数"}, {commons.Query{Licence: commons.CC0}, ""}, {commons.Query{Has: []commons.Has{commons.HasPractice}}, ""}} {
			if got := h.Titles(t, h.Bea, x.q); got != x.want {
				t.Errorf("%+v: got %q, want %q", x.q, got, x.want)
			}
		}
		f, err := h.Works.Facets(t.Context(), h.Bea, commons.Query{Text: "数学"})
		ok(t, err)
		if f.Total != 2 || f.More || f.Subject["maths"] != 2 || f.Stage["primary"] != 1 || f.Grade["7"] != 1 || f.Edition["pep"] != 1 {
			t.Errorf("facets: %+v", f)
		}
		if f, err := h.Works.Facets(t.Context(), h.Cid, commons.Query{Text: "数学"}); err != nil || f.Total != 0 {
			t.Errorf("outside the group: %+v, %v", f, err)
		}
	})
}

// TestVideosCounted: how many of what was found bring a video stands beside the filter, for who may see them; one that would find nothing
// is told as none.
func TestVideosCounted(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		h.Public(t, h.Ann, "三角形", h.Region)
		w := h.Make(t, h.Ann, "三角形的高")
		f, err := h.Works.AddFiles(t.Context(), h.Ann, w.ID, one("课.mp4", film))
		ok(t, err)
		ok(t, h.Works.SetFile(t.Context(), h.Ann, w.ID, f[0].ID, commons.FileNote{People: commons.NoPupils}))
		h.Approve(t, h.Ray, h.Submit(t, h.Ann, w.ID, h.A).ID)
		h.Drain(t)
		for _, x := range []struct {
			who         *org.Actor
			q           commons.Query
			total, want int
		}{{h.Ann, commons.Query{Text: "三角形"}, 2, 1}, {h.Ann, commons.Query{}, 2, 1}, {h.Ann, commons.Query{Has: []commons.Has{commons.HasVideo}}, 1, 1}, {h.Bea, commons.Query{Text: "三角形"}, 1, 0}} {
			if f, err := h.Works.Facets(t.Context(), x.who, x.q); err != nil || f.Total != x.total || f.Video != x.want {
				t.Errorf("%s, %+v: %d of %d, %v", x.who.Name, x.q, f.Video, f.Total, err)
			}
		}
	})
}

// TestNamesStayInOrg: an author is found by name while the name is there; after an erasure nothing of it is left in the index.
func TestNamesStayInOrg(t *testing.T) {
	engines(t, func(t *testing.T, core *commonstest.House) {
		h := worded(t, core.Core)
		public(t, h, h.Ann, h.A, h.Group, commonstest.Text("三角形"))
		if got := h.Titles(t, h.Bea, commons.Query{Text: "安老师"}); got != "三角形" {
			t.Fatalf("by name: %q", got)
		}
		ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error { return h.Org.Rename(tx, h.Ann.Person, "别的名字") }))
		h.Clock.Advance(11 * time.Minute)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "安老师"}); got != "" {
			t.Fatalf("by a name that nobody bears any more: %q", got)
		}
		if got := h.Titles(t, h.Bea, commons.Query{Text: "biedemingzi"}); got != "三角形" {
			t.Fatalf("by the new name: %q", got)
		}
		ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error {
			if err := h.Org.Rename(tx, h.Ann.Person, org.Erased); err != nil {
				return err
			}
			_, err := h.Log.Append(tx, bus.Event{Kind: "data.answered", Owner: h.A.Node()}, map[string]any{"kind": "erase"})
			return err
		}))
		h.Drain(t) // the event throws the copy away at once
		for _, q := range []string{"biedemingzi", "别的名字", org.Erased} {
			if got := h.Titles(t, h.Bea, commons.Query{Text: q}); got != "" {
				t.Fatalf("%s after the erasure: %q", q, got)
			}
		}
	})
}

// TestOrder: what is shared farther stands first, then what brings a practice, then the newer; within the first candidates a title that
// answers comes before a text that does.
func TestOrder(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		put := func(title, body string, to org.Unit, practice bool) {
			d := commonstest.Text(title)
			d.Body = body
			w, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, d, "")
			ok(t, err)
			if practice {
				_, err := h.Works.AddPaper(t.Context(), h.Ann, w.ID)
				ok(t, err)
			}
			h.Approve(t, h.Ray, h.Submit(t, h.Ann, w.ID, to).ID)
		}
		put("一 圆的面积", "甲", h.Region, false)
		put("二", "说到圆的面积", h.Region, true)
		put("三 圆的面积", "丙", h.A, true)
		put("四", "也说圆的面积", h.Group, false)
		put("圆的面积", "戊", h.A, false)
		put("六 面积", "圆的", h.Region, false)
		if got := h.Titles(t, h.Ann, commons.Query{}); got != "二,六 面积,一 圆的面积,四,三 圆的面积,圆的面积" {
			t.Errorf("static order: %s", got)
		}
		if got := h.Titles(t, h.Ann, commons.Query{Text: "圆的面积"}); got != "圆的面积,一 圆的面积,三 圆的面积,二,四" {
			t.Errorf("by title: %s", got)
		}
		if got := h.Titles(t, h.Ann, commons.Query{Text: "面积 圆的"}); !strings.HasPrefix(got, "一 圆的面积,三 圆的面积,圆的面积") && !strings.HasPrefix(got, "圆的面积") {
			t.Errorf("two words: %s", got)
		}
	})
}

// TestMisses: what finds nothing is noted for the school without a name, what finds something or looks like somebody's number is not;
// the head sees it, a teacher and another school do not; after half a year it is gone.
func TestMisses(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		h.Public(t, h.Ann, "三角形", h.Region)
		ask := func(a *org.Actor, q commons.Query, noted bool) {
			t.Helper()
			f, err := h.Works.Search(t.Context(), a, q)
			ok(t, err)
			if f.Noted != noted {
				t.Errorf("%q says that it was noted: %v", q.Text, f.Noted)
			}
		}
		for range 3 {
			ask(h.Ann, commons.Query{Text: " 恐龍  灭绝！"}, true)
		}
		ask(h.Ann, commons.Query{Text: "三角形", Grade: 9}, false) // found without the filter
		ask(h.Ann, commons.Query{Text: "没有的课", Grade: 9}, true)
		ask(h.Ann, commons.Query{Text: "13800138000"}, false)
		ask(h.Ann, commons.Query{Text: "！？"}, false)
		ask(h.Ann, commons.Query{Text: "程老师 不听话"}, false) // who is of another school
		ask(h.Cid, commons.Query{Text: "别校的"}, true)
		var head, researcher *org.Actor
		ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error {
			var err error
			for _, x := range []struct {
				into **org.Actor
				role org.Role
				at   org.Unit
			}{{&head, org.SchoolLeader, h.A}, {&researcher, org.Researcher, h.South}} {
				acc := id.New[org.Account]()
				var p org.PersonID
				if p, err = h.Org.AddPerson(tx, org.Person{Owner: x.at.ID, Name: "看的人"}, acc); err == nil {
					err = h.Org.Give(tx, org.Holding{Person: p, Role: x.role, Node: x.at.Node()})
				}
				*x.into = &org.Actor{Account: acc}
			}
			return err
		}))
		for _, a := range []**org.Actor{&head, &researcher} {
			var err error
			*a, err = h.Org.Resolve(t.Context(), (*a).Account, "test")
			ok(t, err)
		}
		said := func(a *org.Actor) string {
			t.Helper()
			rows, err := h.Works.Misses(t.Context(), a)
			ok(t, err)
			var out []string
			for _, m := range rows {
				out = append(out, fmt.Sprintf("%s×%d", m.Text, m.N))
			}
			return strings.Join(out, ",")
		}
		if got := said(head); got != "恐龙 灭绝×3,没有的课×1" {
			t.Errorf("the head sees %q", got)
		}
		if got := said(researcher); !strings.Contains(got, "恐龙 灭绝×3") || !strings.Contains(got, "别校的×1") {
			t.Errorf("the researcher sees %q", got)
		}
		if _, err := h.Works.Misses(t.Context(), h.Ann); err == nil {
			t.Error("a teacher sees the list")
		}
		h.Clock.Advance(commons.MissKept + time.Hour)
		if got := said(head); got != "" {
			t.Errorf("after half a year: %q", got)
		}
		ask(h.Cid, commons.Query{Text: "新的"}, true)
		n, err := db.One(h.Core.Reader(context.Background()), countMisses, db.Value[int])
		if err != nil || n != 1 {
			t.Errorf("%d rows are left after half a year, %v", n, err)
		}
	})
}

const countMisses db.SQL = `-- unscoped: a test looks into the table
SELECT COUNT(*) FROM search_miss`

// TestWithdrawnBeforeTheIndexHears: what was withdrawn is neither shown nor counted, also while the index still holds it.
func TestWithdrawnBeforeTheIndexHears(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		h.Public(t, h.Ann, "三角形的面积", h.Region)
		v := h.Public(t, h.Ann, "三角形的边", h.Region)
		h.Drain(t)
		for n := 2; n > 0; n-- {
			f, err := h.Works.Search(t.Context(), h.Ann, commons.Query{Text: "三角形"})
			if err != nil || len(f.Hits) != n || f.Total != n || f.More {
				t.Fatalf("%d shown, %d counted, want %d; %v", len(f.Hits), f.Total, n, err)
			}
			if n == 2 {
				ok(t, h.Works.Withdraw(t.Context(), h.Ann, v.Work, v.ID, "错"))
			}
		}
	})
}

// TestReindex: an index that was emptied and folded again says the same, in the same order.
func TestReindex(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		for i := range 7 {
			h.Public(t, h.Ann, fmt.Sprintf("第%d课 三角形", i), []org.Unit{h.Region, h.Group, h.A}[i%3])
		}
		v := h.Public(t, h.Ann, "撤回的课", h.Region)
		ok(t, h.Works.Withdraw(t.Context(), h.Ann, v.Work, v.ID, "错"))
		h.Drain(t)
		before := h.Titles(t, h.Ann, commons.Query{Text: "三角形"})
		if strings.Count(before, ",") != 6 {
			t.Fatal(before)
		}
		ok(t, h.Works.Reindex(t.Context()))
		if got := h.Titles(t, h.Ann, commons.Query{Text: "三角形"}); got != "" {
			t.Fatalf("an emptied index says %q", got)
		}
		h.Drain(t)
		ok(t, h.Works.Tidy(t.Context()))
		if got := h.Titles(t, h.Ann, commons.Query{Text: "三角形"}); got != before {
			t.Fatalf("folded again: %q, before %q", got, before)
		}
	})
}
