package credit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Check is what the audit found about one use.
type Check struct {
	Struck bool
	Note   string
	Person org.PersonID
	At     clock.Micros
}

// Looked is a use as the audit sees it: what was used where and when. Nobody's name and no points.
type Looked struct {
	Used  id.Any
	Use   Use
	Owner id.Any // the school of the work
	Check *Check // nil: not looked at yet
}

// Audit is a settled month before who audits it.
type Audit struct {
	Month   string // empty: nothing is settled yet
	Months  []string
	Rule    preset.Credit
	Credits int // uses that were credited
	Sample  []Looked
	Hints   []Hint
	Titles  map[id.Any]string
	Schools map[id.Any]string
	checks  map[id.Any]Check  // by use
	owners  map[id.Any]id.Any // work → its school
}

const (
	selMonths db.SQL = `-- unscoped: months belong to nobody
SELECT month FROM credit_month WHERE settled = @true ORDER BY month DESC LIMIT 24`
	selMonthUses db.SQL = `-- unscoped: org was asked for CreditAudit at the region
SELECT work, version, school, teacher, setting, term, month, at FROM credit_use WHERE month = ? ORDER BY at, work, school`
	selSample db.SQL = `-- unscoped: org was asked for CreditAudit at the region
SELECT used FROM credit_sample WHERE month = ?`
	selGifts db.SQL = `-- unscoped: org was asked for CreditAudit at the region
SELECT v.work, v.school, g.school, g.teacher, g.at FROM credit_given g JOIN credit_version v ON v.version = g.version
WHERE g.opened = @false AND v.school <> g.school AND g.at >= ? AND g.at < ?`
	insCheck db.SQL = `-- unscoped: org was asked for CreditAudit at the region
INSERT INTO credit_check (used, month, struck, note, person, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (used) DO NOTHING`
	selChecks db.SQL = `-- unscoped: org was asked for CreditAudit at the region
SELECT used, struck, note, person, at FROM credit_check WHERE month = ?`
	selNotes db.SQL = `-- unscoped: what was written about corrections of the actor's own ledger
SELECT used, note FROM credit_check WHERE used IN @ids AND struck = @true`
)

// auditor asks for CreditAudit at the region: the ledger is one for all its schools.
func (s *Service) auditor(ctx context.Context, a *org.Actor) (org.Unit, error) {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return region, err
	}
	return region, s.org.Must(ctx, a, org.CreditAudit, region.Node())
}

// Audit is the sample and the hints of a settled month; of the last one when month is empty or not settled. Verb credit.audit at the region.
func (s *Service) Audit(ctx context.Context, a *org.Actor, month string) (Audit, error) {
	if _, err := s.auditor(ctx, a); err != nil {
		return Audit{}, err
	}
	x := s.db.Reader(ctx)
	out := Audit{Titles: map[id.Any]string{}, Schools: map[id.Any]string{}}
	var err error
	if out.Months, err = db.All(x, selMonths, db.Value[string]); err != nil {
		return out, err
	}
	if !slices.Contains(out.Months, month) {
		if month = ""; len(out.Months) > 0 {
			month = out.Months[0]
		}
	}
	out.Month, out.Rule = month, s.rule(month)
	if month == "" {
		return out, nil
	}
	f, err := s.month(ctx, month)
	if err != nil {
		return out, err
	}
	out.Credits, out.Hints = len(f.Uses), Hints(out.Rule, f.Works, f.Uses, f.gifts)
	if out.checks, err = s.checks(ctx, month); err != nil {
		return out, err
	}
	out.owners = map[id.Any]id.Any{}
	for n, w := range f.Works {
		out.owners[n] = w.School
	}
	for _, u := range f.Uses {
		if f.drawn[Key(u)] {
			out.Sample = append(out.Sample, out.looked(u))
		}
	}
	return out, s.places(ctx, x, &out, f)
}

// Look finds a use that was drawn or that a hint is about.
func (o Audit) Look(used id.Any) (Looked, bool) {
	for _, l := range o.Sample {
		if l.Used == used {
			return l, true
		}
	}
	for _, h := range o.Hints {
		for _, u := range h.Uses {
			if Key(u) == used {
				return o.looked(u), true
			}
		}
	}
	return Looked{}, false
}

// Of are the uses that a hint is about.
func (o Audit) Of(h Hint) []Looked {
	out := make([]Looked, len(h.Uses))
	for i, u := range h.Uses {
		out[i] = o.looked(u)
	}
	return out
}

func (o Audit) looked(u Use) Looked {
	l := Looked{Used: Key(u), Use: u, Owner: o.owners[u.Work]}
	if c, ok := o.checks[l.Used]; ok {
		l.Check = &c
	}
	return l
}

// facts of a settled month, for the audit: what was struck or withdrawn since belongs to it.
type monthFacts struct {
	Facts
	gifts []Gift
	drawn map[id.Any]bool
}

func (s *Service) month(ctx context.Context, month string) (monthFacts, error) {
	x := s.db.Reader(ctx)
	f := monthFacts{drawn: map[id.Any]bool{}}
	var err error
	if f.Uses, err = db.All(x, selMonthUses, scanUse, month); err != nil {
		return f, err
	}
	from, err := time.ParseInLocation("2006-01", month, clock.Shanghai)
	if err != nil {
		return f, fmt.Errorf("credit: month %q: %w", month, err)
	}
	f.gifts, err = db.All(x, selGifts, func(r db.Row) (g Gift, err error) {
		return g, r.Scan(&g.Work, &g.Owner, &g.School, &g.Teacher, &g.At)
	}, clock.At(from), clock.At(from.AddDate(0, 1, 0)))
	if err != nil {
		return f, err
	}
	drawn, err := db.All(x, selSample, db.Value[id.Any], month)
	if err != nil {
		return f, err
	}
	for _, used := range drawn {
		f.drawn[used] = true
	}
	f.Works, err = worksOf(x, f.Uses)
	return f, err
}

func (s *Service) checks(ctx context.Context, month string) (map[id.Any]Check, error) {
	out := map[id.Any]Check{}
	err := db.Each(s.core.Reader(ctx), selChecks, func(r db.Row) error {
		var used id.Any
		var c Check
		err := r.Scan(&used, &c.Struck, &c.Note, &c.Person, &c.At)
		out[used] = c
		return err
	}, month)
	return out, err
}

// places gives the works and schools of a month their names.
func (s *Service) places(ctx context.Context, x db.Querier, out *Audit, f monthFacts) error {
	var works, schools []id.Any
	for _, u := range f.Uses {
		works, schools = append(works, u.Work), append(schools, u.School, f.Works[u.Work].School)
	}
	for _, h := range out.Hints {
		works, schools = append(works, h.Works...), append(schools, h.Schools...)
	}
	if err := s.schools(ctx, out.Schools, schools); err != nil {
		return err
	}
	return titles(x, out.Titles, works)
}

// Check confirms or strikes a use that was drawn, or that a hint is about. Striking adds corrections to what was paid for it, and those
// who were paid get a letter. Verb credit.audit at the region. Faults: Invalid (note), Denied for who was paid, Conflict when it was looked
// at before.
func (s *Service) Check(ctx context.Context, a *org.Actor, month string, used id.Any, struck bool, note string) error {
	region, err := s.auditor(ctx, a)
	if err != nil {
		return err
	}
	if note, err = words("note", note, "请写明查了什么、看到什么，最多 500 字"); err != nil {
		return err
	}
	u, err := s.checkable(ctx, month, used)
	if err != nil {
		return err
	}
	entries, err := db.All(s.db.Reader(ctx), selOfUse, scanEntry, u.Work, u.School, u.Month)
	if err != nil {
		return err
	}
	var paid []org.PersonID
	for _, e := range entries {
		if !slices.Contains(paid, e.Person) {
			paid = append(paid, e.Person)
		}
	}
	if slices.Contains(paid, a.Person) {
		return fault.New(fault.Denied, "这一条记了您的分，要由别人查")
	}
	title := map[id.Any]string{}
	if err := titles(s.db.Reader(ctx), title, []id.Any{u.Work}); err != nil {
		return err
	}
	now := s.org.Now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(insCheck, used, month, struck, note, a.Person, now)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "这一条已经查过了，请刷新后再看")
		}
		if err := s.append(tx, a, "credit.checked", region.Node(), checked{used, month, u.Work, u.School, struck}); err != nil || !struck || len(paid) == 0 {
			return err
		}
		return s.tell(tx, Letter{ID: id.Named[any](used, Struck), What: LetterStruck, School: region.ID, From: a.Person, To: paid, Month: month, Title: title[u.Work], Text: note, At: now})
	})
}

// checkable finds a use of a settled month that was drawn or that a hint is about.
func (s *Service) checkable(ctx context.Context, month string, used id.Any) (Use, error) {
	none := fault.New(fault.NotFound, "这一条不在抽查和提示里，请从抽查页打开")
	settled, err := db.One(s.db.Reader(ctx), selSettled, db.Value[int], month)
	if err != nil {
		return Use{}, err
	}
	if settled == 0 {
		return Use{}, none
	}
	f, err := s.month(ctx, month)
	if err != nil {
		return Use{}, err
	}
	is := func(u Use) bool { return Key(u) == used }
	i := slices.IndexFunc(f.Uses, is)
	if i < 0 {
		return Use{}, none
	}
	hinted := slices.ContainsFunc(Hints(s.rule(month), f.Works, f.Uses, nil), func(h Hint) bool { return slices.ContainsFunc(h.Uses, is) })
	if !hinted && !f.drawn[used] {
		return Use{}, none
	}
	return f.Uses[i], nil
}

// notes are what was written about the corrections of the own ledger, by their cause.
func (s *Service) notes(ctx context.Context, l *Ledger) error {
	l.Notes = map[id.Any]string{}
	var causes []id.Any
	for _, e := range l.Settled {
		if !e.Cause.IsZero() {
			causes = append(causes, e.Cause)
		}
	}
	if len(causes) == 0 {
		return nil
	}
	for _, p := range l.Appeals {
		l.Notes[id.As[any](p.ID)] = p.Answer
	}
	return db.Each(s.core.Reader(ctx), selNotes, func(r db.Row) error {
		var used id.Any
		var note string
		err := r.Scan(&used, &note)
		l.Notes[used] = note
		return err
	}, db.IDs(causes))
}
