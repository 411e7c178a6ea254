package authn

import (
	"context"
	"errors"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// SlipTime is how long an activation slip 激活单 can be used.
const SlipTime = 30 * 24 * time.Hour

const (
	delSlip db.SQL = `-- unscoped: the caller has asked for the person
DELETE FROM authn_slip WHERE subject = ?`
	insSlip db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO authn_slip (code, subject, until) VALUES (?, ?, ?)`
	selSlip db.SQL = `-- unscoped: a slip is found by its code
SELECT subject FROM authn_slip WHERE code = ? AND until > ?`
	delSlipCode db.SQL = `-- unscoped: a slip is found by its code
DELETE FROM authn_slip WHERE code = ? AND subject = ?`
	selLogins db.SQL = `-- unscoped: the caller has asked for the people
SELECT subject, realm, login, hash FROM authn_credential WHERE subject IN @ids`
)

// ErrSlip is the answer to a code that is wrong, used or too old.
var ErrSlip = fault.New(fault.Invalid, "这个激活码不对，或已用过、已过期")

// Login is how an account signs in by password.
type Login struct {
	Subject Subject
	Realm   id.Any
	Login   string
	Set     bool // a password has been chosen
}

// Logins are the logins of subjects; somebody without one is absent. The caller has asked for the people.
func (s *Service) Logins(ctx context.Context, subjects []Subject) (map[Subject]Login, error) {
	out := map[Subject]Login{}
	err := db.Each(s.core.Reader(ctx), selLogins, func(r db.Row) error {
		var l Login
		var hash string
		err := r.Scan(&l.Subject, &l.Realm, &l.Login, &hash)
		l.Set = hash != ""
		out[l.Subject] = l
		return err
	}, db.IDs(subjects))
	return out, err
}

// MakeSlip stores a one-time code of 60 bits for choosing a password and gives it; an earlier slip of the subject is worth nothing.
// The caller has asked for the person.
func (s *Service) MakeSlip(tx *db.Tx, subject Subject) (string, error) {
	if _, err := tx.Exec(delSlip, subject); err != nil {
		return "", err
	}
	code := newCode(12)
	_, err := tx.Exec(insSlip, digest(code), subject, s.now()+SlipTime.Microseconds())
	return code, err
}

// Slip finds whom a code is for, without using it up.
func (s *Service) Slip(ctx context.Context, code string) (Login, error) {
	sub, err := db.One(s.core.Reader(ctx), selSlip, db.Value[Subject], digest(readCode(code)), s.now())
	if errors.Is(err, db.ErrNone) {
		return Login{}, ErrSlip
	}
	if err != nil {
		return Login{}, err
	}
	all, err := s.Logins(ctx, []Subject{sub})
	if err != nil {
		return Login{}, err
	}
	l, ok := all[sub]
	if !ok {
		return l, ErrSlip
	}
	return l, nil
}

// UseSlip uses a code up: the password becomes the account's, every open session of it ends, and a new one is opened.
func (s *Service) UseSlip(ctx context.Context, code, password string, o Opening) (token string, err error) {
	l, err := s.Slip(ctx, code)
	if err != nil {
		return "", err
	}
	hash, err := s.pool.Hash(ctx, password)
	if err != nil {
		return "", err
	}
	o.Way = ByLink
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delSlipCode, digest(readCode(code)), l.Subject)
		if err == nil && n == 0 {
			err = ErrSlip
		}
		if err != nil {
			return err
		}
		if err := s.SetPassword(tx, l.Subject, hash, id.Any{}); err != nil {
			return err
		}
		token, err = s.OpenTx(tx, l.Subject, o)
		return err
	})
	return token, err
}

const selHas db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT COUNT(*) FROM authn_credential WHERE realm = ? AND login = ?`

// Has reports whether a realm knows a login, so that the page can fall back to the region's logins. It tells nobody: the caller goes
// on to SignIn in either case.
func (s *Service) Has(ctx context.Context, realm id.Any, login string) (bool, error) {
	n, err := db.One(s.core.Reader(ctx), selHas, db.Value[int64], realm, fold(login))
	return n > 0, err
}
