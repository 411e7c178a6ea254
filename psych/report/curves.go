package report

import (
	"html/template"
	"math"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// small is the size of the picture of one item; items of more categories have a second panel.
const (
	smallWidth  = 200.0
	smallHeight = 150.0
	secondPanel = 112.0
	curveStep   = 0.1 // logits between the points of a curve
)

// reach is how far curves are drawn to both sides: ±4, or more for a wide distribution.
func (r *Report) reach() float64 {
	far := 4.0
	if r.Fit == nil {
		return far
	}
	for _, it := range r.Items {
		for _, p := range it.Points {
			far = math.Max(far, math.Ceil(math.Abs(p.Theta)))
		}
	}
	return math.Min(far, edge)
}

// panel is the frame of an item's curve.
func panel(reach, low, high float64) frame {
	return frame{left: 32, top: 8, width: smallWidth - 40, height: 112, x0: -reach, x1: reach, y0: low, y1: high}
}

// curve draws the model's expected mark by ability, observed groups with their intervals, and what the model expects of the groups.
func (r *Report) curve(i int, lang Lang) template.HTML {
	it, model, reach := r.Items[i], r.Fit.Items[i], r.reach()
	low, high := it.span()
	f := panel(reach, low, high)
	var c canvas
	ys, digits := steps(low, high, 4)
	if it.Binary() {
		ys, digits = []float64{low, (low + high) / 2, high}, 1
	}
	c.axes(f, whole(-reach, reach, 2), ys, digits, true)
	p := make([]float64, model.Categories())
	var points []xy
	for _, theta := range along(reach) {
		model.Prob(theta, p)
		points = append(points, f.at(theta, expected(p, it.Values)))
	}
	c.curve("curve", points)
	for _, o := range it.Points {
		c.line("interval", f.at(o.Theta, o.Low), f.at(o.Theta, o.High))
		c.diamond("hollow", f.at(o.Theta, o.Expected), 4)
		c.dot("solid", f.at(o.Theta, o.Observed), 2.6)
	}
	height := smallHeight
	if !it.Binary() {
		f.top, f.height, f.y0, f.y1 = smallHeight, 84, 0, 1
		r.categoryCurves(&c, f, model, it)
		height += secondPanel
	}
	c.text("middle tick", xy{f.left + f.width/2, height - 3}, lang.T("能力 θ（logit）"))
	return c.picture("small", smallWidth, height, lang.T("第 %d 题的曲线与观察值", it.Number))
}

// along are the abilities at which curves are drawn.
func along(reach float64) (at []float64) {
	n := int(math.Round(2 * reach / curveStep))
	for k := range n + 1 {
		at = append(at, -reach+2*reach*float64(k)/float64(n))
	}
	return at
}

func expected(p, values []float64) (sum float64) {
	for k, v := range p {
		sum += v * values[k]
	}
	return sum
}

// categoryCurves draws the probability of each category with its mark at the highest place. Line styles repeat after five, so the numbers
// tell them apart.
func (r *Report) categoryCurves(c *canvas, f frame, model irt.Item, it Item) {
	c.axes(f, whole(f.x0, f.x1, 2), []float64{0, 0.5, 1}, 1, true)
	p := make([]float64, model.Categories())
	paths := make([][]xy, len(p))
	top := make([]xy, len(p))
	for _, theta := range along(f.x1) {
		model.Prob(theta, p)
		for k, v := range p {
			at := f.at(theta, v)
			paths[k] = append(paths[k], at)
			if len(paths[k]) == 1 || at.y < top[k].y-1e-9 {
				top[k] = at
			}
		}
	}
	for k, path := range paths {
		c.curve("category dash"+[]string{"0", "1", "2", "3", "4"}[k%5], path)
		at := top[k]
		at.x = math.Min(math.Max(at.x, f.left+6), f.left+f.width-6)
		at.y = math.Max(at.y-3, f.top+8)
		c.text("middle label halo", at, number(it.Values[k]))
	}
}
