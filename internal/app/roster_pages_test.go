package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const ruralCode = "120119-01" // 山前中学 of the demonstration

// staffBook is a workbook of the school with so many new teachers and pupils, and what else is wanted.
func staffBook(t *testing.T, teachers, pupils int, more func(w *workbook.Writer)) []byte {
	t.Helper()
	w, err := workbook.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	w.School(workbook.School{Name: "蓟州区山前中学", Code: ruralCode, Kind: "初级中学"})
	w.Class(workbook.Class{School: ruralCode, Stage: workbook.Junior, Year: 2026, Number: 9})
	for i := range teachers {
		w.Teacher(workbook.Teacher{School: ruralCode, Name: fmt.Sprintf("新老师%d", i), Code: fmt.Sprintf("XT%02d", i)})
	}
	for i := range pupils {
		w.Pupil(workbook.Pupil{School: ruralCode, Stage: workbook.Junior, Year: 2026, Number: 9, Name: fmt.Sprintf("新同学%d", i), Code: fmt.Sprintf("XS%03d", i), Seat: fmt.Sprint(i + 1)})
	}
	if more != nil {
		more(w)
	}
	var b bytes.Buffer
	if err := w.Finish(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// send uploads a file.
func (v *visitor) send(path, name string, file []byte) *httptest.ResponseRecorder {
	v.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("idem", "x")
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = f.Write(file)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	v.app.Mux.ServeHTTP(rec, r)
	return rec
}

func drain(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Jobs.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

var (
	uploadTo  = regexp.MustCompile(`action="(/school/roster/[0-9a-f-]{36})"`)
	importRef = regexp.MustCompile(`/school/roster/[0-9a-f-]{36}`)
)

// bring uploads a file and returns the page of the import after its check.
func (v *visitor) bring(to, name string, file []byte) (address, page string) {
	v.t.Helper()
	rec := v.send(to, name, file)
	if rec.Code != http.StatusSeeOther {
		v.t.Fatalf("upload of %s: %d %s", name, rec.Code, rec.Body)
	}
	address = rec.Header().Get("Location")
	if body := v.do("GET", address, nil).Body.String(); !strings.Contains(body, `hx-get="`+address+`/progress"`) {
		v.t.Error("the page does not ask again while the check waits")
	}
	drain(v.t, v.app)
	return address, v.text(address)
}

func (v *visitor) text(path string) string {
	v.t.Helper()
	rec := v.do("GET", path, nil)
	if rec.Code != http.StatusOK {
		v.t.Fatalf("%s: %d", path, rec.Code)
	}
	return rec.Body.String()
}

// has fails when a page lacks one of the words.
func has(t *testing.T, what, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("%s: %q is not on the page", what, w)
		}
	}
}

const countImports db.SQL = `-- unscoped: a test counts what was written
SELECT COUNT(*) FROM roster_import`

func imports(t *testing.T, a *app.App) int64 {
	t.Helper()
	n, err := db.One(a.Core.Reader(context.Background()), countImports, db.Value[int64])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRosterPages is a registrar's way: the template, a file, its difference, applying it, the same file again, too many removals,
// and a difference that is overtaken.
func TestRosterPages(t *testing.T) {
	a, in := demo(t)
	v := in("jiaowu")
	list := v.text("/school/roster")
	to := uploadTo.FindStringSubmatch(list)
	if to == nil {
		t.Fatal("no form for a file")
	}
	has(t, "the empty list", list, "还没有导入过名册", "身份证号一律不收", "最大 128 MB")
	for _, path := range []string{"/school/roster/download/template", strings.Replace(to[1], "/roster/", "/roster/download/people/", 1)} {
		rec := v.do("GET", path, nil)
		if _, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len())); err != nil || rec.Code != http.StatusOK || !strings.Contains(rec.Header().Get("Content-Disposition"), ".xlsx") {
			t.Errorf("%s: %d %v", path, rec.Code, err)
		}
	}

	book := staffBook(t, 3, 24, nil)
	first, page := v.bring(to[1], "山前中学<b>.xlsx", book)
	has(t, "the difference", page, "通过了检查，还没有保存", "人员（学生、教师、家长）", "山前中学&lt;b&gt;.xlsx", first+"/apply")
	has(t, "the rows behind a number", v.text(first+"/changes?table=users&kind=added"), "新同学3", "新老师2")
	if strings.Contains(v.text("/school/people?tab=staff"), "新老师0") {
		t.Error("somebody is there before the import was applied")
	}
	older, _ := v.bring(to[1], "b.xlsx", staffBook(t, 2, 24, nil))
	if rec := v.do("POST", first+"/apply", nil); rec.Code != http.StatusSeeOther {
		t.Fatal("apply:", rec.Code, rec.Body)
	}
	has(t, "while it runs", v.text(first), `hx-get="`+first+`/progress"`, "正在保存")
	drain(t, a)
	has(t, "the end", v.text(first), "已经保存", "/school/slips?unit=", "/school/people?unit=", "访问清单")
	has(t, "the staff", v.text("/school/people?tab=staff"), "新老师0", "新老师2")
	if rec := v.do("POST", first+"/apply", nil); rec.Code != http.StatusConflict {
		t.Errorf("applied twice: %d", rec.Code)
	}
	if rec := v.do("GET", first+"/progress", nil, func(r *http.Request) { r.Header.Set("HX-Request", "true") }); rec.Header().Get("HX-Redirect") != first {
		t.Errorf("the end is not shown: %d %v", rec.Code, rec.Header())
	}

	overtaken(t, v, older)
	_, page = v.bring(to[1], "same.xlsx", book)
	has(t, "the same file again", page, "和已经保存的完全一样")
	if strings.Contains(page, `/apply"`) {
		t.Error("there is a button to apply nothing")
	}
	removals(t, v, to[1])
	has(t, "the list", v.text("/school/roster"), "same.xlsx", "许知行", "已完成", "等您核对")
}

// overtaken: what was compared before somebody else's import is not applied, and is compared again by a button.
func overtaken(t *testing.T, v *visitor, older string) {
	t.Helper()
	has(t, "an overtaken import", v.text(older), "这份比对已经过时", older+"/again")
	if rec := v.do("POST", older+"/apply", url.Values{"allow": {"on"}}); rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "请重新比对") {
		t.Errorf("an overtaken import is applied: %d", rec.Code)
	}
	if rec := v.do("POST", older+"/again", nil); rec.Code != http.StatusSeeOther {
		t.Fatalf("compare again: %d %s", rec.Code, rec.Body)
	}
	drain(t, v.app)
	page := v.text(older)
	if strings.Contains(page, "已经过时") {
		t.Error("compared again and still out of date")
	}
	has(t, "compared again", page, "停用") // one teacher of three is missing
}

// removals: more than 5 % removed stops, says which, and wants a box of its own.
func removals(t *testing.T, v *visitor, to string) {
	t.Helper()
	address, page := v.bring(to, "part.xlsx", staffBook(t, 3, 10, nil))
	has(t, "too many removals", page, "停用的太多，先停下了", "要停用 14 行", "允许移除")
	has(t, "who would be removed", v.text(address+"/changes?table=users&kind=removed"), "新同学23")
	if rec := v.do("POST", address+"/apply", nil); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "勾选") {
		t.Errorf("applied without the box: %d", rec.Code)
	}
	if rec := v.do("POST", address+"/apply", url.Values{"allow": {"on"}}); rec.Code != http.StatusSeeOther {
		t.Errorf("applied with the box: %d", rec.Code)
	}
	drain(v.t, v.app)
	has(t, "removed", v.text(address), "已经保存")
}

// TestRosterRefuses: what is no roster is refused at once and nothing is stored; what is a wrong one is explained row by row, on the
// page and as a table in which no cell is a formula; a trick in a name shows as what it is.
func TestRosterRefuses(t *testing.T) {
	a, in := demo(t)
	v := in("jiaowu")
	to := uploadTo.FindStringSubmatch(v.text("/school/roster"))[1]
	good := staffBook(t, 1, 0, nil)
	for what, file := range map[string][]byte{"an empty file": nil, "a text": []byte("学号,姓名\n1,张三\n"), "a part of a zip": good[:len(good)/2], "an old workbook": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")} {
		rec := v.send(to, "a.xlsx", file)
		if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "alert") {
			t.Errorf("%s: %d", what, rec.Code)
		}
	}
	if rec := v.do("POST", to, url.Values{"file": {"x"}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("no file at all: %d", rec.Code)
	}
	big := httptest.NewRequest(http.MethodPost, to, endless(130<<20))
	big.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	for name, value := range v.cookies {
		big.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	a.Mux.ServeHTTP(rec, big)
	if rec.Code != http.StatusRequestEntityTooLarge || !strings.Contains(rec.Body.String(), "128 MB") {
		t.Errorf("too large: %d", rec.Code)
	}
	if n := imports(t, a); n != 0 {
		t.Errorf("%d imports are stored of files that are none", n)
	}

	bad := staffBook(t, 1, 1, func(w *workbook.Writer) {
		w.Teacher(workbook.Teacher{School: ruralCode, Name: "重名", Code: "XT00"})
		w.Pupil(workbook.Pupil{School: ruralCode, Stage: workbook.Junior, Year: 2026, Number: 77, Name: "没有班", Code: "=cmd|'/c calc'!A1"})
		w.Pupil(workbook.Pupil{School: ruralCode, Stage: workbook.Junior, Year: 2026, Number: 9, Name: "证件", Code: "110105201205010028"})
	})
	address, page := v.bring(to, "坏的\u202e.xlsx", bad)
	has(t, "a refused file", page, "没有通过检查，什么也没有保存", "教师", "错误", "怎么改", "下载成表格")
	for _, never := range []string{"110105201205010028", "\u202e", address + "/apply"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	if rec := v.do("POST", address+"/apply", url.Values{"allow": {"on"}}); rec.Code != http.StatusConflict {
		t.Errorf("a refused file is applied: %d", rec.Code)
	}
	table := v.do("GET", address+"/download", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 3 || len(rows[0]) != 8 {
		t.Fatalf("the table of findings: %v %v", err, rows)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins with %q", cell[:1])
			}
		}
	}
	address, page = v.bring(to, "zip.zip", zipOf(t, map[string]string{"readme.txt": "hello"}))
	has(t, "a zip without a roster", page, "没有通过检查，什么也没有保存")
	if strings.Contains(v.text("/school/people?tab=staff"), "新老师") {
		t.Error("somebody came in with a refused file")
	}
	_ = address
	tricks(t, v, to)
}

// tricks: markup and turned writing in names come out as plain text.
func tricks(t *testing.T, v *visitor, to string) {
	t.Helper()
	address, _ := v.bring(to, "a.xlsx", staffBook(t, 0, 1, func(w *workbook.Writer) {
		w.Teacher(workbook.Teacher{School: ruralCode, Name: `<img src=x onerror=alert(1)>`, Code: "XA1"})
		w.Teacher(workbook.Teacher{School: ruralCode, Name: "王\u202e师老", Code: "XA2"})
	}))
	v.do("POST", address+"/apply", nil)
	page := v.text(address)
	drain(t, v.app)
	page += v.text(address) + v.text("/school/people?tab=staff")
	has(t, "a name of markup", page, "&lt;img src=x")
	for _, never := range []string{"<img src=x", "\u202e"} {
		if strings.Contains(page, never) {
			t.Errorf("the pages hold %q", never)
		}
	}
}

// endless is a form with a file of so many bytes that begins like a zip.
func endless(n int64) *bytes.Reader {
	head := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\nPK\x03\x04"
	return bytes.NewReader(append([]byte(head), make([]byte, n)...))
}

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRosterOnlyRegistrars: nobody else opens an import or brings one in, a registrar of another school neither, and a form that names
// another school's import or unit does nothing.
func TestRosterOnlyRegistrars(t *testing.T) {
	a, in := demo(t)
	v := in("jiaowu")
	to := uploadTo.FindStringSubmatch(v.text("/school/roster"))[1]
	book := staffBook(t, 2, 2, nil)
	address, _ := v.bring(to, "a.xlsx", book)
	others := []*visitor{in("sys"), in("sec"), in("audit"), in("ju"), in("jiao"), in("du"), in("wang"), in("qian"), in("sq01"), in("jia"), registrarOf(t, a, in, "河西区实验中学")}
	stored := imports(t, a)
	for i, o := range others {
		for _, path := range []string{"", "/progress", "/changes?table=users&kind=added", "/download"} {
			if rec := o.do("GET", address+path, nil); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
				t.Errorf("visitor %d reads %s: %d", i, path, rec.Code)
			}
		}
		for _, path := range []string{"/apply", "/again"} {
			if rec := o.do("POST", address+path, url.Values{"allow": {"on"}}); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
				t.Errorf("visitor %d posts %s: %d", i, path, rec.Code)
			}
		}
		if rec := o.send(to, "a.xlsx", book); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("visitor %d uploads: %d", i, rec.Code)
		}
	}
	if n := imports(t, a); n != stored {
		t.Errorf("%d imports, there were %d", n, stored)
	}
	has(t, "after all that", v.text(address), "通过了检查，还没有保存")
	other := others[len(others)-1]
	if page := other.text("/school/roster"); strings.Contains(page, importRef.FindString(address)) || strings.Contains(page, "a.xlsx") {
		t.Error("a registrar sees another school's import")
	}
}

// registrarOf makes the teacher li registrar of a unit.
func registrarOf(t *testing.T, a *app.App, in func(string) *visitor, unit string) *visitor {
	t.Helper()
	ctx := context.Background()
	taken, err := a.Authn.Taken(ctx, id.Any{}, []string{"li"})
	if err != nil {
		t.Fatal(err)
	}
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	units, err := a.Org.UnitsBelow(ctx, region.Node())
	units = slices.DeleteFunc(append(units, region), func(u org.Unit) bool { return u.Name != unit })
	if err != nil || len(units) == 0 {
		t.Fatal(units, err)
	}
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		p, err := a.Org.ResolveIn(tx, id.As[org.Account](taken["li"]))
		if err != nil {
			return err
		}
		return a.Org.Give(tx, org.Holding{Person: p, Role: org.Registrar, Node: id.As[any](units[0].ID)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return in("li")
}

// TestRosterComesBack: the exported workbook of people who never came with a roster recognises them by number and name: nobody is there
// twice, what was entered by hand stays, and logins go on.
func TestRosterComesBack(t *testing.T) {
	_, in := demo(t)
	v := in("jiaowu")
	to := uploadTo.FindStringSubmatch(v.text("/school/roster"))[1]
	lines := func() string {
		count := func(path string) int { return strings.Count(v.text(path), `href="/school/person/`) }
		list := v.text("/school/people")
		return fmt.Sprint(count("/school/people"), count("/school/people?tab=staff"), count(classOf.FindString(list)), len(classOf.FindAllString(list, -1)))
	}
	before := lines()
	book := v.do("GET", strings.Replace(to, "/roster/", "/roster/download/people/", 1), nil).Body.Bytes()
	address, _ := v.bring(to, "a.xlsx", book)
	v.do("POST", address+"/apply", nil)
	drain(t, v.app)
	has(t, "the end", v.text(address), "已经保存")
	if after := lines(); after != before {
		t.Errorf("people, staff, one class, classes: %s before, %s after", before, after)
	}
	in("sq01")
	in("wang")
	_, page := v.bring(to, "a.xlsx", v.do("GET", strings.Replace(to, "/roster/", "/roster/download/people/", 1), nil).Body.Bytes())
	has(t, "once more", page, "和已经保存的完全一样")
}

// TestRosterOfRegion: whoever is registrar of a whole area chooses the unit, brings in schools as a OneRoster set, and then what changed.
func TestRosterOfRegion(t *testing.T) {
	bulk, delta := testkit.Corpus(t, "oneroster/synthetic-1.2/bulk"), testkit.Corpus(t, "oneroster/synthetic-1.2/delta1")
	a, in := demo(t)
	v := registrarOf(t, a, in, "天津市")
	list := v.text("/school/roster")
	has(t, "the choice of units", list, "给哪个单位导入", ">天津市</option>", ">蓟州区山前中学</option>")
	to := uploadTo.FindStringSubmatch(list)[1]
	for _, set := range []string{bulk, delta} {
		address, page := v.bring(to, filepath.Base(set)+".zip", folder(t, set))
		has(t, set, page, "通过了检查，还没有保存")
		for _, table := range []string{"orgs", "classes", "users", "roles", "enrollments"} {
			for _, kind := range []string{"added", "changed", "removed"} {
				v.text(address + "/changes?table=" + table + "&kind=" + kind)
			}
		}
		rec := v.do("POST", address+"/apply", nil)
		if rec.Code != http.StatusSeeOther {
			t.Fatalf("apply %s: %d", set, rec.Code)
		}
		drain(t, a)
		has(t, set, v.text(address), "已经保存")
		_, page = v.bring(to, "again.zip", folder(t, set))
		if set == delta {
			has(t, "the same set again", page, "和已经保存的完全一样")
		}
	}
}

// folder is a set of files as a zip.
func folder(t *testing.T, dir string) []byte {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range all {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name()] = string(text)
	}
	return zipOf(t, files)
}
