package exam

import (
	"context"
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
)

const (
	intakeColumns = `id, exam, place, asker, state, rev, base, applied, made, ended, choice, report FROM exam_intake`

	insIntake db.SQL = `-- unscoped: org was asked for the place
INSERT INTO exam_intake (id, exam, place, asker, state, rev, base, applied, made, ended, choice, report) VALUES (?, ?, ?, ?, ?, 1, 0, 0, ?, 0, ?, ?)`
	selIntake db.SQL = `-- unscoped: org is asked for the place found here
SELECT ` + intakeColumns + ` WHERE id = ?`
	selIntakes db.SQL = `SELECT ` + intakeColumns + ` WHERE exam = ? AND @scope(place) ORDER BY made DESC, id DESC LIMIT 50`
	updMapped  db.SQL = `-- unscoped: org was asked for the place
UPDATE exam_intake SET state = 'checking', rev = rev + 1, choice = ? WHERE id = ? AND rev = ? AND state IN ('mapping', 'faulty', 'ready')`
	updAgain db.SQL = `-- unscoped: org was asked for the place
UPDATE exam_intake SET rev = rev + 1, choice = ? WHERE id = ? AND rev = ? AND state = 'checking'`
	updBack db.SQL = `-- unscoped: org was asked for the place
UPDATE exam_intake SET state = 'mapping', rev = rev + 1 WHERE id = ? AND rev = ? AND state IN ('mapping', 'faulty', 'ready')`
	updChecked db.SQL = `-- unscoped: the intake's own job
UPDATE exam_intake SET state = ?, base = ?, report = ? WHERE id = ? AND rev = ? AND state = 'checking'`
	updFlip db.SQL = `-- unscoped: org was asked for the place
UPDATE exam_intake SET state = 'done', rev = rev + 1, applied = ?, ended = ?, choice = ? WHERE id = ? AND rev = ? AND state = 'ready'`
	updDrop db.SQL = `-- unscoped: org was asked for the place
UPDATE exam_intake SET state = 'dropped', rev = rev + 1, ended = ? WHERE id = ? AND rev = ? AND state IN ('mapping', 'checking', 'faulty', 'ready')`

	// Flips of one exam stand behind each other; the exam's row is what they wait for.
	lockExam db.SQL = `-- unscoped: org was asked for the place
SELECT state FROM exam WHERE id = ? @forupdate`
	selApplied db.SQL = `-- unscoped: the number of the newest flip, shown to nobody
SELECT COALESCE(MAX(applied), 0) FROM exam_intake WHERE exam = ?`
	// A class of this intake that another intake has flipped since the difference was made.
	selStale db.SQL = `-- unscoped: the intake's own classes
SELECT COUNT(*) FROM exam_result r WHERE r.intake = ? AND EXISTS (SELECT 1 FROM exam_result o JOIN exam_intake i ON i.id = o.intake
WHERE o.exam = r.exam AND o.subject = r.subject AND o.class = r.class AND i.applied > ?)`

	insFile db.SQL = `-- unscoped: the intake's own
INSERT INTO exam_file (intake, no, kind, name, hash, size, preview, mapping) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	selFiles db.SQL = `-- unscoped: org was asked for the intake
SELECT no, kind, name, hash, size, preview, mapping FROM exam_file WHERE intake = ? ORDER BY no`
	updFile db.SQL = `-- unscoped: org was asked for the intake
UPDATE exam_file SET kind = ?, mapping = ? WHERE intake = ? AND no = ?`
	delPreviews db.SQL = `-- unscoped: the intake's own
UPDATE exam_file SET preview = '{}' WHERE intake = ?`
	// The newest file of the exam that says whose exam number is whose, from an intake of the same place that counts.
	selJoin db.SQL = `-- unscoped: files of the same place; org was asked for it
SELECT f.no, f.kind, f.name, f.hash, f.size, f.preview, f.mapping FROM exam_file f JOIN exam_intake i ON i.id = f.intake
WHERE i.exam = ? AND i.place = ? AND i.applied > 0 AND f.kind = 'join' ORDER BY i.applied DESC, f.no LIMIT 1`

	delFindings db.SQL = `-- unscoped: the intake's own
DELETE FROM exam_finding WHERE intake = ?`
	insFinding db.SQL = `-- unscoped: the intake's own
INSERT INTO exam_finding (intake, no, file, line, ref, field, code, severity, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selFindings db.SQL = `-- unscoped: org was asked for the intake
SELECT no, file, line, ref, field, code, severity, message FROM exam_finding WHERE intake = ? AND no > ? AND (? = '' OR code = ?) ORDER BY no LIMIT ?`

	delResultSome db.SQL = `-- unscoped: the intake's own staged results
DELETE FROM exam_result WHERE intake = ? AND class IN (SELECT class FROM exam_result WHERE intake = ? ORDER BY class LIMIT 64)`
	insResult db.SQL = `-- unscoped: the intake's own staged results
INSERT INTO exam_result (exam, subject, class, intake, school, people, added, changed, removed, unchanged, data, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selDifference db.SQL = `-- unscoped: org was asked for the intake
SELECT subject, class, school, people, added, changed, removed, unchanged FROM exam_result WHERE intake = ? AND (subject > ? OR subject = ? AND class > ?) ORDER BY subject, class LIMIT ?`
	// What later intakes have replaced, a few rows at a time.
	delOld db.SQL = `-- unscoped: what later intakes have replaced
DELETE FROM exam_result WHERE exam = ? AND intake = ? AND class IN (SELECT o.class FROM exam_result o WHERE o.intake = ? AND EXISTS (SELECT 1 FROM exam_result n
WHERE n.exam = o.exam AND n.subject = o.subject AND n.class = o.class AND n.intake = ?) ORDER BY o.class LIMIT 64) AND EXISTS (SELECT 1 FROM exam_result n
WHERE n.exam = exam_result.exam AND n.subject = exam_result.subject AND n.class = exam_result.class AND n.intake = ?)`
	selEarlier db.SQL = `-- unscoped: the exam's earlier intakes
SELECT id FROM exam_intake WHERE exam = ? AND applied > 0 AND applied < ? ORDER BY applied`

	selLayout db.SQL = `-- unscoped: org was asked for the unit
SELECT mapping FROM exam_layout WHERE owner = ? AND layout = ?`
	insLayout db.SQL = `-- unscoped: org was asked for the unit
INSERT INTO exam_layout (owner, layout, mapping, changed) VALUES (?, ?, ?, ?)
ON CONFLICT (owner, layout) DO UPDATE SET mapping = excluded.mapping, changed = excluded.changed`
)

func scanIntake(r db.Row) (i Intake, err error) {
	var choice, report string
	if err = r.Scan(&i.ID, &i.Exam, &i.Place, &i.Asker, &i.State, &i.Rev, &i.Base, &i.Applied, &i.Made, &i.Ended, &choice, &report); err != nil {
		return i, err
	}
	if err = json.Unmarshal([]byte(choice), &i.Choice); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(report), &i.Report)
}

func scanFile(r db.Row) (f File, err error) {
	var preview, mapping string
	if err = r.Scan(&f.No, &f.Kind, &f.Name, &f.Hash, &f.Size, &preview, &mapping); err != nil {
		return f, err
	}
	if err = json.Unmarshal([]byte(preview), &f.Preview); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(mapping), &f.Mapping)
}

// loadIntake reads an intake with its files and asks nobody.
func (s *Service) loadIntake(ctx context.Context, n IntakeID) (Intake, error) {
	x := s.Core.Reader(ctx)
	i, err := db.One(x, selIntake, scanIntake, n)
	if err != nil {
		return i, none(err)
	}
	i.Files, err = db.All(x, selFiles, scanFile, n)
	return i, err
}

// Found is a finding with its place in the list, after which the next page goes on.
type Found struct {
	No int
	book.Finding
}

func scanFound(r db.Row) (f Found, err error) {
	return f, r.Scan(&f.No, &f.File, &f.Line, &f.ID, &f.Field, &f.Code, &f.Severity, &f.Message)
}
