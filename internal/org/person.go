package org

import (
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
