package report

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kind is what a document is about.
type Kind string

// The kinds. Node is the class, school, district, region or group; of Teaching and Elective the school, with the label as Part.
const (
	KindClass    Kind = "class"    // names pupils
	KindTeaching Kind = "teaching" // 教学班, pooled
	KindElective Kind = "elective" // 选科组合, pooled
	KindSchool   Kind = "school"
	KindDistrict Kind = "district"
	KindRegion   Kind = "region"
	KindCross    Kind = "cross" // 集团 or a central school with its points: the exam's owner
	kindPaper    Kind = "paper" // the paper itself, joined to every document when it is read
	kindModel    Kind = "model" // the item response model of the whole exam, joined likewise
	kindOwn      Kind = "own"   // the coarse words that own results carry
)

// Key names a document within one exam and version.
type Key struct {
	Kind    Kind   `json:"kind"`
	Node    id.Any `json:"node"`
	Part    string `json:"part,omitempty"` // label of a teaching class or elective combination
	Subject string `json:"subject"`        // "" is the total of all subjects
}

// Document is everything about one place in one subject. Absent parts are nil or empty.
type Document struct {
	Exam    exam.ExamID  `json:"exam"`
	Version int64        `json:"version"`
	Built   clock.Micros `json:"built"`
	Key
	Head Head `json:"head"`
	// Hidden says why there is only a head: "small" for a group under the least number.
	Hidden string `json:"hidden,omitempty"`

	Summary     *Summary     `json:"summary,omitempty"`
	References  []Reference  `json:"references,omitempty"` // of a class: the school, district, … of which it is a part
	Bands       []Band       `json:"bands,omitempty"`
	Levels      []LevelCount `json:"levels,omitempty"`
	Box         *Box         `json:"box,omitempty"`
	Reliability *Reliability `json:"reliability,omitempty"`
	Items       []Item       `json:"items,omitempty"` // in the order of the paper
	// Knowledge, Abilities, Types and Chapters are Σgot/Σpossible over the items of each.
	Knowledge []Point `json:"knowledge,omitempty"`
	Abilities []Point `json:"abilities,omitempty"`
	Types     []Point `json:"types,omitempty"`
	Chapters  []Point `json:"chapters,omitempty"`
	Table     *Table  `json:"table,omitempty"` // 双向细目表, planned against real

	// Parts are what the place consists of: classes of a school, schools of a district, districts of a region; ordered by id, never by a
	// figure. Schools of a region stand beside its districts. Teaching and Electives are the other ways to cut a school.
	Parts     []Part   `json:"parts,omitempty"`
	Schools   []Part   `json:"schools,omitempty"`
	Teaching  []Part   `json:"teaching,omitempty"`
	Electives []Part   `json:"electives,omitempty"`
	Withheld  []string `json:"withheld,omitempty"` // "teaching", "electives": not shown because a difference would be about too few
	// Inner says that the parts of a school are for its own people only, because combinations are shown for the whole exam.
	Inner   bool     `json:"inner,omitempty"`
	Balance *Balance `json:"balance,omitempty"`

	Added    *Added    `json:"added,omitempty"`
	Sampled  *Sampled  `json:"sampled,omitempty"`
	Lines    []Line    `json:"lines,omitempty"`
	Ends     *Ends     `json:"ends,omitempty"`
	Subjects []Subject `json:"subjects,omitempty"` // of a total: each subject
	Scores   *Scores   `json:"scores,omitempty"`   // 等级赋分

	Findings []Finding `json:"findings,omitempty"`
	Class    *Class    `json:"class,omitempty"` // class documents only
	Sheet    *Sheet    `json:"sheet,omitempty"` // class documents only

	// Paper and Model are joined when a document is read.
	Paper *Paper `json:"paper,omitempty"`
	Model *Model `json:"model,omitempty"`
}

// Head says what was examined and who is counted.
type Head struct {
	Title   string       `json:"title"`
	Purpose string       `json:"purpose"`
	Scope   string       `json:"scope"`
	Stage   string       `json:"stage"`
	Grade   int          `json:"grade"`
	First   clock.Micros `json:"first"`
	Full    Num          `json:"full"` // full mark of the subject or total; null when unknown

	N        int `json:"n"` // sat and counted
	Absent   int `json:"absent,omitempty"`
	Deferred int `json:"deferred,omitempty"`
	Void     int `json:"void,omitempty"`
	Excluded int `json:"excluded,omitempty"` // left out of every mean, counted here
	// Uncounted sat, but have no figure here: no mark of the subject, or other subjects than most for a total.
	Uncounted int          `json:"uncounted,omitempty"`
	Approver  org.PersonID `json:"approver,omitempty"` // who answers for the exam
	Excuses   []string     `json:"excuses,omitempty"`  // who approved that pupils are left out, and why, as it was written with their marks
	Classes   int          `json:"classes,omitempty"`
	Schools   int          `json:"schools,omitempty"`
	Formulas  []string     `json:"formulas,omitempty"` // keys of indicator.FormulaOf that stand beside the figures
	Hard      bool         `json:"hard,omitempty"`     // the region prints difficulty as 1−P: show 1 − P everywhere and say so
	Small     bool         `json:"small,omitempty"`    // a small group: grey, and no conclusion
}

// Summary is 一分四率.
type Summary struct {
	N         int   `json:"n"`
	Mean      Num   `json:"mean"`
	SD        Num   `json:"sd"`
	SE        Num   `json:"se"`
	CV        Num   `json:"cv"`
	Rate      Num   `json:"rate"`
	Excellent Share `json:"excellent"`
	Good      Share `json:"good"`
	Pass      Share `json:"pass"`
	Low       Share `json:"low"`
	FullMarks Share `json:"full_rate"`
	Zeros     Share `json:"zero_rate"`
}

// Reference is a larger place that a class belongs to, shown because the others in it are enough.
type Reference struct {
	Kind    Kind   `json:"kind"`
	Node    id.Any `json:"node"`
	N       int    `json:"n"`
	Mean    Num    `json:"mean"`
	SD      Num    `json:"sd"`
	Rate    Num    `json:"rate"`
	Surpass Num    `json:"surpass"` // 超均率 of the class against it
	InSE    Num    `json:"in_se"`   // the class minus the others there, in standard errors of that difference
}

// Band is a band of marks [From, To), the last one with the full mark. Above the class small ones are merged.
type Band struct {
	From Num `json:"from"`
	To   Num `json:"to"`
	N    int `json:"n"`
}

// LevelCount counts a level of 等第. N is −1 where it is hidden.
type LevelCount struct {
	Name  string `json:"name"`
	N     int    `json:"n"`
	Share Share  `json:"share"`
}

// Box is the five numbers of a box plot; Ends is the share beyond each whisker (0 in a class, .05 above).
type Box struct {
	N      int `json:"n"`
	Low    Num `json:"low"`
	Q1     Num `json:"q1"`
	Median Num `json:"median"`
	Q3     Num `json:"q3"`
	High   Num `json:"high"`
	Ends   Num `json:"ends"`
}

// Reliability of the paper for the place.
type Reliability struct {
	N         int `json:"n"` // with a mark on every item
	Items     int `json:"items"`
	Alpha     Num `json:"alpha"`
	SplitHalf Num `json:"split_half"`
	SEM       Num `json:"sem"`
}

// Item is what a place made of one item of the paper; its place in Items is its place in the paper.
type Item struct {
	N         int   `json:"n"`
	Mean      Num   `json:"-"` // P × mark, joined
	SD        Num   `json:"sd"`
	P         Num   `json:"p"`
	D         Num   `json:"d"`      // NaN for groups too small to cut
	Rest      Num   `json:"rest"`   // item-rest correlation
	Without   Num   `json:"a_wo"`   // alpha without it
	FullMarks Share `json:"full"`   // 满分率
	Zeros     Share `json:"zeros"`  // 零分率
	Ref       Num   `json:"ref"`    // of a class: P of the others in the largest reference
	InSE      Num   `json:"in_se"`  // class minus the others, in standard errors: the heat map
	School    Num   `json:"school"` // of a class: P of its school, when shown

	Options []Option `json:"options,omitempty"`
	Miskey  string   `json:"miskey,omitempty"` // option that speaks against the key
	Wrong   []Wrong  `json:"-"`                // class documents: wrong answers, the commonest first, at most MaxWrong; joined
}

// Option is one option of a choice item. High and Low are of the high and low groups, NaN when they are too small.
type Option struct {
	Choice string  `json:"c"`
	Key    bool    `json:"key,omitempty"`
	N      int     `json:"n"` // −1 where hidden
	High   Num     `json:"high"`
	Low    Num     `json:"low"`
	Curve  *[5]Num `json:"curve,omitempty"` // share by fifths of the total, in the document of the whole exam
}

// MaxWrong is how many wrong answers of an item a class document lists.
const MaxWrong = 4

// Wrong is one wrong answer and the rows of Class.Persons that gave it.
type Wrong struct {
	Answer string `json:"a"`
	N      int    `json:"n"`
	Who    []int  `json:"who"`
}

// Point is a knowledge point (or level, type, chapter). Name, Items (places in the paper) and Planned are joined from the paper.
type Point struct {
	Name    string `json:"-"`
	Items   []int  `json:"-"`
	Planned Num    `json:"-"`
	Rate    Num    `json:"rate"`
	Ref     Num    `json:"ref"`   // of a class: the others' rate in the largest reference
	InSE    Num    `json:"in_se"` // of a class: mean of its items' differences, in standard errors
}

// Table is 双向细目表, planned against real: rows are knowledge points, columns levels. Only Real is stored; the rest is joined from the
// paper.
type Table struct {
	PaperTable `json:"-"`
	Real       [][]Num `json:"real"`
}

// Part is one part of a place. Hidden parts have no figures and no n; Pooled parts stand for several schools together.
type Part struct {
	Kind     Kind     `json:"kind"`
	Node     id.Any   `json:"node"`
	Label    string   `json:"label,omitempty"`
	Pooled   []id.Any `json:"pooled,omitempty"` // all of them, Node among them
	Hidden   bool     `json:"hidden,omitempty"`
	Small    bool     `json:"small,omitempty"`
	Summary  *Summary `json:"summary,omitempty"`
	Box      *Box     `json:"box,omitempty"`
	Surpass  Num      `json:"surpass"`
	InSE     Num      `json:"in_se"`
	Effect   *Effect  `json:"effect,omitempty"`
	ItemInSE []Num    `json:"items,omitempty"` // of each item against the others, in standard errors: the heat map by class or school
}

// Effect is a school's difference for caterpillar and funnel plots; never sorted by it.
type Effect struct {
	N         int  `json:"n"`
	Raw       Num  `json:"raw"` // funnel: not shrunken
	Est       Num  `json:"est"` // caterpillar: shrunken, with
	SE        Num  `json:"se"`
	Low       Num  `json:"low"`  // 95 %
	High      Num  `json:"high"` //
	Differs   bool `json:"differs"`
	Funnel95  Num  `json:"f95"`
	Funnel998 Num  `json:"f998"`
}

// Balance is 校际均衡 (in a school: between its classes).
type Balance struct {
	Of      Kind `json:"of"` // school or class
	Units   int  `json:"units"`
	N       int  `json:"n"`
	CV      Num  `json:"cv"`
	CVLow   Num  `json:"cv_low"`
	CVHigh  Num  `json:"cv_high"`
	ICC     Num  `json:"icc"`
	ICCLow  Num  `json:"icc_low"`
	ICCHigh Num  `json:"icc_high"`
	Differ  int  `json:"differ"` // units whose interval does not hold 0
}

// Added is 增值 against a registered baseline exam. Effects are in standard deviations of the exit mark.
type Added struct {
	Baseline exam.ExamID   `json:"baseline"`
	Title    string        `json:"title"`
	First    clock.Micros  `json:"first"`
	N        int           `json:"n"`
	Slope    Num           `json:"slope"`
	SlopeSE  Num           `json:"slope_se"`
	ICC      Num           `json:"icc"`
	Singular bool          `json:"singular"`
	Differ   int           `json:"differ"`
	Schools  []AddedSchool `json:"schools"`
	Hex      []HexBin      `json:"hex,omitempty"` // prior against now, in half standard deviations, small bins left out
}

// AddedSchool is one school's value added.
type AddedSchool struct {
	Node   id.Any  `json:"node"`
	Hidden bool    `json:"hidden,omitempty"`
	Effect *Effect `json:"effect,omitempty"`
}

// HexBin counts pupils by entry and exit Z; X and Y are the middle of a bin.
type HexBin struct {
	X Num `json:"x"`
	Y Num `json:"y"`
	N int `json:"n"`
}

// Sampled is what sampled monitoring says about the whole, with the design effect.
type Sampled struct {
	Percent  int `json:"percent"` // pupils sampled
	N        int `json:"n"`
	Clusters int `json:"clusters"`
	Value    Num `json:"value"`
	SE       Num `json:"se"`
	Low      Num `json:"low"`
	High     Num `json:"high"`
	Design   Num `json:"design"`
	Eff      Num `json:"effective"`
}

// Line is one line of effective marks with double lines by subject, in a total.
type Line struct {
	Name    string       `json:"name"`
	Share   int          `json:"share"` // percent of those who sat that the line was set at
	Total   Num          `json:"total"`
	Over    int          `json:"over"` // −1 where hidden
	Subject []DoubleLine `json:"subjects"`
	// Under and Above are rows of Class.Persons within Delta of the line 临界生, in order of the register; class documents only.
	Delta Num   `json:"delta"`
	Under []int `json:"under,omitempty"`
	Above []int `json:"above,omitempty"`
}

// DoubleLine is 双上线 of one subject; counts are −1 where hidden.
type DoubleLine struct {
	Subject      string `json:"subject"`
	Line         Num    `json:"line"`
	Both         int    `json:"both"`
	OnlyTotal    int    `json:"only_total"`
	OnlySubject  int    `json:"only_subject"`
	Hit          Num    `json:"hit"`
	Contribution Num    `json:"contribution"`
}

// Ends is the place's part of the area's top and bottom groups. Rows are of Class.Persons, in order of the register.
type Ends struct {
	Percent    int   `json:"percent"`
	Top        Num   `json:"top"` // marks at the cuts, of the whole exam
	Bottom     Num   `json:"bottom"`
	TopN       int   `json:"top_n"` // −1 where hidden
	BottomN    int   `json:"bottom_n"`
	TopPart    Num   `json:"top_part"` // part of the area's group / part of its pupils
	BottomPart Num   `json:"bottom_part"`
	TopRows    []int `json:"top_rows,omitempty"`
	BottomRows []int `json:"bottom_rows,omitempty"`
}

// Subject is one subject in a total.
type Subject struct {
	Subject string   `json:"subject"`
	Full    Num      `json:"full"`
	Summary *Summary `json:"summary"`
	Part    Num      `json:"part"` // its mean's part of the total's mean
	InSE    Num      `json:"in_se"`
}

// Scores is 等级赋分 of one subject.
type Scores struct {
	Scheme string       `json:"scheme"` // code
	Name   string       `json:"name"`
	Source string       `json:"source"`
	Ties   string       `json:"ties"`
	Mock   bool         `json:"mock"`   // converted among the pupils of this exam only: 校内模拟 or 区内模拟, not the city's cuts
	Levels []ScoreLevel `json:"levels"` // of the place
	Mean   Num          `json:"mean"`
	Of     []Num        `json:"of,omitempty"` // class documents: by row, NaN for who has none
}

// ScoreLevel is one level; N is −1 where hidden. From and To are raw marks at the cuts of the whole exam.
type ScoreLevel struct {
	Name string `json:"name"`
	N    int    `json:"n"`
	From Num    `json:"from"`
	To   Num    `json:"to"`
	Low  Num    `json:"low"`
	High Num    `json:"high"`
}
