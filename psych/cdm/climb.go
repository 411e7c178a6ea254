package cdm

import (
	"context"
	"math"
)

// parabolas is how many iterations climb begins with steps along parabolas: all of them say where to go from a poor start, later ones that
// least squares go past the top.
const parabolas = 16

// The path ends when its points stay alike, or when for patience iterations none was higher than the highest by more than gain.
const (
	patience = 300
	gain     = 1e-6
)

// climb runs the iterations of a fit with log-linear proportions to their end, and keeps the highest point of their path. Least squares of
// logarithms are not the maximum of the likelihood, so the path passes its highest point and comes to rest below it; which point that is
// depends on the path. It is therefore the path of the R package CDM, whose results are the published ones: the same start, at first every
// second iteration extrapolated along the parabola through three points as long as that climbs (Berlinet & Roland 2009), then plain
// ones; and a point is the items of an iteration with the proportions that follow from them.
func (f *Fit) climb(ctx context.Context, t *table, o Options) error {
	x, best, top, idle, mark := f.pack(), math.Inf(-1), []float64(nil), 0, math.Inf(-1)
	items := len(x) - len(f.space.gamma)
	var before [2][]float64
	for f.Iterations = 1; ; f.Iterations++ {
		if _, err := f.expect(ctx, t, o, x); err != nil {
			return err
		}
		t.maximise(f)
		to := f.pack()
		switch at := f.Iterations - 1; {
		case at < len(before):
			before[at] = to
		case at%2 == 0 && at <= parabolas:
			plain := to
			to = f.parabola(t, before[0], before[1], plain)
			before = [2][]float64{before[1], plain}
			f.unpack(x)
			t.build(f)
			f.unpack(to)
		}
		if ll := t.logLik(f.Classes); ll > best {
			best, top = ll, append(append([]float64(nil), x[:items]...), to[items:]...)
		}
		if idle++; best > mark+gain {
			mark, idle = best, 0
		}
		if largest(x, to) < o.Tol || idle >= patience || f.Iterations >= o.MaxIter {
			f.Converged = f.Iterations < o.MaxIter
			f.unpack(top)
			return nil
		}
		x = to
	}
}

// parabola goes along the parabola through three points, from the last one on, as long as the likelihood does not fall.
func (f *Fit) parabola(t *table, p0, p1, p2 []float64) []float64 {
	value := func(x []float64) float64 {
		for _, p := range x[:len(x)-len(f.space.gamma)] {
			if !(p > 0 && p < 1) {
				return math.Inf(-1)
			}
		}
		f.unpack(x)
		t.build(f)
		return t.logLik(f.Classes)
	}
	at, high := p2, value(p2)
	for far := 0.1; ; far *= 1.5 {
		s, next := 1+far, make([]float64, len(p2))
		for i := range next {
			next[i] = (1-s)*(1-s)*p0[i] + 2*s*(1-s)*p1[i] + s*s*p2[i]
		}
		v := value(next)
		if !(v >= high) || far > 1e6 {
			return at
		}
		at, high = next, v
	}
}
