package drop

import (
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/upload"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// resumable are the addresses of dropped files that survive a broken line (tus 1.0.0): each becomes a draft of the school when its last
// byte has come. Files that belong together go to the first one's draft by the addresses of lessons.
func (p *Pages) resumable() []httpx.Route {
	verb, at := string(org.LessonMake), "/teacher/drop/{school}/uploads"
	return []httpx.Route{
		{Pattern: "OPTIONS " + at, Verb: verb, Target: "school", Serve: p.owned(p.speaks)},
		{Pattern: "POST " + at, Verb: verb, Target: "school", Serve: p.owned(p.begin)},
		{Pattern: "HEAD " + at + "/{upload}", Verb: verb, Target: "school", Serve: p.owned(p.far)},
		{Pattern: "PATCH " + at + "/{upload}", Verb: verb, Target: "school", Limit: maxDrop, Serve: p.owned(p.more)},
		{Pattern: "DELETE " + at + "/{upload}", Verb: verb, Target: "school", Serve: p.owned(p.end)},
		{Pattern: "POST " + at + "/{upload}/cancel", Verb: verb, Target: "school", Serve: p.owned(p.cancel)},
	}
}

// at is where the uploads of a school stand, and target what they are for.
func at(school string) string         { return "/teacher/drop/" + school + "/uploads" }
func target(school org.UnitID) string { return "drop " + school.String() }
func owner(a *org.Actor) id.Any       { return id.As[any](a.Person) }
func (p *Pages) door() upload.Door    { return upload.Door{Store: p.Uploads, Max: commons.MaxVideo} }

// begun are the unfinished uploads of a school.
type begun struct {
	School string
	Files  []upload.Upload
}

func (p *Pages) going(a *org.Actor, schools []org.Unit) (out []begun, err error) {
	if p.Uploads == nil {
		return nil, nil
	}
	for _, u := range schools {
		files, err := p.Uploads.Unfinished(owner(a), target(u.ID))
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			out = append(out, begun{u.ID.String(), files})
		}
	}
	return out, nil
}

// owned asks for the school before anything of an upload is told or taken.
func (p *Pages) owned(serve func(http.ResponseWriter, *http.Request, org.UnitID) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		school, err := id.Parse[org.Unit](r.PathValue("school"))
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
		}
		if err := p.Works.MayDrop(r.Context(), org.ActorFrom(r.Context()), school); err != nil {
			return err
		}
		if p.Uploads == nil {
			return fault.New(fault.Down, "现在不能续传，请用普通上传")
		}
		return serve(w, r, school)
	}
}

func (p *Pages) speaks(w http.ResponseWriter, _ *http.Request, _ org.UnitID) error {
	p.door().Options(w)
	return nil
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request, school org.UnitID) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	return p.door().Create(w, r, owner(a), target(school), at(school.String()), func(wish upload.Wish) (string, error) {
		return "", p.Works.AdmitDrop(ctx, a, school, wish.Name, wish.Size, wish.Hash())
	})
}

func (p *Pages) far(w http.ResponseWriter, r *http.Request, school org.UnitID) error {
	return p.door().Head(w, r, owner(org.ActorFrom(r.Context())), target(school))
}

func (p *Pages) more(w http.ResponseWriter, r *http.Request, school org.UnitID) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	return p.door().Patch(w, r, owner(a), target(school), func(file string, u upload.Upload) (string, error) {
		if err := blob.Move(ctx, p.Blobs, file, u.Ref()); err != nil {
			return "", err
		}
		work, err := p.Works.DropStored(ctx, a, commons.Drop{School: school, Once: u.ID.String(), Guess: p.guesser(a)}, u.Name, u.Ref(), u.Pieces())
		return work.ID.String(), err
	})
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request, school org.UnitID) error {
	return p.door().Delete(w, r, owner(org.ActorFrom(r.Context())), target(school))
}

func (p *Pages) cancel(w http.ResponseWriter, r *http.Request, _ org.UnitID) error {
	u, err := id.Parse[upload.Upload](r.PathValue("upload"))
	if err == nil {
		err = p.Uploads.Remove(owner(org.ActorFrom(r.Context())), u)
	}
	if err != nil && u.IsZero() || err != nil && !fault.Is(err, fault.NotFound) { // one that is gone is cancelled
		return err
	}
	ui.Say(w, ui.Success, "已取消上传")
	ui.Redirect(w, r, ui.BackOf(r))
	return nil
}
