// Package authn answers who somebody is: passwords by argon2id in a bounded pool, and sessions that live on the server.
//
// It gives a subject, an opaque id; org makes an actor of it. It may not know roles, schools or pages.
package authn

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Cost of one hash: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, argon2id minimum), about 25 ms of a core.
const (
	memory = 19 * 1024 // KiB
	passes = 2
	lanes  = 1
	keyLen = 32
)

// Pool bounds how many hashes run at once and how many may wait for one, so that a flood of passwords takes neither all cores nor
// all memory from those who are in or come in by other ways. Who finds the room full is told to come again. Browsers that an
// account knows wait in a room of their own, which strangers cannot fill, and stand behind as few strangers as there are slots,
// however slow the machine is.
type Pool struct {
	slots          chan struct{} // hashes that run
	strangers, kin room
}

// room is where callers wait: seats for all of them, a door for those who stand next to the slots, which serve in order of coming.
type room struct{ seats, door chan struct{} }

// Waiting people for each hash that runs, and how long they wait: a hash takes about 25 ms, so a full room empties within two seconds.
const (
	roomEach = 48
	roomWait = 4 * time.Second
)

// NewPool allows n hashes at once.
func NewPool(n int) *Pool {
	seats := n * roomEach
	return &Pool{
		slots:     make(chan struct{}, n),
		strangers: room{make(chan struct{}, seats), make(chan struct{}, n)},
		kin:       room{make(chan struct{}, seats), make(chan struct{}, seats)},
	}
}

func busy(cause error) error {
	return fault.Wrap(errors.Join(cause, wait(5*time.Second)), fault.Down, "现在登录的人很多，请 %d 秒后再试，或换用登录卡", 5)
}

// enter waits for a slot in a room.
func (p *Pool) enter(ctx context.Context, r room) error {
	select {
	case r.seats <- struct{}{}:
		defer func() { <-r.seats }()
	default:
		return busy(errors.New("authn: the waiting room is full"))
	}
	ctx, cancel := context.WithTimeout(ctx, roomWait)
	defer cancel()
	if err := take(ctx, r.door); err != nil {
		return err
	}
	defer func() { <-r.door }()
	return take(ctx, p.slots)
}

func take(ctx context.Context, places chan<- struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return busy(ctx.Err())
	}
}

// Hash makes a PHC string of a password. Passwords are compared in NFC; 8 to 128 characters.
func (p *Pool) Hash(ctx context.Context, password string) (string, error) {
	password = norm.NFC.String(password)
	if n := utf8.RuneCountInString(password); n < 8 || n > 128 {
		return "", fault.Fieldsf(fault.Field{Name: "password", Message: "密码要有8到128个字符"})
	}
	if err := p.enter(ctx, p.kin); err != nil {
		return "", err
	}
	defer func() { <-p.slots }()
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails since Go 1.24
	key := argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyLen)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, enc(salt), enc(key)), nil
}

var errHash = errors.New("authn: stored hash is not argon2id")

// Verify compares a password with a PHC string made by Hash, also one made with other costs.
func (p *Pool) Verify(ctx context.Context, phc, password string) (bool, error) {
	return p.verify(ctx, p.strangers, phc, password)
}

// VerifyKnown is Verify for a browser that the account knows.
func (p *Pool) VerifyKnown(ctx context.Context, phc, password string) (bool, error) {
	return p.verify(ctx, p.kin, phc, password)
}

func (p *Pool) verify(ctx context.Context, r room, phc, password string) (bool, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	var m, t uint32
	var l uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &l); err != nil {
		return false, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || m > 1<<20 || t > 16 || l == 0 {
		return false, errHash
	}
	if err := p.enter(ctx, r); err != nil {
		return false, err
	}
	defer func() { <-p.slots }()
	got := argon2.IDKey([]byte(norm.NFC.String(password)), salt, t, m, l, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
