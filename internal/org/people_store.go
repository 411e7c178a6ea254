package org

import (
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Statements of people on pages. Lists go on from a key, (name, id) or (length, number, id), over an index that stands in that order.
const (
	selBelowUnits db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT DISTINCT u.id, u.kind, u.code, u.short, u.name, u.since, u.until, u.rev FROM scope_reach r JOIN org_unit u ON u.id = r.node
WHERE r.top = ? AND r.since <= ? AND r.until > ? ORDER BY u.code`
	selPersonKey db.SQL = `-- unscoped: where a list goes on; the caller has asked for the unit
SELECT id, owner, name, rev FROM org_person WHERE id = ?`
	// The order of the sub-queries: most rows of a school are pupils.
	selPupilsOf db.SQL = `-- unscoped: the caller has asked for a unit above the owner
SELECT p.id, p.owner, p.name, p.rev FROM org_person p WHERE p.owner = ? AND (p.name @collate, p.id) > (?, ?)
AND EXISTS (SELECT 1 FROM org_enrolment e WHERE e.person = p.id AND e.until > ?) ORDER BY p.owner, p.name @collate, p.id LIMIT ?`
	selNamedOf db.SQL = `-- unscoped: the caller has asked for a unit above the owner
SELECT p.id, p.owner, p.name, p.rev FROM org_person p WHERE p.owner = ? AND p.name @collate >= ? AND p.name @collate < ? ORDER BY p.owner, p.name @collate, p.id LIMIT ?`
	selNamedIn db.SQL = `-- unscoped: the caller has asked for a unit above the owners
SELECT p.id, p.owner, p.name, p.rev FROM org_person p WHERE p.name @collate >= ? AND p.name @collate < ? AND p.owner IN @ids ORDER BY p.name @collate, p.id LIMIT ?`
	countNamed db.SQL = `-- unscoped: whether a word is somebody's name; nobody is told whose
SELECT COUNT(*) FROM (SELECT 1 FROM org_person p WHERE p.name @collate = ? LIMIT 1) t`
	selNumberedIn db.SQL = `-- unscoped: the caller has asked for a unit above the owners
SELECT p.id, p.owner, p.name, p.rev FROM org_profile f CROSS JOIN org_person p
WHERE p.id = f.person AND f.number @collate >= ? AND f.number @collate < ? AND p.owner IN @ids ORDER BY f.number @collate, f.person LIMIT ?`
	selSpelledIn db.SQL = `-- unscoped: the caller has asked for a unit above the owners
SELECT p.id, p.owner, p.name, p.rev FROM org_profile f CROSS JOIN org_person p
WHERE p.id = f.person AND f.pinyin @collate >= ? AND f.pinyin @collate < ? AND p.owner IN @ids ORDER BY f.pinyin @collate, f.person LIMIT ?`
	selPlacesNow db.SQL = `-- unscoped: for people whom the caller has asked about
SELECT e.person, e.number, c.id, c.owner, c.kind, c.stage, c.cohort, c.number, c.subject, c.name, c.since, c.until
FROM org_enrolment e JOIN org_class c ON c.id = e.class WHERE e.person IN @ids AND e.since <= ? AND e.until > ? ORDER BY e.person, c.kind, c.cohort DESC, c.number`
	selRolesNow db.SQL = `-- unscoped: for people whom the caller has asked about
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person
WHERE r.person IN @ids AND r.since <= ? AND r.until > ? ORDER BY r.role, r.since`
	selRolesEver db.SQL = `-- unscoped: for a person whom the caller has asked about
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person
WHERE r.person = ? ORDER BY r.until DESC, r.since DESC, r.role LIMIT 200`
	selRolesAt db.SQL = `-- unscoped: the caller has asked for the unit
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person
WHERE (r.node = ? OR r.node IN (SELECT c.id FROM org_class c WHERE c.owner = ?)) AND r.role NOT IN ('pupil', 'guardian') AND r.until > ?
AND r.id > ? ORDER BY r.id LIMIT ?`
	selRole db.SQL = `-- unscoped: the caller asks for the node it gets
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person WHERE r.id = ?`
	updNote db.SQL = `-- unscoped: the caller has asked for the node
UPDATE org_role SET note = ? WHERE person = ? AND role = ? AND node = ? AND until = ? AND note = ''`
	// Staff: whoever the unit keeps a record of or who holds a role there, and is neither only pupil nor only guardian.
	selStaffOf db.SQL = `-- unscoped: the caller has asked for the unit
SELECT p.id, p.owner, p.name, p.rev FROM org_person p WHERE p.id IN (SELECT r.person FROM org_role r
  WHERE (r.node = ? OR r.node IN (SELECT c.id FROM org_class c WHERE c.owner = ?)) AND r.role NOT IN ('pupil', 'guardian') AND r.until > ?)
AND (p.name @collate, p.id) > (?, ?) AND p.name @collate < ? ORDER BY p.name @collate, p.id LIMIT ?`
	selRegister db.SQL = `-- unscoped: the caller has asked for the class
SELECT p.id, p.name, e.number, e.id, e.since FROM org_enrolment e JOIN org_person p ON p.id = e.person
WHERE e.class = ? AND (LENGTH(e.number), e.number @collate, e.person) > (?, ?, ?) AND e.since <= ? AND e.until > ?
ORDER BY LENGTH(e.number), e.number @collate, e.person LIMIT ?`
	selSeat db.SQL = `-- unscoped: the caller has asked for the class
SELECT e.id, e.person, e.class, e.owner, e.number, e.since, e.until FROM org_enrolment e WHERE e.class = ? AND e.person = ? AND e.until > ? ORDER BY e.since LIMIT 1`
	selSeats db.SQL = `-- unscoped: for a person whom the caller has asked about
SELECT e.id, e.person, e.class, e.owner, e.number, e.since, e.until FROM org_enrolment e WHERE e.person = ? ORDER BY e.until DESC, e.since DESC LIMIT 100`
	selAccounts db.SQL = `-- unscoped: for people whom the caller has asked about
SELECT id, person, since, until FROM org_account WHERE person IN @ids AND until > ? ORDER BY since`
	selStandsAt db.SQL = `-- unscoped: the classes at which permission for one person is asked
SELECT e.class FROM org_enrolment e WHERE e.person = ? AND e.since <= ? AND e.until > ?`
	selIsPupil db.SQL = `-- unscoped: whether a person is or was a pupil, who is no administrator's business
SELECT (SELECT COUNT(*) FROM org_role WHERE person = ? AND role IN ('pupil', 'guardian')) + (SELECT COUNT(*) FROM org_enrolment WHERE person = ?)`
	selFamily db.SQL = `-- unscoped: for a person whom the caller has asked about
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person
WHERE r.role = 'guardian' AND (r.node = ? OR r.person = ?) AND r.until > ? ORDER BY r.since, r.id LIMIT 50`
)

func scanSeat(r db.Row) (s Seat, err error) {
	return s, r.Scan(&s.ID, &s.Person, &s.Class.ID, &s.School, &s.Number, &s.Since, &s.Until)
}

func scanRole(r db.Row) (h Post, err error) {
	return h, r.Scan(&h.ID, &h.Person, &h.Name, &h.Role, &h.Node, &h.Subject, &h.Since, &h.Until, &h.Note)
}

func scanAccount(r db.Row) (a Account, err error) {
	return a, r.Scan(&a.ID, &a.Person, &a.Since, &a.Until)
}

const selClassesAt db.SQL = `-- unscoped: names of classes are known to everybody inside
SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class
WHERE owner = ? AND since <= ? AND until > ? ORDER BY kind, stage, cohort DESC, number LIMIT 500`
