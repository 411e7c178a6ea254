package app

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// One domain as another wants it. Each small interface is declared by the side that needs it.

// papers is assess as commons and insight want it.
type papers struct{ s *assess.Service }

// Create makes an empty paper.
func (p papers) Create(tx *db.Tx, owner org.UnitID, author org.PersonID) (id.Any, error) {
	n, err := p.s.CreatePaper(tx, owner, author)
	return id.As[any](n), err
}

// Copy makes an editable copy.
func (p papers) Copy(tx *db.Tx, from id.Any, owner org.UnitID, author org.PersonID) (id.Any, error) {
	n, err := p.s.CopyPaper(tx, id.As[assess.Paper](from), owner, author)
	return id.As[any](n), err
}

// Freeze ends the editing.
func (p papers) Freeze(tx *db.Tx, paper id.Any) error {
	return p.s.FreezePaper(tx, id.As[assess.Paper](paper))
}

// Lines counts the items.
func (p papers) Lines(x db.Querier, paper id.Any) (int, error) {
	return p.s.CountLines(x, id.As[assess.Paper](paper))
}

// Pictures are those of its items.
func (p papers) Pictures(x db.Querier, paper id.Any) ([]string, error) {
	return p.s.PaperPictures(x, id.As[assess.Paper](paper))
}

// Outline is the paper as text.
func (p papers) Outline(ctx context.Context, paper id.Any, key bool) ([]commons.Line, error) {
	lines, err := p.s.PaperLines(ctx, id.As[assess.Paper](paper))
	if err != nil {
		return nil, err
	}
	out := make([]commons.Line, len(lines))
	for i, l := range lines {
		out[i] = commons.Line{No: l.No, Kind: l.KindName(), Prompt: l.Prompt(), Choices: l.Choices()}
		if key {
			out[i].Key = keyOf(l)
		}
	}
	return out, nil
}

// questions is the paper as insight wants it.
func (p papers) questions(ctx context.Context, paper id.Any) ([]insight.Line, error) {
	lines, err := p.s.PaperLines(ctx, id.As[assess.Paper](paper))
	out := make([]insight.Line, len(lines))
	for i, l := range lines {
		out[i] = insight.Line{No: l.No, Prompt: l.Prompt(), Kind: l.KindName(), Options: l.Choices(), Key: keyOf(l), Knowledge: l.Knowledge}
	}
	return out, err
}

// matrix is a table of monitoring as insight wants it.
func (p papers) matrix(ctx context.Context, a *org.Actor, m id.Any) ([]string, [][]float64, error) {
	return p.s.MonitoringMatrix(ctx, a, id.As[assess.Monitoring](m))
}

func keyOf(l assess.Line) string {
	var all []string
	for _, k := range l.Key {
		all = append(all, k.Text)
	}
	return strings.Join(all, ";")
}

// lessons is commons as homework wants it.
type lessons struct{ s *commons.Service }

// Lesson is a published version that the actor may use.
func (l lessons) Lesson(ctx context.Context, a *org.Actor, version id.Any) (homework.Lesson, error) {
	v, err := l.s.ForUse(ctx, a, id.As[commons.Version](version))
	if err != nil {
		return homework.Lesson{}, err
	}
	return homework.Lesson{Version: version, Title: v.Title, Subject: v.Subject, Stage: v.Stage, Grade: v.Grade, Paper: v.Paper, Items: v.Items}, nil
}
