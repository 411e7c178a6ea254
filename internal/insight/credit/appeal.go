package credit

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// AppealID names an appeal.
type AppealID = id.Of[Appeal]

// AppealState is where an appeal stands.
type AppealState string

// The states of an appeal.
const (
	AppealOpen    AppealState = "open"
	AppealGranted AppealState = "granted" // a correction was added
	AppealRefused AppealState = "refused"
)

// Appeal 申诉 is what somebody says about an entry of the own ledger, or about what is missing in a month (Entry is zero), and the answer of
// a responsible person of the own unit. An entry and a month can be appealed against once each.
type Appeal struct {
	ID      AppealID
	Person  org.PersonID
	Owner   org.UnitID // where the person is from
	Month   string
	Entry   id.Any
	Reason  string
	State   AppealState
	Made    clock.Micros
	Amount  Milli // what the correction adds
	Answer  string
	Decider org.PersonID
	Decided clock.Micros
}

// MaxWords bounds a reason and an answer, in characters.
const MaxWords = 500

// AppealPage is how many appeals a page of the list holds.
const AppealPage = 50

const (
	appealColumns = `SELECT p.id, p.person, p.owner, p.month, p.entry, p.reason, p.state, p.made, p.amount, p.answer, p.decider, p.decided FROM credit_appeal p `

	insAppeal db.SQL = `-- unscoped: the actor's own ledger
INSERT INTO credit_appeal (id, person, owner, subject, month, entry, reason, state, made, amount, answer, decider, decided)
VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, 0, '', NULL, 0) ON CONFLICT (person, subject) DO NOTHING`
	selSubject db.SQL = `-- unscoped: the actor's own ledger
` + appealColumns + `WHERE p.person = ? AND p.subject = ?`
	selOwnAppeals db.SQL = `-- unscoped: the actor's own ledger
` + appealColumns + `WHERE p.person = ? ORDER BY p.made DESC, p.id LIMIT 100`
	selAppeal  db.SQL = appealColumns + `WHERE p.id = ? AND @scope(p.owner)`
	selAppeals db.SQL = appealColumns + `WHERE @scope(p.owner) AND (p.state = 'open') = ? AND (p.made, p.id) < (?, ?) ORDER BY p.made DESC, p.id DESC LIMIT ?`
	updAppeal  db.SQL = `-- unscoped: org was asked for CreditAnswer at the author's unit
UPDATE credit_appeal SET state = ?, amount = ?, answer = ?, decider = ?, decided = ? WHERE id = ? AND state = 'open'`
	delAppeals db.SQL = `-- unscoped: the person's data is erased
DELETE FROM credit_appeal WHERE person = ?`
	selSettled db.SQL = `-- unscoped: months belong to nobody
SELECT COUNT(*) FROM credit_month WHERE month = ? AND settled = @true`
	// what a person has of a month, with what was corrected about its entries
	sumMonth db.SQL = `-- unscoped: org was asked for CreditAnswer at the person's unit
SELECT COALESCE(SUM(e.amount), 0) FROM credit_entry e WHERE e.person = ?
  AND (e.month = ? AND e.kind <> 'correction' OR e.mends IN (SELECT m.id FROM credit_entry m WHERE m.person = ? AND m.month = ? AND m.kind <> 'correction'))`
)

func scanAppeal(r db.Row) (p Appeal, err error) {
	return p, r.Scan(&p.ID, &p.Person, &p.Owner, &p.Month, &p.Entry, &p.Reason, &p.State, &p.Made, &p.Amount, &p.Answer, &p.Decider, &p.Decided)
}

// AppealUntil is until when what stands in a month may be appealed against; 0 for a text that is no month.
func (s *Service) AppealUntil(month string) clock.Micros {
	t, err := time.ParseInLocation("2006-01", month, clock.Shanghai)
	if err != nil {
		return 0
	}
	return clock.At(t.AddDate(0, 1, s.rule(month).Appeal))
}

// words checks what somebody has to write.
func words(field, text, ask string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if n := utf8.RuneCountInString(text); n == 0 || n > MaxWords || !utf8.ValidString(text) {
		return "", fault.Fieldsf(fault.Field{Name: field, Message: ask})
	}
	return text, nil
}

// Appealable is an entry of the actor's own ledger, or with none a settled month, that may be appealed against now. Faults: NotFound; Conflict
// when the month is not settled, its time is over, or there was an appeal already.
func (s *Service) Appealable(ctx context.Context, a *org.Actor, entry id.Any, month string) (Entry, error) {
	if _, err := s.org.Reach(ctx, a, org.LibraryRead); err != nil {
		return Entry{}, err
	}
	if entry.IsZero() && month == "" {
		return Entry{}, fault.New(fault.Invalid, "请从贡献记录里选一条记录，或选一个月")
	}
	x := s.db.Reader(ctx)
	e := Entry{Month: month, Person: a.Person}
	if !entry.IsZero() {
		got, err := db.One(x, selEntry, scanEntry, entry)
		if errors.Is(err, db.ErrNone) || err == nil && got.Person != a.Person {
			return e, fault.New(fault.NotFound, "没有这条记录，或不是您的")
		}
		if err != nil {
			return e, err
		}
		e = got
	}
	until := s.AppealUntil(e.Month)
	if until == 0 {
		return e, fault.New(fault.NotFound, "没有这个月份，请从贡献记录里打开")
	}
	settled, err := db.One(x, selSettled, db.Value[int], e.Month)
	switch {
	case err != nil:
		return e, err
	case settled == 0 && e.Kind != Correction:
		return e, fault.New(fault.Conflict, "这个月还没有入账，请等月底入账后再申诉")
	case s.org.Now() >= until:
		return e, fault.New(fault.Conflict, "申诉期已过：%s 的记录要在 %s 以前申诉", e.Month, clock.Local(until).Format("2006-01-02"))
	}
	_, err = db.One(s.core.Reader(ctx), selSubject, scanAppeal, a.Person, subject(e))
	if err == nil {
		return e, errAppealed
	}
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return e, err
}

var errAppealed = fault.New(fault.Conflict, "已经申诉过了，每条只能申诉一次；答复会写在贡献记录里")

// subject is what an appeal is about, once for each person.
func subject(e Entry) string {
	if e.ID.IsZero() {
		return e.Month
	}
	return e.ID.Hex()
}

// Appeal files an appeal of the actor's own and tells who answers it. The same words again are no error.
func (s *Service) Appeal(ctx context.Context, a *org.Actor, entry id.Any, month, reason string) (AppealID, error) {
	reason, bad := words("reason", reason, "请写明哪里不对、为什么，最多 500 字")
	e, err := s.Appealable(ctx, a, entry, month)
	if err == errAppealed { //nolint:errorlint // the very value
		old, again := db.One(s.core.Reader(ctx), selSubject, scanAppeal, a.Person, subject(e))
		if again == nil && bad == nil && old.Reason == reason {
			return old.ID, nil
		}
	}
	if err != nil {
		return AppealID{}, err
	}
	if bad != nil {
		return AppealID{}, bad
	}
	homes, err := s.org.HomeOf(ctx, []org.PersonID{a.Person})
	if err != nil {
		return AppealID{}, err
	}
	p := Appeal{ID: id.New[Appeal](), Person: a.Person, Owner: homes[a.Person], Month: e.Month, Entry: e.ID, Reason: reason, State: AppealOpen, Made: s.org.Now()}
	to, err := s.answerers(ctx, p)
	if err != nil {
		return p.ID, err
	}
	return p.ID, s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(insAppeal, p.ID, p.Person, p.Owner, subject(e), p.Month, p.Entry, p.Reason, p.Made)
		if err != nil {
			return err
		}
		if n == 0 {
			return errAppealed
		}
		if err := s.append(tx, a, "credit.appealed", id.As[any](p.Owner), appealed{p.ID, p.Month, p.Entry}); err != nil {
			return err
		}
		return s.tell(tx, Letter{ID: id.As[any](p.ID), What: LetterAppeal, School: p.Owner, From: a.Person, To: to, Month: p.Month, At: p.Made})
	})
}

// appealed is credit.appealed.
type appealed struct {
	Appeal AppealID `json:"appeal"`
	Month  string   `json:"month"`
	Entry  id.Any   `json:"entry"`
}

func (s *Service) append(tx *db.Tx, a *org.Actor, kind string, owner id.Any, payload any) error {
	_, err := s.log.Append(tx, bus.Event{Kind: kind, Owner: owner, Actor: id.As[any](a.Person), Request: a.Request}, payload)
	return err
}

// answerers are who may answer an appeal: at the author's unit, or when nobody else is there, above it. Never the author.
func (s *Service) answerers(ctx context.Context, p Appeal) ([]org.PersonID, error) {
	all, err := s.org.AbleAt(ctx, org.CreditAnswer, id.As[any](p.Owner), s.org.Now())
	var near, far []org.PersonID
	for _, x := range all {
		switch {
		case x.Person == p.Person:
		case x.At == id.As[any](p.Owner):
			near = append(near, x.Person)
		default:
			far = append(far, x.Person)
		}
	}
	if len(near) == 0 {
		near = far
	}
	return slices.Compact(near), err
}

// Case is an appeal as who answers it sees it: with the one entry it is about and nothing else of the ledger. Bar says why the reader does
// not answer it, nil when the answer is asked. Most is what a correction can add at most.
type Case struct {
	Appeal
	Line Entry // zero for a month
	Bar  error
	Most Milli
}

// Case reads one appeal. Verb credit.answer at the author's unit.
func (s *Service) Case(ctx context.Context, a *org.Actor, n AppealID) (Case, error) {
	scope, err := s.org.Reach(ctx, a, org.CreditAnswer)
	if err != nil {
		return Case{}, err
	}
	p, err := db.One(s.core.Reader(ctx), selAppeal, scanAppeal, n, scope)
	if errors.Is(err, db.ErrNone) {
		return Case{}, fault.New(fault.NotFound, "没有这项申诉，或不在您的范围内")
	}
	if err != nil {
		return Case{}, err
	}
	c := Case{Appeal: p}
	x := s.db.Reader(ctx)
	month := p.Month
	if !p.Entry.IsZero() {
		if c.Line, err = db.One(x, selEntry, scanEntry, p.Entry); err != nil && !errors.Is(err, db.ErrNone) {
			return c, err
		}
		if !c.Line.Mends.IsZero() { // a correction counts for the month of what it corrects
			first, err := db.One(x, selEntry, scanEntry, c.Line.Mends)
			if err != nil {
				return c, err
			}
			month = first.Month
		}
	}
	sum, err := db.One(x, sumMonth, db.Value[Milli], p.Person, month, p.Person, month)
	if err != nil {
		return c, err
	}
	c.Most = max(0, Milli(s.rule(month).Cap)-sum)
	switch {
	case p.State != AppealOpen:
		c.Bar = fault.New(fault.Conflict, "这项申诉已经答复了")
	case p.Person == a.Person:
		c.Bar = fault.New(fault.Denied, "这是您自己的申诉，要由别人答复")
	}
	return c, nil
}

// Cases lists the appeals that the actor may answer, or has seen answered, newest first, after the one named (zero: from the newest).
func (s *Service) Cases(ctx context.Context, a *org.Actor, open bool, after AppealID) (list []Appeal, more bool, err error) {
	scope, err := s.org.Reach(ctx, a, org.CreditAnswer)
	if err != nil {
		return nil, false, err
	}
	x := s.core.Reader(ctx)
	made := clock.Forever
	if after.IsZero() {
		after = id.New[Appeal]()
	} else {
		last, err := db.One(x, selAppeal, scanAppeal, after, scope)
		if errors.Is(err, db.ErrNone) {
			return nil, false, fault.New(fault.NotFound, "没有这项申诉，或不在您的范围内")
		}
		if err != nil {
			return nil, false, err
		}
		made = last.Made
	}
	list, err = db.All(x, selAppeals, scanAppeal, scope, open, made, after, AppealPage+1)
	if len(list) > AppealPage {
		return list[:AppealPage], true, err
	}
	return list, false, err
}

// Answer decides an appeal with a written answer. What is granted becomes a correction of amount thousandths, an entry of its own; what was
// entered stays. Faults: Invalid (answer, amount), Denied for the own appeal, Conflict when it is answered already.
func (s *Service) Answer(ctx context.Context, a *org.Actor, n AppealID, grant bool, amount Milli, answer string) error {
	c, err := s.Case(ctx, a, n)
	if err != nil {
		return err
	}
	if c.Bar != nil {
		return c.Bar
	}
	if answer, err = words("answer", answer, "请写答复，说明依据，最多 500 字"); err != nil {
		return err
	}
	state := AppealRefused
	switch {
	case !grant:
		amount = 0
	case amount <= 0:
		return fault.Fieldsf(fault.Field{Name: "amount", Message: "请填要补记的分，大于 0；不补记请选“维持原记录”"})
	case amount > c.Most:
		return fault.Fieldsf(fault.Field{Name: "amount", Message: "超过当月上限了：请填不大于页面上“最多可补”的分"})
	default:
		state = AppealGranted
	}
	to, err := s.answerers(ctx, c.Appeal)
	if err != nil {
		return err
	}
	if !slices.Contains(to, a.Person) {
		to = append(to, a.Person)
	}
	now := s.org.Now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(updAppeal, string(state), amount, answer, a.Person, now, n)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "这项申诉已经答复了")
		}
		if err := s.append(tx, a, "credit.answered", id.As[any](c.Owner), answered{id.As[any](n), c.Person, c.Month, c.Entry, amount}); err != nil {
			return err
		}
		l := Letter{ID: id.Named[any](n, "answered"), What: LetterAnswer, School: c.Owner, From: a.Person, To: []org.PersonID{c.Person}, Month: c.Month, Granted: grant, Amount: amount, Text: answer, At: now}
		if err := s.tell(tx, l); err != nil {
			return err
		}
		l.ID, l.What, l.To, l.Appeal = id.Named[any](n, "known"), LetterKnown, to, n
		return s.tell(tx, l)
	})
}

// Forget takes away what a person wrote in appeals, when the person's data is erased.
func (s *Service) Forget(tx *db.Tx, p org.PersonID) error {
	_, err := tx.Exec(delAppeals, p)
	return err
}
