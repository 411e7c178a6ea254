package exam

// Blueprint is the two-way table 双向细目表 of one subject's paper.
type Blueprint struct {
	Exam    ExamID
	Subject string
	Full    float64 // the full mark; the marks of the items sum to it
	Items   []BlueprintItem
	Rev     int
}

// BlueprintItem is one item of a paper.
type BlueprintItem struct {
	Name      string
	Knowledge []string
	Level     string // of ability: 识记 理解 应用 分析 综合 评价, or the region's words
	Type      string // choice, blank, answer, …
	Mark      float64
	Planned   float64 // planned difficulty, P = mean/full in [0, 1]; NaN when unknown
	Chapter   string
	Key       string // "A", "ABD"; "" for what a person marks
	Options   int    // of a choice item; 0 else
}
