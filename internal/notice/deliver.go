package notice

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kinds of job; their names stand in rows.
const (
	kindDeliver = "notice.deliver"
	kindRemind  = "notice.remind"
	kindOut     = "notice.out"
	kindMend    = "notice.mend"
)

// args are the arguments of every kind.
type args struct {
	Notice NoticeID `json:"notice"`
	Way    string   `json:"way,omitempty"`
	Round  int64    `json:"round,omitempty"`
}

// addressee is somebody whom a notice is for.
type addressee struct {
	person   org.PersonID
	part     string
	hours    Hours
	children []org.PersonID
}

// audience is everybody a notice is for, in order of person, and the children it is about.
type audience struct {
	people   []addressee
	children []org.PersonID
}

// chunk is how many ids one query gets.
const chunk = 1000

const (
	insInbox db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
INSERT INTO notice_inbox (notice, person, part, bed, morning, deliver, opened, confirmed, done, reminded) VALUES (?, ?, ?, ?, ?, ?, 0, 0, @false, 0) ON CONFLICT DO NOTHING`
	insAbout db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
INSERT INTO notice_about (notice, person, child) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	insChild db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
INSERT INTO notice_child (notice, child, slip, paper) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING`
	insWay db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
INSERT INTO notice_way (notice, way, round, person, state, due, tries, code, at) VALUES (?, ?, ?, ?, ?, ?, 0, '', ?) ON CONFLICT DO NOTHING`
	selAddresses db.SQL = `-- unscoped: the job of a notice whose sender was asked for the place
SELECT person, way, address FROM notice_address WHERE person IN @ids`
	delAddresses db.SQL = `-- unscoped: the caller has asked for the person
DELETE FROM notice_address WHERE person = ?`
	insAddress db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO notice_address (person, way, address) VALUES (?, ?, ?) ON CONFLICT (person, way) DO UPDATE SET address = excluded.address`
)

// runDeliver makes the inbox rows of a sent notice in slices. Each row is made once, so an interrupted run begins anew.
func (s *Service) runDeliver(ctx context.Context, t *job.Task) error {
	var g args
	if err := t.Decode(&g); err != nil {
		return err
	}
	n, err := s.load(ctx, g.Notice)
	if err != nil || n.State != Sent {
		return err
	}
	who, err := s.resolve(ctx, n)
	if err != nil {
		return err
	}
	now := s.now()
	plan, err := s.plan(ctx, n, who, now)
	if err != nil {
		return err
	}
	total := len(who.people) + len(who.children)
	err = s.inParts(ctx, len(who.people), func(tx *db.Tx, lo, hi int) error {
		for _, p := range who.people[lo:hi] {
			if err := s.insert(tx, n.ID, p, now); err != nil {
				return err
			}
			if w := plan.way[p.person]; w != "" {
				if _, err := tx.Exec(insWay, n.ID, w, int64(0), p.person, queued, p.hours.Open(now), now); err != nil {
					return err
				}
			}
		}
		return t.Step(tx, int64(hi), int64(total), "")
	})
	if err != nil {
		return err
	}
	err = s.inParts(ctx, len(who.children), func(tx *db.Tx, lo, hi int) error {
		for _, c := range who.children[lo:hi] {
			if _, err := tx.Exec(insChild, n.ID, c, !plan.reached[c]); err != nil {
				return err
			}
		}
		return t.Step(tx, int64(len(who.people)+hi), int64(total), "")
	})
	if err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(updDelivered, n.ID); err != nil {
			return err
		}
		return s.enqueueOut(tx, n.ID, n.Node, 0)
	})
}

// inParts is bulk work with few people a slice: each has several rows.
func (s *Service) inParts(ctx context.Context, n int, f func(tx *db.Tx, lo, hi int) error) error {
	const people = db.SliceRows / 4
	for lo := 0; lo < n; lo += people {
		hi := min(lo+people, n)
		if err := s.Core.Bulk(ctx, func(tx *db.Tx) error { return f(tx, lo, hi) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) insert(tx *db.Tx, n NoticeID, p addressee, now clock.Micros) error {
	if _, err := tx.Exec(insInbox, n, p.person, p.part, p.hours.Bed, p.hours.Morning, p.hours.Open(now)); err != nil {
		return err
	}
	for _, c := range p.children {
		if _, err := tx.Exec(insAbout, n, p.person, c); err != nil {
			return err
		}
	}
	return nil
}

// resolve finds everybody a notice is for, as the registers are now.
func (s *Service) resolve(ctx context.Context, n Notice) (audience, error) {
	now := s.now()
	nights := s.nights(now)
	picked := map[org.PersonID]bool{}
	if n.Picked {
		only, err := s.Picks(ctx, n.ID)
		if err != nil {
			return audience{}, err
		}
		for _, p := range only {
			picked[p] = true
		}
	}
	wanted := func(p org.PersonID) bool { return !n.Picked || picked[p] }
	if n.Audience == Staff {
		hours, err := nights.staff(ctx, n.Node)
		if err != nil {
			return audience{}, err
		}
		staff, err := s.Org.StaffAt(ctx, n.Node, now)
		var out audience
		for _, p := range staff {
			if wanted(p) {
				out.people = append(out.people, addressee{person: p, part: Staff, hours: hours})
			}
		}
		return out, err
	}
	placed, err := s.Org.PupilsAt(ctx, n.Node, now)
	if err != nil {
		return audience{}, err
	}
	hours := map[org.PersonID]Hours{}
	var pupils []org.PersonID
	for _, p := range placed {
		if !wanted(p.Person) {
			continue
		}
		h, err := nights.pupil(ctx, p)
		if err != nil {
			return audience{}, err
		}
		if _, twice := hours[p.Person]; !twice {
			pupils = append(pupils, p.Person)
		}
		hours[p.Person] = hours[p.Person].stricter(h)
	}
	if n.Audience == Guardians {
		return s.guardians(ctx, pupils, nights)
	}
	out := audience{}
	for _, p := range pupils {
		out.people = append(out.people, addressee{person: p, part: Pupils, hours: hours[p]})
	}
	return out, nil
}

// guardians are the guardians of pupils; the quiet hours are the strictest of all their children, wherever those go to school.
func (s *Service) guardians(ctx context.Context, pupils []org.PersonID, nights *nights) (audience, error) {
	out := audience{children: pupils}
	index := map[org.PersonID]int{}
	for part := range slices.Chunk(pupils, chunk) {
		wards, err := s.Org.GuardiansOf(ctx, part, nights.at)
		if err != nil {
			return out, err
		}
		for _, w := range wards {
			i, known := index[w.Guardian]
			if !known {
				i = len(out.people)
				index[w.Guardian] = i
				out.people = append(out.people, addressee{person: w.Guardian, part: Guardians})
			}
			out.people[i].children = append(out.people[i].children, w.Child)
		}
	}
	for part := range slices.Chunk(out.people, chunk) {
		ids := make([]org.PersonID, len(part))
		for i, p := range part {
			ids[i] = p.person
		}
		hours, err := s.hoursOfGuardians(ctx, ids, nights)
		if err != nil {
			return out, err
		}
		for _, p := range ids {
			out.people[index[p]].hours = hours[p]
		}
	}
	slices.SortFunc(out.people, func(a, b addressee) int { return bytes.Compare(a.person[:], b.person[:]) })
	return out, nil
}

func (s *Service) hoursOfGuardians(ctx context.Context, people []org.PersonID, nights *nights) (map[org.PersonID]Hours, error) {
	wards, err := s.Org.WardsOf(ctx, people, nights.at)
	if err != nil {
		return nil, err
	}
	of := map[org.PersonID][]org.PersonID{} // child → guardians
	var children []org.PersonID
	for _, w := range wards {
		if of[w.Child] == nil {
			children = append(children, w.Child)
		}
		of[w.Child] = append(of[w.Child], w.Guardian)
	}
	out := map[org.PersonID]Hours{}
	for part := range slices.Chunk(children, chunk) {
		placed, err := s.Org.PlacesOf(ctx, part, nights.at)
		if err != nil {
			return nil, err
		}
		for _, p := range placed {
			h, err := nights.pupil(ctx, p)
			if err != nil {
				return nil, err
			}
			for _, g := range of[p.Person] {
				out[g] = out[g].stricter(h)
			}
		}
	}
	return out, nil
}

// plan is which way each person is told by, and which children are reached through anybody.
type plan struct {
	way     map[org.PersonID]string
	reached map[org.PersonID]bool
}

// plan chooses for each guardian and member of staff the first way of the setting that has an address; pupils get no message
// outside. Children of whom no guardian has one get a slip.
func (s *Service) plan(ctx context.Context, n Notice, who audience, now clock.Micros) (plan, error) {
	out := plan{map[org.PersonID]string{}, map[org.PersonID]bool{}}
	set := s.ways(ctx, n.Node, now)
	if n.Audience == Pupils {
		return out, nil
	}
	for part := range slices.Chunk(who.people, chunk) {
		ids := make([]org.PersonID, len(part))
		for i, p := range part {
			ids[i] = p.person
		}
		at, err := s.addresses(ctx, set, ids)
		if err != nil {
			return out, err
		}
		for _, p := range part {
			for _, w := range set.Order {
				if at[p.person][w] != "" {
					out.way[p.person] = w
					for _, c := range p.children {
						out.reached[c] = true
					}
					break
				}
			}
		}
	}
	return out, nil
}

// addresses finds where people can be reached by each way.
func (s *Service) addresses(ctx context.Context, set *way.Set, people []org.PersonID) (map[org.PersonID]map[string]string, error) {
	out := make(map[org.PersonID]map[string]string, len(people))
	put := func(p org.PersonID, w, address string) {
		if address == "" {
			return
		}
		if out[p] == nil {
			out[p] = map[string]string{}
		}
		out[p][w] = address
	}
	if s.Contacts != nil && len(set.Order) > 0 {
		known, err := s.Contacts.Contacts(ctx, people)
		if err != nil {
			return nil, err
		}
		for p, c := range known {
			put(p, way.Email, c.Email)
			put(p, way.SMS, c.Phone)
			for w, yes := range set.Number {
				if yes {
					put(p, w, c.Number)
				}
			}
		}
	}
	err := db.Each(s.Core.Reader(ctx), selAddresses, func(r db.Row) error {
		var p org.PersonID
		var w, address string
		err := r.Scan(&p, &w, &address)
		if address == "" { // the person does not want this way
			delete(out[p], w)
		}
		put(p, w, address)
		return err
	}, db.IDs(people))
	return out, err
}

// SetAddress stores a person's own id at a way, such as a WeCom userid or an openid; an empty one means not by this way. The caller has asked for the person.
func (s *Service) SetAddress(tx *db.Tx, p org.PersonID, w, address string) error {
	_, err := tx.Exec(insAddress, p, w, address)
	return err
}

// Forget takes away where a person was reached outside. What the person read stays, under an id that no longer has a name.
func (s *Service) Forget(tx *db.Tx, p org.PersonID) error {
	_, err := tx.Exec(delAddresses, p)
	return err
}

// ways are the ways of a place by its setting; a setting that cannot be read means none, which the sender's page tells.
func (s *Service) ways(ctx context.Context, n org.Node, at clock.Micros) *way.Set {
	raw, _, err := s.Org.Setting(ctx, "notice.ways", n, at)
	none := &way.Set{Ways: map[string]way.Way{way.Slip: way.PrintedSlip{}}, Wrong: map[string]error{}}
	if err != nil {
		none.Wrong["notice.ways"] = err
		return none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if set := s.made[string(raw)]; set != nil {
		return set
	}
	set, err := way.Make(raw, s.Secrets, s.HTTP, s.Clock)
	if err != nil {
		none.Wrong["notice.ways"] = err
		return none
	}
	if len(s.made) > 200 { // settings change rarely; what is thrown away costs a token each
		s.made = map[string]*way.Set{}
	}
	s.made[string(raw)] = set
	return set
}

const (
	updHeld db.SQL = `-- unscoped: housekeeping of the clock
UPDATE notice_inbox SET deliver = ? WHERE notice = ? AND person = ?`
	selHeld db.SQL = `-- unscoped: housekeeping of the clock
SELECT notice, person, bed, morning FROM notice_inbox WHERE deliver > ? ORDER BY deliver LIMIT 200`
	selFar db.SQL = `-- unscoped: housekeeping of the clock
SELECT DISTINCT w.notice, n.node, w.round FROM notice_way w JOIN notice n ON n.id = w.notice WHERE w.state = 'queued' AND w.due > ?`
	updFar db.SQL = `-- unscoped: housekeeping of the clock
UPDATE notice_way SET due = ? WHERE state = 'queued' AND due > ? AND notice = ?`
)

// mendEvery is how often rows made under a wrong clock are looked for.
const mendEvery = 10 * 60 * 1_000_000

// mendSoon makes sure that the mending job of the next ten minutes is there.
func (s *Service) mendSoon(tx *db.Tx, now clock.Micros) error {
	slot := now/mendEvery + 1
	_, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindMend, Name: fmt.Sprint(slot), After: slot * mendEvery})
	return err
}

// Start is called once when the program has started: the clock may be right now.
func (s *Service) Start(ctx context.Context) error {
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindMend})
		return err
	})
}

// runMend times rows anew that stand further ahead than any night is long: the clock was wrong when they were made. It comes back
// while such rows are held.
func (s *Service) runMend(ctx context.Context, _ *job.Task) error {
	now := s.now()
	far := now + (36 * time.Hour).Microseconds()
	type row struct {
		notice NoticeID
		person org.PersonID
		hours  Hours
	}
	for now >= believable {
		rows, err := db.All(s.Core.Reader(ctx), selHeld, func(r db.Row) (x row, err error) {
			return x, r.Scan(&x.notice, &x.person, &x.hours.Bed, &x.hours.Morning)
		}, far)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return s.mendWays(ctx, now, far)
		}
		if err := s.Core.Bulk(ctx, func(tx *db.Tx) error {
			for _, x := range rows {
				if _, err := tx.Exec(updHeld, x.hours.Open(now), x.notice, x.person); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error { return s.mendSoon(tx, now) })
}

func (s *Service) mendWays(ctx context.Context, now, far clock.Micros) error {
	type row struct {
		notice NoticeID
		node   org.Node
		round  int64
	}
	rows, err := db.All(s.Core.Reader(ctx), selFar, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.notice, &x.node, &x.round)
	}, far)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if err := s.Core.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(updFar, now, far, x.notice); err != nil { // the job that sends looks at the hours itself
				return err
			}
			return s.enqueueOut(tx, x.notice, x.node, x.round)
		}); err != nil {
			return err
		}
	}
	return nil
}
