package commons

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insTakedown db.SQL = `-- unscoped: the service has asked org for Takedown at the region
INSERT INTO takedown (id, owner, basis, document, reason, version, actor, decided, state, finished) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', 0)`

	insTakedownHash db.SQL = `-- unscoped: the service has asked org for Takedown at the region
INSERT INTO takedown_hash (takedown, hash, since) VALUES (?, ?, ?) ON CONFLICT (takedown, hash) DO NOTHING`

	insTakedownLine db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
INSERT INTO takedown_line (takedown, place, hash, outcome, count, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (takedown, place, hash) DO UPDATE SET count = takedown_line.count + excluded.count,
  outcome = CASE WHEN takedown_line.count + excluded.count > 0 THEN 'purged' ELSE takedown_line.outcome END`

	selTakedownVersion db.SQL = `SELECT ` + versionBody + `
FROM work_version v WHERE v.id = ? AND @scope(v.owner)`

	selVersionAny db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
SELECT ` + versionBody + ` FROM work_version v WHERE v.id = ?`

	selWorkVersions db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
SELECT id FROM work_version WHERE work = ? AND state <> 'withdrawn' ORDER BY number LIMIT 200`

	// selHashVersions reads the whole table: a takedown is rare, and the reader holds nobody up.
	selHashVersions db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
SELECT id FROM work_version WHERE files LIKE ? AND state <> 'withdrawn' ORDER BY id LIMIT 20`

	delHashFiles db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
DELETE FROM work_file WHERE hash = ?`

	delHashMaterial db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
DELETE FROM class_material WHERE hash = ?`

	delHashHeld db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
DELETE FROM work_blob WHERE hash = ?`

	updTakenDown db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
UPDATE work_version SET state = 'withdrawn', withdrawn = ?, withdrawer = ?, why = ? WHERE id = ? AND state <> 'withdrawn'`

	updTiersGone db.SQL = `-- unscoped: the job of a takedown that was ordered with permission, or a withdrawn consent, which reaches every copy
UPDATE review_step SET state = 'void' WHERE version = ? AND state IN ('waiting', 'open')`

	updTakedownDone db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
UPDATE takedown SET state = 'done', finished = ? WHERE id = ? AND state = 'running'`

	selTakedowns db.SQL = `SELECT d.id, d.basis, d.document, d.reason, d.version, d.actor, d.decided, d.state, d.finished FROM takedown d
WHERE @scope(d.owner) ORDER BY d.decided DESC, d.id LIMIT 100`

	selTakedownOne db.SQL = `SELECT d.id, d.basis, d.document, d.reason, d.version, d.actor, d.decided, d.state, d.finished FROM takedown d
WHERE d.id = ? AND @scope(d.owner)`

	selTakedownAny db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
SELECT id, basis, document, reason, version, actor, decided, state, finished FROM takedown WHERE id = ?`

	selTakedownHashes db.SQL = `-- unscoped: the job of a takedown that was ordered with permission
SELECT hash FROM takedown_hash WHERE takedown = ? ORDER BY hash`

	selTakedownLines db.SQL = `-- unscoped: the takedown was read with @scope before its lines
SELECT place, hash, outcome, count, at FROM takedown_line WHERE takedown = ? ORDER BY hash, at, place`

	countTakenDown db.SQL = `-- unscoped: what was taken down is refused to everybody
SELECT COUNT(*) FROM takedown_hash WHERE hash = ?`

	countTaking db.SQL = `-- unscoped: whether the job of a takedown is still to come to some bytes
SELECT COUNT(*) FROM takedown_hash h JOIN takedown d ON d.id = h.takedown WHERE h.hash = ? AND d.state = 'running'`

	insTold db.SQL = `-- unscoped: the withdrawal was allowed before
INSERT INTO withdraw_told (version, person, assignment, at, seen) VALUES (?, ?, ?, ?, 0) ON CONFLICT (version, assignment) DO NOTHING`

	selTold db.SQL = `-- unscoped: a person's own notices
SELECT t.version, t.assignment, t.at, v.title, v.why FROM withdraw_told t JOIN work_version v ON v.id = t.version
WHERE t.person = ? AND t.seen = 0 ORDER BY t.at DESC LIMIT 50`

	countTold db.SQL = `-- unscoped: a person's own notices
SELECT COUNT(*) FROM withdraw_told WHERE person = ? AND seen = 0`

	updTold db.SQL = `-- unscoped: a person's own notices
UPDATE withdraw_told SET seen = ? WHERE person = ? AND seen = 0`
)

func scanTakedown(r db.Row) (t Takedown, err error) {
	return t, r.Scan(&t.ID, &t.Basis, &t.Document, &t.Reason, &t.Version, &t.Actor, &t.Decided, &t.State, &t.Finished)
}

func scanTakedownLine(r db.Row) (l TakedownLine, err error) {
	return l, r.Scan(&l.Place, &l.Hash, &l.Outcome, &l.Count, &l.At)
}
