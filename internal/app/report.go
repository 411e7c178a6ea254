package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// openReports joins the analysis of exams: it reads exam through functions that ask nobody, since it asks org itself or reads for all.
func (a *App) openReports() {
	x := exams{a}
	a.Reports = report.New(report.Parts{Record: a.Record, Core: a.Core, Log: a.Log, Jobs: a.Jobs, Org: a.Org, Clock: a.Config.Clock, Sources: report.Sources{
		Exam: x.one, Subjects: a.Exams.Subjects, Blueprint: x.blueprint, EachMatrix: a.Exams.EachMatrix, Row: a.Exams.OwnRow, Enrolled: x.enrolled, Excuses: a.Exams.Excuses, Preset: a.Preset}})
	a.Log.Consume(a.Reports.Consumer())
}

// exams is exam as the reports want it.
type exams struct{ a *App }

func (x exams) one(ctx context.Context, n exam.ExamID) (exam.Exam, error) {
	return x.a.Exams.Admit(ctx, x.a.Core.Reader(ctx), n)
}

func (x exams) blueprint(ctx context.Context, n exam.ExamID, subject string) (exam.Blueprint, bool, error) {
	b, err := x.a.Exams.BlueprintOf(ctx, x.a.Core.Reader(ctx), n, subject)
	return b, b.Rev > 0, err
}

// enrolled counts the pupils of the exam's grade in each school on its first day. Who changed the class that day is there twice.
func (x exams) enrolled(ctx context.Context, e exam.Exam) (map[org.UnitID]int, error) {
	out, last := map[org.UnitID]int{}, map[org.UnitID]org.PersonID{}
	err := x.a.Org.Examinees(ctx, e.Node, e.Stage, e.Cohort, e.First, e.First, func(p org.Examinee) error {
		if last[p.Class.School] != p.Person {
			out[p.Class.School]++
			last[p.Class.School] = p.Person
		}
		return nil
	})
	return out, err
}

// subjectCodes are the subjects in the region's order.
func subjectCodes(p *preset.Preset) []string {
	out := make([]string, len(p.Subjects))
	for i, s := range p.Subjects {
		out[i] = s.Code
	}
	return out
}
