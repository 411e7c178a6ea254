package assess

import (
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Item marks the id of an item through all its revisions.
type Item struct{}

// ItemID names an item, RevisionID one immutable revision of it. Copies of a paper name the same revisions, so facts about an item
// can be pooled over schools by RevisionID.
type (
	ItemID     = id.Of[Item]
	RevisionID = id.Of[Revision]
)

// Compound is the kind of an item that is none of the six forms: imported, or with several interactions.
const Compound = "qti"

// Revision is one immutable state of an item.
type Revision struct {
	ID      RevisionID
	Item    ItemID
	Rev     int
	Owner   org.UnitID
	Author  org.PersonID
	Kind    string // a qti.DraftKind, or Compound
	Title   string // the start of the question, for lists
	XML     string
	Created clock.Micros
	media   []mediaRow
}

// mediaRow is one picture that a revision names.
type mediaRow struct{ Name, Hash, Mime string }

// maxPoints bounds what one line of a paper is worth.
const maxPoints = 100

// LineDraft is one line of a paper as a form holds it.
type LineDraft struct {
	Draft     qti.Draft
	Points    float64 // what a full answer is worth, (0, 100]; never shown to pupils. 0 means 1
	Knowledge string  // 知识点, may be empty
}

// check turns findings about a draft into fields of its form; names are those of the JSON form of qti.Draft.
func (d LineDraft) check() error {
	var fields []fault.Field
	for _, e := range d.Draft.Validate() {
		fields = append(fields, fault.Field{Name: e.Field, Message: draftMessage(e.Code)})
	}
	if d.Points < 0 || d.Points > maxPoints {
		fields = append(fields, fault.Field{Name: "points", Message: "分值应在 0 到 100 之间"})
	}
	if len([]rune(d.Knowledge)) > 60 {
		fields = append(fields, fault.Field{Name: "knowledge", Message: "知识点最多 60 字"})
	}
	if len(fields) > 0 {
		return fault.Fieldsf(fields...)
	}
	return nil
}

// draftMessages are zh-CN sentences for the codes of qti.FieldError.
var draftMessages = map[string]string{
	"required":        "请填写",
	"duplicate":       "和前面的重复了",
	"too_long":        "太长了",
	"characters":      "有不能保存的字符",
	"too_many_blanks": "一道填空题只能有一个空",
	"too_few":         "至少要有两个选项",
	"too_many":        "太多了",
	"no_correct":      "请标出正确答案",
	"several_correct": "只能有一个正确答案",
	"not_a_number":    "请填数字",
	"unknown":         "不认识的题型",
}

func draftMessage(code string) string {
	if m, ok := draftMessages[code]; ok {
		return m
	}
	return "格式不对"
}

// revision makes the first or next revision of an item from a draft.
func (d LineDraft) revision(of ItemID, rev int, p Paper, a *org.Actor, now clock.Micros) (Revision, error) {
	xml, err := d.Draft.XML()
	if err != nil {
		return Revision{}, fmt.Errorf("assess: write item: %w", err)
	}
	it, _, err := qti.Parse(xml)
	if err != nil {
		return Revision{}, fmt.Errorf("assess: read own item back: %w", err)
	}
	return Revision{ID: id.New[Revision](), Item: of, Rev: rev, Owner: p.Owner, Author: a.Person, Kind: string(d.Draft.Kind),
		Title: it.Title, XML: string(xml), Created: now}, nil
}

// kindOf tells which of the six forms an item has.
func kindOf(it *qti.Item) string {
	if d, ok := it.DraftOf(); ok {
		return string(d.Kind)
	}
	var found []qti.Interaction
	for _, p := range it.Body(qti.BodyOptions{}) {
		if p.Interaction != nil {
			found = append(found, *p.Interaction)
		}
	}
	if len(found) != 1 {
		return Compound
	}
	switch in := found[0]; {
	case in.Kind == qti.KindExtendedText:
		return string(qti.DraftShort)
	case in.Kind == qti.KindTextEntry:
		return string(qti.DraftFillIn)
	case in.Multiple:
		return string(qti.DraftMultiple)
	}
	return string(qti.DraftSingle)
}

// titleOf is a line for lists: the item's title, else its identifier.
func titleOf(it *qti.Item) string {
	t := strings.TrimSpace(it.Title)
	if t == "" {
		t = it.Identifier
	}
	if r := []rune(t); len(r) > 60 {
		t = string(r[:60]) + "…"
	}
	return t
}

// handMarked tells whether a person must score the item.
func handMarked(it *qti.Item) bool { return it.Score(nil).NeedsHuman }

func (r Revision) insert(tx *db.Tx) error {
	_, err := tx.Exec(insRevision, r.ID, r.Item, r.Rev, r.Owner, r.Author, r.Kind, r.Title, r.XML, r.Created)
	if err != nil {
		return err
	}
	for _, m := range r.media {
		if _, err := tx.Exec(insMedia, r.ID, m.Name, m.Hash, m.Mime); err != nil {
			return err
		}
	}
	return nil
}

// Sentences lists what this package says about fields of forms, for the test that every sentence has its English.
func Sentences() []string {
	out := []string{draftMessage(""), fieldMessage("not_a_number"), fieldMessage("not_an_integer"), fieldMessage("too_many"), fieldMessage("too_long"), fieldMessage("")}
	for _, m := range draftMessages {
		out = append(out, m)
	}
	return out
}
