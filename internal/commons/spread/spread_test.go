package spread_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons/spread"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

type m = map[string]any

// TestNews: a school that begins is news once for each work, to its author; the own school, what nobody began, what is old, and an author who
// wants none are not.
func TestNews(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		w := orgtest.New(t, core)
		ctx := context.Background()
		var news []string
		names := map[org.UnitID]string{w.SchoolA: "A", w.SchoolB: "B", w.SchoolC: "C"}
		s := spread.New(core, w.Org, w.Clock, func(_ *db.Tx, n spread.News) error {
			if n.Author != w.TeacherA.Person || n.Owner != w.SchoolA {
				t.Errorf("%+v", n)
			}
			news = append(news, fmt.Sprint(n.Title, " ", names[n.School]))
			return nil
		})
		w.Log.Consume(s.Consumer())
		event := func(kind string, p m) {
			t.Helper()
			if err := core.Write(ctx, func(tx *db.Tx) error {
				_, err := w.Log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](w.SchoolA), Actor: id.As[any](w.TeacherB.Person)}, p)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		publish := func(work id.Any, title string) id.Any {
			v := id.New[any]()
			event("version.published", m{"work": work, "version": v, "title": title, "school": w.SchoolA, "author": w.TeacherA.Person})
			return v
		}
		give := func(v id.Any, school org.UnitID, begun int) {
			a := id.New[any]()
			event("assignment.given", m{"assignment": a, "school": school, "version": v})
			for range begun {
				event("response.saved", m{"assignment": a})
			}
		}
		expect := func(want ...string) {
			t.Helper()
			if err := w.Log.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(news, want) {
				t.Errorf("%q, want %q", news, want)
			}
			news = nil
		}
		work := id.New[any]()
		v := publish(work, "角")
		give(v, w.SchoolA, 1)
		give(v, w.SchoolB, 0)
		expect()
		give(v, w.SchoolB, 2)
		expect("角 B")
		give(v, w.SchoolB, 1)
		give(publish(work, "角"), w.SchoolB, 1) // a new version is the same work
		give(v, w.SchoolC, 1)
		give(publish(id.New[any](), "线"), w.SchoolB, 1)
		expect("角 C", "线 B")
		if err := s.Want(ctx, w.TeacherA, false); err != nil {
			t.Fatal(err)
		}
		if wanted, err := s.Wanted(ctx, w.TeacherA); err != nil || wanted {
			t.Error(wanted, err)
		}
		give(publish(id.New[any](), "面"), w.SchoolB, 1)
		expect()
		if err := s.Want(ctx, w.TeacherA, true); err != nil {
			t.Fatal(err)
		}
		if err := s.Want(ctx, w.PupilA, true); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil: %v", err)
		}
		give(publish(id.New[any](), "体"), w.SchoolB, 1)
		w.Clock.Advance(8 * 24 * time.Hour) // the log is read much later
		expect()
	}, bus.Migrations, org.Migrations, audit.Migrations, spread.Migrations)
}
