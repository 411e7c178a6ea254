package credit

import (
	"context"
	"embed"
	"io/fs"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations belong to the record store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed core/*.sql
var coreFiles embed.FS

// CoreMigrations creates what people decide about the ledger, in the core store.
func CoreMigrations() fs.FS { return coreFiles }

type ruleOf = preset.Credit

// What a letter of the ledger is about.
const (
	LetterAppeal = "appeal" // to who answers it: somebody appeals
	LetterAnswer = "answer" // to the author: the answer
	LetterKnown  = "known"  // to who could have answered: the answer
	LetterStruck = "struck" // to who was paid: the audit has struck a use
)

// Letter is what the ledger tells somebody. ID is of the happening, so that it is told once.
type Letter struct {
	ID      id.Any
	What    string
	School  org.UnitID
	From    org.PersonID
	To      []org.PersonID
	Month   string
	Title   string // of the work
	Appeal  AppealID
	Granted bool
	Amount  Milli
	Text    string // what was answered or found
	At      clock.Micros
}

// Parts is what the service is made of.
type Parts struct {
	Record *db.DB // the ledger
	Core   *db.DB // what people decide about it
	Log    *bus.Log
	Org    *org.Service
	Rule   func(month string) preset.Credit
	Tell   func(tx *db.Tx, l Letter) error // puts a letter into inboxes in the transaction of what it tells
}

// Service folds the ledger, shows each person the own one, and takes appeals and the audit's findings. It is safe for concurrent use.
type Service struct {
	db, core *db.DB
	log      *bus.Log
	org      *org.Service
	rule     func(month string) preset.Credit
	told     func(tx *db.Tx, l Letter) error
}

// New returns the service.
func New(p Parts) *Service {
	return &Service{db: p.Record, core: p.Core, log: p.Log, org: p.Org, rule: p.Rule, told: p.Tell}
}

func (s *Service) tell(tx *db.Tx, l Letter) error {
	if len(l.To) == 0 {
		return nil
	}
	return s.told(tx, l)
}

// name is the consumer's key for ever.
const name = "insight.credit"

// Consumer folds the events of other domains.
func (s *Service) Consumer() bus.Consumer {
	return bus.Consumer{Name: name, Store: s.db, Handle: s.handle}
}

const (
	delVersions db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_version"
	delGiven    db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_given"
	delUses     db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_use"
	delActs     db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_act"
	delEntries  db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_entry"
	delSamples  db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_sample"
	delMonths   db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_month"

	entryColumns = `SELECT e.id, e.month, e.person, e.kind, e.work, e.version, e.giver, e.school, e.setting, e.raw, e.amount, e.mends, e.reason, e.cause, e.at FROM credit_entry e `

	selOwn db.SQL = `-- unscoped: the actor's own ledger
` + entryColumns + `WHERE e.person = ? ORDER BY e.month DESC, e.at DESC, e.id LIMIT ?`
	selTitles db.SQL = `-- unscoped: titles of works that the actor made, used or reviewed
SELECT work, title FROM credit_version WHERE work IN @ids ORDER BY version`
	selNow db.SQL = `-- unscoped: months belong to nobody
SELECT COALESCE(MAX(month), '') FROM credit_month WHERE settled = @false`
)

// Reset empties every table and sets the consumer back, so that it folds the whole log anew.
func (s *Service) Reset(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, q := range []db.SQL{delVersions, delGiven, delUses, delActs, delEntries, delSamples, delMonths} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return bus.Forget(tx, name)
	})
}

func scanEntry(r db.Row) (e Entry, err error) {
	return e, r.Scan(&e.ID, &e.Month, &e.Person, &e.Kind, &e.Work, &e.Version, &e.Giver, &e.School, &e.Setting, &e.Raw, &e.Amount, &e.Mends, &e.Reason, &e.Cause, &e.At)
}

// Ledger is one person's entries by time, newest first: what was settled, and what the open month comes to so far.
type Ledger struct {
	Settled []Entry
	Open    []Entry
	Month   string // the open month; empty when nothing has happened yet
	Rule    preset.Credit
	Titles  map[id.Any]string       // of works
	Schools map[id.Any]string       // names
	Appeals []Appeal                // the own ones, newest first
	Notes   map[id.Any]string       // what was written about corrections, by their cause
	Until   map[string]clock.Micros // until when what stands in a month may be appealed against; months whose time is over are left out
}

// Appealed reports whether an entry, or with the zero one a month, has been appealed against.
func (l Ledger) Appealed(entry id.Any, month string) bool {
	return slices.ContainsFunc(l.Appeals, func(p Appeal) bool { return p.Entry == entry && (p.Month == month || !entry.IsZero()) })
}

// shown is how many entries a ledger shows.
const shown = 500

// Own is the actor's own ledger. Nobody reads another's.
func (s *Service) Own(ctx context.Context, a *org.Actor) (Ledger, error) {
	if _, err := s.org.Reach(ctx, a, org.LibraryRead); err != nil {
		return Ledger{}, err
	}
	x := s.db.Reader(ctx)
	var out Ledger
	var err error
	if out.Settled, err = db.All(x, selOwn, scanEntry, a.Person, shown); err != nil {
		return out, err
	}
	if out.Month, err = db.One(x, selNow, db.Value[string]); err != nil {
		return out, err
	}
	out.Rule = s.rule(out.Month)
	if out.Month != "" {
		f, err := factsOf(x, out.Rule, out.Month)
		if err != nil {
			return out, err
		}
		for _, e := range Settle(out.Rule, out.Month, f) {
			if e.Person == a.Person {
				out.Open = append(out.Open, e)
			}
		}
	}
	if out.Appeals, err = db.All(s.core.Reader(ctx), selOwnAppeals, scanAppeal, a.Person); err != nil {
		return out, err
	}
	out.Until = map[string]clock.Micros{}
	for _, e := range out.Settled {
		if until := s.AppealUntil(e.Month); until > s.org.Now() {
			out.Until[e.Month] = until
		}
	}
	if err := s.notes(ctx, &out); err != nil {
		return out, err
	}
	return out, s.names(ctx, x, &out)
}

func (s *Service) names(ctx context.Context, x db.Querier, l *Ledger) error {
	l.Titles, l.Schools = map[id.Any]string{}, map[id.Any]string{}
	var works, schools []id.Any
	for _, es := range [][]Entry{l.Settled, l.Open} {
		for _, e := range es {
			works, schools = append(works, e.Work), append(schools, e.School)
		}
	}
	if err := s.schools(ctx, l.Schools, schools); err != nil {
		return err
	}
	return titles(x, l.Titles, works)
}

// schools names schools, each read once.
func (s *Service) schools(ctx context.Context, into map[id.Any]string, all []id.Any) error {
	for _, n := range all {
		if _, known := into[n]; known || n.IsZero() {
			continue
		}
		u, err := s.org.Unit(ctx, org.UnitID(n))
		if err != nil {
			return err
		}
		into[n] = u.Name
	}
	return nil
}

func titles(x db.Querier, into map[id.Any]string, works []id.Any) error {
	return db.Each(x, selTitles, func(r db.Row) error {
		var w id.Any
		var title string
		err := r.Scan(&w, &title)
		into[w] = title
		return err
	}, db.IDs(works))
}

// Named gives the entry of a case its title and school.
func (s *Service) Named(ctx context.Context, e Entry) (Ledger, error) {
	l := Ledger{Rule: s.rule(e.Month), Titles: map[id.Any]string{}, Schools: map[id.Any]string{}}
	if e.ID.IsZero() {
		return l, nil
	}
	if err := s.schools(ctx, l.Schools, []id.Any{e.School}); err != nil {
		return l, err
	}
	return l, titles(s.db.Reader(ctx), l.Titles, []id.Any{e.Work})
}
