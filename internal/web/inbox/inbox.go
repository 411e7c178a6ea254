// Package inbox holds everybody's pages of notices received: the list, a letter, and the receipt 已知悉.
//
// It may not hold a rule: what is there and what counts as read is notice's. It shows a person's own letters only, and nobody's name
// but the sender's and the reader's own children's.
package inbox

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

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

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Notices *notice.Service
	Org     *org.Service
	Recalls Recalls
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read := string(org.NoticeRead)
	return []httpx.Route{
		{Pattern: "GET /inbox", Verb: read, Target: "self", Serve: p.list},
		{Pattern: "POST /inbox/recalled", Verb: read, Target: "self", Serve: p.seenRecalls},
		{Pattern: "GET /inbox/reminders", Verb: read, Target: "self", Serve: p.reminders},
		{Pattern: "POST /inbox/reminders", Verb: read, Target: "self", Serve: p.choose},
		{Pattern: "GET /inbox/{letter}", Verb: read, Target: "letter", Serve: p.letter},
		{Pattern: "POST /inbox/{letter}/confirm", Verb: read, Target: "letter", Serve: p.confirm},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func letterID(r *http.Request) (notice.NoticeID, error) {
	n, err := id.Parse[notice.Notice](r.PathValue("letter"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有这条通知，或不在您的范围内")
	}
	return n, nil
}

// row is a letter in the list.
type row struct {
	notice.Letter
	From string // the school
}

type listView struct {
	Pupil bool
	Rows  []row
	First bool
	Next  string
	Gone  []Recall
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	after, _ := id.Parse[notice.Notice](r.URL.Query().Get("after")) // what is no id is the first page
	list, more, err := p.Notices.Inbox(ctx, a, after)
	if err != nil {
		return err
	}
	v := listView{Pupil: pupil(a), First: after.IsZero()}
	if p.Recalls.List != nil && !v.Pupil && v.First {
		if v.Gone, err = p.Recalls.List(ctx, a); err != nil {
			return err
		}
	}
	schools := map[org.UnitID]string{}
	for _, l := range list {
		if schools[l.Owner] == "" {
			if schools[l.Owner], err = p.Notices.School(ctx, l.Owner); err != nil {
				return err
			}
		}
		v.Rows = append(v.Rows, row{l, schools[l.Owner]})
	}
	if more {
		v.Next = "/inbox?after=" + list[len(list)-1].ID.String()
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

// pupil reports whether the reader gets the pupils' layout.
func pupil(a *org.Actor) bool {
	is := false
	for _, h := range a.Roles {
		if h.Role.Known() && h.Role != org.Pupil { // being oneself is no role that is given
			return false
		}
		is = is || h.Role == org.Pupil
	}
	return is
}

type letterView struct {
	notice.Letter
	Pupil  bool
	School string
	From   string // the author
	About  string // the reader's children
	HTML   string
	Late   bool // the time for the receipt is over
}

func (p *Pages) letter(w http.ResponseWriter, r *http.Request) error {
	n, err := letterID(r)
	if err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch") {
		return fault.New(fault.Conflict, "请打开后再读") // a browser that looks ahead has read nothing
	}
	l, err := p.Notices.Open(r.Context(), actor(r), n)
	if err != nil {
		return err
	}
	if r, err = p.recount(r); err != nil {
		return err
	}
	return p.show(w, r, l)
}

// recount puts the number of letters that wait into the menu again: it was counted before this one was opened.
func (p *Pages) recount(r *http.Request) (*http.Request, error) {
	n, err := p.Notices.Waiting(r.Context(), actor(r).Person)
	if err != nil {
		return r, err
	}
	shell := ui.ShellOf(r.Context())
	shell.Menu = slices.Clone(shell.Menu)
	for i := range shell.Menu {
		if shell.Menu[i].Key == "inbox" {
			shell.Menu[i].Count = n
		}
	}
	return r.WithContext(ui.WithShell(r.Context(), shell)), nil
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, l notice.Letter) error {
	ctx := r.Context()
	v := letterView{Letter: l, Pupil: pupil(actor(r)), HTML: notice.HTML(l.Body), Late: l.ReplyBy != 0 && l.ReplyBy < p.Org.Now()}
	var err error
	if v.School, err = p.Notices.School(ctx, l.Owner); err != nil {
		return err
	}
	names, err := p.Org.Names(ctx, append([]org.PersonID{l.Author}, l.Children...))
	if err != nil {
		return err
	}
	v.From = names[l.Author]
	var about []string
	for _, c := range l.Children {
		about = append(about, names[c])
	}
	v.About = strings.Join(about, "、") // i18n:data
	return ui.Render(w, r, http.StatusOK, letterPage(v))
}

func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	n, err := letterID(r)
	if err != nil {
		return err
	}
	err = p.Notices.Confirm(r.Context(), actor(r), n)
	if fault.Is(err, fault.Gone) || fault.Is(err, fault.Conflict) { // withdrawn meanwhile, or no receipt wanted
		ui.Say(w, ui.Warning, "这条通知现在不用确认")
		ui.Redirect(w, r, "/inbox/"+n.String())
		return nil
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已知悉，老师可以看到")
	ui.Redirect(w, r, "/inbox/"+n.String())
	return nil
}
