package inbox

import (
	"context"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Recall tells a teacher that a lesson which one of the own assignments uses was withdrawn.
type Recall struct {
	Title, Why string
	At         clock.Micros
	Href       string // the assignment
}

// Recalls are the reader's unread ones, and how they are marked as read. Another domain has them; app joins.
type Recalls struct {
	List func(ctx context.Context, a *org.Actor) ([]Recall, error)
	Seen func(ctx context.Context, a *org.Actor) error
}

// seenRecalls marks what was shown as read.
func (p *Pages) seenRecalls(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	if _, err := p.Notices.Waiting(ctx, a.Person); err != nil {
		return err
	}
	if err := p.Org.Must(ctx, a, org.NoticeRead, org.Person{ID: a.Person}.Node()); err != nil {
		return err
	}
	if p.Recalls.Seen != nil {
		if err := p.Recalls.Seen(ctx, a); err != nil {
			return err
		}
	}
	ui.Redirect(w, r, "/inbox")
	return nil
}
