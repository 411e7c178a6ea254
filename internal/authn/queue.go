package authn

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	selQueue db.SQL = `-- unscoped: the key of the account that is signed in
SELECT secret FROM authn_queue WHERE subject = ?`
	insQueue db.SQL = `-- unscoped: the key of the account that is signed in
INSERT INTO authn_queue (subject, secret) VALUES (?, ?) ON CONFLICT DO NOTHING`
)

// QueueKey is the key under which a shared device keeps the unsent answers of one subject. The page gets it while the subject is
// signed in there and nobody else does, so the next pupil reads nothing of them and writes nothing in their name; the server has it,
// so the device can send what is sealed even when somebody else, or nobody, is signed in. It differs from device to device.
func (s *Service) QueueKey(ctx context.Context, subject Subject, device id.Any) ([]byte, error) {
	base, err := db.One(s.core.Reader(ctx), selQueue, db.Value[[]byte], subject)
	if errors.Is(err, db.ErrNone) {
		fresh := make([]byte, 32)
		_, _ = rand.Read(fresh)
		err = s.core.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(insQueue, subject, fresh); err != nil {
				return err
			}
			base, err = db.One(tx, selQueue, db.Value[[]byte], subject)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, base)
	m.Write([]byte("queue"))
	m.Write(device[:])
	return m.Sum(nil), nil
}

// OpenSealed opens what a shared device kept for a subject: 12 bytes nonce, then ChaCha20-Poly1305 (RFC 8439) over the text with
// the place it belongs to as associated data. Invalid when it was not sealed with this subject's key for this device and place.
func (s *Service) OpenSealed(ctx context.Context, subject Subject, device id.Any, place string, sealed []byte) ([]byte, error) {
	key, err := s.QueueKey(ctx, subject, device)
	if err != nil {
		return nil, err
	}
	c, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < c.NonceSize()+c.Overhead() {
		return nil, fault.New(fault.Invalid, "这份答案读不出来")
	}
	text, err := c.Open(nil, sealed[:c.NonceSize()], sealed[c.NonceSize():], []byte(place))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "这份答案读不出来")
	}
	return text, nil
}
