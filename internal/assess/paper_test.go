package assess

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

func titles(sh Sheet) string {
	var out []string
	for _, l := range sh.Lines {
		out = append(out, string([]rune(l.Title)[:2]))
	}
	return strings.Join(out, " ")
}

func TestPaper(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		p := h.empty(t)
		rev := 1
		for _, d := range drafts()[:3] {
			next, err := h.s.AddLine(ctx, h.TeacherA, p, rev, d)
			if err != nil {
				t.Fatal(err)
			}
			rev = next
		}
		_, err := h.s.AddLine(ctx, h.TeacherA, p, 1, drafts()[0])
		wantKind(t, err, fault.Conflict, "an old revision")
		_, err = h.s.AddLine(ctx, h.TeacherA, p, rev, LineDraft{Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: "?"}})
		wantKind(t, err, fault.Invalid, "no choices")
		_, err = h.s.AddLine(ctx, h.TeacherB, p, rev, drafts()[0])
		wantKind(t, err, fault.NotFound, "another school's teacher")
		if rev, err = h.s.MoveLine(ctx, h.TeacherA, p, rev, 3, 1); err != nil {
			t.Fatal(err)
		}
		sh, err := h.s.Sheet(ctx, h.TeacherA, p)
		if err != nil || titles(sh) != "地球 水沸 哪些" {
			t.Errorf("after moving: %q, %v", titles(sh), err)
		}
		if rev, err = h.s.EditLine(ctx, h.TeacherA, p, rev, 2, drafts()[3]); err != nil {
			t.Fatal(err)
		}
		if rev, err = h.s.RemoveLine(ctx, h.TeacherA, p, rev, 3); err != nil {
			t.Fatal(err)
		}
		sh, err = h.s.Sheet(ctx, h.TeacherA, p)
		if err != nil || titles(sh) != "地球 中国" || sh.Lines[1].Rev != 2 || sh.Lines[1].Knowledge != "地理常识" || !strings.Contains(sh.Lines[1].KeyText(), "北京市") {
			t.Errorf("after editing: %q rev %d, %v", titles(sh), sh.Lines[1].Rev, err)
		}
		checkCopy(t, h, p, rev, sh)
	})
}

func checkCopy(t *testing.T, h *house, p PaperID, rev int, sh Sheet) {
	t.Helper()
	ctx := context.Background()
	h.write(t, func(tx *db.Tx) error { return h.s.FreezePaper(tx, p) })
	_, err := h.s.RemoveLine(ctx, h.TeacherA, p, rev, 1)
	wantKind(t, err, fault.Conflict, "a frozen paper")
	var mine PaperID
	h.write(t, func(tx *db.Tx) (err error) {
		mine, err = h.s.CopyPaper(tx, p, h.SchoolB, h.TeacherB.Person)
		return err
	})
	if _, err := h.s.EditLine(ctx, h.TeacherB, mine, 1, 1, drafts()[4]); err != nil {
		t.Fatal(err)
	}
	copied, err := h.s.Sheet(ctx, h.TeacherB, mine)
	if err != nil || copied.Source != p || copied.Lines[1].Revision != sh.Lines[1].Revision {
		t.Errorf("copy %+v, %v", copied.Paper, err)
	}
	if copied.Lines[0].Item == sh.Lines[0].Item || copied.Lines[0].Rev != 1 {
		t.Error("an adapted item is taken for the original")
	}
	again, err := h.s.PaperLines(ctx, p)
	if err != nil || again[0].Revision != sh.Lines[0].Revision {
		t.Errorf("the original changed: %v", err)
	}
}

func TestImport(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		p := h.empty(t)
		good, err := drafts()[0].Draft.XML()
		if err != nil {
			t.Fatal(err)
		}
		upload := bytes.Replace([]byte(good), []byte("qti-choice-interaction"), []byte("qti-upload-interaction"), 2)
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range map[string][]byte{"good.xml": good, "upload.xml": upload, "broken.xml": []byte("<x")} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(text)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		rep, err := h.s.Import(ctx, h.TeacherA, p, 1, bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil || len(rep.Taken) != 1 || rep.Rev != 2 {
			t.Fatalf("report %+v, %v", rep, err)
		}
		for _, r := range rep.Refused {
			if len(r.Findings) == 0 {
				t.Errorf("%s refused without a reason", r.File)
			}
		}
		rep, err = h.s.Import(ctx, h.TeacherA, p, 2, bytes.NewReader(good), int64(len(good)))
		if err != nil || len(rep.Taken) != 1 {
			t.Errorf("a single file: %+v, %v", rep, err)
		}
		_, err = h.s.Import(ctx, h.TeacherA, p, 3, strings.NewReader("hello"), 5)
		wantKind(t, err, fault.Invalid, "no package at all")
		sh, err := h.s.Sheet(ctx, h.TeacherA, p)
		if err != nil || len(sh.Lines) != 2 || sh.Rev != 3 {
			t.Errorf("%d lines at rev %d, %v", len(sh.Lines), sh.Rev, err)
		}
	})
}

// TestImportSamples takes every sample file of the corpus: it comes in or is refused with a reason, and never fails otherwise.
func TestImportSamples(t *testing.T) {
	root := testkit.Corpus(t, "qti")
	h := newHouse(t, testkit.SQLite(t, houseMigrations()...))
	in, out := 0, 0
	err := filepath.WalkDir(root, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(p) != ".xml" {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		paper := h.empty(t)
		rep, err := h.s.Import(context.Background(), h.TeacherA, paper, 1, bytes.NewReader(b), int64(len(b)))
		switch {
		case err != nil && !fault.Is(err, fault.Invalid):
			t.Errorf("%s: %v", p, err)
		case len(rep.Taken) == 1:
			in++
			sh, err := h.s.Sheet(context.Background(), h.TeacherA, paper)
			if err != nil || sh.Lines[0].Kind == "" || sh.Lines[0].Max <= 0 && !sh.Lines[0].HandMarked {
				t.Logf("%s: kind %q max %v %v", p, sh.Lines[0].Kind, sh.Lines[0].Max, err)
			}
		default:
			out++
			if err == nil && (len(rep.Refused) == 0 || len(rep.Refused[0].Findings) == 0) && rep.Warnings == nil {
				t.Errorf("%s: refused without a reason", p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d came in, %d were refused", in, out)
	if in == 0 || out == 0 {
		t.Error("the samples hold both kinds")
	}
}
