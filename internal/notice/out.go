package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// States of a message outside, beside those of package way.
const (
	queued    = "queued"    // waits for its time or another try
	sending   = "sending"   // in the hands of a worker
	skipped   = "skipped"   // read meanwhile: no reminder
	cancelled = "cancelled" // the notice was withdrawn
)

const (
	selDue db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
SELECT w.person, w.tries, i.bed, i.morning, i.opened FROM notice_way w JOIN notice_inbox i ON i.notice = w.notice AND i.person = w.person
WHERE w.notice = ? AND w.way = ? AND w.round = ? AND w.state = 'queued' AND w.due <= ? ORDER BY w.tries, w.person LIMIT ?`
	updTake db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_way SET state = ?, due = ?, tries = tries + ?, job = ?, at = ? WHERE notice = ? AND way = ? AND round = ? AND person = ? AND state = 'queued'`
	updResult db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_way SET state = ?, code = ?, at = ? WHERE notice = ? AND way = ? AND round = ? AND person = ? AND state = 'sending'`
	// A worker that vanished with messages in its hands: nobody knows whether they went out.
	updLost db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_way SET state = 'unsure', code = 'interrupted', at = ? WHERE notice = ? AND way = ? AND round = ? AND state = 'sending' AND job = ?`
	updCancelled db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_way SET state = 'cancelled', at = ? WHERE notice = ? AND state = 'queued'`
	selNext db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
SELECT way, MIN(due) FROM notice_way WHERE notice = ? AND round = ? AND state = 'queued' GROUP BY way ORDER BY way`
	updSlip db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
UPDATE notice_child SET slip = @true WHERE notice = ? AND child IN (SELECT child FROM notice_about WHERE notice = ? AND person = ?)
AND NOT EXISTS (SELECT 1 FROM notice_about a JOIN notice_way w ON w.notice = a.notice AND w.person = a.person
WHERE a.notice = notice_child.notice AND a.child = notice_child.child AND w.state IN ('queued', 'sending', 'sent', 'unsure'))`
)

// enqueueOut asks for a job for each way with messages in waiting, at the time of the first of them, but for the one whose job is at
// work.
func (s *Service) enqueueOut(tx *db.Tx, n NoticeID, node org.Node, round int64, busy ...string) error {
	type next struct {
		way string
		due clock.Micros
	}
	all, err := db.All(tx, selNext, func(r db.Row) (x next, err error) { return x, r.Scan(&x.way, &x.due) }, n, round)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.due >= clock.Forever || slices.Contains(busy, x.way) {
			continue // the mending job will, or the one at work
		}
		_, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindOut, Name: fmt.Sprintf("%s:%s:%d:%d", n, x.way, round, x.due), Owner: node, After: x.due,
			Args: args{Notice: n, Way: x.way, Round: round}})
		if err != nil {
			return err
		}
	}
	return nil
}

// due is a message whose time has come.
type due struct {
	person org.PersonID
	tries  int64
	hours  Hours
	opened clock.Micros
}

// runOut sends the messages of one notice by one way. Each is taken, durably, before it is sent, and its outcome is stored after; what
// was taken by a run that vanished is unsure and never sent again.
func (s *Service) runOut(ctx context.Context, t *job.Task) error {
	var g args
	if err := t.Decode(&g); err != nil {
		return err
	}
	n, err := s.load(ctx, g.Notice)
	if err != nil {
		return err
	}
	if err := s.Core.Write(ctx, func(tx *db.Tx) error {
		if n.State != Sent {
			_, err := tx.Exec(updCancelled, s.now(), n.ID)
			return err
		}
		_, err := tx.Exec(updLost, s.now(), n.ID, g.Way, g.Round, t.ID)
		return err
	}); err != nil || n.State != Sent {
		return err
	}
	set := s.ways(ctx, n.Node, s.now())
	w := set.Ways[g.Way]
	if w == nil {
		if why := set.Wrong[g.Way]; why != nil {
			return why
		}
		return fault.New(fault.Invalid, "外发通道 %s 已经关闭", g.Way)
	}
	tried := map[org.PersonID]bool{} // what failed for now waits for the next run of the job
	for {
		took, more, err := s.take(ctx, t.ID, n, g, w.Batch(), tried)
		if err != nil {
			return err
		}
		if len(took) > 0 {
			if err := s.send(ctx, n, g, set, w, took); err != nil {
				return err // the rest waits for the next try
			}
		}
		if !more {
			break
		}
		if err := t.Progress(ctx, t.Done+int64(len(tried)), 0, ""); err != nil {
			return err
		}
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error { return s.enqueueOut(tx, n.ID, n.Node, g.Round) })
}

// take puts the next messages into this worker's hands. The hours are looked at again: a try may come late in the evening.
func (s *Service) take(ctx context.Context, j job.ID, n Notice, g args, batch int, tried map[org.PersonID]bool) (took []due, more bool, err error) {
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		took, more = nil, false
		now := s.now()
		rows, err := db.All(tx, selDue, func(r db.Row) (d due, err error) {
			return d, r.Scan(&d.person, &d.tries, &d.hours.Bed, &d.hours.Morning, &d.opened)
		}, n.ID, g.Way, g.Round, now, min(batch, db.SliceRows))
		if err != nil {
			return err
		}
		for _, d := range rows {
			if tried[d.person] {
				continue
			}
			state, at, try := sending, now, 1
			switch open := d.hours.Open(now); {
			case g.Round > 0 && d.opened != 0:
				state = skipped
			case open > now:
				state, at, try = queued, open, 0
			}
			rows, err := tx.Exec(updTake, state, at, try, j, now, n.ID, g.Way, g.Round, d.person)
			if err != nil {
				return err
			}
			more = true
			if rows == 1 && state == sending {
				took = append(took, d)
			}
		}
		return nil
	})
	for _, d := range took {
		tried[d.person] = true
	}
	return took, more, err
}

// send gives what was taken to the way and stores what became of it.
func (s *Service) send(ctx context.Context, n Notice, g args, set *way.Set, w way.Way, took []due) error {
	people := make([]org.PersonID, len(took))
	for i, d := range took {
		people[i] = d.person
	}
	at, err := s.addresses(ctx, set, people)
	if err != nil {
		return s.settle(n, g, set, people, make([]way.Outcome, len(people)), at, err)
	}
	school, err := s.School(ctx, n.Owner)
	if err != nil {
		return s.settle(n, g, set, people, make([]way.Outcome, len(people)), at, err)
	}
	outcomes := make([]way.Outcome, len(people))
	var ms []way.Message
	var index []int
	for i, p := range people {
		if to := at[p][g.Way]; to != "" {
			ms, index = append(ms, s.message(n, g, set, school, p, to)), append(index, i)
			continue
		}
		outcomes[i] = way.Outcome{State: way.Refused, Code: "no address"}
	}
	if len(ms) > 0 {
		var got []way.Outcome
		got, err = w.Send(ctx, ms)
		for i, o := range got {
			outcomes[index[i]] = o
		}
	}
	return s.settle(n, g, set, people, outcomes, at, err)
}

// message is all that goes outside: that there is a notice, from which school, since when, and where to read it.
func (s *Service) message(n Notice, g args, set *way.Set, school string, p org.PersonID, to string) way.Message {
	text := set.Text
	if strings.TrimSpace(text) == "" {
		text = "您有一条新通知"
	}
	since := clock.Local(n.SentAt)
	if g.Round > 0 {
		since = clock.Local(n.Reminded)
		text = "提醒：" + text
	}
	return way.Message{Key: fmt.Sprintf("%s:%d:%s", n.ID, g.Round, p), To: to, Subject: text, School: school, Time: since, Link: s.BaseURL + "/inbox/" + n.ID.String(),
		Text: fmt.Sprintf("【%s】%s（%s），请登录查看：", school, text, since.Format("1月2日 15:04"))} // i18n:data
}

// settle stores outcomes; it must not be lost with the request that made them, so it does not listen to the context. Who was refused
// gets the next way that has an address, or else a slip.
func (s *Service) settle(n Notice, g args, set *way.Set, people []org.PersonID, outcomes []way.Outcome, at map[org.PersonID]map[string]string, cause error) error {
	err := s.Core.Write(context.Background(), func(tx *db.Tx) error {
		now := s.now()
		for i, p := range people {
			o := outcomes[i]
			state := string(o.State)
			if o.State == way.Later || o.State == "" {
				state = queued
			}
			if _, err := tx.Exec(updResult, state, o.Code, now, n.ID, g.Way, g.Round, p); err != nil {
				return err
			}
			if o.State != way.Refused {
				continue
			}
			next := nextWay(set.Order, g.Way, at[p])
			if next == "" {
				if _, err := tx.Exec(updSlip, n.ID, n.ID, p); err != nil {
					return err
				}
				continue
			}
			if _, err := tx.Exec(insWay, n.ID, next, g.Round, p, queued, now, now); err != nil {
				return err
			}
		}
		return s.enqueueOut(tx, n.ID, n.Node, g.Round, g.Way)
	})
	if err != nil {
		return err
	}
	return cause
}

// nextWay is the way after one in the order that has an address for the person; "" when there is none.
func nextWay(order []string, after string, at map[string]string) string {
	seen := false
	for _, w := range order {
		if seen && at[w] != "" {
			return w
		}
		seen = seen || w == after
	}
	return ""
}

// Tell is how many messages of a way stand where, for the sender's page.
type Tell struct {
	Way    string
	States map[string]int
	Code   string // the last code of the other side, without addresses
}

const cntWays db.SQL = `-- unscoped: the caller has asked for the place
SELECT way, state, COUNT(*), MAX(code) FROM notice_way WHERE notice = ? GROUP BY way, state ORDER BY way, state`

// Outside counts the messages outside by way and state. Verb notice.send at the notice's place.
func (s *Service) Outside(ctx context.Context, a *org.Actor, n NoticeID) ([]Tell, error) {
	if _, err := s.Notice(ctx, a, n); err != nil {
		return nil, err
	}
	var out []Tell
	err := db.Each(s.Core.Reader(ctx), cntWays, func(r db.Row) error {
		var w, state, code string
		var count int
		if err := r.Scan(&w, &state, &count, &code); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].Way != w {
			out = append(out, Tell{Way: w, States: map[string]int{}})
		}
		one := &out[len(out)-1]
		one.States[state] = count
		if code != "" {
			one.Code = code
		}
		return nil
	}, n)
	return out, err
}

// Troubles are ways of a place's setting that cannot be used, with the reason for people.
func (s *Service) Troubles(ctx context.Context, n org.Node) map[string]error {
	return s.ways(ctx, n, s.now()).Wrong
}

// Retry sends again what still waits, after somebody mended a setting. Nothing is sent twice. Verb notice.send.
func (s *Service) Retry(ctx context.Context, a *org.Actor, n NoticeID) error {
	row, err := s.Notice(ctx, a, n)
	if err != nil {
		return err
	}
	if row.State != Sent {
		return fault.New(fault.Conflict, "这条通知没有在发送")
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		for round := range row.Round + 1 {
			all, err := db.All(tx, selNext, func(r db.Row) (w string, err error) { var d clock.Micros; return w, r.Scan(&w, &d) }, n, round)
			if err != nil {
				return err
			}
			for _, w := range all {
				_, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindOut, Owner: row.Node, Asker: id.As[any](a.Person), Args: args{Notice: n, Way: w, Round: round}})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}
