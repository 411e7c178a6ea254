package exam

import (
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Status says how a pupil stands to an exam's subject.
type Status uint8

// The statuses. Only Sat has marks that count.
const (
	Sat      Status = iota
	Absent          // 缺考
	Deferred        // 缓考
	Void            // 作弊、违纪: the result is void
	Excluded        // left out of means with an approver, and counted beside them
)

// Matrix is the results of one class in one subject of one exam: what was stored and what analysis reads.
type Matrix struct {
	Exam     ExamID
	Subject  string
	School   org.UnitID
	Class    org.ClassID // the administrative class on the exam's first day
	Persons  []org.PersonID
	Status   []Status
	Total    []float64 // of the subject; NaN when not Sat
	Marks    []float64 // Persons×Items row-major, NaN missing; empty when only totals came in
	Choices  []string  // Persons×Items row-major, "" none; nil when the file had none
	Group    []string  // teaching class 教学班 of each row; may be nil
	Elective []string  // 选科组合 of each row; may be nil
}
