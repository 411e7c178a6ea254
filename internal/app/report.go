package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
)

// openReports joins the analysis of exams: it reads exam through functions that ask nobody, since it asks org itself or reads for all.
func (a *App) openReports() {
	x := exams{a}
	a.Reports = report.New(report.Parts{Record: a.Record, Core: a.Core, Log: a.Log, Jobs: a.Jobs, Org: a.Org, Clock: a.Config.Clock, Sources: report.Sources{
		Exam: x.one, Subjects: a.Exams.Subjects, Blueprint: x.blueprint, EachMatrix: a.Exams.EachMatrix, Row: a.Exams.OwnRow, Preset: a.Preset}})
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
