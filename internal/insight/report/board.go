package report

// Board is what may be projected before a class: items, how many of all got them, and wrong answers that at least two gave. No names, no
// marks, no mean, no counts of one.
type Board struct {
	Title   string
	Subject string
	Items   []BoardItem // the items to review, the worst first, then the others in order
}

// BoardItem is one item on the big screen. Of N answers Full got the full mark.
type BoardItem struct {
	Place     int // in the paper
	Name      string
	Knowledge []string
	Key       string
	N         int
	Full      int
	Wrong     []BoardWrong
}

// BoardWrong is a wrong answer that at least two pupils gave.
type BoardWrong struct {
	Answer string
	N      int
}

// Board makes the projected form of a class document.
func (doc Document) Board() Board {
	b := Board{Title: doc.Head.Title, Subject: doc.Subject}
	if doc.Class == nil || doc.Paper == nil || doc.Sheet == nil {
		return b
	}
	seen := map[int]bool{}
	add := func(j int) {
		if seen[j] || j >= len(doc.Items) || j >= len(doc.Paper.Items) {
			return
		}
		seen[j] = true
		p, it := doc.Paper.Items[j], doc.Items[j]
		x := BoardItem{Place: j, Name: p.Name, Knowledge: p.Knowledge, Key: p.Key, N: it.N}
		full := int32(hundredths(float64(p.Mark)))
		for _, row := range doc.Class.Marks {
			if row[j] >= full {
				x.Full++
			}
		}
		for _, w := range it.Wrong {
			if w.N >= 2 && w.Answer != "" {
				x.Wrong = append(x.Wrong, BoardWrong{w.Answer, w.N})
			}
		}
		b.Items = append(b.Items, x)
	}
	for _, j := range doc.Sheet.Worst {
		add(j)
	}
	for j := range doc.Items {
		add(j)
	}
	return b
}
