// Package commonstest builds a small region with teachers and reviewers over real stores, for the tests of commons and of its pages.
// Only tests import it.
package commonstest

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

// papers is a stand-in for assess, which commons may not import: it remembers where a paper came from and what is frozen.
type papers struct {
	mu     sync.Mutex
	source map[id.Any]id.Any
	frozen map[id.Any]bool
	shown  map[id.Any][]string
}

func (p *papers) Create(tx *db.Tx, owner org.UnitID, author org.PersonID) (id.Any, error) {
	return p.Copy(tx, id.Any{}, owner, author)
}

func (p *papers) Copy(_ *db.Tx, from id.Any, _ org.UnitID, _ org.PersonID) (id.Any, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := id.New[any]()
	p.source[n], p.shown[n] = from, p.shown[from]
	return n, nil
}

func (p *papers) Freeze(_ *db.Tx, paper id.Any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen[paper] = true
	return nil
}

func (p *papers) Pictures(_ db.Querier, paper id.Any) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown[paper], nil
}

// Picture puts a picture into a stand-in paper.
func (h *House) Picture(p id.Any, hash string) {
	h.papers.mu.Lock()
	defer h.papers.mu.Unlock()
	h.papers.shown[p] = append(h.papers.shown[p], hash)
}

func (p *papers) Lines(db.Querier, id.Any) (int, error) { return 2, nil }

func (p *papers) Outline(_ context.Context, _ id.Any, key bool) ([]commons.Line, error) {
	l := []commons.Line{{No: 1, Kind: "单选", Prompt: "三角形有几条边？", Choices: []string{"A. 三", "B. 四"}}}
	if key {
		l[0].Key = "A"
	}
	return l, nil
}

// PaperOf tells of a stand-in paper where it was copied from and whether it is frozen.
func (h *House) PaperOf(p id.Any) (source id.Any, frozen bool) {
	h.papers.mu.Lock()
	defer h.papers.mu.Unlock()
	return h.papers.source[p], h.papers.frozen[p]
}

// Migrations are those of the core store of a house.
func Migrations() []fs.FS {
	return []fs.FS{org.Migrations, audit.Migrations, bus.Migrations, commons.Migrations}
}

// House is a small region: districts North and South, a Group with the schools A (South) and B (North), and C in South outside it.
type House struct {
	Core, Search         *db.DB
	Log                  *bus.Log
	Org                  *org.Service
	Works                *commons.Service
	Clock                *clock.Fake
	Region, North, South org.Unit
	Group, A, B, C       org.Unit
	Ann, Bea, Cid        *org.Actor                        // teachers of A, B and C
	Ray, Dora            *org.Actor                        // reviewers of the region and of North
	Lia                  *org.Actor                        // leader of the region's bureau
	Eve, Fay             *org.Actor                        // two more reviewers of the region: one person decides one stage
	Helped               map[commons.WorkID][]org.PersonID // who gave something to a work beside its author
	Between              func()                            // runs while somebody is asked who made a work: after a form was read, before it is written
	papers               *papers
	Al                   *org.Actor // a teacher of A who also reviews there
}

// New builds the house over a migrated core store; see Migrations.
func New(t testing.TB, core *db.DB) *House {
	h := &House{papers: &papers{source: map[id.Any]id.Any{}, frozen: map[id.Any]bool{}, shown: map[id.Any][]string{}}, Core: core, Clock: clock.NewFake(time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC))}
	h.Search = testkit.Side(t, core, "search", commons.SearchMigrations(), index.Migrations, bus.PositionMigrations)
	h.Log = bus.New(core, h.Clock, testkit.Logger(t))
	h.Org = org.New(core, h.Log, h.Clock, nil)
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	words, err := preset.Words()
	if err != nil {
		t.Fatal(err)
	}
	h.Works = commons.New(commons.Parts{Core: core, Search: h.Search, Log: h.Log, Org: h.Org, Clock: h.Clock, Blobs: store, Papers: h.papers, Outlines: h.papers, Words: words,
		Makers: func(_ context.Context, w commons.WorkID) ([]org.PersonID, error) {
			if h.Between != nil {
				h.Between()
			}
			return h.Helped[w], nil
		}})
	h.Log.Consume(h.Works.Indexer())
	err = core.Write(t.Context(), func(tx *db.Tx) error {
		return errors.Join(
			h.unit(tx, &h.Region, org.Region, "天津市", nil),
			h.unit(tx, &h.North, org.District, "蓟州区", &h.Region),
			h.unit(tx, &h.South, org.District, "和平区", &h.Region),
			h.unit(tx, &h.Group, org.Group, "第一教育集团", &h.Region),
			h.unit(tx, &h.A, org.School, "第一小学", &h.South, h.Group),
			h.unit(tx, &h.B, org.School, "山前小学", &h.North, h.Group),
			h.unit(tx, &h.C, org.School, "河边小学", &h.South),
			h.person(tx, &h.Ann, "安老师", h.A, org.Teacher),
			h.person(tx, &h.Bea, "白老师", h.B, org.Teacher),
			h.person(tx, &h.Cid, "程老师", h.C, org.Teacher),
			h.person(tx, &h.Ray, "任审核", h.Region, org.Reviewer),
			h.person(tx, &h.Eve, "叶审核", h.Region, org.Reviewer),
			h.person(tx, &h.Fay, "方审核", h.Region, org.Reviewer),
			h.person(tx, &h.Lia, "黎局长", h.Region, org.BureauLeader),
			h.person(tx, &h.Dora, "杜审核", h.North, org.Reviewer),
			h.person(tx, &h.Al, "艾老师", h.A, org.Teacher, org.Reviewer),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []**org.Actor{&h.Ann, &h.Bea, &h.Cid, &h.Ray, &h.Dora, &h.Al, &h.Eve, &h.Fay, &h.Lia} {
		if *a, err = h.Org.Resolve(t.Context(), (*a).Account, "test"); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *House) unit(tx *db.Tx, out *org.Unit, k org.Kind, name string, parent *org.Unit, more ...org.Unit) error {
	u := org.Unit{ID: id.New[org.Unit](), Kind: k, Name: name}
	u.Code = u.ID.Hex()
	var top org.UnitID
	if parent != nil {
		top = parent.ID
	}
	_, err := h.Org.AddUnit(tx, u, top)
	for _, m := range more {
		err = errors.Join(err, h.Org.Link(tx, org.Edge{Parent: m.ID, Child: u.ID}))
	}
	*out = u
	return err
}

func (h *House) person(tx *db.Tx, out **org.Actor, name string, at org.Unit, roles ...org.Role) error {
	acc := id.New[org.Account]()
	p, err := h.Org.AddPerson(tx, org.Person{Owner: at.ID, Name: name}, acc)
	for _, r := range roles {
		err = errors.Join(err, h.Org.Give(tx, org.Holding{Person: p, Role: r, Node: at.Node()}))
	}
	*out = &org.Actor{Account: acc}
	return err
}

// Text is a lesson with a title.
func Text(title string) commons.Draftable {
	return commons.Draftable{Title: title, Subject: "math", Stage: "primary", Grade: 4, Edition: "人教版", Chapter: "第五单元",
		Body: "# 目标\n\n认识三角形的稳定性。\n\n![图](file:图.png)"}
}

// Make creates a draft in the actor's first school.
func (h *House) Make(t testing.TB, by *org.Actor, title string) commons.Work {
	t.Helper()
	schools, err := h.Works.Schools(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	w, err := h.Works.Create(t.Context(), by, schools[0].ID, Text(title), "")
	if err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(time.Second)
	return w
}

// Submit submits the stored draft with the commitment.
func (h *House) Submit(t testing.TB, by *org.Actor, w commons.WorkID, to org.Unit) commons.Version {
	t.Helper()
	v, err := h.Works.Submit(t.Context(), by, w, to.ID, by.Name)
	if err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(time.Second)
	return v
}

// Approval is a decision with nothing to mend.
var Approval = commons.Decision{Approve: true, Fine: commons.Aspects()}

// Approve walks all stages of a version and folds the log: by decides the last one, other reviewers of the region those before.
func (h *House) Approve(t testing.TB, by *org.Actor, v commons.VersionID) {
	t.Helper()
	h.Upto(t, by, v)
	if err := h.Decide(t, by, v, Approval); err != nil {
		t.Fatal(err)
	}
	h.Drain(t)
}

// Upto approves every stage of a version but the last, each by another reviewer of the region than by.
func (h *House) Upto(t testing.TB, by *org.Actor, v commons.VersionID) {
	t.Helper()
	steps, err := h.Works.Tiers(t.Context(), h.Eve, v)
	if err != nil {
		t.Fatal(err)
	}
	others := []*org.Actor{h.Eve, h.Fay, h.Ray}
	for _, st := range steps[:len(steps)-1] {
		if st.State == commons.TierApproved {
			continue
		}
		for i, o := range others {
			if o != nil && o.Person != by.Person && h.Works.MayDecide(t.Context(), o, v) == nil {
				if err := h.Decide(t, o, v, Approval); err != nil {
					t.Fatal(err)
				}
				others[i] = nil
				break
			}
		}
	}
}

// Decide claims the open stage of a version and decides it.
func (h *House) Decide(t testing.TB, by *org.Actor, v commons.VersionID, d commons.Decision) error {
	t.Helper()
	if err := h.Works.Claim(t.Context(), by, v); err != nil {
		return err
	}
	err := h.Works.Review(t.Context(), by, v, d)
	h.Clock.Advance(time.Second)
	return err
}

// Drain folds the log into the index.
func (h *House) Drain(t testing.TB) {
	t.Helper()
	if err := h.Log.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Public makes, submits and approves in one go.
func (h *House) Public(t testing.TB, by *org.Actor, title string, to org.Unit) commons.Version {
	t.Helper()
	v := h.Submit(t, by, h.Make(t, by, title).ID, to)
	h.Approve(t, h.Ray, v.ID)
	return v
}

// Titles are the titles a search finds, joined by commas.
func (h *House) Titles(t testing.TB, by *org.Actor, q commons.Query) string {
	t.Helper()
	f, err := h.Works.Search(t.Context(), by, q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range f.Hits {
		out = append(out, x.Title)
	}
	return strings.Join(out, ",")
}
