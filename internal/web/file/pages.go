package file

import (
	"context"
	"io"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Pages are the addresses beside the files of drafts, of the library and of the review desk.
type Pages struct {
	Works *commons.Service
	Door
}

// Routes lists them.
func (p *Pages) Routes() []httpx.Route {
	shared := Source{p.version((*commons.Service).SharedFile), p.files((*commons.Service).Read)}
	review := Source{p.version((*commons.Service).ReviewFile), p.files((*commons.Service).ForReview)}
	routes := p.Door.Routes("/teacher/lessons/{work}/files", string(org.LessonMake), "work", menuDrafts, Source{p.draft, p.drafts})
	routes = append(routes, p.Door.Routes("/teacher/library/{version}/files", string(org.LibraryRead), "version", "library", shared)...)
	return append(routes, p.Door.Routes("/review/{version}/files", string(org.LessonReview), "version", "review", review)...)
}

func missing(err error) error { return fault.Wrap(err, fault.NotFound, "没有找到这个文件") }

func (p *Pages) draft(r *http.Request) (commons.File, io.ReadSeekCloser, error) {
	w, err := id.Parse[commons.Work](r.PathValue("work"))
	if err != nil {
		return commons.File{}, nil, missing(err)
	}
	f, err := id.Parse[commons.File](r.PathValue("file"))
	if err != nil {
		return commons.File{}, nil, missing(err)
	}
	return p.Works.DraftFile(r.Context(), org.ActorFrom(r.Context()), w, f)
}

// drafts are the files of a work.
func (p *Pages) drafts(r *http.Request) ([]commons.File, error) {
	w, err := id.Parse[commons.Work](r.PathValue("work"))
	if err != nil {
		return nil, missing(err)
	}
	work, err := p.Works.Get(r.Context(), org.ActorFrom(r.Context()), w)
	return work.Files, err
}

// files are the files of a version, by one of the two questions that commons answers.
func (p *Pages) files(ask func(*commons.Service, context.Context, *org.Actor, commons.VersionID) (commons.Version, error)) func(*http.Request) ([]commons.File, error) {
	return func(r *http.Request) ([]commons.File, error) {
		v, err := id.Parse[commons.Version](r.PathValue("version"))
		if err != nil {
			return nil, missing(err)
		}
		got, err := ask(p.Works, r.Context(), org.ActorFrom(r.Context()), v)
		return got.Files, err
	}
}

type askVersion func(*commons.Service, context.Context, *org.Actor, commons.VersionID, commons.FileID) (commons.File, io.ReadSeekCloser, error)

// version finds a file of a version by one of the two questions that commons answers.
func (p *Pages) version(ask askVersion) Opener {
	return func(r *http.Request) (commons.File, io.ReadSeekCloser, error) {
		v, err := id.Parse[commons.Version](r.PathValue("version"))
		if err != nil {
			return commons.File{}, nil, missing(err)
		}
		f, err := id.Parse[commons.File](r.PathValue("file"))
		if err != nil {
			return commons.File{}, nil, missing(err)
		}
		return ask(p.Works, r.Context(), org.ActorFrom(r.Context()), v, f)
	}
}
