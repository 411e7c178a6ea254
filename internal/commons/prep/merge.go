package prep

import (
	"strings"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// Parts cuts a text into paragraphs, at empty lines and before headings. Joined by empty lines they say the same.
func Parts(text string) []string {
	var out []string
	var now []string
	flush := func() {
		if len(now) > 0 {
			out = append(out, strings.Join(now, "\n"))
			now = nil
		}
	}
	fence := false
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if strings.HasPrefix(line, "```") {
			fence = !fence
		}
		if !fence && (line == "" || strings.HasPrefix(line, "#")) {
			flush()
		}
		if line != "" || fence {
			now = append(now, line)
		}
		if !fence && strings.HasPrefix(line, "#") {
			flush()
		}
	}
	flush()
	return out
}

// Join is the text of paragraphs.
func Join(parts []string) string { return strings.Join(parts, "\n\n") }

// Offer is a place in the first text where a copy says something else. From and To cut the paragraphs of the first text; Text are the
// copy's paragraphs instead, none when it takes them out.
type Offer struct {
	Person   org.PersonID
	From, To int
	Text     []string
}

// Offers are what a copy changes in the first text, in order: the first text with all of them taken is the copy.
func Offers(main []string, p org.PersonID, reply []string) []Offer {
	same := common(main, reply)
	var out []Offer
	i, j := 0, 0
	for _, s := range append(same, [2]int{len(main), len(reply)}) {
		if s[0] > i || s[1] > j {
			out = append(out, Offer{p, i, s[0], reply[j:s[1]]})
		}
		i, j = s[0]+1, s[1]+1
	}
	return out
}

// common is a longest common subsequence of paragraphs, as pairs of places.
func common(a, b []string) [][2]int {
	n, m := len(a), len(b)
	if n*m > 4_000_000 { // texts of thousands of paragraphs are one change
		return nil
	}
	long := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &long[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[i] == b[j] {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case a[i] == b[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
	return out
}

// Take puts offers into the first text. Offers at one place come in the order given; a paragraph that one of them replaces is left
// out, and what overlaps stays beside each other: nothing that was taken is lost.
func Take(main []string, taken []Offer) []string {
	gone := make([]bool, len(main))
	at := make([][]Offer, len(main)+1)
	for _, o := range taken {
		if o.From < 0 || o.To > len(main) || o.From > o.To {
			continue
		}
		at[o.From] = append(at[o.From], o)
		for i := o.From; i < o.To; i++ {
			gone[i] = true
		}
	}
	var out []string
	for i := range len(main) + 1 {
		for _, o := range at[i] {
			out = append(out, o.Text...)
		}
		if i < len(main) && !gone[i] {
			out = append(out, main[i])
		}
	}
	return out
}

// Piece is a paragraph of the final text and who gave it. Changed says that the lead has changed what the person gave.
type Piece struct {
	From    org.PersonID
	Changed bool
	Text    string
}

// Attribute tells for each paragraph of the final text who gave it: the lead when it stands in the first text or in no copy, else the
// first member, in the order given, whose copy has it; and when only a similar one stands there, that member, changed by the lead.
func Attribute(lead org.PersonID, main string, members []Member, final string) []Piece {
	first := map[string]bool{}
	for _, p := range Parts(main) {
		first[p] = true
	}
	copies := make([][]string, len(members))
	for i, m := range members {
		copies[i] = Parts(m.Text)
	}
	var out []Piece
	for _, p := range Parts(final) {
		out = append(out, whose(lead, first, members, copies, p))
	}
	return out
}

// alike is the share of bigrams from which a paragraph counts as another one's, changed.
const alike = 0.6

func whose(lead org.PersonID, first map[string]bool, members []Member, copies [][]string, p string) Piece {
	if first[p] {
		return Piece{lead, false, p}
	}
	for i, c := range copies {
		for _, q := range c {
			if q == p {
				return Piece{members[i].Person, false, p}
			}
		}
	}
	best, from := alike, lead
	for q := range first {
		if s := similar(q, p); s > best {
			best = s
		}
	}
	for i, c := range copies {
		for _, q := range c {
			if s := similar(q, p); !first[q] && s > best {
				best, from = s, members[i].Person
			}
		}
	}
	return Piece{from, from != lead, p}
}

// similar is Dice's coefficient of the sets of two-character pieces.
func similar(a, b string) float64 {
	x, y := grams(a), grams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	n := 0
	for g := range x {
		if y[g] {
			n++
		}
	}
	return 2 * float64(n) / float64(len(x)+len(y))
}

func grams(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	var last rune
	for _, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		if last != 0 {
			out[[2]rune{last, r}] = true
		}
		last = r
	}
	return out
}
