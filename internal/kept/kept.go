// Package kept keeps a form that somebody sent when the session had ended, until the same account has signed in again.
//
// It stands on the server and not in the browser, because devices here are shared and a browser's storage is plain: what is kept is
// sealed with AES-256-GCM under a key that only the browser's cookie holds (Token), bound to the account that the page was made for.
// So a copy of the store opens nothing, the cookie alone opens nothing, and another person on the same browser gets nothing. It
// works without script, for every way of signing in, and survives a restart.
//
// Whose page a form came from is said by a mark in the page (Mark), which the server signs: nobody can have forms kept for an account
// without a page of that account. At most MaxForms of MaxSize each are kept for an account, for Lifetime.
//
// The package knows no noun of the product and asks for no permission: it gives a form back to its account only. It may not keep
// secrets; the join of pages takes passwords and codes out before.
package kept

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// What is kept, and how long: over a night, because the next sign-in may be the next morning's.
const (
	Lifetime = 24 * time.Hour
	MaxForms = 8         // of one account; the oldest goes first
	MaxSize  = 256 << 10 // bytes of one form, encoded; a lesson's text is far below it
)

// Form is what somebody had filled in.
type Form struct {
	Path   string       `json:"path"`   // where it was sent to, with its query
	From   string       `json:"from"`   // the page it stands on, "" when that has no address of its own
	Fields url.Values   `json:"fields"` // without secrets
	Files  []string     `json:"files"`  // names of files that were chosen; their contents are not kept
	At     clock.Micros `json:"at"`
	ID     id.Any       `json:"-"`
}

// Service keeps forms. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	clock clock.Clock
	mu    sync.Mutex
	key   []byte
}

// New returns the service.
func New(core *db.DB, c clock.Clock) *Service { return &Service{core: core, clock: c} }

const (
	selKey db.SQL = `-- unscoped: the one key that signs marks
SELECT secret FROM kept_key WHERE one = 1`
	insKey db.SQL = `-- unscoped: the one key that signs marks
INSERT INTO kept_key (one, secret) VALUES (1, ?) ON CONFLICT (one) DO NOTHING`
	insForm db.SQL = `-- unscoped: a form of one account
INSERT INTO kept_form (id, token, account, place, envelope, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)`
	selForms db.SQL = `-- unscoped: one's own forms, found by the browser's secret
SELECT id, envelope FROM kept_form WHERE account = ? AND token = ? AND expires > ? ORDER BY created DESC`
	selOld db.SQL = `-- unscoped: one's own forms
SELECT id FROM kept_form WHERE account = ? ORDER BY created DESC`
	delForm db.SQL = `-- unscoped: one's own form
DELETE FROM kept_form WHERE id = ? AND account = ?`
	delPlace db.SQL = `-- unscoped: one's own form, by its address and key
DELETE FROM kept_form WHERE account = ? AND place = ?`
	delAccount db.SQL = `-- unscoped: the caller erases the person
DELETE FROM kept_form WHERE account = ?`
	delExpired db.SQL = `-- unscoped: housekeeping
DELETE FROM kept_form WHERE expires <= ?`
)

// secret is the key that signs marks; it is made once for a store.
func (s *Service) secret(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key != nil {
		return s.key, nil
	}
	key, err := db.One(s.core.Reader(ctx), selKey, db.Value[[]byte])
	if errors.Is(err, db.ErrNone) {
		fresh := make([]byte, 32)
		_, _ = rand.Read(fresh) // never fails since Go 1.24
		err = s.core.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(insKey, fresh); err != nil {
				return err
			}
			var err error
			key, err = db.One(tx, selKey, db.Value[[]byte]) // another process may have been first
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	s.key = key
	return key, nil
}

const sumSize = 12

func sum(key []byte, account id.Any) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("mark of a page\n"))
	m.Write(account[:])
	return m.Sum(nil)[:sumSize]
}

// Mark says in a page for which account it was made.
func (s *Service) Mark(ctx context.Context, account id.Any) (string, error) {
	key, err := s.secret(ctx)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(account[:], sum(key, account)...)), nil
}

// Marked is the account of a mark; ok is false for what this store never signed.
func (s *Service) Marked(ctx context.Context, mark string) (account id.Any, ok bool, err error) {
	raw, bad := base64.RawURLEncoding.DecodeString(mark)
	if bad != nil || len(raw) != len(account)+sumSize {
		return account, false, nil
	}
	key, err := s.secret(ctx)
	if err != nil {
		return account, false, err
	}
	copy(account[:], raw)
	if subtle.ConstantTimeCompare(sum(key, account), raw[len(account):]) != 1 {
		return id.Any{}, false, nil
	}
	return account, true, nil
}

// Token is a new secret for a browser's cookie.
func Token() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func digest(text string) []byte { h := sha256.Sum256([]byte(text)); return h[:] }

// place names a form without telling it: rows are found by it, and addresses hold ids of people. Two pages with the same form, each
// with a key of its own in "idem", are two forms.
func place(path, idem string) []byte { return digest("place\n" + path + "\n" + idem) }

func aead(token string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(digest("form\n" + token))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Keep keeps a form for its account under the browser's token. A form larger than MaxSize is fault.TooLarge. The
// same form sent again takes the place of the first.
func (s *Service) Keep(ctx context.Context, account id.Any, token string, f Form) error {
	now := clock.At(s.clock.Now())
	f.At = now
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if len(text) > MaxSize {
		return fault.New(fault.TooLarge, "内容太大，上限是 %s", "256 KB")
	}
	box, err := aead(token)
	if err != nil {
		return err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce)
	row := id.New[any]()
	envelope := box.Seal(nonce, nonce, text, append(account[:], row[:]...))
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delExpired, now); err != nil {
			return err
		}
		if _, err := tx.Exec(delPlace, account, place(f.Path, f.Fields.Get("idem"))); err != nil {
			return err
		}
		old, err := db.All(tx, selOld, db.Value[id.Any], account)
		if err != nil {
			return err
		}
		for i := MaxForms - 1; i < len(old); i++ {
			if _, err := tx.Exec(delForm, old[i], account); err != nil {
				return err
			}
		}
		_, err = tx.Exec(insForm, row, digest(token), account, place(f.Path, f.Fields.Get("idem")), envelope, now, now+Lifetime.Microseconds())
		return err
	})
}

// Forms are what an account left under a browser's token, the newest first.
func (s *Service) Forms(ctx context.Context, account id.Any, token string) ([]Form, error) {
	box, err := aead(token)
	if err != nil {
		return nil, err
	}
	type sealed struct {
		id       id.Any
		envelope []byte
	}
	all, err := db.All(s.core.Reader(ctx), selForms, func(r db.Row) (sealed, error) {
		var x sealed
		err := r.Scan(&x.id, &x.envelope)
		return x, err
	}, account, digest(token), clock.At(s.clock.Now()))
	if err != nil {
		return nil, err
	}
	var out []Form
	for _, x := range all {
		n := box.NonceSize()
		if len(x.envelope) < n {
			continue
		}
		text, err := box.Open(nil, x.envelope[:n], x.envelope[n:], append(account[:], x.id[:]...))
		f := Form{}
		if err != nil || json.Unmarshal(text, &f) != nil {
			continue // damaged: nobody can read it, and its time ends soon
		}
		f.ID = x.id
		out = append(out, f)
	}
	return out, nil
}

// Drop forgets one form of an account.
func (s *Service) Drop(ctx context.Context, account, form id.Any) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delForm, form, account)
		return err
	})
}

// Sent forgets a form: it has been sent to its address, with its idempotency key.
func (s *Service) Sent(ctx context.Context, account id.Any, path, idem string) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delPlace, account, place(path, idem))
		return err
	})
}

// Erase forgets everything of an account inside tx. The caller erases the person.
func (s *Service) Erase(tx *db.Tx, account id.Any) error {
	_, err := tx.Exec(delAccount, account)
	return err
}
