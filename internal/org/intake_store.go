package org

import "github.com/tongxue-edu/tongxue/internal/db"

// Statements of the bulk intake. Each works on rows that the import has asked for as a whole, at the unit of the roster.
const (
	selUnitsByCode db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE code IN @texts`
	selUnitsNamed db.SQL = `-- unscoped: names of organisations are known to everybody inside
SELECT id, kind, code, short, name, since, until, rev FROM org_unit WHERE kind = ? AND name IN @texts`
	updUnitName db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_unit SET name = ?, rev = rev + 1 WHERE id = ? AND name <> ?`
	updUnitUntil db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_unit SET until = ?, rev = rev + 1 WHERE id = ? AND until <> ?`
	selClassesByID db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class WHERE id IN @ids`
	updClass db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_class SET kind = ?, stage = ?, cohort = ?, number = ?, subject = ?, name = ?, since = ?, until = ? WHERE id = ?`
	updClassUntil db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_class SET until = ? WHERE id = ? AND until > ?`
	updPerson db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_person SET name = ?, owner = ?, rev = rev + 1 WHERE id = ? AND (name <> ? OR owner <> ?)`
	selAccountsOf db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT id, person, since, until FROM org_account WHERE person IN @ids ORDER BY since`
	endAccounts db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_account SET until = ? WHERE person = ? AND until > ?`
	openAccount db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_account SET until = ? WHERE id = ?`
	selNumberedAt db.SQL = `-- unscoped: for a roster of the school
SELECT f.number, p.id, p.name FROM org_person p JOIN org_profile f ON f.person = p.id
WHERE p.owner = ? AND p.name @collate IN @texts AND f.number <> '' ORDER BY p.id`
	selOwners db.SQL = `-- unscoped: accounts found by their login, to see whether they are the same people
SELECT a.id, a.person, p.owner, p.name FROM org_account a JOIN org_person p ON p.id = a.person WHERE a.id IN @ids`
	endPersonRoles db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE person = ? AND until > ?`
	endGuardians db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE node = ? AND role = 'guardian' AND until > ?`
	endPersonEnrolments db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_enrolment SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE person = ? AND until > ?`
	updEnrolment db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_enrolment SET since = ?, until = ?, number = CASE WHEN ? = '' THEN number ELSE ? END WHERE id = ? AND person = ? AND class = ?`
	endEnrolment db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_enrolment SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE id = ? AND until > ? RETURNING class`
	updNumbers db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_enrolment SET number = ? WHERE person = ? AND number <> ? AND until > ?`
	updRole db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET subject = ?, since = ?, until = ? WHERE id = ? AND person = ? AND role = ? AND node = ?`
	endRoleID db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE id = ? AND until > ?`
	endRoleAt db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE person = ? AND role = ? AND node = ? AND until > ?`
	endBeside db.SQL = `-- unscoped: the import has asked at the unit of the roster
UPDATE org_role SET until = CASE WHEN since > ? THEN since ELSE ? END WHERE role = ? AND until > ?
AND person = (SELECT person FROM org_role WHERE id = ?) AND node = (SELECT node FROM org_role WHERE id = ?)`
	selWhoIs db.SQL = `-- unscoped: which of the people of a roster are pupils
SELECT DISTINCT person FROM org_role WHERE person IN @ids AND role = ?`
	insXueji db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT INTO org_xueji (person, sealed, blind) VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, blind = excluded.blind`
)
