package commons

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// WorkID names a work.
type WorkID = id.Of[Work]

// State is where a work or a version stands.
type State string

// The states of a work; a version knows all but Draft. Superseded is a published version after the next one came: assignments
// that pinned it still read it, the library lists it no more.
const (
	Draft      State = "draft"
	Submitted  State = "submitted"
	Returned   State = "returned"
	Published  State = "published"
	Superseded State = "superseded"
	Withdrawn  State = "withdrawn"
)

// The limits of a work, in characters.
const (
	MaxTitle = 120
	MaxShort = 80
	MaxBody  = 100_000
)

// Stages are the stages of schooling 学段 in order; their grades come from the region's preset.
var stages = []string{"primary", "junior", "senior"}

// Draftable is what the author of a work types.
type Draftable struct {
	Title   string
	Subject string // code of the region's preset, for example "math"
	Stage   string // primary, junior or senior
	Grade   int    // 1 to 12
	Edition string // 教材版本, for example 人教版
	Chapter string
	Body    string // Markdown; see HTML
}

// Work is an author's draft.
type Work struct {
	ID     WorkID
	Owner  org.UnitID // the school
	Author org.PersonID
	Draftable
	DerivedFrom VersionID // none for an original
	Paper       id.Any    // the editable practice, none until one is made
	State       State
	Rev         int // counts saves; a save names the one it started from
	Created     clock.Micros
	Changed     clock.Micros
	Files       []File // by name; lists leave it empty
}

// tidy trims what was typed and takes out what no engine stores or no page shows: NUL, other control characters, broken UTF-8.
func (d Draftable) tidy() Draftable {
	d.Title, d.Edition, d.Chapter = line(d.Title), line(d.Edition), line(d.Chapter)
	d.Subject, d.Stage = line(d.Subject), line(d.Stage)
	d.Body = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(d.Body, "\uFFFD"), "\r\n", "\n"))
	return d
}

// line is one line of text without control characters.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// check says which fields are wrong.
func (d Draftable) check() error {
	var wrong []fault.Field
	add := func(bad bool, name, message string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	add(d.Title == "", "title", "请填写课题")
	add(utf8.RuneCountInString(d.Title) > MaxTitle, "title", "课题最多 120 字")
	add(d.Subject == "" || utf8.RuneCountInString(d.Subject) > MaxShort, "subject", "请选择学科")
	add(!isStage(d.Stage), "stage", "请选择学段")
	add(d.Grade < 1 || d.Grade > 12, "grade", "请选择年级")
	add(utf8.RuneCountInString(d.Edition) > MaxShort, "edition", "教材版本最多 80 字")
	add(utf8.RuneCountInString(d.Chapter) > MaxShort, "chapter", "章节最多 80 字")
	add(utf8.RuneCountInString(d.Body) > MaxBody, "body", "正文最多 100000 字")
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

func isStage(s string) bool {
	for _, x := range stages {
		if x == s {
			return true
		}
	}
	return false
}

// Stale is the answer to a save that started from an older revision. It holds what is stored now, so that a page can show both
// texts and nothing that was typed is lost. Its fault is Conflict.
type Stale struct{ Stored Work }

// Error implements error.
func (s *Stale) Error() string { return s.fault().Error() }

// Unwrap gives the fault, for fault.KindOf.
func (s *Stale) Unwrap() error { return s.fault() }

func (s *Stale) fault() *fault.Error {
	return fault.New(fault.Conflict, "这一课在别处已经改过。您写的内容还在下面，请对照后再保存。")
}
