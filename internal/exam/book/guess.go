package book

import (
	"slices"
	"strconv"
	"strings"
)

// maxHeadRows is how many rows the headings may take.
const maxHeadRows = 3

// guess is a guess in the making.
type guess struct {
	h    Head
	o    Options
	m    Mapping
	top  int // index of the first row of headings, -1 when there is none
	cols int
	path [][]string // of each column: its headings from the top on
	whom string     // the subject of titles, sheet and file
}

// Guess proposes how a sheet is to be read. It never fails: what it cannot see a person says, and Mapping.Check tells what is missing.
func (b *Book) Guess(h Head, o Options) Mapping {
	g := &guess{h: h, o: o, top: -1}
	g.m.Sheet = h.Sheet
	for _, r := range h.Rows {
		g.cols = max(g.cols, len(r))
	}
	g.findHead()
	g.findSubject(b.Name)
	g.titles()
	g.special()
	g.columns()
	g.answers()
	g.m.Subject = g.whom
	return g.m
}

func (g *guess) at(row, col int) string {
	if row < 0 || row >= len(g.h.Rows) || col >= len(g.h.Rows[row]) {
		return ""
	}
	return g.h.Rows[row][col]
}

// findHead looks for the first row that names people and then how far down the headings go.
func (g *guess) findHead() {
	best := 0
	for i := range g.h.Rows[:min(len(g.h.Rows), 15)] {
		people, others := 0, 0
		seen := map[string]bool{}
		for c := range g.cols {
			t := plainTitle(g.at(i, c))
			if t == "" || seen[t] || len([]rune(t)) > 16 {
				continue
			}
			seen[t] = true
			switch k := classify(t); {
			case k.person():
				people++
			case k != "" && !digits.MatchString(t):
				others++
			}
			if code, _ := g.o.subject(t); code != "" {
				others++
			}
		}
		if score := people*3 + others; people > 0 && score > best && (people > 1 || others > 0 || len(seen) == 1) {
			best, g.top = score, i
			if people > 1 {
				break
			}
		}
	}
	if g.top < 0 {
		g.top = g.unnamed()
	}
	if g.top < 0 {
		g.m.First = 1
		if len(g.h.Lines) > 0 {
			g.m.First = g.h.Lines[0]
		}
		return
	}
	// A row above may hold the groups, when the names of people stand in the lower of the rows.
	for g.top > 0 && g.isGroups(g.top-1) {
		g.top--
	}
	n := 1
	for n < maxHeadRows && g.continues(g.top+n) {
		n++
	}
	g.m.Head, g.m.HeadRows = g.h.Lines[g.top], n
	g.m.First = g.m.Head + n
	if next := g.top + n; next < len(g.h.Lines) {
		g.m.First = g.h.Lines[next]
	}
}

// unnamed is a row of headings that names people by words we do not know: a person will say which column it is.
func (g *guess) unnamed() int {
	for i := range g.h.Rows[:min(len(g.h.Rows), 5)] {
		known, items := 0, 0
		for c := range g.cols {
			t := g.at(i, c)
			switch code, _ := g.o.subject(t); {
			case digits.MatchString(t):
				if t == strconv.Itoa(items+1) {
					items++
				}
			case len([]rune(t)) <= 16 && (code != "" || classify(t) != ""):
				known++
			}
		}
		if i+1 < len(g.h.Rows) && (known > 0 || items > 2) && !digits.MatchString(g.at(i, 0)) && !longDigits.MatchString(g.at(i, 0)) {
			return i
		}
	}
	return -1
}

// isGroups reports a row of group headings above: several different texts, at least one a subject or an item, none a title over all.
func (g *guess) isGroups(row int) bool {
	seen := map[string]bool{}
	known := false
	for c := range g.cols {
		if t := g.at(row, c); t != "" {
			seen[t] = true
			if code, _ := g.o.subject(t); (code != "" || classify(t) != "") && len([]rune(t)) <= 10 {
				known = true
			}
		}
	}
	return len(seen) > 1 && known
}

// continues reports that a row still belongs to the headings: where the first row names people it is blank or repeats them (merged
// downwards), and elsewhere it holds names of items or other headings.
func (g *guess) continues(row int) bool {
	if row >= len(g.h.Rows) {
		return false
	}
	titles, last := 0, 0
	ascending := true
	for c := range g.cols {
		above, t := g.at(row-1, c), g.at(row, c)
		if t == "" {
			continue
		}
		if classify(above).person() {
			if t == above {
				continue
			}
			return classify(t).person()
		}
		if t == above {
			continue
		}
		switch k := classify(t); {
		case digits.MatchString(t):
			n, err := strconv.Atoi(t)
			ascending = ascending && err == nil && (n > last || n == 1)
			last = n
			titles++
		case k != "":
			titles++
		default:
			_, mark := parseMark(t)
			if _, _, word := statusWord(t); mark || word {
				return false
			}
			titles++ // 客观题 and other words of schools
		}
	}
	return titles > 0 && ascending
}

// findSubject takes the subject from the title above, the sheet's or the file's name, or the exam's only one.
func (g *guess) findSubject(file string) {
	if len(g.o.Only) == 1 {
		g.whom = g.o.Only[0]
		return
	}
	var from []string
	for i := range max(g.top, 0) {
		from = append(from, g.at(i, 0))
	}
	for _, s := range append(from, g.h.Name, file) {
		if code, _ := g.o.subject(s); code != "" {
			g.whom = code
			return
		}
	}
}

// titles joins each column's headings; a group's blank cells to the right take its text, as merged cells have it.
func (g *guess) titles() {
	g.path = make([][]string, g.cols)
	if g.top < 0 {
		return
	}
	for i := range g.m.HeadRows {
		carry := ""
		for c := range g.cols {
			t := g.at(g.top+i, c)
			if i+1 < g.m.HeadRows {
				below := g.at(g.top+i+1, c)
				if t != "" {
					carry = t
					if classify(t).person() {
						carry = ""
					}
				} else if below != "" && !classify(below).person() {
					t = carry
				}
			}
			if n := len(g.path[c]); t != "" && (n == 0 || g.path[c][n-1] != t) {
				g.path[c] = append(g.path[c], t)
			}
		}
	}
}

// special finds the rows of full marks and of keys, among the first below the headings or just above them.
func (g *guess) special() {
	from := 0
	if g.top >= 0 {
		from = g.top + g.m.HeadRows
	}
	for i := from; i < min(from+4, len(g.h.Rows)); i++ {
		full, key := false, false
		for c := range min(g.cols, 12) {
			t := plainTitle(g.at(i, c))
			full = full || isFull.MatchString(t)
			key = key || isKey.MatchString(t)
		}
		switch {
		case full && g.m.FullRow == 0:
			g.m.FullRow = g.h.Lines[i]
		case key && g.m.KeyRow == 0:
			g.m.KeyRow = g.h.Lines[i]
		default:
			if i == from && g.top >= 0 && g.anonymous(i) && g.m.FullRow == 0 {
				g.m.FullRow = g.h.Lines[i]
				break
			}
			return
		}
		g.m.First = g.h.Lines[i] + 1
	}
}

// anonymous reports a row that has numbers under marks and nothing where people stand: full marks without a word for it.
func (g *guess) anonymous(row int) bool {
	n := 0
	for c := range g.cols {
		t := g.at(row, c)
		if t == "" {
			continue
		}
		k := Kind("")
		if p := g.path[c]; len(p) > 0 {
			k = classify(p[len(p)-1])
		}
		if k.person() || !digits.MatchString(t) {
			return false
		}
		n++
	}
	return n > 0
}

func (g *guess) columns() {
	g.m.Columns = make([]Column, g.cols)
	for c := range g.cols {
		g.m.Columns[c] = g.column(c)
	}
	if g.top < 0 {
		g.byContent()
	}
	subjects := g.m.Subjects()
	for i, c := range g.m.Columns {
		if !c.marks() || c.Subject != "" {
			continue
		}
		switch {
		case c.Kind == KindTotal && len(subjects) > 1: // the total of all subjects: it follows from them
			g.m.Columns[i].Kind = KindSkip
		case g.whom != "":
			g.m.Columns[i].Subject = g.whom
		case len(subjects) == 1:
			g.m.Columns[i].Subject = subjects[0]
		}
	}
	g.single()
}

// single leaves one of several columns of the same meaning: the first student number, the last total of a subject.
func (g *guess) single() {
	seen := map[string]int{}
	for i, c := range g.m.Columns {
		if !c.Kind.person() && c.Kind != KindTotal && c.Kind != KindStatus && c.Kind != KindGroup && c.Kind != KindElective {
			continue
		}
		key := string(c.Kind) + c.Subject
		first, ok := seen[key]
		if !ok {
			seen[key] = i
			continue
		}
		if c.Kind == KindTotal && !strings.Contains(g.m.Columns[first].Title, "总分") {
			g.m.Columns[first].Kind, g.m.Columns[first].Subject = KindSkip, ""
			seen[key] = i
			continue
		}
		g.m.Columns[i].Kind, g.m.Columns[i].Subject = KindSkip, ""
	}
}

// column classifies one by its lowest heading, with the groups above for subject and sense.
func (g *guess) column(c int) Column {
	p := g.path[c]
	out := Column{Title: strings.Join(p, "/"), Kind: KindSkip}
	if len(p) == 0 {
		return out
	}
	leaf, groups := p[len(p)-1], p[:len(p)-1]
	for i := len(p) - 1; i >= 0 && out.Subject == ""; i-- {
		out.Subject, _ = g.o.subject(p[i])
	}
	kind := classify(leaf)
	if classify(strings.Join(p, "")) == KindRank || slices.ContainsFunc(groups, func(t string) bool { k := classify(t); return k == KindRank }) {
		kind = KindRank // 数学|班名次, 名次|数学
	}
	name, choice, full, ok := item(leaf)
	for _, t := range groups {
		gn, _, gf, isItem := item(t)
		switch k := classify(t); {
		case isItem && !ok && (kind == KindTotal || kind == KindAnswers || kind == KindChoice): // 第1题 | 得分, 选项
			name, full, ok, choice = gn, gf, true, kind != KindTotal
		case k == KindAnswers && ok:
			choice = true
		}
	}
	switch {
	case kind == KindRank || kind == KindIdentity:
		out.Kind, out.Subject = kind, ""
	case ok && kind != KindSkip:
		out.Kind, out.Item, out.Full = KindItem, name, full
		if choice {
			out.Kind = KindChoice
		}
		g.specials(c, &out)
	case kind == KindTotal || kind == KindAnswers:
		out.Kind = kind
		g.specials(c, &out)
	case kind == "" && out.Subject != "" && g.subjectAlone(leaf):
		out.Kind = KindTotal
		g.specials(c, &out)
	case kind == "" && out.Subject != "" && len(groups) > 0 && g.numeric(c):
		out.Kind, out.Item = KindItem, leaf
		g.specials(c, &out)
	case kind == "":
		out.Subject = ""
	default:
		out.Kind, out.Subject = kind, ""
	}
	return out
}

// subjectAlone reports a heading that is a subject's name and little else: 数学, 数学(150分).
func (g *guess) subjectAlone(leaf string) bool {
	_, word := g.o.subject(leaf)
	rest := strings.Replace(fullIn.ReplaceAllString(plainTitle(leaf), ""), word, "", 1)
	return word != "" && (rest == "" || rest == "学" || rest == "科" || rest == "分")
}

// specials takes full mark and key of a column from their rows.
func (g *guess) specials(c int, out *Column) {
	for i, n := range g.h.Lines {
		switch n {
		case g.m.FullRow:
			if v, ok := parseMark(g.at(i, c)); ok && v > 0 && out.marks() {
				out.Full = float64(v) / 100
			}
		case g.m.KeyRow:
			t := g.at(i, c)
			if _, ok := splitAnswers(t, 0); out.Kind == KindAnswers && ok || (out.Kind == KindChoice || out.Kind == KindItem) && normalKey(t) != "" {
				out.Key = t
			}
		}
	}
	if out.Full == 0 && out.Kind == KindTotal {
		if m := fullIn.FindStringSubmatch(plainTitle(out.Title)); m != nil {
			out.Full, _ = strconv.ParseFloat(m[1], 64)
		}
	}
	if out.Kind == KindItem && (g.letters(c) || out.Key >= "1" && out.Key <= "9") { // headed by a number, but it holds answers
		out.Kind = KindChoice
	}
}
