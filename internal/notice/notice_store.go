package notice

import "github.com/tongxue-edu/tongxue/internal/db"

const columns = `id, owner, node, class, author, title, body, audience, picked, receipt, reply_by, state, rev, made, sent, withdrawn, reason, round, reminded, delivered`

const (
	insNotice db.SQL = `-- unscoped: org was asked for the place
INSERT INTO notice (` + columns + `, idem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (author, idem) DO NOTHING`
	selIdem db.SQL = `-- unscoped: the actor's own notice
SELECT id FROM notice WHERE author = ? AND idem = ?`
	selNotice db.SQL = `-- unscoped: org is asked for the place found here
SELECT ` + columns + ` FROM notice WHERE id = ?`
	selNotices db.SQL = `SELECT ` + columns + ` FROM notice WHERE @scope(node) AND (state <> ? OR author = ?) AND (made, id) < (?, ?) ORDER BY made DESC, id DESC LIMIT ?`
	insPick    db.SQL = `-- unscoped: org was asked for the place
INSERT INTO notice_pick (notice, person) VALUES (?, ?) ON CONFLICT DO NOTHING`
	delPicks db.SQL = `-- unscoped: org was asked for the place
DELETE FROM notice_pick WHERE notice = ?`
	selPicks db.SQL = `-- unscoped: the caller has read the notice
SELECT person FROM notice_pick WHERE notice = ? ORDER BY person`
	updDraft db.SQL = `-- unscoped: the author's own draft
UPDATE notice SET title = ?, body = ?, audience = ?, picked = ?, receipt = ?, reply_by = ?, rev = rev + 1 WHERE id = ? AND author = ? AND rev = ? AND state = 'draft'`
	delDraft db.SQL = `-- unscoped: the author's own draft
DELETE FROM notice WHERE id = ? AND author = ? AND state = 'draft'`
	updSent db.SQL = `-- unscoped: org was asked for the place
UPDATE notice SET state = 'sent', sent = ?, rev = rev + 1 WHERE id = ? AND rev = ? AND state = 'draft'`
	updWithdrawn db.SQL = `-- unscoped: org was asked for the place
UPDATE notice SET state = 'withdrawn', withdrawn = ?, reason = ?, rev = rev + 1 WHERE id = ? AND state = 'sent'`
	updDelivered db.SQL = `-- unscoped: the job that delivers
UPDATE notice SET delivered = @true WHERE id = ?`
	updRound db.SQL = `-- unscoped: org was asked for the place
UPDATE notice SET round = round + 1, reminded = ? WHERE id = ? AND round = ? AND state = 'sent'`
)

func scanNotice(r db.Row) (n Notice, err error) {
	return n, r.Scan(&n.ID, &n.Owner, &n.Node, &n.Class, &n.Author, &n.Title, &n.Body, &n.Audience, &n.Picked, &n.Receipt, &n.ReplyBy, &n.State, &n.Rev,
		&n.Made, &n.SentAt, &n.Gone, &n.Reason, &n.Round, &n.Reminded, &n.Delivered)
}
