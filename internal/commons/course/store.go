package course

import "github.com/tongxue-edu/tongxue/internal/db"

const courseColumns = `c.id, c.owner, c.title, c.subject, c.stage, c.grade, c.edition, c.volume, c.source, c.copied, c.rev, c.changed`

const (
	selCourses db.SQL = `SELECT ` + courseColumns + ` FROM course c WHERE c.ready = 1 AND @scope(c.owner) AND (? = '' OR c.subject = ?) AND (? = 0 OR c.grade = ?)
  AND (? = '' OR c.edition = ?) AND (? = '' OR c.volume = ?) ORDER BY c.subject, c.grade, c.volume, c.title, c.id LIMIT 300`
	selCourse   db.SQL = `SELECT ` + courseColumns + ` FROM course c WHERE c.id = ? AND c.ready = 1 AND @scope(c.owner)`
	selCourseTx db.SQL = `-- unscoped: the same row was read with @scope before the write
SELECT ` + courseColumns + ` FROM course c WHERE c.id = ? @forupdate`
	insCourse db.SQL = `-- unscoped: org was asked for CourseEdit at the owner
INSERT INTO course (id, owner, title, subject, stage, grade, edition, volume, source, copied, ready, rev, created, changed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?) ON CONFLICT (id) DO NOTHING`
	updReady db.SQL = `-- unscoped: org was asked for CourseEdit at the owner
UPDATE course SET ready = 1 WHERE id = ? AND ready = 0`
	selReady db.SQL = `-- unscoped: org was asked for CourseEdit at the owner
SELECT ready FROM course WHERE id = ?`
	insNodeOnce db.SQL = `-- unscoped: org was asked for CourseEdit at the owner
INSERT INTO course_node (id, course, parent, sort, title, gone, rev) VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT (id) DO NOTHING`
	updCourse db.SQL = `-- unscoped: the course was read with @scope before
UPDATE course SET rev = rev + 1, changed = ? WHERE id = ?`
	selNodes db.SQL = `-- unscoped: the course was read with @scope before
SELECT id, parent, sort, title, gone, rev FROM course_node WHERE course = ?`
	insNode db.SQL = `-- unscoped: the course was read with @scope, or its owner asked about, before
INSERT INTO course_node (id, course, parent, sort, title, gone, rev) VALUES (?, ?, ?, ?, ?, 0, ?)`
	updNode db.SQL = `-- unscoped: the course was read with @scope before
UPDATE course_node SET parent = ?, sort = ?, title = ?, gone = ?, rev = rev + 1 WHERE id = ? AND course = ?`
	updSort db.SQL = `-- unscoped: the course was read with @scope before
UPDATE course_node SET sort = ? WHERE id = ? AND course = ?`
	updEarlier db.SQL = `-- unscoped: the course was read with @scope before
UPDATE course_change SET rev = ? WHERE course = ? AND no = (SELECT MAX(e.no) FROM course_change e WHERE e.course = ? AND e.node = ? AND e.undone = 0)`
	selPlaces db.SQL = `-- unscoped: the course was read with @scope before
SELECT id, node, work, version, link, title, note, sort, added FROM course_place WHERE course = ? ORDER BY node, sort @collate, id LIMIT ?`
	selAt db.SQL = `-- unscoped: the course was read with @scope before
SELECT id, node, work, version, link, title, note, sort, added FROM course_place WHERE course = ? AND node = ? AND sort @collate > ? ORDER BY sort @collate, id LIMIT ?`
	insPlace db.SQL = `-- unscoped: the course was read with @scope, or its owner asked about, before
INSERT INTO course_place (id, course, node, work, version, link, title, note, sort, adder, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	delPlace db.SQL = `-- unscoped: the course was read with @scope before
DELETE FROM course_place WHERE course = ? AND id = ?`
	insChange db.SQL = `-- unscoped: the course was read with @scope before
INSERT INTO course_change (course, no, actor, node, parent, sort, title, gone, rev, undone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`
	selChange db.SQL = `-- unscoped: the course was read with @scope before
SELECT no, node, parent, sort, title, gone, rev FROM course_change WHERE course = ? AND actor = ? AND undone = 0 ORDER BY no DESC LIMIT 1`
	updUndone db.SQL = `-- unscoped: the course was read with @scope before
UPDATE course_change SET undone = 1 WHERE course = ? AND no = ? AND undone = 0`
)

func scanCourse(r db.Row) (c Course, err error) {
	return c, r.Scan(&c.ID, &c.Owner, &c.Title, &c.Subject, &c.Stage, &c.Grade, &c.Edition, &c.Volume, &c.Source, &c.Copied, &c.Rev, &c.Changed)
}

func scanNode(r db.Row) (n Node, err error) {
	var gone int
	err = r.Scan(&n.ID, &n.Parent, &n.Sort, &n.Title, &gone, &n.Rev)
	n.Gone = gone == 1
	return n, err
}

func scanPlace(r db.Row) (p Place, err error) {
	return p, r.Scan(&p.ID, &p.Node, &p.Work, &p.Version, &p.Link, &p.Title, &p.Note, &p.Sort, &p.Added)
}

// changed is a change that can be taken back: what the node was before, and its revision after.
type changed struct {
	no   int
	node Node
}

func scanChange(r db.Row) (c changed, err error) {
	var gone int
	err = r.Scan(&c.no, &c.node.ID, &c.node.Parent, &c.node.Sort, &c.node.Title, &gone, &c.node.Rev)
	c.node.Gone = gone == 1
	return c, err
}
