package cert

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

const (
	// slack is how far a clock may stand behind the floor before it counts as dead: summer time mistakes and small corrections.
	slack = 26 * time.Hour
	// farAhead is how long after the build a clock is still believed.
	farAhead = 20 * 365 * 24 * time.Hour
	// seenEvery is how often the time last seen is written down.
	seenEvery = time.Hour
)

// written is the floor of a build that carries no time of its own.
var written = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// Built is when this program was made, from the version control's stamp in the binary.
func Built() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if t, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil && t.After(written) {
				return t.UTC()
			}
		}
	}
	return written
}

// Time is what the box knows about the time.
type Time struct {
	Wall  time.Time // what the machine's clock says
	Taken time.Time // what is used for dates of certificates
	Wrong bool      // the clock cannot be right; Taken is the floor plus the time since the start
	Ahead bool      // Wrong because the clock is decades after the build
	Floor time.Time // build or time last seen, the later one
}

// Keeper decides whether the machine's clock is believed. It is safe for concurrent use. Make it with NewKeeper.
type Keeper struct {
	clock clock.Clock
	file  string
	built time.Time

	mu      sync.Mutex
	floor   time.Time
	started time.Time // with Go's monotonic reading, so that a clock set later does not move it
	saved   time.Time
}

// NewKeeper keeps the time last seen in dir/seen; dir may be empty, then nothing is kept. built is the earliest time that can be.
func NewKeeper(dir string, c clock.Clock, built time.Time) *Keeper {
	k := &Keeper{clock: c, built: built.UTC(), floor: built.UTC(), started: time.Now()}
	if dir != "" {
		k.file = filepath.Join(dir, "seen")
		if b, err := os.ReadFile(k.file); err == nil {
			if t, err := time.Parse(time.RFC3339, strings.TrimSpace(string(b))); err == nil && t.After(k.floor) && t.Before(built.Add(farAhead)) {
				k.floor, k.saved = t, t
			}
		}
	}
	return k
}

// Now is the machine's clock and what is made of it.
func (k *Keeper) Now() Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now()
}

func (k *Keeper) now() Time {
	t := Time{Wall: k.clock.Now().UTC(), Floor: k.floor}
	t.Taken = t.Wall
	t.Ahead = t.Wall.After(k.built.Add(farAhead))
	if t.Ahead || t.Wall.Before(k.floor.Add(-slack)) {
		t.Wrong, t.Taken = true, k.floor.Add(time.Since(k.started))
	}
	return t
}

// Note writes the time down, at most once an hour; with a dead clock the floor itself creeps on by the time the box has run.
func (k *Keeper) Note() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.now().Taken
	if k.file == "" || t.Before(k.saved.Add(seenEvery)) {
		return nil
	}
	k.saved = t
	return writeFile(k.file, []byte(t.Format(time.RFC3339)+"\n"))
}

// Believe takes the machine's clock for right although it stands before the time last seen: that time was written by a clock that
// ran ahead. Nothing changes when the clock stands before the build, because that cannot be right.
func (k *Keeper) Believe() (Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	wall := k.clock.Now().UTC()
	if wall.Before(k.built.Add(-slack)) || wall.After(k.built.Add(farAhead)) {
		return k.now(), ErrClock
	}
	k.floor, k.saved = k.built, wall
	if k.file == "" {
		return k.now(), nil
	}
	return k.now(), writeFile(k.file, []byte(wall.Format(time.RFC3339)+"\n"))
}
