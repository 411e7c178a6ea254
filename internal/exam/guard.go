package exam

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Verdict is the guard's answer. The zero value lets an exam pass.
type Verdict struct {
	Rule      string // code of the rule in the preset
	Source    string // document and date
	Text      string // the rule in one sentence
	Lawful    string // what is allowed instead
	Refused   bool
	MayExcept bool     // an exception may be allowed; false for a flat ban
	By        org.Role // who may allow it
	// Broken are the codes of all rules that the exam breaks.
	Broken []string
}

// Err is the refusal as a fault that names the clause, or nil.
func (v Verdict) Err() error {
	if !v.Refused {
		return nil
	}
	return fault.New(fault.Unlawful, "%[1]s（依据：%[2]s）可以怎么做：%[3]s", v.Text, v.Source, v.Lawful)
}

// Guard says whether an exam may be held under a region's rules beside the exams that are filed or approved already. It is pure: the
// same rules, earlier exams and wish give the same answer, and it stands at every door through which marks of a grade come in. Of
// several broken rules it names a flat ban first. Exceptions that want carries count only for rules that allow one.
//
// Of earlier only exams of the same grade and school year with a school in common are counted; Schools must be filled in on all.
func Guard(rules preset.Exams, earlier []Exam, want Exam) Verdict {
	var first Verdict
	var broken []string
	title := plain(want.Title, rules.Unless)
	for _, r := range rules.Rules {
		if !fits(r, want, title) || (r.Limit > 0 && count(r, rules.Unless, earlier, want) < r.Limit) {
			continue
		}
		if r.Except != "" && slices.Contains(want.Rules, r.Code) {
			continue
		}
		broken = append(broken, r.Code)
		if !first.Refused || first.MayExcept && r.Except == "" {
			first = Verdict{Rule: r.Code, Source: r.Source, Text: r.Text, Lawful: r.Lawful, Refused: true, MayExcept: r.Except != "", By: org.Role(r.Except)}
		}
	}
	first.Broken = broken
	return first
}

// fits reports whether an exam meets all conditions of a rule. title is its plain title.
func fits(r preset.ExamRule, e Exam, title string) bool {
	on := clock.Local(e.First).Format(time.DateOnly)
	switch {
	case r.Since != "" && on < r.Since, r.Until != "" && on > r.Until:
		return false
	case r.CohortSince != 0 && e.Cohort < r.CohortSince, r.CohortUntil != 0 && e.Cohort > r.CohortUntil:
		return false
	case r.Season == "autumn" && e.Half() != 1, r.Season == "spring" && e.Half() != 2:
		return false
	case r.SampleOver > 0 && e.Sample <= r.SampleOver:
		return false
	case len(r.Grades) > 0 && !slices.Contains(r.Grades, e.Grade):
		return false
	case !among(r.Kinds, e.Kind), !among(r.Scopes, e.Scope):
		return false
	case len(r.Titled) > 0 && !contains(title, r.Titled):
		return false
	case contains(title, r.Words):
		return true
	case e.Purpose == Practice: // what is no exam can only look like one
		return false
	case len(r.Purposes) == 0:
		return len(r.Words) == 0
	}
	return slices.Contains(r.Purposes, e.Purpose)
}

func among(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }

func contains(title string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(title, w) })
}

// plain is a title as words are looked for in it: one form of each character, no spaces, marks or digits between them, so that
// "周 测", "周·测" and "周１测" are all what they are; and without the phrases that only look like a forbidden word.
func plain(title string, unless []string) string {
	title = strings.ToLower(norm.NFKC.String(title))
	for _, u := range unless {
		title = strings.ReplaceAll(title, u, "-\x00-")
	}
	return strings.Map(func(r rune) rune {
		if r == 0 || unicode.IsLetter(r) {
			return r
		}
		return -1
	}, title)
}

// count is how many exams of the rule's kind some pupil of the wanted exam has already: those of a whole school, and the most that one
// of its classes has.
func count(r preset.ExamRule, unless []string, earlier []Exam, want Exam) int {
	wide, classes := map[org.UnitID]int{}, map[org.UnitID]map[org.Node]int{}
	for _, e := range earlier {
		if e.ID == want.ID && !e.ID.IsZero() || e.Grade != want.Grade || e.Year() != want.Year() || r.Per == "term" && e.Half() != want.Half() ||
			e.State != StateFiled && e.State != StateApproved || !fits(r, e, plain(e.Title, unless)) {
			continue
		}
		for _, s := range e.Schools {
			if e.Scope != ScopeClass {
				wide[s]++
				continue
			}
			if want.Scope == ScopeClass && e.Node != want.Node {
				continue
			}
			if classes[s] == nil {
				classes[s] = map[org.Node]int{}
			}
			classes[s][e.Node]++
		}
	}
	most := 0
	for _, s := range want.Schools {
		n := 0
		for _, c := range classes[s] {
			n = max(n, c)
		}
		most = max(most, wide[s]+n)
	}
	return most
}
