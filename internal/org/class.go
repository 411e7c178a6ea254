package org

import (
	"fmt"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
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
// at the time of reading: 1 to 6 in primary, 7 to 9 in junior, 10 to 12 in senior; higher when the class has left.
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

// first is the grade in which a stage begins.
var first = map[string]int{Primary: 1, Junior: 7, Senior: 10}

// GradeAt derives the grade of a cohort: school years begin on 1 September, Shanghai time.
func GradeAt(stage string, cohort int, at clock.Micros) int {
	t := clock.Local(at)
	year := t.Year()
	if t.Month() < time.September {
		year--
	}
	return first[stage] + year - cohort
}

// CohortOf is the entry year of pupils who are in a grade at a moment.
func CohortOf(stage string, grade int, at clock.Micros) int {
	return GradeAt(stage, 0, at) - grade
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
