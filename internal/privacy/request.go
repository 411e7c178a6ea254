package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kinds of requests.
const (
	Copy    = "copy"    // 复制 (个人信息保护法 art. 45)
	Correct = "correct" // 更正 (art. 46)
	Erase   = "erase"   // 删除 (art. 47)
)

// States of a request.
const (
	Open = "open"
	Done = "done"
	No   = "refused"
)

// Fields that can be corrected.
const (
	FieldName   = "name"
	FieldNumber = "number"
	FieldBorn   = "born"
	FieldSex    = "sex"
	FieldPhone  = "phone"
	FieldEmail  = "email"
)

// DueDays is the time for an answer in working days, unless the setting "data.request.days" says otherwise.
const DueDays = 15

// RequestID names a request.
type RequestID = id.Of[Request]

// Request is what a person, or a guardian, asks about the person's data, and its written answer.
type Request struct {
	ID        RequestID
	Person    org.PersonID
	Owner     org.UnitID // the school that answers
	Kind      string
	Asker     org.PersonID
	Kin       string // "self" or "guardian"
	Field     string // of a correction
	Wanted    string // of a correction: the value that is right
	Old       string // the value before the correction: kept here and nowhere else
	Reason    string
	State     string
	Asked     clock.Micros
	Due       clock.Micros
	DecidedBy org.PersonID
	Decided   clock.Micros
	Answer    string
	Kept      string // of an erasure: what is kept and by what rule
	File      string // of a copy: the blob, while it can be fetched
	Size      int64
	FileUntil clock.Micros
}

// Late reports whether the answer is overdue.
func (r Request) Late(now clock.Micros) bool { return r.State == Open && now > r.Due }

// Ready reports whether the copy can be fetched.
func (r Request) Ready(now clock.Micros) bool { return r.File != "" && now < r.FileUntil }

const (
	requestColumns        = `id, person, owner, kind, asker, kin, field, wanted, old, reason, state, asked, due, decided_by, decided, answer, kept, file, size, file_until FROM privacy_request`
	insRequest     db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO privacy_request (id, person, owner, kind, asker, kin, field, wanted, old, reason, state, asked, due, decided_by, decided, answer, kept, file, size, file_until)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 'open', ?, ?, NULL, 0, '', '', '', 0, 0)`
	selSame db.SQL = `-- unscoped: the caller has asked for the person
SELECT id FROM privacy_request WHERE person = ? AND asker = ? AND kind = ? AND field = ? AND state = 'open'`
	selRequest db.SQL = `-- unscoped: the caller asks for the person or school it gets
SELECT ` + requestColumns + ` WHERE id = ?`
	selMine db.SQL = `-- unscoped: what the actor asked about a person for whom org was asked
SELECT ` + requestColumns + ` WHERE person = ? AND asker = ? ORDER BY asked DESC LIMIT 50`
	selDesk   db.SQL = `SELECT ` + requestColumns + ` WHERE @scope(owner) AND (? = '' AND state <> 'open' OR state = ?) AND asked < ? ORDER BY asked DESC LIMIT ?`
	updDecide db.SQL = `-- unscoped: the caller has asked for the school
UPDATE privacy_request SET state = ?, decided_by = ?, decided = ?, answer = ?, kept = ?, old = ? WHERE id = ? AND state = 'open'`
)

func scanRequest(r db.Row) (Request, error) {
	var q Request
	return q, r.Scan(&q.ID, &q.Person, &q.Owner, &q.Kind, &q.Asker, &q.Kin, &q.Field, &q.Wanted, &q.Old, &q.Reason, &q.State, &q.Asked, &q.Due,
		&q.DecidedBy, &q.Decided, &q.Answer, &q.Kept, &q.File, &q.Size, &q.FileUntil)
}

// Draft is what the asker fills in.
type Draft struct{ Kind, Field, Wanted, Reason string }

func (d Draft) check(p org.PersonID) error {
	var bad []fault.Field
	add := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	if d.Kind != Copy && d.Kind != Correct && d.Kind != Erase {
		add("kind", "请选要办什么")
	}
	if len([]rune(d.Reason)) > 500 {
		add("reason", "说明最多500个字")
	} else if org.HoldsIdentity(d.Reason) {
		add("reason", org.NoIdentity)
	}
	if d.Kind == Correct {
		if err := d.apply(&org.Profile{Person: p}); err != nil {
			add("wanted", "请检查改成的内容")
		}
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// apply puts the wanted value into a profile, or checks a name.
func (d Draft) apply(p *org.Profile) error {
	if d.Wanted == "" || len([]rune(d.Wanted)) > 120 {
		return fault.New(fault.Invalid, "请检查改成的内容")
	}
	switch d.Field {
	case FieldName:
		return org.CheckName(d.Wanted)
	case FieldNumber:
		p.Number = d.Wanted
	case FieldBorn:
		p.Born = d.Wanted
	case FieldSex:
		p.Sex = d.Wanted
	case FieldPhone:
		p.Phone = d.Wanted
	case FieldEmail:
		p.Email = d.Wanted
	default:
		return fault.New(fault.Invalid, "没有这一项")
	}
	return p.Validate()
}

// Ask stores a request about a person by the person or a guardian. The same question while the first is open is the first.
func (s *Service) Ask(ctx context.Context, a *org.Actor, person org.PersonID, d Draft) (RequestID, error) {
	if err := s.Org.Must(ctx, a, org.DataAsk, id.As[any](person)); err != nil {
		return RequestID{}, err
	}
	d.Wanted, d.Reason = trim(d.Wanted), trim(d.Reason)
	if d.Kind != Correct {
		d.Field, d.Wanted = "", ""
	}
	if err := d.check(person); err != nil {
		return RequestID{}, err
	}
	owner, err := s.school(ctx, person)
	if err != nil {
		return RequestID{}, err
	}
	now := s.now()
	due, err := s.due(ctx, owner, now)
	if err != nil {
		return RequestID{}, err
	}
	kin := "guardian"
	if person == a.Person {
		kin = "self"
	}
	r := id.New[Request]()
	return r, s.Core.Write(ctx, func(tx *db.Tx) error {
		old, err := db.All(tx, selSame, db.Value[RequestID], person, a.Person, d.Kind, d.Field)
		if err != nil {
			return err
		}
		if len(old) > 0 {
			return fault.New(fault.Conflict, "同样的申请已经在办理，请在申请列表里查看")
		}
		if _, err := tx.Exec(insRequest, r, person, owner, d.Kind, a.Person, kin, d.Field, d.Wanted, d.Reason, now, due); err != nil {
			return err
		}
		return s.event(tx, a, "data.asked", owner, person, map[string]any{"request": r, "kind": d.Kind, "field": d.Field, "due": due})
	})
}

// due is the end of the last working day. Public holidays are not known here, so the date is rather early than late.
func (s *Service) due(ctx context.Context, owner org.UnitID, now clock.Micros) (clock.Micros, error) {
	days := DueDays
	raw, _, err := s.Org.Setting(ctx, "data.request.days", id.As[any](owner), now)
	if err != nil {
		return 0, err
	}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &days); err != nil || days < 1 || days > 30 {
			return 0, fmt.Errorf("privacy: setting data.request.days: %s", raw)
		}
	}
	t := clock.Local(now)
	for ; days > 0; days-- {
		for t = t.AddDate(0, 0, 1); t.Weekday() == time.Saturday || t.Weekday() == time.Sunday; t = t.AddDate(0, 0, 1) {
		}
	}
	return clock.At(time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 59, 0, clock.Shanghai)), nil
}

// Mine lists what the actor asked about a person, newest first, at most 50.
func (s *Service) Mine(ctx context.Context, a *org.Actor, person org.PersonID) ([]Request, error) {
	if err := s.Org.Must(ctx, a, org.DataAsk, id.As[any](person)); err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selMine, scanRequest, person, a.Person)
}

// Request is one request of the actor.
func (s *Service) Request(ctx context.Context, a *org.Actor, r RequestID) (Request, error) {
	q, err := db.One(s.Core.Reader(ctx), selRequest, scanRequest, r)
	if err != nil {
		return q, none(err)
	}
	if err := s.Org.Must(ctx, a, org.DataAsk, id.As[any](q.Person)); err != nil {
		return Request{}, err
	}
	if q.Asker != a.Person {
		return Request{}, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	return q, nil
}

// Desk lists the requests that the actor answers: the open ones, or the answered ones, newest first, before a moment (0: from now).
func (s *Service) Desk(ctx context.Context, a *org.Actor, open bool, before clock.Micros, limit int) ([]Request, error) {
	sc, err := s.Org.Open(ctx, a, org.DataAnswer)
	if err != nil {
		return nil, err
	}
	if before == 0 {
		before = clock.Forever
	}
	state := ""
	if open {
		state = Open
	}
	return db.All(s.Core.Reader(ctx), selDesk, scanRequest, sc, state, state, before, limit)
}

// ToAnswer is one request at the desk of the actor.
func (s *Service) ToAnswer(ctx context.Context, a *org.Actor, r RequestID) (Request, error) {
	q, err := db.One(s.Core.Reader(ctx), selRequest, scanRequest, r)
	if err != nil {
		return q, none(err)
	}
	return q, s.Org.Must(ctx, a, org.DataAnswer, id.As[any](q.Owner))
}

// Decide answers a request in writing and does what was asked when it is granted. Nobody answers what they asked themselves.
func (s *Service) Decide(ctx context.Context, a *org.Actor, r RequestID, grant bool, answer string) error {
	q, err := s.ToAnswer(ctx, a, r)
	if err != nil {
		return err
	}
	if q.Asker == a.Person || q.Person == a.Person {
		return fault.New(fault.Unlawful, "自己提出的申请要由另一位工作人员答复")
	}
	answer = trim(answer)
	if n := len([]rune(answer)); !grant && n < 5 || n > 1000 {
		return fault.Fieldsf(fault.Field{Name: "answer", Message: "不予办理要写明理由，5到1000个字(未成年人网络保护条例第三十四条)"})
	}
	e := effect{state: No, answer: answer}
	if grant {
		if e, err = s.prepare(ctx, q, answer); err != nil {
			return err
		}
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updDecide, e.state, a.Person, s.now(), e.answer, e.kept, e.old, q.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "这项申请已经答复过了")
		}
		if e.do != nil {
			if err := e.do(tx); err != nil {
				return err
			}
		}
		return s.event(tx, a, "data.answered", q.Owner, q.Person, map[string]any{"request": q.ID, "kind": q.Kind, "state": e.state})
	})
	if err == nil && e.after != nil {
		err = e.after(ctx)
	}
	return err
}

// effect is what a granted request does, ready to be written.
type effect struct {
	state, answer, kept, old string
	do                       func(tx *db.Tx) error
	after                    func(ctx context.Context) error
}

func (s *Service) prepare(ctx context.Context, q Request, answer string) (effect, error) {
	e := effect{state: Done, answer: answer}
	switch q.Kind {
	case Copy:
		if e.answer == "" {
			e.answer = "同意。资料正在准备，准备好以后七天内可以在本页下载。"
		}
		e.do = func(tx *db.Tx) error {
			_, err := s.Jobs.Enqueue(tx, job.Order{Kind: jobCopy, Name: q.ID.String(), Owner: id.As[any](q.Owner), Asker: id.As[any](q.Asker), Args: copyArgs{q.ID}})
			return err
		}
		return e, nil
	case Correct:
		return s.prepareCorrection(ctx, q, e)
	}
	return s.prepareErasure(ctx, q, e)
}

// prepareCorrection reads the old value, which the request keeps.
func (s *Service) prepareCorrection(ctx context.Context, q Request, e effect) (effect, error) {
	d := Draft{Kind: Correct, Field: q.Field, Wanted: q.Wanted}
	if e.answer == "" {
		e.answer = "同意，已经更正。"
	}
	who, err := s.Org.PersonByID(ctx, q.Person)
	if err != nil {
		return e, err
	}
	profile, err := s.Org.Profile(ctx, q.Person)
	if err != nil {
		return e, err
	}
	number, err := s.Org.NumberOf(ctx, q.Person)
	if err != nil {
		return e, err
	}
	e.old = map[string]string{FieldName: who.Name, FieldNumber: number, FieldBorn: profile.Born, FieldSex: profile.Sex, FieldPhone: profile.Phone,
		FieldEmail: profile.Email}[q.Field]
	if err := d.apply(&profile); err != nil {
		return e, err
	}
	e.do = func(tx *db.Tx) error {
		if q.Field == FieldName {
			return s.Org.Rename(tx, q.Person, q.Wanted)
		}
		if q.Field == FieldNumber {
			if err := s.Org.Renumber(tx, q.Person, q.Wanted); err != nil {
				return err
			}
		}
		return s.Org.SetProfile(tx, profile)
	}
	return e, nil
}
