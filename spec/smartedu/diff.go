package smartedu

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"time"
)

// Record is what the harvest remembers of a resource to see whether it changed.
type Record struct {
	ID      string
	Updated time.Time // update_time; zero when the platform gives none that can be read
	Digest  [32]byte  // SHA-256 of the raw record
}

// Record is the item's id, time and digest.
func (i Item) Record() Record { return Record{i.ID, i.Updated, sha256.Sum256(i.Raw)} }

// Changes is what differs between two states of a list; ids in order.
type Changes struct {
	Added, Changed []string
	Removed        []string // gone from the parts: tombstones. A removed id that comes back is Added.
	Same           int
}

// Diff compares two states by id and update_time. A record changed when its time differs, in whichever direction: a record restored
// from a backup has an older one. Where neither side has a time, the digest decides. Records without id are left out; of two with one
// id the later counts.
//
// now must be whole: if one part file could not be read to its end, its records are not gone. Call Diff only after every part came.
func Diff(old, now []Record) Changes {
	a, b := byID(old), byID(now)
	var c Changes
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i == len(a) || j < len(b) && b[j].ID < a[i].ID:
			c.Added = append(c.Added, b[j].ID)
			j++
		case j == len(b) || a[i].ID < b[j].ID:
			c.Removed = append(c.Removed, a[i].ID)
			i++
		default:
			if a[i].same(b[j]) {
				c.Same++
			} else {
				c.Changed = append(c.Changed, b[j].ID)
			}
			i, j = i+1, j+1
		}
	}
	return c
}

func (r Record) same(o Record) bool {
	if r.Updated.IsZero() && o.Updated.IsZero() {
		return r.Digest == o.Digest
	}
	return r.Updated.Equal(o.Updated)
}

// byID sorts a copy by id, the latest of each.
func byID(list []Record) []Record {
	out := make([]Record, 0, len(list))
	for _, r := range list {
		if r.ID != "" {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), b.Updated.Compare(a.Updated))
	})
	return slices.CompactFunc(out, func(a, b Record) bool { return a.ID == b.ID })
}

// Gone is the share of the old records that went, from 0 to 1. A catalogue does not lose half of itself in a day: the harvester asks a
// person before it buries that much.
func (c Changes) Gone() float64 {
	all := len(c.Removed) + len(c.Changed) + c.Same
	if all == 0 {
		return 0
	}
	return float64(len(c.Removed)) / float64(all)
}
