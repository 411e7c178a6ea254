package app

import (
	"context"
	"os"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/inbox"
	"github.com/tongxue-edu/tongxue/internal/web/notices"
)

// openNotice makes the notices; their secrets stand in keys/notice.json and in the environment. A file that cannot be used leaves the
// ways out without secrets, which senders are told; notices themselves go on.
func (a *App) openNotice() {
	secrets, err := way.LoadSecrets(a.folder.file("keys/notice.json"), os.Environ())
	if err != nil {
		a.Config.Log.Error("ways out of the house have no secrets", "error", err)
	}
	a.Notices = notice.New(notice.Parts{Core: a.Core, Log: a.Log, Org: a.Org, Jobs: a.Jobs, Clock: a.Config.Clock, Contacts: contacts{a.Org}, Secrets: secrets,
		BaseURL: a.Config.BaseURL})
}

// noticePages are the inbox of everybody and the pages of senders.
func (a *App) noticePages() []web.Pages {
	return []web.Pages{&inbox.Pages{Notices: a.Notices, Org: a.Org, Recalls: inbox.Recalls{List: a.recalled, Seen: a.Lessons.SeenRecalled}}, &notices.Pages{Notices: a.Notices, Org: a.Org}}
}

func noticeTexts() []map[string]string {
	return []map[string]string{inbox.Catalogue(), notices.Catalogue()}
}

// unread is the number beside 消息 in the menu.
func (a *App) unread(ctx context.Context, p org.PersonID) (int, error) {
	n, err := a.Notices.Waiting(ctx, p)
	if err != nil {
		return 0, err
	}
	more, err := a.Lessons.RecalledCount(ctx, p)
	return n + more, err
}

// recalled are the withdrawn lessons that somebody's assignments use, for the inbox.
func (a *App) recalled(ctx context.Context, who *org.Actor) ([]inbox.Recall, error) {
	all, err := a.Lessons.Recalled(ctx, who)
	out := make([]inbox.Recall, len(all))
	for i, x := range all {
		out[i] = inbox.Recall{Title: x.Title, Why: x.Why, At: x.At, Href: "/teacher/assignments/" + x.Assignment.String()}
	}
	return out, err
}

// contacts is org's profiles as notice wants them.
type contacts struct{ s *org.Service }

// Contacts satisfies notice.Contacts.
func (c contacts) Contacts(ctx context.Context, people []org.PersonID) (map[org.PersonID]notice.Contact, error) {
	all, err := c.s.Profiles(ctx, people)
	out := make(map[org.PersonID]notice.Contact, len(all))
	for p, one := range all {
		out[p] = notice.Contact{Phone: one.Phone, Email: one.Email, Number: one.Number}
	}
	return out, err
}

// forgetAddresses takes away where a person was reached outside, when the person's data is erased.
func (a *App) forgetAddresses(tx *db.Tx, p org.PersonID, _ []org.AccountID) error {
	return a.Notices.Forget(tx, p)
}

// lettersOf are a person's letters with the times of reading and receipt, for the copy of the person's data.
func (a *App) lettersOf(ctx context.Context, self *org.Actor) (privacy.Part, error) {
	out := privacy.Part{Name: "messages", Title: "消息", Heads: []string{"送到时间", "标题", "正文", "已读时间", "已知悉时间"}}
	at := func(m clock.Micros) string {
		if m == 0 {
			return ""
		}
		return clock.Local(m).Format("2006-01-02 15:04")
	}
	var after notice.NoticeID
	for more := true; more; {
		var list []notice.Letter
		var err error
		if list, more, err = a.Notices.Inbox(ctx, self, after); err != nil {
			return out, err
		}
		for _, l := range list {
			out.Rows = append(out.Rows, []string{at(l.There), l.Title, l.Body, at(l.Opened), at(l.Confirmed)})
			after = l.ID
		}
	}
	return out, nil
}
