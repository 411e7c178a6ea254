package credit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

var rule = preset.Credit{Since: "2026-09", Source: "test", Use: 1000, Adopt: 200, Review: 300, Answer: 100, Rural: 150, Share: 30, Cap: 10000,
	Appeal: 31, Sample: 5, SampleLeast: 1, SampleMost: 50, Reciprocal: 60, RingLeast: 2, Burst: 3, BurstMinutes: 60, Unopened: 2}

func node(kind string, n int) id.Any { return id.Named[any]([16]byte{1}, fmt.Sprint(kind, n)) }

func person(n int) org.PersonID { return id.Named[org.Person]([16]byte{2}, fmt.Sprint(n)) }

// facts draws works of a few schools, some adapted from others, and uses by schools.
func facts(rt *rapid.T) credit.Facts {
	f := credit.Facts{Works: map[id.Any]credit.Work{}, Earlier: map[id.Any]credit.Milli{}}
	n := rapid.IntRange(1, 6).Draw(rt, "works")
	for i := range n {
		w := credit.Work{ID: node("work", i), Author: person(rapid.IntRange(0, 3).Draw(rt, "author")), School: node("school", rapid.IntRange(0, 3).Draw(rt, "school"))}
		if parent := rapid.IntRange(-1, n-1).Draw(rt, "parent"); parent >= 0 && parent != i { // rings too: data may be bad
			w.Parent = node("work", parent)
		}
		f.Works[w.ID] = w
		f.Earlier[w.ID] = int64(rapid.IntRange(0, 9).Draw(rt, "earlier")) * 1000
	}
	for i := range n {
		for s := range 6 {
			if rapid.Bool().Draw(rt, "used") {
				f.Uses = append(f.Uses, credit.Use{Work: node("work", i), Version: node("version", i), School: node("school", s), Teacher: person(10 + s), Term: "2026-2", Month: "2026-11",
					Setting: rapid.SampledFrom([]string{"", "urban", "town", "rural"}).Draw(rt, "setting")})
			}
		}
	}
	for i := range rapid.IntRange(0, 5).Draw(rt, "acts") {
		f.Acts = append(f.Acts, credit.Act{ID: node("act", i), Kind: rapid.SampledFrom([]credit.Kind{credit.Reviewed, credit.Answered}).Draw(rt, "kind"), Person: person(i % 4), Month: "2026-11"})
	}
	return f
}

func sum(es []credit.Entry, f func(credit.Entry) bool) (raw, amount credit.Milli) {
	for _, e := range es {
		if f(e) {
			raw, amount = raw+e.Raw, amount+e.Amount
		}
	}
	return raw, amount
}

// TestSharesAddUp: what the uses of a work earn is what is paid along derived_from, to the thousandth, less what would go to a school
// for its own use; and a school never earns by its own use.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := facts(rt)
		es := credit.Settle(rule, "2026-11", f)
		for w := range f.Works {
			var weight credit.Milli
			own := false
			for _, u := range f.Uses {
				if u.Work == w {
					weight += credit.Weight(rule, u.Setting)
					for at, n := w, 0; n < 20 && !at.IsZero(); at, n = f.Works[at].Parent, n+1 {
						own = own || f.Works[at].School == u.School
					}
				}
			}
			want := credit.Damped(rule.Use, f.Earlier[w], weight)
			raw, _ := sum(es, func(e credit.Entry) bool { return e.Work == w && (e.Kind == credit.Used || e.Kind == credit.Upstream) })
			if raw > want || !own && raw != want {
				rt.Fatalf("paid %d of %d", raw, want)
			}
		}
		for _, e := range es {
			if (e.Kind == credit.Used || e.Kind == credit.Upstream) && e.Giver == e.School || e.Amount > e.Raw || e.Amount < 0 {
				rt.Fatalf("%+v", e)
			}
		}
	})
}

// TestOrderChangesNothing: the facts of a month in another order are the same ledger.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := facts(rt)
		a := fmt.Sprint(credit.Settle(rule, "2026-11", f))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		r.Shuffle(len(f.Uses), func(i, j int) { f.Uses[i], f.Uses[j] = f.Uses[j], f.Uses[i] })
		r.Shuffle(len(f.Acts), func(i, j int) { f.Acts[i], f.Acts[j] = f.Acts[j], f.Acts[i] })
		if b := fmt.Sprint(credit.Settle(rule, "2026-11", f)); a != b {
			rt.Fatalf("%s\n%s", a, b)
		}
	})
}

// TestDampingIsMonotoneAndTelescopes: more uses are worth more, each one less than the one before, and it does not matter how they fall into months.
func TestDampingIsMonotoneAndTelescopes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before := int64(rapid.IntRange(0, 1000).Draw(rt, "before")) * 500
		a, b := int64(rapid.IntRange(1, 500).Draw(rt, "a"))*500, int64(rapid.IntRange(1, 500).Draw(rt, "b"))*500
		one, two := credit.Damped(1000, before, a), credit.Damped(1000, before+a, b)
		both := credit.Damped(1000, before, a+b)
		if one < 0 || both < one || both-one-two > 1 || one+two-both > 1 {
			rt.Fatalf("%d + %d, together %d", one, two, both)
		}
		if next := credit.Damped(1000, before+a, a); next > one {
			rt.Fatalf("the later ones are worth more: %d, then %d", one, next)
		}
	})
}

// TestRingCannotEarnAboveTheCap: two schools whose teachers use each other's works, however many, earn the cap each and no more.
func TestRingCannotEarnAboveTheCap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(rt, "works")
		f := credit.Facts{Works: map[id.Any]credit.Work{}, Earlier: map[id.Any]credit.Milli{}}
		for i := range n {
			s := i % 2
			f.Works[node("work", i)] = credit.Work{ID: node("work", i), Author: person(s), School: node("school", s)}
			f.Uses = append(f.Uses, credit.Use{Work: node("work", i), School: node("school", 1-s), Teacher: person(1 - s), Setting: "rural", Term: "2026-2"})
			f.Acts = append(f.Acts, credit.Act{ID: node("act", i), Kind: credit.Answered, Person: person(s)})
		}
		es := credit.Settle(rule, "2026-11", f)
		for p := range 2 {
			raw, amount := sum(es, func(e credit.Entry) bool { return e.Person == person(p) })
			if amount > int64(rule.Cap) || raw <= int64(rule.Cap) && amount != raw {
				rt.Fatalf("person %d: %d of %d, cap %d", p, amount, raw, rule.Cap)
			}
		}
	})
}

// TestRuralWeighsMoreForBothSides and nothing is paid for the own school.
func TestRuralWeighsMoreForBothSides(t *testing.T) {
	w := credit.Work{ID: node("work", 0), Author: person(0), School: node("school", 0)}
	pay := func(school int, setting string) []credit.Entry {
		return credit.Settle(rule, "2026-11", credit.Facts{Works: map[id.Any]credit.Work{w.ID: w}, Uses: []credit.Use{{Work: w.ID, School: node("school", school), Teacher: person(9), Setting: setting, Term: "2026-2"}}})
	}
	all := func(credit.Entry) bool { return true }
	urban, _ := sum(pay(1, "urban"), all)
	author, _ := sum(pay(1, "rural"), func(e credit.Entry) bool { return e.Kind == credit.Used })
	adopter, _ := sum(pay(1, "rural"), func(e credit.Entry) bool { return e.Kind == credit.Adopted && e.Person == person(9) })
	if urban != 1000 || author != 1225 || adopter != 300 { // 1000·√1.5, 200·1.5
		t.Errorf("urban %d, rural %d, adopted %d", urban, author, adopter)
	}
	if own := pay(0, "rural"); len(own) != 0 {
		t.Errorf("the own school is paid: %+v", own)
	}
}
