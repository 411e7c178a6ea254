package assess

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insPaper db.SQL = `-- unscoped: the caller asked org for the owner
INSERT INTO paper (id, owner, author, rev, frozen, source, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

	selPaper db.SQL = `-- unscoped: org is asked for the owner found here
SELECT id, owner, author, rev, frozen, source, created, changed FROM paper WHERE id = ?`

	lockPaper db.SQL = `-- unscoped: org was asked for the owner
SELECT id, owner, author, rev, frozen, source, created, changed FROM paper WHERE id = ? @forupdate`

	updPaper db.SQL = `-- unscoped: org was asked for the owner
UPDATE paper SET rev = ?, changed = ? WHERE id = ?`

	updFrozen db.SQL = `-- unscoped: the commons asked org for the work
UPDATE paper SET frozen = ? WHERE id = ?`

	selLines db.SQL = `-- unscoped: org was asked for the paper's owner, version or sitting
SELECT l.no, l.revision, r.item, r.rev, r.title, r.kind, l.points, l.knowledge
FROM paper_line l JOIN item_revision r ON r.id = l.revision WHERE l.paper = ? ORDER BY l.no`

	countLines db.SQL = `-- unscoped: a number, for callers that asked org
SELECT COUNT(*) FROM paper_line WHERE paper = ?`

	delLines db.SQL = `-- unscoped: org was asked for the owner
DELETE FROM paper_line WHERE paper = ?`

	insLine db.SQL = `-- unscoped: org was asked for the owner
INSERT INTO paper_line (paper, no, revision, points, knowledge) VALUES (?, ?, ?, ?, ?)`

	copyLines db.SQL = `-- unscoped: the commons asked org for the version that is adapted
INSERT INTO paper_line (paper, no, revision, points, knowledge) SELECT ?, no, revision, points, knowledge FROM paper_line WHERE paper = ?`
)

func scanPaper(r db.Row) (p Paper, err error) {
	return p, r.Scan(&p.ID, &p.Owner, &p.Author, &p.Rev, &p.Frozen, &p.Source, &p.Created, &p.Changed)
}

func scanLine(r db.Row) (l lineRow, err error) {
	return l, r.Scan(&l.No, &l.Revision, &l.Item, &l.Rev, &l.Title, &l.Kind, &l.Points, &l.Knowledge)
}
