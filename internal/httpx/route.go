// Package httpx is what every door shares: routes declared as data, one chain of middleware, and errors as values.
//
// A route says which verb its service asks org for and which part of its path owns the scope; a test walks that list with every
// role over random trees. The package may not know any noun of the product: verbs are plain strings here.
package httpx

import (
	"net/http"
	"strings"
)

// Route is one entry of the program's route list.
type Route struct {
	// Pattern is a ServeMux pattern with its method, for example "GET /teacher/works/{work}".
	Pattern string
	// Verb is what the service asks org for while it serves; empty only when Open says why nobody is asked.
	Verb string
	// Target names the path value that owns the scope ("work", "class", …), or "self" or "unit" for the actor's own.
	Target string
	// Open is the reason why a route asks nobody, for example "the sign-in page".
	Open string
	// Key marks a door with credentials of its own (xAPI), where no session is wanted and cross-origin posts are normal.
	Key bool
	// Limit is the largest body in bytes; 0 means 1 MiB.
	Limit int64
	// Serve answers. An error is rendered by the join's error page.
	Serve func(w http.ResponseWriter, r *http.Request) error
}

// Method is the pattern's method.
func (r Route) Method() string { m, _, _ := strings.Cut(r.Pattern, " "); return m }

// Path is the pattern without its method.
func (r Route) Path() string { _, p, _ := strings.Cut(r.Pattern, " "); return p }
