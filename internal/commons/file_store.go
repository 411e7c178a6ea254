package commons

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	insFile db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work_file (id, work, owner, hash, name, mime, size, added, people, consent_until, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selFiles db.SQL = `-- unscoped: the work was read with @scope before its files
SELECT id, hash, name, mime, size, people, consent_until, evidence FROM work_file WHERE work = ? ORDER BY added, id`

	delFile db.SQL = `-- unscoped: the work was read with @scope before
DELETE FROM work_file WHERE work = ? AND id = ?`
)

// putFile is the one way of a file into a draft, so it is where bytes that are private to a class are refused.
func putFile(tx *db.Tx, w WorkID, owner org.UnitID, f File, now clock.Micros) error {
	if err := welcome(tx, f.Hash); err != nil {
		return err
	}
	if err := unshareable(tx, owner, []File{f}); err != nil {
		return err
	}
	if _, err := tx.Exec(insFile, f.ID, w, owner, f.Hash, f.Name, f.Mime, f.Size, now, string(f.People), f.Until, bit(f.Evidence)); err != nil {
		return err
	}
	_, err := tx.Exec(insHeld, f.Hash, f.Size, now, w) // counts for the quota: TestQuota
	return err
}

func scanFile(r db.Row) (File, error) {
	var f File
	var proof int
	err := r.Scan(&f.ID, &f.Hash, &f.Name, &f.Mime, &f.Size, &f.People, &f.Until, &proof)
	f.Evidence = proof == 1
	return f, err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func filesOf(x db.Querier, w WorkID) ([]File, error) { return db.All(x, selFiles, scanFile, w) }

const updFileNote db.SQL = `-- unscoped: the work was read with @scope before
UPDATE work_file SET people = ?, consent_until = ?, evidence = ? WHERE work = ? AND id = ?`
