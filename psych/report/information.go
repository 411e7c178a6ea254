package report

import (
	"html/template"
	"math"
	"sort"
)

// infoRow is a line of the table beside the picture of information.
type infoRow struct {
	Theta, Information, SEM, Reliability, Whole float64
}

// informationAt are the figures at an ability. SEM is 1/√I, in logits; reliability is I/(I + 1/σ²), the share of the variance of persons
// of that ability which is not error.
func (r *Report) informationAt(theta float64) infoRow {
	info := r.Information(theta)
	return infoRow{theta, info, 1 / math.Sqrt(info), info / (info + 1/(r.Fit.SD*r.Fit.SD)), r.Fit.Information(theta, nil)}
}

func (r *Report) infoTable() (rows []infoRow) {
	reach := r.reach()
	for v := -reach; v <= reach; v++ {
		rows = append(rows, r.informationAt(v))
	}
	return rows
}

// partly reports whether some item in the model was not answered by everybody.
func (r *Report) partly() bool {
	for i, it := range r.Items {
		if it.InModel && r.share(i) < 1 {
			return true
		}
	}
	return false
}

const (
	infoWidth = 680.0
	semMost   = 2.0 // logits; a larger error is off the picture
)

// information draws test information above and the standard error below, over the range of persons.
func (r *Report) information(lang Lang) template.HTML {
	reach := r.reach()
	at := along(reach)
	most := 0.0
	for _, v := range at {
		most = math.Max(most, r.Information(v))
		if r.partly() {
			most = math.Max(most, r.Fit.Information(v, nil))
		}
	}
	if !(most > 0) {
		most = 1
	}
	up := frame{left: 56, top: 24, width: infoWidth - 70, height: 170, x0: -reach, x1: reach, y0: 0, y1: most * 1.08}
	down := up
	down.top, down.height, down.y1 = 238, 130, semMost
	var c canvas
	low, high := r.middle(0.05, 0.95)
	for _, f := range []frame{up, down} {
		c.rect("band", xy{f.x(math.Max(low, -reach)), f.top}, f.x(math.Min(high, reach))-f.x(math.Max(low, -reach)), f.height)
	}
	ys, digits := steps(0, most, 4)
	c.axes(up, whole(-reach, reach, 1), ys, digits, true)
	c.axes(down, whole(-reach, reach, 1), []float64{0, 0.5, 1, 1.5, 2}, 1, true)
	var info, all, sem []xy
	for _, v := range at {
		row := r.informationAt(v)
		info = append(info, up.at(v, row.Information))
		all = append(all, up.at(v, row.Whole))
		if row.SEM <= semMost {
			sem = append(sem, down.at(v, row.SEM))
		}
	}
	if r.partly() {
		c.curve("category dash1", all)
	}
	c.curve("curve", info)
	c.curve("curve", sem)
	c.text("start strong", xy{8, 14}, lang.T("测验信息量（1/logit²）"))
	c.text("start strong", xy{8, 228}, lang.T("测量标准误 SEM（logit）"))
	c.text("middle", xy{up.left + up.width/2, down.top + down.height + 28}, lang.T("能力 θ（logit）；灰底是中间 90% 的人所在的范围"))
	return c.picture("wide", infoWidth, down.top+down.height+36, lang.T("测验信息量与测量标准误随能力的变化"))
}

// middle are two quantiles of the measures.
func (r *Report) middle(a, b float64) (low, high float64) {
	if len(r.Measures) == 0 {
		return 0, 0
	}
	theta := make([]float64, len(r.Measures))
	for p, m := range r.Measures {
		theta[p] = m.Theta
	}
	sort.Float64s(theta)
	pick := func(q float64) float64 { return theta[int(math.Round(q*float64(len(theta)-1)))] }
	return pick(a), pick(b)
}
