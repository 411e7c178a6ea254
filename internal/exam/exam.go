package exam

import (
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// ExamID names an exam of the register.
type ExamID = id.Of[Exam]

// Scopes of an exam: whom one exam is for. The scope follows from the kind of the place that holds it (ScopeOf), so that nobody can
// call an exam of a district one of a school.
const (
	ScopeClass    = "class"    // one class
	ScopeSchool   = "school"   // a grade of one school, with its campuses and teaching points
	ScopeCross    = "cross"    // several schools: an education group
	ScopeDistrict = "district" // 区县
	ScopeRegion   = "region"   // 市、省
)

// Kinds of an exam.
const (
	PaperExam  = "paper"  // 纸笔
	ScreenExam = "screen" // 屏幕
)

// Purposes of an exam, a closed list. Practice is none of them: it is what the guard is told at the door of homework.
const (
	Final      = "final"      // 期末
	Midterm    = "midterm"    // 期中
	Mock       = "mock"       // 毕业年级模拟
	Statutory  = "statutory"  // 中考、高考、学业水平考试: only their results are imported
	Monitoring = "monitoring" // 学业质量监测, sampled
	UnitTest   = "unit"       // 单元
	Monthly    = "monthly"    // 月
	Weekly     = "weekly"     // 周
	Other      = "other"
	Practice   = "practice"
)

// Purposes lists what an exam can be registered for, in the order of a form. The forbidden ones are in it: who chooses one reads the
// rule, instead of calling it something else.
func Purposes() []string {
	return []string{Final, Midterm, Mock, Monitoring, Statutory, UnitTest, Monthly, Weekly, Other}
}

// Scopes lists the scopes from the smallest on.
func Scopes() []string {
	return []string{ScopeClass, ScopeSchool, ScopeCross, ScopeDistrict, ScopeRegion}
}

// ScopeOf is the scope of an exam held by a unit. A central school examines its own teaching points as one school does.
func ScopeOf(k org.Kind) string {
	switch k {
	case org.Region:
		return ScopeRegion
	case org.District:
		return ScopeDistrict
	case org.Group:
		return ScopeCross
	}
	return ScopeSchool
}

// State is where an exam stands: draft → filed → approved or refused; void ends any of the first three.
type State string

// The states.
const (
	StateDraft    State = "draft"
	StateFiled    State = "filed"    // it has its filing number 备案号 and waits for a decision
	StateApproved State = "approved" // marks may come in
	StateRefused  State = "refused"
	StateVoid     State = "void"
)

// States lists the states in the order in which an exam goes through them.
func States() []State { return []State{StateDraft, StateFiled, StateApproved, StateRefused, StateVoid} }

// Exam is one entry of the exam register 考试登记: an exam exists for this product only when it is registered, filed and approved.
type Exam struct {
	ID       ExamID
	Rev      int        // If-Match
	Node     org.Node   // the class or unit that holds it
	Owner    org.UnitID // the unit; for a class its school
	Scope    string
	Kind     string
	Purpose  string
	Stage    string
	Grade    int    // on the first day
	Cohort   int    // the year in which these pupils entered the stage
	Term     string // school year and half, "2026-1"; TermName says it in words
	Title    string
	Subjects []string     // codes of the preset, in its order
	First    clock.Micros // the beginning of the first day in China
	Last     clock.Micros // the beginning of the last day
	Sample   int          // of sampled monitoring: percent of the pupils, 1 to 100; 0 else
	Forms    int          // of sampled monitoring: how many booklets 题本 the items are spread over; 0 else
	Filing   string       // 备案号, "" before filing
	State    State
	Author   org.PersonID // who registered it
	Created  clock.Micros
	FiledBy  org.PersonID
	Filed    clock.Micros
	Approver org.PersonID // who approved or refused it
	Decided  clock.Micros
	Note     string // why it was refused or made void, "" else
	Wish     string // why an exception is asked for, "" when none is
	Exception

	// Schools are the teaching units that the exam covers now. They are found, not stored.
	Schools []org.UnitID
}

// Exception is the leave to break rules that allow it; flat bans cannot be lifted.
type Exception struct {
	Rules     []string // codes of the rules
	AllowedBy org.PersonID
	AllowedAt clock.Micros
	Why       string
}

// Late reports whether the exam was registered after its first day: 补登记.
func (e Exam) Late() bool { return e.Created >= e.First+day }

// Imported reports whether the exam is held outside, by the law's own bodies, so that only its results come in.
func (e Exam) Imported() bool { return e.Purpose == Statutory }

// Year is the school year of the exam by the calendar year in which it began.
func (e Exam) Year() int {
	t := clock.Local(e.First)
	if t.Month() < time.August {
		return t.Year() - 1
	}
	return t.Year()
}

// Half is the half of the school year: 1 from August to January, 2 from February to July. Rules per term count halves, because a
// calendar of terms has holidays between them in which nothing would count.
func (e Exam) Half() int {
	if m := clock.Local(e.First).Month(); m >= time.August || m == time.January {
		return 1
	}
	return 2
}

// TermOf is the code of the half of a school year in which an exam begins, as Exam.Term holds it: "2026-2" for spring 2027.
func TermOf(first clock.Micros) string {
	e := Exam{First: first}
	return fmt.Sprintf("%d-%d", e.Year(), e.Half())
}

const day = 24 * 3600 * 1_000_000

// dayOf is the beginning of a moment's day in China.
func dayOf(m clock.Micros) clock.Micros {
	t := clock.Local(m)
	return clock.At(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Shanghai))
}
