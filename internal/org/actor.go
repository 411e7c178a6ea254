package org

import (
	"context"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Actor is who asks: an account resolved to a person and the roles held at this moment. It lives for one request.
type Actor struct {
	Account AccountID
	Person  PersonID
	Name    string
	Roles   []Held // what counts: under the hat that is worn
	All     []Held // everything held, whatever hat is worn
	Hat     string // the hat that is worn, one of Hats
	Session id.Any // the session, when a browser asks
	Request string
	At      clock.Micros

	mu    sync.Mutex
	asked []Verb
}

// Has reports whether one of the actor's roles carries the verb anywhere.
func (a *Actor) Has(v Verb) bool {
	if a == nil {
		return false
	}
	for _, h := range a.Roles {
		if h.Role.Grants(v) {
			return true
		}
	}
	return false
}

// Is reports whether the actor holds a role anywhere.
func (a *Actor) Is(r Role) bool {
	if a == nil {
		return false
	}
	for _, h := range a.Roles {
		if h.Role == r {
			return true
		}
	}
	return false
}

func (a *Actor) ask(v Verb) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, v)
}

// Asked lists the verbs that were asked for on this actor's behalf, so that a test can hold a route to what it declares.
func (a *Actor) Asked() []Verb {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Verb(nil), a.asked...)
}

type actorKey struct{}

// WithActor puts the actor into the request's context.
func WithActor(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom is the actor of the request, or nil when nobody is signed in.
func ActorFrom(ctx context.Context) *Actor {
	a, _ := ctx.Value(actorKey{}).(*Actor)
	return a
}
