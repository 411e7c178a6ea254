package app

import (
	"context"
	"os"

	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
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
	return []web.Pages{&inbox.Pages{Notices: a.Notices, Org: a.Org}, &notices.Pages{Notices: a.Notices, Org: a.Org}}
}

func noticeTexts() []map[string]string {
	return []map[string]string{inbox.Catalogue(), notices.Catalogue()}
}

// unread is the number beside 消息 in the menu.
func (a *App) unread(ctx context.Context, p org.PersonID) (int, error) {
	return a.Notices.Waiting(ctx, p)
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
