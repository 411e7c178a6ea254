package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// hatsOf are the roles that somebody may change between, for the menu; none when there is nothing to choose, and none on a board.
func (s *Site) hatsOf(ctx context.Context, a *org.Actor, open authn.Session) []ui.Hat {
	all := a.Hats()
	if len(all) < 2 || open.Way == authn.ByBoard {
		return nil
	}
	labels := s.classLabels(ctx, all)
	out := make([]ui.Hat, len(all))
	for i, h := range all {
		out[i] = ui.Hat{Code: h.Code, Name: h.Name, Place: h.Place, Worn: h.Code == a.Hat}
		if h.Place == "" {
			out[i].Place = labels[h.Code]
		}
	}
	return out
}

// classLabels are the classes of hats by their codes: somebody who teaches three classes chooses between three lines. Labels that cannot
// be had are left out: no page fails for it.
func (s *Site) classLabels(ctx context.Context, hats []org.Hat) map[string]string {
	ids, out := map[string]org.ClassID{}, map[string]string{}
	for _, h := range hats {
		_, node, at := strings.Cut(h.Code, "@")
		if c, err := id.Parse[org.Class](node); err == nil && at && h.Place == "" {
			ids[h.Code] = c
		}
	}
	if len(ids) == 0 {
		return nil
	}
	classes, err := s.org.ClassesByID(ctx, slices.Collect(maps.Values(ids)))
	if err != nil {
		s.log.Error("classes of hats", "error", err)
	}
	for code, c := range ids {
		if class, ok := classes[c]; ok {
			out[code] = class.Label()
		}
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
