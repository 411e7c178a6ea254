package thanks_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// classes stands for homework.
type classes map[id.Any]thanks.Taught

func (c classes) Taught(_ context.Context, _ *org.Actor, as id.Any) (thanks.Taught, error) {
	t, ok := c[as]
	if !ok {
		return t, fault.New(fault.NotFound, "找不到这次布置")
	}
	return t, nil
}

type house struct {
	*commonstest.House
	thanks *thanks.Service
	given  classes
}

func engines(t *testing.T, f func(t *testing.T, h *house)) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		h := &house{House: commonstest.New(t, core), given: classes{}}
		h.thanks = thanks.New(core, h.Log, h.Org, h.Works, h.given, h.Clock)
		f(t, h)
	}, append(commonstest.Migrations(), thanks.Migrations)...)
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

// use says that somebody has given a version to a class of theirs.
func (h *house) use(v commons.VersionID, by org.PersonID, school org.Unit, setting string) id.Any {
	as := id.New[any]()
	h.given[as] = thanks.Taught{Assignment: as, Version: v, Teacher: by, School: school.ID, Grade: 4, Setting: setting, Due: h.Org.Now() - 1}
	return as
}

var useful = thanks.Said{Verdict: thanks.Useful}

func TestAskedOnceAtTheMomentOfUse(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "角", h.Region)
		as := h.use(v.ID, h.Bea.Person, h.B, "rural")
		ask := func(a *org.Actor, as id.Any, sheet bool) bool {
			t.Helper()
			yes, err := h.thanks.Ask(ctx, a, as, sheet)
			ok(t, err)
			return yes
		}
		if !ask(h.Bea, as, false) || ask(h.Cid, as, true) {
			t.Error("who gave it is asked after the last day, nobody else is")
		}
		open := h.given[as]
		open.Due = h.Org.Now() + 1e6
		h.given[as] = open
		if ask(h.Bea, as, false) || !ask(h.Bea, as, true) {
			t.Error("before the last day only the sheet asks")
		}
		want(t, h.thanks.Say(ctx, h.Cid, as, useful), fault.Denied)
		want(t, h.thanks.Say(ctx, h.Bea, as, thanks.Said{Verdict: "great"}), fault.Invalid)
		want(t, h.thanks.Say(ctx, h.Bea, as, thanks.Said{Verdict: thanks.Change}), fault.Invalid)
		want(t, h.thanks.Say(ctx, h.Bea, as, thanks.Said{Verdict: thanks.Change, What: []string{"colour"}}), fault.Invalid)
		want(t, h.thanks.Say(ctx, h.Bea, as, thanks.Said{Verdict: thanks.Useful, Words: strings.Repeat("长", 201)}), fault.Invalid)
		ok(t, h.thanks.Say(ctx, h.Bea, as, thanks.Said{Verdict: thanks.Later, Words: "x"}))
		if ask(h.Bea, as, true) || ask(h.Bea, h.use(v.ID, h.Bea.Person, h.B, "rural"), true) {
			t.Error("asked again after 以后再说")
		}
		s, err := h.thanks.Of(ctx, h.Cid, v.Work)
		ok(t, err)
		if s.N != 0 || len(s.Voices) != 0 {
			t.Errorf("以后再说 counts: %+v", s)
		}
		// a new version is a new lesson to ask about
		v2 := h.Submit(t, h.Ann, v.Work, h.Region)
		h.Approve(t, h.Ray, v2.ID)
		if !ask(h.Bea, h.use(v2.ID, h.Bea.Person, h.B, "rural"), true) {
			t.Error("not asked about a new version")
		}
	})
}

func TestVoicesAnswersAndHiding(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		v := h.Public(t, h.Ann, "角", h.Region)
		ok(t, h.thanks.Say(ctx, h.Bea, h.use(v.ID, h.Bea.Person, h.B, "rural"), thanks.Said{Verdict: thanks.Change, What: []string{thanks.Time}, Words: "一节课 讲不完"}))
		ok(t, h.thanks.Say(ctx, h.Cid, h.use(v.ID, h.Cid.Person, h.C, "urban"), useful))
		ok(t, h.thanks.Say(ctx, h.Cid, h.use(v.ID, h.Cid.Person, h.C, "urban"), thanks.Said{Verdict: thanks.Change, Words: "再说一次"}))
		s, err := h.thanks.Of(ctx, h.Al, v.Work)
		ok(t, err)
		if s.N != 2 || s.Useful != 1 || s.Changes[thanks.Time] != 1 || !math.IsNaN(s.Mean) || len(s.Voices) != 1 || s.Voices[0].Setting != "rural" || s.Voices[0].Grade != 4 {
			t.Fatalf("%+v", s)
		}
		n := s.Voices[0].ID
		want(t, h.thanks.Answer(ctx, h.Al, n, "x"), fault.NotFound) // a colleague of the author
		want(t, h.thanks.Answer(ctx, h.Bea, n, "x"), fault.NotFound)
		want(t, h.thanks.Answer(ctx, h.Ann, n, " "), fault.Invalid)
		ok(t, h.thanks.Answer(ctx, h.Ann, n, "下一版分成两节"))
		want(t, h.thanks.Answer(ctx, h.Ann, n, "再回"), fault.Conflict)
		want(t, h.thanks.Hide(ctx, h.Ann, n, "不喜欢"), fault.Denied) // the author is no reviewer
		want(t, h.thanks.Hide(ctx, h.Dora, n, "别区的审核员"), fault.NotFound)
		want(t, h.thanks.Hide(ctx, h.Ray, n, ""), fault.Invalid)
		ok(t, h.thanks.Hide(ctx, h.Ray, n, "含个人信息"))
		s, err = h.thanks.Of(ctx, h.Al, v.Work)
		ok(t, err)
		if s.N != 1 || len(s.Voices) != 0 {
			t.Errorf("hidden, and shown: %+v", s)
		}
		s, err = h.thanks.Of(ctx, h.Bea, v.Work)
		ok(t, err)
		if len(s.Voices) != 1 || !s.Voices[0].Hidden || s.Voices[0].Why != "含个人信息" || s.Voices[0].Answer != "下一版分成两节" {
			t.Errorf("who said it cannot read why: %+v", s)
		}
		// events hold no words, and the words go with the person
		ok(t, h.Log.Settle(ctx))
		evs, err := h.Log.Read(ctx, bus.Position{}, 1000)
		ok(t, err)
		said := 0
		for _, e := range evs {
			if strings.Contains(string(e.Payload), "讲不完") || strings.Contains(string(e.Payload), "两节") || strings.Contains(string(e.Payload), "个人信息") {
				t.Errorf("%s holds words", e.Kind)
			}
			if e.Kind == "lesson.thanked" {
				said++
			}
		}
		if said != 2 {
			t.Errorf("%d events lesson.thanked, want 2", said)
		}
		ok(t, h.Core.Write(ctx, func(tx *db.Tx) error { return h.thanks.Erase(tx, h.Bea.Person) }))
		s, err = h.thanks.Of(ctx, h.Bea, v.Work)
		ok(t, err)
		if len(s.Voices) == 1 && s.Voices[0].Words != "" {
			t.Error("the words stay after an erasure")
		}
		// who cannot read the lesson reads no voices
		own := h.Public(t, h.Ann, "校内", h.A)
		ok(t, h.thanks.Say(ctx, h.Ann, h.use(own.ID, h.Ann.Person, h.A, ""), thanks.Said{Verdict: thanks.Useful, Words: "好用"}))
		s, err = h.thanks.Of(ctx, h.Bea, own.Work)
		ok(t, err)
		if s.N != 0 {
			t.Error("another school reads what is said about a lesson of the school")
		}
	})
}

// TestMean: none below five voices; from there on between the share of the lesson and that of the library, nearer to the lesson's the
// more voices there are.
func TestMean(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(rt, "n")
		k := rapid.IntRange(0, n).Draw(rt, "k")
		m := rapid.Float64Range(0, 1).Draw(rt, "m")
		got := thanks.Mean(k, n, m)
		if n < thanks.MinVoices {
			if !math.IsNaN(got) {
				rt.Fatalf("a mean of %d voices", n)
			}
			return
		}
		p := float64(k) / float64(n)
		if got < min(p, m)-1e-9 || got > max(p, m)+1e-9 {
			rt.Fatalf("%v outside %v and %v", got, p, m)
		}
		if more := thanks.Mean(10*k, 10*n, m); math.Abs(more-p) > math.Abs(got-p)+1e-9 {
			rt.Fatalf("more voices lead away from what they say")
		}
	})
}
