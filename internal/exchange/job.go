package exchange

import (
	"context"
	"errors"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Kinds of jobs.
const (
	kindHarvest = "exchange.harvest"
	kindLessons = "exchange.lessons"
	kindSets    = "exchange.sets"
)

// lessonsAtOnce is how many books one job reads lists for.
const lessonsAtOnce = 40

type harvestArgs struct {
	Module string `json:"module"`
	Accept bool   `json:"accept,omitempty"`
}

// harvestJob is one harvest of one module. Trouble with the platform is noted and tried again by the clock; it is no failure of the job.
func (s *Service) harvestJob(ctx context.Context, t *job.Task) error {
	var args harvestArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	m, ok := moduleNamed(args.Module)
	if !ok {
		return fault.New(fault.Invalid, "没有这个目录")
	}
	if s.Source == nil {
		return errNoLine()
	}
	res, err := s.harvest(ctx, nil, m, s.Source, args.Accept, func(tx *db.Tx, done, total int) error { return t.Step(tx, int64(done), int64(total), "") })
	if err != nil || res.Outcome == Failed {
		return err
	}
	if m.name == Lessons {
		return s.follow(ctx, kindLessons, t.Owner, 0) // which leads to the sets
	}
	return s.follow(ctx, kindSets, t.Owner, 0)
}

// follow enqueues the job that comes after one, some time later.
func (s *Service) follow(ctx context.Context, kind string, owner id.Any, later clock.Micros) error {
	o := job.Order{Kind: kind, Owner: owner}
	if later > 0 {
		o.After = s.now() + later
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Jobs.Enqueue(tx, o)
		return err
	})
}

// between is the pause between two jobs that read document by document.
const between = 60 * 1_000_000

// setsAtOnce is how many topics, papers and courses one job asks for.
const setsAtOnce = 40

// setsJob reads the documents of some topics, papers and courses that have none or old ones.
func (s *Service) setsJob(ctx context.Context, t *job.Task) error {
	if s.Source == nil {
		return errNoLine()
	}
	asked, _, err := s.fetchSets(ctx, s.Source, s.now()-lessonAge, setsAtOnce)
	var trouble *Trouble
	if errors.As(err, &trouble) {
		return nil // the next harvest goes on
	}
	if err != nil || asked < setsAtOnce {
		return err
	}
	return s.follow(ctx, kindSets, t.Owner, between)
}

// lessonsJob reads the lists of lessons of some books that have none or old ones.
func (s *Service) lessonsJob(ctx context.Context, t *job.Task) error {
	if s.Source == nil {
		return errNoLine()
	}
	seen := 0
	_, err := s.fetchContents(ctx, s.Source, s.now()-lessonAge, lessonsAtOnce, func(done, total int) error {
		seen = done
		return t.Progress(ctx, int64(done), int64(total), "")
	})
	var trouble *Trouble
	if errors.As(err, &trouble) {
		return nil // the next harvest goes on
	}
	if err != nil {
		return err
	}
	if err := s.follow(ctx, kindSets, t.Owner, 0); err != nil || seen < lessonsAtOnce {
		return err
	}
	return s.follow(ctx, kindLessons, t.Owner, between)
}

// RunNow asks for a harvest of a module. accept lets any share of the catalogue go. once is the form's idempotency key. Verb
// exchange.manage at the region.
func (s *Service) RunNow(ctx context.Context, a *org.Actor, name string, accept bool, once string) error {
	region, err := s.may(ctx, a, org.ExchangeManage)
	if err != nil {
		return err
	}
	if _, ok := moduleNamed(name); !ok {
		return notFound()
	}
	st, err := s.state(ctx, name)
	if err != nil {
		return err
	}
	if s.Source == nil {
		return errNoLine()
	}
	if !st.Live {
		return fault.New(fault.Invalid, "联网收取还没有打开，请系统管理员先打开；没有外网时请用“导入文件”")
	}
	if once != "" {
		once = "now " + once
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Jobs.Enqueue(tx, job.Order{Kind: kindHarvest, Name: once, Owner: region, Asker: id.As[any](a.Person), Args: harvestArgs{name, accept}})
		return err
	})
}

const (
	updLive db.SQL = `-- unscoped: the service has asked org at the region
UPDATE exchange_module SET live = ?, hours = ?, due = ? WHERE name = ?`
	selDue db.SQL = `-- unscoped: housekeeping
SELECT name, due FROM exchange_module WHERE live AND due <= ?`
	updDue db.SQL = `-- unscoped: housekeeping
UPDATE exchange_module SET due = ? WHERE name = ? AND due = ?`
)

// scheduled is the payload of catalogue.scheduled.
type scheduled struct {
	Module string `json:"module"`
	Live   bool   `json:"live"`
	Hours  int    `json:"hours"`
}

// Schedule turns the polling of a module on or off, and says how often. Verb system.manage at the region.
func (s *Service) Schedule(ctx context.Context, a *org.Actor, name string, live bool, hours int) error {
	region, err := s.may(ctx, a, org.SystemManage)
	if err != nil {
		return err
	}
	if _, ok := moduleNamed(name); !ok {
		return notFound()
	}
	if hours < 6 || hours > 24*31 {
		return fault.Fieldsf(fault.Field{Name: "hours", Message: "间隔从 6 小时到 31 天"})
	}
	if _, err := s.state(ctx, name); err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(updLive, live, hours, s.now(), name); err != nil {
			return err
		}
		_, err := s.Log.Append(tx, event(a, "catalogue.scheduled", region), scheduled{name, live, hours})
		return err
	})
}

// Due enqueues the harvests whose time has come, each once. It returns how many.
func (s *Service) Due(ctx context.Context) (int, error) {
	if s.Source == nil {
		return 0, nil
	}
	type due struct {
		name string
		at   int64
	}
	now := s.now()
	list, err := db.All(s.Core.Reader(ctx), selDue, func(r db.Row) (v due, err error) { return v, r.Scan(&v.name, &v.at) }, now)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	region, err := s.region(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, d := range list {
		err := s.Core.Write(ctx, func(tx *db.Tx) error {
			took, err := tx.Exec(updDue, now+6*hour, d.name, d.at) // the harvest itself says when the next is due
			if err != nil || took == 0 {
				return err
			}
			n++
			_, err = s.Jobs.Enqueue(tx, job.Order{Kind: kindHarvest, Owner: region, Args: harvestArgs{Module: d.name}})
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Follow looks every minute what is due, until ctx ends.
func (s *Service) Follow(ctx context.Context) {
	for {
		if _, err := s.Due(ctx); err != nil && ctx.Err() == nil {
			_ = err // the next minute tries again; a store that cannot be read shows everywhere else
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}
