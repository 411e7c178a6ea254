package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Examinee is a pupil as a table of marks names one: with the class and the numbers that people write. Number is the school-wide number
// 学号, "" when there is none; Seat is the number within the class. Since is when the place in the class began.
type Examinee struct {
	Person PersonID
	Name   string
	Number string
	Seat   string
	Class  Class
	Since  clock.Micros
}

// A whole city's grade is read in one ordered pass; nobody asks for pupils one by one.
const selExaminees db.SQL = `-- unscoped: the caller has asked for the node
SELECT e.person, p.name, COALESCE(f.number, ''), e.number, e.since, c.id, c.owner, c.kind, c.stage, c.cohort, c.number, c.subject, c.name, c.since, c.until
FROM scope_reach r JOIN org_class c ON c.id = r.node JOIN org_enrolment e ON e.class = c.id JOIN org_person p ON p.id = e.person LEFT JOIN org_profile f ON f.person = p.id
WHERE r.top = ? AND r.since <= ? AND r.until > ? AND c.stage = ? AND c.cohort = ? AND (c.kind = 'admin' OR c.id = ?) AND e.since <= ? AND e.until > ?
ORDER BY c.owner, c.number, c.id, LENGTH(e.number), e.number, e.person, e.since`

// Examinees calls f for each pupil of a stage and entry year who has a place in an administrative class below a node (or in the node
// itself) at some moment from from to to, in the order of schools, classes and their registers. Who changed the class in that time comes
// once for each. The caller has asked for the node.
func (s *Service) Examinees(ctx context.Context, n Node, stage string, cohort int, from, to clock.Micros, f func(Examinee) error) error {
	return db.Each(s.core.Reader(ctx), selExaminees, func(r db.Row) error {
		var e Examinee
		c := &e.Class
		if err := r.Scan(&e.Person, &e.Name, &e.Number, &e.Seat, &e.Since, &c.ID, &c.School, &c.Kind, &c.Stage, &c.Cohort, &c.Number, &c.Subject, &c.Name, &c.Since, &c.Until); err != nil {
			return err
		}
		c.Grade = s.grades.At(c.Stage, c.Cohort, from)
		return f(e)
	}, n, to, from, stage, cohort, n, to, from)
}
