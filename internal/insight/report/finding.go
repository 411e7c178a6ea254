package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// findings are the sentences of a document, each with the rows behind it. Their order is that of a page: what limits the figures first.
func (b *builder) findings(doc *Document, d *data) {
	add := func(f Finding) { doc.Findings = append(doc.Findings, f) }
	if b.in.Exam.Forms > 1 {
		add(Finding{Code: "booklets", Args: []string{strconv.Itoa(b.in.Exam.Forms)}})
	}
	if doc.Head.N > 0 && doc.Head.N < b.in.Rules.SmallGroup {
		add(Finding{Code: "small", Args: []string{strconv.Itoa(doc.Head.N)}})
	}
	if d.subject != "" && d.paper.Guessed && d.k > 0 {
		add(Finding{Code: "no_paper"})
	}
	if doc.Table != nil && !doc.Table.Adds {
		add(Finding{Code: "not_adding", Args: []string{mark(doc.Table.Mark), mark(d.paper.Full)}})
	}
	if out := doc.Head.Absent + doc.Head.Deferred + doc.Head.Void + doc.Head.Excluded; out > 0 && (doc.Kind == KindClass || out >= b.in.Rules.MinGroup) {
		add(Finding{Code: "left_out", Args: []string{strconv.Itoa(out), percent(float64(out) / float64(out+doc.Head.N+doc.Head.Uncounted))}})
	}
	b.itemFindings(doc, d, add)
	if s := doc.Sampled; s != nil && s.Low.Defined() {
		add(Finding{Code: "sampled", Args: []string{strconv.Itoa(s.N), mark(s.Low), mark(s.High)}})
	}
	if x := doc.Balance; x != nil {
		add(Finding{Code: "balance", Args: []string{strconv.Itoa(x.Units), fmt.Sprintf("%.3f", float64(x.CV)), percent(float64(x.ICC)), strconv.Itoa(x.Differ)}, Parts: differing(doc)})
	}
	if a := doc.Added; a != nil && len(a.Schools) > 0 && (doc.Kind == KindDistrict || doc.Kind == KindRegion || doc.Kind == KindCross) {
		if a.Differ == 0 {
			add(Finding{Code: "added_none", Args: []string{strconv.Itoa(len(a.Schools))}})
		} else {
			add(Finding{Code: "added", Args: []string{strconv.Itoa(len(a.Schools)), strconv.Itoa(a.Differ)}})
		}
	}
	if doc.Class != nil && doc.Class.Entry != nil {
		add(Finding{Code: "growth"})
	}
	for _, l := range doc.Lines {
		if l.Over >= 0 {
			add(Finding{Code: "lines", Args: []string{mark(l.Total), strconv.Itoa(l.Over)}})
		}
	}
	if doc.Scores != nil && doc.Scores.Mock {
		add(Finding{Code: "exam_mock"})
	}
}

func differing(doc *Document) (out []id.Any) {
	for _, list := range [][]Part{doc.Parts, doc.Schools} {
		for _, p := range list {
			if p.Effect != nil && p.Effect.Differs {
				out = append(out, p.Node)
			}
		}
	}
	return out
}

// Differences beyond far standard errors are said aloud: with 40 items two or three pass 2 by chance, so a sentence wants more when only
// few do (the page prints the number beside each).
const far = 2.0

func (b *builder) itemFindings(doc *Document, d *data, add func(Finding)) {
	if len(doc.Items) == 0 {
		return
	}
	if r := doc.Reliability; r.Alpha.Defined() && r.N >= b.in.Rules.SmallGroup {
		if r.Alpha >= 0.7 {
			add(Finding{Code: "reliable", Args: []string{fmt.Sprintf("%.2f", float64(r.Alpha)), mark(r.SEM), mark(r.SEM * 1.96 * 1.4142)}})
		} else {
			add(Finding{Code: "unreliable", Args: []string{fmt.Sprintf("%.2f", float64(r.Alpha))}})
		}
	}
	var above, below, weak, hard []int
	compared := false
	for j, it := range doc.Items {
		compared = compared || it.InSE.Defined()
		switch {
		case it.InSE >= far:
			above = append(above, j)
		case it.InSE <= -far:
			below = append(below, j)
		}
		if it.Miskey != "" {
			add(Finding{Code: "miskey", Args: []string{d.names([]int{j}), it.Miskey}, Items: []int{j}})
		}
		if it.D < 0.2 {
			weak = append(weak, j)
		}
		if planned := d.paper.Items[j].Planned; it.P < planned-0.15 && it.N >= b.in.Rules.SmallGroup {
			hard = append(hard, j)
		}
	}
	if below != nil {
		add(Finding{Code: "below", Args: []string{d.names(below)}, Items: below})
	}
	if above != nil {
		add(Finding{Code: "above", Args: []string{d.names(above)}, Items: above})
	}
	if compared && above == nil && below == nil {
		add(Finding{Code: "alike"})
	}
	if weak != nil {
		add(Finding{Code: "weak_items", Args: []string{d.names(weak)}, Items: weak})
	}
	if hard != nil {
		add(Finding{Code: "harder", Args: []string{d.names(hard)}, Items: hard})
	}
}

// names lists items as the paper calls them.
func (d *data) names(items []int) string {
	out := make([]string, len(items))
	for i, j := range items {
		out[i] = d.paper.Items[j].Name
	}
	return strings.Join(out, "、")
}

func mark(x Num) string { return strconv.FormatFloat(float64(x), 'f', 1, 64) }

func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 0, 64) }

// todo says what to do in the review lesson, by rules: check doubtful keys, teach all what less than half reached, let answers that many
// gave be explained, give the rest to groups, and plan one point to come again.
func (doc *Document) todo(s *Sheet, d *data) []Finding {
	var out []Finding
	var all, some []int
	for _, j := range s.Worst {
		it := doc.Items[j]
		if it.Miskey != "" {
			out = append(out, Finding{Code: "todo_key", Args: []string{d.names([]int{j})}, Items: []int{j}})
		}
		if it.P < half {
			all = append(all, j)
		} else {
			some = append(some, j)
		}
	}
	if all != nil {
		out = append(out, Finding{Code: "todo_all", Args: []string{d.names(all)}, Items: all})
	}
	for _, j := range s.Worst {
		for _, w := range doc.Items[j].Wrong {
			if w.Answer != "" && w.N >= 3 && 4*w.N >= doc.Items[j].N {
				out = append(out, Finding{Code: "todo_wrong", Args: []string{d.names([]int{j}), strconv.Itoa(w.N), w.Answer}, Items: []int{j}, Rows: w.Who})
				break
			}
		}
	}
	if some != nil {
		out = append(out, Finding{Code: "todo_some", Args: []string{d.names(some)}, Items: some})
	}
	if len(s.Points) > 0 {
		p := doc.Knowledge[s.Points[0]]
		out = append(out, Finding{Code: "todo_point", Args: []string{p.Name, percent(float64(p.Rate)), strconv.Itoa(len(p.Items))}, Items: p.Items})
	}
	if len(s.Good) > 0 {
		out = append(out, Finding{Code: "todo_fine", Args: []string{d.names(s.Good)}, Items: s.Good})
	}
	return out
}
