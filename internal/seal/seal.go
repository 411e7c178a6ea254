// Package seal keeps what must not be readable in a copy of the store: the national pupil number 学籍号, secrets of second factors.
//
// A text is sealed with AES-256-GCM under a key of its person; that key is wrapped by a master key, which is a file beside the store
// and not in it. So a stolen database opens nothing, a stolen key file neither, and a person is erased by destroying one row (Forget).
// What must be found again is found by a blind index: HMAC-SHA256 with a key of its own.
//
// Everything sealed begins with a version, an algorithm and, for wrapped keys, the master's id, so that another algorithm (SM4 where
// GB/T 39786 asks for it) and newer masters can stand beside the old. The package knows no noun of the product and asks for no
// permission: callers do. It may not log or return anything it opened in an error.
package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates this package's table in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Layout of an envelope: version, algorithm, then for wrapped keys 8 bytes of the master's id, then nonce and ciphertext with tag.
const (
	version   = 1
	algAESGCM = 1 // AES-256-GCM, NIST SP 800-38D, nonce of 96 random bits
	// algSM4GCM = 2 is kept for SM4 (GB/T 32907), which is not built in yet.
	keySize   = 32
	nonceSize = 12
)

// ErrSealed says that an envelope cannot be opened: forgotten, moved from another person, damaged, or its master key is absent.
var ErrSealed = fault.New(fault.Gone, "这项内容已不能读取")

// Service seals and opens. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	clock clock.Clock
	ring  *ring
}

// New reads the key files in dir, which exists. Keys are created at the first use and never when the store already holds what
// other keys have sealed: then a restored store misses its keys, and a new one would only hide that.
func New(core *db.DB, dir string, c clock.Clock) (*Service, error) {
	r, err := openRing(dir)
	if err != nil {
		return nil, err
	}
	return &Service{core: core, clock: c, ring: r}, nil
}

const (
	selPerson db.SQL = `-- unscoped: the caller has asked for the person
SELECT wrapped FROM seal_person WHERE person = ?`
	insPerson db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO seal_person (person, wrapped, created) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING`
	updPerson db.SQL = `-- unscoped: a newer master wraps the same key
UPDATE seal_person SET wrapped = ? WHERE person = ? AND wrapped = ?`
	delPerson db.SQL = `-- unscoped: the caller erases the person
DELETE FROM seal_person WHERE person = ?`
	selAny db.SQL = `-- unscoped: is anything sealed at all
SELECT COUNT(*) FROM (SELECT 1 FROM seal_person LIMIT 1) x`
	selSome db.SQL = `-- unscoped: housekeeping of wrapped keys, which name nobody
SELECT person, wrapped FROM seal_person WHERE person > ? ORDER BY person LIMIT ?`
)

// Seal seals a text for a person inside tx. The same text gives another envelope each time.
func (s *Service) Seal(tx *db.Tx, person id.Any, text string) ([]byte, error) {
	if person.IsZero() {
		return nil, errors.New("seal: nobody to seal for")
	}
	key, err := s.personKey(tx, person)
	if errors.Is(err, db.ErrNone) {
		key, err = s.newPersonKey(tx, person)
	}
	if err != nil {
		return nil, err
	}
	return encrypt(key, []byte{version, algAESGCM}, person[:], []byte(text)), nil
}

// Text is a text to be sealed for a person.
type Text struct {
	Person id.Any
	Text   string
}

const (
	selPeople db.SQL = `-- unscoped: the caller has asked for the people
SELECT person, wrapped FROM seal_person WHERE person IN @ids`
	insPerson4        = `(?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?)`
	insPeople  db.SQL = `-- unscoped: the caller has asked for the people
INSERT INTO seal_person (person, wrapped, created) VALUES ` + insPerson4 + `, ` + insPerson4 + `, ` + insPerson4 + `, ` + insPerson4 + ` ON CONFLICT (person) DO NOTHING`
)

// SealMany is Seal for several texts at once; a person may come more than once.
func (s *Service) SealMany(tx *db.Tx, all []Text) ([][]byte, error) {
	keys := make(map[id.Any][]byte, len(all))
	people := make([]id.Any, 0, len(all))
	for _, t := range all {
		if _, seen := keys[t.Person]; !seen {
			keys[t.Person], people = nil, append(people, t.Person)
		}
	}
	err := db.Each(tx, selPeople, func(r db.Row) error {
		var who id.Any
		var wrapped []byte
		err := r.Scan(&who, &wrapped)
		if err == nil {
			keys[who], err = s.unwrap(who, wrapped)
		}
		return err
	}, db.IDs(people))
	if err != nil {
		return nil, err
	}
	if err := s.newKeys(tx, people, keys); err != nil {
		return nil, err
	}
	out := make([][]byte, len(all))
	for i, t := range all {
		if t.Person.IsZero() {
			return nil, errors.New("seal: nobody to seal for")
		}
		out[i] = encrypt(keys[t.Person], []byte{version, algAESGCM}, t.Person[:], []byte(t.Text))
	}
	return out, nil
}

// newKeys gives a key to those of the people who have none.
func (s *Service) newKeys(tx *db.Tx, people []id.Any, keys map[id.Any][]byte) error {
	var args []any
	now := clock.At(s.clock.Now())
	for _, p := range people {
		if keys[p] != nil {
			continue
		}
		key := make([]byte, keySize)
		_, _ = rand.Read(key)
		wrapped, err := s.wrap(func() (bool, error) { return empty(tx) }, p, key)
		if err != nil {
			return err
		}
		keys[p] = key
		args = append(args, p, wrapped, now)
	}
	n, err := tx.Rows(insPerson, insPeople, 3, args)
	if err == nil && n != int64(len(args)/3) { // somebody else was first, which only PostgreSQL lets happen: what they wrapped is the key
		for i := 0; i < len(args) && err == nil; i += 3 {
			p := args[i].(id.Any)
			keys[p], err = s.personKey(tx, p)
		}
	}
	return err
}

// OpenMany is Open for several envelopes of one person.
func (s *Service) OpenMany(x db.Querier, person id.Any, envelopes [][]byte) ([]string, error) {
	if len(envelopes) == 0 {
		return nil, nil
	}
	key, err := s.personKey(x, person)
	if errors.Is(err, db.ErrNone) {
		return nil, ErrSealed
	}
	out := make([]string, len(envelopes))
	for i := 0; i < len(envelopes) && err == nil; i++ {
		e := envelopes[i]
		if len(e) < 2 || e[0] != version || e[1] != algAESGCM {
			return nil, ErrSealed
		}
		var text []byte
		text, err = decrypt(key, e, 2, person[:])
		out[i] = string(text)
	}
	return out, err
}

// Open opens what Seal made for the same person. x is a Reader, or the Tx of a write.
func (s *Service) Open(x db.Querier, person id.Any, envelope []byte) (string, error) {
	key, err := s.personKey(x, person)
	if errors.Is(err, db.ErrNone) {
		return "", ErrSealed
	}
	if err != nil {
		return "", err
	}
	if len(envelope) < 2 || envelope[0] != version || envelope[1] != algAESGCM {
		return "", ErrSealed
	}
	text, err := decrypt(key, envelope, 2, person[:])
	return string(text), err
}

// Blind is the index under which a text is found again: 32 bytes, equal for equal texts. noun keeps the indexes of different kinds
// of texts apart. The caller brings the text into its normal form first.
func (s *Service) Blind(ctx context.Context, noun, text string) ([]byte, error) {
	key, err := s.ring.blindKey(s.fresh(ctx))
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, key)
	fmt.Fprintf(m, "%d:%s:%s", len(noun), noun, text)
	return m.Sum(nil), nil
}

// Blinder is Blind for many texts of one noun, by one goroutine.
func (s *Service) Blinder(ctx context.Context, noun string) (func(text string) []byte, error) {
	key, err := s.ring.blindKey(s.fresh(ctx))
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, key)
	head := fmt.Sprintf("%d:%s:", len(noun), noun)
	return func(text string) []byte {
		m.Reset()
		m.Write([]byte(head))
		m.Write([]byte(text))
		return m.Sum(nil)
	}, nil
}

// Forget destroys a person's key inside tx: whatever was sealed for the person stays unreadable for ever. A backup that is older
// still holds the key, so erasures are repeated after a restore.
func (s *Service) Forget(tx *db.Tx, person id.Any) error {
	_, err := tx.Exec(delPerson, person)
	return err
}

func (s *Service) personKey(x db.Querier, person id.Any) ([]byte, error) {
	wrapped, err := db.One(x, selPerson, db.Value[[]byte], person)
	if err != nil {
		return nil, err
	}
	return s.unwrap(person, wrapped)
}

func (s *Service) newPersonKey(tx *db.Tx, person id.Any) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails since Go 1.24
	wrapped, err := s.wrap(func() (bool, error) { return empty(tx) }, person, key)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(insPerson, person, wrapped, clock.At(s.clock.Now()))
	if err == nil && n == 0 { // somebody else was first: what they wrapped is the key
		return s.personKey(tx, person)
	}
	return key, err
}

func (s *Service) wrap(fresh func() (bool, error), person id.Any, key []byte) ([]byte, error) {
	m, err := s.ring.newest(fresh)
	if err != nil {
		return nil, err
	}
	return encrypt(m.key, append([]byte{version, algAESGCM}, m.id[:]...), person[:], key), nil
}

func (s *Service) unwrap(person id.Any, wrapped []byte) ([]byte, error) {
	if len(wrapped) < 10 || wrapped[0] != version || wrapped[1] != algAESGCM {
		return nil, ErrSealed
	}
	m, ok := s.ring.master([8]byte(wrapped[2:10]))
	if !ok {
		return nil, fault.Wrap(fmt.Errorf("seal: master key %x is absent", wrapped[2:10]), fault.Down, "缺少主密钥文件，请管理员恢复数据目录中的 keys")
	}
	return decrypt(m.key, wrapped, 10, person[:])
}

// fresh reports whether nothing was ever sealed, when only a context is at hand.
func (s *Service) fresh(ctx context.Context) func() (bool, error) {
	return func() (bool, error) { return empty(s.core.Reader(ctx)) }
}

func empty(x db.Querier) (bool, error) {
	n, err := db.One(x, selAny, db.Value[int64])
	return n == 0, err
}

// encrypt puts nonce and ciphertext behind head; head and what it is for are authenticated.
func encrypt(key, head, whose, text []byte) []byte {
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce)
	out := append(append([]byte{}, head...), nonce...)
	return gcm(key).Seal(out, nonce, text, append(append([]byte{}, head...), whose...))
}

func decrypt(key, envelope []byte, head int, whose []byte) ([]byte, error) {
	if len(envelope) < head+nonceSize {
		return nil, ErrSealed
	}
	text, err := gcm(key).Open(nil, envelope[head:head+nonceSize], envelope[head+nonceSize:], append(append([]byte{}, envelope[:head]...), whose...))
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}

func gcm(key []byte) cipher.AEAD {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys are 32 bytes: the ring and newPersonKey see to it
	}
	a, err := cipher.NewGCM(b)
	if err != nil {
		panic(err)
	}
	return a
}

// Rotate makes a new master key, which seals from now on, and wraps every person's key with it; what was sealed stays as it is.
// The old files may be removed when it returns without an error and the next backup has been made. It returns how many keys it wrapped.
func (s *Service) Rotate(ctx context.Context) (int, error) {
	if err := s.ring.add(); err != nil {
		return 0, err
	}
	type row struct {
		person  id.Any
		wrapped []byte
	}
	n, after := 0, id.Any{}
	for {
		rows, err := db.All(s.core.Reader(ctx), selSome, func(r db.Row) (row, error) {
			var v row
			return v, r.Scan(&v.person, &v.wrapped)
		}, after[:], 200)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		err = s.core.Write(ctx, func(tx *db.Tx) error {
			for _, v := range rows {
				key, err := s.unwrap(v.person, v.wrapped)
				if err != nil {
					return err
				}
				wrapped, err := s.wrap(func() (bool, error) { return false, nil }, v.person, key)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(updPerson, wrapped, v.person, v.wrapped); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n, after = n+len(rows), rows[len(rows)-1].person
	}
}

// Check opens a sample of the wrapped keys, for doctor: an error says that the key files do not belong to this store.
func (s *Service) Check(ctx context.Context) error {
	type row struct {
		person  id.Any
		wrapped []byte
	}
	rows, err := db.All(s.core.Reader(ctx), selSome, func(r db.Row) (row, error) {
		var v row
		return v, r.Scan(&v.person, &v.wrapped)
	}, make([]byte, 16), 100)
	for _, v := range rows {
		if _, e := s.unwrap(v.person, v.wrapped); e != nil {
			return e
		}
	}
	return err
}
