package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var bg = context.Background()

// book is a book of contacts.
type book map[org.PersonID]Contact

// Contacts satisfies Contacts.
func (b book) Contacts(_ context.Context, people []org.PersonID) (map[org.PersonID]Contact, error) {
	out := map[org.PersonID]Contact{}
	for _, p := range people {
		if c, ok := b[p]; ok {
			out[p] = c
		}
	}
	return out, nil
}

// house is class B of a school with a guardian for each pupil but the last; the first guardian has a second child in primary.
type house struct {
	*orgtest.World
	t         *testing.T
	s         *Service
	jobs      *job.Queue
	book      book
	guardians []*org.Actor
	primary   org.PersonID
	registrar *org.Actor
}

func newHouse(t *testing.T, d *db.DB) *house {
	w := orgtest.New(t, d)
	h := &house{World: w, t: t, jobs: job.New(d, w.Clock, testkit.Logger(t)), book: book{}}
	h.s = New(Parts{Core: d, Log: w.Log, Org: w.Org, Jobs: h.jobs, Clock: w.Clock, Contacts: h.book, BaseURL: "https://tongxue.example",
		HTTP: &http.Client{Timeout: 300 * time.Millisecond}, Secrets: func(string, string) (string, error) { return "geheim", nil }})
	var small org.ClassID
	h.write(func(tx *db.Tx) (err error) {
		small, err = w.Org.AddClass(tx, org.Class{School: w.SchoolB, Stage: org.Primary, Cohort: 2025, Number: 1})
		return err
	})
	h.primary = h.person("小弟", w.SchoolB)
	h.write(func(tx *db.Tx) error {
		return w.Org.Enrol(tx, org.Enrolment{Person: h.primary, Class: small, Number: "01"})
	})
	for i := range 4 {
		account := id.New[org.Account]()
		p := id.New[org.Person]()
		h.write(func(tx *db.Tx) error {
			if _, err := w.Org.AddPerson(tx, org.Person{ID: p, Owner: w.SchoolB, Name: fmt.Sprintf("家长%d", i)}, account); err != nil {
				return err
			}
			children := []org.PersonID{w.PupilsB[i].Person}
			if i == 0 {
				children = append(children, h.primary)
			}
			for _, c := range children {
				if err := w.Org.Give(tx, org.Holding{Person: p, Role: org.Guardian, Node: id.As[any](c)}); err != nil {
					return err
				}
			}
			return nil
		})
		h.guardians = append(h.guardians, w.Resolve(t, account))
	}
	account := id.New[org.Account]()
	h.write(func(tx *db.Tx) error {
		p, err := w.Org.AddPerson(tx, org.Person{Owner: w.SchoolB, Name: "教务"}, account)
		if err != nil {
			return err
		}
		if err := w.Org.Give(tx, org.Holding{Person: p, Role: org.Registrar, Node: id.As[any](w.SchoolB)}); err != nil {
			return err
		}
		return w.Org.ApproveAll(tx, w.SchoolB, org.PersonID{})
	})
	h.registrar = w.Resolve(t, account)
	h.LeaderB, h.TeacherB = w.Resolve(t, w.LeaderB.Account), w.Resolve(t, w.TeacherB.Account)
	return h
}

func (h *house) write(f func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.Core.Write(bg, f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person(name string, home org.UnitID) (p org.PersonID) {
	h.t.Helper()
	h.write(func(tx *db.Tx) (err error) {
		p, err = h.Org.AddPerson(tx, org.Person{Owner: home, Name: name}, org.AccountID{})
		return err
	})
	return p
}

func (h *house) node() org.Node { return id.As[any](h.ClassB) }

func (h *house) draft(audience string) Draft {
	return Draft{Node: h.node(), Title: "秋游", Body: "周五 8:00 在校门口集合。", Audience: audience}
}

// fresh is an actor at the time that the clock shows now.
func (h *house) fresh(a *org.Actor) *org.Actor {
	h.t.Helper()
	return h.Resolve(h.t, a.Account)
}

// sent sends a draft and works until nothing is due.
func (h *house) sent(by *org.Actor, d Draft) NoticeID {
	h.t.Helper()
	by = h.fresh(by)
	n, err := h.s.Create(bg, by, d)
	if err != nil {
		h.t.Fatal(err)
	}
	row, err := h.s.Notice(bg, by, n)
	if err == nil {
		err = h.s.Send(bg, by, n, row.Rev)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.drain()
	return n
}

func (h *house) drain() {
	h.t.Helper()
	if err := h.jobs.Drain(bg); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) waiting(a *org.Actor) int {
	h.t.Helper()
	n, err := h.s.Waiting(bg, a.Person)
	if err != nil {
		h.t.Fatal(err)
	}
	list, _, err := h.s.Inbox(bg, h.fresh(a), NoticeID{})
	if err != nil {
		h.t.Fatal(err)
	}
	open := 0
	for _, l := range list {
		if l.Waiting() {
			open++
		}
	}
	if open != n {
		h.t.Errorf("%d in the inbox, %d at the menu", open, n)
	}
	return n
}

func (h *house) count(n NoticeID) Count {
	h.t.Helper()
	c, err := h.s.Counts(bg, []Notice{{ID: n}})
	if err != nil {
		h.t.Fatal(err)
	}
	return c[n]
}

// at sets the clock to a time of a day in China.
func (h *house) at(day, hour, minute int) {
	h.Clock.Advance(time.Date(2026, 11, day, hour, minute, 0, 0, clock.Shanghai).Sub(h.Clock.Now()))
}

func suite(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, d *db.DB) { f(t, newHouse(t, d)) }, migrations()...)
}

func migrations() []fs.FS {
	return []fs.FS{org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations}
}

func want(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: want %s, got %v", what, k, err)
	}
}

func TestSendAndRead(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		d := h.draft(Guardians)
		d.Receipt, d.Idem = true, "one"
		n := h.sent(h.TeacherB, d)
		if again, err := h.s.Create(bg, h.TeacherB, d); err != nil || again != n {
			t.Errorf("the same request again: %v, %v", again, err)
		}
		if err := h.s.Send(bg, h.TeacherB, n, 1); err != nil {
			t.Errorf("sent again: %v", err)
		}
		h.drain()
		if c := h.count(n); c != (Count{People: 4}) {
			t.Errorf("%+v", c)
		}
		for _, g := range h.guardians {
			if h.waiting(g) != 1 {
				t.Error("a guardian has nothing")
			}
		}
		if h.waiting(h.PupilsB[0]) != 0 || h.waiting(h.TeacherB) != 0 {
			t.Error("somebody else got it")
		}
		l, err := h.s.Open(bg, h.guardians[0], n)
		if err != nil || l.Title != "秋游" || l.Opened == 0 || len(l.Children) != 1 || l.Children[0] != h.PupilsB[0].Person || l.Part != Guardians {
			t.Errorf("%+v, %v", l, err)
		}
		first := l.Opened
		h.Clock.Advance(time.Hour)
		if l, err = h.s.Open(bg, h.guardians[0], n); err != nil || l.Opened != first {
			t.Errorf("the first opening counts: %d, %v", l.Opened, err)
		}
		if h.waiting(h.guardians[0]) != 1 {
			t.Error("a receipt is still wanted")
		}
		for range 2 {
			if err := h.s.Confirm(bg, h.guardians[0], n); err != nil {
				t.Fatal(err)
			}
		}
		if h.waiting(h.guardians[0]) != 0 {
			t.Error("confirmed, and still counted")
		}
		if c := h.count(n); c != (Count{People: 4, Read: 1, Confirmed: 1}) {
			t.Errorf("%+v", c)
		}
		lines, err := h.s.Receipts(bg, h.TeacherB, n)
		if err != nil || len(lines) != 5 {
			t.Fatalf("%+v, %v", lines, err)
		}
		if lines[0].Name != "PupilB0" || lines[0].Number != "01" || lines[0].Read != first || !lines[0].Answered(true) || lines[1].Answered(true) || lines[4].Guardians != 0 || !lines[4].Slip {
			t.Errorf("%+v", lines)
		}
		if k, err := h.s.EnterPaper(bg, h.TeacherB, n, []org.PersonID{h.PupilsB[4].Person, h.PupilA.Person}); err != nil || k != 1 {
			t.Errorf("paper: %d, %v", k, err)
		}
		if lines, err = h.s.Receipts(bg, h.TeacherB, n); err != nil || !lines[4].Answered(true) {
			t.Errorf("%+v, %v", lines, err)
		}
		h.events(n, map[string]int{"notice.sent": 1, "notice.read": 2})
	})
}

// events counts this notice's events, and looks that none holds a word of it and that statements are well formed.
func (h *house) events(n NoticeID, wanted map[string]int) {
	h.t.Helper()
	if err := h.Log.Settle(bg); err != nil {
		h.t.Fatal(err)
	}
	es, err := h.Log.Read(bg, bus.Position{}, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	got := map[string]int{}
	for _, e := range es {
		if !strings.HasPrefix(e.Kind, "notice.") {
			continue
		}
		var p happened
		if err := json.Unmarshal(e.Payload, &p); err != nil || p.Notice != n {
			h.t.Errorf("%s, %v", e.Payload, err)
		}
		got[e.Kind]++
		if strings.Contains(string(e.Payload), "秋游") || strings.Contains(string(e.Payload), "家长") {
			h.t.Errorf("words in the log: %s", e.Payload)
		}
		st, ok, err := Statement(e)
		if err != nil || ok != (e.Kind == "notice.sent" || e.Kind == "notice.read" && p.Audience != Guardians && !p.Confirmed) {
			h.t.Errorf("statement of %s: %v, %v", e.Kind, ok, err)
		}
		if ok {
			st.ID, st.Actor.HomePage = e.ID, "https://example.edu"
			if _, err := st.JSON(); err != nil {
				h.t.Error(err)
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(wanted) {
		h.t.Errorf("events %v, want %v", got, wanted)
	}
}

func TestAudiences(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		school := id.As[any](h.SchoolB)
		d := h.draft(Pupils)
		n := h.sent(h.TeacherB, d)
		if c := h.count(n); c.People != 5 {
			t.Errorf("pupils of a class: %+v", c)
		}
		if _, err := h.s.Open(bg, h.PupilsB[2], n); err != nil {
			t.Error(err)
		}
		h.events(n, map[string]int{"notice.sent": 1, "notice.read": 1})
		d.Only = []org.PersonID{h.PupilsB[1].Person}
		if c := h.count(h.sent(h.TeacherB, d)); c.People != 1 {
			t.Errorf("one of them: %+v", c)
		}
		d.Audience = Guardians
		if n = h.sent(h.TeacherB, d); h.count(n).People != 1 || h.waiting(h.guardians[1]) != 1 || h.waiting(h.guardians[2]) != 0 {
			t.Errorf("the guardian of one: %+v", h.count(n))
		}
		d = Draft{Node: school, Title: "会议", Body: "三点", Audience: Staff}
		n = h.sent(h.LeaderB, d)
		if c := h.count(n); c.People != 3 || h.waiting(h.TeacherB) != 1 { // teacher, leader, registrar
			t.Errorf("staff: %+v", c)
		}
		if lines, err := h.s.Receipts(bg, h.LeaderB, n); err != nil || len(lines) != 3 || lines[0].Name == "" {
			t.Errorf("%+v, %v", lines, err)
		}
		d.Audience = Guardians
		n = h.sent(h.registrar, d)
		if c := h.count(n); c.People != 4 {
			t.Errorf("guardians of a school: %+v", c)
		}
		if lines, err := h.s.Receipts(bg, h.registrar, n); err != nil || lines != nil {
			t.Errorf("a whole school by name: %d, %v", len(lines), err)
		}
		if l, err := h.s.Open(bg, h.guardians[0], n); err != nil || len(l.Children) != 2 {
			t.Errorf("two children, one letter: %+v, %v", l, err)
		}
		places, err := h.s.Places(bg, h.registrar)
		if err != nil || len(places) != 3 || places[0].Label != "乡中学" || places[0].Class {
			t.Errorf("%+v, %v", places, err)
		}
	})
}

func TestRefused(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		d := h.draft(Guardians)
		for name, a := range map[string]*org.Actor{"pupil": h.PupilsB[0], "guardian": h.guardians[0], "bureau": h.Bureau, "system": h.SystemAdmin, "reviewer": h.ReviewerGroup} {
			_, err := h.s.Create(bg, a, d)
			want(t, err, fault.Denied, name)
		}
		_, err := h.s.Create(bg, nil, d)
		want(t, err, fault.SignIn, "nobody")
		_, err = h.s.Create(bg, h.TeacherC, d)
		want(t, err, fault.NotFound, "another school's teacher")
		d.Node = id.As[any](h.SchoolB)
		_, err = h.s.Create(bg, h.TeacherB, d)
		want(t, err, fault.NotFound, "a teacher to the whole school")
		for name, change := range map[string]func(d *Draft){
			"no title": func(d *Draft) { d.Title = "  " }, "long title": func(d *Draft) { d.Title = strings.Repeat("长", 61) }, "no body": func(d *Draft) { d.Body = "" },
			"right to left": func(d *Draft) { d.Title = "收款\u202etxt.exe" }, "isolate": func(d *Draft) { d.Body = "a\u2066b" }, "mark": func(d *Draft) { d.Body = "a\u200fb" },
			"control": func(d *Draft) { d.Body = "a\x07b" }, "hidden": func(d *Draft) { d.Body = "a\u200bb" }, "bytes": func(d *Draft) { d.Body = "a\xff" },
			"audience": func(d *Draft) { d.Audience = "world" }, "staff of a class": func(d *Draft) { d.Audience = Staff },
			"past": func(d *Draft) { d.ReplyBy = 1 }, "somebody else": func(d *Draft) { d.Only = []org.PersonID{h.PupilA.Person} },
		} {
			d := h.draft(Guardians)
			change(&d)
			_, err := h.s.Create(bg, h.TeacherB, d)
			want(t, err, fault.Invalid, name)
		}
		n, err := h.s.Create(bg, h.TeacherB, h.draft(Guardians))
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.s.Notice(bg, h.LeaderB, n)
		want(t, err, fault.NotFound, "a draft is its author's")
		want(t, h.s.Send(bg, h.LeaderB, n, 1), fault.NotFound, "another's draft sent")
		want(t, h.s.Send(bg, h.TeacherB, n, 7), fault.Conflict, "another version sent")
		want(t, h.s.Withdraw(bg, h.TeacherB, n, ""), fault.Conflict, "a draft withdrawn")
		_, err = h.s.Open(bg, h.guardians[0], n)
		want(t, err, fault.NotFound, "a draft opened")
		d = h.draft(Guardians)
		d.Title = "秋游改期"
		if err := h.s.Save(bg, h.TeacherB, n, 1, d); err != nil {
			t.Fatal(err)
		}
		want(t, h.s.Save(bg, h.TeacherB, n, 1, d), fault.Conflict, "saved on an old version")
		if err := h.s.Send(bg, h.TeacherB, n, 2); err != nil {
			t.Fatal(err)
		}
		h.drain()
		want(t, h.s.Save(bg, h.TeacherB, n, 3, d), fault.Conflict, "changed after sending")
		want(t, h.s.Discard(bg, h.TeacherB, n), fault.Conflict, "deleted after sending")
		for name, a := range map[string]*org.Actor{"another guardian's child's teacher": h.TeacherC, "a pupil of the class": h.PupilsB[0], "the sender": h.TeacherB} {
			_, err := h.s.Open(bg, a, n)
			want(t, err, fault.NotFound, name)
			want(t, h.s.Confirm(bg, a, n), fault.NotFound, name)
		}
		want(t, h.s.Confirm(bg, h.guardians[0], n), fault.Conflict, "no receipt is wanted")
		for name, a := range map[string]*org.Actor{"c": h.TeacherC, "a": h.TeacherA} {
			_, err := h.s.Receipts(bg, a, n)
			want(t, err, fault.NotFound, name)
			want(t, h.s.Remind(bg, a, n), fault.NotFound, name)
			want(t, h.s.Withdraw(bg, a, n, ""), fault.NotFound, name)
			want(t, h.s.Retry(bg, a, n), fault.NotFound, name)
		}
		if list, _, err := h.s.List(bg, h.TeacherC, NoticeID{}); err != nil || len(list) != 0 {
			t.Errorf("another school's list: %v, %v", list, err)
		}
		if list, _, err := h.s.List(bg, h.LeaderB, NoticeID{}); err != nil || len(list) != 1 {
			t.Errorf("the leader's list: %v, %v", list, err)
		}
		_, _, err = h.s.List(bg, h.guardians[0], NoticeID{})
		want(t, err, fault.Denied, "a guardian's list of sent ones")
	})
}

func TestWithdraw(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		n := h.sent(h.TeacherB, h.draft(Guardians))
		for range 2 {
			if err := h.s.Withdraw(bg, h.LeaderB, n, "发错了"); err != nil {
				t.Fatal(err)
			}
		}
		l, err := h.s.Open(bg, h.guardians[0], n)
		if err != nil || l.State != Withdrawn || l.Body != "" || l.Reason != "发错了" || l.Opened != 0 || h.waiting(h.guardians[0]) != 0 {
			t.Errorf("%+v, %v", l, err)
		}
		if list, _, err := h.s.Inbox(bg, h.guardians[0], NoticeID{}); err != nil || len(list) != 1 || list[0].Body != "" {
			t.Errorf("%+v, %v", list, err)
		}
		want(t, h.s.Remind(bg, h.TeacherB, n), fault.Conflict, "reminded of a withdrawn notice")
		want(t, h.s.Send(bg, h.TeacherB, n, 3), fault.Gone, "sent once more")
		h.events(n, map[string]int{"notice.sent": 1, "notice.withdrawn": 1})
	})
}

func TestPages(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		const all = 2*PageSize + 3
		for i := range all {
			d := h.draft(Pupils)
			d.Title = fmt.Sprint("第", i)
			h.sent(h.TeacherB, d)
			if i%5 != 0 {
				h.Clock.Advance(time.Second)
			}
		}
		walk := func(page func(after NoticeID) ([]NoticeID, bool)) {
			seen := map[NoticeID]bool{}
			var after NoticeID
			for more := true; more; {
				var ids []NoticeID
				if ids, more = page(after); len(ids) == 0 || len(ids) > PageSize {
					t.Fatalf("a page of %d", len(ids))
				}
				for _, n := range ids {
					if seen[n] {
						t.Error("twice")
					}
					seen[n] = true
				}
				after = ids[len(ids)-1]
			}
			if len(seen) != all {
				t.Errorf("%d of %d", len(seen), all)
			}
		}
		pupil, teacher := h.fresh(h.PupilsB[0]), h.fresh(h.TeacherB)
		walk(func(after NoticeID) (ids []NoticeID, more bool) {
			list, more, err := h.s.Inbox(bg, pupil, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range list {
				ids = append(ids, l.ID)
			}
			return ids, more
		})
		walk(func(after NoticeID) (ids []NoticeID, more bool) {
			list, more, err := h.s.List(bg, teacher, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range list {
				ids = append(ids, l.ID)
			}
			return ids, more
		})
	})
}

// TestSendOnce: many clicks at once are one notice, one event and one job.
func TestSendOnce(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		d := h.draft(Guardians)
		d.Idem = "click"
		ids := make([]NoticeID, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				a := h.Resolve(t, h.TeacherB.Account)
				n, err := h.s.Create(bg, a, d)
				if err == nil {
					err = h.s.Send(bg, a, n, 1)
				}
				if err != nil {
					t.Error(err)
				}
				ids[i] = n
			})
		}
		wg.Wait()
		for _, n := range ids {
			if n != ids[0] {
				t.Fatal("two notices")
			}
		}
		h.drain()
		var opens sync.WaitGroup
		for range 8 {
			opens.Go(func() {
				if _, err := h.s.Open(bg, h.Resolve(t, h.guardians[0].Account), ids[0]); err != nil {
					t.Error(err)
				}
			})
		}
		opens.Wait()
		h.events(ids[0], map[string]int{"notice.sent": 1, "notice.read": 1})
	})
}

func TestHTML(t *testing.T) {
	for in, want := range map[string]string{
		"# 标题\n一行\n二行":                                "<h3>标题</h3>\n<p>一行<br>\n二行</p>\n",
		"<script>alert(1)</script><b onclick=x>b</b>": "<p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;b&lt;/b&gt;</p>\n",
		"![x](https://evil.example/p.png)":            "<p></p>\n",
		"[链](javascript:alert(1))":                    "<p>链</p>\n",
	} {
		if got := HTML(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := HTML("[打开](/teacher/credit)"); !strings.Contains(got, `href="/teacher/credit"`) { // the house's letters lead somewhere
		t.Errorf("a page of the house: %s", got)
	}
	if got := HTML("[学校](https://school.example)"); !strings.Contains(got, `href="https://school.example"`) || !strings.Contains(got, "nofollow") {
		t.Error(got)
	}
	if got := Excerpt("# 秋游\n\n**周五**"); got != "秋游 周五" {
		t.Errorf("%q", got)
	}
}

func TestAdvise(t *testing.T) {
	for _, c := range []struct {
		audience, text string
		advices        int
	}{{Guardians, "请家长检查作业并签字", 2}, {Guardians, "周五秋游", 0}, {Pupils, "本次成绩和排名", 1}, {Staff, "作业设计研讨", 0}, {Guardians, "请扫码缴费", 1}, {Pupils, "今天的作业", 1}} {
		got := Advise(Draft{Title: "通知", Body: c.text, Audience: c.audience})
		if len(got) != c.advices {
			t.Errorf("%s to %s: %+v", c.text, c.audience, got)
		}
		for _, a := range got {
			if a.Clause == "" || a.Text == "" {
				t.Errorf("%+v", a)
			}
		}
	}
}
