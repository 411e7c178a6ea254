package report

import (
	"context"
	"math"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

const selClassesOf db.SQL = `-- unscoped: org is asked for each class before its rows are used
SELECT r.node, r.doc FROM insight_report r WHERE r.exam = ? AND r.version = ? AND r.kind = 'class' AND r.above = ? AND r.subject = ?`

// Teaching makes the named document of a teaching class 教学班, whose pupils come from several classes of a school: for somebody with
// class.analyse at every one of those. It compares with nothing outside, because the classes' own documents do.
func (s *Service) Teaching(ctx context.Context, a *org.Actor, n exam.ExamID, subject string, school org.UnitID, label string) (Document, error) {
	if a == nil {
		return Document{}, fault.New(fault.SignIn, "请先登录")
	}
	if _, err := s.Org.ReachNodes(ctx, a, org.ClassAnalyse); err != nil {
		return Document{}, err
	}
	h, err := s.head(ctx, n)
	if err != nil {
		return Document{}, err
	}
	type listed struct {
		node id.Any
		doc  []byte
	}
	rows, err := db.All(s.Record.Reader(ctx), selClassesOf, func(r db.Row) (x listed, err error) { return x, r.Scan(&x.node, &x.doc) }, n, h.version, school, subject)
	if err != nil {
		return Document{}, err
	}
	m := exam.Matrix{Exam: n, Subject: subject, School: school}
	var head Head
	for _, r := range rows {
		var doc Document
		if err := unpack(r.doc, &doc); err != nil {
			return Document{}, err
		}
		if doc.Class.labelled(&m, label) {
			if err := s.Org.Must(ctx, a, org.ClassAnalyse, r.node); err != nil {
				return Document{}, err
			}
			head = doc.Head
		}
	}
	if len(m.Persons) == 0 {
		return Document{}, fault.New(fault.NotFound, "没有这个教学班，或不在您的范围内")
	}
	e, err := s.Sources.Exam(ctx, n)
	if err != nil {
		return Document{}, err
	}
	var p Paper
	if _, err := s.side(ctx, n, h, kindPaper, subject, &p); err != nil {
		return Document{}, err
	}
	doc, err := assemble(ctx, e, s.Sources.Preset.Analysis, m, p)
	doc.Part, doc.Kind, doc.Node, doc.Version, doc.Built = label, KindTeaching, id.As[any](school), h.version, h.built
	doc.Head.Approver, doc.Head.Excuses, doc.Head.Full = head.Approver, head.Excuses, head.Full
	return doc, err
}

// labelled adds the rows with a label to a matrix and reports whether there are any.
func (c *Class) labelled(m *exam.Matrix, label string) bool {
	any := false
	for r, l := range c.Teaching {
		if l != label || label == "" {
			continue
		}
		any = true
		m.Persons, m.Status = append(m.Persons, c.Persons[r]), append(m.Status, c.Status[r])
		m.Total, m.Group = append(m.Total, float64(c.Total[r])), append(m.Group, l)
		if c.Marks != nil {
			for _, x := range c.Marks[r] {
				v := math.NaN()
				if x >= 0 {
					v = float64(x) / 100
				}
				m.Marks = append(m.Marks, v)
			}
		}
		if c.Choices != nil {
			m.Choices = append(m.Choices, c.Choices[r]...)
		}
	}
	return any
}

// assemble makes a class document of one matrix alone.
func assemble(ctx context.Context, e exam.Exam, rules preset.Analysis, m exam.Matrix, p Paper) (Document, error) {
	in := Input{Exam: e, Rules: rules, Blueprints: map[string]exam.Blueprint{}, EachMatrix: func(_ context.Context, _ string, f func(exam.Matrix) error) error { return f(m) }}
	in.Exam.Scope = exam.ScopeClass
	if !p.Guessed {
		bp := exam.Blueprint{Subject: m.Subject, Full: float64(p.Full)}
		for _, it := range p.Items {
			bp.Items = append(bp.Items, exam.BlueprintItem{Name: it.Name, Knowledge: it.Knowledge, Level: it.Level, Type: it.Type, Mark: float64(it.Mark),
				Planned: float64(it.Planned), Chapter: it.Chapter, Key: it.Key})
		}
		in.Blueprints[m.Subject] = bp
	}
	d, err := load(ctx, &in, m.Subject)
	if err != nil {
		return Document{}, err
	}
	b := &builder{in: &in}
	t := b.count(d)
	g := t.classes[0]
	g.parent = nil
	doc := b.class(d, g, b.tables(d, t), nil)
	for j := range doc.Items { // a class alone is no whole exam
		for o := range doc.Items[j].Options {
			doc.Items[j].Options[o].Curve = nil
		}
	}
	doc.sheet(d)
	b.findings(&doc, d)
	doc.formulas()
	doc.join(&d.paper)
	return doc, nil
}
