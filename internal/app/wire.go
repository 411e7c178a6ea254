package app

import (
	"io/fs"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// domains are the services of the nouns.
type domains struct {
	Lessons  *commons.Service
	Assess   *assess.Service
	Homework *homework.Service
	Records  *record.Service
	Insight  *insight.Service
}

func migrations() map[string][]fs.FS {
	return map[string][]fs.FS{
		"core":   {bus.Migrations, org.Migrations, authn.Migrations, job.Migrations, audit.Migrations, commons.Migrations, assess.Migrations, homework.Migrations},
		"record": {bus.PositionMigrations, record.Migrations, insight.Migrations},
		"search": {bus.PositionMigrations, commons.SearchMigrations()},
	}
}

// wire joins the domains: each gets what it declared it needs.
func (a *App) wire() {
	c := a.Config
	a.Assess = assess.New(a.Core, a.Log, a.Org, a.Blobs, c.Clock)
	a.Lessons = commons.New(commons.Parts{Core: a.Core, Search: a.Search, Log: a.Log, Org: a.Org, Clock: c.Clock, Blobs: a.Blobs,
		Papers: papers{a.Assess}, Outlines: papers{a.Assess}})
	a.Homework = homework.New(a.Core, a.Log, a.Org, lessons{a.Lessons}, a.Assess, c.Clock)
	a.Records = record.New(a.Record, a.Org, c.Clock, c.BaseURL, commons.Statement, assess.Statement, homework.Statement, insight.Statement)
	a.Insight = insight.New(a.Record, a.Core, a.Log, a.Org, c.Clock, insight.Sources{Outline: papers{a.Assess}.questions, Matrix: papers{a.Assess}.matrix})
	for _, consumer := range []bus.Consumer{a.Lessons.Indexer(), a.Records.Consumer(), a.Insight.Consumer()} {
		a.Log.Consume(consumer)
	}
	a.doors()
}

// doors mounts the pages and the outside protocols.
func (a *App) doors() {
	a.Mux, a.Routes = web.New(web.Config{Org: a.Org, Authn: a.Authn, Log: a.Config.Log, Brand: a.Preset.Region.Name + "智慧教育", Demo: a.Config.Demo,
		Observe: a.observer(), Catalogue: []map[string]string{signin.Catalogue()}},
		a.signIn())
}

// signIn is the door for people; the demonstration shows its accounts on it.
func (a *App) signIn() *signin.Pages {
	p := &signin.Pages{Authn: a.Authn, Secure: strings.HasPrefix(a.Config.BaseURL, "https://")}
	if a.Config.Demo {
		p.Demo, p.Password = demoAccounts, DemoPassword
	}
	return p
}
