package preset

import (
	"fmt"
	"slices"
	"time"
)

// Exams are a region's rules on exams as data. What they say is law or the region's own number; which of both, each rule's Source
// tells. The program knows no rule of its own: without this part nothing can be registered.
type Exams struct {
	Rules []ExamRule `json:"rules"`
	// Unless are phrases that only look like a forbidden word: 测量 holds no 周测, even behind a week's number.
	Unless []string `json:"unless"`
	// StageOf is the stage of each grade; Load fills it from the stages.
	StageOf map[int]string `json:"stage_of,omitempty"`
}

// ExamRule refuses what fits all of its conditions; an empty condition fits everything. A rule with a Limit refuses what would be one
// too many instead.
type ExamRule struct {
	Code   string `json:"code"`
	Text   string `json:"text"`   // the rule in one sentence, zh-CN
	Source string `json:"source"` // document and its date
	Lawful string `json:"lawful"` // what is allowed instead, zh-CN

	Grades   []int    `json:"grades,omitempty"` // at the exam's first day
	Kinds    []string `json:"kinds,omitempty"`
	Scopes   []string `json:"scopes,omitempty"`
	Purposes []string `json:"purposes,omitempty"`
	// Words fit a title by themselves, whatever purpose is claimed and at every door; with them, empty Purposes fit nothing.
	Words []string `json:"words,omitempty"`
	// Titled wants one of these in the title besides the other conditions.
	Titled []string `json:"titled,omitempty"`
	Season string   `json:"season,omitempty"` // autumn (August to January) or spring (February to July)
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

func (p *Preset) checkExams() error {
	p.Exams.StageOf = map[int]string{}
	for _, s := range p.Stages {
		for _, g := range s.Grades {
			p.Exams.StageOf[g.Number] = s.Code
		}
	}
	seen := map[string]bool{}
	for _, r := range p.Exams.Rules {
		if err := r.check(p.Exams.StageOf); err != nil || seen[r.Code] {
			return fmt.Errorf("preset: %s: exam rule %q: %v, twice: %v", p.Name, r.Code, err, seen[r.Code])
		}
		seen[r.Code] = true
	}
	return nil
}

func (r ExamRule) check(grades map[int]string) error {
	if r.Code == "" || r.Text == "" || r.Source == "" {
		return fmt.Errorf("lacks code, text or source")
	}
	for _, g := range r.Grades {
		if grades[g] == "" {
			return fmt.Errorf("there is no grade %d", g)
		}
	}
	if !slices.Contains([]string{"", "autumn", "spring"}, r.Season) || !slices.Contains([]string{"", "term", "year"}, r.Per) || (r.Limit > 0) != (r.Per != "") {
		return fmt.Errorf("season %q, limit %d per %q", r.Season, r.Limit, r.Per)
	}
	for _, day := range []string{r.Since, r.Until} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && day != "" {
			return err
		}
	}
	return nil
}
