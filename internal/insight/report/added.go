package report

import (
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// Baseline is an earlier exam with the total of each pupil, in marks.
type Baseline struct {
	Exam  exam.Exam
	Total map[org.PersonID]float64
}

// LawfulBaseline says whether value added of an exam may be measured from another: only one that is in the register, was approved, came
// earlier and covers whole grades. Marks from anywhere else (an entrance test, a bought test) are none.
func LawfulBaseline(now, base exam.Exam) error {
	switch {
	case base.ID.IsZero() || base.State != exam.StateApproved:
		return fault.New(fault.Unlawful, "增值只能用登记并批准过的考试作起点（依据：未成年人学校保护规定、教育部办公厅《关于进一步加强中小学日常考试管理的通知》）可以怎么做：选一场登记过的期末考试或学业水平考试作起点")
	case base.First >= now.First:
		return fault.New(fault.Invalid, "起点考试应早于这次考试")
	case base.Purpose == exam.Monitoring || base.Scope == exam.ScopeClass:
		return fault.New(fault.Invalid, "抽样监测和班级考试不能作增值的起点，因为不是全体学生")
	}
	return nil
}

// minAdded is the smallest number of pupils of a school for a value-added figure of its own; the model uses all.
const minAdded = 20

// added measures value added of a total (or subject) by school and fills entry and exit Z by row; nil without a lawful baseline.
func (b *builder) added(d *data, t *tree) (*Added, [][2]float64, error) {
	base := b.in.Baseline
	if base == nil || t.top == nil {
		return nil, nil, nil
	}
	if err := LawfulBaseline(b.in.Exam, base.Exam); err != nil {
		return nil, nil, err
	}
	z := make([][2]float64, len(d.persons))
	var entry, exit indicator.Counter
	for i, p := range d.persons {
		z[i] = [2]float64{nan, nan}
		if v, ok := base.Total[p]; ok && !math.IsNaN(v) && d.rows.Total[i] >= 0 {
			z[i] = [2]float64{v, float64(d.rows.Total[i]) / 100}
			entry.Add(hundredths(v))
			exit.Add(int64(d.rows.Total[i]))
		}
	}
	if entry.N < minFit {
		return nil, nil, nil
	}
	en, ex := entry.Summary(), exit.Summary()
	var y, x []float64
	var school []int
	var nodes []*group
	for _, s := range t.schools {
		used := false
		for _, i := range s.rows {
			if math.IsNaN(z[i][0]) {
				continue
			}
			z[i] = [2]float64{indicator.Z(z[i][0], en.Mean, en.SD), indicator.Z(z[i][1], ex.Mean, ex.SD)}
			if !used {
				used = true
				nodes = append(nodes, s)
			}
			x, y, school = append(x, z[i][0]), append(y, z[i][1]), append(school, len(nodes)-1)
		}
	}
	out := &Added{Baseline: base.Exam.ID, Title: base.Exam.Title, First: base.Exam.First, N: int(entry.N), Hex: hex(x, y, b.in.Rules.MinGroup)}
	v, err := indicator.ValueAdded(y, x, school)
	if err != nil {
		return nil, z, nil // one school, or no spread: growth of the class's pupils is still shown
	}
	out.Slope, out.SlopeSE, out.ICC, out.Singular = Num(v.Slope), Num(v.SlopeSE), Num(v.ICC), v.Singular
	for s, e := range v.Effects {
		a := AddedSchool{Node: nodes[s].node, Hidden: nodes[s].guarded() || e.N < minAdded}
		if !a.Hidden {
			a.Effect = effect(e)
			if e.Differs {
				out.Differ++
			}
		}
		out.Schools = append(out.Schools, a)
	}
	return out, z, nil
}

// hex counts pupils by halves of a standard deviation; bins with few pupils are left out.
func hex(x, y []float64, least int) []HexBin {
	type bin struct{ x, y int }
	counts := map[bin]int{}
	for i := range x {
		counts[bin{int(math.Round(2 * x[i])), int(math.Round(2 * y[i]))}]++
	}
	var bins []bin
	for k, n := range counts {
		if n >= least {
			bins = append(bins, k)
		}
	}
	slices.SortFunc(bins, func(a, c bin) int {
		if a.x != c.x {
			return a.x - c.x
		}
		return a.y - c.y
	})
	var out []HexBin
	for _, k := range bins {
		out = append(out, HexBin{Num(k.x) / 2, Num(k.y) / 2, counts[k]})
	}
	return out
}

// forSchool keeps of a value-added analysis what a school may read: its own figure and how many of all differ.
func (a *Added) forSchool(node [16]byte) *Added {
	out := *a
	out.Hex, out.Schools = nil, nil
	for _, s := range a.Schools {
		if s.Node == node && !s.Hidden {
			out.Schools = append(out.Schools, s)
		}
	}
	return &out
}
