package roster_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// world is an empty region with an importer.
type world struct {
	t      testing.TB
	core   *db.DB
	clock  *clock.Fake
	log    *bus.Log
	org    *org.Service
	jobs   *job.Queue
	seal   *seal.Service
	roster *roster.Service
	region org.UnitID
	dir    string
}

// start is the time of the fake clock: a school day.
var start = time.Date(2026, 3, 23, 2, 0, 0, 0, time.UTC)

var subjects = map[string]string{"语文": "chinese", "数学": "maths", "英语": "english"}

// engines runs a suite on both stores.
func engines(t *testing.T, suite func(w *world)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) { suite(newWorld(t, d)) }, migrations()...)
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, core: d, dir: t.TempDir()}
	w.begin(start)
	return w
}

// begin makes the services and the region.
func (w *world) begin(now time.Time) {
	w.t.Helper()
	w.clock = clock.NewFake(now)
	w.open()
	w.write(func(tx *db.Tx) (err error) {
		w.region, err = w.org.AddUnit(tx, org.Unit{Kind: org.Region, Code: "990000", Name: "测试市"}, org.UnitID{})
		return err
	})
}

// open makes the services anew over the same store, as after a restart.
func (w *world) open() {
	w.t.Helper()
	if err := w.services(testkit.Logger(w.t)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) decode(text string, v any) {
	w.t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.core.Write(context.Background(), f); err != nil {
		w.t.Fatal(err)
	}
}

// take checks a set at the region.
func (w *world) take(path string) roster.Import {
	w.t.Helper()
	i, err := w.roster.Take(context.Background(), w.region, "", path)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// apply stores it and returns what the command line would print.
func (w *world) apply(i roster.Import, allow bool) roster.Outcome {
	w.t.Helper()
	i, err := w.roster.ApplyNow(context.Background(), i, allow)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.outcome(i)
}

func (w *world) outcome(i roster.Import) roster.Outcome {
	w.t.Helper()
	o, err := w.roster.Outcome(context.Background(), i)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) mustApply(i roster.Import) roster.Import {
	w.t.Helper()
	i, err := w.roster.ApplyNow(context.Background(), i, false)
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}
