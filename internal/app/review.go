package app

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/upload"
)

// openReview gives the review of lessons what it needs of others: the queue for takedowns, the audit log, the parts that keep something
// of their own beside a blob, and the assignments whose teachers are told of a withdrawal.
func (a *App) openReview() {
	a.Lessons.OpenReview(commons.ReviewParts{Jobs: a.Jobs, Audit: a.Audit, Purgers: a.purgers(), Pins: a.pins})
}

// purgers are the parts that keep something of their own beside a blob.
func (a *App) purgers() []commons.Purger {
	return []commons.Purger{a.Renditions, stagedUploads{a.Uploads}}
}

// stagedUploads are complete uploads that were not handed over yet, or whose state is remembered.
type stagedUploads struct{ store *upload.Store }

// Place implements commons.Purger.
func (stagedUploads) Place() string { return "上传暂存" }

// Purge implements commons.Purger.
func (s stagedUploads) Purge(_ context.Context, hash string) (int, error) { return s.store.Purge(hash) }

func (a *App) pins(ctx context.Context, v commons.VersionID) ([]commons.Pin, error) {
	all, err := a.Homework.PinnedBy(ctx, id.As[any](v))
	out := make([]commons.Pin, len(all))
	for i, p := range all {
		out[i] = commons.Pin{Assignment: id.As[any](p.Assignment), Teacher: p.Teacher}
	}
	return out, err
}
