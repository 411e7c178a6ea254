package notice

import (
	"fmt"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/notice/noticetest"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
)

// TestReminders: one guardian is reached at an address of her own, one not at all, the third as the school knows him.
func TestReminders(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		own, none := h.guardians[0], h.guardians[1]
		for name, bad := range map[string][3]string{
			"no address": {way.Email, AtOwn, ""}, "two": {way.Email, AtOwn, "a@b.cn, c@d.cn"}, "a name": {way.Email, AtOwn, "甲 <a@b.cn>"}, "a line": {way.Email, AtOwn, "a@b.cn\r\nBcc: c@d.cn"},
			"no choice": {way.Email, "", ""}, "no such way": {way.WeCom, NotAtAll, ""}, "a telephone of one's own": {way.SMS, AtOwn, "13900000009"},
		} {
			want(t, h.s.ChooseReminder(bg, own, bad[0], bad[1], bad[2]), fault.Invalid, name)
		}
		want(t, h.s.ChooseReminder(bg, nil, way.Email, NotAtAll, ""), fault.SignIn, "nobody")
		for _, err := range []error{h.s.ChooseReminder(bg, own, way.Email, AtOwn, " mein@example.cn "), h.s.ChooseReminder(bg, none, way.Email, NotAtAll, "x")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := h.s.Reminders(bg, own)
		if fmt.Sprint(got) != "[{email true g0@example.cn own mein@example.cn} {sms false 13900000000 school }]" || err != nil {
			t.Fatal(got, err)
		}
		if got, _ := h.s.Reminders(bg, none); got[0].Choice != NotAtAll {
			t.Error(got)
		}
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if got := to(s.Mails()); got != "g2 mein" {
			t.Errorf("mails went to %s", got)
		}
		if got := h.slips(n); fmt.Sprint(got) != "[PupilB1 PupilB3 PupilB4]" {
			t.Errorf("slips: %v", got)
		}
		if err := h.s.ChooseReminder(bg, own, way.Email, AsSchool, ""); err != nil {
			t.Fatal(err)
		}
		if got, _ := h.s.Reminders(bg, own); got[0].Choice != AsSchool || got[0].Own != "" {
			t.Error(got)
		}
	})
}
