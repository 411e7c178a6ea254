package roster

import (
	"sync/atomic"
	"time"
)

// Bounds of a slice. While one is written interactive writers wait, so it holds as many rows as the store can take in hold, by the best
// of the slices before it: on a machine that does other things as well most slices take longer than their work, and smaller ones
// would only make more of it, for each waits for the disk.
const (
	leastRows  = 100
	mostRows   = 1000
	hold       = 12 * time.Millisecond
	lately     = 8   // slices that count
	firstUsers = 100 // person, account, credential, profile, sealed number
	firstRows  = 200
)

// pace is how many rows the next slice holds. The slice before may still be on its way to the disk.
type pace struct {
	n       atomic.Int64
	slices  int                   // of this table; these are the writing side's
	rowsAll int                   //
	held    time.Duration         // commits included
	longest time.Duration         //
	perRow  [lately]time.Duration // of the last slices, 0: none yet
}

func (p *pace) begin(t table) {
	p.slices, p.rowsAll, p.held, p.longest, p.perRow = 0, 0, 0, 0, [lately]time.Duration{}
	p.n.Store(firstRows)
	if t == users || t == classes {
		p.n.Store(firstUsers)
	}
}

func (p *pace) rows() int { return int(p.n.Load()) }

// took notes how long a slice of so many rows held the store. A slice at most doubles.
func (p *pace) took(rows int, d time.Duration) {
	p.perRow[p.slices%lately] = max(d/time.Duration(rows), time.Nanosecond)
	p.slices, p.rowsAll, p.held, p.longest = p.slices+1, p.rowsAll+rows, p.held+d, max(p.longest, d)
	best := time.Duration(0)
	for _, v := range p.perRow {
		if v > 0 && (best == 0 || v < best) {
			best = v
		}
	}
	p.n.Store(min(max(int64(hold/best), leastRows), 2*p.n.Load(), mostRows))
}
