package assess

import (
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The payloads of this package's events, version 1. Ids are UUID text in JSON; there is no name of a person in them.

// PaperChanged is paper.changed: the lines of an editable paper are now Lines many.
type PaperChanged struct {
	Paper PaperID    `json:"paper"`
	Owner org.UnitID `json:"school"`
	Rev   int        `json:"rev"`
	Lines int        `json:"items"`
}

// About is what every event of a sitting says: who, where, at what.
type About struct {
	Sitting    SittingID    `json:"sitting"`
	Assignment id.Any       `json:"assignment"`
	Class      org.ClassID  `json:"class"`
	School     org.UnitID   `json:"school"`
	Person     org.PersonID `json:"person"`
	Paper      PaperID      `json:"paper"`
}

// ResponseSaved is response.saved: one revision of one answer. A later Rev of the same sitting and line replaces it in every figure.
type ResponseSaved struct {
	About
	No       int        `json:"no"`
	Item     RevisionID `json:"item"`    // the revision that was answered: the unit of pooled item facts
	Of       ItemID     `json:"item_of"` // the item through all its revisions
	Rev      int64      `json:"rev"`
	Score    *float64   `json:"score"` // null while a person has to mark it
	Max      float64    `json:"max"`
	Correct  *bool      `json:"correct"` // full score; null while a person has to mark it
	Response []string   `json:"response"`
	Source   string     `json:"source"` // screen or paper
	Grade    int        `json:"grade"`
	Stage    string     `json:"stage"`
}

// HandedIn is sitting.handed_in, and with the kind sitting.reopened the opposite.
type HandedIn struct {
	About
	Source string `json:"source"`
}

// MarkGiven is mark.given: a person's score for revision Rev of an answer. The last one counts.
type MarkGiven struct {
	About
	No      int        `json:"no"`
	Item    RevisionID `json:"item"`
	Rev     int64      `json:"rev"`
	Score   float64    `json:"score"`
	Max     float64    `json:"max"`
	Correct bool       `json:"correct"` // full score
}

// MonitoringImported is monitoring.imported: a table of sampled quality monitoring is complete and can be read.
type MonitoringImported struct {
	Monitoring MonitoringID `json:"monitoring"`
	Unit       org.UnitID   `json:"unit"`
	Title      string       `json:"title"`
	Rows       int          `json:"rows"`
	Items      int          `json:"items"`
}
