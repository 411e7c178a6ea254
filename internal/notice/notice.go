package notice

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// NoticeID names a notice.
type NoticeID = id.Of[Notice]

// Audiences: who of a class or unit is addressed.
const (
	Pupils    = "pupils"    // 学生
	Guardians = "guardians" // 家长
	Staff     = "staff"     // 教职工, of a unit
)

// States of a notice.
const (
	Drafted   = "draft"
	Sent      = "sent"
	Withdrawn = "withdrawn"
)

// maxPicked bounds how many people an author picks one by one.
const maxPicked = 500

// Notice is a notice as its author and those above see it. Round counts reminders; Delivered says that every inbox row is made.
type Notice struct {
	ID        NoticeID
	Owner     org.UnitID
	Node      org.Node // the class or unit that is addressed
	Class     org.ClassID
	Author    org.PersonID
	Title     string
	Body      string
	Audience  string
	Picked    bool // not everybody: those of notice_pick
	Receipt   bool
	ReplyBy   clock.Micros // 0: none
	State     string
	Rev       int64
	Made      clock.Micros
	SentAt    clock.Micros
	Gone      clock.Micros // when it was withdrawn
	Reason    string       // why it was withdrawn
	Round     int64
	Reminded  clock.Micros // from when the last reminder is there
	Delivered bool
}

// Draft is what an author fills in. Only picks people: pupils where pupils or guardians are addressed, staff otherwise; empty means
// everybody. The same Idem of the same author is the same notice.
type Draft struct {
	Node     org.Node
	Title    string
	Body     string
	Audience string
	Only     []org.PersonID
	Receipt  bool
	ReplyBy  clock.Micros
	Idem     string
}

func (d *Draft) check(now clock.Micros) error {
	var f []fault.Field
	d.Title, d.Body = tidy(d.Title), tidy(d.Body)
	if n := len([]rune(d.Title)); n < 1 || n > MaxTitle {
		f = append(f, fault.Field{Name: "title", Message: "标题要有1到60个字"})
	}
	if n := len([]rune(d.Body)); n < 1 || n > MaxBody {
		f = append(f, fault.Field{Name: "body", Message: "正文要有1到5000个字"})
	}
	for name, s := range map[string]string{"title": d.Title, "body": d.Body} {
		if !honest(s) {
			f = append(f, fault.Field{Name: name, Message: "含有看不见的控制字符或改变文字方向的字符，请删掉后重新输入"})
		}
	}
	if d.Audience != Pupils && d.Audience != Guardians && d.Audience != Staff {
		f = append(f, fault.Field{Name: "audience", Message: "请选发给谁"})
	}
	if len(d.Only) > maxPicked {
		f = append(f, fault.Field{Name: "only", Message: "最多点名500人，人多时请发给全体"})
	}
	const year = 366 * 24 * 3600 * 1_000_000
	if d.ReplyBy != 0 && (d.ReplyBy < now || d.ReplyBy > now+year) {
		f = append(f, fault.Field{Name: "reply_by", Message: "回执截止时间要在现在以后、一年以内"})
	}
	if len(f) > 0 {
		return fault.Fieldsf(f...)
	}
	return nil
}

// place is the class or unit of a node, with the unit that owns rows.
type place struct {
	node  org.Node
	owner org.UnitID
	class org.ClassID
	label string
}

func (s *Service) place(ctx context.Context, n org.Node) (place, error) {
	c, err := s.Org.Class(ctx, id.As[org.Class](n))
	if err == nil {
		return place{n, c.School, c.ID, c.Label()}, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return place{}, err
	}
	u, err := s.Org.Unit(ctx, id.As[org.Unit](n))
	return place{n, u.ID, org.ClassID{}, u.Name}, err
}

// Create stores a draft. Verb notice.send at the class or unit. Faults: Invalid (fields; somebody picked who is not there).
func (s *Service) Create(ctx context.Context, a *org.Actor, d Draft) (NoticeID, error) {
	if err := s.Org.Must(ctx, a, org.NoticeSend, d.Node); err != nil {
		return NoticeID{}, err
	}
	now := s.now()
	if err := d.check(now); err != nil {
		return NoticeID{}, err
	}
	at, err := s.place(ctx, d.Node)
	if err != nil {
		return NoticeID{}, err
	}
	if err := s.pickable(ctx, at, d, now); err != nil {
		return NoticeID{}, err
	}
	n := id.New[Notice]()
	if d.Idem == "" {
		d.Idem = n.String()
	}
	made := n
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		made = n
		rows, err := tx.Exec(insNotice, n, at.owner, at.node, at.class, a.Person, d.Title, d.Body, d.Audience, len(d.Only) > 0, d.Receipt, d.ReplyBy,
			Drafted, int64(1), now, int64(0), int64(0), "", int64(0), int64(0), false, d.Idem)
		if err != nil {
			return err
		}
		if rows == 0 { // the same request again
			made, err = db.One(tx, selIdem, db.Value[NoticeID], a.Person, d.Idem)
			return err
		}
		return pick(tx, n, d.Only)
	})
	return made, err
}

func pick(tx *db.Tx, n NoticeID, only []org.PersonID) error {
	if _, err := tx.Exec(delPicks, n); err != nil {
		return err
	}
	for _, p := range only {
		if _, err := tx.Exec(insPick, n, p); err != nil {
			return err
		}
	}
	return nil
}

// pickable refuses a staff notice to a class and people who are not in the audience's place.
func (s *Service) pickable(ctx context.Context, at place, d Draft, now clock.Micros) error {
	if d.Audience == Staff && !at.class.IsZero() {
		return fault.Fieldsf(fault.Field{Name: "audience", Message: "教职工通知要发给学校，不能发给班级"})
	}
	if len(d.Only) == 0 {
		return nil
	}
	there, err := s.candidates(ctx, d.Node, d.Audience, now)
	if err != nil {
		return err
	}
	for _, p := range d.Only {
		if !there[p] {
			return fault.Fieldsf(fault.Field{Name: "only", Message: "点名的人里有人不在这里，请重新选"})
		}
	}
	return nil
}

// candidates are the people whom an author may pick.
func (s *Service) candidates(ctx context.Context, n org.Node, audience string, at clock.Micros) (map[org.PersonID]bool, error) {
	out := map[org.PersonID]bool{}
	if audience == Staff {
		staff, err := s.Org.StaffAt(ctx, n, at)
		for _, p := range staff {
			out[p] = true
		}
		return out, err
	}
	pupils, err := s.Org.PupilsAt(ctx, n, at)
	for _, p := range pupils {
		out[p.Person] = true
	}
	return out, err
}

// Notice is one notice for who may send there; a draft is its author's alone. Verb notice.send at its class or unit.
func (s *Service) Notice(ctx context.Context, a *org.Actor, n NoticeID) (Notice, error) {
	row, err := s.load(ctx, n)
	if err != nil {
		return row, err
	}
	if err := s.Org.Must(ctx, a, org.NoticeSend, row.Node); err != nil {
		return Notice{}, err
	}
	if row.State == Drafted && row.Author != a.Person {
		return Notice{}, errNotFound()
	}
	return row, nil
}

func errNotFound() error {
	return fault.New(fault.NotFound, "没有这条通知，或不在您的范围内")
}

func (s *Service) load(ctx context.Context, n NoticeID) (Notice, error) {
	row, err := db.One(s.Core.Reader(ctx), selNotice, scanNotice, n)
	if errors.Is(err, db.ErrNone) {
		return row, errNotFound()
	}
	return row, err
}

// Picks are the people whom the author picked.
func (s *Service) Picks(ctx context.Context, n NoticeID) ([]org.PersonID, error) {
	return db.All(s.Core.Reader(ctx), selPicks, db.Value[org.PersonID], n)
}

// Save changes a draft of the author's own at rev. Conflict when it changed or was sent meanwhile. The place stays.
func (s *Service) Save(ctx context.Context, a *org.Actor, n NoticeID, rev int64, d Draft) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	now := s.now()
	if err := d.check(now); err != nil {
		return err
	}
	at, err := s.place(ctx, row.Node)
	if err != nil {
		return err
	}
	d.Node = row.Node
	if err := s.pickable(ctx, at, d, now); err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updDraft, d.Title, d.Body, d.Audience, len(d.Only) > 0, d.Receipt, d.ReplyBy, n, a.Person, rev)
		if err != nil {
			return err
		}
		if rows == 0 {
			return fault.New(fault.Conflict, "这份草稿刚刚改过或已经发出，请刷新后再改")
		}
		return pick(tx, n, d.Only)
	})
}

// Discard deletes a draft of the author's own.
func (s *Service) Discard(ctx context.Context, a *org.Actor, n NoticeID) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	if row.State != Drafted || row.Author != a.Person {
		return fault.New(fault.Conflict, "已经发出的通知不能删除，只能撤回")
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if rows, err := tx.Exec(delDraft, n, a.Person); err != nil || rows == 0 {
			return err
		}
		_, err := tx.Exec(delPicks, n)
		return err
	})
}

// Send sends a draft of the author's own at rev; a job makes the inbox rows. Sending again what was sent is no error and does
// nothing. Conflict when the draft changed since the preview.
func (s *Service) Send(ctx context.Context, a *org.Actor, n NoticeID, rev int64) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	switch {
	case row.Author != a.Person:
		return fault.New(fault.Denied, "只有写通知的人可以发送")
	case row.State == Sent:
		return nil
	case row.State == Withdrawn:
		return fault.New(fault.Gone, "这条通知已经撤回")
	}
	now := s.now()
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updSent, now, n, rev)
		if err != nil {
			return err
		}
		if rows == 0 {
			if again, err := db.One(tx, selNotice, scanNotice, n); err != nil || again.State == Sent {
				return err
			}
			return fault.New(fault.Conflict, "这份草稿刚刚改过，请再看一遍后发送")
		}
		if _, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindDeliver, Name: n.String(), Owner: row.Node, Asker: id.As[any](a.Person), Args: args{Notice: n}}); err != nil {
			return err
		}
		if err := s.mendSoon(tx, now); err != nil {
			return err
		}
		return s.append(tx, a, row, "notice.sent", happened{Notice: n, School: row.Owner, Class: row.Class, Audience: row.Audience, Receipt: row.Receipt})
	})
}

// Withdraw takes a sent notice back: whoever opens it reads that it was withdrawn, and nothing more goes out. Doing it twice is no
// error. Verb notice.send at its class or unit.
func (s *Service) Withdraw(ctx context.Context, a *org.Actor, n NoticeID, reason string) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	reason = tidy(reason)
	if len([]rune(reason)) > 200 || !honest(reason) {
		return fault.Fieldsf(fault.Field{Name: "reason", Message: "撤回原因最多200个字"})
	}
	if row.State == Drafted {
		return fault.New(fault.Conflict, "草稿还没有发出，可以直接删除")
	}
	now := s.now()
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updWithdrawn, now, reason, n)
		if err != nil || rows == 0 {
			return err
		}
		return s.append(tx, a, row, "notice.withdrawn", happened{Notice: n, School: row.Owner, Class: row.Class, Audience: row.Audience})
	})
}

func (s *Service) append(tx *db.Tx, a *org.Actor, n Notice, kind string, payload any) error {
	_, err := s.Log.Append(tx, bus.Event{Kind: kind, Version: 1, Owner: n.Node, Actor: id.As[any](a.Person), Request: a.Request}, payload)
	return err
}

// PageSize is how many notices a page of a list holds.
const PageSize = 20

// List lists the notices of the actor's places, newest first, after the one named (zero: from the newest); drafts are the author's
// own. more says that there is another page.
func (s *Service) List(ctx context.Context, a *org.Actor, after NoticeID) (list []Notice, more bool, err error) {
	scope, err := s.Org.Reach(ctx, a, org.NoticeSend)
	if err != nil {
		return nil, false, err
	}
	made := clock.Forever
	if !after.IsZero() {
		last, err := s.load(ctx, after)
		if err != nil {
			return nil, false, err
		}
		made = last.Made
	} else {
		after = id.New[Notice]()
	}
	list, err = db.All(s.Core.Reader(ctx), selNotices, scanNotice, scope, Drafted, a.Person, made, after, PageSize+1)
	if len(list) > PageSize {
		return list[:PageSize], true, err
	}
	return list, false, err
}

// Place is where an actor may send to.
type Place struct {
	Node  org.Node
	Label string
	Class bool
}

// Places are the units and classes where the actor may send: units first. Verb notice.send.
func (s *Service) Places(ctx context.Context, a *org.Actor) ([]Place, error) {
	nodes, err := s.Org.ReachNodes(ctx, a, org.NoticeSend)
	if err != nil {
		return nil, err
	}
	var out []Place
	seen := map[org.Node]bool{}
	for _, n := range nodes {
		u, err := s.Org.Unit(ctx, id.As[org.Unit](n))
		if fault.Is(err, fault.NotFound) || seen[n] {
			continue // a class: below
		}
		if err != nil {
			return nil, err
		}
		seen[n] = true
		out = append(out, Place{n, u.Name, false})
	}
	classes, err := s.Org.ClassesOf(ctx, a, org.NoticeSend)
	for _, c := range classes {
		out = append(out, Place{c.Node(), c.Label(), true})
	}
	return out, err
}

// Label is the name of a place: a class as it is called today, or a unit.
func (s *Service) Label(ctx context.Context, n org.Node) (string, error) {
	at, err := s.place(ctx, n)
	return at.label, err
}

// School is the name of the unit that owns a notice.
func (s *Service) School(ctx context.Context, u org.UnitID) (string, error) {
	unit, err := s.Org.Unit(ctx, u)
	if err != nil {
		return "", fmt.Errorf("notice: unit of a notice: %w", err)
	}
	return unit.Name, nil
}
