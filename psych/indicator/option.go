package indicator

import (
	"math"
	"slices"
	"strings"
)

// Option counts one option of a choice item. High and Low are of the groups of Split and may be parts of persons at the cut.
type Option struct {
	Choice    string // "" is no answer
	Key       bool
	N         int
	High, Low float64
}

// Options is the option table of one item.
type Options struct {
	N        int
	Size     float64 // persons in each group who were asked
	Rows     []Option
	Miskey   string // the option that speaks against the key, "" when none does
	NoChoice int    // without an answer
}

// Flag looks for a key that may be wrong 疑似答案有误: an option that is not the key and that more of the top group chose than the key,
// or, when nobody of the top group chose the key, any that they chose. Options of several letters count by the whole answer. It is a
// question to the author, not a verdict; fewer than least persons in the group give no flag. Formula miskey.
func (o *Options) Flag(least float64) {
	o.Miskey = ""
	if o.Size < least {
		return
	}
	key, best := 0.0, Option{}
	known := false
	for _, r := range o.Rows {
		switch {
		case r.Key:
			key, known = key+r.High, true
		case r.Choice != "" && r.High > best.High:
			best = r
		}
	}
	if known && best.High > key {
		o.Miskey = best.Choice
	}
}

// SortOptions puts single letters first in order, longer answers after them by number, no answer last.
func SortOptions(rows []Option) {
	slices.SortStableFunc(rows, func(a, b Option) int {
		if (a.Choice == "") != (b.Choice == "") {
			if a.Choice == "" {
				return 1
			}
			return -1
		}
		if (len(a.Choice) == 1) != (len(b.Choice) == 1) {
			return len(a.Choice) - len(b.Choice)
		}
		if len(a.Choice) > 1 && a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Choice, b.Choice)
	})
}

// Curve is the share of each option by fifths of the total, from the lowest to the highest: the option curves 选项曲线 of an item. at is
// the code of each person's choice (below codes), fifth the person's fifth 0 … 4. Shares of an empty fifth are NaN.
func Curve(at, fifth []uint8, codes int) [][5]float64 {
	n := [5]float64{}
	out := make([][5]float64, codes)
	for i, c := range at {
		n[fifth[i]]++
		out[c][fifth[i]]++
	}
	for c := range out {
		for f := range n {
			if n[f] == 0 {
				out[c][f] = math.NaN()
				continue
			}
			out[c][f] /= n[f]
		}
	}
	return out
}
