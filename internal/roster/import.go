package roster

import (
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// ImportID names one import.
type ImportID = id.Of[Import]

// State is where an import stands.
type State string

// The states. Checking → Refused, Ready or Stopped; Ready → Applying → Done. Stopped waits for somebody to allow the removals. Stale
// is an import whose difference was made before another import of the same source was applied.
const (
	Checking State = "checking"
	Refused  State = "refused"
	Ready    State = "ready"
	Stopped  State = "stopped"
	Applying State = "applying"
	Done     State = "done"
	Failed   State = "failed"
	Stale    State = "stale"
)

// Over reports whether nothing happens any more by itself or by a button.
func (s State) Over() bool { return s == Refused || s == Done || s == Failed || s == Stale }

// RemovalShare is the share of a table's rows that an import may remove without being told so.
const RemovalShare = 0.05

// Counts are what an import does to one table.
type Counts struct {
	Added     int64 `json:"added"`
	Changed   int64 `json:"changed"`
	Removed   int64 `json:"removed"`
	Unchanged int64 `json:"unchanged"`
}

// Todo is how many rows of a table there are to write and to end, those among them that are counted nowhere.
type Todo struct {
	Write int64 `json:"write"`
	End   int64 `json:"end"`
}

// Report is what was found about a set, and the difference that it makes. It holds numbers only; findings stand in the scratch file.
type Report struct {
	Verdict string                    `json:"verdict"`
	Version string                    `json:"version"`
	Modes   map[string]oneroster.Mode `json:"modes"`
	Active  map[string]int            `json:"active"` // rows in the set, not marked for deletion
	Tables  map[string]Counts         `json:"tables"`
	Before  map[string]int64          `json:"before"` // active rows that the store held of the source
	Count   map[oneroster.Code]int    `json:"count"`  // findings of each code
	Errors  int                       `json:"errors"`
	Late    map[oneroster.Code]int    `json:"late,omitempty"`    // of Count, those that the comparison with the store gave
	Mark    int64                     `json:"mark,omitempty"`    // the last finding before the comparison
	Failure string                    `json:"failure,omitempty"` // a sentence for people
	Seconds Seconds                   `json:"seconds"`
	Todo    map[int]Todo              `json:"todo,omitempty"` // by table, made ones too
}

// Seconds is how long each step took.
type Seconds struct {
	Check      float64 `json:"check"`
	Stage      float64 `json:"stage"`
	Difference float64 `json:"difference"`
	Apply      float64 `json:"apply"`
}

// Import is one file that came in. File is its name without a path; Total and Done count rows while it is applied.
type Import struct {
	ID          ImportID
	Source      int64
	Number      int64 // of its source, from 1
	Base        int64 // version of the source when the difference was made
	Owner       org.UnitID
	Asker       org.PersonID // none: the operator of the machine
	State       State
	File        string
	Wide, Allow bool
	Made, Ended clock.Micros
	Total, Done int64
	Report      Report
}

// Node is the unit whose roster it is.
func (i Import) Node() org.Node { return id.As[any](i.Owner) }

// Changes is how many rows the import adds, changes or removes.
func (i Import) Changes() (n int64) {
	for _, c := range i.Report.Tables {
		n += c.Added + c.Changed + c.Removed
	}
	return n
}

// TooMany lists the tables of which more is removed than RemovalShare.
func (i Import) TooMany() (out []string) {
	for _, t := range tables {
		c, name := i.Report.Tables[t.String()], t.String()
		if name != "" && c.Removed > 0 && float64(c.Removed) > RemovalShare*float64(i.Report.Before[name]) {
			out = append(out, name)
		}
	}
	return out
}

// Outcome is what the command line prints: the counts of each table under its name, and once more by kind. Active counts the rows
// of the source that the store holds.
type Outcome struct {
	Verdict  string
	Applied  bool
	Tables   map[string]Counts
	Active   map[string]int64
	Findings []oneroster.Finding
	Seconds  Seconds
	Import   ImportID
}

// MarshalJSON writes the tables as members of their own.
func (o Outcome) MarshalJSON() ([]byte, error) {
	doc := map[string]any{"verdict": o.Verdict, "applied": o.Applied, "active": o.Active, "findings": o.Findings, "seconds": o.Seconds, "import": o.Import}
	if o.Findings == nil {
		doc["findings"] = []oneroster.Finding{}
	}
	by := map[string]map[string]int64{"added": {}, "changed": {}, "removed": {}, "unchanged": {}}
	for name, c := range o.Tables {
		doc[name] = c
		by["added"][name], by["changed"][name], by["removed"][name], by["unchanged"][name] = c.Added, c.Changed, c.Removed, c.Unchanged
	}
	for kind, counts := range by {
		doc[kind] = counts
	}
	return json.Marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (o *Outcome) UnmarshalJSON(b []byte) error {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(b, &doc); err != nil {
		return err
	}
	for name, to := range map[string]any{"verdict": &o.Verdict, "applied": &o.Applied, "active": &o.Active, "findings": &o.Findings, "seconds": &o.Seconds, "import": &o.Import} {
		if raw, ok := doc[name]; ok {
			if err := json.Unmarshal(raw, to); err != nil {
				return err
			}
		}
	}
	o.Tables = map[string]Counts{}
	for _, t := range tables {
		if raw, ok := doc[t.String()]; ok && t.String() != "" {
			var c Counts
			if err := json.Unmarshal(raw, &c); err != nil {
				return err
			}
			o.Tables[t.String()] = c
		}
	}
	return nil
}
