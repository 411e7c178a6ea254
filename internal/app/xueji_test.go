package app_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const (
	national = "G120101201205013210"
	newPupil = "测试学籍"

	countSealed db.SQL = `-- unscoped: a test counts
SELECT COUNT(*) FROM org_xueji`
)

// sealedBook is a workbook with one pupil whose national pupil number is given.
func sealedBook(t *testing.T) string {
	t.Helper()
	b, err := workbook.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	const code = "120119-01"
	b.School(workbook.School{Name: "蓟州区山前中学", Code: code, Short: "sqzx", District: "蓟州区", Kind: "初级中学"})
	b.Class(workbook.Class{School: code, Stage: workbook.Junior, Year: 2025, Number: 9})
	b.Pupil(workbook.Pupil{School: code, Year: 2025, Number: 9, Name: newPupil, Code: "20250999", Seat: "1", Sex: "男", Born: "2012-05-01"})
	b.Teacher(workbook.Teacher{School: code, Name: "班主任甲", Code: "T901"})
	b.Teaching(workbook.Teaching{School: code, Teacher: "T901", Year: 2025, Number: 9, Head: true})
	var out bytes.Buffer
	if err := b.Finish(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellStr("学生", "J2", national); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNationalNumberIsNowhere brings in a pupil with a national pupil number 学籍号, by the command and through the browser's door, and
// then does what could spread it: pages, cards, an export, a copy of one's data, statements, a backup. The number is kept, and stands
// in no column of the stores, in no file of the data directory, in no log line and in nothing that was given out.
func TestNationalNumberIsNowhere(t *testing.T) {
	ctx := context.Background()
	var log buffer
	dir := t.TempDir()
	a, err := app.Open(ctx, app.Config{Dir: dir, Demo: true, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Seed(ctx, 12); err != nil {
		t.Fatal(err)
	}
	book := sealedBook(t)
	args, _ := json.Marshal(app.RosterArgs{Path: book, Scope: "120119-01", Apply: true})
	if out, err := a.Do(ctx, "roster-import", args); err != nil || !out.(roster.Outcome).Applied {
		t.Fatalf("%+v %v", out, err)
	}
	if n, err := db.One(a.Core.Reader(ctx), countSealed, db.Value[int64]); err != nil || n != 1 {
		t.Fatalf("%d numbers are kept: %v", n, err)
	}
	given := spread(t, a, book)
	if err := a.Log.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.tgz")
	if _, err := a.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	given["the backup"] = unpacked(t, file)
	given["the log"] = log.b.Bytes()
	for _, text := range []string{national, strings.ToLower(national), national[1:]} {
		for name, d := range map[string]*db.DB{"core": a.Core, "record": a.Record, "search": a.Search} {
			found, err := testkit.Texts(d, text)
			if err != nil || len(found) > 0 {
				t.Errorf("%s is in %s %v %v", text, name, found, err)
			}
		}
		for name, b := range given {
			if bytes.Contains(b, []byte(text)) {
				t.Errorf("%s is in %s", text, name)
			}
		}
		inFiles(t, dir, text)
	}
	if found, _ := testkit.Texts(a.Core, newPupil); len(found) == 0 {
		t.Error("the search finds nothing at all")
	}
}

// spread does with the pupil what the program can do, and collects what it gives out.
func spread(t *testing.T, a *app.App, book string) map[string][]byte {
	t.Helper()
	ctx := context.Background()
	out := map[string][]byte{}
	v := &visitor{t, a, map[string]string{}}
	v.signIn("jiaowu", app.DemoPassword)
	list := v.do("GET", "/school/people", nil).Body.String()
	office, err := id.Parse[org.Unit](officeOf.FindStringSubmatch(list)[1])
	if err != nil {
		t.Fatal(err)
	}
	clerk := actorOf(t, a, id.Any{}, "jiaowu")
	found := v.do("GET", "/school/people?q="+url.QueryEscape(newPupil), nil).Body.String()
	person := personOf.FindStringSubmatch(found)
	if person == nil {
		t.Fatal("the pupil is not found by name")
	}
	page := v.do("GET", "/school/person/"+person[1], nil)
	out["the list"], out["the person's page"] = []byte(found), page.Body.Bytes()
	if page.Code != http.StatusOK {
		t.Fatal(page.Code)
	}
	for _, q := range []string{national, national[1:]} {
		if rec := v.do("GET", "/school/people?q="+q, nil); strings.Contains(rec.Body.String(), newPupil) {
			t.Errorf("the pupil is found by %s", q)
		}
	}
	var export bytes.Buffer
	if err := a.Roster.Export(ctx, clerk, office, &export); err != nil {
		t.Fatal(err)
	}
	cells(t, export.Bytes(), out)
	class := classOfPupil(t, a, person[1])
	pdf, err := a.Entry.MakeCards(ctx, clerk, class, nil)
	if err != nil {
		t.Fatal(err)
	}
	out["the cards"] = pdf
	upload(t, a, clerk, office, book)
	pupil := actorOf(t, a, id.As[any](office), "20250999")
	copied(t, a, clerk, pupil, out)
	if _, err := a.Authn.Find(ctx, id.As[any](office), national); err == nil {
		t.Error("the number is a login")
	}
	return out
}

func actorOf(t *testing.T, a *app.App, realm id.Any, login string) *org.Actor {
	t.Helper()
	sub, err := a.Authn.Find(t.Context(), authn.Subject(realm), login)
	if err == nil && sub.IsZero() {
		err = errors.New("no account")
	}
	if err != nil {
		sub, err = a.Authn.Find(t.Context(), authn.Subject{}, login)
	}
	if err != nil {
		t.Fatal(login, err)
	}
	actor, err := a.Org.Resolve(t.Context(), id.As[org.Account](sub), "test")
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

const selClassOf db.SQL = `-- unscoped: a test looks
SELECT class FROM org_enrolment WHERE person = ?`

func classOfPupil(t *testing.T, a *app.App, person string) org.ClassID {
	t.Helper()
	p, err := id.Parse[org.Person](person)
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.One(a.Core.Reader(t.Context()), selClassOf, db.Value[org.ClassID], p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// upload sends the same file through the browser's door and lets the check run.
func upload(t *testing.T, a *app.App, clerk *org.Actor, office org.UnitID, book string) {
	t.Helper()
	f, err := os.Open(book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := a.Roster.Upload(t.Context(), clerk, office, "名册.xlsx", f, 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// copied asks for a copy of the pupil's data, gets it and unpacks it.
func copied(t *testing.T, a *app.App, clerk, pupil *org.Actor, out map[string][]byte) {
	t.Helper()
	r, err := a.Privacy.Ask(t.Context(), pupil, pupil.Person, privacy.Draft{Kind: privacy.Copy})
	if err == nil {
		err = a.Privacy.Decide(t.Context(), clerk, r, true, "")
	}
	if err == nil {
		err = a.Jobs.Drain(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Privacy.Fetch(t.Context(), pupil, r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	out["the copy"] = inflate(t, b)
	if !bytes.Contains(out["the copy"], []byte(newPupil)) {
		t.Error("the copy does not name the pupil: it was not read")
	}
}

// cells are all texts of a workbook.
func cells(t *testing.T, b []byte, out map[string][]byte) {
	t.Helper()
	out["the export"] = inflate(t, b)
	if !bytes.Contains(out["the export"], []byte(newPupil)) {
		t.Error("the export does not name the pupil: it was not read")
	}
}

// unpacked is everything within a backup.
func unpacked(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for r := tar.NewReader(z); ; {
		if _, err := r.Next(); err != nil {
			break
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Contains(all.Bytes(), []byte(newPupil)) {
		t.Error("the backup does not hold the pupil: it was not read")
	}
	return all.Bytes()
}

// inFiles looks into every file of the data directory.
func inFiles(t *testing.T, dir, text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && bytes.Contains(b, []byte(text)) {
			t.Errorf("%s is in %s", text, strings.TrimPrefix(path, dir))
		}
		if strings.HasSuffix(path, ".upload") {
			t.Errorf("the uploaded file stays behind: %s", strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inflate is everything within a zip.
func inflate(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return all.Bytes()
}
