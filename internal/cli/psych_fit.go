package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

type psychFitCmd struct {
	File   string  `arg:"" help:"CSV with a header, one person a row, empty = missing." type:"existingfile"`
	Model  string  `help:"rasch, 1pl, 2pl, 3pl, grm or gpcm." enum:"rasch,1pl,2pl,3pl,grm,gpcm" required:""`
	Nodes  int     `help:"Quadrature nodes." default:"61"`
	Range  float64 `help:"Nodes spread over ± this." default:"6"`
	Tol    float64 `help:"Largest change of a parameter at the end." default:"1e-4"`
	Iter   int     `help:"Most iterations." default:"2000" name:"max-iter"`
	SE     bool    `help:"Standard errors by the observed information." name:"se"`
	Fit    bool    `help:"Tests of fit: M2* of the whole, S-X2, infit and outfit of items."`
	Scores string  `help:"Measures of persons: eap, map, ml or wle." enum:",eap,map,ml,wle" default:""`
	Binary string  `help:"The file is N,I bytes, person by person; 255 is missing." placeholder:"N,I"`
	Cold   bool    `help:"No first fit on a subsample."`
	Priors bool    `help:"With 3pl: Beta(5, 17) on c and log-normal(0, 0.5) on a; without them many tests have no maximum." default:"true" negatable:""`
}

// fitted is the answer of psych fit.
type fitted struct {
	Model       string       `json:"model"`
	N           int          `json:"n"`
	Items       []fittedItem `json:"items"`
	LogLik      float64      `json:"log_lik"`
	Parameters  int          `json:"n_par"`
	AIC         float64      `json:"aic"`
	BIC         float64      `json:"bic"`
	Iterations  int          `json:"iterations"`
	Converged   bool         `json:"converged"`
	Latent      latent       `json:"latent"`
	Priors      *priors      `json:"priors,omitempty"`
	Reliability number       `json:"reliability"` // marginal
	Fit         *limited     `json:"fit,omitempty"`
	Scores      []personal   `json:"scores,omitempty"`
	Findings    []warned     `json:"findings,omitempty"`
}

type latent struct {
	Mean float64 `json:"mean"`
	Var  float64 `json:"var"`
	SE   *number `json:"var_se,omitempty"` // where it is estimated
}

// priors are those of 3pl, whose values are the maximum of the likelihood times them; log_lik is without them.
type priors struct {
	C string `json:"c"`
	A string `json:"a"`
}

// fittedItem has numbers for a binary item and lists for one with more categories; null where there is no finite value.
type fittedItem struct {
	Item string         `json:"item"`
	A    number         `json:"a"`
	B    any            `json:"b"`
	C    *number        `json:"c,omitempty"`
	SE   map[string]any `json:"se,omitempty"`
	Fit  *itemFit       `json:"fit,omitempty"`
}

// limited is the test of the whole; null where the data do not allow it, with a finding.
type limited struct {
	N     int    `json:"n"`
	M2    number `json:"m2"`
	DF    number `json:"df"`
	P     number `json:"p"`
	RMSEA number `json:"rmsea"`
	SRMSR number `json:"srmsr"`
}

type itemFit struct {
	SX2    number `json:"s_x2"`
	DF     number `json:"df"`
	P      number `json:"p"`
	Infit  number `json:"infit"`
	Outfit number `json:"outfit"`
	N      int    `json:"n"`
}

type personal struct {
	Theta number `json:"theta"`
	SE    number `json:"se"`
}

type warned struct {
	ID       string `json:"id,omitempty"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// number is a float that JSON can say: infinite and undefined ones are null.
type number float64

// MarshalJSON writes the number, or null.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// Run fits and prints one JSON document.
func (c *psychFitCmd) Run(w *world) error {
	names, d, gaps, err := c.read()
	if err != nil {
		return err
	}
	o := irt.Options{Model: irt.Model(c.Model), Nodes: c.Nodes, Range: c.Range, Tol: c.Tol, MaxIter: c.Iter, Cold: c.Cold}
	if !c.Priors {
		o.GuessPrior, o.SlopePrior = new([2]float64), new([2]float64)
	}
	f, err := irt.New(w.ctx, d, o)
	if err != nil {
		return refusedFit(err)
	}
	out := fitted{Model: c.Model, N: f.Persons, LogLik: f.LogLik, Parameters: f.Parameters, AIC: f.AIC(), BIC: f.BIC(), Iterations: f.Iterations,
		Converged: f.Converged, Latent: latent{Var: f.SD * f.SD}, Findings: gaps}
	if f.Model == irt.ThreePL && c.Priors {
		out.Priors = &priors{"beta(5, 17)", "lognormal(0, 0.5)"}
	}
	for _, x := range f.Findings {
		id := ""
		if x.Item >= 0 {
			id = names[x.Item]
		}
		out.Findings = append(out.Findings, warned{id, x.Code, "warning", x.Text})
	}
	var se *irt.Errors
	if c.SE {
		switch se, err = f.Errors(w.ctx, d); {
		case errors.Is(err, irt.ErrSingular): // the fit stands, its uncertainty does not
			se = nil
			out.Findings = append(out.Findings, warned{"", "standard_errors", "warning", err.Error()})
		case err != nil:
			return refusedFit(err)
		}
	}
	if se != nil && f.Model == irt.Rasch {
		v := number(2 * f.SD * se.SD) // of the square, by the delta method
		out.Latent.SE = &v
	}
	for i := range f.Items {
		out.Items = append(out.Items, describe(names[i], f, i, se))
	}
	out.Reliability = number(f.Reliability())
	if c.Fit {
		if err := out.test(w.ctx, f, d); err != nil {
			return err
		}
	}
	if c.Scores != "" {
		all, err := f.Scores(w.ctx, d, irt.Method(c.Scores))
		if err != nil {
			return refusedFit(err)
		}
		for _, m := range all {
			out.Scores = append(out.Scores, personal{number(m.Theta), number(m.SE)})
		}
	}
	return w.print(out)
}

// test adds the tests of fit.
func (out *fitted) test(ctx context.Context, f *irt.Fit, d *irt.Data) error {
	m, err := f.M2(ctx, d)
	switch {
	case errors.Is(err, irt.ErrComplete), errors.Is(err, irt.ErrFreedom), errors.Is(err, irt.ErrSingular):
		out.Findings = append(out.Findings, warned{"", "m2", "warning", err.Error()})
	case err != nil:
		return err
	default:
		out.Fit = &limited{m.N, number(m.M2), number(m.DF), number(m.P), number(m.RMSEA), number(m.SRMSR)}
	}
	all, err := f.ItemFits(ctx, d)
	if err != nil {
		return refusedFit(err)
	}
	for i, x := range all {
		out.Items[i].Fit = &itemFit{number(x.SX2), number(x.DF), number(x.P), number(x.Infit), number(x.Outfit), x.N}
	}
	return nil
}

func refusedFit(err error) error {
	for _, known := range []error{irt.ErrEmpty, irt.ErrModel, irt.ErrDegenerate, irt.ErrSingular, irt.ErrOptions, irt.ErrLayout} {
		if errors.Is(err, known) {
			return fault.Wrap(err, fault.Invalid, "%s", err.Error())
		}
	}
	var code *irt.CodeError
	if errors.As(err, &code) {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	return err
}

// describe is one item of the answer.
func describe(name string, f *irt.Fit, i int, se *irt.Errors) fittedItem {
	it := f.Items[i]
	if f.Left[i] {
		return fittedItem{Item: name, A: number(math.NaN()), B: nil}
	}
	out := fittedItem{Item: name, A: number(it.A), B: either(it.B())}
	if it.Model == irt.ThreePL {
		g := number(it.C)
		out.C = &g
	}
	if se == nil {
		return out
	}
	out.SE = map[string]any{"b": either(se.B[i]), "d": either(se.D[i])}
	if !math.IsNaN(se.A[i]) {
		out.SE["a"] = number(se.A[i])
	}
	if it.Model == irt.ThreePL {
		out.SE["c"] = number(se.C[i])
	}
	return out
}

// either is a number for one value, else a list.
func either(v []float64) any {
	if len(v) == 1 {
		return number(v[0])
	}
	out := make([]number, len(v))
	for i, x := range v {
		out[i] = number(x)
	}
	return out
}

// read packs the answers of the file.
func (c *psychFitCmd) read() (names []string, d *irt.Data, gaps []warned, err error) {
	if c.Binary != "" {
		return c.readBytes()
	}
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return nil, nil, nil, err
	}
	defer f.Close()
	names, m, err := ctt.ReadCSV(f)
	if err != nil {
		return nil, nil, nil, fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	codes := make([]uint8, m.Persons()*m.Items())
	for i, name := range names {
		missing, err := categories(m, i, codes)
		if err != nil {
			return nil, nil, nil, fault.Wrap(err, fault.Invalid, "%s: %s", name, err.Error())
		}
		if missing != "" {
			gaps = append(gaps, warned{name, "category", "warning", missing})
		}
	}
	d, err = irt.NewData(codes, len(names))
	if err != nil {
		return nil, nil, nil, refusedFit(err)
	}
	return names, d, gaps, nil
}

// categories turns the scores of an item into codes 0, 1, 2 …: they begin at the smallest score, or at 0 where 0 and 1 are the only
// ones, and skip what nobody has.
func categories(m ctt.Matrix, item int, codes []uint8) (missing string, err error) {
	var values []float64
	for p := range m.Persons() {
		if v := m.At(p, item); !math.IsNaN(v) && !slices.Contains(values, v) {
			if v != math.Trunc(v) || math.Abs(v) > 1e6 {
				return "", fmt.Errorf("score %g is not a whole number", v)
			}
			if values = append(values, v); len(values) > irt.MaxCategories {
				return "", fmt.Errorf("more than %d categories", irt.MaxCategories)
			}
		}
	}
	if len(values) == 1 && values[0] == 1 { // all right is not all wrong
		values = append(values, 0)
	}
	slices.Sort(values)
	for k := 1; k < len(values); k++ {
		if values[k] != values[k-1]+1 {
			missing = gap(values[k-1], values[k])
		}
	}
	for p := range m.Persons() {
		at := p*m.Items() + item
		codes[at] = irt.Missing
		if k := slices.Index(values, m.At(p, item)); k >= 0 {
			codes[at] = uint8(k)
		}
	}
	return missing, nil
}

func (c *psychFitCmd) readBytes() ([]string, *irt.Data, []warned, error) {
	fail := func(err error) ([]string, *irt.Data, []warned, error) { return nil, nil, nil, err }
	a, b, ok := strings.Cut(c.Binary, ",")
	n, err1 := strconv.Atoi(strings.TrimSpace(a))
	k, err2 := strconv.Atoi(strings.TrimSpace(b))
	if !ok || err1 != nil || err2 != nil || n < 1 || k < 1 || n > math.MaxInt/k {
		return fail(fault.New(fault.Invalid, "--binary 要写成 人数,题数"))
	}
	raw, err := os.ReadFile(filepath.Clean(c.File))
	if err != nil {
		return fail(err)
	}
	if len(raw) != n*k {
		return fail(fault.New(fault.Invalid, "文件有 %d 字节，%d 人 × %d 题要 %d 字节", len(raw), n, k, n*k))
	}
	names := make([]string, k)
	for i := range names {
		names[i] = "i" + strconv.Itoa(i+1)
	}
	gaps := closeUp(raw, names)
	d, err := irt.NewData(raw, k)
	if err != nil {
		return fail(refusedFit(err))
	}
	return names, d, gaps, nil
}

// closeUp numbers the categories of bytes as those of a table are: from 0, without those that nobody has. Codes that are no categories stay, to
// be refused where it is known who has them.
func closeUp(raw []byte, names []string) (gaps []warned) {
	k := len(names)
	used := make([][256]bool, k)
	for at, code := range raw {
		used[at%k][code] = true
	}
	become, moves := make([][256]byte, k), false
	for i := range used {
		next, last := 0, -1
		for code := range become[i] {
			become[i][code] = byte(code)
			if !used[i][code] || code >= irt.MaxCategories || code == 1 && last < 0 && alone(&used[i]) {
				continue // who all have 1 are all right, not all wrong
			}
			if last >= 0 && code > last+1 {
				gaps = append(gaps, warned{names[i], "category", "warning", gap(float64(last), float64(code))})
			}
			become[i][code], last = byte(next), code
			moves = moves || next != code
			next++
		}
	}
	if moves {
		for at, code := range raw {
			raw[at] = become[at%k][code]
		}
	}
	return gaps
}

// alone reports whether 1 is the only category.
func alone(used *[256]bool) bool {
	for code := range irt.MaxCategories {
		if used[code] && code != 1 {
			return false
		}
	}
	return true
}

func gap(from, to float64) string {
	return fmt.Sprintf("nobody has a score between %g and %g; the categories are closed up", from, to)
}
