package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// openReview gives the review of lessons what it needs of others: the queue for takedowns, the audit log, the parts that keep something
// of their own beside a blob, and the assignments whose teachers are told of a withdrawal.
func (a *App) openReview() {
	a.Lessons.OpenReview(commons.ReviewParts{Jobs: a.Jobs, Audit: a.Audit, Purgers: a.purgers(), Pins: a.pins})
}

// purgers are the parts that keep something of their own beside a blob.
func (a *App) purgers() []commons.Purger { return []commons.Purger{a.Renditions} }

func (a *App) pins(ctx context.Context, v commons.VersionID) ([]commons.Pin, error) {
	all, err := a.Homework.PinnedBy(ctx, id.As[any](v))
	out := make([]commons.Pin, len(all))
	for i, p := range all {
		out[i] = commons.Pin{Assignment: id.As[any](p.Assignment), Teacher: p.Teacher}
	}
	return out, err
}
