package assess

import (
	"context"
	"encoding/json"

	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Given is an answer to one line as a form sends it.
type Given struct {
	No       int
	Form     map[string][]string // by response identifier of the item
	Idem     string              // names this state of the answer; repeated attempts carry the same
	Occurred clock.Micros        // when it was answered in the world; 0 means now
	Base     *int64              // refuse with ErrSuperseded when another revision than this one is stored; nil: no matter
}

// ErrSuperseded says that an answer kept elsewhere is based on a revision that is not the last any more: the pupil has gone on at another
// place. It is not stored over that; the pupil decides when both are seen.
var ErrSuperseded = fault.New(fault.Conflict, "这道题在别处又改过，请本人登录后看一看")

// answerSpace is the name space of stored idempotency keys.
var answerSpace = [16]byte{0x3b, 0x1e, 0x51, 0x0c, 0x8a, 0x6d, 0x4f, 0x1a, 0x9a, 0x55, 0x77, 0x0d, 0x1c, 0x6e, 0x2b, 0x90}

// answer is what is stored of an answer: lexical values by response identifier; empty ones are left out.
type answer map[string][]string

func (a answer) text() string {
	b, err := json.Marshal(a) // maps are written in the order of their keys, so equal answers are equal texts
	if err != nil {
		panic(err) // strings only
	}
	return string(b)
}

// prepared is an answer that can be stored: checked, scored, with its key.
type prepared struct {
	no       int
	revision lineRow
	text     string
	short    []string
	score    *float64
	correct  *bool
	max      float64
	idem     id.Any
	occurred clock.Micros
	mark     *float64 // a hand mark that comes with a paper answer
	base     *int64
}

// FieldName is the form's name of one response of line no.
func FieldName(no int, responseID string) string { return "a." + strconv.Itoa(no) + "." + responseID }

// FormOf takes the fields of line no out of a form that holds the whole practice.
func FormOf(no int, form url.Values) map[string][]string {
	out, prefix := map[string][]string{}, FieldName(no, "")
	for k, v := range form {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			out[rest] = v
		}
	}
	return out
}

// fieldMessage is a zh-CN sentence for what a pupil must correct.
func fieldMessage(code string) string {
	switch code {
	case "not_an_integer":
		return "这里要填一个整数"
	case "not_a_number":
		return "这里要填一个数"
	case "too_many":
		return "选得太多了"
	case "too_long":
		return "太长了"
	}
	return "这个回答不能保存，请检查一下"
}

// prepare checks and scores one answer. Invalid names the fields as FieldName does.
func (s *Service) prepare(x db.Querier, row lineRow, g Given) (prepared, error) {
	it, err := s.item(x, row.Revision)
	if err != nil {
		return prepared{}, err
	}
	values, errs := it.Normalize(g.Form)
	if len(errs) > 0 {
		var fields []fault.Field
		for _, e := range errs {
			fields = append(fields, fault.Field{Name: FieldName(row.No, e.Field), Message: fieldMessage(e.Code)})
		}
		f := fault.Fieldsf(fields...)
		f.Message = fields[0].Message
		return prepared{}, f
	}
	p := prepared{no: row.No, revision: row, occurred: g.Occurred, base: g.Base}
	a := answer{}
	for name, v := range values {
		if !v.Null() {
			a[name] = v.Items
		}
	}
	p.text = a.text()
	p.short = describe(it, values)
	o := it.Score(values)
	p.max = o.MaxScore * row.Points
	if !o.NeedsHuman {
		score, right := o.Score*row.Points, o.Right()
		p.score, p.correct = &score, &right
	}
	p.idem = id.Named[any](answerSpace, g.Idem+"\x00"+p.text)
	return p, nil
}

// describe writes every response in words, at most 200 characters each: "B", "A、C", "0.5".
func describe(it *qti.Item, values map[string]qti.Value) []string {
	var out []string
	for _, d := range it.Responses {
		v, ok := values[d.Identifier]
		if !ok {
			continue
		}
		t := it.Describe(d.Identifier, v)
		if r := []rune(t); len(r) > 200 {
			t = string(r[:200]) + "…"
		}
		if t != "" || len(it.Responses) > 1 {
			out = append(out, t)
		}
	}
	return out
}

// Save stores one answer of the pupil and scores it. When it returns without an error the answer is durable; rev is the revision that
// this very request made, also when the request is repeated. Verb practice.do on the person.
//
// Faults: Invalid (a field does not fit), Conflict (handed in, or the item's feedback has been shown), NotFound.
func (s *Service) Save(ctx context.Context, a *org.Actor, sitting SittingID, g Given) (rev int64, err error) {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return 0, err
	}
	if g.Idem == "" || g.No < 1 {
		return 0, fault.New(fault.Invalid, "这个请求不完整")
	}
	x := s.reader(ctx)
	lines, err := s.lines(x, row.Paper, true)
	if err != nil {
		return 0, err
	}
	i, err := find(lines, g.No)
	if err != nil {
		return 0, err
	}
	p, err := s.prepare(x, lines[i], g)
	if err != nil {
		return 0, err
	}
	now := s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		rev, err = s.store(tx, a, row, p, Screen, now)
		return err
	})
	return rev, err
}

// store writes one prepared answer inside tx: the repeated one gives its first revision, a new one is added and told.
func (s *Service) store(tx *db.Tx, a *org.Actor, row Sitting, p prepared, source string, now clock.Micros) (int64, error) {
	state, err := db.One(tx, lockState, db.Value[string], row.ID)
	if err != nil {
		return 0, err
	}
	if old, err := db.All(tx, selRevOf, db.Value[int64], row.ID, p.no, p.idem); err != nil || len(old) > 0 {
		if err != nil {
			return 0, err
		}
		return old[0], nil
	}
	if source == Screen && state == InTheBox {
		return 0, fault.New(fault.Conflict, "已经交了，不能再改；要改请告诉老师")
	}
	if n, err := db.One(tx, countShown, db.Value[int64], row.ID, p.no); err != nil || (n > 0 && source == Screen) {
		if err != nil {
			return 0, err
		}
		return 0, fault.New(fault.Conflict, "这道题已经看过讲解，不能再改")
	}
	last, err := db.One(tx, selLastRev, db.Value[int64], row.ID, p.no)
	if err != nil {
		return 0, err
	}
	if p.base != nil && *p.base != last {
		return 0, ErrSuperseded
	}
	rev := last + 1
	occurred := p.occurred
	if occurred == 0 || occurred > now {
		occurred = now
	}
	_, err = tx.Exec(insResponse, row.ID, p.no, rev, p.idem, p.text, p.score, p.max, p.correct, source, a.Person, occurred, now)
	if err != nil {
		return 0, err
	}
	short := p.short
	if short == nil {
		short = []string{}
	}
	return rev, s.event(tx, a, "response.saved", id.As[any](row.Class), occurred, ResponseSaved{About: row.about(), No: p.no,
		Item: p.revision.Revision, Of: p.revision.Item, Rev: rev, Score: p.score, Max: p.max, Correct: p.correct, Response: short,
		Source: source, Grade: row.Grade, Stage: row.Stage})
}

// Whole is a form that holds the whole practice, as the way without script sends it.
type Whole struct {
	Form url.Values
	Idem string
	Base map[int]int64 // revision on which the form shows each answer
}

// SaveAll stores every answer of a whole form in one write. What the form merely shows (equal to what is stored) makes no new
// revision, and an empty field does not wipe out an answer that the form has never seen. Answers that do not fit are named in an
// Invalid fault after the others are stored: nothing that can be kept is dropped because of a neighbour.
func (s *Service) SaveAll(ctx context.Context, a *org.Actor, sitting SittingID, w Whole) error {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return err
	}
	x := s.reader(ctx)
	lines, err := s.lines(x, row.Paper, true)
	if err != nil {
		return err
	}
	var (
		todo []prepared
		bad  []fault.Field
	)
	for _, l := range lines {
		p, err := s.prepare(x, l, Given{No: l.No, Form: FormOf(l.No, w.Form), Idem: w.Idem + "/" + strconv.Itoa(l.No)})
		if f := Fields(err); len(f) > 0 {
			bad = append(bad, f...)
			continue
		}
		if err != nil {
			return err
		}
		todo = append(todo, p)
	}
	now := s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		for _, p := range todo {
			if same, err := s.shownOnly(tx, row, p, w.Base[p.no]); err != nil {
				return err
			} else if same {
				continue
			}
			if _, err := s.store(tx, a, row, p, Screen, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(bad) > 0 {
		err = fault.Fieldsf(bad...)
	}
	return err
}

// shownOnly tells whether a form only repeats what is stored, or is empty where it never saw the stored answer.
func (s *Service) shownOnly(tx *db.Tx, row Sitting, p prepared, base int64) (bool, error) {
	cur, err := db.All(tx, selCurrent, scanCurrent, row.ID, p.no)
	if err != nil {
		return false, err
	}
	if len(cur) == 0 {
		return p.text == "{}", nil
	}
	return cur[0].Text == p.text || (p.text == "{}" && base < cur[0].Rev), nil
}

// Response is the current answer to one line, with its mark when a person gave one to this revision.
type Response struct {
	Sitting  SittingID
	No       int
	Rev      int64
	Text     string // JSON of the stored values
	Score    *float64
	Max      float64
	Correct  *bool
	Source   string
	Occurred clock.Micros
	Marked   *float64
	Note     string // the marker's words
	Shown    bool   // feedback for this line has been shown before handing in
}

// Blank reports an empty answer.
func (r Response) Blank() bool { return r.Text == "{}" }

// Waits reports that a person has to mark it.
func (r Response) Waits() bool {
	return r.Score == nil && r.Marked == nil && (!r.Blank() || r.Source == OnPaper)
}

// values is the answer as form values.
func (r Response) values() map[string][]string {
	out := map[string][]string{}
	if err := json.Unmarshal([]byte(r.Text), &out); err != nil {
		return nil // only this package writes it
	}
	return out
}

// answers reads the current responses of an assignment by sitting and line.
func (s *Service) answers(x db.Querier, assignment id.Any) (map[SittingID]map[int]Response, error) {
	return collect(db.All(x, selResponsesOf, scanResponse, assignment))
}

// own reads the current responses of one sitting by line.
func (s *Service) own(x db.Querier, sitting SittingID) (map[int]Response, error) {
	m, err := collect(db.All(x, selResponses, scanResponse, sitting))
	return m[sitting], err
}

func collect(rows []Response, err error) (map[SittingID]map[int]Response, error) {
	out := map[SittingID]map[int]Response{}
	for _, r := range rows {
		if out[r.Sitting] == nil {
			out[r.Sitting] = map[int]Response{}
		}
		out[r.Sitting][r.No] = r
	}
	return out, err
}

// describeResponse is a stored answer in words.
func describeResponse(it *qti.Item, r Response) string {
	values, _ := it.Normalize(r.values())
	return strings.Join(describe(it, values), ";")
}
