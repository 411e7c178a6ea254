package org

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Seat is a stored place in a class.
type Seat struct {
	ID     EnrolmentID
	Person PersonID
	Class  Class
	School UnitID
	Number string
	Since  clock.Micros
	Until  clock.Micros
}

// Post is a stored role with the name of who holds it and of where.
type Post struct {
	ID HoldingID
	Holding
	Name  string
	Place string // label of the class or name of the unit; for a guardian the child's name
	Note  string // why it was given
}

// Listed is one line of a list of people.
type Listed struct {
	Person
	Number string // 学号 or 工号
	Seats  []Seat // now
	Posts  []Post // now, without the pupil's own role
}

// dots are what people type for the dot inside names of minorities and foreigners; U+00B7 is the right one (GB/T 15834).
var dots = strings.NewReplacer("•", "·", "‧", "·", "・", "·", "∙", "·", "⋅", "·")

// TypedName is a name as somebody typed it, in one form: NFC, blanks joined, the right dot.
func TypedName(s string) string { return normal(dots.Replace(norm.NFC.String(s))) }

// CheckName refuses what is no name: nothing, too much, or characters that nobody sees or that turn the writing around (controls,
// U+200B to U+200F, U+202A to U+202E, U+2066 to U+2069 and their like). Every script and every rare character is welcome. The fault
// names the field name.
func CheckName(s string) error {
	bad := func(message string) error { return fault.Fieldsf(fault.Field{Name: "name", Message: message}) }
	if n := utf8.RuneCountInString(TypedName(s)); n < 1 || n > NameMax || !utf8.ValidString(s) {
		return bad("姓名要有1到60个字")
	}
	letters := 0
	for _, r := range s {
		switch {
		case r != ' ' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs), r == utf8.RuneError, r == 0x3164, r == 0x115f, r == 0x1160, r == 0x2800:
			return bad("姓名里有看不见的字符，请重新输入，不要从别处粘贴")
		case unicode.IsLetter(r) || unicode.Is(unicode.Co, r):
			letters++
		}
	}
	if letters == 0 {
		return bad("姓名里要有字")
	}
	if HoldsIdentity(s) {
		return bad(NoIdentity)
	}
	return nil
}

// UnitIn reads a unit inside a transaction.
func (s *Service) UnitIn(x db.Querier, u UnitID) (Unit, error) {
	return found(db.One(x, selUnit, scanUnit, u))
}

// UnitsBelow lists the units at and below a node now, in order of code. Names of organisations are public inside the system.
func (s *Service) UnitsBelow(ctx context.Context, n Node) ([]Unit, error) {
	now := s.Now()
	return db.All(s.core.Reader(ctx), selBelowUnits, scanUnit, n, now, now)
}

// Person asks for a verb at a person: at the classes where the person is enrolled now, then at the unit that keeps the record.
func (s *Service) Person(ctx context.Context, a *Actor, v Verb, p PersonID) (Person, error) {
	who, err := found(db.One(s.core.Reader(ctx), selPersonKey, scanPerson, p))
	if err != nil {
		return Person{}, err
	}
	now := s.Now()
	nodes, err := db.All(s.core.Reader(ctx), selStandsAt, db.Value[Node], p, now, now)
	if err != nil {
		return Person{}, err
	}
	unbased := false
	nodes = append(nodes, id.As[any](who.Owner))
	for _, n := range nodes {
		d, err := s.Can(ctx, a, v, n)
		if err != nil || d.Allow {
			return who, err
		}
		unbased = unbased || d.Unbased
	}
	switch {
	case a == nil:
		return Person{}, fault.New(fault.SignIn, "请先登录")
	case unbased:
		return Person{}, s.refuse(ctx, a, v, nodes[0], true, ErrNoBasis)
	case !a.Has(v):
		return Person{}, s.refuse(ctx, a, v, nodes[0], false, fault.New(fault.Denied, "您的身份没有这项权限"))
	}
	return Person{}, s.refuse(ctx, a, v, nodes[0], false, fault.New(fault.NotFound, "没有找到，或不在您的范围内"))
}

// PupilsOf lists the pupils whose record a unit or one below it keeps, unit by unit and by name, after a person (none: from the
// beginning), at most limit.
func (s *Service) PupilsOf(ctx context.Context, a *Actor, unit UnitID, after PersonID, limit int) ([]Listed, error) {
	if err := s.Must(ctx, a, PeopleRead, id.As[any](unit)); err != nil {
		return nil, err
	}
	units, err := s.UnitsBelow(ctx, id.As[any](unit))
	if err != nil {
		return nil, err
	}
	var from Person
	if !after.IsZero() {
		if from, err = found(db.One(s.core.Reader(ctx), selPersonKey, scanPerson, after)); err != nil {
			return nil, err
		}
		units = units[max(0, slices.IndexFunc(units, func(u Unit) bool { return u.ID == from.Owner })):]
	}
	var out []Person
	for _, u := range units {
		if u.ID != from.Owner {
			from = Person{}
		}
		more, err := db.All(s.core.Reader(ctx), selPupilsOf, scanPerson, u.ID, from.Name, idKey(from.ID), s.Now(), limit-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, more...); len(out) >= limit {
			break
		}
	}
	return s.listed(ctx, out)
}

// idKey is an id as a value to compare with: none is before all.
func idKey[T any](i id.Of[T]) []byte { return i[:] }

// StaffOf lists who holds or within a year held a staff role at a unit or its classes, by name, after a person, at most limit; q is
// the beginning of a name. v is PeopleRead or RoleGive: names of staff are no minors' data, but there must be a reason to read them.
func (s *Service) StaffOf(ctx context.Context, a *Actor, v Verb, unit UnitID, q string, after PersonID, limit int) ([]Listed, error) {
	if err := s.Must(ctx, a, v, id.As[any](unit)); err != nil {
		return nil, err
	}
	from := Person{Name: TypedName(q)}
	if !after.IsZero() {
		var err error
		if from, err = found(db.One(s.core.Reader(ctx), selPersonKey, scanPerson, after)); err != nil {
			return nil, err
		}
	}
	since := s.Now()
	if v == RoleGive {
		since -= (365 * 24 * time.Hour).Microseconds()
	}
	people, err := db.All(s.core.Reader(ctx), selStaffOf, scanPerson, unit, unit, since, from.Name, idKey(from.ID), TypedName(q)+last, limit)
	if err != nil {
		return nil, err
	}
	return s.listed(ctx, people)
}

// last is after every other character, for ranges of what begins alike.
const last = "\U0010FFFF"

// Find lists people whose record a unit or one below it keeps and whose name, number or pinyin begins with q, at most limit. Ended
// records are among them. Invalid when q says too little.
func (s *Service) Find(ctx context.Context, a *Actor, unit UnitID, q string, limit int) ([]Listed, error) {
	if err := s.Must(ctx, a, PeopleRead, id.As[any](unit)); err != nil {
		return nil, err
	}
	q = TypedName(q)
	latin := strings.IndexFunc(q, func(r rune) bool { return r > 0x7f }) < 0
	digits := strings.ContainsAny(q, "0123456789")
	if q == "" || utf8.RuneCountInString(q) > NameMax || digits && len(q) < 2 {
		return nil, fault.Fieldsf(fault.Field{Name: "q", Message: "请输入姓名的开头，或学号、工号的至少2位"})
	}
	units, err := s.UnitsBelow(ctx, id.As[any](unit))
	if err != nil {
		return nil, err
	}
	owners := make([]UnitID, len(units))
	for i, u := range units {
		owners[i] = u.ID
	}
	out, err := s.named(ctx, owners, q, limit)
	if err == nil && digits && len(out) < limit {
		out, err = s.join(ctx, out, selNumberedIn, owners, q, limit)
	}
	if err == nil && latin && !digits && len(out) < limit {
		out, err = s.join(ctx, out, selSpelledIn, owners, strings.ToLower(q), limit)
	}
	if err != nil {
		return nil, err
	}
	return s.listed(ctx, out)
}

// few is up to how many units are read one by one; beyond it one reading over all names is quicker.
const few = 12

func (s *Service) named(ctx context.Context, owners []UnitID, q string, limit int) (out []Person, err error) {
	if len(owners) > few {
		return db.All(s.core.Reader(ctx), selNamedIn, scanPerson, q, q+last, db.IDs(owners), limit)
	}
	for _, u := range owners {
		more, err := db.All(s.core.Reader(ctx), selNamedOf, scanPerson, u, q, q+last, limit-len(out))
		if out = append(out, more...); err != nil || len(out) >= limit {
			return out, err
		}
	}
	return out, nil
}

func (s *Service) join(ctx context.Context, out []Person, query db.SQL, owners []UnitID, q string, limit int) ([]Person, error) {
	more, err := db.All(s.core.Reader(ctx), query, scanPerson, q, q+last, db.IDs(owners), limit-len(out))
	for _, p := range more {
		if !slices.ContainsFunc(out, func(o Person) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out, err
}

// listed completes a page of people with what they are now: three queries for the page, none a person.
func (s *Service) listed(ctx context.Context, people []Person) ([]Listed, error) {
	out := make([]Listed, len(people))
	ids := make([]PersonID, len(people))
	at := map[PersonID]*Listed{}
	for i, p := range people {
		out[i].Person, ids[i] = p, p.ID
		at[p.ID] = &out[i]
	}
	if len(ids) == 0 {
		return nil, nil
	}
	seats, err := s.seatsNow(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, v := range seats {
		at[v.Person].Seats = append(at[v.Person].Seats, v)
	}
	now := s.Now()
	posts, err := db.All(s.core.Reader(ctx), selRolesNow, scanRole, db.IDs(ids), now, now)
	if err == nil {
		posts, err = s.placedPosts(ctx, slices.DeleteFunc(posts, func(p Post) bool { return p.Role == Pupil }))
	}
	if err != nil {
		return nil, err
	}
	for _, v := range posts {
		at[v.Person].Posts = append(at[v.Person].Posts, v)
	}
	profiles, err := s.Profiles(ctx, ids)
	for p, v := range profiles {
		at[p].Number = v.Number
	}
	return out, err
}

func (s *Service) seatsNow(ctx context.Context, people []PersonID) ([]Seat, error) {
	now := s.Now()
	return db.All(s.core.Reader(ctx), selPlacesNow, func(r db.Row) (Seat, error) {
		var v Seat
		c := &v.Class
		err := r.Scan(&v.Person, &v.Number, &c.ID, &c.School, &c.Kind, &c.Stage, &c.Cohort, &c.Number, &c.Subject, &c.Name, &c.Since, &c.Until)
		v.School, c.Grade = c.School, s.grades.At(c.Stage, c.Cohort, now)
		return v, err
	}, db.IDs(people), now, now)
}

// placedPosts gives posts the names of their places, each looked up once.
func (s *Service) placedPosts(ctx context.Context, posts []Post) ([]Post, error) {
	names := map[Node]string{}
	for i := range posts {
		p := &posts[i]
		name, known := names[p.Node]
		if !known {
			var err error
			if p.Role == Guardian {
				var child Person
				child, err = found(db.One(s.core.Reader(ctx), selPersonKey, scanPerson, p.Node))
				name = child.Name
			} else {
				name, err = s.placeName(ctx, p.Node, nil)
			}
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			names[p.Node] = name
		}
		p.Place = name
	}
	return posts, nil
}

// Registered is a line of a class register.
type Registered struct {
	Enrolled
	Seat  EnrolmentID
	Since clock.Micros
}

// Register reads a class register in order of number, after a line (zero: from the beginning), at most limit.
func (s *Service) Register(ctx context.Context, a *Actor, class ClassID, after Enrolled, limit int) ([]Registered, error) {
	if err := s.Must(ctx, a, PeopleRead, id.As[any](class)); err != nil {
		return nil, err
	}
	now, n := s.Now(), utf8.RuneCountInString(after.Number)
	if after.Person.IsZero() {
		n = -1
	}
	return db.All(s.core.Reader(ctx), selRegister, func(r db.Row) (Registered, error) {
		var v Registered
		return v, r.Scan(&v.Person, &v.Name, &v.Number, &v.Seat, &v.Since)
	}, class, n, after.Number, idKey(after.Person), now, now, limit)
}

// View is one person as the page shows it. There is no national pupil number in it.
type View struct {
	Person
	Profile  Profile
	Seats    []Seat // all times, those that last first
	Posts    []Post // all times, without the pupil's own role
	Guardian []Post // who are this person's guardians
	Children []Post // whose guardian this person is
	Manage   bool   // the actor may change the record
}

// View reads a person. Everything in it is at hand to whoever may read the register the person is in.
func (s *Service) View(ctx context.Context, a *Actor, p PersonID) (View, error) {
	who, err := s.Person(ctx, a, PeopleRead, p)
	if err != nil {
		return View{}, err
	}
	v := View{Person: who}
	if v.Profile, err = s.Profile(ctx, p); err != nil {
		return v, err
	}
	if v.Seats, err = s.seats(ctx, p); err != nil {
		return v, err
	}
	posts, err := db.All(s.core.Reader(ctx), selRolesEver, scanRole, p)
	if err == nil {
		v.Posts, err = s.placedPosts(ctx, slices.DeleteFunc(posts, func(h Post) bool { return h.Role == Pupil || h.Role == Guardian }))
	}
	if err != nil {
		return v, err
	}
	family, err := db.All(s.core.Reader(ctx), selFamily, scanRole, p, p, s.Now())
	if err == nil {
		family, err = s.placedPosts(ctx, family)
	}
	for _, h := range family {
		if h.Person == p {
			v.Children = append(v.Children, h)
		} else {
			v.Guardian = append(v.Guardian, h)
		}
	}
	if err == nil {
		_, e := s.Person(ctx, a, RosterImport, p)
		v.Manage = e == nil
		if e != nil && fault.KindOf(e) == fault.Internal {
			err = e
		}
	}
	return v, err
}

// seats are all places of a person in classes, those that last first.
func (s *Service) seats(ctx context.Context, p PersonID) ([]Seat, error) {
	seats, err := db.All(s.core.Reader(ctx), selSeats, scanSeat, p)
	if err != nil {
		return nil, err
	}
	ids := make([]ClassID, len(seats))
	for i := range seats {
		ids[i] = seats[i].Class.ID
	}
	classes, err := s.ClassesByID(ctx, ids)
	for i := range seats {
		if c, ok := classes[seats[i].Class.ID]; ok {
			seats[i].Class = c
		}
	}
	return seats, err
}

// Accounts are the accounts in force of people whom the caller has asked about; the newest of each.
func (s *Service) Accounts(ctx context.Context, people []PersonID) (map[PersonID]AccountID, error) {
	out := make(map[PersonID]AccountID, len(people))
	all, err := db.All(s.core.Reader(ctx), selAccounts, scanAccount, db.IDs(people), s.Now())
	for _, a := range all {
		out[a.Person] = a.ID
	}
	return out, err
}

// Posts lists who holds what at a unit and its classes, now or later, for whoever gives roles there, after a post, at most limit.
func (s *Service) Posts(ctx context.Context, a *Actor, unit UnitID, after HoldingID, limit int) ([]Post, error) {
	if err := s.Must(ctx, a, RoleGive, id.As[any](unit)); err != nil {
		return nil, err
	}
	posts, err := db.All(s.core.Reader(ctx), selRolesAt, scanRole, unit, unit, s.Now(), idKey(after), limit)
	if err != nil {
		return nil, err
	}
	return s.placedPosts(ctx, posts)
}

// Post is one stored role; NotFound when it is not the actor's to give.
func (s *Service) Post(ctx context.Context, a *Actor, h HoldingID) (Post, error) {
	p, err := found(db.One(s.core.Reader(ctx), selRole, scanRole, h))
	if err != nil {
		return p, err
	}
	return p, s.Must(ctx, a, RoleGive, p.Node)
}

// ClassesAt lists the classes that a unit has now, at most 500. Names of classes are public inside the system.
func (s *Service) ClassesAt(ctx context.Context, unit UnitID) ([]Class, error) {
	now := s.Now()
	return db.All(s.core.Reader(ctx), selClassesAt, s.scanClass, unit, now, now)
}
