package exam

import (
	"cmp"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Breach is one rule that an exam breaks.
type Breach struct {
	Rule   string   // code of the rule in the preset
	Source string   // document and date
	Text   string   // the rule in one sentence
	Lawful string   // what is allowed instead
	By     org.Role // whose holder may allow an exception; "" is a flat ban
}

// Flat reports whether nobody can lift the rule.
func (b Breach) Flat() bool { return b.By == "" }

// Verdict is the guard's answer: what an exam breaks, flat bans first. The zero value lets an exam pass.
type Verdict struct{ Breaches []Breach }

// Refused reports whether the exam may not be held as it is.
func (v Verdict) Refused() bool { return len(v.Breaches) > 0 }

// MayExcept reports whether an exception could let the exam pass: it is refused, and by no flat ban.
func (v Verdict) MayExcept() bool {
	return v.Refused() && !slices.ContainsFunc(v.Breaches, Breach.Flat)
}

// Rules are the codes of the broken rules.
func (v Verdict) Rules() []string {
	out := make([]string, len(v.Breaches))
	for i, b := range v.Breaches {
		out[i] = b.Rule
	}
	return out
}

// Err is the refusal as an error that names the clause, a *Refusal, or nil.
func (v Verdict) Err() error {
	if !v.Refused() {
		return nil
	}
	return &Refusal{v}
}

// Refusal is the guard's no as an error: fault.Unlawful with the first rule, its source and the lawful way.
type Refusal struct{ Verdict Verdict }

// Error is the refusal for logs.
func (r *Refusal) Error() string { return r.fault().Error() }

// Unwrap is the fault.
func (r *Refusal) Unwrap() error { return r.fault() }

func (r *Refusal) fault() *fault.Error {
	b := r.Verdict.Breaches[0]
	return fault.New(fault.Unlawful, "%[1]s（依据：%[2]s）可以怎么做：%[3]s", b.Text, b.Source, b.Lawful)
}

// Guard says whether an exam may be held under a region's rules beside the exams that are filed or approved already. It is pure: the
// same rules, earlier exams and wish give the same answer. Exceptions that want carries count only for rules that allow one.
//
// Of earlier only exams of the same grade and school year with a school in common are counted, so Schools must be filled in on all.
func Guard(rules preset.Exams, earlier []Exam, want Exam) Verdict {
	var v Verdict
	t := titleOf(want.Title, rules.Unless)
	for _, r := range rules.Rules {
		if !fits(r, want, t) || (r.Limit > 0 && count(r, rules.Unless, earlier, want) < r.Limit) {
			continue
		}
		if r.Except != "" && slices.Contains(want.Rules, r.Code) {
			continue
		}
		v.Breaches = append(v.Breaches, Breach{Rule: r.Code, Source: r.Source, Text: r.Text, Lawful: r.Lawful, By: org.Role(r.Except)})
	}
	slices.SortStableFunc(v.Breaches, func(a, b Breach) int { return cmp.Compare(order(a), order(b)) })
	return v
}

func order(b Breach) int {
	if b.Flat() {
		return 0
	}
	return 1
}

// fits reports whether an exam meets all conditions of a rule.
func fits(r preset.ExamRule, e Exam, t title) bool {
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
	case len(r.Titled) > 0 && !t.hasOne(r.Titled), len(r.Lacking) > 0 && t.hasOne(r.Lacking):
		return false
	case t.hasOne(r.Words), slices.Contains(r.Purposes, e.Purpose):
		return true
	case e.Purpose == Practice: // what is no exam is refused only by name, or where the rule names practice
		return false
	}
	return len(r.Purposes) == 0 && len(r.Words) == 0
}

func among(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }

// count is how many exams of the rule's kind some pupil of the wanted exam has already: those of a whole school, and the most that one
// of its classes has.
func count(r preset.ExamRule, unless []string, earlier []Exam, want Exam) int {
	wide, classes := map[org.UnitID]int{}, map[org.UnitID]map[org.Node]int{}
	for _, e := range earlier {
		if !counts(r, e, want) || !fits(r, e, titleOf(e.Title, unless)) {
			continue
		}
		for _, s := range e.Schools {
			switch {
			case e.Scope != ScopeClass:
				wide[s]++
			case want.Scope == ScopeClass && e.Node != want.Node:
			case classes[s] == nil:
				classes[s] = map[org.Node]int{e.Node: 1}
			default:
				classes[s][e.Node]++
			}
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

// counts reports whether an earlier exam is another one of the same pupils within the rule's time, and stands.
func counts(r preset.ExamRule, e, want Exam) bool {
	same := e.ID == want.ID && !e.ID.IsZero()
	return !same && e.Stage == want.Stage && e.Cohort == want.Cohort && e.Year() == want.Year() && (r.Per != "term" || e.Half() == want.Half()) &&
		(e.State == StateFiled || e.State == StateApproved)
}
