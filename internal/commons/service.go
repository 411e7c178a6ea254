package commons

import (
	"context"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed search/*.sql
var searchFiles embed.FS

// SearchMigrations creates the index in the search store.
func SearchMigrations() fs.FS { return searchFiles }

// Service holds the use cases of making, reviewing and finding. It is safe for concurrent use.
type Service struct {
	core     *db.DB
	search   *db.DB
	log      *bus.Log
	org      *org.Service
	clock    clock.Clock
	blobs    blob.Store
	papers   Papers
	outlines Outlines
	words    *preset.Vocabulary
	lexicon  *wordbook
	authors  *authors
	levels   *levels
	contents Contents
	makers   func(ctx context.Context, w WorkID) ([]org.PersonID, error)
	review   ReviewParts
}

// Parts are what the service is made of. Search is the search store, whose readers see core.
type Parts struct {
	Core, Search *db.DB
	Log          *bus.Log
	Org          *org.Service
	Clock        clock.Clock
	Blobs        blob.Store
	Papers       Papers
	Outlines     Outlines
	Preset       *preset.Preset     // whose names of subjects and grades are words of a search; nil has none
	Words        *preset.Vocabulary // by which editions, volumes and knowledge points get their ids; nil leaves what was typed
	Contents     Contents           // nil: nothing is known about bytes, which is for tests
	// Makers are the people beside the author who gave something to a work, such as in co-preparation; nil when nobody knows any. They
	// never review it.
	Makers func(ctx context.Context, w WorkID) ([]org.PersonID, error)
}

// New returns the service. Give the log Indexer() as a consumer.
func New(p Parts) *Service {
	return &Service{p.Core, p.Search, p.Log, p.Org, p.Clock, p.Blobs, p.Papers, p.Outlines, p.Words, newWordbook(p.Preset, p.Words), &authors{}, &levels{}, p.Contents, p.Makers, ReviewParts{}}
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// event is the frame of an event by a, owned by a school.
func event(a *org.Actor, kind string, owner org.UnitID) bus.Event {
	return bus.Event{Kind: kind, Owner: id.As[any](owner), Actor: id.As[any](a.Person), Request: a.Request}
}

// Schools are the schools in which the actor may make lessons.
func (s *Service) Schools(ctx context.Context, a *org.Actor) ([]org.Unit, error) {
	nodes, err := s.org.ReachNodes(ctx, a, org.LessonMake)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	for _, n := range nodes {
		u, err := s.org.Unit(ctx, id.As[org.Unit](n))
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// Create makes a draft in a school. once is the form's idempotency key: the same key of the same person gives the same work again.
func (s *Service) Create(ctx context.Context, a *org.Actor, school org.UnitID, d Draftable, once string) (Work, error) {
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](school)); err != nil {
		return Work{}, err
	}
	d, err := s.prepare(d)
	if err != nil {
		return Work{}, err
	}
	now := s.now()
	w := Work{ID: workID(a.Person, "create", once), Owner: school, Author: a.Person, Draftable: d, State: Draft, Rev: 1, Created: now, Changed: now}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		fresh, err := putWork(tx, w)
		if err != nil || !fresh {
			return err
		}
		if err := trace(tx, Trace{Work: w.ID, At: now, Actor: a.Person, What: TraceCreated}); err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.created", school), created{w.ID, school, w.Title})
		return err
	})
	return w, err
}

// prepare tidies what was typed, gives words of the vocabulary their ids, and says which fields are wrong.
func (s *Service) prepare(d Draftable) (Draftable, error) {
	d = d.tidy()
	if s.words != nil {
		if w, ok := s.words.Edition(d.Edition); ok {
			d.Edition = w.ID
		}
		if w, ok := s.words.Volume(d.Volume); ok {
			d.Volume = w.ID
		}
		for i, k := range d.Knowledge {
			if p, ok := s.words.Point(d.Subject, k); ok {
				d.Knowledge[i] = p.ID
			}
		}
		d = d.tidy() // two names of one point are one
	}
	return d, d.check()
}

// workID is the id of what a form with an idempotency key makes: the same for a repeated post, fresh without a key.
func workID(by org.PersonID, what, once string) WorkID {
	if once == "" {
		return id.New[Work]()
	}
	return id.Named[Work](by, what+" "+once)
}

// Get reads one of the actor's own works with its files. Denied for a colleague's, NotFound outside the actor's schools.
func (s *Service) Get(ctx context.Context, a *org.Actor, w WorkID) (Work, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return Work{}, err
	}
	x := s.core.Reader(ctx)
	got, err := db.One(x, selWork, scanWork, w, scope)
	if errors.Is(err, db.ErrNone) {
		return Work{}, fault.New(fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	if err != nil {
		return Work{}, err
	}
	if got.Author != a.Person {
		return Work{}, fault.New(fault.Denied, "只有作者本人可以查看和修改草稿")
	}
	got.Files, err = filesOf(x, w)
	return got, err
}

// PageSize is how many rows a list shows at once.
const PageSize = 20

// Mine lists the actor's own works, last changed first, of one state or of all ("").
func (s *Service) Mine(ctx context.Context, a *org.Actor, state State, after string) (rows []Listed, next string, err error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return nil, "", err
	}
	rows, err = listMine(s.core.Reader(ctx), scope, a.Person, state, readCursor(after), PageSize+1)
	if len(rows) > PageSize {
		rows = rows[:PageSize]
		last := rows[PageSize-1]
		next = cursor{last.Changed, id.As[any](last.ID)}.String()
	}
	return rows, next, err
}

// Counts are the numbers of the actor's own works by state.
func (s *Service) Counts(ctx context.Context, a *org.Actor) (map[State]int, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return nil, err
	}
	out := map[State]int{}
	err = db.Each(s.core.Reader(ctx), countMine, func(r db.Row) error {
		var st State
		var n int
		err := r.Scan(&st, &n)
		out[st] = n
		return err
	}, a.Person, scope)
	return out, err
}

// Save stores what the author typed when rev is still the stored revision. Otherwise the error is a *Stale with the stored work,
// unless the stored text is the same: a form sent twice is no conflict.
func (s *Service) Save(ctx context.Context, a *org.Actor, w WorkID, rev int, d Draftable) (Work, error) {
	if _, err := s.Get(ctx, a, w); err != nil {
		return Work{}, err
	}
	d, err := s.prepare(d)
	if err != nil {
		return Work{}, err
	}
	now := s.now()
	var out Work
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		stored, err := db.One(tx, selWorkTx, scanWork, w)
		if err != nil {
			return err
		}
		out = stored
		if _, err := tx.Exec(updConfirmed, now, w); err != nil { // whoever saves has looked at the fields
			return err
		}
		if stored.Same(d) {
			return nil
		}
		if err := underSource(tx, stored.DerivedFrom, d); err != nil {
			return err
		}
		if err := traceLabels(tx, stored, d, a.Person, now); err != nil {
			return err
		}
		ok, err := changeWork(tx, w, rev, d, now)
		if err != nil {
			return err
		}
		if !ok {
			return &Stale{stored}
		}
		out.Draftable, out.Rev, out.Changed = d, rev+1, now
		_, err = s.log.Append(tx, event(a, "work.saved", out.Owner), saved{w, out.Rev})
		return err
	})
	return out, err
}

// AddPaper makes an empty practice for a work, or gives the one it has.
func (s *Service) AddPaper(ctx context.Context, a *org.Actor, w WorkID) (id.Any, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil || !work.Paper.IsZero() {
		return work.Paper, err
	}
	var paper id.Any
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		stored, err := db.One(tx, selWorkTx, scanWork, w)
		if err != nil {
			return err
		}
		if paper = stored.Paper; !paper.IsZero() {
			return nil
		}
		if paper, err = s.papers.Create(tx, work.Owner, work.Author); err != nil {
			return err
		}
		if _, err = tx.Exec(updWorkPaper, paper, s.now(), w); err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.saved", work.Owner), saved{w, stored.Rev})
		return err
	})
	return paper, err
}

// Practice is the outline of a paper that the caller has read with its work or version: teachers may see the key.
func (s *Service) Practice(ctx context.Context, paper id.Any, key bool) ([]Line, error) {
	if paper.IsZero() || s.outlines == nil {
		return nil, nil
	}
	return s.outlines.Outline(ctx, paper, key)
}

// cursor is where a list goes on: the time and id of the last row shown.
type cursor struct {
	at clock.Micros
	id id.Any
}

// first is the cursor before the newest row.
var first = cursor{clock.Forever, id.Any{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}

// String is the form that links carry.
func (c cursor) String() string {
	return strconv.FormatInt(c.at, 36) + "." + hex.EncodeToString(c.id[:])
}

// readCursor reads what String wrote; anything else is the beginning.
func readCursor(s string) cursor {
	at, rest, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	b, err2 := hex.DecodeString(rest)
	if !ok || err != nil || err2 != nil || len(b) != 16 {
		return first
	}
	return cursor{n, id.Any(b)}
}
