// Package id makes the identifiers of every row: UUIDv7 (RFC 9562 §5.7) as 16 bytes, typed by what
// they name, so that a school's id cannot be passed where a person's is wanted.
//
// It may not know any noun of the product, and an id is not a clock: its time part only keeps
// neighbouring rows together on disk and must never be read as the time of anything.
package id

import (
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// Of is the id of a T. T is a marker: it is never stored. The zero value means "none".
type Of[T any] [16]byte

// Any is an id whose noun is not known to the holder, for example in the event log.
type Any = Of[any]

// ErrFormat says that a text or a column did not hold an id.
var ErrFormat = errors.New("id: not a UUID")

// New returns a fresh UUIDv7. It fails only when the system has no randomness, which is not survivable.
func New[T any]() Of[T] { return Of[T](uuid.Must(uuid.NewV7())) }

// Named returns the UUIDv5 (RFC 9562 §5.5) of name inside space, so that the same thing done twice gets the same id.
func Named[T any](space [16]byte, name string) Of[T] {
	return Of[T](uuid.NewSHA1(space, []byte(name)))
}

// Parse reads the 36-character form and, as links carry it, the 32-character form.
func Parse[T any](s string) (Of[T], error) {
	u, err := uuid.Parse(s)
	if err != nil || (len(s) != 36 && len(s) != 32) {
		return Of[T]{}, fmt.Errorf("%w: %.40q", ErrFormat, s)
	}
	return Of[T](u), nil
}

// As gives the same 16 bytes as the id of another noun: for the event log and the scope tables, which hold ids of any noun.
func As[T, F any](i Of[F]) Of[T] { return Of[T](i) }

// IsZero reports whether the id means "none".
func (i Of[T]) IsZero() bool { return i == Of[T]{} }

// String is the 36-character lower-case form.
func (i Of[T]) String() string { return uuid.UUID(i).String() }

// Hex is the 32-character form, as SQL's unhex and decode read it.
func (i Of[T]) Hex() string { return hex.EncodeToString(i[:]) }

// MarshalText writes the 36-character form; "none" is the empty text.
func (i Of[T]) MarshalText() ([]byte, error) {
	if i.IsZero() {
		return []byte{}, nil
	}
	return []byte(i.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (i *Of[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = Of[T]{}
		return nil
	}
	p, err := Parse[T](string(b))
	*i = p
	return err
}

// Value stores the 16 bytes; "none" is NULL.
func (i Of[T]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return append([]byte(nil), i[:]...), nil
}

// Scan reads a column of 16 bytes or NULL.
func (i *Of[T]) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		*i = Of[T]{}
		return nil
	case []byte:
		if len(b) == 16 {
			copy(i[:], b)
			return nil
		}
	}
	return fmt.Errorf("%w: column holds %T", ErrFormat, src)
}
