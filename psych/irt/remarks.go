package irt

import (
	"fmt"
	"math"
)

// steepest is the change of a logit from one node to the next above which a slope is no longer told from a larger one.
const steepest = 2

// remark settles what the data leave open, and says where the numbers of a fit are not to be relied on.
func (f *Fit) remark() {
	f.turn()
	if !f.Converged {
		f.Findings = append(f.Findings, Finding{-1, "not_converged", fmt.Sprintf("still moving after %d iterations; the values are not the maximum", f.Iterations)})
	}
	reach := f.grid.theta[len(f.grid.theta)-1]
	gap := f.grid.theta[1] - f.grid.theta[0]
	for i, it := range f.Items {
		if f.Left[i] {
			continue
		}
		say := func(code, text string, args ...any) {
			f.Findings = append(f.Findings, Finding{i, code, fmt.Sprintf(text, args...)})
		}
		switch a := math.Abs(it.A); {
		case a*gap > steepest:
			say("slope", "the slope is too steep for nodes %.2g apart: the answers separate persons without error, or there are too few of them", gap)
		case a < 1e-3:
			say("slope", "the slope is 0: the answers have nothing to do with the other items, and the difficulty means nothing")
		case f.outside(it, reach):
			say("difficulty", "a difficulty is outside the nodes of ±%g, where there is nobody to show it", reach)
		}
	}
	switch {
	case f.Model != Rasch:
	case f.SD < 0.02:
		f.Findings = append(f.Findings, Finding{-1, "latent", "persons do not differ beyond chance: the latent variance is 0"})
	case f.SD > reach/2:
		f.Findings = append(f.Findings, Finding{-1, "latent", fmt.Sprintf("the latent variance is too large for nodes of ±%g", reach)})
	}
}

func (f *Fit) outside(it Item, reach float64) bool {
	for _, b := range it.B() {
		if math.Abs(b) > reach*math.Max(1, f.SD) {
			return true
		}
	}
	return false
}

// turn makes high values mean right answers: the likelihood is the same when every slope and the latent variable change sign.
func (f *Fit) turn() {
	sum := 0.0
	for i, it := range f.Items {
		if !f.Left[i] {
			sum += it.A
		}
	}
	if sum >= 0 {
		return
	}
	for i := range f.Items {
		f.Items[i].A = -f.Items[i].A
	}
}
