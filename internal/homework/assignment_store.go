package homework

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insAssignment db.SQL = `-- unscoped: org was asked for the class
INSERT INTO assignment (id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given, idem)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selIdem db.SQL = `-- unscoped: the actor's own
SELECT id FROM assignment WHERE given_by = ? AND idem = ?`

	sumMinutes db.SQL = `-- unscoped: org was asked for the class
SELECT COALESCE(SUM(minutes), 0) FROM assignment WHERE class = ? AND day = ? AND place = ?`

	selAssignment db.SQL = `-- unscoped: org is asked for the class found here
SELECT id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given
FROM assignment WHERE id = ?`

	selAssignments db.SQL = `SELECT id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given
FROM assignment WHERE @scope(class) ORDER BY given DESC, id DESC LIMIT 100`

	selBriefs db.SQL = `-- unscoped: the ids come from rows for which org was asked
SELECT id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given
FROM assignment WHERE id IN @ids`
)

func scanAssignment(r db.Row) (a Assignment, err error) {
	return a, r.Scan(&a.ID, &a.Owner, &a.Class, &a.Version, &a.Paper, &a.Title, &a.Subject, &a.Stage, &a.Grade, &a.Mode, &a.Place, &a.Minutes,
		&a.Day, &a.Due, &a.Reason, &a.Items, &a.Pupils, &a.GivenBy, &a.GivenAt)
}
