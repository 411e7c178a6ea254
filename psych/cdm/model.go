package cdm

import (
	"errors"
	"fmt"
	"math/bits"
)

// Model is the family of item response functions.
type Model string

// The models.
const (
	DINA  Model = "dina"
	DINO  Model = "dino"
	GDINA Model = "gdina"
)

// Missing is the code of an answer that is not there.
const Missing = 255

// MaxSkills bounds the number of skills: 2^MaxSkills patterns.
const MaxSkills = 12

// Errors of a fit.
var (
	ErrEmpty  = errors.New("cdm: no persons, no items or no skills")
	ErrShape  = errors.New("cdm: answers and Q-matrix differ in the number of items")
	ErrSkills = fmt.Errorf("cdm: more than %d skills", MaxSkills)
	ErrModel  = errors.New("cdm: no such model")
)

// A CodeError says which answer is neither 0 nor 1 nor Missing.
type CodeError struct{ Person, Item, Code int }

// Error names the person, the item and the answer, counted from 1.
func (e *CodeError) Error() string {
	return fmt.Sprintf("cdm: person %d, item %d: %d is not 0 or 1", e.Person+1, e.Item+1, e.Code)
}

// A QError says which item needs no skill.
type QError struct{ Item int }

// Error names the item, counted from 1.
func (e *QError) Error() string { return fmt.Sprintf("cdm: item %d needs no skill", e.Item+1) }

// Item is a fitted item. Skills are the indices of the skills it needs. Probs are the probabilities of a right answer in its groups:
// for DINA and DINO two, guess and 1 - slip; for GDINA one for each combination of its skills, the first skill counting 1.
type Item struct {
	Skills []int
	Probs  []float64
	group  []uint16 // of each pattern
}

// Guess and Slip are the parameters of DINA and DINO.
func (it Item) Guess() float64 { return it.Probs[0] }

// Slip is the probability of a wrong answer in the group that has what is needed.
func (it Item) Slip() float64 { return 1 - it.Probs[len(it.Probs)-1] }

// newItem sorts the patterns of k skills into the item's groups.
func newItem(m Model, q []bool) (Item, bool) {
	var it Item
	mask := 0
	for s, needs := range q {
		if needs {
			it.Skills = append(it.Skills, s)
			mask |= 1 << s
		}
	}
	if mask == 0 {
		return it, false
	}
	it.group = make([]uint16, 1<<len(q))
	groups := 2
	if m == GDINA {
		groups = 1 << len(it.Skills)
	}
	for c := range it.group {
		switch {
		case m == DINA && c&mask == mask, m == DINO && c&mask != 0:
			it.group[c] = 1
		case m == GDINA:
			for i, s := range it.Skills {
				it.group[c] |= uint16(c >> s & 1 << i)
			}
		}
	}
	it.Probs = make([]float64, groups)
	for g := range it.Probs { // between guessing and slipping, by how many skills are there
		have := float64(g)
		switch {
		case m == GDINA && len(q) > fullSkills: // effects of all sets of skills alike: where the path of climb begins
			have = float64(int(1)<<bits.OnesCount(uint(g))-1) / float64(groups-1)
		case m == GDINA:
			have = float64(bits.OnesCount(uint(g))) / float64(len(it.Skills))
		}
		it.Probs[g] = 0.2 + 0.6*have
	}
	return it, true
}

// Pattern is a pattern of mastery as text: the first skill first, 1 for mastered.
func Pattern(class, skills int) string {
	b := make([]byte, skills)
	for s := range b {
		b[s] = '0' + byte(class>>s&1)
	}
	return string(b)
}
