package authn

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Lifetime of a session that names no other end: a school day and the evening after it.
const Lifetime = 16 * time.Hour

// How exact "last seen" is, and how often the sightings of all sessions together are written.
const (
	seenEvery  = 4 * time.Minute
	flushEvery = time.Minute
)

// The ways of signing in, as a session remembers them.
const (
	ByPassword = "password"
	ByCard     = "card"
	ByPIN      = "pin"
	ByPasskey  = "passkey"
	ByOIDC     = "oidc"
	ByNational = "national"
	ByBoard    = "board"
	BySwitch   = "switch" // 换人 on a shared device
	ByLink     = "link"   // an activation slip
)

// Opening says how a session comes about.
type Opening struct {
	Way     string       // one of the ways above
	Device  id.Any       // the enrolled device, or none
	Label   string       // the browser in a few words, for the owner's list; at most 120 bytes are kept
	Until   clock.Micros // when it ends; 0 is Lifetime from now
	Strong  bool         // a second factor or a passkey was proved
	Browser string       // the value of the long-lived cookie of this browser, or ""; see lockout
}

// Session is one open session. Its token is known to the browser alone; Ref names it in lists and to End.
type Session struct {
	Ref     id.Any
	Subject Subject
	Way     string
	Device  id.Any
	Label   string
	Created clock.Micros
	Expires clock.Micros
	Seen    clock.Micros // exact to some minutes
	Strong  bool
	Hat     string // the role worn now, of the person's several; "" is all of them
}

const sessionColumns = `ref, subject, way, enrolled, device, created, expires, seen, strong, hat`

const (
	insSession db.SQL = `-- unscoped: the session of whoever signed in
INSERT INTO authn_session (token, ref, subject, way, enrolled, device, created, expires, seen, strong, hat) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`
	selSession db.SQL = `-- unscoped: a session is found by its secret
SELECT ` + sessionColumns + ` FROM authn_session WHERE token = ? AND expires > ?`
	selSessions db.SQL = `-- unscoped: one's own sessions
SELECT ` + sessionColumns + ` FROM authn_session WHERE subject = ? AND expires > ? ORDER BY seen DESC, created DESC LIMIT 200`
	updSeen db.SQL = `-- unscoped: when a session was seen last
UPDATE authn_session SET seen = ? WHERE ref = ? AND seen < ?`
	updHat db.SQL = `-- unscoped: the role worn in one's own session
UPDATE authn_session SET hat = ? WHERE ref = ?`
	delSession db.SQL = `-- unscoped: a session is found by its secret
DELETE FROM authn_session WHERE token = ?`
	delRef db.SQL = `-- unscoped: one of one's own sessions
DELETE FROM authn_session WHERE subject = ? AND ref = ?`
	delAll db.SQL = `-- unscoped: one's own sessions but one
DELETE FROM authn_session WHERE subject = ? AND ref <> ?`
	delExpired db.SQL = `-- unscoped: housekeeping of dead sessions
DELETE FROM authn_session WHERE expires <= ?`
)

func scanSession(r db.Row) (Session, error) {
	var s Session
	var strong int64
	err := r.Scan(&s.Ref, &s.Subject, &s.Way, &s.Device, &s.Label, &s.Created, &s.Expires, &s.Seen, &strong, &s.Hat)
	s.Strong = strong != 0
	return s, err
}

// Open begins a session for a subject whom a way of signing in has proved. The token is the cookie's value; only its SHA-256 is
// stored, so that a copy of the store opens nothing. Each opening has a new token: one fixed beforehand is worth nothing.
func (s *Service) Open(ctx context.Context, subject Subject, o Opening) (token string, err error) {
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		token, err = s.OpenTx(tx, subject, o)
		return err
	})
	return token, err
}

// OpenTx is Open inside a transaction that also uses up what proved the subject: a card's turn, a one-time code.
func (s *Service) OpenTx(tx *db.Tx, subject Subject, o Opening) (token string, err error) {
	now := s.now()
	if o.Until == 0 {
		o.Until = now + Lifetime.Microseconds()
	}
	if subject.IsZero() || o.Way == "" || o.Until <= now {
		return "", errors.New("authn: an opening without subject, way or time")
	}
	token = secret()
	if err := s.know(tx, subject, o.Browser, now); err != nil {
		return "", err
	}
	if _, err := tx.Exec(delExpired, now); err != nil {
		return "", err
	}
	_, err = tx.Exec(insSession, digest(token), id.New[any](), subject, o.Way, o.Device, cut(o.Label, 120), now, o.Until, now, flag(o.Strong))
	return token, err
}

// secret is 256 random bits as text.
func secret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(raw)
}

func digest(token string) []byte { h := sha256.Sum256([]byte(token)); return h[:] }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// cut shortens a text to n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// Session finds the session of a token; fault.SignIn when it is unknown, ended or over.
func (s *Service) Session(ctx context.Context, token string) (Session, error) {
	now := s.now()
	got, err := db.One(s.core.Reader(ctx), selSession, scanSession, digest(token), now)
	if errors.Is(err, db.ErrNone) {
		return got, fault.New(fault.SignIn, "登录已过期，请重新登录")
	}
	if err == nil && now-got.Seen > seenEvery.Microseconds() {
		s.sighted(got.Ref, now)
	}
	return got, err
}

// sighted notes that a session was used, and writes what was noted once in a while, beside the request.
func (s *Service) sighted(ref id.Any, now clock.Micros) {
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	if s.seen.at == nil {
		s.seen.at = map[id.Any]clock.Micros{}
	}
	if now-s.seen.at[ref] < seenEvery.Microseconds() {
		return
	}
	s.seen.at[ref] = now
	if s.seen.writing || now-s.seen.written < flushEvery.Microseconds() {
		return
	}
	batch := s.seen.at
	s.seen.at, s.seen.writing, s.seen.written = nil, true, now
	go s.flush(batch)
}

// flush writes sightings. What cannot be written is lost: it is only "last seen".
func (s *Service) flush(batch map[id.Any]clock.Micros) {
	_ = s.core.Write(context.Background(), func(tx *db.Tx) error {
		for ref, at := range batch {
			if _, err := tx.Exec(updSeen, at, ref, at); err != nil {
				return err
			}
		}
		return nil
	})
	s.seen.mu.Lock()
	s.seen.writing = false
	s.seen.mu.Unlock()
}

// Sessions lists a subject's open sessions, the last seen first, at most 200.
func (s *Service) Sessions(ctx context.Context, subject Subject) ([]Session, error) {
	out, err := db.All(s.core.Reader(ctx), selSessions, scanSession, subject, s.now())
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	for i := range out {
		out[i].Seen = max(out[i].Seen, s.seen.at[out[i].Ref])
	}
	return out, err
}

// SetHat remembers the role worn in a session. org decides which roles a person may wear.
func (s *Service) SetHat(ctx context.Context, ref id.Any, hat string) error {
	return s.one(ctx, updHat, hat, ref)
}

// End ends one of a subject's sessions at once.
func (s *Service) End(ctx context.Context, subject Subject, ref id.Any) error {
	return s.one(ctx, delRef, subject, ref)
}

func (s *Service) one(ctx context.Context, q db.SQL, args ...any) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(q, args...)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "这次登录已经结束")
		}
		return err
	})
}

// EndAll ends all of a subject's sessions at once but one (none: id zero).
func (s *Service) EndAll(ctx context.Context, subject Subject, except id.Any) error {
	return s.core.Write(ctx, func(tx *db.Tx) error { return s.EndAllTx(tx, subject, except) })
}

// EndAllTx is EndAll inside a transaction that also does what makes the sessions wrong: a new password, an ended account.
func (s *Service) EndAllTx(tx *db.Tx, subject Subject, except id.Any) error {
	_, err := tx.Exec(delAll, subject, except[:])
	return err
}

// SignOut ends the session of a token at once.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delSession, digest(token))
		return err
	})
}

type sessionKey struct{}

// WithSession puts the session into the request's context.
func WithSession(ctx context.Context, s Session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

// SessionFrom is the session of the request; its Ref is zero when nobody is signed in.
func SessionFrom(ctx context.Context) Session {
	s, _ := ctx.Value(sessionKey{}).(Session)
	return s
}

// How much a session can be put off while somebody is writing: an hour at a time, at most Overtime after its first end.
const (
	stayFor  = time.Hour
	Overtime = 4 * time.Hour
)

const updExpires db.SQL = `-- unscoped: one's own session
UPDATE authn_session SET expires = ? WHERE ref = ? AND expires < ? AND expires > ?`

// Stay puts off the end of a session by up to an hour from now, because its owner is writing. Sessions whose end somebody decided,
// those of boards and of devices that people take turns at, are refused with fault.Denied, and so is more than Overtime.
func (s *Service) Stay(ctx context.Context, open Session) (until clock.Micros, err error) {
	now := s.now()
	until = min(now+stayFor.Microseconds(), open.Created+(Lifetime+Overtime).Microseconds())
	if open.Ref.IsZero() || open.Way == ByBoard || !open.Device.IsZero() || until <= now {
		return open.Expires, fault.New(fault.Denied, "这次登录不能再延长，请先保存，再重新登录")
	}
	if until <= open.Expires {
		return open.Expires, nil
	}
	return until, s.one(ctx, updExpires, until, open.Ref, until, now)
}

const updLater db.SQL = `-- unscoped: sessions that began while the clock was wrong
UPDATE authn_session SET created = created + ?, expires = expires + ? WHERE created >= ? AND created <= ?`

// Later lets sessions that began while the clock was behind live as long as they were promised to: it has been put right by so much.
func (s *Service) Later(ctx context.Context, from, to clock.Micros, by time.Duration) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(updLater, by.Microseconds(), by.Microseconds(), from, to)
		return err
	})
}
