package report

import (
	"html/template"
	"math"
	"sort"
	"strconv"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// The map shows what lies within ±nearEdge logits and all persons up to ±edge; items beyond are drawn at its end with an arrow and their value.
const (
	nearEdge = 4.0
	edge     = 6.0
)

// Thresholds are the places of an item on the scale of ability: the difficulty of an item with two categories; else where a mark of
// at least the k-th category becomes likelier than not (for GPCM these are not its steps, which may be out of order). NaN where there
// is none.
func (r *Report) Thresholds(i int) []float64 {
	if r.Fit == nil || !r.Items[i].InModel {
		return nil
	}
	it := r.Fit.Items[i]
	if it.Model != irt.GPCM {
		return it.B()
	}
	p := make([]float64, it.Categories())
	out := make([]float64, len(p)-1)
	for k := range out {
		above := func(theta float64) float64 {
			it.Prob(theta, p)
			sum := -0.5
			for _, v := range p[k+1:] {
				sum += v
			}
			return sum
		}
		out[k] = crossing(above, -15, 15)
	}
	return out
}

// crossing is where a monotone function is 0, by bisection.
func crossing(f func(float64) float64, low, high float64) float64 {
	if a, b := f(low), f(high); !(a*b < 0) {
		return math.NaN()
	} else if a > 0 {
		low, high = high, low
	}
	for range 60 {
		if c := (low + high) / 2; f(c) < 0 {
			low = c
		} else {
			high = c
		}
	}
	return (low + high) / 2
}

// mark is one threshold on the map.
type mark struct {
	value  float64
	number string // 12, or 12.3 for the third threshold
	name   string
	column int
}

func (r *Report) marks() (all []mark) {
	for i, it := range r.Items {
		bs := r.Thresholds(i)
		for k, b := range bs {
			if math.IsNaN(b) {
				continue
			}
			m := mark{value: b, number: strconv.Itoa(it.Number), name: short(it.Name, mostLabel)}
			if len(bs) > 1 {
				m.number += "." + strconv.Itoa(k+1)
				m.name += " · " + strconv.Itoa(k+1)
			}
			all = append(all, m)
		}
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].value > all[b].value })
	return all
}

// scale is the part of the logit axis that the map shows, in whole logits.
func (r *Report) scale(marks []mark) (low, high float64) {
	low, high = -2, 2
	for _, m := range marks {
		low, high = math.Min(low, math.Max(m.value, 0.2-nearEdge)), math.Max(high, math.Min(m.value, nearEdge-0.2))
	}
	for _, m := range r.Measures {
		low, high = math.Min(low, m.Theta), math.Max(high, m.Theta)
	}
	return math.Max(math.Floor(low-0.2), -edge), math.Min(math.Ceil(high+0.2), edge)
}

// wrightMap is the drawing and what did not fit on it.
type wrightMap struct {
	Picture template.HTML
	Left    int  // marks without a label
	Numbers bool // labels are numbers of items, since names would not fit
}

const (
	mapWidth  = 680.0
	mapAxis   = 214.0 // where the histogram ends
	mapItems  = 262.0 // where the items begin
	mapBottom = 34.0
	mostLabel = 18   // halves of a Chinese character of a name
	labelGap  = 13.5 // between the middles of labels in one column
)

// wright draws persons left and items right of one axis.
func (r *Report) wright(lang Lang) wrightMap {
	marks := r.marks()
	low, high := r.scale(marks)
	f := frame{left: mapItems, top: 30, width: mapWidth - mapItems, height: math.Min(math.Max(90*(high-low), 340), 640), y0: low, y1: high, x1: 1}
	out := wrightMap{}
	var c canvas
	for v := low; v <= high; v++ {
		c.line("grid", xy{24, f.y(v)}, xy{mapWidth, f.y(v)})
		c.text("middle", xy{(mapAxis + mapItems) / 2, f.y(v) + 4}, figure(v, 0))
	}
	c.line("axis", xy{mapAxis, f.top}, xy{mapAxis, f.top + f.height})
	c.line("axis", xy{mapItems, f.top}, xy{mapItems, f.top + f.height})
	c.text("end strong", xy{mapAxis, 14}, lang.T("人（能力）"))
	c.text("start strong", xy{mapItems, 14}, lang.T("题（难度）"))
	c.text("middle", xy{(mapAxis + mapItems) / 2, 14}, lang.T("logit"))
	r.histogram(&c, f, lang)
	out.Left, out.Numbers = place(marks, f)
	width := labelWidth(marks, out.Numbers)
	for _, m := range marks {
		y := f.y(math.Min(math.Max(m.value, low), high))
		if m.column < 0 {
			c.line("axis", xy{mapItems, y}, xy{mapItems + 5, y})
			continue
		}
		x := mapItems + 3 + float64(m.column)*width
		c.arrow("solid", xy{x, y}, 3)
		c.text("start label", xy{x + 8, y + 4}, m.label(f, out.Numbers))
	}
	out.Picture = c.picture("wide", mapWidth, f.top+f.height+mapBottom, lang.T("人与题在同一把尺上：左边是人的能力分布，右边是题的难度"))
	return out
}

// histogram draws how many persons lie in each bin, and where their mean is.
func (r *Report) histogram(c *canvas, f frame, lang Lang) {
	bin := 0.5
	if len(r.Measures) >= 200 {
		bin = 0.25
	}
	counts := make([]int, int(math.Round((f.y1-f.y0)/bin)))
	sum := 0.0
	for _, m := range r.Measures {
		at := int(math.Floor((m.Theta - f.y0) / bin))
		counts[min(max(at, 0), len(counts)-1)]++
		sum += m.Theta
	}
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	const room = mapAxis - 30
	for b, n := range counts {
		if n > 0 {
			w := room * float64(n) / float64(most)
			c.rect("bar", xy{mapAxis - w, f.y(f.y0 + bin*float64(b+1))}, w, f.y(f.y0)-f.y(f.y0+bin))
		}
	}
	y := f.top + f.height + 14
	ticks, _ := steps(0, float64(most), 3)
	for _, t := range ticks {
		if t == math.Trunc(t) {
			c.text("middle tick", xy{mapAxis - room*t/float64(most), y}, figure(t, 0))
		}
	}
	c.text("end tick", xy{mapAxis + 4, y + 14}, lang.T("人数，每格 %s logit", figure(bin, 2)))
	if len(r.Measures) > 0 {
		mean := math.Min(math.Max(sum/float64(len(r.Measures)), f.y0), f.y1)
		c.line("mean", xy{26, f.y(mean)}, xy{mapAxis, f.y(mean)})
		c.text("start tick", xy{4, f.y(mean) + 4}, "M")
	}
}

// place puts every mark into the first columns where its label stands clear of those above, at its exact height. Names give way to numbers
// when they need too much room; what then still does not fit has column −1.
func place(marks []mark, f frame) (left int, numbers bool) {
	for _, numbers = range []bool{false, true} {
		if left = fill(marks, f, numbers); left == 0 {
			break
		}
	}
	return left, numbers
}

func fill(marks []mark, f frame, numbers bool) (left int) {
	width := labelWidth(marks, numbers)
	last := make([]float64, int(f.width/width))
	for i := range marks {
		m := &marks[i]
		y := f.y(math.Min(math.Max(m.value, f.y0), f.y1))
		span := int(math.Ceil(room(m.label(f, numbers)) / width))
		m.column = -1
		for col := 0; col+span <= len(last) && m.column < 0; col++ {
			if free(last[col:col+span], y) {
				m.column = col
			}
		}
		if m.column < 0 {
			left++
			continue
		}
		for k := range span {
			last[m.column+k] = y
		}
	}
	return left
}

// free reports whether the last labels of columns are far enough above y; nothing stands at 0.
func free(last []float64, y float64) bool {
	for _, v := range last {
		if v != 0 && y-v < labelGap {
			return false
		}
	}
	return true
}

// label is what stands beside an arrow: beyond the map with the value.
func (m mark) label(f frame, numbers bool) string {
	text := m.name
	if numbers {
		text = m.number
	}
	switch {
	case m.value > f.y1:
		text += " ↑" + figure(m.value, 1)
	case m.value < f.y0:
		text += " ↓" + figure(m.value, 1)
	}
	return text
}

// room that a label needs with its arrow, and labelWidth that of the widest; those beyond the map may take two columns.
func room(label string) float64 { return 7.2*float64(columns(label)) + 18 }

func labelWidth(marks []mark, numbers bool) float64 {
	most := room("0")
	for _, m := range marks {
		if numbers {
			most = math.Max(most, room(m.number))
		} else {
			most = math.Max(most, room(m.name))
		}
	}
	return most
}
