package privacy

import (
	"context"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Age of consent: below it a guardian decides (个人信息保护法 art. 31).
const Age = 14

// What a voice said, and what results. Unsaid is no row.
const (
	Unsaid    = ""
	Given     = "given"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Kinships of a paper form.
const (
	Mother = "mother"
	Father = "father"
	Other  = "other"
)

// Consent is one word of one guardian.
type Consent struct {
	ID        id.Of[Consent]
	Person    org.PersonID
	Owner     org.UnitID
	Giver     org.PersonID // none on paper
	Kin       string       // on paper: mother, father, other
	Purpose   string
	Version   int64
	State     string
	Paper     string // date of the signed form, YYYY-MM-DD
	EnteredBy org.PersonID
	At        clock.Micros
}

func (c Consent) voice() string {
	if c.Giver.IsZero() {
		return c.Kin
	}
	return c.Giver.String()
}

// Stand is how a purpose stands for a pupil.
type Stand struct {
	Purpose
	Needed bool      // a guardian's consent is needed: the pupil is under 14, or nobody knows
	State  string    // what results: Given, Refused, or Unsaid while nothing valid was said
	Said   []Consent // the newest word of each voice that counts, oldest first
	Stale  bool      // consent was given to an older text and has to be given anew
}

// Allowed reports whether the purpose may be pursued.
func (s Stand) Allowed() bool { return s.Basic || s.State == Given || s.State == Unsaid && !s.Needed }

// Of is the newest word of one guardian.
func (s Stand) Of(p org.PersonID) (Consent, bool) {
	for _, c := range s.Said {
		if c.Giver == p {
			return c, true
		}
	}
	return Consent{}, false
}

const (
	insConsent db.SQL = `-- unscoped: the caller has asked for the child or the class
INSERT INTO privacy_consent (id, person, owner, giver, kin, purpose, version, state, paper, entered_by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selConsents db.SQL = `-- unscoped: the caller has asked for these people, or asks on nobody's behalf whether something is allowed
SELECT id, person, owner, giver, kin, purpose, version, state, paper, entered_by, at FROM privacy_consent WHERE person IN @ids ORDER BY at, id`
	selSaid db.SQL = `-- unscoped: what one guardian said
SELECT id, person, owner, giver, kin, purpose, version, state, paper, entered_by, at FROM privacy_consent WHERE giver = ? AND purpose = ? ORDER BY at, id`
)

func scanConsent(r db.Row) (Consent, error) {
	var c Consent
	return c, r.Scan(&c.ID, &c.Person, &c.Owner, &c.Giver, &c.Kin, &c.Purpose, &c.Version, &c.State, &c.Paper, &c.EnteredBy, &c.At)
}

// Consents is how every purpose stands for a child, for the child's guardian.
func (s *Service) Consents(ctx context.Context, a *org.Actor, child org.PersonID) ([]Stand, error) {
	if err := s.Org.Must(ctx, a, org.ConsentGive, id.As[any](child)); err != nil {
		return nil, err
	}
	all, err := s.stands(ctx, []org.PersonID{child})
	return all[child], err
}

// Say stores the guardian's word on one purpose. Saying the same again changes nothing; a no after a yes is a withdrawal, which is as
// easy as giving (个人信息保护法 art. 15).
func (s *Service) Say(ctx context.Context, a *org.Actor, child org.PersonID, purpose string, yes bool) error {
	if err := s.Org.Must(ctx, a, org.ConsentGive, id.As[any](child)); err != nil {
		return err
	}
	all, err := s.stands(ctx, []org.PersonID{child})
	if err != nil {
		return err
	}
	stand, err := askable(all[child], purpose)
	if err != nil {
		return err
	}
	owner, err := s.school(ctx, child)
	if err != nil {
		return err
	}
	before, _ := stand.Of(a.Person)
	c := Consent{ID: id.New[Consent](), Person: child, Owner: owner, Giver: a.Person, Purpose: purpose, Version: stand.Version, EnteredBy: a.Person, At: s.now()}
	c.State = word(before, yes)
	if c.State == before.State && (c.Version == before.Version || !yes) {
		return nil
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error { return s.put(tx, a, c) })
}

func word(before Consent, yes bool) string {
	switch {
	case yes:
		return Given
	case before.State == Given || before.State == Withdrawn:
		return Withdrawn
	}
	return Refused
}

func askable(all []Stand, purpose string) (Stand, error) {
	for _, st := range all {
		if st.Code == purpose && st.Basic {
			return st, fault.New(fault.Invalid, "这是基本功能，不需要单独同意")
		}
		if st.Code == purpose {
			return st, nil
		}
	}
	return Stand{}, fault.New(fault.NotFound, "没有这个用途")
}

func (s *Service) put(tx *db.Tx, a *org.Actor, c Consent) error {
	_, err := tx.Exec(insConsent, c.ID, c.Person, c.Owner, c.Giver, c.Kin, c.Purpose, c.Version, c.State, c.Paper, c.EnteredBy, c.At)
	if err != nil {
		return err
	}
	return s.event(tx, a, "consent."+c.State, c.Owner, c.Person, map[string]any{"purpose": c.Purpose, "version": c.Version, "paper": c.Paper != ""})
}

// Form is a signed paper form: what one guardian without an account said on every purpose that is asked.
type Form struct {
	Child org.PersonID
	Kin   string
	Date  string // YYYY-MM-DD, as on the paper
	Yes   []string
}

// Enter stores a paper form of a pupil of a class: the purposes in Yes are given, the other asked ones refused.
func (s *Service) Enter(ctx context.Context, a *org.Actor, class org.ClassID, f Form) error {
	if err := s.Org.Must(ctx, a, org.ConsentEnter, id.As[any](class)); err != nil {
		return err
	}
	now := s.now()
	if err := f.check(now); err != nil {
		return err
	}
	places, err := s.Org.PlacesOf(ctx, []org.PersonID{f.Child}, now)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(places, func(p org.Placed) bool { return p.Class == class })
	if i < 0 {
		return fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	all, err := s.stands(ctx, []org.PersonID{f.Child})
	if err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		for _, st := range all[f.Child] {
			if st.Basic {
				continue
			}
			c := Consent{ID: id.New[Consent](), Person: f.Child, Owner: places[i].School, Kin: f.Kin, Purpose: st.Code, Version: st.Version, Paper: f.Date,
				EnteredBy: a.Person, At: now, State: Refused}
			if slices.Contains(f.Yes, st.Code) {
				c.State = Given
			}
			if err := s.put(tx, a, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f Form) check(now clock.Micros) error {
	var bad []fault.Field
	if f.Kin != Mother && f.Kin != Father && f.Kin != Other {
		bad = append(bad, fault.Field{Name: "kin", Message: "请选由谁签字"})
	}
	t, err := time.ParseInLocation(time.DateOnly, f.Date, clock.Shanghai)
	if err != nil || clock.At(t) > now || t.Year() < 2020 {
		bad = append(bad, fault.Field{Name: "date", Message: "请填纸上的签字日期，不晚于今天"})
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// Line is a pupil of a class with how every purpose stands.
type Line struct {
	org.Enrolled
	Stands []Stand
}

// ClassConsents lists the pupils of a class with their consents, for whoever enters paper forms there.
func (s *Service) ClassConsents(ctx context.Context, a *org.Actor, class org.ClassID) ([]Line, error) {
	if err := s.Org.Must(ctx, a, org.ConsentEnter, id.As[any](class)); err != nil {
		return nil, err
	}
	roster, err := s.Org.Roster(ctx, class, s.now())
	if err != nil {
		return nil, err
	}
	people := make([]org.PersonID, len(roster))
	for i, r := range roster {
		people[i] = r.Person
	}
	all, err := s.stands(ctx, people)
	out := make([]Line, len(roster))
	for i, r := range roster {
		out[i] = Line{r, all[r.Person]}
	}
	return out, err
}

// Assume stores a mother's paper consent for every asked purpose without asking anybody: for the demonstration, whose school has
// collected its forms. A real store has no caller of it.
func (s *Service) Assume(tx *db.Tx, list []Purpose, child org.PersonID, school org.UnitID, by org.PersonID) error {
	now := s.now()
	for _, p := range list {
		if p.Basic {
			continue
		}
		_, err := tx.Exec(insConsent, id.New[Consent](), child, school, org.PersonID{}, Mother, p.Code, p.Version, Given, clock.Local(now).Format(time.DateOnly), by, now)
		if err != nil {
			return err
		}
	}
	return nil
}
