package indicator

import "math"

// Point is 知识点得分率 of one knowledge point (or level of ability, or chapter, or type).
type Point struct {
	Name     string
	Items    int
	N        int     // marks behind it: persons × items
	Got      int64   // hundredths
	Possible int64   // hundredths
	Planned  float64 // mean planned P over its items, weighted by their full marks; NaN when none says one
}

// Rate is Σgot/Σpossible. Formula point_rate.
func (p Point) Rate() float64 { return ratio(float64(p.Got), float64(p.Possible)) }

// Points gathers a group's items by what they ask for: of[j] names what item j belongs to (several names count for each), planned[j] is
// its planned P or NaN. Names come in the order of the items.
func Points(t *Tally, of [][]string, planned []float64) []Point {
	var out []Point
	at := map[string]int{}
	weight := map[string]float64{}
	for j, names := range of {
		for k, name := range names {
			if name == "" || containsBefore(names, k) {
				continue
			}
			i, ok := at[name]
			if !ok {
				i = len(out)
				at[name] = i
				out = append(out, Point{Name: name})
			}
			p, s := &out[i], t.Items[j]
			p.Items++
			p.N += int(s.N)
			p.Got += s.Sum
			p.Possible += s.N * t.Full[j]
			if j < len(planned) && !math.IsNaN(planned[j]) {
				p.Planned += planned[j] * float64(t.Full[j])
				weight[name] += float64(t.Full[j])
			}
		}
	}
	for i := range out {
		out[i].Planned = ratio(out[i].Planned, weight[out[i].Name])
	}
	return out
}

func containsBefore(names []string, k int) bool {
	for _, n := range names[:k] {
		if n == names[k] {
			return true
		}
	}
	return false
}

// Cell is one cell of the two-way table 双向细目表, a knowledge point at a level of ability.
type Cell struct {
	Items   int
	Mark    float64 // Σ full marks of its items; an item with several knowledge points is cut into equal parts
	Share   float64 // of the paper's full mark
	Planned float64 // P, weighted by marks
	Real    float64 // Σgot/Σpossible
}

// TwoWay is the table of knowledge points (rows) by levels (columns), planned against real.
type TwoWay struct {
	Points, Levels []string
	Cells          [][]Cell
	Mark           float64 // Σ marks of the items
	Adds           bool    // Σ marks of the items = full mark of the paper
}

// CrossTable makes the two-way table. level[j] is the level of item j; items without a knowledge point or level stand under "".
// Formula two_way.
func CrossTable(t *Tally, of [][]string, level []string, planned []float64, full float64) TwoWay {
	w := TwoWay{}
	row, column := map[string]int{}, map[string]int{}
	place := func(m map[string]int, list *[]string, name string) int {
		i, ok := m[name]
		if !ok {
			i = len(*list)
			m[name] = i
			*list = append(*list, name)
		}
		return i
	}
	type sums struct{ got, possible, planned, weight float64 }
	var all [][]sums
	for j := range t.Full {
		names := []string{""}
		if j < len(of) && len(of[j]) > 0 {
			names = of[j]
		}
		l := ""
		if j < len(level) {
			l = level[j]
		}
		c := place(column, &w.Levels, l)
		mark := float64(t.Full[j]) / 100
		w.Mark += mark
		part := mark / float64(len(names))
		for _, name := range names {
			r := place(row, &w.Points, name)
			for len(w.Cells) <= r {
				w.Cells, all = append(w.Cells, nil), append(all, nil)
			}
			for len(w.Cells[r]) <= c {
				w.Cells[r], all[r] = append(w.Cells[r], Cell{}), append(all[r], sums{})
			}
			x, s := &w.Cells[r][c], &all[r][c]
			x.Items++
			x.Mark += part
			s.got += float64(t.Items[j].Sum) / float64(len(names))
			s.possible += float64(t.Items[j].N*t.Full[j]) / float64(len(names))
			if j < len(planned) && !math.IsNaN(planned[j]) {
				s.planned += planned[j] * part
				s.weight += part
			}
		}
	}
	for r := range w.Cells {
		for len(w.Cells[r]) < len(w.Levels) {
			w.Cells[r], all[r] = append(w.Cells[r], Cell{}), append(all[r], sums{})
		}
		for c := range w.Cells[r] {
			s, x := all[r][c], &w.Cells[r][c]
			x.Share, x.Planned, x.Real = ratio(x.Mark, w.Mark), ratio(s.planned, s.weight), ratio(s.got, s.possible)
		}
	}
	w.Adds = math.Abs(w.Mark-full) < 0.005
	return w
}
