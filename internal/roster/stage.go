package roster

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// maxNotes is how many of the import's own findings of one code are kept; the count goes on.
const maxNotes = 1000

// notes gathers findings of the import's own rules.
type notes struct {
	count map[oneroster.Code]int
	list  []oneroster.Finding
	bad   bool
}

func (n *notes) add(sev oneroster.Severity, f oneroster.Finding) {
	if n.count == nil {
		n.count = map[oneroster.Code]int{}
	}
	f.Severity = sev
	n.bad = n.bad || sev == oneroster.Error
	if n.count[f.Code]++; n.count[f.Code] <= maxNotes {
		n.list = append(n.list, f)
	}
}

// counted counts a finding that is not in the list by add.
func (n *notes) counted(code oneroster.Code) {
	if n.count == nil {
		n.count = map[oneroster.Code]int{}
	}
	n.count[code]++
}

// stager reads a source once into the scratch file.
type stager struct {
	s       *Service
	id      ImportID
	to      *scratch
	wide    bool // who imports may give roles by hand as well
	version string
	rows    []staged
	people  []stagedPerson
	spare   struct { // being written
		rows   []staged
		people []stagedPerson
	}
	writing chan error
	now     *oneroster.Record // the one being staged
	notes   notes
	blind   func(string) []byte
	n       int64
	tick    func(n int64) error
}

// stage reads every table of the source that the import knows.
func (s *Service) stage(ctx context.Context, i Import, src oneroster.Source, to *scratch, tick func(n int64) error) (*stager, error) {
	st := &stager{s: s, id: i.ID, wide: i.Wide, to: to, version: src.Version(), tick: tick}
	var err error
	if st.blind, err = s.seal.Blinder(ctx, "roster.row"); err != nil {
		return nil, err
	}
	defer func() { _ = st.wait() }() // after an error nothing may go on writing
	for _, name := range src.Tables() {
		t, ok := tableNamed(name)
		if !ok {
			continue // userProfiles: nothing here comes of it
		}
		err := src.Each(ctx, name, func(r *oneroster.Record) error {
			st.take(t, r)
			return st.flush(ctx, perWrite)
		})
		if err != nil {
			return nil, fmt.Errorf("roster: read %s: %w", name, err)
		}
	}
	if err := st.flush(ctx, 1); err != nil {
		return nil, err
	}
	return st, st.wait()
}

// flush writes what has gathered when it is at least so much, while the next rows are read.
func (st *stager) flush(ctx context.Context, least int) error {
	if len(st.rows)+len(st.people) < least {
		return nil
	}
	st.n += int64(len(st.rows))
	if err := st.hide(ctx); err != nil {
		return err
	}
	if err := st.wait(); err != nil {
		return err
	}
	rows, people := st.rows, st.people
	st.rows, st.people = st.spare.rows[:0], st.spare.people[:0]
	st.spare.rows, st.spare.people = rows, people
	st.writing = make(chan error, 1)
	go func() { st.writing <- errors.Join(st.to.put(ctx, rows), st.to.putPeople(ctx, people)) }()
	return st.tick(st.n)
}

// wait waits until what was handed over is written.
func (st *stager) wait() error {
	if st.writing == nil {
		return nil
	}
	err := <-st.writing
	st.writing = nil
	return err
}

func (st *stager) take(t table, r *oneroster.Record) {
	st.now = r
	row := staged{tbl: t, sourced: r.ID, line: r.Line, state: active, kept: keptOf(t, r)}
	if r.Status == oneroster.ToBeDeleted {
		row.state = gone
	}
	if !r.Modified.IsZero() {
		row.modified = clock.At(r.Modified)
	}
	sum := r.Digest()
	row.digest = st.digest(string(sum[:]))
	if t == users {
		if bare, ok := withoutXueji(st.version, r); ok {
			sum := bare.Digest()
			row.digest = append(row.digest, st.digest(string(sum[:]))...)
		}
		st.user(&row, r)
	} else {
		for _, name := range fields[t] {
			row.values = append(row.values, r.Get(name))
		}
	}
	st.rows = append(st.rows, row)
	if row.state != active {
		return
	}
	switch t {
	case orgs:
		if r.Get("type") == "department" || r.Get("type") == "national" {
			st.note(oneroster.Warning, "type", oneroster.CodeVocabulary, "“部门”和“国家”不建成机构；属于它的人和班归到上一级")
		}
	case classes:
		w := classWords{title: r.Get("title"), code: r.Get("classCode"), kind: r.Get("classType"), grades: r.List("grades"), subject: r.Get("subjects")}
		w.outright(r.Metadata())
		_, field, complaint := classOf(w, st.s.org.Now(), st.s.org.Grades(), st.s.subject)
		if complaint != "" && (field != "subjects" || r.Get("courseSourcedId") == "") {
			st.note(oneroster.Warning, field, oneroster.CodeVocabulary, complaint)
		}
	case roles:
		st.role(r.Get("userSourcedId"), r.Get("role"), r.Get("orgSourcedId"), r.Get("roleType") == "primary")
	case enrollments:
		if role := r.Get("role"); role != "student" && role != "teacher" && role != "aide" {
			st.note(oneroster.Warning, "role", oneroster.CodeVocabulary, "班里的这种身份没有对应的权限，未给")
		}
	}
}

// note finds something about the record that is being staged, in the words of its file. It repeats no value: the file says it.
func (st *stager) note(sev oneroster.Severity, field string, code oneroster.Code, message string) {
	r := st.now
	if label := r.Labels[field]; label != "" {
		field = label
	}
	f := oneroster.Finding{File: r.Sheet, Line: r.Line, ID: r.ID, Field: field, Code: code, Message: message}
	if f.File == "" {
		f.File = r.Table
	}
	st.notes.add(sev, f)
}

// role notes what a role says of a person, and what becomes of nothing.
func (st *stager) role(user, role, at string, primary bool) {
	p := stagedPerson{sourced: user, pupil: role == "student", guardian: guards(role)}
	if primary {
		p.home = at
	}
	st.people = append(st.people, p)
	rule, known := rolesAt[role]
	switch {
	case !known:
		st.note(oneroster.Warning, "role", oneroster.CodeVocabulary, "没有对应的身份，未给权限")
	case rule.why != "":
		st.note(oneroster.Warning, "role", oneroster.CodeVocabulary, rule.why)
	case rule.wide && !st.wide:
		st.note(oneroster.Warning, "role", oneroster.CodeVocabulary, "校长、教务、局领导等身份由校长或安全管理员单独给出，导入时不给")
	}
}

// user stages a person, and the rows made from a person's lists: agents, and in version 1.1 the roles.
func (st *stager) user(row *staged, r *oneroster.Record) {
	name := org.CleanName(r.Metadata()[wholeName])
	if name == "" {
		name = fullName(r.Get("familyName"), r.Get("givenName"), r.Get("middleName"))
	}
	if clipped := clip(name, org.NameMax); clipped != name {
		name = clipped
		st.note(oneroster.Warning, "givenName", oneroster.CodeRange, "姓名超过60个字，已截短")
	}
	if name == "" && row.state == active {
		st.note(oneroster.Error, "givenName", oneroster.CodeFields, "姓名是空的，或只有看不见的字符；请填写")
	}
	if row.state == active && org.HoldsIdentity(name) {
		st.note(oneroster.Error, "givenName", oneroster.CodeFields, "姓名里有像身份证号或学籍号的数字；请改正")
	}
	number := r.Get("identifier")
	if org.IdentityNumber(number) {
		number = ""
		st.note(oneroster.Warning, "identifier", oneroster.CodeUsername, "identifier 像身份证号或学籍号，没有保存；请改用学号或工号")
	}
	if row.kept != "" {
		row.kept = scrub(row.kept)
	}
	login, other := st.login(row, r.Get("username"), number), ""
	if r.Labels != nil && login != "" && login != number && authn.ValidLogin(number) == nil { // our workbook: the number is what people know
		login, other = number, login
	}
	home, homes := r.Get("primaryOrgSourcedId"), r.List("orgSourcedIds")
	if home == "" && len(homes) > 0 {
		home = homes[0]
	}
	phone := r.Get("phone")
	if phone == "" {
		phone = r.Get("sms")
	}
	phone = st.noIdentity("phone", phone)
	email := st.noIdentity("email", r.Get("email"))
	pinyin := st.noIdentity("metadata.cn.pinyin", org.CleanName(r.Metadata()["metadata.cn.pinyin"]))
	xueji := ""
	if row.state == active {
		xueji = xuejiOf(r.Get("userIds"))
	}
	row.values = []string{name, login, r.Get("enabledUser"), home, clip(number, 32), clip(email, 120), clip(phone, 32),
		clip(pinyin, 120), xueji, other}
	if row.state != active {
		return
	}
	if role := r.Get("role"); role != "" { // 1.1
		for i, at := range homes {
			st.made(roleOf, row, strings.Join([]string{r.ID, at, role}, us), []string{r.ID, role, "", "", at})
			if i == 0 {
				st.role(r.ID, role, at, true)
			}
		}
	}
	for _, agent := range r.List("agentSourcedIds") {
		st.made(linkOf, row, r.ID+us+agent, []string{r.ID, agent})
	}
}

// noIdentity is a value, or nothing when a number of the State stands in it.
func (st *stager) noIdentity(field, v string) string {
	if !org.HoldsIdentity(v) {
		return v
	}
	st.note(oneroster.Warning, field, oneroster.CodeFields, "这一格像身份证号或学籍号，没有保存")
	return ""
}

// login is the name to sign in with: the user name, else the number; "" when neither can be one.
func (st *stager) login(row *staged, username, number string) string {
	if authn.ValidLogin(username) == nil {
		return username
	}
	if row.state != active {
		return ""
	}
	if org.IdentityNumber(username) {
		st.note(oneroster.Error, "username", oneroster.CodeUsername, "身份证号和学籍号不能做登录名；请改用学号、工号或另取的名字")
		return ""
	}
	if authn.ValidLogin(number) == nil {
		st.note(oneroster.Warning, "username", oneroster.CodeUsername, "登录名只能用字母、数字和 . _ - @；已改用学号或工号")
		return number
	}
	st.note(oneroster.Warning, "username", oneroster.CodeUsername, "登录名只能用字母、数字和 . _ - @；这个人暂时没有登录名")
	return ""
}

// made stages a row that stands in a list of another.
func (st *stager) made(t table, of *staged, key string, values []string) {
	st.rows = append(st.rows, staged{tbl: t, sourced: key, line: of.line, state: active, modified: of.modified, values: values, digest: st.digest(key)})
}

// digestSize is the length of a digest in bytes.
const digestSize = 16

// digest is made under the installation's key: without it, whoever knows a row but for the pupil number could find the number
// by trying.
func (st *stager) digest(what string) []byte { return st.blind(what)[:digestSize:digestSize] }

// withoutXueji is a row as it would be without its pupil number 学籍号, if it has one. No export has the number, and a list without
// it takes nobody's number away: it is the same row.
func withoutXueji(version string, r *oneroster.Record) (*oneroster.Record, bool) {
	ids := r.Get("userIds")
	if xuejiOf(ids) == "" {
		return nil, false
	}
	values := maps.Collect(r.Values())
	if values["userIds"] = otherIDs(ids); values["userIds"] == "" {
		delete(values, "userIds")
	}
	maps.Copy(values, r.Metadata())
	return oneroster.NewRecord(version, r.Table, r.Line, r.ID, values), true
}

// hide seals the pupil numbers of rows that are about to be written, under a key of this import: it is destroyed with the import, and
// a scratch file that is left behind says nothing.
func (st *stager) hide(ctx context.Context) error {
	var who []int
	for i := range st.rows {
		if st.rows[i].tbl == users && st.rows[i].values[xuejiAt] != "" {
			who = append(who, i)
		}
	}
	if len(who) == 0 {
		return nil
	}
	texts := make([]seal.Text, len(who))
	for k, i := range who {
		texts[k] = seal.Text{Person: id.As[any](st.id), Text: st.rows[i].values[xuejiAt]}
	}
	var sealed [][]byte
	err := st.s.core.Bulk(ctx, func(tx *db.Tx) (err error) {
		sealed, err = st.s.seal.SealMany(tx, texts)
		return err
	})
	for k, b := range sealed {
		st.rows[who[k]].values[xuejiAt] = base64.RawStdEncoding.EncodeToString(b)
	}
	return err
}

// scrub takes out of kept columns what looks like an identity number, whatever the column is called.
func scrub(kept string) string {
	m := keptMap(kept)
	for name, v := range m {
		if org.HoldsIdentity(v) {
			delete(m, name)
		}
	}
	return keptText(m)
}
