package assess

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insResponse db.SQL = `-- unscoped: org was asked for the person or class
INSERT INTO response (sitting, no, rev, idem, answer, score, max, correct, source, actor, occurred, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selRevOf db.SQL = `-- unscoped: org was asked for the person or class
SELECT rev FROM response WHERE sitting = ? AND no = ? AND idem = ?`

	selLastRev db.SQL = `-- unscoped: org was asked for the person or class
SELECT COALESCE(MAX(rev), 0) FROM response WHERE sitting = ? AND no = ?`

	selCurrent db.SQL = `-- unscoped: org was asked for the person or class
SELECT rev, answer FROM response WHERE sitting = ? AND no = ? ORDER BY rev DESC LIMIT 1`

	countShown db.SQL = `-- unscoped: org was asked for the person or class
SELECT COUNT(*) FROM item_shown WHERE sitting = ? AND no = ?`

	insShown db.SQL = `-- unscoped: org was asked for the person
INSERT INTO item_shown (sitting, no, rev, shown) VALUES (?, ?, ?, ?) ON CONFLICT (sitting, no) DO NOTHING`

	selResponses db.SQL = `-- unscoped: org was asked for the person or class
SELECT r.sitting, r.no, r.rev, r.answer, r.score, r.max, r.correct, r.source, r.occurred, m.score, COALESCE(m.note, ''), h.no IS NOT NULL
FROM response r
LEFT JOIN mark m ON m.sitting = r.sitting AND m.no = r.no AND m.rev = r.rev
  AND m.seq = (SELECT MAX(n.seq) FROM mark n WHERE n.sitting = r.sitting AND n.no = r.no)
LEFT JOIN item_shown h ON h.sitting = r.sitting AND h.no = r.no
WHERE r.sitting = ? AND r.rev = (SELECT MAX(o.rev) FROM response o WHERE o.sitting = r.sitting AND o.no = r.no)`

	selResponsesOf db.SQL = `-- unscoped: org was asked for the class of the assignment
SELECT r.sitting, r.no, r.rev, r.answer, r.score, r.max, r.correct, r.source, r.occurred, m.score, COALESCE(m.note, ''), h.no IS NOT NULL
FROM sitting s JOIN response r ON r.sitting = s.id
LEFT JOIN mark m ON m.sitting = r.sitting AND m.no = r.no AND m.rev = r.rev
  AND m.seq = (SELECT MAX(n.seq) FROM mark n WHERE n.sitting = r.sitting AND n.no = r.no)
LEFT JOIN item_shown h ON h.sitting = r.sitting AND h.no = r.no
WHERE s.assignment = ? AND r.rev = (SELECT MAX(o.rev) FROM response o WHERE o.sitting = r.sitting AND o.no = r.no)`
)

// current is the newest revision of an answer.
type current struct {
	Rev  int64
	Text string
}

func scanCurrent(r db.Row) (c current, err error) { return c, r.Scan(&c.Rev, &c.Text) }

func scanResponse(r db.Row) (v Response, err error) {
	return v, r.Scan(&v.Sitting, &v.No, &v.Rev, &v.Text, &v.Score, &v.Max, &v.Correct, &v.Source, &v.Occurred, &v.Marked, &v.Note, &v.Shown)
}

const countAnswered db.SQL = `-- unscoped: org was asked for the class
SELECT COUNT(DISTINCT no) FROM response WHERE sitting = ?`
