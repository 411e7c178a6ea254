package indicator

import (
	"math"
	"slices"
)

// Lines are effective marks 有效分: the total line and the line of each subject that belongs to it. Such lists exist only where the
// region's rule lets them (grades 9 and 10–12); this package only computes.
type Lines struct {
	Total    float64   // T₀, the total line
	Over     int       // persons at or over it
	MeanOver float64   // P₁, their mean total
	Subject  []float64 // line of each subject; NaN when nobody is over
}

// EffectiveLines finds the subject lines for a total line: the subject's mean of those at or over the line × T₀/P₁. marks[person][subject]
// may be NaN; such a person does not count for that subject. Formula effective_line.
func EffectiveLines(totals []float64, marks [][]float64, subjects int, line float64) Lines {
	l := Lines{Total: line, MeanOver: math.NaN(), Subject: make([]float64, subjects)}
	sum, n, of := 0.0, make([]float64, subjects), make([]float64, subjects)
	for i, t := range totals {
		if !(t >= line) {
			continue
		}
		l.Over++
		sum += t
		for s := range subjects {
			if x := marks[i][s]; !math.IsNaN(x) {
				n[s]++
				of[s] += x
			}
		}
	}
	if l.Over > 0 {
		l.MeanOver = sum / float64(l.Over)
	}
	for s := range subjects {
		l.Subject[s] = ratio(of[s], n[s]) * ratio(line, l.MeanOver)
	}
	return l
}

// LineFor is the total that at least n persons reach, the highest such: the line for a number of places.
func LineFor(totals []float64, n int) float64 {
	v := slices.DeleteFunc(slices.Clone(totals), math.IsNaN)
	if n < 1 || len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	return v[max(0, len(v)-n)]
}

// DoubleLine is 双上线 of one subject: who is over the total line, over the subject's, or over both.
type DoubleLine struct {
	Both, OnlyTotal, OnlySubject, Neither int
}

// CountDouble counts persons with both marks. Formulas hit, contribution.
func CountDouble(totals, subject []float64, totalLine, subjectLine float64) DoubleLine {
	var d DoubleLine
	for i, t := range totals {
		x := subject[i]
		if math.IsNaN(t) || math.IsNaN(x) {
			continue
		}
		switch {
		case t >= totalLine && x >= subjectLine:
			d.Both++
		case t >= totalLine:
			d.OnlyTotal++
		case x >= subjectLine:
			d.OnlySubject++
		default:
			d.Neither++
		}
	}
	return d
}

// Hit is 命中率: of those over the subject's line, the share over both.
func (d DoubleLine) Hit() float64 { return ratio(float64(d.Both), float64(d.Both+d.OnlySubject)) }

// Contribution is 贡献率: of those over the total line, the share over both.
func (d DoubleLine) Contribution() float64 {
	return ratio(float64(d.Both), float64(d.Both+d.OnlyTotal))
}

// Borderline are the persons 临界生 whose mark lies within delta of a line, |x − line| ≤ delta: their places in marks, in order of the
// rows, never of the marks. Formula borderline.
func Borderline(marks []float64, line, delta float64) (under, over []int) {
	for i, x := range marks {
		switch d := x - line; {
		case math.IsNaN(d) || math.Abs(d) > delta:
		case d < 0:
			under = append(under, i)
		default:
			over = append(over, i)
		}
	}
	return under, over
}

// Ends are the marks that part the top and the bottom share of an area (尖子, 后进); ties at a cut are in. Formula ends.
func Ends(marks []float64, share float64) (top, bottom float64) {
	v := slices.DeleteFunc(slices.Clone(marks), math.IsNaN)
	n := int(math.Ceil(share * float64(len(v))))
	if n < 1 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(v)
	return v[len(v)-n], v[n-1]
}

// EndShare compares a school's part of the area's top (or bottom) group with its part of the pupils: 1 is as many as its size says.
func EndShare(schoolEnds, areaEnds, school, area int) float64 {
	return ratio(ratio(float64(schoolEnds), float64(areaEnds)), ratio(float64(school), float64(area)))
}

// Balance is how even one pupil's subjects are.
type Balance struct {
	Subjects  int
	MeanT, SD float64 // of the subjects' T (50+10Z), σ of the population
	Range     float64
	Weak      []int // 偏科: subjects with T_s − mean T < −delta
}

// SubjectBalance compares one pupil's subjects by T within the area. NaN is a subject without a mark; fewer than two say nothing.
// Formula subject_balance.
func SubjectBalance(t []float64, delta float64) Balance {
	b := Balance{MeanT: math.NaN(), SD: math.NaN(), Range: math.NaN()}
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for _, x := range t {
		if math.IsNaN(x) {
			continue
		}
		b.Subjects++
		sum += x
		low, high = min(low, x), max(high, x)
	}
	if b.Subjects < 2 {
		return b
	}
	b.MeanT, b.Range = sum/float64(b.Subjects), high-low
	square := 0.0
	for i, x := range t {
		if math.IsNaN(x) {
			continue
		}
		square += (x - b.MeanT) * (x - b.MeanT)
		if x-b.MeanT < -delta {
			b.Weak = append(b.Weak, i)
		}
	}
	b.SD = math.Sqrt(square / float64(b.Subjects))
	return b
}

// Progress is the change of Z between two exams, each within its own cohort: 进退步. Change of raw marks or of ranks is not progress.
// Formula progress.
func Progress(before, now float64) float64 { return now - before }
