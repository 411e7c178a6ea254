package workbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// part says which sheets a table is made from, and how.
type part struct {
	table string
	from  []string
}

// parts in the order in which tables can be stored. The problems of a sheet's rows are told with the first table that says so in tells.
var parts = []part{
	{oneroster.AcademicSessions, []string{SheetClasses}},
	{oneroster.Orgs, []string{SheetSchools}},
	{oneroster.Courses, []string{SheetSchools}},
	{oneroster.Classes, []string{SheetClasses}},
	{oneroster.Users, []string{SheetPupils, SheetTeachers, SheetGuardians}},
	{oneroster.Roles, []string{SheetPupils, SheetTeachers, SheetGuardians}},
	{oneroster.Demographics, []string{SheetPupils}},
	{oneroster.Enrollments, []string{SheetPupils, SheetTeachings}},
}

// tells is the table whose reading tells the problems of a sheet's rows.
var tells = map[string]string{SheetSchools: oneroster.Orgs, SheetClasses: oneroster.Classes, SheetPupils: oneroster.Users, SheetTeachers: oneroster.Users,
	SheetGuardians: oneroster.Users, SheetTeachings: oneroster.Enrollments}

// labels are the headings for the columns of the records, by sheet.
var labels = map[string]map[string]string{
	SheetSchools:   {"sourcedId": "学校代码", "identifier": "学校代码", "name": "学校名称"},
	SheetClasses:   {"sourcedId": "班号", "schoolSourcedId": "学校代码", "courseSourcedId": "学校代码", "termSourcedIds": "入学年份"},
	SheetPupils:    {"sourcedId": "学号", "username": "学号", "userIds": "学籍号", "primaryOrgSourcedId": "学校代码", "orgSourcedId": "学校代码", "classSourcedId": "班号", "schoolSourcedId": "学校代码", "userSourcedId": "学号"},
	SheetTeachers:  {"sourcedId": "工号", "username": "工号", "primaryOrgSourcedId": "学校代码", "orgSourcedId": "学校代码", "userSourcedId": "工号"},
	SheetTeachings: {"sourcedId": "工号", "userSourcedId": "工号", "classSourcedId": "班号", "schoolSourcedId": "学校代码"},
	SheetGuardians: {"sourcedId": "学生学号", "username": "手机", "primaryOrgSourcedId": "学校代码", "orgSourcedId": "学校代码", "userSourcedId": "学生学号"},
}

// maker turns the rows of one pass into records.
type maker struct {
	b     *Book
	ctx   context.Context //nolint:containedctx // of one call of Inspect
	table string
	fn    func(*oneroster.Record) error
	l     *line
	seen  map[string]bool // guardians that were yielded
}

// Each implements oneroster.Source.
func (b *Book) Each(ctx context.Context, table string, fn func(*oneroster.Record) error) error {
	return b.Inspect(ctx, table, func(r *oneroster.Record) error {
		if r.Broken {
			return nil
		}
		return fn(r)
	})
}

// Inspect implements oneroster.Source.
func (b *Book) Inspect(ctx context.Context, table string, fn func(*oneroster.Record) error) error {
	m := &maker{b: b, ctx: ctx, table: table, fn: fn, seen: map[string]bool{}}
	if table == oneroster.AcademicSessions {
		return m.sessions()
	}
	makers := map[string]func() error{SheetSchools: m.school, SheetClasses: m.class, SheetPupils: m.pupil, SheetTeachers: m.teacher,
		SheetTeachings: m.teaching, SheetGuardians: m.guardian}
	for _, p := range parts {
		if p.table != table {
			continue
		}
		for _, s := range p.from {
			err := b.walk(ctx, s, func(l *line) error {
				m.l = l
				return makers[s]()
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// give yields a record of the line. The line's problems go with the first record of the table that tells them, and alone when it has an error.
func (m *maker) give(id string, values map[string]string) error {
	r := oneroster.NewRecord("1.2", m.table, m.l.row, id, values)
	r.Sheet, r.Labels = m.l.sheet.name, labels[m.l.sheet.name]
	if tells[m.l.sheet.name] == m.table {
		r.Problems, m.l.bad = m.l.bad, nil
	}
	return m.fn(r)
}

// fail ends a line with an error: it is told once and makes no records.
func (m *maker) fail() (bool, error) {
	if !m.l.failed() {
		return false, nil
	}
	if tells[m.l.sheet.name] != m.table {
		return true, nil
	}
	r := oneroster.NewRecord("1.2", m.table, m.l.row, "", nil)
	r.Sheet, r.Broken, r.Problems = m.l.sheet.name, true, m.l.bad
	return true, m.fn(r)
}

// The ids. They are made from what a school cannot change without meaning somebody else.
func orgID(school string) string             { return "s-" + school }
func courseID(school string) string          { return "s-" + school + "-c" }
func sessionID(year int) string              { return "y-" + strconv.Itoa(year) }
func pupilID(school, code string) string     { return "s-" + school + "-p-" + code }
func teacherID(school, code string) string   { return "s-" + school + "-t-" + code }
func login(school, kind, code string) string { return strings.ToLower(school + "." + kind + code) }

func classID(k classKey) string {
	return fmt.Sprintf("s-%s-k-%s%d-%d", k.school, map[string]string{Primary: "p", Junior: "j", Senior: "s"}[k.stage], k.year, k.number)
}

// guardianID is the same for one name with one telephone number within a school (parents may share a telephone), else for one name and kinship
// of one pupil. It is a digest, so that the number does not stand in a key.
func guardianID(g Guardian) string {
	who := g.Phone + "\x00" + g.Name
	if g.Phone == "" {
		who = g.Pupil + "\x00" + g.Name + "\x00" + g.Relation
	}
	sum := sha256.Sum256([]byte("guardian\x00" + g.School + "\x00" + who))
	return "s-" + g.School + "-g-" + hex.EncodeToString(sum[:8])
}

func (m *maker) sessions() error {
	m.l = &line{sheet: layoutOf(SheetClasses)}
	for _, y := range slices.Sorted(maps.Keys(m.b.years)) {
		m.l.row = m.b.years[y]
		err := m.give(sessionID(y), map[string]string{"title": fmt.Sprintf("%d-%d学年", y, y+1), "type": "schoolYear", "startDate": fmt.Sprintf("%d-09-01", y),
			"endDate": fmt.Sprintf("%d-08-31", y+1), "schoolYear": strconv.Itoa(y + 1)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) school() error {
	s := m.l.school()
	if done, err := m.fail(); done {
		return err
	}
	if m.table == oneroster.Courses {
		return m.give(courseID(s.Code), map[string]string{"title": "行政班", "courseCode": "homeroom", "orgSourcedId": orgID(s.Code)})
	}
	return m.give(orgID(s.Code), map[string]string{"name": s.Name, "type": "school", "identifier": s.Code,
		"metadata.cn.short": s.Short, "metadata.cn.district": s.District, "metadata.cn.kind": s.Kind})
}

// entry is the grade in which a stage begins, as a code and in words.
func entry(stage string) (code, words string) {
	switch stage {
	case Junior:
		return "07", "七年级"
	case Senior:
		return "10", "高一"
	}
	return "01", "一年级"
}

func (m *maker) class() error {
	c := m.l.class()
	m.inSchool(c.School)
	if done, err := m.fail(); done {
		return err
	}
	grade, _ := entry(c.Stage)
	return m.give(classID(classKey{c.School, c.Stage, c.Year, c.Number}), map[string]string{"title": c.Title(), "grades": grade, "courseSourcedId": courseID(c.School),
		"classCode": fmt.Sprintf("%d%02d", c.Year, c.Number), "classType": "homeroom", "schoolSourcedId": orgID(c.School), "termSourcedIds": sessionID(c.Year),
		"metadata.cn.cohort": strconv.Itoa(c.Year), "metadata.cn.stage": c.Stage, "metadata.cn.number": strconv.Itoa(c.Number)})
}

// inSchool reports a school's code that the sheet 学校 does not have.
func (m *maker) inSchool(code string) {
	if code != "" && m.b.heads[SheetSchools] != nil && !m.b.schools[code] {
		m.l.say("学校代码", oneroster.CodeOrphan, oneroster.Error, "“学校”表里没有代码为 %s 的学校", code)
	}
}

// classOf finds the class that a row means, with or without its stage.
func (m *maker) classOf(k classKey) classKey {
	known := m.b.heads[SheetClasses] != nil
	if k.stage == "" {
		var found []string
		for _, s := range stages {
			if m.b.classes[classKey{k.school, s, k.year, k.number}] {
				found = append(found, s)
			}
		}
		if len(found) == 1 {
			k.stage = found[0]
			return k
		}
		if len(found) > 1 || !known {
			m.l.say("学段", oneroster.CodeFields, oneroster.Error, "分不清是哪个学段的班:请填“学段”")
			return k
		}
	}
	if known && !m.b.classes[k] && k.year > 0 && k.number > 0 {
		m.l.say("班号", oneroster.CodeOrphan, oneroster.Error, "“班级”表里没有%s %d 年入学的 %d 班", k.stage, k.year, k.number)
	}
	return k
}

func (m *maker) pupil() error {
	p := m.l.pupil()
	m.inSchool(p.School)
	k := m.classOf(classKey{p.School, p.Stage, p.Year, p.Number})
	if done, err := m.fail(); done {
		return err
	}
	id := pupilID(p.School, p.Code)
	switch m.table {
	case oneroster.Users:
		v := person(p.Name, login(p.School, "", p.Code), p.School)
		v["identifier"], v["agentSourcedIds"] = p.Code, strings.Join(slices.Sorted(slices.Values(m.b.links[id])), ",") // whatever the order of the sheet
		if p.Xueji != "" {
			v["userIds"] = "{xueji:" + p.Xueji + "}"
		}
		return m.give(id, v)
	case oneroster.Roles:
		return m.role(id, "student", p.School)
	case oneroster.Demographics:
		if p.Born == "" && p.Sex == "" {
			return nil
		}
		return m.give(id, map[string]string{"birthDate": p.Born, "sex": map[string]string{"男": "male", "女": "female"}[p.Sex]})
	}
	class := classID(k)
	return m.give(class+"-p-"+p.Code, map[string]string{"classSourcedId": class, "schoolSourcedId": orgID(p.School), "userSourcedId": id, "role": "student",
		"primary": "false", "metadata.cn.seat": p.Seat})
}

// person are the columns that all people have.
func person(name, login, school string) map[string]string {
	family, given := splitName(name)
	v := map[string]string{"enabledUser": "true", "username": login, "familyName": family, "givenName": given, "primaryOrgSourcedId": orgID(school)}
	if family == given {
		v["metadata.cn.name"] = name
	}
	return v
}

// splitName cuts a name into what OneRoster calls family and given name: a Chinese one after its family name, another at its last blank. Joined
// again as the writing does, they are the name. One without a blank stands in both.
func splitName(name string) (family, given string) {
	r := []rune(name)
	if !unicode.Is(unicode.Han, r[0]) {
		if i := strings.LastIndexByte(name, ' '); i > 0 {
			return name[i+1:], name[:i]
		}
		return name, name
	}
	n := 1
	if len(r) > 2 && slices.Contains(compound, string(r[:2])) {
		n = 2
	}
	return string(r[:n]), string(r[n:])
}

// compound are the commoner family names of two characters 复姓.
var compound = []string{"欧阳", "上官", "司马", "诸葛", "皇甫", "东方", "令狐", "尉迟", "公孙", "慕容", "司徒", "夏侯", "端木", "南宫", "长孙", "宇文", "轩辕", "独孤"}

func (m *maker) role(user, role, school string) error {
	return m.give(user+"-r", map[string]string{"userSourcedId": user, "roleType": "primary", "role": role, "orgSourcedId": orgID(school)})
}

// duties that are more than teaching.
func dutyRole(duty string) string {
	switch {
	case strings.Contains(duty, "校长") || duty == "园长" || duty == "书记":
		return "principal"
	case strings.Contains(duty, "教务") || strings.Contains(duty, "学籍"):
		return "siteAdministrator"
	}
	return "teacher"
}

func (m *maker) teacher() error {
	t := m.l.teacher()
	m.inSchool(t.School)
	if done, err := m.fail(); done {
		return err
	}
	id := teacherID(t.School, t.Code)
	if m.table == oneroster.Users {
		v := person(t.Name, login(t.School, "t", t.Code), t.School)
		v["identifier"], v["phone"], v["email"], v["metadata.cn.duty"] = t.Code, t.Phone, t.Email, t.Duty
		return m.give(id, v)
	}
	role := dutyRole(t.Duty)
	if err := m.role(id, role, t.School); err != nil || role == "teacher" {
		return err
	}
	return m.give(id+"-r2", map[string]string{"userSourcedId": id, "roleType": "secondary", "role": "teacher", "orgSourcedId": orgID(t.School)})
}

func (m *maker) teaching() error {
	t := m.l.teaching()
	m.inSchool(t.School)
	k := m.classOf(classKey{t.School, t.Stage, t.Year, t.Number})
	if done, err := m.fail(); done {
		return err
	}
	class := classID(k)
	return m.give(class+"-t-"+t.Teacher+"-"+t.Subject, map[string]string{"classSourcedId": class, "schoolSourcedId": orgID(t.School),
		"userSourcedId": teacherID(t.School, t.Teacher), "role": "teacher", "primary": strconv.FormatBool(t.Head), "metadata.cn.subject": t.Subject})
}

func (m *maker) guardian() error {
	g := m.l.guardian()
	m.inSchool(g.School)
	if g.Pupil != "" && m.b.heads[SheetPupils] != nil && !m.b.pupils[pupilID(g.School, g.Pupil)] {
		m.l.say("学生学号", oneroster.CodeOrphan, oneroster.Error, "“学生”表里没有学号为 %s 的学生", g.Pupil)
	}
	if done, err := m.fail(); done {
		return err
	}
	id := guardianID(g)
	if m.seen[id] {
		return nil
	}
	m.seen[id] = true
	if m.table == oneroster.Users {
		v := person(g.Name, login(g.School, "g", id[strings.LastIndexByte(id, '-')+1:]), g.School)
		v["phone"], v["metadata.cn.relation"] = g.Phone, g.Relation
		return m.give(id, v)
	}
	return m.role(id, relationRole(g.Relation), g.School)
}

// relationRole is the standard's role of a kinship.
func relationRole(relation string) string {
	for _, w := range []string{"父", "母", "爸", "妈"} {
		if strings.Contains(relation, w) && !strings.Contains(relation, "祖") && !strings.Contains(relation, "外") {
			return "parent"
		}
	}
	return "guardian"
}
