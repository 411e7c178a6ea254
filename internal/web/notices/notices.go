// Package notices holds the pages of whoever sends notices: the list, writing, the preview, who has read, reminders, receipts on paper
// and slips to print.
//
// It may not hold a rule: to whom, when and how often is notice's. Names stand on the pages of a class only for who may send there.
package notices

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, and of what notice and its ways say to people.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Notices *notice.Service
	Org     *org.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	send := string(org.NoticeSend)
	const one = "/notices/{notice}"
	return []httpx.Route{
		{Pattern: "GET /school/ways", Verb: string(org.OrgManage), Target: "own", Serve: p.ways},
		{Pattern: "POST /school/ways/{office}", Verb: string(org.OrgManage), Target: "office", Serve: p.setEmail},
		{Pattern: "GET /notices", Verb: send, Target: "self", Serve: p.list},
		{Pattern: "GET /notices/new", Verb: send, Target: "self", Serve: p.write},
		{Pattern: "POST /notices", Verb: send, Target: "place", Serve: p.create},
		{Pattern: "GET " + one, Verb: send, Target: "notice", Serve: p.one},
		{Pattern: "GET " + one + "/edit", Verb: send, Target: "notice", Serve: p.edit},
		{Pattern: "POST " + one, Verb: send, Target: "notice", Serve: p.save},
		{Pattern: "POST " + one + "/send", Verb: send, Target: "notice", Serve: p.send},
		{Pattern: "POST " + one + "/discard", Verb: send, Target: "notice", Serve: p.discard},
		{Pattern: "POST " + one + "/withdraw", Verb: send, Target: "notice", Serve: p.withdraw},
		{Pattern: "POST " + one + "/remind", Verb: send, Target: "notice", Serve: p.remind},
		{Pattern: "POST " + one + "/retry", Verb: send, Target: "notice", Serve: p.retry},
		{Pattern: "POST " + one + "/paper", Verb: send, Target: "notice", Serve: p.paper},
		{Pattern: "GET " + one + "/slips", Verb: send, Target: "notice", Serve: p.slips},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func noticeID(r *http.Request) (notice.NoticeID, error) {
	n, err := id.Parse[notice.Notice](r.PathValue("notice"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有这条通知，或不在您的范围内")
	}
	return n, nil
}

func path(n notice.NoticeID, rest string) string { return "/notices/" + n.String() + rest }

// refused reports an error that belongs on the form it came from.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany:
		return true
	}
	return false
}

type listRow struct {
	notice.Notice
	Place string
	Count notice.Count
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	after, _ := id.Parse[notice.Notice](r.URL.Query().Get("after")) // what is no id is the first page
	list, more, err := p.Notices.List(ctx, a, after)
	if err != nil {
		return err
	}
	counts, err := p.Notices.Counts(ctx, list)
	if err != nil {
		return err
	}
	places := map[org.Node]string{}
	var rows []listRow
	for _, n := range list {
		if places[n.Node] == "" {
			if places[n.Node], err = p.Notices.Label(ctx, n.Node); err != nil {
				return err
			}
		}
		rows = append(rows, listRow{n, places[n.Node], counts[n.ID]})
	}
	next := ""
	if more {
		next = "/notices?after=" + list[len(list)-1].ID.String()
	}
	return ui.Render(w, r, http.StatusOK, listPage(rows, next, after.IsZero()))
}

// writeView is the form of a notice; ID is zero for a new one.
type writeView struct {
	ID       notice.NoticeID
	Rev      int64
	Node     org.Node
	Place    string
	Class    bool
	People   []org.Enrolled
	Draft    notice.Draft
	Values   url.Values
	Err      error
	DeadLine string
}

func (p *Pages) write(w http.ResponseWriter, r *http.Request) error {
	places, err := p.Notices.Places(r.Context(), actor(r))
	if err != nil {
		return err
	}
	to := r.URL.Query().Get("to")
	if to == "" && len(places) == 1 {
		to = places[0].Node.String()
	}
	if to == "" {
		return ui.Render(w, r, http.StatusOK, placesPage(places))
	}
	node, err := id.Parse[any](to)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	v := writeView{Node: node, Draft: notice.Draft{Audience: notice.Guardians, Receipt: true}}
	return p.form(w, r, v)
}

// form completes and shows the form of a notice.
func (p *Pages) form(w http.ResponseWriter, r *http.Request, v writeView) error {
	ctx := r.Context()
	var err error
	if v.People, err = p.Notices.Pickable(ctx, actor(r), v.Node); err != nil {
		return err
	}
	if v.Place, err = p.Notices.Label(ctx, v.Node); err != nil {
		return err
	}
	if v.Class, err = p.Notices.IsClass(ctx, v.Node); err != nil {
		return err
	}
	if v.Draft.ReplyBy != 0 {
		v.DeadLine = clock.Local(v.Draft.ReplyBy).Format("2006-01-02T15:04")
	}
	status := http.StatusOK
	if v.Err != nil {
		status = fault.KindOf(v.Err).Status()
	}
	return ui.Render(w, r, status, writePage(v))
}

// draft reads the form.
func draft(f url.Values) (notice.Draft, error) {
	d := notice.Draft{Title: f.Get("title"), Body: f.Get("body"), Audience: f.Get("audience"), Receipt: f.Get("receipt") != "", Idem: f.Get("idem")}
	if s := strings.TrimSpace(f.Get("reply_by")); s != "" {
		t, err := time.ParseInLocation("2006-01-02T15:04", s, clock.Shanghai)
		if err != nil {
			return d, fault.Fieldsf(fault.Field{Name: "reply_by", Message: "回执截止时间要写成日期和时间"})
		}
		d.ReplyBy = clock.At(t)
	}
	only, err := people(f["only"])
	d.Only = only
	return d, err
}

func people(texts []string) ([]org.PersonID, error) {
	var out []org.PersonID
	for _, s := range texts {
		p, err := id.Parse[org.Person](s)
		if err != nil {
			return nil, fault.Fieldsf(fault.Field{Name: "only", Message: "点名的人里有人不在这里，请重新选"})
		}
		out = append(out, p)
	}
	return out, nil
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	// Permission first: where a notice may go to is not told by what is wrong with its title.
	node, err := id.Parse[any](r.FormValue("to"))
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err != nil {
		if _, err := p.Org.ReachNodes(r.Context(), actor(r), org.NoticeSend); err != nil {
			return err
		}
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	if err := p.Org.Must(r.Context(), actor(r), org.NoticeSend, node); err != nil {
		return err
	}
	d, err := draft(r.PostForm)
	d.Node = node
	var n notice.NoticeID
	if err == nil {
		n, err = p.Notices.Create(r.Context(), actor(r), d)
	}
	if refused(err) {
		return p.form(w, r, writeView{Node: node, Draft: d, Values: r.PostForm, Err: err})
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, path(n, ""))
	return nil
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if row.State != notice.Drafted {
		return fault.New(fault.Conflict, "这份草稿刚刚改过或已经发出，请刷新后再改")
	}
	only, err := p.Notices.Picks(r.Context(), row.ID)
	if err != nil {
		return err
	}
	return p.form(w, r, writeView{ID: row.ID, Rev: row.Rev, Node: row.Node,
		Draft: notice.Draft{Title: row.Title, Body: row.Body, Audience: row.Audience, Only: only, Receipt: row.Receipt, ReplyBy: row.ReplyBy}})
}

func (p *Pages) row(r *http.Request) (notice.Notice, error) {
	n, err := noticeID(r)
	if err != nil {
		return notice.Notice{}, err
	}
	return p.Notices.Notice(r.Context(), actor(r), n)
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	d, err := draft(r.PostForm)
	rev := number(r.PostForm, "rev")
	if err == nil {
		err = p.Notices.Save(r.Context(), actor(r), row.ID, rev, d)
	}
	if fault.Is(err, fault.Invalid) {
		return p.form(w, r, writeView{ID: row.ID, Rev: rev, Node: row.Node, Draft: d, Values: r.PostForm, Err: err})
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, path(row.ID, ""))
	return nil
}

func number(f url.Values, name string) int64 {
	n, err := strconv.ParseInt(f.Get(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// oneView is a notice: a preview while it is a draft, who has read afterwards.
type oneView struct {
	notice.Notice
	Place    string
	School   string
	Author   string
	Mine     bool
	HTML     string
	Look     notice.Outlook
	Advice   []notice.Advice
	Count    notice.Count
	Lines    []notice.Line
	Unread   bool // only those who have not answered
	Outside  []notice.Tell
	Troubles []trouble
	Next     clock.Micros // when the next reminder may be given; 0: now
	Night    string       // the quiet hours' source
}

// trouble is a way that cannot be used and why, as a sentence for people.
type trouble struct {
	Way, Text string
	Args      []any
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	v, err := p.view(r.Context(), actor(r), row)
	if err != nil {
		return err
	}
	if row.State == notice.Drafted {
		return ui.Render(w, r, http.StatusOK, previewPage(v))
	}
	v.Unread = r.URL.Query().Get("show") == "unread"
	return ui.Render(w, r, http.StatusOK, sentPage(v))
}

func (p *Pages) view(ctx context.Context, a *org.Actor, row notice.Notice) (oneView, error) {
	v := oneView{Notice: row, Mine: row.Author == a.Person, HTML: notice.HTML(row.Body), Next: row.Remindable(p.Org.Now())}
	var err error
	if v.Place, err = p.Notices.Label(ctx, row.Node); err != nil {
		return v, err
	}
	if v.School, err = p.Notices.School(ctx, row.Owner); err != nil {
		return v, err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{row.Author})
	if err != nil {
		return v, err
	}
	v.Author = names[row.Author]
	v.Troubles = troubles(p.Notices.Troubles(ctx, row.Node))
	if row.State == notice.Drafted {
		v.Advice = notice.Advise(notice.Draft{Title: row.Title, Body: row.Body, Audience: row.Audience})
		v.Look, err = p.Notices.Outlook(ctx, a, row.ID)
		return v, err
	}
	counts, err := p.Notices.Counts(ctx, []notice.Notice{row})
	if err != nil {
		return v, err
	}
	v.Count = counts[row.ID]
	if v.Lines, err = p.Notices.Receipts(ctx, a, row.ID); err != nil {
		return v, err
	}
	v.Outside, err = p.Notices.Outside(ctx, a, row.ID)
	return v, err
}

func (p *Pages) send(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := p.Notices.Send(r.Context(), actor(r), row.ID, number(r.PostForm, "rev")); err != nil {
		return err
	}
	return done(w, r, row.ID, "已发送")
}

func done(w http.ResponseWriter, r *http.Request, n notice.NoticeID, text string, args ...string) error {
	ui.Say(w, ui.Success, text, args...)
	ui.Redirect(w, r, path(n, ""))
	return nil
}

// act runs one act on a notice and goes back to it; what the rules refuse is said there.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, text string, act func(n notice.NoticeID) error) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	err = act(row.ID)
	if f := faultOf(err); refused(err) && f != nil {
		text := f.Message
		if len(f.Fields) > 0 {
			text = f.Fields[0].Message
		}
		ui.Say(w, ui.Warning, text)
		ui.Redirect(w, r, path(row.ID, ""))
		return nil
	}
	if err != nil {
		return err
	}
	return done(w, r, row.ID, text)
}

func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if err := p.Notices.Discard(r.Context(), actor(r), row.ID); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "草稿已删除")
	ui.Redirect(w, r, "/notices")
	return nil
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "已撤回", func(n notice.NoticeID) error {
		return p.Notices.Withdraw(r.Context(), actor(r), n, r.PostForm.Get("reason"))
	})
}

func (p *Pages) remind(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "已提醒还没读的人", func(n notice.NoticeID) error { return p.Notices.Remind(r.Context(), actor(r), n) })
}

func (p *Pages) retry(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "已重新发送", func(n notice.NoticeID) error { return p.Notices.Retry(r.Context(), actor(r), n) })
}

func (p *Pages) paper(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "纸质回执已登记", func(n notice.NoticeID) error {
		children, err := people(r.PostForm["child"])
		if err == nil {
			_, err = p.Notices.EnterPaper(r.Context(), actor(r), n, children)
		}
		return err
	})
}

// slipsView is what is printed and cut: one slip a child.
type slipsView struct {
	notice.Notice
	Place, School, Author string
	HTML                  string
	Lines                 []notice.Line
	All                   bool
}

func (p *Pages) slips(w http.ResponseWriter, r *http.Request) error {
	row, err := p.row(r)
	if err != nil {
		return err
	}
	if row.State != notice.Sent || row.Audience != notice.Guardians {
		return fault.New(fault.Conflict, "只有已发给家长的通知可以打印纸条")
	}
	ctx := r.Context()
	one, err := p.view(ctx, actor(r), row)
	if err != nil {
		return err
	}
	v := slipsView{Notice: row, Place: one.Place, School: one.School, Author: one.Author, HTML: one.HTML, All: r.URL.Query().Get("all") == "1"}
	for _, l := range one.Lines {
		if v.All || l.Slip && !l.Answered(row.Receipt) {
			v.Lines = append(v.Lines, l)
		}
	}
	return ui.Render(w, r, http.StatusOK, slipsPage(v))
}
