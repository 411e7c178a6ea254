package practice

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// assignView is the form of giving a practice to a class.
type assignView struct {
	Lesson  homework.Lesson
	Classes []classLoad
	Due     string // YYYY-MM-DD
	Values  url.Values
	Err     error
}

// classLoad is a class with how full its day is.
type classLoad struct {
	org.Class
	Load homework.Load
}

func (p *Pages) assignForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Org.ReachNodes(r.Context(), actor(r), org.Assign); err != nil {
		return err
	}
	if r.URL.Query().Get("version") == "" {
		ui.Redirect(w, r, "/teacher/library")
		return nil
	}
	return p.showAssign(w, r, r.URL.Query().Get("version"), nil, nil)
}

func (p *Pages) showAssign(w http.ResponseWriter, r *http.Request, version string, values url.Values, problem error) error {
	ver, err := id.Parse[any](version)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这节课")
	}
	ctx, a := r.Context(), actor(r)
	lesson, err := p.Homework.Lesson(ctx, a, ver)
	if err != nil {
		return err
	}
	classes, err := p.Org.ClassesOf(ctx, a, org.Assign)
	if err != nil {
		return err
	}
	v := assignView{Lesson: lesson, Due: clock.Local(p.Org.Now()).AddDate(0, 0, 1).Format(time.DateOnly), Values: values, Err: problem}
	for _, c := range classes {
		load, err := p.Homework.Load(ctx, a, c.ID, p.Org.Now())
		if err != nil {
			return err
		}
		v.Classes = append(v.Classes, classLoad{c, load})
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, assignPage(v))
}

func (p *Pages) assign(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	class, err := id.Parse[org.Class](f.Get("class"))
	if err != nil {
		return p.showAssign(w, r, f.Get("version"), f, fault.Fieldsf(fault.Field{Name: "class", Message: "请选班级"}))
	}
	ver, err := id.Parse[any](f.Get("version"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这节课")
	}
	as, err := p.Homework.Give(r.Context(), actor(r), homework.Order{Version: ver, Class: class, Mode: f.Get("mode"), Place: f.Get("place"),
		Minutes: number(f, "minutes"), Due: dayOf(f.Get("due")), Reason: f.Get("reason"), Idem: f.Get("idem")})
	if refused(err) {
		return p.showAssign(w, r, f.Get("version"), f, err)
	}
	if err != nil {
		return err
	}
	say(w, "已布置")
	ui.Redirect(w, r, givenPath(as, ""))
	return nil
}

// dayOf reads a date field as the beginning of that day in China; 0 when it is no date.
func dayOf(s string) clock.Micros {
	t, err := time.ParseInLocation(time.DateOnly, s, clock.Shanghai)
	if err != nil {
		return 0
	}
	return clock.At(t)
}

// listRow is one line of the teacher's list.
type listRow struct {
	homework.Assignment
	ClassName string
	Count     assess.Count
	Open      bool
}

func (p *Pages) assignments(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	list, err := p.Homework.List(ctx, a)
	if err != nil {
		return err
	}
	ids := make([]id.Any, len(list))
	for i, one := range list {
		ids[i] = id.As[any](one.ID)
	}
	counts, err := p.Assess.Counts(ctx, a, ids)
	if err != nil {
		return err
	}
	names := map[org.ClassID]string{}
	rows := make([]listRow, 0, len(list))
	for _, one := range list {
		if names[one.Class] == "" {
			if names[one.Class], err = p.className(ctx, one.Class); err != nil {
				return err
			}
		}
		rows = append(rows, listRow{one, names[one.Class], counts[id.As[any](one.ID)], one.Due >= homework.DayOf(p.Org.Now())})
	}
	return ui.Render(w, r, http.StatusOK, assignmentsPage(rows))
}

func (p *Pages) className(ctx context.Context, c org.ClassID) (string, error) {
	class, err := p.Org.Class(ctx, c)
	return class.Label(), err
}

// pupilRow is one pupil of an assignment.
type pupilRow struct {
	assess.Progress
	Name, Number string
}

// assignmentView is the page of one assignment.
type assignmentView struct {
	homework.Assignment
	ClassName string
	Pupils    []pupilRow
	HandedIn  int
	ToMark    int
}

func (p *Pages) assignment(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := assignmentView{Assignment: as}
	if v.ClassName, err = p.className(ctx, as.Class); err != nil {
		return err
	}
	progress, err := p.Assess.Progress(ctx, actor(r), id.As[any](as.ID))
	if err != nil {
		return err
	}
	people, err := p.people(ctx, as)
	if err != nil {
		return err
	}
	at := map[org.PersonID]assess.Progress{}
	for _, one := range progress {
		at[one.Person] = one
	}
	for _, who := range people {
		one, ok := at[who.Person]
		if !ok {
			continue // came after the practice was given
		}
		v.Pupils = append(v.Pupils, pupilRow{one, who.Name, who.Number})
		v.ToMark += one.ToMark
		if one.Closed() {
			v.HandedIn++
		}
	}
	return ui.Render(w, r, http.StatusOK, assignmentPage(v))
}

// people is the class register of the day on which the assignment was given, so that the order stays and nobody vanishes.
func (p *Pages) people(ctx context.Context, as homework.Assignment) ([]org.Enrolled, error) {
	return p.Org.Roster(ctx, as.Class, as.GivenAt)
}

func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	sitting, err := pathID[assess.Sitting](r, "sitting")
	if err != nil {
		return err
	}
	if err := p.Assess.Reopen(r.Context(), actor(r), sitting); err != nil {
		return err
	}
	say(w, "已退回，学生可以再改")
	ui.Redirect(w, r, givenPath(as.ID, ""))
	return nil
}

// printView is a practice on paper.
type printView struct {
	Title, Class, Subject, Back string
	Key                         bool
	Lines                       []assess.Line
	Media                       assess.Media
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	v := printView{Title: as.Title, Subject: p.subject(r.Context(), as.Subject), Back: givenPath(as.ID, ""), Key: r.URL.Query().Get("key") == "1", Media: mediaUnder(givenPath(as.ID, ""))}
	if v.Class, err = p.className(r.Context(), as.Class); err != nil {
		return err
	}
	if v.Lines, err = p.Assess.PaperLines(r.Context(), id.As[assess.Paper](as.Paper)); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, printPage(v))
}
