package commons

import (
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Prov is a document of PROV-JSON (W3C Member Submission, 2013): records by kind, then by name, each with its attributes.
type Prov map[string]map[string]map[string]string

func (p Prov) put(kind, name string, attributes ...string) {
	if p[kind] == nil {
		p[kind] = map[string]map[string]string{}
	}
	if name == "" {
		name = fmt.Sprintf("_:%s%d", kind, len(p[kind])+1)
	}
	all := map[string]string{}
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			all[attributes[i]] = attributes[i+1]
		}
	}
	p[kind][name] = all
}

// Provenance tells where a version comes from: what it was derived from, the steps of its record, its author and those who prepared it
// together, all as the reader sees them. People are named as on the page; names holds those of the steps.
func Provenance(d Described, chain []Ancestor, record []Trace, names map[org.PersonID]string) map[string]any {
	p, version, work := Prov{}, "uuid:"+d.ID.String(), "uuid:"+d.Work.String()
	p.put("entity", work, "prov:type", "tongxue:Work")
	p.put("entity", version, "prov:type", "tongxue:Version", "dcterms:title", d.Title, "tongxue:number", fmt.Sprint(d.Number), "dcterms:license", licenceURL(d.Licence), "tongxue:ai", d.AI.Extent.Name(),
		"tongxue:aiTool", d.AI.Tool)
	p.put("specializationOf", "", "prov:specificEntity", version, "prov:generalEntity", work)
	p.put("agent", "tongxue:author", "prov:type", "prov:Person", "foaf:name", d.AuthorName)
	p.put("agent", "tongxue:school", "prov:type", "prov:Organization", "foaf:name", d.SchoolName)
	p.put("actedOnBehalfOf", "", "prov:delegate", "tongxue:author", "prov:responsible", "tongxue:school")
	p.put("wasAttributedTo", "", "prov:entity", version, "prov:agent", "tongxue:author")
	for i, name := range d.Contributors {
		who := fmt.Sprintf("tongxue:contributor%d", i+1)
		p.put("agent", who, "prov:type", "prov:Person", "foaf:name", name)
		p.put("wasAttributedTo", "", "prov:entity", version, "prov:agent", who)
	}
	for _, f := range shown(d.Files) {
		p.put("entity", "sha256:"+f.Hash, "prov:type", "tongxue:File", "dcterms:title", f.Name, "dcterms:format", f.Mime)
		p.put("hadMember", "", "prov:collection", version, "prov:entity", "sha256:"+f.Hash)
	}
	was := version
	for _, a := range chain {
		source := "uuid:" + a.ID.String()
		title := ""
		if a.Readable {
			title = a.Title
		}
		p.put("entity", source, "prov:type", "tongxue:Version", "dcterms:title", title, "dcterms:license", licenceURL(a.Licence))
		p.put("wasDerivedFrom", "", "prov:generatedEntity", was, "prov:usedEntity", source)
		was = source
	}
	p.steps(record, work, names)
	return map[string]any{"prefix": map[string]string{"prov": "http://www.w3.org/ns/prov#", "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "uuid": "urn:uuid:",
		"sha256": "urn:sha256:", "tongxue": "urn:tongxue:"}, "entity": p["entity"], "agent": p["agent"], "activity": p["activity"], "used": p["used"], "wasGeneratedBy": p["wasGeneratedBy"],
		"wasInvalidatedBy": p["wasInvalidatedBy"], "wasAssociatedWith": p["wasAssociatedWith"], "wasAttributedTo": p["wasAttributedTo"], "wasDerivedFrom": p["wasDerivedFrom"],
		"specializationOf": p["specializationOf"], "hadMember": p["hadMember"], "actedOnBehalfOf": p["actedOnBehalfOf"]}
}

// steps are the record's activities with what each used, made or ended.
func (p Prov) steps(record []Trace, work string, names map[org.PersonID]string) {
	for _, kind := range []string{"activity", "used", "wasGeneratedBy", "wasInvalidatedBy", "wasAssociatedWith", "wasDerivedFrom", "hadMember"} {
		if p[kind] == nil {
			p[kind] = map[string]map[string]string{}
		}
	}
	for i, t := range record {
		step, at := fmt.Sprintf("tongxue:step%d", len(record)-i), clock.Time(t.At).UTC().Format(time.RFC3339)
		p.put("activity", step, "prov:type", "tongxue:"+string(t.What), "prov:startTime", at, "prov:endTime", at, "dcterms:description", t.Why)
		thing := work
		if !t.Version.IsZero() {
			thing = "uuid:" + t.Version.String()
			if _, ok := p["entity"][thing]; !ok {
				p.put("entity", thing, "prov:type", "tongxue:Version")
			}
		}
		switch t.What {
		case TraceCreated, TraceAdapted, TracePublished:
			p.put("wasGeneratedBy", "", "prov:entity", thing, "prov:activity", step, "prov:time", at)
		case TraceWithdrawn:
			p.put("wasInvalidatedBy", "", "prov:entity", thing, "prov:activity", step, "prov:time", at)
		default:
			p.put("used", "", "prov:activity", step, "prov:entity", thing, "prov:time", at)
		}
		if !t.Source.IsZero() {
			source := "uuid:" + t.Source.String()
			if _, ok := p["entity"][source]; !ok {
				p.put("entity", source, "prov:type", "tongxue:Version")
			}
			p.put("used", "", "prov:activity", step, "prov:entity", source, "prov:time", at)
		}
		if name := names[t.Actor]; name != "" {
			p.put("agent", "uuid:"+t.Actor.String(), "prov:type", "prov:Person", "foaf:name", name)
			p.put("wasAssociatedWith", "", "prov:activity", step, "prov:agent", "uuid:"+t.Actor.String())
		}
	}
}
