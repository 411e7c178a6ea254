package authn

import (
	"embed"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Subject is who signed in; org knows it as an account.
type Subject = id.Any

// Service keeps credentials and sessions. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	clock clock.Clock
	pool  *Pool
	dummy string // verified when a login is unknown, so that both answers take the same time
	seen  sightings
	gates gates

	pinPool *Pool // of PINs alone: a flood of wrong passwords does not keep a class of small children waiting
}

// New returns the service over the core store.
func New(core *db.DB, c clock.Clock, pool *Pool) *Service {
	return &Service{core: core, clock: c, pool: pool, pinPool: NewPool(1),
		dummy: "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
}

// Pool is the bounded pool of hashes.
func (s *Service) Pool() *Pool { return s.pool }

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// sightings are the moments at which sessions were seen last and that no row holds yet. They wait in memory: a page costs no
// write, and a crash loses nothing but a few minutes of "last seen".
type sightings struct {
	mu      sync.Mutex
	at      map[id.Any]clock.Micros
	writing bool
	written clock.Micros
}
