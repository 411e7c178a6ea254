package assess

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insRevision db.SQL = `-- unscoped: the service asked org for the paper's owner
INSERT INTO item_revision (id, item, rev, owner, author, kind, title, xml, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

	insMedia db.SQL = `-- unscoped: the service asked org for the paper's owner
INSERT INTO item_media (revision, name, hash, mime) VALUES (?, ?, ?, ?)`

	selRevisionXML db.SQL = `-- unscoped: a line of a paper or sitting for which org was asked
SELECT xml FROM item_revision WHERE id = ?`

	selRevisionHead db.SQL = `-- unscoped: a line of a paper for which org was asked
SELECT item, owner, (SELECT MAX(rev) FROM item_revision n WHERE n.item = r.item) FROM item_revision r WHERE id = ?`

	selPaperMedia db.SQL = `-- unscoped: the commons asked org for the work whose paper is frozen
SELECT DISTINCT m.name, m.hash, m.mime FROM paper_line l JOIN item_media m ON m.revision = l.revision WHERE l.paper = ?`

	selPaperPictures db.SQL = `-- unscoped: the commons asked org for who takes the paper's lesson down
SELECT DISTINCT m.hash FROM paper_line l JOIN item_media m ON m.revision = l.revision WHERE l.paper = ? ORDER BY m.hash`

	delHashMedia db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
DELETE FROM item_media WHERE hash = ?`

	selMedia db.SQL = `-- unscoped: a line of a paper or sitting for which org was asked
SELECT name, hash, mime FROM item_media WHERE revision = ? ORDER BY name`
)

func scanMedia(r db.Row) (m mediaRow, err error) { return m, r.Scan(&m.Name, &m.Hash, &m.Mime) }
