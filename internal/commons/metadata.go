package commons

import (
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/lom"
)

// Described is a version with the names that outsiders need instead of our codes. Base is the address of the server.
type Described struct {
	Version
	Base       string
	AuthorName string
	// Contributors are the names of those who prepared the lesson together with its author.
	Contributors []string
	SchoolName   string
	SubjectName  string
	GradeName    string
	StageName    string
	Words        *preset.Vocabulary
}

func (d Described) url(v VersionID) string { return d.Base + "/teacher/library/" + v.String() }

func date(at clock.Micros) string {
	if at == 0 {
		return ""
	}
	return clock.Local(at).Format(time.DateOnly)
}

// licenceURL is the deed of a licence, or its name where it has none.
func licenceURL(l Licence) string {
	if t := l.Terms(); t.URL != "" {
		return t.URL
	}
	return l.Terms().Name
}

// Resource is a schema.org LearningResource with the properties of LRMI, as JSON-LD.
type Resource struct {
	Context       string      `json:"@context"`
	Type          string      `json:"@type"`
	ID            string      `json:"@id"`
	Identifier    string      `json:"identifier"`
	Name          string      `json:"name"`
	URL           string      `json:"url"`
	Language      string      `json:"inLanguage"`
	Version       int         `json:"version"`
	Status        string      `json:"creativeWorkStatus"`
	Published     string      `json:"datePublished,omitempty"`
	Author        Agent       `json:"author"`
	Contributor   []Agent     `json:"contributor,omitempty"`
	Provider      Agent       `json:"provider"`
	Holder        *Agent      `json:"copyrightHolder,omitempty"`
	Licence       string      `json:"license"`
	Free          bool        `json:"isAccessibleForFree"`
	Terms         string      `json:"usageInfo,omitempty"` // what the licence means, in words
	ResourceType  []string    `json:"learningResourceType"`
	Use           []string    `json:"educationalUse"`
	Audience      Audience    `json:"audience"`
	Level         Defined     `json:"educationalLevel"`
	Alignment     []Alignment `json:"educationalAlignment"`
	Teaches       []Defined   `json:"teaches,omitempty"`
	Keywords      []string    `json:"keywords,omitempty"`
	BasedOn       string      `json:"isBasedOn,omitempty"`
	AI            string      `json:"creditText,omitempty"` // the label of generated content
	SourceType    string      `json:"digitalSourceType,omitempty"`
	AssociatedURL []Media     `json:"associatedMedia,omitempty"`
}

// Agent is a person or an organisation.
type Agent struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// Audience is for whom a resource is.
type Audience struct {
	Type string `json:"@type"`
	Role string `json:"educationalRole"`
}

// Defined is a term of one of our vocabularies.
type Defined struct {
	Type string `json:"@type"`
	Set  string `json:"inDefinedTermSet"`
	Code string `json:"termCode,omitempty"`
	Name string `json:"name"`
}

// Alignment is LRMI's AlignmentObject.
type Alignment struct {
	Type      string `json:"@type"`
	Kind      string `json:"alignmentType"`
	Framework string `json:"educationalFramework"`
	Target    string `json:"targetName"`
	Code      string `json:"targetUrl,omitempty"`
}

// Media is a file of the resource.
type Media struct {
	Type   string `json:"@type"`
	Name   string `json:"name"`
	Format string `json:"encodingFormat"`
	Size   string `json:"contentSize"`
	Digest string `json:"sha256"`
}

// The vocabularies by their names in zh-CN.
const (
	vocabStage   = "学段"
	vocabGrade   = "年级"
	vocabSubject = "学科"
	vocabEdition = "教材版本"
	vocabVolume  = "册次"
	vocabChapter = "章节"
	vocabPoint   = "知识点"
)

// LearningResource describes a version in the words of schema.org and LRMI.
func LearningResource(d Described) Resource {
	r := Resource{Context: "https://schema.org", Type: "LearningResource", ID: iri(d.ID), Identifier: iri(d.Work), Name: d.Title, URL: d.url(d.ID), Language: "zh-CN",
		Version: d.Number, Status: status(d.State), Published: date(d.Published), Author: Agent{"Person", d.AuthorName}, Provider: Agent{"EducationalOrganization", d.SchoolName},
		Licence: licenceURL(d.Licence), Free: true, Terms: d.Licence.Terms().Words, ResourceType: []string{"lesson plan"}, Use: []string{"instruction"},
		Audience: Audience{"EducationalAudience", "teacher"}, Level: Defined{"DefinedTerm", vocabGrade, strconv.Itoa(d.Grade), d.GradeName}}
	if d.Items > 0 {
		r.ResourceType, r.Use = append(r.ResourceType, "exercise"), append(r.Use, "practice")
	}
	for _, name := range d.Contributors {
		r.Contributor = append(r.Contributor, Agent{"Person", name})
	}
	switch d.Rights {
	case HeldBySchool:
		r.Holder = &Agent{"EducationalOrganization", d.SchoolName}
	case HeldByThird:
		r.Holder = &Agent{"Organization", d.Holder}
	default:
		r.Holder = &Agent{"Person", d.AuthorName}
	}
	align := func(kind, framework, target, code string) {
		if target != "" {
			r.Alignment = append(r.Alignment, Alignment{"AlignmentObject", kind, framework, target, code})
		}
	}
	align("educationalSubject", vocabSubject, d.SubjectName, "urn:tongxue:subject:"+d.Subject)
	align("educationalLevel", vocabStage, d.StageName, "urn:tongxue:stage:"+d.Stage)
	align("educationalFramework", vocabEdition, d.edition(), "")
	align("educationalFramework", vocabVolume, d.volume(), "")
	align("educationalFramework", vocabChapter, d.Chapter, "")
	for _, k := range d.Knowledge {
		t := Defined{"DefinedTerm", vocabPoint, "", k}
		if d.Words != nil && d.Words.Way(k) != nil {
			t.Code, t.Name = k, d.Words.PointName(k)
		}
		r.Teaches, r.Keywords = append(r.Teaches, t), append(r.Keywords, t.Name)
	}
	if !d.DerivedFrom.IsZero() {
		r.BasedOn = iri(d.DerivedFrom)
	}
	if d.AI.Extent != AINone {
		r.AI = d.AI.Extent.Name() + "：" + d.AI.Tool
		r.SourceType = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"
		if d.AI.Extent == AIWhole {
			r.SourceType = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
		}
	}
	for _, f := range shown(d.Files) {
		r.AssociatedURL = append(r.AssociatedURL, Media{"MediaObject", f.Name, f.Mime, strconv.FormatInt(f.Size, 10), f.Hash})
	}
	return r
}

func (d Described) edition() string {
	if d.Words == nil {
		return d.Edition
	}
	return d.Words.EditionName(d.Edition)
}

func (d Described) volume() string {
	if d.Words == nil {
		return d.Volume
	}
	return d.Words.VolumeName(d.Volume)
}

func status(s State) string {
	switch s {
	case Published:
		return "Published"
	case Superseded:
		return "Obsolete"
	case Withdrawn:
		return "Withdrawn"
	}
	return "Draft"
}

// LOM describes a version as learning object metadata (GB/T 21365-2008).
func LOM(d Described) lom.LOM {
	v1 := func(s string) lom.Value { return lom.Value{Source: lom.V1, Value: s} }
	final, yes, free := v1("final"), v1("yes"), v1("no")
	if d.State == Superseded {
		final = v1("revised")
	} else if d.State == Withdrawn {
		final = v1("unavailable")
	}
	if d.Licence == CC0 {
		yes = v1("no")
	}
	l := lom.LOM{
		General:   lom.General{Identifier: []lom.Identifier{{Catalog: "URN", Entry: iri(d.ID)}, {Catalog: "URI", Entry: d.url(d.ID)}}, Title: lom.Zh(d.Title), Language: []string{"zh-CN"}},
		LifeCycle: lom.LifeCycle{Version: lom.Zh(strconv.Itoa(d.Number)), Status: &final},
		Meta:      lom.Meta{Schema: []string{lom.V1, "GB/T 21365-2008"}, Language: "zh-CN"},
		Technical: lom.Technical{Format: []string{"text/html"}, Location: []string{d.url(d.ID)}},
		Educational: lom.Educational{Type: []lom.Value{v1("lecture")}, Role: []lom.Value{v1("teacher")}, Context: []lom.Value{v1("school")},
			Language: []string{"zh-CN"}},
		Rights: lom.Rights{Cost: &free, Copyright: &yes, Description: lom.Zh(d.Licence.Terms().Name + "：" + d.Licence.Terms().Words)},
	}
	if d.Items > 0 {
		l.Educational.Type = append(l.Educational.Type, v1("exercise"))
	}
	when := func(at clock.Micros) *lom.Date { return &lom.Date{DateTime: clock.Time(at).UTC().Format(time.RFC3339)} }
	l.LifeCycle.Contribute = append(l.LifeCycle.Contribute,
		lom.Contribute{Role: v1("author"), Entity: []string{lom.Card(d.AuthorName, d.SchoolName)}, Date: when(d.Submitted)},
		lom.Contribute{Role: v1("publisher"), Entity: []string{lom.Card("", d.SchoolName)}, Date: when(d.Published)})
	for _, name := range d.Contributors {
		l.LifeCycle.Contribute = append(l.LifeCycle.Contribute, lom.Contribute{Role: v1("content provider"), Entity: []string{lom.Card(name, "")}})
	}
	if d.AI.Extent != AINone {
		l.LifeCycle.Contribute = append(l.LifeCycle.Contribute, lom.Contribute{Role: lom.Value{Source: "tongxue", Value: "ai-" + string(d.AI.Extent)},
			Entity: []string{lom.Card(d.AI.Tool, "")}})
		l.General.Description = append(l.General.Description, lom.Zh(d.AI.Extent.Name()))
	}
	if !d.DerivedFrom.IsZero() {
		l.Relation = append(l.Relation, lom.Relation{Kind: v1("isbasedon"), Resource: lom.Resource{Identifier: []lom.Identifier{{Catalog: "URN", Entry: iri(d.DerivedFrom)}}}})
	}
	l.Relation = append(l.Relation, lom.Relation{Kind: v1("isversionof"), Resource: lom.Resource{Identifier: []lom.Identifier{{Catalog: "URN", Entry: iri(d.Work)}}}})
	var size int64
	for _, f := range shown(d.Files) {
		l.Technical.Format = append(l.Technical.Format, f.Mime)
		size += f.Size
	}
	l.Technical.Size = strconv.FormatInt(size+int64(len(d.Body)), 10)
	l.Classification = d.classification(v1)
	return l
}

// classification gives the ways through our vocabularies: the level, the textbook and each knowledge point.
func (d Described) classification(v1 func(string) lom.Value) []lom.Classification {
	path := func(source string, steps ...[2]string) lom.TaxonPath {
		p := lom.TaxonPath{Source: lom.Zh(source)}
		for _, s := range steps {
			if s[1] != "" {
				p.Taxon = append(p.Taxon, lom.Taxon{ID: s[0], Entry: lom.Zh(s[1])})
			}
		}
		return p
	}
	out := []lom.Classification{
		{Purpose: v1("educational level"), TaxonPath: []lom.TaxonPath{path(vocabStage+"—"+vocabGrade, [2]string{d.Stage, d.StageName}, [2]string{strconv.Itoa(d.Grade), d.GradeName})}},
		{Purpose: v1("discipline"), TaxonPath: []lom.TaxonPath{path(vocabSubject, [2]string{d.Subject, d.SubjectName}),
			path("教材目录", [2]string{d.Subject, d.SubjectName}, [2]string{d.Edition, d.edition()}, [2]string{d.Volume, d.volume()}, [2]string{"", d.Chapter})}},
	}
	for _, k := range d.Knowledge {
		steps := [][2]string{{"", k}}
		if d.Words != nil {
			if way := d.Words.Way(k); way != nil {
				steps = nil
				for _, p := range way {
					steps = append(steps, [2]string{p.ID, p.Name})
				}
			}
		}
		out = append(out, lom.Classification{Purpose: v1("competency"), TaxonPath: []lom.TaxonPath{path(vocabPoint, steps...)}})
	}
	return out
}
