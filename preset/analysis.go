package preset

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Analysis is how a region reads results of exams: thresholds on which sources disagree, senses, the smallest group, and who may see
// what. Shares are in percent. Whether ranks exist is no setting: they never do.
type Analysis struct {
	Source string `json:"source"`
	// Rates of 一分四率 by stage; an entry without stages stands for the stages that no other names.
	Rates []RateRule `json:"rates"`
	// Difficulty is the sense that is printed: "easy" for P = mean/full (higher is easier), "hard" for 1 − P.
	Difficulty string `json:"difficulty"`
	// Groups and GroupsOpen are the high and low groups of discrimination for items with a key and for items marked by a person.
	Groups     int `json:"groups"`
	GroupsOpen int `json:"groups_open"`
	MinGroup   int `json:"min_group"`   // fewer persons are pooled or hidden above the class
	SmallGroup int `json:"small_group"` // fewer persons are marked as a small group, and never compared with on a pupil's page
	Band       int `json:"band"`        // width of a band of marks
	Borderline int `json:"borderline"`  // δ of 临界生, percent of the full mark
	Ends       int `json:"ends"`        // share of the top and the bottom group of the area
	Weak       int `json:"weak"`        // δ of 偏科, points of T
	// Levels of 等第 by share of the full mark, from the best.
	Levels []LevelRule `json:"levels"`
	// Own says what a pupil and the own guardian see of an exam in a stage: "level" or "mark". A stage that is not named shows levels.
	Own []OwnRule `json:"own"`
	// Lists are the kinds of lists of pupils that exist in which grades; a kind or grade that is not named has none.
	Lists []ListRule `json:"lists"`
	// Lines are the lines of effective marks by grade, as shares of those who sat.
	Lines []LineRule `json:"lines"`
}

// RateRule holds thresholds in percent of the full mark.
type RateRule struct {
	Stages    []string `json:"stages,omitempty"`
	Excellent int      `json:"excellent"`
	Good      int      `json:"good"`
	Pass      int      `json:"pass"`
	Low       int      `json:"low"`
}

// LevelRule names the levels of stages.
type LevelRule struct {
	Stages []string   `json:"stages"`
	Levels []LevelCut `json:"levels"`
}

// LevelCut is a level and the percent of the full mark from which it begins.
type LevelCut struct {
	Name string `json:"name"`
	From int    `json:"from"`
}

// OwnRule says what own results show in a stage.
type OwnRule struct {
	Stage string `json:"stage"`
	Shows string `json:"shows"`
}

// ListRule says in which grades a kind of list exists.
type ListRule struct {
	Kind   string `json:"kind"` // lines, borderline, ends
	Grades []int  `json:"grades"`
}

// LineRule is a line of effective marks 有效分 for grades.
type LineRule struct {
	Name   string `json:"name"`
	Grades []int  `json:"grades"`
	Share  int    `json:"share"` // percent of those who sat
}

// Kinds of lists.
const (
	ListLines      = "lines"      // 有效分、双上线
	ListBorderline = "borderline" // 临界生
	ListEnds       = "ends"       // 尖子、后进
)

// RatesOf are the thresholds of a stage.
func (a Analysis) RatesOf(stage string) RateRule {
	var rest RateRule
	for _, r := range a.Rates {
		if slices.Contains(r.Stages, stage) {
			return r
		}
		if len(r.Stages) == 0 {
			rest = r
		}
	}
	return rest
}

// LevelsOf are the levels of a stage, nil when it has none.
func (a Analysis) LevelsOf(stage string) []LevelCut {
	for _, l := range a.Levels {
		if slices.Contains(l.Stages, stage) {
			return l.Levels
		}
	}
	return nil
}

// OwnMarks reports whether own results show marks in a stage; levels else.
func (a Analysis) OwnMarks(stage string) bool {
	return slices.ContainsFunc(a.Own, func(o OwnRule) bool { return o.Stage == stage && o.Shows == "mark" })
}

// HasList reports whether a kind of list exists in a grade.
func (a Analysis) HasList(kind string, grade int) bool {
	return slices.ContainsFunc(a.Lists, func(l ListRule) bool { return l.Kind == kind && slices.Contains(l.Grades, grade) })
}

// GradeScore says which grade-score scheme 等级赋分 a region uses, for what.
type GradeScore struct {
	Scheme   string   `json:"scheme"` // a name of GradeScoreNames
	Subjects []string `json:"subjects"`
	Grades   []int    `json:"grades"`
	Ties     string   `json:"ties"` // nearest, never_exceed or always_reach
}

// GradeScheme is one province's table, from a file in gradescore/.
type GradeScheme struct {
	Code   string       `json:"code"`
	Name   string       `json:"name"`
	Source string       `json:"source"`
	Levels []GradeLevel `json:"levels"` // from the best
}

// GradeLevel is one level: percent of those who sat (two decimals at most), and its score; Low below High is spread linearly.
type GradeLevel struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// GradeScoreNames lists the schemes that the program carries.
func GradeScoreNames() []string {
	entries, _ := files.ReadDir("gradescore")
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".json"))
	}
	return out
}

// LoadGradeScheme reads a scheme by name and checks that its shares make 100 %.
func LoadGradeScheme(name string) (*GradeScheme, error) {
	b, err := files.ReadFile(path.Join("gradescore", name+".json"))
	if err != nil || strings.Contains(name, "/") {
		return nil, fmt.Errorf("preset: no grade-score scheme named %q; there are %v", name, GradeScoreNames())
	}
	g := &GradeScheme{}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(g); err != nil {
		return nil, fmt.Errorf("preset: grade scores %s: %w", name, err)
	}
	sum := 0.0
	for i, l := range g.Levels {
		sum += l.Share
		if l.Share <= 0 || l.Low > l.High || i > 0 && l.High >= g.Levels[i-1].Low {
			return nil, fmt.Errorf("preset: grade scores %s: level %s does not go down from the one before", name, l.Name)
		}
	}
	if sum < 99.995 || sum > 100.005 || g.Source == "" || g.Code != name {
		return nil, fmt.Errorf("preset: grade scores %s: shares of %g %%, code %q, source %q", name, sum, g.Code, g.Source)
	}
	return g, nil
}

func (p *Preset) checkAnalysis() error {
	a, stages, grades := p.Analysis, map[string]bool{}, map[int]bool{}
	for _, s := range p.Stages {
		stages[s.Code] = true
		for _, g := range s.Grades {
			grades[g.Number] = true
		}
	}
	bad := func(format string, args ...any) error {
		return fmt.Errorf("preset: %s: analysis: %s", p.Name, fmt.Sprintf(format, args...))
	}
	if a.Source == "" || a.Difficulty != "easy" && a.Difficulty != "hard" || a.MinGroup < 2 || a.SmallGroup < a.MinGroup ||
		a.Groups < 1 || a.Groups > 50 || a.GroupsOpen < 1 || a.GroupsOpen > 50 || a.Band < 1 || a.Ends < 1 || a.Ends > 50 {
		return bad("lacks a source, a sense of difficulty, or sizes within bounds")
	}
	for s := range stages {
		if r := a.RatesOf(s); !(100 >= r.Excellent && r.Excellent >= r.Good && r.Good >= r.Pass && r.Pass > r.Low && r.Low > 0) {
			return bad("rates of %s: %+v", s, r)
		}
	}
	for _, l := range a.Levels {
		for i, c := range l.Levels {
			if c.Name == "" || i > 0 && c.From >= l.Levels[i-1].From || i == len(l.Levels)-1 && c.From != 0 {
				return bad("levels go down to 0: %+v", l)
			}
		}
		if !known(stages, l.Stages) {
			return bad("levels of unknown stages %v", l.Stages)
		}
	}
	for _, o := range a.Own {
		if !stages[o.Stage] || o.Shows != "level" && o.Shows != "mark" || o.Shows == "level" && a.LevelsOf(o.Stage) == nil {
			return bad("own results: %+v", o)
		}
	}
	for _, l := range a.Lists {
		if !slices.Contains([]string{ListLines, ListBorderline, ListEnds}, l.Kind) || !known(grades, l.Grades) {
			return bad("lists: %+v", l)
		}
	}
	for _, l := range a.Lines {
		if l.Name == "" || l.Share < 1 || l.Share > 99 || !known(grades, l.Grades) {
			return bad("lines: %+v", l)
		}
	}
	for _, g := range p.GradeScores {
		if _, err := LoadGradeScheme(g.Scheme); err != nil {
			return err
		}
		if !known(grades, g.Grades) || !slices.Contains([]string{"nearest", "never_exceed", "always_reach"}, g.Ties) ||
			slices.ContainsFunc(g.Subjects, func(s string) bool { return p.SubjectName(s) == s }) {
			return bad("grade scores: %+v", g)
		}
	}
	return nil
}

func known[T comparable](set map[T]bool, list []T) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !set[x] })
}
