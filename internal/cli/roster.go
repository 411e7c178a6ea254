package cli

import (
	"fmt"
	"path/filepath"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

type rosterCmd struct {
	Check  rosterCheckCmd  `cmd:"" help:"Check a roster: OneRoster CSV (folder or zip) or our Excel workbook. Nothing is stored."`
	Import rosterImportCmd `cmd:"" help:"Show what a roster changes, and store it with --apply."`
}

type rosterCheckCmd struct {
	Path string `arg:"" help:"Folder, zip or workbook."`
}

// Run checks; a refused roster is exit code 1.
func (c *rosterCheckCmd) Run(w *world) error {
	rep, err := roster.Check(w.ctx, c.Path)
	if err != nil {
		return err
	}
	if w.json {
		err = w.print(rep)
	} else {
		for _, t := range []string{oneroster.Orgs, oneroster.AcademicSessions, oneroster.Courses, oneroster.Classes, oneroster.Users, oneroster.Roles, oneroster.Demographics, oneroster.Enrollments} {
			if n, ok := rep.Active[t]; ok {
				fmt.Fprintf(w.out, "%-18s %8d\n", t, n)
			}
		}
		printFindings(w, rep.Findings)
		_, err = fmt.Fprintln(w.out, map[string]string{oneroster.Accept: "可以导入", oneroster.Refuse: "不能导入：请先改正标为“错误”的地方"}[rep.Verdict])
	}
	if err == nil && rep.Verdict != oneroster.Accept {
		return errRefused
	}
	return err
}

type rosterImportCmd struct {
	store
	Path          string `arg:"" help:"Folder, zip or workbook."`
	Apply         bool   `help:"Store it."`
	AllowRemovals bool   `help:"Also when more than 5 % of a table's rows would be ended." name:"allow-removals"`
	Scope         string `help:"Code of the unit whose roster it is; the region by default."`
	Source        string `help:"Name of the sender, when a unit gets rosters from several systems."`
}

// Run imports; a refused roster and stopped removals are exit code 1.
func (c *rosterImportCmd) Run(w *world) error {
	path, err := filepath.Abs(c.Path)
	if err != nil {
		return err
	}
	var o roster.Outcome
	err = app.Run(w.ctx, c.config(w), "roster-import", app.RosterArgs{Path: path, Scope: c.Scope, Source: c.Source, Apply: c.Apply, Allow: c.AllowRemovals}, &o)
	if err != nil {
		return err
	}
	if w.json {
		err = w.print(o)
	} else {
		printOutcome(w, o)
	}
	if err == nil && o.Verdict != oneroster.Accept {
		return errRefused
	}
	return err
}

func printOutcome(w *world, o roster.Outcome) {
	fmt.Fprintf(w.out, "%-18s %8s %8s %8s %8s\n", "", "新增", "更改", "停用", "不变")
	for _, t := range []string{oneroster.Orgs, oneroster.AcademicSessions, oneroster.Courses, oneroster.Classes, oneroster.Users, oneroster.Roles, oneroster.Demographics, oneroster.Enrollments} {
		if c, ok := o.Tables[t]; ok {
			fmt.Fprintf(w.out, "%-18s %8d %8d %8d %8d\n", t, c.Added, c.Changed, c.Removed, c.Unchanged)
		}
	}
	printFindings(w, o.Findings)
	switch {
	case o.Verdict != oneroster.Accept:
		fmt.Fprintln(w.out, "没有导入")
	case o.Applied:
		fmt.Fprintf(w.out, "已导入，用时 %.1f 秒\n", o.Seconds.Check+o.Seconds.Stage+o.Seconds.Difference+o.Seconds.Apply)
	default:
		fmt.Fprintln(w.out, "以上是会有的变化；加 --apply 保存")
	}
}

func printFindings(w *world, all []oneroster.Finding) {
	for _, f := range all {
		mark := "提示"
		if f.Severity == oneroster.Error {
			mark = "错误"
		}
		fmt.Fprintf(w.out, "%s  %s 第%d行 %s %s：%s\n", mark, f.File, f.Line, f.ID, f.Field, f.Message)
	}
}
