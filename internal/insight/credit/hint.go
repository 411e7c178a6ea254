package credit

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// HintKind is what a hint looks at.
type HintKind string

// The kinds of hints, in the order in which they are shown.
const (
	Ring     HintKind = "ring"     // two schools use each other's works, and hardly anybody else's
	Rush     HintKind = "rush"     // many uses of one author's works within a short time
	Unopened HintKind = "unopened" // lessons of another school given again and again, and no pupil began
)

// Hint 提示 says where somebody might look, and why. It accuses nobody and decides nothing: schools of a group that prepare together look
// like a ring, a common lesson in the region's plan like a rush. It names works and schools, no people.
type Hint struct {
	Kind    HintKind
	Schools []id.Any // ring: both; rush: the author's; unopened: the one that gave and the one whose works they are
	N       int      // uses or gifts that the hint is about
	Of      int      // ring: all uses that either school gave to others; else 0
	Since   clock.Micros
	Until   clock.Micros
	Uses    []Use    // credited ones, by time
	Works   []id.Any // unopened: what was given
}

// Gift is a lesson that was given to a class of another school and that no pupil began.
type Gift struct {
	Work    id.Any
	Owner   id.Any // the school of the work
	School  id.Any // of the class
	Teacher org.PersonID
	At      clock.Micros
}

// Hints looks at the uses and gifts of a month. Pure; hints come by kind, then by time and school, never by how many.
func Hints(r preset.Credit, works map[id.Any]Work, uses []Use, gifts []Gift) []Hint {
	uses = slices.Clone(uses)
	slices.SortFunc(uses, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.Work[:], b.Work[:]), bytes.Compare(a.School[:], b.School[:]))
	})
	return slices.Concat(rings(r, works, uses), rushes(r, works, uses), unopened(r, gifts))
}

// pair is two schools whatever their order.
func pair(a, b id.Any) [2]id.Any {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return [2]id.Any{a, b}
}

// rings are pairs of schools between which uses go both ways, at least RingLeast, and Reciprocal percent of all that both gave to others.
func rings(r preset.Credit, works map[id.Any]Work, uses []Use) []Hint {
	between, gave, ways := map[[2]id.Any][]Use{}, map[id.Any]int{}, map[[2]id.Any]int{}
	var order [][2]id.Any
	for _, u := range uses {
		from := works[u.Work].School
		if from.IsZero() {
			continue
		}
		p := pair(from, u.School)
		if len(between[p]) == 0 {
			order = append(order, p)
		}
		between[p] = append(between[p], u)
		gave[from]++
		ways[[2]id.Any{from, u.School}]++
	}
	var out []Hint
	for _, p := range order {
		n, of := len(between[p]), gave[p[0]]+gave[p[1]]
		if ways[p] > 0 && ways[[2]id.Any{p[1], p[0]}] > 0 && n >= r.RingLeast && n*100 >= of*r.Reciprocal {
			out = append(out, hint(Ring, []id.Any{p[0], p[1]}, of, between[p]))
		}
	}
	return out
}

func hint(k HintKind, schools []id.Any, of int, uses []Use) Hint {
	return Hint{Kind: k, Schools: schools, N: len(uses), Of: of, Since: uses[0].At, Until: uses[len(uses)-1].At, Uses: uses}
}

// rushes are runs of Burst or more uses of one author's works of which each Burst in a row lie within BurstMinutes.
func rushes(r preset.Credit, works map[id.Any]Work, uses []Use) []Hint {
	of := map[org.PersonID][]Use{}
	var order []org.PersonID
	for _, u := range uses {
		a := works[u.Work].Author
		if a.IsZero() {
			continue
		}
		if len(of[a]) == 0 {
			order = append(order, a)
		}
		of[a] = append(of[a], u)
	}
	span := clock.Micros(r.BurstMinutes) * 60 * 1e6
	var out []Hint
	for _, a := range order {
		us := of[a]
		for i := 0; i+r.Burst <= len(us); i++ {
			end := i + r.Burst
			if us[end-1].At-us[i].At > span {
				continue
			}
			for end < len(us) && us[end].At-us[end-r.Burst+1].At <= span { // it goes on
				end++
			}
			out = append(out, hint(Rush, []id.Any{works[us[i].Work].School}, 0, us[i:end]))
			i = end - 1
		}
	}
	return out
}

// unopened are teachers who gave lessons of one other school at least so many times in a month, and no pupil began any of these.
func unopened(r preset.Credit, gifts []Gift) []Hint {
	gifts = slices.Clone(gifts)
	slices.SortFunc(gifts, func(a, b Gift) int { return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.Work[:], b.Work[:])) })
	type key struct {
		teacher org.PersonID
		owner   id.Any
	}
	of := map[key][]Gift{}
	var order []key
	for _, g := range gifts {
		k := key{g.Teacher, g.Owner}
		if len(of[k]) == 0 {
			order = append(order, k)
		}
		of[k] = append(of[k], g)
	}
	var out []Hint
	for _, k := range order {
		gs := of[k]
		if len(gs) < r.Unopened {
			continue
		}
		h := Hint{Kind: Unopened, Schools: []id.Any{gs[0].School, k.owner}, N: len(gs), Since: gs[0].At, Until: gs[len(gs)-1].At}
		for _, g := range gs {
			if !slices.Contains(h.Works, g.Work) {
				h.Works = append(h.Works, g.Work)
			}
		}
		out = append(out, h)
	}
	return out
}
