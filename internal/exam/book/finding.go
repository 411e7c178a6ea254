package book

import (
	"fmt"
)

// Severity says what a finding does to its row.
type Severity string

// Severities.
const (
	Error   Severity = "error"   // the row, or the file when Line is 0, is not taken
	Warning Severity = "warning" // it is taken, a person should look
	Note    Severity = "note"    // it is said
)

// Code names what was found; the list is closed.
type Code string

// Codes of a file, its headings, its rows, and (from CodeUnknown on) of what the importer found when it looked for the people.
const (
	CodeUnreadable Code = "unreadable"        // not a table that can be read
	CodeEncrypted  Code = "encrypted"         // asks for a password
	CodeTooBig     Code = "too-big"           // over a limit
	CodeEncoding   Code = "encoding"          // characters that cannot be decoded
	CodeSheet      Code = "sheet-ignored"     // another sheet with rows
	CodeHeader     Code = "no-header"         // no row of headings was found
	CodePerson     Code = "no-person-column"  // no column says whose marks they are
	CodeMarks      Code = "no-marks-column"   // no column of marks or answers
	CodeSubject    Code = "no-subject"        // a column of marks without subject, or of one that the exam has not
	CodeTwice      Code = "column-twice"      // two columns are the same thing
	CodeColumn     Code = "column-ignored"    // a heading that is not used
	CodeRank       Code = "rank-dropped"      // a column of ranks, which is never read
	CodeIdentity   Code = "identity-dropped"  // identity or pupil-register numbers, which are never read
	CodeFull       Code = "full-missing"      // full marks of an item are not known
	CodeFullOther  Code = "full-differs"      // full marks differ from the two-way table
	CodeItems      Code = "items-differ"      // items are not those of the two-way table
	CodeKey        Code = "no-key"            // answers without key or marks
	CodeDuplicate  Code = "duplicate"         // the same pupil twice
	CodeNumber     Code = "no-number"         // no exam number, student number or name
	CodeLost       Code = "number-lost"       // a number that Excel has rounded
	CodeMark       Code = "mark-unreadable"   // neither a mark nor a word for absence
	CodeOver       Code = "mark-over"         // over the full marks
	CodeNegative   Code = "mark-negative"     // below zero
	CodeFine       Code = "mark-fine"         // more than two decimals
	CodeSum        Code = "sum-differs"       // the total is not the sum of the items
	CodeBlank      Code = "blank"             // single items are blank
	CodeNoMarks    Code = "row-blank"         // no mark at all and no word for it
	CodeDash       Code = "dash-absent"       // a dash or stroke, taken for absence
	CodeStatus     Code = "status-with-marks" // absent, but there are marks
	CodeWord       Code = "status-unknown"    // a word in the column of states that is not known
	CodeExcused    Code = "excused"           // 免考: somebody must have approved it
	CodeLength     Code = "answers-length"    // more or fewer answers than items
	CodeAnswer     Code = "answer-unreadable" // not an answer
	CodeFooter     Code = "footer-skipped"    // a row of means, a signature or repeated headings
	CodeWide       Code = "row-wide"          // cells beyond the last column that is read
	CodeMerged     Code = "mark-merged"       // a mark merged over several cells

	CodeUnknown   Code = "person-unknown"     // nobody with this number or name
	CodeAmbiguous Code = "person-ambiguous"   // several could be meant
	CodeName      Code = "name-differs"       // the number is there, with another name
	CodeByName    Code = "person-by-name"     // found by name and class only, to be confirmed
	CodeClass     Code = "class-differs"      // in another class than the file says
	CodeSchool    Code = "school-unknown"     // no such school, or not of this exam
	CodeGrade     Code = "not-in-exam"        // a pupil of another grade or school
	CodeJoin      Code = "join-missing"       // the second file lacks this exam number
	CodeJoinTwice Code = "join-twice"         // the second file has it twice
	CodeAbsentees Code = "pupils-not-in-file" // pupils of these classes without a row
	CodeOtherRow  Code = "in-other-file"      // another file of this import has marks of the same pupil and subject
)

// Codes lists the closed list in the order above.
func Codes() []Code {
	return []Code{CodeUnreadable, CodeEncrypted, CodeTooBig, CodeEncoding, CodeSheet, CodeHeader, CodePerson, CodeMarks, CodeSubject, CodeTwice, CodeColumn, CodeRank,
		CodeIdentity, CodeFull, CodeFullOther, CodeItems, CodeKey, CodeDuplicate, CodeNumber, CodeLost, CodeMark, CodeOver, CodeNegative, CodeFine, CodeSum, CodeBlank,
		CodeNoMarks, CodeDash, CodeStatus, CodeWord, CodeExcused, CodeLength, CodeAnswer, CodeFooter, CodeWide, CodeMerged, CodeUnknown, CodeAmbiguous, CodeName, CodeByName,
		CodeClass, CodeSchool, CodeGrade, CodeJoin, CodeJoinTwice, CodeAbsentees, CodeOtherRow}
}

// Finding is one thing found. Line is the row as the person's program numbers it, from 1; 0 is the file. ID is the number by which the row
// names its pupil, Field the heading of the column. Message is zh-CN and says what to do.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	ID       string   `json:"id,omitempty"`
	Field    string   `json:"field,omitempty"`
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// Findings collects findings within a bound: of each code the first Limit are kept, all are counted.
type Findings struct {
	Limit  int // of each code; 0 is 200
	List   []Finding
	Count  map[Code]int
	Errors int // rows and files that are not taken, counted once a finding of severity Error
}

// Add keeps or counts a finding.
func (f *Findings) Add(x Finding) {
	if f.Count == nil {
		f.Count = map[Code]int{}
	}
	limit := f.Limit
	if limit == 0 {
		limit = 200
	}
	f.Count[x.Code]++
	if x.Severity == Error {
		f.Errors++
	}
	if f.Count[x.Code] <= limit {
		f.List = append(f.List, x)
	}
}

// full reports that another finding of the code would only be counted, so that its message need not be made.
func (f *Findings) full(c Code) bool {
	limit := f.Limit
	if limit == 0 {
		limit = 200
	}
	return f.Count[c] >= limit
}

func (f *Findings) sayf(file string, line int, id, field string, code Code, severity Severity, format string, args ...any) {
	x := Finding{File: file, Line: line, ID: id, Field: field, Code: code, Severity: severity}
	if !f.full(code) {
		x.Message = fmt.Sprintf(format, args...)
	}
	f.Add(x)
}

// Refused reports whether the file as a whole cannot be taken.
func (f *Findings) Refused() bool {
	for _, x := range f.List {
		if x.Severity == Error && x.Line == 0 {
			return true
		}
	}
	return false
}
