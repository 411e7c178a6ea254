// Package app wires the house together: it is the only package that knows every other. Open makes an App from a Config, Run serves
// until its context ends, Close gives everything back. It holds no rule; what a rule needs from another domain is joined here.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/kept"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/upload"
	"github.com/tongxue-edu/tongxue/internal/web/file"
	"github.com/tongxue-edu/tongxue/preset"
)

// Config says what to run on.
type Config struct {
	Dir     string // data directory
	DSN     string // PostgreSQL; empty: SQLite files in Dir
	Preset  string // for a new store
	BaseURL string // public address, for links and statements
	HTTPS   HTTPS
	Demo    bool
	S3      *blob.S3Config
	Files   Files
	OIDC    *oidc.Config // a city's identity provider; nil: none
	Log     *slog.Logger
	Clock   clock.Clock
}

// App is the running product.
type App struct {
	Config Config
	Preset *preset.Preset

	Core, Record, Search *db.DB
	Blobs                blob.Store
	Uploads              *upload.Store
	Renders              *job.Queue // of renditions alone: an hour of video holds up nothing else
	Renditions           *rendition.Service
	origin               *file.Origin
	Log                  *bus.Log
	Jobs                 *job.Queue
	Audit                *audit.Log
	Authn                *authn.Service
	Kept                 *kept.Service
	Seal                 *seal.Service
	Factors              *authn.Factors
	provider             *oidc.Provider
	hints                *demoHints
	Org                  *org.Service
	Certs                *cert.Manager
	domains

	Mux     *httpx.Mux
	Routes  []httpx.Route
	Metrics *prometheus.Registry

	heard  *heard        // the event log's clock
	steady *clock.Steady // nil: a clock that a test sets
	folder *folder
	opened time.Time
}

// stores names the three files and what migrates into each.
func stores() []string { return []string{"core", "record", "search"} }

// Open opens the data directory, brings its stores to the newest form and wires everything. Nothing serves yet.
func Open(ctx context.Context, c Config) (a *App, err error) {
	c = c.fill()
	a = &App{Config: c, opened: time.Now(), Metrics: prometheus.NewRegistry()}
	defer func() {
		if err != nil {
			_ = a.Close()
			a = nil
		}
	}()
	if a.folder, err = openFolder(c.Dir); err != nil {
		return a, err
	}
	a.openClock()
	if err = a.openCerts(); err != nil {
		return a, err
	}
	if err = a.openStores(ctx); err != nil {
		return a, err
	}
	if a.Blobs, err = a.openBlobs(ctx); err != nil {
		return a, err
	}
	if err = a.openFiles(); err != nil {
		return a, err
	}
	if a.Preset, err = preset.Load(c.Preset); err != nil {
		return a, fault.Wrap(err, fault.Invalid, "没有名为 %s 的预置方案", c.Preset)
	}
	a.heard = &heard{Clock: c.Clock}
	a.Log = bus.New(a.Core, a.heard, c.Log)
	a.Jobs = job.New(a.Core, c.Clock, c.Log)
	a.Audit = audit.New(a.Core, c.Clock)
	if a.Seal, err = seal.New(a.Core, a.folder.file("keys"), c.Clock); err != nil {
		return a, err
	}
	a.Kept = kept.New(a.Core, c.Clock)
	a.Authn = authn.New(a.Core, c.Clock, authn.NewPool(max(1, runtime.NumCPU()/2)))
	a.Factors = authn.NewFactors(a.Authn, a.Seal, a.Preset.Region.Name+"智慧教育", c.BaseURL)
	if err = a.openProvider(); err != nil {
		return a, err
	}
	a.Org = org.New(a.Core, a.Log, c.Clock, a.Preset)
	if err = a.found(ctx); err != nil {
		return a, err
	}
	a.wire()
	a.measure()
	return a, nil
}

func (c Config) fill() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	switch wall := c.Clock.(type) {
	case nil:
		c.Clock = clock.NewSteady(clock.System{})
	case clock.System, clock.Shifted:
		c.Clock = clock.NewSteady(wall)
	}
	if c.Preset == "" {
		c.Preset = preset.Default
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://tongxue.invalid"
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	return c
}

func (a *App) openStores(ctx context.Context) error {
	all := Migrations()
	for i, name := range stores() {
		dc := db.Config{Name: name, DSN: a.Config.DSN}
		if dc.DSN == "" {
			dc.Path = a.folder.file(name + ".db")
			if i > 0 {
				dc.Attach = a.folder.file("core.db")
			}
		}
		if name == "search" {
			dc.Cache = 16000 // a query walks through many pages of the index; a small library does not fill it
		}
		d, err := db.Open(ctx, dc)
		if err != nil {
			return err
		}
		*[]**db.DB{&a.Core, &a.Record, &a.Search}[i] = d
		before := func() error { return a.copyBefore(d) }
		if err := d.Migrate(ctx, before, all[name]...); err != nil {
			return err
		}
	}
	return nil
}

// copyBefore keeps the file as it was before a migration changes it.
func (a *App) copyBefore(d *db.DB) error {
	if d.Engine() == db.Postgres {
		return nil // PostgreSQL's own backup is the operator's
	}
	return d.CopyTo(filepath.Join(a.folder.path, "copies", fmt.Sprintf("%s-%s.db", d.Name(), a.Config.Clock.Now().Format("20060102T150405"))))
}

func (a *App) openBlobs(ctx context.Context) (blob.Store, error) {
	if a.Config.S3 != nil {
		return blob.OpenS3(ctx, *a.Config.S3)
	}
	return blob.OpenDir(a.folder.file("blobs"))
}

// found creates the region of the preset in an empty store.
func (a *App) found(ctx context.Context) error {
	_, err := a.Org.RegionUnit(ctx)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	return a.Core.Write(ctx, func(tx *db.Tx) error {
		region, err := a.Org.AddUnit(tx, org.Unit{Kind: org.Region, Code: a.Preset.Region.Code, Name: a.Preset.Region.Name}, org.UnitID{})
		if err != nil {
			return err
		}
		for _, d := range a.Preset.Districts {
			if _, err := a.Org.AddUnit(tx, org.Unit{Kind: org.District, Code: d.Code, Name: d.Name}, region); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close gives back what Open took, in reverse.
func (a *App) Close() error {
	var errs []error
	for _, d := range []*db.DB{a.Search, a.Record, a.Core} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	if a.folder != nil {
		if a.steady != nil {
			a.noteClock()
		}
		errs = append(errs, a.folder.close())
	}
	return errors.Join(errs...)
}

// Migrations lists, for each store, the folders of migrations that the program carries.
func Migrations() map[string][]fs.FS { return migrations() }
