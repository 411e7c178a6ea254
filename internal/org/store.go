package org

import (
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	selAccountPerson db.SQL = `-- unscoped: who signs in is found before any scope exists
SELECT p.id, p.owner, p.name, p.rev FROM org_account a JOIN org_person p ON p.id = a.person WHERE a.id = ? AND a.since <= ? AND a.until > ?`
	// The line of an approved access sheet that names the same holding is its basis.
	selHeld db.SQL = `-- unscoped: the actor's own roles
SELECT r.role, r.node, r.subject, COALESCE(u.name, ''), (SELECT l.id FROM org_sheet_line l JOIN org_sheet s ON s.id = l.sheet
  WHERE l.person = r.person AND l.role = r.role AND l.node = r.node AND l.until > ? AND s.state = 'approved' AND s.since <= ? AND s.until > ? LIMIT 1)
FROM org_role r LEFT JOIN org_unit u ON u.id = r.node WHERE r.person = ? AND r.since <= ? AND r.until > ? ORDER BY r.role, r.since`
	selApproved db.SQL = `-- unscoped: the actor's own approvals
SELECT id, node FROM org_approval WHERE asker = ? AND state = 'approved' AND since <= ? AND until > ? ORDER BY until`
	selUnit db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE id = ?`
	selRegion db.SQL = `-- unscoped: the one region of the store
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE kind = 'region' ORDER BY since, code LIMIT 1`
	selUnits db.SQL = `SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE @scope(id) AND code > ? ORDER BY code LIMIT ?`
	selHomes db.SQL = `-- unscoped: the actor's own units
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE id IN @ids OR id IN (SELECT owner FROM org_class WHERE id IN @ids) ORDER BY kind DESC, code`
	selTargets db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT DISTINCT u.id, u.kind, u.code, u.short, u.name, u.since, u.until, u.rev FROM scope_reach r JOIN org_unit u ON u.id = r.top
WHERE r.node = ? AND r.since <= ? AND r.until > ?`
	selParents db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT u.id, u.kind, u.code, u.short, u.name, u.since, u.until, u.rev FROM org_edge e JOIN org_unit u ON u.id = e.parent
WHERE e.child = ? AND e.since <= ? AND e.until > ? ORDER BY u.kind, u.code`
	selSchoolsUnder db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT DISTINCT u.id, u.kind, u.code, u.short, u.name, u.since, u.until, u.rev FROM scope_reach r JOIN org_unit u ON u.id = r.node
WHERE r.top = ? AND r.since <= ? AND r.until > ? AND u.kind IN ('school', 'central', 'campus') ORDER BY u.code`
	insUnit db.SQL = `-- unscoped: the caller has asked for the parent
INSERT INTO org_unit (id, kind, code, short, name, since, until, rev) VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING`
	updShort db.SQL = `-- unscoped: the caller has asked for the unit
UPDATE org_unit SET short = ?, rev = rev + 1 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM org_unit o WHERE o.short = ? AND o.id <> ?)`
	selShort db.SQL = `-- unscoped: whoever signs in is nobody yet, and the names of schools are public
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE short = ?`
	insProfile db.SQL = `-- unscoped: the caller has asked for the person
INSERT INTO org_profile (person, born, sex, phone, email, number, pinyin) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person) DO UPDATE SET born = excluded.born, sex = excluded.sex, phone = excluded.phone, email = excluded.email, number = excluded.number, pinyin = excluded.pinyin`
	selProfiles db.SQL = `-- unscoped: for people whom the caller has asked about
SELECT person, born, sex, phone, email, number, pinyin FROM org_profile WHERE person IN @ids`
	insEdge db.SQL = `-- unscoped: the caller has asked for the parent
INSERT INTO org_edge (id, parent, child, since, until) VALUES (?, ?, ?, ?, ?)`
	endEdge db.SQL = `-- unscoped: the caller has asked for the parent
UPDATE org_edge SET until = ? WHERE parent = ? AND child = ? AND since < ? AND until > ?`
	selClass db.SQL = `-- unscoped: the caller asks for the class it gets
SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class WHERE id = ?`
	selClasses db.SQL = `SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class
WHERE @scope(id) AND since <= ? AND until > ? ORDER BY owner, cohort DESC, number LIMIT 500`
	selClassesOfPerson db.SQL = `-- unscoped: the classes of one person
SELECT c.id, c.owner, c.kind, c.stage, c.cohort, c.number, c.subject, c.name, c.since, c.until FROM org_enrolment e JOIN org_class c ON c.id = e.class
WHERE e.person = ? AND e.since <= ? AND e.until > ? ORDER BY c.kind, c.cohort DESC, c.number`
	selRoster db.SQL = `-- unscoped: the caller has asked for the class
SELECT p.id, p.name, e.number FROM org_enrolment e JOIN org_person p ON p.id = e.person
WHERE e.class = ? AND e.since <= ? AND e.until > ? ORDER BY LENGTH(e.number), e.number, p.id`
	selNames db.SQL = `-- unscoped: names for people whom the page has asked about
SELECT id, name FROM org_person WHERE id IN @ids`
	insClass db.SQL = `-- unscoped: the caller has asked for the school
INSERT INTO org_class (id, owner, kind, stage, cohort, number, subject, name, since, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insPerson db.SQL = `-- unscoped: the caller has asked for the unit that keeps the record
INSERT INTO org_person (id, owner, name, rev) VALUES (?, ?, ?, 1)`
	insAccount db.SQL = `-- unscoped: the caller has asked for the person's unit
INSERT INTO org_account (id, person, since, until) VALUES (?, ?, ?, ?)`
	insEnrolment db.SQL = `-- unscoped: the caller has asked for the class
INSERT INTO org_enrolment (id, person, class, owner, number, since, until) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insRole db.SQL = `-- unscoped: the caller has asked for the node
INSERT INTO org_role (id, person, role, node, subject, since, until) VALUES (?, ?, ?, ?, ?, ?, ?)`
	endRole db.SQL = `-- unscoped: the caller has asked for the node
UPDATE org_role SET until = ? WHERE person = ? AND role = ? AND node = ? AND until > ?`
	// The nearest ancestor wins: of two, the one that itself stands under the other.
	selSetting db.SQL = `-- unscoped: settings of the unit and of those above it
SELECT s.value, u.name FROM scope_reach r JOIN org_setting s ON s.node = r.top JOIN org_unit u ON u.id = r.top
WHERE r.node = ? AND r.since <= ? AND r.until > ? AND s.name = ? AND s.since <= ? AND s.until > ?
ORDER BY (SELECT COUNT(*) FROM scope_reach d WHERE d.node = r.top) DESC, s.since DESC LIMIT 1`
	endSetting db.SQL = `-- unscoped: the caller has asked for the node
UPDATE org_setting SET until = ? WHERE node = ? AND name = ? AND until > ?`
	insSetting db.SQL = `-- unscoped: the caller has asked for the node
INSERT INTO org_setting (id, node, name, value, since, until, actor) VALUES (?, ?, ?, ?, ?, ?, ?)`
)

func scanUnit(r db.Row) (Unit, error) {
	var u Unit
	return u, r.Scan(&u.ID, &u.Kind, &u.Code, &u.Short, &u.Name, &u.Since, &u.Until, &u.Rev)
}

func (s *Service) scanClass(r db.Row) (Class, error) {
	var c Class
	err := r.Scan(&c.ID, &c.School, &c.Kind, &c.Stage, &c.Cohort, &c.Number, &c.Subject, &c.Name, &c.Since, &c.Until)
	c.Grade = s.grades.At(c.Stage, c.Cohort, s.Now())
	return c, err
}

func scanPerson(r db.Row) (Person, error) {
	var p Person
	return p, r.Scan(&p.ID, &p.Owner, &p.Name, &p.Rev)
}

func scanHeld(r db.Row) (Held, error) {
	var h Held
	var line id.Any
	err := r.Scan(&h.Role, &h.Node, &h.Subject, &h.NodeName, &line)
	switch {
	case h.Role == Pupil:
		h.Basis = "self"
	case h.Role == Guardian:
		h.Basis = "guardian"
	case !line.IsZero():
		h.Basis = "sheet:" + line.String()
	}
	return h, err
}

func scanApproved(r db.Row) (Held, error) {
	h := Held{Role: approved}
	var a id.Any
	err := r.Scan(&a, &h.Node)
	h.Basis = "approval:" + a.String()
	return h, err
}
