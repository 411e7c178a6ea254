package commons

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// workBody and workBare are the columns of scanWork; lists leave the text out.
const (
	workBody    = `w.body` + workColumns
	workBare    = `''` + workColumns
	workColumns = `, w.id, w.owner, w.author, w.title, w.subject, w.stage, w.grade, w.edition, w.volume, w.chapter, w.knowledge, w.licence, w.rights, w.holder, w.ai,
  w.ai_tool, w.derived_from, w.upstream, w.declined, w.paper, w.state, w.rev, w.created, w.changed`
)

const (
	insWork db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work (id, owner, author, title, subject, stage, grade, edition, volume, chapter, knowledge, licence, rights, holder, ai, ai_tool, body, derived_from,
  upstream, paper, state, rev, created, changed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`

	selWork db.SQL = `SELECT ` + workBody + ` FROM work w WHERE w.id = ? AND @scope(w.owner)`

	// selWorkTx reads again inside the write what a scoped read has allowed before it.
	selWorkTx db.SQL = `-- unscoped: the same row was read with @scope before the write
SELECT ` + workBody + ` FROM work w WHERE w.id = ? @forupdate`

	selMine db.SQL = `SELECT ` + workBare + `, COALESCE(v.number, 0), v.id, COALESCE(n.number, 0)
FROM work w LEFT JOIN work_version v ON v.work = w.id AND v.state = 'published' LEFT JOIN work_version b ON b.id = w.derived_from
LEFT JOIN work_version n ON n.work = b.work AND n.state = 'published' AND n.id <> b.id AND n.shared_to = b.shared_to AND (w.declined IS NULL OR n.id <> w.declined)
WHERE w.author = ? AND @scope(w.owner) AND (? = '' OR w.state = ?) AND (w.changed < ? OR (w.changed = ? AND w.id < ?))
ORDER BY w.changed DESC, w.id DESC LIMIT ?`

	countMine db.SQL = `SELECT state, COUNT(*) FROM work WHERE author = ? AND @scope(owner) GROUP BY state`

	updWork db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET title = ?, subject = ?, stage = ?, grade = ?, edition = ?, volume = ?, chapter = ?, knowledge = ?, licence = ?, rights = ?, holder = ?,
  ai = ?, ai_tool = ?, body = ?, rev = rev + 1, changed = ?
WHERE id = ? AND rev = ?`

	updWorkState db.SQL = `-- unscoped: the service has asked org for the work or version
UPDATE work SET state = ?, changed = ? WHERE id = ?`

	updWorkPaper db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET paper = ?, changed = ? WHERE id = ? AND paper IS NULL`
)

func putWork(tx *db.Tx, w Work) (fresh bool, err error) {
	n, err := tx.Exec(insWork, w.ID, w.Owner, w.Author, w.Title, w.Subject, w.Stage, w.Grade, w.Edition, w.Volume, w.Chapter, list(w.Knowledge), string(w.Licence),
		string(w.Rights), w.Holder, string(w.AI.Extent), w.AI.Tool, w.Body, w.DerivedFrom, w.Upstream, w.Paper, w.State, w.Rev, w.Created, w.Changed)
	return n == 1, err
}

// changeWork stores what was typed when rev is still the stored revision, and reports whether it was.
func changeWork(tx *db.Tx, w WorkID, rev int, d Draftable, now clock.Micros) (bool, error) {
	n, err := tx.Exec(updWork, d.Title, d.Subject, d.Stage, d.Grade, d.Edition, d.Volume, d.Chapter, list(d.Knowledge), string(d.Licence), string(d.Rights), d.Holder,
		string(d.AI.Extent), d.AI.Tool, d.Body, now, w, rev)
	return n == 1, err
}

// scanned reads a work and what a list shows beside it.
func scanned(r db.Row, w *Work, more ...any) error {
	var know string
	err := r.Scan(append([]any{&w.Body, &w.ID, &w.Owner, &w.Author, &w.Title, &w.Subject, &w.Stage, &w.Grade, &w.Edition, &w.Volume, &w.Chapter, &know, &w.Licence,
		&w.Rights, &w.Holder, &w.AI.Extent, &w.AI.Tool, &w.DerivedFrom, &w.Upstream, &w.Declined, &w.Paper, &w.State, &w.Rev, &w.Created, &w.Changed}, more...)...)
	if err != nil {
		return err
	}
	if w.Knowledge, err = readList(know); err != nil {
		return fmt.Errorf("commons: knowledge points of work %s: %w", w.ID, err)
	}
	return nil
}

func scanWork(r db.Row) (Work, error) {
	var w Work
	err := scanned(r, &w)
	return w, err
}

// list is how short lists of texts are stored.
func list(all []string) string {
	if len(all) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(all) // texts always marshal
	return string(b)
}

func readList(s string) ([]string, error) {
	var out []string
	if err := json.Unmarshal([]byte(s), &out); err != nil || len(out) == 0 {
		return nil, err
	}
	return out, nil
}

// Listed is a work in its author's list. Live is the number of the version that others see, 0 when there is none. News is true when
// the original has a version, shared as the one before, that the author has neither taken nor declined.
type Listed struct {
	Work
	Live   int
	LiveID VersionID
	News   bool
}

func scanListed(r db.Row) (Listed, error) {
	var l Listed
	var news int
	err := scanned(r, &l.Work, &l.Live, &l.LiveID, &news)
	l.News = news > 0
	return l, err
}

func listMine(x db.Querier, scope db.Scope, author org.PersonID, state State, c cursor, n int) ([]Listed, error) {
	return db.All(x, selMine, scanListed, author, scope, string(state), string(state), c.at, c.at, id.As[Work](c.id), n)
}
