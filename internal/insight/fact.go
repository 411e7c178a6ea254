package insight

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// State is what became of an answer.
type State int

// The states. Wrong includes partly right: Right is the full score.
const (
	Waiting State = iota // a person has to mark it
	Wrong
	Right
)

// Assignment is a practice given to a class, as its event told it.
type Assignment struct {
	ID      id.Any
	Class   id.Any
	School  id.Any
	Version id.Any
	Paper   id.Any
	Title   string
	Subject string
	Stage   string
	Grade   int
	Items   int
	Pupils  int
	Cross   bool // the lesson comes, directly or adapted, from another school
	Given   clock.Micros
}

// answer is the current fact of one line of one sitting.
type answer struct {
	sitting, assignment, class, person, item id.Any
	no                                       int
	rev                                      int64
	state                                    State
	score, max                               float64
	response                                 string
}

// The payloads, version 1, as contracts between the domains give them.
type (
	about struct {
		Sitting    id.Any `json:"sitting"`
		Assignment id.Any `json:"assignment"`
		Class      id.Any `json:"class"`
		School     id.Any `json:"school"`
		Person     id.Any `json:"person"`
	}
	saved struct {
		about
		No       int      `json:"no"`
		Item     id.Any   `json:"item"`
		Rev      int64    `json:"rev"`
		Score    *float64 `json:"score"`
		Max      float64  `json:"max"`
		Correct  *bool    `json:"correct"`
		Response []string `json:"response"`
	}
	marked struct {
		about
		No      int     `json:"no"`
		Item    id.Any  `json:"item"`
		Rev     int64   `json:"rev"`
		Score   float64 `json:"score"`
		Max     float64 `json:"max"`
		Correct *bool   `json:"correct"`
	}
	given struct {
		Assignment id.Any `json:"assignment"`
		Class      id.Any `json:"class"`
		School     id.Any `json:"school"`
		Version    id.Any `json:"version"`
		Paper      id.Any `json:"paper"`
		Title      string `json:"title"`
		Subject    string `json:"subject"`
		Stage      string `json:"stage"`
		Grade      int    `json:"grade"`
		Items      int    `json:"items"`
		Pupils     int    `json:"pupils"`
	}
	published struct {
		Work        id.Any `json:"work"`
		Version     id.Any `json:"version"`
		Number      int    `json:"number"`
		Title       string `json:"title"`
		Subject     string `json:"subject"`
		Stage       string `json:"stage"`
		Grade       int    `json:"grade"`
		School      id.Any `json:"school"`
		DerivedFrom id.Any `json:"derived_from"`
		Items       int    `json:"items"`
	}
	withdrawn struct {
		Version id.Any `json:"version"`
	}
)

func read[T any](e bus.Event) (T, error) {
	var p T
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return p, fmt.Errorf("insight: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	return p, nil
}

// maxResponse is how much of a response is kept to count by; longer ones are texts that nobody else writes.
const maxResponse = 60

func stateOf(correct *bool, score *float64, most float64) State {
	switch {
	case correct != nil && *correct, correct == nil && score != nil && *score >= most:
		return Right
	case correct == nil && score == nil:
		return Waiting
	}
	return Wrong
}

func (p saved) fact() answer {
	a := answer{sitting: p.Sitting, assignment: p.Assignment, class: p.Class, person: p.Person, item: p.Item, no: p.No, rev: p.Rev,
		state: stateOf(p.Correct, p.Score, p.Max), max: p.Max, response: shorten(strings.Join(p.Response, "；"))}
	if p.Score != nil {
		a.score = *p.Score
	}
	return a
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxResponse {
		return string(r[:maxResponse]) + "…"
	}
	return s
}
