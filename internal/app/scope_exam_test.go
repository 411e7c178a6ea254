package app_test

import (
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// exams leaves, in school i, a draft and a filed exam of grade 7. Who works below the school reads them as exams held above.
func (b *builder) exams(i int) {
	node := id.As[any](b.schools[i])
	by := b.actor(b.find(fmt.Sprintf("教务%d", i)))
	order := func(n int) exam.Order {
		purpose := []string{exam.Final, exam.Midterm}[n]
		return exam.Order{Node: node, Kind: exam.PaperExam, Purpose: purpose, Grade: 7, Title: fmt.Sprintf("七年级考试%d", n), Subjects: []string{"maths"}, First: b.now + int64(n+1)*day, Idem: fmt.Sprint("e", n)}
	}
	draft := must[exam.Exam](b)(b.app.Exams.Register(b.ctx, by, order(0)))
	filed := must[exam.Exam](b)(b.app.Exams.Register(b.ctx, by, order(1)))
	filed = must[exam.Exam](b)(b.app.Exams.File(b.ctx, by, filed.ID, filed.Rev, "备2026-001"))
	for _, e := range []exam.Exam{draft, filed} {
		form := fmt.Sprintf("rev=%d&filing=备2026-002&decision=approve&note=可以组织&place=%s", e.Rev, node)
		b.add("exam", object{id: e.ID.String(), node: at(node), form: form, rest: map[string]string{"subject": "maths"}, rules: map[org.Verb]func(*person) bool{
			org.ExamRead: func(p *person) bool { return b.may(p, org.ExamRead, node) || b.may(p, org.ExamHeld, node) },
		}})
	}
	b.marks(i, node, by)
	b.add("venue", object{node: at(node), form: "place=" + node.String()})
}

// marks leaves, in school i, an approved exam of grade 8 with files of marks whose columns wait to be confirmed.
func (b *builder) marks(i int, node org.Node, by *org.Actor) {
	leader := b.actor(b.find(fmt.Sprintf("校长%d", i)))
	e := must[exam.Exam](b)(b.app.Exams.Register(b.ctx, by, exam.Order{Node: node, Kind: exam.PaperExam, Purpose: exam.Final, Grade: 8, Title: "八年级期末考试", Subjects: []string{"maths"}, First: b.now, Idem: "marks"}))
	e = must[exam.Exam](b)(b.app.Exams.File(b.ctx, by, e.ID, e.Rev, "备2026-004"))
	e = must[exam.Exam](b)(b.app.Exams.Decide(b.ctx, leader, e.ID, e.Rev, true, ""))
	n := must[exam.Intake](b)(b.app.Exams.Receive(b.ctx, by, e.ID, node, []exam.Upload{{Name: "数学.csv", From: strings.NewReader("学号,姓名,数学\n1,甲,5\n")}}))
	rest := map[string]string{"exam": e.ID.String()}
	b.add("where", object{id: node.String(), node: at(node), rest: rest})
	b.add("intake", object{id: n.ID.String(), node: at(node), form: fmt.Sprintf("rev=%d", n.Rev)})
}

// watch is an approved monitoring of the region, for tables of results.
func (b *builder) watch() exam.Exam {
	by, leader := b.actor(b.find(string(org.Researcher))), b.actor(b.find(string(org.BureauLeader)))
	e := must[exam.Exam](b)(b.app.Exams.Register(b.ctx, by, exam.Order{Node: id.As[any](b.region), Kind: exam.PaperExam, Purpose: exam.Monitoring, Grade: 8, Title: "八年级数学学业质量监测", Subjects: []string{"maths"},
		First: b.now, Sample: 20, Forms: 2}))
	e = must[exam.Exam](b)(b.app.Exams.File(b.ctx, by, e.ID, e.Rev, "备2026-003"))
	return must[exam.Exam](b)(b.app.Exams.Decide(b.ctx, leader, e.ID, e.Rev, true, ""))
}
