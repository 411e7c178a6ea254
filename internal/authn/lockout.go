package authn

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Lock-out. A school is one address and pupils like to try each other's numbers, so nothing here counts addresses, and failures on
// browsers that an account has never been used on do not stop its owner on one that it has, nor on a device that the school enrolled:
// what a neighbour does on one tablet concerns that tablet. Three limits:
//
//   - lane: an account on one known browser, on one enrolled device, or on all other browsers together. From the fifth failure on it
//     waits 1, 2, 4, 8, 15 minutes.
//   - school: more than schoolFails failures a minute within a realm slow its password sign-ins from other browsers down; the failures
//     on an enrolled device slow that device alone.
//   - pool: hashes run a few at once, and only so many may wait for one (Pool).
//
// Cards, passkeys, single sign-on and boards pass none of the three.
const (
	freeFails   = 5              // failures that cost no wait, less one
	forget      = 24 * time.Hour // failures older than this count no more
	schoolFails = 30             // a minute
	schoolPace  = 2 * time.Second
	laneWidth   = 4    // attempts on one lane at the same moment
	browsers    = 20   // known browsers kept for an account
	ghosts      = 4096 // lanes that unknown logins share, so that they lock as known ones do
)

// lane is where failures are counted.
type lane struct {
	subject Subject
	browser [32]byte // zero: all browsers that the account does not know
	known   bool
	device  id.Any // the enrolled device of a browser that the account does not know; its digest is in browser
}

// on is the lane of an account that an enrolled device's browser does not know.
func (l lane) on(device id.Any) lane {
	if !device.IsZero() {
		l.device, l.browser = device, sha256.Sum256(append([]byte("device"), device[:]...))
	}
	return l
}

// key is what stands in the table: one zero byte for the unknown browsers.
func (l lane) key() []byte {
	if l.browser != [32]byte{} {
		return l.browser[:]
	}
	return []byte{0}
}

// gate is whose failures slow a lane down: the device's, or the realm's.
func (l lane) gate(realm id.Any) id.Any {
	if !l.device.IsZero() {
		return l.device
	}
	return realm
}

const (
	selBrowser db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT COUNT(*) FROM authn_browser WHERE subject = ? AND browser = ?`
	insBrowser db.SQL = `-- unscoped: the browser of whoever signed in
INSERT INTO authn_browser (subject, browser, seen) VALUES (?, ?, ?) ON CONFLICT (subject, browser) DO UPDATE SET seen = excluded.seen`
	delBrowsers db.SQL = `-- unscoped: the browsers that an account has not used for longest
DELETE FROM authn_browser WHERE subject = ? AND browser NOT IN (SELECT browser FROM authn_browser WHERE subject = ? ORDER BY seen DESC, browser LIMIT ?)`
	selLock db.SQL = `-- unscoped: whoever signs in is nobody yet
SELECT fails, until, last FROM authn_lock WHERE subject = ? AND browser = ?`
	insLock db.SQL = `-- unscoped: the account that is being tried
INSERT INTO authn_lock (subject, browser, fails, until, last) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (subject, browser) DO UPDATE SET fails = excluded.fails, until = excluded.until, last = excluded.last`
	delLock db.SQL = `-- unscoped: the account that was proved
DELETE FROM authn_lock WHERE subject = ? AND browser = ?`
	delLocks db.SQL = `-- unscoped: the caller has asked for the person
DELETE FROM authn_lock WHERE subject = ?`
	selWait db.SQL = `-- unscoped: the caller has asked for the person
SELECT COALESCE(MAX(until), 0) FROM authn_lock WHERE subject = ? AND until > ?`
)

// A wait is the cause of a refusal that ends by itself.
type wait time.Duration

func (w wait) Error() string { return "authn: wait " + time.Duration(w).String() }

// RetryAfter is how long a refused sign-in should wait, in whole seconds from 1, or 0 when waiting does not help.
func RetryAfter(err error) int {
	var w wait
	if !errors.As(err, &w) {
		return 0
	}
	return max(1, int((time.Duration(w)+time.Second-1)/time.Second))
}

func tooMany(d time.Duration) error {
	if d > time.Minute {
		return fault.Wrap(wait(d), fault.TooMany, "试错次数太多，请 %d 分钟后再试", int(d.Minutes())+1)
	}
	return fault.Wrap(wait(d), fault.TooMany, "试错次数太多，请 %d 秒后再试", RetryAfter(wait(d)))
}

// laneOf finds the lane of an attempt. A browser is known when the account was signed in on it before, in whatever way.
func (s *Service) laneOf(ctx context.Context, subject Subject, o Opening) (lane, error) {
	l := lane{subject: subject}
	if o.Browser == "" {
		return l.on(o.Device), nil
	}
	h := sha256.Sum256([]byte(o.Browser))
	n, err := db.One(s.core.Reader(ctx), selBrowser, db.Value[int64], subject, h[:])
	if n > 0 {
		l.browser, l.known = h, true
		return l, err
	}
	return l.on(o.Device), err
}

// ghost is the lane of a login that does not exist: one of a fixed number, so that they fill no table, and counted in the same
// table, so that neither the answer nor the time it takes tells which logins there are.
func ghost(realm id.Any, login string) lane {
	h := sha256.Sum256(append(realm[:], fold(login)...))
	n := (int(h[0])<<8 | int(h[1])) % ghosts
	return lane{subject: Subject{0xff, 14: byte(n >> 8), 15: byte(n)}}
}

type failures struct{ count, until, last int64 }

func scanFailures(r db.Row) (failures, error) {
	var f failures
	return f, r.Scan(&f.count, &f.until, &f.last)
}

// enter lets an attempt begin, or says how long to wait. leave must be called when it is over.
func (s *Service) enter(ctx context.Context, realm id.Any, l lane) (leave func(), err error) {
	now := s.now()
	f, err := db.One(s.core.Reader(ctx), selLock, scanFailures, l.subject, l.key())
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, err
	}
	if f.until > now {
		return nil, tooMany(time.Duration(f.until-now) * time.Microsecond)
	}
	if !l.known {
		if d := s.gates.school(l.gate(realm), now); d > 0 {
			return nil, fault.Wrap(wait(d), fault.TooMany, "本校输错密码的人太多，请 %d 秒后再试，或换用登录卡", RetryAfter(wait(d)))
		}
	}
	if !s.gates.take(l) {
		return nil, tooMany(2 * time.Second)
	}
	return func() { s.gates.give(l) }, nil
}

// fail counts a failed attempt, durable before it is answered.
func (s *Service) fail(ctx context.Context, realm id.Any, l lane) error {
	now := s.now()
	if !l.known {
		s.gates.failed(l.gate(realm), now)
	}
	return s.core.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		f, err := db.One(tx, selLock, scanFailures, l.subject, l.key())
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if now-f.last > forget.Microseconds() {
			f = failures{}
		}
		f.count++
		if f.count >= freeFails {
			f.until = now + min(int64(1)<<min(f.count-freeFails, 4), 15)*time.Minute.Microseconds()
		}
		_, err = tx.Exec(insLock, l.subject, l.key(), f.count, f.until, now)
		return err
	})
}

// proved clears the lane of an attempt that succeeded.
func (s *Service) proved(tx *db.Tx, l lane) error {
	_, err := tx.Exec(delLock, l.subject, l.key())
	return err
}

// know remembers that an account was used on a browser.
func (s *Service) know(tx *db.Tx, subject Subject, browser string, now clock.Micros) error {
	if browser == "" {
		return nil
	}
	if _, err := tx.Exec(insBrowser, subject, digest(browser), now); err != nil {
		return err
	}
	_, err := tx.Exec(delBrowsers, subject, subject, int64(browsers))
	return err
}

// Lift ends every wait of a subject, for a class teacher whose pupil has tried too often. The caller has asked for the person.
func (s *Service) Lift(tx *db.Tx, subject Subject) error {
	_, err := tx.Exec(delLocks, subject)
	return err
}

// Locked is when a subject's longest wait ends, or 0.
func (s *Service) Locked(ctx context.Context, subject Subject) (clock.Micros, error) {
	return db.One(s.core.Reader(ctx), selWait, db.Value[int64], subject, s.now())
}

// gates are the limits that live in memory, of this process alone.
type gates struct {
	mu      sync.Mutex
	running map[lane]int
	schools map[id.Any]*school
}

// school counts the failures of a realm, or of an enrolled device, in the minute that runs and in the one before.
type school struct {
	minute      int64
	now, before int
	next        clock.Micros // while it is slow, when the next attempt may begin
}

func (w *school) turn(now clock.Micros) {
	minute := now / time.Minute.Microseconds()
	switch minute - w.minute {
	case 0:
	case 1:
		w.before, w.now = w.now, 0
	default:
		w.before, w.now = 0, 0
	}
	w.minute = minute
}

// school is how long an attempt has to wait, or 0 and it has taken its turn. While a realm is slow one attempt passes every
// schoolPace, so that the wave goes on for those who type it right.
func (g *gates) school(realm id.Any, now clock.Micros) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.schools[realm]
	if w == nil {
		return 0
	}
	w.turn(now)
	if w.now+w.before <= schoolFails {
		if w.now+w.before == 0 {
			delete(g.schools, realm)
		}
		return 0
	}
	if now < w.next {
		return time.Duration(w.next-now) * time.Microsecond
	}
	w.next = now + schoolPace.Microseconds()
	return 0
}

func (g *gates) failed(realm id.Any, now clock.Micros) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.schools == nil {
		g.schools = map[id.Any]*school{}
	}
	w := g.schools[realm]
	if w == nil {
		w = &school{minute: now / time.Minute.Microseconds()}
		g.schools[realm] = w
	}
	w.turn(now)
	w.now++
}

// take lets at most laneWidth attempts run on one lane at once, so that many at the same moment are not many more than five.
func (g *gates) take(l lane) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running == nil {
		g.running = map[lane]int{}
	}
	if g.running[l] >= laneWidth {
		return false
	}
	g.running[l]++
	return true
}

func (g *gates) give(l lane) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running[l]--; g.running[l] <= 0 {
		delete(g.running, l)
	}
}
