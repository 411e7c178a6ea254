package lesson_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
)

// again publishes one of Ann's works once more, changed.
func (s *site) again(w commons.WorkID, change func(*commons.Draftable)) commons.Version {
	s.t.Helper()
	ctx := s.t.Context()
	got, err := s.Works.Get(ctx, s.Ann, w)
	if err != nil {
		s.t.Fatal(err)
	}
	d := got.Draftable
	change(&d)
	if _, err := s.Works.Save(ctx, s.Ann, w, got.Rev, d); err != nil {
		s.t.Fatal(err)
	}
	v := s.Submit(s.t, s.Ann, w, s.Region)
	s.Approve(s.t, s.Ray, v.ID)
	return v
}

// TestOfferNotToBeAdapted: a new version of the original whose licence allows no adaptation is shown without the button to take it.
func TestOfferNotToBeAdapted(t *testing.T) {
	s := newSite(t)
	v1 := s.Public(t, s.Ann, "一", s.Region)
	mine, err := s.Works.Adapt(t.Context(), s.Bea, v1.ID, s.B.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	at := "/teacher/lessons/" + mine.ID.String()
	s.again(v1.Work, func(d *commons.Draftable) { d.Body += "\n\n再加一段。" })
	s.who = s.Bea
	s.has(s.get(at+"/upstream", 200), "采用新版本", "再加一段。")
	s.again(v1.Work, func(d *commons.Draftable) { d.Licence = commons.CCBYND })
	s.has(s.get(at, 200), "可以对照，不能采用")
	page := s.get(at+"/upstream", 200)
	s.has(page, "新版的许可不准改编", "保持我的")
	s.lacks(page, "采用新版本")
}

// TestWithdrawAnOlderVersion: an author takes back also a version that a newer one has replaced, and its page tells when the newer one was
// withdrawn.
func TestWithdrawAnOlderVersion(t *testing.T) {
	s := newSite(t)
	v1 := s.Public(t, s.Ann, "一", s.Region)
	at, old := "/teacher/lessons/"+v1.Work.String(), "/teacher/library/"+v1.ID.String()
	s.lacks(s.get(at, 200), "撤回哪一版")
	v2 := s.again(v1.Work, func(d *commons.Draftable) { d.Body += "\n\n再加一段。" })
	page := s.get(at, 200)
	s.has(page, "撤回哪一版", `value="`+v1.ID.String()+`"`, `value="`+v2.ID.String()+`"`)
	s.has(s.get(old, 200), "这一课有了新版本")
	s.post(at+"/withdraw", form("version", v2.ID.String(), "why", "有误"), 303)
	s.has(s.get(old, 200), "后来的版本已经撤回")
	s.has(s.get(at, 200), "撤回哪一版", "第 1 版（旧版）")
	s.post(at+"/withdraw", form("version", v1.ID.String(), "why", "有误"), 303)
	s.who = s.Bea
	s.get(old, 410)
}
