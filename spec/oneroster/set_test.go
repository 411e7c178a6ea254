package oneroster

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func readAll(t testing.TB, path, table string) []*Record {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // read only
	var out []*Record
	err = s.Each(context.Background(), table, func(r *Record) error {
		out = append(out, r.Clone())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func named(files map[string]string, prefix string) map[string]string {
	out := map[string]string{}
	for n, c := range files {
		out[prefix+n+".csv"] = c
	}
	return out
}

// TestBoxes reads the same set as folder, zip, zip with one folder, and with a Mac's and Windows' habits.
func TestBoxes(t *testing.T) {
	withJunk := named(clean(), "roster/")
	withJunk["__MACOSX/roster/._users.csv"] = "junk"
	withJunk["roster/.DS_Store"] = "junk"
	withJunk["roster/read me.txt"] = "hello"
	crlf := map[string]string{}
	for n, c := range clean() {
		crlf[n] = "\xef\xbb\xbf" + strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(c, "\n101室", "~"), "\n", "\r\n"), "\r\n")
		crlf[n] = strings.ReplaceAll(crlf[n], "~", "\n101室")
	}
	for name, path := range map[string]string{
		"folder": folderOf(t, clean()), "zip": zipOf(t, named(clean(), "")), "zip with a folder": zipOf(t, withJunk),
		"zip from Windows": zipOf(t, named(clean(), `roster\`)), "BOM and CRLF, no last line end": folderOf(t, crlf),
	} {
		r := checkPath(t, path, Options{})
		if r.Verdict != Accept || len(r.Findings) != 0 || r.Active[Users] != 3 {
			t.Errorf("%s: %+v", name, r)
		}
		if got := readAll(t, path, Classes)[0].Get("location"); got != "一号楼\n101室" {
			t.Errorf("%s: location %q", name, got)
		}
	}
}

func TestWrongCase(t *testing.T) {
	files := named(clean(), "")
	files["USERS.CSV"] = files["users.csv"]
	delete(files, "users.csv")
	if r := checkPath(t, zipOf(t, files), Options{}); r.Verdict != Accept || r.Count[CodeMissing] != 1 || r.Active[Users] != 3 {
		t.Errorf("%+v", r)
	}
	files["users.csv"] = files["USERS.CSV"]
	if r := checkPath(t, zipOf(t, files), Options{}); r.Verdict != Refuse || r.Count[CodeUnlisted] != 1 {
		t.Errorf("both: %+v", r.Findings)
	}
}

// TestDangerousZip: nothing of such a zip is read.
func TestDangerousZip(t *testing.T) {
	for name, entry := range map[string]string{"slip": "../../etc/passwd", "absolute": "/tmp/x.csv", "drive": `C:\x.csv`, "dots inside": "a/../../b.csv"} {
		files := named(clean(), "")
		files[entry] = "x"
		r := checkPath(t, zipOf(t, files), Options{})
		if r.Verdict != Refuse || len(r.Active) != 0 || r.Count[CodeUnlisted] == 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	files := named(clean(), "")
	files["bomb.csv"] = strings.Repeat("0", 32<<20)
	if r := checkPath(t, zipOf(t, files), Options{}); r.Verdict != Refuse || len(r.Active) != 0 || r.Count[CodeEncoding] == 0 {
		t.Errorf("bomb: %+v", r)
	}
	if r := checkPath(t, zipOf(t, map[string]string{"a/manifest.csv": "x", "b/manifest.csv": "y"}), Options{}); r.Verdict != Refuse || r.Count[CodeMissing] != 1 {
		t.Errorf("two manifests: %+v", r)
	}
}

// TestLyingZip: an entry that is longer than it says, or damaged, ends as a finding.
func TestLyingZip(t *testing.T) {
	raw, err := os.ReadFile(zipOf(t, named(clean(), "")))
	if err != nil {
		t.Fatal(err)
	}
	zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		if f.Name != "users.csv" {
			continue
		}
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for i := range 30 {
			raw[at+60+int64(i)] ^= 0x55
		}
	}
	path := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	r := checkPath(t, path, Options{})
	if r.Verdict != Refuse || r.Count[CodeEncoding] == 0 {
		t.Errorf("%+v", r.Findings)
	}
}

// TestGarbledAndDamaged: a file with two bad rows that then breaks off ends too. FuzzZip found the endless loop.
func TestGarbledAndDamaged(t *testing.T) {
	files := named(clean(), "")
	files["orgs.csv"] = strings.Repeat("\xb5,,,\xda,school,,\n", 3) // no header that could be read
	s, err := newSet(breaking{memory(files)})
	if err != nil {
		t.Fatal(err)
	}
	s.plans[Users] = &plan{to: []int{toID}, width: 1, has: make([]bool, 40)}
	s.tables = []string{Users}
	r, err := Check(context.Background(), s, Options{})
	if err != nil || r.Count[CodeEncoding] < 2 {
		t.Errorf("%v %+v", err, r.Findings)
	}
}

// breaking is a box whose users.csv breaks off after rows that are not UTF-8.
type breaking struct{ memory }

func (b breaking) Open(name string) (io.ReadCloser, error) {
	if name == "users.csv" {
		return io.NopCloser(io.MultiReader(strings.NewReader(head(Users)+"\xb5\n\xda\n"), damage{err: io.ErrUnexpectedEOF})), nil
	}
	return b.memory.Open(name)
}

// TestLinks: a link in a folder does not lead out of it.
func TestLinks(t *testing.T) {
	out := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(out, []byte(clean()[Users]), 0o600); err != nil {
		t.Fatal(err)
	}
	files := clean()
	delete(files, Users)
	dir := folderOf(t, files)
	if err := os.Symlink(out, filepath.Join(dir, "users.csv")); err != nil {
		t.Skipf("skipped: no links here: %v", err)
	}
	if r := checkPath(t, dir, Options{}); r.Verdict != Refuse || r.Count[CodeMissing] != 1 {
		t.Errorf("%+v", r.Findings)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("opened what is not there")
	}
	path := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(path, []byte("not a zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("opened what is no zip")
	}
	if r := checkPath(t, t.TempDir(), Options{}); r.Verdict != Refuse || r.Count[CodeMissing] != 1 {
		t.Errorf("empty folder: %+v", r)
	}
}

// TestPasswordsStayOut: no string of any record holds a password, whatever its column is called.
func TestPasswordsStayOut(t *testing.T) {
	files := clean()
	files[Users] = strings.Replace(head(Users), "\n", ",metadata.password,ext_studentPassword,metadata.cn.pinyin\n", 1) +
		"u1,,,true,teacher1,,老师,李,,T1,,,,,,hunter2,,,,,s1,,hunter2,hunter2,li\n"
	files[UserProfiles] = strings.Replace(files[UserProfiles], "login,teacher1,", "login,teacher1,hunter2", 1)
	dir := folderOf(t, files)
	for _, table := range []string{Users, UserProfiles} {
		for _, r := range readAll(t, dir, table) {
			for k, v := range r.Values() {
				if strings.Contains(v, "hunter2") {
					t.Errorf("%s.%s", table, k)
				}
			}
			for k, v := range r.Metadata() {
				if strings.Contains(v, "hunter2") {
					t.Errorf("%s.%s", table, k)
				}
			}
			if r.Get("password") != "" {
				t.Error("Get gives the password")
			}
		}
	}
	if m := readAll(t, dir, Users)[0].Metadata(); m["metadata.cn.pinyin"] != "li" || len(m) != 1 {
		t.Errorf("metadata %v", m)
	}
}

func TestWideAndLong(t *testing.T) {
	files := clean()
	files[Orgs] = "\xff\xfes\x00o\x00"
	if r := checkFiles(t, files); r.Count[CodeEncoding] != 1 || r.Count[CodeOrphan] != 0 {
		t.Errorf("UTF-16: %+v", r.Findings)
	}
	files = clean()
	files[Orgs] += "s9,,,\"" + strings.Repeat("x", 2<<20)
	if r := checkFiles(t, files); r.Verdict != Refuse || r.Count[CodeFields] != 1 {
		t.Errorf("lost quotation mark: %+v", r.Findings)
	}
	files = clean()
	files[Orgs] = ""
	if r := checkFiles(t, files); r.Count[CodeHeader] != 1 {
		t.Errorf("empty: %+v", r.Findings)
	}
}

func TestScan(t *testing.T) {
	for in, want := range map[string]string{
		"a,b\nc,d":                 "1[a|b]2[c|d]",
		"a,b\r\n\r\n c ,\"d\"\r\n": "1[a|b]3[ c |d]",
		"a\rb\r":                   "1[a]2[b]",
		"\"x\r\ny\",\"q\"\"q\"\nz": "1[x\r\ny|q\"q]3[z]",
		"\"\",\"\"\"\"":            "1[|\"]",
		"a\"b,c":                   "1[a\"b|c]",
		"\xef\xbb\xbfa,b":          "1[a|b]",
		",\n":                      "1[|]",
	} {
		sc := newScanner(strings.NewReader(in))
		got := ""
		for {
			err := sc.next()
			if err == io.EOF { //nolint:errorlint // exact
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", in, err)
			}
			var cells []string
			for i := range sc.ends {
				cells = append(cells, string(sc.cell(i)))
			}
			got += string(rune('0'+sc.start)) + "[" + strings.Join(cells, "|") + "]"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestVersion11: users carry organisations and a role, and there are no roles.csv and userProfiles.csv.
func TestVersion11(t *testing.T) {
	files := clean()
	delete(files, Roles)
	delete(files, UserProfiles)
	var manifest strings.Builder
	manifest.WriteString("propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n")
	read, unused := known("1.1")
	for _, n := range read {
		manifest.WriteString("file." + n + ",bulk\n")
	}
	for _, n := range unused {
		manifest.WriteString("file." + n + ",absent\n")
	}
	files["manifest"] = manifest.String()
	files[Users] = strings.Join(Columns("1.1", Users), ",") + "\nu1,,,true,\"s1,s2\",teacher,t1,,老师,李,,,,,,,,\nu2,,,true,s1,student,t2,,明,张,,,,,,u1,07,\n"
	dir := folderOf(t, files)
	if r := checkPath(t, dir, Options{}); r.Verdict != Accept || len(r.Findings) != 0 || r.Version != "1.1" {
		t.Fatalf("%+v", r)
	}
	if u := readAll(t, dir, Users)[0]; u.Get("role") != "teacher" || len(u.List("orgSourcedIds")) != 2 {
		t.Errorf("%+v", u)
	}
	for was, code := range map[string]Code{"s2\",teacher": CodeOrphan, "true,s1,student": CodeVocabulary} {
		bad := map[string]string{"s2\",teacher": "s9\",teacher", "true,s1,student": "true,s1,principal"}[was]
		broken := map[string]string{}
		for n, c := range files {
			broken[n] = c
		}
		broken[Users] = strings.Replace(files[Users], was, bad, 1)
		if r := checkFiles(t, broken); r.Verdict != Refuse || r.Count[code] != 1 {
			t.Errorf("%s: %+v", bad, r.Findings)
		}
	}
	files["roles"] = clean()[Roles]
	if r := checkFiles(t, files); r.Verdict != Refuse || r.Count[CodeUnlisted] != 1 {
		t.Errorf("roles.csv in 1.1: %+v", r.Findings)
	}
}

func TestNoRows(t *testing.T) {
	files := clean()
	files[Demographics] = head(Demographics)
	if r := checkFiles(t, files); r.Verdict != Accept || r.Count[CodeFields] != 1 || r.Active[Demographics] != 0 {
		t.Errorf("%+v", r)
	}
}
