package exam

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Check is the guard's answer to an order, without storing anything. Verb exam.register at the place. Invalid names wrong fields.
func (s *Service) Check(ctx context.Context, a *org.Actor, o Order) (Exam, Verdict, error) {
	if err := s.mayRegister(ctx, a, o.Node); err != nil {
		return Exam{}, Verdict{}, err
	}
	e, err := s.draft(ctx, o)
	if err != nil {
		return e, Verdict{}, err
	}
	v, err := s.judge(s.Core.Reader(ctx), e)
	return e, v, err
}

func (s *Service) mayRegister(ctx context.Context, a *org.Actor, n org.Node) error {
	if n.IsZero() {
		if a != nil && !a.Has(org.ExamRegister) {
			return fault.New(fault.Denied, "您的身份没有这项权限")
		}
		return fault.Fieldsf(fault.Field{Name: "place", Message: "请选择组织考试的机构或班级"})
	}
	return s.Org.Must(ctx, a, org.ExamRegister, n)
}

// judge asks the guard about an exam beside those that stand. Schools must be filled in.
func (s *Service) judge(x db.Querier, e Exam) (Verdict, error) {
	from := clock.At(time.Date(e.Year(), time.August, 1, 0, 0, 0, 0, clock.Shanghai))
	until := clock.At(time.Date(e.Year()+1, time.August, 1, 0, 0, 0, 0, clock.Shanghai))
	schools := db.IDs(e.Schools)
	wide, err := db.All(x, selWide, scanExam, e.Grade, from, until, schools)
	if err != nil {
		return Verdict{}, err
	}
	tops := make([]org.Node, len(wide))
	for i := range wide {
		tops[i] = wide[i].Node
	}
	covers, err := db.All(x, selCovers, scanCover, schools, db.IDs(tops))
	if err != nil {
		return Verdict{}, err
	}
	under := map[org.Node][]cover{}
	for _, c := range covers {
		under[c.top] = append(under[c.top], c)
	}
	for i, w := range wide { // which of the wanted schools it covered
		for _, c := range under[w.Node] {
			if c.since <= w.First && w.First < c.until {
				wide[i].Schools = append(wide[i].Schools, c.school)
			}
		}
	}
	classes, err := db.All(x, selClassExams, scanExam, e.Grade, from, until, schools)
	for i := range classes {
		classes[i].Schools = []org.UnitID{classes[i].Owner}
	}
	return Guard(s.Preset.Exams, append(wide, classes...), e), err
}

// Register stores an order as a draft, when the guard lets it pass or an exception may be allowed and is asked for. The same order
// twice (Idem) is one exam. Verb exam.register at the place.
//
// Faults: Invalid with fields, Unlawful as a *Refusal with every broken rule.
func (s *Service) Register(ctx context.Context, a *org.Actor, o Order) (Exam, error) {
	e, v, err := s.Check(ctx, a, o)
	if err != nil {
		return e, err
	}
	if o.Idem = org.CleanName(o.Idem); o.Idem == "" {
		o.Idem = id.New[any]().String()
	}
	if old, err := db.All(s.Core.Reader(ctx), selIdem, scanExam, a.Person, o.Idem); err != nil || len(old) > 0 {
		return first(old), err
	}
	if v.Refused() && (!v.MayExcept() || e.Wish == "") {
		return e, v.Err()
	}
	e.ID, e.Author = id.New[Exam](), a.Person
	done := e
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.One(tx, lockGate, db.Value[int64]); err != nil {
			return err
		}
		if old, err := db.All(tx, selIdem, scanExam, a.Person, o.Idem); err != nil || len(old) > 0 {
			done = first(old)
			return err
		}
		if err := insert(tx, e, o.Idem); err != nil {
			return err
		}
		return s.told(tx, a, e, "registered", e.Wish, e.registered())
	})
	return done, err
}

func first(es []Exam) Exam {
	if len(es) == 0 {
		return Exam{}
	}
	return es[0]
}

// Amend changes a draft; an exception that was allowed for what it was falls away. Verb exam.register at the old and the new place.
func (s *Service) Amend(ctx context.Context, a *org.Actor, n ExamID, rev int, o Order) (Exam, error) {
	old, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return old, err
	}
	if err := s.Org.Must(ctx, a, org.ExamRegister, old.Node); err != nil {
		return old, err
	}
	e, v, err := s.Check(ctx, a, o)
	if err != nil {
		return e, err
	}
	if v.Refused() && (!v.MayExcept() || e.Wish == "") {
		return e, v.Err()
	}
	return s.move(ctx, a, n, rev, []State{StateDraft}, "amended", e.Wish, func(_ *db.Tx, now *Exam) error {
		e.ID, e.Rev, e.Author, e.Created = now.ID, now.Rev, now.Author, now.Created
		*now = e
		return nil
	})
}

// File gives a draft its filing number 备案号; from then on it counts for the guard and waits for a decision. Verb exam.register.
func (s *Service) File(ctx context.Context, a *org.Actor, n ExamID, rev int, number string) (Exam, error) {
	if err := s.must(ctx, a, org.ExamRegister, n); err != nil {
		return Exam{}, err
	}
	number = org.CleanName(strings.ToValidUTF8(number, ""))
	if l := utf8.RuneCountInString(number); l < 4 || l > 40 {
		return Exam{}, fault.Fieldsf(fault.Field{Name: "filing", Message: "请填写备案号，4 到 40 个字"})
	}
	return s.move(ctx, a, n, rev, []State{StateDraft}, "filed", number, func(tx *db.Tx, e *Exam) error {
		e.State, e.Filing, e.FiledBy, e.Filed = StateFiled, number, a.Person, s.now()
		return s.stillLawful(tx, *e)
	})
}

// stillLawful asks the guard again, behind every other decision.
func (s *Service) stillLawful(tx *db.Tx, e Exam) error {
	v, err := s.judge(tx, e)
	if err != nil {
		return err
	}
	return v.Err()
}

// Decide approves or refuses a filed exam. Who registered it does not decide on it; a refusal has a reason. Verb exam.approve.
func (s *Service) Decide(ctx context.Context, a *org.Actor, n ExamID, rev int, approve bool, note string) (Exam, error) {
	if err := s.must(ctx, a, org.ExamApprove, n); err != nil {
		return Exam{}, err
	}
	note, err := reason(note, !approve)
	if err != nil {
		return Exam{}, err
	}
	step, state := "approved", StateApproved
	if !approve {
		step, state = "refused", StateRefused
	}
	return s.move(ctx, a, n, rev, []State{StateFiled}, step, note, func(tx *db.Tx, e *Exam) error {
		if e.Author == a.Person {
			return fault.New(fault.Denied, "登记人不能审批自己登记的考试，请由另一位负责人审批")
		}
		e.State, e.Approver, e.Decided, e.Note = state, a.Person, s.now(), note
		if !approve {
			return nil
		}
		return s.stillLawful(tx, *e)
	})
}

// Void ends an exam that is not held, with a reason; its place is free again. Verb exam.register while nobody has decided,
// exam.approve afterwards.
func (s *Service) Void(ctx context.Context, a *org.Actor, n ExamID, rev int, note string) (Exam, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return e, err
	}
	verb := org.ExamRegister
	if e.State == StateApproved {
		verb = org.ExamApprove
	}
	if err := s.Org.Must(ctx, a, verb, e.Node); err != nil {
		return e, err
	}
	if note, err = reason(note, true); err != nil {
		return e, err
	}
	from := []State{StateDraft, StateFiled}
	if verb == org.ExamApprove {
		from = append(from, StateApproved)
	}
	return s.move(ctx, a, n, rev, from, "void", note, func(_ *db.Tx, e *Exam) error {
		e.State, e.Note = StateVoid, note
		return nil
	})
}

// reason is a sentence of 4 to 300 characters, which may be absent when it is not wanted.
func reason(note string, wanted bool) (string, error) {
	note = org.CleanName(strings.ToValidUTF8(note, ""))
	if n := utf8.RuneCountInString(note); n > 300 || wanted && n < 4 {
		return "", fault.Fieldsf(fault.Field{Name: "note", Message: "请写明理由，4 到 300 个字"})
	}
	return note, nil
}

// Except answers the wish for an exception of a draft: allow lifts the rules that the draft breaks now and that allow it, with a
// reason. A draft that breaks a flat ban is refused. Verb exam.except, held by the role that the rules name.
func (s *Service) Except(ctx context.Context, a *org.Actor, n ExamID, rev int, allow bool, why string) (Exam, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return e, err
	}
	if err := s.Org.Must(ctx, a, org.ExamExcept, e.Node); err != nil {
		return e, err
	}
	d, err := s.Org.Can(ctx, a, org.ExamExcept, e.Node)
	if err != nil {
		return e, err
	}
	if why, err = reason(why, true); err != nil {
		return e, err
	}
	step := "allowed"
	if !allow {
		step = "denied"
	}
	return s.move(ctx, a, n, rev, []State{StateDraft}, step, why, func(tx *db.Tx, e *Exam) error {
		if e.Author == a.Person {
			return fault.New(fault.Denied, "申请人不能批准自己的例外，请由另一位负责人批准")
		}
		if e.Wish == "" {
			return fault.New(fault.Conflict, "这场考试没有申请例外")
		}
		e.Exception = Exception{AllowedBy: a.Person, AllowedAt: s.now(), Why: why}
		if !allow {
			return nil
		}
		v, err := s.judge(tx, *e)
		if err != nil {
			return err
		}
		for _, b := range v.Breaches {
			if b.Flat() || b.By != d.Role {
				return v.Err()
			}
		}
		e.Rules = v.Rules()
		return nil
	})
}

// move changes an exam inside one write: the revision that the person saw, from one of some states, with its line of history, its
// audit entry and its event. The same step of the same person on the same revision twice is one.
func (s *Service) move(ctx context.Context, a *org.Actor, n ExamID, rev int, from []State, step, note string, change func(*db.Tx, *Exam) error) (Exam, error) {
	schools, err := s.schoolsOf(ctx, n)
	if err != nil {
		return Exam{}, err
	}
	var e Exam
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.One(tx, lockGate, db.Value[int64]); err != nil {
			return err
		}
		var err error
		if e, err = db.One(tx, selExam, scanExam, n); err != nil {
			return none(err)
		}
		if e.Rev == rev+1 { // the same button pressed twice
			last, err := db.One(tx, selLastStep, scanStep, n)
			if err == nil && last.Name == step && last.Person == a.Person && last.Note == note {
				e.Schools = schools
				return nil
			}
		}
		if !slices.Contains(from, e.State) || e.Rev != rev {
			return fault.New(fault.Conflict, "这场考试刚才被别人改过，请看过新的内容再操作")
		}
		e.Schools = schools
		if err := change(tx, &e); err != nil {
			return err
		}
		if ok, err := update(tx, e); err != nil || !ok {
			return errors.Join(err, fault.New(fault.Conflict, "这场考试刚才被别人改过，请看过新的内容再操作"))
		}
		e.Rev++
		return s.told(tx, a, e, step, note, Moved{e.ID, e.Owner, e.State})
	})
	return e, err
}

func (s *Service) schoolsOf(ctx context.Context, n ExamID) ([]org.UnitID, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	return e.Schools, err
}

// told writes the line of history, the event and the audit entry of a step. The audit holds a digest of the reason, which may name
// people; the reason itself stands in the history.
func (s *Service) told(tx *db.Tx, a *org.Actor, e Exam, step, note string, payload any) error {
	if _, err := tx.Exec(insStep, e.ID, e.ID, step, a.Person, s.now(), note); err != nil {
		return err
	}
	if kind := kinds[step]; kind != "" {
		if _, err := s.Log.Append(tx, bus.Event{Kind: kind, Version: 1, Owner: id.As[any](e.Owner), Actor: id.As[any](a.Person), Request: a.Request, Occurred: s.now()}, payload); err != nil {
			return err
		}
	}
	digest := sha256.Sum256([]byte(note))
	detail, err := json.Marshal(map[string]any{"exam": e.ID, "rev": e.Rev, "rules": e.Rules, "note": "sha256:" + hex.EncodeToString(digest[:])})
	if err != nil {
		return fmt.Errorf("exam: %w", err)
	}
	return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: "exam." + step, Scope: e.Node, Basis: "role", Request: a.Request, Detail: detail})
}

func (s *Service) must(ctx context.Context, a *org.Actor, v org.Verb, n ExamID) error {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return err
	}
	return s.Org.Must(ctx, a, v, e.Node)
}

// load reads an exam with its schools and asks nobody.
func (s *Service) load(ctx context.Context, x db.Querier, n ExamID) (Exam, error) {
	e, err := db.One(x, selExam, scanExam, n)
	if err != nil {
		return e, none(err)
	}
	e.Schools, err = s.schools(ctx, e)
	return e, err
}

func none(err error) error {
	if errors.Is(err, db.ErrNone) {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return err
}
