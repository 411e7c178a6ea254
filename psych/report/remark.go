package report

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// The rules of remarks. They are printed on the page with these numbers; they are conventions that make a reader look, not tests.
const (
	veryEasy       = 0.95 // P
	veryHard       = 0.10
	lowRest        = 0.15 // item-rest correlation
	alphaRises     = 0.005
	infitLow       = 0.7 // Wright & Linacre (1994), run-of-the-mill tests
	infitHigh      = 1.3
	outfitHigh     = 1.5
	testLevel      = 0.05 // of S-X² over all items (Bonferroni)
	wideError      = 0.5  // SE of a difficulty, in logits
	flatSlope      = 0.35
	wildSlope      = 5.0
	fewAnswers     = 30
	manyPersonsFit = 30 // under it infit and outfit are noise
	manyItemsFit   = 10 // with fewer items Warm's estimate follows the answers, and residuals are small by themselves
)

// remark writes beside every item what a reader should look at.
func (r *Report) remark() {
	tested := 0
	for _, it := range r.Items {
		if !math.IsNaN(it.Fit.P) {
			tested++
		}
	}
	for i := range r.Items {
		it := &r.Items[i]
		it.Remarks = append(r.classicalRemarks(i), r.modelRemarks(i, tested)...)
	}
}

func (r *Report) classicalRemarks(i int) (out []Note) {
	say := func(key string, args ...any) { out = append(out, Note{key, args}) }
	c := r.CTT.Items[i]
	p, alike := float64(c.P), c.N == 1 || float64(c.SD) == 0
	switch {
	case c.N == 0:
		say(remarkNobody)
		return out
	case alike && p >= 1:
		say(remarkAllRight)
		return out
	case alike:
		say(remarkAllSame)
		return out
	case p >= veryEasy:
		say(remarkEasy)
	case p <= veryHard:
		say(remarkHard)
	}
	rest := float64(c.ItemRest)
	switch {
	case rest < 0:
		say(remarkNegative)
	case rest < lowRest:
		say(remarkLow)
	}
	if float64(c.AlphaIfDeleted)-float64(r.CTT.Alpha) > alphaRises {
		say(remarkAlpha)
	}
	if c.N < fewAnswers {
		say(remarkFew, c.N)
	}
	return out
}

func (r *Report) modelRemarks(i, tested int) (out []Note) {
	it := r.Items[i]
	if r.Fit == nil || !it.InModel {
		return nil
	}
	say := func(key string, args ...any) { out = append(out, Note{key, args}) }
	a := r.Fit.Items[i].A
	free := r.Model != irt.Rasch && r.Model != irt.OnePL
	if n := float64(r.CTT.Items[i].ItemRest); free && a < flatSlope && !(n < lowRest) {
		say(remarkFlat)
	}
	if free && math.Abs(a) > wildSlope {
		say(remarkWild)
	}
	if it.Fit.P < testLevel/float64(tested) {
		say(remarkMisfit)
	}
	if it.Fit.N >= manyPersonsFit && r.inModel() >= manyItemsFit {
		switch {
		case it.Fit.Infit > infitHigh:
			say(remarkNoise)
		case it.Fit.Infit < infitLow:
			say(remarkTooGood)
		case it.Fit.Outfit > outfitHigh:
			say(remarkOutfit)
		}
	}
	if r.Errors != nil {
		widest := 0.0
		for _, se := range r.Errors.B[i] {
			if !(se <= widest) { // also NaN
				widest = se
			}
		}
		if !(widest <= wideError) {
			say(remarkWide)
		}
	}
	return out
}

// inModel is the number of items in the model.
func (r *Report) inModel() (n int) {
	for _, it := range r.Items {
		if it.InModel {
			n++
		}
	}
	return n
}

// Worth is the number of items with a remark.
func (r *Report) Worth() (n int) {
	for _, it := range r.Items {
		if len(it.Remarks) > 0 {
			n++
		}
	}
	return n
}
