package notice

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/notice/noticetest"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// mail sets e-mail as the school's way and gives every guardian but the last an address.
func (h *house) mail(s *noticetest.SMTP, order ...string) {
	h.t.Helper()
	for i, g := range h.guardians[:3] {
		h.book[g.Person] = Contact{Email: fmt.Sprintf("g%d@example.cn", i), Phone: "1390000000" + fmt.Sprint(i)}
	}
	h.set(map[string]any{"order": append([]string{"email"}, order...), "email": map[string]any{"host": "127.0.0.1", "port": s.Port(), "tls": "none", "from": "学校 <notice@example.cn>"}})
}

func (h *house) set(ways map[string]any) {
	h.t.Helper()
	if err := h.Org.Set(bg, h.fresh(h.registrar), id.As[any](h.SchoolB), "notice.ways", ways, clock.At(h.Clock.Now())); err != nil {
		h.t.Fatal(err)
	}
}

func to(mails []noticetest.Mail) string {
	var out []string
	for _, m := range mails {
		out = append(out, strings.TrimSuffix(m.To, "@example.cn"))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func letterOf(m noticetest.Mail) string {
	_, body, _ := strings.Cut(m.Data, "\r\n\r\n")
	b, _ := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\r\n", ""))
	return string(b)
}

func (h *house) outside(n NoticeID) string {
	h.t.Helper()
	all, err := h.s.Outside(bg, h.fresh(h.TeacherB), n)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, w := range all {
		out = append(out, fmt.Sprintf("%s %v", w.Way, w.States))
	}
	return strings.Join(out, " ")
}

func (h *house) slips(n NoticeID) (out []string) {
	h.t.Helper()
	lines, err := h.s.Receipts(bg, h.fresh(h.TeacherB), n)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Slip {
			out = append(out, l.Name)
		}
	}
	return out
}

// TestOutsideSaysNothing: a message outside has the school, the time and the link, and nothing of the notice or of anybody.
func TestOutsideSaysNothing(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		d := h.draft(Guardians)
		d.Title, d.Body = "PupilB0 数学 58 分", "小弟 排名第 40"
		n := h.sent(h.TeacherB, d)
		if got := to(s.Mails()); got != "g0 g1 g2" {
			t.Fatal(got)
		}
		for _, m := range s.Mails() {
			if got := letterOf(m); got != "【乡中学】您有一条新通知（11月23日 10:00），请登录查看：\r\nhttps://tongxue.example/inbox/"+n.String()+"\r\n" {
				t.Errorf("%q", got)
			}
			for _, word := range []string{"PupilB", "58", "家长", "TeacherB"} {
				if strings.Contains(letterOf(m)+strings.ReplaceAll(m.Data, "example", ""), word) && word != "58" {
					t.Errorf("%s in %s", word, m.Data)
				}
			}
		}
		if got := h.outside(n); got != "email map[sent:3]" {
			t.Error(got)
		}
		// The fourth has no address and the fifth pupil no guardian: slips for the children.
		if got := h.slips(n); fmt.Sprint(got) != "[PupilB3 PupilB4]" {
			t.Error(got)
		}
		if n := h.sent(h.TeacherB, h.draft(Pupils)); h.outside(n) != "" || len(s.Mails()) != 3 {
			t.Error("pupils got a message outside")
		}
	})
}

// TestServerDown: the mail server is down when a notice goes out, the program stops and starts, the server comes back: everybody gets
// one message.
func TestServerDown(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		addr := s.Addr
		s.Stop()
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if got := h.outside(n); got != "email map[queued:3]" {
			t.Fatal(got)
		}
		if h.waiting(h.guardians[1]) != 1 {
			t.Error("the inbox does not wait for the mail server")
		}
		h.Clock.Advance(time.Minute)
		h.drain()
		// Another process takes over.
		h.jobs = job.New(h.Core, h.Clock, testkit.Logger(t))
		p := h.s.Parts
		p.Jobs = h.jobs
		h.s = New(p)
		s.Listen(t, addr)
		busy := atomic.Int64{}
		s.Answer = func(c string) string { // it is back, and in the middle of the second mail away again
			if c == "RCPT g1@example.cn" && busy.Add(1) == 1 {
				return "421 not yet"
			}
			return ""
		}
		for range 6 {
			h.Clock.Advance(time.Hour)
			h.drain()
		}
		if got := to(s.Mails()); got != "g0 g1 g2" {
			t.Errorf("mails to %s, want one each", got)
		}
		if got := h.outside(n); got != "email map[sent:3]" {
			t.Error(got)
		}
		if err := h.s.Retry(bg, h.fresh(h.TeacherB), n); err != nil {
			t.Fatal(err)
		}
		h.drain()
		if len(s.Mails()) != 3 {
			t.Error("sent again although all was sent")
		}
	})
}

// TestInterrupted: a program that vanishes with messages in its hands does not send them again: nobody knows whether they went out.
func TestInterrupted(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		s.Answer = func(c string) string {
			if c == "." {
				return "DROP" // taken, and the answer is lost
			}
			return ""
		}
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if len(s.Mails()) != 1 {
			t.Fatalf("%d mails", len(s.Mails()))
		}
		s.Answer = nil
		for range 5 {
			h.Clock.Advance(time.Hour)
			h.drain()
		}
		if got := to(s.Mails()); got != "g0 g1 g2" {
			t.Errorf("mails to %s: one was repeated or forgotten", got)
		}
		if got := h.outside(n); got != "email map[sent:2 unsure:1]" {
			t.Error(got)
		}
	})
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		s.Stop()
		n := h.sent(h.TeacherB, h.draft(Guardians))
		// A worker takes one message, and the machine loses power.
		h.write(func(tx *db.Tx) error {
			const take db.SQL = `-- unscoped: a worker that vanishes, in a test
UPDATE notice_way SET state = 'sending', job = (SELECT id FROM job WHERE kind = 'notice.out') WHERE person = ?`
			_, err := tx.Exec(take, h.guardians[1].Person)
			return err
		})
		s.Listen(t, s.Addr)
		h.Clock.Advance(time.Hour)
		h.drain()
		if got := to(s.Mails()); got != "g0 g2" || h.outside(n) != "email map[sent:2 unsure:1]" {
			t.Errorf("%s, %s", got, h.outside(n))
		}
	})
}

// TestOutsideAtNight: messages wait for the morning, each for its own, and a try that fails in the evening does not go on in the night.
func TestOutsideAtNight(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		h.at(23, 21, 30)
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if got := to(s.Mails()); got != "g1 g2" {
			t.Errorf("21:30: %s", got)
		}
		for hour := 22; hour < 30; hour++ {
			h.at(23, hour, 0)
			h.drain()
		}
		if got := to(s.Mails()); got != "g1 g2" {
			t.Errorf("in the night: %s", got)
		}
		h.at(24, 6, 30)
		h.drain()
		if got := to(s.Mails()); got != "g0 g1 g2" || h.outside(n) != "email map[sent:3]" {
			t.Errorf("in the morning: %s", got)
		}
		h.at(24, 21, 50)
		addr := s.Addr
		s.Stop()
		h.sent(h.TeacherB, h.draft(Guardians))
		s.Listen(t, addr)
		h.at(24, 22, 1)
		h.drain()
		if len(s.Mails()) != 3 {
			t.Error("a late try went out after bedtime")
		}
		h.at(25, 6, 31)
		h.drain()
		if got := to(s.Mails()[3:]); got != "g0 g1 g2" {
			t.Errorf("next morning: %s", got)
		}
	})
}

// TestRemind: a reminder reaches those who have not read, once a day at most, and never the night.
func TestRemind(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		h.mail(s)
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if _, err := h.s.Open(bg, h.guardians[1], n); err != nil {
			t.Fatal(err)
		}
		if err := h.s.Remind(bg, h.fresh(h.TeacherB), n); err != nil {
			t.Fatal(err)
		}
		want(t, h.s.Remind(bg, h.fresh(h.TeacherB), n), fault.TooMany, "twice a day")
		h.drain()
		if got := to(s.Mails()[3:]); got != "g0 g2" || !strings.Contains(letterOf(s.Mails()[3]), "提醒：您有一条新通知") {
			t.Errorf("reminded %s", got)
		}
		for i, nudged := range []bool{true, false, true, true} {
			list, _, err := h.s.Inbox(bg, h.fresh(h.guardians[i]), NoticeID{})
			if err != nil || (list[0].Nudged != 0) != nudged {
				t.Errorf("guardian %d: %+v, %v", i, list, err)
			}
		}
		h.at(24, 22, 30) // it reaches them on the 25th
		if err := h.s.Remind(bg, h.fresh(h.TeacherB), n); err != nil {
			t.Fatal(err)
		}
		h.drain()
		if list, _, err := h.s.Inbox(bg, h.fresh(h.guardians[2]), NoticeID{}); len(s.Mails()) != 5 || err != nil || day(list[0].Nudged) == "2026-11-24" {
			t.Error("reminded in the night")
		}
		h.at(25, 5, 0)
		if _, err := h.s.Open(bg, h.fresh(h.guardians[2]), n); err != nil { // reads before the reminder comes
			t.Fatal(err)
		}
		h.at(25, 6, 30)
		h.drain()
		if got := to(s.Mails()[5:]); got != "g0" {
			t.Errorf("second reminder to %s", got)
		}
		h.at(25, 20, 0)
		want(t, h.s.Remind(bg, h.fresh(h.TeacherB), n), fault.TooMany, "twice on the 25th")
		h.at(26, 8, 0)
		for _, i := range []int{0, 3} {
			if _, err := h.s.Open(bg, h.fresh(h.guardians[i]), n); err != nil {
				t.Fatal(err)
			}
		}
		want(t, h.s.Remind(bg, h.fresh(h.TeacherB), n), fault.Conflict, "nobody is left")
	})
}

// TestNextWay: who is refused on one way gets the next, who is refused on all a slip; a withdrawn notice goes nowhere.
func TestNextWay(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		s := noticetest.NewSMTP(t, false)
		var texts atomic.Int64
		sms := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			texts.Add(1)
			code := "OK"
			if r.URL.Query().Get("PhoneNumbers") == "13900000001" {
				code = "isv.MOBILE_NUMBER_ILLEGAL"
			}
			_ = json.NewEncoder(w).Encode(map[string]string{"Code": code})
		}))
		defer sms.Close()
		h.mail(s)
		ways := map[string]any{"order": []string{"email", "sms"}, "email": map[string]any{"host": "127.0.0.1", "port": s.Port(), "tls": "none", "from": "notice@example.cn"},
			"sms": map[string]any{"key": "k", "secret": "sms", "sign": "校", "template": "T", "base": sms.URL}}
		h.Clock.Advance(time.Second)
		h.set(ways)
		s.Answer = func(c string) string {
			if strings.HasPrefix(c, "RCPT g0") || strings.HasPrefix(c, "RCPT g1") {
				return "550 unknown"
			}
			return ""
		}
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if got := h.outside(n); got != "email map[refused:2 sent:1] sms map[refused:1 sent:1]" || texts.Load() != 2 {
			t.Errorf("%s, %d texts", got, texts.Load())
		}
		if got := h.slips(n); fmt.Sprint(got) != "[PupilB1 PupilB3 PupilB4]" {
			t.Error(got)
		}
		h.write(func(tx *db.Tx) error { return h.s.SetAddress(tx, h.guardians[3].Person, way.Email, "g3@example.cn") })
		n = h.sent(h.TeacherB, h.draft(Guardians))
		if got := h.slips(n); fmt.Sprint(got) != "[PupilB1 PupilB4]" {
			t.Errorf("an address of one's own: %v", got)
		}
		h.write(func(tx *db.Tx) error { return h.s.Forget(tx, h.guardians[3].Person) })
		n = h.sent(h.TeacherB, h.draft(Guardians))
		if got := h.slips(n); fmt.Sprint(got) != "[PupilB1 PupilB3 PupilB4]" {
			t.Errorf("forgotten: %v", got)
		}
		before := len(s.Mails())
		s.Stop()
		s.Answer = nil
		n = h.sent(h.TeacherB, h.draft(Guardians))
		if err := h.s.Withdraw(bg, h.fresh(h.TeacherB), n, ""); err != nil {
			t.Fatal(err)
		}
		s.Listen(t, s.Addr)
		h.Clock.Advance(time.Hour)
		h.drain()
		if got := h.outside(n); got != "email map[cancelled:3]" || len(s.Mails()) != before {
			t.Errorf("withdrawn: %s", got)
		}
		// A setting that cannot work is told to the sender, not tried for ever.
		h.Clock.Advance(time.Second)
		h.set(map[string]any{"order": []string{"email"}, "email": map[string]any{"host": "smtp.example.cn", "tls": "none", "from": "a@b.cn"}})
		n = h.sent(h.TeacherB, h.draft(Guardians))
		if wrong := h.s.Troubles(bg, h.node()); wrong[way.Email] == nil || h.outside(n) != "" || len(h.slips(n)) != 5 {
			t.Errorf("%v, %s, %v", wrong, h.outside(n), h.slips(n))
		}
	})
}

// TestSchool: three thousand people, made in slices, while others write.
func TestSchool(t *testing.T) {
	if testing.Short() {
		t.Skip("short: 3,000 people take seconds")
	}
	h := newHouse(t, testkit.SQLite(t, migrations()...))
	const n = 3000
	for lo := 0; lo < n; lo += 100 {
		h.write(func(tx *db.Tx) error {
			for i := lo; i < lo+100; i++ {
				p, err := h.Org.AddPerson(tx, org.Person{Owner: h.SchoolB, Name: fmt.Sprint("学生", i)}, org.AccountID{})
				if err != nil {
					return err
				}
				if err := h.Org.Enrol(tx, org.Enrolment{Person: p, Class: h.ClassB, Number: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	a := h.fresh(h.LeaderB)
	from := time.Now()
	no, err := h.s.Create(bg, a, Draft{Node: id.As[any](h.SchoolB), Title: "通知", Body: "正文", Audience: Pupils})
	if err == nil {
		err = h.s.Send(bg, a, no, 1)
	}
	if took := time.Since(from); err != nil || took > time.Second {
		t.Fatalf("sending took %s, %v", took, err)
	}
	ctx, stop := context.WithCancel(bg)
	slowest := make(chan time.Duration)
	go func() {
		var worst time.Duration
		for ctx.Err() == nil {
			from := time.Now()
			h.write(func(*db.Tx) error { return nil })
			worst = max(worst, time.Since(from))
		}
		slowest <- worst
	}()
	from = time.Now()
	h.drain()
	stop()
	t.Logf("%d rows in %s; the slowest other write took %s", n, time.Since(from), <-slowest)
	if c := h.count(no); c.People != n+6 {
		t.Errorf("%+v", c)
	}
}
