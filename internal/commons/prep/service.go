package prep

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Teller puts a word into the inboxes of people, inside the transaction. notice satisfies it, which this domain may not import.
type Teller interface {
	Asked(tx *db.Tx, s Session, to []org.PersonID) error
	Finished(tx *db.Tx, s Session, to []org.PersonID) error
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	log   *bus.Log
	org   *org.Service
	works *commons.Service
	tell  Teller
	clock clock.Clock
}

// New returns the service. tell may be nil: then nobody gets a word.
func New(core *db.DB, log *bus.Log, o *org.Service, works *commons.Service, tell Teller, c clock.Clock) *Service {
	return &Service{core, log, o, works, tell, c}
}

// happened is the payload of this package's events: ids only.
type happened struct {
	Session ID             `json:"session"`
	Work    commons.WorkID `json:"work"`
}

func (s *Service) append(tx *db.Tx, a *org.Actor, x Session, kind string) error {
	_, err := s.log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](x.Owner), Actor: id.As[any](a.Person), Request: a.Request}, happened{x.ID, x.Work})
	return err
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// Colleagues are the people whom the actor may ask in a school.
func (s *Service) Colleagues(ctx context.Context, a *org.Actor, school org.UnitID) ([]org.Colleague, error) {
	return s.org.Colleagues(ctx, a, org.LessonMake, school, 300)
}

// Start opens a session of the actor in a school. The members are teachers of the school or of its groups; they are asked when the lead
// opens it to them.
func (s *Service) Start(ctx context.Context, a *org.Actor, school org.UnitID, p Plan) (ID, error) {
	all, err := s.Colleagues(ctx, a, school)
	if err != nil {
		return ID{}, err
	}
	x := Session{ID: id.New[Session](), Owner: school, Lead: a.Person, About: p.About, Due: p.Due, Created: s.now()}
	if p.Once != "" {
		x.ID = id.Named[Session](a.Person, "prep "+p.Once)
	}
	if err := s.begin(ctx, a, &x, p); err != nil {
		return ID{}, err
	}
	if err := check(x, p, all); err != nil {
		return ID{}, err
	}
	return x.ID, s.core.Write(ctx, func(tx *db.Tx) error {
		b := x.About
		n, err := tx.Exec(insSession, x.ID, school, a.Person, b.Title, b.Subject, b.Stage, b.Grade, b.Edition, b.Volume, b.Chapter, x.Due, x.Main, x.Source, x.Work, x.Base, x.Created, x.Created)
		if err != nil || n == 0 {
			return err
		}
		for _, m := range p.Members {
			if _, err := tx.Exec(insMember, x.ID, m, x.Created); err != nil {
				return err
			}
		}
		return s.append(tx, a, x, "prep.started")
	})
}

// begin fills the first text from a version or draft.
func (s *Service) begin(ctx context.Context, a *org.Actor, x *Session, p Plan) error {
	from := commons.Draftable{}
	switch {
	case !p.From.IsZero():
		v, err := s.works.Read(ctx, a, p.From)
		if err != nil {
			return err
		}
		if err := commons.Adaptable(v, x.Owner); err != nil {
			return err
		}
		from, x.Source = v.Draftable, v.ID
	case !p.Draft.IsZero():
		w, err := s.works.Get(ctx, a, p.Draft)
		if err != nil {
			return err
		}
		from, x.Work, x.Base = w.Draftable, w.ID, w.Rev
	}
	x.Main = tidy(from.Body)
	b := &x.About
	for _, f := range []struct {
		to   *string
		from string
	}{{&b.Title, from.Title}, {&b.Subject, from.Subject}, {&b.Edition, from.Edition}, {&b.Volume, from.Volume}, {&b.Chapter, from.Chapter}, {&b.Stage, from.Stage}} {
		*f.to = strings.TrimSpace(*f.to)
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if b.Grade == 0 {
		b.Grade, b.Stage = from.Grade, from.Stage
	}
	return nil
}

func check(x Session, p Plan, all []org.Colleague) error {
	var wrong []fault.Field
	add := func(bad bool, name, message string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	b := x.About
	add(b.Title == "", "title", "请填写课题")
	add(utf8.RuneCountInString(b.Title) > commons.MaxTitle, "title", "课题最多 120 字")
	add(b.Subject == "" || len(b.Subject) > commons.MaxShort, "subject", "请选择学科")
	add(b.Grade < 1 || b.Grade > 12, "grade", "请选择年级")
	for _, t := range []struct{ name, text string }{{"edition", b.Edition}, {"volume", b.Volume}, {"chapter", b.Chapter}} {
		add(utf8.RuneCountInString(t.text) > commons.MaxShort, t.name, "最多 80 字")
	}
	add(len(p.Members) == 0, "members", "请至少请一位老师复备")
	add(len(p.Members) > MaxMembers, "members", "最多请 30 位老师")
	for _, m := range p.Members {
		if !slices.ContainsFunc(all, func(c org.Colleague) bool { return c.Person == m }) {
			add(true, "members", "只能请本校或同一集团的老师")
			break
		}
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

var errNone = fault.New(fault.NotFound, "没有找到这次备课，或您不在其中")

// Get reads a session for its lead or a member. Copies of others are left out until the member has given them; the lead sees which exist.
func (s *Service) Get(ctx context.Context, a *org.Actor, n ID) (Session, []Comment, error) {
	if _, err := s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return Session{}, nil, err
	}
	x, err := db.One(s.core.Reader(ctx), selSession, scanSession, n, a.Person, a.Person)
	if errors.Is(err, db.ErrNone) {
		return x, nil, errNone
	}
	if err != nil {
		return x, nil, err
	}
	comments, err := s.fill(s.core.Reader(ctx), &x)
	for i, m := range x.Members {
		if m.Done == 0 && m.Person != a.Person && x.State != Final && x.State != Done {
			x.Members[i].Text = ""
		}
	}
	return x, comments, err
}

func (s *Service) fill(r db.Querier, x *Session) ([]Comment, error) {
	var err error
	if x.Members, err = db.All(r, selMembers, scanMember, x.ID); err != nil {
		return nil, err
	}
	return db.All(r, selComments, scanComment, x.ID)
}

// Mine lists the actor's sessions, those led and those asked to, last changed first, without texts and members.
func (s *Service) Mine(ctx context.Context, a *org.Actor) ([]Session, error) {
	if _, err := s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), listMine, scanSession, a.Person, a.Person)
}

// Finished lists what is done at the schools where the actor may read it.
func (s *Service) Finished(ctx context.Context, a *org.Actor) ([]Session, error) {
	scope, err := s.org.Reach(ctx, a, org.PrepRead)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), listFinished, scanSession, scope)
}

// ReadFinished reads a finished session of such a school.
func (s *Service) ReadFinished(ctx context.Context, a *org.Actor, n ID) (Session, []Comment, error) {
	scope, err := s.org.Reach(ctx, a, org.PrepRead)
	if err != nil {
		return Session{}, nil, err
	}
	x, err := db.One(s.core.Reader(ctx), selFinished, scanSession, n, scope)
	if errors.Is(err, db.ErrNone) {
		return x, nil, errNone
	}
	if err != nil {
		return x, nil, err
	}
	comments, err := s.fill(s.core.Reader(ctx), &x)
	return x, comments, err
}

// Pieces are the paragraphs of a finished session that the caller has read.
func (s *Service) Pieces(ctx context.Context, n ID) ([]Piece, error) {
	return db.All(s.core.Reader(ctx), selPieces, scanPiece, n)
}

// Contributors are the people who made a work together, the lead first; none when it was made alone. Those who gave nothing that stands in
// the text are not among them.
func (s *Service) Contributors(ctx context.Context, w commons.WorkID) ([]org.PersonID, error) {
	var out []org.PersonID
	return out, db.Each(s.core.Reader(ctx), selOfWork, func(r db.Row) error {
		var lead, person org.PersonID
		err := r.Scan(&lead, &person)
		for _, p := range []org.PersonID{lead, person} {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
		return err
	}, w)
}

// Of is the session that a work came from; the zero id for none.
func (s *Service) Of(ctx context.Context, w commons.WorkID) (ID, error) {
	n, err := db.One(s.core.Reader(ctx), selWorkSession, db.Value[ID], w)
	if errors.Is(err, db.ErrNone) {
		return n, nil
	}
	return n, err
}
