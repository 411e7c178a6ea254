package cdm

import "math"

// table holds the answers packed into codes, the likelihood of every code under every kind of pattern, and the counts of the last
// expectation. Patterns that stand in the same group of every item are of one kind: answers cannot tell them apart, so a person's
// posterior is found for kinds and shared out by the proportions of their patterns.
type table struct {
	persons int
	blocks  []block
	kind    []int     // of each pattern
	first   []int     // pattern of each kind
	weight  []float64 // proportion of each kind
	nodes   []float64 // expected persons in each kind
	like    []float64 // posterior of each kind
	logs    []float64
}

// block is at most 256 joint codes of some items.
type block struct {
	items  []int
	powers []int
	radix  int // 2, or 3 when answers are missing
	codes  int
	code   []uint8
	like   []float64 // code after code, classes floats each
	count  []float64
}

func newTable(answers []uint8, f *Fit) *table {
	t := &table{persons: f.Persons}
	t.sort(f)
	radix := 2
	for _, v := range answers {
		if v == Missing {
			radix = 3
			break
		}
	}
	k := len(f.Items)
	for i := range f.Items {
		last := len(t.blocks) - 1
		if last < 0 || t.blocks[last].codes*radix > 256 {
			t.blocks = append(t.blocks, block{radix: radix, codes: 1, code: make([]uint8, t.persons)})
			last++
		}
		b := &t.blocks[last]
		for p := range b.code {
			digit := answers[p*k+i]
			if digit == Missing {
				digit = 2
			}
			b.code[p] += digit * uint8(b.codes)
		}
		b.items, b.powers = append(b.items, i), append(b.powers, b.codes)
		b.codes *= radix
	}
	for i := range t.blocks {
		b := &t.blocks[i]
		b.like, b.count = make([]float64, b.codes*len(t.first)), make([]float64, b.codes*len(t.first))
	}
	return t
}

// sort finds the kinds of patterns.
func (t *table) sort(f *Fit) {
	known := map[string]int{}
	for c := range f.Classes {
		var key []byte
		for _, it := range f.Items {
			key = append(key, byte(it.group[c]), byte(it.group[c]>>8))
		}
		k, ok := known[string(key)]
		if !ok {
			k = len(t.first)
			known[string(key)] = k
			t.first = append(t.first, c)
		}
		t.kind = append(t.kind, k)
	}
	n := len(t.first)
	t.weight, t.nodes, t.like, t.logs = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
}

// build computes the likelihoods of all codes and the proportions of kinds.
func (t *table) build(f *Fit) {
	for i := range t.blocks {
		t.blocks[i].build(f, t.first)
	}
	t.weigh(f.Classes)
}

// weigh sums the proportions of patterns by kind.
func (t *table) weigh(classes []float64) {
	clear(t.weight)
	for c, k := range t.kind {
		t.weight[k] += classes[c]
	}
}

// logLik is the log-likelihood with other proportions and the items that the tables were built for.
func (t *table) logLik(classes []float64) (ll float64) {
	t.weigh(classes)
	for p := range t.persons {
		ll += t.posterior(p)
	}
	return ll
}

func (b *block) build(f *Fit, first []int) {
	classes := len(first)
	for c := range classes {
		b.like[c] = 1
	}
	have := 1
	for _, i := range b.items {
		it := f.Items[i]
		for digit := b.radix - 1; digit >= 0; digit-- {
			for code := range have {
				from, to := b.like[code*classes:(code+1)*classes], b.like[(digit*have+code)*classes:(digit*have+code+1)*classes]
				for c, pattern := range first {
					p := it.Probs[it.group[pattern]]
					switch digit {
					case 0:
						p = 1 - p
					case 2:
						p = 1
					}
					to[c] = from[c] * p
				}
			}
		}
		have *= b.radix
	}
}

// posterior leaves a person's posterior in t.like and returns the logarithm of the likelihood.
func (t *table) posterior(p int) float64 {
	copy(t.like, t.weight)
	for i := range t.blocks {
		b := &t.blocks[i]
		row := b.like[int(b.code[p])*len(t.like):][:len(t.like)]
		for c := range t.like {
			t.like[c] *= row[c]
		}
	}
	sum := 0.0
	for _, v := range t.like {
		sum += v
	}
	scale := 0.0
	if sum < 1e-270 {
		sum, scale = t.careful(p)
	}
	for c := range t.like {
		t.like[c] /= sum
	}
	return math.Log(sum) + scale
}

// careful is posterior by logarithms, for products that underflow.
func (t *table) careful(p int) (sum, scale float64) {
	scale = math.Inf(-1)
	for c := range t.logs {
		t.logs[c] = math.Log(t.weight[c])
		for i := range t.blocks {
			b := &t.blocks[i]
			t.logs[c] += math.Log(b.like[int(b.code[p])*len(t.like)+c])
		}
		scale = math.Max(scale, t.logs[c])
	}
	for c := range t.logs {
		t.like[c] = math.Exp(t.logs[c] - scale)
		sum += t.like[c]
	}
	return sum, scale
}

// expect is one expectation step; it returns the log-likelihood.
func (t *table) expect(f *Fit) float64 {
	t.build(f)
	for i := range t.blocks {
		clear(t.blocks[i].count)
	}
	clear(t.nodes)
	ll := 0.0
	for p := range t.persons {
		ll += t.posterior(p)
		for i := range t.blocks {
			b := &t.blocks[i]
			row := b.count[int(b.code[p])*len(t.like):][:len(t.like)]
			for c, v := range t.like {
				row[c] += v
			}
		}
		for c, v := range t.like {
			t.nodes[c] += v
		}
	}
	return ll
}

// maximise sets every probability to its share of the counts; a group nobody is in keeps what it had.
func (t *table) maximise(f *Fit) {
	for bi := range t.blocks {
		b := &t.blocks[bi]
		for at, i := range b.items {
			it := &f.Items[i]
			right, all := make([]float64, len(it.Probs)), make([]float64, len(it.Probs))
			for code := range b.codes {
				digit := code / b.powers[at] % b.radix
				if digit == 2 {
					continue
				}
				for c, v := range b.count[code*len(t.first) : (code+1)*len(t.first)] {
					g := it.group[t.first[c]]
					all[g] += v
					if digit == 1 {
						right[g] += v
					}
				}
			}
			for g := range all {
				if all[g] > 1e-10 {
					it.Probs[g] = math.Min(math.Max(right[g]/all[g], edge), 1-edge)
				}
			}
		}
	}
	counts := t.patterns(f, t.nodes)
	if f.space != nil {
		f.space.fit(counts, f.Classes)
		return
	}
	for c := range f.Classes {
		f.Classes[c] = counts[c] / float64(t.persons)
	}
}

// patterns shares what kinds have out to their patterns.
func (t *table) patterns(f *Fit, kinds []float64) []float64 {
	out := make([]float64, len(t.kind))
	for c, k := range t.kind {
		if t.weight[k] > 0 {
			out[c] = kinds[k] * f.Classes[c] / t.weight[k]
		}
	}
	return out
}
