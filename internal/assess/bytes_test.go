package assess

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// barred refuses some bytes: before the write, and from the moment late is set inside it.
type barred struct {
	hash, late string
	asked      []org.UnitID
}

func (b *barred) Keepable(_ context.Context, hash string, school org.UnitID) error {
	b.asked = append(b.asked, school)
	if hash == b.hash {
		return fault.Fieldsf(fault.Field{Name: "file", Message: "不能使用"})
	}
	return nil
}

func (b *barred) Still(_ *db.Tx, hash string, _ org.UnitID) error {
	if hash == b.hash || hash == b.late {
		return fault.Fieldsf(fault.Field{Name: "file", Message: "不能使用"})
	}
	return nil
}

func picture(text string) []byte { return []byte("\x89PNG\r\n\x1a\n" + text) }

// pictured is a package with one item for each picture, named 1.png, 2.png and so on.
func pictured(t *testing.T, pictures ...[]byte) []byte {
	t.Helper()
	xml, err := drafts()[0].Draft.XML()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range pictures {
		name := itoa(i+1) + ".png"
		put(itoa(i+1)+".xml", []byte(strings.Replace(string(xml), "<qti-prompt>", `<qti-prompt><img src="`+name+`" alt="图"/>`, 1)))
		put(name, p)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBarredPicture: an item with a picture that was taken down or is a class's own enters no paper, its bytes are not stored, and what
// became so later goes to no review. A takedown takes the picture out of the items that have it.
func TestBarredPicture(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		bad, fine := picture("bad"), picture("fine")
		b := &barred{hash: blob.Hash(bad)}
		h.s.Guard(b)
		p := h.empty(t)
		pkg := pictured(t, bad, fine)
		rep, err := h.s.Import(ctx, h.TeacherA, p, 1, bytes.NewReader(pkg), int64(len(pkg)))
		if err != nil || len(rep.Taken) != 1 || len(rep.Refused) != 1 || rep.Refused[0].Findings[0].Code != CodeBarred {
			t.Fatalf("report %+v, %v", rep, err)
		}
		if len(b.asked) != 2 || b.asked[0] != h.SchoolA {
			t.Errorf("asked for %v", b.asked)
		}
		if _, err := h.s.blobs.Stat(ctx, b.hash); !fault.Is(err, fault.NotFound) {
			t.Errorf("the refused picture is stored: %v", err)
		}
		if _, err := h.s.blobs.Stat(ctx, blob.Hash(fine)); err != nil {
			t.Error(err)
		}

		b.late = blob.Hash(picture("late")) // the order comes between the question and the write
		pkg = pictured(t, picture("late"))
		_, err = h.s.Import(ctx, h.TeacherA, p, rep.Rev, bytes.NewReader(pkg), int64(len(pkg)))
		wantKind(t, err, fault.Invalid, "an order in between")
		b.late = blob.Hash(fine)
		wantKind(t, h.Core.Write(ctx, func(tx *db.Tx) error { return h.s.FreezePaper(tx, p) }), fault.Invalid, "freezing for review")

		if all, err := h.s.PaperPictures(h.s.reader(ctx), p); err != nil || len(all) != 1 || all[0] != blob.Hash(fine) {
			t.Errorf("pictures %v, %v", all, err)
		}
		for _, want := range []int{1, 0} {
			if n, err := h.s.Purge(ctx, b.late); n != want || err != nil {
				t.Errorf("purged %d, want %d, %v", n, want, err)
			}
		}
		if all, err := h.s.PaperPictures(h.s.reader(ctx), p); err != nil || len(all) != 0 {
			t.Errorf("pictures after the takedown %v, %v", all, err)
		}
		h.write(t, func(tx *db.Tx) error { return h.s.FreezePaper(tx, p) })
		sh, err := h.s.Sheet(ctx, h.TeacherA, p)
		if err != nil || len(sh.Lines) != 1 {
			t.Errorf("the item went with its picture: %d lines, %v", len(sh.Lines), err)
		}

		table := "q1\n1\n0\n"
		b.hash, b.late = "", blob.Hash([]byte(table))
		_, _, _, err = h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "监测", strings.NewReader(table))
		wantKind(t, err, fault.Invalid, "a table, inside the write")
		b.hash = b.late
		_, _, _, err = h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "监测", strings.NewReader(table))
		wantKind(t, err, fault.Invalid, "a table")
	})
}
