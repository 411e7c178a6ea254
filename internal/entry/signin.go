package entry

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// SignIn checks a number or login with a password. short is the school's short code; "" means the
// school of the enrolled device, elsewhere the logins of the region. Within a school
// a number 学号 or 工号 is tried first, then a login of the school, then one of the region: whoever works at two schools types the
// same everywhere. One password is compared in each case.
func (s *Service) SignIn(ctx context.Context, short, login, password string, spot Spot, o authn.Opening) (string, error) {
	realm := id.Any{}
	u, err := s.SchoolOf(ctx, spot)
	if short = strings.TrimSpace(short); short != "" {
		u, err = s.org.UnitByShort(ctx, short)
		if fault.Is(err, fault.NotFound) {
			return "", fault.Fieldsf(fault.Field{Name: "school", Message: "没有这个学校短码，可以按校名查找"})
		}
	}
	if err != nil {
		return "", err
	}
	if !u.ID.IsZero() {
		if realm, login, err = s.meant(ctx, u, login); err != nil {
			return "", err
		}
	}
	s.at(spot, &o)
	token, _, err := s.authn.SignIn(ctx, realm, login, password, o)
	return token, err
}

// meant finds the realm and login that somebody at a school means.
func (s *Service) meant(ctx context.Context, school org.Unit, typed string) (id.Any, string, error) {
	p, err := s.org.Numbered(ctx, school.ID, typed)
	if err != nil {
		return id.Any{}, "", err
	}
	if !p.IsZero() {
		accounts, subjects, err := s.accounts(ctx, []org.PersonID{p})
		if err != nil {
			return id.Any{}, "", err
		}
		logins, err := s.authn.Logins(ctx, subjects)
		if l, ok := logins[id.As[any](accounts[p])]; ok || err != nil {
			return l.Realm, l.Login, err
		}
	}
	has, err := s.authn.Has(ctx, school.Node(), typed)
	if has {
		return school.Node(), typed, err
	}
	return id.Any{}, typed, err
}

// SchoolOf is the school of an enrolled device, which needs no short code; the zero unit elsewhere.
func (s *Service) SchoolOf(ctx context.Context, spot Spot) (org.Unit, error) {
	if !spot.Enrolled() {
		return org.Unit{}, nil
	}
	return s.org.Unit(ctx, id.As[org.Unit](spot.Device.Owner))
}

// School is the school with a short code; NotFound when there is none.
func (s *Service) School(ctx context.Context, short string) (org.Unit, error) {
	return s.org.UnitByShort(ctx, short)
}

// SchoolsNamed finds schools by a part of their name, at most 12.
func (s *Service) SchoolsNamed(ctx context.Context, part string) ([]org.Unit, error) {
	return s.org.SchoolsNamed(ctx, part, 12)
}

// Tile is a pupil on a lock screen.
type Tile struct {
	Person org.PersonID
	Label  string // the name, or the number where the school hides names
	Number string
}

// Lock is the lock screen of a shared device.
type Lock struct {
	Device authn.Device
	School org.Unit
	Class  string // "" when the device is bound to no class: cards and numbers only
	Tiles  []Tile
}

// LockScreen is what a shared device shows while nobody is signed in. Names appear only on a device that is bound to their class.
func (s *Service) LockScreen(ctx context.Context, spot Spot) (Lock, error) {
	out := Lock{Device: spot.Device}
	var err error
	if out.School, err = s.SchoolOf(ctx, spot); err != nil || spot.Device.Place.IsZero() || !spot.Shared() {
		return out, err
	}
	class := id.As[org.Class](spot.Device.Place)
	c, err := s.org.Class(ctx, class)
	if err != nil {
		return out, err
	}
	v, err := s.settings(ctx, spot.Device.Owner)
	if err != nil {
		return out, err
	}
	roster, err := s.org.Roster(ctx, class, s.org.Now())
	if err != nil {
		return out, err
	}
	out.Class = c.Label()
	for _, e := range roster {
		t := Tile{e.Person, e.Name, e.Number}
		if v.HideNames && e.Number != "" {
			t.Label, t.Number = e.Number, ""
		}
		out.Tiles = append(out.Tiles, t)
	}
	return out, nil
}

// Who is a pupil who has tapped the own tile, with the ways that exist.
type Who struct {
	Tile
	PIN, Password bool
	account       org.AccountID
	login         authn.Login
}

// Who finds a pupil of the class that the shared device is bound to. NotFound for anybody else.
func (s *Service) Who(ctx context.Context, spot Spot, person org.PersonID) (Who, error) {
	lock, err := s.LockScreen(ctx, spot)
	if err != nil {
		return Who{}, err
	}
	i := slices.IndexFunc(lock.Tiles, func(t Tile) bool { return t.Person == person })
	if i < 0 {
		return Who{}, fault.New(fault.NotFound, "这个班没有这位同学，请回到上一页")
	}
	w := Who{Tile: lock.Tiles[i]}
	accounts, subjects, err := s.accounts(ctx, []org.PersonID{person})
	if err != nil || len(subjects) == 0 {
		return w, err
	}
	w.account = accounts[person]
	pins, err := s.authn.PINs(ctx, subjects)
	if err != nil {
		return w, err
	}
	logins, err := s.authn.Logins(ctx, subjects)
	w.PIN, w.login = pins[subjects[0]], logins[subjects[0]]
	w.Password = w.login.Set
	return w, err
}

// UsePIN opens the session of a pupil who knows picture and digits, on the class's own shared device.
func (s *Service) UsePIN(ctx context.Context, spot Spot, person org.PersonID, p authn.PIN, o authn.Opening) (string, error) {
	w, err := s.Who(ctx, spot, person)
	if err != nil {
		return "", err
	}
	if err := s.authn.TryPIN(ctx, id.As[any](w.account), spot.Device.ID, p); err != nil {
		return "", err
	}
	o.Way = authn.ByPIN
	return s.open(ctx, id.As[any](w.account), spot, o)
}

// UsePassword opens the session of a pupil who has tapped the own name and knows the password.
func (s *Service) UsePassword(ctx context.Context, spot Spot, person org.PersonID, password string, o authn.Opening) (string, error) {
	w, err := s.Who(ctx, spot, person)
	if err != nil {
		return "", err
	}
	if w.login.Login == "" {
		return "", authn.ErrWrong
	}
	s.at(spot, &o)
	token, _, err := s.authn.SignIn(ctx, w.login.Realm, w.login.Login, password, o)
	return token, err
}
