package shelf

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// ID names a shelf.
type ID = id.Of[Shelf]

// EntryID names an entry.
type EntryID = id.Of[Entry]

// Private is the kind of a shelf that a person owns; a unit's shelf has the unit's kind.
const Private org.Kind = "person"

// The limits of a shelf, in characters and entries.
const (
	MaxName    = 60
	MaxNote    = 300
	MaxSection = 30
	MaxEntries = 200
)

// Shelf is a list of lessons.
type Shelf struct {
	ID      ID
	Owner   org.Node
	Kind    org.Kind
	Name    string
	Note    string
	Copied  ID // the shelf it was copied from, none for an original
	Keeper  org.PersonID
	Rev     int // counts changes of the name and of the order
	Created clock.Micros
	Changed clock.Micros

	Entries   int
	OwnerName string // of a unit; empty for a private shelf
	Mine      bool   // the actor may keep it
}

// Entry is one place on a shelf. A work without a version is followed; with one it is pinned.
type Entry struct {
	ID      EntryID
	Shelf   ID
	Section string
	Place   int
	Work    commons.WorkID
	Version commons.VersionID
	Link    string
	Title   string // of a link
	Note    string
	Added   clock.Micros
}

// State is what a reader finds at an entry.
type State string

// The states. Newer is a pinned version after which another was published.
const (
	Live      State = "live"
	Newer     State = "newer"
	Withdrawn State = "withdrawn"
	Linked    State = "linked"
)

// Item is an entry with what the reader may see of it. Got is the version shown; of a withdrawn one only its title.
type Item struct {
	Entry
	State State
	Got   commons.Version
}

// Draft is what is put on a shelf: a work, a work with a pinned version, or a link with its title.
type Draft struct {
	Work    commons.WorkID
	Version commons.VersionID
	Link    string
	Title   string
	Section string
	Note    string
}

// target tells entries of one shelf apart: a second one for the same thing is the first.
func (d Draft) target() string {
	if d.Link != "" {
		return d.Link
	}
	if d.Version.IsZero() {
		return "work " + d.Work.Hex()
	}
	return "version " + d.Version.Hex()
}

func (d Draft) tidy() Draft {
	d.Link, d.Title, d.Section, d.Note = line(d.Link), line(d.Title), line(d.Section), line(d.Note)
	return d
}

func (d Draft) check() error {
	f := checkWords(d.Section, d.Note)
	switch {
	case d.Link != "":
		if !platform(d.Link) {
			f = append(f, fault.Field{Name: "link", Message: "只能放国家智慧教育平台(smartedu.cn)的链接，请从浏览器地址栏复制"})
		}
		if n := utf8.RuneCountInString(d.Title); n < 1 || n > commons.MaxTitle {
			f = append(f, fault.Field{Name: "title", Message: "请给链接写一个标题，最多 120 字"})
		}
	case d.Work.IsZero():
		return fault.New(fault.Invalid, "请选择要放上书架的课")
	}
	if f != nil {
		return fault.Fieldsf(f...)
	}
	return nil
}

func checkWords(section, note string) (f []fault.Field) {
	if utf8.RuneCountInString(section) > MaxSection {
		f = append(f, fault.Field{Name: "section", Message: "分组名最多 30 字"})
	}
	if utf8.RuneCountInString(note) > MaxNote {
		f = append(f, fault.Field{Name: "note", Message: "说明最多 300 字"})
	}
	return f
}

// platform reports whether an address is one of the national platform's pages.
func platform(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" || len(s) > 500 {
		return false
	}
	return u.Host == "smartedu.cn" || strings.HasSuffix(u.Host, ".smartedu.cn")
}

func checkShelf(name, note string) error {
	var f []fault.Field
	if n := utf8.RuneCountInString(name); n < 1 || n > MaxName {
		f = append(f, fault.Field{Name: "name", Message: "书架名要有1到60个字"})
	}
	f = append(f, checkWords("", note)...)
	if f != nil {
		return fault.Fieldsf(f...)
	}
	return nil
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

var (
	errNone = fault.New(fault.NotFound, "没有找到这个书架，或不在您的范围内")
	errItem = fault.New(fault.NotFound, "书架上没有这一项，可能已经拿下")
)
