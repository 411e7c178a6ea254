package commons

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	selListed db.SQL = `SELECT t.id, t.kind, t.term, t.reason, t.since, t.until, t.actor FROM review_term t
WHERE @scope(t.owner) AND t.kind = ? AND t.until > ? AND t.term > ? ORDER BY t.term, t.id LIMIT ?`

	selTermsNow db.SQL = `-- unscoped: the region's lists are held against every version
SELECT id, kind, term, reason, since, until, actor FROM review_term WHERE until > ? ORDER BY kind DESC, term LIMIT ?`

	insTerm db.SQL = `-- unscoped: the service has asked org for ReviewRule at the region
INSERT INTO review_term (id, owner, kind, term, reason, since, until, actor) SELECT ?, ?, ?, ?, ?, ?, ?, ?
WHERE NOT EXISTS (SELECT 1 FROM review_term WHERE owner = ? AND kind = ? AND term = ? AND until > ?)`

	endTerm db.SQL = `-- unscoped: the service has asked org for ReviewRule at the region
UPDATE review_term SET until = ? WHERE id = ? AND owner = ? AND until > ?`

	selScanned db.SQL = `-- unscoped: the version was read with @scope before
SELECT scanned FROM review_case WHERE version = ?`

	updScanned db.SQL = `-- unscoped: the version was read with @scope before
UPDATE review_case SET scanned = ? WHERE version = ? AND scanned = 0`

	insHit db.SQL = `-- unscoped: the version was read with @scope before
INSERT INTO review_hit (version, number, kind, term, reason, place, excerpt, answer, tier, person, answered) VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, NULL, 0)`

	selHits db.SQL = `-- unscoped: the version was read with @scope before
SELECT number, kind, term, reason, place, excerpt, answer, tier, person, answered FROM review_hit WHERE version = ? ORDER BY number`

	updHit db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_hit SET answer = ?, tier = ?, person = ?, answered = ? WHERE version = ? AND number = ?`
)

func scanTerm(r db.Row) (t Term, err error) {
	return t, r.Scan(&t.ID, &t.Kind, &t.Term, &t.Reason, &t.Since, &t.Until, &t.Actor)
}

func scanCaught(r db.Row) (h Caught, err error) {
	return h, r.Scan(&h.Number, &h.Kind, &h.Term, &h.Reason, &h.Place, &h.Excerpt, &h.Answer, &h.Tier, &h.Person, &h.Answered)
}
