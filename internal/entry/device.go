package entry

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Device is a school's device with the names of what it belongs to.
type Device struct {
	authn.Device
	School, Class string
}

// Fresh is a device that waits for its code to be typed on it. The code is shown once: only its digest is kept.
type Fresh struct {
	ID   id.Any
	Name string
	Code string // in groups of four
	Link string // for the QR code beside it
}

// School is a school that the actor manages devices of, with its classes.
type School struct {
	org.Unit
	Classes  []org.Class
	Settings Settings
}

// Settings are a school's rules about its devices.
type Settings struct {
	Networks    []string // CIDR ranges of the school's own network
	HideNames   bool     // lock screens show numbers
	Bells       []string // ends of lessons, HH:MM or HH:MM:SS, in order
	BoardBellOf int      // seconds that a board stays signed in after the bell
}

// defaultGrace is how long a board stays signed in after the bell: whoever is speaking finishes the sentence.
const defaultGrace = 120

// Schools lists the schools of which the actor manages devices, at most 50. Verb device.manage.
func (s *Service) Schools(ctx context.Context, a *org.Actor) ([]School, error) {
	units, err := s.org.Units(ctx, a, org.DeviceManage, "", 200)
	if err != nil {
		return nil, err
	}
	classes, err := s.org.ClassesOf(ctx, a, org.DeviceManage)
	if err != nil {
		return nil, err
	}
	var out []School
	for _, u := range units {
		if !u.Kind.Teaches() || len(out) == 50 {
			continue
		}
		sc := School{Unit: u}
		for _, c := range classes {
			if c.School == u.ID {
				sc.Classes = append(sc.Classes, c)
			}
		}
		if sc.Settings, err = s.settings(ctx, u.Node()); err != nil {
			return nil, err
		}
		out = append(out, sc)
	}
	return out, nil
}

// Devices lists the devices within reach. Verb device.manage.
func (s *Service) Devices(ctx context.Context, a *org.Actor) ([]Device, error) {
	sc, err := s.org.Reach(ctx, a, org.DeviceManage)
	if err != nil {
		return nil, err
	}
	all, err := s.authn.Devices(ctx, sc)
	if err != nil {
		return nil, err
	}
	out, names := make([]Device, len(all)), map[id.Any]string{}
	for i, d := range all {
		if names[d.Owner] == "" {
			if u, err := s.org.Unit(ctx, id.As[org.Unit](d.Owner)); err == nil {
				names[d.Owner] = u.Name
			}
		}
		if !d.Place.IsZero() && names[d.Place] == "" {
			if c, err := s.org.Class(ctx, id.As[org.Class](d.Place)); err == nil {
				names[d.Place] = c.Label()
			}
		}
		out[i] = Device{d, names[d.Owner], names[d.Place]}
	}
	return out, nil
}

// maxDevices is how many devices one form adds: a cart of tablets.
const maxDevices = 60

// AddDevices makes n devices of a school, numbered when there are several, each with its one-time code. Verb device.manage.
func (s *Service) AddDevices(ctx context.Context, a *org.Actor, school org.UnitID, class org.ClassID, name, kind string, n int) ([]Fresh, error) {
	node := id.As[any](school)
	if err := s.org.Must(ctx, a, org.DeviceManage, node); err != nil {
		return nil, err
	}
	if err := s.place(ctx, school, class); err != nil {
		return nil, err
	}
	name = clean(name)
	switch {
	case name == "":
		return nil, fault.Fieldsf(fault.Field{Name: "name", Message: "请给设备起个名字"})
	case kind != authn.SharedDevice && kind != authn.BoardDevice && kind != authn.OfficeDevice:
		return nil, fault.Fieldsf(fault.Field{Name: "kind", Message: "请选择设备类型"})
	case n < 1 || n > maxDevices:
		return nil, fault.Fieldsf(fault.Field{Name: "count", Message: "一次登记1到60台"})
	}
	out := make([]Fresh, n)
	err := s.write(ctx, a, "device.add", node, map[string]any{"count": n, "kind": kind}, func(tx *db.Tx) error {
		for i := range out {
			one := name
			if n > 1 {
				one = fmt.Sprintf("%s %02d", name, i+1)
			}
			dev, code, err := s.authn.AddDevice(tx, authn.Device{Owner: node, Place: id.As[any](class), Name: one, Kind: kind})
			if err != nil {
				return err
			}
			out[i] = s.fresh(dev, one, code)
		}
		return nil
	})
	return out, err
}

func (s *Service) fresh(dev id.Any, name, code string) Fresh {
	return Fresh{dev, name, authn.Spell(code), s.base + "/device?code=" + code}
}

// place checks that a school holds classes and that the class, when there is one, is its own.
func (s *Service) place(ctx context.Context, school org.UnitID, class org.ClassID) error {
	u, err := s.org.Unit(ctx, school)
	if err != nil {
		return err
	}
	if !u.Kind.Teaches() {
		return fault.Fieldsf(fault.Field{Name: "unit", Message: "设备要登记在学校名下"})
	}
	if class.IsZero() {
		return nil
	}
	c, err := s.org.Class(ctx, class)
	if fault.Is(err, fault.NotFound) || err == nil && c.School != school {
		return fault.Fieldsf(fault.Field{Name: "class", Message: "这个班不在这所学校"})
	}
	return err
}

// mine finds a device whose school the actor manages devices of.
func (s *Service) mine(ctx context.Context, a *org.Actor, device id.Any) (authn.Device, error) {
	d, err := s.authn.Device(ctx, device)
	if err != nil {
		return d, err
	}
	return d, s.org.Must(ctx, a, org.DeviceManage, d.Owner)
}

// RenewCode gives a new one-time code for a device, for example after its browser was reset. Verb device.manage.
func (s *Service) RenewCode(ctx context.Context, a *org.Actor, device id.Any) (Fresh, error) {
	d, err := s.mine(ctx, a, device)
	if err != nil {
		return Fresh{}, err
	}
	var code string
	err = s.write(ctx, a, "device.code", d.Owner, map[string]any{"device": device}, func(tx *db.Tx) (err error) {
		code, err = s.authn.RenewCode(tx, device)
		return err
	})
	return s.fresh(device, d.Name, code), err
}

// ChangeDevice renames a device and binds it to a class, or to none. Verb device.manage.
func (s *Service) ChangeDevice(ctx context.Context, a *org.Actor, device id.Any, name string, class org.ClassID) error {
	d, err := s.mine(ctx, a, device)
	if err != nil {
		return err
	}
	if err := s.place(ctx, id.As[org.Unit](d.Owner), class); err != nil {
		return err
	}
	if name = clean(name); name == "" {
		return fault.Fieldsf(fault.Field{Name: "name", Message: "请给设备起个名字"})
	}
	return s.write(ctx, a, "device.change", d.Owner, map[string]any{"device": device}, func(tx *db.Tx) error {
		return s.authn.ChangeDevice(tx, device, name, id.As[any](class))
	})
}

// RevokeDevice ends a device and every session on it. Verb device.manage.
func (s *Service) RevokeDevice(ctx context.Context, a *org.Actor, device id.Any) error {
	d, err := s.mine(ctx, a, device)
	if err != nil {
		return err
	}
	return s.write(ctx, a, "device.revoke", d.Owner, map[string]any{"device": device}, func(tx *db.Tx) error {
		return s.authn.Revoke(tx, device)
	})
}

// Pending is what a code would enrol this browser as: device and school by name, for the question before it is done.
func (s *Service) Pending(ctx context.Context, code string) (Device, error) {
	d, err := s.authn.Pending(ctx, code)
	if err != nil {
		return Device{}, err
	}
	u, err := s.org.Unit(ctx, id.As[org.Unit](d.Owner))
	return Device{Device: d, School: u.Name}, err
}

// Enrol uses a one-time code up; the token is the value of the device's cookie.
func (s *Service) Enrol(ctx context.Context, code string) (authn.Device, string, error) {
	return s.authn.Enrol(ctx, code)
}

func (s *Service) settings(ctx context.Context, n org.Node) (Settings, error) {
	v := Settings{BoardBellOf: defaultGrace}
	var names string
	for _, one := range []struct {
		name string
		to   any
	}{{"school_network", &v.Networks}, {"device_names", &names}, {"bells", &v.Bells}, {"board_grace", &v.BoardBellOf}} {
		if err := s.setting(ctx, one.name, n, one.to); err != nil {
			return v, err
		}
	}
	v.HideNames = names == "numbers"
	return v, nil
}

// SetSchool stores a school's rules about its devices. Verbs device.manage and org.manage.
func (s *Service) SetSchool(ctx context.Context, a *org.Actor, school org.UnitID, v Settings) error {
	node := id.As[any](school)
	if err := s.org.Must(ctx, a, org.DeviceManage, node); err != nil {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	names := "names"
	if v.HideNames {
		names = "numbers"
	}
	now := s.org.Now()
	for _, one := range []struct {
		name  string
		value any
	}{{"school_network", v.Networks}, {"device_names", names}, {"bells", v.Bells}, {"board_grace", v.BoardBellOf}} {
		if err := s.org.Set(ctx, a, node, one.name, one.value, now); err != nil {
			return err
		}
	}
	return nil
}

// check reads ranges and bells as they are meant, in place, and refuses ranges that hold most of the world.
func (v *Settings) check() error {
	var bad []fault.Field
	if len(v.Networks) > 32 {
		bad = append(bad, fault.Field{Name: "networks", Message: "最多32个网段"})
	}
	for i, r := range v.Networks {
		p, err := netip.ParsePrefix(r)
		if a, e := netip.ParseAddr(r); err != nil && e == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil || p.Addr().Is4() && p.Bits() < 8 || p.Addr().Is6() && p.Bits() < 32 {
			bad = append(bad, fault.Field{Name: "networks", Message: "网段要写成 10.20.0.0/16 这样，且不能太大"})
			break
		}
		v.Networks[i] = p.Masked().String()
	}
	if len(v.Bells) > 24 {
		bad = append(bad, fault.Field{Name: "bells", Message: "最多24个下课时间"})
	}
	last := time.Time{}
	for i, b := range v.Bells {
		t, err := bell(b)
		if err != nil || i > 0 && !t.After(last) {
			bad = append(bad, fault.Field{Name: "bells", Message: "下课时间要写成 08:40 这样，从早到晚"})
			break
		}
		last = t
	}
	if v.BoardBellOf < 0 || v.BoardBellOf > 1800 {
		bad = append(bad, fault.Field{Name: "grace", Message: "下课后保留0到30分钟"})
	}
	if bad != nil {
		return fault.Fieldsf(bad...)
	}
	return nil
}

// bell is the time of day of HH:MM or HH:MM:SS.
func bell(s string) (time.Time, error) {
	if strings.Count(s, ":") == 1 {
		return time.Parse("15:04", s)
	}
	return time.Parse(time.TimeOnly, s)
}
