package app

import (
	"context"
	"io/fs"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/archive"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/commons/spread"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	gate "github.com/tongxue-edu/tongxue/internal/gate/xapi"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/kept"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/setup"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/access"
	"github.com/tongxue-edu/tongxue/internal/web/account"
	"github.com/tongxue-edu/tongxue/internal/web/admin"
	webarchive "github.com/tongxue-edu/tongxue/internal/web/archive"
	"github.com/tongxue-edu/tongxue/internal/web/bureau"
	webexam "github.com/tongxue-edu/tongxue/internal/web/exam"
	webmarks "github.com/tongxue-edu/tongxue/internal/web/exam/marks"
	"github.com/tongxue-edu/tongxue/internal/web/file"
	"github.com/tongxue-edu/tongxue/internal/web/guardian"
	"github.com/tongxue-edu/tongxue/internal/web/guide"
	"github.com/tongxue-edu/tongxue/internal/web/install"
	"github.com/tongxue-edu/tongxue/internal/web/learner"
	"github.com/tongxue-edu/tongxue/internal/web/register"
	webreport "github.com/tongxue-edu/tongxue/internal/web/report"
	"github.com/tongxue-edu/tongxue/internal/web/rights"
	"github.com/tongxue-edu/tongxue/internal/web/school"
	"github.com/tongxue-edu/tongxue/internal/web/school/people"
	webroster "github.com/tongxue-edu/tongxue/internal/web/school/roster"
	websetup "github.com/tongxue-edu/tongxue/internal/web/setup"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/library"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/practice"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/review"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/sheet"
)

// domains are the services of the nouns.
type domains struct {
	Setup    *setup.Service
	Lessons  *commons.Service
	Assess   *assess.Service
	Homework *homework.Service
	Records  *record.Service
	Insight  *insight.Service
	Privacy  *privacy.Service
	Roster   *roster.Service
	Entry    *entry.Service
	Notices  *notice.Service
	Exams    *exam.Service
	Reports  *report.Service
	Prep     *prep.Service
	Courses  *course.Service
	Shelves  *shelf.Service
	Credit   *credit.Service
	Thanks   *thanks.Service
	Spread   *spread.Service
	Exchange *exchange.Service
	Archive  *archive.Service
}

func migrations() map[string][]fs.FS {
	return map[string][]fs.FS{
		"core":   {bus.Migrations, org.Migrations, authn.Migrations, kept.Migrations, seal.Migrations, job.Migrations, audit.Migrations, commons.Migrations, rendition.Migrations, shelf.Migrations, thanks.Migrations, assess.Migrations, homework.Migrations, setup.Migrations, privacy.Migrations, roster.Migrations, notice.Migrations, prep.Migrations, course.Migrations, exam.Migrations, exchange.Migrations, archive.Migrations, credit.CoreMigrations(), spread.Migrations, bus.PositionMigrations},
		"record": {bus.PositionMigrations, record.Migrations, insight.Migrations, credit.Migrations, report.Migrations},
		"search": {bus.PositionMigrations, commons.SearchMigrations(), index.Migrations},
		"stage":  {roster.StageMigrations}, // the scratch files of imports, which no store has
	}
}

// wire joins the domains: each gets what it declared it needs.
func (a *App) wire() {
	c := a.Config
	a.Exams = exam.New(exam.Parts{Core: a.Core, Log: a.Log, Org: a.Org, Blobs: a.Blobs, Jobs: a.Jobs, Clock: c.Clock, Preset: a.Preset})
	a.Assess = assess.New(a.Core, a.Log, a.Org, a.Blobs, a.Exams, c.Clock)
	a.Lessons = commons.New(commons.Parts{Core: a.Core, Search: a.Search, Log: a.Log, Org: a.Org, Clock: c.Clock, Blobs: a.Blobs,
		Papers: papers{a.Assess}, Outlines: papers{a.Assess}, Words: a.Preset.Words, Preset: a.Preset, Contents: a.Renditions, Makers: a.makersOf})
	a.Exams.Bytes = a.Lessons
	a.Assess.Guard(a.Lessons)
	a.Homework = homework.New(a.Core, a.Log, a.Org, lessons{a.Lessons}, a.Assess, a.Exams, c.Clock)
	a.Records = record.New(a.Record, a.Org, c.Clock, c.BaseURL, commons.Statement, assess.Statement, homework.Statement, insight.Statement, roster.Statement, notice.Statement, exam.Statement, report.Statement)
	a.Insight = insight.New(a.Record, a.Core, a.Log, a.Org, c.Clock, insight.Sources{Outline: papers{a.Assess}.questions, Matrix: papers{a.Assess}.matrix})
	for _, consumer := range []bus.Consumer{a.Lessons.Indexer(), a.Records.Consumer(), a.Insight.Consumer()} {
		a.Log.Consume(consumer)
	}
	a.openReview()
	a.openReports()
	a.openShare()
	a.openPrivacy()
	a.openRoster()
	a.openSetup()
	a.openEntry()
	a.openNotice()
	a.openExchange()
	a.openMaking()
	a.openArchive()
	a.openSweep() // last: it holds every part that names bytes
	a.doors()
}

// doors mounts the pages of every role and the outside protocols.
func (a *App) doors() {
	labels := lesson.Labels{Preset: a.Preset}
	making := a.makingPages(labels)
	a.hints = &demoHints{app: a}
	second, in := &factorRule{app: a}, a.signIn()
	guided := a.openGuide(a.hints, in.Secure)
	if guided != nil {
		in.Guide = guided.Card()
	}
	arrivals := a.arrivals(in.Secure)
	a.offer(in, arrivals)
	seen := &access.Pages{Org: a.Org, Subject: labels.Subject}
	pages := []web.Pages{
		in,
		arrivals,
		a.nationalArrivals(in.Secure),
		a.setupPages(),
		&account.Pages{Authn: a.Authn, Factors: a.Factors, Org: a.Org, Core: a.Core, Audit: a.Audit, Secure: in.Secure, Required: second.asks},
		&lesson.Pages{Works: a.Lessons, Org: a.Org, Uploads: a.Uploads, Blobs: a.Blobs, Labels: labels, Zone: making.drop.Zone, Beside: a.beside},
		a.filePages(),
		&review.Pages{Works: a.Lessons, Org: a.Org, Labels: labels},
		&library.Pages{Made: a.Prep.MadeOf, Used: a.used(labels), Acts: acts, Works: a.Lessons, Org: a.Org, Base: a.Config.BaseURL, Labels: labels, Beside: a.beside},
		&practice.Pages{Assess: a.Assess, Homework: a.Homework, Org: a.Org, Back: a.lessonOf, Subject: labels.Subject},
		&learner.Pages{Assess: a.Assess, Homework: a.Homework, Org: a.Org, Subject: labels.Subject, Seal: a.Entry.SealOf},
		&sheet.Pages{Insight: a.Insight, Subject: labels.Subject, Ask: a.thanksPages(labels).Card},
		&bureau.Pages{Insight: a.Insight, Records: a.Records, Assess: a.Assess, Org: a.Org, Subject: labels.Subject, Waiting: seen.Waiting, Monitorings: a.Exams.Monitorings},
		&webexam.Pages{Exams: a.Exams, Org: a.Org, Preset: a.Preset, More: webmarks.Links()},
		&webmarks.Pages{Exams: a.Exams, Org: a.Org, Preset: a.Preset},
		&webreport.Pages{Reports: a.Reports, Exams: a.Exams, Org: a.Org, Subject: labels.Subject, Order: subjectCodes(a.Preset), Least: a.Preset.Analysis.MinGroup},
		&school.Pages{Org: a.Org},
		seen,
		&guardian.Pages{Assess: a.Assess, Homework: a.Homework, Org: a.Org, Privacy: a.Privacy, Subject: labels.Subject},
		&rights.Pages{Org: a.Org, Privacy: a.Privacy},
		&register.Pages{Org: a.Org, Homework: a.Homework, Subject: labels.Subject},
		&people.Pages{Org: a.Org, Authn: a.Authn, Subjects: a.subjects()},
		&webroster.Pages{Roster: a.Roster, Org: a.Org},
		&install.Pages{Certs: a.Certs, Org: a.Org, Audit: a.Audit, Core: a.Core, Clock: a.Config.Clock, Behind: a.behind, Believe: a.believeClock, Brand: a.Preset.Region.Name + "智慧教育", At: a.site},
		&admin.Pages{Org: a.Org, Audit: a.Audit, Records: a.Records, Core: a.Core, Checks: a.checks},
	}
	pages = append(append(pages, a.entryPages(in.Secure)...), a.noticePages()...)
	pages = append(pages, append(a.sharePages(labels), a.findPages(labels)...)...)
	english := []map[string]string{signin.Catalogue(), websetup.Catalogue(), account.Catalogue(), lesson.Catalogue(), file.Catalogue(), review.Catalogue(), library.Catalogue(), practice.Catalogue(), learner.Catalogue(),
		sheet.Catalogue(), bureau.Catalogue(), webexam.Catalogue(), webmarks.Catalogue(), webreport.Catalogue(), school.Catalogue(), access.Catalogue(), guardian.Catalogue(), rights.Catalogue(), people.Catalogue(), webroster.Catalogue(), register.Catalogue(), admin.Catalogue(), install.Catalogue()}
	english = append(append(english, entryTexts()...), noticeTexts()...)
	english = append(english, append(shareTexts(), findTexts()...)...)
	pages = append(pages, making.pages()...)
	english = append(english, makingTexts()...)
	pages = append(append(pages, a.exchangePages()...), a.homePages(labels)...)
	english = append(append(english, exchangeTexts()...), homeTexts()...)
	pages, english = append(pages, a.archivePages()), append(english, webarchive.Catalogue(), guide.Catalogue())
	a.Mux, a.Routes = web.New(web.Config{Org: a.Org, Authn: a.Authn, Log: a.Config.Log, Brand: a.Preset.Region.Name + "智慧教育", Demo: a.Config.Demo,
		Observe: a.observer(), Catalogue: english, Setup: a.Setup.Needed, Second: second.asks, Unread: a.unread, Letters: a.letters, Guide: guided, Kept: a.Kept}, pages...)
	a.mount(gate.New(a.Records, "Tongxue "+a.Preset.Region.Name).Routes()...)
}

// mount adds the routes of a door with keys of its own.
func (a *App) mount(routes ...httpx.Route) {
	a.Mux.Handle(nil, routes...)
	a.Routes = append(a.Routes, routes...)
}

// lessonOf is the page of the lesson that a paper belongs to.
func (a *App) lessonOf(ctx context.Context, _ *org.Actor, p assess.PaperID) string {
	w, err := a.Lessons.OfPaper(ctx, id.As[any](p))
	if err != nil || w.IsZero() {
		return ""
	}
	return "/teacher/lessons/" + w.String()
}

// checks is doctor's list for the administrator's page.
func (a *App) checks(ctx context.Context) ([]admin.Check, error) {
	d, err := a.Doctor(ctx)
	out := make([]admin.Check, len(d.Checks))
	for i, c := range d.Checks {
		out[i] = admin.Check{Name: c.Name, Message: c.Message, OK: c.OK}
	}
	return out, err
}

// signIn is the door for people; the demonstration shows its accounts on it.
func (a *App) signIn() *signin.Pages {
	p := &signin.Pages{Authn: a.Authn, Entry: a.Entry, Secure: strings.HasPrefix(a.Config.BaseURL, "https://")}
	if a.Config.Demo {
		p.Demo, p.Password, p.Hints = demoAccounts, DemoPassword, a.hints.list
	}
	return p
}
