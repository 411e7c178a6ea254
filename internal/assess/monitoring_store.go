package assess

import (
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	insMonitoring db.SQL = `-- unscoped: org was asked for the unit
INSERT INTO monitoring (id, owner, exam, title, kind, hash, state, items, n, skipped, author, created, imported) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selSameFile db.SQL = `-- unscoped: org was asked for the unit
SELECT id, owner, exam, title, kind, hash, state, items, n, skipped, author, created, imported FROM monitoring WHERE owner = ? AND hash = ?`

	selMonitoring db.SQL = `-- unscoped: org is asked for the owner found here
SELECT id, owner, exam, title, kind, hash, state, items, n, skipped, author, created, imported FROM monitoring WHERE id = ?`

	selMonitorings db.SQL = `SELECT id, owner, exam, title, kind, hash, state, items, n, skipped, author, created, imported FROM monitoring
WHERE state = ? AND @scope(owner) ORDER BY imported DESC, id DESC LIMIT 200`

	updMonitoring db.SQL = `-- unscoped: org was asked for the unit
UPDATE monitoring SET state = ?, n = ?, skipped = ?, imported = ? WHERE id = ? AND state <> ?`

	insMonitoringRow db.SQL = `-- unscoped: org was asked for the unit
INSERT INTO monitoring_row (monitoring, no, cells) VALUES (?, ?, ?) ON CONFLICT (monitoring, no) DO NOTHING`

	selMonitoringRows db.SQL = `-- unscoped: org was asked for the unit
SELECT cells FROM monitoring_row WHERE monitoring = ? ORDER BY no`
)

func scanMonitoring(r db.Row) (m Monitoring, err error) {
	var items string
	err = r.Scan(&m.ID, &m.Owner, &m.Exam, &m.Title, &m.Kind, &m.Hash, &m.State, &items, &m.Rows, &m.Skipped, &m.Author, &m.Created, &m.Imported)
	if err == nil {
		err = json.Unmarshal([]byte(items), &m.Items)
	}
	return m, err
}
