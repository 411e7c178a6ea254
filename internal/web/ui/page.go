package ui

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Page is what one screen hands to a layout. All texts are zh-CN keys (see i18n) or finished texts. What is left empty of Menu,
// User, RequestID, Brand and Demo is taken from the [Shell] in the context, so a page normally sets Title and Active only.
type Page struct {
	Title   string          // h1 and <title>
	Lead    string          // one sentence under the title, may be empty
	Active  string          // Key of the active menu item
	Crumbs  []Crumb         // the way here, without the page itself
	Actions templ.Component // buttons at the right of the title, may be nil
	Flash   []Flash         // shown above the content, before those of the cookie
	NoTitle bool            // the page draws its own h1
	Help    *Crumb          // on an error page: the one thing that helps here, instead of the way home
	Denial  *Denial         // on a page that refuses: why, and who can change it
	Kept    string          // on an error page: the form's own page, where what was filled in comes back
	Sent    url.Values      // on an error page: what the form held, without secrets

	Menu      []MenuItem
	User      *User
	Brand     string // product or region name beside the logo; "同学" when empty
	RequestID string
	Demo      bool // shows that all data are samples
	Leave     *Leave
	Guide     templ.Component // the guide's panel, of the demonstration; nil: none
	Tools     *Tools          // nil: none
	HelpHref  string          // the part of the guide that belongs to the page
}

// Denial explains a refusal. It names roles and the reader's place, no person.
type Denial struct {
	Doing string // what was wanted, as a finished text
	Roles string // the roles that may, "" when nobody should ask for one
	Place string // where the reader works
	Giver string // the role that can change it, "" without
	Back  string // where the reader came from, "/" when unknown
}

// Leave is the large button in the top bar of a screen that several people use: whoever goes must not have to look for it.
type Leave struct {
	Label  string // a zh-CN key: 换人, 退出大屏
	Action string // POST
	Note   string // finished text beside the button, may be empty
	Owner  string // the person whose answers this browser may hold, as save.js names them; "" without
	Drain  string // address that takes answers left on this device; "" where there is none
}

// Shell is the part of a page that the same for every page of one request. Middleware puts it into the context with [WithShell].
type Shell struct {
	Menu      []MenuItem
	User      *User
	Brand     string
	RequestID string
	Demo      bool
	Leave     *Leave
	Plain     bool // the page came without HTTPS from another machine: browsers switch things off
	Guide     templ.Component
	Tools     *Tools
	HelpHref  string
	Session   Session
	Kept      []KeptForm // what this person had filled in when a session ended
	Waiting   bool       // nobody is signed in, and this browser has something kept for somebody
}

// Session is what the scripts of a page know of the session it was made in.
type Session struct {
	Own    string // the mark of the account, which every form of the page carries; "" for nobody
	Left   int64  // seconds to the end; 0 for nobody
	Now    int64  // the server's time, milliseconds since 1970
	Posted string // on a page that answers a form: the page where the form stands, "" otherwise
}

// KeptForm is a form that could not be sent, on its way back to its page.
type KeptForm struct {
	ID, Action, From string // From is "" when the form's page has no address of its own
	Fields           url.Values
	Files            []string // to be chosen again
	Here             bool     // the page that is shown is the form's own
}

// MenuItem is one entry of the left menu. On a phone the first of each group, up to four, stand at the bottom and the rest under 更多.
type MenuItem struct {
	Key   string // compared with Page.Active
	Label string
	Href  string
	Icon  string // a name of [IconNames]; empty gives a dot
	Group string // heading shown when it differs from the item before
	Count int    // open matters; 0 shows nothing
}

// Tools are what the top bar offers beside the menu.
type Tools struct {
	Search  bool // the box that finds everything
	Inbox   bool // the newest letters
	Unread  int
	Letters []Letter
}

// Letter is a line of the small list of letters. Title and When are data.
type Letter struct {
	Title, Href, When string
	New               bool
}

// User is who is signed in, as the top bar shows it. Boards never show it.
type User struct {
	Name, Role, Place string // 王老师 · 语文教师 · 蓟州区实验小学
	SignOut           string // action of the sign-out form (POST); "/signout" when empty
	SwitchHref        string // where another role is chosen; empty when there is only one
	Hats              []Hat  // the roles that can be worn, chosen by POST /hat; empty when there is only one
}

// Hat is a role that somebody with several may wear; Worn is the one worn now, which the menu shows openly.
type Hat struct {
	Code, Name, Place string
	Worn              bool
}

// Crumb is one step of the way to a page.
type Crumb struct{ Label, Href string }

// Tone colours an alert, a flash, a tag or a stat. The meaning is always also in words or an icon.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Danger  Tone = "danger"
)

// Flash is a message about what has just happened. Text is a zh-CN key, Args its values.
type Flash struct {
	Tone Tone     `json:"t"`
	Text string   `json:"k"`
	Args []string `json:"a,omitempty"`
}

type ctxKey int

const (
	shellKey ctxKey = iota
	prefsKey
	formKey
	statusKey
)

// WithShell puts what all pages of a request share into the context.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey, s)
}

// ShellOf is the context's shell; the zero value when none was set.
func ShellOf(ctx context.Context) Shell {
	s, _ := ctx.Value(shellKey).(Shell)
	return s
}

// fill completes a page from the context.
func (p Page) fill(ctx context.Context) Page {
	s := ShellOf(ctx)
	if p.Menu == nil {
		p.Menu = s.Menu
	}
	if p.User == nil {
		p.User = s.User
	}
	if p.RequestID == "" {
		p.RequestID = s.RequestID
	}
	if p.Brand == "" {
		p.Brand = s.Brand
	}
	if p.Brand == "" {
		p.Brand = "同学"
	}
	p.Demo = p.Demo || s.Demo
	if p.Leave == nil {
		p.Leave = s.Leave
	}
	if p.Guide == nil {
		p.Guide = s.Guide
	}
	if p.Tools == nil {
		p.Tools = s.Tools
	}
	if p.HelpHref == "" {
		p.HelpHref = s.HelpHref
	}
	p.Flash = append(append([]Flash{}, p.Flash...), prefsOf(ctx).flash...)
	return p
}

func (p Page) docTitle(ctx context.Context) string {
	if p.Title == "" {
		return i18n.T(ctx, p.Brand)
	}
	return i18n.T(ctx, p.Title) + " · " + i18n.T(ctx, p.Brand)
}

// bottom splits the menu for a phone: at most five places, the last being 更多 when there are more. The first item of each group has
// a place before a second one of any group, so that each kind of work is one touch away.
func (p Page) bottom() (shown, more []MenuItem) {
	const places = 4
	if len(p.Menu) <= places+1 {
		return p.Menu, nil
	}
	at := map[int]bool{}
	for i, m := range p.Menu {
		if len(at) < places && (i == 0 || m.Group != p.Menu[i-1].Group) {
			at[i] = true
		}
	}
	for i := range p.Menu {
		if len(at) < places {
			at[i] = true
		}
	}
	for i, m := range p.Menu {
		if at[i] {
			shown = append(shown, m)
		} else {
			more = append(more, m)
		}
	}
	return shown, more
}

func (u User) signOut() string {
	if u.SignOut == "" {
		return "/signout"
	}
	return u.SignOut
}

// initial is the first character of the name, for the round badge.
func (u User) initial() string {
	for _, r := range u.Name {
		return string(r)
	}
	return "·"
}

func flashText(ctx context.Context, f Flash) string {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return i18n.T(ctx, f.Text, args...)
}

// LocalPath is s when it is a path on this server, otherwise fallback: an address that a form or query names is never followed
// elsewhere (open redirect).
func LocalPath(s, fallback string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return fallback
	}
	if u, err := url.Parse(s); err != nil || u.Host != "" || u.Scheme != "" {
		return fallback
	}
	return s
}

// t is short for the templates of this package.
func t(ctx context.Context, key string, args ...any) string {
	if key == "" {
		return ""
	}
	return i18n.T(ctx, key, args...)
}
