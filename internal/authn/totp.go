package authn

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/seal"
)

// One-time codes 动态口令 by RFC 6238: HMAC-SHA-1 as every phone application has it, steps of 30 seconds, six digits.
const (
	totpStep    = 30
	totpDigits  = 6
	totpDrift   = 1 // steps before and after that still count
	secretBytes = 20
	// RecoveryCodes is how many one-use codes are given at a time.
	RecoveryCodes = 10
)

// totp is the code of RFC 6238 §4 at a step, with the given hash; digits at most 9.
func totp(h func() hash.Hash, secret []byte, step int64, digits int) string {
	m := hmac.New(h, secret)
	_ = binary.Write(m, binary.BigEndian, step)
	sum := m.Sum(nil)
	o := sum[len(sum)-1] & 0xf
	v := binary.BigEndian.Uint32(sum[o:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, v%mod)
}

// Factors keeps the second factors and passkeys of accounts. Make it with NewFactors; it is safe for concurrent use.
type Factors struct {
	*Service
	seal   *seal.Service
	issuer string
	party  *party
}

// NewFactors returns the factors of accounts. issuer is what a phone shows beside a code; baseURL is the product's address, whose
// host passkeys are bound to.
func NewFactors(s *Service, sealer *seal.Service, issuer, baseURL string) *Factors {
	return &Factors{Service: s, seal: sealer, issuer: issuer, party: newParty(issuer, baseURL)}
}

// Factor is what an account has beside its password.
type Factor struct {
	TOTP     bool
	Recovery int // one-use codes left
	Passkeys []Passkey
}

// Any reports whether there is a second factor to prove.
func (f Factor) Any() bool { return f.TOTP || len(f.Passkeys) > 0 }

const (
	selTOTP db.SQL = `-- unscoped: one's own factor
SELECT secret, step, proved FROM authn_totp WHERE subject = ?`
	insTOTP db.SQL = `-- unscoped: one's own factor
INSERT INTO authn_totp (subject, secret, step, proved) VALUES (?, ?, 0, 0)
ON CONFLICT (subject) DO UPDATE SET secret = excluded.secret, step = 0 WHERE authn_totp.proved = 0`
	updTOTP db.SQL = `-- unscoped: one's own factor; a step counts once
UPDATE authn_totp SET step = ?, proved = 1 WHERE subject = ? AND step < ?`
	delTOTP db.SQL = `-- unscoped: one's own factor
DELETE FROM authn_totp WHERE subject = ?`
	cntRecovery db.SQL = `-- unscoped: one's own codes
SELECT COUNT(*) FROM authn_recovery WHERE subject = ?`
	insRecovery db.SQL = `-- unscoped: one's own codes
INSERT INTO authn_recovery (subject, code) VALUES (?, ?)`
	delRecovery db.SQL = `-- unscoped: one's own codes
DELETE FROM authn_recovery WHERE subject = ?`
	useRecovery db.SQL = `-- unscoped: one's own code is used up
DELETE FROM authn_recovery WHERE subject = ? AND code = ?`
	updToken db.SQL = `-- unscoped: one's own session becomes strong under a new secret
UPDATE authn_session SET token = ?, strong = 1 WHERE ref = ? AND subject = ?`
)

type totpRow struct {
	secret []byte
	step   int64
	proved bool
}

func (f *Factors) totpOf(x db.Querier, subject Subject) (totpRow, error) {
	return db.One(x, selTOTP, func(r db.Row) (totpRow, error) {
		var v totpRow
		var proved int64
		err := r.Scan(&v.secret, &v.step, &proved)
		v.proved = proved != 0
		return v, err
	}, subject)
}

// Of tells which factors a subject has.
func (f *Factors) Of(ctx context.Context, subject Subject) (out Factor, err error) {
	t, err := f.totpOf(f.core.Reader(ctx), subject)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return out, err
	}
	out.TOTP = t.proved
	n, err := db.One(f.core.Reader(ctx), cntRecovery, db.Value[int64], subject)
	if err != nil {
		return out, err
	}
	out.Recovery = int(n)
	out.Passkeys, err = f.Passkeys(ctx, subject)
	return out, err
}

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// BeginTOTP makes a new secret for a subject who has no proved one, and gives the address that a phone reads as a QR code. The
// secret is shown until ConfirmTOTP; a second call makes another.
func (f *Factors) BeginTOTP(ctx context.Context, subject Subject, label string) (secret, address string, err error) {
	raw := make([]byte, secretBytes)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		sealed, err := f.seal.Seal(tx, subject, string(raw))
		if err != nil {
			return err
		}
		n, err := tx.Exec(insTOTP, subject, sealed)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "动态口令已经设置好了")
		}
		return err
	})
	return base32Text.EncodeToString(raw), f.address(raw, label), err
}

// PendingTOTP is the secret that BeginTOTP made and nobody has confirmed yet.
func (f *Factors) PendingTOTP(ctx context.Context, subject Subject, label string) (secret, address string, err error) {
	t, err := f.totpOf(f.core.Reader(ctx), subject)
	if errors.Is(err, db.ErrNone) || err == nil && t.proved {
		return "", "", fault.New(fault.NotFound, "没有正在设置的动态口令")
	}
	if err != nil {
		return "", "", err
	}
	raw, err := f.seal.Open(f.core.Reader(ctx), subject, t.secret)
	return base32Text.EncodeToString([]byte(raw)), f.address([]byte(raw), label), err
}

// address is the otpauth form that phone applications agree on. SHA1, six digits and 30 seconds are its defaults, and some
// applications know no others; left out, the QR code is coarser and easier to scan.
func (f *Factors) address(raw []byte, label string) string {
	q := url.Values{"secret": {base32Text.EncodeToString(raw)}, "issuer": {f.issuer}}
	return "otpauth://totp/" + url.PathEscape(f.issuer+":"+label) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

var errCode = fault.Fieldsf(fault.Field{Name: "code", Message: "口令不对，或已经用过"})

// ConfirmTOTP proves that the phone shows the right codes, turns the factor on and gives the recovery codes, which are shown once.
func (f *Factors) ConfirmTOTP(ctx context.Context, subject Subject, code string) (recovery []string, err error) {
	err = f.tries(ctx, subject, func(tx *db.Tx) error {
		if err := f.useTOTP(tx, subject, code, false); err != nil {
			return err
		}
		recovery, err = f.renew(tx, subject)
		return err
	})
	return recovery, err
}

// useTOTP takes a code once: the newest step that it fits must be later than the last one used.
func (f *Factors) useTOTP(tx *db.Tx, subject Subject, code string, proved bool) error {
	t, err := f.totpOf(tx, subject)
	if errors.Is(err, db.ErrNone) || err == nil && t.proved != proved {
		return errCode
	}
	if err != nil {
		return err
	}
	raw, err := f.seal.Open(tx, subject, t.secret)
	if err != nil {
		return err
	}
	now := clock.Time(f.now()).Unix() / totpStep
	for step := now + totpDrift; step >= now-totpDrift; step-- {
		if subtle.ConstantTimeCompare([]byte(totp(sha1.New, []byte(raw), step, totpDigits)), []byte(code)) != 1 {
			continue
		}
		n, err := tx.Exec(updTOTP, step, subject, step)
		if err == nil && n == 0 {
			return errCode // replayed
		}
		return err
	}
	return errCode
}

// renew replaces the recovery codes. They are random enough (80 bits) to be stored as a plain digest.
func (f *Factors) renew(tx *db.Tx, subject Subject) ([]string, error) {
	if _, err := tx.Exec(delRecovery, subject); err != nil {
		return nil, err
	}
	out := make([]string, RecoveryCodes)
	for i := range out {
		raw := make([]byte, 10)
		_, _ = rand.Read(raw)
		text := strings.ToLower(base32Text.EncodeToString(raw))
		out[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		if _, err := tx.Exec(insRecovery, subject, recoveryDigest(subject, text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func recoveryDigest(subject Subject, code string) []byte {
	h := sha256.Sum256(append(subject[:], code...))
	return h[:]
}

// RenewRecovery replaces the recovery codes and returns the new ones, which are shown once.
func (f *Factors) RenewRecovery(ctx context.Context, subject Subject) (codes []string, err error) {
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		codes, err = f.renew(tx, subject)
		return err
	})
	return codes, err
}

// RemoveTOTP removes one-time codes and recovery codes.
func (f *Factors) RemoveTOTP(ctx context.Context, subject Subject) error {
	return f.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delRecovery, subject); err != nil {
			return err
		}
		_, err := tx.Exec(delTOTP, subject)
		return err
	})
}

// Clear takes away every second factor of a subject inside tx, for an operator who has seen the person.
func (f *Factors) Clear(tx *db.Tx, subject Subject) error {
	for _, q := range []db.SQL{delTOTP, delRecovery, erasePasskey} {
		if _, err := tx.Exec(q, subject); err != nil {
			return err
		}
	}
	return nil
}

// ProveCode proves a second factor by a one-time code or a recovery code, and gives the session a new secret: one that somebody
// else has seen before stays without the wide rights.
func (f *Factors) ProveCode(ctx context.Context, subject Subject, ref id.Any, code string) (token string, err error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	err = f.tries(ctx, subject, func(tx *db.Tx) error {
		if len(code) == totpDigits {
			if err := f.useTOTP(tx, subject, code, true); err != nil {
				return err
			}
		} else if n, err := tx.Exec(useRecovery, subject, recoveryDigest(subject, code)); err != nil || n == 0 {
			return errors.Join(err, errCode)
		}
		token, err = strengthen(tx, subject, ref)
		return err
	})
	return token, err
}

// Strengthen makes a session strong when its owner has just set up a factor and so has proved it; it returns the new token.
func (f *Factors) Strengthen(ctx context.Context, subject Subject, ref id.Any) (token string, err error) {
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		token, err = strengthen(tx, subject, ref)
		return err
	})
	return token, err
}

// strengthen makes a session strong under a new token.
func strengthen(tx *db.Tx, subject Subject, ref id.Any) (string, error) {
	token := secret()
	n, err := tx.Exec(updToken, digest(token), ref, subject)
	if err == nil && n == 0 {
		return "", fault.New(fault.SignIn, "登录已过期，请重新登录")
	}
	return token, err
}

// tries counts wrong codes of a subject like wrong passwords, in a lane of their own: six digits are soon tried.
func (f *Factors) tries(ctx context.Context, subject Subject, prove func(*db.Tx) error) error {
	l := lane{subject: id.Named[any](subject, "code"), browser: [32]byte{1}, known: true}
	leave, err := f.enter(ctx, id.Any{}, l)
	if err != nil {
		return err
	}
	defer leave()
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		if err := prove(tx); err != nil {
			return err
		}
		return f.proved(tx, l)
	})
	if errors.Is(err, errCode) {
		return errors.Join(errCode, f.fail(ctx, id.Any{}, l))
	}
	return err
}
