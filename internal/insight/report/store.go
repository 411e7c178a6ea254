package report

import (
	"embed"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations belong to the record store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const (
	selHead db.SQL = `-- unscoped: which version of an exam's report counts says nothing of what is in it
SELECT h.version, h.building, h.built, h.baseline FROM insight_report_head h WHERE h.exam = ?`
	insBuilding db.SQL = `-- unscoped: the job serves the reports of all owners
INSERT INTO insight_report_head (exam, version, building, built) VALUES (?, 0, ?, 0) ON CONFLICT (exam) DO UPDATE SET building = excluded.building`
	setFlip db.SQL = `-- unscoped: the job serves the reports of all owners
UPDATE insight_report_head SET version = ?, built = ? WHERE exam = ? AND building = ?`
	upsBaseline db.SQL = `-- unscoped: the caller has asked org about the exam's owner
INSERT INTO insight_report_head (exam, version, building, built, baseline) VALUES (?, 0, 0, 0, ?) ON CONFLICT (exam) DO UPDATE SET baseline = excluded.baseline`
	delHead db.SQL = `-- unscoped: a void exam has no report
UPDATE insight_report_head SET version = 0, building = 0, built = 0 WHERE exam = ?`
	insReport db.SQL = `-- unscoped: the job serves the reports of all owners
INSERT INTO insight_report (exam, version, kind, node, part, subject, n, guarded, above, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	delOld db.SQL = `-- unscoped: the job serves the reports of all owners
DELETE FROM insight_report WHERE (exam, version, kind, node, part, subject) IN
 (SELECT o.exam, o.version, o.kind, o.node, o.part, o.subject FROM insight_report o WHERE o.exam = ? AND o.version <> ? AND o.version <> ? LIMIT 48)`
	selOld db.SQL = `-- unscoped: the job serves the reports of all owners
SELECT COUNT(*) FROM (SELECT o.n FROM insight_report o WHERE o.exam = ? AND o.version <> ? AND o.version <> ? LIMIT 1) x`
	selReport db.SQL = `-- unscoped: the caller has asked org about the node
SELECT r.guarded, r.above, r.doc FROM insight_report r WHERE r.exam = ? AND r.version = ? AND r.kind = ? AND r.node = ? AND r.part = ? AND r.subject = ?`
	selList db.SQL = `SELECT r.kind, r.node, r.part, r.subject, r.guarded, r.above FROM insight_report r
 WHERE r.exam = ? AND r.version = ? AND r.kind = ? AND @scope(r.node) ORDER BY r.node, r.part, r.subject LIMIT ?`
	upsDue db.SQL = `-- unscoped: which exams wait for a report
INSERT INTO insight_report_due (exam, mark) VALUES (?, ?) ON CONFLICT (exam) DO UPDATE SET mark = excluded.mark`
	selDue db.SQL = `-- unscoped: which exams wait for a report
SELECT exam, mark FROM insight_report_due ORDER BY exam LIMIT 20`
	delDue db.SQL = `-- unscoped: which exams wait for a report
DELETE FROM insight_report_due WHERE exam = ? AND mark = ?`
)

// header is where an exam's report stands.
type header struct {
	version, building int64
	built             clock.Micros
	baseline          exam.ExamID
}

func scanHeader(r db.Row) (h header, err error) {
	return h, r.Scan(&h.version, &h.building, &h.built, &h.baseline)
}

// row is a stored document.
type row struct {
	guarded bool
	above   id.Any
	doc     []byte
}

func scanRow(r db.Row) (x row, err error) { return x, r.Scan(&x.guarded, &x.above, &x.doc) }

// due is an exam whose report has to be made anew.
type due struct {
	exam exam.ExamID
	mark string
}

func scanDue(r db.Row) (d due, err error) { return d, r.Scan(&d.exam, &d.mark) }
