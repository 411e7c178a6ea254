package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// recorded is the kind of the event that a class's results of an exam count: one a class, whatever the number of pupils and subjects.
const recorded = "results.recorded"

// Recorded is results.recorded, version 1. It holds ids and counts.
type Recorded struct {
	Exam     exam.ExamID `json:"exam"`
	Class    org.ClassID `json:"class"`
	School   org.UnitID  `json:"school"`
	Subjects []string    `json:"subjects"`
	Pupils   int         `json:"pupils"` // the most that sat one of them
}

// sliceEvents is how many events one write leaves.
const sliceEvents = 100

// tell leaves one event a class, in slices behind interactive writes. cause names the import: a job that runs again tells nothing twice,
// because the events' ids follow from it.
func (s *Service) tell(ctx context.Context, n exam.ExamID, cause string, classes map[id.Any]*Recorded) error {
	if s.Log == nil || cause == "" {
		return nil
	}
	list := make([]*Recorded, 0, len(classes))
	for _, c := range classes {
		slices.Sort(c.Subjects)
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *Recorded) int { return bytes.Compare(a.Class[:], b.Class[:]) })
	for part := range slices.Chunk(list, sliceEvents) {
		err := s.Core.Bulk(ctx, func(tx *db.Tx) error {
			for _, c := range part {
				e := bus.Event{ID: id.Named[any](n, cause+c.Class.String()), Kind: recorded, Owner: id.As[any](c.Class), Request: "report"}
				if _, err := s.Log.Append(tx, e, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, db.ErrUnique) { // told before the job was interrupted
			return err
		}
	}
	return nil
}

// Statement tells results.recorded as an xAPI statement of the system about a class. Results of single pupils are not statements: an import
// leaves one a file and class.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != recorded {
		return xapi.Statement{}, false, nil
	}
	var p Recorded
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return xapi.Statement{}, false, fmt.Errorf("report: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	const home = "https://github.com/tongxue-edu/tongxue"
	return xapi.Statement{Timestamp: clock.Time(e.Occurred),
		Verb:   xapi.Verb{ID: home + "/verb/recorded", Display: map[string]string{"zh-CN": "登记成绩", "en": "recorded"}},
		Object: xapi.Object{ID: "urn:uuid:" + p.Class.String()},
		Context: xapi.Context{Platform: "Tongxue", Grouping: []xapi.Object{{ID: "urn:uuid:" + p.Exam.String()}, {ID: "urn:uuid:" + p.School.String()}},
			Extensions: xapi.Extensions{home + "/ext/pupils": xapi.Int(int64(p.Pupils)), home + "/ext/subjects": xapi.Int(int64(len(p.Subjects)))}}}, true, nil
}
