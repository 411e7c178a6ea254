// Package practice holds a teacher's pages for practice: the editor of a paper, giving it to a class, the class's progress, the grid
// for answers on paper, marking and prints.
//
// It may not hold a rule: what is allowed is asked of assess, homework and org. Nothing here is for pupils; pages and prints that
// tell the key say so in their title.
package practice

import (
	"context"
	_ "embed"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, and of what assess and homework say to people.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Assess   *assess.Service
	Homework *homework.Service
	Org      *org.Service
	// Back is the page of the lesson that a paper belongs to; nil leaves the link out.
	Back func(ctx context.Context, a *org.Actor, p assess.PaperID) string
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
}

func (p *Pages) subject(ctx context.Context, code string) string {
	if p.Subject == nil {
		return code
	}
	return p.Subject(ctx, code)
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	make, assign, enter, mark := string(org.LessonMake), string(org.Assign), string(org.AnswersEnter), string(org.MarkGive)
	const paper, given = "/teacher/papers/{paper}", "/teacher/assignments/{assignment}"
	return []httpx.Route{
		{Pattern: "GET " + paper, Verb: make, Target: "paper", Serve: p.paper},
		{Pattern: "GET " + paper + "/items/new", Verb: make, Target: "paper", Serve: p.newItem},
		{Pattern: "POST " + paper + "/items", Verb: make, Target: "paper", Serve: p.addItem},
		{Pattern: "GET " + paper + "/items/{no}", Verb: make, Target: "paper", Serve: p.editItem},
		{Pattern: "POST " + paper + "/items/{no}", Verb: make, Target: "paper", Serve: p.saveItem},
		{Pattern: "POST " + paper + "/items/{no}/move", Verb: make, Target: "paper", Serve: p.moveItem},
		{Pattern: "POST " + paper + "/items/{no}/remove", Verb: make, Target: "paper", Serve: p.removeItem},
		{Pattern: "GET " + paper + "/import", Verb: make, Target: "paper", Serve: p.importForm},
		{Pattern: "POST " + paper + "/import", Verb: make, Target: "paper", Serve: p.importFile, Limit: assess.MaxPackageBytes + 1<<20},
		{Pattern: "GET " + paper + "/preview", Verb: make, Target: "paper", Serve: p.preview},
		{Pattern: "GET " + paper + "/media/{no}/{name...}", Verb: make, Target: "paper", Serve: p.paperMedia},
		{Pattern: "GET /teacher/assign", Verb: assign, Target: "self", Serve: p.assignForm},
		{Pattern: "POST /teacher/assign", Verb: assign, Target: "class", Serve: p.assign},
		{Pattern: "GET /teacher/assignments", Verb: enter, Target: "self", Serve: p.assignments},
		{Pattern: "GET " + given, Verb: enter, Target: "assignment", Serve: p.assignment},
		{Pattern: "POST " + given + "/reopen/{sitting}", Verb: enter, Target: "sitting", Serve: p.reopen},
		{Pattern: "GET " + given + "/print", Verb: enter, Target: "assignment", Serve: p.print},
		{Pattern: "GET " + given + "/pack", Verb: enter, Target: "assignment", Serve: p.pack},
		{Pattern: "GET " + given + "/media/{no}/{name...}", Verb: enter, Target: "assignment", Serve: p.assignmentMedia},
		{Pattern: "GET " + given + "/grid", Verb: enter, Target: "assignment", Serve: p.grid},
		{Pattern: "POST " + given + "/grid", Verb: enter, Target: "assignment", Serve: p.saveGrid, Limit: 4 << 20},
		{Pattern: "GET " + given + "/mark", Verb: mark, Target: "assignment", Serve: p.mark},
		{Pattern: "POST " + given + "/mark", Verb: mark, Target: "assignment", Serve: p.saveMarks},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

// pathID reads an id from the path; what is no id is not there.
func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return v, nil
}

func pathNo(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return 0, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return n, nil
}

func number(v url.Values, name string) int {
	n, err := strconv.Atoi(v.Get(name))
	if err != nil {
		return 0
	}
	return n
}

// refused reports an error that belongs on the form it came from.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unlawful, fault.Conflict, fault.TooLarge:
		return true
	}
	return false
}

func paperPath(p assess.PaperID, rest string) string { return "/teacher/papers/" + p.String() + rest }

func givenPath(a homework.AssignmentID, rest string) string {
	return "/teacher/assignments/" + a.String() + rest
}

// mediaUnder gives the addresses of pictures below a path.
func mediaUnder(base string) assess.Media {
	return func(no int, name string) string {
		return base + "/media/" + strconv.Itoa(no) + "/" + url.PathEscape(name)
	}
}

func (p *Pages) paperMedia(w http.ResponseWriter, r *http.Request) error {
	paper, err := pathID[assess.Paper](r, "paper")
	if err != nil {
		return err
	}
	no, err := pathNo(r)
	if err != nil {
		return err
	}
	f, mime, err := p.Assess.SheetPicture(r.Context(), actor(r), paper, no, r.PathValue("name"))
	if err != nil {
		return err
	}
	return sendPicture(w, r, f, mime)
}

func (p *Pages) assignmentMedia(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	no, err := pathNo(r)
	if err != nil {
		return err
	}
	f, mime, err := p.Assess.PaperPicture(r.Context(), id.As[assess.Paper](as.Paper), no, r.PathValue("name"))
	if err != nil {
		return err
	}
	return sendPicture(w, r, f, mime)
}

func sendPicture(w http.ResponseWriter, r *http.Request, f io.ReadSeekCloser, mime string) error {
	defer f.Close()
	w.Header().Set("Content-Type", mime)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// given is the assignment that the path names, for which org has been asked.
func (p *Pages) given(r *http.Request) (homework.Assignment, error) {
	as, err := pathID[homework.Assignment](r, "assignment")
	if err != nil {
		return homework.Assignment{}, err
	}
	return p.Homework.Assignment(r.Context(), actor(r), as)
}

// say is the flash after a change.
func say(w http.ResponseWriter, text string, args ...string) { ui.Say(w, ui.Success, text, args...) }
