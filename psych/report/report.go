package report

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Options of Analyse; the zero value chooses the model by the data.
type Options struct {
	Title string    // heading of the page; empty: the name of the file
	File  string    // name of the file, printed on the page
	Model irt.Model // empty: chosen by categories and number of persons
	Max   []float64 // full marks by item; empty or 0: the highest score seen, at least 1
	Procs int       // goroutines of the fit, default GOMAXPROCS; never changes the result
}

// Report is everything that the page shows. Figures that the data do not determine are NaN, with a Finding.
type Report struct {
	Title, File string
	Persons     int // rows of the file
	Answered    int // persons with an answer to at least one item
	Cells       int // persons × items
	Missing     int // empty cells
	Items       []Item

	CTT                 ctt.Report
	AlphaLow, AlphaHigh float64 // 95 % interval of alpha (Feldt 1965), for complete answers only

	Model               irt.Model // the model fitted, empty when none could be
	Chosen              Note      // why this model
	Fit                 *irt.Fit
	Errors              *irt.Errors  // nil: the information has no inverse
	Limited             *irt.Limited // nil: not testable
	RMSEALow, RMSEAHigh float64      // 90 % interval
	Measures            []irt.Measure
	Reliability         float64 // marginal, for the mean number of items that were answered
	Empirical           float64 // var(EAP) ÷ (var(EAP) + mean SE²)

	Findings []Finding
}

// Item is one item with what was found out about it.
type Item struct {
	Number  int    // from 1
	Name    string // cleaned, see Clean
	Values  []float64
	Counts  []int // answers in each category
	Banded  bool  // marks were joined to bands for the model
	InModel bool
	Fit     irt.ItemFit
	Points  []Point
	Remarks []Note
}

// Binary reports whether the item has two categories.
func (it Item) Binary() bool { return len(it.Values) <= 2 }

// Note is a sentence in the catalogue with what stands in its places.
type Note struct {
	Key  string
	Args []any
}

// Say is the sentence in a language.
func (n Note) Say(lang Lang) string { return lang.T(n.Key, n.Args...) }

// Finding is something that a reader of the page must know. Code is one of: empty, constant, category, banded, rare, above_max, few_persons,
// few_items, few_pairs, no_complete, options, no_model, not_converged, standard_errors, m2, no_answers.
type Finding struct {
	Item string // name of the item, or empty
	Code string
	Note Note
}

// ErrShape says that names or full marks are of another number than the items.
var ErrShape = errors.New("report: names or full marks do not match the number of items")

// FewForSlopes is the number of persons under which slopes of their own are not given to items, when the model is chosen by the data.
const FewForSlopes = 200

// Analyse computes the report. It fails for a model that the data do not allow when that model was asked for, for names that do not match
// the items, and when the context ends.
func Analyse(ctx context.Context, names []string, m ctt.Matrix, o Options) (*Report, error) {
	if len(names) != m.Items() || o.Max != nil && len(o.Max) != m.Items() {
		return nil, ErrShape
	}
	nan := math.NaN()
	r := &Report{Title: Clean(o.Title), File: Clean(o.File), Persons: m.Persons(), Cells: m.Persons() * m.Items(), AlphaLow: nan, AlphaHigh: nan,
		RMSEALow: nan, RMSEAHigh: nan, Reliability: nan, Empirical: nan}
	if r.Title == "" {
		r.Title = r.File
	}
	r.count(m)
	codes := make([]uint8, r.Cells)
	clean := make([]string, len(names))
	for i, name := range names {
		clean[i] = Clean(name)
		it := Item{Number: i + 1, Name: clean[i], Fit: irt.ItemFit{SX2: nan, DF: nan, P: nan, Infit: nan, Outfit: nan}}
		it.Values, it.Counts, it.Banded = categories(m, i, codes)
		r.Items = append(r.Items, it)
	}
	r.classical(clean, m, o)
	if err := r.model(ctx, codes, o); err != nil {
		return nil, err
	}
	r.surveyCategories()
	r.remark()
	return r, ctx.Err()
}

func (r *Report) count(m ctt.Matrix) {
	for p := range m.Persons() {
		any := false
		for i := range m.Items() {
			if math.IsNaN(m.At(p, i)) {
				r.Missing++
			} else {
				any = true
			}
		}
		if any {
			r.Answered++
		}
	}
}

func (r *Report) find(item, code, key string, args ...any) {
	r.Findings = append(r.Findings, Finding{item, code, Note{key, args}})
}

// classical fills what needs no model.
func (r *Report) classical(names []string, m ctt.Matrix, o Options) {
	r.CTT = ctt.Analyse(m, ctt.Options{Items: names, Max: o.Max, Missing: ctt.Auto})
	if r.CTT.Missing == ctt.Listwise && r.CTT.Alpha.Defined() {
		r.AlphaLow, r.AlphaHigh = Feldt(float64(r.CTT.Alpha), r.CTT.NAlpha, m.Items(), 0.95)
	}
	if empty := r.Persons - r.Answered; empty > 0 {
		r.find("", "no_answers", noteNoAnswers, empty)
	}
	for _, f := range r.CTT.Findings {
		if key, ok := classicalNotes[f.Code]; ok {
			if f.Code == "constant" && f.ID == "" {
				key = noteAlphaConstant
			}
			r.find(f.ID, f.Code, key)
		}
	}
}

// model fits, or says why there is no model.
func (r *Report) model(ctx context.Context, codes []uint8, o Options) error {
	d, err := irt.NewData(codes, max(len(r.Items), 1))
	if err != nil {
		if o.Model != "" && !errors.Is(err, irt.ErrEmpty) {
			return err
		}
		r.find("", "no_model", noteNoAnswersAtAll)
		return nil
	}
	if o.Model == "" {
		err = r.choose(ctx, d, o)
	} else {
		r.Chosen = Note{noteAsked, nil}
		r.Fit, err = fit(ctx, d, o.Model, o)
	}
	switch {
	case errors.Is(err, irt.ErrDegenerate):
		r.Chosen = Note{}
		r.find("", "no_model", noteDegenerate)
		return nil
	case err != nil:
		return fmt.Errorf("report: %w", err)
	}
	r.Model = r.Fit.Model
	if !r.Fit.Converged {
		r.find("", "not_converged", noteNotConverged, r.Fit.Iterations)
	}
	return r.judge(ctx, d)
}

func fit(ctx context.Context, d *irt.Data, m irt.Model, o Options) (*irt.Fit, error) {
	return irt.New(ctx, d, irt.Options{Model: m, Procs: o.Procs})
}

// choose takes the model by categories and number of persons. Of two models for ordered categories with as many parameters, the one under
// which the answers are likelier.
func (r *Report) choose(ctx context.Context, d *irt.Data, o Options) (err error) {
	binary := true
	for _, it := range r.Items {
		binary = binary && it.Binary()
	}
	switch {
	case r.Answered < FewForSlopes && binary:
		r.Chosen = Note{noteFewBinary, []any{r.Answered, FewForSlopes}}
		r.Fit, err = fit(ctx, d, irt.Rasch, o)
		return err
	case r.Answered < FewForSlopes:
		r.Chosen = Note{noteFewOrdered, []any{r.Answered, FewForSlopes}}
		r.Fit, err = fit(ctx, d, irt.Rasch, o)
		return err
	case binary:
		r.Chosen = Note{noteManyBinary, []any{r.Answered, FewForSlopes}}
		r.Fit, err = fit(ctx, d, irt.TwoPL, o)
		return err
	}
	grm, err := fit(ctx, d, irt.GRM, o)
	if err != nil {
		return err
	}
	gpcm, err := fit(ctx, d, irt.GPCM, o)
	if err != nil {
		return err
	}
	r.Fit = grm
	if gpcm.LogLik > grm.LogLik+1e-6 {
		r.Fit = gpcm
	}
	r.Chosen = Note{noteOrdered, []any{r.Answered, FewForSlopes, figure(grm.LogLik, 2), figure(gpcm.LogLik, 2)}}
	return nil
}

// judge adds measures, errors, tests and observed points to a fit.
func (r *Report) judge(ctx context.Context, d *irt.Data) (err error) {
	for i := range r.Items {
		r.Items[i].InModel = !r.Fit.Left[i]
	}
	if r.Errors, err = r.Fit.Errors(ctx, d); errors.Is(err, irt.ErrSingular) {
		r.Errors = nil
		r.find("", "standard_errors", noteSingular)
	} else if err != nil {
		return err
	}
	all, err := r.Fit.Scores(ctx, d, irt.EAP)
	if err != nil {
		return err
	}
	r.measure(d, all)
	fits, err := r.Fit.ItemFits(ctx, d)
	if err != nil {
		return err
	}
	for i := range fits {
		r.Items[i].Fit = fits[i]
	}
	m, err := r.Fit.M2(ctx, d)
	switch {
	case errors.Is(err, irt.ErrComplete):
		r.find("", "m2", noteM2Complete)
	case errors.Is(err, irt.ErrFreedom):
		r.find("", "m2", noteM2Freedom)
	case errors.Is(err, irt.ErrSingular):
		r.find("", "m2", noteM2Singular)
	case err != nil:
		return err
	default:
		r.Limited = &m
		r.RMSEALow, r.RMSEAHigh = rmseaInterval(m.M2, m.DF, m.N)
	}
	return r.observe(ctx, d)
}

// measure keeps the measures of persons who answered something, and what they say of reliability.
func (r *Report) measure(d *irt.Data, all []irt.Measure) {
	noise := 0.0
	var theta []float64
	for p, m := range all {
		for i := range r.Items {
			if r.Items[i].InModel && d.At(p, i) != irt.Missing {
				r.Measures = append(r.Measures, m)
				theta = append(theta, m.Theta)
				noise += m.SE * m.SE
				break
			}
		}
	}
	if v := variance(theta); v > 0 {
		r.Empirical = v / (v + noise/float64(len(theta)))
	}
	r.Reliability = r.marginal()
}

// marginal is 1 − E[1/(I(θ) + 1/σ²)]/σ² with the information of the items that a person answers on average (Green et al. 1984).
func (r *Report) marginal() float64 {
	v := r.Fit.SD * r.Fit.SD
	noise := 0.0
	nodes, weight := latent(r.Fit.SD)
	for q, theta := range nodes {
		noise += weight[q] / (r.Information(theta) + 1/v)
	}
	return 1 - noise/v
}

// Information is the test information at θ of the items that a person answers on average: each item counts by the share of persons with
// an answer to it. Without missing answers it is the information of the whole test.
func (r *Report) Information(theta float64) float64 {
	sum := 0.0
	for i, it := range r.Items {
		if it.InModel {
			sum += r.Fit.Items[i].Information(theta) * r.share(i)
		}
	}
	return sum
}

// share of persons with an answer who have one to item i.
func (r *Report) share(i int) float64 {
	n := 0
	for _, c := range r.Items[i].Counts {
		n += c
	}
	return float64(n) / float64(max(len(r.Measures), 1))
}
