package cdm

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// fullSkills is the largest number of skills whose 2^K proportions are free. With more, answers cannot tell most patterns apart, and the
// proportions follow a log-linear model with a main effect for each skill and an interaction for each pair (Xu & von Davier 2008), fitted
// to the expected counts by least squares of their logarithms, weighted by the counts, as the R package CDM does.
const fullSkills = 3

// space is the log-linear model of the proportions of patterns.
type space struct {
	design [][]float64 // pattern after pattern: skills, then pairs
	gamma  []float64
}

func newSpace(skills int) *space {
	s := &space{design: make([][]float64, 1<<skills)}
	for c := range s.design {
		var row []float64
		for i := range skills {
			row = append(row, float64(c>>i&1))
		}
		for i := range skills {
			for j := range i {
				row = append(row, float64(c>>i&1&(c>>j)))
			}
		}
		s.design[c] = row
	}
	s.gamma = make([]float64, len(s.design[0]))
	return s
}

// proportions writes those of the parameters into p.
func (s *space) proportions(gamma, p []float64) {
	top := math.Inf(-1)
	for c, row := range s.design {
		p[c] = 0
		for i, v := range row {
			p[c] += v * gamma[i]
		}
		top = math.Max(top, p[c])
	}
	sum := 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}

// least is added to every share under the logarithm, so that a pattern which nobody has keeps one.
const least = 1e-10

// fit finds the parameters for expected counts of patterns and writes the proportions into p.
func (s *space) fit(counts, p []float64) {
	n := 0.0
	for _, v := range counts {
		n += v
	}
	m := len(s.gamma) + 1
	g, h := make([]float64, m), numeric.Square(m)
	for c, row := range s.design {
		w := counts[c] / n
		full := append([]float64{1}, row...)
		for i, v := range full {
			g[i] += w * v * math.Log(w+least)
			for j := range full {
				h[i][j] += w * v * full[j]
			}
		}
	}
	beta, ok := numeric.Solve(h, g)
	if !ok {
		return
	}
	copy(s.gamma, beta[1:])
	s.proportions(s.gamma, p)
}

// spaceParameters is how many parameters the proportions have: 2^K - 1, or those of the log-linear model with its constant.
func spaceParameters(skills int) int {
	if skills <= fullSkills {
		return 1<<skills - 1
	}
	return 1 + skills + skills*(skills-1)/2
}
