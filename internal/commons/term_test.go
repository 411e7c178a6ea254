package commons_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// TestLists: what the region's lists hit is shown with its place and reason, a hint never hinders, a negative hit wants an answer.
func TestLists(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		add := func(kind, term, reason string) {
			t.Helper()
			_, err := h.Works.AddTerms(ctx, h.Ray, []commons.Term{{Kind: kind, Term: term, Reason: reason}})
			ok(t, err)
		}
		_, err := h.Works.AddTerms(ctx, h.Dora, []commons.Term{{Kind: commons.Hint, Term: "x", Reason: "y"}})
		want(t, err, fault.NotFound)
		_, err = h.Works.AddTerms(ctx, h.Bea, []commons.Term{{Kind: commons.Hint, Term: "x", Reason: "y"}})
		want(t, err, fault.Denied)
		add(commons.Negative, "加微信", "引流")
		add(commons.Hint, "台湾", "核对地图和表述")
		add(commons.Hint, "停用的词", "旧")
		all, err := h.Works.Terms(ctx, h.Ray, commons.Hint, "")
		ok(t, err)
		for _, x := range all {
			if x.Term == "停用的词" {
				ok(t, h.Works.EndTerm(ctx, h.Ray, x.ID))
			}
		}
		d := commonstest.Text("臺灣的河流") // traditional characters fold
		d.Body = "正文。停用的词。请 加 － 微，信 领取资料。"
		w, err := h.Works.Create(ctx, h.Ann, h.A.ID, d, "")
		ok(t, err)
		v := h.Submit(t, h.Ann, w.ID, h.A)
		want(t, h.Decide(t, h.Al, v.ID, commonstest.Approval), fault.Invalid)
		hits, err := h.Works.Caughts(ctx, h.Al, v.ID)
		ok(t, err)
		if len(hits) != 2 {
			t.Fatalf("hits %+v", hits)
		}
		for _, x := range hits {
			switch x.Kind {
			case commons.Hint:
				if x.Place != "title" || x.Reason != "核对地图和表述" {
					t.Fatalf("hint %+v", x)
				}
			case commons.Negative:
				if x.Place != "body" || !strings.Contains(x.Excerpt, "微，信") {
					t.Fatalf("negative %+v", x)
				}
				yes := commonstest.Approval
				yes.Answers = map[int]string{x.Number: "是课文原句，不是引流"}
				ok(t, h.Decide(t, h.Al, v.ID, yes))
			}
		}
		add(commons.Negative, "正文", "后来加的")
		hits, err = h.Works.Caughts(ctx, h.Ray, v.ID)
		ok(t, err)
		if len(hits) != 2 || hits[0].Answer+hits[1].Answer != "是课文原句，不是引流" {
			t.Fatalf("kept with the version %+v", hits)
		}
	})
}

// TestReadTerms: a file goes in whole or says which line is wrong.
func TestReadTerms(t *testing.T) {
	got, err := commons.ReadTerms(strings.NewReader("\ufeff类别,词语,原因\n负面,加群,引流\n提示词,香港,核对表述\n"))
	if err != nil || len(got) != 2 || got[0].Kind != commons.Negative || got[1].Kind != commons.Hint || got[1].Term != "香港" {
		t.Fatalf("%+v %v", got, err)
	}
	for _, bad := range []string{"负面,只有两列\n", "负面,\xff\xfe,x\n", "负面,\"没有收尾\n"} {
		if _, err := commons.ReadTerms(strings.NewReader(bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
