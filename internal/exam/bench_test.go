package exam

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// cityRows streams one subject's file: pupils of 300 schools with 40 items.
func cityRows(pupils int) io.Reader {
	r, w := io.Pipe()
	go func() {
		var b strings.Builder
		b.WriteString("学号,姓名,学校,总分")
		for i := range 40 {
			fmt.Fprintf(&b, ",%d", i+1)
		}
		b.WriteString("\n满分,,,160")
		b.WriteString(strings.Repeat(",4", 40) + "\n")
		for k := range pupils {
			sum := 0
			var marks strings.Builder
			for i := range 40 {
				m := (k*7 + i*3) % 5
				sum += m
				fmt.Fprintf(&marks, ",%d", m)
			}
			fmt.Fprintf(&b, "N%06d,学生%d,第%d中学,%d%s\n", k, k, k%300, sum, marks.String())
			if b.Len() > 1<<16 {
				if _, err := io.WriteString(w, b.String()); err != nil {
					return
				}
				b.Reset()
			}
		}
		_, err := io.WriteString(w, b.String())
		_ = w.CloseWithError(err)
	}()
	return r
}

// city puts pupils of grade 7 into 300 schools of district B, 42 a class.
func (h *hall) city(pupils int) {
	h.t.Helper()
	perSchool := (pupils + 299) / 300
	classes := make([][]org.ClassID, 300)
	write := func(f func(tx *db.Tx) error) {
		if err := h.Core.Bulk(bg, f); err != nil {
			h.t.Fatal(err)
		}
	}
	for s := range 300 {
		write(func(tx *db.Tx) error {
			u, err := h.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("C%03d", s), Name: fmt.Sprintf("第%d中学", s)}, h.DistrictB)
			for n := 0; n*42 < perSchool && err == nil; n++ {
				var c org.ClassID
				c, err = h.Org.AddClass(tx, org.Class{School: u, Stage: org.Junior, Cohort: 2026, Number: n + 1})
				classes[s] = append(classes[s], c)
			}
			return err
		})
	}
	for lo := 0; lo < pupils; lo += db.SliceRows {
		write(func(tx *db.Tx) error {
			var people []org.Incoming
			var places []org.Seating
			for k := lo; k < min(lo+db.SliceRows, pupils); k++ {
				c, err := h.Org.Class(bg, classes[k%300][k/300/42])
				if err != nil {
					return err
				}
				p := id.New[org.Person]()
				people = append(people, org.Incoming{Person: org.Person{ID: p, Owner: c.School, Name: fmt.Sprintf("学生%d", k)}, Profile: org.Profile{Number: fmt.Sprintf("N%06d", k)}})
				places = append(places, org.Seating{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p, Class: c.ID, School: c.School, Number: strconv.Itoa(k / 300 % 42), Until: 1 << 62}})
			}
			if err := h.Org.TakePersons(tx, people, 0); err != nil {
				return err
			}
			return h.Org.TakeEnrolments(tx, places)
		})
	}
}

// TestCity brings in three files of a city's mock, from upload to results that count, and logs how long each step took. TONGXUE_CITY is
// how many pupils, 3,000 else:
//
//	TONGXUE_CITY=100000 go test -run TestCity -v ./internal/exam
func TestCity(t *testing.T) {
	pupils, _ := strconv.Atoi(os.Getenv("TONGXUE_CITY"))
	if pupils == 0 {
		pupils = 3000
	}
	h := newHall(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations))
	h.city(pupils)
	subjects := []string{"语文", "数学", "英语"}
	var list []Upload
	for _, s := range subjects {
		list = append(list, Upload{s + ".csv", cityRows(pupils)})
	}
	t0 := time.Now()
	i, err := h.s.Receive(bg, h.Researcher, h.exam.ID, h.exam.Node, list)
	if err != nil {
		t.Fatal(err)
	}
	t1 := time.Now()
	i = h.check(i, Choice{})
	t2 := time.Now()
	i = h.apply(i, Choice{})
	t3 := time.Now()
	n := 0
	for _, s := range []string{"chinese", "maths", "english"} {
		if err := h.s.EachMatrix(bg, h.exam.ID, s, func(m Matrix) error { n += len(m.Persons); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d pupils × %d subjects: upload and guess %s, check and stage %s, flip and tidy %s, reading all matrices %s", pupils, len(subjects), t1.Sub(t0), t2.Sub(t1), t3.Sub(t2), time.Now().Sub(t3))
	if n != 3*pupils || i.Report.Left != 0 {
		t.Errorf("%d results of %d, %+v", n, 3*pupils, i.Report)
	}
}
