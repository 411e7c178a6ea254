package oneroster

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
)

// Verdicts of Check.
const (
	Accept = "accept" // no finding is an error
	Refuse = "refuse" // at least one is
)

// Options of Check. The zero value is what the command uses.
type Options struct {
	// MaxFindings is how many errors are kept for each code; 0 means 100. Report.Count always holds all.
	MaxFindings int
	// Base is what a delta set is applied to, in order: a bulk set and earlier deltas. With it, a delta's references are checked against the
	// whole state and Active counts the whole state. Without it a delta's references to tables that it does not hold whole are not checked.
	Base []Source
	// Progress, if not nil, is called now and then with the table being read and how many of its rows have been.
	Progress func(table string, rows int)
}

// Report is what Check found. Active counts the records of each offered table that are not marked for deletion; with Options.Base, of the whole
// state.
type Report struct {
	Verdict  string          `json:"verdict"`
	Version  string          `json:"version"`
	Active   map[string]int  `json:"active"`
	Modes    map[string]Mode `json:"modes"`
	Count    map[Code]int    `json:"count"` // findings of each code, kept or not
	Findings []Finding       `json:"findings"`
	// Dropped is how many findings more there are than Findings holds.
	Dropped int `json:"dropped,omitempty"`
}

// Check reads all of a source and reports everything that is wrong with it. The error is only for what keeps it from reading: the file's
// disappearance, the end of ctx. A set in any state whatever gives a Report.
//
// It keeps a 64-bit hash for each sourcedId, under a key drawn for the call, so that nobody can make two ids look like one.
func Check(ctx context.Context, src Source, opt Options) (Report, error) {
	c := &checker{src: src, opt: opt, seed: maphash.MakeSeed(), notes: newNotes(opt.MaxFindings), tables: map[string]*index{},
		parents: map[uint64]uint64{}, schoolOf: map[uint64]uint64{}, logins: map[uint64]uint32{}, posts: map[uint64]post{}}
	c.rep = Report{Version: src.Version(), Active: map[string]int{}, Modes: map[string]Mode{}}
	for _, f := range src.Findings() {
		c.notes.add(f)
	}
	for _, b := range opt.Base {
		if err := c.load(ctx, b); err != nil {
			return Report{}, err
		}
	}
	tables := src.Tables()
	for _, t := range tables {
		c.rep.Modes[t] = src.Mode(t)
		c.table(t).offer(src.Mode(t))
	}
	for _, t := range tables {
		if err := c.pass(ctx, t); err != nil {
			return Report{}, fmt.Errorf("check %s: %w", t, err)
		}
	}
	return c.close(tables), nil
}

// entry is where an id was read: its row's number among the table's rows, and its line.
type entry struct{ row, line uint32 }

// index is what is known of a table.
type index struct {
	at    map[uint64]entry // rows of this source
	base  map[uint64]state // what it is applied to
	whole bool             // all of the table is known: a reference to what is not here is an orphan
	gone  int              // rows marked for deletion
	none  map[string]bool  // fields whose reference to this table, which is not offered, was reported
}

// state of a record in Options.Base.
type state struct {
	alive    bool
	modified int64
}

func (x *index) offer(m Mode) {
	if m == Bulk {
		x.base, x.whole = nil, true
	}
}

func (x *index) has(h uint64) bool {
	if _, ok := x.at[h]; ok {
		return true
	}
	return x.base[h].alive
}

// apply brings a row into the state, unless the state's is newer.
func (x *index) apply(h uint64, r *Record) {
	if old, ok := x.base[h]; ok && r.Modified.UnixMicro() < old.modified {
		return
	}
	x.base[h] = state{alive: r.Status == Active, modified: r.Modified.UnixMicro()}
}

func (x *index) alive() int {
	n := 0
	for _, s := range x.base {
		if s.alive {
			n++
		}
	}
	return n
}

// post is what is known of a person's roles.
type post struct {
	primaries uint32
	role      entry // the first role
}

type checker struct {
	src    Source
	opt    Options
	seed   maphash.Seed
	rep    Report
	notes  *notes
	tables map[string]*index

	parents  map[uint64]uint64 // of the table being read: orgs or sessions
	schoolOf map[uint64]uint64 // class -> school
	logins   map[uint64]uint32 // user name -> line
	posts    map[uint64]post   // user -> roles
}

func (c *checker) table(name string) *index {
	x := c.tables[name]
	if x == nil {
		x = &index{at: map[uint64]entry{}, none: map[string]bool{}}
		c.tables[name] = x
	}
	return x
}

func (c *checker) hash(s string) uint64 { return maphash.String(c.seed, s) }

// load brings a source that lies below the checked one into the state.
func (c *checker) load(ctx context.Context, src Source) error {
	for _, t := range src.Tables() {
		x := c.table(t)
		if src.Mode(t) == Bulk || x.base == nil {
			x.base, x.whole = map[uint64]state{}, src.Mode(t) == Bulk
		}
		err := src.Each(ctx, t, func(r *Record) error {
			x.apply(c.hash(r.ID), r)
			return nil
		})
		if err != nil {
			return fmt.Errorf("read what the set is applied to: %s: %w", t, err)
		}
	}
	return nil
}

// pass reads one table: once, or twice when its rows refer to each other.
func (c *checker) pass(ctx context.Context, table string) error {
	x := c.table(table)
	if table == Orgs || table == AcademicSessions || table == Users {
		if err := c.prepare(ctx, table, x); err != nil {
			return err
		}
	}
	row, active := uint32(0), 0
	err := c.src.Inspect(ctx, table, func(r *Record) error {
		row++
		if c.opt.Progress != nil && row%4096 == 0 {
			c.opt.Progress(table, int(row))
		}
		for _, f := range r.Problems {
			c.notes.add(f)
		}
		if r.Broken {
			c.wreck(x, r, row)
			return nil
		}
		h := c.hash(r.ID)
		if had, ok := x.at[h]; ok && had.row != row {
			c.notes.add(r.finding("sourcedId", CodeDuplicate, Error, fmt.Sprintf("第 %d 行已经有这个编号", had.line)))
			return nil
		}
		x.at[h] = entry{row, uint32(r.Line)} //nolint:gosec // lines of a file
		if x.base != nil {
			x.apply(h, r)
		}
		if r.Status != Active {
			x.gone++
			return nil
		}
		active++
		c.relate(r, h)
		c.special(r, h, row)
		return nil
	})
	if err != nil {
		return err
	}
	if c.opt.Progress != nil {
		c.opt.Progress(table, int(row))
	}
	c.rep.Active[table] = active
	if x.base != nil {
		c.rep.Active[table] = x.alive()
		if total := len(x.base); x.gone*20 > total {
			c.notes.add(Finding{File: table, Code: CodeDeletions, Severity: Warning, Message: fmt.Sprintf("这一批要删除 %d 行,超过现有 %d 行的 5%%", x.gone, total)})
		}
	}
	switch table {
	case Orgs, AcademicSessions:
		return c.cycles(ctx, table)
	case Roles:
		return c.withoutPrimary(ctx)
	}
	return nil
}

// wreck keeps a row that cannot be stored from causing more findings: what refers to it is no orphan, and what refers to a file that is not
// UTF-8 cannot be judged.
func (c *checker) wreck(x *index, r *Record, row uint32) {
	if r.ID != "" {
		if h := c.hash(r.ID); x.at[h].row == 0 {
			x.at[h] = entry{row, uint32(r.Line)} //nolint:gosec // lines of a file
		}
		return
	}
	for _, f := range r.Problems {
		if f.Code == CodeEncoding {
			x.whole = false
		}
	}
}

// prepare learns the ids, and for trees the parents, of a table whose rows refer to each other.
func (c *checker) prepare(ctx context.Context, table string, x *index) error {
	clear(c.parents)
	row := uint32(0)
	return c.src.Inspect(ctx, table, func(r *Record) error {
		row++
		if r.Broken {
			c.wreck(x, r, row)
			return nil
		}
		h := c.hash(r.ID)
		if _, ok := x.at[h]; ok {
			return nil
		}
		x.at[h] = entry{row, uint32(r.Line)} //nolint:gosec // lines of a file
		if p := r.Get("parentSourcedId"); p != "" && r.Status == Active {
			c.parents[h] = c.hash(p)
		}
		return nil
	})
}

// close finishes the report.
func (c *checker) close(tables []string) Report {
	for t, x := range c.tables {
		if x.base != nil && !slices.Contains(tables, t) {
			c.rep.Active[t] = x.alive()
		}
	}
	c.rep.Findings, c.rep.Count, c.rep.Dropped = c.notes.kept, c.notes.count, c.notes.dropped
	c.rep.Verdict = Accept
	if c.notes.errors > 0 {
		c.rep.Verdict = Refuse
	}
	return c.rep
}
