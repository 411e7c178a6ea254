package report

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// The page of a printed report, in millimetres.
const (
	pageLeft   = 15.0
	pageWidth  = pdf.Width - 2*pageLeft
	pageTop    = 22.0
	pageBottom = pdf.Height - 16
	textSize   = 3.3
	smallSize  = 2.7
)

// pdf answers with the whole report on A4: the sections of the pages, figures drawn as areas and lines, fonts inside.
func (p *Pages) pdf(w http.ResponseWriter, r *http.Request, v *view) error {
	if v.Hidden != "" {
		return fault.New(fault.NotFound, "人数太少，没有可以打印的分析")
	}
	if err := p.siblings(r, v); err != nil {
		return err
	}
	b, err := v.print(r.Context(), &p.fonts)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	attach(w, v.heading(r.Context())+".pdf")
	_, err = w.Write(b)
	return err
}

// printer flows a report down pages.
type printer struct {
	*pdf.Doc
	ctx        context.Context
	y          float64
	head, foot string
}

func (v *view) print(ctx context.Context, fonts *pdf.Fonts) ([]byte, error) {
	p := &printer{Doc: fonts.New(v.heading(ctx)), ctx: ctx, head: v.heading(ctx), foot: t(ctx, "差别不说明原因，不排名；人数少于 %d 的不单列。", v.least)}
	if v.named() {
		p.foot = t(ctx, "有学生姓名和分数，只供本班教学使用，不张贴、不外传。")
	}
	p.next()
	p.Text(pdf.Width/2, p.y, 6, pdf.Centre, pageWidth, v.heading(ctx))
	p.Text(pdf.Width/2, p.y+9, textSize, pdf.Centre, pageWidth, v.lead(ctx))
	p.y += 17
	for _, x := range v.tabs(ctx) {
		p.room(30)
		p.Fill(pageLeft, p.y, pageWidth, 7, 0.12)
		p.Text(pageLeft+2, p.y+1.4, 4.2, pdf.Left, pageWidth-4, x.label)
		p.y += 10
		for _, s := range x.sections {
			p.section(s)
		}
	}
	return p.Bytes()
}

// next begins a page with its head and foot.
func (p *printer) next() {
	p.Page()
	p.Text(pageLeft, 12, smallSize, pdf.Left, pageWidth-20, p.head)
	p.Text(pdf.Width-pageLeft, 12, smallSize, pdf.Right, 20, strconv.Itoa(p.Pages()))
	p.Line(pageLeft, 16.5, pdf.Width-pageLeft, 16.5, false)
	p.Text(pageLeft, pdf.Height-12, smallSize, pdf.Left, pageWidth, p.foot)
	p.y = pageTop
}

// room begins a new page when less than h is left.
func (p *printer) room(h float64) {
	if p.y+h > pageBottom {
		p.next()
	}
}

// words writes a paragraph, line by line, over the ends of pages.
func (p *printer) words(x, size float64, text string) {
	lines := float64(1 + int(p.Measure(text, size)/(pdf.Width-pageLeft-x)))
	p.room(min(lines*size*1.5+1, pageBottom-pageTop))
	p.y = p.Lines(x, p.y, size, pdf.Width-pageLeft-x, text) + 0.8
}

func (p *printer) section(s section) {
	need := 22 + 6*float64(len(s.says)+len(s.lines))
	if len(s.figures) > 0 {
		need += figureHeight(s.figures[0]) + 12
	}
	p.room(min(need, pageBottom-pageTop))
	p.Text(pageLeft, p.y, 3.8, pdf.Left, pageWidth, s.title)
	p.Line(pageLeft, p.y+5.2, pdf.Width-pageLeft, p.y+5.2, true)
	p.y += 7
	for _, x := range s.says {
		p.Text(pageLeft, p.y, textSize, pdf.Left, 0, "·")
		p.words(pageLeft+3, textSize, x.text+x.hint)
	}
	for _, l := range s.lines {
		p.words(pageLeft, textSize, l)
	}
	for _, f := range s.figures {
		p.figure(f, t(p.ctx, f.Title) != s.title)
	}
	if s.grid != nil {
		p.grid(*s.grid)
	}
	var notes []string
	for _, f := range explain(p.ctx, s.formulas) {
		notes = append(notes, f.name+"："+f.text)
	}
	if len(notes) > 0 {
		p.words(pageLeft, smallSize, t(p.ctx, "算法：")+strings.Join(notes, "；"))
	}
	p.y += 3
}

// figure writes title, sentence, drawing and what stands under it.
func (p *printer) figure(f ui.ChartSpec, titled bool) {
	h := figureHeight(f)
	p.room(h + 16)
	if titled {
		p.Text(pageLeft, p.y, textSize, pdf.Left, pageWidth, t(p.ctx, f.Title))
		p.y += 5
	}
	if f.Sentence != "" {
		p.y = p.Lines(pageLeft, p.y, smallSize, pageWidth, t(p.ctx, f.Sentence)) + 1
	}
	p.room(h + 6)
	p.draw(f, pageLeft, p.y, pageWidth, h)
	p.y += h + 1
	notes := "n = " + strconv.Itoa(f.N) + " " + t(p.ctx, f.NUnit)
	if f.Formula != "" {
		notes += " · " + t(p.ctx, "算法：") + t(p.ctx, f.Formula)
	}
	if f.Interval != "" {
		notes += " · " + t(p.ctx, "区间：") + t(p.ctx, f.Interval)
	}
	p.words(pageLeft, smallSize, notes)
	p.y += 1
}

// cellGap is the space at both sides of a cell.
const cellGap = 1.0

// grid writes a table: its heads again on each page, in blocks of columns when it is too wide for the paper.
func (p *printer) grid(g grid) {
	if len(g.rows) == 0 {
		return
	}
	widths := p.widths(g)
	if sum := total(widths); 2*sum+laneGap <= pageWidth && len(g.rows) > 6 {
		p.lanes(g, widths, sum)
		return
	}
	for from := 1; from == 1 || from < len(g.cols); {
		to, sum := from, widths[0]
		for to < len(g.cols) && (to == from || sum+widths[to] <= pageWidth) {
			sum += widths[to]
			to++
		}
		columns := []int{0}
		for i := from; i < to; i++ {
			columns = append(columns, i)
		}
		p.block(g, columns, widths, min(1, pageWidth/sum))
		from = max(to, from+1)
	}
	if g.note != "" {
		p.words(pageLeft, smallSize, g.note)
	}
}

// laneGap is the room between pieces of a narrow table that stand beside each other.
const laneGap = 6.0

func total(widths []float64) float64 {
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	return sum
}

// lanes writes a narrow table in pieces beside each other, down and then across, page by page.
func (p *printer) lanes(g grid, widths []float64, sum float64) {
	n := min(int((pageWidth+laneGap)/(sum+laneGap)), 4)
	for rest := g.rows; len(rest) > 0; {
		p.room(8 + 4*lineHeight)
		most := int((pageBottom - p.y - 8) / lineHeight)
		each := min((len(rest)+n-1)/n, most)
		top := p.y
		for i := range n {
			if i*each >= len(rest) {
				break
			}
			p.lane(g, rest[i*each:min((i+1)*each, len(rest))], widths, pageLeft+float64(i)*(sum+laneGap), top, sum)
		}
		rest = rest[min(n*each, len(rest)):]
		if p.y = top + 8 + float64(each)*lineHeight + 2.5; len(rest) > 0 {
			p.next()
		}
	}
	if g.note != "" {
		p.words(pageLeft, smallSize, g.note)
	}
}

// lane is one piece.
func (p *printer) lane(g grid, rows [][]cell, widths []float64, left, top, sum float64) {
	p.y = top
	p.Fill(left, top, sum, 8, 0.08)
	x := left
	for c, l := range g.labels(p.ctx) {
		p.headCell(x, widths[c], l, g.cols[c].Num)
		x += widths[c]
	}
	p.y += 8
	for _, row := range rows {
		x := left
		for c, v := range row {
			p.cellText(x, p.y+0.8, widths[c], v.String(), g.cols[c].Num)
			x += widths[c]
		}
		p.y += lineHeight
		p.Line(left, p.y, left+sum, p.y, true)
	}
}

// widths measures columns: as wide as their widest cell, but no wider than a share of the page.
func (p *printer) widths(g grid) []float64 {
	out := make([]float64, len(g.cols))
	for i, l := range g.labels(p.ctx) {
		out[i] = p.Measure(l, smallSize)/2 + 2*cellGap // heads may take two lines
		if g.cols[i].Wide || i == 0 {
			out[i] = max(out[i], 18)
		}
	}
	for r, row := range g.rows {
		if r == 60 {
			break
		}
		for i, c := range row {
			if i < len(out) {
				out[i] = max(out[i], min(p.Measure(c.String(), smallSize)+2*cellGap, 46))
			}
		}
	}
	return out
}

// block writes some columns of a table.
func (p *printer) block(g grid, columns []int, widths []float64, shrink float64) {
	labels := g.labels(p.ctx)
	rule := func() float64 {
		w := 0.0
		for _, c := range columns {
			w += widths[c] * shrink
		}
		return w
	}()
	head := func() {
		x := pageLeft
		p.Fill(pageLeft, p.y, rule, 8, 0.08)
		for _, c := range columns {
			w := widths[c] * shrink
			p.headCell(x, w, labels[c], g.cols[c].Num)
			x += w
		}
		p.y += 8
	}
	p.room(8 + 3*lineHeight)
	head()
	for _, row := range g.rows {
		h := p.rowHeight(row, columns, widths, shrink)
		if p.y+h > pageBottom {
			p.next()
			head()
		}
		x := pageLeft
		for _, c := range columns {
			w := widths[c] * shrink
			if c < len(row) {
				p.cell(x, w, row[c], g.cols[c].Num)
			}
			x += w
		}
		p.y += h
		p.Line(pageLeft, p.y, pageLeft+rule, p.y, true)
	}
	p.y += 2.5
}

const lineHeight = 4.4

// rowHeight is taller when a text needs several lines.
func (p *printer) rowHeight(row []cell, columns []int, widths []float64, shrink float64) float64 {
	h := lineHeight
	for _, c := range columns {
		if c < len(row) && !row[c].isNum {
			inner := widths[c]*shrink - 2*cellGap
			if w := p.Measure(row[c].text, smallSize); w > inner {
				h = max(h, (1+float64(int(w/(inner*0.9))))*smallSize*1.5+0.8)
			}
		}
	}
	return min(h, pageBottom-pageTop-12)
}

func (p *printer) headCell(x, w float64, label string, num bool) {
	letters := []rune(label)
	if p.Measure(label, smallSize) <= w-2*cellGap || len(letters) < 4 {
		p.cellText(x, p.y+2.6, w, label, num)
		return
	}
	half := (len(letters) + 1) / 2
	p.cellText(x, p.y+0.7, w, string(letters[:half]), num)
	p.cellText(x, p.y+4.2, w, string(letters[half:]), num)
}

func (p *printer) cellText(x, y, w float64, s string, num bool) {
	if num {
		p.Text(x+w-cellGap, y, smallSize, pdf.Right, w-2*cellGap, s)
		return
	}
	p.Text(x+cellGap, y, smallSize, pdf.Left, w-2*cellGap, s)
}

func (p *printer) cell(x, w float64, c cell, num bool) {
	s := c.String()
	if !c.isNum && p.Measure(s, smallSize) > w-2*cellGap && len([]rune(s)) > 4 {
		p.Lines(x+cellGap, p.y+0.8, smallSize, w-2*cellGap, s)
		return
	}
	p.cellText(x, p.y+0.8, w, s, num)
}
