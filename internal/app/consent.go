package app

import (
	"context"
	"time"
)

// followConsents withdraws versions for which a consent of guardians has ended, until ctx ends. Readers are refused at the very moment
// by the service; this takes them out of lists and tells their authors. What is featured no more loses its place in the same round.
func (a *App) followConsents(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if _, err := a.Lessons.EndConsents(ctx); err != nil && ctx.Err() == nil {
			a.Config.Log.Error("consents that have ended", "error", err)
		}
		if _, err := a.Lessons.EndFeatured(ctx); err != nil && ctx.Err() == nil {
			a.Config.Log.Error("featured lessons whose time is over", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
