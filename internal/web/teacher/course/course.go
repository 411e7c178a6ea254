// Package course holds the pages of course trees 课程目录: the list, the tree with what stands at each node, and the editor, by buttons
// without script, by keyboard and by drag with it.
//
// Pages decide nothing: commons/course holds the rules and asks org. No SQL, no state.
package course

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Courses *course.Service
	Works   *commons.Service
	Org     *org.Service
	Books   []preset.Book
	lesson.Labels
	// Beside is what stands beside a node from elsewhere: the same on the national platform. nil, or a nil component: nothing.
	Beside func(ctx context.Context, a *org.Actor, d commons.Draftable) templ.Component
	// Put is the link by which a lesson goes on a shelf; nil shows none.
	Put func(v commons.Version, back string) templ.Component
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read, edit := string(org.LibraryRead), string(org.CourseEdit)
	return []httpx.Route{
		{Pattern: "GET /courses", Verb: read, Target: "self", Serve: p.list},
		{Pattern: "GET /courses/new", Verb: edit, Target: "self", Serve: p.blank},
		{Pattern: "POST /courses", Verb: edit, Target: "self", Serve: p.create},
		{Pattern: "GET /courses/{course}", Verb: read, Target: "course", Serve: p.read},
		{Pattern: "GET /courses/{course}/edit", Verb: edit, Target: "course", Serve: p.edit},
		{Pattern: "POST /courses/{course}/change", Verb: edit, Target: "course", Serve: p.change},
		{Pattern: "POST /courses/{course}/place", Verb: edit, Target: "course", Serve: p.place},
	}
}

func path(c course.ID, more string) string { return "/courses/" + c.String() + more }

func courseOf(r *http.Request) (course.ID, error) {
	c, err := id.Parse[course.Course](r.PathValue("course"))
	if err != nil {
		return c, fault.Wrap(err, fault.NotFound, "没有找到这个目录，或不在您的范围内")
	}
	return c, nil
}

// nodeOf reads a node's id from a form or query; the zero id is the top.
func nodeOf(f url.Values, name string) course.NodeID {
	n, _ := id.Parse[course.Node](f.Get(name)) // anything else is the top, or no node, which the service refuses
	return n
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, a, q := r.Context(), org.ActorFrom(r.Context()), r.URL.Query()
	grade, _ := strconv.Atoi(q.Get("grade"))
	v := listView{Labels: p.Labels, SubjectCode: q.Get("subject"), GradeNo: q.Get("grade"), MayEdit: a.Has(org.CourseEdit), Owners: map[org.UnitID]string{}}
	var err error
	if v.Rows, err = p.Courses.Trees(ctx, a, course.Filter{Subject: v.SubjectCode, Grade: grade}); err != nil {
		return err
	}
	for _, c := range v.Rows {
		if v.Owners[c.Owner] == "" {
			v.Owners[c.Owner] = lesson.UnitName(ctx, p.Org, c.Owner)
		}
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

func (p *Pages) blank(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := newView{Labels: p.Labels, Books: p.Books, Sent: sent, Err: cause}
	var err error
	if v.Units, err = p.Courses.Units(ctx, a); err != nil {
		return err
	}
	if a.Has(org.LibraryRead) {
		if v.Known, err = p.Courses.Trees(ctx, a, course.Filter{}); err != nil {
			return err
		}
	}
	return ui.Render(w, r, status, newPage(v))
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	n, err := p.make(r)
	if fault.Is(err, fault.Invalid) {
		return p.showNew(w, r, http.StatusUnprocessableEntity, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "目录已建立")
	ui.Redirect(w, r, path(n, "/edit"))
	return nil
}

// make makes a course from a book, from another course, or empty.
func (p *Pages) make(r *http.Request) (course.ID, error) {
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	units, err := p.Courses.Units(ctx, a)
	if err != nil {
		return course.ID{}, err
	}
	owner, err := id.Parse[org.Unit](f.Get("owner"))
	if err != nil && len(units) == 1 {
		owner, err = units[0].ID, nil
	}
	if err != nil {
		return course.ID{}, fault.Fieldsf(fault.Field{Name: "owner", Message: "请选择归属"})
	}
	for _, b := range p.Books {
		if b.Key == f.Get("book") {
			edition, volume := b.Edition, b.Volume
			if x, ok := p.Preset.Words.Edition(edition); ok {
				edition = x.ID
			}
			if x, ok := p.Preset.Words.Volume(volume); ok {
				volume = x.ID
			}
			return p.Courses.FromBook(ctx, a, owner, b, p.StageOf(b.Grade), edition, volume)
		}
	}
	if from, err := id.Parse[course.Course](f.Get("copy")); err == nil {
		return p.Courses.Copy(ctx, a, from, owner, f.Get("idem"))
	}
	grade, _ := strconv.Atoi(f.Get("grade"))
	return p.Courses.Create(ctx, a, course.Course{Owner: owner, Title: f.Get("title"), Subject: f.Get("subject"), Grade: grade, Stage: p.StageOf(grade)}, f.Get("idem"))
}

func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, false, func(*courseView) {})
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	c, err := courseOf(r)
	if err == nil {
		_, err = p.Courses.Edit(r.Context(), org.ActorFrom(r.Context()), c)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, true, func(*courseView) {})
}

// show renders a tree with the chosen node; change puts in what was refused.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, editing bool, change func(*courseView)) error {
	c, err := courseOf(r)
	if err != nil {
		return err
	}
	ctx, a, q := r.Context(), org.ActorFrom(r.Context()), r.URL.Query()
	v := courseView{Labels: p.Labels, Editing: editing, Query: q.Get("q")}
	var tree *course.Tree
	if v.Course, tree, v.Counts, err = p.Courses.Tree(ctx, a, c); err != nil {
		return err
	}
	v.Rows, v.Owner = tree.Rows(), lesson.UnitName(ctx, p.Org, v.Course.Owner)
	if v.MayEdit, err = p.Courses.MayEdit(ctx, a, v.Course); err != nil {
		return err
	}
	want := nodeOf(q, "node")
	if want.IsZero() {
		want = nodeOf(r.PostForm, "node")
	}
	for i, row := range v.Rows {
		if row.ID == want || want.IsZero() && i == 0 {
			v.Chosen = &v.Rows[i]
		}
	}
	if v.Chosen != nil {
		if v.Places, v.Next, err = p.Courses.Works(ctx, a, c, v.Chosen.ID, q.Get("after")); err != nil {
			return err
		}
	}
	if editing && v.Query != "" {
		found, err := p.Works.Search(ctx, a, commons.Query{Text: v.Query})
		if err != nil {
			return err
		}
		v.Hits = found.Hits
	}
	if v.Chosen != nil && !editing {
		p.around(ctx, a, &v)
	}
	change(&v)
	return ui.Render(w, r, status, coursePage(v))
}

// around is what a reader can do from a node: the same on the national platform, a lesson on a shelf, in class, or prepared together.
func (p *Pages) around(ctx context.Context, a *org.Actor, v *courseView) {
	c := v.Course
	v.Makes, v.Assigns, v.Put = a.Has(org.LessonMake), a.Has(org.Assign), p.Put
	if p.Beside != nil {
		v.Beside = p.Beside(ctx, a, commons.Draftable{Title: v.Chosen.Title, Subject: c.Subject, Stage: c.Stage, Grade: c.Grade, Edition: c.Edition, Volume: c.Volume, Chapter: v.Chosen.Title})
	}
}

// change does one thing to the tree and goes back to it, at the node.
func (p *Pages) change(w http.ResponseWriter, r *http.Request) error {
	c, err := courseOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	node, said, err := p.do(r, c)
	return p.after(w, r, c, node, said, err)
}

func (p *Pages) do(r *http.Request, c course.ID) (node course.NodeID, said string, err error) {
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	node = nodeOf(f, "node")
	rev, _ := strconv.Atoi(f.Get("rev"))
	if rev == 0 {
		rev = -1 // a form without a revision is stale
	}
	switch f.Get("op") {
	case "add":
		node, err = p.Courses.Add(ctx, a, c, nodeOf(f, "parent"), nodeOf(f, "after"), f.Get("title"), f.Get("idem"))
		return node, "已添加", err
	case "rename":
		return node, "已改名", p.Courses.Rename(ctx, a, c, node, rev, f.Get("title"))
	case "remove":
		return course.NodeID{}, "已删除，可以撤销", p.Courses.Remove(ctx, a, c, node, rev)
	case "move":
		return node, "已移动", p.Courses.Move(ctx, a, c, node, rev, nodeOf(f, "parent"), nodeOf(f, "after"))
	case "undo":
		return node, "已撤销", p.Courses.Undo(ctx, a, c)
	case string(course.Up), string(course.Down), string(course.Indent), string(course.Outdent):
		return node, "已移动", p.Courses.Step(ctx, a, c, node, rev, course.Step(f.Get("op")))
	}
	if _, err := p.Courses.Edit(ctx, a, c); err != nil {
		return node, "", err
	}
	return node, "", fault.New(fault.Invalid, "没有这种改动")
}

func (p *Pages) place(w http.ResponseWriter, r *http.Request) error {
	c, err := courseOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	node := nodeOf(f, "node")
	if x, err := id.Parse[course.Place](f.Get("take")); err == nil {
		return p.after(w, r, c, node, "已从这一节拿掉，课本身还在", p.Courses.Take(ctx, a, c, x))
	}
	v, _ := id.Parse[commons.Version](f.Get("version")) // none: a link is meant
	return p.after(w, r, c, node, "已放到这一节", p.Courses.Put(ctx, a, c, node, v, f.Get("pin") != "", f.Get("link"), f.Get("name"), f.Get("note"), f.Get("idem")))
}

// after goes back to the editor, or shows there why not.
func (p *Pages) after(w http.ResponseWriter, r *http.Request, c course.ID, node course.NodeID, said string, err error) error {
	var stale *course.Stale
	switch {
	case err == nil:
		ui.Say(w, ui.Success, said)
		to := path(c, "/edit")
		if !node.IsZero() {
			to += "?node=" + node.String() + "#at"
		}
		ui.Redirect(w, r, to)
		return nil
	case errors.As(err, &stale), fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, fault.KindOf(err).Status(), true, func(v *courseView) { v.Sent, v.Err = r.PostForm, err })
	}
	return err
}
