package preset

import (
	"fmt"
	"slices"
)

// Credit is how the ledger of contributions counts from a month on. Points are in thousandths, weights and shares in percent. There is no
// binding scheme above the region: the numbers are the region's, and Source says where the thought comes from.
type Credit struct {
	Since  string `json:"since"` // first month, YYYY-MM
	Source string `json:"source"`
	Use    int    `json:"use"`         // the first school that uses a work; n schools are worth √n times that
	Adopt  int    `json:"adopt"`       // for the teacher of a rural class who uses another school's work, before the weight
	Review int    `json:"review"`      // a version reviewed, whatever was decided
	Answer int    `json:"answer"`      // something said about the own work answered
	Rural  int    `json:"rural"`       // weight of a use by a rural school, for both sides
	Share  int    `json:"share"`       // what a work adapted from another passes up
	Cap    int    `json:"cap"`         // most in a month for one person
	Appeal int    `json:"appeal_days"` // how long after the end of a month its entries may be appealed against
	// Audit by drawing lots 抽查: so many percent of a month's credited uses are looked at, but no fewer and no more than these.
	Sample      int `json:"sample"`
	SampleLeast int `json:"sample_least"`
	SampleMost  int `json:"sample_most"`
	// Hints 提示: from here on somebody looks, and nothing is decided. Percent of two schools' uses in a month that go both ways between
	// them, and how many these are at least; uses of one author's works within so many minutes; lessons of one school that a teacher of
	// another gave in a month without any pupil who began.
	Reciprocal   int `json:"reciprocal"`
	RingLeast    int `json:"ring_least"`
	Burst        int `json:"burst"`
	BurstMinutes int `json:"burst_minutes"`
	Unopened     int `json:"unopened"`
}

func (p *Preset) checkCredit() error {
	if len(p.Credit) == 0 {
		return fmt.Errorf("preset: %s: no rules of credit", p.Name)
	}
	if !slices.IsSortedFunc(p.Credit, func(a, b Credit) int { return cmpText(a.Since, b.Since) }) {
		return fmt.Errorf("preset: %s: rules of credit are not in order of time", p.Name)
	}
	for _, c := range p.Credit {
		if len(c.Since) != 7 || c.Source == "" || c.Rural <= 100 || c.Share < 0 || c.Share >= 100 || c.Cap <= 0 || c.Use <= 0 {
			return fmt.Errorf("preset: %s: rule of credit from %q: a month, a source, rural above 100, share below 100, use and cap above 0", p.Name, c.Since)
		}
		if c.Appeal <= 0 || c.Sample < 0 || c.Sample > 100 || c.SampleLeast < 0 || c.SampleMost < c.SampleLeast {
			return fmt.Errorf("preset: %s: rule of credit from %q: days to appeal above 0, sample in percent, its least no more than its most", p.Name, c.Since)
		}
		if c.Reciprocal <= 0 || c.Reciprocal > 100 || c.RingLeast < 2 || c.Burst < 2 || c.BurstMinutes <= 0 || c.Unopened < 2 {
			return fmt.Errorf("preset: %s: rule of credit from %q: every hint needs its bounds", p.Name, c.Since)
		}
	}
	return nil
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// CreditAt is the rule of a month; the first one holds for months before it.
func (p *Preset) CreditAt(month string) Credit {
	out := p.Credit[0]
	for _, c := range p.Credit {
		if c.Since <= month {
			out = c
		}
	}
	return out
}
