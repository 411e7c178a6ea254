package org

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/preset"
)

// Class kinds: an administrative class 行政班 or a teaching class 教学班 of one subject.
const (
	AdminClass    = "admin"
	TeachingClass = "teaching"
)

// Stages 学段 as codes; a preset names them.
const (
	Primary = "primary"
	Junior  = "junior"
	Senior  = "senior"
)

// Class is an entry cohort and a number. Cohort is the year in which its pupils entered the stage (September). Grade is derived
// at the time of reading (Grades): 1 to 12; higher when the class has left.
type Class struct {
	ID      ClassID
	School  UnitID
	Kind    string
	Stage   string
	Cohort  int
	Number  int
	Subject string
	Name    string
	Since   clock.Micros
	Until   clock.Micros
	Grade   int
}

// Node is the class as a scope node.
func (c Class) Node() Node { return id.As[any](c.ID) }

// Grades derives grades from cohorts. It knows which grades the region's stages have.
type Grades struct{ preset.Stages }

// GradesOf takes the stages of a region. What it does not name, as a district without 高中 may not, is as in most places: 六三制.
func GradesOf(stages preset.Stages) Grades {
	g := Grades{slices.Clone(stages)}
	for _, s := range []preset.Stage{stageOf(Primary, 1, 6), stageOf(Junior, 7, 9), stageOf(Senior, 10, 12)} {
		if g.Begins(s.Code) == 0 {
			g.Stages = append(g.Stages, s)
		}
	}
	return g
}

func stageOf(code string, from, to int) preset.Stage {
	s := preset.Stage{Code: code}
	for n := from; n <= to; n++ {
		s.Grades = append(s.Grades, preset.Grade{Number: n, Name: GradeName(n)})
	}
	return s
}

// At derives the grade of a cohort.
func (g Grades) At(stage string, cohort int, at clock.Micros) int {
	return g.Begins(stage) + SchoolYear(at) - cohort
}

// Cohort is the entry year of pupils who are in a grade of a stage at a moment.
func (g Grades) Cohort(stage string, grade int, at clock.Micros) int {
	return g.At(stage, 0, at) - grade
}

// SchoolYear is the year in which the school year of a moment began: on 1 September, Shanghai time.
func SchoolYear(at clock.Micros) int {
	t := clock.Local(at)
	if t.Month() < time.September {
		return t.Year() - 1
	}
	return t.Year()
}

var gradeNames = []string{"", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级", "高一", "高二", "高三"}

// GradeName is the grade as people say it, in zh-CN; "已毕业" beyond the last.
func GradeName(grade int) string {
	if grade < 1 || grade >= len(gradeNames) {
		return "已毕业"
	}
	return gradeNames[grade]
}

// Label is how the class is called today: 七年级(2)班, or its own name when it has one.
func (c Class) Label() string {
	if c.Name != "" {
		return c.Name
	}
	return fmt.Sprintf("%s(%d)班", GradeName(c.Grade), c.Number)
}

// Compulsory reports whether the class is in grades 1 to 9, where neither marks nor ranks are shown.
func (c Class) Compulsory() bool { return c.Grade <= 9 }

// normal trims what people type around a name.
func normal(s string) string { return strings.Join(strings.Fields(s), " ") }
