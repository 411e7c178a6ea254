package entry

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Prove checks a number or login with its password as SignIn does, and opens nothing: for linking the account to an identity that
// another system has proved.
func (s *Service) Prove(ctx context.Context, short, login, password string, browser string) (authn.Subject, error) {
	realm := id.Any{}
	if short = strings.TrimSpace(short); short != "" {
		u, err := s.org.UnitByShort(ctx, short)
		if fault.Is(err, fault.NotFound) {
			return authn.Subject{}, fault.Fieldsf(fault.Field{Name: "school", Message: "没有这个学校短码，可以按校名查找"})
		}
		if err == nil {
			realm, login, err = s.meant(ctx, u, login)
		}
		if err != nil {
			return authn.Subject{}, err
		}
	}
	return s.authn.ProveLogin(ctx, realm, login, password, browser)
}

// Known finds the account that a trusted issuer names: by a school's short code or public code and a number there, or by a login of
// the region when it names no school. NotFound when there is none, or it has ended.
func (s *Service) Known(ctx context.Context, k authn.Known) (authn.Subject, error) {
	realm, login := id.Any{}, k.Number
	if k.School != "" {
		u, err := s.org.UnitByShort(ctx, k.School)
		if fault.Is(err, fault.NotFound) {
			var units map[string]org.Unit
			units, err = s.org.UnitsByCode(ctx, []string{k.School})
			u = units[k.School]
		}
		if err == nil && u.ID.IsZero() {
			err = fault.New(fault.NotFound, "没有这个学校短码")
		}
		if err != nil {
			return authn.Subject{}, err
		}
		if realm, login, err = s.meant(ctx, u, k.Number); err != nil {
			return authn.Subject{}, err
		}
		// meant falls back to a login of the region, which is a person of another place with the same text: an issuer that names a
		// school means that school.
		if realm.IsZero() {
			if p, err := s.org.Numbered(ctx, u.ID, k.Number); err != nil || p.IsZero() {
				return authn.Subject{}, fault.New(fault.NotFound, "没有这个账号")
			}
		}
	}
	subject, err := s.authn.Find(ctx, realm, login)
	if err != nil {
		return authn.Subject{}, err
	}
	if _, err := s.org.Resolve(ctx, id.As[org.Account](subject), ""); err != nil {
		return authn.Subject{}, fault.New(fault.NotFound, "没有这个账号")
	}
	return subject, nil
}
