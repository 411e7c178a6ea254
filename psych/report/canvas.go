package report

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// canvas collects the elements of one picture. Texts are escaped here and nowhere else; classes are the page's.
type canvas struct{ b strings.Builder }

// xy is a place in a picture.
type xy struct{ x, y float64 }

// px is a coordinate with two decimals at most.
func px(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) }

func (c *canvas) put(parts ...string) {
	for _, p := range parts {
		c.b.WriteString(p)
	}
}

func (c *canvas) line(class string, a, b xy) {
	c.put(`<line class="`, class, `" x1="`, px(a.x), `" y1="`, px(a.y), `" x2="`, px(b.x), `" y2="`, px(b.y), `"/>`)
}

func (c *canvas) rect(class string, at xy, w, h float64) {
	c.put(`<rect class="`, class, `" x="`, px(at.x), `" y="`, px(at.y), `" width="`, px(w), `" height="`, px(h), `"/>`)
}

func (c *canvas) curve(class string, points []xy) {
	c.put(`<polyline class="`, class, `" points="`)
	for i, p := range points {
		if i > 0 {
			c.put(" ")
		}
		c.put(px(p.x), ",", px(p.y))
	}
	c.put(`"/>`)
}

func (c *canvas) dot(class string, at xy, r float64) {
	c.put(`<circle class="`, class, `" cx="`, px(at.x), `" cy="`, px(at.y), `" r="`, px(r), `"/>`)
}

// diamond and arrow are shapes that stay apart from dots without colour.
func (c *canvas) diamond(class string, at xy, r float64) {
	c.shape(class, xy{at.x, at.y - r}, xy{at.x + r, at.y}, xy{at.x, at.y + r}, xy{at.x - r, at.y})
}

func (c *canvas) arrow(class string, at xy, r float64) {
	c.shape(class, at, xy{at.x + 1.6*r, at.y - r}, xy{at.x + 1.6*r, at.y + r})
}

func (c *canvas) shape(class string, points ...xy) {
	c.put(`<path class="`, class, `" d="`)
	for i, p := range points {
		c.put([]string{"M", "L"}[min(i, 1)], px(p.x), " ", px(p.y))
	}
	c.put(`Z"/>`)
}

// text writes a label; class begins with start, middle or end, which is where it is held.
func (c *canvas) text(class string, at xy, text string) {
	c.put(`<text class="`, class, `" x="`, px(at.x), `" y="`, px(at.y), `">`, template.HTMLEscapeString(text), `</text>`)
}

// picture closes the canvas: a labelled image of that size for those who see and for those who hear it.
func (c *canvas) picture(class string, w, h float64, label string) template.HTML {
	return template.HTML(`<svg class="` + class + `" viewBox="0 0 ` + px(w) + ` ` + px(h) + `" role="img" aria-label="` + // #nosec G203 -- every text above is escaped
		template.HTMLEscapeString(label) + `">` + c.b.String() + `</svg>`)
}

// frame maps values to places: x0..x1 onto the width, y0..y1 onto the height, upwards.
type frame struct {
	left, top, width, height float64
	x0, x1, y0, y1           float64
}

func (f frame) at(x, y float64) xy { return xy{f.x(x), f.y(y)} }

func (f frame) x(v float64) float64 { return f.left + f.width*(v-f.x0)/(f.x1-f.x0) }

func (f frame) y(v float64) float64 { return f.top + f.height*(1-(v-f.y0)/(f.y1-f.y0)) }

// axes draws the frame with grid lines and numbers at the given places.
func (c *canvas) axes(f frame, xs, ys []float64, digits int, named bool) {
	for _, x := range xs {
		c.line("grid", xy{f.x(x), f.top}, xy{f.x(x), f.top + f.height})
		if named {
			c.text("middle tick", xy{f.x(x), f.top + f.height + 14}, figure(x, 0))
		}
	}
	for _, y := range ys {
		c.line("grid", xy{f.left, f.y(y)}, xy{f.left + f.width, f.y(y)})
		c.text("end tick", xy{f.left - 4, math.Min(f.y(y)+4, f.top+f.height)}, figure(y, digits)) // clear of the numbers below
	}
	c.line("axis", xy{f.left, f.top + f.height}, xy{f.left + f.width, f.top + f.height})
	c.line("axis", xy{f.left, f.top}, xy{f.left, f.top + f.height})
}

// steps are round numbers from low to high, about as many as wanted, and the decimals that they need.
func steps(low, high float64, wanted int) (at []float64, digits int) {
	if !(high > low) || math.IsInf(high-low, 0) {
		return []float64{low}, 0
	}
	raw := (high - low) / float64(wanted)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := unit
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * unit; step >= raw*0.999 {
			break
		}
	}
	for k := math.Ceil(low/step - 1e-9); k*step <= high+1e-9*step && len(at) < 50; k++ {
		at = append(at, k*step+0) // no −0
	}
	return at, max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
}

// whole are the whole numbers between two, every by-th.
func whole(low, high float64, by int) (at []float64) {
	for v := math.Ceil(low); v <= high; v++ {
		if int(v)%by == 0 {
			at = append(at, v)
		}
	}
	return at
}
