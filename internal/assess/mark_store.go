package assess

import "github.com/tongxue-edu/tongxue/internal/db"

const (
	insMark db.SQL = `-- unscoped: org was asked for the class
INSERT INTO mark (sitting, no, seq, rev, score, max, note, marker, given) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selLastMark db.SQL = `-- unscoped: org was asked for the class
SELECT seq, rev, score, note FROM mark WHERE sitting = ? AND no = ? ORDER BY seq DESC LIMIT 1`
)

// markRow is a mark as stored.
type markRow struct {
	Seq, Rev int64
	Score    float64
	Note     string
}

func scanMark(r db.Row) (m markRow, err error) { return m, r.Scan(&m.Seq, &m.Rev, &m.Score, &m.Note) }
