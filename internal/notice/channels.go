package notice

import (
	"context"
	"encoding/json"
	"net/mail"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Channels are the ways out of a unit: what is set, where, and what does not work.
type Channels struct {
	Config way.Config
	From   string           // the unit whose setting counts here; "" when nobody set any
	Use    []string         // ways that work, first choice first
	Wrong  map[string]error // ways that are switched on and do not work
}

// Channels of a unit. Verb org.manage at the unit.
func (s *Service) Channels(ctx context.Context, a *org.Actor, u org.UnitID) (Channels, error) {
	n := id.As[any](u)
	if err := s.Org.Must(ctx, a, org.OrgManage, n); err != nil {
		return Channels{}, err
	}
	raw, from, err := s.Org.Setting(ctx, "notice.ways", n, s.now())
	if err != nil {
		return Channels{}, err
	}
	set := s.ways(ctx, n, s.now())
	c := Channels{Use: set.Order, Wrong: set.Wrong}
	if len(raw) > 0 {
		c.From = from
		if err := json.Unmarshal(raw, &c.Config); err != nil { // it is in Wrong; the form begins anew
			c.Config = way.Config{}
		}
	}
	return c, nil
}

// checkEmail names the fields that nobody can send with.
func checkEmail(e way.EmailConfig) error {
	var bad []fault.Field
	if e.Host == "" || !honest(e.Host) || strings.ContainsAny(e.Host, " /:@") {
		bad = append(bad, fault.Field{Name: "host", Message: "请写发信服务器的名字，例如 smtp.example.cn"})
	}
	if _, err := mail.ParseAddress(e.From); err != nil || !honest(e.From) {
		bad = append(bad, fault.Field{Name: "from", Message: "发件人要写成：某某中学 <notice@example.cn>"})
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// SetEmail stores the mail server of a unit and leaves its other ways as they are; nil switches e-mail off. What cannot work is not
// stored. Verb org.manage at the unit. Faults: Invalid, with the sentence of what is missing.
func (s *Service) SetEmail(ctx context.Context, a *org.Actor, u org.UnitID, e *way.EmailConfig) error {
	c, err := s.Channels(ctx, a, u)
	if err != nil {
		return err
	}
	cfg := c.Config
	cfg.Order = slices.DeleteFunc(slices.Clone(cfg.Order), func(w string) bool { return e == nil && w == way.Email })
	if e != nil {
		if err := checkEmail(*e); err != nil {
			return err
		}
		cfg.Email = e
		if !slices.Contains(cfg.Order, way.Email) {
			cfg.Order = append([]string{way.Email}, cfg.Order...)
		}
		raw, err := json.Marshal(cfg)
		if err != nil {
			return err
		}
		set, err := way.Make(raw, s.Secrets, s.HTTP, s.Clock)
		if err != nil {
			return err
		}
		if err := set.Wrong[way.Email]; err != nil {
			return err
		}
	}
	return s.Org.Set(ctx, a, id.As[any](u), "notice.ways", cfg, s.now())
}
