package record

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Withheld tells which of the people have records that do not leave the house, through a key or an export: a guardian refused, or
// nobody consented for a pupil under 14 (个人信息保护法 art. 23, 29, 31). It is asked once a page with everybody in it, and answers
// for ids that it does not know with no. privacy satisfies it through app.
type Withheld func(ctx context.Context, people []org.PersonID) (map[org.PersonID]bool, error)

// Withhold sets who is withheld, before anything is served; without it nobody is. What is withheld is not there for a key: no list
// holds it and its id is not found. Counts of use and the pages of the house's own people are not concerned.
func (s *Service) Withhold(f Withheld) { s.withheld = f }

// leaving are those statements of a page that may leave the house: none of the house's people in it is withheld.
func (s *Service) leaving(ctx context.Context, page []Stored) ([]Stored, error) {
	if s.withheld == nil || len(page) == 0 {
		return page, nil
	}
	in := make([][]org.PersonID, len(page))
	seen := map[org.PersonID]bool{}
	var all []org.PersonID
	for i, st := range page {
		in[i] = s.people(st)
		for _, p := range in[i] {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	if len(all) == 0 {
		return page, nil
	}
	not, err := s.withheld(ctx, all)
	if err != nil || len(not) == 0 {
		return page, err
	}
	out := make([]Stored, 0, len(page))
	for i, st := range page {
		ok := true
		for _, p := range in[i] {
			ok = ok && !not[p]
		}
		if ok {
			out = append(out, st)
		}
	}
	return out, nil
}

// learner is the extension in which a statement about somebody's answer names whose it was (assess).
const learner = "/ext/learner\":\""

// people are the ids of people that a statement names as an account, wherever it stands, or as the learner. The home page of the
// account is not looked at, because it changes when the house moves to another address; an id is unique without it.
func (s *Service) people(st Stored) []org.PersonID {
	var out []org.PersonID
	if i := strings.Index(st.Raw, learner); i >= 0 {
		rest := st.Raw[i+len(learner):]
		if p, err := id.Parse[org.Person](rest[:min(36, len(rest))]); err == nil {
			out = append(out, p)
		}
	}
	if !strings.Contains(st.Raw, "account") && !strings.ContainsRune(st.Raw, '\\') { // an escape may hide the word
		return out
	}
	facts, findings := xapi.Scan([]byte(st.Raw), st.Version)
	if len(findings) > 0 {
		return out // cannot be: what is stored passed Scan
	}
	for _, l := range facts.Agents {
		if i := strings.LastIndexByte(l.Key, ' '); i >= 0 {
			if p, err := id.Parse[org.Person](l.Key[i+1:]); err == nil {
				out = append(out, p)
			}
		}
	}
	return out
}

const selOfAgent db.SQL = `-- unscoped: one person's own statements; the caller has asked for the person
SELECT s.ord, s.uid, s.owner, s.version, s.voided, s.authority, s.raw FROM statement_link a JOIN statement s ON s.ord = a.ord
WHERE a.key = ? AND a.usage = ? AND a.ord > ? AND s.voided = @false ORDER BY a.ord LIMIT ?`

// Own reads one page of a person's own statements after a place, for a copy of the person's data: verb data.ask at the person.
func (s *Service) Own(ctx context.Context, a *org.Actor, p org.PersonID, after Order) ([]Stored, error) {
	if err := s.org.Must(ctx, a, org.DataAsk, id.As[any](p)); err != nil {
		return nil, err
	}
	key := hash64(kindAgent, xapi.AccountKey(s.base, p.String()))
	return db.All(s.store.db.Reader(ctx), selOfAgent, scanStored, key, usageDirect, after, MaxLimit)
}
