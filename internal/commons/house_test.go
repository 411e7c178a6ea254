package commons_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// papers is a stand-in for assess, which commons may not import: it counts, and remembers what is frozen, in the same store.
type papers struct{}

const (
	paperTable = "-- +goose Up\nCREATE TABLE test_paper (id @bytes NOT NULL PRIMARY KEY, source @bytes, frozen @int NOT NULL);\n"

	insPaper db.SQL = `-- unscoped: a test's stand-in for assess
INSERT INTO test_paper (id, source, frozen) VALUES (?, ?, 0)`
	updFrozen db.SQL = `-- unscoped: a test's stand-in for assess
UPDATE test_paper SET frozen = 1 WHERE id = ?`
	selPaper db.SQL = `-- unscoped: a test's stand-in for assess
SELECT source, frozen FROM test_paper WHERE id = ?`
)

func (papers) Create(tx *db.Tx, _ org.UnitID, _ org.PersonID) (id.Any, error) {
	p := id.New[any]()
	_, err := tx.Exec(insPaper, p, id.Any{})
	return p, err
}

func (papers) Copy(tx *db.Tx, from id.Any, _ org.UnitID, _ org.PersonID) (id.Any, error) {
	p := id.New[any]()
	_, err := tx.Exec(insPaper, p, from)
	return p, err
}

func (papers) Freeze(tx *db.Tx, p id.Any) error { _, err := tx.Exec(updFrozen, p); return err }

func (papers) Lines(db.Querier, id.Any) (int, error) { return 2, nil }

func (papers) Outline(_ context.Context, _ id.Any, key bool) ([]commons.Line, error) {
	l := []commons.Line{{No: 1, Kind: "单选", Prompt: "三角形有几条边？", Choices: []string{"A. 三", "B. 四"}}}
	if key {
		l[0].Key = "A"
	}
	return l, nil
}

func paperOf(t *testing.T, d *db.DB, p id.Any) (source id.Any, frozen bool) {
	t.Helper()
	err := db.Each(d.Reader(t.Context()), selPaper, func(r db.Row) error {
		var n int
		err := r.Scan(&source, &n)
		frozen = n == 1
		return err
	}, p)
	if err != nil {
		t.Fatal(err)
	}
	return source, frozen
}

// house is a small region: two districts, a group with schools a and b of different districts, and school c outside the group.
type house struct {
	core, search                 *db.DB
	log                          *bus.Log
	org                          *org.Service
	works                        *commons.Service
	clock                        *clock.Fake
	region, north, south, group  org.Unit
	a, b, c                      org.Unit
	ann, bea, cid, ray, dora, al *org.Actor // teachers of a, b, c; reviewers of the region and of north; a teacher of a who also reviews
}

func newHouse(t *testing.T, core *db.DB) *house {
	h := &house{core: core, clock: clock.NewFake(time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC))}
	h.search = testkit.Side(t, core, "search", commons.SearchMigrations(), bus.PositionMigrations)
	h.log = bus.New(core, h.clock, testkit.Logger(t))
	h.org = org.New(core, h.log, h.clock, nil)
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h.works = commons.New(commons.Parts{Core: core, Search: h.search, Log: h.log, Org: h.org, Clock: h.clock, Blobs: store, Papers: papers{}, Outlines: papers{}})
	h.log.Consume(h.works.Indexer())
	err = core.Write(t.Context(), func(tx *db.Tx) error {
		return errors.Join(
			h.unit(tx, &h.region, org.Region, "天津市", nil),
			h.unit(tx, &h.north, org.District, "蓟州区", &h.region),
			h.unit(tx, &h.south, org.District, "和平区", &h.region),
			h.unit(tx, &h.group, org.Group, "第一教育集团", &h.region),
			h.unit(tx, &h.a, org.School, "第一小学", &h.south, h.group),
			h.unit(tx, &h.b, org.School, "山前小学", &h.north, h.group),
			h.unit(tx, &h.c, org.School, "河边小学", &h.south),
			h.person(tx, &h.ann, "安老师", h.a, org.Teacher),
			h.person(tx, &h.bea, "白老师", h.b, org.Teacher),
			h.person(tx, &h.cid, "程老师", h.c, org.Teacher),
			h.person(tx, &h.ray, "任审核", h.region, org.Reviewer),
			h.person(tx, &h.dora, "杜审核", h.north, org.Reviewer),
			h.person(tx, &h.al, "艾老师", h.a, org.Teacher, org.Reviewer),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []**org.Actor{&h.ann, &h.bea, &h.cid, &h.ray, &h.dora, &h.al} {
		if *a, err = h.org.Resolve(t.Context(), (*a).Account, "test"); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) unit(tx *db.Tx, out *org.Unit, k org.Kind, name string, parent *org.Unit, more ...org.Unit) error {
	u := org.Unit{ID: id.New[org.Unit](), Kind: k, Name: name}
	u.Code = u.ID.Hex()
	var top org.UnitID
	if parent != nil {
		top = parent.ID
	}
	_, err := h.org.AddUnit(tx, u, top)
	for _, m := range more {
		err = errors.Join(err, h.org.Link(tx, org.Edge{Parent: m.ID, Child: u.ID}))
	}
	*out = u
	return err
}

func (h *house) person(tx *db.Tx, out **org.Actor, name string, at org.Unit, roles ...org.Role) error {
	acc := id.New[org.Account]()
	p, err := h.org.AddPerson(tx, org.Person{Owner: at.ID, Name: name}, acc)
	for _, r := range roles {
		err = errors.Join(err, h.org.Give(tx, org.Holding{Person: p, Role: r, Node: at.Node()}))
	}
	*out = &org.Actor{Account: acc}
	return err
}

func text(title string) commons.Draftable {
	return commons.Draftable{Title: title, Subject: "math", Stage: "primary", Grade: 4, Edition: "人教版", Chapter: "第五单元",
		Body: "# 目标\n\n认识三角形的稳定性。\n\n![图](file:图.png)"}
}

func (h *house) make(t *testing.T, by *org.Actor, title string) commons.Work {
	t.Helper()
	schools, err := h.works.Schools(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	w, err := h.works.Create(t.Context(), by, schools[0].ID, text(title), "")
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Second)
	return w
}

func (h *house) submit(t *testing.T, by *org.Actor, w commons.WorkID, to org.Unit) commons.Version {
	t.Helper()
	v, err := h.works.Submit(t.Context(), by, w, to.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Second)
	return v
}

var approve = commons.Decision{Approve: true, Fine: commons.Aspects()}

func (h *house) approve(t *testing.T, by *org.Actor, v commons.VersionID) {
	t.Helper()
	if err := h.works.Review(t.Context(), by, v, approve); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Second)
	h.drain(t)
}

func (h *house) drain(t *testing.T) {
	t.Helper()
	if err := h.log.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// public makes, submits and approves in one go.
func (h *house) public(t *testing.T, by *org.Actor, title string, to org.Unit) commons.Version {
	t.Helper()
	v := h.submit(t, by, h.make(t, by, title).ID, to)
	h.approve(t, h.ray, v.ID)
	return v
}

func (h *house) titles(t *testing.T, by *org.Actor, q commons.Query) string {
	t.Helper()
	f, err := h.works.Search(t.Context(), by, q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range f.Hits {
		out = append(out, x.Title)
	}
	return strings.Join(out, ",")
}
