package notice

import (
	"context"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Count is how far a notice has come. People are inbox rows; Held of them wait for the morning.
type Count struct {
	People    int
	Read      int
	Confirmed int
	Held      int
}

// Unread is how many have not opened it.
func (c Count) Unread() int { return c.People - c.Read }

// Line is one line of the list of who has read: a pupil, a member of staff, or a child with all guardians taken together.
type Line struct {
	Person    org.PersonID
	Name      string
	Number    string       // in the class register
	Guardians int          // with an inbox row, for guardians' notices
	Read      clock.Micros // the first opening by anybody who counts; 0: none
	Confirmed clock.Micros
	Paper     clock.Micros // when a receipt on paper was entered
	Slip      bool         // nobody can be reached otherwise
}

// Answered reports whether nothing more is wanted from this line.
func (l Line) Answered(receipt bool) bool {
	if receipt {
		return l.Confirmed != 0 || l.Paper != 0
	}
	return l.Read != 0 || l.Paper != 0
}

// maxLines is the longest list with names: a large class, or the staff of a school.
const maxLines = 500

const (
	cntNotices db.SQL = `-- unscoped: notices that the caller has listed within its scope
SELECT notice, COUNT(*), SUM(CASE WHEN opened > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN confirmed > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN deliver > ? THEN 1 ELSE 0 END)
FROM notice_inbox WHERE notice IN @ids GROUP BY notice`
	selReaders db.SQL = `-- unscoped: the caller has asked for the place
SELECT person, opened, confirmed FROM notice_inbox WHERE notice = ? ORDER BY person LIMIT ?`
	selChildLines db.SQL = `-- unscoped: the caller has asked for the place
SELECT c.child, c.slip, c.paper, COUNT(i.person), COALESCE(MIN(CASE WHEN i.opened > 0 THEN i.opened END), 0), COALESCE(MIN(CASE WHEN i.confirmed > 0 THEN i.confirmed END), 0)
FROM notice_child c LEFT JOIN notice_about a ON a.notice = c.notice AND a.child = c.child LEFT JOIN notice_inbox i ON i.notice = a.notice AND i.person = a.person
WHERE c.notice = ? GROUP BY c.child, c.slip, c.paper ORDER BY c.child LIMIT ?`
	updPaper db.SQL = `-- unscoped: org was asked for the place
UPDATE notice_child SET paper = ? WHERE notice = ? AND child = ? AND paper = 0`
	selUnread db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
SELECT person, bed, morning FROM notice_inbox WHERE notice = ? AND opened = 0 AND person NOT IN
(SELECT a.person FROM notice_about a JOIN notice_child c ON c.notice = a.notice AND c.child = a.child WHERE a.notice = ? AND c.paper > 0) ORDER BY person`
	updNudged db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_inbox SET reminded = ? WHERE notice = ? AND person = ? AND opened = 0`
	selLatest db.SQL = `-- unscoped: the caller has asked for the place
SELECT bed, morning FROM notice_inbox WHERE notice = ? AND opened = 0 GROUP BY bed, morning`
)

// Counts counts the readers of notices that the actor has listed. Verb notice.send.
func (s *Service) Counts(ctx context.Context, list []Notice) (map[NoticeID]Count, error) {
	ids := make([]NoticeID, len(list))
	for i, n := range list {
		ids[i] = n.ID
	}
	out := make(map[NoticeID]Count, len(list))
	err := db.Each(s.Core.Reader(ctx), cntNotices, func(r db.Row) error {
		var n NoticeID
		var c Count
		err := r.Scan(&n, &c.People, &c.Read, &c.Confirmed, &c.Held)
		out[n] = c
		return err
	}, s.now(), db.IDs(ids))
	return out, err
}

// Receipts lists who has read: line by line with names for a class, for staff and for people who were picked; nil for a whole school,
// where counts are enough. Verb notice.send at the notice's place.
func (s *Service) Receipts(ctx context.Context, a *org.Actor, n NoticeID) ([]Line, error) {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return nil, err
	}
	if row.Class.IsZero() && row.Audience != Staff && !row.Picked {
		return nil, nil
	}
	var lines []Line
	if row.Audience == Guardians {
		lines, err = db.All(s.Core.Reader(ctx), selChildLines, func(r db.Row) (l Line, err error) {
			return l, r.Scan(&l.Person, &l.Slip, &l.Paper, &l.Guardians, &l.Read, &l.Confirmed)
		}, n, maxLines)
	} else {
		lines, err = db.All(s.Core.Reader(ctx), selReaders, func(r db.Row) (l Line, err error) {
			return l, r.Scan(&l.Person, &l.Read, &l.Confirmed)
		}, n, maxLines)
	}
	if err != nil {
		return nil, err
	}
	return lines, s.name(ctx, row, lines)
}

// name fills names and numbers and puts a class into the order of its register.
func (s *Service) name(ctx context.Context, n Notice, lines []Line) error {
	place := map[org.PersonID]int{}
	if !n.Class.IsZero() {
		roster, err := s.Org.Roster(ctx, n.Class, n.SentAt)
		if err != nil {
			return err
		}
		register := map[org.PersonID]org.Enrolled{}
		for i, e := range roster {
			register[e.Person], place[e.Person] = e, i+1
		}
		for i := range lines {
			e := register[lines[i].Person]
			lines[i].Name, lines[i].Number = e.Name, e.Number
		}
	}
	var missing []org.PersonID
	for _, l := range lines {
		if l.Name == "" {
			missing = append(missing, l.Person)
		}
	}
	names, err := s.Org.Names(ctx, missing)
	for i := range lines {
		if lines[i].Name == "" {
			lines[i].Name = names[lines[i].Person]
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return place[a.Person] - place[b.Person] })
	return err
}

// EnterPaper records receipts that came back on paper. Verb notice.send at the notice's place. Children who are not of this notice
// are ignored.
func (s *Service) EnterPaper(ctx context.Context, a *org.Actor, n NoticeID, children []org.PersonID) (int, error) {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return 0, err
	}
	if row.State != Sent || row.Audience != Guardians {
		return 0, fault.New(fault.Conflict, "只有已发给家长的通知可以登记纸质回执")
	}
	if len(children) > maxLines {
		return 0, fault.New(fault.Invalid, "一次最多登记500份回执")
	}
	entered := 0
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		entered = 0
		now := s.now()
		for _, c := range children {
			rows, err := tx.Exec(updPaper, now, n, c)
			if err != nil {
				return err
			}
			entered += int(rows)
		}
		return nil
	})
	return entered, err
}

// day is the number of a moment's day in China.
func day(m clock.Micros) string { return clock.Local(m).Format(time.DateOnly) }

// Remindable reports when the next reminder may be given: 0 for now, otherwise the beginning of a day. There is one a day at most, and
// a day is that on which it reaches people: one given in the evening and held counts for the morning.
func (n Notice) Remindable(now clock.Micros) clock.Micros {
	if n.Reminded == 0 || day(now) > day(n.Reminded) || n.Reminded > now+(36*time.Hour).Microseconds() { // the last: under a wrong clock
		return 0
	}
	t := clock.Local(n.Reminded)
	return clock.At(time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, clock.Shanghai))
}

// Remind reminds those who have not opened the notice, and nobody else; TooMany when there was a reminder today. Verb notice.send at
// the notice's place.
func (s *Service) Remind(ctx context.Context, a *org.Actor, n NoticeID) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	now := s.now()
	switch {
	case row.State != Sent || !row.Delivered:
		return fault.New(fault.Conflict, "通知还没有送到，现在不能提醒")
	case now < believable:
		return fault.New(fault.Conflict, "服务器的时钟不对，请先校准时间")
	case row.Remindable(now) != 0:
		return fault.New(fault.TooMany, "今天已经提醒过，一天最多提醒一次")
	}
	hours, err := db.All(s.Core.Reader(ctx), selLatest, func(r db.Row) (h Hours, err error) { return h, r.Scan(&h.Bed, &h.Morning) }, n)
	if err != nil {
		return err
	}
	if len(hours) == 0 {
		return fault.New(fault.Conflict, "大家都已读，不需要提醒")
	}
	reaches := now
	for _, h := range hours {
		reaches = max(reaches, h.Open(now))
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Exec(updRound, reaches, n, row.Round)
		if err != nil {
			return err
		}
		if rows == 0 {
			return fault.New(fault.TooMany, "今天已经提醒过，一天最多提醒一次")
		}
		_, err = s.Jobs.Enqueue(tx, job.Order{Kind: kindRemind, Name: n.String() + ":" + day(reaches), Owner: row.Node, Asker: id.As[any](a.Person),
			Args: args{Notice: n, Round: row.Round + 1}})
		return err
	})
}

// runRemind marks the unread letters and makes the messages of one reminder.
func (s *Service) runRemind(ctx context.Context, t *job.Task) error {
	var g args
	if err := t.Decode(&g); err != nil {
		return err
	}
	n, err := s.load(ctx, g.Notice)
	if err != nil || n.State != Sent {
		return err
	}
	now := s.now()
	people, err := db.All(s.Core.Reader(ctx), selUnread, func(r db.Row) (p addressee, err error) {
		return p, r.Scan(&p.person, &p.hours.Bed, &p.hours.Morning)
	}, n.ID, n.ID)
	if err != nil {
		return err
	}
	plan, err := s.plan(ctx, n, audience{people: people}, now)
	if err != nil {
		return err
	}
	err = s.inParts(ctx, len(people), func(tx *db.Tx, lo, hi int) error {
		for _, p := range people[lo:hi] {
			rows, err := tx.Exec(updNudged, p.hours.Open(now), n.ID, p.person)
			if err != nil {
				return err
			}
			if w := plan.way[p.person]; w != "" && rows == 1 {
				if _, err := tx.Exec(insWay, n.ID, w, g.Round, p.person, queued, p.hours.Open(now), now); err != nil {
					return err
				}
			}
		}
		return t.Step(tx, int64(hi), int64(len(people)), "")
	})
	if err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error { return s.enqueueOut(tx, n.ID, n.Node, g.Round) })
}
