package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/upload"
)

// openReview gives the review of lessons what it needs of others: the queue for takedowns, the audit log, the parts that keep something
// of their own beside a blob, and the assignments whose teachers are told of a withdrawal.
func (a *App) openReview() {
	a.Lessons.OpenReview(commons.ReviewParts{Jobs: a.Jobs, Audit: a.Audit, Purgers: a.purgers(), Pins: a.pins, Lapsed: a.lapsed, Judged: a.judged})
}

// makersOf are the people who prepared a lesson together: none of them reviews it.
func (a *App) makersOf(ctx context.Context, w commons.WorkID) ([]org.PersonID, error) {
	return a.Prep.Contributors(ctx, w)
}

// purgers are the parts that keep something of their own beside a blob.
func (a *App) purgers() []commons.Purger {
	return []commons.Purger{a.Renditions, a.Assess, stagedUploads{a.Uploads}}
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

// lapsed writes to the author of a version that was withdrawn because a consent for pupils in it ended.
func (a *App) lapsed(tx *db.Tx, v commons.Version, by org.PersonID, why string) error {
	if by.IsZero() { // the sweep is nobody's act, and a letter has a writer
		by = v.Author
	}
	title := []rune("已从资源库拿掉：" + v.Title)
	return a.Notices.Tell(tx, notice.Word{ID: id.Named[notice.Notice](v.ID, "consent"), School: v.Owner, From: by, To: []org.PersonID{v.Author}, Title: string(title[:min(len(title), notice.MaxTitle)]),
		Body: fmt.Sprintf("%s，所以第 %d 版已经撤回。请换掉这个文件，或取得新的同意书后再送审。\n\n[打开这一课](/teacher/lessons/%s)", why, v.Number, v.Work), At: a.Org.Now()})
}

// judged writes to judges that they are asked, and to authors what was decided about featuring their lesson.
func (a *App) judged(tx *db.Tx, l commons.FeatureLetter) error {
	title, body := featureWords(l)
	return a.Notices.Tell(tx, notice.Word{ID: id.As[notice.Notice](l.LetterID()), School: l.School, From: l.From, To: l.To, Title: cut(title), Body: body, At: a.Org.Now()})
}

func featureWords(l commons.FeatureLetter) (title, body string) {
	words := ""
	for _, w := range l.Words {
		words += quoted(w) + "\n\n"
	}
	switch l.Step {
	case commons.LetterAsked:
		return "请评议精选：" + l.Title, fmt.Sprintf("《%s》被推荐为精选，由两位其他学校的评议人各自评议，先评的两位算数。\n\n[看这一课并评议](/featured/%s)", l.Title, l.ID)
	case commons.LetterDiffer:
		return "请定精选：" + l.Title, fmt.Sprintf("两位评议人对《%s》的意见不同，请看过两人的理由后决定。\n\n[打开这项评议](/featured/%s)", l.Title, l.ID)
	case commons.LetterFeatured:
		return "评为精选：" + l.Title, fmt.Sprintf("《%s》第 %d 版评为精选，到 %s；出了新版本就结束，到期前 60 天可以再次推荐。评议人的理由：\n\n%s[看这一课](/teacher/library/%s)",
			l.Title, l.Number, clock.Local(l.Until).Format("2006年1月2日"), words, l.Version)
	}
	return "精选没有入选：" + l.Title, fmt.Sprintf("《%s》第 %d 版这次没有入选精选，资源库里的课不受影响。评议人的理由：\n\n%s[看这一课](/teacher/library/%s)", l.Title, l.Number, words, l.Version)
}
