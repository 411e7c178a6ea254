package web

import (
	"net/http"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// hatsOf are the roles that somebody may change between, for the menu; none when there is nothing to choose, and none on a board.
func hatsOf(a *org.Actor, s authn.Session) []ui.Hat {
	all := a.Hats()
	if len(all) < 2 || s.Way == authn.ByBoard {
		return nil
	}
	out := make([]ui.Hat, len(all))
	for i, h := range all {
		out[i] = ui.Hat{Code: h.Code, Name: h.Name, Place: h.Place, Worn: h.Code == a.Hat}
	}
	return out
}

// wear puts on one of the own roles for the rest of the session and goes to its home. A role that the person does not hold is refused.
func (s *Site) wear(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := org.ActorFrom(ctx)
	if err := s.org.Must(ctx, a, org.OwnAccount, id.As[any](a.Person)); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	hat := r.PostForm.Get("hat")
	if !slices.ContainsFunc(a.Hats(), func(h org.Hat) bool { return h.Code == hat }) {
		return fault.New(fault.Invalid, "您没有这个身份")
	}
	if err := s.authn.SetHat(ctx, authn.SessionFrom(ctx).Ref, hat); err != nil {
		return err
	}
	ui.Redirect(w, r, "/")
	return nil
}
