package pdf

import (
	"math"

	"github.com/signintech/gopdf"
)

// Point is a place on a page, millimetres from the top left corner.
type Point struct{ X, Y float64 }

// Fill darkens a rectangle: grey 0 is white, 1 is black.
func (d *Doc) Fill(x, y, w, h, grey float64) {
	if d.err != nil || w <= 0 || h <= 0 {
		return
	}
	d.fill(grey)
	d.out.RectFromUpperLeftWithStyle(x*point, y*point, w*point, h*point, "F")
	d.fill(1) // text is drawn with the same colour
}

func (d *Doc) fill(grey float64) {
	v := uint8(math.Round(255 * (1 - min(max(grey, 0), 1))))
	d.out.SetFillColor(v, v, v)
}

// Dot draws a round mark with radius r, filled or hollow (white inside).
func (d *Doc) Dot(x, y, r float64, filled bool) {
	if d.err != nil {
		return
	}
	const corners = 16
	ps := make([]gopdf.Point, corners)
	for i := range ps {
		s, c := math.Sincos(2 * math.Pi * float64(i) / corners)
		ps[i] = gopdf.Point{X: (x + r*c) * point, Y: (y + r*s) * point}
	}
	d.stroke(false)
	if filled {
		d.fill(0.85)
	} else {
		d.fill(0)
	}
	d.out.Polygon(ps, "FD")
	d.fill(1)
}

// Path draws straight lines through points, w millimetres thick, in one of four patterns (0 is solid).
func (d *Doc) Path(ps []Point, w float64, pattern int) {
	if d.err != nil {
		return
	}
	d.out.SetLineWidth(w * point)
	d.out.SetStrokeColor(40, 40, 40)
	switch pattern % 4 {
	case 0:
		d.out.SetLineType("solid")
	case 1:
		d.out.SetCustomLineType([]float64{4, 2}, 0)
	case 2:
		d.out.SetCustomLineType([]float64{1, 2}, 0)
	default:
		d.out.SetCustomLineType([]float64{6, 2, 1, 2}, 0)
	}
	for i := 1; i < len(ps); i++ {
		d.out.Line(ps[i-1].X*point, ps[i-1].Y*point, ps[i].X*point, ps[i].Y*point)
	}
	d.out.SetLineType("solid")
}
