package app

import (
	"context"
	"path/filepath"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/roster"
)

// RosterArgs is roster import. Scope is the code of the unit whose roster it is, "" for the region; Source tells two senders at one
// unit apart.
type RosterArgs struct {
	Path   string `json:"path"`
	Scope  string `json:"scope,omitempty"`
	Source string `json:"source,omitempty"`
	Apply  bool   `json:"apply,omitempty"`
	Allow  bool   `json:"allow,omitempty"`
}

// openRoster makes the import; its scratch files lie in the data directory whatever engine keeps the rows.
func (a *App) openRoster() {
	a.Roster = roster.New(roster.Parts{Core: a.Core, Log: a.Log, Org: a.Org, Authn: a.Authn, Seal: a.Seal, Jobs: a.Jobs, Clock: a.Config.Clock,
		Logger: a.Config.Log, Dir: a.folder.file("stage"), Subject: a.subjectCode, SubjectName: a.subjectName})
}

// subjectCode is the preset's code of a subject as people write it, or what they wrote.
func (a *App) subjectCode(name string) string {
	for _, s := range a.Preset.Subjects {
		if s.Name == name || s.Code == name {
			return s.Code
		}
	}
	return name
}

// subjectName is what people call the subject of a code, or the code.
func (a *App) subjectName(code string) string {
	for _, s := range a.Preset.Subjects {
		if s.Code == code {
			return s.Name
		}
	}
	return code
}

// importRoster checks a roster for the operator, says what it would change, and stores it when asked to.
func importRoster(ctx context.Context, a *App, args RosterArgs) (any, error) {
	unit, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	if args.Scope != "" && args.Scope != unit.Code {
		found, err := a.Org.UnitsByCode(ctx, []string{args.Scope})
		if err != nil {
			return nil, err
		}
		ok := false
		if unit, ok = found[args.Scope]; !ok {
			return nil, fault.New(fault.NotFound, "没有代码为 %s 的机构", args.Scope)
		}
	}
	i, err := a.Roster.Take(ctx, unit.ID, args.Source, filepath.Clean(args.Path))
	if err != nil {
		return nil, err
	}
	switch {
	case i.State == roster.Stopped && args.Allow: // a difference that may be stored
		if !args.Apply {
			i.State = roster.Ready
		}
	case i.State != roster.Ready:
		return a.Roster.Outcome(ctx, i)
	}
	if args.Apply {
		if i, err = a.Roster.ApplyNow(ctx, i, args.Allow); err != nil {
			return nil, err
		}
	}
	return a.Roster.Outcome(ctx, i)
}
