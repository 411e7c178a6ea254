package people

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// personView is what the page of a person shows.
type personView struct {
	org.View
	unit       org.Unit
	state      signState
	now        int64
	classes    []org.Class  // to move to
	candidates []org.Listed // found as guardians
	standings  []org.Standing
	find       string
	form       string // which form was refused
	values     url.Values
	err        error
}

func (v personView) of(form string) (url.Values, error) {
	if v.form == form {
		return v.values, v.err
	}
	return nil, nil
}

func (p *Pages) person(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, "", nil)
}

// show renders the page of the person in the path, with a form that was refused.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, form string, wrong error) error {
	who, err := pathID[org.Person](r, "person")
	if err != nil {
		return err
	}
	ctx := r.Context()
	a := org.ActorFrom(ctx)
	v := personView{form: form, err: wrong, now: p.Org.Now(), find: org.TypedName(r.URL.Query().Get("guardian"))}
	if wrong != nil {
		v.values = r.PostForm
	}
	if v.View, err = p.Org.View(ctx, a, who); err != nil {
		return err
	}
	if v.unit, err = p.Org.Unit(ctx, v.Owner); err != nil {
		return err
	}
	states, err := p.states(ctx, []org.PersonID{who})
	if err != nil {
		return err
	}
	v.state = states[who]
	if v.Manage {
		if v.standings, err = p.Org.Standings(ctx, a, who); err != nil {
			return err
		}
		if v.classes, err = p.Org.ClassesOf(ctx, a, org.RosterImport); err != nil {
			return err
		}
		if v.find != "" {
			found, err := p.Org.Find(ctx, a, v.Owner, v.find, 20)
			if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
				return err
			}
			for _, f := range found {
				if len(f.Seats) == 0 && f.ID != who {
					v.candidates = append(v.candidates, f)
				}
			}
		}
	}
	return ui.Render(w, r, status, personPage(v))
}

// change asks first, then reads the form, then changes; what is refused is shown in its place.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, form, said string, f func(a *org.Actor, who org.PersonID) error) error {
	who, err := pathID[org.Person](r, "person")
	if err != nil {
		return err
	}
	a := org.ActorFrom(r.Context())
	if _, err := p.Org.Person(r.Context(), a, org.RosterImport, who); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := f(a, who); err != nil {
		switch k := fault.KindOf(err); k {
		case fault.Invalid, fault.Conflict, fault.Unlawful:
			return p.show(w, r, k.Status(), form, err)
		}
		return err
	}
	ui.Say(w, ui.Success, said)
	ui.Redirect(w, r, "/school/person/"+who.String())
	return nil
}

// profile reads the fields of a profile. What the page does not show is kept from old.
func profile(f url.Values, old org.Profile) org.Profile {
	old.Number, old.Sex = strings.TrimSpace(f.Get("number")), f.Get("sex")
	old.Born, old.Phone = strings.TrimSpace(f.Get("born")), strings.TrimSpace(f.Get("phone"))
	return old
}

func (p *Pages) record(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "record", "已保存", func(a *org.Actor, who org.PersonID) error {
		old, err := p.Org.Profile(r.Context(), who)
		if err != nil {
			return err
		}
		rev, err := strconv.ParseInt(r.PostForm.Get("rev"), 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "没有读懂提交的内容")
		}
		return p.Org.ChangeRecord(r.Context(), a, who, rev, r.PostForm.Get("name"), profile(r.PostForm, old))
	})
}

func (p *Pages) transfer(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "class", "已转班，以前的记录不变", func(a *org.Actor, who org.PersonID) error {
		f := r.PostForm
		from, err1 := id.Parse[org.Class](f.Get("from"))
		to, err2 := id.Parse[org.Class](f.Get("to"))
		if err1 != nil || err2 != nil {
			return fault.Fieldsf(fault.Field{Name: "to", Message: "请选班级"})
		}
		at, err := p.Org.Day(f.Get("on"))
		if err != nil {
			return err
		}
		return p.Org.Transfer(r.Context(), a, who, from, to, strings.TrimSpace(f.Get("seat")), at)
	})
}

func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "end", "已结束，记录保留", func(a *org.Actor, who org.PersonID) error {
		at, err := p.Org.Day(r.PostForm.Get("on"))
		if err != nil {
			return err
		}
		return p.Org.Leave(r.Context(), a, who, at)
	})
}

func (p *Pages) guardian(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "guardian", "已加上监护人", func(a *org.Actor, who org.PersonID) error {
		f := r.PostForm
		if text := f.Get("person"); text != "" {
			g, err := id.Parse[org.Person](text)
			if err != nil {
				return fault.Fieldsf(fault.Field{Name: "person", Message: "请选一个人"})
			}
			return p.Org.LinkGuardian(r.Context(), a, who, g)
		}
		v, err := p.Org.View(r.Context(), a, who)
		if err != nil {
			return err
		}
		n := org.Newcomer{Name: f.Get("name"), Profile: org.Profile{Phone: strings.TrimSpace(f.Get("phone"))}}
		if n.Sign, err = p.sign(id.As[any](v.Owner), f.Get("login")); err != nil {
			return err
		}
		_, err = p.Org.AddGuardian(r.Context(), a, who, n)
		return err
	})
}

// standing begins a standing, or ends the one that the form names.
func (p *Pages) standing(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "standing", "已登记", func(a *org.Actor, who org.PersonID) error {
		f := r.PostForm
		at, err := p.Org.Day(f.Get("on"))
		if err != nil {
			return err
		}
		text := f.Get("standing")
		if text == "" {
			return p.Org.Stand(r.Context(), a, who, f.Get("kind"), at)
		}
		n, err := id.Parse[org.Standing](text)
		if err != nil {
			return fault.Fieldsf(fault.Field{Name: "kind", Message: "请选学籍情况"})
		}
		return p.Org.EndStanding(r.Context(), a, who, n, at)
	})
}

func (p *Pages) unlink(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "guardian", "已解除", func(a *org.Actor, who org.PersonID) error {
		g, err := id.Parse[org.Person](r.PostForm.Get("person"))
		if err != nil {
			return fault.Fieldsf(fault.Field{Name: "person", Message: "请选一个人"})
		}
		return p.Org.UnlinkGuardian(r.Context(), a, who, g)
	})
}

// sign makes what stores a login without a password: a card, a slip or a picture opens the account first. Without a login the
// person gets an account all the same, for a card.
func (p *Pages) sign(realm id.Any, login string) (func(*db.Tx, org.AccountID) error, error) {
	login = strings.TrimSpace(login)
	if login == "" {
		return func(*db.Tx, org.AccountID) error { return nil }, nil
	}
	if err := authn.ValidLogin(login); err != nil {
		return nil, err
	}
	return func(tx *db.Tx, account org.AccountID) error {
		err := p.Authn.Add(tx, id.As[any](account), realm, login, "")
		if fault.Is(err, fault.Conflict) {
			return fault.Fieldsf(fault.Field{Name: "login", Message: "登录名已被使用"})
		}
		return err
	}, nil
}
