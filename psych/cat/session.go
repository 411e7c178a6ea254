package cat

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Errors.
var (
	ErrEmpty  = errors.New("cat: the bank has no item")
	ErrBank   = errors.New("cat: content, shares or rates do not fit the bank")
	ErrAnswer = errors.New("cat: the item was given before, is not in the bank, or has no such category")
)

// An ItemError says which item of a bank cannot be used.
type ItemError struct{ Item int }

// Error names the item, counted from 1.
func (e *ItemError) Error() string {
	return fmt.Sprintf("cat: item %d has no finite parameters", e.Item+1)
}

// Bank is what a test is drawn from. It is read-only and may serve many sessions.
type Bank struct {
	Items   []irt.Item
	Content []int     // area of each item, from 0; nil: one area
	Shares  []float64 // wanted share of each area; nil: as in the bank
	Rates   []float64 // Sympson-Hetter: probability that an item that was chosen is given; nil: always

	areas int
}

// Rules of a test.
type Rules struct {
	MinItems, MaxItems int     // default 5 and 30
	SE                 float64 // enough when the standard error is below; 0: never
	Best               int     // one of the best few is taken at random; default 1, the best
	Prior              Prior
}

// Prior is the normal distribution of the population on the scale of the bank; the zero value is mean 0 and deviation 1.
type Prior struct{ Mean, SD float64 }

func (r Rules) complete() Rules {
	if r.MaxItems <= 0 {
		r.MaxItems = 30
	}
	if r.MinItems <= 0 {
		r.MinItems = min(5, r.MaxItems)
	}
	if r.Best <= 0 {
		r.Best = 1
	}
	if r.Prior.SD <= 0 {
		r.Prior.SD = 1
	}
	return r
}

// Check completes the bank and says what is wrong with it.
func (b *Bank) Check() error {
	n := len(b.Items)
	if n == 0 {
		return ErrEmpty
	}
	if b.Content != nil && len(b.Content) != n || b.Rates != nil && len(b.Rates) != n {
		return ErrBank
	}
	for i, it := range b.Items {
		if len(it.D) == 0 || !(it.A > 0) || math.IsInf(it.A, 0) || slices.ContainsFunc(it.D, func(d float64) bool { return math.IsNaN(d) || math.IsInf(d, 0) }) {
			return &ItemError{i}
		}
	}
	b.areas = 1
	for _, a := range b.Content {
		if a < 0 || a >= n {
			return ErrBank
		}
		b.areas = max(b.areas, a+1)
	}
	for _, r := range b.Rates {
		if !(r >= 0 && r <= 1) {
			return ErrBank
		}
	}
	if b.Shares == nil {
		b.Shares = make([]float64, b.areas)
		for i := range b.Items {
			b.Shares[b.area(i)] += 1 / float64(n)
		}
	}
	total := 0.0
	for _, s := range b.Shares {
		if !(s >= 0) {
			return ErrBank
		}
		total += s
	}
	if len(b.Shares) != b.areas || math.Abs(total-1) > 1e-6 {
		return ErrBank
	}
	return nil
}

func (b *Bank) area(i int) int {
	if b.Content == nil {
		return 0
	}
	return b.Content[i]
}

// Why says why a test goes on or ends.
type Why string

// The reasons.
const (
	GoesOn   Why = ""
	Length   Why = "length"
	Enough   Why = "se"
	BankDone Why = "bank"
)

// Session is one learner's test. Make it with NewSession. It is for one goroutine.
type Session struct {
	bank  *Bank
	rules Rules
	Given []int   // items in the order they were given
	Codes []uint8 // their answers
	Theta float64
	SE    float64

	tried []bool // given, or passed over by the exposure control
	grid  []float64
	post  []float64 // log posterior on the grid
	inArea,
	left []int
}

const gridPoints = 121

// NewSession begins a test. The bank must have passed Check.
func NewSession(b *Bank, r Rules) (*Session, error) {
	if b.areas == 0 {
		if err := b.Check(); err != nil {
			return nil, err
		}
	}
	r = r.complete()
	s := &Session{bank: b, rules: r, Theta: r.Prior.Mean, SE: r.Prior.SD, tried: make([]bool, len(b.Items)), inArea: make([]int, b.areas), left: make([]int, b.areas)}
	for i := range b.Items {
		s.left[b.area(i)]++
	}
	for k := range gridPoints {
		z := -6 + 12*float64(k)/(gridPoints-1)
		s.grid = append(s.grid, r.Prior.Mean+z*r.Prior.SD)
		s.post = append(s.post, -z*z/2)
	}
	return s, nil
}

// Next is the next item, or why there is none. With a nil source the choice is the best item and the exposure control is off.
func (s *Session) Next(source *rand.Rand) (item int, why Why) {
	switch n := len(s.Given); {
	case n >= s.rules.MaxItems:
		return -1, Length
	case n >= s.rules.MinItems && s.SE < s.rules.SE:
		return -1, Enough
	}
	for {
		area := s.behind()
		if area < 0 {
			return -1, BankDone
		}
		item := s.best(area, source)
		if source == nil || s.bank.Rates == nil || s.left[area] == 1 || source.Float64() < s.bank.Rates[item] {
			return item, GoesOn
		}
		s.pass(item)
	}
}

// pass takes an item out of this test.
func (s *Session) pass(item int) {
	s.tried[item] = true
	s.left[s.bank.area(item)]--
}

// behind is the area with items left that is furthest behind its share.
func (s *Session) behind() int {
	best, gap := -1, 0.0
	for a, share := range s.bank.Shares {
		if s.left[a] == 0 {
			continue
		}
		if g := share*float64(len(s.Given)+1) - float64(s.inArea[a]); best < 0 || g > gap {
			best, gap = a, g
		}
	}
	return best
}

// best is the most informative item of an area, or one of the best few.
func (s *Session) best(area int, source *rand.Rand) int {
	type candidate struct {
		item int
		info float64
	}
	var top []candidate
	for i, it := range s.bank.Items {
		if s.tried[i] || s.bank.area(i) != area {
			continue
		}
		c := candidate{i, it.Information(s.Theta)}
		at, _ := slices.BinarySearchFunc(top, c, func(a, b candidate) int {
			if a.info >= b.info {
				return -1
			}
			return 1
		})
		if at < s.rules.Best {
			top = slices.Insert(top, at, c)
			top = top[:min(len(top), s.rules.Best)]
		}
	}
	if source == nil {
		return top[0].item
	}
	return top[source.IntN(len(top))].item
}

// Answer takes the answer to an item and measures again.
func (s *Session) Answer(item int, code uint8) error {
	if item < 0 || item >= len(s.bank.Items) || slices.Contains(s.Given, item) || int(code) >= s.bank.Items[item].Categories() {
		return ErrAnswer
	}
	if !s.tried[item] {
		s.pass(item)
	}
	it := s.bank.Items[item]
	s.Given, s.Codes = append(s.Given, item), append(s.Codes, code)
	s.inArea[s.bank.area(item)]++
	p := make([]float64, it.Categories())
	top := math.Inf(-1)
	for k, theta := range s.grid {
		it.Prob(theta, p)
		s.post[k] += math.Log(math.Max(p[code], 1e-300))
		top = math.Max(top, s.post[k])
	}
	var sum, m, v float64
	for k, theta := range s.grid {
		w := math.Exp(s.post[k] - top)
		sum += w
		m += w * theta
	}
	m /= sum
	for k, theta := range s.grid {
		v += math.Exp(s.post[k]-top) * (theta - m) * (theta - m)
	}
	s.Theta, s.SE = m, math.Sqrt(v/sum)
	return nil
}
