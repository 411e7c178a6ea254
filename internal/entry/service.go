package entry

import (
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/pdf"
)

// Service holds the use cases. It is safe for concurrent use. Make it with New.
type Service struct {
	core  *db.DB
	org   *org.Service
	authn *authn.Service
	audit *audit.Log
	base  string // public address, for QR codes on paper
	fonts pdf.Fonts

	mu      sync.Mutex
	refused map[refusal]clock.Micros // what was recorded lately
}

// New returns the service. base is the public address of the site, without a slash at its end.
func New(core *db.DB, o *org.Service, a *authn.Service, log *audit.Log, base string) *Service {
	return &Service{core: core, org: o, authn: a, audit: log, base: base, refused: map[refusal]clock.Micros{}}
}

// Base is the public address that stands in QR codes.
func (s *Service) Base() string { return s.base }

// Spot is where a request comes from: the enrolled device of its browser, or none, and its network address.
type Spot struct {
	Device authn.Device
	Addr   netip.Addr
}

// Enrolled reports whether the browser is a school's device.
func (p Spot) Enrolled() bool { return !p.Device.ID.IsZero() }

// Shared reports whether the browser is a device that pupils use in turn.
func (p Spot) Shared() bool { return p.Enrolled() && p.Device.Kind == authn.SharedDevice }

// SpotOf finds the device of a cookie's value; a value that is no device any more is as none.
func (s *Service) SpotOf(ctx context.Context, token string, addr netip.Addr) (Spot, error) {
	p := Spot{Addr: addr}
	if token == "" {
		return p, nil
	}
	d, err := s.authn.DeviceOf(ctx, token)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	p.Device = d
	return p, err
}

// within reports whether a device's school is the given one or the central school above it.
func (s *Service) within(ctx context.Context, device authn.Device, school id.Any) (bool, error) {
	if device.Owner == school {
		return true, nil
	}
	up, err := s.org.Ancestors(ctx, school, s.org.Now())
	if err != nil || !slices.Contains(up, device.Owner) {
		return false, err
	}
	u, err := s.org.Unit(ctx, id.As[org.Unit](device.Owner))
	return err == nil && u.Kind.Teaches(), err
}

// networked reports whether an address is in the school's own network.
func (s *Service) networked(ctx context.Context, addr netip.Addr, school id.Any) (bool, error) {
	if !addr.IsValid() {
		return false, nil
	}
	var ranges []string
	if err := s.setting(ctx, "school_network", school, &ranges); err != nil {
		return false, err
	}
	for _, r := range ranges {
		if p, err := netip.ParsePrefix(r); err == nil && p.Contains(addr.Unmap()) {
			return true, nil
		}
	}
	return false, nil
}

// setting reads a setting into v; what was never set leaves v as it is.
func (s *Service) setting(ctx context.Context, name string, n org.Node, v any) error {
	raw, _, err := s.org.Setting(ctx, name, n, s.org.Now())
	if err != nil || raw == nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fault.Wrap(err, fault.Internal, "设置 %s 读不出来", name)
	}
	return nil
}

// write does something and its line in the audit log together.
func (s *Service) write(ctx context.Context, a *org.Actor, action string, n org.Node, detail map[string]any, f func(tx *db.Tx) error) error {
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: action, Scope: n, Basis: "role", Request: a.Request, Detail: b})
	})
}

// refusal is a card that was refused somewhere for a reason.
type refusal struct {
	card, device id.Any
	why          string
}

// again is the time in which the same refusal leaves one line: a child that tries ten times is one event.
const again = 10 * time.Minute

// record writes the refusal of a real card. Secrets that no card ever had leave nothing: anybody could fill the log with them.
func (s *Service) record(ctx context.Context, c authn.Card, spot Spot, why string) error {
	k, now := refusal{c.ID, spot.Device.ID, why}, s.org.Now()
	s.mu.Lock()
	last, ok := s.refused[k]
	if len(s.refused) > 10_000 {
		clear(s.refused)
	}
	s.refused[k] = now
	s.mu.Unlock()
	if ok && now-last < again.Microseconds() {
		return nil
	}
	detail, err := json.Marshal(map[string]any{"card": c.ID, "device": spot.Device.ID})
	if err != nil {
		return err
	}
	people, err := s.org.OwnersOf(ctx, []org.AccountID{id.As[org.Account](c.Subject)})
	if err != nil {
		return err
	}
	person := id.As[any](people[id.As[org.Account](c.Subject)].ID)
	return s.core.Write(ctx, func(tx *db.Tx) error {
		return s.audit.Append(tx, audit.Entry{Action: "card.refused", Scope: c.Owner, Basis: "denied: " + why, Subject: person, Detail: detail})
	})
}

// yearEnd is the end of the school year to which a moment belongs: 31 August, or the next one from July on, when cards for the
// coming year are printed. Shanghai time.
func yearEnd(at clock.Micros) clock.Micros {
	t := clock.Local(at)
	year := t.Year()
	if t.Month() >= time.July {
		year++
	}
	return clock.At(time.Date(year, time.September, 1, 0, 0, 0, 0, clock.Shanghai))
}

// clean makes a name that people type safe to show and store.
func clean(s string) string {
	s = org.CleanName(s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40])
	}
	return strings.TrimSpace(s)
}
