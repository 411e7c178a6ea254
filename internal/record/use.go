package record

import (
	"sort"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Dimensions of the counts of use.
const (
	dimVerb   = "verb"
	dimDay    = "day"
	dimObject = "object"
)

// Use is what the statements within a scope amount to. Voided statements do not count.
type Use struct {
	Statements int
	Actors     int // different actors within the scope
	Verbs      []Count
	Days       []Count // in order of time; the statement's own time, in China
	Objects    []Count // the most frequent first
}

// Count is one key with its number of statements. Name is the key's own words when it has any: by language tag.
type Count struct {
	Key  string
	Name map[string]string
	N    int
}

const (
	upsUse db.SQL = `-- unscoped: a fold within the transaction that stores
INSERT INTO statement_use (owner, dim, key, n) VALUES (?, ?, ?, ?) ON CONFLICT (owner, dim, key) DO UPDATE SET n = statement_use.n + excluded.n`
	upsActor db.SQL = `-- unscoped: a fold within the transaction that stores
INSERT INTO statement_actor (owner, actor, n) VALUES (?, ?, ?) ON CONFLICT (owner, actor) DO UPDATE SET n = statement_actor.n + excluded.n`
)

// fold gathers the changes of one batch, so that a hot row is written once.
type fold struct {
	use    map[useKey]int
	actors map[actorKey]int
}

type useKey struct {
	owner    id.Any
	dim, key string
}

type actorKey struct {
	owner id.Any
	actor int64
}

func newFold() *fold { return &fold{map[useKey]int{}, map[actorKey]int{}} }

// maxKey keeps index rows small: no identifier people use is longer.
const maxKey = 512

// add counts a statement by n, +1 or −1.
func (f *fold) add(e entry, ord Order, n int) {
	owner := e.owner
	day := e.day
	if day == "" {
		day = dayOf(ord)
	}
	f.use[useKey{owner, dimVerb, cut(e.verbIRI)}] += n
	f.use[useKey{owner, dimDay, day}] += n
	if e.object != "" {
		f.use[useKey{owner, dimObject, cut(e.object)}] += n
	}
	if e.actor != 0 {
		f.actors[actorKey{owner, e.actor}] += n
	}
}

func cut(s string) string {
	for len(s) > maxKey {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// write stores the changes in a fixed order, so that two writers cannot wait for each other.
func (f *fold) write(tx *db.Tx) error {
	uses := make([]useKey, 0, len(f.use))
	for k := range f.use {
		uses = append(uses, k)
	}
	sort.Slice(uses, func(i, j int) bool {
		a, b := uses[i], uses[j]
		if a.owner != b.owner {
			return string(a.owner[:]) < string(b.owner[:])
		}
		return a.dim+a.key < b.dim+b.key
	})
	for _, k := range uses {
		if n := f.use[k]; n != 0 {
			if _, err := tx.Exec(upsUse, k.owner, k.dim, k.key, n); err != nil {
				return err
			}
		}
	}
	actors := make([]actorKey, 0, len(f.actors))
	for k := range f.actors {
		actors = append(actors, k)
	}
	sort.Slice(actors, func(i, j int) bool {
		a, b := actors[i], actors[j]
		if a.owner != b.owner {
			return string(a.owner[:]) < string(b.owner[:])
		}
		return a.actor < b.actor
	})
	for _, k := range actors {
		if n := f.actors[k]; n != 0 {
			if _, err := tx.Exec(upsActor, k.owner, k.actor, n); err != nil {
				return err
			}
		}
	}
	return nil
}
