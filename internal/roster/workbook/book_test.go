package workbook

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

const code = "1200000001"

func save(t testing.TB, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.xlsx")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func finish(t testing.TB, w *Writer) string {
	t.Helper()
	var buf bytes.Buffer
	if err := w.Finish(&buf); err != nil {
		t.Fatal(err)
	}
	return save(t, buf.Bytes())
}

func check(t testing.TB, path string) (*Book, oneroster.Report) {
	t.Helper()
	b, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	r, err := oneroster.Check(context.Background(), b, oneroster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b, r
}

func start(t testing.TB) *Writer {
	t.Helper()
	w, err := NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// sample is a small school without a fault.
func sample(t testing.TB) *Writer {
	w := start(t)
	w.School(School{"实验中学", code, "syzx", "和平区", "初级中学"})
	w.Class(Class{code, Junior, 2025, 3, ""})
	w.Class(Class{code, Junior, 2024, 1, "=cmd()"})
	w.Pupil(Pupil{School: code, Year: 2025, Number: 3, Name: "张小明", Code: "20250312", Seat: "12", Sex: "男", Born: "2012-05-01"})
	w.Pupil(Pupil{School: code, Stage: Junior, Year: 2024, Number: 1, Name: "欧阳小红", Code: "20240101", Sex: "女"})
	w.Teacher(Teacher{code, "李老师", "T1", "13800000001", "li@example.org", "教务主任"})
	w.Teacher(Teacher{code, "王芳", "T2", "", "", ""})
	w.Teaching(Teaching{code, "T1", "", 2025, 3, "数学", true})
	w.Teaching(Teaching{code, "T2", "", 2025, 3, "语文", false})
	w.Guardian(Guardian{code, "20250312", "张大明", "父亲", "13800000000"})
	w.Guardian(Guardian{code, "20240101", "张大明", "舅舅", "13800000000"})
	return w
}

// all reads every record of a source, in order.
func all(t testing.TB, b oneroster.Source) (out []*oneroster.Record) {
	t.Helper()
	for _, table := range b.Tables() {
		err := b.Each(context.Background(), table, func(r *oneroster.Record) error {
			out = append(out, r.Clone())
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func find(t testing.TB, b oneroster.Source, table, id string) *oneroster.Record {
	t.Helper()
	for _, r := range all(t, b) {
		if r.Table == table && r.ID == id {
			return r
		}
	}
	t.Fatalf("no %s in %s", id, table)
	return nil
}

func TestSample(t *testing.T) {
	b, r := check(t, finish(t, sample(t)))
	if r.Verdict != oneroster.Accept || len(r.Findings) != 0 {
		t.Fatalf("%+v", r.Findings)
	}
	want := map[string]int{"academicSessions": 2, "classes": 2, "courses": 1, "demographics": 2, "enrollments": 4, "orgs": 1, "roles": 6, "users": 5}
	for table, n := range want {
		if r.Active[table] != n || r.Modes[table] != oneroster.Bulk {
			t.Errorf("%s: %d, want %d", table, r.Active[table], n)
		}
	}
	k := find(t, b, oneroster.Classes, "s-1200000001-k-j2024-1")
	if k.Get("title") != "=cmd()" || k.Get("grades") != "07" || k.Metadata()["metadata.cn.cohort"] != "2024" {
		t.Errorf("class %+v", k)
	}
	p := find(t, b, oneroster.Users, "s-1200000001-p-20240101")
	if p.Get("familyName") != "欧阳" || p.Get("givenName") != "小红" || p.Get("identifier") != "20240101" {
		t.Errorf("pupil %+v", p)
	}
	guardian := p.Get("agentSourcedIds")
	if q := find(t, b, oneroster.Users, "s-1200000001-p-20250312"); q.Get("agentSourcedIds") != guardian || guardian == "" {
		t.Errorf("one uncle and father of two: %q, %q", guardian, q.Get("agentSourcedIds"))
	}
	if find(t, b, oneroster.Roles, guardian+"-r").Get("role") != "parent" || strings.Contains(guardian, "138") {
		t.Error("guardian's role or id")
	}
	e := find(t, b, oneroster.Enrollments, "s-1200000001-k-j2025-3-t-T1-数学")
	if e.Get("primary") != "true" || e.Get("role") != "teacher" || e.Metadata()["metadata.cn.subject"] != "数学" {
		t.Errorf("teaching %+v", e)
	}
	if find(t, b, oneroster.Roles, "s-1200000001-t-T1-r").Get("role") != "siteAdministrator" {
		t.Error("the office's role")
	}
}

// TestSameTwice: reading the same rows again gives the same records, whatever the order of the rows.
func TestSameTwice(t *testing.T) {
	a, _ := check(t, finish(t, sample(t)))
	b, _ := check(t, finish(t, sample(t)))
	x, y := all(t, a), all(t, b)
	if len(x) != len(y) || len(x) == 0 {
		t.Fatalf("%d and %d", len(x), len(y))
	}
	for i := range x {
		if x[i].Digest() != y[i].Digest() {
			t.Errorf("%s %s differs", x[i].Table, x[i].ID)
		}
	}
}

// edit opens a written workbook, changes cells and checks it.
func edit(t *testing.T, change func(f *excelize.File)) (*Book, oneroster.Report) {
	t.Helper()
	f, err := excelize.OpenFile(finish(t, sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // temporary files
	change(f)
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return check(t, save(t, buf.Bytes()))
}

func set(t *testing.T, f *excelize.File, sheet, cell string, v any) {
	t.Helper()
	if err := f.SetCellValue(sheet, cell, v); err != nil {
		t.Fatal(err)
	}
}

func TestPlanted(t *testing.T) {
	const identity = "11010519491231002X"
	for _, c := range []struct {
		sheet, cell string
		value       any
		field       string
		code        oneroster.Code
	}{
		{SheetPupils, "E2", "", "姓名", oneroster.CodeFields},
		{SheetPupils, "F2", identity, "学号", oneroster.CodeUserIDs},
		{SheetPupils, "F2", "１１０１０５１９４９１２３１００２Ｘ", "学号", oneroster.CodeUserIDs},
		{SheetPupils, "F2", "110105194912310021", "学号", oneroster.CodeUsername},
		{SheetPupils, "F2", "G" + identity, "学号", oneroster.CodeUsername},
		{SheetPupils, "F2", 1.10105194912310e+17, "学号", oneroster.CodeUsername},
		{SheetPupils, "F3", "20250312", "学号", oneroster.CodeDuplicate},
		{SheetPupils, "J2", identity, "学籍号", oneroster.CodeUserIDs},
		{SheetPupils, "J2", "12345", "学籍号", oneroster.CodeUserIDs},
		{SheetPupils, "E2", identity, "姓名", oneroster.CodeUserIDs},
		{SheetPupils, "H2", "M", "性别", oneroster.CodeVocabulary},
		{SheetPupils, "I2", "1/5/2012", "出生日期", oneroster.CodeDate},
		{SheetPupils, "D2", "4", "班号", oneroster.CodeOrphan},
		{SheetPupils, "D2", "0", "班号", oneroster.CodeRange},
		{SheetPupils, "C2", "25", "入学年份", oneroster.CodeRange},
		{SheetPupils, "A2", "1200000009", "学校代码", oneroster.CodeOrphan},
		{SheetClasses, "B2", "大学", "学段", oneroster.CodeVocabulary},
		{SheetClasses, "A2", "1200000009", "学校代码", oneroster.CodeOrphan},
		{SheetSchools, "C2", "SYZX!", "学校短码", oneroster.CodeUsername},
		{SheetTeachers, "C2", identity, "工号", oneroster.CodeUserIDs},
		{SheetTeachers, "D2", "abc", "手机", oneroster.CodeFields},
		{SheetTeachers, "E2", "li at example", "邮箱", oneroster.CodeFields},
		{SheetTeachings, "B2", "T9", "工号", oneroster.CodeOrphan},
		{SheetTeachings, "G2", "对", "班主任", oneroster.CodeVocabulary},
		{SheetTeachings, "F3", "", "学科", oneroster.CodeFields},
		{SheetGuardians, "B2", "99", "学生学号", oneroster.CodeOrphan},
		{SheetGuardians, "E2", identity, "手机", oneroster.CodeUserIDs},
	} {
		_, r := edit(t, func(f *excelize.File) { set(t, f, c.sheet, c.cell, c.value) })
		found := false
		for _, x := range r.Findings {
			row := int(c.cell[1] - '0')
			found = found || x.File == c.sheet && x.Line == row && x.Field == c.field && x.Code == c.code && x.Severity == oneroster.Error
			if strings.Contains(x.Message+x.ID+x.Field, "1949123100") {
				t.Errorf("a message repeats the number: %+v", x)
			}
		}
		if !found || r.Verdict != oneroster.Refuse {
			t.Errorf("%s %s = %v: %s %+v", c.sheet, c.cell, c.value, r.Verdict, r.Findings)
		}
	}
}

// TestTolerated: what people really write is read.
func TestTolerated(t *testing.T) {
	b, r := edit(t, func(f *excelize.File) {
		set(t, f, SheetPupils, "I2", 41030) // Excel's day
		set(t, f, SheetPupils, "I3", "2012年5月2日")
		set(t, f, SheetPupils, "F2", 20250399) // a number
		set(t, f, SheetPupils, "E2", " 张　明 ")
		set(t, f, SheetPupils, "C2", "2025级")
		set(t, f, SheetPupils, "D2", "３班")
		set(t, f, SheetPupils, "A2", "") // the only school
		set(t, f, SheetGuardians, "B2", "20250399")
		set(t, f, SheetPupils, "J2", "g11010519491231002x")
		set(t, f, SheetPupils, "F1", "学号*(必填)")
		set(t, f, SheetTeachers, "D3", "+86 138-0000-0009")
	})
	if r.Verdict != oneroster.Accept {
		t.Fatalf("%+v", r.Findings)
	}
	p := find(t, b, oneroster.Users, "s-1200000001-p-20250399")
	if p.Get("familyName")+p.Get("givenName") != "张明" || p.Get("userIds") != "{xueji:G11010519491231002X}" || p.Get("username") != "1200000001.20250399" {
		t.Errorf("%+v", p)
	}
	for id, born := range map[string]string{"s-1200000001-p-20250399": "2012-05-01", "s-1200000001-p-20240101": "2012-05-02"} {
		if got := find(t, b, oneroster.Demographics, id).Get("birthDate"); got != born {
			t.Errorf("%s: %s", id, got)
		}
	}
	if got := find(t, b, oneroster.Users, "s-1200000001-t-T2").Get("phone"); got != "13800000009" {
		t.Errorf("phone %q", got)
	}
}

func TestHeadings(t *testing.T) {
	_, r := edit(t, func(f *excelize.File) { // a title above, columns in another order, one too many
		if err := f.InsertRows(SheetTeachers, 1, 2); err != nil {
			t.Fatal(err)
		}
		set(t, f, SheetTeachers, "A1", "2025年教师名单")
		for i, h := range []string{"工号", "姓 名", "学校代码", "备注"} {
			for row, v := range []string{h, []string{"T1", "李老师", code, "好"}[i], []string{"T2", "王芳", code, ""}[i]} {
				set(t, f, SheetTeachers, fmt.Sprintf("%c%d", 'A'+i, row+3), v)
			}
		}
		for _, c := range []string{"E3", "F3", "E4", "F4", "E5", "F5"} {
			set(t, f, SheetTeachers, c, "")
		}
	})
	if r.Verdict != oneroster.Accept || r.Active[oneroster.Users] != 5 || r.Count[oneroster.CodeHeader] != 1 {
		t.Errorf("%+v", r)
	}
	_, r = edit(t, func(f *excelize.File) { set(t, f, SheetPupils, "F1", "编号") })
	if r.Verdict != oneroster.Refuse || !slices.ContainsFunc(r.Findings, func(f oneroster.Finding) bool {
		return f.Code == oneroster.CodeHeader && f.File == SheetPupils && f.Field == "学号" && f.Severity == oneroster.Error
	}) {
		t.Errorf("%+v", r.Findings)
	}
	_, r = edit(t, func(f *excelize.File) { set(t, f, SheetPupils, "G1", "学号") })
	if r.Verdict != oneroster.Refuse {
		t.Errorf("a heading twice: %+v", r.Findings)
	}
}

// TestPartial: a workbook without all sheets changes and adds, it never stands for the whole.
func TestPartial(t *testing.T) {
	b, r := edit(t, func(f *excelize.File) {
		for _, s := range []string{SheetTeachings, SheetGuardians, SheetTeachers} {
			if err := f.DeleteSheet(s); err != nil {
				t.Fatal(err)
			}
		}
	})
	if r.Verdict != oneroster.Accept || b.Mode(oneroster.Users) != oneroster.Delta || r.Active[oneroster.Users] != 2 {
		t.Errorf("%+v", r)
	}
	_, r = edit(t, func(f *excelize.File) { // no 班级: the stage must be said
		if err := f.DeleteSheet(SheetClasses); err != nil {
			t.Fatal(err)
		}
	})
	if r.Verdict != oneroster.Refuse {
		t.Errorf("%+v", r)
	}
}

// TestWide: a row with cells far to the right is told and ends its sheet.
func TestWide(t *testing.T) {
	_, r := edit(t, func(f *excelize.File) { set(t, f, SheetPupils, "ZZ3", "x") })
	if r.Verdict != oneroster.Refuse || !slices.ContainsFunc(r.Findings, func(f oneroster.Finding) bool {
		return f.File == SheetPupils && f.Line == 3 && f.Code == oneroster.CodeFields
	}) {
		t.Errorf("%+v", r.Findings)
	}
}

func TestUnusable(t *testing.T) {
	var buf bytes.Buffer
	if err := Template(&buf); err != nil {
		t.Fatal(err)
	}
	_, r := check(t, save(t, buf.Bytes()))
	if r.Verdict != oneroster.Refuse || r.Count[oneroster.CodeMissing] != 1 || !Is(save(t, buf.Bytes())) {
		t.Errorf("the empty template: %+v", r)
	}
	file, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // temporary files
	if got := file.GetSheetList(); !slices.Equal(got, []string{"说明", "学校", "班级", "学生", "教师", "任课", "家长"}) {
		t.Errorf("sheets %v", got)
	}
	if v, err := file.GetCellValue(sheetHelp, "D20"); err != nil || v == "" {
		t.Errorf("the instructions: %q %v", v, err)
	}
	path := save(t, []byte("\xd0\xcf\x11\xe0 an old xls"))
	if _, r := check(t, path); r.Verdict != oneroster.Refuse || r.Count[oneroster.CodeEncoding] != 1 || Is(path) {
		t.Errorf("xls: %+v", r)
	}
	other := excelize.NewFile()
	set(t, other, "Sheet1", "A1", "x")
	buf.Reset()
	if err := other.Write(&buf); err != nil {
		t.Fatal(err)
	}
	if _, r := check(t, save(t, buf.Bytes())); r.Verdict != oneroster.Refuse || r.Count[oneroster.CodeMissing] != 1 {
		t.Errorf("none of our sheets: %+v", r)
	}
	buf.Reset()
	if err := other.Write(&buf, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, r := check(t, save(t, buf.Bytes())); r.Verdict != oneroster.Refuse {
		t.Errorf("encrypted: %+v", r)
	}
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "none.xlsx")); err == nil {
		t.Error("opened what is not there")
	}
}

// TestRoundTrip: rows that were written are read back, whatever they begin with.
func TestRoundTrip(t *testing.T) {
	han := rapid.StringMatching(`[=+\-@']{0,2}[一二三张王李欧阳]{2,6}`)
	rapid.Check(t, func(rt *rapid.T) {
		w := start(t)
		w.School(School{"学校", code, "", "", ""})
		n := rapid.IntRange(1, 5).Draw(rt, "pupils")
		var names []string
		for i := range n {
			w.Class(Class{code, Senior, 2020 + i, i + 1, ""})
			name := han.Draw(rt, "name")
			names = append(names, name)
			w.Pupil(Pupil{School: code, Year: 2020 + i, Number: i + 1, Name: name, Code: fmt.Sprintf("%03d", i), Sex: rapid.SampledFrom([]string{"", "男", "女"}).Draw(rt, "sex")})
		}
		path := finish(t, w)
		b, r := check(t, path)
		if r.Verdict != oneroster.Accept || r.Active[oneroster.Users] != n || r.Active[oneroster.Enrollments] != n {
			rt.Fatalf("%+v", r)
		}
		for i, want := range names {
			u := find(t, b, oneroster.Users, fmt.Sprintf("s-%s-p-%03d", code, i))
			got := u.Get("familyName") + u.Get("givenName")
			if m := u.Metadata()["metadata.cn.name"]; m != "" {
				got = m
			}
			if got != want {
				rt.Fatalf("%q came back as %q", want, got)
			}
		}
		file, err := excelize.OpenFile(path)
		if err != nil {
			rt.Fatal(err)
		}
		defer file.Close() //nolint:errcheck // temporary files
		for _, name := range []string{SheetPupils, SheetClasses} {
			rows, err := file.GetRows(name)
			if err != nil {
				rt.Fatal(err)
			}
			for _, row := range rows {
				for _, c := range row {
					if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
						rt.Fatalf("%q is not defused", c)
					}
				}
			}
		}
	})
}
