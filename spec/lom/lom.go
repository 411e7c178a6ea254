// Package lom writes and reads learning object metadata: IEEE 1484.12.1-2002, whose Chinese form is GB/T 21365-2008 (学习对象元数据), in
// the XML binding of IEEE 1484.12.3-2005 (GB/T 29807). Names of elements and values of vocabularies are those of LOM v1.0; a value of
// another vocabulary names its source. Elements that describe nothing in practice (aggregationLevel, semanticDensity) are left out.
//
// It is pure: a record goes in and out as text; nothing here knows a database, a page or a school.
package lom

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Namespace is the one of the binding.
const Namespace = "http://ltsc.ieee.org/xsd/LOM"

// V1 is the source of values that LOM v1.0 itself lists.
const V1 = "LOMv1.0"

// LOM is one record.
type LOM struct {
	XMLName        xml.Name
	General        General          `xml:"general"`
	LifeCycle      LifeCycle        `xml:"lifeCycle"`
	Meta           Meta             `xml:"metaMetadata"`
	Technical      Technical        `xml:"technical"`
	Educational    Educational      `xml:"educational"`
	Rights         Rights           `xml:"rights"`
	Relation       []Relation       `xml:"relation"`
	Classification []Classification `xml:"classification"`
}

// General is element 1.
type General struct {
	Identifier  []Identifier `xml:"identifier"`
	Title       Texts        `xml:"title"`
	Language    []string     `xml:"language"`
	Description []Texts      `xml:"description"`
	Keyword     []Texts      `xml:"keyword"`
}

// Identifier names a thing within a catalogue.
type Identifier struct {
	Catalog string `xml:"catalog"`
	Entry   string `xml:"entry"`
}

// Texts is a LangString: the same said in several languages.
type Texts struct {
	String []Text `xml:"string"`
}

// Text is one of them.
type Text struct {
	Language string `xml:"language,attr,omitempty"`
	Value    string `xml:",chardata"`
}

// Zh is a text in Chinese.
func Zh(s string) Texts { return Texts{[]Text{{"zh-CN", s}}} }

// First is the first of the texts.
func (t Texts) First() string {
	if len(t.String) == 0 {
		return ""
	}
	return t.String[0].Value
}

// Value is a term of a vocabulary.
type Value struct {
	Source string `xml:"source"`
	Value  string `xml:"value"`
}

// LifeCycle is element 2.
type LifeCycle struct {
	Version    Texts        `xml:"version"`
	Status     *Value       `xml:"status"` // draft, final, revised, unavailable
	Contribute []Contribute `xml:"contribute"`
}

// Contribute is 2.3: who did what and when. Entities are vCards.
type Contribute struct {
	Role   Value    `xml:"role"`
	Entity []string `xml:"entity"`
	Date   *Date    `xml:"date"`
}

// Date holds ISO 8601.
type Date struct {
	DateTime string `xml:"dateTime"`
}

// Meta is element 3: of the record itself.
type Meta struct {
	Identifier []Identifier `xml:"identifier"`
	Schema     []string     `xml:"metadataSchema"`
	Language   string       `xml:"language,omitempty"`
}

// Technical is element 4.
type Technical struct {
	Format   []string `xml:"format"`
	Size     string   `xml:"size,omitempty"` // bytes, decimal
	Location []string `xml:"location"`
}

// Educational is element 5.
type Educational struct {
	Type     []Value  `xml:"learningResourceType"`
	Role     []Value  `xml:"intendedEndUserRole"`
	Context  []Value  `xml:"context"`
	Age      []Texts  `xml:"typicalAgeRange"`
	Language []string `xml:"language"`
}

// Rights is element 6.
type Rights struct {
	Cost        *Value `xml:"cost"`
	Copyright   *Value `xml:"copyrightAndOtherRestrictions"`
	Description Texts  `xml:"description"`
}

// Relation is element 7.
type Relation struct {
	Kind     Value    `xml:"kind"` // isbasedon, isversionof, …
	Resource Resource `xml:"resource"`
}

// Resource is the other end of a relation.
type Resource struct {
	Identifier  []Identifier `xml:"identifier"`
	Description []Texts      `xml:"description"`
}

// Classification is element 9.
type Classification struct {
	Purpose   Value       `xml:"purpose"`
	TaxonPath []TaxonPath `xml:"taxonPath"`
}

// TaxonPath is a way through one taxonomy, the topmost first.
type TaxonPath struct {
	Source Texts   `xml:"source"`
	Taxon  []Taxon `xml:"taxon"`
}

// Taxon is a step of the way.
type Taxon struct {
	ID    string `xml:"id"`
	Entry Texts  `xml:"entry"`
}

// Values of LOM v1.0 (IEEE 1484.12.1, the value spaces of 2.2, 2.3.1, 5.2, 5.5, 5.6, 6.1, 6.2, 7.1, 9.1).
var values = map[string][]string{
	"status":   {"draft", "final", "revised", "unavailable"},
	"role":     {"author", "publisher", "unknown", "initiator", "terminator", "validator", "editor", "graphical designer", "technical implementer", "content provider", "technical validator", "educational validator", "script writer", "instructional designer", "subject matter expert"},
	"type":     {"exercise", "simulation", "questionnaire", "diagram", "figure", "graph", "index", "slide", "table", "narrative text", "exam", "experiment", "problem statement", "self assessment", "lecture"},
	"enduser":  {"teacher", "author", "learner", "manager"},
	"context":  {"school", "higher education", "training", "other"},
	"yesno":    {"yes", "no"},
	"relation": {"ispartof", "haspart", "isversionof", "hasversion", "isformatof", "hasformat", "references", "isreferencedby", "isbasedon", "isbasisfor", "requires", "isrequiredby"},
	"purpose":  {"discipline", "idea", "prerequisite", "educational objective", "accessibility restrictions", "educational level", "skill level", "security level", "competency"},
}

// Check reports values that claim to be of LOM v1.0 and are not.
func (l LOM) Check() error {
	var wrong []error
	check := func(space string, all ...*Value) {
		for _, v := range all {
			if v == nil || v.Source != V1 {
				continue
			}
			known := false
			for _, x := range values[space] {
				known = known || x == v.Value
			}
			if !known {
				wrong = append(wrong, fmt.Errorf("lom: %q is no %s of %s", v.Value, space, V1))
			}
		}
	}
	check("status", l.LifeCycle.Status)
	for i := range l.LifeCycle.Contribute {
		check("role", &l.LifeCycle.Contribute[i].Role)
	}
	for i := range l.Educational.Type {
		check("type", &l.Educational.Type[i])
	}
	for i := range l.Educational.Role {
		check("enduser", &l.Educational.Role[i])
	}
	for i := range l.Educational.Context {
		check("context", &l.Educational.Context[i])
	}
	check("yesno", l.Rights.Cost, l.Rights.Copyright)
	for i := range l.Relation {
		check("relation", &l.Relation[i].Kind)
	}
	for i := range l.Classification {
		check("purpose", &l.Classification[i].Purpose)
	}
	if l.General.Title.First() == "" {
		wrong = append(wrong, errors.New("lom: no title"))
	}
	return errors.Join(wrong...)
}

// Write gives the record as an XML document.
func (l LOM) Write(w io.Writer) error {
	l.XMLName = xml.Name{Space: Namespace, Local: "lom"}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(l); err != nil {
		return fmt.Errorf("lom: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// MaxBytes is the longest record that Read takes.
const MaxBytes = 1 << 20

// Read reads a record, leniently: other namespaces and unknown elements are passed over.
func Read(r io.Reader) (LOM, error) {
	var l LOM
	d := xml.NewDecoder(io.LimitReader(r, MaxBytes))
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf("lom: %w", err)
	}
	if l.XMLName.Local != "lom" {
		return l, fmt.Errorf("lom: the document is a %q", l.XMLName.Local)
	}
	return l, nil
}

// Card is a vCard 3.0 of a person or of an organisation, as LOM's entities are written.
func Card(name, organisation string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\nVERSION:3.0\n")
	if name == "" {
		name = organisation
	}
	b.WriteString("FN:" + escape(name) + "\n")
	if organisation != "" {
		b.WriteString("ORG:" + escape(organisation) + "\n")
	}
	b.WriteString("END:VCARD")
	return b.String()
}

var cardText = strings.NewReplacer("\\", "\\\\", "\n", "\\n", ",", "\\,", ";", "\\;")

func escape(s string) string { return cardText.Replace(s) }
