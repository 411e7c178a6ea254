package index

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates the index in a store that keeps nothing else that matters: it can always be folded again.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const (
	insDoc db.SQL = `-- sqlite only: the text goes into FTS5
-- unscoped: an index is folded from the log and read through the rows it points to
INSERT @orfail INTO index_doc (rank, key, room, title) VALUES (?, ?, ?, ?)`
	insDocs db.SQL = `-- sqlite only: the text goes into FTS5
-- unscoped: an index is folded from the log and read through the rows it points to
INSERT @orfail INTO index_doc (rank, key, room, title) VALUES (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?),
  (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?)`
	insOwner db.SQL = `-- unscoped: an index is folded from the log and read through the rows it points to
INSERT @orfail INTO index_owner (owner, rank) VALUES (?, ?)`
	insOwners db.SQL = `-- unscoped: an index is folded from the log and read through the rows it points to
INSERT @orfail INTO index_owner (owner, rank) VALUES (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?),
  (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?)`
	insText db.SQL = `-- sqlite only: FTS5
-- unscoped: an index is folded from the log and read through the rows it points to
INSERT INTO index_text (rowid, t) VALUES (?, ?)`
	insVector db.SQL = `-- postgres only: tsvector
-- unscoped: an index is folded from the log and read through the rows it points to
INSERT INTO index_doc (rank, key, room, title, doc) VALUES (?, ?, ?, ?, (?::text)::tsvector)`

	delText db.SQL = `-- sqlite only: FTS5
-- unscoped: an index is folded from the log and read through the rows it points to
DELETE FROM index_text WHERE rowid = ?`
	delDoc db.SQL = `-- unscoped: an index is folded from the log and read through the rows it points to
DELETE FROM index_doc WHERE rank = ?`
	selOwned db.SQL = `-- unscoped: an index is folded from the log and read through the rows it points to
SELECT d.rank, d.key, d.room, d.title FROM index_owner o JOIN index_doc d ON d.rank = o.rank WHERE o.owner = ? ORDER BY d.rank`
	delOwner db.SQL = `-- unscoped: an index is folded from the log and read through the rows it points to
DELETE FROM index_owner WHERE owner = ? AND rank = ?`

	findText db.SQL = `-- sqlite only: FTS5
-- unscoped: the caller reads the rows of these keys with its own scope; the expression holds the scope as tags
SELECT d.rank, d.key, d.room, d.title FROM index_text f CROSS JOIN index_doc d ON d.rank = f.rowid WHERE f.index_text MATCH ? AND f.rowid > ? ORDER BY f.rowid LIMIT ?`
	findVector db.SQL = `-- postgres only: tsvector
-- unscoped: the caller reads the rows of these keys with its own scope; the expression holds the scope as tags
SELECT d.rank, d.key, d.room, d.title FROM index_doc d WHERE d.doc @matches (?::text)::tsquery AND d.rank > ? ORDER BY d.rank LIMIT ?`

	countText db.SQL = `-- sqlite only: FTS5
-- unscoped: a number up to a limit; the expression holds the scope as tags
SELECT COUNT(*) FROM (SELECT rowid FROM index_text WHERE index_text MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?) t`
	countVector db.SQL = `-- postgres only: tsvector
-- unscoped: a number up to a limit; the expression holds the scope as tags
SELECT COUNT(*) FROM (SELECT 1 FROM index_doc d WHERE d.doc @matches (?::text)::tsquery AND d.rank > ? LIMIT ?) t`

	minRank db.SQL = `-- unscoped: the next rank to give
SELECT COALESCE(MIN(rank), ?) FROM index_doc WHERE rank >= ? AND rank < ?`
	emptyText db.SQL = `-- sqlite only: FTS5
-- unscoped: the index is made anew
INSERT INTO index_text (index_text) VALUES ('delete-all')`
	emptyDocs db.SQL = `-- unscoped: the index is made anew
DELETE FROM index_doc`
	emptyOwners db.SQL = `-- unscoped: the index is made anew
DELETE FROM index_owner`
)

// Entry is a document with what the caller calls it. Owner is what has at most a few documents and is dropped as one. Room is whom it
// is shown to, and Title what it is ordered by beyond its rank: the index gives both back, so that a caller can leave out what is not for
// the reader and put the best first before it reads rows of its own, which lie scattered while these lie in the order of ranks.
type Entry struct {
	Doc
	Key, Owner, Room id.Any
	Title            string
}

// Put stores documents, in whatever order they come. Their ranks must be free.
func Put(tx *db.Tx, entries ...Entry) error {
	// FTS5 writes out what it has gathered whenever a row id is smaller than the one before.
	slices.SortFunc(entries, func(a, b Entry) int {
		switch {
		case a.Rank < b.Rank:
			return -1
		case a.Rank > b.Rank:
			return 1
		}
		return 0
	})
	if err := putOwners(tx, entries); err != nil {
		return err
	}
	if tx.Engine() == db.Postgres {
		return putVectors(tx, entries)
	}
	docs := make([]any, 0, 4*len(entries))
	for _, e := range entries {
		docs = append(docs, e.Rank, e.Key, e.Room, e.Title)
	}
	if _, err := tx.Rows(insDoc, insDocs, 4, docs); err != nil {
		return err
	}
	return putTexts(tx, entries)
}

func putOwners(tx *db.Tx, entries []Entry) error {
	owners := make([]any, 0, 2*len(entries))
	for _, e := range entries {
		owners = append(owners, e.Owner, e.Rank)
	}
	_, err := tx.Rows(insOwner, insOwners, 2, owners)
	return err
}

// putTexts cuts the texts beside the writer: that is a good part of the work, and the writer has the rest. One row a statement, because
// FTS5 would write out what it has gathered before a statement of several.
func putTexts(tx *db.Tx, entries []Entry) error {
	texts, stop := make(chan string, 64), make(chan struct{})
	defer close(stop)
	go func() {
		var s stream
		for _, e := range entries {
			s.cut(e.Doc)
			select {
			case texts <- s.text():
			case <-stop:
				return
			}
		}
	}()
	for _, e := range entries {
		if _, err := tx.Exec(insText, e.Rank, <-texts); err != nil {
			return err
		}
	}
	return nil
}

func putVectors(tx *db.Tx, entries []Entry) error {
	var s stream
	for _, e := range entries {
		s.cut(e.Doc)
		if _, err := tx.Exec(insVector, e.Rank, e.Key, e.Room, e.Title, s.vector()); err != nil {
			return err
		}
	}
	return nil
}

// text is the stream as FTS5's ascii tokenizer cuts it again: at spaces.
func (s *stream) text() string {
	var b strings.Builder
	b.Grow(len(s.placed) + len(s.loose))
	b.Write(s.placed)
	b.Write(s.loose)
	return b.String()
}

// vector is the stream as a tsvector is written: each token once with its places.
func (s *stream) vector() string {
	places := map[string][]byte{}
	var order []string
	i := 0
	for t := range strings.FieldsSeq(string(s.placed)) {
		if i++; t == markGap {
			continue
		}
		at, known := places[t]
		if known {
			at = append(at, ',')
		} else {
			order = append(order, t)
		}
		places[t] = strconv.AppendInt(at, int64(i), 10)
	}
	var b strings.Builder
	for _, t := range order {
		b.WriteByte('\'')
		b.WriteString(t)
		b.WriteString("':")
		b.Write(places[t])
		b.WriteByte(' ')
	}
	for t := range strings.FieldsSeq(string(s.loose)) {
		b.WriteByte('\'')
		b.WriteString(t)
		b.WriteString("' ")
	}
	return b.String()
}

// Hit is a document found.
type Hit struct {
	Rank      int64
	Key, Room id.Any
	Title     string
}

func scanHit(r db.Row) (Hit, error) {
	var h Hit
	return h, r.Scan(&h.Rank, &h.Key, &h.Room, &h.Title)
}

// Owned are the documents of an owner.
func Owned(x db.Querier, owner id.Any) ([]Hit, error) { return db.All(x, selOwned, scanHit, owner) }

// Drop takes a document of an owner out.
func Drop(tx *db.Tx, owner id.Any, rank int64) error {
	if _, err := tx.Exec(delOwner, owner, rank); err != nil {
		return err
	}
	if tx.Engine() == db.SQLite {
		if _, err := tx.Exec(delText, rank); err != nil {
			return err
		}
	}
	_, err := tx.Exec(delDoc, rank)
	return err
}

// Clear empties the index.
func Clear(tx *db.Tx) error {
	if tx.Engine() == db.SQLite {
		if _, err := tx.Exec(emptyText); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(emptyOwners); err != nil {
		return err
	}
	_, err := tx.Exec(emptyDocs)
	return err
}

var errEnough = errors.New("index: enough")

// Find calls take with up to n documents with a rank above after that meet e, in the order of their ranks, until take wants no more. It
// says how many there were.
func Find(x db.Querier, engine db.Engine, e Expr, after int64, n int, take func(Hit) (more bool)) (met int, err error) {
	if e.never() || n <= 0 {
		return 0, nil
	}
	text, expression := findText, e.fts
	if engine == db.Postgres {
		text, expression = findVector, e.tsquery
	}
	err = db.Each(x, text, func(r db.Row) error {
		h, err := scanHit(r)
		if met++; err == nil && !take(h) {
			err = errEnough
		}
		return err
	}, expression(), after, n)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return met, err
}

// Count counts the documents with a rank above after that meet e, up to limit.
func Count(x db.Querier, engine db.Engine, e Expr, after int64, limit int) (int, error) {
	if e.never() || limit <= 0 {
		return 0, nil
	}
	if engine == db.Postgres {
		return db.One(x, countVector, db.Value[int], e.tsquery(), after, limit)
	}
	return db.One(x, countText, db.Value[int], e.fts(), after, limit)
}

const (
	mergeText db.SQL = `-- sqlite only: FTS5 merges about so many pages of its parts; a negative number begins with all of them
-- unscoped: an index is folded from the log and read through the rows it points to
INSERT INTO index_text (index_text, rank) VALUES ('merge', ?)`
	selChanges db.SQL = `-- sqlite only: a merge that found nothing to do changed fewer than two rows
-- unscoped: a counter of the connection
SELECT total_changes()`
	tidyVector db.SQL = `-- postgres only: what waits in the GIN index's list goes into its tree
-- unscoped: an index is folded from the log and read through the rows it points to
SELECT gin_clean_pending_list('index_doc_tokens'::regclass)`
)

// mergePages is how much one step of Tidy merges: some ten milliseconds.
const mergePages = 400

// Tidy merges the parts of which the index is made, in short steps behind interactive writes. Queries are quickest afterwards.
func Tidy(ctx context.Context, d *db.DB) error {
	if d.Engine() == db.Postgres {
		return d.Bulk(ctx, func(tx *db.Tx) error {
			_, err := db.One(tx, tidyVector, db.Value[int64])
			return err
		})
	}
	for step := 0; ; step++ {
		pages := mergePages
		if step == 0 {
			pages = -mergePages
		}
		done := false
		err := d.Bulk(ctx, func(tx *db.Tx) error {
			before, err := db.One(tx, selChanges, db.Value[int64])
			if err != nil {
				return err
			}
			if _, err := tx.Exec(mergeText, pages); err != nil {
				return err
			}
			after, err := db.One(tx, selChanges, db.Value[int64])
			done = after-before < 2
			return err
		})
		if err != nil || done {
			return err
		}
	}
}

// First is the smallest rank in use from low to below high, high when none is.
func First(x db.Querier, low, high int64) (int64, error) {
	return db.One(x, minRank, db.Value[int64], high, low, high)
}
