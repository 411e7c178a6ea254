package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// SaveSpec is a form whose items are saved while they are written; see the package comment for the protocol.
type SaveSpec struct {
	Action string // final submit: an ordinary POST of the whole form
	Save   string // address that takes one item at a time
	Key    string // names this sitting of this pupil in the browser's storage; no personal data
	Owner  string // the pupil's id: an answer is sent only while this person is signed in; "" does not ask
	Seal   string // base64 key under which a shared device keeps answers; "" keeps them as they are
	Err    error
	Attrs  templ.Attributes
}

// SaveItemSpec is one item of a practice.
type SaveItemSpec struct {
	ID     string // the item's id, sent as "item"
	Number string // shown before the stem, e.g. "3"
	Rev    int64  // revision the server has; 0 when nothing was answered
	Saved  bool   // an answer is on the server
}

func (s SaveItemSpec) rev() string { return strconv.FormatInt(s.Rev, 10) }

// AnswerTone is how feedback to an answer looks. There is no mark and no total in it (grades 1–9).
type AnswerTone string

// The tones of feedback.
const (
	AnswerRight AnswerTone = "right"
	AnswerWrong AnswerTone = "wrong"
	AnswerWait  AnswerTone = "wait" // a teacher will read it
)

// BigLink is one place on the pupil's first page.
type BigLink struct {
	Title, Note, Href, Icon string
	State                   State
}
