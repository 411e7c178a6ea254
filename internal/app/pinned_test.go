package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// classroom is one school with one class of one pupil, a teacher who makes lessons, a reviewer and a head of the region.
type classroom struct {
	*builder
	school                          org.UnitID
	class                           org.ClassID
	teacher, reviewer, pupil, chief *person
}

func newClassroom(t *testing.T) *classroom {
	t.Helper()
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Preset: "xx-tiny", Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	c := &classroom{builder: &builder{world: &world{app: a, now: a.Org.Now(), ctx: ctx}, t: t}, school: id.New[org.Unit](), class: id.New[org.Class]()}
	c.write(func(tx *db.Tx) error {
		region, err := a.Org.RegionUnit(ctx)
		if err != nil {
			return err
		}
		c.region = region.ID
		if _, err := a.Org.AddUnit(tx, org.Unit{ID: c.school, Kind: org.School, Code: "S", Name: "小学"}, region.ID); err != nil {
			return err
		}
		_, err = a.Org.AddClass(tx, org.Class{ID: c.class, School: c.school, Stage: org.Primary, Cohort: a.Org.Grades().Cohort(org.Primary, 5, c.now), Number: 1})
		return err
	})
	c.teacher = c.person("师", c.school, org.Holding{Role: org.Teacher, Node: id.As[any](c.school)}, org.Holding{Role: org.Teaching, Node: id.As[any](c.class)})
	c.reviewer = c.person("审", c.school, org.Holding{Role: org.Reviewer, Node: id.As[any](c.region)})
	c.chief = c.person("局", c.school, org.Holding{Role: org.BureauLeader, Node: id.As[any](c.region)})
	c.pupil = c.person("生", c.school, org.Holding{Role: org.Pupil})
	c.write(func(tx *db.Tx) error {
		if err := a.Org.Enrol(tx, org.Enrolment{Person: c.pupil.id, Class: c.class, Number: "1"}); err != nil {
			return err
		}
		return a.Org.ApproveAll(tx, c.school, org.PersonID{})
	})
	return c
}

func png(text string) []byte { return []byte("\x89PNG\r\n\x1a\n" + text) }

// pictured is a package with one item that has one picture.
func (c *classroom) pictured(picture []byte) []byte {
	xml, err := qti.Draft{Kind: qti.DraftSingle, Prompt: "哪个大？", Choices: []qti.DraftChoice{{Text: "1/2", Correct: true}, {Text: "1/3"}}}.XML()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string][]byte{"1.xml": bytes.Replace(xml, []byte("<qti-prompt>"), []byte(`<qti-prompt><img src="1.png" alt="图"/>`), 1), "1.png": picture} {
		w, e := z.Create(name)
		if e == nil {
			_, e = w.Write(body)
		}
		if e != nil {
			c.t.Fatal(e)
		}
	}
	if e := z.Close(); err != nil || e != nil {
		c.t.Fatal(err, e)
	}
	return b.Bytes()
}

// lesson is a draft of the teacher with a practice of one item with a picture, and a file.
func (c *classroom) lesson(title string, picture []byte, file string) (commons.Work, assess.ImportReport) {
	by := c.actor(c.teacher)
	w := must[commons.Work](c.builder)(c.app.Lessons.Create(c.ctx, by, c.school, commons.Draftable{Title: title, Subject: "maths", Stage: org.Primary, Grade: 5, Body: "第一稿"}, ""))
	p := id.As[assess.Paper](must[id.Any](c.builder)(c.app.Lessons.AddPaper(c.ctx, by, w.ID)))
	sheet := must[assess.Sheet](c.builder)(c.app.Assess.Sheet(c.ctx, by, p))
	pkg := c.pictured(picture)
	rep := must[assess.ImportReport](c.builder)(c.app.Assess.Import(c.ctx, by, p, sheet.Paper.Rev, bytes.NewReader(pkg), int64(len(pkg))))
	if file != "" {
		sent := false
		must[[]commons.File](c.builder)(c.app.Lessons.AddFiles(c.ctx, by, w.ID, func() (commons.Upload, error) {
			if sent {
				return commons.Upload{}, io.EOF
			}
			sent = true
			return commons.Upload{Name: "讲义.txt", Body: strings.NewReader(file)}, nil
		}))
	}
	return must[commons.Work](c.builder)(c.app.Lessons.Get(c.ctx, by, w.ID)), rep
}

// TestPinnedVersion: an assignment holds the version with which it was given. After the next version the class still has the old text,
// file, question and picture, and a new assignment takes the new one. After a withdrawal the lesson is closed for everybody, also for
// who uses it, and its teacher is told why; the practice that pupils have before them goes on to its end, because it is theirs.
func TestPinnedVersion(t *testing.T) {
	c := newClassroom(t)
	by, pupil := c.actor(c.teacher), c.actor(c.pupil)
	w, rep := c.lesson("分数的意义", png("one"), "第一版的讲义，三张白纸和一支铅笔")
	if len(rep.Taken) != 1 {
		t.Fatalf("%+v", rep)
	}
	v1 := must[commons.Version](c.builder)(c.app.Lessons.Submit(c.ctx, by, w.ID, c.school, by.Name))
	c.approve(v1.ID, c.reviewer)
	give := func(v commons.VersionID, idem string) (homework.AssignmentID, error) {
		return c.app.Homework.Give(c.ctx, by, homework.Order{Version: id.As[any](v), Class: c.class, Mode: homework.Device, Place: homework.InClass, Minutes: 10, Due: c.now + day, Idem: idem})
	}
	must[homework.AssignmentID](c.builder)(give(v1.ID, "one"))
	mine := must[[]assess.Sitting](c.builder)(c.app.Assess.Mine(c.ctx, pupil))[0].ID
	question := func() {
		t.Helper()
		desk, err := c.app.Assess.Desk(c.ctx, pupil, mine, func(_ int, name string) string { return name })
		if err != nil {
			t.Fatal(err)
		}
		if len(desk.Questions) != 1 {
			t.Errorf("the practice has %d questions", len(desk.Questions))
		}
		r, _, err := c.app.Assess.Picture(c.ctx, pupil, mine, 1, "1.png")
		if err != nil {
			t.Fatal("the picture of the question:", err)
		}
		_ = r.Close()
	}

	d := w.Draftable
	d.Body = "第二稿"
	now := must[commons.Work](c.builder)(c.app.Lessons.Get(c.ctx, by, w.ID))
	must[commons.Work](c.builder)(c.app.Lessons.Save(c.ctx, by, w.ID, now.Rev, d))
	if err := c.app.Lessons.RemoveFile(c.ctx, by, w.ID, now.Files[0].ID); err != nil {
		t.Fatal(err)
	}
	v2 := must[commons.Version](c.builder)(c.app.Lessons.Submit(c.ctx, by, w.ID, c.school, by.Name))
	c.approve(v2.ID, c.reviewer)
	old := must[commons.Version](c.builder)(c.app.Lessons.Read(c.ctx, by, v1.ID))
	if old.State != commons.Superseded || old.Body != "第一稿" || len(old.Files) != 1 {
		t.Errorf("the pinned version: %s %q, %d files", old.State, old.Body, len(old.Files))
	}
	_, r, err := c.app.Lessons.SharedFile(c.ctx, by, v1.ID, v1.Files[0].ID)
	if err != nil {
		t.Fatal("its file:", err)
	}
	_ = r.Close()
	question()
	if _, err := give(v1.ID, "two"); !fault.Is(err, fault.Conflict) {
		t.Errorf("a new assignment of the old version: %v", err)
	}
	must[homework.AssignmentID](c.builder)(give(v2.ID, "three"))

	if err := c.app.Lessons.Withdraw(c.ctx, by, w.ID, v1.ID, "例题有误"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.app.Lessons.Read(c.ctx, by, v1.ID); !fault.Is(err, fault.Gone) {
		t.Errorf("reading it: %v", err)
	}
	if _, _, err := c.app.Lessons.SharedFile(c.ctx, by, v1.ID, v1.Files[0].ID); !fault.Is(err, fault.Gone) {
		t.Errorf("its file: %v", err)
	}
	told := must[[]commons.Told](c.builder)(c.app.Lessons.Recalled(c.ctx, by))
	if len(told) != 1 || told[0].Why != "例题有误" {
		t.Errorf("told %+v", told)
	}
	question()
	if _, err := c.app.Assess.Save(c.ctx, pupil, mine, assess.Given{No: 1, Form: map[string][]string{"RESPONSE": {"A"}}, Idem: "a"}); err != nil {
		t.Error(err)
	}
	if got := must[commons.Version](c.builder)(c.app.Lessons.Read(c.ctx, by, v2.ID)); got.State != commons.Published {
		t.Errorf("the next version: %s", got.State)
	}
}

// TestPrivateMaterialEntersNoBank: a picture that is a class's own enters no item, and an item whose picture became a class's own goes to
// no review; a takedown takes it out of the items as out of the lessons.
func TestPrivateMaterialEntersNoBank(t *testing.T) {
	c := newClassroom(t)
	by := c.actor(c.teacher)
	keep := func(picture []byte) {
		must[commons.Material](c.builder)(c.app.Lessons.AddMaterial(c.ctx, by, c.class, "练习册", commons.Upload{Name: "p.png", Body: bytes.NewReader(picture)}))
	}
	keep(png("workbook"))
	_, rep := c.lesson("私有", png("workbook"), "")
	if len(rep.Taken) != 0 || len(rep.Refused) != 1 || rep.Refused[0].Findings[0].Code != assess.CodeBarred {
		t.Errorf("%+v", rep)
	}
	w, rep := c.lesson("先题后资料", png("later"), "")
	if len(rep.Taken) != 1 {
		t.Fatalf("%+v", rep)
	}
	keep(png("later"))
	if _, err := c.app.Lessons.Submit(c.ctx, by, w.ID, c.school, by.Name); !fault.Is(err, fault.Invalid) {
		t.Errorf("submitted with a picture of the class's own: %v", err)
	}

	w, _ = c.lesson("要下架", png("stolen"), "")
	sent := false
	must[[]commons.File](c.builder)(c.app.Lessons.AddFiles(c.ctx, by, w.ID, func() (commons.Upload, error) {
		if sent {
			return commons.Upload{}, io.EOF
		}
		sent = true
		return commons.Upload{Name: "图.png", Body: bytes.NewReader(png("stolen"))}, nil
	}))
	v := must[commons.Version](c.builder)(c.app.Lessons.Submit(c.ctx, by, w.ID, c.school, by.Name))
	chief := c.actor(c.chief)
	td := must[commons.TakedownID](c.builder)(c.app.Lessons.OrderTakedown(c.ctx, chief, v.ID, commons.TakedownOrder{Basis: "著作权法", Document: "1号", Reason: "盗版"}))
	if _, rep := c.lesson("再导入", png("stolen"), ""); len(rep.Taken) != 0 {
		t.Error("an item with a picture that was taken down came in")
	}
	if err := c.app.Lessons.RunTakedown(c.ctx, td); err != nil {
		t.Fatal(err)
	}
	_, lines, err := c.app.Lessons.Receipt(c.ctx, chief, td)
	n := 0
	for _, l := range lines {
		if l.Place == c.app.Assess.Place() && l.Hash == blob.Hash(png("stolen")) {
			n = l.Count
		}
	}
	if err != nil || n != 1 {
		t.Errorf("pictures of items in the receipt: %d, %v", n, err)
	}
}
