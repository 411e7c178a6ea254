package cdm

import "math"

// Person is one classification: MAP the likeliest pattern, Skills the posterior probability of each skill, Posterior that of MAP.
type Person struct {
	MAP       int
	Posterior float64
	Skills    []float64
}

// Classify classifies everybody in answers, laid out as for New.
func (f *Fit) Classify(answers []uint8) ([]Person, error) {
	if len(answers)%len(f.Items) != 0 {
		return nil, ErrShape
	}
	g := *f
	g.Persons = len(answers) / len(f.Items)
	t := newTable(answers, &g)
	t.build(f)
	out := make([]Person, g.Persons)
	for p := range out {
		t.posterior(p)
		out[p] = t.classify(f)
	}
	return out, nil
}

func (t *table) classify(f *Fit) Person {
	out := Person{Skills: make([]float64, f.Skills)}
	for c, v := range t.patterns(f, t.like) {
		if v > out.Posterior {
			out.MAP, out.Posterior = c, v
		}
		for s := range out.Skills {
			if c>>s&1 == 1 {
				out.Skills[s] += v
			}
		}
	}
	return out
}

// judge fills the measures of fit and of classification.
func (f *Fit) judge(t *table) {
	f.BySkill = make([]float64, f.Skills)
	for p := range t.persons {
		t.posterior(p)
		one := t.classify(f)
		f.Accuracy += one.Posterior
		for s, v := range one.Skills {
			f.BySkill[s] += math.Max(v, 1-v)
		}
	}
	n := float64(t.persons)
	f.Accuracy /= n
	for s := range f.BySkill {
		f.BySkill[s] /= n
	}
	f.SRMSR = f.srmsr(t)
}

// srmsr compares the correlations of item pairs with those the model implies (Maydeu-Olivares & Joe 2014), over persons who answered
// both.
func (f *Fit) srmsr(t *table) float64 {
	k := len(f.Items)
	digit := func(p, i int) int {
		for bi := range t.blocks {
			b := &t.blocks[bi]
			for at, item := range b.items {
				if item == i {
					return int(b.code[p]) / b.powers[at] % b.radix
				}
			}
		}
		return 2
	}
	codes := make([]uint8, t.persons*k)
	for p := range t.persons {
		for i := range k {
			codes[p*k+i] = uint8(digit(p, i))
		}
	}
	sum, pairs := 0.0, 0
	for i := range k {
		for j := range i {
			seen, ok := observed(codes, k, i, j)
			want := f.implied(i, j)
			if ok && !math.IsNaN(want) {
				sum += (seen - want) * (seen - want)
				pairs++
			}
		}
	}
	if pairs == 0 {
		return math.NaN()
	}
	return math.Sqrt(sum / float64(pairs))
}

// observed is the phi coefficient of two items.
func observed(codes []uint8, k, i, j int) (float64, bool) {
	var n, a, b, both float64
	for at := 0; at < len(codes); at += k {
		x, y := codes[at+i], codes[at+j]
		if x > 1 || y > 1 {
			continue
		}
		n++
		a += float64(x)
		b += float64(y)
		both += float64(x & y)
	}
	return phi(both/n, a/n, b/n)
}

func phi(both, a, b float64) (float64, bool) {
	v := a * (1 - a) * b * (1 - b)
	return (both - a*b) / math.Sqrt(v), v > 0
}

// implied is the same under the model.
func (f *Fit) implied(i, j int) float64 {
	both, a, b := 0.0, 0.0, 0.0
	for c, w := range f.Classes {
		p, q := f.Items[i].Probs[f.Items[i].group[c]], f.Items[j].Probs[f.Items[j].group[c]]
		both += w * p * q
		a += w * p
		b += w * q
	}
	r, ok := phi(both, a, b)
	if !ok {
		return math.NaN()
	}
	return r
}
