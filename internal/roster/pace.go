package roster

import (
	"sync/atomic"
	"time"
)

// Bounds of a slice. While one is written interactive writers wait, so its size follows the time that the one before it took, its
// commit included: small on a slow or busy machine, larger where that costs nobody anything, for every commit waits for the disk.
const (
	leastRows  = 100
	mostRows   = 1000
	goodHold   = 15 * time.Millisecond // a slice grows up to it
	poorHold   = 30 * time.Millisecond // and shrinks beyond it
	firstUsers = 100                   // person, account, credential, profile, sealed number
	firstRows  = 200
)

// pace is how many rows the next slice holds. The slice before may still be on its way to the disk.
type pace struct {
	n       atomic.Int64
	slices  int // of this table; these are the writing side's
	rowsAll int
	held    time.Duration
	longest time.Duration
}

func (p *pace) begin(t table) {
	p.slices, p.rowsAll, p.held, p.longest = 0, 0, 0, 0
	p.n.Store(firstRows)
	if t == users || t == classes {
		p.n.Store(firstUsers)
	}
}

func (p *pace) rows() int { return int(p.n.Load()) }

// took notes how long a slice of so many rows held the store.
func (p *pace) took(rows int, d time.Duration) {
	p.slices, p.rowsAll, p.held, p.longest = p.slices+1, p.rowsAll+rows, p.held+d, max(p.longest, d)
	n := p.n.Load()
	switch {
	case d > poorHold:
		n = int64(rows) * int64(goodHold) / int64(d)
	case d < goodHold && rows >= int(n): // the last slice of a table says nothing
		n += n / 4
	}
	p.n.Store(min(max(n, leastRows), mostRows))
}
