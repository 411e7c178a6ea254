package cli

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/equate"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

type psychEquateCmd struct {
	X      string  `help:"CSV of form X: score,count, or one person a row with total,anchor." required:"" type:"existingfile" name:"x"`
	Y      string  `help:"CSV of form Y, alike." required:"" type:"existingfile" name:"y"`
	Anchor bool    `help:"The groups differ; the anchor joins them."`
	Method string  `help:"equipercentile, linear or mean." enum:"equipercentile,linear,mean" default:"equipercentile"`
	Smooth string  `help:"none or loglinear:K, which keeps K moments." default:"none"`
	NEAT   string  `help:"With --anchor: frequency-estimation or chained (equipercentile); tucker, levine, levine-external, braun-holland or chained (linear, mean)." enum:",frequency-estimation,chained,tucker,levine,levine-external,braun-holland" default:"" name:"neat"`
	Weight float64 `help:"With --anchor: weight of the group of X, 0 to 1; -1 by size." default:"-1"`
	Max    float64 `help:"Highest score of X and Y, when nobody has it." default:"-1"`
}

type equateAnswer struct {
	Method    string       `json:"method"`
	NX        float64      `json:"n_x"`
	NY        float64      `json:"n_y"`
	Slope     *number      `json:"slope,omitempty"`
	Intercept *number      `json:"intercept,omitempty"`
	Table     []equatedRow `json:"table"`
}

type equatedRow struct {
	X number `json:"x"`
	Y number `json:"y"`
}

// Run prints one JSON document.
func (c *psychEquateCmd) Run(w *world) error {
	degree := 0
	if k, ok := strings.CutPrefix(c.Smooth, "loglinear:"); ok {
		var err error
		if degree, err = strconv.Atoi(k); err != nil || degree < 1 {
			return fault.New(fault.Invalid, "--smooth 要写成 none 或 loglinear:K")
		}
	} else if c.Smooth != "none" {
		return fault.New(fault.Invalid, "--smooth 要写成 none 或 loglinear:K")
	}
	if c.Weight != -1 && !(c.Weight >= 0 && c.Weight <= 1) {
		return fault.New(fault.Invalid, "--weight 要在 0 和 1 之间")
	}
	x, err := readScores(c.X)
	if err != nil {
		return err
	}
	y, err := readScores(c.Y)
	if err != nil {
		return err
	}
	var out equateAnswer
	if c.Anchor {
		out, err = c.anchored(x, y, degree)
	} else {
		out, err = c.random(x, y, degree)
	}
	if err != nil {
		return refusedEquate(err)
	}
	return w.print(out)
}

func refusedEquate(err error) error {
	var score *equate.ScoreError
	for _, known := range []error{equate.ErrEmpty, equate.ErrScale, equate.ErrConstant, equate.ErrAnchor, equate.ErrDegree, equate.ErrCommon, equate.ErrSlope} {
		if errors.Is(err, known) {
			return fault.Wrap(err, fault.Invalid, "%s", err.Error())
		}
	}
	if errors.As(err, &score) {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	return err
}

func (c *psychEquateCmd) random(x, y scoreFile, degree int) (out equateAnswer, err error) {
	dx, err := x.distribution(c.Max)
	if err != nil {
		return out, err
	}
	dy, err := y.distribution(c.Max)
	if err != nil {
		return out, err
	}
	out = equateAnswer{Method: c.Method, NX: dx.N(), NY: dy.N()}
	if degree > 0 {
		if dx, _, _, err = equate.Smooth(dx, degree); err != nil {
			return out, err
		}
		if dy, _, _, err = equate.Smooth(dy, degree); err != nil {
			return out, err
		}
	}
	if c.Method == "equipercentile" {
		v, err := equate.Equipercentile(dx, dy)
		out.tabulate(dx.Scale, v)
		return out, err
	}
	f := equate.Linear
	if c.Method == "mean" {
		f = equate.Mean
	}
	l, err := f(dx, dy)
	out.line(l, dx.Scale)
	return out, err
}

func (c *psychEquateCmd) anchored(x, y scoreFile, degree int) (out equateAnswer, err error) {
	if x.anchors == nil || y.anchors == nil {
		return out, fault.New(fault.Invalid, "--anchor 需要 total 和 anchor 两列")
	}
	anchors, err := scaleOf(slices.Concat(x.anchors, y.anchors), -1)
	if err != nil {
		return out, err
	}
	jx, err := x.joint(anchors, c.Max)
	if err != nil {
		return out, err
	}
	jy, err := y.joint(anchors, c.Max)
	if err != nil {
		return out, err
	}
	out = equateAnswer{Method: c.Method, NX: jx.Totals().N(), NY: jy.Totals().N()}
	if degree > 0 {
		if jx, err = equate.SmoothJoint(jx, degree); err != nil {
			return out, err
		}
		if jy, err = equate.SmoothJoint(jy, degree); err != nil {
			return out, err
		}
	}
	weight := equate.Weights(c.Weight)
	if c.Method == "equipercentile" {
		var v []float64
		switch c.NEAT {
		case "", "frequency-estimation":
			out.Method += ", frequency-estimation"
			v, err = equate.FrequencyEstimation(jx, jy, weight)
		case "chained":
			out.Method += ", chained"
			v, err = equate.ChainedEquipercentile(jx, jy)
		default:
			return out, fault.New(fault.Invalid, "--neat %s 不用于 equipercentile", c.NEAT)
		}
		out.tabulate(jx.Total, v)
		return out, err
	}
	m := equate.NEATLine(c.NEAT)
	switch m {
	case "":
		m = equate.Tucker
	case "frequency-estimation":
		return out, fault.New(fault.Invalid, "--neat %s 只用于 equipercentile", c.NEAT)
	}
	out.Method += ", " + string(m)
	l, err := equate.AnchorLinear(jx, jy, m, weight, c.Method == "mean")
	out.line(l, jx.Total)
	return out, err
}

func (a *equateAnswer) tabulate(x, y []float64) {
	for i := range y {
		a.Table = append(a.Table, equatedRow{number(x[i]), number(y[i])})
	}
}

func (a *equateAnswer) line(l equate.Line, scale []float64) {
	slope, intercept := number(l.Slope), number(l.Intercept)
	a.Slope, a.Intercept = &slope, &intercept
	a.tabulate(scale, l.At(scale))
}

// scoreFile is a table of counts, or persons with totals and perhaps anchors.
type scoreFile struct {
	scores, counts  []float64
	totals, anchors []float64
}

func readScores(path string) (s scoreFile, err error) {
	t, err := readTable(path)
	if err != nil {
		return s, err
	}
	name := func(want string, at int) string { // by name, else by place
		if slices.Contains(t.Names, want) || at >= len(t.Names) {
			return want
		}
		return t.Names[at]
	}
	if slices.Contains(t.Names, "total") {
		if s.totals, err = t.numbers("total"); err == nil && slices.Contains(t.Names, "anchor") {
			s.anchors, err = t.numbers("anchor")
		}
		return s.complete(err)
	}
	if s.scores, err = t.numbers(name("score", 0)); err != nil {
		return s, err
	}
	if len(t.Names) == 1 {
		s.totals, s.scores = s.scores, nil
		return s.complete(nil)
	}
	s.counts, err = t.numbers(name("count", 1))
	return s.complete(err)
}

// complete refuses missing numbers: a person without a score is not a person with the score 0.
func (s scoreFile) complete(err error) (scoreFile, error) {
	for _, column := range [][]float64{s.scores, s.counts, s.totals, s.anchors} {
		if i := slices.IndexFunc(column, math.IsNaN); i >= 0 && err == nil {
			return s, fault.New(fault.Invalid, "第 %d 行缺一个数", i+2)
		}
	}
	return s, err
}

func (s scoreFile) distribution(top float64) (equate.Distribution, error) {
	if s.totals != nil {
		scale, err := scaleOf(s.totals, top)
		if err != nil {
			return equate.Distribution{}, err
		}
		return equate.Tally(s.totals, scale)
	}
	scale, err := scaleOf(s.scores, top)
	if err != nil {
		return equate.Distribution{}, err
	}
	d := equate.Distribution{Scale: scale, Count: make([]float64, len(scale))}
	for i, score := range s.scores {
		for k, v := range scale {
			if math.Abs(v-score) < 1e-8 {
				d.Count[k] += s.counts[i]
			}
		}
	}
	return d, nil
}

func (s scoreFile) joint(anchors []float64, top float64) (equate.Joint, error) {
	totals, err := scaleOf(s.totals, top)
	if err != nil {
		return equate.Joint{}, err
	}
	return equate.TallyJoint(s.totals, s.anchors, totals, anchors)
}

// scaleOf is the scale on which scores stand: in steps of the smallest difference, from 0 when no score is below, to top when that is above
// all.
func scaleOf(scores []float64, top float64) ([]float64, error) {
	if len(scores) == 0 {
		return nil, equate.ErrEmpty
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(scores)))
	step := 1.0
	for i := 1; i < len(sorted); i++ {
		step = math.Min(step, sorted[i]-sorted[i-1])
	}
	from, to := sorted[0], math.Max(sorted[len(sorted)-1], top)
	if from >= 0 {
		from = 0
	}
	n := math.Round((to - from) / step)
	if n > 100_000 || step < 1e-6 {
		return nil, equate.ErrScale
	}
	scale := make([]float64, int(n)+1)
	for i := range scale {
		scale[i] = from + float64(i)*step
	}
	for _, v := range sorted {
		if k := math.Round((v - from) / step); math.Abs(from+k*step-v) > 1e-8 {
			return nil, equate.ErrScale
		}
	}
	return scale, nil
}

type psychLinkCmd struct {
	A string `arg:"" help:"Output of psych fit, whose scale is kept." type:"existingfile"`
	B string `arg:"" help:"Output of psych fit with common item names." type:"existingfile"`
}

// Run prints A and B of theta_A = A·theta_B + B by every method.
func (c *psychLinkCmd) Run(w *world) error {
	modelA, a, err := readFitted(c.A)
	if err != nil {
		return err
	}
	modelB, b, err := readFitted(c.B)
	if err != nil {
		return err
	}
	var x, y []irt.Item
	var common []string
	for name, it := range a {
		if _, ok := b[name]; ok && it.Categories() == b[name].Categories() {
			common = append(common, name)
		}
	}
	slices.Sort(common)
	for _, name := range common {
		x, y = append(x, a[name]), append(y, b[name])
	}
	type scale struct{ A, B number }
	out := struct {
		ModelA  irt.Model        `json:"model_a"`
		ModelB  irt.Model        `json:"model_b"`
		Common  []string         `json:"common"`
		Methods map[string]scale `json:"methods"`
	}{modelA, modelB, common, map[string]scale{}}
	for _, m := range equate.LinkMethods() {
		s, err := equate.Link(x, y, m)
		if err != nil {
			return refusedEquate(err)
		}
		out.Methods[string(m)] = scale{number(s.A), number(s.B)}
	}
	return w.print(out)
}

// readFitted reads the items of an output of psych fit; items without values are left out.
func readFitted(path string) (irt.Model, map[string]irt.Item, error) {
	raw, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return "", nil, err
	}
	var in struct {
		Model irt.Model `json:"model"`
		Items []struct {
			Item string          `json:"item"`
			A    *float64        `json:"a"`
			B    json.RawMessage `json:"b"`
			C    float64         `json:"c"`
		} `json:"items"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || !in.Model.Known() {
		return "", nil, fault.New(fault.Invalid, "%s 不是 psych fit 的输出", filepath.Base(path))
	}
	out := map[string]irt.Item{}
	for _, it := range in.Items {
		var list []float64
		var one float64
		switch {
		case it.A == nil || json.Unmarshal(it.B, &list) != nil && json.Unmarshal(it.B, &one) != nil:
			continue
		case list == nil:
			list = []float64{one}
		}
		if _, twice := out[it.Item]; twice {
			return "", nil, fault.New(fault.Invalid, "%s 里有两题都叫 %s", filepath.Base(path), it.Item)
		}
		d := make([]float64, len(list))
		for k, b := range list {
			d[k] = -*it.A * b
		}
		out[it.Item] = irt.Item{Model: in.Model, A: *it.A, D: d, C: it.C}
	}
	return in.Model, out, nil
}
