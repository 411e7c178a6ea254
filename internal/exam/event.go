package exam

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The payloads of the register's events, version 1. They hold ids, codes and dates; no title, which people write, and no name. The
// register says nothing about learning, so there is no statement of it.

// kinds are the events of steps. An amended draft and an answered wish are nobody's business yet.
var kinds = map[string]string{"registered": "exam.registered", "filed": "exam.filed", "approved": "exam.decided", "refused": "exam.decided", "void": "exam.voided"}

// Registered is exam.registered.
type Registered struct {
	Exam     ExamID       `json:"exam"`
	Node     org.Node     `json:"node"`
	Unit     org.UnitID   `json:"unit"`
	Scope    string       `json:"scope"`
	Kind     string       `json:"kind"`
	Purpose  string       `json:"purpose"`
	Stage    string       `json:"stage"`
	Grade    int          `json:"grade"`
	Cohort   int          `json:"cohort"`
	Term     string       `json:"term"`
	Subjects []string     `json:"subjects"`
	First    clock.Micros `json:"first"`
	Last     clock.Micros `json:"last"`
	Late     bool         `json:"late"` // registered after its first day
}

// Moved is exam.filed, exam.decided and exam.voided.
type Moved struct {
	Exam  ExamID     `json:"exam"`
	Unit  org.UnitID `json:"unit"`
	State State      `json:"state"`
}

func (e Exam) registered() Registered {
	return Registered{e.ID, e.Node, e.Owner, e.Scope, e.Kind, e.Purpose, e.Stage, e.Grade, e.Cohort, e.Term, e.Subjects, e.First, e.Last, e.Late()}
}
