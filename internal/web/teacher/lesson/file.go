package lesson

import (
	"io"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/file"
)

// ServeFile answers with an upload; package file says how.
func ServeFile(w http.ResponseWriter, r *http.Request, f commons.File, body io.ReadSeekCloser) error {
	return file.Serve(w, r, f, body)
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	f, err := fileOf(r)
	if err != nil {
		return err
	}
	got, body, err := p.Works.DraftFile(r.Context(), org.ActorFrom(r.Context()), work, f)
	if err != nil {
		return err
	}
	return file.Serve(w, r, got, body)
}
