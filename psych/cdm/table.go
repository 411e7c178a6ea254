package cdm

import "math"

// table holds the answers packed into codes, the likelihood of every code under every pattern, and the counts of the last expectation.
type table struct {
	persons, classes int
	blocks           []block
	nodes            []float64 // expected persons in each pattern
	like             []float64
	logs             []float64
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
	t := &table{persons: f.Persons, classes: len(f.Classes), nodes: make([]float64, len(f.Classes)), like: make([]float64, len(f.Classes)), logs: make([]float64, len(f.Classes))}
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
		b.like, b.count = make([]float64, b.codes*t.classes), make([]float64, b.codes*t.classes)
	}
	return t
}

// build computes the likelihoods of a block's codes.
func (b *block) build(f *Fit, classes int) {
	for c := range classes {
		b.like[c] = 1
	}
	have := 1
	for _, i := range b.items {
		it := f.Items[i]
		for digit := b.radix - 1; digit >= 0; digit-- {
			for code := range have {
				from, to := b.like[code*classes:(code+1)*classes], b.like[(digit*have+code)*classes:(digit*have+code+1)*classes]
				for c := range to {
					p := it.Probs[it.group[c]]
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
func (t *table) posterior(f *Fit, p int) float64 {
	copy(t.like, f.Classes)
	for i := range t.blocks {
		b := &t.blocks[i]
		row := b.like[int(b.code[p])*t.classes:][:t.classes]
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
		sum, scale = t.careful(f, p)
	}
	for c := range t.like {
		t.like[c] /= sum
	}
	return math.Log(sum) + scale
}

// careful is posterior by logarithms, for products that underflow.
func (t *table) careful(f *Fit, p int) (sum, scale float64) {
	scale = math.Inf(-1)
	for c := range t.logs {
		t.logs[c] = math.Log(f.Classes[c])
		for i := range t.blocks {
			b := &t.blocks[i]
			t.logs[c] += math.Log(b.like[int(b.code[p])*t.classes+c])
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
	for i := range t.blocks {
		t.blocks[i].build(f, t.classes)
		clear(t.blocks[i].count)
	}
	clear(t.nodes)
	ll := 0.0
	for p := range t.persons {
		ll += t.posterior(f, p)
		for i := range t.blocks {
			b := &t.blocks[i]
			row := b.count[int(b.code[p])*t.classes:][:t.classes]
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
				for c, v := range b.count[code*t.classes : (code+1)*t.classes] {
					g := it.group[c]
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
	if f.space != nil {
		f.space.fit(t.nodes, f.Classes)
		return
	}
	for c := range f.Classes {
		f.Classes[c] = t.nodes[c] / float64(t.persons)
	}
}
