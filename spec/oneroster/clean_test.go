package oneroster

import (
	"archive/zip"
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// clean is a small set without a fault; tests plant one each.
func clean() map[string]string {
	return map[string]string{
		"manifest": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n" + strings.Join(fileLines(map[string]string{
			AcademicSessions: "bulk", Orgs: "bulk", Courses: "bulk", Classes: "bulk", Users: "bulk", UserProfiles: "bulk", Roles: "bulk", Demographics: "bulk", Enrollments: "bulk"}), "") +
			"source.systemName,test\nsource.systemCode,test\n",
		AcademicSessions: head(AcademicSessions) + "y1,,,2025-2026学年,schoolYear,2025-09-01,2026-08-31,,2026\nt1,,,第一学期,semester,2025-09-01,2026-01-31,y1,2026\n",
		Orgs:             head(Orgs) + "d1,,,甲区教育局,district,001,\ns1,,,第一中学,school,0001,d1\ns2,,,第二中学,school,0002,d1\n",
		Courses:          head(Courses) + "c1,,,y1,数学,M,\"07,08\",s1,数学,S01\n",
		Classes:          head(Classes) + "k1,,,七年级(1)班,07,c1,0701,homeroom,\"一号楼\n101室\",s1,\"y1,t1\",,,\nk2,,,七年级(2)班,07,c1,0702,homeroom,,s1,t1,,,\n",
		Users: head(Users) + "u1,,,true,teacher1,{gonghao:1},老师,李,,T1,,,,,,,,,,,s1,\n" +
			"u2,,,true,pupil2,\"{xueji:G1},{card:2}\",小明,张,,P2,,,,u3,07,,,,,,s1,\n" +
			"u3,,,true,parent3,,大明,张,,,,,13800000000,,,,,,,,s1,\n",
		UserProfiles: head(UserProfiles) + "f1,,,u1,sys,v1,,,login,teacher1,\n",
		Roles: head(Roles) + "r1,,,u1,primary,teacher,2025-09-01,,s1,f1\nr2,,,u2,primary,student,2025-09-01,,s1,\n" +
			"r3,,,u3,primary,parent,,,s1,\nr4,,,u1,secondary,teacher,,,s2,\n",
		Demographics: head(Demographics) + "u2,,,2012-05-01,male,,,,,,,,CHN,,,\n",
		Enrollments:  head(Enrollments) + "e1,,,k1,s1,u1,teacher,true,2025-09-01,2026-07-15\ne2,,,k1,s1,u2,student,false,2025-09-01,2026-07-15\n",
	}
}

func head(table string) string { return strings.Join(Columns("1.2", table), ",") + "\n" }

func fileLines(modes map[string]string) []string {
	var out []string
	read, unused := known("1.2")
	for _, t := range slices.Concat(read, unused) {
		m := modes[t]
		if m == "" {
			m = "absent"
		}
		out = append(out, "file."+t+","+m+"\n")
	}
	return out
}

// folderOf writes a set to a folder.
func folderOf(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// zipOf writes files under their whole names.
func zipOf(t testing.TB, files map[string]string) string {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "set.zip")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func checkPath(t testing.TB, path string, opt Options) Report {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // read only
	r, err := Check(context.Background(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func checkFiles(t testing.TB, files map[string]string) Report {
	t.Helper()
	return checkPath(t, folderOf(t, files), Options{})
}

func withErrors(r Report) []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if f.Severity == Error {
			out = append(out, f)
		}
	}
	return out
}

func TestClean(t *testing.T) {
	r := checkFiles(t, clean())
	if r.Verdict != Accept || len(r.Findings) != 0 {
		t.Fatalf("%s %+v", r.Verdict, r.Findings)
	}
	want := map[string]int{AcademicSessions: 2, Orgs: 3, Courses: 1, Classes: 2, Users: 3, UserProfiles: 1, Roles: 4, Demographics: 1, Enrollments: 2}
	if !maps.Equal(r.Active, want) {
		t.Errorf("active %v, want %v", r.Active, want)
	}
}
