package app

import (
	"context"
	"io/fs"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// domains are the services of the nouns.
type domains struct {
	Lessons *commons.Service
	Assess  *assess.Service
	Records *record.Service
}

func migrations() map[string][]fs.FS {
	return map[string][]fs.FS{
		"core":   {bus.Migrations, org.Migrations, authn.Migrations, job.Migrations, audit.Migrations, commons.Migrations, assess.Migrations},
		"record": {bus.PositionMigrations, record.Migrations},
		"search": {bus.PositionMigrations, commons.SearchMigrations()},
	}
}

// wire joins the domains: each gets what it declared it needs.
func (a *App) wire() {
	c := a.Config
	a.Assess = assess.New(a.Core, a.Log, a.Org, a.Blobs, c.Clock)
	a.Lessons = commons.New(commons.Parts{Core: a.Core, Search: a.Search, Log: a.Log, Org: a.Org, Clock: c.Clock, Blobs: a.Blobs,
		Papers: papers{a.Assess}, Outlines: papers{a.Assess}})
	a.Records = record.New(a.Record, a.Org, c.Clock, c.BaseURL, commons.Statement, assess.Statement)
	a.Log.Consume(a.Lessons.Indexer())
	a.Log.Consume(a.Records.Consumer())
	a.doors()
}

// doors mounts the pages and the outside protocols.
func (a *App) doors() {
	a.Mux, a.Routes = web.New(web.Config{Org: a.Org, Authn: a.Authn, Log: a.Config.Log, Brand: a.Preset.Region.Name + "智慧教育", Demo: a.Config.Demo,
		Observe: a.observer(), Catalogue: []map[string]string{signin.Catalogue()}},
		a.signIn())
}

// papers is assess as commons wants it.
type papers struct{ s *assess.Service }

// Create makes an empty paper.
func (p papers) Create(tx *db.Tx, owner org.UnitID, author org.PersonID) (id.Any, error) {
	n, err := p.s.CreatePaper(tx, owner, author)
	return id.As[any](n), err
}

// Copy makes an editable copy.
func (p papers) Copy(tx *db.Tx, from id.Any, owner org.UnitID, author org.PersonID) (id.Any, error) {
	n, err := p.s.CopyPaper(tx, id.As[assess.Paper](from), owner, author)
	return id.As[any](n), err
}

// Freeze ends the editing.
func (p papers) Freeze(tx *db.Tx, paper id.Any) error {
	return p.s.FreezePaper(tx, id.As[assess.Paper](paper))
}

// Lines counts the items.
func (p papers) Lines(x db.Querier, paper id.Any) (int, error) {
	return p.s.CountLines(x, id.As[assess.Paper](paper))
}

// Outline is the paper as text.
func (p papers) Outline(ctx context.Context, paper id.Any, key bool) ([]commons.Line, error) {
	lines, err := p.s.PaperLines(ctx, id.As[assess.Paper](paper))
	if err != nil {
		return nil, err
	}
	out := make([]commons.Line, len(lines))
	for i, l := range lines {
		out[i] = commons.Line{No: l.No, Kind: l.KindName(), Prompt: l.Prompt(), Choices: l.Choices()}
		if key {
			for _, k := range l.Key {
				out[i].Key += k.Text + " "
			}
		}
	}
	return out, nil
}

// signIn is the door for people; the demonstration shows its accounts on it.
func (a *App) signIn() *signin.Pages {
	p := &signin.Pages{Authn: a.Authn, Secure: strings.HasPrefix(a.Config.BaseURL, "https://")}
	if a.Config.Demo {
		p.Demo, p.Password = demoAccounts, DemoPassword
	}
	return p
}
