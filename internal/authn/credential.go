package authn

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	selCredential db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT subject, hash, fails, locked FROM authn_credential WHERE realm = ? AND login = ?`
	selCredentialRegion db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT subject, hash, fails, locked FROM authn_credential WHERE realm IS NULL AND login = ?`
	insCredential db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO authn_credential (subject, realm, login, hash, fails, locked) VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`
	updFails db.SQL = `-- unscoped: the account that is being tried
UPDATE authn_credential SET fails = ?, locked = ? WHERE subject = ?`
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

// Shapes of numbers that the State gives a person. They are for life and cannot be changed like a login, so they are none.
var (
	identity = regexp.MustCompile(`^([0-9]{17}[0-9x]|[0-9]{15})$`) // 身份证号 (GB 11643): 18 digits, the last may be X; 15 before 1999
	register = regexp.MustCompile(`^[gjl]([0-9a-z]{17,19})$`)      // 学籍号: G, J (临时) or L before 17 to 19 characters
	strange  = func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	}
)

// ValidLogin says whether a text may be a login: 1 to 64 letters, digits or ._-@, and neither an identity-card number nor a
// national pupil number. The fault names the field login.
func ValidLogin(login string) error {
	l := fold(login)
	bad := func(message string) error { return fault.Fieldsf(fault.Field{Name: "login", Message: message}) }
	switch {
	case l == "" || utf8.RuneCountInString(l) > 64 || strings.IndexFunc(l, strange) >= 0:
		return bad("登录名用1到64个字母、数字或 . _ - @")
	case identity.MatchString(l):
		return bad("身份证号不能做登录名")
	case register.MatchString(l):
		return bad("学籍号不能做登录名")
	}
	return nil
}

// Add stores a credential inside tx. realm is the school within which the login is unique, or zero for the region's staff. hash
// comes from Pool.Hash, made outside the transaction; "" means no password yet: only cards, slips and other ways open it.
// Conflict when the login is taken, Invalid when it is none.
func (s *Service) Add(tx *db.Tx, subject Subject, realm id.Any, login, hash string) error {
	if err := ValidLogin(login); err != nil {
		return err
	}
	n, err := tx.Exec(insCredential, subject, realm, fold(login), hash)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "登录名已被使用")
	}
	return err
}

func (s *Service) credential(ctx context.Context, realm id.Any, login string) (credential, error) {
	scan := func(r db.Row) (credential, error) {
		var c credential
		return c, r.Scan(&c.subject, &c.hash, &c.fails, &c.locked)
	}
	if realm.IsZero() {
		return db.One(s.core.Reader(ctx), selCredentialRegion, scan, fold(login))
	}
	return db.One(s.core.Reader(ctx), selCredential, scan, realm, fold(login))
}

// SignIn checks a password and opens a session. Unknown logins, accounts without a password and wrong passwords get one answer,
// ErrWrong, after the same work.
func (s *Service) SignIn(ctx context.Context, realm id.Any, login, password string, o Opening) (token string, subject Subject, err error) {
	now := s.now()
	c, err := s.credential(ctx, realm, login)
	unknown := errors.Is(err, db.ErrNone)
	if err != nil && !unknown {
		return "", Subject{}, err
	}
	if c.locked > now {
		return "", Subject{}, fault.New(fault.TooMany, "试错次数太多，请 %d 分钟后再试", (c.locked-now)/60e6+1)
	}
	if unknown = unknown || c.hash == ""; unknown {
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
	o.Way = ByPassword
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if c.fails > 0 {
			if _, err := tx.Exec(updFails, int64(0), int64(0), c.subject); err != nil {
				return err
			}
		}
		token, err = s.OpenTx(tx, c.subject, o)
		return err
	})
	return token, c.subject, err
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
