package oneroster

// maxWarnings of one kind in one column are kept: a repair that is done to a whole column is said once, with examples.
const maxWarnings = 3

// notes collects findings within bounds.
type notes struct {
	limit   int
	kept    []Finding
	count   map[Code]int
	byCode  map[Code]int    // errors kept
	byField map[Finding]int // warnings kept, by file, field and code
	errors  int
	dropped int
}

func newNotes(limit int) *notes {
	if limit <= 0 {
		limit = 100
	}
	return &notes{limit: limit, kept: []Finding{}, count: map[Code]int{}, byCode: map[Code]int{}, byField: map[Finding]int{}}
}

func (n *notes) add(f Finding) {
	n.count[f.Code]++
	if f.Severity == Error {
		n.errors++
		if n.byCode[f.Code]++; n.byCode[f.Code] > n.limit {
			n.dropped++
			return
		}
	} else {
		key := Finding{File: f.File, Field: f.Field, Code: f.Code}
		if n.byField[key]++; n.byField[key] > maxWarnings {
			n.dropped++
			return
		}
	}
	n.kept = append(n.kept, f)
}
