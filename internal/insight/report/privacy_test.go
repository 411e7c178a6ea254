package report

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// uneven is an exam with schools and classes of any size, small ones among them.
func uneven(t *rapid.T) *invented {
	schools := rapid.IntRange(1, 6).Draw(t, "schools")
	v := invent(size{schools: 1, classes: 1, pupils: 10, subjects: 1, items: 6, districts: rapid.IntRange(1, 2).Draw(t, "districts"), grade: 11, seed: 21})
	v.matrices = map[string][]exam.Matrix{}
	r := rand.New(rand.NewPCG(uint64(schools), 3))
	for s := range schools {
		school := named[org.Unit](21, "school %d", s)
		p := Place{District: named[org.Unit](21, "district %d", s%2)}
		if s > 0 && rapid.Bool().Draw(t, "point") {
			p = Place{District: named[org.Unit](21, "district %d", 0), Parent: named[org.Unit](21, "school 0")}
		}
		v.Places[school] = p
		for c := range rapid.IntRange(1, 3).Draw(t, "classes") {
			n := rapid.SampledFrom([]int{1, 2, 4, 9, 10, 11, 14, 25, 40}).Draw(t, "pupils")
			v.class(size{seed: 21, labels: rapid.Bool().Draw(t, "labels")}, r, school, named[org.Class](21, "class %d %d", s, c), n, 0)
		}
	}
	return v
}

// world is who is who in an exam: who sat where.
type people struct {
	counted map[org.PersonID]bool
	class   map[id.Any][]org.PersonID
	school  map[id.Any][]org.PersonID
	above   map[id.Any][]org.PersonID // districts and the region
	label   map[Key][]org.PersonID
}

func peopleOf(v *invented) people {
	p := people{map[org.PersonID]bool{}, map[id.Any][]org.PersonID{}, map[id.Any][]org.PersonID{}, map[id.Any][]org.PersonID{}, map[Key][]org.PersonID{}}
	for _, x := range v.matrices["chinese"] {
		for i, who := range x.Persons {
			if x.Status[i] != exam.Sat {
				continue
			}
			p.counted[who] = true
			p.class[id.As[any](x.Class)] = append(p.class[id.As[any](x.Class)], who)
			p.school[id.As[any](x.School)] = append(p.school[id.As[any](x.School)], who)
			for _, n := range []id.Any{id.As[any](v.Places[x.School].District), id.As[any](v.Exam.Owner)} {
				p.above[n] = append(p.above[n], who)
			}
			for _, k := range []Kind{KindTeaching, KindElective} {
				l := ""
				if x.Group != nil {
					l = map[Kind]string{KindTeaching: x.Group[i], KindElective: x.Elective[i]}[k]
				}
				for _, n := range []id.Any{id.As[any](x.School), id.As[any](v.Exam.Owner)} {
					key := Key{Kind: k, Node: n, Part: l}
					p.label[key] = append(p.label[key], who)
				}
			}
		}
	}
	return p
}

// shownSets are the groups whose figures a bureau leader can read in one session, as sets of persons.
func shownSets(t failer, m *made, p people) (sets [][]org.PersonID) {
	for k, s := range m.docs {
		d, ok := s.Doc.(Document)
		if !ok || k.Kind == KindClass || s.Guarded || d.Hidden != "" {
			continue
		}
		switch k.Kind {
		case KindSchool:
			sets = append(sets, p.school[k.Node])
		case KindTeaching, KindElective:
			sets = append(sets, p.label[Key{Kind: k.Kind, Node: k.Node, Part: k.Part}])
		default:
			sets = append(sets, p.above[k.Node])
		}
		if k.Kind == KindSchool && !s.Above.IsZero() {
			d.outside() // as Service.Report does for whoever sees what is above
		}
		for _, list := range [][]Part{d.Parts, d.Schools, d.Teaching, d.Electives} {
			for _, x := range list {
				if x.Summary == nil {
					continue
				}
				set := p.part(k, x)
				if len(set) != x.Summary.N {
					t.Fatalf("a part of %v says %d, %d sat: %+v", k, x.Summary.N, len(set), x)
				}
				sets = append(sets, set)
			}
		}
	}
	return sets
}

func (p people) part(k Key, x Part) (set []org.PersonID) {
	nodes := x.Pooled
	if nodes == nil {
		nodes = []id.Any{x.Node}
	}
	for _, n := range nodes {
		switch x.Kind {
		case KindClass:
			set = append(set, p.class[n]...)
		case KindSchool:
			set = append(set, p.school[n]...)
		case KindTeaching, KindElective:
			set = append(set, p.label[Key{Kind: x.Kind, Node: n, Part: x.Label}]...)
		default:
			set = append(set, p.above[n]...)
		}
	}
	return set
}

// TestBureauAttack: whoever reads every document above the class adds and subtracts all groups that are shown, exactly (elimination over
// persons who are in the same groups): no combination is about fewer than the least number.
func TestBureauAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := uneven(t)
		m := build(t, v.Input)
		p := peopleOf(v)
		sets := shownSets(t, m, p)
		for _, s := range sets {
			if len(s) < v.Rules.MinGroup {
				t.Fatalf("a group of %d is shown", len(s))
			}
		}
		atoms, sizes, shown := atomsOf(sets, p)
		if indicator.Leaks(sizes, shown, v.Rules.MinGroup) {
			t.Fatalf("differences give a group under %d away: atoms %v of sizes %v in groups %v", v.Rules.MinGroup, atoms, sizes, shown)
		}
		differences(t, sizes, shown, v.Rules.MinGroup)
	})
}

// atomsOf puts persons together who are in the same shown groups.
func atomsOf(sets [][]org.PersonID, p people) (n int, sizes []int, shown [][]int) {
	in := map[org.PersonID]string{}
	for i, s := range sets {
		for _, who := range s {
			in[who] += fmt.Sprintf("%d,", i)
		}
	}
	at := map[string]int{}
	shown = make([][]int, len(sets))
	for who := range p.counted {
		k := in[who]
		a, ok := at[k]
		if !ok {
			a = len(sizes)
			at[k] = a
			sizes = append(sizes, 0)
			for i := range sets {
				if slices.Contains(sets[i], who) {
					shown[i] = append(shown[i], a)
				}
			}
		}
		sizes[a]++
	}
	return len(sizes), sizes, shown
}

// differences tries pairs and triples of groups with factors −1 and 1, independently of the engine's own elimination.
func differences(t *rapid.T, sizes []int, shown [][]int, least int) {
	vec := make([][]int, len(shown))
	for i, s := range shown {
		vec[i] = make([]int, len(sizes))
		for _, a := range s {
			vec[i][a] = 1
		}
	}
	about := func(v []int) int {
		n := 0
		for a, x := range v {
			if x != 0 {
				n += sizes[a]
			}
		}
		return n
	}
	sum := make([]int, len(sizes))
	for i := range vec {
		for j := range vec {
			for k := range vec {
				for a := range sum {
					sum[a] = vec[i][a] - vec[j][a]
					if k != j && k != i {
						sum[a] -= vec[k][a]
					}
				}
				if n := about(sum); n > 0 && n < least {
					t.Fatalf("groups %d − %d − %d are about %d persons", i, j, k, n)
				}
			}
		}
	}
}

// TestLeaderAttack: the same with everything above the class that a school's own people read, whatever is guarded.
func TestLeaderAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := uneven(t)
		m := build(t, v.Input)
		p := peopleOf(v)
		for school, all := range p.school {
			own := &made{docs: map[Key]Stored{}}
			for k, s := range m.docs {
				if k.Node == school && k.Kind != KindClass {
					s.Guarded, s.Above = false, id.Any{}
					own.docs[k] = s
				}
			}
			sets := shownSets(t, own, p)
			in := people{counted: map[org.PersonID]bool{}}
			for _, who := range all {
				in.counted[who] = true
			}
			_, sizes, shown := atomsOf(sets, in)
			if indicator.Leaks(sizes, shown, v.Rules.MinGroup) {
				t.Fatalf("differences give a small group away: sizes %v in %v", sizes, shown)
			}
			differences(t, sizes, shown, v.Rules.MinGroup)
		}
	})
}

// TestTeacherAttack: a teacher knows every mark of some classes of one school and takes them from every larger place that their documents
// speak of. What is left is about nobody or about enough.
func TestTeacherAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := uneven(t)
		m := build(t, v.Input)
		p := peopleOf(v)
		for school := range p.school {
			var own []id.Any
			for k, s := range m.docs {
				if d, ok := s.Doc.(Document); ok && k.Kind == KindClass && id.As[any](d.Class.School) == school && rapid.Bool().Draw(t, "teaches") {
					own = append(own, k.Node)
				}
			}
			var known, places [][]org.PersonID
			for _, c := range own {
				known = append(known, p.class[c])
				d := m.docs[Key{Kind: KindClass, Node: c, Subject: "chinese"}].Doc.(Document)
				for _, r := range d.References {
					set := p.above[r.Node]
					if r.Kind == KindSchool {
						set = p.school[r.Node]
					}
					if len(set) != r.N {
						t.Fatalf("a reference says %d, %d sat", r.N, len(set))
					}
					places = append(places, set)
				}
			}
			// what is known person by person drops out; the rest are sums over the others
			mine := map[org.PersonID]bool{}
			for _, s := range known {
				for _, who := range s {
					mine[who] = true
				}
			}
			var rests [][]org.PersonID
			for _, s := range places {
				rest := slices.DeleteFunc(slices.Clone(s), func(who org.PersonID) bool { return mine[who] })
				if len(rest) > 0 && len(rest) < v.Rules.MinGroup {
					t.Fatalf("%d others follow from a reference", len(rest))
				}
				rests = append(rests, rest)
			}
			_, sizes, shown := atomsOf(rests, p)
			if indicator.Leaks(sizes, shown, v.Rules.MinGroup) {
				t.Fatal("differences of references give a small group away")
			}
		}
	})
}

// TestHiddenCells: counts in bands, levels and options above the class are never of 1 to least−1 pupils.
func TestHiddenCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := uneven(t)
		v.Exam.Stage, v.Exam.Grade = "junior", 9
		m := build(t, v.Input)
		for k, s := range m.docs {
			d, ok := s.Doc.(Document)
			if !ok || k.Kind == KindClass {
				continue
			}
			small := func(what string, n int) {
				if n > 0 && n < v.Rules.MinGroup {
					t.Fatalf("%v shows %s of %d", k, what, n)
				}
			}
			for _, b := range d.Bands {
				small("a band", b.N)
			}
			for _, l := range d.Levels {
				small("a level", l.N)
			}
			for _, it := range d.Items {
				for _, o := range it.Options {
					small("an option", o.N)
				}
			}
			if d.Summary != nil {
				for _, x := range []Share{d.Summary.Excellent, d.Summary.Pass, d.Summary.Low} {
					if x.V == 0 || x.V == 1 {
						t.Fatalf("%v says a share of all or none: %v", k, x)
					}
				}
			}
			if d.Box != nil && (d.Box.Ends == 0 || d.Box.N < 20) {
				t.Fatalf("%v shows single marks: %+v", k, d.Box)
			}
		}
		for _, s := range m.docs {
			if d, ok := s.Doc.(Document); ok && d.Kind != KindClass && (d.Class != nil || d.Sheet != nil) {
				t.Fatal("a pooled document names pupils")
			}
		}
	})
}

// ownText is everything that one pupil can fetch.
func ownText(t *testing.T, v *invented, m *made, who org.PersonID) string {
	t.Helper()
	rows := map[string]exam.Own{}
	for subject, list := range v.matrices {
		k := len(v.Blueprints[subject].Items)
		for _, x := range list {
			if i := slices.Index(x.Persons, who); i >= 0 {
				rows[subject] = exam.Own{Class: x.Class, School: x.School, Status: x.Status[i], Total: x.Total[i], Marks: x.Marks[i*k : (i+1)*k], Choices: x.Choices[i*k : (i+1)*k]}
			}
		}
	}
	var out []OwnSubject
	for _, subject := range v.Exam.Subjects {
		facts := ownFacts{Rate: Num(nan)}
		if s, ok := m.docs[Key{Kind: kindOwn, Node: id.As[any](v.Exam.ID), Subject: subject}]; ok {
			facts = *s.Doc.(*ownFacts)
		}
		paper := m.docs[Key{Kind: kindPaper, Node: id.As[any](v.Exam.ID), Subject: subject}].Doc.(*Paper)
		var levels []indicator.Level
		for _, l := range v.Rules.LevelsOf(v.Exam.Stage) {
			levels = append(levels, indicator.Level{Name: l.Name, From: float64(l.From) / 100})
		}
		out = append(out, ownSubject(subject, rows[subject], *paper, facts, levels, v.Rules.OwnMarks(v.Exam.Stage)))
	}
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPupilAttack: two exams in which a pupil stands at other places among the others, in the class, in the school and in the whole, give
// the pupil the same text, byte for byte. So no rank and nobody's mark can be computed from it, by whatever calculation.
func TestPupilAttack(t *testing.T) {
	for _, grade := range []int{9, 11} {
		s := size{schools: 4, classes: 2, pupils: 400, subjects: 2, items: 10, districts: 2, grade: grade, seed: 31}
		v := invent(s)
		class := v.matrices["maths"][0]
		me := slices.IndexFunc(class.Total, func(x float64) bool { return !math.IsNaN(x) && x > 5 && x < 25 })
		who := class.Persons[me]
		before := ownText(t, v, build(t, v.Input), who)

		// the others of the class change places with pupils of another school: the whole stays, class and school change
		w := invent(s)
		for _, list := range w.matrices {
			swapRows(&list[0], &list[len(list)-1], me)
		}
		if rankIn(w.matrices["maths"][0], who) == rankIn(class, who) {
			t.Fatal("the place in the class should have changed")
		}
		if after := ownText(t, w, build(t, w.Input), who); after != before {
			t.Errorf("grade %d: another place in class and school shows:\n%s\n%s", grade, before, after)
		}

		// one other pupil rises from below to above: the place in the whole changes by one, and another's mark by a few points
		u := invent(s)
		changed := 0
		for c := range u.matrices["maths"] {
			x := &u.matrices["maths"][c]
			for i := range x.Persons {
				last := (i+1)*10 - 1
				if x.Persons[i] != who && changed < 3 && x.Total[i] < class.Total[me] && x.Total[i] > class.Total[me]-2 && x.Marks[last] <= 2 {
					x.Marks[last] += 2
					x.Total[i] += 2
					changed++
				}
			}
		}
		if changed != 3 {
			t.Fatalf("%d others rose", changed)
		}
		if after := ownText(t, u, build(t, u.Input), who); after != before {
			t.Errorf("grade %d: three others rising shows:\n%s\n%s", grade, before, after)
		}
		if own := ownText(t, v, build(t, v.Input), who); grade == 9 && (reflect.DeepEqual(own, "") || slices.Contains([]byte(own), '%')) {
			t.Error("nothing is shown")
		}
	}
}

// TestOwnInCompulsoryStageHasNoMarks: levels only, and no total.
func TestOwnInCompulsoryStageHasNoMarks(t *testing.T) {
	for grade, marks := range map[int]bool{5: false, 8: false, 12: true} {
		v := invent(size{schools: 2, classes: 2, pupils: 160, subjects: 1, items: 8, districts: 1, grade: grade, seed: 33})
		m := build(t, v.Input)
		x := v.matrices["chinese"][0]
		for i, who := range x.Persons {
			if x.Status[i] != exam.Sat {
				continue
			}
			var got []OwnSubject
			if err := json.Unmarshal([]byte(ownText(t, v, m, who)), &got); err != nil {
				t.Fatal(err)
			}
			if got[0].Mark.Defined() != marks || got[0].Items[0].Mark.Defined() != marks || (got[0].Level != "") == marks {
				t.Fatalf("grade %d: %+v", grade, got[0])
			}
		}
	}
}

// swapRows exchanges everybody but one row of two classes, as far as both go.
func swapRows(a, b *exam.Matrix, but int) {
	k := len(a.Marks) / len(a.Persons)
	for i := range min(len(a.Persons), len(b.Persons)) {
		if i == but {
			continue
		}
		a.Persons[i], b.Persons[i] = b.Persons[i], a.Persons[i]
		a.Status[i], b.Status[i] = b.Status[i], a.Status[i]
		a.Total[i], b.Total[i] = b.Total[i], a.Total[i]
		for j := i * k; j < (i+1)*k; j++ {
			a.Marks[j], b.Marks[j] = b.Marks[j], a.Marks[j]
			a.Choices[j], b.Choices[j] = b.Choices[j], a.Choices[j]
		}
	}
}

func rankIn(x exam.Matrix, who org.PersonID) int {
	mine := x.Total[slices.Index(x.Persons, who)]
	n := 1
	for _, y := range x.Total {
		if y > mine {
			n++
		}
	}
	return n
}

// TestBoardNamesNobody: what is projected has no person, no total, and no answer of one pupil.
func TestBoardNamesNobody(t *testing.T) {
	v := invent(size{schools: 2, classes: 2, pupils: 160, subjects: 1, items: 8, districts: 1, grade: 9, seed: 34})
	m := build(t, v.Input)
	x := v.matrices["chinese"][0]
	d := m.doc(t, Key{Kind: KindClass, Node: id.As[any](x.Class), Subject: "chinese"})
	b := d.Board()
	if len(b.Items) != 8 || b.Items[0].Place != d.Sheet.Worst[0] {
		t.Fatalf("%+v", b)
	}
	for _, it := range b.Items {
		for _, w := range it.Wrong {
			if w.N < 2 {
				t.Errorf("an answer of one pupil is projected: %+v", w)
			}
		}
	}
	text, _ := json.Marshal(b)
	for _, p := range x.Persons {
		if slices.Contains([]string{string(text)}, p.String()) {
			t.Error("a person is projected")
		}
	}
	for _, field := range []string{"Mean", "Total", "Who", "Rate"} {
		if _, ok := reflect.TypeFor[BoardItem]().FieldByName(field); ok {
			t.Errorf("the projected form has a field %s", field)
		}
	}
}
