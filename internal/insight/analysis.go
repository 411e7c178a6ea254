package insight

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/psych/ctt"
)

// Analysis is the item analysis of one table of sampled quality monitoring.
type Analysis struct {
	Persons int
	Report  ctt.Report
	Missing int // cells without a score
}

// ItemAnalysis analyses a complete monitoring table for somebody with monitor.read at its unit. A complete table does not change,
// so the report is made once and kept.
func (s *Service) ItemAnalysis(ctx context.Context, a *org.Actor, monitoring id.Any) (Analysis, error) {
	if s.from.Matrix == nil {
		return Analysis{}, fault.New(fault.Down, "质量监测没有接上")
	}
	items, rows, err := s.from.Matrix(ctx, a, monitoring) // asks org each time
	if err != nil {
		return Analysis{}, err
	}
	s.mu.Lock()
	an, ok := s.analyses[monitoring]
	s.mu.Unlock()
	if ok {
		return an, nil
	}
	an, err = Analyse(items, rows)
	if err != nil {
		return an, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.analyses) >= 32 {
		clear(s.analyses)
	}
	s.analyses[monitoring] = an
	return an, nil
}

// Analyse is the item analysis of a matrix of scores: NaN where an item was not given to a person. Persons with every item are
// used alone when at least half are complete, else each figure uses those who saw the item.
func Analyse(items []string, rows [][]float64) (Analysis, error) {
	m, err := ctt.FromRows(rows)
	if err != nil {
		return Analysis{}, fault.Wrap(err, fault.Invalid, "这张表不能分析")
	}
	an := Analysis{Persons: m.Persons(), Report: ctt.Analyse(m, ctt.Options{Items: items, Missing: ctt.Auto})}
	for _, it := range an.Report.Items {
		an.Missing += it.NMissing
	}
	return an, nil
}
