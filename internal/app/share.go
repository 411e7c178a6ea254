package app

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/commons/spread"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
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
	a.openCredit()
	a.Spread = spread.New(a.Core, a.Org, a.Config.Clock, a.begunElsewhere)
	a.Log.Consume(a.Spread.Consumer())
}

// sharePages are their pages.
func (a *App) sharePages(labels lesson.Labels) []web.Pages {
	return []web.Pages{
		&webshelf.Pages{Shelves: a.Shelves, UseOf: a.Insight.UseOf, Labels: labels},
		a.thanksPages(labels),
		&webcredit.Pages{Credit: a.Credit, Org: a.Org},
		&sharing.Pages{Insight: a.Insight, Org: a.Org, Subjects: labels.Subjects()},
	}
}

func (a *App) thanksPages(labels lesson.Labels) *webthanks.Pages {
	return &webthanks.Pages{Thanks: a.Thanks, Spread: a.Spread, Works: a.Lessons, UseOf: a.Insight.UseOf, Labels: labels}
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
	if err := a.Spread.Forget(tx, p); err != nil {
		return err
	}
	return a.Thanks.Erase(tx, p)
}

// begunElsewhere writes to the author of a lesson that another school has begun to use it. Who used it there is not told.
func (a *App) begunElsewhere(tx *db.Tx, n spread.News) error {
	school, err := a.Org.UnitIn(tx, n.School)
	if err != nil {
		return err
	}
	return a.Notices.Tell(tx, notice.Word{ID: id.As[notice.Notice](n.ID), School: n.Owner, From: n.Author, To: []org.PersonID{n.Author}, At: n.At,
		Title: cut(fmt.Sprintf("%s开始用您的《%s》", school.Name, n.Title)),
		Body:  fmt.Sprintf("%s第一次用您的《%s》，班里已经有学生在做。\n\n[打开这一课](/teacher/library/%s)\n\n不想再收到这样的消息，可以在[谁用了我的课](/teacher/thanks)里关掉。", school.Name, n.Title, n.Version)})
}
