package commons

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// versionBody and versionBare are the columns of scanVersion; lists leave the text out.
const (
	versionBody   = `v.body` + versionFields
	versionBare   = `''` + versionFields
	versionFields = `, v.id, v.work, v.owner, v.author, v.number, v.title, v.subject, v.stage, v.grade, v.edition, v.volume, v.chapter, v.knowledge, v.licence, v.rights,
  v.holder, v.ai, v.ai_tool, v.files, v.paper, v.items, v.derived_from, v.upstream, v.shared_to, v.state, v.committed, v.submitted, v.reviewer, v.decided,
  v.reasons, v.note, v.published, v.withdrawn, v.withdrawer, v.why, v.consent_until`
)

const (
	insVersion db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work_version (id, work, owner, author, number, title, subject, stage, grade, edition, volume, chapter, knowledge, licence, rights, holder, ai, ai_tool,
  body, files, paper, items, derived_from, upstream, shared_to, consent_until, state, committed, submitted, reviewer, decided, reasons, note, published, withdrawn,
  withdrawer, why)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'submitted', ?, ?, NULL, 0, '[]', '', 0, 0, NULL, '')`

	selNextNumber db.SQL = `-- unscoped: a count inside one work that was read with @scope before
SELECT COALESCE(MAX(number), 0) + 1 FROM work_version WHERE work = ?`

	selPending db.SQL = `-- unscoped: a count inside one work that was read with @scope before
SELECT COUNT(*) FROM work_version WHERE work = ? AND state = 'submitted'`

	selSharedVersion db.SQL = `SELECT ` + versionBody + `
FROM work_version v WHERE v.id = ? AND v.state IN ('published', 'superseded', 'withdrawn') AND @scope(v.shared_to)`

	selReviewVersion db.SQL = `SELECT ` + versionBody + `
FROM work_version v WHERE v.id = ? AND EXISTS (SELECT 1 FROM review_step s WHERE s.version = v.id AND @scope(s.asked))`

	selVersionTx db.SQL = `-- unscoped: the same row was read with @scope before the write
SELECT ` + versionBody + `
FROM work_version v WHERE v.id = ? @forupdate`

	selHistory db.SQL = `-- unscoped: the work was read with @scope before its history
SELECT ` + versionBare + `
FROM work_version v WHERE v.work = ? ORDER BY v.number DESC LIMIT 100`

	updReturned db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
UPDATE work_version SET state = 'returned', reviewer = ?, decided = ?, reasons = ?, note = ? WHERE id = ? AND state = 'submitted'`

	updSuperseded db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
UPDATE work_version SET state = 'superseded' WHERE work = ? AND state = 'published'`

	updPublished db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
UPDATE work_version SET state = 'published', reviewer = ?, decided = ?, published = ?, note = ? WHERE id = ? AND state = 'submitted'`

	updWithdrawn db.SQL = `-- unscoped: the service has asked org for the work or the unit shared to
UPDATE work_version SET state = 'withdrawn', withdrawn = ?, withdrawer = ?, why = ? WHERE id = ? AND state IN ('published', 'superseded')`
)

func putVersion(tx *db.Tx, v Version) error {
	files, err := json.Marshal(v.Files)
	if err != nil {
		return fmt.Errorf("commons: files of a version: %w", err)
	}
	_, err = tx.Exec(insVersion, v.ID, v.Work, v.Owner, v.Author, v.Number, v.Title, v.Subject, v.Stage, v.Grade, v.Edition, v.Volume, v.Chapter, list(v.Knowledge),
		string(v.Licence), string(v.Rights), v.Holder, string(v.AI.Extent), v.AI.Tool, v.Body, string(files), v.Paper, v.Items, v.DerivedFrom, v.Upstream, v.SharedTo,
		v.ConsentUntil, v.Committed, v.Submitted)
	return err
}

func scanVersion(r db.Row) (Version, error) {
	var v Version
	var know, files, reasons string
	err := r.Scan(&v.Body, &v.ID, &v.Work, &v.Owner, &v.Author, &v.Number, &v.Title, &v.Subject, &v.Stage, &v.Grade, &v.Edition, &v.Volume, &v.Chapter, &know,
		&v.Licence, &v.Rights, &v.Holder, &v.AI.Extent, &v.AI.Tool, &files, &v.Paper, &v.Items, &v.DerivedFrom, &v.Upstream, &v.SharedTo, &v.State, &v.Committed,
		&v.Submitted, &v.Reviewer, &v.Decided, &reasons, &v.Note, &v.Published, &v.Withdrawn, &v.Withdrawer, &v.Why, &v.ConsentUntil)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(files), &v.Files); err != nil {
		return v, fmt.Errorf("commons: files of version %s: %w", v.ID, err)
	}
	if v.Knowledge, err = readList(know); err != nil {
		return v, fmt.Errorf("commons: knowledge points of version %s: %w", v.ID, err)
	}
	if err := json.Unmarshal([]byte(reasons), &v.Reasons); err != nil {
		return v, fmt.Errorf("commons: reasons of version %s: %w", v.ID, err)
	}
	return v, nil
}

// markReturned records the decision and reports whether the version still waited for one.
func markReturned(tx *db.Tx, v VersionID, by org.PersonID, now clock.Micros, why []Aspect, note string) (bool, error) {
	b, err := json.Marshal(why)
	if err != nil {
		return false, fmt.Errorf("commons: reasons: %w", err)
	}
	n, err := tx.Exec(updReturned, by, now, string(b), note, v)
	return n == 1, err
}

// markPublished makes v the one published version of its work and reports whether it still waited for a decision.
func markPublished(tx *db.Tx, v Version, by org.PersonID, now clock.Micros, note string) (bool, error) {
	if _, err := tx.Exec(updSuperseded, v.Work); err != nil {
		return false, err
	}
	if _, err := tx.Exec(updFeatureReplaced, now, v.Work); err != nil {
		return false, err
	}
	n, err := tx.Exec(updPublished, by, now, now, note, v.ID)
	return n == 1, err
}
