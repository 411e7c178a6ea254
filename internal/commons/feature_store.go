package commons

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	featureColumns = `f.id, f.version, f.owner, f.proposer, f.proposed, f.why, f.state, f.since, f.until, v.work, v.owner, v.author, v.number, v.title,
  (SELECT COUNT(*) FROM feature_vote x WHERE x.feature = f.id) FROM feature f JOIN work_version v ON v.id = f.version `

	insFeature db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
INSERT INTO feature (id, version, owner, proposer, proposed, why, state, since, until) VALUES (?, ?, ?, ?, ?, ?, 'proposed', 0, 0)`

	// selFeatureOver is what is over, one version's before all others.
	selFeatureOver db.SQL = `-- unscoped: what is over is over for everybody; only ids are read
SELECT f.id, v.work, f.version, v.owner FROM feature f JOIN work_version v ON v.id = f.version WHERE f.state = 'featured' AND f.until <= ?
ORDER BY CASE WHEN f.version = ? THEN 0 ELSE 1 END, f.until, f.id LIMIT 100`
	updFeatureOver db.SQL = `-- unscoped: what is over is over for everybody
UPDATE feature SET state = 'ended' WHERE id = ? AND state = 'featured'`

	countFeatureOpen db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
SELECT COUNT(*) FROM feature WHERE version = ? AND (state IN ('proposed', 'differ') OR state = 'featured' AND until > ?)`

	selFeature db.SQL = `SELECT ` + featureColumns + `WHERE f.id = ? AND (@scope(f.owner) OR f.owner IN @ids)`

	selFeatures db.SQL = `SELECT ` + featureColumns + `WHERE (@scope(f.owner) OR f.owner IN @ids)
  AND (? = 'open' AND f.state IN ('proposed', 'differ') OR ? = 'decided' AND f.state IN ('featured', 'closed', 'ended')
    OR ? = 'mine' AND (f.state = 'proposed' OR f.state = 'differ' AND @scope(f.owner)) AND f.proposer <> ? AND v.author <> ? AND v.owner <> ?
      AND NOT EXISTS (SELECT 1 FROM feature_vote m WHERE m.feature = f.id AND m.person = ?))
  AND (f.proposed < ? OR (f.proposed = ? AND f.id < ?)) ORDER BY f.proposed DESC, f.id DESC LIMIT ?`

	selFeatureOf db.SQL = `SELECT f.id FROM feature f WHERE f.version = ? AND (f.state IN ('proposed', 'differ') OR f.state = 'featured' AND f.until > ?)
  AND (@scope(f.owner) OR f.owner IN @ids) ORDER BY f.proposed DESC, f.id DESC LIMIT 1`

	updFeatureRenewed db.SQL = `-- unscoped: the proposal was read with @scope before the write
UPDATE feature SET state = 'ended', until = ? WHERE version = ? AND state = 'featured'`

	selFeatureState db.SQL = `-- unscoped: the proposal was read with @scope before the write
SELECT state FROM feature WHERE id = ? @forupdate`

	selVotes db.SQL = `-- unscoped: the proposal was read with @scope before its votes
SELECT person, number, agree, note, at FROM feature_vote WHERE feature = ? ORDER BY number`

	insVote db.SQL = `-- unscoped: the proposal was read with @scope before the write
INSERT INTO feature_vote (feature, person, number, agree, note, at) VALUES (?, ?, ?, ?, ?, ?)`

	updFeature db.SQL = `-- unscoped: the proposal was read with @scope before the write
UPDATE feature SET state = ?, since = ?, until = ? WHERE id = ?`

	updFeatureEnd db.SQL = `-- unscoped: the withdrawal was allowed before
UPDATE feature SET state = 'ended', until = ? WHERE version = ? AND state IN ('proposed', 'differ', 'featured')`

	updFeatureReplaced db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit shared to
UPDATE feature SET state = 'ended', until = ? WHERE state IN ('proposed', 'differ', 'featured')
  AND version IN (SELECT v.id FROM work_version v WHERE v.work = ? AND v.state = 'superseded')`

	selFeatured db.SQL = `-- unscoped: a mark on versions that the caller has read for somebody
SELECT version FROM feature WHERE state = 'featured' AND since <= ? AND until > ? AND version IN @ids`

	selPairs db.SQL = `SELECT x.agree, y.agree FROM feature f JOIN feature_vote x ON x.feature = f.id AND x.number = 1
JOIN feature_vote y ON y.feature = f.id AND y.number = 2 WHERE @scope(f.owner) ORDER BY y.at DESC, f.id LIMIT ?`
)

func scanFeature(r db.Row) (f Feature, err error) {
	return f, r.Scan(&f.ID, &f.Version, &f.Owner, &f.Proposer, &f.Proposed, &f.Why, &f.State, &f.Since, &f.Until, &f.Work, &f.School, &f.Author, &f.Number, &f.Title,
		&f.Given)
}

func scanVote(r db.Row) (v Vote, err error) {
	var agree int
	err = r.Scan(&v.person, &v.Number, &agree, &v.Note, &v.At)
	v.Agree = agree == 1
	return v, err
}

func putVote(tx *db.Tx, f FeatureID, v Vote) error {
	agree := 0
	if v.Agree {
		agree = 1
	}
	_, err := tx.Exec(insVote, f, v.person, v.Number, agree, v.Note, v.At)
	return err
}

// pastTime is a proposal whose time as featured is over.
type pastTime struct {
	featureStep
	school org.UnitID
}

func scanOver(r db.Row) (o pastTime, err error) {
	return o, r.Scan(&o.Feature, &o.Work, &o.Version, &o.school)
}

// endFeature ends what was proposed or featured about a version that is withdrawn.
func endFeature(tx *db.Tx, v VersionID, now clock.Micros) error {
	_, err := tx.Exec(updFeatureEnd, now, v)
	return err
}
