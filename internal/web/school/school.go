// Package school is the pages about a school itself: its place in the tree and its classes.
package school

import (
	"context"
	_ "embed"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct{ Org *org.Service }

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{{Pattern: "GET /school/tree", Verb: string(org.OrgRead), Target: "own", Serve: p.tree}}
}

const pageSize = 50

// line is a unit with where it stands.
type line struct {
	org.Unit
	parents []org.Unit
	classes []org.Class
}

func (p *Pages) tree(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	units, err := p.Org.Units(r.Context(), a, org.OrgRead, r.URL.Query().Get("after"), pageSize+1)
	if err != nil {
		return err
	}
	next := ""
	if len(units) > pageSize {
		units = units[:pageSize]
		next = units[pageSize-1].Code
	}
	lines, err := p.lines(r.Context(), a, units)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, treePage(lines, next))
}

// lines completes the page's units, at most pageSize of them.
func (p *Pages) lines(ctx context.Context, a *org.Actor, units []org.Unit) ([]line, error) {
	classes, err := p.Org.ClassesOf(ctx, a, org.OrgRead)
	if err != nil {
		return nil, err
	}
	of := map[org.UnitID][]org.Class{}
	for _, c := range classes {
		of[c.School] = append(of[c.School], c)
	}
	out := make([]line, len(units))
	for i, u := range units {
		up, err := p.Org.Parents(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		out[i] = line{u, up, of[u.ID]}
	}
	return out, nil
}
