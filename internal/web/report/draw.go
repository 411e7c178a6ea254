package report

import (
	"math"

	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// plot is the inner area of a drawing with its two scales.
type plot struct {
	p          *printer
	x, y, w, h float64
	xs, ys     scale
}

// scale maps values to 0 … 1.
type scale struct{ low, high float64 }

func (s scale) at(v float64) float64 {
	if s.high == s.low {
		return 0.5
	}
	return (v - s.low) / (s.high - s.low)
}

// fit makes a scale of round numbers that holds all values.
func fit(values []float64, low, high *float64) scale {
	s := scale{math.Inf(1), math.Inf(-1)}
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			s.low, s.high = min(s.low, v), max(s.high, v)
		}
	}
	if s.low > s.high {
		s = scale{0, 1}
	}
	if low != nil {
		s.low = *low
	}
	if high != nil {
		s.high = max(*high, s.low)
	}
	step := s.step()
	if low == nil {
		s.low = math.Floor(s.low/step) * step
	}
	if high == nil {
		s.high = math.Ceil(s.high/step) * step
	}
	if s.low == s.high {
		s.high = s.low + 1
	}
	return s
}

// step is a round distance of ticks: 1, 2 or 5 times a power of ten.
func (s scale) step() float64 {
	d := (s.high - s.low) / 5
	if d <= 0 || math.IsInf(d, 0) || math.IsNaN(d) {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(d)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*p >= d {
			return m * p
		}
	}
	return 10 * p
}

func (s scale) ticks() (at []float64, decimals int) {
	step := s.step()
	for k := math.Ceil(s.low/step - 1e-9); k*step <= s.high+step*1e-9 && len(at) < 30; k++ {
		at = append(at, k*step)
	}
	return at, max(0, int(-math.Floor(math.Log10(step)+1e-9)))
}

// figureHeight is how tall a drawing is, in millimetres.
func figureHeight(f ui.ChartSpec) float64 {
	switch f.Kind {
	case ui.BarsLying:
		return 14 + float64(len(f.X))*max(6, 4.5*float64(lanes(f)))
	case ui.Forest:
		return 16 + 5.5*float64(len(f.X))
	case ui.Heat:
		return 16 + 5*float64(len(f.Y))
	case ui.Wright:
		return 110
	}
	return 66
}

// lanes is how many bars stand beside each other in a category.
func lanes(f ui.ChartSpec) int {
	if f.Stacked {
		return 1
	}
	return max(1, len(f.Series))
}

// draw puts a figure of the pages on paper, in black and white.
func (p *printer) draw(f ui.ChartSpec, x, y, w, h float64) {
	top := y
	if len(f.Series) > 1 && f.Kind != ui.Wright && f.Kind != ui.Heat {
		p.legend(f, x, y, w)
		top += 5
	}
	h -= top - y
	switch f.Kind {
	case ui.BarsLying:
		p.lying(f, x, top, w, h)
	case ui.Forest:
		p.forest(f, x, top, w, h)
	case ui.Heat:
		p.heat(f, x, top, w, h)
	case ui.Boxes:
		p.boxes(f, x, top, w, h)
	case ui.Points:
		p.dots(f, x, top, w, h)
	case ui.Wright:
		p.wright(f, x, top, w, h)
	default:
		p.standing(f, x, top, w, h)
	}
}

// greys tell series apart on paper.
var greys = []float64{0.65, 0.25, 0.45, 0.12, 0.8}

func (p *printer) legend(f ui.ChartSpec, x, y, w float64) {
	for i, s := range f.Series {
		name := t(p.ctx, s.Name)
		need := 9 + p.Measure(name, smallSize)
		if need > w {
			return
		}
		switch {
		case s.Joined || f.Kind == ui.Lines:
			p.Path([]pdf.Point{{X: x, Y: y + 1.6}, {X: x + 6, Y: y + 1.6}}, 0.4, i)
		case f.Kind == ui.Points:
			p.Dot(x+3, y+1.6, 0.9, i%2 == 0)
		default:
			p.Fill(x, y+0.2, 6, 2.6, greys[i%len(greys)])
			p.Box(x, y+0.2, 6, 2.6, false)
		}
		p.Text(x+7, y, smallSize, pdf.Left, 0, name)
		x, w = x+need+3, w-need-3
	}
}

// upright makes a plot with a value axis at the left and draws its lines.
func (p *printer) upright(f ui.ChartSpec, x, y, w, h float64, ys scale) plot {
	a := plot{p: p, x: x + 12, y: y + 5, w: w - 14, h: h - 15, ys: ys}
	if f.YLabel != "" {
		p.Text(x, y, smallSize, pdf.Left, w/2, t(p.ctx, f.YLabel))
	}
	at, dec := ys.ticks()
	for _, v := range at {
		ty := a.vy(v)
		p.Line(a.x, ty, a.x+a.w, ty, true)
		p.Text(a.x-1, ty-1.4, smallSize, pdf.Right, 11, ui.Number(v, dec))
	}
	p.Line(a.x, a.y+a.h, a.x+a.w, a.y+a.h, false)
	if f.XLabel != "" {
		p.Text(a.x+a.w, y+h-3.2, smallSize, pdf.Right, w/2, t(p.ctx, f.XLabel))
	}
	return a
}

func (a plot) vy(v float64) float64 { return a.y + a.h*(1-a.ys.at(v)) }
func (a plot) vx(v float64) float64 { return a.x + a.w*a.xs.at(v) }

// categories writes names under a plot, every second or third when they do not fit.
func (a plot) categories(names []string) {
	step := a.w / float64(max(1, len(names)))
	every := 1
	for float64(every)*step < 5 {
		every++
	}
	for i := 0; i < len(names); i += every {
		a.p.Text(a.x+(float64(i)+0.5)*step, a.y+a.h+1, smallSize, pdf.Centre, step*float64(every)-0.6, names[i])
	}
}

func (p *printer) translated(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = t(p.ctx, n)
	}
	return out
}

// all are the values of a figure with their intervals and lines.
func all(f ui.ChartSpec) []float64 {
	var out []float64
	for _, s := range f.Series {
		out = append(append(append(out, s.Values...), s.Low...), s.High...)
	}
	for _, r := range f.Refs {
		if !r.OnX {
			out = append(out, r.Value)
		}
	}
	return out
}

// standing is bars or lines over categories.
func (p *printer) standing(f ui.ChartSpec, x, y, w, h float64) {
	a := p.upright(f, x, y, w, h, fit(append(all(f), 0), f.Min, f.Max))
	a.categories(p.translated(f.X))
	step := a.w / float64(max(1, len(f.X)))
	for k, s := range f.Series {
		var line []pdf.Point
		for i, v := range s.Values {
			if math.IsNaN(v) {
				continue
			}
			mid := a.x + (float64(i)+0.5)*step
			if f.Kind == ui.Lines {
				line = append(line, pdf.Point{X: mid, Y: a.vy(v)})
				p.Dot(mid, a.vy(v), 0.7, k%2 == 0)
				continue
			}
			bar := min(step*0.7/float64(lanes(f)), 12)
			left := mid - bar*float64(lanes(f))/2 + float64(k%lanes(f))*bar
			p.Fill(left, a.vy(max(v, 0)), bar, math.Abs(a.vy(v)-a.vy(0)), greys[k%len(greys)])
			a.whisker(left+bar/2, at0(s.Low, i), at0(s.High, i))
		}
		p.Path(line, 0.4, k)
	}
	a.refs(f.Refs)
}

func at0(vs []float64, i int) float64 {
	if i < len(vs) {
		return vs[i]
	}
	return math.NaN()
}

func (a plot) whisker(x, low, high float64) {
	if math.IsNaN(low) || math.IsNaN(high) {
		return
	}
	a.p.Path([]pdf.Point{{X: x, Y: a.vy(low)}, {X: x, Y: a.vy(high)}}, 0.3, 0)
	for _, v := range []float64{low, high} {
		a.p.Path([]pdf.Point{{X: x - 1, Y: a.vy(v)}, {X: x + 1, Y: a.vy(v)}}, 0.3, 0)
	}
}

// refs are lines to compare with.
func (a plot) refs(refs []ui.Ref) {
	for i, r := range refs {
		name := t(a.p.ctx, r.Label)
		if r.OnX {
			if q := a.xs.at(r.Value); q >= 0 && q <= 1 {
				a.p.Path([]pdf.Point{{X: a.vx(r.Value), Y: a.y}, {X: a.vx(r.Value), Y: a.y + a.h}}, 0.3, 1)
				a.p.Text(a.vx(r.Value)+0.6, a.y+float64(i%4)*3.2, smallSize, pdf.Left, 24, name)
			}
			continue
		}
		if q := a.ys.at(r.Value); q >= 0 && q <= 1 {
			a.p.Path([]pdf.Point{{X: a.x, Y: a.vy(r.Value)}, {X: a.x + a.w, Y: a.vy(r.Value)}}, 0.3, 1)
			a.p.Text(a.x+a.w, a.vy(r.Value)-3.2, smallSize, pdf.Right, 40, name)
		}
	}
}
