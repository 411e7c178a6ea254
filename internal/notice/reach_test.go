package notice

import (
	"fmt"
	"testing"
	"time"

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

// TestSetEmail: the office sets the mail server, what cannot work is not stored, and other ways stay as they are.
func TestSetEmail(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		h.set(map[string]any{"order": []string{"dingtalk"}, "text": "有新通知", "dingtalk": map[string]any{"key": "ding1", "agent": 1, "secret": "ding", "ids": "number"}})
		office := h.fresh(h.registrar)
		good := way.EmailConfig{Host: "smtp.example.cn", TLS: "starttls", From: "乡中学 <notice@example.cn>", User: "notice", Secret: "smtp"}
		want(t, h.s.SetEmail(bg, h.fresh(h.TeacherB), h.SchoolB, &good), fault.Denied, "a teacher")
		_, err := h.s.Channels(bg, h.fresh(h.TeacherB), h.SchoolB)
		want(t, err, fault.Denied, "a teacher looks")
		for name, change := range map[string]func(e *way.EmailConfig){"no host": func(e *way.EmailConfig) { e.Host = "" }, "no sender": func(e *way.EmailConfig) { e.From = "x" },
			"in the open": func(e *way.EmailConfig) { e.TLS = "none" }, "two lines": func(e *way.EmailConfig) { e.From = "a@b.cn\r\nBcc: c@d.cn" }} {
			bad := good
			change(&bad)
			want(t, h.s.SetEmail(bg, office, h.SchoolB, &bad), fault.Invalid, name)
		}
		if err := h.s.SetEmail(bg, office, h.SchoolB, &good); err != nil {
			t.Fatal(err)
		}
		c, err := h.s.Channels(bg, office, h.SchoolB)
		if err != nil || fmt.Sprint(c.Use) != "[email dingtalk]" || c.From != "乡中学" || c.Config.Text != "有新通知" || *c.Config.Email != good || len(c.Wrong) > 0 {
			t.Fatalf("%+v %v", c, err)
		}
		h.Clock.Advance(time.Second)
		if err := h.s.SetEmail(bg, h.fresh(h.registrar), h.SchoolB, nil); err != nil {
			t.Fatal(err)
		}
		if c, err = h.s.Channels(bg, h.fresh(h.registrar), h.SchoolB); err != nil || fmt.Sprint(c.Use) != "[dingtalk]" || c.Config.Email == nil {
			t.Fatalf("switched off: %+v %v", c, err)
		}
	})
}
