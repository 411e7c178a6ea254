// Package archive lets a school leave with everything 全部数据导出: people, classes, enrolments, who teaches what, lessons, assignments,
// answers, results in the form that the law allows, and who looked at what, as one workbook that anybody can read without this program.
//
// Such a file holds all pupils of a school, so nobody gets it by role alone: one person asks with a reason, the responsible person, who
// is somebody else, answers (未成年人网络保护条例 art. 36), a job writes the workbook in bounded memory, and only who asked can fetch it,
// for seven days; each fetch is a look at the school's pupils. The national pupil number 学籍号, identity numbers, passwords and keys are
// never in it. The package knows no table but its own: each sheet is filled by the domain that owns its rows.
package archive

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates the table of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Days is how long a workbook can be fetched before it is removed.
const Days = 7

// The audit log's names of what is done here; a fetch is org's look at minors' data.
const (
	ActionAsked   = "ask.export"
	ActionDecided = "decide.export"
)

// States of a request.
const (
	Asked    = "asked"
	Approved = "approved"
	Refused  = "refused"
)

// RequestID names a request.
type RequestID = id.Of[Request]

// Request is one request for everything of a school.
type Request struct {
	ID        RequestID
	Owner     org.UnitID
	Asker     org.PersonID
	Reason    string
	State     string
	AskedAt   clock.Micros
	Decider   org.PersonID
	DecidedAt clock.Micros
	Note      string
	File      string // hash of the workbook; "" before it is made and after its time
	Size      int64  // bytes
	Lines     int64  // rows of all sheets
	Until     clock.Micros
	Fetched   clock.Micros // last time; 0 never
}

// Ready reports whether the workbook can be fetched at a moment.
func (q Request) Ready(at clock.Micros) bool { return q.File != "" && at < q.Until }

// Over reports whether the workbook was made and its time is over.
func (q Request) Over(at clock.Micros) bool { return q.Until != 0 && !q.Ready(at) }

// Parts are what a service is made of.
type Parts struct {
	Core  *db.DB
	Org   *org.Service
	Jobs  *job.Queue
	Blobs blob.Store
	Clock clock.Clock
	// Sheets are filled by the other domains, in the order in which they stand in the workbook.
	Sheets []Sheet
}

// Service holds the use cases of this package. It is safe for concurrent use.
type Service struct {
	Parts
	audit *audit.Log
}

// New returns the service and registers its jobs.
func New(p Parts) *Service {
	s := &Service{Parts: p, audit: audit.New(p.Core, p.Clock)}
	s.Jobs.Register(job.Kind{Name: jobMake, Run: s.makeJob})
	s.workbooks().Register()
	return s
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }

const (
	columns           = `id, owner, asker, reason, state, asked, decider, decided, note, file, size, lines, file_until, fetched FROM archive_request`
	insRequest db.SQL = `-- unscoped: org was asked for the school
INSERT INTO archive_request (id, owner, asker, reason, state, asked, decider, decided, note, file, size, lines, file_until, fetched) VALUES (?, ?, ?, ?, 'asked', ?, NULL, 0, '', '', 0, 0, 0, 0)`
	selRequest db.SQL = `-- unscoped: the caller asks org for the school it gets
SELECT ` + columns + ` WHERE id = ?`
	selRequests db.SQL = `SELECT ` + columns + ` WHERE @scope(owner) ORDER BY asked DESC LIMIT ?`
	selOpen     db.SQL = `-- unscoped: the asker's own
SELECT COUNT(*) FROM archive_request WHERE owner = ? AND asker = ? AND state = 'asked'`
	updDecide db.SQL = `-- unscoped: org was asked for the school
UPDATE archive_request SET state = ?, decider = ?, decided = ?, note = ? WHERE id = ? AND state = 'asked'`
	updFetched db.SQL = `-- unscoped: the asker's own
UPDATE archive_request SET fetched = ? WHERE id = ?`
)

func scanRequest(r db.Row) (q Request, err error) {
	return q, r.Scan(&q.ID, &q.Owner, &q.Asker, &q.Reason, &q.State, &q.AskedAt, &q.Decider, &q.DecidedAt, &q.Note, &q.File, &q.Size, &q.Lines, &q.Until, &q.Fetched)
}

// Schools are the schools whose data the actor may ask for, at most 100.
func (s *Service) Schools(ctx context.Context, a *org.Actor) ([]org.Unit, error) {
	all, err := s.Org.Units(ctx, a, org.DataExport, "", 100)
	var out []org.Unit
	for _, u := range all {
		if u.Kind == org.School || u.Kind == org.Central { // a teaching point goes with its school
			out = append(out, u)
		}
	}
	return out, err
}

// Ask asks for everything of a school. Verb data.export at the school. Invalid names wrong fields; Conflict while a request of the same
// person waits.
func (s *Service) Ask(ctx context.Context, a *org.Actor, school org.UnitID, reason string) (RequestID, error) {
	if err := s.Org.Must(ctx, a, org.DataExport, id.As[any](school)); err != nil {
		return RequestID{}, err
	}
	u, err := s.Org.Unit(ctx, school)
	if err != nil {
		return RequestID{}, err
	}
	if u.Kind != org.School && u.Kind != org.Central {
		return RequestID{}, fault.Fieldsf(fault.Field{Name: "unit", Message: "请选一所学校；教学点的数据在中心校的导出里"})
	}
	reason = org.CleanName(reason)
	if n := len([]rune(reason)); n < 5 || n > 300 {
		return RequestID{}, fault.Fieldsf(fault.Field{Name: "reason", Message: "请写清为什么要导出，5到300个字"})
	}
	if org.HoldsIdentity(reason) {
		return RequestID{}, fault.Fieldsf(fault.Field{Name: "reason", Message: org.NoIdentity})
	}
	q := id.New[Request]()
	return q, s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One(tx, selOpen, db.Value[int64], school, a.Person)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "您已经为这所学校申请过，正在等答复")
		}
		if _, err := tx.Exec(insRequest, q, school, a.Person, reason, s.now()); err != nil {
			return err
		}
		return s.audited(tx, a, ActionAsked, school, map[string]any{"request": q})
	})
}

// List lists the requests within reach of data.export or access.approve, newest first, at most 50.
func (s *Service) List(ctx context.Context, a *org.Actor) ([]Request, error) {
	verb := org.AccessApprove
	if a.Has(org.DataExport) {
		verb = org.DataExport
	}
	scope, err := s.Org.Reach(ctx, a, verb)
	if err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selRequests, scanRequest, scope, 50)
}

// Request is one request at a school where the actor has a verb.
func (s *Service) Request(ctx context.Context, a *org.Actor, r RequestID, v org.Verb) (Request, error) {
	q, err := db.One(s.Core.Reader(ctx), selRequest, scanRequest, r)
	if errors.Is(err, db.ErrNone) {
		return q, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	if err != nil {
		return q, err
	}
	return q, s.Org.Must(ctx, a, v, id.As[any](q.Owner))
}

// MayDecide reports whether somebody may answer a request: whoever approves access at the school and has not asked.
func (s *Service) MayDecide(ctx context.Context, a *org.Actor, q Request) (bool, error) {
	if q.State != Asked || q.Asker == a.Person || !a.Has(org.AccessApprove) {
		return false, nil
	}
	d, err := s.Org.Can(ctx, a, org.AccessApprove, id.As[any](q.Owner))
	return d.Allow, err
}

// Decide answers a request; an approved one is made into a workbook at once. Verb access.approve at the school. Nobody answers what they
// asked for themselves: Unlawful. Conflict when somebody has answered.
func (s *Service) Decide(ctx context.Context, a *org.Actor, r RequestID, approve bool, note string) error {
	q, err := s.Request(ctx, a, r, org.AccessApprove)
	if err != nil {
		return err
	}
	if q.Asker == a.Person {
		return fault.New(fault.Unlawful, "自己申请的导出要由另一位负责人批准(未成年人网络保护条例第三十六条)")
	}
	note = org.CleanName(note)
	if len([]rune(note)) > 300 {
		return fault.Fieldsf(fault.Field{Name: "note", Message: "说明最多300个字"})
	}
	if !approve && note == "" {
		return fault.Fieldsf(fault.Field{Name: "note", Message: "不批准要写明理由"})
	}
	state := Refused
	if approve {
		state = Approved
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updDecide, state, a.Person, s.now(), note, q.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "这个申请已经有了决定")
		}
		if approve {
			if _, err := s.Jobs.Enqueue(tx, job.Order{Kind: jobMake, Name: q.ID.String(), Owner: id.As[any](q.Owner), Asker: id.As[any](q.Asker), Args: args{q.ID}}); err != nil {
				return err
			}
		}
		return s.audited(tx, a, ActionDecided, q.Owner, map[string]any{"request": q.ID, "state": state})
	})
}

// Progress is the job that makes the workbook of a request; NotFound before it was approved.
func (s *Service) Progress(ctx context.Context, q Request) (job.Job, error) {
	return s.Jobs.Named(ctx, jobMake, q.ID.String())
}

// Fetch opens the workbook for whoever asked, while its time lasts, after the look is recorded. Verb data.export at the school. The caller
// closes.
func (s *Service) Fetch(ctx context.Context, a *org.Actor, r RequestID) (Request, io.ReadSeekCloser, error) {
	q, err := s.Request(ctx, a, r, org.DataExport)
	if err != nil {
		return q, nil, err
	}
	if q.Asker != a.Person {
		return q, nil, fault.New(fault.Denied, "这份导出只有申请的人能下载")
	}
	if !q.Ready(s.now()) {
		return q, nil, fault.New(fault.Gone, "这份导出还没有准备好，或者已经过了下载期限")
	}
	f, _, err := s.Blobs.Open(ctx, q.File)
	if err != nil {
		return q, nil, err
	}
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(updFetched, s.now(), q.ID); err != nil {
			return err
		}
		return s.Org.Looked(tx, a, org.DataExport, id.As[any](q.Owner), "approval:"+q.ID.String())
	})
	if err != nil {
		return q, nil, errors.Join(err, f.Close())
	}
	return q, f, nil
}

func (s *Service) audited(tx *db.Tx, a *org.Actor, action string, school org.UnitID, detail map[string]any) error {
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: action, Scope: id.As[any](school), Basis: "role", Request: a.Request, Detail: b})
}

// until is the end of a workbook that is made now.
func (s *Service) until() clock.Micros { return s.now() + Days*(24*time.Hour).Microseconds() }
