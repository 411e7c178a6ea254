package report

import (
	"math"
	"strconv"

	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// Num is a figure with five digits; NaN is what the data does not define, null in JSON.
type Num float64

// Defined reports whether the figure has a value.
func (x Num) Defined() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes five digits or null.
func (x Num) MarshalJSON() ([]byte, error) {
	if !x.Defined() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(make([]byte, 0, 16), float64(x), 'g', 5, 64), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (x *Num) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*x = Num(math.NaN())
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	*x = Num(v)
	return err
}

// Share is a share 0 … 1. Above the class the ends are coded: Bound −1 means "at most", +1 "at least".
type Share struct {
	V     Num  `json:"v"`
	Bound int8 `json:"b,omitempty"`
}

// places rounds to decimals: what nobody reads is not stored.
func places(x float64, decimals int) Num {
	f := math.Pow10(decimals)
	return Num(math.Round(x*f) / f)
}

func shareOf(v float64, n int, coded bool) Share {
	if !coded {
		return Share{V: places(v, 4)}
	}
	c := indicator.Code(v, n)
	s := Share{V: places(c.Value, 4)}
	switch {
	case c.AtMost:
		s.Bound = -1
	case c.Least:
		s.Bound = 1
	}
	return s
}

var nan = math.NaN()
