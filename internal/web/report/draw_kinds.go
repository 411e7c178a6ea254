package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// across makes a plot whose value axis lies at the bottom, with a name before each row.
func (p *printer) across(f ui.ChartSpec, x, y, w, h float64, xs scale) plot {
	const names = 44.0
	a := plot{p: p, x: x + names, y: y + 2, w: w - names - 4, h: h - 10, xs: xs}
	at, dec := xs.ticks()
	for _, v := range at {
		p.Line(a.vx(v), a.y, a.vx(v), a.y+a.h, true)
		p.Text(a.vx(v), a.y+a.h+0.8, smallSize, pdf.Centre, 0, ui.Number(v, dec))
	}
	p.Text(a.x+a.w, y+h-3.4, smallSize, pdf.Right, w, t(p.ctx, f.YLabel))
	step := a.h / float64(max(1, len(f.X)))
	for i, n := range f.X {
		p.Text(a.x-1, a.y+(float64(i)+0.5)*step-smallSize/2, smallSize, pdf.Right, names-2, t(p.ctx, n))
	}
	for _, r := range f.Refs {
		if q := xs.at(r.Value); q >= 0 && q <= 1 {
			p.Path([]pdf.Point{{X: a.vx(r.Value), Y: a.y}, {X: a.vx(r.Value), Y: a.y + a.h}}, 0.4, 1)
			p.Text(a.vx(r.Value), a.y-2.8, smallSize, pdf.Centre, 0, t(p.ctx, r.Label))
		}
	}
	return a
}

// lying is bars that lie down; stacked ones stand behind each other.
func (p *printer) lying(f ui.ChartSpec, x, y, w, h float64) {
	values := append(all(f), 0)
	if f.Stacked {
		values = []float64{0}
		for i := range f.X {
			sum := 0.0
			for _, s := range f.Series {
				if v := at0(s.Values, i); !math.IsNaN(v) {
					sum += v
				}
			}
			values = append(values, sum)
		}
	}
	a := p.across(f, x, y, w, h, fit(values, f.Min, f.Max))
	step := a.h / float64(max(1, len(f.X)))
	for i := range f.X {
		from := 0.0
		for k, s := range f.Series {
			v := at0(s.Values, i)
			if math.IsNaN(v) {
				continue
			}
			bar := step * 0.72 / float64(lanes(f))
			top := a.y + float64(i)*step + step*0.14 + float64(k%lanes(f))*bar
			if f.Stacked {
				p.Fill(a.vx(from), top, a.vx(from+v)-a.vx(from), bar, greys[k%len(greys)])
				p.Box(a.vx(from), top, a.vx(from+v)-a.vx(from), bar, false)
				from += v
				continue
			}
			p.Fill(a.vx(0), top, a.vx(v)-a.vx(0), bar, greys[k%len(greys)])
			if low, high := at0(s.Low, i), at0(s.High, i); !math.IsNaN(low) && !math.IsNaN(high) {
				p.Path([]pdf.Point{{X: a.vx(low), Y: top + bar/2}, {X: a.vx(high), Y: top + bar/2}}, 0.3, 0)
			}
		}
	}
}

// forest is dots with their intervals: filled when the interval is clear of the line.
func (p *printer) forest(f ui.ChartSpec, x, y, w, h float64) {
	a := p.across(f, x, y+3, w, h-3, fit(all(f), f.Min, f.Max))
	step := a.h / float64(max(1, len(f.X)))
	for _, s := range f.Series {
		for i, v := range s.Values {
			if math.IsNaN(v) {
				continue
			}
			ty, low, high := a.y+(float64(i)+0.5)*step, at0(s.Low, i), at0(s.High, i)
			if !math.IsNaN(low) && !math.IsNaN(high) {
				p.Path([]pdf.Point{{X: a.vx(low), Y: ty}, {X: a.vx(high), Y: ty}}, 0.3, 0)
			}
			p.Dot(a.vx(v), ty, 0.9, len(f.Refs) > 0 && (low > f.Refs[0].Value || high < f.Refs[0].Value))
		}
	}
}

// heat is a grid: signs where values differ from 0 both ways, numbers else.
func (p *printer) heat(f ui.ChartSpec, x, y, w, h float64) {
	if len(f.Series) == 0 || len(f.X) == 0 || len(f.Y) == 0 {
		return
	}
	const names = 34.0
	cw, ch := min((w-names)/float64(len(f.X)), 40), (h-10)/float64(len(f.Y))
	low, high := math.Inf(1), math.Inf(-1)
	for _, row := range f.Series[0].Grid {
		for _, v := range row {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for i, n := range f.X {
		p.Text(x+names+(float64(i)+0.5)*cw, y+1, smallSize, pdf.Centre, cw-0.6, t(p.ctx, n))
	}
	for j, n := range f.Y {
		top := y + 6 + float64(j)*ch
		p.Text(x+names-1, top+ch/2-smallSize/2, smallSize, pdf.Right, names-2, t(p.ctx, n))
		for i := range f.X {
			v := at0(f.Series[0].Grid[j], i)
			left := x + names + float64(i)*cw
			if !math.IsNaN(v) {
				text, grey := ui.Number(v, f.Decimals), 0.45*(v-low)/max(high-low, 1e-9)
				if f.Signed {
					text, grey = sign(v), 0.0
					if v < 0 {
						grey = min(0.45, -v/3*0.45)
					}
				}
				p.Fill(left, top, cw, ch, grey)
				p.Text(left+cw/2, top+ch/2-smallSize/2, smallSize, pdf.Centre, cw-0.4, text)
			}
			p.Box(left, top, cw, ch, true)
		}
	}
}

// sign is a difference in standard errors as a person reads it without colour.
func sign(v float64) string {
	switch {
	case v >= 2:
		return "＋＋"
	case v >= 1:
		return "＋"
	case v <= -2:
		return "－－"
	case v <= -1:
		return "－"
	}
	return ""
}

func (p *printer) boxes(f ui.ChartSpec, x, y, w, h float64) {
	if len(f.Series) == 0 {
		return
	}
	var values []float64
	for _, b := range f.Series[0].Box {
		values = append(values, b.Low, b.High)
	}
	for _, r := range f.Refs {
		values = append(values, r.Value)
	}
	a := p.upright(f, x, y, w, h, fit(values, f.Min, f.Max))
	a.categories(p.translated(f.X))
	step := a.w / float64(max(1, len(f.X)))
	for i, b := range f.Series[0].Box {
		if math.IsNaN(b.Median) {
			continue
		}
		mid, half := a.x+(float64(i)+0.5)*step, min(step*0.3, 7)
		p.Path([]pdf.Point{{X: mid, Y: a.vy(b.Low)}, {X: mid, Y: a.vy(b.Q1)}}, 0.3, 0)
		p.Path([]pdf.Point{{X: mid, Y: a.vy(b.Q3)}, {X: mid, Y: a.vy(b.High)}}, 0.3, 0)
		p.Fill(mid-half, a.vy(b.Q3), 2*half, a.vy(b.Q1)-a.vy(b.Q3), 0.12)
		p.Box(mid-half, a.vy(b.Q3), 2*half, a.vy(b.Q1)-a.vy(b.Q3), false)
		for _, v := range []float64{b.Low, b.Median, b.High} {
			p.Path([]pdf.Point{{X: mid - half, Y: a.vy(v)}, {X: mid + half, Y: a.vy(v)}}, 0.5, 0)
		}
	}
	a.refs(f.Refs)
}

// dots is points in the plane and lines through some of them.
func (p *printer) dots(f ui.ChartSpec, x, y, w, h float64) {
	var xs, ys []float64
	for _, s := range f.Series {
		for _, q := range s.At {
			xs, ys = append(xs, q.X), append(ys, q.Y)
		}
		ys = append(append(ys, s.Low...), s.High...)
	}
	for _, r := range f.Refs {
		if !r.OnX {
			ys = append(ys, r.Value)
		}
	}
	a := p.upright(f, x, y, w, h, fit(ys, f.Min, f.Max))
	a.xs = fit(xs, nil, nil)
	at, dec := a.xs.ticks()
	for _, v := range at {
		p.Text(a.vx(v), a.y+a.h+1, smallSize, pdf.Centre, 0, ui.Number(v, dec))
	}
	for k, s := range f.Series {
		var line []pdf.Point
		for i, q := range s.At {
			if math.IsNaN(q.X) || math.IsNaN(q.Y) {
				continue
			}
			at := pdf.Point{X: a.vx(q.X), Y: a.vy(q.Y)}
			if s.Joined {
				line = append(line, at)
				continue
			}
			a.whisker(at.X, at0(s.Low, i), at0(s.High, i))
			p.Dot(at.X, at.Y, 0.8, k%2 == 0)
		}
		p.Path(line, 0.4, k)
	}
	a.refs(f.Refs)
}

// wright is persons as bars to the left of the scale and items as names to its right.
func (p *printer) wright(f ui.ChartSpec, x, y, w, h float64) {
	if len(f.Series) < 2 {
		return
	}
	persons, items := f.Series[0].At, slices.Clone(f.Series[1].At)
	var values []float64
	most := 1.0
	for _, q := range persons {
		values, most = append(values, q.X), max(most, q.Y)
	}
	for _, q := range items {
		values = append(values, q.Y)
	}
	a := p.upright(f, x, y, w, h, fit(values, nil, nil))
	mid, half := a.x+a.w/2, 1.2
	if len(persons) > 1 {
		half = max(0.4, math.Abs(a.vy(persons[1].X)-a.vy(persons[0].X))/2-0.2)
	}
	for _, q := range persons {
		long := a.w / 2 * 0.95 * q.Y / most
		p.Fill(mid-long, a.vy(q.X)-half, long, 2*half, 0.4)
	}
	p.Path([]pdf.Point{{X: mid, Y: a.y}, {X: mid, Y: a.y + a.h}}, 0.4, 0)
	slices.SortStableFunc(items, func(i, j ui.Point) int { return cmp.Compare(i.Y, j.Y) })
	type row struct{ y, end float64 }
	var rows []row
	for _, q := range items {
		ty, left := a.vy(q.Y), mid+2
		for _, r := range rows {
			if math.Abs(r.y-ty) < smallSize {
				left = max(left, r.end)
			}
		}
		if left+p.Measure(q.Name, smallSize) > a.x+a.w {
			continue // no room at this height: it stands in the table
		}
		rows = append(rows, row{ty, left + p.Measure(q.Name, smallSize) + 2})
		p.Text(left, ty-smallSize/2, smallSize, pdf.Left, 0, q.Name)
	}
}
