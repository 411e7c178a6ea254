package app_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// london is the inner-London schools' data (Goldstein et al. 1993): 4,059 pupils of 65 schools with a reading test at entry and an exam
// score, both standardised. Here they are two tables of marks of one district, T scores with two decimals.
type london struct {
	schools     []string
	of          []int // school of each pupil
	entry, exit []float64
}

func readLondon(t *testing.T) london {
	f, err := os.Open(testkit.Corpus(t, "psychometrics/exam_london.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	var l london
	seen := map[string]int{}
	for _, r := range rows[1:] {
		s := r[col["school"]]
		if _, ok := seen[s]; !ok {
			seen[s] = len(l.schools)
			l.schools = append(l.schools, "伦敦第"+s+"校")
		}
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(r[col[name]], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		l.of, l.entry, l.exit = append(l.of, seen[s]), append(l.entry, number("standLRT")), append(l.exit, number("normexam"))
	}
	return l
}

// file is a table of marks with totals of one subject.
func (l london) file(z []float64) string {
	var b strings.Builder
	b.WriteString("学校,学号,姓名,数学\n满分,,,100\n")
	for i, v := range z {
		fmt.Fprintf(&b, "%s,L%05d,学生%d,%.2f\n", l.schools[l.of[i]], i, i, 50+10*v)
	}
	return b.String()
}

// TestLondon: the schools' data come in as two exams of a district that are registered, filed and approved; the first is the start of
// value added. The report says of the schools what the literature says: intra-school correlation .142 from variances .0938 and .5659
// (lme4 1.1-31, REML), and 34 of 65 schools that cannot be told from the whole.
func TestLondon(t *testing.T) {
	ctx := context.Background()
	l := readLondon(t)
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Log: testkit.Logger(t), Clock: clock.NewFake(time.Date(2026, time.June, 20, 2, 0, 0, 0, time.UTC))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	district, by, leader := l.seed(ctx, t, a)
	year := clock.Local(a.Org.Now()).Year()
	var exams []exam.ExamID
	for i, z := range [][]float64{l.entry, l.exit} {
		e := l.held(ctx, t, a, exam.Order{Node: district, Kind: exam.PaperExam, Purpose: exam.Mock, Grade: 9, Title: fmt.Sprintf("九年级模拟考试之%d", i+1), Subjects: []string{"maths"},
			First: clock.At(time.Date(year, time.Month(3+2*i), 16, 0, 0, 0, 0, clock.Shanghai)), Idem: fmt.Sprint(i)}, by, leader)
		l.marks(ctx, t, a, by, e, district, l.file(z))
		exams = append(exams, e)
	}
	if err := a.Reports.SetBaseline(ctx, leader, exams[1], exams[0]); err != nil {
		t.Fatal(err)
	}
	if err := a.Reports.Build(ctx, exams[1], nil); err != nil {
		t.Fatal(err)
	}
	doc, err := a.Reports.Report(ctx, leader, exams[1], report.Key{Kind: report.KindDistrict, Node: district, Subject: "maths"})
	if err != nil {
		t.Fatal(err)
	}
	if doc.Added == nil {
		total, err := a.Reports.Report(ctx, leader, exams[1], report.Key{Kind: report.KindDistrict, Node: district})
		if err != nil || total.Added == nil {
			t.Fatalf("no value added: %v", err)
		}
		doc = total
	}
	v := doc.Added
	if v.N != 4059 || len(v.Schools) != 65 || v.Baseline != exams[0] {
		t.Errorf("value added of %d pupils in %d schools", v.N, len(v.Schools))
	}
	if want := .093839 / (.093839 + .565865); math.Abs(float64(v.ICC)-want) > 1e-3 {
		t.Errorf("intra-school correlation %v, want %.4f", v.ICC, want)
	}
	same, hidden := 0, 0
	for _, s := range v.Schools {
		switch {
		case s.Hidden || s.Effect == nil:
			hidden++
		case !s.Effect.Differs:
			same++
		}
	}
	// Two schools are too small for a figure of their own; the literature counts them among the 65.
	if hidden != 2 || v.Differ+same != 63 || 34-same < 0 || 34-same > hidden {
		t.Errorf("%d schools differ, %d do not, %d have no figure of their own; of all 65, 34 do not differ", v.Differ, same, hidden)
	}
}

// seed makes the district with its schools, one class each, and two people.
func (l london) seed(ctx context.Context, t *testing.T, a *app.App) (district org.Node, by, leader *org.Actor) {
	t.Helper()
	d, accounts := id.New[org.Unit](), []org.AccountID{id.New[org.Account](), id.New[org.Account]()}
	entered := clock.At(time.Date(clock.Local(a.Org.Now()).Year()-3, time.September, 1, 0, 0, 0, 0, clock.Shanghai))
	var schools []org.UnitID
	var classes []org.ClassID
	err := a.Core.Write(ctx, func(tx *db.Tx) error {
		region, err := a.Org.RegionUnit(ctx)
		if err != nil {
			return err
		}
		if _, err := a.Org.AddUnit(tx, org.Unit{ID: d, Kind: org.District, Code: "LONDON", Name: "伦敦区"}, region.ID); err != nil {
			return err
		}
		for i, name := range l.schools {
			s, err := a.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("LONDON-%d", i), Name: name}, d)
			if err != nil {
				return err
			}
			c := org.Class{ID: id.New[org.Class](), School: s, Kind: org.AdminClass, Stage: org.Junior, Cohort: clock.Local(entered).Year(), Number: 1, Since: entered}
			if err := a.Org.TakeClasses(tx, []org.Class{c}); err != nil {
				return err
			}
			schools, classes = append(schools, s), append(classes, c.ID)
		}
		var last org.PersonID
		for i, r := range []org.Role{org.Researcher, org.BureauLeader} {
			p, err := a.Org.AddPerson(tx, org.Person{Owner: d, Name: "教研" + fmt.Sprint(i)}, accounts[i])
			if err != nil {
				return err
			}
			if err := a.Org.Give(tx, org.Holding{Person: p, Role: r, Node: id.As[any](d)}); err != nil {
				return err
			}
			last = p
		}
		return a.Org.ApproveAll(tx, d, last)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Core.InSlices(ctx, 0, len(l.of), func(tx *db.Tx, lo, hi int) error {
		var people []org.Incoming
		var places []org.Seating
		for i := lo; i < hi; i++ {
			p := id.New[org.Person]()
			people = append(people, org.Incoming{Person: org.Person{ID: p, Owner: schools[l.of[i]], Name: fmt.Sprintf("学生%d", i)}, Profile: org.Profile{Number: fmt.Sprintf("L%05d", i)}})
			places = append(places, org.Seating{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p, Class: classes[l.of[i]], School: schools[l.of[i]], Number: fmt.Sprint(i), Since: entered, Until: clock.Forever}})
		}
		if err := a.Org.TakePersons(tx, people, entered); err != nil {
			return err
		}
		return a.Org.TakeEnrolments(tx, places)
	})
	if err != nil {
		t.Fatal(err)
	}
	if by, err = a.Org.Resolve(ctx, accounts[0], "test"); err == nil {
		leader, err = a.Org.Resolve(ctx, accounts[1], "test")
	}
	if err != nil {
		t.Fatal(err)
	}
	return id.As[any](d), by, leader
}

// held registers, files and approves an exam.
func (l london) held(ctx context.Context, t *testing.T, a *app.App, o exam.Order, by, leader *org.Actor) exam.ExamID {
	t.Helper()
	e, err := a.Exams.Register(ctx, by, o)
	if err == nil {
		e, err = a.Exams.File(ctx, by, e.ID, e.Rev, "备案"+o.Idem+"001")
	}
	if err == nil {
		e, err = a.Exams.Decide(ctx, leader, e.ID, e.Rev, true, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// marks brings a file in until its results count.
func (l london) marks(ctx context.Context, t *testing.T, a *app.App, by *org.Actor, e exam.ExamID, place org.Node, file string) {
	t.Helper()
	in, err := a.Exams.Receive(ctx, by, e, place, []exam.Upload{{Name: "数学.csv", From: strings.NewReader(file)}})
	if err == nil {
		in, _, err = a.Exams.Map(ctx, by, in.ID, in.Rev, nil, exam.Choice{})
	}
	if err == nil {
		err = a.Jobs.Drain(ctx)
	}
	if err == nil {
		in, err = a.Exams.Intake(ctx, by, in.ID)
	}
	if err != nil || in.State != exam.IntakeReady || in.Report.Left > 0 {
		t.Fatalf("%v; the check says %s, %+v", err, in.State, in.Report)
	}
	if _, err = a.Exams.Apply(ctx, by, in.ID, in.Rev, exam.Choice{}); err != nil {
		t.Fatal(err)
	}
}
