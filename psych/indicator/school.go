package indicator

import (
	"errors"
	"math"

	"github.com/tongxue-edu/tongxue/psych/growth"
)

// normal97 is the 97.5 % point of the standard normal distribution.
const normal97 = 1.959963984540054

// Comparison is the factor of 1.39 standard errors with which two intervals that just touch differ at about 5 % (Goldstein & Healy 1995).
const Comparison = 1.39

// Group is the mean of one school (or class) with what its interval is made of.
type Group struct {
	N    int
	Mean float64
	SS   float64 // Σ(x − mean)², marks²
}

// GroupOf is a counter as a group.
func GroupOf(c Counter) Group {
	s := c.Summary()
	return Group{N: s.N, Mean: s.Mean, SS: s.SD * s.SD * float64(s.N)}
}

// Between is 校际均衡: how much schools differ.
type Between struct {
	Schools, N          int
	Mean                float64 // by pupils
	CV, CVLow, CVHigh   float64 // weighted by pupils, with a 95 % jackknife interval over schools
	ICC, ICCLow, ICCTop float64 // share of the variance between schools, 95 %
	VarBetween, VarIn   float64
}

// BetweenSchools computes the balance of schools. CV = S/X̄ with S = √(ΣPᵢ(xᵢ−X̄)²/P), weights the pupils (教督〔2017〕6号); ICC from the
// analysis of variance with its standard error of Swiger et al. 1964; schools with fewer than least pupils are left out and counted by
// nobody here. Formulas cv_schools, icc.
func BetweenSchools(groups []Group, least int) Between {
	nan := math.NaN()
	b := Between{Mean: nan, CV: nan, CVLow: nan, CVHigh: nan, ICC: nan, ICCLow: nan, ICCTop: nan, VarBetween: nan, VarIn: nan}
	var in []Group
	for _, g := range groups {
		if g.N >= max(1, least) {
			in = append(in, g)
			b.N += g.N
		}
	}
	if b.Schools = len(in); b.Schools < 2 {
		return b
	}
	b.Mean, b.CV = weightedCV(in, -1)
	if k := float64(len(in)); k > 2 {
		sum, square := 0.0, 0.0
		for i := range in {
			_, v := weightedCV(in, i)
			sum += v
			square += v * v
		}
		se := math.Sqrt(max(0, (k-1)/k*(square-sum*sum/k)))
		b.CVLow, b.CVHigh = max(0, b.CV-normal97*se), b.CV+normal97*se
	}
	b.components(in)
	return b
}

func weightedCV(groups []Group, out int) (mean, cv float64) {
	p, sum := 0.0, 0.0
	for i, g := range groups {
		if i != out {
			p += float64(g.N)
			sum += float64(g.N) * g.Mean
		}
	}
	mean = ratio(sum, p)
	s := 0.0
	for i, g := range groups {
		if i != out {
			s += float64(g.N) * (g.Mean - mean) * (g.Mean - mean)
		}
	}
	return mean, ratio(math.Sqrt(s/p), mean)
}

// components of variance by one-way analysis with unequal sizes (Searle 1971).
func (b *Between) components(in []Group) {
	n, squares, ssb, ssw := 0.0, 0.0, 0.0, 0.0
	for _, g := range in {
		w := float64(g.N)
		n += w
		squares += w * w
		ssb += w * (g.Mean - b.Mean) * (g.Mean - b.Mean)
		ssw += g.SS
	}
	k := float64(len(in))
	if n <= k {
		return
	}
	n0 := (n - squares/n) / (k - 1)
	msb, msw := ssb/(k-1), ssw/(n-k)
	b.VarBetween, b.VarIn = max(0, (msb-msw)/n0), msw
	if b.VarBetween+msw == 0 {
		return
	}
	t := b.VarBetween / (b.VarBetween + msw)
	se := math.Sqrt(2 * (n - 1) * (1 - t) * (1 - t) * (1 + (n0-1)*t) * (1 + (n0-1)*t) / (n0 * n0 * (n - k) * (k - 1)))
	b.ICC, b.ICCLow, b.ICCTop = t, max(0, t-normal97*se), min(1, t+normal97*se)
}

// Effect is a school's difference from the whole.
type Effect struct {
	N         int
	Est, SE   float64 // shrunken towards 0 by how little is known
	Low, High float64 // 95 %
	Differs   bool    // the interval does not hold 0
	Funnel95  float64 // half width of the funnel for a school of this size without any true difference: 95 % and 99.8 %
	Funnel998 float64
	Raw       float64 // mean − mean of all, not shrunken: the dot of the funnel
}

// SchoolEffects shrinks the groups' means by the components of b: λ = τ²/(τ²+σ²/n), est = λ(x̄−μ), se = τ√(1−λ) (empirical Bayes,
// Goldstein 2011); the funnel is ±1.96 and ±3.09 σ/√n (Spiegelhalter 2005). Effects are no ranks: most differences of neighbours are
// within their intervals. Formulas school_effect, funnel.
func SchoolEffects(groups []Group, b Between) []Effect {
	out := make([]Effect, len(groups))
	for i, g := range groups {
		e := Effect{N: g.N, Raw: g.Mean - b.Mean, Est: math.NaN(), SE: math.NaN(), Low: math.NaN(), High: math.NaN(),
			Funnel95: math.NaN(), Funnel998: math.NaN()}
		if g.N > 0 && !math.IsNaN(b.VarIn) {
			sampling := b.VarIn / float64(g.N)
			lambda := ratio(b.VarBetween, b.VarBetween+sampling)
			if math.IsNaN(lambda) {
				lambda = 0
			}
			e.Est, e.SE = lambda*e.Raw, math.Sqrt(b.VarBetween*(1-lambda))
			e.Low, e.High = e.Est-normal97*e.SE, e.Est+normal97*e.SE
			e.Differs = e.Low > 0 || e.High < 0
			e.Funnel95, e.Funnel998 = normal97*math.Sqrt(sampling), 3.0902323061678132*math.Sqrt(sampling)
		}
		out[i] = e
	}
	return out
}

// ErrValueAdded says that the data do not carry a value-added model.
var ErrValueAdded = errors.New("indicator: value added needs pupils with both exams in at least two schools")

// Added is 增值 of schools: how their pupils did compared with pupils of the same entry elsewhere.
type Added struct {
	N         int
	Slope     float64 // Z of exit per Z of entry
	SlopeSE   float64
	Intercept float64
	ICC       float64 // share of the variance, given entry, between schools
	Singular  bool    // schools do not differ beyond chance
	Effects   []Effect
}

// ValueAdded fits exit Z on entry Z with an intercept for each school (two levels, REML; psych/growth). school[i] is the place of a
// pupil's school, from 0. An effect whose 95 % interval holds 0 is "not different". Formula value_added.
func ValueAdded(exit, entry []float64, school []int) (Added, error) {
	x := make([][]float64, len(exit))
	cells := make([]float64, 2*len(exit))
	for i := range x {
		x[i] = cells[2*i : 2*i+2]
		x[i][0], x[i][1] = 1, entry[i]
	}
	m, err := growth.Fit(growth.Data{Y: exit, X: x, Inner: school}, growth.Options{REML: true})
	if err != nil {
		return Added{}, errors.Join(ErrValueAdded, err)
	}
	icc, _ := m.ICC()
	a := Added{N: m.N, Intercept: m.Beta[0], Slope: m.Beta[1], SlopeSE: m.SE[1], ICC: icc, Singular: m.Singular}
	raw := make([]float64, len(m.InnerEffects))
	for i, g := range school {
		raw[g] += exit[i] - m.Beta[0] - m.Beta[1]*entry[i]
	}
	for g, e := range m.InnerEffects {
		out := Effect{N: e.N, Est: e.Est, SE: e.SE, Low: e.Est - normal97*e.SE, High: e.Est + normal97*e.SE, Raw: ratio(raw[g], float64(e.N))}
		out.Differs = out.Low > 0 || out.High < 0
		sd := math.Sqrt(m.Residual / float64(max(1, e.N)))
		out.Funnel95, out.Funnel998 = normal97*sd, 3.0902323061678132*sd
		a.Effects = append(a.Effects, out)
	}
	return a, nil
}
