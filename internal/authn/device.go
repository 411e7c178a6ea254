package authn

import (
	"context"
	"errors"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Kinds of enrolled devices.
const (
	SharedDevice = "shared" // a tablet or computer that pupils use in turn
	BoardDevice  = "board"  // a classroom's big screen
	OfficeDevice = "office" // a computer of the staff
)

// EnrolTime is how long the code of a device that is not enrolled yet can be used.
const EnrolTime = 2 * time.Hour

// Device is a school's device. What knows it is a long-lived cookie whose digest alone is stored.
type Device struct {
	ID       id.Any
	Owner    id.Any // the school
	Place    id.Any // the class it belongs to, or none
	Name     string
	Kind     string
	Since    clock.Micros
	Until    clock.Micros
	Enrolled clock.Micros // when its browser got the cookie; 0: not yet
	Coded    clock.Micros // until when its code can be used; 0: it has none
}

// Live reports whether the device is enrolled and not revoked at a moment.
func (d Device) Live(at clock.Micros) bool { return d.Enrolled != 0 && d.Until > at }

const deviceColumns = `id, owner, place, name, kind, since, until, enrolled, coded`

const (
	insDevice db.SQL = `-- unscoped: the caller has asked for the school
INSERT INTO authn_device (id, owner, place, name, kind, token, code, coded, since, until, enrolled, used) VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, 0, 0)`
	selDevice db.SQL = `-- unscoped: the caller asks for the school that the device names
SELECT ` + deviceColumns + ` FROM authn_device WHERE id = ?`
	selDevices      db.SQL = `SELECT ` + deviceColumns + ` FROM authn_device WHERE @scope(owner) AND until > ? ORDER BY owner, kind, name, id LIMIT 1000`
	selDeviceByCode db.SQL = `-- unscoped: a device is found by its one-time code
SELECT ` + deviceColumns + ` FROM authn_device WHERE code = ? AND coded > ? AND until > ?`
	selDeviceByToken db.SQL = `-- unscoped: a device is found by its cookie
SELECT ` + deviceColumns + ` FROM authn_device WHERE token = ? AND until > ?`
	updDeviceToken db.SQL = `-- unscoped: a device is found by its one-time code
UPDATE authn_device SET token = ?, code = NULL, coded = 0, enrolled = ? WHERE id = ? AND code = ?`
	updDeviceCode db.SQL = `-- unscoped: the caller has asked for the school
UPDATE authn_device SET code = ?, coded = ? WHERE id = ? AND until > ?`
	updDeviceName db.SQL = `-- unscoped: the caller has asked for the school
UPDATE authn_device SET name = ?, place = ? WHERE id = ? AND until > ?`
	endDevice db.SQL = `-- unscoped: the caller has asked for the school
UPDATE authn_device SET until = ?, token = NULL, code = NULL WHERE id = ? AND until > ?`
	delDeviceSessions db.SQL = `-- unscoped: sessions on a device that is no longer trusted
DELETE FROM authn_session WHERE enrolled = ?`
)

func scanDevice(r db.Row) (Device, error) {
	var d Device
	return d, r.Scan(&d.ID, &d.Owner, &d.Place, &d.Name, &d.Kind, &d.Since, &d.Until, &d.Enrolled, &d.Coded)
}

// ErrDevice is the answer to a code that is wrong, used or too old.
var ErrDevice = fault.New(fault.Invalid, "这个登记码不对，或已用过、已过期")

// AddDevice stores a device that waits to be enrolled and gives the code for it, valid for EnrolTime. The caller has asked for the
// school.
func (s *Service) AddDevice(tx *db.Tx, d Device) (id.Any, string, error) {
	if d.ID.IsZero() {
		d.ID = id.New[any]()
	}
	code, now := newCode(8), s.now()
	_, err := tx.Exec(insDevice, d.ID, d.Owner, d.Place, d.Name, d.Kind, digest(code), now+EnrolTime.Microseconds(), now, clock.Forever)
	return d.ID, code, err
}

// RenewCode gives a new code for a device: for one that was never enrolled, and for one that lost its cookie. The old browser stays
// enrolled until the new one is.
func (s *Service) RenewCode(tx *db.Tx, device id.Any) (string, error) {
	code, now := newCode(8), s.now()
	n, err := tx.Exec(updDeviceCode, digest(code), now+EnrolTime.Microseconds(), device, now)
	if err == nil && n == 0 {
		err = fault.New(fault.Gone, "这台设备已停用")
	}
	return code, err
}

// Pending finds the device that a code is for, without using the code up. ErrDevice when there is none.
func (s *Service) Pending(ctx context.Context, code string) (Device, error) {
	now := s.now()
	d, err := db.One(s.core.Reader(ctx), selDeviceByCode, scanDevice, digest(readCode(code)), now, now)
	if errors.Is(err, db.ErrNone) {
		return d, ErrDevice
	}
	return d, err
}

// Enrol uses a code up and gives the token for the device's cookie. A browser enrolled for this device before is one no longer.
func (s *Service) Enrol(ctx context.Context, code string) (d Device, token string, err error) {
	key := digest(readCode(code))
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		now := s.now()
		d, err = db.One(tx, selDeviceByCode, scanDevice, key, now, now)
		if errors.Is(err, db.ErrNone) {
			return ErrDevice
		}
		if err != nil {
			return err
		}
		token = secret()
		d.Enrolled, d.Coded = now, 0
		if _, err := tx.Exec(delDeviceSessions, d.ID); err != nil {
			return err
		}
		_, err := tx.Exec(updDeviceToken, digest(token), now, d.ID, key)
		return err
	})
	return d, token, err
}

// DeviceOf finds the enrolled device of a cookie; fault.NotFound when it is none or revoked.
func (s *Service) DeviceOf(ctx context.Context, token string) (Device, error) {
	d, err := db.One(s.core.Reader(ctx), selDeviceByToken, scanDevice, digest(token), s.now())
	if errors.Is(err, db.ErrNone) {
		return d, fault.New(fault.NotFound, "这台设备没有登记，或已停用")
	}
	return d, err
}

// Device is a device by id; fault.NotFound when there is none.
func (s *Service) Device(ctx context.Context, device id.Any) (Device, error) {
	d, err := db.One(s.core.Reader(ctx), selDevice, scanDevice, device)
	if errors.Is(err, db.ErrNone) {
		return d, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	return d, err
}

// Devices lists the devices of the schools in a scope that are not revoked, at most 1000.
func (s *Service) Devices(ctx context.Context, sc db.Scope) ([]Device, error) {
	return db.All(s.core.Reader(ctx), selDevices, scanDevice, sc, s.now())
}

// ChangeDevice gives a device another name and class.
func (s *Service) ChangeDevice(tx *db.Tx, device id.Any, name string, place id.Any) error {
	n, err := tx.Exec(updDeviceName, name, place, device, s.now())
	if err == nil && n == 0 {
		err = fault.New(fault.Gone, "这台设备已停用")
	}
	return err
}

// Revoke ends a device: its cookie is worth nothing, and every session on it is over.
func (s *Service) Revoke(tx *db.Tx, device id.Any) error {
	now := s.now()
	if _, err := tx.Exec(endDevice, now, device, now); err != nil {
		return err
	}
	_, err := tx.Exec(delDeviceSessions, device)
	return err
}
