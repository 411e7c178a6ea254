// Package fault is the closed list of ways in which the product says no, and the one table that turns them into HTTP status codes.
//
// A fault carries a sentence for people in zh-CN, which doors translate, and its cause for the log. It may not import any other
// package of the product. Anything that is not a fault is Internal: its text never reaches a person.
package fault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Kind is one way of saying no.
type Kind uint8

// The kinds. Add rarely: each needs a page and a status.
const (
	Internal Kind = iota // our mistake
	Invalid              // the input is wrong; Fields says where
	NotFound             // not there, or not for this person to know of
	Denied               // known, but not allowed
	SignIn               // nobody is signed in
	Conflict             // somebody else changed it first, or it exists already
	Gone                 // was there, withdrawn
	TooMany              // slow down
	TooLarge             // more bytes than the limit
	Unlawful             // a rule of law or of the region forbids it; the message names the clause
	Full                 // the disk is full: reads go on, writes wait
	Down                 // a part is not reachable just now
)

var table = map[Kind]struct {
	name   string
	status int
}{
	Internal: {"internal", http.StatusInternalServerError}, Invalid: {"invalid", http.StatusUnprocessableEntity},
	NotFound: {"not_found", http.StatusNotFound}, Denied: {"denied", http.StatusForbidden}, SignIn: {"sign_in", http.StatusUnauthorized},
	Conflict: {"conflict", http.StatusConflict}, Gone: {"gone", http.StatusGone}, TooMany: {"too_many", http.StatusTooManyRequests},
	TooLarge: {"too_large", http.StatusRequestEntityTooLarge}, Unlawful: {"unlawful", http.StatusForbidden},
	Full: {"full", http.StatusInsufficientStorage}, Down: {"down", http.StatusServiceUnavailable},
}

// String is the kind's stable name in JSON and logs.
func (k Kind) String() string { return table[k].name }

// Status is the kind's HTTP status code.
func (k Kind) Status() int { return table[k].status }

// Field is one wrong field of a form: Name as the form has it, Message a zh-CN sentence.
type Field struct{ Name, Message string }

// Error is a fault. Message is a zh-CN format sentence for people and Args its values; Cause is for the log only.
type Error struct {
	Kind    Kind
	Message string
	Args    []any
	Fields  []Field
	Cause   error
}

// Error is the sentence with its cause, for logs.
func (e *Error) Error() string {
	s := e.Kind.String() + ": " + fmt.Sprintf(e.Message, e.Args...)
	for _, f := range e.Fields {
		s += "; " + f.Name + ": " + f.Message
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault with a zh-CN sentence. The format string is also the key under which the sentence is translated.
func New(k Kind, message string, args ...any) *Error {
	return &Error{Kind: k, Message: message, Args: args}
}

// Wrap is New with a cause for the log.
func Wrap(cause error, k Kind, message string, args ...any) *Error {
	return &Error{Kind: k, Message: message, Args: args, Cause: cause}
}

// Fieldsf makes an Invalid fault that names the wrong fields of a form.
func Fieldsf(fields ...Field) *Error {
	return &Error{Kind: Invalid, Message: "请检查标出的地方", Fields: fields}
}

// KindOf finds the kind of any error: Internal unless a fault is in its chain; a cancelled request counts as Down.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Down
	}
	return Internal
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }
