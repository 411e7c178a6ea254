package app

import (
	"context"
	"os"
	"time"

	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/help"
	"github.com/tongxue-edu/tongxue/internal/web/home"
	"github.com/tongxue-edu/tongxue/internal/web/seek"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// homePages are what everybody has: the first page, the search, the guide.
func (a *App) homePages(labels lesson.Labels) []web.Pages {
	s := home.Services{Org: a.Org, Works: a.Lessons, Prep: a.Prep, Homework: a.Homework, Assess: a.Assess, Notices: a.Notices, Privacy: a.Privacy, Roster: a.Roster,
		Exams: a.Exams, Exchange: a.Exchange, Unsheeted: a.unsheeted}
	sources := append(s.Sources(), home.Source{Name: "system", Verb: org.SystemRead, Ask: a.upkeep})
	return []web.Pages{&home.Pages{Org: a.Org, Log: a.Config.Log, Sources: sources, Recent: s.Recent()},
		&seek.Pages{Org: a.Org, Works: a.Lessons, Assess: a.Assess, Homework: a.Homework, Log: a.Config.Log, Labels: labels}, help.New()}
}

func homeTexts() []map[string]string {
	return []map[string]string{home.Catalogue(), seek.Catalogue(), help.Catalogue()}
}

// lettersShown is how many letters the top bar lists.
const lettersShown = 4

// letters are the newest letters of somebody, as the top bar lists them.
func (a *App) letters(ctx context.Context, p org.PersonID) ([]ui.Letter, error) {
	all, err := a.Notices.Latest(ctx, p, lettersShown)
	out := make([]ui.Letter, len(all))
	for i, h := range all {
		out[i] = ui.Letter{Title: h.Title, Href: "/inbox/" + h.ID.String(), When: ui.DateTime(ctx, h.There), New: !h.Done}
	}
	return out, err
}

// unsheeted counts the holdings that no access sheet covers, where the actor keeps the roster or approves, by a role held right there.
func (a *App) unsheeted(ctx context.Context, who *org.Actor) (int, error) {
	n, seen := 0, map[org.Node]bool{}
	for _, h := range who.Roles {
		if seen[h.Node] || h.NodeName == "" || !h.Role.Grants(org.AccessAsk) || !h.Role.Grants(org.AccessApprove) && !h.Role.Grants(org.RosterImport) {
			continue
		}
		seen[h.Node] = true
		more, err := a.Org.Uncovered(ctx, who, org.UnitID(h.Node))
		if err != nil {
			return 0, err
		}
		n += more
	}
	return n, nil
}

// How old the last backup may be, and how long before its end a certificate is named.
const (
	backupAge  = 7 * 24 * time.Hour
	certNotice = 30 * 24 * time.Hour
)

// lastBackup is the file whose time says when this store was last backed up to the end.
const lastBackup = "last-backup"

// upkeep is what waits for the system administrator. It looks at what is at hand; doctor looks at everything.
func (a *App) upkeep(ctx context.Context, _ *org.Actor) ([]home.Matter, error) {
	now := a.Config.Clock.Now()
	var out []home.Matter
	if a.Core.Engine() != db.Postgres {
		out = append(out, a.backupMatter(now))
	}
	if m, ok := certMatter(a.Certs.State(), now); ok {
		out = append(out, m)
	}
	if err := diskError(a.folder.path); err != nil {
		out = append(out, home.Matter{Key: "disk", Icon: "alert", Text: "磁盘快满了", Why: "满了就不能再写入，先腾出空间。", Act: "看系统状态", Href: "/admin/system", N: 1, Weight: home.Legal})
	}
	if m, ok := a.clockMatter(); ok {
		out = append(out, m)
	}
	lags, err := a.Log.Lags(ctx)
	stuck := home.Matter{Key: "stuck", Icon: "alert", Text: "有 %s 个后台处理停住了", Why: "停住以后，检索、记录或统计不再更新。", Act: "看系统状态", Href: "/admin/system", Weight: home.Others}
	for _, l := range lags {
		if l.Failing != "" {
			stuck.N++
		}
	}
	return append(out, stuck), err
}

func (a *App) backupMatter(now time.Time) home.Matter {
	m := home.Matter{Key: "backup", Icon: "download", Text: "超过 7 天没有备份", Why: "机器坏了，备份以后的数据就没有了。", Act: "看怎么备份", Href: "/help/administrator", Weight: home.Others}
	st, err := os.Stat(a.folder.file(lastBackup))
	switch {
	case err != nil: // never: since this store was opened at the latest
		m.Text, m.N = "这里还从来没有备份过", 1
	case now.Sub(st.ModTime()) > backupAge:
		m.N, m.Since = 1, clock.At(st.ModTime())
	}
	return m
}

func certMatter(s cert.State, now time.Time) (home.Matter, bool) {
	for _, c := range s.Serving {
		if c.Until.Sub(now) < certNotice {
			return home.Matter{Key: "certificate", Icon: "shield", Text: "证书快要到期", Why: "到期以后浏览器会拦住大家。", Act: "看证书", Href: "/admin/certificate", N: 1, Due: clock.At(c.Until), Weight: home.Others}, true
		}
	}
	if s.Problem != nil {
		return home.Matter{Key: "certificate", Icon: "shield", Text: "新放的证书用不了", Why: "现在用的还是旧证书。", Act: "看证书", Href: "/admin/certificate", N: 1, Weight: home.Mine}, true
	}
	return home.Matter{}, false
}
