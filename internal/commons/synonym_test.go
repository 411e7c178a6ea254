package commons_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

// researcher is somebody who keeps the words of a unit.
func researcher(t *testing.T, h *commonstest.House, at org.Unit) *org.Actor {
	t.Helper()
	account := id.New[org.Account]()
	ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error {
		p, err := h.Org.AddPerson(tx, org.Person{Owner: at.ID, Name: "教研员"}, account)
		if err != nil {
			return err
		}
		return h.Org.Give(tx, org.Holding{Person: p, Role: org.Researcher, Node: at.Node()})
	}))
	a, err := h.Org.Resolve(t.Context(), account, "test")
	ok(t, err)
	return a
}

// reword starts the service anew, with the preset's words.
func reword(t *testing.T, h *commonstest.House) {
	t.Helper()
	p, err := preset.Load(preset.Default)
	ok(t, err)
	h.Log = bus.New(h.Core, h.Clock, testkit.Logger(t))
	h.Works = commons.New(commons.Parts{Core: h.Core, Search: h.Search, Log: h.Log, Org: h.Org, Clock: h.Clock, Preset: p, Words: p.Words})
	h.Log.Consume(h.Works.Indexer())
}

// TestOwnSynonyms: a group that the region adds counts from the next search on, joins a group of the preset with which it shares a word,
// is not lost with the service, is gone when it is removed, and stands in the audit chain; others may not, and no group gets in wrong.
func TestOwnSynonyms(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		reword(t, h)
		h.Works.OpenReview(commons.ReviewParts{Audit: audit.New(h.Core, h.Clock)})
		public(t, h, h.Ann, h.A, h.Group, commons.Draftable{Title: "落花生", Subject: "chinese", Stage: "primary", Grade: 5, Body: "附教学设计"})
		public(t, h, h.Ann, h.A, h.Group, commons.Draftable{Title: "认识钟面", Subject: "maths", Stage: "primary", Grade: 1, Body: "整时和半时"})
		keeper, elsewhere := researcher(t, h, h.Region), researcher(t, h, h.South)
		finds := func(q, title string) {
			t.Helper()
			if got := h.Titles(t, h.Bea, commons.Query{Text: q}); got != title {
				t.Fatalf("%s: got %q, want %q", q, got, title)
			}
		}
		finds("时钟课", "")
		finds("备课本", "")
		ok(t, h.Works.AddSynonyms(t.Context(), keeper, []string{"时钟课", " 钟面 ", "鐘面"}, "once"))
		finds("时钟课", "认识钟面")
		ok(t, h.Works.AddSynonyms(t.Context(), keeper, []string{"时钟课", "钟面"}, "once")) // the same form again
		h.Clock.Advance(time.Second)
		ok(t, h.Works.AddSynonyms(t.Context(), keeper, []string{"备课本", "教案"}, ""))
		finds("备课本", "落花生") // the preset says that a 教案 is a 教学设计
		got, err := h.Works.Synonyms(t.Context(), keeper)
		ok(t, err)
		if len(got.Groups) != 2 || strings.Join(got.Groups[1].Words, ",") != "时钟课,钟面" || !got.Keeps || len(got.Given) == 0 {
			t.Fatalf("%+v", got)
		}
		if got, err := h.Works.Synonyms(t.Context(), elsewhere); err != nil || got.Keeps || len(got.Groups) != 2 {
			t.Fatalf("a researcher of a district: %+v, %v", got, err)
		}
		for words, kind := range map[string]fault.Kind{"": fault.Invalid, "钟": fault.Invalid, "钟,表": fault.Invalid, "一样的,一樣的": fault.Invalid, "钟 面,表面": fault.Invalid, "钟面,表盘": fault.Invalid, "教案,教学设计": fault.Invalid,
			"一一,二二,三三,四四,五五,六六,七七,八八,九九,十十,甲甲,乙乙,丙丙": fault.Invalid, "表盘," + strings.Repeat("长", 21): fault.Invalid, "表盘,！？": fault.Invalid} {
			want(t, h.Works.AddSynonyms(t.Context(), keeper, strings.Split(words, ","), ""), kind)
		}
		for _, a := range []*org.Actor{elsewhere, h.Ann, h.Ray} {
			if err := h.Works.AddSynonyms(t.Context(), a, []string{"表盘", "钟盘"}, ""); err == nil {
				t.Fatalf("%s adds", a.Name)
			}
			if err := h.Works.RemoveSynonyms(t.Context(), a, got.Groups[1].ID); err == nil {
				t.Fatalf("%s removes", a.Name)
			}
		}
		if _, err := h.Works.Synonyms(t.Context(), h.Ann); err == nil {
			t.Fatal("a teacher reads the list")
		}
		reword(t, h) // what a restart or another process has
		h.Works.OpenReview(commons.ReviewParts{Audit: audit.New(h.Core, h.Clock)})
		finds("备课本", "落花生")
		h.Clock.Advance(time.Second)
		ok(t, h.Works.RemoveSynonyms(t.Context(), keeper, got.Groups[1].ID))
		finds("时钟课", "")
		finds("备课本", "落花生")
		want(t, h.Works.RemoveSynonyms(t.Context(), keeper, got.Groups[1].ID), fault.NotFound)
		n, err := db.One(h.Core.Reader(t.Context()), countAudited, db.Value[int])
		if err != nil || n != 3 {
			t.Fatalf("%d lines in the audit chain, %v", n, err)
		}
	})
}

const countAudited db.SQL = `-- unscoped: a test looks into the table
SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'search.synonyms.%'`
