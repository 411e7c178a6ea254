package commons

import (
	"reflect"
	"slices"
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
	MaxKnow  = 12 // knowledge points of a work
)

// Stages are the stages of schooling 学段 in order; their grades come from the region's preset.
var stages = []string{"primary", "junior", "senior"}

// Draftable is what the author of a work types.
type Draftable struct {
	Title   string
	Subject string // code of the region's preset, for example "math"
	Stage   string // primary, junior or senior
	Grade   int    // 1 to 12
	Edition string // 教材版本: an id of the preset's vocabulary when it is known there, else what was typed
	Volume  string // 册次: an id of the vocabulary, else what was typed
	Chapter string
	// Knowledge are knowledge points: ids of the vocabulary when known, else what was typed.
	Knowledge []string
	Body      string  // Markdown; see HTML
	Licence   Licence // empty is InRegion
	Rights    Holder  // who owns the rights; empty is the author
	Holder    string  // name of the owner when it is a third party
	AI        AIUse
}

// Same reports whether two texts say the same.
func (d Draftable) Same(o Draftable) bool {
	if !slices.Equal(d.Knowledge, o.Knowledge) {
		return false
	}
	d.Knowledge, o.Knowledge = nil, nil
	return reflect.DeepEqual(d, o)
}

// Work is an author's draft.
type Work struct {
	ID     WorkID
	Owner  org.UnitID // the school
	Author org.PersonID
	Draftable
	DerivedFrom VersionID // the version of another work on which this one stands now, none for an original
	Upstream    WorkID    // the work of that version
	Declined    VersionID // the version of the upstream that the author has chosen not to take
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
	d.Subject, d.Stage, d.Volume = line(d.Subject), line(d.Stage), line(d.Volume)
	d.Holder, d.AI.Tool = line(d.Holder), line(d.AI.Tool)
	var know []string
	for _, k := range d.Knowledge {
		if k = line(k); k != "" && !slices.Contains(know, k) {
			know = append(know, k)
		}
	}
	d.Knowledge = know
	if d.Licence == "" {
		d.Licence = InRegion
	}
	if d.Rights == "" {
		d.Rights = HeldByPerson
	}
	if d.Rights != HeldByThird {
		d.Holder = ""
	}
	if d.AI.Extent == AINone {
		d.AI.Tool = ""
	}
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
	add(utf8.RuneCountInString(d.Volume) > MaxShort, "volume", "册次最多 80 字")
	add(len(d.Knowledge) > MaxKnow, "knowledge", "知识点最多 12 个")
	for _, k := range d.Knowledge {
		if utf8.RuneCountInString(k) > MaxShort {
			add(true, "knowledge", "每个知识点最多 80 字")
			break
		}
	}
	add(!d.Licence.Known(), "licence", "请选择许可方式")
	add(!slices.Contains(Holders(), d.Rights), "rights", "请选择权利人")
	add(d.Rights == HeldByThird && d.Holder == "", "holder", "请写明权利人是谁")
	add(utf8.RuneCountInString(d.Holder) > MaxShort, "holder", "权利人最多 80 字")
	add(!d.AI.Extent.known(), "ai", "请选择是否使用了人工智能")
	add(d.AI.Extent != AINone && d.AI.Tool == "", "ai_tool", "请写明用了什么工具")
	add(utf8.RuneCountInString(d.AI.Tool) > MaxShort, "ai_tool", "工具名称最多 80 字")
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
