package people

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// rolesSize is how many posts one page of a unit shows, staffSize how many people can be chosen from without a search.
const (
	rolesSize = 100
	staffSize = 200
)

// rolesView is what the page of a unit's roles shows.
type rolesView struct {
	unit     org.Unit
	posts    []org.Post
	next     string
	may      []org.Role
	staff    []org.Listed
	q        string
	classes  []org.Class
	subjects []Subject
	now      int64
	self     org.PersonID
	form     string
	values   url.Values
	err      error
	made     madeStaff
	states   map[org.PersonID]signState
	site     string // the address of this platform, for whoever gets a code
}

// madeStaff is somebody who was just added, with the code that is shown once.
type madeStaff struct{ name, login, short, slip string }

func (v rolesView) of(form string) (url.Values, error) {
	if v.form == form {
		return v.values, v.err
	}
	return nil, nil
}

func (p *Pages) roleUnits(w http.ResponseWriter, r *http.Request) error {
	ctx, after := r.Context(), r.URL.Query().Get("after")
	a := org.ActorFrom(ctx)
	units, err := p.Org.Units(ctx, a, org.RoleGive, after, PageSize+1)
	if err != nil {
		return err
	}
	if len(units) == 1 && after == "" {
		http.Redirect(w, r, "/school/roles/"+units[0].ID.String(), http.StatusSeeOther)
		return nil
	}
	next := ""
	if len(units) > PageSize {
		units = units[:PageSize]
		next = "/school/roles?after=" + url.QueryEscape(units[PageSize-1].Code)
	}
	return ui.Render(w, r, http.StatusOK, roleUnitsPage(units, next))
}

func (p *Pages) roles(w http.ResponseWriter, r *http.Request) error {
	u, _, err := p.unitOf(r, org.RoleGive)
	if err != nil {
		return err
	}
	return p.showRoles(w, r, http.StatusOK, rolesView{unit: u})
}

func (p *Pages) showRoles(w http.ResponseWriter, r *http.Request, status int, v rolesView) error {
	ctx, q := r.Context(), r.URL.Query()
	a := org.ActorFrom(ctx)
	v.q, v.now, v.self, v.subjects, v.site = org.TypedName(q.Get("q")), p.Org.Now(), a.Person, p.Subjects, httpx.Site(r)
	after, err := id.Parse[org.Holding](q.Get("after"))
	if err != nil && q.Get("after") != "" {
		return errNone
	}
	if v.posts, err = p.Org.Posts(ctx, a, v.unit.ID, after, rolesSize+1); err != nil {
		return err
	}
	if len(v.posts) > rolesSize {
		v.posts = v.posts[:rolesSize]
		v.next = "/school/roles/" + v.unit.ID.String() + "?after=" + v.posts[rolesSize-1].ID.String()
	}
	holders := make([]org.PersonID, len(v.posts))
	for i, post := range v.posts {
		holders[i] = post.Person
	}
	if v.states, err = p.states(ctx, holders); err != nil {
		return err
	}
	order := org.Roles()
	slices.SortStableFunc(v.posts, func(x, y org.Post) int { return slices.Index(order, x.Role) - slices.Index(order, y.Role) })
	if v.may, err = p.Org.Appointable(ctx, a, v.unit.Node()); err != nil {
		return err
	}
	v.may = slices.DeleteFunc(slices.Clone(v.may), func(role org.Role) bool { return !sits(role, v.unit.Kind) })
	if v.staff, err = p.Org.StaffOf(ctx, a, org.RoleGive, v.unit.ID, v.q, org.PersonID{}, staffSize); err != nil {
		return err
	}
	if v.classes, err = p.Org.ClassesAt(ctx, v.unit.ID); err != nil {
		return err
	}
	return ui.Render(w, r, status, rolesPage(v))
}

// sits reports whether a role is held at a kind of unit, so that only sensible ones are offered; org refuses the others.
func sits(r org.Role, k org.Kind) bool {
	class, school, _ := r.Places()
	switch r {
	case org.SystemAdmin, org.SecurityAdmin, org.AuditAdmin:
		return k == org.Region
	case org.BureauLeader, org.Researcher:
		return !k.Teaches()
	}
	return k.Teaches() || !class && !school || k == org.Group && school
}

// refusedRoles shows the page again with what was refused: a rule of law with its source, too.
func (p *Pages) refusedRoles(w http.ResponseWriter, r *http.Request, u org.Unit, form string, err error) error {
	switch k := fault.KindOf(err); k {
	case fault.Invalid, fault.Conflict, fault.Unlawful:
		return p.showRoles(w, r, k.Status(), rolesView{unit: u, form: form, values: r.PostForm, err: err})
	}
	return err
}

func (p *Pages) give(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.unitOf(r, org.RoleGive)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	h, err := p.holding(r, u)
	if err == nil {
		if h.Person, err = id.Parse[org.Person](r.PostForm.Get("person")); err != nil {
			err = fault.Fieldsf(fault.Field{Name: "person", Message: "请选一个人"})
		}
	}
	if err == nil {
		err = p.Org.AppointFor(r.Context(), a, h, r.PostForm.Get("note"))
	}
	if err != nil {
		return p.refusedRoles(w, r, u, "give", err)
	}
	ui.Say(w, ui.Success, "身份已安排")
	ui.Redirect(w, r, "/school/roles/"+u.ID.String())
	return nil
}

// holding reads what is to be given, all but to whom.
func (p *Pages) holding(r *http.Request, u org.Unit) (org.Holding, error) {
	f := r.PostForm
	h := org.Holding{Role: org.Role(f.Get("role")), Node: u.Node(), Subject: f.Get("subject")}
	if !h.Role.Known() {
		return h, fault.Fieldsf(fault.Field{Name: "role", Message: "请选身份"})
	}
	if _, _, has := h.Role.Places(); !has {
		h.Subject = ""
	} else if h.Subject != "" && !slices.ContainsFunc(p.Subjects, func(s Subject) bool { return s.Code == h.Subject }) {
		return h, fault.Fieldsf(fault.Field{Name: "subject", Message: "请选学科"})
	}
	if class, _, _ := h.Role.Places(); class {
		c, err := id.Parse[org.Class](f.Get("class"))
		if err == nil {
			var got org.Class
			if got, err = p.Org.Class(r.Context(), c); err == nil && got.School != u.ID {
				err = errNone
			}
		}
		if err != nil {
			return h, fault.Fieldsf(fault.Field{Name: "class", Message: "请选班级"})
		}
		h.Node = id.As[any](c)
	}
	if text := f.Get("until"); text != "" {
		last, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
		if err != nil {
			return h, fault.Fieldsf(fault.Field{Name: "until", Message: "日期要写成 2026-09-01 这样"})
		}
		h.Until = clock.At(last.AddDate(0, 0, 1)) // the last day counts
	} else if h.Role == org.Substitute {
		return h, fault.Fieldsf(fault.Field{Name: "until", Message: "代课要有结束日期，最长180天"})
	}
	return h, nil
}

func (p *Pages) dismiss(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.unitOf(r, org.RoleGive)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	post, err := id.Parse[org.Holding](r.PostForm.Get("post"))
	if err != nil {
		return p.refusedRoles(w, r, u, "end", fault.New(fault.Invalid, "请选一个身份"))
	}
	got, err := p.Org.Post(r.Context(), a, post)
	if err == nil {
		err = p.Org.Dismiss(r.Context(), a, got.Holding)
	}
	if err != nil {
		return p.refusedRoles(w, r, u, "end", err)
	}
	ui.Say(w, ui.Success, "身份已结束")
	ui.Redirect(w, r, "/school/roles/"+u.ID.String())
	return nil
}

// newStaff adds somebody and gives a first role. The answer shows the code for choosing a password, once.
func (p *Pages) newStaff(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.unitOf(r, org.RoleGive)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	h, err := p.holding(r, u)
	if err == nil {
		err = p.Org.MayAppoint(r.Context(), a, h, f.Get("note"))
	}
	if err != nil {
		return p.refusedRoles(w, r, u, "person", err)
	}
	made := madeStaff{name: org.TypedName(f.Get("name")), login: strings.TrimSpace(f.Get("login"))}
	realm := id.Any{}
	if u.Kind.Teaches() {
		realm, made.short = u.Node(), u.Short
	}
	if made.login == "" {
		return p.refusedRoles(w, r, u, "person", fault.Fieldsf(fault.Field{Name: "login", Message: "请输入登录名"}))
	}
	sign, err := p.sign(realm, made.login)
	if err == nil {
		n := org.Newcomer{Name: f.Get("name"), Sign: func(tx *db.Tx, account org.AccountID) error {
			if err := sign(tx, account); err != nil {
				return err
			}
			code, err := p.Authn.MakeSlip(tx, id.As[any](account))
			made.slip = authn.Spell(code)
			return err
		}}
		if h.Person, err = p.Org.AddStaff(r.Context(), a, org.RoleGive, u.ID, n); err == nil {
			err = p.Org.AppointFor(r.Context(), a, h, f.Get("note"))
		}
	}
	if err != nil {
		return p.refusedRoles(w, r, u, "person", err)
	}
	return p.showRoles(w, r, http.StatusOK, rolesView{unit: u, made: made})
}

// slip gives a new code to somebody who has not chosen a password yet, for a code that was lost. It is shown once.
func (p *Pages) slip(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.unitOf(r, org.RoleGive)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	which, err := id.Parse[org.Holding](r.PostForm.Get("post"))
	if err != nil {
		return p.refusedRoles(w, r, u, "end", fault.New(fault.Invalid, "请选一个身份"))
	}
	made := madeStaff{}
	post, err := p.Org.Post(r.Context(), a, which)
	if err == nil {
		var states map[org.PersonID]signState
		states, err = p.states(r.Context(), []org.PersonID{post.Person})
		made.name, made.login = post.Name, states[post.Person].login
		if s := states[post.Person]; err == nil && (s.login == "" || s.set) {
			err = fault.New(fault.Invalid, "这个人没有登录名，或已经设过密码")
		}
	}
	if err == nil {
		if u.Kind.Teaches() {
			made.short = u.Short
		}
		_, err = p.Org.Readmit(r.Context(), a, which, func(tx *db.Tx, account org.AccountID) error {
			code, err := p.Authn.MakeSlip(tx, id.As[any](account))
			made.slip = authn.Spell(code)
			return err
		})
	}
	if err != nil {
		return p.refusedRoles(w, r, u, "end", err)
	}
	return p.showRoles(w, r, http.StatusOK, rolesView{unit: u, made: made})
}
