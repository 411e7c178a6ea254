package app

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/archive"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/guide"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// tour joins the walks of the demonstration to the services: where a step leads, and whether its thing has happened.
type tour struct {
	a     *App
	hints *demoHints
	mu    sync.Mutex
	who   map[string]guide.Account
}

// openGuide makes the walks; nil outside the demonstration.
func (a *App) openGuide(hints *demoHints, secure bool) *guide.Pages {
	if !a.Config.Demo {
		return nil
	}
	t := &tour{a: a, hints: hints, who: map[string]guide.Account{}}
	return &guide.Pages{Walks: t.walks(), Now: a.Org.Now, Secure: secure, Who: t.find, As: func(w http.ResponseWriter, r *http.Request, login string) error { return t.as(w, r, login, secure) }, Stage: t.stage}
}

const selDemoLogin db.SQL = `-- unscoped: the accounts of the demonstration
SELECT subject FROM authn_credential WHERE login = ?`

// actor is the account of a login, as it is now.
func (t *tour) actor(ctx context.Context, login string) (*org.Actor, error) {
	subject, err := db.One(t.a.Core.Reader(ctx), selDemoLogin, db.Value[id.Any], login)
	if err != nil {
		return nil, err
	}
	return t.a.Org.Resolve(ctx, id.As[org.Account](subject), "guide")
}

func (t *tour) find(ctx context.Context, login string) (guide.Account, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if who, ok := t.who[login]; ok {
		return who, nil
	}
	a, err := t.actor(ctx, login)
	if err != nil {
		return guide.Account{}, err
	}
	who := guide.Account{Person: a.Person, Name: a.Name}
	for _, d := range demoAccounts {
		if d.Login == login {
			who.Role = d.Role
		}
	}
	t.who[login] = who
	return who, nil
}

// as opens a session of a demonstration's account, whose password everybody knows.
func (t *tour) as(w http.ResponseWriter, r *http.Request, login string, secure bool) error {
	a, err := t.actor(r.Context(), login)
	if err != nil {
		return err
	}
	o := signin.Opening(w, r, secure)
	o.Way = authn.ByPassword
	token, err := t.a.Authn.Open(r.Context(), id.As[any](a.Account), o)
	if err != nil {
		return err
	}
	return signin.Replace(w, r, t.a.Authn, token, secure)
}

// ruralShort is the short code of the rural school, whose pupils and data the walks are about.
const ruralShort = "sqzx"

func (t *tour) school(ctx context.Context) (org.Unit, error) {
	return t.a.Org.UnitByShort(ctx, ruralShort)
}

// stage lets a request for the school's data wait when an earlier visitor has answered the last one and its file is gone.
func (t *tour) stage(ctx context.Context, walk string) error {
	if walk != walkBureau {
		return nil
	}
	q, err := t.request(ctx, 0)
	if err != nil || q.State == archive.Asked || q.State == archive.Approved && !q.Over(t.a.Org.Now()) {
		return err
	}
	return t.a.askExport(ctx)
}

// askExport lets the registrar ask for everything of the rural school.
func (a *App) askExport(ctx context.Context) error {
	t := &tour{a: a}
	by, err := t.actor(ctx, "jiaowu")
	if err != nil {
		return err
	}
	u, err := t.school(ctx)
	if err != nil {
		return err
	}
	_, err = a.Archive.Ask(ctx, by, u.ID, "学年归档：学校留一份不用本系统也能看的全部数据")
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// request is the newest request of the registrar for the rural school that was answered or fetched since a moment or waits; the zero
// value when there is none.
func (t *tour) request(ctx context.Context, _ clock.Micros) (archive.Request, error) {
	by, err := t.actor(ctx, "jiaowu")
	if err != nil {
		return archive.Request{}, err
	}
	all, err := t.a.Archive.List(ctx, by)
	if err != nil {
		return archive.Request{}, err
	}
	for _, q := range all {
		if q.Asker == by.Person && q.State != archive.Refused {
			return q, nil
		}
	}
	return archive.Request{}, nil
}

// to is a fixed page.
func to(href string) func(context.Context, clock.Micros) (string, error) {
	return func(context.Context, clock.Micros) (string, error) { return href, nil }
}

// page is the mark of a page that was answered with 200.
func page(pattern string) func(guide.Event) string {
	re := regexp.MustCompile("^" + pattern + "$")
	return func(e guide.Event) string {
		if e.Method == http.MethodGet && e.Status == http.StatusOK && e.Actor != nil && re.MatchString(e.Path) {
			return "1"
		}
		return ""
	}
}

const anID = "[0-9a-f-]{36}"

// compared is the mark of a report's page on which schools or classes stand beside each other.
func compared(e guide.Event) string {
	if q, err := url.ParseQuery(e.Query); err != nil || q.Get("tab") != "parts" {
		return ""
	}
	return page("/bureau/exams/" + anID + "/" + anID)(e)
}

// pupil is the page of a pupil whom the bureau has no basis to see.
func (t *tour) pupil(ctx context.Context, _ clock.Micros) (string, error) {
	a, err := t.actor(ctx, "sq01")
	if err != nil {
		return "", err
	}
	return "/school/person/" + a.Person.String(), nil
}

var pupilPage = regexp.MustCompile("^/school/person/" + anID + "$")

// shut is the mark of a pupil's page that was refused to a bureau leader.
func shut(e guide.Event) string {
	if e.Status == http.StatusForbidden && e.Actor.Is(org.BureauLeader) && pupilPage.MatchString(e.Path) {
		return "1"
	}
	return ""
}

// refused looks for the line of the refusal in the audit log.
func (t *tour) refused(ctx context.Context, since clock.Micros) (bool, error) {
	by, err := t.find(ctx, "ju")
	if err != nil {
		return false, err
	}
	auditor, err := t.actor(ctx, "audit")
	if err != nil {
		return false, err
	}
	scope, err := t.a.Org.Reach(ctx, auditor, org.AuditRead)
	if err != nil {
		return false, err
	}
	all, err := t.a.Audit.List(ctx, scope, audit.Filter{Actor: id.As[any](by.Person), Action: org.ActionRefused, From: since - lookAgain}, 1)
	return len(all) > 0, err
}

// lookAgain is the time in which the same look or refusal leaves one line: a visitor who comes right after another finds that one.
var lookAgain = (10 * time.Minute).Microseconds()

func (t *tour) approved(ctx context.Context, since clock.Micros) (bool, error) {
	q, err := t.request(ctx, since)
	return q.State == archive.Approved && !q.Over(t.a.Org.Now()), err
}

func (t *tour) fetched(ctx context.Context, since clock.Micros) (bool, error) {
	q, err := t.request(ctx, since)
	return q.Fetched >= since, err
}

// forbidden is the form of an exam of grade 5 of the whole district, and lawful the same after the refusal.
func (t *tour) forbidden(ctx context.Context, _ clock.Micros) (string, error) {
	a, err := t.actor(ctx, "jiao")
	if err != nil {
		return "", err
	}
	q := url.Values{"kind": {exam.PaperExam}, "grade": {"5"}, "purpose": {exam.Final}, "title": {"五年级数学统一考试"}, "subjects": {"maths"},
		"first": {clock.Local(t.a.Org.Now()).AddDate(0, 0, 20).Format(time.DateOnly)}}
	for _, h := range a.Roles {
		if h.Role == org.Researcher {
			q.Set("place", h.Node.String())
		}
	}
	return "/exams/new?" + q.Encode(), nil
}

// turnedAway is the mark of a registration that the guard refused.
func turnedAway(e guide.Event) string {
	if e.Method == http.MethodPost && e.Path == "/exams/new" && e.Status == http.StatusForbidden && e.Actor.Is(org.Researcher) {
		return "1"
	}
	return ""
}

func (t *tour) monitored(ctx context.Context, since clock.Micros) (bool, error) {
	a, err := t.actor(ctx, "jiao")
	if err != nil {
		return false, err
	}
	found, err := t.a.Exams.List(ctx, a, exam.Filter{Grade: 5}, 50)
	for _, e := range found.Exams {
		if e.Purpose == exam.Monitoring && e.Created >= since {
			return true, err
		}
	}
	return false, err
}

// lesson is the address of the shared lesson that the walks use, below a path.
func (t *tour) lesson(path string) func(context.Context, clock.Micros) (string, error) {
	return func(ctx context.Context, _ clock.Micros) (string, error) {
		a, err := t.actor(ctx, "wang")
		if err != nil {
			return "", err
		}
		found, err := t.a.Lessons.Search(ctx, a, commons.Query{Text: equations.Title})
		if err != nil || len(found.Hits) == 0 {
			return "/teacher/library", err
		}
		return path + found.Hits[0].ID.String(), nil
	}
}

func (t *tour) adapted(ctx context.Context, since clock.Micros) (bool, error) {
	a, err := t.actor(ctx, "wang")
	if err != nil {
		return false, err
	}
	mine, _, err := t.a.Lessons.Mine(ctx, a, "", "")
	for _, w := range mine {
		if !w.DerivedFrom.IsZero() && w.Created >= since {
			return true, err
		}
	}
	return false, err
}

// given is the newest assignment of the teacher since a moment, on paper or on anything; the zero value when there is none.
func (t *tour) given(ctx context.Context, since clock.Micros, paper bool) (homework.Assignment, error) {
	a, err := t.actor(ctx, "wang")
	if err != nil {
		return homework.Assignment{}, err
	}
	list, err := t.a.Homework.List(ctx, a)
	for _, as := range list {
		if as.GivenBy == a.Person && as.GivenAt >= since && (!paper || as.Mode == homework.Paper) {
			return as, err
		}
	}
	return homework.Assignment{}, err
}

func (t *tour) gave(paper bool) func(context.Context, clock.Micros) (bool, error) {
	return func(ctx context.Context, since clock.Micros) (bool, error) {
		as, err := t.given(ctx, since, paper)
		return !as.ID.IsZero(), err
	}
}

// onPaper is a page of the paper assignment of this walk.
func (t *tour) onPaper(before, after string) func(context.Context, clock.Micros) (string, error) {
	return func(ctx context.Context, since clock.Micros) (string, error) {
		as, err := t.given(ctx, since, true)
		if err != nil || as.ID.IsZero() {
			return "/teacher/assignments", err
		}
		return before + as.ID.String() + after, nil
	}
}

func (t *tour) entered(ctx context.Context, since clock.Micros) (bool, error) {
	as, err := t.given(ctx, since, true)
	if err != nil || as.ID.IsZero() {
		return false, err
	}
	a, err := t.actor(ctx, "wang")
	if err != nil {
		return false, err
	}
	n := id.As[any](as.ID)
	counts, err := t.a.Assess.Counts(ctx, a, []id.Any{n})
	return counts[n].HandedIn > 0, err
}

// answered is a page of the assignment with the most answers, which the demonstration began with.
func (t *tour) answered(after string) func(context.Context, clock.Micros) (string, error) {
	return func(ctx context.Context, _ clock.Micros) (string, error) {
		a, err := t.actor(ctx, "wang")
		if err != nil {
			return "", err
		}
		list, err := t.a.Homework.List(ctx, a)
		if err != nil {
			return "", err
		}
		ids := make([]id.Any, len(list))
		for i, as := range list {
			ids[i] = id.As[any](as.ID)
		}
		counts, err := t.a.Assess.Counts(ctx, a, ids)
		best := -1
		for i, n := range ids {
			if best < 0 || counts[n].HandedIn > counts[ids[best]].HandedIn {
				best = i
			}
		}
		if err != nil || best < 0 {
			return "/teacher/sheets", err
		}
		return "/teacher/sheets/" + list[best].ID.String() + after, nil
	}
}

// tablet is the enrolment of this browser as the class's tablet.
func (t *tour) tablet(ctx context.Context, _ clock.Micros) (string, error) {
	code, err := t.hints.current(ctx)
	return "/device?code=" + url.QueryEscape(code), err
}

// onTablet is the mark of a pupil who has come in on an enrolled device.
func onTablet(e guide.Event) string {
	if e.Method == http.MethodGet && e.Status == http.StatusOK && e.Actor.Is(org.Pupil) && !e.Session.Device.IsZero() {
		return e.Actor.Person.String()[28:]
	}
	return ""
}

// pictures says the pictures and digits of the three pupils.
func (t *tour) pictures(ctx context.Context) []string {
	var out []string
	for i, login := range tabletPupils {
		who, err := t.find(ctx, login)
		if err != nil {
			continue // a smaller region has fewer pupils
		}
		out = append(out, strconv.Itoa(i+1)+". "+who.Name+"："+entry.Picture(i)+" "+tabletDigits(i))
	}
	return out
}
