package commons

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The reasons that stand at a version withdrawn for the pupils in it.
const (
	whyConsentEnded   = "文件里学生的监护人同意已经到期"
	whyConsentRevoked = "文件里学生的监护人撤回了同意"
)

const (
	// selHolding finds by text: the files of a version are frozen as JSON, and consents end rarely.
	selHolding db.SQL = `-- unscoped: a guardian's withdrawal of consent reaches every copy, whoever owns it; no text is read
SELECT ` + versionBare + ` FROM work_version v WHERE v.state <> 'returned' AND v.files LIKE ?`

	selLapsed db.SQL = `-- unscoped: a consent ends for every reader; only ids are read
SELECT v.id, v.work FROM work_version v WHERE v.consent_until > 0 AND v.consent_until <= ? AND v.state IN ('published', 'superseded') ORDER BY v.consent_until LIMIT 100`

	updHalted db.SQL = `-- unscoped: as selHolding, for what waits for a reviewer
UPDATE work_version SET state = 'withdrawn', withdrawn = ?, withdrawer = ?, why = ? WHERE id = ? AND state = 'submitted'`

	updWorkHalted db.SQL = `-- unscoped: as updHalted, for its work
UPDATE work SET changed = ?, state = CASE WHEN EXISTS (SELECT 1 FROM work_version v WHERE v.work = work.id AND v.state = 'published') THEN 'published' ELSE 'withdrawn' END
WHERE id = ? AND state = 'submitted'`

	updRevoked db.SQL = `-- unscoped: as selHolding, for drafts that hold the same bytes
UPDATE work_file SET people = '', consent_until = 0 WHERE hash = ? AND people = 'consent'`

	selConsents db.SQL = `SELECT f.id, f.hash, f.name, f.mime, f.size, f.people, f.consent_until, f.evidence, w.id, w.title
FROM work_file f JOIN work w ON w.id = f.work WHERE w.author = ? AND f.people = 'consent' AND @scope(w.owner) ORDER BY f.consent_until, f.id LIMIT 200`
)

// held is a version that somebody's consent ends for.
type held struct {
	version VersionID
	work    WorkID
}

func scanHeld(r db.Row) (held, error) {
	var h held
	return h, r.Scan(&h.version, &h.work)
}

// EndConsent is a guardian's withdrawal of consent, told by the author of a work that holds the file: every version with the same bytes
// goes from others' eyes at once, also those that others made from it, and drafts lose the declaration. Versions of other authors go only
// where a version that passed review has said that the bytes stand on a consent: what somebody merely types at a draft of a file that
// anybody can fetch from the library takes nobody's lesson away.
func (s *Service) EndConsent(ctx context.Context, a *org.Actor, w WorkID, f FileID) error {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return err
	}
	hash := ""
	for _, x := range work.Files {
		if x.ID == f && x.People == Consented {
			hash = x.Hash
		}
	}
	if hash == "" {
		return fault.New(fault.NotFound, "没有找到这个文件，或它没有监护人同意的记录")
	}
	all, err := db.All(s.core.Reader(ctx), selHolding, scanVersion, "%"+hash+"%")
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(all, func(v Version) bool { return v.Published > 0 && v.consents(hash) })
	for _, v := range all {
		if v.State == Withdrawn || v.Author != a.Person && !known && !v.consents(hash) {
			continue
		}
		if v.State == Submitted {
			if err := s.halt(ctx, a, v); err != nil {
				return err
			}
			continue
		}
		if err := s.withdraw(ctx, a, v.ID, v.Work, whyConsentRevoked); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(updRevoked, hash); err != nil {
			return err
		}
		return trace(tx, Trace{Work: w, At: now, Actor: a.Person, What: TraceConsent})
	})
}

// halt takes a version out of review because the consent for pupils in it was withdrawn: approved it would be public without one.
func (s *Service) halt(ctx context.Context, a *org.Actor, v Version) error {
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updHalted, now, a.Person, whyConsentRevoked, v.ID)
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(updTiersGone, v.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(updWorkHalted, now, v.Work); err != nil {
			return err
		}
		if s.review.Lapsed != nil && a.Person != v.Author {
			if err := s.review.Lapsed(tx, v, a.Person, whyConsentRevoked); err != nil {
				return err
			}
		}
		_, err = s.log.Append(tx, event(a, "version.withdrawn", v.Owner), withdrawn{v.Work, v.ID, whyConsentRevoked})
		return err
	})
}

// consents reports whether the version says of some bytes that they stand on guardians' consents.
func (v Version) consents(hash string) bool {
	return slices.ContainsFunc(v.Files, func(f File) bool { return f.Hash == hash && f.People == Consented })
}

// EndConsents withdraws the versions for which a consent has ended, and tells how many. Readers lose them at the very end of the
// consent (see Read); this takes them out of lists and tells their authors. It is run again and again by app, for nobody in particular.
func (s *Service) EndConsents(ctx context.Context) (int, error) {
	due, err := db.All(s.core.Reader(ctx), selLapsed, scanHeld, s.now())
	if err != nil {
		return 0, err
	}
	nobody := &org.Actor{Request: "consents"}
	for i, h := range due {
		if err := s.withdraw(ctx, nobody, h.version, h.work, whyConsentEnded); err != nil && !fault.Is(err, fault.Conflict) {
			return i, err
		}
	}
	return len(due), nil
}

// Consent is a file in which pupils can be recognised with their guardians' consent.
type Consent struct {
	File
	Work  WorkID
	Title string
}

// Ends reports whether the consent has ended, or ends within days.
func (c Consent) Ends(now clock.Micros, days int) bool {
	return c.Until <= now+int64(days)*24*3600*1e6
}

// Consents lists the actor's own files with consents, the one that ends first before.
func (s *Service) Consents(ctx context.Context, a *org.Actor) ([]Consent, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selConsents, func(r db.Row) (Consent, error) {
		var c Consent
		var proof int
		err := r.Scan(&c.ID, &c.Hash, &c.Name, &c.Mime, &c.Size, &c.People, &c.Until, &proof, &c.Work, &c.Title)
		return c, err
	}, a.Person, scope)
}
