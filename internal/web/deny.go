package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// denial says about a refusal what was wanted, whose work it is, who gives that role, and how to ask. It speaks of roles and of the
// reader's own place, never of people, and says the same whether the thing exists or not.
func denial(r *http.Request, kind fault.Kind, err error) *ui.Denial {
	a, v := org.ActorFrom(r.Context()), wanted(r.Context())
	if kind != fault.Denied || a == nil || v.Doing() == "" {
		return nil
	}
	ctx := r.Context()
	d := &ui.Denial{Doing: i18n.T(ctx, v.Doing()), Back: ui.BackOf(r)}
	if len(a.Roles) > 0 {
		d.Place = a.Roles[0].NodeName
	}
	if errors.Is(err, org.ErrNoBasis) {
		d.Giver = i18n.T(ctx, org.SchoolLeader.Name())
		return d
	}
	if a.Has(v) {
		return nil // the role is there: the sentence of the refusal says what else is missing
	}
	var roles []string
	for _, role := range org.Roles() {
		if role.Grants(v) && role != org.Pupil && role != org.Guardian {
			roles = append(roles, i18n.T(ctx, role.Name()))
		}
	}
	slices.Sort(roles)
	d.Roles = strings.Join(roles, i18n.T(ctx, "、"))
	switch {
	case a.Is(org.Pupil) || a.Is(org.Guardian):
		d.Roles = "" // not to be asked for
	default:
		d.Giver = givers(ctx, v)
	}
	return d
}

// givers are the roles that give the role: a school's own leader, and the region's security administrator where no school's role has
// the verb.
func givers(ctx context.Context, v org.Verb) string {
	for _, role := range []org.Role{org.Teacher, org.Teaching, org.ClassTeacher, org.Registrar} {
		if role.Grants(v) {
			return i18n.T(ctx, org.SchoolLeader.Name())
		}
	}
	return i18n.T(ctx, org.SecurityAdmin.Name())
}

// wayOn is the way on from a fault that has one: whoever lacks a basis asks for it.
func wayOn(r *http.Request, err error) *ui.Crumb {
	a := org.ActorFrom(r.Context())
	if !errors.Is(err, org.ErrNoBasis) || !a.Has(org.AccessAsk) {
		return nil
	}
	c := &ui.Crumb{Label: "申请一次有期限的查看", Href: "/access/ask"}
	at := ""
	if no := (*org.Refused)(nil); errors.As(err, &no) {
		at = no.At.String() // of a unit the form asks for the class
	}
	for _, class := range []string{at, r.PathValue("class"), r.URL.Query().Get("class")} {
		if _, err := id.Parse[org.Class](class); err == nil {
			c.Href = "/access/ask?class=" + class
		}
	}
	return c
}

type wantedKey struct{}

// wanted is the verb of the route.
func wanted(ctx context.Context) org.Verb {
	v, _ := ctx.Value(wantedKey{}).(org.Verb)
	return v
}

// errLacks is the answer to whoever holds the verb of a route nowhere: what exists and what does not are refused in the same words.
var errLacks = fault.New(fault.Denied, "您的身份没有这项权限")

// lacks reports whether somebody is signed in who holds the verb of the route nowhere.
func lacks(ctx context.Context) bool {
	a, v := org.ActorFrom(ctx), wanted(ctx)
	return a != nil && v != "" && !a.Has(v)
}

// records reports whether the service itself has to refuse: an attempt on minors' data by somebody who works here leaves a line, and
// its answer names who may approve (未成年人网络保护条例 art. 36).
func records(a *org.Actor, v org.Verb) bool {
	return org.Minors(v) && !a.Is(org.Pupil) && !a.Is(org.Guardian)
}
