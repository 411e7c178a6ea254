// Package clock is where the product learns the time, so that tests and a box with a dead clock can be handled in one place.
//
// Storage is UTC in whole microseconds since 1970; screens show Asia/Shanghai. It may not format for people in any other zone.
package clock

import (
	"sync"
	"time"
)

// Micros is a moment: microseconds since 1970-01-01T00:00Z. Forever is the open end of dated rows.
type Micros = int64

// Forever is later than every real moment and still a four-digit year (9999-12-31), so both engines can show it.
const Forever Micros = 253402214400000000

// Shanghai is China Standard Time, UTC+8 without daylight saving since 1991; fixed so that no zone database is needed.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Clock tells the time. The zero value is not usable; see System and NewFake.
type Clock interface{ Now() time.Time } // System, Shifted, *Steady and *Fake

// System is the machine's clock.
type System struct{}

// Now is the machine's time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Shifted is the machine's clock, so far ahead or behind. The demonstration goes by it when it is to show another day.
type Shifted struct{ By time.Duration }

// Now is the machine's time and the shift, in UTC.
func (s Shifted) Now() time.Time { return time.Now().UTC().Add(s.By) }

// Fake is a clock that tests set by hand. It is safe for concurrent use.
type Fake struct {
	mu sync.Mutex
	t  time.Time
}

// NewFake stands at t until it is moved.
func NewFake(t time.Time) *Fake { return &Fake{t: t.UTC()} }

// Now is the time the test chose.
func (f *Fake) Now() time.Time { f.mu.Lock(); defer f.mu.Unlock(); return f.t }

// Advance moves the clock by d.
func (f *Fake) Advance(d time.Duration) { f.mu.Lock(); defer f.mu.Unlock(); f.t = f.t.Add(d) }

// At is the moment of t in microseconds.
func At(t time.Time) Micros { return t.UnixMicro() }

// Time is the UTC time of a moment.
func Time(m Micros) time.Time { return time.UnixMicro(m).UTC() }

// Local is the moment as people in China read it.
func Local(m Micros) time.Time { return time.UnixMicro(m).In(Shanghai) }
