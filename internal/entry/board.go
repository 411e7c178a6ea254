package entry

import (
	"context"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Board is a screen that asks to be signed in, as the phone shows it before one confirms.
type Board struct {
	Code   string
	Name   string // of the enrolled device; "" when nobody enrolled the screen
	School string
	Until  clock.Micros // end of the session if it were confirmed now
}

// afterSchool is how long a board stays signed in when no bell follows today.
const afterSchool = 45 * time.Minute

// NextBell is the end of a board's session at a node: the next bell of today and the grace after it.
func (s *Service) NextBell(ctx context.Context, n org.Node) (clock.Micros, error) {
	v, err := s.settings(ctx, n)
	if err != nil {
		return 0, err
	}
	now := clock.Local(s.org.Now())
	for _, b := range v.Bells {
		t, err := bell(b)
		if err != nil {
			continue // somebody wrote it past the form: the other bells still ring
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, clock.Shanghai)
		if at.After(now) {
			return clock.At(at) + int64(v.BoardBellOf)*1_000_000, nil
		}
	}
	return clock.At(now) + afterSchool.Microseconds(), nil
}

// NewBoard begins to wait for a teacher's phone.
func (s *Service) NewBoard(ctx context.Context, spot Spot) (authn.Board, error) {
	return s.authn.NewBoard(ctx, spot.Device.ID)
}

// AskBoard is what a signed-in teacher sees after scanning a board's code. Verb board.use, at the board's school or one of its classes
// when it is enrolled.
func (s *Service) AskBoard(ctx context.Context, a *org.Actor, code string) (Board, error) {
	school, err := s.boardSchool(ctx, a)
	if err != nil {
		return Board{}, err
	}
	b, err := s.authn.BoardOf(ctx, code)
	if err != nil {
		return Board{}, err
	}
	out := Board{Code: b.Code}
	if !b.Device.IsZero() {
		d, err := s.authn.Device(ctx, b.Device)
		if err != nil {
			return out, err
		}
		if err := s.mayUse(ctx, a, d.Owner); err != nil {
			return out, err
		}
		u, err := s.org.Unit(ctx, id.As[org.Unit](d.Owner))
		if err != nil {
			return out, err
		}
		out.Name, out.School, school = d.Name, u.Name, d.Owner
	}
	out.Until, err = s.NextBell(ctx, school)
	return out, err
}

// boardSchool is a school at which the actor teaches; Denied when there is none.
func (s *Service) boardSchool(ctx context.Context, a *org.Actor) (org.Node, error) {
	nodes, err := s.org.ReachNodes(ctx, a, org.BoardUse)
	if err != nil {
		return org.Node{}, err
	}
	return s.schoolOf(ctx, nodes[0])
}

// mayUse refuses whoever teaches neither at the school nor in one of its classes: somebody who takes over a lesson holds a role at the
// class only.
func (s *Service) mayUse(ctx context.Context, a *org.Actor, school org.Node) error {
	d, err := s.org.Can(ctx, a, org.BoardUse, school)
	if err != nil || d.Allow {
		return err
	}
	nodes, err := s.org.ReachNodes(ctx, a, org.BoardUse)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		at, err := s.schoolOf(ctx, n)
		if err != nil || at == school {
			return err
		}
	}
	return fault.New(fault.NotFound, "这块大屏属于另一所学校，您不能在上面登录")
}

// schoolOf is the school of a class, and any other node itself.
func (s *Service) schoolOf(ctx context.Context, n org.Node) (org.Node, error) {
	c, err := s.org.Class(ctx, id.As[org.Class](n))
	switch {
	case fault.Is(err, fault.NotFound):
		return n, nil
	case err != nil:
		return org.Node{}, err
	}
	return id.As[any](c.School), nil
}

// ConfirmBoard signs the screen in as the actor, if the number on the screen is given right. One try. Verb board.use.
func (s *Service) ConfirmBoard(ctx context.Context, a *org.Actor, code string, number int64) (Board, error) {
	b, err := s.AskBoard(ctx, a, code)
	if err != nil {
		return b, err
	}
	if err := s.authn.ConfirmBoard(ctx, code, number, id.As[any](a.Account)); err != nil {
		return b, err
	}
	return b, s.write(ctx, a, "board.confirm", id.As[any](a.Person), map[string]any{"enrolled": b.Name != ""}, func(*db.Tx) error { return nil })
}

// EnterBoard opens the session of a board that somebody has confirmed; it ends at the next bell. authn.ErrBoardWaits while nobody has.
func (s *Service) EnterBoard(ctx context.Context, secret string, o authn.Opening) (string, error) {
	until := func(subject, device id.Any) (clock.Micros, error) {
		if !device.IsZero() {
			d, err := s.authn.Device(ctx, device)
			if err != nil {
				return 0, err
			}
			return s.NextBell(ctx, d.Owner)
		}
		a, err := s.org.Resolve(ctx, id.As[org.Account](subject), "")
		if err != nil {
			return 0, err
		}
		school, err := s.boardSchool(ctx, a)
		if err != nil {
			return 0, err
		}
		return s.NextBell(ctx, school)
	}
	token, _, err := s.authn.EnterBoard(ctx, secret, until, o)
	return token, err
}

// OnBoard reports whether a role counts in a board's session. What a class sees on its wall is teaching: lessons, the library and the
// projection of the own classes. Registers, cards, approvals and everything of administrators stay on the teacher's own device.
func OnBoard(r org.Role) bool {
	switch r {
	case org.SystemAdmin, org.SecurityAdmin, org.AuditAdmin, org.BureauLeader, org.Researcher, org.ResearchHead, org.Inspector, org.Reviewer,
		org.SchoolLeader, org.Registrar, org.ClassTeacher, org.Guardian, org.Pupil, org.Assistant:
		return false
	}
	return true
}
