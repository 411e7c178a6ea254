package oneroster

import "context"

// Severity of a finding.
type Severity string

// The two severities: one error makes the verdict "refuse"; a warning says what was repaired, ignored or looks odd.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Code says what a finding is about. The list is closed and is what other programs compare.
type Code string

// Finding codes.
const (
	CodeHeader     Code = "header"     // the first row of a file: a column is misspelt, doubled, missing or unknown
	CodeFields     Code = "fields"     // a required value is missing, or a row has too many or too few cells
	CodeEncoding   Code = "encoding"   // not UTF-8 (GBK, UTF-16, …), or not readable as CSV at all
	CodeMissing    Code = "missing"    // a file that the manifest names, or the manifest itself, is not there
	CodeUnlisted   Code = "unlisted"   // a file is there that the manifest calls absent or does not name
	CodeVersion    Code = "version"    // the manifest's versions are not 1.0 with 1.1 or 1.2
	CodeDuplicate  Code = "duplicate"  // a sourcedId appears twice in a file
	CodeOrphan     Code = "orphan"     // a reference to a record that is not in the set
	CodeCycle      Code = "cycle"      // parents that run in a circle
	CodeVocabulary Code = "vocabulary" // a value outside the standard's closed list
	CodeBoolean    Code = "boolean"    // neither true nor false
	CodeDate       Code = "date"       // not an ISO 8601 date or date-time
	CodeRange      Code = "range"      // the end lies before the beginning
	CodeUsername   Code = "username"   // two people with one user name, or a name that may not be one
	CodeUserIDs    Code = "userIds"    // not {type:id},{type:id}
	CodePrimary    Code = "primary"    // not exactly one primary role of a person at an organisation
	CodeSchool     Code = "school"     // an enrolment's school is not its class's school
	CodeDeletions  Code = "deletions"  // rows marked for deletion in a bulk file, or too many of them in a delta
)

// Finding tells a person, and by Code a program, what is wrong where. File is the table's name without ".csv" ("manifest" for the manifest), or
// the sheet's name of a workbook. Line counts physical lines from 1 (the header), or Excel's rows; 0 means unknown. ID is the record's
// sourcedId, Field the column. Message is Chinese and never repeats a password, a national pupil number or an identity-card number.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line,omitempty"`
	ID       string   `json:"id,omitempty"`
	Field    string   `json:"field,omitempty"`
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// Mode is how the manifest offers a table.
type Mode string

// The three modes of a file: a bulk file is the whole table, a delta file what changed, and an absent file is not offered.
const (
	Bulk   Mode = "bulk"
	Delta  Mode = "delta"
	Absent Mode = "absent"
)

// Statuses of a record. In a bulk file every record is active: the standard leaves the column blank there.
const (
	Active      = "active"
	ToBeDeleted = "tobedeleted"
)

// Names of the tables that are read. Tables lists them in the order in which they can be stored: what is referred to comes first.
const (
	AcademicSessions = "academicSessions"
	Orgs             = "orgs"
	Courses          = "courses"
	Classes          = "classes"
	Users            = "users"
	UserProfiles     = "userProfiles"
	Roles            = "roles"
	Demographics     = "demographics"
	Enrollments      = "enrollments"
)

// Source yields the records of a roster. There are two: Set (CSV files) and the product's Excel workbook. A Source can be read any number of
// times, by one goroutine at a time.
type Source interface {
	// Version is "1.1" or "1.2": which shape the records have (in 1.1 users carry role and orgSourcedIds and there is no table roles).
	Version() string
	// Tables are the tables offered as bulk or delta and readable, in the order in which they can be stored.
	Tables() []string
	// Mode of a table; Absent for a table that is not offered.
	Mode(table string) Mode
	// Each reads a table from its beginning, in file order, and calls fn for each record. The record and its strings' holder are reused:
	// Clone what outlives the call. A row that cannot be read at all (too many cells, not UTF-8) is not yielded; Check reports it. Each stops
	// with fn's error, or with ctx's. What cannot be read at all is an error; what is merely wrong never is.
	Each(ctx context.Context, table string, fn func(*Record) error) error
	// Inspect is Each for Check: it also yields the rows that are Broken.
	Inspect(ctx context.Context, table string, fn func(*Record) error) error
	// Findings are what was found about the set itself when it was opened: manifest, files, headers. Check begins with them.
	Findings() []Finding
}
