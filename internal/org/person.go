package org

import (
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Person is a human. Owner is the unit that keeps the record. The name stays in this package: the event log, the audit log and
// exports hold the id only.
type Person struct {
	ID    PersonID
	Owner UnitID
	Name  string
	Rev   int64
}

// Node is the person as a scope node.
func (p Person) Node() Node { return id.As[any](p.ID) }

// Account is a person's way to sign in; package authn keeps its credentials under the same id.
type Account struct {
	ID     AccountID
	Person PersonID
	Since  clock.Micros
	Until  clock.Micros
}

// Enrolment is a pupil's place in a class from a date to a date, with the number in the class register 学号.
type Enrolment struct {
	Person PersonID
	Class  ClassID
	School UnitID
	Number string
	Since  clock.Micros
	Until  clock.Micros
}

// Enrolled is a line of a class register.
type Enrolled struct {
	Person PersonID
	Name   string
	Number string
}

// Profile is what is known of a person beyond the name. Every field may be empty: a thing that no use case needs is not asked for.
// It stays in this package and on pages; no event, log or export of records holds any of it.
type Profile struct {
	Person PersonID
	Born   string // YYYY-MM-DD: whether a guardian's consent is needed
	Sex    string // GB/T 2261.1: 0, 1, 2, 9
	Phone  string
	Email  string
	Number string // 学号 or 工号 within the school; never the national pupil number 学籍号
	Pinyin string // of the name, for finding and sorting
}

// Under reports whether the person is younger than years at a moment; known is false when the date of birth is not.
func (p Profile) Under(years int, at clock.Micros) (under, known bool) {
	born, err := time.ParseInLocation(time.DateOnly, p.Born, clock.Shanghai)
	if err != nil {
		return false, false
	}
	return born.AddDate(years, 0, 0).After(clock.Local(at)), true
}
