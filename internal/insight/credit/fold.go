package credit

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The payloads that are folded, as far as this package reads them.
type (
	published struct {
		Work    id.Any       `json:"work"`
		Version id.Any       `json:"version"`
		Title   string       `json:"title"`
		School  id.Any       `json:"school"`
		Derived id.Any       `json:"derived_from"`
		Author  org.PersonID `json:"author"`
	}
	given struct {
		Assignment id.Any `json:"assignment"`
		School     id.Any `json:"school"`
		Version    id.Any `json:"version"`
		Setting    string `json:"setting"`
	}
	begun struct {
		Assignment id.Any `json:"assignment"`
	}
	about struct {
		Work    id.Any `json:"work"`
		Version id.Any `json:"version"`
		Voice   id.Any `json:"voice"`
	}
	// answered is credit.answered: what a responsible person has decided about an appeal. Amount is what a correction adds, 0 for none.
	answered struct {
		Appeal id.Any       `json:"appeal"`
		Person org.PersonID `json:"person"`
		Month  string       `json:"month"`
		Entry  id.Any       `json:"entry"`
		Amount Milli        `json:"amount"`
	}
	// checked is credit.checked: what the audit found about one use.
	checked struct {
		Used   id.Any `json:"used"`
		Month  string `json:"month"`
		Work   id.Any `json:"work"`
		School id.Any `json:"school"`
		Struck bool   `json:"struck"`
	}
)

const (
	insVersion db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_version (version, work, school, author, parent, title) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING`
	insGiven db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_given (assignment, version, school, teacher, setting, opened, at) VALUES (?, ?, ?, ?, ?, @false, ?) ON CONFLICT (assignment) DO NOTHING`
	setOpened db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE credit_given SET opened = @true WHERE assignment = ? AND opened = @false`
	insUse db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_use (work, school, term, version, teacher, setting, month, at, void)
SELECT v.work, g.school, ?, v.version, g.teacher, g.setting, ?, ?, @false FROM credit_given g JOIN credit_version v ON v.version = g.version
WHERE g.assignment = ? AND v.school <> g.school ON CONFLICT (work, school, term) DO NOTHING`
	insAct db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_act (id, kind, person, work, month, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	selAuthor db.SQL = `-- unscoped: the fold asks who made a version
SELECT author FROM credit_version WHERE version = ?`
	setVoid db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE credit_use SET void = @true WHERE version = ?`
	selOfVersion db.SQL = `-- unscoped: the fold corrects what a version earned
` + entryColumns + `WHERE e.version = ? AND e.kind <> 'correction' ORDER BY e.id`
	selOfUse db.SQL = `-- unscoped: the fold corrects what a use earned
` + entryColumns + `WHERE e.work = ? AND e.school = ? AND e.month = ? AND e.kind IN ('use', 'upstream', 'adopt') ORDER BY e.id`
	selEntry db.SQL = `-- unscoped: the fold corrects one entry; a service compares its person
` + entryColumns + `WHERE e.id = ?`
	sumMends db.SQL = `-- unscoped: the fold corrects one entry
SELECT COALESCE(SUM(amount), 0) FROM credit_entry WHERE mends = ?`
	setVoidUse db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE credit_use SET void = @true WHERE work = ? AND school = ? AND month = ?`
	insSample db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_sample (used, month) VALUES (?, ?) ON CONFLICT (used) DO NOTHING`
	insMonth db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_month (month, settled) VALUES (?, @false) ON CONFLICT (month) DO NOTHING`
	selOpen db.SQL = `-- unscoped: months belong to nobody
SELECT month FROM credit_month WHERE settled = @false ORDER BY month`
	selFirstOpen db.SQL = `-- unscoped: months belong to nobody
SELECT COALESCE(MIN(month), '') FROM credit_month WHERE settled = @false`
	setSettled db.SQL = `-- unscoped: months belong to nobody
UPDATE credit_month SET settled = @true WHERE month = ?`
	insEntry db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO credit_entry (id, month, person, kind, work, version, giver, school, setting, raw, amount, mends, reason, cause, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
)

// The reasons of corrections.
const (
	Withdrawal = "withdrawn" // a version was taken away by somebody else than its author
	Struck     = "struck"    // the audit found that a use was none
	Appealed   = "appealed"  // an appeal was granted
)

// handle is the consumer's function. A month is settled when an event of a later one comes, by the log's own time, so that the same log
// gives the same ledger whenever and in whatever batches it is folded. The log is ordered by transactions: with several processes an event
// may carry a time before the end of the month and stand behind one of the next. It is booked in the month that is open then.
func (s *Service) handle(tx *db.Tx, events []bus.Event) error {
	open := map[id.Any]bool{} // assignments that this batch has seen begun
	last, booked := "", ""
	for _, e := range events {
		if m := Month(e.Received); m != last {
			if err := s.turn(tx, m, e.ID); err != nil {
				return err
			}
			var err error
			if booked, err = db.One(tx, selFirstOpen, db.Value[string]); err != nil {
				return err
			}
			last = m
		}
		if err := s.event(tx, e, booked, open); err != nil {
			return fmt.Errorf("credit: %s %s: %w", e.Kind, e.ID, err)
		}
	}
	return nil
}

// turn opens a month and settles the ones before it. The lots of the audit are drawn with the id of the event that turned the month: nobody
// knows it before, and whoever folds the log anew draws the same.
func (s *Service) turn(tx *db.Tx, month string, lot id.Any) error {
	if _, err := tx.Exec(insMonth, month); err != nil {
		return err
	}
	open, err := db.All(tx, selOpen, db.Value[string])
	if err != nil {
		return err
	}
	for _, m := range open {
		if m >= month {
			break
		}
		f, err := factsOf(tx, s.rule(m), m)
		if err != nil {
			return err
		}
		for _, e := range Settle(s.rule(m), m, f) {
			if err := putEntry(tx, e); err != nil {
				return err
			}
		}
		for _, used := range Draw(s.rule(m), lot, f.Uses) {
			if _, err := tx.Exec(insSample, used, m); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(setSettled, m); err != nil {
			return err
		}
	}
	return nil
}

func putEntry(tx *db.Tx, e Entry) error {
	_, err := tx.Exec(insEntry, e.ID, e.Month, e.Person, string(e.Kind), e.Work, e.Version, e.Giver, e.School, e.Setting, e.Raw, e.Amount, e.Mends, e.Reason, e.Cause, e.At)
	return err
}

func read[T any](e bus.Event) (p T, err error) { return p, json.Unmarshal(e.Payload, &p) }

func (s *Service) event(tx *db.Tx, e bus.Event, month string, open map[id.Any]bool) error {
	switch e.Kind {
	case "version.published":
		p, err := read[published](e)
		if err != nil {
			return err
		}
		_, err = tx.Exec(insVersion, p.Version, p.Work, p.School, p.Author, p.Derived, p.Title)
		return err
	case "assignment.given":
		p, err := read[given](e)
		if err != nil || p.Version.IsZero() {
			return err
		}
		_, err = tx.Exec(insGiven, p.Assignment, p.Version, p.School, e.Actor, p.Setting, e.Received)
		return err
	case "response.saved", "sitting.handed_in":
		p, err := read[begun](e)
		if err != nil || p.Assignment.IsZero() || open[p.Assignment] {
			return err
		}
		open[p.Assignment] = true
		n, err := tx.Exec(setOpened, p.Assignment)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(insUse, Term(e.Received), month, e.Received, p.Assignment)
		return err
	case "version.reviewed":
		p, err := read[about](e)
		return s.act(tx, e, err, Reviewed, month, p.Work, p.Version)
	case "thanks.answered":
		p, err := read[about](e)
		return s.act(tx, e, err, Answered, month, p.Work, p.Voice)
	case "version.withdrawn":
		p, err := read[about](e)
		if err != nil {
			return err
		}
		return s.withdrawn(tx, e, month, p.Version)
	case "credit.answered":
		p, err := read[answered](e)
		if err != nil || p.Amount == 0 {
			return err
		}
		return restored(tx, e, month, p)
	case "credit.checked":
		p, err := read[checked](e)
		if err != nil || !p.Struck {
			return err
		}
		if _, err := tx.Exec(setVoidUse, p.Work, p.School, p.Month); err != nil {
			return err
		}
		old, err := db.All(tx, selOfUse, scanEntry, p.Work, p.School, p.Month)
		if err != nil {
			return err
		}
		return takeBack(tx, e, month, old, Struck, p.Used)
	}
	return nil
}

// restored adds what an appeal was granted. The correction mends the entry that was paid first, so that whoever takes it back later takes back
// the right sum; about a whole month it stands by itself, under the appeal.
func restored(tx *db.Tx, e bus.Event, month string, p answered) error {
	c := Entry{ID: id.Named[any](p.Appeal, Appealed), Month: month, Person: p.Person, Kind: Correction, Work: p.Appeal, Raw: p.Amount, Amount: p.Amount,
		Mends: p.Entry, Reason: Appealed, Cause: p.Appeal, At: e.Received}
	x, err := db.One(tx, selEntry, scanEntry, p.Entry)
	switch {
	case err == nil:
		c.Work, c.Version, c.Giver, c.School = x.Work, x.Version, x.Giver, x.School
		if !x.Mends.IsZero() {
			c.Mends = x.Mends
		}
	case !errors.Is(err, db.ErrNone):
		return err
	}
	return putEntry(tx, c)
}

// takeBack adds a correction to each entry that brings it to nothing, with what was corrected about it before.
func takeBack(tx *db.Tx, e bus.Event, month string, old []Entry, reason string, cause id.Any) error {
	for _, x := range old {
		before, err := db.One(tx, sumMends, db.Value[Milli], x.ID)
		if err != nil {
			return err
		}
		net := x.Amount + before
		if net == 0 {
			continue
		}
		c := Entry{ID: id.Named[any](x.ID, reason+e.ID.Hex()), Month: month, Person: x.Person, Kind: Correction, Work: x.Work, Version: x.Version, Giver: x.Giver, School: x.School,
			Raw: -net, Amount: -net, Mends: x.ID, Reason: reason, Cause: cause, At: e.Received}
		if err := putEntry(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// act keeps a review or an answer, once for a person and thing.
func (s *Service) act(tx *db.Tx, e bus.Event, err error, k Kind, month string, work, of id.Any) error {
	if err != nil || e.Actor.IsZero() {
		return err
	}
	_, err = tx.Exec(insAct, id.Named[any](of, string(k)+e.Actor.Hex()), string(k), e.Actor, work, month, e.Received)
	return err
}

// withdrawn: what a version earned is taken back when somebody else than its author took it away. Uses of a month that is not settled
// yet are void; settled entries stay and get a correction. An author who withdraws keeps what was earned, so that tidying costs nothing.
func (s *Service) withdrawn(tx *db.Tx, e bus.Event, month string, version id.Any) error {
	author, err := db.One(tx, selAuthor, db.Value[id.Any], version)
	if errors.Is(err, db.ErrNone) || err == nil && author == e.Actor {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(setVoid, version); err != nil {
		return err
	}
	old, err := db.All(tx, selOfVersion, scanEntry, version)
	if err != nil {
		return err
	}
	return takeBack(tx, e, month, old, Withdrawal, id.Any{})
}

const (
	selUses db.SQL = `-- unscoped: a month is settled over all owners
SELECT work, version, school, teacher, setting, term, month, at FROM credit_use WHERE month = ? AND void = @false`
	selActs db.SQL = `-- unscoped: a month is settled over all owners
SELECT id, kind, person, work, month, at FROM credit_act WHERE month = ?`
	selWorks db.SQL = `-- unscoped: a month is settled over all owners
SELECT v.version, v.work, v.school, v.author, p.work FROM credit_version v LEFT JOIN credit_version p ON p.version = v.parent WHERE v.work IN @ids ORDER BY v.version`
	selEarlier db.SQL = `-- unscoped: a month is settled over all owners
SELECT work, setting, COUNT(*) FROM credit_use WHERE work IN @ids AND month < ? AND void = @false GROUP BY work, setting`
)

// factsOf reads what a month is settled from.
func factsOf(x db.Querier, r ruleOf, month string) (Facts, error) {
	f := Facts{Earlier: map[id.Any]Milli{}}
	var err error
	if f.Uses, err = db.All(x, selUses, scanUse, month); err != nil {
		return f, err
	}
	f.Acts, err = db.All(x, selActs, func(r db.Row) (a Act, err error) {
		return a, r.Scan(&a.ID, &a.Kind, &a.Person, &a.Work, &a.Month, &a.At)
	}, month)
	if err != nil {
		return f, err
	}
	if f.Works, err = worksOf(x, f.Uses); err != nil {
		return f, err
	}
	var used []id.Any
	for _, u := range f.Uses {
		used = append(used, u.Work)
	}
	err = db.Each(x, selEarlier, func(row db.Row) error {
		var work id.Any
		var setting string
		var n Milli
		err := row.Scan(&work, &setting, &n)
		f.Earlier[work] += n * Weight(r, setting)
		return err
	}, db.IDs(used), month)
	return f, err
}

func scanUse(r db.Row) (u Use, err error) {
	return u, r.Scan(&u.Work, &u.Version, &u.School, &u.Teacher, &u.Setting, &u.Term, &u.Month, &u.At)
}

// worksOf reads the works that were used and all they were adapted from, level by level.
func worksOf(x db.Querier, uses []Use) (map[id.Any]Work, error) {
	out := map[id.Any]Work{}
	var next []id.Any
	for _, u := range uses {
		next = append(next, u.Work)
	}
	for len(next) > 0 {
		var above []id.Any
		err := db.Each(x, selWorks, func(r db.Row) error {
			var version id.Any
			var w Work
			if err := r.Scan(&version, &w.ID, &w.School, &w.Author, &w.Parent); err != nil {
				return err
			}
			if _, known := out[w.Parent]; !known && !w.Parent.IsZero() {
				above = append(above, w.Parent)
			}
			out[w.ID] = w
			return nil
		}, db.IDs(next))
		if err != nil {
			return out, err
		}
		next = next[:0:0]
		for _, n := range above {
			if _, known := out[n]; !known {
				next = append(next, n)
			}
		}
	}
	return out, nil
}
