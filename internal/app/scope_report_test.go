package app_test

import (
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// results leaves, in school 0, an exam of grade 7 with marks by item and its report. Twelve pupils sit, the two of the class and ten more
// who never sign in, so that the school's own report is not hidden.
func (b *builder) results() {
	node, class := id.As[any](b.schools[0]), b.classes[0]
	by, leader := b.actor(b.find("教务0")), b.actor(b.find("校长0"))
	file := strings.Builder{}
	file.WriteString("学号,姓名,1,2,3,4,总分\n满分,,2,2,4,4,12\n")
	b.write(func(tx *db.Tx) error {
		for i := range 12 {
			name, p := fmt.Sprintf("学生0之%d", i), org.PersonID(b.pupils[fmt.Sprintf("学生0之%d", i)].person)
			if i >= 2 {
				var err error
				name = fmt.Sprintf("考生%d", i)
				if p, err = b.app.Org.AddPerson(tx, org.Person{Owner: b.schools[0], Name: name}, id.New[org.Account]()); err != nil {
					return err
				}
				if err := b.app.Org.Enrol(tx, org.Enrolment{Person: p, Class: class, Number: fmt.Sprint(i + 1)}); err != nil {
					return err
				}
				b.pupils[name] = pupil{id.As[any](class), id.As[any](p)}
			}
			if err := b.app.Org.SetProfile(tx, org.Profile{Person: p, Number: fmt.Sprintf("G%03d", i)}); err != nil {
				return err
			}
			marks := []int{i % 3, 2 * (i % 2), i % 5, (i + 2) % 5}
			fmt.Fprintf(&file, "G%03d,%s,%d,%d,%d,%d,%d\n", i, name, marks[0], marks[1], marks[2], marks[3], marks[0]+marks[1]+marks[2]+marks[3])
		}
		return nil
	})
	e := must[exam.Exam](b)(b.app.Exams.Register(b.ctx, by, exam.Order{Node: node, Kind: exam.PaperExam, Purpose: exam.Final, Grade: 7, Title: "七年级期末考试", Subjects: []string{"maths"}, First: b.now, Idem: "results"}))
	e = must[exam.Exam](b)(b.app.Exams.File(b.ctx, by, e.ID, e.Rev, "备2026-005"))
	e = must[exam.Exam](b)(b.app.Exams.Decide(b.ctx, leader, e.ID, e.Rev, true, ""))
	n := must[exam.Intake](b)(b.app.Exams.Receive(b.ctx, by, e.ID, node, []exam.Upload{{Name: "数学.csv", From: strings.NewReader(file.String())}}))
	n, bad, err := b.app.Exams.Map(b.ctx, by, n.ID, n.Rev, nil, exam.Choice{})
	if err != nil || bad.Errors > 0 {
		b.t.Fatal(err, bad.List)
	}
	b.drain()
	n = must[exam.Intake](b)(b.app.Exams.Intake(b.ctx, by, n.ID))
	must[exam.Intake](b)(b.app.Exams.Apply(b.ctx, by, n.ID, n.Rev, exam.Choice{}))
	b.drain()
	if err := b.app.Reports.Build(b.ctx, e.ID, nil); err != nil {
		b.t.Fatal(err)
	}
	b.open(e.ID)
}

// open makes the exam known to the routes that read its report.
func (b *builder) open(e exam.ExamID) {
	for _, target := range []string{"class", "child"} {
		for i := range b.objects[target] {
			o := &b.objects[target][i]
			if o.rest == nil {
				o.rest = map[string]string{}
			}
			o.rest["exam"] = e.String()
		}
	}
	for _, s := range b.schools[:2] {
		b.add("area", object{id: s.String(), node: at(id.As[any](s)), rest: map[string]string{"exam": e.String()}})
	}
	b.add("mine", object{id: e.String(), node: at(id.As[any](b.region)), rules: map[org.Verb]func(*person) bool{
		org.PracticeDo: func(p *person) bool { return strings.HasPrefix(p.name, "学生0之") },
	}})
}

func (b *builder) drain() {
	if err := b.app.Jobs.Drain(b.ctx); err != nil {
		b.t.Fatal(err)
	}
}
