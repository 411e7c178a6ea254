package preset

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Exams are a region's rules on exams as data. What they say is law or the region's own number; which of both, each rule's Source
// tells. The program knows no rule of its own: a region without rules cannot register exams.
type Exams struct {
	Rules []ExamRule `json:"rules"`
	// Unless are phrases that only look like a forbidden word: 测量 holds no 周测, even behind a week's number.
	Unless []string `json:"unless"`
}

// ExamRule refuses what fits all of its conditions; an empty condition fits everything but practice. A rule with a Limit refuses what
// would be one too many instead.
//
// Words are looked for in a title in simplified characters without spaces, marks and digits; * in a word stands for up to six letters.
type ExamRule struct {
	Code   string `json:"code"`
	Text   string `json:"text"`   // the rule in one sentence, zh-CN
	Source string `json:"source"` // document and its date
	Lawful string `json:"lawful"` // what is allowed instead, zh-CN

	Grades   []int    `json:"grades,omitempty"` // at the exam's first day
	Kinds    []string `json:"kinds,omitempty"`
	Scopes   []string `json:"scopes,omitempty"`
	Purposes []string `json:"purposes,omitempty"` // "practice" is what is no exam: the door of homework
	// Words fit a title by themselves, whatever purpose is claimed and at every door; with them, empty Purposes fit nothing.
	Words []string `json:"words,omitempty"`
	// Titled wants one of these in the title besides the other conditions; Lacking wants none of these there.
	Titled  []string `json:"titled,omitempty"`
	Lacking []string `json:"lacking,omitempty"`
	Season  string   `json:"season,omitempty"` // autumn (August to January) or spring (February to July)
	// SampleOver fits a larger share of pupils, in percent; 0 is no condition.
	SampleOver int `json:"sample_over,omitempty"`

	Limit int    `json:"limit,omitempty"` // how many of the kind a pupil may have; 0 refuses the first
	Per   string `json:"per,omitempty"`   // term (half a school year) or year

	// Except is the role whose holder may allow an exception, with a reason. Empty is a flat ban, which nobody can lift.
	Except string `json:"except,omitempty"`

	// The rule counts for exams whose first day lies in [Since, Until] (YYYY-MM-DD) and for pupils who entered the stage in the years
	// [CohortSince, CohortUntil]; empty ends are open.
	Since       string `json:"since,omitempty"`
	Until       string `json:"until,omitempty"`
	CohortSince int    `json:"cohort_since,omitempty"`
	CohortUntil int    `json:"cohort_until,omitempty"`
}

// words of conditions that a rule can name. A misspelt one would fit nothing, and nobody would notice.
var (
	examKinds    = []string{"paper", "screen"}
	examScopes   = []string{"class", "school", "cross", "district", "region"}
	examWord     = regexp.MustCompile(`^([a-z]+|\p{Han}+(\*\p{Han}+)*)$`)
	examPurposes = []string{"final", "midterm", "mock", "monitoring", "statutory", "unit", "monthly", "weekly", "other", "practice"}
)

func (p *Preset) checkExams() error {
	grades := map[int]bool{}
	for _, s := range p.Stages {
		for _, g := range s.Grades {
			grades[g.Number] = true
		}
	}
	seen := map[string]bool{}
	for _, r := range p.Exams.Rules {
		if seen[r.Code] {
			return fmt.Errorf("preset: %s: exam rule %q stands twice", p.Name, r.Code)
		}
		if err := r.check(grades); err != nil {
			return fmt.Errorf("preset: %s: exam rule %q: %w", p.Name, r.Code, err)
		}
		seen[r.Code] = true
	}
	return nil
}

func (r ExamRule) check(grades map[int]bool) error {
	for name, v := range map[string]string{"code": r.Code, "text": r.Text, "source": r.Source, "lawful": r.Lawful} {
		if v == "" {
			return fmt.Errorf("lacks its %s", name)
		}
	}
	for _, g := range r.Grades {
		if !grades[g] {
			return fmt.Errorf("there is no grade %d", g)
		}
	}
	for _, c := range []struct {
		name     string
		is, from []string
	}{
		{"kind", r.Kinds, examKinds}, {"scope", r.Scopes, examScopes}, {"purpose", r.Purposes, examPurposes},
		{"season", []string{r.Season}, []string{"", "autumn", "spring"}}, {"per", []string{r.Per}, []string{"", "term", "year"}},
		{"except", []string{r.Except}, []string{"", "bureau_leader"}},
	} {
		for _, v := range c.is {
			if !slices.Contains(c.from, v) {
				return fmt.Errorf("there is no %s %q", c.name, v)
			}
		}
	}
	if (r.Limit > 0) != (r.Per != "") || r.SampleOver < 0 || r.SampleOver > 99 {
		return fmt.Errorf("limit %d per %q, sample over %d", r.Limit, r.Per, r.SampleOver)
	}
	for _, w := range slices.Concat(r.Words, r.Titled, r.Lacking) {
		if !examWord.MatchString(w) {
			return fmt.Errorf("word %q: small Latin letters, or Chinese characters with * between them", w)
		}
	}
	for _, day := range []string{r.Since, r.Until} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && day != "" {
			return err
		}
	}
	return nil
}

// StageOf is the code of the stage that a grade belongs to, "" for none.
func (p *Preset) StageOf(grade int) string { return p.Stages.Of(grade) }
