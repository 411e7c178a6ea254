package exam

import (
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// IntakeID names an intake.
type IntakeID = id.Of[Intake]

// Step of an intake.
type IntakeState string

// The states. Mapping → Checking → Ready or Faulty → Done; Faulty and Ready go back to Checking when something is changed; Dropped ends
// all but Done. Same is an intake that changes nothing.
const (
	IntakeMapping  IntakeState = "mapping"  // a person says what the columns are
	IntakeChecking IntakeState = "checking" // a job reads the files, finds the pupils and stages the difference
	IntakeFaulty   IntakeState = "faulty"   // a file as a whole cannot be taken
	IntakeReady    IntakeState = "ready"    // the difference is there
	IntakeDone     IntakeState = "done"     // its results count
	IntakeDropped  IntakeState = "dropped"
)

// Choice is what a person decides about an intake.
type Choice struct {
	Replace bool   `json:"replace,omitempty"` // pupils of the classes who are not in the files lose their results
	ByName  bool   `json:"by_name,omitempty"` // those found by school, class and name only are taken
	Skip    bool   `json:"skip,omitempty"`    // rows with errors are left out
	Excuse  string `json:"excuse,omitempty"`  // who approved 免考, and why
}

// Counts is the difference that an intake makes to one subject, in pupils. Kept are stored results of pupils who are not in the files.
type Counts struct {
	Classes   int `json:"classes"`
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Kept      int `json:"kept"`
}

// Report is what the check of an intake found. It holds numbers and no names.
type Report struct {
	Rows     int               `json:"rows"`     // rows of pupils that go in
	Left     int               `json:"left"`     // rows that do not
	ByName   int               `json:"by_name"`  // of the rows, those found by name
	Excused  int               `json:"excused"`  // pupils with 免考
	Count    map[book.Code]int `json:"count"`    // findings of each code
	Subjects map[string]Counts `json:"subjects"` // by code
	Plans    map[string]int    `json:"plans"`    // revision of the two-way tables that the check went by
	Papers   map[string]paper  `json:"papers"`   // items and full marks that came with the files
	Seconds  float64           `json:"seconds"`
	Failure  string            `json:"failure,omitempty"`
}

// paper is what files say of a subject's paper: it becomes a two-way table when there is none.
type paper struct {
	Full  int32       `json:"full"`
	Items []book.Spec `json:"items"`
}

// Changes is how many results the intake adds, changes or removes.
func (r Report) Changes() (n int) {
	for _, c := range r.Subjects {
		n += c.Added + c.Changed + c.Removed
	}
	return n
}

// Intake is files of marks that came in together for one exam.
type Intake struct {
	ID      IntakeID
	Exam    ExamID
	Place   org.Node // whose pupils' marks they are: the exam's node or one below it
	Asker   org.PersonID
	State   IntakeState
	Rev     int   // If-Match
	Base    int64 // applied of the newest intake that the difference was made against
	Applied int64 // from 1 when its results count
	Made    clock.Micros
	Ended   clock.Micros
	Choice  Choice
	Report  Report

	Files []File // filled in by Intake, not by lists
}

// Kinds of a file.
const (
	FileMarks = "marks"
	FileJoin  = "join" // says whose exam number is whose
	FileSkip  = "skip" // a sheet that is not used
)

// File is one sheet of an uploaded file.
type File struct {
	No      int
	Kind    string
	Name    string // the file's, and the sheet's when there are several
	Hash    string
	Size    int64
	Preview Preview
	Mapping book.Mapping
}

// Preview is the first rows of a sheet for the page on which columns are said. It is emptied when the intake has ended.
type Preview struct {
	Lines []int      `json:"lines,omitempty"`
	Rows  [][]string `json:"rows,omitempty"`
}

// MarksImported is marks.imported, version 1: an intake's results count from now on. Pupils are counts, classes are not listed.
type MarksImported struct {
	Exam     ExamID            `json:"exam"`
	Intake   IntakeID          `json:"intake"`
	Unit     org.UnitID        `json:"unit"` // that holds the exam
	Place    org.Node          `json:"place"`
	Applied  int64             `json:"applied"` // its number among the exam's intakes
	Subjects map[string]Counts `json:"subjects"`
}

func text(v any) string {
	b, _ := json.Marshal(v) // structs of strings, numbers and maps of them always marshal
	return string(b)
}
