package report

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// simulated answers under a graded model with steps categories above 0, persons × items, by a fixed seed. The last item runs backwards
// when flip is set.
func simulated(t *testing.T, persons, items, steps int, flip bool, o Options) *Report {
	t.Helper()
	rng := rand.New(rand.NewPCG(20261129, 7))
	rows := make([][]float64, persons)
	names := make([]string, items)
	for p := range rows {
		theta := rng.NormFloat64()
		rows[p] = make([]float64, items)
		for i := range items {
			names[i] = fmt.Sprintf("题%d", i+1)
			a, b := .8+.1*float64(i%8), -1.5+3*float64(i)/float64(items)
			if flip && i == items-1 {
				a = -a
			}
			u := rng.Float64()
			for k := range steps {
				if u < 1/(1+math.Exp(-a*(theta-b-float64(k)))) {
					rows[p][i] = float64(k + 1)
				}
			}
			if rng.IntN(12) == 0 {
				rows[p][i] = math.NaN()
			}
		}
	}
	m, err := ctt.FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), names, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// polylines are the points of all curves of a class in a picture.
func polylines(t *testing.T, picture, class string) (out [][]xy) {
	t.Helper()
	for _, m := range regexp.MustCompile(`<polyline class="`+class+`[^"]*" points="([^"]*)"`).FindAllStringSubmatch(picture, -1) {
		var points []xy
		for pair := range strings.FieldsSeq(m[1]) {
			x, y, _ := strings.Cut(pair, ",")
			a, err1 := strconv.ParseFloat(x, 64)
			b, err2 := strconv.ParseFloat(y, 64)
			if err1 != nil || err2 != nil {
				t.Fatalf("no number: %q", pair)
			}
			points = append(points, xy{a, b})
		}
		out = append(out, points)
	}
	return out
}

// TestCurves: what is drawn is the model, read back from the picture.
func TestCurves(t *testing.T) {
	for _, steps := range []int{1, 3} {
		r := simulated(t, 600, 6, steps, false, Options{})
		for i, it := range r.Items {
			picture := string(r.curve(i, Chinese))
			low, high := it.span()
			f := panel(r.reach(), low, high)
			p := make([]float64, len(it.Values))
			lines := polylines(t, picture, "curve")
			if len(lines) != 1 || len(lines[0]) < 80 {
				t.Fatalf("%d curves", len(lines))
			}
			for _, at := range lines[0] {
				theta := f.x0 + (at.x-f.left)/f.width*(f.x1-f.x0)
				mark := f.y0 + (1-(at.y-f.top)/f.height)*(f.y1-f.y0)
				r.Fit.Items[i].Prob(theta, p)
				if want := expected(p, it.Values); math.Abs(mark-want) > .001*(high-low) {
					t.Fatalf("item %d at θ = %.2f: drawn %.4f, model %.4f", i+1, theta, mark, want)
				}
			}
			if got := len(polylines(t, picture, "category")); steps > 1 && got != len(it.Values) || steps == 1 && got != 0 {
				t.Errorf("%d curves of categories", got)
			}
			if got := strings.Count(picture, "<circle"); got != len(it.Points) || got < 3 {
				t.Errorf("%d dots for %d groups", got, len(it.Points))
			}
		}
	}
}

// TestPoints: groups hold everybody who answered, none is tiny, and under the true model about one interval in twenty misses.
func TestPoints(t *testing.T) {
	r := simulated(t, 4000, 20, 1, true, Options{})
	all, off := 0, 0
	for i, it := range r.Items {
		n := 0
		for _, p := range it.Points {
			n += p.N
			if p.N < fewestGroup || p.Low > p.Observed || p.High < p.Observed {
				t.Errorf("item %d: %+v", i+1, p)
			}
			all++
			if p.Off() {
				off++
			}
		}
		if len(it.Points) != 10 || n != r.CTT.Items[i].N {
			t.Errorf("item %d: %d groups with %d persons of %d", i+1, len(it.Points), n, r.CTT.Items[i].N)
		}
	}
	if share := float64(off) / float64(all); share > .10 || share == 0 {
		t.Errorf("%.1f %% of %d intervals miss the true model", 100*share, all)
	}
	last := r.Items[19]
	if len(last.Remarks) == 0 || last.Remarks[0].Key != remarkNegative {
		t.Errorf("an item that runs backwards has the remarks %v", last.Remarks)
	}
	for _, it := range r.Items[:19] {
		for _, n := range it.Remarks {
			if n.Key == remarkNegative || n.Key == remarkLow {
				t.Errorf("%s: %s", it.Name, n.Key)
			}
		}
	}
}

// TestTies: with few items many persons have one ability; no group is smaller than the least.
func TestTies(t *testing.T) {
	r := simulated(t, 1500, 3, 1, false, Options{Model: irt.TwoPL})
	for _, it := range r.Items {
		if len(it.Points) < 2 {
			t.Errorf("%d groups", len(it.Points))
		}
		for g, p := range it.Points {
			if p.N < fewestGroup || g > 0 && !(p.Theta > it.Points[g-1].Theta) {
				t.Errorf("group %d: %+v", g+1, p)
			}
		}
	}
}

// TestMap: arrows point at the difficulties, and no label stands on another or outside.
func TestMap(t *testing.T) {
	for _, c := range [][2]int{{8, 1}, {60, 1}, {25, 4}} {
		r := simulated(t, 800, c[0], c[1], false, Options{})
		marks := r.marks()
		w := r.wright(English)
		low, high := r.scale(marks)
		f := frame{left: mapItems, top: 30, width: mapWidth - mapItems, height: math.Min(math.Max(90*(high-low), 340), 640), y0: low, y1: high, x1: 1}
		if len(marks) != c[0]*c[1] || w.Left != 0 {
			t.Errorf("%d items: %d marks, %d without a label", c[0], len(marks), w.Left)
		}
		type label struct {
			at   xy
			text string
		}
		var labels []label
		for _, m := range regexp.MustCompile(`<text class="start label" x="([^"]*)" y="([^"]*)">([^<]*)`).FindAllStringSubmatch(string(w.Picture), -1) {
			x, _ := strconv.ParseFloat(m[1], 64)
			y, _ := strconv.ParseFloat(m[2], 64)
			labels = append(labels, label{xy{x, y}, m[3]})
		}
		for k, l := range labels {
			want := math.Min(math.Max(marks[k].value, low), high)
			if got := high - (l.at.y-4-f.top)/f.height*(high-low); math.Abs(got-want) > .01 {
				t.Errorf("%s stands at %.3f, its difficulty is %.3f", l.text, got, want)
			}
			right := l.at.x + 7.2*float64(columns(l.text))
			if right > mapWidth+4 {
				t.Errorf("%s ends at %.0f", l.text, right)
			}
			for _, o := range labels[:k] {
				if math.Abs(o.at.y-l.at.y) < 13 && o.at.x < right && l.at.x < o.at.x+7.2*float64(columns(o.text)) {
					t.Errorf("%s and %s overlap", l.text, o.text)
				}
			}
		}
		if len(labels) != len(marks) {
			t.Errorf("%d labels for %d marks", len(labels), len(marks))
		}
	}
}

// TestThresholds of GPCM are in order and halve the probability, which its steps need not.
func TestThresholds(t *testing.T) {
	r := simulated(t, 800, 6, 3, false, Options{Model: irt.GPCM})
	for i := range r.Items {
		b := r.Thresholds(i)
		p := make([]float64, 4)
		for k, v := range b {
			r.Fit.Items[i].Prob(v, p)
			sum := 0.0
			for _, x := range p[k+1:] {
				sum += x
			}
			near(t, "P at a threshold", sum, .5, 1e-6)
			if k > 0 && !(v > b[k-1]) {
				t.Errorf("thresholds %v", b)
			}
		}
	}
}

// TestShort: names are cut by their width, and a long one does not turn the others into numbers.
func TestShort(t *testing.T) {
	for in, want := range map[string]string{"abc": "abc", "第一题": "第一题", "阅读理解第一题作者态度": "阅读理解第…", "abcdefghijklmno": "abcdefghijk…"} {
		if got := short(in, 12); got != want || columns(got) > 12 {
			t.Errorf("short(%q) = %q", in, got)
		}
	}
	r := simulated(t, 300, 6, 1, false, Options{})
	r.Items[2].Name = strings.Repeat("长", 200)
	if w := r.wright(Chinese); w.Numbers || !strings.Contains(string(w.Picture), ">题1<") || !strings.Contains(string(w.Picture), "长…<") {
		t.Error("a long name takes the names of others from the map")
	}
}
