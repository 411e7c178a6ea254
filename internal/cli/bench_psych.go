package cli

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/tongxue-edu/tongxue/psych/cdm"
	"github.com/tongxue-edu/tongxue/psych/growth"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// psychRow is one fit: how long, what of the processors, and what others use for it. Peers are the CPU seconds of R packages with default
// settings on a machine of this class (mirt 1.45, single thread); 0 where none was measured.
type psychRow struct {
	Name       string  `json:"name"`
	Wall       float64 `json:"s"`
	CPU        float64 `json:"cpu_s"`
	Iterations int     `json:"iterations,omitempty"`
	LogLik     float64 `json:"log_lik,omitempty"`
	Peak       float64 `json:"peak_mb,omitempty"`
	Bar        float64 `json:"bar_s,omitempty"`
	Peer       float64 `json:"peer_cpu_s,omitempty"`
}

type psychResult struct {
	Processors int        `json:"processors"`
	Loops      string     `json:"loops"` // plain or avx2
	Yardstick  float64    `json:"yardstick_cpu_s"`
	Steps      int        `json:"yardstick_steps"`
	Ratio      float64    `json:"ratio"` // yardstick's CPU over ours; bar 4 plain, 9 with SIMD
	Scaling    float64    `json:"scaling"`
	Rows       []psychRow `json:"rows"`
}

// benchPsych fits invented answers from fixed seeds. The yardstick is the expectation step as everybody writes it first, a multiplication
// for each item, node and person and an addition back, run in the same process on the same answers.
func benchPsych(w *world, c *benchCmd) error {
	b := &psychBench{ctx: w.ctx, res: psychResult{Processors: runtime.GOMAXPROCS(0), Loops: irt.SIMD()}}
	if b.res.Loops == "" {
		b.res.Loops = "plain"
	}
	for _, f := range []func() error{b.city, b.smaller, b.categories, b.diagnosis, b.schools} {
		if err := f(); err != nil {
			return err
		}
	}
	text := fmt.Sprintf("%s loops, %d processors; seeded answers, R peers' CPU seconds beside\n", b.res.Loops, b.res.Processors)
	for _, r := range b.res.Rows {
		text += fmt.Sprintf("%-44s %8.3f s %8.3f CPU-s", r.Name, r.Wall, r.CPU)
		if r.Bar > 0 {
			text += fmt.Sprintf("  bar %.2f s", r.Bar)
		}
		if r.Iterations > 0 {
			text += fmt.Sprintf("  %d iterations", r.Iterations)
		}
		if r.Peak > 0 {
			text += fmt.Sprintf("  peak %.0f MB", r.Peak)
		}
		if r.Peer > 0 {
			text += fmt.Sprintf("  peer %.2f CPU-s, ratio %.0f", r.Peer, r.Peer/r.CPU)
		}
		text += "\n"
	}
	text += fmt.Sprintf("the yardstick takes %.1f CPU-s for the %d steps of the cold fit: ratio %.1f (bar 4 plain, 9 with SIMD); two processors against one: %.2f (bar 1.7)",
		b.res.Yardstick, b.res.Steps, b.res.Ratio, b.res.Scaling)
	return w.say(b.res, "%s", text)
}

type psychBench struct {
	ctx context.Context
	res psychResult
}

// time runs a fit and keeps its row: the best of several runs, because a machine that others use too is slower at times, never faster.
func (b *psychBench) time(row psychRow, f func(*psychRow) error) (psychRow, error) {
	row.Wall, row.CPU = math.Inf(1), math.Inf(1)
	for spent, run := 0.0, 0; run < 3 || run < 10 && spent < 1; run++ {
		runtime.GC()
		debug.FreeOSMemory()
		cost, err := costOf(func() error { return f(&row) })
		if err != nil {
			return row, err
		}
		row.Wall, row.CPU = min(row.Wall, cost.Seconds), min(row.CPU, cost.CPU)
		spent += cost.Seconds
	}
	b.res.Rows = append(b.res.Rows, row)
	return row, nil
}

func (b *psychBench) fit(row psychRow, d *irt.Data, o irt.Options) (psychRow, *irt.Fit, error) {
	var f *irt.Fit
	row, err := b.time(row, func(r *psychRow) (err error) {
		if f, err = irt.New(b.ctx, d, o); err == nil {
			r.Iterations, r.LogLik = f.Iterations, f.LogLik
		}
		return err
	})
	return row, f, err
}

// city is a million pupils and fifty items.
func (b *psychBench) city() error {
	const n, k = 1_000_000, 50
	top := peak()
	d, step, err := b.invented(n, k, 4)
	if err != nil {
		return err
	}
	cold, _, err := b.fit(psychRow{Name: "2PL 1,000,000 × 50, cold", Peer: 129.4}, d, irt.Options{Model: irt.TwoPL, Cold: true})
	if err != nil {
		return err
	}
	_, f, err := b.fit(psychRow{Name: "2PL 1,000,000 × 50, first a subsample", Bar: 3, Peer: 129.4}, d, irt.Options{Model: irt.TwoPL})
	if err != nil {
		return err
	}
	if err := b.errors("2PL 1,000,000 × 50", f, d, 0); err != nil {
		return err
	}
	if _, err := b.time(psychRow{Name: "measures of 1,000,000 × 50 (EAP)", Bar: .3}, func(*psychRow) error {
		_, err := f.Scores(b.ctx, d, irt.EAP)
		return err
	}); err != nil {
		return err
	}
	b.res.Rows[0].Peak = top() // the answers as bytes, packed answers, tables, and a million measures are in it
	one, _, err := b.fit(psychRow{Name: "2PL 1,000,000 × 50, cold, one processor"}, d, irt.Options{Model: irt.TwoPL, Cold: true, Procs: 1})
	if err != nil {
		return err
	}
	b.res.Steps, b.res.Yardstick = cold.Iterations, step*float64(cold.Iterations)
	b.res.Ratio, b.res.Scaling = b.res.Yardstick/cold.CPU, one.Wall/cold.Wall
	return nil
}

// invented makes answers, packs them, and measures one step of the yardstick on them.
func (b *psychBench) invented(n, k int, seed uint64) (*irt.Data, float64, error) {
	codes, items := binaryAnswers(n, k, seed)
	step := math.Inf(1)
	for range 3 {
		cost, err := costOf(func() error { plainStep(codes, items, 61, 6); return b.ctx.Err() })
		if err != nil {
			return nil, 0, err
		}
		step = min(step, cost.CPU)
	}
	d, err := irt.NewData(codes, k)
	return d, step, err
}

// errors is the time of standard errors by the observed information, beside the fit that they belong to.
func (b *psychBench) errors(name string, f *irt.Fit, d *irt.Data, peer float64) error {
	_, err := b.time(psychRow{Name: name + ", standard errors", Peer: peer}, func(*psychRow) error {
		_, err := f.Errors(b.ctx, d)
		return err
	})
	return err
}

func (b *psychBench) smaller() error {
	for _, s := range []struct {
		n, k              int
		bar, peer, peerSE float64
	}{{1000, 20, .01, .14, 0}, {10_000, 40, .05, .91, 6.05 - .91}, {100_000, 50, .4, 11.9, 78 - 11.9}} {
		codes, _ := binaryAnswers(s.n, s.k, 2)
		d, err := irt.NewData(codes, s.k)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("2PL %d × %d", s.n, s.k)
		_, f, err := b.fit(psychRow{Name: name, Bar: s.bar, Peer: s.peer}, d, irt.Options{Model: irt.TwoPL})
		if err != nil {
			return err
		}
		if err := b.errors(name, f, d, s.peerSE); err != nil {
			return err
		}
	}
	return nil
}

func (b *psychBench) categories() error {
	for _, m := range []struct {
		model        irt.Model
		peer, peerSE float64
	}{{irt.GRM, 1.08, 10.2 - 1.08}, {irt.GPCM, 1.73, 0}} {
		const n, k = 10_000, 30
		r := rand.New(rand.NewPCG(6, 1))
		items := make([]irt.Item, k)
		for i := range items {
			shift := r.NormFloat64() * .5
			items[i] = irt.Item{Model: m.model, A: .7 + r.Float64(), D: []float64{1.5 + shift, .5 + shift, -.5 + shift, -1.5 + shift}}
		}
		d, err := irt.NewData(drawn(r, items, n), k)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s 10,000 × 30 × 5", m.model)
		_, f, err := b.fit(psychRow{Name: name, Bar: .1, Peer: m.peer}, d, irt.Options{Model: m.model})
		if err != nil {
			return err
		}
		if err := b.errors(name, f, d, m.peerSE); err != nil {
			return err
		}
	}
	return nil
}

// diagnosis has the size of a well known test of grammar: 2,922 persons, 28 items, 3 skills.
func (b *psychBench) diagnosis() error {
	const n, k, skills = 2922, 28, 3
	r := rand.New(rand.NewPCG(9, 1))
	q := make([][]bool, k)
	for i := range q {
		q[i] = make([]bool, skills)
		q[i][i%skills] = true
		if i%3 == 1 {
			q[i][(i+1)%skills] = true
		}
	}
	answers := make([]uint8, 0, n*k)
	for range n {
		theta := r.NormFloat64()
		var has [skills]bool
		for s := range has {
			has[s] = r.Float64() < 1/(1+math.Exp(-1.7*theta))
		}
		for i := range q {
			p := .5
			for s, need := range q[i] {
				if need && has[s] {
					p += .2
				}
			}
			c := uint8(0)
			if r.Float64() < p {
				c = 1
			}
			answers = append(answers, c)
		}
	}
	for _, m := range []cdm.Model{cdm.DINA, cdm.GDINA} {
		if _, err := b.time(psychRow{Name: fmt.Sprintf("%s 2,922 × 28 × 3", m), Bar: .1}, func(row *psychRow) error {
			f, err := cdm.New(b.ctx, answers, q, cdm.Options{Model: m, Tol: 1e-4})
			if err == nil {
				row.Iterations, row.LogLik = f.Iterations, f.LogLik
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// schools are 31,000 pupils in 2,400 schools of 130 districts.
func (b *psychBench) schools() error {
	r := rand.New(rand.NewPCG(11, 1))
	var d growth.Data
	for school, left := 0, 31_000; school < 2400; school++ {
		size := max(1, min(left-(2399-school), 1+int(12*r.ExpFloat64())))
		if school == 2399 {
			size = left
		}
		left -= size
		effect := .3 * r.NormFloat64()
		for range size {
			x := r.NormFloat64()
			d.Y = append(d.Y, .2+.6*x+effect+.7*r.NormFloat64())
			d.X = append(d.X, []float64{1, x})
			d.Inner, d.Outer = append(d.Inner, school), append(d.Outer, school%130)
		}
	}
	_, err := b.time(psychRow{Name: "three levels, 31,000 in 2,400 schools", Bar: .3, Peer: .3}, func(row *psychRow) error {
		m, err := growth.Fit(d, growth.Options{Tol: 1e-4})
		if err == nil {
			row.LogLik = m.LogLik
		}
		return err
	})
	return err
}

// binaryAnswers are answers of normal persons to items of the 2PL.
func binaryAnswers(n, k int, seed uint64) ([]uint8, []irt.Item) {
	r := rand.New(rand.NewPCG(seed, 1))
	items := make([]irt.Item, k)
	for i := range items {
		items[i] = irt.Item{Model: irt.TwoPL, A: .6 + 1.4*r.Float64(), D: []float64{-2 + 4*r.Float64()}}
	}
	return drawn(r, items, n), items
}

func drawn(r *rand.Rand, items []irt.Item, n int) []uint8 {
	out := make([]uint8, 0, n*len(items))
	var p [irt.MaxCategories]float64
	for range n {
		theta := r.NormFloat64()
		for _, it := range items {
			it.Prob(theta, p[:it.Categories()])
			u, code := r.Float64(), 0
			for ; code < it.Categories()-1; code++ {
				if u -= p[code]; u < 0 {
					break
				}
			}
			out = append(out, uint8(code))
		}
	}
	return out
}

// plainStep is the yardstick: for each person and item the likelihood at every node, then the posterior added to the item's counts.
func plainStep(codes []uint8, items []irt.Item, nodes int, reach float64) float64 {
	k := len(items)
	weight, like := make([]float64, nodes), make([]float64, nodes)
	table, counts := make([][]float64, 2*k), make([][]float64, 2*k)
	for i := range table {
		table[i], counts[i] = make([]float64, nodes), make([]float64, nodes)
	}
	sum := 0.0
	var p [2]float64
	for q := range weight {
		theta := -reach + 2*reach*float64(q)/float64(nodes-1)
		weight[q] = math.Exp(-theta * theta / 2)
		sum += weight[q]
		for i, it := range items {
			it.Prob(theta, p[:])
			table[2*i][q], table[2*i+1][q] = p[0], p[1]
		}
	}
	logLik := 0.0
	for at := 0; at+k <= len(codes); at += k {
		for q, w := range weight {
			like[q] = w / sum
		}
		for i, c := range codes[at : at+k] {
			t := table[2*i+int(c)][:len(like)]
			for q := range like {
				like[q] *= t[q]
			}
		}
		all := 0.0
		for _, v := range like {
			all += v
		}
		logLik += math.Log(all)
		for q := range like {
			like[q] /= all
		}
		for i, c := range codes[at : at+k] {
			t := counts[2*i+int(c)][:len(like)]
			for q, v := range like {
				t[q] += v
			}
		}
	}
	if logLik == 0 { // never; keeps the counts alive
		fmt.Fprint(os.Stderr, counts[0][0])
	}
	return logLik
}
