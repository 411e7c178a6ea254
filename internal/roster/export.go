package roster

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
)

const (
	selSourceAt db.SQL = `-- unscoped: the caller has asked at the unit of the roster
SELECT id FROM roster_source WHERE owner = ? AND name = ''`
	selRowsOf db.SQL = `-- unscoped: the import's own source
SELECT ` + rowColumns + ` WHERE our IN @ids AND tbl < 9 AND source = ? AND tbl = ? AND state <> 0`
)

// exporter writes one workbook. What only the workbook says (a duty, a kinship, the name of a class as it was typed) is taken from the
// rows that the unit's own imports left, so that the file comes back without a difference.
type exporter struct {
	s      *Service
	ctx    context.Context //nolint:containedctx // of one call of Export
	a      *org.Actor
	source int64 // 0: nothing was ever imported at the unit
	at     clock.Micros
	w      *workbook.Writer
}

// Export writes the people of a unit as they are now in the layout of our workbook: its schools (itself, or all below an area), their
// homerooms, and who is in them. It holds neither national pupil numbers 学籍号 nor identity numbers nor logins, and no cell that a
// table program would run. Who has no 工号 cannot stand in the workbook and is left out; teaching classes 教学班 have no sheet.
// Verb people.read at the unit; the look is recorded.
func (s *Service) Export(ctx context.Context, a *org.Actor, unit org.UnitID, to io.Writer) error {
	if err := s.org.Must(ctx, a, org.PeopleRead, id.As[any](unit)); err != nil {
		return err
	}
	u, err := s.org.Unit(ctx, unit)
	if err != nil {
		return err
	}
	schools := []org.Unit{u}
	if !u.Kind.Teaches() {
		if schools, err = s.org.UnitsBelow(ctx, u.Node()); err != nil {
			return err
		}
	}
	e := &exporter{s: s, ctx: ctx, a: a, at: s.now()}
	e.source, err = db.One(s.core.Reader(ctx), selSourceAt, db.Value[int64], unit)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	if e.w, err = workbook.NewWriter(); err != nil {
		return err
	}
	for _, school := range schools {
		if !school.Kind.Teaches() || school.Until <= e.at {
			continue
		}
		if err := e.school(school); err != nil {
			return errors.Join(err, e.w.Finish(io.Discard)) // lets go of its temporary files
		}
	}
	return e.w.Finish(to)
}

// Template writes the empty workbook with its instructions.
func Template(to io.Writer) error { return workbook.Template(to) }

// rows are what the unit's imports hold of our things of one table.
func (e *exporter) rows(t table, ours []id.Any) (map[id.Any]stored, error) {
	out := map[id.Any]stored{}
	if e.source == 0 || len(ours) == 0 {
		return out, nil
	}
	err := db.Each(e.s.core.Reader(e.ctx), selRowsOf, func(r db.Row) error {
		v, err := scanStored(r)
		out[v.our] = v
		return err
	}, db.IDs(ours), e.source, int(t))
	return out, err
}

// school writes one school with everything in it.
func (e *exporter) school(u org.Unit) error {
	row := workbook.School{Name: u.Name, Code: u.Code, Short: u.Short}
	had, err := e.rows(orgs, []id.Any{u.Node()})
	if err != nil {
		return err
	}
	if o, ok := had[u.Node()]; ok {
		said := keptMap(o.kept)
		row.District, row.Kind = said["metadata.cn.district"], said["metadata.cn.kind"]
		row.Short = firstOfTexts(row.Short, said["metadata.cn.short"])
		if code, ok := strings.CutPrefix(o.sourced, "s-"); ok && code != u.Code { // a list that writes the code differently keeps its own
			ours, err := e.s.rows(e.ctx, e.source, courses, []string{o.sourced + "-c"})
			if err != nil {
				return err
			}
			if len(ours) > 0 {
				row.Code = code
			}
		}
	} else {
		up, err := e.s.org.Parents(e.ctx, u.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(up, func(p org.Unit) bool { return p.Kind == org.District }); i >= 0 {
			row.District = up[i].Name
		}
	}
	e.w.School(row)
	classes, err := e.classes(row.Code, u.ID)
	if err != nil {
		return err
	}
	seen := map[org.PersonID]bool{}
	for _, c := range classes {
		if err := e.pupils(c, seen); err != nil {
			return err
		}
	}
	return e.staff(row.Code, u.ID, classes)
}

// homeroom is a class with its row.
type homeroom struct {
	org.Class
	row workbook.Class
}

var stageWords = map[string]string{org.Primary: workbook.Primary, org.Junior: workbook.Junior, org.Senior: workbook.Senior}

func (e *exporter) classes(code string, unit org.UnitID) ([]homeroom, error) {
	all, err := e.s.org.ClassesAt(e.ctx, unit)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c org.Class) bool { return c.Kind != org.AdminClass })
	ours := make([]id.Any, len(all))
	for i, c := range all {
		ours[i] = c.Node()
	}
	had, err := e.rows(classes, ours)
	if err != nil {
		return nil, err
	}
	out := make([]homeroom, len(all))
	for i, c := range all {
		row := workbook.Class{School: code, Stage: stageWords[c.Stage], Year: c.Cohort, Number: c.Number, Name: c.Name}
		if o, ok := had[c.Node()]; ok {
			said := keptMap(o.kept)
			w := classWords{title: said["title"], kind: said["classType"]}
			w.outright(said)
			if was, _, _ := classOf(w, e.at, e.s.org.Grades(), e.s.subject); was.Name == c.Name {
				if row.Name = w.title; row.Name == (workbook.Class{Stage: row.Stage, Number: row.Number}).Title() {
					row.Name = ""
				}
			}
		}
		e.w.Class(row)
		out[i] = homeroom{c, row}
	}
	return out, nil
}

// pupils writes the register of a class, and the guardians beside it. Somebody in two homerooms stands in the first.
func (e *exporter) pupils(c homeroom, seen map[org.PersonID]bool) error {
	all, err := e.s.org.Roster(e.ctx, c.ID, e.at)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(p org.Enrolled) bool { return seen[p.Person] })
	who := make([]org.PersonID, len(all))
	for i, p := range all {
		who[i], seen[p.Person] = p.Person, true
	}
	profiles, err := e.s.org.Profiles(e.ctx, who)
	if err != nil {
		return err
	}
	codes, keys := map[org.PersonID]string{}, make([]string, len(all))
	for i, p := range all {
		codes[p.Person] = firstOfTexts(profiles[p.Person].Number, p.Number)
		keys[i] = c.row.ID() + "-p-" + codes[p.Person]
	}
	had, err := e.s.rows(e.ctx, e.source, enrollments, keys)
	if err != nil {
		return err
	}
	for i, p := range all {
		v, code := profiles[p.Person], codes[p.Person]
		seat := p.Number
		if o, ok := had[keys[i]]; ok && keptMap(o.kept)["metadata.cn.seat"] == "" && seat == code || !ok && seat == code || len([]rune(seat)) > 8 {
			seat = ""
		}
		e.w.Pupil(workbook.Pupil{School: c.row.School, Stage: c.row.Stage, Year: c.Cohort, Number: c.Number, Name: p.Name, Code: code, Seat: seat,
			Sex: map[string]string{"1": "男", "2": "女"}[v.Sex], Born: v.Born})
	}
	return e.guardians(c, who, codes)
}

func (e *exporter) guardians(c homeroom, pupils []org.PersonID, codes map[org.PersonID]string) error {
	links, err := e.s.org.GuardiansOf(e.ctx, pupils, e.at)
	if err != nil || len(links) == 0 {
		return err
	}
	who, ours := make([]org.PersonID, len(links)), make([]id.Any, len(links))
	for i, l := range links {
		who[i], ours[i] = l.Guardian, id.As[any](l.Guardian)
	}
	names, err := e.s.org.Names(e.ctx, who)
	if err != nil {
		return err
	}
	profiles, err := e.s.org.Profiles(e.ctx, who)
	if err != nil {
		return err
	}
	had, err := e.rows(users, ours)
	if err != nil {
		return err
	}
	slices.SortStableFunc(links, func(a, b org.Ward) int { return cmp.Compare(codes[a.Child], codes[b.Child]) })
	for _, l := range links {
		e.w.Guardian(workbook.Guardian{School: c.row.School, Pupil: codes[l.Child], Name: names[l.Guardian], Phone: profiles[l.Guardian].Phone,
			Relation: keptMap(had[id.As[any](l.Guardian)].kept)["metadata.cn.relation"]})
	}
	return nil
}

// employed are the roles of people who work at the school. Whoever only helps there, or looks in from outside, is not in its list.
var employed = map[org.Role]bool{org.SchoolLeader: true, org.Registrar: true, org.Teacher: true, org.Teaching: true, org.ClassTeacher: true, org.ResearchHead: true}

// staff writes who works at the school, a page at a time, and what they teach.
func (e *exporter) staff(code string, unit org.UnitID, classes []homeroom) error {
	at := make(map[org.Node]homeroom, len(classes))
	taught := map[id.Any]stored{} // by the role that the row became
	for _, c := range classes {
		at[c.Node()] = c
		if e.source == 0 {
			continue
		}
		lo := c.row.ID() + "-t-"
		rows, err := db.All(e.s.core.Reader(e.ctx), selRowBetween, scanStored, e.source, int(enrollments), lo, lo+"\U0010FFFF")
		if err != nil {
			return err
		}
		for _, o := range rows {
			if o.state == active && !o.our.IsZero() {
				taught[o.our] = o
			}
		}
	}
	after := org.PersonID{}
	for {
		page, err := e.s.org.StaffOf(e.ctx, e.a, org.PeopleRead, unit, "", after, db.SliceRows)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := e.staffPage(code, page, at, taught); err != nil {
			return err
		}
		after = page[len(page)-1].ID
	}
}

func (e *exporter) staffPage(code string, page []org.Listed, at map[org.Node]homeroom, taught map[id.Any]stored) error {
	who, ours := make([]org.PersonID, len(page)), make([]id.Any, len(page))
	for i, p := range page {
		who[i], ours[i] = p.ID, id.As[any](p.ID)
	}
	profiles, err := e.s.org.Profiles(e.ctx, who)
	if err != nil {
		return err
	}
	had, err := e.rows(users, ours)
	if err != nil {
		return err
	}
	for i, p := range page {
		o, known := had[ours[i]]
		if p.Number == "" || !known && !slices.ContainsFunc(p.Posts, func(h org.Post) bool { return employed[h.Role] }) {
			continue
		}
		v := profiles[p.ID]
		duty := dutyOf(p.Posts)
		if known {
			duty = keptMap(o.kept)["metadata.cn.duty"]
		}
		e.w.Teacher(workbook.Teacher{School: code, Name: p.Name, Code: p.Number, Phone: v.Phone, Email: v.Email, Duty: duty})
		e.teachings(code, p, at, taught)
	}
	return nil
}

// dutyOf is the duty that gives the same roles again.
func dutyOf(posts []org.Post) string {
	holds := func(r org.Role) bool { return slices.ContainsFunc(posts, func(h org.Post) bool { return h.Role == r }) }
	switch {
	case holds(org.SchoolLeader):
		return "校长"
	case holds(org.Registrar):
		return "教务"
	}
	return "教师"
}

// teachings writes a row for each subject in each homeroom. A class teacher 班主任 who teaches nothing there has a row without a subject.
func (e *exporter) teachings(code string, p org.Listed, at map[org.Node]homeroom, taught map[id.Any]stored) {
	rows := map[org.Node][]workbook.Teaching{}
	var order []org.Node
	head := map[org.Node]bool{}
	for _, h := range p.Posts {
		c, here := at[h.Node]
		if !here || h.Role != org.Teaching && h.Role != org.ClassTeacher {
			continue
		}
		if rows[h.Node] == nil && !head[h.Node] {
			order = append(order, h.Node)
		}
		if h.Role == org.ClassTeacher {
			head[h.Node] = true
			continue
		}
		row := workbook.Teaching{School: code, Teacher: p.Number, Stage: c.row.Stage, Year: c.Cohort, Number: c.Number, Subject: e.s.subjectName(h.Subject)}
		if o, ok := taught[id.As[any](h.ID)]; ok {
			said := keptMap(o.kept)
			row.Head = said["primary"] == "true"
			if e.s.subject(said["metadata.cn.subject"]) == h.Subject {
				row.Subject = said["metadata.cn.subject"]
			}
		}
		rows[h.Node] = append(rows[h.Node], row)
	}
	for _, n := range order {
		c, list := at[n], rows[n]
		if head[n] && !slices.ContainsFunc(list, func(t workbook.Teaching) bool { return t.Head }) {
			if len(list) == 0 {
				list = append(list, workbook.Teaching{School: code, Teacher: p.Number, Stage: c.row.Stage, Year: c.Cohort, Number: c.Number})
			}
			list[0].Head = true
		}
		for _, t := range list {
			if t.Head = t.Head && head[n]; t.Head || t.Subject != "" {
				e.w.Teaching(t)
			}
		}
	}
}
