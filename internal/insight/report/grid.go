package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// Persons are ids in order of the register; in JSON one text, since they are most of what cannot be made smaller.
type Persons []org.PersonID

// MarshalJSON writes the ids one after another in base64.
func (p Persons) MarshalJSON() ([]byte, error) {
	raw := make([]byte, 0, 16*len(p))
	for _, x := range p {
		raw = append(raw, x[:]...)
	}
	out := make([]byte, 0, base64.RawStdEncoding.EncodedLen(len(raw))+2)
	out = append(out, '"')
	out = base64.RawStdEncoding.AppendEncode(out, raw)
	return append(out, '"'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Persons) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw)%16 != 0 {
		return fmt.Errorf("report: a list of ids of %d bytes: %v", len(raw), err)
	}
	*p = make(Persons, len(raw)/16)
	for i := range *p {
		copy((*p)[i][:], raw[16*i:])
	}
	return nil
}

// Marks are hundredths by row and item; −1 is no mark. In JSON each different mark gets a letter, so that a row is a short text.
type Marks [][]int32

// Choices are answers by row and item, "" for none; in JSON as Marks.
type Choices [][]string

// letters are the codes of a grid: printable, and nothing that JSON escapes.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$()*+,-./:;=?@[]^_{|}~"

// coder gives values letters in the order in which they come; two when there are more than letters.
type coder[T comparable] struct {
	at     map[T]int
	values []T
	last   T
	code   int
}

func (c *coder[T]) of(v T) int {
	if v == c.last && len(c.values) > 0 {
		return c.code
	}
	i, ok := c.at[v]
	if !ok {
		i = len(c.values)
		c.at[v] = i
		c.values = append(c.values, v)
	}
	c.last, c.code = v, i
	return i
}

func writeGrid[T comparable](rows [][]T, value func([]byte, T) []byte) []byte {
	c := &coder[T]{at: map[T]int{}}
	n := 0
	for _, row := range rows {
		n += len(row)
		for _, v := range row {
			c.of(v)
		}
	}
	wide := len(c.values) > len(letters)
	out := make([]byte, 0, 2*n+3*len(rows)+64)
	out = append(out, `{"v":[`...)
	for i, v := range c.values {
		if i > 0 {
			out = append(out, ',')
		}
		out = value(out, v)
	}
	out = append(out, `],"r":[`...)
	for r, row := range rows {
		if r > 0 {
			out = append(out, ',')
		}
		out = append(out, '"')
		for _, v := range row {
			i := c.of(v)
			if wide {
				out = append(out, letters[i/len(letters)%len(letters)])
			}
			out = append(out, letters[i%len(letters)])
		}
		out = append(out, '"')
	}
	return append(out, `]}`...)
}

func readGrid[T comparable](b []byte) ([][]T, error) {
	var g struct {
		V []T      `json:"v"`
		R []string `json:"r"`
	}
	if err := json.Unmarshal(b, &g); err != nil {
		return nil, err
	}
	step := 1
	if len(g.V) > len(letters) {
		step = 2
	}
	out := make([][]T, len(g.R))
	for r, text := range g.R {
		row := make([]T, 0, len(text)/step)
		for i := 0; i+step <= len(text); i += step {
			at := 0
			for _, c := range []byte(text[i : i+step]) {
				at = at*len(letters) + bytes.IndexByte([]byte(letters), c)
			}
			if at < 0 || at >= len(g.V) {
				return nil, fmt.Errorf("report: row %d has a code without a value", r)
			}
			row = append(row, g.V[at])
		}
		out[r] = row
	}
	return out, nil
}

// MarshalJSON writes letters and what they stand for.
func (m Marks) MarshalJSON() ([]byte, error) {
	return writeGrid(m, func(b []byte, v int32) []byte { return strconv.AppendInt(b, int64(v), 10) }), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Marks) UnmarshalJSON(b []byte) error {
	rows, err := readGrid[int32](b)
	*m = rows
	return err
}

// MarshalJSON writes letters and what they stand for.
func (c Choices) MarshalJSON() ([]byte, error) {
	return writeGrid(c, func(b []byte, v string) []byte {
		text, _ := json.Marshal(v) // a text always marshals
		return append(b, text...)
	}), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Choices) UnmarshalJSON(b []byte) error {
	rows, err := readGrid[string](b)
	*c = rows
	return err
}
