package exam

import (
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const columns = `id, rev, node, owner, scope, kind, purpose, stage, grade, cohort, term, title, subjects, first_day, last_day, sample, forms, filing, state, author, created,
filed_by, filed, approver, decided, note, wish, rules, allowed_by, allowed, why`

const (
	insExam db.SQL = `-- unscoped: org was asked for the place
INSERT INTO exam (` + columns + `, idem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selExam db.SQL = `-- unscoped: org is asked for the place found here
SELECT ` + columns + ` FROM exam WHERE id = ?`

	selIdem db.SQL = `-- unscoped: the actor's own
SELECT ` + columns + ` FROM exam WHERE author = ? AND idem = ?`

	updExam db.SQL = `-- unscoped: org was asked for the place
UPDATE exam SET rev = rev + 1, node = ?, owner = ?, scope = ?, kind = ?, purpose = ?, stage = ?, grade = ?, cohort = ?, term = ?, title = ?, subjects = ?, first_day = ?, last_day = ?,
sample = ?, forms = ?, filing = ?, state = ?, filed_by = ?, filed = ?, approver = ?, decided = ?, note = ?, wish = ?, rules = ?, allowed_by = ?, allowed = ?, why = ?
WHERE id = ? AND rev = ?`

	insStep db.SQL = `-- unscoped: org was asked for the place
INSERT INTO exam_step (exam, no, step, person, at, note) VALUES (?, (SELECT COALESCE(MAX(no), 0) + 1 FROM exam_step WHERE exam = ?), ?, ?, ?, ?)`

	selSteps db.SQL = `-- unscoped: org was asked for the exam
SELECT step, person, at, note FROM exam_step WHERE exam = ? ORDER BY no`

	selLastStep db.SQL = `-- unscoped: org was asked for the exam
SELECT step, person, at, note FROM exam_step WHERE exam = ? ORDER BY no DESC LIMIT 1`

	// Decisions that count exams of one grade stand behind each other: on PostgreSQL two at once would not see one another.
	lockGate db.SQL = `-- unscoped: one row that decisions wait for
SELECT one FROM exam_gate WHERE one = 1 @forupdate`

	// The guard looks at other schools' exams to count, and tells nobody of them.
	selWide db.SQL = `-- unscoped: the guard counts; nobody is shown these rows
SELECT ` + columns + ` FROM exam WHERE grade = ? AND first_day >= ? AND first_day < ? AND state IN ('filed', 'approved') AND scope <> 'class'
AND node IN (SELECT r.top FROM scope_reach r WHERE r.node IN @ids)`

	selClassExams db.SQL = `-- unscoped: the guard counts; nobody is shown these rows
SELECT ` + columns + ` FROM exam WHERE grade = ? AND first_day >= ? AND first_day < ? AND state IN ('filed', 'approved') AND scope = 'class' AND owner IN @ids`

	selPage db.SQL = `SELECT ` + columns + ` FROM exam WHERE (@scope(node) OR state <> 'draft' AND @scope(node)) AND (? = '' OR term = ?) AND (? = 0 OR grade = ?) AND (? = '' OR state = ?)
AND (first_day < ? OR first_day = ? AND id < ?) ORDER BY first_day DESC, id DESC LIMIT ?`

	selRegister db.SQL = `SELECT ` + columns + ` FROM exam WHERE @scope(node) AND state <> 'draft' AND (? = '' OR term = ?) AND (? = 0 OR grade = ?) AND (? = '' OR state = ?)
AND (first_day < ? OR first_day = ? AND id < ?) ORDER BY first_day DESC, id DESC LIMIT ?`

	selCovers db.SQL = `-- unscoped: the tree itself
SELECT top, node, since, until FROM scope_reach WHERE node IN @ids AND top IN @ids`

	selMonitorings db.SQL = `-- unscoped: exams that a unit takes part in; org was asked for the unit
SELECT ` + columns + ` FROM exam WHERE purpose = 'monitoring' AND state = 'approved' AND node IN (SELECT r.top FROM scope_reach r WHERE r.node = ? AND r.since <= ? AND r.until > ?)
ORDER BY first_day DESC, id DESC LIMIT 50`

	selAbove db.SQL = `-- unscoped: the tree itself
SELECT 1 FROM scope_reach WHERE top = ? AND node = ? AND since <= ? AND until > ?`
)

func scanExam(r db.Row) (e Exam, err error) {
	var subjects, rules string
	err = r.Scan(&e.ID, &e.Rev, &e.Node, &e.Owner, &e.Scope, &e.Kind, &e.Purpose, &e.Stage, &e.Grade, &e.Cohort, &e.Term, &e.Title, &subjects, &e.First, &e.Last, &e.Sample, &e.Forms,
		&e.Filing, &e.State, &e.Author, &e.Created, &e.FiledBy, &e.Filed, &e.Approver, &e.Decided, &e.Note, &e.Wish, &rules, &e.AllowedBy, &e.AllowedAt, &e.Why)
	e.Subjects, e.Rules = strings.Fields(subjects), strings.Fields(rules)
	return e, err
}

func insert(tx *db.Tx, e Exam, idem string) error {
	_, err := tx.Exec(insExam, e.ID, e.Rev, e.Node, e.Owner, e.Scope, e.Kind, e.Purpose, e.Stage, e.Grade, e.Cohort, e.Term, e.Title, strings.Join(e.Subjects, " "), e.First, e.Last, e.Sample, e.Forms,
		e.Filing, string(e.State), e.Author, e.Created, e.FiledBy, e.Filed, e.Approver, e.Decided, e.Note, e.Wish, strings.Join(e.Rules, " "), e.AllowedBy, e.AllowedAt, e.Why, idem)
	return err
}

// update writes e over its revision and reports whether that still was the newest.
func update(tx *db.Tx, e Exam) (bool, error) {
	n, err := tx.Exec(updExam, e.Node, e.Owner, e.Scope, e.Kind, e.Purpose, e.Stage, e.Grade, e.Cohort, e.Term, e.Title, strings.Join(e.Subjects, " "), e.First, e.Last,
		e.Sample, e.Forms, e.Filing, string(e.State), e.FiledBy, e.Filed, e.Approver, e.Decided, e.Note, e.Wish, strings.Join(e.Rules, " "), e.AllowedBy, e.AllowedAt, e.Why, e.ID, e.Rev)
	return n == 1, err
}

// cover says that a node stood below another for a time.
type cover struct {
	top          org.Node
	school       org.UnitID
	since, until clock.Micros
}

func scanCover(r db.Row) (c cover, err error) {
	return c, r.Scan(&c.top, &c.school, &c.since, &c.until)
}

// Step is one line of an exam's history.
type Step struct {
	Name   string // registered, amended, allowed, denied, filed, approved, refused, void
	Person org.PersonID
	At     clock.Micros
	Note   string
}

func scanStep(r db.Row) (s Step, err error) { return s, r.Scan(&s.Name, &s.Person, &s.At, &s.Note) }
