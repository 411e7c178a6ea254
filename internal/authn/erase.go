package authn

import (
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	eraseCredential db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_credential WHERE subject = ?`
	eraseBrowser db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_browser WHERE subject = ?`
	eraseLock db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_lock WHERE subject = ?`
	eraseCard db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_card WHERE subject = ?`
	erasePIN db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_pin WHERE subject = ?`
	erasePINTry db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_pin_try WHERE subject = ?`
	eraseSlip db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_slip WHERE subject = ?`
	eraseQueue db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_queue WHERE subject = ?`
	eraseTOTP db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_totp WHERE subject = ?`
	eraseRecovery db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_recovery WHERE subject = ?`
	erasePasskey db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_passkey WHERE subject = ?`
	eraseLink db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_link WHERE account = ?`
)

// Erase takes away every way in which a subject could sign in, and ends what is open, inside tx. The caller erases the person.
func (s *Service) Erase(tx *db.Tx, subject Subject) error {
	for _, q := range []db.SQL{eraseCredential, eraseBrowser, eraseLock, eraseCard, erasePIN, erasePINTry, eraseSlip, eraseQueue, eraseTOTP,
		eraseRecovery, erasePasskey, eraseLink, eraseLook} {
		if _, err := tx.Exec(q, subject); err != nil {
			return err
		}
	}
	return s.EndAllTx(tx, subject, id.Any{})
}
