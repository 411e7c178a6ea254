package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestEachStepLeavesAStatement walks the main job to its end, and asks the xAPI door, with a key, for the statement of the first
// event of every step.
func TestEachStepLeavesAStatement(t *testing.T) {
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Rehearse(ctx, 9)
	if err != nil {
		t.Fatal(err)
	}
	li := r.Teacher
	list, err := a.Homework.List(ctx, li)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Lessons.Adapt(ctx, li, id.As[commons.Version](list[0].Version), list[0].Owner, "once"); err != nil {
		t.Fatal(err)
	}
	given := id.As[any](list[len(list)-1].ID)
	todo, err := a.Assess.ToMark(ctx, li, given)
	if err != nil || len(todo) == 0 {
		t.Fatal(err, "nothing to mark")
	}
	m, err := a.Assess.Marking(ctx, li, given, todo[0].Line.No, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Assess.GiveMarks(ctx, li, given, todo[0].Line.No, []assess.Mark{{Sitting: m.Rows[0].Sitting, Rev: m.Rows[0].Rev, Score: 1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Insight.Sheet(ctx, li, given); err != nil {
		t.Fatal(err)
	}
	if err := a.Log.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	first := firstOfKind(t, a)
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	key, err := a.Records.CreateKey(ctx, "test", region.Node(), record.MayAll)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"work.created", "work.submitted", "version.reviewed", "version.published", "work.adapted", "assignment.given",
		"response.saved", "sitting.handed_in", "mark.given", "sheet.viewed"} {
		e, ok := first[kind]
		if !ok {
			t.Errorf("%s: the walk left no event", kind)
			continue
		}
		req := httptest.NewRequest("GET", "/xapi/statements?statementId="+record.EventStatement(e.ID).String(), nil)
		req.Header.Set("X-Experience-API-Version", "1.0.3")
		req.SetBasicAuth(key.Key, key.Secret)
		rec := httptest.NewRecorder()
		a.Mux.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: no statement: %d %s", kind, rec.Code, rec.Body.String())
		}
	}
}

func firstOfKind(t *testing.T, a *app.App) map[string]bus.Event {
	t.Helper()
	out := map[string]bus.Event{}
	for pos := (bus.Position{}); ; {
		events, err := a.Log.Read(context.Background(), pos, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			return out
		}
		for _, e := range events {
			if _, known := out[e.Kind]; !known {
				out[e.Kind] = e
			}
			pos = e.Pos
		}
	}
}
