package library

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// work is what the page tells of a version beside its content.
type work struct {
	Pasts  []commons.Past
	Chain  []commons.Ancestor
	Record []commons.Trace
	Names  map[org.PersonID]string
	Units  map[org.UnitID]string
	With   map[commons.VersionID][]org.PersonID // who prepared a source together with its author
	Made   prep.Made
	Meta   string // JSON-LD, safe inside a script element
}

// with are those who prepared a source together with its author and whose paragraphs it has.
func (p *Pages) with(ctx context.Context, a *org.Actor, x commons.Ancestor) ([]org.PersonID, error) {
	if p.Made == nil {
		return nil, nil
	}
	src, err := p.Works.Read(ctx, a, x.ID)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	made, err := p.Made(ctx, a, src)
	var out []org.PersonID
	for _, g := range made.Gave {
		if g.Person != x.Author {
			out = append(out, g.Person)
		}
	}
	return out, err
}

// authors names who made a source: its author first.
func (v readView) authors(x commons.Ancestor) string {
	s := v.Names[x.Author]
	for _, q := range v.With[x.ID] {
		s += "、" + v.Names[q]
	}
	return s
}

// describe reads the versions, the chain of sources, the record and the metadata of a version.
func (p *Pages) describe(r *http.Request, v *readView) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	var err error
	if v.Pasts, err = p.Works.Pasts(ctx, a, v.Version.Work); err != nil {
		return err
	}
	if v.Chain, err = p.Works.Chain(ctx, a, v.Version.DerivedFrom); err != nil {
		return err
	}
	if v.Record, err = p.Works.Record(ctx, a, v.Version); err != nil {
		return err
	}
	if p.Made != nil {
		if v.Made, err = p.Made(ctx, a, v.Version); err != nil {
			return err
		}
	}
	var people []org.PersonID
	for _, g := range v.Made.Gave {
		people = append(people, g.Person)
	}
	v.Units, v.With = map[org.UnitID]string{}, map[commons.VersionID][]org.PersonID{}
	for _, x := range v.Chain {
		if x.Readable {
			people = append(people, x.Author)
			v.Units[x.Owner] = lesson.UnitName(ctx, p.Org, x.Owner)
			with, err := p.with(ctx, a, x)
			if err != nil {
				return err
			}
			v.With[x.ID], people = with, append(people, with...)
		}
	}
	for _, t := range v.Record {
		people = append(people, t.Actor)
	}
	if v.Names, err = p.Org.Names(ctx, people); err != nil {
		return err
	}
	d := p.described(ctx, v.Version, v.Author, v.From)
	d.Contributors = v.with()
	b, err := json.Marshal(commons.LearningResource(d))
	if err != nil {
		return err
	}
	v.Meta = string(b) // Marshal writes < > & as escapes, so that no text ends the element
	return nil
}

func (p *Pages) described(ctx context.Context, v commons.Version, author, school string) commons.Described {
	d := commons.Described{Version: v, Base: p.Base, AuthorName: author, SchoolName: school, SubjectName: p.Preset.SubjectName(v.Subject), GradeName: p.Grade(i18n.With(ctx, nil, i18n.Zh), v.Grade),
		Words: p.Preset.Words}
	for _, s := range p.Preset.Stages {
		if s.Code == v.Stage {
			d.StageName = s.Name
		}
	}
	return d
}

// metadata reads a version with the names that its description needs.
func (p *Pages) metadata(r *http.Request) (commons.Described, error) {
	id, err := versionOf(r)
	if err != nil {
		return commons.Described{}, err
	}
	ctx := r.Context()
	got, err := p.Works.Read(ctx, org.ActorFrom(ctx), id)
	if err != nil {
		return commons.Described{}, err
	}
	var made prep.Made
	if p.Made != nil {
		if made, err = p.Made(ctx, org.ActorFrom(ctx), got); err != nil {
			return commons.Described{}, err
		}
	}
	people := []org.PersonID{got.Author}
	for _, g := range made.Gave {
		people = append(people, g.Person)
	}
	names, err := p.Org.Names(ctx, people)
	if err != nil {
		return commons.Described{}, err
	}
	d := p.described(ctx, got, names[got.Author], lesson.UnitName(ctx, p.Org, got.Owner))
	d.Contributors = work{Made: made, Names: names}.with()
	return d, nil
}

func (p *Pages) metadataJSON(w http.ResponseWriter, r *http.Request) error {
	d, err := p.metadata(r)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(commons.LearningResource(d), "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/ld+json")
	_, err = w.Write(append(b, '\n'))
	return err
}

// provenanceJSON is where a version comes from, as PROV-JSON.
func (p *Pages) provenanceJSON(w http.ResponseWriter, r *http.Request) error {
	d, err := p.metadata(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	chain, err := p.Works.Chain(ctx, a, d.DerivedFrom)
	if err != nil {
		return err
	}
	record, err := p.Works.Record(ctx, a, d.Version)
	if err != nil {
		return err
	}
	var people []org.PersonID
	for _, t := range record {
		people = append(people, t.Actor)
	}
	names, err := p.Org.Names(ctx, people)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(commons.Provenance(d, chain, record, names), "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(b, '\n'))
	return err
}

func (p *Pages) metadataXML(w http.ResponseWriter, r *http.Request) error {
	d, err := p.metadata(r)
	if err != nil {
		return err
	}
	l := commons.LOM(d)
	if err := l.Check(); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := l.Write(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, err = w.Write(b.Bytes())
	return err
}

// mayAdapt reports whether the page offers to adapt: the licence allows it, and the reader makes lessons in a school for which it does.
func (v readView) mayAdapt() bool {
	if !v.Teacher || !v.Version.Licence.Terms().Adapt {
		return false
	}
	if v.Version.Licence != commons.InSchool {
		return true
	}
	for _, s := range v.Schools {
		if s.ID == v.Version.Owner {
			return true
		}
	}
	return false
}

// words are the metadata that the line under the title does not have.
func (v readView) words(ctx context.Context) []ui.Pair {
	var out []ui.Pair
	if len(v.Version.Knowledge) > 0 {
		out = append(out, ui.Pair{Label: "知识点", Text: strings.Join(v.Labels.Knowledge(v.Version.Knowledge), i18n.T(ctx, "、"))})
	}
	holder := i18n.T(ctx, v.Version.Rights.Name())
	if v.Version.Rights == commons.HeldByThird {
		holder = v.Version.Holder
	}
	return append(out, ui.Pair{Label: "权利人", Text: holder})
}

// changes tells in words what a version has otherwise than the one before.
func changes(ctx context.Context, p commons.Past) string {
	if p.First {
		return i18n.T(ctx, "最早能看到的一版")
	}
	var out []string
	for _, c := range p.Changes {
		switch c.Name {
		case "body":
			out = append(out, i18n.T(ctx, "正文（加 %d 行，删 %d 行）", c.Added, c.Removed))
		case "file":
			switch {
			case c.Removed == 0:
				out = append(out, i18n.T(ctx, "增加文件 %s", c.Text))
			case c.Added == 0:
				out = append(out, i18n.T(ctx, "去掉文件 %s", c.Text))
			default:
				out = append(out, i18n.T(ctx, "更换文件 %s", c.Text))
			}
		default:
			out = append(out, i18n.T(ctx, changeName(c.Name)))
		}
	}
	if out == nil {
		return i18n.T(ctx, "内容没有变化")
	}
	return i18n.T(ctx, "改了：%s", strings.Join(out, i18n.T(ctx, "、")))
}

func changeName(name string) string {
	return map[string]string{"title": "课题", "subject": "学科", "grade": "年级", "edition": "教材版本", "volume": "册次", "chapter": "章节", "knowledge": "知识点", "licence": "许可",
		"rights": "权利人", "ai": "人工智能标识", "practice": "练习"}[name]
}

// moments are the record in words. Who reviewed stays out: it is between author and reviewer.
func (v readView) moments(ctx context.Context) []ui.Moment {
	number := map[commons.VersionID]int{}
	for _, p := range v.Pasts {
		number[p.ID] = p.Number
	}
	var out []ui.Moment
	told := false
	for _, t := range v.Record {
		m := ui.Moment{When: ui.DateTime(ctx, t.At), Who: v.Names[t.Actor], What: i18n.T(ctx, t.What.Name()), Text: t.Why}
		if n := number[t.Version]; n > 0 {
			m.What = i18n.T(ctx, "第 %d 版", n) + " " + m.What
		}
		if t.What == commons.TracePublished {
			m.Tone = ui.Success
		}
		if v.Made.Finished > t.At && !told {
			out, told = append(out, v.together(ctx)), true
		}
		out = append(out, m)
	}
	if v.Made.Finished > 0 && !told {
		out = append(out, v.together(ctx))
	}
	return out
}

// with are the names of those who gave something beside the lead.
func (w work) with() []string {
	var out []string
	for _, g := range w.Made.Gave {
		if n := w.Names[g.Person]; n != "" && g.Person != w.Made.Lead {
			out = append(out, n)
		}
	}
	return out
}

// together is the co-preparation as a step of the record.
func (w work) together(ctx context.Context) ui.Moment {
	m := ui.Moment{When: ui.DateTime(ctx, w.Made.Finished), Who: w.Names[w.Made.Lead], What: i18n.T(ctx, "集体备课定稿")}
	if others := w.with(); others != nil {
		m.Text = i18n.T(ctx, "一起备课：%s", strings.Join(others, i18n.T(ctx, "、")))
	}
	return m
}

// session is the address of the co-preparation for this reader; empty when the reader may not open it.
func (w work) session() string {
	switch {
	case w.Made.Session.IsZero():
		return ""
	case w.Made.Ours:
		return "/teacher/prep/" + w.Made.Session.String()
	}
	return "/school/prep/" + w.Made.Session.String()
}

// opening is how a paragraph begins.
func opening(s string) string {
	s = strings.TrimLeft(strings.Join(strings.Fields(s), " "), "#>-*0123456789. ")
	if rs := []rune(s); len(rs) > 28 {
		return string(rs[:28]) + "…"
	}
	return s
}
