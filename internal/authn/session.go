package authn

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lifetime of a session: a school day and the evening after it.
const Lifetime = 16 * time.Hour

// Subject is who signed in; org knows it as an account.
type Subject = id.Any

// Service keeps credentials and sessions. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	clock clock.Clock
	pool  *Pool
	dummy string // verified when a login is unknown, so that both answers take the same time
}

// New returns the service over the core store.
func New(core *db.DB, c clock.Clock, pool *Pool) *Service {
	return &Service{core: core, clock: c, pool: pool,
		dummy: "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
}

// Pool is the bounded pool of hashes.
func (s *Service) Pool() *Pool { return s.pool }

const (
	selCredential db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT subject, hash, fails, locked FROM authn_credential WHERE login = ?`
	insCredential db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO authn_credential (subject, login, hash, fails, locked) VALUES (?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`
	updFails db.SQL = `-- unscoped: the account that is being tried
UPDATE authn_credential SET fails = ?, locked = ? WHERE subject = ?`
	insSession db.SQL = `-- unscoped: the session of whoever signed in
INSERT INTO authn_session (token, subject, created, expires, device) VALUES (?, ?, ?, ?, ?)`
	selSession db.SQL = `-- unscoped: a session is found by its secret
SELECT subject FROM authn_session WHERE token = ? AND expires > ?`
	delSession db.SQL = `-- unscoped: a session is found by its secret
DELETE FROM authn_session WHERE token = ?`
	delExpired db.SQL = `-- unscoped: housekeeping of dead sessions
DELETE FROM authn_session WHERE expires <= ?`
)

type credential struct {
	subject       Subject
	hash          string
	fails, locked int64
}

// ErrWrong is the one answer to a wrong login and to a wrong password.
var ErrWrong = fault.New(fault.Invalid, "账号或密码不对")

// fold makes logins equal that people take for equal.
func fold(login string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(login))) }

// Add stores a credential inside tx; hash comes from Pool.Hash, made outside the transaction. Conflict when the login is taken.
func (s *Service) Add(tx *db.Tx, subject Subject, login, hash string) error {
	n, err := tx.Exec(insCredential, subject, fold(login), hash)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "登录名已被使用")
	}
	return err
}

// SignIn checks a password and opens a session; the token is the cookie's value and is stored only as its SHA-256. After five
// failures in a row the account waits: 1, 2, 4 … at most 15 minutes. The wait belongs to the account, never to an address.
func (s *Service) SignIn(ctx context.Context, login, password, device string) (token string, subject Subject, err error) {
	now := clock.At(s.clock.Now())
	c, err := db.One(s.core.Reader(ctx), selCredential, func(r db.Row) (credential, error) {
		var c credential
		return c, r.Scan(&c.subject, &c.hash, &c.fails, &c.locked)
	}, fold(login))
	unknown := errors.Is(err, db.ErrNone)
	if err != nil && !unknown {
		return "", Subject{}, err
	}
	if c.locked > now {
		return "", Subject{}, fault.New(fault.TooMany, "试错次数太多，请 %d 分钟后再试", (c.locked-now)/60e6+1)
	}
	if unknown {
		c.hash = s.dummy
	}
	ok, err := s.pool.Verify(ctx, c.hash, password)
	if err != nil {
		return "", Subject{}, err
	}
	if unknown {
		return "", Subject{}, ErrWrong
	}
	if !ok {
		return "", Subject{}, errors.Join(ErrWrong, s.failed(ctx, c, now))
	}
	return s.open(ctx, c, device, now)
}

// Open begins a session for a subject whom another way of signing in has already proved: cards, single sign-on, tests.
func (s *Service) Open(ctx context.Context, subject Subject, device string) (token string, err error) {
	token, _, err = s.open(ctx, credential{subject: subject}, device, clock.At(s.clock.Now()))
	return token, err
}

func (s *Service) failed(ctx context.Context, c credential, now clock.Micros) error {
	c.fails++
	locked := int64(0)
	if c.fails >= 5 {
		locked = now + min(int64(1)<<min(c.fails-5, 4), 15)*60e6
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(updFails, c.fails, locked, c.subject)
		return err
	})
}

func (s *Service) open(ctx context.Context, c credential, device string, now clock.Micros) (string, Subject, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		if c.fails > 0 {
			if _, err := tx.Exec(updFails, int64(0), int64(0), c.subject); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(delExpired, now); err != nil {
			return err
		}
		_, err := tx.Exec(insSession, digest(token), c.subject, now, now+Lifetime.Microseconds(), device)
		return err
	})
	return token, c.subject, err
}

func digest(token string) []byte { h := sha256.Sum256([]byte(token)); return h[:] }

// Session finds the subject of a token; fault.SignIn when it is unknown or over.
func (s *Service) Session(ctx context.Context, token string) (Subject, error) {
	sub, err := db.One(s.core.Reader(ctx), selSession, db.Value[Subject], digest(token), clock.At(s.clock.Now()))
	if errors.Is(err, db.ErrNone) {
		return sub, fault.New(fault.SignIn, "登录已过期，请重新登录")
	}
	return sub, err
}

// SignOut ends a session at once.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delSession, digest(token))
		return err
	})
}
