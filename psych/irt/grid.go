package irt

import "math"

// lanes is the width to which nodes are padded, so that a vector unit needs no remainder, and by which a posterior's place is known.
const lanes = 4

// grid is the nodes of the quadrature and their weights under the latent normal distribution.
type grid struct {
	theta  []float64 // the nodes
	weight []float64 // padded to a multiple of lanes with zeros
	stride int
}

// newGrid spreads q nodes evenly over [-reach, reach].
func newGrid(q int, reach float64) *grid {
	g := &grid{theta: make([]float64, q), stride: (q + lanes - 1) / lanes * lanes}
	for i := range g.theta {
		g.theta[i] = -reach + 2*reach*float64(i)/float64(q-1)
	}
	g.weight = make([]float64, g.stride)
	g.spread(1)
	return g
}

// spread weighs the nodes by the normal density with standard deviation sd; the weights add up to 1.
func (g *grid) spread(sd float64) {
	sum := 0.0
	for i, t := range g.theta {
		g.weight[i] = math.Exp(-t * t / (2 * sd * sd))
		sum += g.weight[i]
	}
	for i := range g.theta {
		g.weight[i] /= sum
	}
}

// sd finds the standard deviation under which expected counts at the nodes are likeliest, by Newton's method from a start.
func (g *grid) sd(counts []float64, start float64) float64 {
	n, second := 0.0, 0.0
	for i, t := range g.theta {
		n += counts[i]
		second += counts[i] * t * t
	}
	if n <= 0 || second <= 0 {
		return start
	}
	second /= n
	// The weights are an exponential family in -1/(2 sd²) with statistic θ²: at the maximum its mean is the counts'.
	eta := -1 / (2 * start * start)
	for range 50 {
		sum, m, v := 0.0, 0.0, 0.0
		for _, t := range g.theta {
			w := math.Exp(eta * t * t)
			sum += w
			m += w * t * t
			v += w * t * t * t * t
		}
		m /= sum
		v = v/sum - m*m
		step := (second - m) / v
		if eta+step >= -1e-4 {
			step = (-1e-4 - eta) / 2
		}
		eta += step
		if math.Abs(step) < 1e-12*math.Abs(eta) {
			break
		}
	}
	return math.Sqrt(-1 / (2 * eta))
}
