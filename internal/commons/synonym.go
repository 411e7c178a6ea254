package commons

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// SynonymID names a group of the region's synonyms.
type SynonymID = id.Of[SynonymGroup]

// SynonymGroup is words of a search that mean the same 同义词. A removed group stays with its dates.
type SynonymGroup struct {
	ID    SynonymID
	Words []string
	Since clock.Micros
}

// Synonyms are the groups in force: the region's own, newest first, and those that came with its preset.
type Synonyms struct {
	Groups []SynonymGroup
	Given  [][]string
	Keeps  bool // the reader may change the region's
}

// Limits of the region's synonyms: the whole of them is held in memory and a group is one alternative of a query.
const (
	MaxSynonyms     = 500 // groups
	MaxAlike        = 12  // words of a group
	maxSynonymChars = 20
)

const (
	insSynonym db.SQL = `-- unscoped: the service has asked org for WordsKeep at the region
INSERT INTO search_synonym (id, owner, words, since, until, actor) VALUES (?, ?, ?, ?, ?, ?)`
	endSynonym db.SQL = `-- unscoped: the service has asked org for WordsKeep at the region
UPDATE search_synonym SET until = ? WHERE id = ? AND until > ?`
	countSynonym db.SQL = `-- unscoped: the service has asked org for WordsKeep at the region
SELECT COUNT(*) FROM search_synonym WHERE id = ?`
	selSynonyms db.SQL = `-- unscoped: the region's words are for everybody who searches
SELECT id, words, since FROM search_synonym WHERE until > ? ORDER BY since DESC, id DESC`
	// Rows are added and ended, never taken away and never opened again, so the two numbers tell one state from all others.
	selSynonymState db.SQL = `-- unscoped: the region's words are for everybody who searches
SELECT COUNT(*), COALESCE(SUM(CASE WHEN until < ? THEN 1 ELSE 0 END), 0) FROM search_synonym`
)

func scanSynonym(r db.Row) (SynonymGroup, error) {
	var g SynonymGroup
	var words string
	if err := r.Scan(&g.ID, &words, &g.Since); err != nil {
		return g, err
	}
	return g, json.Unmarshal([]byte(words), &g.Words)
}

// keepsWords is the region as a node and by what the actor keeps its words, or a refusal.
func (s *Service) keepsWords(ctx context.Context, a *org.Actor) (region org.Node, basis string, err error) {
	u, err := s.org.RegionUnit(ctx)
	if err != nil {
		return region, "", err
	}
	if err := s.org.Must(ctx, a, org.WordsKeep, u.Node()); err != nil {
		return region, "", err
	}
	d, err := s.org.Can(ctx, a, org.WordsKeep, u.Node())
	return u.Node(), d.Basis, err
}

// Synonyms lists them for who keeps words somewhere; only who does so at the region may change them.
func (s *Service) Synonyms(ctx context.Context, a *org.Actor) (Synonyms, error) {
	if _, err := s.org.Reach(ctx, a, org.WordsKeep); err != nil {
		return Synonyms{}, err
	}
	u, err := s.org.RegionUnit(ctx)
	if err != nil {
		return Synonyms{}, err
	}
	can, err := s.org.Can(ctx, a, org.WordsKeep, u.Node())
	if err != nil {
		return Synonyms{}, err
	}
	out := Synonyms{Given: s.lexicon.given(), Keeps: can.Allow}
	out.Groups, err = db.All(s.core.Reader(ctx), selSynonyms, scanSynonym, s.now())
	return out, err
}

// AddSynonyms adds a group, which counts from the next search on. once is the form's idempotency key. Faults: Invalid when the words are
// no group or stand in one already.
func (s *Service) AddSynonyms(ctx context.Context, a *org.Actor, words []string, once string) error {
	region, basis, err := s.keepsWords(ctx, a)
	if err != nil {
		return err
	}
	if words, err = alikeWords(words); err != nil {
		return err
	}
	if s.lexicon.same(words) {
		return badWords("这些词本来就在系统自带的同一组里，不用再加")
	}
	raw, err := json.Marshal(words)
	if err != nil {
		return fmt.Errorf("commons: synonyms: %w", err)
	}
	n := id.New[SynonymGroup]()
	if once != "" {
		n = id.Named[SynonymGroup](a.Person, "synonyms "+once)
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if k, err := db.One(tx, countSynonym, db.Value[int], n); err != nil || k > 0 {
			return err // the same form again
		}
		all, err := db.All(tx, selSynonyms, scanSynonym, now)
		if err != nil {
			return err
		}
		if err := freeWords(all, words); err != nil {
			return err
		}
		if _, err := tx.Exec(insSynonym, n, region, string(raw), now, clock.Forever, a.Person); err != nil {
			return err
		}
		return s.keptWords(tx, a, region, basis, "search.synonyms.added", n, words)
	})
}

// RemoveSynonyms ends a group. NotFound when there is none in force.
func (s *Service) RemoveSynonyms(ctx context.Context, a *org.Actor, n SynonymID) error {
	region, basis, err := s.keepsWords(ctx, a)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(endSynonym, now, n, now)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.NotFound, "没有找到这一组，或已经移除")
		}
		return s.keptWords(tx, a, region, basis, "search.synonyms.removed", n, nil)
	})
}

// keptWords writes the event and the line of the audit chain.
func (s *Service) keptWords(tx *db.Tx, a *org.Actor, region org.Node, basis, what string, n SynonymID, words []string) error {
	detail := map[string]any{"group": n}
	if words != nil {
		detail["words"] = words
	}
	if _, err := s.log.Append(tx, ruleEvent(a, what, region), detail); err != nil || s.review.Audit == nil {
		return err
	}
	raw, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("commons: synonyms: %w", err)
	}
	return s.review.Audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: what, Scope: region, Basis: basis, Request: a.Request, Detail: raw})
}

func badWords(text string) error {
	return fault.Fieldsf(fault.Field{Name: "words", Message: text})
}

// alikeWords tidies a group: each word once, as it is read by a search.
func alikeWords(words []string) ([]string, error) {
	var out, folded []string
	for _, w := range words {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		one := index.Words(w)
		if n := utf8.RuneCountInString(w); len(one) != 1 || n < 2 || n > maxSynonymChars {
			return nil, badWords(fmt.Sprintf("“%s”不能用：要是一个词，2 到 %d 个字，中间没有标点", shorten(w), maxSynonymChars))
		}
		if !slices.Contains(folded, one[0]) {
			out, folded = append(out, w), append(folded, one[0])
		}
	}
	switch {
	case len(out) < 2:
		return nil, badWords("一组至少要两个不同的词（大小写、繁简体不算不同）")
	case len(out) > MaxAlike:
		return nil, badWords(fmt.Sprintf("一组最多 %d 个词：请分开，或只留常用的", MaxAlike))
	}
	return out, nil
}

// shorten cuts what is shown of a wrong word.
func shorten(s string) string {
	if rs := []rune(s); len(rs) > maxSynonymChars {
		return string(rs[:maxSynonymChars]) + "…"
	}
	return s
}

// freeWords refuses words that stand in a group of the region already, and one group too many.
func freeWords(all []SynonymGroup, words []string) error {
	if len(all) >= MaxSynonyms {
		return badWords(fmt.Sprintf("同义词已有 %d 组：请先移除不再需要的", MaxSynonyms))
	}
	for _, g := range all {
		for _, w := range words {
			if slices.ContainsFunc(g.Words, func(x string) bool { return index.Fold(x) == index.Fold(w) }) {
				return badWords(fmt.Sprintf("“%s”已经在另一组里（%s）：请先移除那一组，再合在一起添加", w, strings.Join(g.Words, "、")))
			}
		}
	}
	return nil
}
