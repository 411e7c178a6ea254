package record

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const selKeys db.SQL = `SELECT key, name, scope, may, made, revoked FROM record_key WHERE @scope(scope) ORDER BY made DESC LIMIT 200`

// Keys lists the access keys within reach of record.keys, newest first; never their secrets.
func (s *Service) Keys(ctx context.Context, a *org.Actor) ([]Key, error) {
	sc, err := s.org.Reach(ctx, a, org.RecordKeys)
	if err != nil {
		return nil, err
	}
	return db.All(s.store.db.Reader(ctx), selKeys, func(r db.Row) (Key, error) {
		var k Key
		return k, r.Scan(&k.Key, &k.Name, &k.Scope, &k.May, &k.Made, &k.Revoked)
	}, sc)
}
