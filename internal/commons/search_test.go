package commons_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// TestSearch has the same expectations on both engines, so results are the same.
func TestSearch(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		put := func(title, subject string, grade int, body string) {
			d := commons.Draftable{Title: title, Subject: subject, Stage: "primary", Grade: grade, Chapter: "第一单元", Body: body}
			if grade > 6 {
				d.Stage = "junior"
			}
			w, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, d, "")
			ok(t, err)
			h.Approve(t, h.Ray, h.Submit(t, h.Ann, w.ID, h.Group).ID)
		}
		put("分数的加法", "math", 5, "# 同分母\n\n先看 **1/4** 加 2/4。")
		put("望庐山瀑布", "chinese", 2, "李白的诗")
		put("Colours and ｆｒｕｉｔｓ", "english", 4, "red, green, 3A 班")
		put("数的认识", "math", 7, "有理数、加减")
		for _, x := range []struct{ q, want string }{
			{"", "数的认识,Colours and ｆｒｕｉｔｓ,望庐山瀑布,分数的加法"},
			{"数", "数的认识,分数的加法"},
			{"法", "分数的加法"}, // the last character of a run
			{"分数", "分数的加法"},
			{"分数的加法", "分数的加法"},
			{"数分", ""},
			{"的加", "分数的加法"},
			{"数的加", "分数的加法"},
			{"加数", ""},
			{"加法 分母", "分数的加法"},
			{"加法 李白", ""},
			{"FRUITS", "Colours and ｆｒｕｉｔｓ"},
			{"fruit", ""},
			{"fenshu", "分数的加法"},
			{"fsdjf", "分数的加法"},
			{"分數", "分数的加法"},
			{"３a", "Colours and ｆｒｕｉｔｓ"},
			{"李白", "望庐山瀑布"},
			{"！？", ""},
			{"' OR 1=1 --", ""},
			{"%", ""},
			{"瀑布。", "望庐山瀑布"},
			{"第一单元", "数的认识,Colours and ｆｒｕｉｔｓ,望庐山瀑布,分数的加法"},
		} {
			if got := h.Titles(t, h.Bea, commons.Query{Text: x.q}); got != x.want {
				t.Errorf("%q: got %q, want %q", x.q, got, x.want)
			}
		}
		for _, x := range []struct {
			q    commons.Query
			want string
		}{
			{commons.Query{Subject: "math"}, "数的认识,分数的加法"},
			{commons.Query{Text: "数", Stage: "junior"}, "数的认识"},
			{commons.Query{Text: "数", Grade: 5, Subject: "math", Stage: "primary"}, "分数的加法"},
			{commons.Query{Text: "数", Subject: "english"}, ""},
		} {
			if got := h.Titles(t, h.Bea, x.q); got != x.want {
				t.Errorf("%+v: got %q, want %q", x.q, got, x.want)
			}
		}
		if got := h.Titles(t, h.Cid, commons.Query{Text: "数"}); got != "" {
			t.Errorf("outside the group: %q", got)
		}
		before := h.Titles(t, h.Bea, commons.Query{Text: "数"})
		ok(t, h.Log.Drain(t.Context()))
		if again := h.Titles(t, h.Bea, commons.Query{Text: "数"}); again != before {
			t.Errorf("folding again changed %q to %q", before, again)
		}
	})
}

// TestSearchPages walks pages with hits that phrases rule out in between: nothing is missed or shown twice.
func TestSearchPages(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		var want []string
		for i := range 2*commons.PageSize + 5 {
			title := fmt.Sprintf("甲乙丙 %d", i)
			if i%3 == 0 {
				title = fmt.Sprintf("乙丙 甲乙 %d", i) // all pairs of the query, not the phrase
			} else {
				want = append(want, title)
			}
			w, err := h.Works.Create(t.Context(), h.Ann, h.A.ID, commonstest.Text(title), "")
			ok(t, err)
			v := h.Submit(t, h.Ann, w.ID, h.A)
			ok(t, h.Decide(t, h.Ray, v.ID, commonstest.Approval))
			if i%4 != 0 { // several in one microsecond: the id decides
				h.Clock.Advance(1e6)
			}
		}
		h.Drain(t)
		var got []string
		after := ""
		for range 10 {
			f, err := h.Works.Search(t.Context(), h.Ann, commons.Query{Text: "甲乙丙", After: after})
			ok(t, err)
			for _, x := range f.Hits {
				got = append(got, x.Title)
			}
			if after = f.Next; after == "" {
				break
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("got %d %v\nwant %d %v", len(got), got, len(want), want)
		}
		var mine int
		for after = ""; ; {
			rows, next, err := h.Works.Mine(t.Context(), h.Ann, commons.Published, after)
			ok(t, err)
			mine += len(rows)
			if after = next; after == "" {
				break
			}
		}
		if mine != 2*commons.PageSize+5 {
			t.Fatalf("own works over pages: %d", mine)
		}
	})
}

// TestRebuiltIndexIsTheSame folds the log from the beginning into an index that has everything already.
func TestRebuiltIndexIsTheSame(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		h.Public(t, h.Ann, "甲", h.Region)
		v := h.Public(t, h.Ann, "乙", h.Region)
		ok(t, h.Works.Withdraw(t.Context(), h.Ann, v.Work, v.ID, "错"))
		h.Drain(t)
		c := h.Works.Indexer()
		ok(t, h.Log.Settle(t.Context()))
		events, err := h.Log.Read(t.Context(), bus.Position{}, 1000)
		ok(t, err)
		ok(t, h.Search.Write(t.Context(), func(tx *db.Tx) error { return c.Handle(tx, events) }))
		if got := h.Titles(t, h.Bea, commons.Query{Text: "三角形"}); got != "甲" {
			t.Fatalf("after folding twice: %q", got)
		}
	})
}
