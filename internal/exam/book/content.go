package book

import (
	"regexp"
	"strconv"
)

// sample calls fn for what the first rows of pupils hold in a column.
func (g *guess) sample(c int, fn func(string)) {
	for i, n := range g.h.Lines {
		if n >= g.m.First {
			if t := g.at(i, c); t != "" {
				fn(t)
			}
		}
	}
}

func (g *guess) numeric(c int) bool {
	n, all := 0, 0
	g.sample(c, func(t string) {
		all++
		if _, ok := parseMark(t); ok {
			n++
		}
	})
	return n > 0 && n*2 > all
}

var letter = regexp.MustCompile(`^[A-Ha-h]{1,8}$`)

func (g *guess) letters(c int) bool {
	n, all := 0, 0
	g.sample(c, func(t string) {
		all++
		if letter.MatchString(t) {
			n++
		}
	})
	return n > 0 && n*2 > all
}

var (
	longDigits = regexp.MustCompile(`^[A-Za-z]?\d{4,20}$`)
	hanName    = regexp.MustCompile(`^\p{Han}{2,4}(?:·\p{Han}{1,8})?$`)
)

// byContent maps a file without headings, as scanners write it: numbers, names, letters, marks.
func (g *guess) byContent() {
	number, nth := false, 0
	for c := range g.cols {
		long, name, str, all := 0, 0, 0, 0
		g.sample(c, func(t string) {
			all++
			switch {
			case longDigits.MatchString(t):
				long++
			case hanName.MatchString(t):
				name++
			case len(t) > 3 && answersRe.MatchString(t):
				str++
			}
		})
		col := &g.m.Columns[c]
		col.Title = "第" + strconv.Itoa(c+1) + "列"
		switch {
		case all == 0:
		case long*2 > all && !number:
			col.Kind, number = KindNumber, true
		case name*2 > all:
			col.Kind = KindName
		case str*2 > all:
			col.Kind = KindAnswers
			g.specials(c, col)
		case g.letters(c):
			nth++
			col.Kind, col.Item = KindChoice, strconv.Itoa(nth)
			g.specials(c, col)
		case g.numeric(c) && number:
			nth++
			col.Kind, col.Item = KindItem, strconv.Itoa(nth)
			g.specials(c, col)
		}
	}
}

// answers names the items of answers in one string: those of the two-way table that have a key, else 1, 2, 3 … as many as most strings.
func (g *guess) answers() {
	for i := range g.m.Columns {
		c := &g.m.Columns[i]
		if c.Kind != KindAnswers {
			continue
		}
		for _, it := range g.o.Items[c.Subject] {
			if it.Key != "" {
				c.Items = append(c.Items, it.Name)
			}
		}
		count := map[int]int{}
		g.sample(i, func(t string) {
			if a, ok := splitAnswers(t, len(c.Items)); ok {
				count[len(a)]++
			}
		})
		if len(c.Items) == 0 {
			n := 0
			if keys, ok := splitAnswers(c.Key, 0); ok && c.Key != "" {
				n = len(keys)
			} else {
				for k, v := range count {
					if v > count[n] || v == count[n] && k > n {
						n = k
					}
				}
			}
			for k := range min(n, MaxColumns) {
				c.Items = append(c.Items, strconv.Itoa(k+1))
			}
		}
	}
}
