package report

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var bg = context.Background()

// desk is the service over the small region with one exam in it: class A of 30 pupils, B of 5, C of 20.
type desk struct {
	*orgtest.World
	*Service
	v     *invented
	queue *job.Queue
	gone  error // what the register says of the exam
}

func newDesk(t *testing.T, core *db.DB, grade int) *desk {
	d := &desk{World: orgtest.New(t, core)}
	d.v = invent(size{schools: 1, classes: 1, pupils: 4, subjects: 2, items: 8, districts: 1, grade: grade, seed: 40})
	d.v.matrices = map[string][]exam.Matrix{}
	r := rand.New(rand.NewPCG(4, 4))
	s := size{seed: 40, labels: true}
	d.v.class(s, r, d.SchoolA, d.ClassA, 30, 0.3)
	d.v.class(s, r, d.SchoolB, d.ClassB, 5, 0)
	d.v.class(s, r, d.SchoolC, d.ClassC, 20, -0.2)
	d.v.Exam.Owner = d.Region
	for subject := range d.v.matrices {
		d.sit(subject, 0, d.PupilA.Person)
		for i, p := range d.PupilsB {
			d.v.matrices[subject][1].Persons[i] = p.Person
		}
	}
	p := d.v
	d.queue = job.New(core, d.World.Clock, testkit.Logger(t))
	d.Service = New(Parts{Record: testkit.Side(t, core, "record", Migrations, bus.PositionMigrations), Core: core, Log: d.World.Log, Jobs: d.queue, Org: d.World.Org, Clock: d.World.Clock,
		Sources: Sources{
			Exam:     func(context.Context, exam.ExamID) (exam.Exam, error) { return p.Exam, d.gone },
			Subjects: func(context.Context, exam.ExamID) ([]string, error) { return p.Exam.Subjects, nil },
			Blueprint: func(_ context.Context, _ exam.ExamID, subject string) (exam.Blueprint, bool, error) {
				b, ok := p.Blueprints[subject]
				return b, ok, nil
			},
			EachMatrix: func(ctx context.Context, _ exam.ExamID, subject string, f func(exam.Matrix) error) error {
				return p.EachMatrix(ctx, subject, f)
			},
			Row:    d.row,
			Preset: presetOf(t),
		}})
	d.World.Log.Consume(d.Consumer())
	return d
}

// sit gives the first row of a class that sat to a person.
func (d *desk) sit(subject string, class int, p org.PersonID) {
	x := &d.v.matrices[subject][class]
	x.Persons = slices.Clone(x.Persons)
	x.Persons[0], x.Status[0] = p, exam.Sat
	if math.IsNaN(x.Total[0]) {
		x.Total[0] = 0
		for j := range x.Marks[:8] {
			x.Marks[j] = 0
		}
	}
}

func (d *desk) row(_ context.Context, _ exam.ExamID, p org.PersonID) (map[string]exam.Own, error) {
	out := map[string]exam.Own{}
	for subject, list := range d.v.matrices {
		for _, x := range list {
			if i := slices.Index(x.Persons, p); i >= 0 {
				out[subject] = exam.Own{Class: x.Class, School: x.School, Status: x.Status[i], Total: x.Total[i], Marks: x.Marks[i*8 : i*8+8]}
			}
		}
	}
	return out, nil
}

// imported says that marks came in, and does what follows.
func (d *desk) imported(t *testing.T, kind string) {
	t.Helper()
	must(t, d.World.Core.Write(bg, func(tx *db.Tx) error {
		_, err := d.World.Log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](d.Region)}, map[string]any{"exam": d.v.Exam.ID})
		return err
	}))
	must(t, d.World.Log.Drain(bg))
	must(t, d.Enqueue(bg))
	must(t, d.queue.Drain(bg))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func engines(t *testing.T, f func(t *testing.T, core *db.DB)) {
	testkit.Engines(t, f, bus.Migrations, org.Migrations, audit.Migrations, job.Migrations)
}

func class(c org.ClassID, subject string) Key {
	return Key{Kind: KindClass, Node: id.As[any](c), Subject: subject}
}

func TestWhoSeesWhat(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		d := newDesk(t, core, 9)
		n := d.v.Exam.ID
		if _, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths")); !fault.Is(err, fault.NotFound) {
			t.Errorf("before marks came in: %v", err)
		}
		d.imported(t, "marks.imported")
		doc, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths"))
		must(t, err)
		if len(doc.Class.Persons) != 30 || doc.Sheet == nil || doc.Paper == nil || doc.Knowledge[0].Name == "" || doc.Version == 0 || doc.Items[0].Mean == 0 {
			t.Errorf("%d persons, sheet %v", len(doc.Class.Persons), doc.Sheet)
		}
		unit := func(k Kind, u org.UnitID, subject string) Key {
			return Key{Kind: k, Node: id.As[any](u), Subject: subject}
		}
		for _, c := range []struct {
			who  string
			a    *org.Actor
			k    Key
			want fault.Kind // Internal: may
		}{
			{"teacher, own class", d.TeacherB, class(d.ClassB, "maths"), fault.Internal},
			{"teacher, other class", d.TeacherA, class(d.ClassB, "maths"), fault.NotFound},
			{"teacher, school", d.TeacherA, unit(KindSchool, d.SchoolA, "maths"), fault.Denied},
			{"pupil", d.PupilA, class(d.ClassA, "maths"), fault.Denied},
			{"nobody", nil, class(d.ClassA, "maths"), fault.SignIn},
			{"bureau, region", d.Bureau, unit(KindRegion, d.Region, ""), fault.Internal},
			{"bureau, class", d.Bureau, class(d.ClassA, "maths"), fault.Denied},
			{"bureau, school that stands alone", d.Bureau, unit(KindSchool, d.SchoolA, "maths"), fault.Internal},
			{"bureau, school beside a small one", d.Bureau, unit(KindSchool, d.SchoolC, "maths"), fault.Denied},
			{"researcher, district", d.Researcher, unit(KindDistrict, d.DistrictB, "maths"), fault.Internal},
			{"researcher, small school", d.Researcher, unit(KindSchool, d.SchoolB, "maths"), fault.Denied},
			{"leader, own small school", d.LeaderB, unit(KindSchool, d.SchoolB, "maths"), fault.Internal},
			{"leader, own class", d.LeaderB, class(d.ClassB, ""), fault.Internal},
			{"leader, other school", d.LeaderB, unit(KindSchool, d.SchoolC, "maths"), fault.NotFound},
			{"system administrator", d.SystemAdmin, unit(KindRegion, d.Region, "maths"), fault.Denied},
			{"a kind that nobody opens", d.Bureau, Key{Kind: kindModel, Node: id.As[any](n), Subject: "maths"}, fault.NotFound},
		} {
			_, err := d.Report(bg, c.a, n, c.k)
			if c.want == fault.Internal && err != nil || c.want != fault.Internal && !fault.Is(err, c.want) {
				t.Errorf("%s: %v", c.who, err)
			}
		}
		small, err := d.Report(bg, d.LeaderB, n, unit(KindSchool, d.SchoolB, "maths"))
		must(t, err)
		if small.Hidden != "small" || small.Summary != nil || small.Head.N != 0 {
			t.Errorf("a school of five: %+v", small.Head)
		}
		lists(t, d)
	})
}

// lists: what a list names can be opened, and the other way round.
func lists(t *testing.T, d *desk) {
	t.Helper()
	n := d.v.Exam.ID
	for who, a := range map[string]*org.Actor{"teacher": d.TeacherA, "bureau": d.Bureau, "researcher": d.Researcher, "leader": d.LeaderB} {
		keys, err := d.List(bg, a, n)
		must(t, err)
		if len(keys) == 0 {
			t.Errorf("%s sees nothing", who)
		}
		for _, k := range keys {
			if _, err := d.Report(bg, a, n, k); err != nil {
				t.Errorf("%s: %v is listed: %v", who, k, err)
			}
			if who == "teacher" && k.Node != id.As[any](d.ClassA) {
				t.Errorf("the teacher's list has %v", k)
			}
		}
	}
	if keys, err := d.List(bg, d.PupilA, n); err != nil || len(keys) != 0 {
		t.Errorf("a pupil's list: %v %v", keys, err)
	}
}

func TestOwnResults(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		for grade, marks := range map[int]bool{9: false, 11: true} {
			store := core
			if grade == 11 {
				store = testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations, job.Migrations)
			}
			d := newDesk(t, store, grade)
			n := d.v.Exam.ID
			d.imported(t, "marks.imported")
			own, err := d.Own(bg, d.PupilA, n, d.PupilA.Person)
			must(t, err)
			if len(own.Subjects) != 2 || own.Subjects[0].Mark.Defined() != marks || own.Total.Defined() != marks || len(own.Subjects[0].Items) != 8 || own.Subjects[0].Items[0].Others == "" {
				t.Errorf("grade %d: %+v", grade, own)
			}
			if !marks && own.Subjects[0].Level == "" {
				t.Error("no level in the compulsory stage")
			}
			account := id.New[org.Account]()
			must(t, store.Write(bg, func(tx *db.Tx) error {
				p, err := d.World.Org.AddPerson(tx, org.Person{Owner: d.SchoolA, Name: "家长"}, account)
				if err != nil {
					return err
				}
				return d.World.Org.Give(tx, org.Holding{Person: p, Role: org.Guardian, Node: id.As[any](d.PupilA.Person)})
			}))
			guardian, err := d.Own(bg, d.Resolve(t, account), n, d.PupilA.Person)
			must(t, err)
			if fmt.Sprintf("%+v", guardian) != fmt.Sprintf("%+v", own) {
				t.Error("the guardian reads something else than the child")
			}
			if _, err := d.Own(bg, d.Resolve(t, account), n, d.PupilsB[0].Person); err == nil {
				t.Error("a guardian reads another child's results")
			}
			for who, a := range map[string]*org.Actor{"another pupil": d.PupilC, "a teacher": d.TeacherA, "the bureau": d.Bureau, "nobody": nil} {
				if _, err := d.Own(bg, a, n, d.PupilA.Person); err == nil {
					t.Errorf("%s reads own results of another", who)
				}
			}
			d.v.Exam.Purpose = exam.Monitoring
			if _, err := d.Own(bg, d.PupilA, n, d.PupilA.Person); !fault.Is(err, fault.Unlawful) {
				t.Errorf("own results of sampled monitoring: %v", err)
			}
		}
	})
}

// TestRebuilt: corrected marks reach every figure, the old version goes away, a void exam has no report.
func TestRebuilt(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		d := newDesk(t, core, 9)
		n := d.v.Exam.ID
		d.imported(t, "marks.imported")
		one, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths"))
		must(t, err)
		for i := range d.v.matrices["maths"][0].Total {
			d.v.matrices["maths"][0].Total[i]++
		}
		d.imported(t, "blueprint.changed")
		two, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths"))
		must(t, err)
		if two.Version <= one.Version || math.Abs(float64(two.Summary.Mean-one.Summary.Mean)-1) > 1e-2 {
			t.Errorf("version %d then %d, mean %v then %v", one.Version, two.Version, one.Summary.Mean, two.Summary.Mean)
		}
		left, err := db.One(d.Record.Reader(bg), `-- unscoped: a test counts versions
SELECT COUNT(DISTINCT r.version) FROM insight_report r`, db.Value[int64])
		if err != nil || left != 1 {
			t.Errorf("%d versions are kept (%v)", left, err)
		}
		d.gone = fault.New(fault.Gone, "已作废")
		d.imported(t, "exam.voided")
		if _, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths")); !fault.Is(err, fault.NotFound) {
			t.Errorf("a void exam's report: %v", err)
		}
	})
}

// TestOneStatementAClass: an import is told once a class, a new two-way table not, and a job that runs again tells nothing twice.
func TestOneStatementAClass(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		d := newDesk(t, core, 9)
		d.imported(t, "marks.imported")
		d.imported(t, "blueprint.changed")
		var told []bus.Event
		must(t, db.Each(core.Reader(bg), `-- unscoped: a test reads the log
SELECT e.kind, e.payload FROM event e ORDER BY e.seq`, func(r db.Row) error {
			var e bus.Event
			var text string
			err := r.Scan(&e.Kind, &text)
			if e.Payload = []byte(text); e.Kind == recorded {
				told = append(told, e)
			}
			return err
		}))
		if len(told) != 3 {
			t.Fatalf("%d events for three classes", len(told))
		}
		st, ok, err := Statement(told[0])
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		st.Actor.Name, st.Actor.HomePage = "system", "http://a.test"
		text, err := st.JSON()
		if err != nil || !strings.Contains(string(text), "/ext/subjects\":2") {
			t.Errorf("%s %v", text, err)
		}
		before := len(told)
		classes := map[id.Any]*Recorded{}
		for _, x := range d.v.matrices["maths"] {
			classes[id.As[any](x.Class)] = &Recorded{Exam: d.v.Exam.ID, Class: x.Class}
		}
		must(t, d.tell(bg, d.v.Exam.ID, importMark+"x", classes))
		must(t, d.tell(bg, d.v.Exam.ID, importMark+"x", classes))
		n, err := db.One(core.Reader(bg), `-- unscoped: a test reads the log
SELECT COUNT(*) FROM event e WHERE e.kind = 'results.recorded'`, db.Value[int])
		if err != nil || n != before+3 {
			t.Errorf("%d events after telling twice (%v)", n, err)
		}
	})
}

func TestTeachingClassByName(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		d := newDesk(t, core, 11)
		d.imported(t, "marks.imported")
		x := d.v.matrices["maths"][0]
		want := 0
		for i := range x.Persons {
			if x.Group[i] == "物理1班" {
				want++
			}
		}
		doc, err := d.Teaching(bg, d.TeacherA, d.v.Exam.ID, "maths", d.SchoolA, "物理1班")
		must(t, err)
		if len(doc.Class.Persons) != want || doc.Sheet == nil || doc.Kind != KindTeaching || doc.References != nil {
			t.Errorf("%d of %d pupils", len(doc.Class.Persons), want)
		}
		for who, a := range map[string]*org.Actor{"a teacher elsewhere": d.TeacherB, "the bureau": d.Bureau, "a pupil": d.PupilA} {
			if _, err := d.Teaching(bg, a, d.v.Exam.ID, "maths", d.SchoolA, "物理1班"); err == nil {
				t.Errorf("%s reads a teaching class by name", who)
			}
		}
	})
}

func TestBaselineIsAsked(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		d := newDesk(t, core, 9)
		if err := d.SetBaseline(bg, d.TeacherA, d.v.Exam.ID, d.v.Exam.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher sets a baseline: %v", err)
		}
		if err := d.SetBaseline(bg, d.Bureau, d.v.Exam.ID, d.v.Exam.ID); !fault.Is(err, fault.Invalid) {
			t.Errorf("an exam is its own baseline: %v", err)
		}
		d.v.Exam.State = exam.StateFiled
		if err := d.SetBaseline(bg, d.Bureau, d.v.Exam.ID, d.v.Exam.ID); !fault.Is(err, fault.Unlawful) || !strings.Contains(fmt.Sprint(err), "依据") {
			t.Errorf("a baseline that is not approved: %v", err)
		}
		must(t, d.SetBaseline(bg, d.Bureau, d.v.Exam.ID, exam.ExamID{}))
	})
}

// TestInterrupted: a job that is stopped between slices leaves the old report whole, and the next one takes what it left away.
func TestInterrupted(t *testing.T) {
	core := testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations, job.Migrations)
	d := newDesk(t, core, 9)
	n := d.v.Exam.ID
	must(t, d.Service.Build(bg, n, nil))
	before, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths"))
	must(t, err)
	if err := d.Service.Build(bg, n, func(done float64) error { return job.ErrStop }); err == nil {
		t.Fatal("a stopped build is done")
	}
	after, err := d.Report(bg, d.TeacherA, n, class(d.ClassA, "maths"))
	must(t, err)
	if after.Version != before.Version {
		t.Error("a stopped build became visible")
	}
	must(t, d.Service.Build(bg, n, nil))
	left, err := db.One(d.Record.Reader(bg), `-- unscoped: a test counts versions
SELECT COUNT(DISTINCT r.version) FROM insight_report r`, db.Value[int64])
	if err != nil || left != 1 {
		t.Errorf("%d versions are kept (%v)", left, err)
	}
}
