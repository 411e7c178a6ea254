package commons_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const insQuota db.SQL = `-- unscoped: a test's setting of the region
INSERT INTO org_setting (id, node, name, value, since, until, actor) VALUES (?, ?, 'files.quota', ?, 0, ?, ?)`

// quota gives a unit a room smaller than a page may set, so that a test needs no large files.
func quota(t *testing.T, h *commonstest.House, unit org.Unit, school, person int) {
	t.Helper()
	ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(insQuota, id.New[any](), unit.ID, fmt.Sprintf(`{"school": %d, "person": %d}`, school, person), clock.Forever, id.New[any]())
		return err
	}))
}

// page is a PNG of n bytes that differs from others by its mark.
func page(n int, mark string) string {
	head := "\x89PNG\r\n\x1a\n" + mark
	return head + strings.Repeat("x", n-len(head))
}

// TestMaterialTakesRoom: material of a class counts for the quota of its school and of who brought it, once for the same bytes, beside the
// files of works, as long as it is in force; what has no room is refused and not kept.
func TestMaterialTakesRoom(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		class, ann, _, _ := classOf(t, h)
		quota(t, h, h.A, 5000, 3000)
		add := func(body string) (commons.Material, error) {
			return h.Works.AddMaterial(ctx, ann, class, "", commons.Upload{Name: "页.png", Body: bytes.NewReader([]byte(body))})
		}
		takes := func(files int, school, person int64) {
			t.Helper()
			q, err := h.Works.QuotaAt(ctx, ann, class)
			ok(t, err)
			if q.SchoolFiles != files || q.SchoolUsed != school || q.PersonUsed != person {
				t.Fatalf("%d files, %d of the school, %d of the person; want %d, %d, %d", q.SchoolFiles, q.SchoolUsed, q.PersonUsed, files, school, person)
			}
		}
		first, err := add(page(2000, "a"))
		ok(t, err)
		again, err := add(page(2000, "a"))
		ok(t, err) // the same bytes take no more
		takes(1, 2000, 2000)

		_, err = add(page(1001, "b"))
		want(t, err, fault.TooLarge)
		if !strings.Contains(fmt.Sprint(err), "您的文件空间不够") {
			t.Errorf("the refusal says %v", err)
		}
		all, err := h.Works.Materials(ctx, ann, class)
		ok(t, err)
		if len(all) != 2 {
			t.Fatalf("%d materials are kept", len(all))
		}
		w, err := h.Works.Create(ctx, ann, h.A.ID, commonstest.Text("周长"), "")
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("图.png", page(1001, "b")))
		want(t, err, fault.TooLarge) // works and material share one room
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("图.png", page(1000, "c")))
		ok(t, err)
		takes(2, 3000, 3000)
		_, err = add(page(1000, "c")) // what a work holds takes no more as material either
		ok(t, err)
		takes(2, 3000, 3000)

		// a colleague's files leave less for all
		other := h.Make(t, h.Al, "面积")
		_, err = h.Works.AddFiles(ctx, h.Al, other.ID, one("图.png", page(2000, "d")))
		ok(t, err)
		takes(3, 5000, 3000)
		_, err = h.Works.AddFiles(ctx, h.Al, other.ID, one("图.png", page(20, "e")))
		want(t, err, fault.TooLarge)
		if !strings.Contains(fmt.Sprint(err), "本校的文件空间不够") {
			t.Errorf("the refusal says %v", err)
		}

		own, err := h.Works.OwnMaterialUse(ctx, ann)
		ok(t, err)
		if len(own) != 1 || own[0].Class.ID != class || own[0].Files != 3 || own[0].Size != 5000 {
			t.Errorf("the own use is %+v", own)
		}
		if _, err := h.Works.QuotaAt(ctx, h.Bea, class); err == nil {
			t.Error("a teacher of another school is told how much room there is")
		}

		ok(t, h.Works.RemoveMaterial(ctx, ann, first.ID))
		takes(3, 5000, 3000) // its other copy is still there
		ok(t, h.Works.RemoveMaterial(ctx, ann, again.ID))
		takes(2, 3000, 1000)

		m, err := add(page(1500, "f"))
		ok(t, err)
		takes(3, 4500, 2500)
		h.Clock.Advance(time.Duration(m.Expires-h.Clock.Now().UnixMicro()) * time.Microsecond)
		q, err := h.Works.QuotaOf(ctx, h.Al, h.A.ID)
		ok(t, err)
		if q.SchoolUsed != 3000 {
			t.Errorf("%d bytes are counted after the term; want those of the works, 3000", q.SchoolUsed)
		}
	})
}

// TestCopiesTakeRoom: what comes in from another school's lesson, by adapting it or by taking its new version, needs room as an upload
// does, and what a taken version replaces gives its room back.
func TestCopiesTakeRoom(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		w := h.Make(t, h.Ann, "三角形")
		_, err := h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", page(2000, "1")))
		ok(t, err)
		v1 := h.Submit(t, h.Ann, w.ID, h.Region)
		h.Approve(t, h.Ray, v1.ID)
		quota(t, h, h.B, 4500, 0)
		mine, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "once")
		ok(t, err)
		other, err := h.Works.Adapt(ctx, h.Bea, v1.ID, h.B.ID, "twice")
		ok(t, err) // the bytes are there

		draft, err := h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		ok(t, h.Works.RemoveFile(ctx, h.Ann, w.ID, draft.Files[0].ID))
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", page(2400, "2")))
		ok(t, err)
		v2 := update(t, h, h.Ann, w.ID, func(d *commons.Draftable) {})
		_, err = h.Works.Adapt(ctx, h.Bea, v2.ID, h.B.ID, "third")
		ok(t, err) // 4400 of 4500
		_, err = h.Works.AddFiles(ctx, h.Bea, mine.ID, one("多.png", page(101, "+")))
		want(t, err, fault.TooLarge)

		second := h.Make(t, h.Cid, "圆")
		_, err = h.Works.AddFiles(ctx, h.Cid, second.ID, one("圆.png", page(300, "o")))
		ok(t, err)
		v := h.Submit(t, h.Cid, second.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		_, err = h.Works.Adapt(ctx, h.Bea, v.ID, h.B.ID, "")
		want(t, err, fault.TooLarge)

		// taking the new version replaces the old picture: once nothing names it, its room is free
		used := func(want int64) {
			t.Helper()
			q, err := h.Works.QuotaOf(ctx, h.Bea, h.B.ID)
			ok(t, err)
			if q.SchoolUsed != want {
				t.Errorf("%d bytes are held; want %d", q.SchoolUsed, want)
			}
		}
		_, err = h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev, v2.ID, nil)
		ok(t, err)
		used(4400) // the second adaptation still names it
		_, err = h.Works.Take(ctx, h.Bea, other.ID, other.Rev, v2.ID, nil)
		ok(t, err)
		used(2400)

		draft, err = h.Works.Get(ctx, h.Ann, w.ID)
		ok(t, err)
		ok(t, h.Works.RemoveFile(ctx, h.Ann, w.ID, draft.Files[0].ID))
		_, err = h.Works.AddFiles(ctx, h.Ann, w.ID, one("图.png", page(2200, "3")))
		ok(t, err)
		v3 := update(t, h, h.Ann, w.ID, func(d *commons.Draftable) {})
		mine, err = h.Works.Get(ctx, h.Bea, mine.ID)
		ok(t, err)
		_, err = h.Works.Take(ctx, h.Bea, mine.ID, mine.Rev, v3.ID, nil)
		want(t, err, fault.TooLarge)
		used(2400)
	})
}
