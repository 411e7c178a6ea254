package xapi

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// SplitArray cuts the body of a POST, one statement or an array of them, into statements without changing their bytes; the results
// are slices of raw. An error is a Finding with a pointer such as /3. What is inside the statements is left to Scan.
func SplitArray(raw []byte) ([][]byte, error) {
	// Scan sees duplicate names; looking for them twice would double the cost.
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true))
	switch d.PeekKind() {
	case '{':
		v, err := d.ReadValue()
		if err != nil {
			return nil, syntax(err)
		}
		return [][]byte{v}, atEnd(d)
	case '[':
	case jsontext.KindInvalid:
		_, err := d.ReadToken()
		return nil, syntax(err)
	default:
		return nil, Finding{Code: CodeType, Message: "a statement or an array of statements is expected"}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, syntax(err)
	}
	var all [][]byte
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return nil, syntax(err)
		}
		if v.Kind() != '{' {
			return nil, Finding{Pointer: "/" + strconv.Itoa(len(all)), Code: CodeType, Message: "a statement is expected"}
		}
		all = append(all, v)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, syntax(err)
	}
	return all, atEnd(d)
}

func atEnd(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return Finding{Code: CodeSyntax, Message: "something stands behind the JSON value"}
	}
	return nil
}

func syntax(err error) error {
	s := scanner{}
	s.fail(err)
	return s.finds[0]
}
