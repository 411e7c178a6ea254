package notice

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Letter is a notice in somebody's inbox. Children are whom it is about, for a guardian.
type Letter struct {
	Notice
	Part      string // Pupils, Guardians or Staff: as what the reader got it
	There     clock.Micros
	Opened    clock.Micros // 0: not yet
	Confirmed clock.Micros
	Nudged    clock.Micros // when a reminder came; 0: none
	Children  []org.PersonID
}

// Waiting reports whether the letter still wants something: to be read, or confirmed.
func (l Letter) Waiting() bool {
	return l.State == Sent && (l.Opened == 0 || l.Receipt && l.Confirmed == 0)
}

const (
	letterColumns        = `n.id, n.owner, n.node, n.class, n.author, n.title, n.body, n.audience, n.picked, n.receipt, n.reply_by, n.state, n.rev, n.made, n.sent, n.withdrawn, n.reason, n.round, n.reminded, n.delivered, i.part, i.deliver, i.opened, i.confirmed, i.reminded FROM notice_inbox i JOIN notice n ON n.id = i.notice`
	selLetters    db.SQL = `SELECT ` + letterColumns + ` WHERE @scope(i.person) AND i.deliver <= ? AND n.state <> 'draft' AND (i.deliver, i.notice) < (?, ?) ORDER BY i.deliver DESC, i.notice DESC LIMIT ?`
	selLetter     db.SQL = `SELECT ` + letterColumns + ` WHERE @scope(i.person) AND i.notice = ? AND i.deliver <= ? AND n.state <> 'draft'`
	selLetterAt   db.SQL = `-- unscoped: where a page of the actor's own list begins
SELECT deliver FROM notice_inbox WHERE notice = ? AND person = ?`
	selChildren db.SQL = `-- unscoped: the actor's own letter
SELECT child FROM notice_about WHERE notice = ? AND person = ? ORDER BY child`
	// A hundred are many enough to count.
	cntWaiting db.SQL = `-- unscoped: the number beside the person's own menu
SELECT COUNT(*) FROM (SELECT 1 FROM notice_inbox i JOIN notice n ON n.id = i.notice WHERE i.person = ? AND i.done = @false AND i.deliver <= ? AND n.state = 'sent' LIMIT 100) w`
	updOpened db.SQL = `-- unscoped: the actor's own letter
UPDATE notice_inbox SET opened = ?, done = CASE WHEN ? THEN done ELSE @true END WHERE notice = ? AND person = ? AND opened = 0 AND deliver <= ?`
	updConfirmed db.SQL = `-- unscoped: the actor's own letter
UPDATE notice_inbox SET confirmed = ?, opened = CASE WHEN opened = 0 THEN ? ELSE opened END, done = @true WHERE notice = ? AND person = ? AND confirmed = 0 AND deliver <= ?`
)

func scanLetter(r db.Row) (l Letter, err error) {
	n := &l.Notice
	return l, r.Scan(&n.ID, &n.Owner, &n.Node, &n.Class, &n.Author, &n.Title, &n.Body, &n.Audience, &n.Picked, &n.Receipt, &n.ReplyBy, &n.State, &n.Rev,
		&n.Made, &n.SentAt, &n.Gone, &n.Reason, &n.Round, &n.Reminded, &n.Delivered, &l.Part, &l.There, &l.Opened, &l.Confirmed, &l.Nudged)
}

// Waiting counts the letters that wait for a person, at most 100. It asks nobody: it is the number beside the person's own menu.
func (s *Service) Waiting(ctx context.Context, p org.PersonID) (int, error) {
	return db.One(s.Core.Reader(ctx), cntWaiting, db.Value[int], p, s.now())
}

// Inbox lists the actor's letters, newest first, after the one named (zero: from the newest). What is held for the morning is not in
// it. Verb notice.read at the own person.
func (s *Service) Inbox(ctx context.Context, a *org.Actor, after NoticeID) (list []Letter, more bool, err error) {
	scope, err := s.Org.Reach(ctx, a, org.NoticeRead)
	if err != nil {
		return nil, false, err
	}
	at := clock.Forever
	if after.IsZero() {
		after = id.New[Notice]()
	} else if at, err = db.One(s.Core.Reader(ctx), selLetterAt, db.Value[int64], after, a.Person); err != nil {
		return nil, false, errNotFound()
	}
	now := s.now()
	list, err = db.All(s.Core.Reader(ctx), selLetters, scanLetter, scope, now, at, after, PageSize+1)
	for i := range list {
		list[i].settle(now)
	}
	if len(list) > PageSize {
		return list[:PageSize], true, err
	}
	return list, false, err
}

// settle hides what is not to be seen: the text of a withdrawn notice, a reminder that is held.
func (l *Letter) settle(now clock.Micros) {
	if l.State == Withdrawn {
		l.Body = ""
	}
	if l.Nudged > now {
		l.Nudged = 0
	}
}

// Open is one of the actor's letters; the first time it is recorded as read. Verb notice.read at the own person; NotFound for
// somebody it was not sent to, and before it is there.
func (s *Service) Open(ctx context.Context, a *org.Actor, n NoticeID) (Letter, error) {
	l, err := s.letter(ctx, a, n)
	if err != nil || l.Opened != 0 || l.State != Sent {
		return l, err
	}
	now := s.now()
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updOpened, now, l.Receipt, n, a.Person, now)
		if err != nil || rows == 0 {
			return err
		}
		return s.append(tx, a, l.Notice, "notice.read", l.read(a, false))
	})
	l.Opened = now
	return l, err
}

func (l Letter) read(a *org.Actor, confirmed bool) happened {
	return happened{Notice: l.ID, School: l.Owner, Class: l.Class, Audience: l.Part, Receipt: l.Receipt, Person: a.Person, Confirmed: confirmed}
}

func (s *Service) letter(ctx context.Context, a *org.Actor, n NoticeID) (Letter, error) {
	scope, err := s.Org.Reach(ctx, a, org.NoticeRead)
	if err != nil {
		return Letter{}, err
	}
	now := s.now()
	l, err := db.One(s.Core.Reader(ctx), selLetter, scanLetter, scope, n, now)
	if errors.Is(err, db.ErrNone) {
		return l, errNotFound()
	}
	if err != nil {
		return l, err
	}
	l.settle(now)
	l.Children, err = db.All(s.Core.Reader(ctx), selChildren, db.Value[org.PersonID], n, a.Person)
	return l, err
}

// Confirm records 已知悉 where a receipt is wanted; a guardian confirms for the child. Doing it twice keeps the first time.
func (s *Service) Confirm(ctx context.Context, a *org.Actor, n NoticeID) error {
	l, err := s.letter(ctx, a, n)
	switch {
	case err != nil:
		return err
	case l.State != Sent:
		return fault.New(fault.Gone, "这条通知已经撤回")
	case !l.Receipt:
		return fault.New(fault.Conflict, "这条通知不需要回执")
	case l.Confirmed != 0:
		return nil
	}
	now := s.now()
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updConfirmed, now, now, n, a.Person, now)
		if err != nil || rows == 0 {
			return err
		}
		return s.append(tx, a, l.Notice, "notice.read", l.read(a, true))
	})
}
