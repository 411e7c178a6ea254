package org_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
)

// Whoever opens minors' data without a basis is refused, told who may approve, and leaves one line in the audit log; whoever may not even
// ask learns no names, and an id that nothing has leaves nothing.
func TestRefusalIsRecorded(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		log := audit.New(w.Core, w.Clock)
		lines := func(a *org.Actor) int {
			t.Helper()
			all, err := log.List(ctx, db.NewScope([]org.Node{node(w.Region)}, w.Org.Now()), audit.Filter{Actor: id.As[any](a.Person), Action: org.ActionRefused}, 20)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range all {
				if e.Scope != node(w.ClassB) || e.Basis != "denied: no basis" || !strings.Contains(string(e.Detail), "people.read") {
					t.Errorf("the line says %+v", e)
				}
			}
			return len(all)
		}
		for range 3 {
			_, err := w.Org.Person(ctx, w.Bureau, org.PeopleRead, w.PupilsB[0].Person)
			no := (*org.Refused)(nil)
			if !errors.Is(err, org.ErrNoBasis) || !errors.As(err, &no) || no.At != node(w.ClassB) || !strings.Contains(err.Error(), "LeaderB") || !strings.Contains(err.Error(), "第三十六条") {
				t.Fatalf("the bureau opens a pupil: %v", err)
			}
		}
		if n := lines(w.Bureau); n != 1 {
			t.Errorf("three clicks left %d lines", n)
		}
		if err := w.Org.Must(ctx, w.AuditAdmin, org.PeopleRead, node(w.ClassB)); !fault.Is(err, fault.Denied) || errors.Is(err, org.ErrNoBasis) || strings.Contains(err.Error(), "LeaderB") {
			t.Errorf("an auditor: %v", err)
		}
		if n := lines(w.AuditAdmin); n != 1 {
			t.Errorf("the auditor's own attempt left %d lines", n)
		}
		if err := w.Org.Must(ctx, w.Bureau, org.PeopleRead, id.New[any]()); !fault.Is(err, fault.Denied) || lines(w.Bureau) != 1 {
			t.Errorf("an id of nothing: %v", err)
		}
		if err := w.Org.Must(ctx, w.LeaderB, org.PeopleRead, node(w.ClassB)); err != nil || lines(w.LeaderB) != 0 {
			t.Errorf("whoever may: %v", err)
		}
	})
}
