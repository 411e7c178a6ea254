package commons

import (
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	insDoc db.SQL = `-- unscoped: the index is folded from the log; it is read through the version's own scope
INSERT INTO search_doc (version, work, text) VALUES (?, ?, ?)`
	insPostings db.SQL = `-- unscoped: the index is folded from the log; it is read through the version's own scope
INSERT INTO search_posting (version, token) SELECT d.version, x.* FROM search_doc d, @texts x WHERE d.version = ?`
	selDocs db.SQL = `-- unscoped: the index is folded from the log
SELECT version, text FROM search_doc WHERE work = ? OR version = ?`
	// delPostings names the tokens, which the stored text gives again, so that postings need no second index: half the work.
	delPostings db.SQL = `-- unscoped: the index is folded from the log
DELETE FROM search_posting WHERE token IN @texts AND version = ?`
	delDoc db.SQL = `-- unscoped: the index is folded from the log
DELETE FROM search_doc WHERE version = ?`

	// countToken tells how rare a token is; it is never shown.
	countToken db.SQL = `-- unscoped: how many documents hold a token, at most 500, to begin with the rarest
SELECT COUNT(*) FROM (SELECT 1 FROM search_posting WHERE token = ? LIMIT 500) t`

	selAll db.SQL = `SELECT ` + versionBare + `, ''
FROM work_version v
WHERE v.state = 'published' AND @scope(v.shared_to)
  AND (? = '' OR v.subject = ?) AND (? = '' OR v.stage = ?) AND (? = 0 OR v.grade = ?)
  AND (v.published < ? OR (v.published = ? AND v.id < ?))
ORDER BY v.published DESC, v.id DESC LIMIT ?`

	selByTokens db.SQL = `SELECT ` + versionBare + `, d.text
FROM search_posting r JOIN work_version v ON v.id = r.version JOIN search_doc d ON d.version = v.id
WHERE r.token = ? AND (SELECT COUNT(*) FROM search_posting p WHERE p.version = v.id AND p.token IN @texts) = ?
  AND v.state = 'published' AND @scope(v.shared_to)
  AND (? = '' OR v.subject = ?) AND (? = '' OR v.stage = ?) AND (? = 0 OR v.grade = ?)
  AND (v.published < ? OR (v.published = ? AND v.id < ?))
ORDER BY v.published DESC, v.id DESC LIMIT ?`
)

// putDoc stores a document with its tokens, two statements however long it is.
func putDoc(tx *db.Tx, v VersionID, w WorkID, text string, tokens []string) error {
	if _, err := tx.Exec(insDoc, v, w, text); err != nil {
		return err
	}
	slices.Sort(tokens) // neighbours go to neighbouring pages
	_, err := tx.Exec(insPostings, db.Texts(tokens), v)
	return err
}

// drop removes what the index holds of a work or of a version.
func drop(tx *db.Tx, w WorkID, v VersionID) error {
	type doc struct {
		version VersionID
		text    string
	}
	docs, err := db.All(tx, selDocs, func(r db.Row) (doc, error) {
		var d doc
		return d, r.Scan(&d.version, &d.text)
	}, w, v)
	for _, d := range docs {
		if err == nil {
			_, err = tx.Exec(delPostings, db.Texts(Tokens(d.text)), d.version)
		}
		if err == nil {
			_, err = tx.Exec(delDoc, d.version)
		}
	}
	return err
}

// rarest is the key with the fewest documents: the look-up begins there.
func rarest(x db.Querier, keys []string) (string, error) {
	best, least := "", -1
	for _, k := range keys {
		n, err := db.One(x, countToken, db.Value[int], k)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return "", err
		}
		if least < 0 || n < least {
			best, least = k, n
		}
	}
	return best, nil
}

func lookUp(x db.Querier, scope db.Scope, q Query, keys []string, rare string, c cursor, n int) ([]Hit, error) {
	rest := []any{scope, q.Subject, q.Subject, q.Stage, q.Stage, q.Grade, q.Grade, c.at, c.at, c.id, n}
	if len(keys) == 0 {
		return db.All(x, selAll, scanHit, rest...)
	}
	return db.All(x, selByTokens, scanHit, append([]any{rare, db.Texts(keys), len(keys)}, rest...)...)
}

// folding scans the column that a hit has beyond a version.
type folding struct {
	db.Row
	text *string
}

// Scan implements db.Row.
func (f folding) Scan(dest ...any) error { return f.Row.Scan(append(dest, f.text)...) }

func scanHit(r db.Row) (Hit, error) {
	var h Hit
	v, err := scanVersion(folding{r, &h.folded})
	h.Version = v
	return h, err
}
