package app

import (
	"context"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/bureau/sharing"
	webcredit "github.com/tongxue-edu/tongxue/internal/web/teacher/credit"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	webshelf "github.com/tongxue-edu/tongxue/internal/web/teacher/shelf"
	webthanks "github.com/tongxue-edu/tongxue/internal/web/teacher/thanks"
)

// openShare makes what stands around a lesson once it is public: shelves, use and thanks.
func (a *App) openShare() {
	a.Shelves = shelf.New(a.Core, a.Log, a.Org, a.Lessons, a.Homework, a.Config.Clock)
	a.Thanks = thanks.New(a.Core, a.Log, a.Org, a.Lessons, taught{a.Homework}, a.Config.Clock)
	a.Credit = credit.New(a.Record, a.Org, a.Preset.CreditAt)
	a.Log.Consume(a.Credit.Consumer())
}

// sharePages are their pages.
func (a *App) sharePages(labels lesson.Labels) []web.Pages {
	return []web.Pages{
		&webshelf.Pages{Shelves: a.Shelves, UseOf: a.Insight.UseOf, Labels: labels},
		a.thanksPages(labels),
		&webcredit.Pages{Credit: a.Credit},
		&sharing.Pages{Insight: a.Insight, Org: a.Org, Subjects: labels.Subjects()},
	}
}

func (a *App) thanksPages(labels lesson.Labels) *webthanks.Pages {
	return &webthanks.Pages{Thanks: a.Thanks, Works: a.Lessons, UseOf: a.Insight.UseOf, Labels: labels}
}

func shareTexts() []map[string]string {
	return []map[string]string{webshelf.Catalogue(), webthanks.Catalogue(), sharing.Catalogue(), webcredit.Catalogue()}
}

// used is what stands at the side of a lesson's page: where it was used, and what those say who taught with it.
func (a *App) used(labels lesson.Labels) func(ctx context.Context, actor *org.Actor, v commons.Version) (templ.Component, error) {
	return a.thanksPages(labels).OfLesson
}

// acts are what can be done with a lesson besides reading it.
func acts(v commons.Version) []templ.Component {
	if v.State != commons.Published {
		return nil
	}
	return []templ.Component{webshelf.PutLink(webshelf.PutSpec{Work: v.Work.String(), Version: v.ID.String(), Back: "/teacher/library/" + v.ID.String()})}
}

// putText is the plain link by which a lesson goes on a shelf.
func putText(v commons.Version, back string) templ.Component {
	return webshelf.PutText(webshelf.PutSpec{Work: v.Work.String(), Version: v.ID.String(), Back: back, Title: v.Title})
}

// taught is homework as thanks wants it.
type taught struct{ s *homework.Service }

// Taught is the class that an assignment was given to; org is asked about it.
func (t taught) Taught(ctx context.Context, a *org.Actor, assignment id.Any) (thanks.Taught, error) {
	as, err := t.s.Assignment(ctx, a, homework.AssignmentID(assignment))
	if err != nil {
		return thanks.Taught{}, err
	}
	kind, err := t.s.Kind(ctx, as.Owner, as.GivenAt)
	return thanks.Taught{Assignment: assignment, Version: id.As[commons.Version](as.Version), Teacher: as.GivenBy, School: as.Owner, Grade: as.Grade, Setting: kind,
		Due: as.Due}, err
}

// forgetWords takes away what a person said about lessons, when the person's data is erased.
func (a *App) forgetWords(tx *db.Tx, p org.PersonID, _ []org.AccountID) error {
	return a.Thanks.Erase(tx, p)
}
