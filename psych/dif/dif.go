package dif

import (
	"errors"
	"fmt"
)

// Missing is the code of an answer that is not there. Such a person does not count for that item; in the matching score it is a 0.
const Missing = 255

// Errors of an analysis.
var (
	ErrEmpty  = errors.New("dif: no persons or no items")
	ErrShape  = errors.New("dif: answers, items and groups do not fit each other")
	ErrGroups = errors.New("dif: one of the two groups has nobody in it")
)

// A CodeError says which answer is neither 0 nor 1 nor Missing; counted from 0.
type CodeError struct{ Person, Item, Code int }

// Error names the person and the item, counted from 1.
func (e *CodeError) Error() string {
	return fmt.Sprintf("dif: person %d, item %d: %d is not 0 or 1", e.Person+1, e.Item+1, e.Code)
}

// Data are the answers of two groups, person by person: Answers[p*Items+i] is 0, 1 or Missing. Focal says who is in the focal group.
type Data struct {
	Answers []uint8
	Items   int
	Focal   []bool
}

func (d Data) check() error {
	n := len(d.Focal)
	switch {
	case n == 0 || d.Items <= 0:
		return ErrEmpty
	case len(d.Answers) != n*d.Items:
		return ErrShape
	}
	focal := 0
	for _, f := range d.Focal {
		if f {
			focal++
		}
	}
	if focal == 0 || focal == n {
		return ErrGroups
	}
	for at, c := range d.Answers {
		if c > 1 && c != Missing {
			return &CodeError{at / d.Items, at % d.Items, int(c)}
		}
	}
	return nil
}

// scores are the sums over the anchor items (nil: all).
func (d Data) scores(anchor []bool) []int {
	out := make([]int, len(d.Focal))
	for p := range out {
		for i, c := range d.Answers[p*d.Items : (p+1)*d.Items] {
			if c == 1 && (anchor == nil || anchor[i]) {
				out[p]++
			}
		}
	}
	return out
}

// stratum counts the answers to one item at one score: right and wrong, of the reference and of the focal group.
type stratum struct{ a, b, c, d float64 }

func (s stratum) all() float64 { return s.a + s.b + s.c + s.d }

// strata sorts the persons who answered an item by their score, to which the item is added when it is no anchor.
func (d Data) strata(item int, scores []int, anchor []bool) []stratum {
	out := make([]stratum, d.Items+2)
	own := anchor != nil && !anchor[item]
	for p, score := range scores {
		c := d.Answers[p*d.Items+item]
		if c == Missing {
			continue
		}
		if own {
			score += int(c)
		}
		s := &out[score]
		switch {
		case !d.Focal[p] && c == 1:
			s.a++
		case !d.Focal[p]:
			s.b++
		case c == 1:
			s.c++
		default:
			s.d++
		}
	}
	return out
}
