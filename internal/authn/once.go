package authn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

const (
	insOnce db.SQL = `-- unscoped: found by its secret
INSERT INTO authn_once (handle, kind, bound, data, expires) VALUES (?, ?, ?, ?, ?)`
	selOnce db.SQL = `-- unscoped: found by its secret
SELECT bound, data FROM authn_once WHERE handle = ? AND kind = ? AND expires > ?`
	delOnce db.SQL = `-- unscoped: found by its secret
DELETE FROM authn_once WHERE handle = ?`
	delOnceOld db.SQL = `-- unscoped: housekeeping
DELETE FROM authn_once WHERE expires <= ?`
)

// errUsed is the answer to whatever was begun too long ago, elsewhere, or is answered a second time.
var errUsed = fault.New(fault.Conflict, "这一步已过期或已用过，请重新开始")

// Keep remembers something that may be answered once, within ttl, by the browser that began it. The handle is a secret.
func (s *Service) Keep(ctx context.Context, kind, browser string, v any, ttl time.Duration) (handle string, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("authn: %w", err)
	}
	handle = secret()
	now := s.now()
	return handle, s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(delOnceOld, now); err != nil {
			return err
		}
		_, err := tx.Exec(insOnce, digest(handle), kind, digest(browser), string(b), now+ttl.Microseconds())
		return err
	})
}

// Take gives back what Keep remembered and uses it up, whatever becomes of the answer. Conflict when there is nothing: too late,
// another browser, or a replay.
func (s *Service) Take(ctx context.Context, kind, browser, handle string, v any) error {
	type row struct {
		bound []byte
		data  string
	}
	var got row
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		var err error
		got, err = db.One(tx, selOnce, func(r db.Row) (row, error) {
			var v row
			return v, r.Scan(&v.bound, &v.data)
		}, digest(handle), kind, s.now())
		if errors.Is(err, db.ErrNone) {
			return errUsed
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(delOnce, digest(handle))
		return err
	})
	if err != nil {
		return err
	}
	if !bytes.Equal(got.bound, digest(browser)) {
		return errUsed
	}
	if err := json.Unmarshal([]byte(got.data), v); err != nil {
		return fmt.Errorf("authn: %w", err)
	}
	return nil
}
