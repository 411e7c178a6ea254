package assess

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insSitting db.SQL = `-- unscoped: org was asked for the class when the practice was assigned
INSERT INTO sitting (id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (assignment, person) DO NOTHING`

	selSitting db.SQL = `-- unscoped: org is asked for the person or class found here
SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting WHERE id = ?`

	selMine db.SQL = `SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting
WHERE @scope(person) ORDER BY opened DESC, id DESC LIMIT 100`

	selOfChild db.SQL = `-- unscoped: org was asked for the child
SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting
WHERE person = ? ORDER BY opened DESC, id DESC LIMIT 100`

	selAssignment db.SQL = `SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting
WHERE assignment = ? AND @scope(class) ORDER BY id`

	selCounts db.SQL = `SELECT assignment, COUNT(*), SUM(CASE WHEN state = 'handed_in' THEN 1 ELSE 0 END) FROM sitting
WHERE assignment IN @ids AND @scope(class) GROUP BY assignment`

	lockState db.SQL = `-- unscoped: org was asked for the person or class
SELECT state FROM sitting WHERE id = ? @forupdate`

	updState db.SQL = `-- unscoped: org was asked for the person or class
UPDATE sitting SET state = ?, handed_in = ? WHERE id = ?`
)

func scanSitting(r db.Row) (s Sitting, err error) {
	return s, r.Scan(&s.ID, &s.Owner, &s.Class, &s.Person, &s.Paper, &s.Assignment, &s.Kind, &s.Stage, &s.Grade, &s.Source, &s.State,
		&s.Opened, &s.HandedIn)
}
