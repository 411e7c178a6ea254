package oneroster

import (
	"context"
	"fmt"
	"strings"
)

// relate checks that what a record refers to is there.
func (c *checker) relate(r *Record, _ uint64) {
	for i := range r.spec.columns {
		col := &r.spec.columns[i]
		v := r.values[i]
		if v == "" || col.to == "" {
			continue
		}
		if col.kind == ref {
			c.refer(r, col, v)
			continue
		}
		for part := range strings.SplitSeq(v, ",") {
			c.refer(r, col, part)
		}
	}
	if r.Table == Demographics { // whose sourcedId is the person's
		c.refer(r, &column{name: "sourcedId", to: Users}, r.ID)
	}
}

func (c *checker) refer(r *Record, col *column, id string) {
	x := c.table(col.to)
	if x.has(c.hash(id)) {
		return
	}
	switch {
	case x.whole:
		c.notes.add(r.finding(col.name, CodeOrphan, Error, fmt.Sprintf("%s 里没有编号为“%s”的记录", tableName(col.to), clip(id))))
	case c.src.Mode(r.Table) == Bulk && c.src.Mode(col.to) == Absent && !c.faulty(col.to) && !x.none[r.Table+col.name]:
		x.none[r.Table+col.name] = true
		c.notes.add(r.finding(col.name, CodeOrphan, Warning, fmt.Sprintf("文件集里没有 %s,无法核对 %s;导入时按已有的数据核对", tableName(col.to), col.name)))
	}
}

// faulty reports whether a table's file itself was already reported.
func (c *checker) faulty(table string) bool {
	for _, f := range c.src.Findings() {
		if strings.EqualFold(f.File, table) && f.Severity == Error {
			return true
		}
	}
	return false
}

// tableName is the table's name with what it is called in Chinese.
func tableName(table string) string {
	switch table {
	case AcademicSessions:
		return "academicSessions(学期)"
	case Orgs:
		return "orgs(机构)"
	case Courses:
		return "courses(课程)"
	case Classes:
		return "classes(班级)"
	case Users:
		return "users(人员)"
	case UserProfiles:
		return "userProfiles(账号)"
	}
	return table
}

// special checks the rules of single tables.
func (c *checker) special(r *Record, h uint64, row uint32) {
	switch r.Table {
	case Classes:
		c.schoolOf[h] = c.hash(r.Get("schoolSourcedId"))
	case Users:
		name := strings.ToLower(r.Get("username"))
		if name == "" {
			return
		}
		n := c.hash(name)
		if line, ok := c.logins[n]; ok {
			c.notes.add(r.finding("username", CodeUsername, Error, fmt.Sprintf("登录名和第 %d 行的重复(不分大小写)", line)))
			return
		}
		c.logins[n] = uint32(r.Line) //nolint:gosec // lines of a file
	case Roles:
		c.role(r, row)
	case Enrollments:
		school, known := c.schoolOf[c.hash(r.Get("classSourcedId"))]
		if s := r.Get("schoolSourcedId"); known && s != "" && c.hash(s) != school {
			c.notes.add(r.finding("schoolSourcedId", CodeSchool, Error, "这条任课或在班记录的学校,和班级所属的学校不是同一所"))
		}
		if r.Get("primary") == "true" && r.Get("role") == "student" {
			c.notes.add(r.finding("primary", CodePrimary, Warning, "primary 只用于教师;学生的应是 false"))
		}
	}
}

// role counts a person's primary roles. The standard wants one for each organisation; a second one at another organisation is refused as well,
// since accounts, statistics and quotas need one home 主岗: where a person only also works is "secondary".
func (c *checker) role(r *Record, row uint32) {
	user := c.hash(r.Get("userSourcedId"))
	p, ok := c.posts[user]
	if !ok {
		p.role = entry{row, uint32(r.Line)} //nolint:gosec // lines of a file
	}
	switch r.Get("roleType") {
	case "secondary":
	case "primary":
		if p.primaries++; p.primaries == 2 {
			c.notes.add(r.finding("roleType", CodePrimary, Error, "这个人已经有一个主要(primary)身份;其余的应是 secondary"))
		}
	default: // reported as a blank or a wrong word
		p.primaries = max(p.primaries, 1)
	}
	c.posts[user] = p
}

// withoutPrimary reports people without a primary role, after a bulk file of roles.
func (c *checker) withoutPrimary(ctx context.Context) error {
	if c.src.Mode(Roles) != Bulk {
		return nil
	}
	bad := map[uint32]bool{}
	for _, p := range c.posts {
		if p.primaries == 0 {
			bad[p.role.row] = true
		}
	}
	if len(bad) > 0 {
		row := uint32(0)
		err := c.src.Inspect(ctx, Roles, func(r *Record) error {
			if row++; bad[row] {
				c.notes.add(r.finding("roleType", CodePrimary, Error, "这个人没有主要(primary)身份:要有且只有一个"))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if c.src.Mode(Users) != Bulk {
		return nil
	}
	return c.withoutRole(ctx)
}

// withoutRole reports people who have no role at all.
func (c *checker) withoutRole(ctx context.Context) error {
	missing := false
	for h := range c.table(Users).at {
		if _, ok := c.posts[h]; !ok {
			missing = true
			break
		}
	}
	if !missing {
		return nil
	}
	return c.src.Each(ctx, Users, func(r *Record) error {
		if _, ok := c.posts[c.hash(r.ID)]; !ok && r.Status == Active {
			c.notes.add(r.finding("sourcedId", CodePrimary, Error, "roles.csv 里没有这个人的身份:每个人要有且只有一个主要(primary)身份"))
		}
		return nil
	})
}

// cycles reports every record of a tree that is its own ancestor.
func (c *checker) cycles(ctx context.Context, table string) error {
	const (
		open = 1
		done = 2
	)
	mark := map[uint64]uint8{}
	inCycle := map[uint64]bool{}
	for h := range c.parents {
		var path []uint64
		at, ok := h, true
		for ok && mark[at] == 0 {
			mark[at] = open
			path = append(path, at)
			at, ok = c.parents[at]
		}
		if ok && mark[at] == open {
			for i := len(path) - 1; i >= 0; i-- {
				inCycle[path[i]] = true
				if path[i] == at {
					break
				}
			}
		}
		for _, p := range path {
			mark[p] = done
		}
	}
	if len(inCycle) == 0 {
		return nil
	}
	return c.src.Each(ctx, table, func(r *Record) error {
		if inCycle[c.hash(r.ID)] {
			c.notes.add(r.finding("parentSourcedId", CodeCycle, Error, "上级绕成了一个圈:从这条记录往上走会回到它自己"))
		}
		return nil
	})
}
