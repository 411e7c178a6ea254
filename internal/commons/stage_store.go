package commons

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	insStep db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO review_step (version, number, unit, asked, name, days, state, opened, due, claimer, claimed, held, reviewer, decided, codes, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, NULL, 0, '[]', '')`

	selSteps db.SQL = `-- unscoped: the version was read with @scope before its stages
SELECT version, number, unit, asked, name, days, state, opened, due, claimer, claimed, held, reviewer, decided, codes, note
FROM review_step WHERE version = ? ORDER BY number`

	selThread db.SQL = `-- unscoped: the work was read with @scope before its stages
SELECT s.version, s.number, s.unit, s.asked, s.name, s.days, s.state, s.opened, s.due, s.claimer, s.claimed, s.held, s.reviewer, s.decided, s.codes, s.note
FROM work_version v JOIN review_step s ON s.version = v.id WHERE v.work = ? ORDER BY v.number DESC, s.number LIMIT 500`

	countOpenSteps db.SQL = `-- unscoped: one number of the region, for who keeps its rules
SELECT COUNT(*) FROM review_step WHERE state = 'open'`

	updStepOpen db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_step SET state = 'open', asked = ?, opened = ?, due = ? WHERE version = ? AND number = ? AND state = 'waiting'`

	updStepDecided db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_step SET state = ?, reviewer = ?, decided = ?, codes = ?, note = ?
WHERE version = ? AND number = ? AND state = 'open' AND claimer = ? AND held > ?`

	updStepsVoid db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_step SET state = 'void' WHERE version = ? AND state = 'waiting'`

	updClaim db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_step SET claimer = ?, claimed = ?, held = ? WHERE version = ? AND number = ? AND state = 'open' AND (claimer IS NULL OR held <= ? OR claimer = ?)`

	updRelease db.SQL = `-- unscoped: the service has asked org for LessonReview at the unit asked
UPDATE review_step SET claimer = NULL, claimed = 0, held = 0 WHERE version = ? AND number = ? AND state = 'open' AND claimer = ?`
)

func putStep(tx *db.Tx, v VersionID, s Tier) error {
	_, err := tx.Exec(insStep, v, s.Number, s.Unit, s.Asked, s.Name, s.Days, string(s.State), s.Opened, s.Due)
	return err
}

func stepFields(s *Tier, codes *string) []any {
	return []any{&s.Version, &s.Number, &s.Unit, &s.Asked, &s.Name, &s.Days, &s.State, &s.Opened, &s.Due, &s.Claimer, &s.Claimed, &s.Held,
		&s.Reviewer, &s.Decided, codes, &s.Note}
}

func scanStep(r db.Row) (Tier, error) {
	var s Tier
	var codes string
	if err := r.Scan(stepFields(&s, &codes)...); err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(codes), &s.Codes); err != nil {
		return s, fmt.Errorf("commons: codes of stage %d of %s: %w", s.Number, s.Version, err)
	}
	return s, nil
}

func stepsOf(x db.Querier, v VersionID) ([]Tier, error) { return db.All(x, selSteps, scanStep, v) }

// decideStep records a decision and reports whether the person still held the stage.
func decideStep(tx *db.Tx, s Tier, state TierState, by org.PersonID, now clock.Micros, d Decision) (bool, error) {
	if d.Codes == nil {
		d.Codes = []string{}
	}
	codes, err := json.Marshal(d.Codes)
	if err != nil {
		return false, fmt.Errorf("commons: codes: %w", err)
	}
	n, err := tx.Exec(updStepDecided, string(state), by, now, string(codes), d.Note, s.Version, s.Number, by, now)
	return n == 1, err
}
