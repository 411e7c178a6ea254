package org

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	selUnitsLike db.SQL = `SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE @scope(id) AND (name LIKE ? ESCAPE '!' OR code = ?) AND since <= ? AND until > ?
ORDER BY LENGTH(name), code LIMIT ?`

	// A class is named by grade and number, which is computed: the cohort stands for the grade here.
	selClassesLike db.SQL = `SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class
WHERE @scope(id) AND since <= ? AND until > ? AND (? <> '' AND name LIKE ? ESCAPE '!' OR stage = ? AND cohort = ? AND (? = 0 OR number = ?))
ORDER BY owner, number LIMIT ?`
)

// like is a pattern for a text anywhere in a name.
func like(part string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(part) + "%"
}

// UnitsNamedIn finds units within reach of a verb by a part of their name or by their code, the shortest names first, at most limit.
func (s *Service) UnitsNamedIn(ctx context.Context, a *Actor, v Verb, part string, limit int) ([]Unit, error) {
	sc, err := s.Reach(ctx, a, v)
	if err != nil {
		return nil, err
	}
	if part = normal(part); part == "" {
		return nil, nil
	}
	now := s.Now()
	return db.All(s.core.Reader(ctx), selUnitsLike, scanUnit, sc, like(part), part, now, now, limit)
}

// ClassesNamedIn finds classes within reach of a verb by grade and number as people write them (七年级2班, 七(2)班, 7.2, 七2, 初一2班, 高三), or
// by a part of a class's own name, at most limit.
func (s *Service) ClassesNamedIn(ctx context.Context, a *Actor, v Verb, text string, limit int) ([]Class, error) {
	sc, err := s.Reach(ctx, a, v)
	if err != nil {
		return nil, err
	}
	if text = normal(text); text == "" {
		return nil, nil
	}
	now := s.Now()
	grade, number := ReadClass(text)
	stage, cohort := "", 0
	if grade > 0 {
		stage = s.grades.Of(grade)
		cohort = s.grades.Cohort(stage, grade, now)
	}
	return db.All(s.core.Reader(ctx), selClassesLike, s.scanClass, sc, now, now, text, like(text), stage, cohort, number, number, limit)
}

// numerals are how people write the grades, the longest first.
var numerals = []struct {
	text  string
	grade int
}{{"初一", 7}, {"初二", 8}, {"初三", 9}, {"高一", 10}, {"高二", 11}, {"高三", 12}, {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9},
	{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5}, {"6", 6}, {"7", 7}, {"8", 8}, {"9", 9}}

// fillers are the words and signs between a grade and a number.
var fillers = strings.NewReplacer("年级", " ", "班", " ", "(", " ", ")", " ", "（", " ", "）", " ", ".", " ", "-", " ", "第", " ", "级", " ")

// ReadClass reads a grade (1 to 12) and a class's number (0 for none) from what somebody typed; grade is 0 when it is no class. A bare
// number is none: it may be anybody's.
func ReadClass(text string) (grade, number int) {
	if len(strings.Trim(text, "0123456789")) == 0 {
		return 0, 0
	}
	rest := text
	for _, n := range numerals {
		if after, ok := strings.CutPrefix(text, n.text); ok {
			grade, rest = n.grade, after
			break
		}
	}
	if grade == 0 {
		return 0, 0
	}
	for _, r := range strings.TrimSpace(fillers.Replace(rest)) {
		if r < '0' || r > '9' || number > 99 {
			return 0, 0
		}
		number = number*10 + int(r-'0')
	}
	return grade, number
}
