package authn

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	selCredential db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT subject, realm, hash FROM authn_credential WHERE realm = ? AND login = ?`
	selCredentialRegion db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT subject, realm, hash FROM authn_credential WHERE realm IS NULL AND login = ?`
	selCredentialOf db.SQL = `-- unscoped: one's own account
SELECT subject, realm, hash FROM authn_credential WHERE subject = ?`
	selLogin db.SQL = `-- unscoped: the caller has asked for the person
SELECT realm, login FROM authn_credential WHERE subject = ?`
	insCredential db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO authn_credential (subject, realm, login, hash, fails, locked) VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`
	updHash db.SQL = `-- unscoped: the caller has asked for the person, or it is one's own
UPDATE authn_credential SET hash = ? WHERE subject = ?`
)

type credential struct {
	subject Subject
	realm   id.Any
	hash    string
}

func scanCredential(r db.Row) (credential, error) {
	var c credential
	return c, r.Scan(&c.subject, &c.realm, &c.hash)
}

// ErrWrong is the one answer to a wrong login and to a wrong password.
var ErrWrong = fault.New(fault.Invalid, "账号或密码不对")

// fold makes logins equal that people take for equal.
func fold(login string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(login))) }

// Shapes of numbers that the State gives a person. They are for life and cannot be changed like a login, so they are none.
var (
	identity = regexp.MustCompile(`^([0-9]{17}[0-9x]|[0-9]{15})$`) // 身份证号 (GB 11643): 18 digits, the last may be X; 15 before 1999
	register = regexp.MustCompile(`^[gjl]([0-9a-z]{17,19})$`)      // 学籍号: G, J (临时) or L before 17 to 19 characters
	dated    = regexp.MustCompile(`^[gjl]?[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x]$`)
	joints   = strings.NewReplacer("-", "", ".", "", "_", "") // what people write between the digits
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
	case identity.MatchString(l) || dated.MatchString(joints.Replace(l)):
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
	if realm.IsZero() {
		return db.One(s.core.Reader(ctx), selCredentialRegion, scanCredential, fold(login))
	}
	return db.One(s.core.Reader(ctx), selCredential, scanCredential, realm, fold(login))
}

// SignIn checks a password and opens a session. Unknown logins, accounts without a password and wrong passwords get one answer,
// ErrWrong, after the same work. TooMany and Down carry a wait (RetryAfter).
func (s *Service) SignIn(ctx context.Context, realm id.Any, login, password string, o Opening) (token string, subject Subject, err error) {
	c, l, err := s.attempt(ctx, realm, login, o)
	if err != nil {
		return "", Subject{}, err
	}
	if err := s.prove(ctx, realm, l, c, password); err != nil {
		return "", Subject{}, err
	}
	o.Way = ByPassword
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.proved(tx, l); err != nil {
			return err
		}
		token, err = s.OpenTx(tx, c.subject, o)
		return err
	})
	return token, c.subject, err
}

// attempt finds the credential that a login names, zero when there is none, and the lane of the attempt.
func (s *Service) attempt(ctx context.Context, realm id.Any, login string, o Opening) (c credential, l lane, err error) {
	c, err = s.credential(ctx, realm, login)
	if errors.Is(err, db.ErrNone) {
		return credential{}, ghost(realm, login).on(o.Device), nil
	}
	if err == nil {
		l, err = s.laneOf(ctx, c.subject, o)
	}
	return c, l, err
}

// prove compares a password on a lane and counts a failure there.
func (s *Service) prove(ctx context.Context, realm id.Any, l lane, c credential, password string) error {
	leave, err := s.enter(ctx, realm, l)
	if err != nil {
		return err
	}
	defer leave()
	nobody := c.subject.IsZero() || c.hash == ""
	if nobody {
		c.hash = s.dummy
	}
	verify := s.pool.Verify
	if l.known {
		verify = s.pool.VerifyKnown
	}
	ok, err := verify(ctx, c.hash, password)
	if err != nil {
		return err
	}
	if nobody || !ok {
		return errors.Join(ErrWrong, s.fail(ctx, realm, l))
	}
	return nil
}

// Login is the realm and the login of a subject; NotFound when the subject signs in by other ways only.
func (s *Service) Login(ctx context.Context, subject Subject) (realm id.Any, login string, err error) {
	type row struct {
		realm id.Any
		login string
	}
	v, err := db.One(s.core.Reader(ctx), selLogin, func(r db.Row) (row, error) {
		var v row
		return v, r.Scan(&v.realm, &v.login)
	}, subject)
	if errors.Is(err, db.ErrNone) {
		return realm, "", fault.New(fault.NotFound, "这个账号没有登录名")
	}
	return v.realm, v.login, err
}

// Prove checks the password of a subject who is signed in, before something that a stolen session should not do. Failures count
// as at the sign-in.
func (s *Service) Prove(ctx context.Context, subject Subject, password, browser string) error {
	c, err := db.One(s.core.Reader(ctx), selCredentialOf, scanCredential, subject)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	l, err := s.laneOf(ctx, subject, Opening{Browser: browser})
	if err != nil {
		return err
	}
	err = s.prove(ctx, c.realm, l, c, password)
	if errors.Is(err, ErrWrong) {
		return fault.Fieldsf(fault.Field{Name: "old", Message: "密码不对"})
	}
	return err
}

// SetPassword stores a new hash (from Pool.Hash) inside tx and ends every session but one (none: id zero) and every wait.
func (s *Service) SetPassword(tx *db.Tx, subject Subject, hash string, except id.Any) error {
	n, err := tx.Exec(updHash, hash, subject)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "这个账号没有登录名")
	}
	if err := s.Lift(tx, subject); err != nil {
		return err
	}
	return s.EndAllTx(tx, subject, except)
}
