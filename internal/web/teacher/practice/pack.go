package practice

import (
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// maxSpare bounds the blank copies of a pack: for whoever came after it was given, or spilt ink.
const maxSpare = 20

// packView is the paper pack 纸质包 of an assignment: a cover for the teacher, a copy a pupil, spare copies, and the collecting sheet from
// which the answers are typed in. Names are left out on request: a pile of copies that lies about then names nobody.
type packView struct {
	homework.Assignment
	ClassName, SubjectName string
	Names                  bool
	Spare                  int
	Pupils                 []org.Enrolled
	Lines                  []assess.Line
	Media                  assess.Media
}

// copies are those of the pupils and then the spare ones, which belong to nobody.
func (v packView) copies() []org.Enrolled {
	return append(append([]org.Enrolled{}, v.Pupils...), make([]org.Enrolled, v.Spare)...)
}

func (v packView) href(names bool) string {
	s := givenPath(v.ID, "/pack?spare="+strconv.Itoa(v.Spare))
	if !names {
		s += "&names=0"
	}
	return s
}

func (p *Pages) pack(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	ctx, q := r.Context(), r.URL.Query()
	v := packView{Assignment: as, SubjectName: p.subject(ctx, as.Subject), Names: q.Get("names") != "0", Spare: 1, Media: mediaUnder(givenPath(as.ID, ""))}
	if q.Has("spare") {
		v.Spare = min(max(number(q, "spare"), 0), maxSpare)
	}
	if v.ClassName, err = p.className(ctx, as.Class); err != nil {
		return err
	}
	if v.Lines, err = p.Assess.PaperLines(ctx, id.As[assess.Paper](as.Paper)); err != nil {
		return err
	}
	people, err := p.people(ctx, as)
	if err != nil {
		return err
	}
	progress, err := p.Assess.Progress(ctx, actor(r), id.As[any](as.ID))
	if err != nil {
		return err
	}
	has := map[org.PersonID]bool{}
	for _, one := range progress {
		has[one.Person] = true
	}
	for _, who := range people {
		if has[who.Person] { // who came later has no sitting to type answers into, and gets a spare copy
			v.Pupils = append(v.Pupils, who)
		}
	}
	return ui.Render(w, r, http.StatusOK, packPage(v))
}
