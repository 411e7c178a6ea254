package record

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Key is an access key of the xAPI door. What it stores belongs to Scope, and it reads what lies below Scope.
type Key struct {
	Key     string
	Name    string
	Scope   id.Any
	May     string // "all": read and write; later issues add narrower ones
	Made    clock.Micros
	Revoked clock.Micros // 0 while it is good
}

// NewKey is what CreateKey answers: the secret is shown once and only its digest is stored.
type NewKey struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

// MayAll is the one permission of this issue.
const MayAll = "all"

const (
	insKey db.SQL = `-- unscoped: keys are made by the system administrator of the whole store
INSERT INTO record_key (key, name, scope, digest, may, made, revoked) VALUES (?, ?, ?, ?, ?, ?, 0)`
	selKey db.SQL = `-- unscoped: the key says its own scope
SELECT key, name, scope, may, made, revoked, digest FROM record_key WHERE key = ?`
)

// CreateKey makes a key for a scope. The caller is the operator of the store or has asked org for record.keys.
func (s *Service) CreateKey(ctx context.Context, name string, scope id.Any, may string) (NewKey, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "" || len([]rune(name)) > 60:
		return NewKey{}, fault.Fieldsf(fault.Field{Name: "name", Message: "名称要有1到60个字"})
	case may != MayAll:
		return NewKey{}, fault.Fieldsf(fault.Field{Name: "scope", Message: "目前只有 all 一种权限"})
	case scope.IsZero():
		return NewKey{}, fault.Fieldsf(fault.Field{Name: "scope", Message: "没有指明密钥属于哪个机构"})
	}
	k := NewKey{Key: token(12), Secret: token(32)}
	err := s.store.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(insKey, k.Key, name, scope, digest(k.Secret), may, clock.At(s.store.clock.Now()))
		return err
	})
	return k, err
}

// token is n random bytes as text: enough that a plain digest of it cannot be searched.
func token(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// Authenticate answers the key that the two halves belong to, or fault.SignIn.
func (s *Service) Authenticate(ctx context.Context, key, secret string) (Key, error) {
	type row struct {
		Key
		digest string
	}
	k, err := db.One(s.store.db.Reader(ctx), selKey, func(r db.Row) (row, error) {
		var k row
		err := r.Scan(&k.Key.Key, &k.Name, &k.Scope, &k.May, &k.Made, &k.Revoked, &k.digest)
		return k, err
	}, key)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return Key{}, err
	}
	same := subtle.ConstantTimeCompare([]byte(digest(secret)), []byte(k.digest)) == 1
	if err != nil || !same || k.Revoked != 0 {
		return Key{}, fault.New(fault.SignIn, "密钥不对或已停用")
	}
	return k.Key, nil
}

// authority is the agent that vouches for what a key sends, as JSON.
func (s *Service) authority(name string) string {
	b, err := json.Marshal(map[string]any{"objectType": "Agent", "account": map[string]string{"homePage": s.base, "name": name}})
	if err != nil {
		panic(err) // two strings always marshal
	}
	return string(b)
}
