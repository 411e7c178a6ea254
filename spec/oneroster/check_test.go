package oneroster

import (
	"fmt"
	"strings"
	"testing"
)

// planted is one defect and the one error that must be found for it.
type planted struct {
	name     string
	file     string // table whose text is changed
	old, new string
	want     Finding // File, Line, ID, Field and Code count
}

var defects = []planted{
	{"misspelt header", Users, "familyName", "familiyName", Finding{File: Users, Line: 1, Field: "familiyName", Code: CodeHeader}},
	{"header in wrong case", Orgs, "sourcedId,", "sourcedid,", Finding{File: Orgs, Line: 1, Field: "sourcedid", Code: CodeHeader}},
	{"header twice", Roles, "beginDate,endDate", "beginDate,beginDate", Finding{File: Roles, Line: 1, Field: "beginDate", Code: CodeHeader}},
	{"required column gone", Demographics, "sourcedId,status", "status", Finding{File: Demographics, Line: 1, Field: "sourcedId", Code: CodeHeader}},
	{"unknown column", Users, "pronouns", "colour", Finding{File: Users, Line: 1, Field: "colour", Code: CodeHeader}},
	{"required value missing", Users, "大明,张", "大明,", Finding{File: Users, Line: 4, ID: "u3", Field: "familyName", Code: CodeFields}},
	{"sourcedId missing", Enrollments, "e2,", ",", Finding{File: Enrollments, Line: 3, Field: "sourcedId", Code: CodeFields}},
	{"a cell too many", Courses, "S01\n", "S01,x\n", Finding{File: Courses, Line: 2, ID: "c1", Code: CodeFields}},
	{"a cell too few", Demographics, ",CHN,,,", ",CHN,,", Finding{File: Demographics, Line: 2, ID: "u2", Code: CodeFields}},
	{"quotes do not match", Users, `{card:2}"`, `{card:2}" x`, Finding{File: Users, Line: 3, Code: CodeFields}},
	{"GBK", Orgs, "第一中学", "\xb5\xda\xd2\xbb\xd6\xd0\xd1\xa7", Finding{File: Orgs, Line: 3, Code: CodeEncoding}},
	{"a NUL", Users, "老师", "老\x00师", Finding{File: Users, Line: 2, Code: CodeEncoding}},
	{"duplicate id", Roles, "r4,", "r1,", Finding{File: Roles, Line: 5, ID: "r1", Field: "sourcedId", Code: CodeDuplicate}},
	{"orphan user", Enrollments, "u2,student", "u9,student", Finding{File: Enrollments, Line: 3, ID: "e2", Field: "userSourcedId", Code: CodeOrphan}},
	{"orphan term in a list", Classes, "\"y1,t1\"", "\"y1,t9\"", Finding{File: Classes, Line: 2, ID: "k1", Field: "termSourcedIds", Code: CodeOrphan}},
	{"orphan after a row of two lines", Classes, "s1,t1,", "s1,t9,", Finding{File: Classes, Line: 4, ID: "k2", Field: "termSourcedIds", Code: CodeOrphan}},
	{"orphan org parent", Orgs, "0002,d1", "0002,d9", Finding{File: Orgs, Line: 4, ID: "s2", Field: "parentSourcedId", Code: CodeOrphan}},
	{"orphan agent", Users, ",u3,07", ",u9,07", Finding{File: Users, Line: 3, ID: "u2", Field: "agentSourcedIds", Code: CodeOrphan}},
	{"orphan demographics", Demographics, "u2,", "u9,", Finding{File: Demographics, Line: 2, ID: "u9", Field: "sourcedId", Code: CodeOrphan}},
	{"orphan profile", Roles, ",f1", ",f9", Finding{File: Roles, Line: 2, ID: "r1", Field: "userProfileSourcedId", Code: CodeOrphan}},
	{"own parent", AcademicSessions, "2026-08-31,,", "2026-08-31,y1,", Finding{File: AcademicSessions, Line: 2, ID: "y1", Field: "parentSourcedId", Code: CodeCycle}},
	{"org type", Orgs, "school,0001", "college,0001", Finding{File: Orgs, Line: 3, ID: "s1", Field: "type", Code: CodeVocabulary}},
	{"role", Roles, "student", "pupil", Finding{File: Roles, Line: 3, ID: "r2", Field: "role", Code: CodeVocabulary}},
	{"role type has no ext:", Roles, "r3,,,u3,primary", "r3,,,u3,ext:primary", Finding{File: Roles, Line: 4, ID: "r3", Field: "roleType", Code: CodeVocabulary}},
	{"sex", Demographics, "male", "m", Finding{File: Demographics, Line: 2, ID: "u2", Field: "sex", Code: CodeVocabulary}},
	{"boolean", Users, "u1,,,true", "u1,,,yes", Finding{File: Users, Line: 2, ID: "u1", Field: "enabledUser", Code: CodeBoolean}},
	{"date with slashes", Demographics, "2012-05-01", "1/05/2012", Finding{File: Demographics, Line: 2, ID: "u2", Field: "birthDate", Code: CodeDate}},
	{"a day that is not", Enrollments, "e1,,,k1,s1,u1,teacher,true,2025-09-01", "e1,,,k1,s1,u1,teacher,true,2025-02-30", Finding{File: Enrollments, Line: 2, ID: "e1", Field: "beginDate", Code: CodeDate}},
	{"school year", AcademicSessions, ",y1,2026", ",y1,2026-2027", Finding{File: AcademicSessions, Line: 3, ID: "t1", Field: "schoolYear", Code: CodeDate}},
	{"end before begin", AcademicSessions, "2025-09-01,2026-01-31", "2025-09-01,2025-01-31", Finding{File: AcademicSessions, Line: 3, ID: "t1", Field: "endDate", Code: CodeRange}},
	{"enrolment ends first", Enrollments, "false,2025-09-01,2026-07-15", "false,2025-09-01,2025-07-15", Finding{File: Enrollments, Line: 3, ID: "e2", Field: "endDate", Code: CodeRange}},
	{"user name twice", Users, "parent3", "PUPIL2", Finding{File: Users, Line: 4, ID: "u3", Field: "username", Code: CodeUsername}},
	{"user name is an identity number", Users, "pupil2", "110101199003070134", Finding{File: Users, Line: 3, ID: "u2", Field: "username", Code: CodeUsername}},
	{"user name is a pupil number", Users, "pupil2", "G110101199003070134", Finding{File: Users, Line: 3, ID: "u2", Field: "username", Code: CodeUsername}},
	{"userIds", Users, "{gonghao:1}", "gonghao:1", Finding{File: Users, Line: 2, ID: "u1", Field: "userIds", Code: CodeUserIDs}},
	{"userIds without a type", Users, "{gonghao:1}", "{:1}", Finding{File: Users, Line: 2, ID: "u1", Field: "userIds", Code: CodeUserIDs}},
	{"userIds with an identity number", Users, "{gonghao:1}", "{sfz:11010119900307803X}", Finding{File: Users, Line: 2, ID: "u1", Field: "userIds", Code: CodeUserIDs}},
	{"two primary roles", Roles, "secondary", "primary", Finding{File: Roles, Line: 5, ID: "r4", Field: "roleType", Code: CodePrimary}},
	{"no primary role", Roles, "u3,primary", "u3,secondary", Finding{File: Roles, Line: 4, ID: "r3", Field: "roleType", Code: CodePrimary}},
	{"no role at all", Roles, "r3,,,u3,primary,parent,,,s1,\n", "", Finding{File: Users, Line: 4, ID: "u3", Field: "sourcedId", Code: CodePrimary}},
	{"the class is of another school", Enrollments, "k1,s1,u2", "k1,s2,u2", Finding{File: Enrollments, Line: 3, ID: "e2", Field: "schoolSourcedId", Code: CodeSchool}},
	{"deletion in bulk", Enrollments, "e2,,", "e2,tobedeleted,", Finding{File: Enrollments, Line: 3, ID: "e2", Field: "status", Code: CodeDeletions}},
	{"status in bulk", Enrollments, "e2,,", "e2,inactive,", Finding{File: Enrollments, Line: 3, ID: "e2", Field: "status", Code: CodeVocabulary}},
	{"file listed as absent", "manifest", "file.demographics,bulk", "file.demographics,absent", Finding{File: Demographics, Code: CodeUnlisted}},
	{"file not listed", "manifest", "file.demographics,bulk\n", "", Finding{File: Demographics, Code: CodeUnlisted}},
	{"version", "manifest", "oneroster.version,1.2", "oneroster.version,2.0", Finding{File: "manifest", Line: 3, Field: "oneroster.version", Code: CodeVersion}},
	{"no version", "manifest", "oneroster.version,1.2\n", "", Finding{File: "manifest", Field: "oneroster.version", Code: CodeVersion}},
	{"manifest version", "manifest", "manifest.version,1.0", "manifest.version,1.2", Finding{File: "manifest", Line: 2, Field: "manifest.version", Code: CodeVersion}},
	{"mode", "manifest", "file.orgs,bulk", "file.orgs,full", Finding{File: "manifest", Line: 5, Field: "file.orgs", Code: CodeVocabulary}},
}

func TestPlanted(t *testing.T) {
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			files := clean()
			if !strings.Contains(files[d.file], d.old) {
				t.Fatalf("%q is not in %s", d.old, d.file)
			}
			files[d.file] = strings.Replace(files[d.file], d.old, d.new, 1)
			r := checkFiles(t, files)
			if r.Verdict != Refuse {
				t.Fatalf("accepted: %+v", r.Findings)
			}
			found := false
			for _, f := range withErrors(r) {
				d.want.Severity, d.want.Message = Error, f.Message
				found = found || f == d.want
				if f.Code != d.want.Code && d.name != "mode" && d.want.Code != CodeFields && d.want.Code != CodeEncoding {
					t.Errorf("another finding: %+v", f)
				}
			}
			if !found {
				t.Errorf("want %+v\ngot %+v", d.want, withErrors(r))
			}
		})
	}
}

// TestFileGone plants missing and foreign files.
func TestFileGone(t *testing.T) {
	for table := range clean() {
		files := clean()
		delete(files, table)
		errs := withErrors(checkFiles(t, files))
		if len(errs) != 1 || errs[0].Code != CodeMissing || errs[0].File != table {
			t.Errorf("without %s: %+v", table, errs)
		}
	}
	files := clean()
	files["extra"] = "a,b\n"
	if errs := withErrors(checkFiles(t, files)); len(errs) != 1 || errs[0].Code != CodeUnlisted || errs[0].File != "extra" {
		t.Errorf("with a foreign file: %+v", errs)
	}
	files = clean()
	files["results"] = "sourcedId\n"
	files["manifest"] = strings.Replace(files["manifest"], "file.results,absent", "file.results,bulk", 1)
	if r := checkFiles(t, files); r.Verdict != Accept || r.Count[CodeUnlisted] != 1 {
		t.Errorf("with results.csv: %+v", r.Findings)
	}
}

// TestCycle finds every member of a circle, and not what only leads into it.
func TestCycle(t *testing.T) {
	files := clean()
	files[Orgs] = head(Orgs) + "a,,,甲,district,,b\nb,,,乙,district,,c\nc,,,丙,district,,a\ns1,,,丁,school,,a\ns2,,,戊,school,,\n"
	r := checkFiles(t, files)
	var at []string
	for _, f := range withErrors(r) {
		if f.Code == CodeCycle {
			at = append(at, fmt.Sprintf("%s:%d", f.ID, f.Line))
		}
	}
	if got := strings.Join(at, " "); got != "a:2 b:3 c:4" {
		t.Errorf("cycle at %s", got)
	}
}

// TestRepairs lists what is put right with a warning, and what the record then says.
func TestRepairs(t *testing.T) {
	for _, c := range []struct {
		file, old, new string
		code           Code
		field, value   string // of some record
	}{
		{Classes, "homeroom", "Homeroom", CodeVocabulary, "classType", "homeroom"},
		{Users, "true", "TRUE", CodeBoolean, "enabledUser", "true"},
		{Classes, "\"y1,t1\"", "\"y1, t1\"", "", "termSourcedIds", "y1,t1"},
		{Users, "\"{xueji:G1},{card:2}\"", "\"{xueji:G1}, {card: 2}\"", "", "userIds", "{xueji:G1},{card:2}"},
		{Orgs, "s1,,,", "s1,active,,", CodeFields, "name", "甲区教育局"},
		{Users, "u1,,,", "u1,,1/05/2023,", CodeDate, "username", "teacher1"},
		{Users, "u1,,,", "u1,,2023-05-01,", CodeDate, "username", "teacher1"},
		{Orgs, "school,0001", "ext:kindergarten,0001", "", "type", "district"},
		{Orgs, "parentSourcedId", "parentSourcedId,,", CodeHeader, "name", "甲区教育局"},
		{"manifest", "file.results,absent", "file.results,", CodeFields, "", ""},
		{"manifest", "file.orgs,bulk", "file.orgs,Bulk", CodeVocabulary, "", ""},
		{Enrollments, "student,false", "student,true", CodePrimary, "role", "teacher"},
	} {
		files := clean()
		files[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
		dir := folderOf(t, files)
		r := checkPath(t, dir, Options{})
		if r.Verdict != Accept {
			t.Errorf("%s: %+v", c.new, withErrors(r))
		}
		if c.code == "" && len(r.Findings) > 0 || c.code != "" && r.Count[c.code] == 0 {
			t.Errorf("%s: %+v", c.new, r.Findings)
		}
		if c.field == "" {
			continue
		}
		found := false
		for _, rec := range readAll(t, dir, c.file) {
			found = found || rec.Get(c.field) == c.value
		}
		if !found {
			t.Errorf("%s: no %s is %q", c.new, c.field, c.value)
		}
	}
}

// TestDelta: a delta's rows carry status and date; references to tables that it does not hold are not judged.
func TestDelta(t *testing.T) {
	manifest := "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" + strings.Join(fileLines(map[string]string{Enrollments: "delta"}), "")
	rows := func(s string) map[string]string {
		return map[string]string{"manifest": manifest, Enrollments: head(Enrollments) + s}
	}
	const when = "2025-11-01T02:01:00.000Z"
	if r := checkFiles(t, rows("e9,active,"+when+",k9,s9,u9,student,,,\ne8,tobedeleted,"+when+",,,,,,,\n")); r.Verdict != Accept || r.Active[Enrollments] != 1 {
		t.Errorf("%+v", r)
	}
	for row, want := range map[string]Code{
		"e9,," + when + ",k9,s9,u9,student,,,\n":            CodeFields,
		"e9,active,,k9,s9,u9,student,,,\n":                  CodeFields,
		"e9,gone," + when + ",k9,s9,u9,student,,,\n":        CodeVocabulary,
		"e9,active,2025/11/01,k9,s9,u9,student,,,\n":        CodeDate,
		"e9,active,1/05/2023,k9,s9,u9,student,,,\n":         CodeDate,
		"e9,active," + when + ",k9,s9,u9,pupil,,,\n":        CodeVocabulary,
		"e9,active," + when + ",,s9,u9,student,,,\n":        CodeFields,
		"e9,active," + when + ",k9,s9,u9,student,,\n":       CodeFields,
		"e9,active,2025-11-01T25:01:00Z,k,s,u,student,,,\n": CodeDate,
	} {
		if r := checkFiles(t, rows(row)); r.Verdict != Refuse || r.Count[want] == 0 {
			t.Errorf("%s: %s %+v", row, r.Verdict, r.Findings)
		}
	}
}

// TestBounded: a fault in every row gives a report of bounded size that still counts all.
func TestBounded(t *testing.T) {
	files := clean()
	var b strings.Builder
	b.WriteString(head(Enrollments))
	for i := range 5000 {
		fmt.Fprintf(&b, "x%d,active,,k1,s1,u9,student,,,\n", i)
	}
	files[Enrollments] = b.String()
	r := checkFiles(t, files)
	if len(r.Findings) > 200 || r.Count[CodeOrphan] != 5000 || r.Dropped != 10000-len(r.Findings) {
		t.Errorf("%d kept, %v, %d dropped", len(r.Findings), r.Count, r.Dropped)
	}
}

// TestIdentityNumber uses numbers made up for the checksum.
func TestIdentityNumber(t *testing.T) {
	for v, want := range map[string]bool{"11010519491231002X": true, "11010519491231002x": true, "110105194912310021": false, "11010519491331002X": false, "20250312": false} {
		if IdentityNumber(v) != want {
			t.Errorf("%s: %v", v, !want)
		}
	}
	for v, want := range map[string]bool{"G11010519491231002X": true, "J110105194912310021": true, "Gdv00000001": false, "GeorgeWashington1789": false} {
		if PupilNumber(v) != want {
			t.Errorf("%s: %v", v, !want)
		}
	}
}
