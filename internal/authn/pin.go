package authn

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Pictures is how many pictures a small child chooses from.
const Pictures = 12

// freeTries wrong PINs on one device cost nothing; each further one makes the child wait there: 1, 2, 4 … 15 minutes.
const freeTries = 5

// PIN is what a small child knows: one of twelve pictures and four digits. The system draws it; children of seven choose 1234.
// 120,000 of them are few, so a PIN counts on an enrolled device only, and tries are counted by (account, device). Twenty tablets
// misused for a whole school day reach about 1 in 200 of them; a class teacher sees the count and draws a new one.
type PIN struct {
	Picture int // 0 to Pictures-1
	Digits  string
}

func (p PIN) text() string { return fmt.Sprintf("%02d-%s", p.Picture, p.Digits) }

// Valid reports whether the PIN has its shape.
func (p PIN) Valid() bool {
	if p.Picture < 0 || p.Picture >= Pictures || len(p.Digits) != 4 {
		return false
	}
	for i := range 4 {
		if p.Digits[i] < '0' || p.Digits[i] > '9' {
			return false
		}
	}
	return true
}

// NewPIN draws a PIN.
func NewPIN() PIN {
	n, err := rand.Int(rand.Reader, big.NewInt(Pictures*10_000))
	if err != nil {
		panic(err) // the system has no randomness
	}
	return PIN{Picture: int(n.Int64() / 10_000), Digits: fmt.Sprintf("%04d", n.Int64()%10_000)}
}

const (
	putPIN db.SQL = `-- unscoped: the caller has asked for the class
INSERT INTO authn_pin (subject, hash, since) VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE SET hash = excluded.hash, since = excluded.since`
	delPIN db.SQL = `-- unscoped: the caller has asked for the class
DELETE FROM authn_pin WHERE subject = ?`
	selPIN db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT hash FROM authn_pin WHERE subject = ?`
	selPINs db.SQL = `-- unscoped: the caller has asked for the people
SELECT subject FROM authn_pin WHERE subject IN @ids`
	selTry db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT fails, locked FROM authn_pin_try WHERE subject = ? AND device = ?`
	putTry db.SQL = `-- unscoped: the account that is being tried
INSERT INTO authn_pin_try (subject, device, fails, locked) VALUES (?, ?, ?, ?)
ON CONFLICT (subject, device) DO UPDATE SET fails = excluded.fails, locked = excluded.locked`
	delTry db.SQL = `-- unscoped: the account that signed in
DELETE FROM authn_pin_try WHERE subject = ? AND device = ?`
	delTries db.SQL = `-- unscoped: the caller has asked for the class
DELETE FROM authn_pin_try WHERE subject = ?`
	selTries db.SQL = `-- unscoped: the caller has asked for the people
SELECT subject, SUM(fails), MAX(locked) FROM authn_pin_try WHERE subject IN @ids GROUP BY subject`
	delPINSessions db.SQL = `-- unscoped: sessions that a PIN opened which is one no longer
DELETE FROM authn_session WHERE subject = ? AND way = 'pin'`
)

// HashPIN is argon2id as for passwords, in a pool of its own, so that a flood of wrong passwords does not keep a class waiting.
func (s *Service) HashPIN(ctx context.Context, p PIN) (string, error) {
	return s.pinPool.Hash(ctx, p.text()+"-tongxue")
}

// SetPIN stores a hash made by HashPIN outside the transaction; tries before count no longer. The caller has asked for the class.
func (s *Service) SetPIN(tx *db.Tx, subject Subject, hash string) error {
	if err := s.ClearPIN(tx, subject); err != nil {
		return err
	}
	_, err := tx.Exec(putPIN, subject, hash, s.now())
	return err
}

// ClearPIN takes the subject's PIN away and ends the sessions that it opened.
func (s *Service) ClearPIN(tx *db.Tx, subject Subject) error {
	for _, q := range []db.SQL{delPIN, delTries, delPINSessions} {
		if _, err := tx.Exec(q, subject); err != nil {
			return err
		}
	}
	return nil
}

// LiftPIN forgets wrong tries on every device. The caller has asked for the class.
func (s *Service) LiftPIN(tx *db.Tx, subject Subject) error {
	_, err := tx.Exec(delTries, subject)
	return err
}

// Tries is what was tried wrongly since the last right one or the last lift.
type Tries struct {
	Fails  int64
	Locked clock.Micros // the latest end of a wait on some device
}

// PINs tells which subjects have a PIN.
func (s *Service) PINs(ctx context.Context, subjects []Subject) (map[Subject]bool, error) {
	all, err := db.All(s.core.Reader(ctx), selPINs, db.Value[Subject], db.IDs(subjects))
	out := make(map[Subject]bool, len(all))
	for _, v := range all {
		out[v] = true
	}
	return out, err
}

// PINTries tells how often the PINs of subjects were tried wrongly.
func (s *Service) PINTries(ctx context.Context, subjects []Subject) (map[Subject]Tries, error) {
	out := map[Subject]Tries{}
	err := db.Each(s.core.Reader(ctx), selTries, func(r db.Row) error {
		var who Subject
		var t Tries
		err := r.Scan(&who, &t.Fails, &t.Locked)
		out[who] = t
		return err
	}, db.IDs(subjects))
	return out, err
}

// ErrPIN is the one answer to a wrong picture and to wrong digits.
var ErrPIN = fault.New(fault.Invalid, "图案或数字不对，再试一次")

// TryPIN checks a PIN on an enrolled device. The try is counted before it is looked at, so that many at once are many; what is
// counted belongs to (account, device): whoever guesses on one tablet makes nobody wait on another.
func (s *Service) TryPIN(ctx context.Context, subject Subject, device id.Any, p PIN) error {
	if device.IsZero() || !p.Valid() {
		return ErrPIN
	}
	hash, err := db.One(s.core.Reader(ctx), selPIN, db.Value[string], subject)
	unknown := errors.Is(err, db.ErrNone)
	if err != nil && !unknown {
		return err
	}
	if unknown {
		hash = s.dummy
	} else if err := s.countTry(ctx, subject, device); err != nil {
		return err
	}
	ok, err := s.pinPool.Verify(ctx, hash, p.text()+"-tongxue")
	if err != nil {
		return err
	}
	if !ok || unknown {
		return ErrPIN
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delTry, subject, device)
		return err
	})
}

func (s *Service) countTry(ctx context.Context, subject Subject, device id.Any) error {
	type try struct{ fails, locked int64 }
	return s.core.Write(ctx, func(tx *db.Tx) error {
		now := s.now()
		t, err := db.One(tx, selTry, func(r db.Row) (try, error) {
			var t try
			return t, r.Scan(&t.fails, &t.locked)
		}, subject, device)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if t.locked > now {
			return fault.New(fault.TooMany, "试错次数太多，请 %d 分钟后再试，或请老师帮忙", (t.locked-now)/60e6+1)
		}
		t.fails++
		if t.fails >= freeTries {
			t.locked = now + min(int64(1)<<min(t.fails-freeTries, 4), 15)*time.Minute.Microseconds()
		}
		_, err = tx.Exec(putTry, subject, device, t.fails, t.locked)
		return err
	})
}
