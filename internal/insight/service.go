package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Line is one question of a paper, as a teacher reads it.
type Line struct {
	No        int
	Prompt    string   // plain text
	Kind      string   // zh-CN name, for example 单选
	Options   []string // "A. 三角形"
	Key       string   // in words; for teachers only
	Knowledge string   // 知识点, may be empty
}

// Sources are the other domains, as far as this one reads them; app joins them.
type Sources struct {
	// Outline reads the questions of a paper. The caller has asked org about the class or unit through which it came to the paper.
	Outline func(ctx context.Context, paper id.Any) ([]Line, error)
	// Matrix reads a complete table of sampled quality monitoring and asks org for monitor.read itself.
	Matrix func(ctx context.Context, a *org.Actor, monitoring id.Any) (items []string, rows [][]float64, err error)
}

// Service holds the use cases of analysis. It is safe for concurrent use.
type Service struct {
	db    *db.DB // the record store
	core  *db.DB // for the one event this domain leaves
	log   *bus.Log
	org   *org.Service
	clock clock.Clock
	from  Sources

	mu       sync.Mutex
	viewed   map[viewKey]bool // sheets whose first look of the day is in the log
	analyses map[id.Any]Analysis
}

type viewKey struct {
	assignment id.Any
	person     org.PersonID
	day        string
}

// New returns the service over the record store d and the log in core.
func New(d, core *db.DB, log *bus.Log, o *org.Service, c clock.Clock, from Sources) *Service {
	return &Service{db: d, core: core, log: log, org: o, clock: c, from: from, viewed: map[viewKey]bool{}, analyses: map[id.Any]Analysis{}}
}

// name is the consumer's key for ever.
const name = "insight"

// Consumer folds the events of other domains.
func (s *Service) Consumer() bus.Consumer {
	return bus.Consumer{Name: name, Store: s.db, Handle: s.handle}
}

// Reset empties every table and sets the consumer back, so that it folds the whole log anew. Pages show less until it is done.
func (s *Service) Reset(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, q := range []db.SQL{delVersions, delAssignments, delSittings, delAnswers, delItems, delChoices, delSeen, delSchools} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return bus.Forget(tx, name)
	})
}

// Viewed is the payload of sheet.viewed: a teacher has opened the review-lesson sheet of a class, once a day.
type Viewed struct {
	Assignment id.Any `json:"assignment"`
	Class      id.Any `json:"class"`
	School     id.Any `json:"school"`
}

// viewed leaves the event of a first look of the day. A restart may leave a second one, which says nothing wrong.
func (s *Service) view(ctx context.Context, a *org.Actor, as Assignment) error {
	k := viewKey{as.ID, a.Person, clock.Local(clock.At(s.clock.Now())).Format("2006-01-02")}
	s.mu.Lock()
	done := s.viewed[k]
	if len(s.viewed) > 10000 {
		clear(s.viewed)
	}
	s.viewed[k] = true
	s.mu.Unlock()
	if done {
		return nil
	}
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.log.Append(tx, bus.Event{Kind: "sheet.viewed", Owner: as.Class, Actor: id.As[any](a.Person), Request: a.Request},
			Viewed{as.ID, as.Class, as.School})
		return err
	})
	if fault.Is(err, fault.Full) {
		return nil // reads go on when the disk is full
	}
	return err
}

// Statement turns this domain's event into a statement; others are not its own.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != "sheet.viewed" {
		return xapi.Statement{}, false, nil
	}
	var p Viewed
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return xapi.Statement{}, false, fmt.Errorf("insight: payload of %s: %w", e.ID, err)
	}
	return xapi.Statement{Verb: xapi.VerbViewed, Timestamp: clock.Time(e.Occurred),
		Object: xapi.Object{ID: "urn:uuid:" + p.Assignment.String() + "#sheet", Type: xapi.TypeDocument, Name: map[string]string{"zh-CN": "讲评单", "en": "review-lesson sheet"}},
		Context: xapi.Context{Platform: "Tongxue", Parent: []xapi.Object{{ID: "urn:uuid:" + p.Assignment.String(), Type: xapi.TypeAssignment}},
			Grouping: []xapi.Object{{ID: "urn:uuid:" + p.Class.String()}, {ID: "urn:uuid:" + p.School.String()}}}}, true, nil
}

// known reads an assignment for which the actor may see the analysis of its class.
func (s *Service) known(ctx context.Context, a *org.Actor, assignment id.Any) (Assignment, error) {
	as, err := db.One(s.db.Reader(ctx), selAssignment, scanAssignment, assignment)
	if errors.Is(err, db.ErrNone) {
		if err := s.org.Must(ctx, a, org.ClassAnalyse, id.Any{}); fault.Is(err, fault.SignIn) || fault.Is(err, fault.Denied) {
			return as, err
		}
		return as, fault.New(fault.NotFound, "没有这次练习，或它的数据还在汇总，请过几秒再看")
	}
	if err != nil {
		return as, err
	}
	return as, s.org.Must(ctx, a, org.ClassAnalyse, as.Class)
}
