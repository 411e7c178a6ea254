package lesson

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

// resumable are the addresses of uploads that survive a broken line (tus 1.0.0). The plain form beside them needs no script.
func (p *Pages) resumable() []httpx.Route {
	verb, at := string(org.LessonMake), "/teacher/lessons/{work}/uploads"
	return []httpx.Route{
		{Pattern: "OPTIONS " + at, Verb: verb, Target: "work", Serve: p.owned(p.speaks)},
		{Pattern: "POST " + at, Verb: verb, Target: "work", Serve: p.owned(p.begin)},
		{Pattern: "HEAD " + at + "/{upload}", Verb: verb, Target: "work", Serve: p.owned(p.far)},
		{Pattern: "PATCH " + at + "/{upload}", Verb: verb, Target: "work", Limit: maxUpload, Serve: p.owned(p.more)},
		{Pattern: "DELETE " + at + "/{upload}", Verb: verb, Target: "work", Serve: p.owned(p.end)},
		{Pattern: "POST " + at + "/{upload}/cancel", Verb: verb, Target: "work", Serve: p.owned(p.cancel)},
	}
}

// owned asks for the work before anything of an upload is told or taken.
func (p *Pages) owned(serve func(http.ResponseWriter, *http.Request, commons.WorkID) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		work, err := workOf(r)
		if err != nil {
			return err
		}
		if _, err := p.Works.Get(r.Context(), org.ActorFrom(r.Context()), work); err != nil {
			return err
		}
		if p.Uploads == nil {
			return fault.New(fault.Down, "现在不能续传，请用普通上传")
		}
		return serve(w, r, work)
	}
}

func (p *Pages) door() upload.Door { return upload.Door{Store: p.Uploads, Max: commons.MaxVideo} }

func (p *Pages) speaks(w http.ResponseWriter, _ *http.Request, _ commons.WorkID) error {
	p.door().Options(w)
	return nil
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request, work commons.WorkID) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	return p.door().Create(w, r, id.As[any](a.Person), work.String(), path(work, "/uploads"), func(wish upload.Wish) (string, error) {
		f, instant, err := p.Works.Admit(ctx, a, work, wish.Name, wish.Size, wish.Hash())
		if err != nil || !instant {
			return "", err
		}
		return f.ID.String(), nil
	})
}

func (p *Pages) far(w http.ResponseWriter, r *http.Request, work commons.WorkID) error {
	return p.door().Head(w, r, id.As[any](org.ActorFrom(r.Context()).Person), work.String())
}

func (p *Pages) more(w http.ResponseWriter, r *http.Request, work commons.WorkID) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	return p.door().Patch(w, r, id.As[any](a.Person), work.String(), func(file string, u upload.Upload) (string, error) {
		if err := blob.Move(ctx, p.Blobs, file, u.Ref()); err != nil {
			return "", err
		}
		f, err := p.Works.Attach(ctx, a, work, id.As[commons.File](u.ID), u.Name, u.Ref(), u.Pieces())
		return f.ID.String(), err
	})
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request, work commons.WorkID) error {
	return p.door().Delete(w, r, id.As[any](org.ActorFrom(r.Context()).Person), work.String())
}

func (p *Pages) cancel(w http.ResponseWriter, r *http.Request, work commons.WorkID) error {
	u, err := id.Parse[upload.Upload](r.PathValue("upload"))
	if err == nil {
		err = p.Uploads.Remove(id.As[any](org.ActorFrom(r.Context()).Person), u)
	}
	if err != nil && u.IsZero() || err != nil && !fault.Is(err, fault.NotFound) { // one that is gone is cancelled
		return err
	}
	ui.Say(w, ui.Success, "已取消上传")
	ui.Redirect(w, r, path(work, "")+"#files")
	return nil
}

// going puts unfinished uploads and the room for files onto the editor.
func (p *Pages) going(r *http.Request, v *editView) (err error) {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if p.Uploads != nil {
		if v.Going, err = p.Uploads.Unfinished(id.As[any](a.Person), v.Work.ID.String()); err != nil {
			return err
		}
	}
	if v.Barred, err = p.Works.Barred(ctx, v.Work.Files); err != nil {
		return err
	}
	v.Quota, err = p.Works.QuotaOf(ctx, a, v.Work.Owner)
	return err
}
