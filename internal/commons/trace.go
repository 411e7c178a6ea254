package commons

import (
	"cmp"
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Trace is one step in the life of a work: who did what to which version, when and why (W3C PROV: an activity, with its agent and
// what it used).
type Trace struct {
	Work    WorkID
	Version VersionID // none for the draft
	At      clock.Micros
	Actor   org.PersonID
	What    Step
	Source  VersionID // what was used
	Why     string    // never names of people
}

// Step is what was done.
type Step string

// The steps. Those from TraceSubmitted on are read from the versions' own record.
const (
	TraceCreated   Step = "created"
	TraceAdapted   Step = "adapted"
	TraceTaken     Step = "taken"
	TraceDeclined  Step = "declined"
	TraceLicence   Step = "licence"
	TraceLabel     Step = "label"
	TraceConsent   Step = "consent"
	TraceSubmitted Step = "submitted"
	TraceReturned  Step = "returned"
	TracePublished Step = "published"
	TraceWithdrawn Step = "withdrawn"
)

// Name is the step in zh-CN, also its key in catalogues.
func (s Step) Name() string {
	switch s {
	case TraceCreated:
		return "建立"
	case TraceAdapted:
		return "由原课改编"
	case TraceTaken:
		return "采用原课的新版本"
	case TraceDeclined:
		return "没有采用原课的新版本"
	case TraceLicence:
		return "更改许可"
	case TraceLabel:
		return "更改人工智能标识"
	case TraceConsent:
		return "撤回监护人同意"
	case TraceSubmitted:
		return "送审"
	case TraceReturned:
		return "退回"
	case TracePublished:
		return "通过并发布"
	case TraceWithdrawn:
		return "撤回"
	}
	return string(s)
}

const (
	insTrace db.SQL = `-- unscoped: the service has asked org for the work
INSERT INTO work_trace (id, work, version, at, actor, what, source, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

	selTraces db.SQL = `-- unscoped: the work or one of its versions was read with @scope before
SELECT work, version, at, actor, what, source, why FROM work_trace WHERE work = ? ORDER BY at DESC, id DESC LIMIT 200`
)

// trace writes a step in the transaction of what it tells.
func trace(tx *db.Tx, t Trace) error {
	_, err := tx.Exec(insTrace, id.New[Trace](), t.Work, t.Version, t.At, t.Actor, string(t.What), t.Source, t.Why)
	return err
}

func scanTrace(r db.Row) (Trace, error) {
	var t Trace
	return t, r.Scan(&t.Work, &t.Version, &t.At, &t.Actor, &t.What, &t.Source, &t.Why)
}

// traceLabels writes down a change of licence or label, so that neither is dropped silently.
func traceLabels(tx *db.Tx, was Work, d Draftable, by org.PersonID, now clock.Micros) error {
	if was.Licence != d.Licence {
		if err := trace(tx, Trace{Work: was.ID, At: now, Actor: by, What: TraceLicence, Why: was.Licence.Terms().Name + " → " + d.Licence.Terms().Name}); err != nil {
			return err
		}
	}
	if was.AI.Extent != d.AI.Extent {
		return trace(tx, Trace{Work: was.ID, At: now, Actor: by, What: TraceLabel, Why: was.AI.Extent.short() + " → " + d.AI.Extent.short()})
	}
	return nil
}

func (e Extent) short() string {
	if e == AINone {
		return "无"
	}
	return e.Name()
}

// Traces is the record of one of the actor's own works: what was done to the draft and what became of each version, newest first.
func (s *Service) Traces(ctx context.Context, a *org.Actor, w WorkID) ([]Trace, error) {
	if _, err := s.Get(ctx, a, w); err != nil {
		return nil, err
	}
	x := s.core.Reader(ctx)
	out, err := db.All(x, selTraces, scanTrace, w)
	if err != nil {
		return nil, err
	}
	versions, err := db.All(x, selHistory, scanVersion, w)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		out = append(out, v.steps()...)
	}
	slices.SortStableFunc(out, func(a, b Trace) int { return cmp.Compare(b.At, a.At) })
	return out, nil
}

// steps tells a version's own record as traces.
func (v Version) steps() []Trace {
	out := []Trace{{Work: v.Work, Version: v.ID, At: v.Submitted, Actor: v.Author, What: TraceSubmitted, Source: v.DerivedFrom}}
	switch {
	case v.State == Returned:
		out = append(out, Trace{Work: v.Work, Version: v.ID, At: v.Decided, Actor: v.Reviewer, What: TraceReturned, Why: v.Note})
	case v.Published > 0:
		out = append(out, Trace{Work: v.Work, Version: v.ID, At: v.Published, Actor: v.Reviewer, What: TracePublished})
	}
	if v.Withdrawn > 0 {
		out = append(out, Trace{Work: v.Work, Version: v.ID, At: v.Withdrawn, Actor: v.Withdrawer, What: TraceWithdrawn, Why: v.Why})
	}
	return out
}
