package insight

import (
	"embed"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// Migrations belong to the record store, as do the positions of its consumers.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const (
	assignmentColumns = `SELECT a.assignment, a.class, a.school, a.version, a.paper, a.title, a.subject, a.stage, a.grade, a.items, a.pupils, a.crossed, a.given FROM insight_assignment a `
	answerColumns     = `SELECT w.sitting, w.no, w.rev, w.assignment, w.class, w.person, w.item, w.state, w.score, w.max, w.response FROM insight_answer w `

	selAssignment db.SQL = `-- unscoped: the caller asks org about its class
` + assignmentColumns + `WHERE a.assignment = ?`
	selAnswer db.SQL = `-- unscoped: the fold replaces one fact
` + answerColumns + `WHERE w.sitting = ? AND w.no = ?`
	selAnswers db.SQL = `-- unscoped: the caller has asked org about the assignment's class
` + answerColumns + `WHERE w.assignment = ? ORDER BY w.person, w.no`
	selOrigin db.SQL = `-- unscoped: the fold looks up one version
SELECT origin FROM insight_version WHERE version = ?`
	insVersion db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_version (version, work, school, origin, number, title, subject, stage, grade, items, published, withdrawn, parent)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (version) DO NOTHING`
	setWithdrawn db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE insight_version SET withdrawn = ? WHERE version = ?`
	insAssignment db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_assignment (assignment, class, school, version, paper, title, subject, stage, grade, items, pupils, crossed, given)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (assignment) DO NOTHING`
	insSitting db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_sitting (sitting, assignment, class, person, handed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sitting) DO NOTHING`
	setHanded db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE insight_sitting SET handed = ? WHERE sitting = ?`
	addOpened db.SQL = `-- unscoped: the fold serves the facts of all owners
UPDATE insight_assignment SET opened = opened + ? WHERE assignment = ?`
	insSeen db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_seen (school, kind, node) VALUES (?, ?, ?) ON CONFLICT (school, kind, node) DO NOTHING`
	upsAnswer db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_answer (sitting, no, rev, assignment, class, person, item, state, score, max, response) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sitting, no) DO UPDATE SET rev = excluded.rev, item = excluded.item, state = excluded.state, score = excluded.score, max = excluded.max,
response = excluded.response`
	upsItem db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_item (assignment, no, item, class, school, version, n, correct, waiting, score, max) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (assignment, no, item) DO UPDATE SET n = insight_item.n + excluded.n, correct = insight_item.correct + excluded.correct,
waiting = insight_item.waiting + excluded.waiting, score = insight_item.score + excluded.score, max = insight_item.max + excluded.max`
	upsChoice db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_choice (assignment, no, state, response, class, n) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (assignment, no, state, response) DO UPDATE SET n = insight_choice.n + excluded.n`
	upsSchool db.SQL = `-- unscoped: the fold serves the facts of all owners
INSERT INTO insight_school (school, versions, assignments, crossed, lent, classes, pupils, answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (school) DO UPDATE SET versions = insight_school.versions + excluded.versions, assignments = insight_school.assignments + excluded.assignments,
crossed = insight_school.crossed + excluded.crossed, lent = insight_school.lent + excluded.lent, classes = insight_school.classes + excluded.classes,
pupils = insight_school.pupils + excluded.pupils, answers = insight_school.answers + excluded.answers`

	delVersions    db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_version"
	delAssignments db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_assignment"
	delSittings    db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_sitting"
	delAnswers     db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_answer"
	delItems       db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_item"
	delChoices     db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_choice"
	delSeen        db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_seen"
	delSchools     db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM insight_school"
)

func scanAssignment(r db.Row) (Assignment, error) {
	var a Assignment
	err := r.Scan(&a.ID, &a.Class, &a.School, &a.Version, &a.Paper, &a.Title, &a.Subject, &a.Stage, &a.Grade, &a.Items, &a.Pupils, &a.Cross, &a.Given)
	return a, err
}

func scanAnswer(r db.Row) (answer, error) {
	var a answer
	err := r.Scan(&a.sitting, &a.no, &a.rev, &a.assignment, &a.class, &a.person, &a.item, &a.state, &a.score, &a.max, &a.response)
	return a, err
}
