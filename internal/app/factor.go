package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// factorRule knows which roles ask for a second factor: the setting "second_factor" of the region, a list of roles. It is read at
// most every half minute, because every request of a session without one asks for it.
type factorRule struct {
	app   *App
	mu    sync.Mutex
	roles []org.Role
	until time.Time
}

func (f *factorRule) read(ctx context.Context) ([]org.Role, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if now.Before(f.until) {
		return f.roles, nil
	}
	region, err := f.app.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	raw, _, err := f.app.Org.Setting(ctx, "second_factor", region.Node(), f.app.Org.Now())
	if err != nil {
		return nil, err
	}
	var roles []org.Role
	if raw != nil {
		if err := json.Unmarshal(raw, &roles); err != nil {
			return nil, fmt.Errorf("app: setting second_factor: %w", err)
		}
	}
	f.roles, f.until = roles, now.Add(30*time.Second)
	return roles, nil
}

// asks reports whether somebody holds one of the roles, whatever hat is worn: hats change with a click. The demonstration, whose
// password everybody knows, asks nobody.
func (f *factorRule) asks(ctx context.Context, a *org.Actor) (bool, error) {
	if f.app.Config.Demo {
		return false, nil
	}
	roles, err := f.read(ctx)
	return slices.ContainsFunc(a.All, func(h org.Held) bool { return slices.Contains(roles, h.Role) }), err
}
