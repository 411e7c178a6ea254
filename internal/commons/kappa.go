package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Agreement is how far two independent votes agree beyond chance.
type Agreement struct {
	N     int     // pairs of votes
	Same  int     // pairs that agree
	Kappa float64 // Cohen's; only when Told
	Told  bool    // there are enough pairs, and not all votes are the same
}

// The least number of pairs of which kappa is told, and how many of the last ones are counted.
const (
	KappaLeast = 10
	kappaLast  = 200
)

// Kappa is Cohen's kappa (1960) of pairs of yes and no: (observed - expected) / (1 - expected), where expected is the agreement that two
// raters with the same shares of yes reach by chance.
func Kappa(pairs [][2]bool) Agreement {
	a := Agreement{N: len(pairs)}
	first, second := 0, 0
	for _, p := range pairs {
		if p[0] {
			first++
		}
		if p[1] {
			second++
		}
		if p[0] == p[1] {
			a.Same++
		}
	}
	if a.N < KappaLeast {
		return a
	}
	n := float64(a.N)
	x, y := float64(first)/n, float64(second)/n
	expected := x*y + (1-x)*(1-y)
	if expected < 1 {
		a.Kappa, a.Told = (float64(a.Same)/n-expected)/(1-expected), true
	}
	return a
}

// Agreement is kappa over the last decisions with two votes of the units where the actor reviews and those below. Raters change from one
// proposal to the next: the first vote of each stands against the second.
func (s *Service) Agreement(ctx context.Context, a *org.Actor) (Agreement, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return Agreement{}, err
	}
	pairs, err := db.All(s.core.Reader(ctx), selPairs, func(r db.Row) ([2]bool, error) {
		var x, y int
		err := r.Scan(&x, &y)
		return [2]bool{x == 1, y == 1}, err
	}, scope, kappaLast)
	return Kappa(pairs), err
}
