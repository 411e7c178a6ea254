package commons

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Query is what a reader looks for. Empty fields do not restrict.
type Query struct {
	Text    string // one Chinese character is enough
	Subject string
	Stage   string
	Grade   int
	After   string // cursor of the page before
}

// MaxQuery is how much of a query is read, in characters.
const MaxQuery = 64

// Hit is one version found.
type Hit struct {
	Version
	folded string
}

// Found is a page of results, newest first. Next is empty at the end.
type Found struct {
	Hits []Hit
	Next string
}

// Search finds published versions shared to the actor's units and those above. A withdrawn version is gone the moment it is
// withdrawn, because the version's state is read with the index.
func (s *Service) Search(ctx context.Context, a *org.Actor, q Query) (Found, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return Found{}, err
	}
	text := []rune(q.Text)
	keys, phrases := ask(string(text[:min(len(text), MaxQuery)]))
	if strings.TrimSpace(q.Text) != "" && len(keys) == 0 {
		return Found{}, nil // only punctuation
	}
	x := s.search.Reader(ctx)
	rare, err := rarest(x, keys)
	if err != nil {
		return Found{}, err
	}
	c := readCursor(q.After)
	var out Found
	const batch = 3 * PageSize
	for {
		rows, err := lookUp(x, scope, q, keys, rare, c, batch)
		if err != nil {
			return Found{}, err
		}
		for i, h := range rows {
			c = cursor{h.Published, id.As[any](h.ID)}
			if !holds(h.folded, phrases) {
				continue
			}
			if len(out.Hits) == PageSize {
				last := out.Hits[PageSize-1]
				out.Next = cursor{last.Published, id.As[any](last.ID)}.String()
				return out, nil
			}
			out.Hits = append(out.Hits, rows[i])
		}
		if len(rows) < batch {
			return out, nil
		}
	}
}

func holds(folded string, phrases []string) bool {
	for _, p := range phrases {
		if !strings.Contains(folded, p) {
			return false
		}
	}
	return true
}

// Indexer is the consumer that keeps the index. It folds published and withdrawn versions and is safe to run again.
func (s *Service) Indexer() bus.Consumer {
	return bus.Consumer{Name: "commons.search", Store: s.search, Handle: func(tx *db.Tx, events []bus.Event) error {
		for _, e := range events {
			var err error
			switch e.Kind {
			case "version.published":
				err = index(tx, e)
			case "version.withdrawn":
				err = unindex(tx, e)
			}
			if err != nil {
				return fmt.Errorf("commons: index %s: %w", e.ID, err)
			}
		}
		return nil
	}}
}

// index replaces what the work had in the index: one work is found once.
func index(tx *db.Tx, e bus.Event) error {
	var p published
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	if err := drop(tx, p.Work, p.Version); err != nil {
		return err
	}
	text := Fold(strings.Join([]string{p.Title, p.Chapter, p.Edition, strings.Join(p.Keywords, "\n"), p.Text}, "\n"))
	return putDoc(tx, p.Version, p.Work, text, Tokens(text))
}

func unindex(tx *db.Tx, e bus.Event) error {
	var p withdrawn
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	return drop(tx, WorkID{}, p.Version)
}
