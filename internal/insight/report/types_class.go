package report

import (
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Class is the part of a class document that names pupils. Rows follow the register; nothing here is ever ordered by marks.
type Class struct {
	School   org.UnitID    `json:"school"`
	Persons  Persons       `json:"persons"`
	Status   []exam.Status `json:"status"`
	Total    []Num         `json:"total"` // NaN for who is not counted
	Level    []string      `json:"level,omitempty"`
	Teaching []string      `json:"teaching,omitempty"`
	Elective []string      `json:"elective,omitempty"`
	// Marks are hundredths by row and item, −1 missing; Choices by row and item, "" none. Of subjects only.
	Marks   Marks   `json:"marks,omitempty"`
	Choices Choices `json:"choices,omitempty"`
	// Of a total: marks, T (within the whole exam) and weak subjects 偏科 by row; columns are Document.Subjects.
	BySubject [][]Num `json:"by_subject,omitempty"`
	T         [][]Num `json:"t,omitempty"`
	Weak      [][]int `json:"weak,omitempty"`
	// Growth is entry and exit Z by row, NaN without a baseline: the class's growth scatter. Progress is exit minus entry.
	Entry []Num `json:"entry,omitempty"`
	Exit  []Num `json:"exit,omitempty"`
}

// Sheet is the review-lesson sheet 讲评单 of a class in one subject, for one page.
type Sheet struct {
	Worst  []int     `json:"worst"`  // places in the paper, the lowest rate first, at most insight.WorstItems
	Points []int     `json:"points"` // places in Document.Knowledge, the lowest rate first, at most 5
	Needs  []Need    `json:"needs"`  // who missed which of the worst items, in order of the register
	Todo   []Finding `json:"todo"`   // what to do, in order
	Good   []int     `json:"good"`   // items that need no lesson
}

// Need is what one pupil has to go over: places in the paper.
type Need struct {
	Row   int   `json:"row"`
	Items []int `json:"items"`
}

// Paper is the paper of a subject as every document of it carries it.
type Paper struct {
	Subject string `json:"subject"`
	Full    Num    `json:"full"`
	Guessed bool   `json:"guessed,omitempty"` // no two-way table: full marks are the highest marks seen
	// Knowledge, Abilities, Types, Chapters and Table are what the lists of the same names of every document begin with; joined there.
	Knowledge []PaperPoint `json:"knowledge,omitempty"`
	Abilities []PaperPoint `json:"abilities,omitempty"`
	Types     []PaperPoint `json:"types,omitempty"`
	Chapters  []PaperPoint `json:"chapters,omitempty"`
	Table     *PaperTable  `json:"table,omitempty"`
	Items     []PaperItem  `json:"items"`
}

// PaperPoint is a knowledge point (or level, type, chapter) of the paper with the places of its items.
type PaperPoint struct {
	Name    string `json:"name"`
	Items   []int  `json:"items"`
	Planned Num    `json:"planned"`
}

// PaperTable is 双向细目表 as it was planned.
type PaperTable struct {
	Points []string     `json:"points"`
	Levels []string     `json:"levels"`
	Cells  [][]PaperBox `json:"cells"`
	Mark   Num          `json:"mark"`
	Adds   bool         `json:"adds"`
}

// PaperBox is one cell of the plan.
type PaperBox struct {
	Items   int `json:"items"`
	Mark    Num `json:"mark"`
	Share   Num `json:"share"`
	Planned Num `json:"planned"`
}

// PaperItem is one item.
type PaperItem struct {
	Name      string   `json:"name"`
	Knowledge []string `json:"knowledge,omitempty"`
	Level     string   `json:"level,omitempty"`
	Type      string   `json:"type,omitempty"`
	Chapter   string   `json:"chapter,omitempty"`
	Mark      Num      `json:"mark"`
	Planned   Num      `json:"planned"`
	Key       string   `json:"key,omitempty"`
}

// Model is the item response model of the whole exam in one subject.
type Model struct {
	Name        string      `json:"name"` // 2pl or grm
	N           int         `json:"n"`    // pupils fitted
	Of          int         `json:"of"`   // of so many with marks
	Converged   bool        `json:"converged"`
	Reliability Num         `json:"reliability"`
	Items       []ModelItem `json:"items"`
	Wright      []Band      `json:"wright"`      // pupils by θ (EAP), small bands merged
	Information []InfoPoint `json:"information"` // of the paper
	Cuts        []ModelCut  `json:"cuts"`        // the thresholds of the rates on the scale of θ
	Note        string      `json:"note,omitempty"`
}

// ModelItem is one item on the scale of θ. A is NaN for an item that was left out. Cuts are the marks, as shares of the full mark, from
// which each category beyond the first begins: marks are put together into at most five categories.
type ModelItem struct {
	A        Num        `json:"a"`
	SE       Num        `json:"se"`
	B        []Num      `json:"b"`
	Cuts     []Num      `json:"cuts"`
	Curve    []Num      `json:"curve"` // expected share of the full mark at the θ of Information
	Observed []Observed `json:"observed"`
}

// Observed is what pupils near θ really got: share of the full mark with its 95 % interval.
type Observed struct {
	Theta Num `json:"theta"`
	N     int `json:"n"`
	Rate  Num `json:"rate"`
	Low   Num `json:"low"`
	High  Num `json:"high"`
}

// InfoPoint is the test information and the expected mark at θ.
type InfoPoint struct {
	Theta Num `json:"theta"`
	Info  Num `json:"info"`
	SE    Num `json:"se"`
	Mark  Num `json:"mark"`
}

// ModelCut is where a threshold of the rates lies on θ and how exactly the paper measures there.
type ModelCut struct {
	Name  string `json:"name"` // excellent, good, pass, low
	Mark  Num    `json:"mark"`
	Theta Num    `json:"theta"`
	SE    Num    `json:"se"`
}
