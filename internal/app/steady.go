package app

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/web/home"
)

// reached is the file that holds the moment which this installation has reached, so that a machine that comes up in the past, because
// its battery is empty or somebody has set its clock, does not take sessions, deadlines and the order of things with it.
const reached = "reached"

// reachedEvery is how often it is written; a cut of the current loses so much.
const reachedEvery = 20 * time.Second

// openClock goes on from the moment that was reached before.
func (a *App) openClock() {
	s, ok := a.Config.Clock.(*clock.Steady)
	if !ok {
		return // a clock that a test sets
	}
	a.steady = s
	b, err := os.ReadFile(a.folder.file(reached))
	if err != nil {
		return // a new installation
	}
	if t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(b))); err == nil {
		s.NotBefore(t)
	}
	if by := s.Behind(); by > clockNotice {
		a.Config.Log.Warn("the machine's clock is behind the moment that was reached before; going on from there", "behind", by.Round(time.Second).String())
	}
}

// followClock writes down where the time is, and lets sessions live as long as they were promised to when a machine that came up in
// the past has been put right.
func (a *App) followClock(ctx context.Context) {
	if a.steady == nil {
		return
	}
	a.noteClock()
	for noted := time.Now(); ; {
		select {
		case <-ctx.Done():
			a.noteClock()
			return
		case <-time.After(time.Second):
		}
		if l := a.steady.TakeLate(); l.By > 0 {
			if err := a.Authn.Later(ctx, l.From, l.To, l.By); err != nil && ctx.Err() == nil {
				a.Config.Log.Error("sessions after the clock was put right", "error", err)
			}
		}
		if time.Since(noted) >= reachedEvery {
			a.noteClock()
			noted = time.Now()
		}
	}
}

func (a *App) noteClock() {
	path := a.folder.file(reached)
	if err := blob.WriteFile(path, path+".tmp", []byte(a.steady.Now().Format(time.RFC3339Nano)+"\n")); err != nil {
		a.Config.Log.Error("the moment that was reached", "error", err)
	}
}

// believeClock goes by the machine's clock again, because the administrator has looked at it.
func (a *App) believeClock() {
	if a.steady != nil {
		a.steady.Follow()
		a.noteClock()
	}
}

// clockNotice is how far behind the machine may be before somebody is told.
const clockNotice = 2 * time.Minute

// behind is how far the machine's clock is behind the time that is gone by; 0 when nobody needs to know.
func (a *App) behind() time.Duration {
	if a.steady == nil {
		return 0
	}
	if by := a.steady.Behind(); by > clockNotice {
		return by
	}
	return 0
}

func (a *App) clockMatter() (home.Matter, bool) {
	return home.Matter{Key: "clock", Icon: "clock", Text: "服务器的时钟被拨回去了", Why: "先后没有乱，登录和截止时间照原来的走；请核对服务器的时间。", Act: "看时间", Href: "/admin/certificate", N: 1, Weight: home.Legal}, a.behind() > 0
}

// wall is the machine's clock, for what has to judge it.
func (a *App) wall() clock.Clock {
	if a.steady != nil {
		return a.steady.Wall()
	}
	return a.Config.Clock
}
