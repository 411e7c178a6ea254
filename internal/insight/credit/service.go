package credit

import (
	"context"
	"embed"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations belong to the record store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

type ruleOf = preset.Credit

// Service folds the ledger and shows each person the own one. It is safe for concurrent use.
type Service struct {
	db   *db.DB // the record store
	org  *org.Service
	rule func(month string) preset.Credit
}

// New returns the service over the record store d; rule gives the rules of a month.
func New(d *db.DB, o *org.Service, rule func(month string) preset.Credit) *Service {
	return &Service{d, o, rule}
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
	delMonths   db.SQL = "-- unscoped: a rebuild empties the facts of all owners\nDELETE FROM credit_month"

	entryColumns = `SELECT e.id, e.month, e.person, e.kind, e.work, e.version, e.giver, e.school, e.setting, e.raw, e.amount, e.mends, e.reason, e.at FROM credit_entry e `

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
		for _, q := range []db.SQL{delVersions, delGiven, delUses, delActs, delEntries, delMonths} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return bus.Forget(tx, name)
	})
}

func scanEntry(r db.Row) (e Entry, err error) {
	return e, r.Scan(&e.ID, &e.Month, &e.Person, &e.Kind, &e.Work, &e.Version, &e.Giver, &e.School, &e.Setting, &e.Raw, &e.Amount, &e.Mends, &e.Reason, &e.At)
}

// Ledger is one person's entries by time, newest first: what was settled, and what the open month comes to so far.
type Ledger struct {
	Settled []Entry
	Open    []Entry
	Month   string // the open month; empty when nothing has happened yet
	Rule    preset.Credit
	Titles  map[id.Any]string // of works
	Schools map[id.Any]string // names
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
	return out, s.names(ctx, x, &out)
}

func (s *Service) names(ctx context.Context, x db.Querier, l *Ledger) error {
	l.Titles, l.Schools = map[id.Any]string{}, map[id.Any]string{}
	var works []id.Any
	for _, es := range [][]Entry{l.Settled, l.Open} {
		for _, e := range es {
			works = append(works, e.Work)
			if _, known := l.Schools[e.School]; !known && !e.School.IsZero() {
				u, err := s.org.Unit(ctx, org.UnitID(e.School))
				if err != nil {
					return err
				}
				l.Schools[e.School] = u.Name
			}
		}
	}
	return db.Each(x, selTitles, func(r db.Row) error {
		var w id.Any
		var title string
		err := r.Scan(&w, &title)
		l.Titles[w] = title
		return err
	}, db.IDs(works))
}
