package lesson

import (
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// consents lists the files of the actor's lessons that guardians have consented to.
func (p *Pages) consents(w http.ResponseWriter, r *http.Request) error {
	rows, err := p.Works.Consents(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, consentsPage(consentsView{Rows: rows, Now: p.Org.Now()}))
}
