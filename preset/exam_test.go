package preset

import (
	"slices"
	"strings"
	"testing"
)

// TestExamRules: every preset has rules that name their sources, reaches each grade of compulsory education, and lets exceptions only
// where the region's own numbers stand, never where the notices forbid.
func TestExamRules(t *testing.T) {
	for _, n := range Names() {
		p, err := Load(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"low-grades", "no-tests", "cross-school", "primary-midterm", "mock-graduating", "mock-spring", "mock-two", "final-one", "midterm-one", "compulsory-other", "monitoring-sample", "practice-exam"} {
			i := slices.IndexFunc(p.Exams.Rules, func(r ExamRule) bool { return r.Code == code })
			if i < 0 {
				t.Errorf("%s lacks %s", n, code)
				continue
			}
			if r := p.Exams.Rules[i]; r.Except != "" && code != "monitoring-sample" {
				t.Errorf("%s: %s can be lifted", n, code)
			}
		}
		for _, r := range p.Exams.Rules {
			if r.Except != "" && !strings.Contains(r.Source, "本地区设定") {
				t.Errorf("%s: %s can be lifted, and its source does not say that the number is the region's own", n, r.Code)
			}
		}
		for g := 1; g <= 9; g++ {
			if p.StageOf(g) == "" {
				t.Errorf("%s: grade %d has no stage", n, g)
			}
		}
	}
}

// TestExamRuleCheck: what would fit nothing, or everything, by a slip of the pen does not load.
func TestExamRuleCheck(t *testing.T) {
	good := ExamRule{Code: "x", Text: "x", Source: "x", Lawful: "x", Grades: []int{7}, Purposes: []string{"final"}, Words: []string{"周*测", "unittest"}, Limit: 1, Per: "term", Except: "bureau_leader", Since: "2026-01-01"}
	grades := map[int]bool{7: true}
	if err := good.check(grades); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*ExamRule){
		"no source": func(r *ExamRule) { r.Source = "" }, "no lawful way": func(r *ExamRule) { r.Lawful = "" }, "grade": func(r *ExamRule) { r.Grades = []int{13} },
		"purpose": func(r *ExamRule) { r.Purposes = []string{"finals"} }, "scope": func(r *ExamRule) { r.Scopes = []string{"city"} }, "kind": func(r *ExamRule) { r.Kinds = []string{"oral"} },
		"empty word": func(r *ExamRule) { r.Words = []string{""} }, "word with a digit": func(r *ExamRule) { r.Words = []string{"周1测"} }, "word of capitals": func(r *ExamRule) { r.Titled = []string{"Test"} },
		"word that begins open": func(r *ExamRule) { r.Lacking = []string{"*测"} }, "limit without time": func(r *ExamRule) { r.Per = "" }, "season": func(r *ExamRule) { r.Season = "winter" },
		"role": func(r *ExamRule) { r.Except = "teacher" }, "date": func(r *ExamRule) { r.Until = "2026-13-01" }, "sample": func(r *ExamRule) { r.SampleOver = 100 },
	} {
		r := good
		change(&r)
		if r.check(grades) == nil {
			t.Errorf("%s passes", name)
		}
	}
	p := Preset{Name: "x", Exams: Exams{Rules: []ExamRule{good, good}}, Stages: []Stage{{Code: "junior", Grades: []Grade{{Number: 7}}}}}
	if p.checkExams() == nil {
		t.Error("the same rule twice passes")
	}
}
