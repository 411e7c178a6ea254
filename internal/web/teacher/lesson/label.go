package lesson

import (
	"context"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

// Labels names the codes of a work in the words of the region's preset.
type Labels struct{ Preset *preset.Preset }

// Subject is the name of a subject's code, or the code itself when the preset has it no more.
func (l Labels) Subject(ctx context.Context, code string) string {
	for _, s := range l.Preset.Subjects {
		if s.Code == code {
			return i18n.T(ctx, s.Name)
		}
	}
	return code
}

// Grade is the name of a grade.
func (l Labels) Grade(ctx context.Context, number int) string {
	for _, s := range l.Preset.Stages {
		for _, g := range s.Grades {
			if g.Number == number {
				return i18n.T(ctx, g.Name)
			}
		}
	}
	return strconv.Itoa(number)
}

// StageOf is the stage that a grade belongs to in this region.
func (l Labels) StageOf(grade int) string { return l.Preset.StageOf(grade) }

// Subjects are the options of a subject field.
func (l Labels) Subjects() []ui.Option {
	var out []ui.Option
	for _, s := range l.Preset.Subjects {
		out = append(out, ui.Option{Value: s.Code, Label: s.Name})
	}
	return out
}

// Stages are the options of a stage field.
func (l Labels) Stages() []ui.Option {
	var out []ui.Option
	for _, s := range l.Preset.Stages {
		out = append(out, ui.Option{Value: s.Code, Label: s.Name})
	}
	return out
}

// Grades are the options of a grade field, grouped by stage.
func (l Labels) Grades() []ui.Option {
	var out []ui.Option
	for _, s := range l.Preset.Stages {
		for _, g := range s.Grades {
			out = append(out, ui.Option{Value: strconv.Itoa(g.Number), Label: g.Name, Group: s.Name})
		}
	}
	return out
}

// Edition is the name of an edition that is stored by id or as text.
func (l Labels) Edition(s string) string { return l.Preset.Words.EditionName(s) }

// Volume is the name of a volume that is stored by id or as text.
func (l Labels) Volume(s string) string { return l.Preset.Words.VolumeName(s) }

// Knowledge are the names of knowledge points that are stored by id or as text.
func (l Labels) Knowledge(all []string) []string {
	out := make([]string, len(all))
	for i, k := range all {
		out[i] = l.Preset.Words.PointName(k)
	}
	return out
}

// editions are the names that an edition field suggests: the region's own first.
func (l Labels) editions() []string {
	out := slices.Clone(l.Preset.Editions)
	for _, e := range l.Preset.Words.Editions {
		if !slices.Contains(out, e.Name) {
			out = append(out, e.Name)
		}
	}
	return out
}

func (l Labels) volumes() []string {
	var out []string
	for _, v := range l.Preset.Words.Volumes {
		out = append(out, v.Name)
	}
	return out
}

// points are the names that a field for knowledge points suggests: those of the subject, or all.
func (l Labels) points(subject string) []string {
	var out []string
	for _, p := range l.Preset.Words.Points {
		if (subject == "" || p.Subject == subject) && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	return out
}

// Line is what a lesson is about in one line: 数学 · 四年级 · 人教版 · 第五单元.
func (l Labels) Line(ctx context.Context, d commons.Draftable) string {
	s := l.Subject(ctx, d.Subject) + " · " + l.Grade(ctx, d.Grade)
	for _, x := range []string{l.Edition(d.Edition), l.Volume(d.Volume), d.Chapter} {
		if x != "" {
			s += " · " + x
		}
	}
	return s
}

// UnitName is the name of a unit, or a dash when it cannot be read.
func UnitName(ctx context.Context, o *org.Service, u org.UnitID) string {
	unit, err := o.Unit(ctx, u)
	if err != nil {
		return ui.Dash
	}
	return unit.Name
}

// StateOf is the tag of a state.
func StateOf(s commons.State) ui.State {
	switch s {
	case commons.Submitted:
		return ui.StatePending
	case commons.Returned:
		return ui.StateReturned
	case commons.Published:
		return ui.StatePublished
	case commons.Superseded:
		return "已被新版本代替" // i18n:data — a component translates it
	case commons.Withdrawn:
		return ui.StateWithdrawn
	}
	return ui.StateDraft
}
