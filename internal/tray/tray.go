// Package tray says how many matters of one kind wait for somebody, and when the first of them is due. Domains count their own piles;
// the page that a person begins the day with puts them in order. The package knows no noun, asks nobody and reads nothing by itself.
package tray

import (
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Most is where counting ends: a hundred are many, and no first page reads more rows than that.
const Most = 100

// Pile is what waits: N matters, at most Most; First is when the first of them is due or, where nothing falls due, since when it waits.
// First is 0 when that is not known.
type Pile struct {
	N     int
	First clock.Micros
}

// Scan reads the two columns of a counting query, for db.One.
func Scan(r db.Row) (p Pile, err error) { return p, r.Scan(&p.N, &p.First) }
