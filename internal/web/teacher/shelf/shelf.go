// Package shelf holds the pages of shelves 书架, and two parts that other pages mount: the form that puts a lesson on a shelf and the line
// that says where a lesson was used. The services decide who sees and keeps what; this package only shows it.
package shelf

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Shelves *shelf.Service
	// UseOf tells the use of works; nil shows none.
	UseOf func(ctx context.Context, a *org.Actor, works []id.Any) (map[id.Any]insight.WorkUse, error)
	lesson.Labels
}

// Routes lists the pages. Whoever reads the library keeps an own shelf, so what changes a shelf wants no more than that at the door; for a
// shelf of a unit the service asks for shelf.keep.
func (p *Pages) Routes() []httpx.Route {
	read, keep := string(org.LibraryRead), string(org.ShelfKeep)
	return []httpx.Route{
		{Pattern: "GET /teacher/shelves", Verb: read, Target: "self", Serve: p.list},
		{Pattern: "POST /teacher/shelves", Verb: read, Target: "self", Serve: p.create},
		{Pattern: "GET /teacher/shelves/put", Verb: read, Target: "self", Serve: p.choose},
		{Pattern: "POST /teacher/shelves/put", Verb: read, Target: "self", Serve: p.put},
		{Pattern: "GET /teacher/shelves/{shelf}", Verb: read, Target: "shelf", Serve: p.read},
		{Pattern: "POST /teacher/shelves/{shelf}/copy", Verb: read, Target: "shelf", Serve: p.copy},
		{Pattern: "POST /teacher/shelves/{shelf}/rename", Verb: read, Target: "kept", Serve: p.rename},
		{Pattern: "POST /teacher/shelves/{shelf}/links", Verb: read, Target: "kept", Serve: p.link},
		{Pattern: "POST /teacher/shelves/{shelf}/entries/{entry}", Verb: read, Target: "kept", Serve: p.edit},
		{Pattern: "POST /teacher/shelves/{shelf}/entries/{entry}/move", Verb: read, Target: "kept", Serve: p.move},
		{Pattern: "POST /teacher/shelves/{shelf}/entries/{entry}/remove", Verb: read, Target: "kept", Serve: p.remove},
		{Pattern: "POST /teacher/shelves/{shelf}/subscribe", Verb: keep, Target: "subscriber", Serve: p.subscribe},
		{Pattern: "POST /teacher/shelves/{shelf}/discard", Verb: read, Target: "kept", Serve: p.discard},
	}
}

const base = "/teacher/shelves"

func path(n shelf.ID, more string) string { return base + "/" + n.String() + more }

// shown is how many shelves a list shows.
const shown = 100

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showList(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	list, err := p.Shelves.List(ctx, a, shown)
	if err != nil {
		return err
	}
	owners, err := p.Shelves.Owners(ctx, a)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, listPage(listView{Shelves: list, Owners: owners, Sent: sent, Err: cause}))
}

// formOf reads a form; its error is for the person.
func formOf(r *http.Request) (url.Values, error) {
	err := httpx.FormError(r.ParseForm())
	return r.PostForm, err
}

// refused reports whether the form is shown again with the fault.
func refused(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// node reads an owner; an empty one is the actor.
func node(s string) (org.Node, error) {
	if s == "" {
		return org.Node{}, nil
	}
	n, err := id.Parse[any](s)
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return n, nil
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := formOf(r)
	if err != nil {
		return err
	}
	owner, err := node(f.Get("owner"))
	if err != nil {
		return err
	}
	n, err := p.Shelves.Create(r.Context(), org.ActorFrom(r.Context()), owner, f.Get("name"), f.Get("note"), f.Get("idem"))
	if refused(err) {
		return p.showList(w, r, fault.KindOf(err).Status(), f, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "书架建好了，可以往上放课了")
	ui.Redirect(w, r, path(n, ""))
	return nil
}

func shelfOf(r *http.Request) (shelf.ID, error) {
	n, err := id.Parse[shelf.Shelf](r.PathValue("shelf"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有找到这个书架，或不在您的范围内")
	}
	return n, nil
}

func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	n, err := shelfOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, n, http.StatusOK, "", nil, nil)
}

// show writes the page of a shelf; part names the form that was refused with sent and cause.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, n shelf.ID, status int, part string, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	x, items, hidden, err := p.Shelves.Read(ctx, a, n)
	if err != nil {
		return err
	}
	v := readView{Labels: p.Labels, Shelf: x, Items: items, Hidden: hidden, Part: part, Sent: sent, Err: cause, Teacher: a.Has(org.LessonMake), Assigns: a.Has(org.Assign)}
	if v.Owners, err = p.Shelves.Owners(ctx, a); err != nil {
		return err
	}
	if x.Kind != shelf.Private {
		if v.Subscribed, v.Could, err = p.Shelves.Subscribers(ctx, a, n); err != nil {
			return err
		}
	}
	if v.Use, err = p.uses(ctx, a, items); err != nil {
		return err
	}
	return ui.Render(w, r, status, readPage(v))
}

func (p *Pages) uses(ctx context.Context, a *org.Actor, items []shelf.Item) (map[id.Any]insight.WorkUse, error) {
	if p.UseOf == nil {
		return nil, nil
	}
	var works []id.Any
	for _, it := range items {
		if !it.Got.Work.IsZero() {
			works = append(works, id.As[any](it.Got.Work))
		}
	}
	return p.UseOf(ctx, a, works)
}

// act runs one act on a shelf and comes back to it at an anchor; what is refused shows the page with the form again.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, part, said string, f func(ctx context.Context, a *org.Actor, n shelf.ID, v url.Values) (string, error)) error {
	v, err := formOf(r)
	if err != nil {
		return err
	}
	n, err := shelfOf(r)
	if err != nil {
		return err
	}
	to, err := f(r.Context(), org.ActorFrom(r.Context()), n, v)
	if refused(err) {
		return p.show(w, r, n, fault.KindOf(err).Status(), part, v, err)
	}
	if err != nil {
		return err
	}
	if said != "" {
		ui.Say(w, ui.Success, said)
	}
	if to == "" || to[0] != '/' {
		to = path(n, to)
	}
	ui.Redirect(w, r, to)
	return nil
}

func (p *Pages) rename(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "rename", "已保存", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		rev, _ := strconv.Atoi(f.Get("rev")) // what is no number is no revision
		return "", p.Shelves.Rename(ctx, a, n, rev, f.Get("name"), f.Get("note"))
	})
}

func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "discard", "书架已拿走，课还在资源库里", func(ctx context.Context, a *org.Actor, n shelf.ID, _ url.Values) (string, error) {
		return base, p.Shelves.Discard(ctx, a, n)
	})
}

func (p *Pages) copy(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "copy", "已复制，可以改成您自己的样子", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		owner, err := node(f.Get("owner"))
		if err != nil {
			return "", err
		}
		c, err := p.Shelves.Copy(ctx, a, n, owner, f.Get("idem"))
		return path(c, ""), err
	})
}

func (p *Pages) link(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "link", "已放上书架", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		if f.Get("link") == "" {
			return "", fault.Fieldsf(fault.Field{Name: "link", Message: "请填写链接"})
		}
		_, err := p.Shelves.Put(ctx, a, n, shelf.Draft{Link: f.Get("link"), Title: f.Get("title"), Section: f.Get("section"), Note: f.Get("note")})
		return "", err
	})
}

func entryOf(r *http.Request) (shelf.EntryID, error) {
	e, err := id.Parse[shelf.Entry](r.PathValue("entry"))
	if err != nil {
		return e, fault.Wrap(err, fault.NotFound, "书架上没有这一项，可能已经拿下")
	}
	return e, nil
}

func anchor(e shelf.EntryID) string { return "#e-" + e.String() }

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, r.PathValue("entry"), "已保存", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		e, err := entryOf(r)
		if err != nil {
			return "", err
		}
		return anchor(e), p.Shelves.Edit(ctx, a, n, e, f.Get("section"), f.Get("note"), f.Get("pin") != "")
	})
}

// move takes "by", a number of steps, or "before", the entry before which it is dropped ("end" for the last place).
func (p *Pages) move(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, r.PathValue("entry"), "", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		e, err := entryOf(r)
		if err != nil {
			return "", err
		}
		if before := f.Get("before"); before != "" {
			var to shelf.EntryID
			if before != "end" {
				if to, err = id.Parse[shelf.Entry](before); err != nil {
					return "", fault.Wrap(err, fault.NotFound, "书架上没有这一项，可能已经拿下")
				}
			}
			return anchor(e), p.Shelves.Move(ctx, a, n, e, to)
		}
		by, _ := strconv.Atoi(f.Get("by")) // no number is no step
		return anchor(e), p.Shelves.Shift(ctx, a, n, e, max(-shelf.MaxEntries, min(by, shelf.MaxEntries)))
	})
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, r.PathValue("entry"), "已从书架拿下，课还在资源库里", func(ctx context.Context, a *org.Actor, n shelf.ID, _ url.Values) (string, error) {
		e, err := entryOf(r)
		if err != nil {
			return "", err
		}
		return "", p.Shelves.Remove(ctx, a, n, e)
	})
}

func (p *Pages) subscribe(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "subscribe", "已记下", func(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) (string, error) {
		school, err := id.Parse[org.Unit](f.Get("school"))
		if err != nil {
			return "", fault.Fieldsf(fault.Field{Name: "school", Message: "请选择学校"})
		}
		return "", p.Shelves.Subscribe(ctx, a, n, school, f.Get("stop") == "")
	})
}

// choose is the page on which a lesson is put on a shelf, for readers without script and for links.
func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	return p.showChoose(w, r, http.StatusOK, r.URL.Query(), nil)
}

func (p *Pages) showChoose(w http.ResponseWriter, r *http.Request, status int, f url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	keep, err := p.Shelves.Keepable(ctx, a)
	if err != nil {
		return err
	}
	v := putView{Keep: keep, Work: f.Get("work"), Version: f.Get("version"), Back: ui.LocalPath(f.Get("back"), "/teacher/library"), Err: cause}
	if cause != nil {
		v.Sent = f
	}
	return ui.Render(w, r, status, putPage(v))
}

func (p *Pages) put(w http.ResponseWriter, r *http.Request) error {
	f, err := formOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	n, err := p.place(ctx, a, f)
	if err == nil {
		err = p.putOn(ctx, a, n, f)
	}
	if refused(err) {
		return p.showChoose(w, r, fault.KindOf(err).Status(), f, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已放上书架")
	ui.Redirect(w, r, ui.LocalPath(f.Get("back"), path(n, "")))
	return nil
}

// place is the chosen shelf, or a new private one when a name for it was typed.
func (p *Pages) place(ctx context.Context, a *org.Actor, f url.Values) (shelf.ID, error) {
	if f.Get("shelf") == "" {
		if f.Get("name") == "" {
			if _, err := p.Shelves.Keepable(ctx, a); err != nil {
				return shelf.ID{}, err
			}
			return shelf.ID{}, fault.Fieldsf(fault.Field{Name: "shelf", Message: "请选一个书架，或写一个新书架的名字"})
		}
		return p.Shelves.Create(ctx, a, org.Node{}, f.Get("name"), "", f.Get("idem"))
	}
	n, err := id.Parse[shelf.Shelf](f.Get("shelf"))
	if err != nil {
		return n, fault.Fieldsf(fault.Field{Name: "shelf", Message: "请选一个书架，或写一个新书架的名字"})
	}
	return n, nil
}

func (p *Pages) putOn(ctx context.Context, a *org.Actor, n shelf.ID, f url.Values) error {
	work, err := id.Parse[commons.Work](f.Get("work"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	d := shelf.Draft{Work: work, Section: f.Get("section"), Note: f.Get("note")}
	if f.Get("pin") != "" {
		if d.Version, err = id.Parse[commons.Version](f.Get("version")); err != nil {
			return fault.Wrap(err, fault.NotFound, "没有找到这个版本，或不在您的范围内")
		}
	}
	_, err = p.Shelves.Put(ctx, a, n, d)
	return err
}
