package credit

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Milli is a thousandth of a point: amounts are whole thousandths, so that shares add up exactly.
type Milli = int64

// Kind is what an entry is for.
type Kind string

// The kinds.
const (
	Used       Kind = "use"        // another school used the work
	Upstream   Kind = "upstream"   // another school used a work adapted from it
	Adopted    Kind = "adopt"      // a rural class used another school's work: for its teacher
	Reviewed   Kind = "review"     // reviewed a version, whatever was decided
	Answered   Kind = "answer"     // answered what was said about the own work
	Correction Kind = "correction" // takes back or adds, with a reason
)

// Work is who made a work, where, and what it was made from.
type Work struct {
	ID     id.Any
	Author org.PersonID
	School id.Any
	Parent id.Any // the work it was adapted from; zero for an original
}

// Use is the first verified use of a work by another school in a term.
type Use struct {
	Work    id.Any
	Version id.Any
	School  id.Any // of the class
	Teacher org.PersonID
	Setting string // urban, town, rural or empty
	Term    string
	Month   string
	At      clock.Micros
}

// Act is work for others that is no use: a review, an answer.
type Act struct {
	ID     id.Any
	Kind   Kind
	Person org.PersonID
	Work   id.Any
	Month  string
	At     clock.Micros
}

// Entry is one line of a ledger. Raw is what it would be without the month's cap. Mends names the entry that a correction is about.
type Entry struct {
	ID      id.Any
	Month   string
	Person  org.PersonID
	Kind    Kind
	Work    id.Any
	Version id.Any
	Giver   id.Any // the school of the person paid for a use
	School  id.Any // the school that used it
	Setting string
	Raw     Milli
	Amount  Milli
	Mends   id.Any
	Reason  string // of a correction
	Cause   id.Any // of a correction: the appeal or the use that was checked
	At      clock.Micros
}

// Facts are what a month is settled from. Earlier is the weight of each work's uses in the months before.
type Facts struct {
	Works   map[id.Any]Work
	Earlier map[id.Any]Milli
	Uses    []Use
	Acts    []Act
}

// Weight is what a use weighs, in thousandths.
func Weight(r preset.Credit, setting string) Milli {
	if setting == "rural" {
		return Milli(r.Rural) * 10
	}
	return 1000
}

// Settle is the ledger of a month: pure, and the same in whatever order its facts come. It never pays a school for its own use.
func Settle(r preset.Credit, month string, f Facts) []Entry {
	var out []Entry
	for _, uses := range byWork(f.Uses) {
		out = append(out, pay(r, month, f, uses)...)
	}
	for _, a := range f.Acts {
		amount := map[Kind]int{Reviewed: r.Review, Answered: r.Answer}[a.Kind]
		if amount > 0 {
			out = append(out, Entry{ID: entryID(month, a.Kind, a.Person, a.ID), Month: month, Person: a.Person, Kind: a.Kind, Work: a.Work, Raw: Milli(amount), At: a.At})
		}
	}
	slices.SortFunc(out, func(a, b Entry) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	capped(out, Milli(r.Cap))
	return slices.DeleteFunc(out, func(e Entry) bool { return e.Raw == 0 })
}

// byWork groups uses by work in a fixed order.
func byWork(uses []Use) [][]Use {
	uses = slices.Clone(uses)
	slices.SortFunc(uses, func(a, b Use) int {
		return cmp.Or(bytes.Compare(a.Work[:], b.Work[:]), bytes.Compare(a.School[:], b.School[:]), cmp.Compare(a.Term, b.Term))
	})
	var out [][]Use
	for i, u := range uses {
		if i == 0 || uses[i-1].Work != u.Work {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], u)
	}
	return out
}

// Damped is what uses of a work are worth together when earlier ones weighed before: base × (√(before + now) − √before), weights in thousandths.
func Damped(base int, before, now Milli) Milli {
	root := func(w Milli) float64 { return math.Sqrt(float64(w) / 1000) }
	return Milli(math.Round(float64(base) * (root(before+now) - root(before))))
}

// pay shares out what the uses of one work earned: by weight over the uses, then each along derived_from.
func pay(r preset.Credit, month string, f Facts, uses []Use) []Entry {
	var out []Entry
	w := f.Works[uses[0].Work]
	var sum Milli
	for _, u := range uses {
		sum += Weight(r, u.Setting)
	}
	total, rest, left := Damped(r.Use, f.Earlier[w.ID], sum), Milli(0), sum
	rest = total
	for _, u := range uses {
		wt := Weight(r, u.Setting)
		part := rest * wt / left // what is left over stays for the next, so the parts add up
		rest, left = rest-part, left-wt
		out = append(out, along(r, month, f.Works, u, part)...)
		if u.Setting == "rural" && r.Adopt > 0 && !u.Teacher.IsZero() && u.School != w.School {
			out = append(out, Entry{ID: entryID(month, Adopted, u.Teacher, Key(u)), Month: month, Person: u.Teacher, Kind: Adopted, Work: u.Work, Version: u.Version, School: u.School,
				Giver: u.School, Setting: u.Setting, Raw: Milli(r.Adopt) * Milli(r.Rural) / 100, At: u.At})
		}
	}
	return out
}

// along pays the author and passes the share up. A school never earns by its own use: that part is paid to nobody.
func along(r preset.Credit, month string, works map[id.Any]Work, u Use, amount Milli) []Entry {
	var out []Entry
	at, kind := u.Work, Used
	seen := map[id.Any]bool{} // bad data may lead in a ring
	for {
		w, known := works[at]
		if !known {
			return out
		}
		seen[at] = true
		up := Milli(0)
		if _, has := works[w.Parent]; has && !seen[w.Parent] {
			up = amount * Milli(r.Share) / 100
		}
		if w.School != u.School && !w.Author.IsZero() {
			out = append(out, Entry{ID: entryID(month, kind, w.Author, id.Named[any](Key(u), at.Hex())), Month: month, Person: w.Author, Kind: kind, Work: u.Work, Version: u.Version, Giver: w.School,
				School: u.School, Setting: u.Setting, Raw: amount - up, At: u.At})
		}
		if up == 0 {
			return out
		}
		at, kind, amount = w.Parent, Upstream, up
	}
}

// capped brings each person's sum of the month down to most, every entry in proportion.
func capped(es []Entry, most Milli) {
	sums := map[org.PersonID]Milli{}
	for _, e := range es {
		sums[e.Person] += e.Raw
	}
	for i := range es {
		es[i].Amount = es[i].Raw
		if s := sums[es[i].Person]; s > most {
			es[i].Amount = es[i].Raw * most / s
		}
	}
}

// Key names a use.
func Key(u Use) id.Any {
	return id.Named[any](u.Work, u.School.Hex()+u.Term)
}

func entryID(month string, k Kind, p org.PersonID, of id.Any) id.Any {
	return id.Named[any](of, month+" "+string(k)+" "+p.Hex())
}

// Month and Term name the month and half year of a moment in China; a half year begins on 1 February or 1 August.
func Month(at clock.Micros) string { return clock.Local(at).Format("2006-01") }

// Term is the half year.
func Term(at clock.Micros) string {
	t := clock.Local(at)
	switch m := int(t.Month()); {
	case m >= 8:
		return t.Format("2006") + "-2"
	case m < 2:
		return t.AddDate(-1, 0, 0).Format("2006") + "-2"
	}
	return t.Format("2006") + "-1"
}
