package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// State is how a module stands.
type State struct {
	Module                 string
	Live                   bool // polled by itself
	Hours                  int  // between two polls
	Due, Polled, Harvested clock.Micros
	Version, Source        string
	Trouble, Detail        string
	Failures               int // in a row
	Records, Placed, Gone  int
	parts                  []smartedu.Path
}

const (
	stateColumns        = `name, live, hours, due, version, parts, source, polled, harvested, trouble, detail, failures, records, placed, gone`
	selState     db.SQL = `-- unscoped: the state of the harvest, at the region
SELECT ` + stateColumns + ` FROM exchange_module WHERE name = ?`
	insState db.SQL = `-- unscoped: the state of the harvest, at the region
INSERT INTO exchange_module (` + stateColumns + `) VALUES (?, @false, 24, 0, '', '[]', '', 0, 0, '', '', 0, 0, 0, 0) ON CONFLICT (name) DO NOTHING`
	selETags db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT path, etag FROM exchange_document WHERE module = ? AND etag <> ''`
	selBody db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT body FROM exchange_document WHERE module = ? AND path = ?`
	selFetched db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT fetched FROM exchange_document WHERE module = ? AND path = ?`
)

func scanState(r db.Row) (v State, err error) {
	var parts string
	if err = r.Scan(&v.Module, &v.Live, &v.Hours, &v.Due, &v.Version, &parts, &v.Source, &v.Polled, &v.Harvested, &v.Trouble, &v.Detail, &v.Failures, &v.Records, &v.Placed, &v.Gone); err == nil {
		err = json.Unmarshal([]byte(parts), &v.parts)
	}
	return v, err
}

// state reads a module's state; a module that nobody touched yet gets its row.
func (s *Service) state(ctx context.Context, name string) (State, error) {
	v, err := db.One(s.Core.Reader(ctx), selState, scanState, name)
	if !errors.Is(err, db.ErrNone) {
		return v, err
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(insState, name); return err })
	return State{Module: name, Hours: 24}, err
}

func (s *Service) etags(ctx context.Context, m string) (map[smartedu.Path]string, error) {
	out := map[smartedu.Path]string{}
	err := db.Each(s.Core.Reader(ctx), selETags, func(r db.Row) error {
		var p, e string
		err := r.Scan(&p, &e)
		out[smartedu.Path(p)] = e
		return err
	}, m)
	return out, err
}

// menu is the stored menu of a module, parsed once for each document; nil when there is none.
func (s *Service) menu(ctx context.Context, name string) (*smartedu.Tree, error) {
	m, ok := moduleNamed(name)
	if !ok {
		return nil, notFound()
	}
	at, err := db.One(s.Core.Reader(ctx), selFetched, db.Value[clock.Micros], name, string(m.tree))
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	have, ok := s.menus[name]
	s.mu.Unlock()
	if ok && have.at == at {
		return have.tree, nil
	}
	body, err := db.One(s.Core.Reader(ctx), selBody, db.Value[[]byte], name, string(m.tree))
	if err != nil {
		return nil, err
	}
	if body, err = unpack(body); err != nil {
		return nil, err
	}
	tree, _, err := smartedu.ReadTree(bytes.NewReader(body), string(m.tree))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.menus[name] = menu{at, tree}
	s.mu.Unlock()
	return tree, nil
}

// States are the modules in their order. Verb exchange.read.
func (s *Service) States(ctx context.Context, a *org.Actor) ([]State, error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return nil, err
	}
	var out []State
	for _, m := range modules {
		v, err := s.state(ctx, m.name)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
