package smartedu

import (
	"fmt"
	"strings"
)

// A Code says what kind of oddity a Finding is; texts for people are made from it.
type Code string

// Codes of findings. The record or field that they name was left empty, shortened or skipped; everything beside it was read.
const (
	CodeKind    Code = "kind"    // a value of another kind than expected, such as an object for a text
	CodeNumber  Code = "number"  // text where a number was expected
	CodeTime    Code = "time"    // a time that cannot be read
	CodeNoID    Code = "no-id"   // a record without id: it can be shown, not followed
	CodeTwice   Code = "twice"   // an id that came before
	CodeLong    Code = "long"    // a text that was cut, or a list whose rest was skipped
	CodeDeep    Code = "deep"    // relations inside relations, which are not read
	CodeForeign Code = "foreign" // an address outside the platform, not followed
	CodeRef     Code = "ref"     // a reference to a resource that is not in the document
	CodeColumns Code = "columns" // a row of a table with other columns than its head
)

// Finding is something odd that reading survived. Pointer is a JSON pointer (RFC 6901) into Document, or "row 12" in a table.
type Finding struct {
	Document, Pointer string
	Code              Code
	Message           string
}

// String is the finding as one line: document, place, message.
func (f Finding) String() string {
	return strings.TrimSpace(f.Document+" "+f.Pointer) + ": " + f.Message
}

// maxFindings is enough to see what is wrong with a document; a hostile one would otherwise cost more than it holds.
const maxFindings = 200

// notes collects findings of one document.
type notes struct {
	doc   string
	finds []Finding
}

func (n *notes) add(pointer string, code Code, format string, args ...any) {
	if len(n.finds) < maxFindings {
		n.finds = append(n.finds, Finding{n.doc, pointer, code, fmt.Sprintf(format, args...)})
	}
}

// Error says why a document cannot be read. What was read before the place it names was read well, but the document is not whole:
// nothing may be taken for gone because it did not come.
type Error struct {
	Document, Pointer string
	Offset            int64 // bytes from the start of the document; -1 when the place is not one
	Reason            string
	Refused           string // the platform's own code, such as CS/REQUIRE_SESSION, when the document is a refusal
}

// Error is the sentence: document, place, reason.
func (e *Error) Error() string {
	where := e.Document
	if e.Pointer != "" {
		where += " " + e.Pointer
	}
	if e.Offset >= 0 {
		where += fmt.Sprintf(" (byte %d)", e.Offset)
	}
	return "smartedu: " + where + ": " + e.Reason
}
