package commons_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// classOf makes a class of A that Ann teaches, with one pupil, and another class with a pupil of its own.
func classOf(t *testing.T, h *commonstest.House) (class org.ClassID, ann, pupil, other *org.Actor) {
	t.Helper()
	accounts := []org.AccountID{id.New[org.Account](), id.New[org.Account](), id.New[org.Account]()}
	var second org.ClassID
	ok(t, h.Core.Write(t.Context(), func(tx *db.Tx) error {
		var err error
		if class, err = h.Org.AddClass(tx, org.Class{School: h.A.ID, Stage: org.Primary, Cohort: 2023, Number: 1}); err != nil {
			return err
		}
		if second, err = h.Org.AddClass(tx, org.Class{School: h.A.ID, Stage: org.Primary, Cohort: 2023, Number: 2}); err != nil {
			return err
		}
		for i, c := range []org.ClassID{class, second} {
			p, err := h.Org.AddPerson(tx, org.Person{Owner: h.A.ID, Name: "学生"}, accounts[i])
			if err != nil {
				return err
			}
			err = errors.Join(h.Org.Enrol(tx, org.Enrolment{Person: p, Class: c, Number: "1"}), h.Org.Give(tx, org.Holding{Person: p, Role: org.Pupil, Node: id.As[any](p)}))
			if err != nil {
				return err
			}
		}
		p, err := h.Org.AddPerson(tx, org.Person{Owner: h.A.ID, Name: "安"}, accounts[2])
		return errors.Join(err, h.Org.Give(tx, org.Holding{Person: p, Role: org.Teacher, Node: h.A.Node()}),
			h.Org.Give(tx, org.Holding{Person: p, Role: org.Teaching, Node: id.As[any](class), Subject: "maths"}), h.Org.ApproveAll(tx, h.A.ID, org.PersonID{}))
	}))
	var out []*org.Actor
	for _, a := range accounts {
		actor, err := h.Org.Resolve(t.Context(), a, "test")
		ok(t, err)
		out = append(out, actor)
	}
	return class, out[2], out[0], out[1]
}

// private wants the refusal of bytes that belong to a class.
func private(t *testing.T, err error) {
	t.Helper()
	want(t, err, fault.Invalid)
	if !strings.Contains(fmt.Sprint(err), "班级资料") {
		t.Fatalf("it is refused because of %v", err)
	}
}

// TestClassMaterialStaysInTheClass walks every door from a class's material to other eyes and finds none: not for other teachers and
// classes, not through a work by its bytes, whichever way they come, not by search, and not after the term.
func TestClassMaterialStaysInTheClass(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		class, ann, pupil, stranger := classOf(t, h)
		scan := "\x89PNG\r\n\x1a\nworkbook page 12"
		up := func() commons.Upload {
			return commons.Upload{Name: "练习册第12页.png", Body: bytes.NewReader([]byte(scan))}
		}
		_, err := h.Works.AddMaterial(ctx, h.Bea, class, "", up())
		if err == nil {
			t.Fatal("a teacher of another school put something into the class")
		}
		m, err := h.Works.AddMaterial(ctx, ann, class, "", up())
		ok(t, err)
		if m.Title != "练习册第12页.png" || m.Expires <= m.Made {
			t.Fatalf("material %+v", m)
		}
		mine, err := h.Works.OwnMaterials(ctx, pupil)
		ok(t, err)
		if len(mine) != 1 || mine[0].ID != m.ID {
			t.Fatalf("the pupil sees %+v", mine)
		}
		_, r, err := h.Works.OwnMaterialFile(ctx, pupil, m.ID)
		ok(t, err)
		ok(t, r.Close())

		// nobody else
		none, err := h.Works.OwnMaterials(ctx, stranger)
		ok(t, err)
		if len(none) != 0 {
			t.Fatal("another class's pupil sees it")
		}
		_, _, err = h.Works.OwnMaterialFile(ctx, stranger, m.ID)
		want(t, err, fault.NotFound)
		for _, a := range []*org.Actor{h.Ann, h.Al, h.Bea, h.Ray, pupil} {
			if _, _, err := h.Works.MaterialFile(ctx, a, m.ID); err == nil {
				t.Error("somebody who does not teach the class opened it as a teacher")
			}
			if _, err := h.Works.Materials(ctx, a, class); err == nil {
				t.Error("somebody who does not teach the class listed it")
			}
			if err := h.Works.RemoveMaterial(ctx, a, m.ID); err == nil {
				t.Error("somebody who does not teach the class removed it")
			}
		}

		// its bytes enter no work of the school: by upload, by adapting a copy from elsewhere; what was there before is not frozen
		w, err := h.Works.Create(ctx, ann, h.A.ID, commonstest.Text("周长"), "")
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("别的名字.png", scan))
		want(t, err, fault.Invalid)
		elsewhere := h.Make(t, h.Bea, "别校")
		_, err = h.Works.AddFiles(ctx, h.Bea, elsewhere.ID, one("图.png", scan))
		ok(t, err) // another school knows nothing of this class
		v := h.Submit(t, h.Bea, elsewhere.ID, h.Group)
		h.Approve(t, h.Ray, v.ID)
		_, err = h.Works.Adapt(ctx, ann, v.ID, h.A.ID, "")
		want(t, err, fault.Invalid)
		before := "\x89PNG\r\n\x1a\nbefore"
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("先.png", before))
		ok(t, err)
		_, err = h.Works.AddMaterial(ctx, ann, class, "先", commons.Upload{Name: "a.png", Body: bytes.NewReader([]byte(before))})
		ok(t, err)
		_, err = h.Works.Submit(ctx, ann, w.ID, h.Region.ID, "安")
		private(t, err)
		h.Drain(t)
		if got := h.Titles(t, h.Bea, commons.Query{Text: "练习册"}); got != "" {
			t.Fatalf("search finds %s", got)
		}

		// what was taken away later is still no lesson's, what was put there by mistake is free again
		page := "\x89PNG\r\n\x1a\npage 13"
		add := func() commons.Material {
			m, err := h.Works.AddMaterial(ctx, ann, class, "", commons.Upload{Name: "a.png", Body: bytes.NewReader([]byte(page))})
			ok(t, err)
			return m
		}
		ok(t, h.Works.RemoveMaterial(ctx, ann, add().ID))
		clean, err := h.Works.Create(ctx, ann, h.A.ID, commonstest.Text("面积"), "")
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, ann, clean.ID, one("页.png", page))
		ok(t, err)
		kept := add()
		h.Clock.Advance(commons.Slip)
		ok(t, h.Works.RemoveMaterial(ctx, ann, kept.ID))
		listed, err := h.Works.Materials(ctx, ann, class)
		ok(t, err)
		for _, l := range listed {
			if l.ID == kept.ID {
				t.Error("what was removed is still listed")
			}
		}
		_, err = h.Works.Submit(ctx, ann, clean.ID, h.A.ID, "安")
		private(t, err)
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("页.png", page))
		want(t, err, fault.Invalid)

		// the term ends
		h.Clock.Advance(time.Duration(m.Expires-h.Clock.Now().UnixMicro()) * time.Microsecond)
		_, _, err = h.Works.OwnMaterialFile(ctx, pupil, m.ID)
		want(t, err, fault.NotFound)
		all, err := h.Works.OwnMaterials(ctx, pupil)
		ok(t, err)
		if len(all) != 0 {
			t.Fatal("it outlives the term")
		}
		_, err = h.Works.AddFiles(ctx, ann, w.ID, one("图.png", scan))
		want(t, err, fault.Invalid) // nor is it a lesson's now
	})
}
