package commons

import (
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	insWork db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work (id, owner, author, title, subject, stage, grade, edition, chapter, body, derived_from, paper, state, rev, created, changed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`

	selWork db.SQL = `SELECT id, owner, author, title, subject, stage, grade, edition, chapter, body, derived_from, paper, state, rev, created, changed
FROM work WHERE id = ? AND @scope(owner)`

	// selWorkTx reads again inside the write what a scoped read has allowed before it.
	selWorkTx db.SQL = `-- unscoped: the same row was read with @scope before the write
SELECT id, owner, author, title, subject, stage, grade, edition, chapter, body, derived_from, paper, state, rev, created, changed
FROM work WHERE id = ? @forupdate`

	selMine db.SQL = `SELECT w.id, w.owner, w.author, w.title, w.subject, w.stage, w.grade, w.edition, w.chapter, '', w.derived_from, w.paper, w.state, w.rev,
  w.created, w.changed, COALESCE(v.number, 0), v.id
FROM work w LEFT JOIN work_version v ON v.work = w.id AND v.state = 'published'
WHERE w.author = ? AND @scope(w.owner) AND (? = '' OR w.state = ?) AND (w.changed < ? OR (w.changed = ? AND w.id < ?))
ORDER BY w.changed DESC, w.id DESC LIMIT ?`

	countMine db.SQL = `SELECT state, COUNT(*) FROM work WHERE author = ? AND @scope(owner) GROUP BY state`

	updWork db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET title = ?, subject = ?, stage = ?, grade = ?, edition = ?, chapter = ?, body = ?, rev = rev + 1, changed = ?
WHERE id = ? AND rev = ?`

	updWorkState db.SQL = `-- unscoped: the service has asked org for the work or version
UPDATE work SET state = ?, changed = ? WHERE id = ?`

	updWorkPaper db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET paper = ?, changed = ? WHERE id = ? AND paper IS NULL`
)

func putWork(tx *db.Tx, w Work) (fresh bool, err error) {
	n, err := tx.Exec(insWork, w.ID, w.Owner, w.Author, w.Title, w.Subject, w.Stage, w.Grade, w.Edition, w.Chapter, w.Body, w.DerivedFrom, w.Paper,
		w.State, w.Rev, w.Created, w.Changed)
	return n == 1, err
}

func workFields(w *Work) []any {
	return []any{&w.ID, &w.Owner, &w.Author, &w.Title, &w.Subject, &w.Stage, &w.Grade, &w.Edition, &w.Chapter, &w.Body, &w.DerivedFrom, &w.Paper,
		&w.State, &w.Rev, &w.Created, &w.Changed}
}

func scanWork(r db.Row) (Work, error) {
	var w Work
	err := r.Scan(workFields(&w)...)
	return w, err
}

// Listed is a work in its author's list. Live is the number of the version that others see, 0 when there is none.
type Listed struct {
	Work
	Live   int
	LiveID VersionID
}

func scanListed(r db.Row) (Listed, error) {
	var l Listed
	err := r.Scan(append(workFields(&l.Work), &l.Live, &l.LiveID)...)
	return l, err
}

func listMine(x db.Querier, scope db.Scope, author org.PersonID, state State, c cursor, n int) ([]Listed, error) {
	return db.All(x, selMine, scanListed, author, scope, string(state), string(state), c.at, c.at, id.As[Work](c.id), n)
}
