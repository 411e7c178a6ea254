package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/preset"
)

// stockOf is how many lessons a textbook gives the demonstration's library.
const stockOf = 9

// stock fills the library with lessons on the sections of three textbooks, by a teacher of the urban school and through review.
func (s *seeder) stock(ctx context.Context) error {
	school := s.units["河西区实验中学"]
	err := s.a.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := s.person(tx, "he", "何静", school, org.Holding{Role: org.Teacher, Node: s.unit("河西区实验中学"), Subject: "physics"})
		return err
	})
	if err != nil {
		return err
	}
	author, err := s.actor(ctx, "he")
	if err != nil {
		return err
	}
	song, err := s.actor(ctx, "song")
	if err != nil {
		return err
	}
	head := &org.Actor{Person: song.Person, Account: song.Account, Name: song.Name, At: song.At, Request: "seed",
		Roles: []org.Held{{Role: org.ResearchHead, Node: s.unit("河西区实验中学")}}}
	books, err := preset.Books()
	if err != nil {
		return err
	}
	for _, b := range books {
		if b.Grade < 7 {
			continue
		}
		for _, d := range s.stockLessons(b) {
			if err := s.shelve(ctx, author, head, school, d); err != nil {
				return fmt.Errorf("seed library %q: %w", d.Title, err)
			}
		}
	}
	return nil
}

// stockLessons are lessons on a book's sections, the first of each chapter, so that every chapter has some.
func (s *seeder) stockLessons(b preset.Book) (out []commons.Draftable) {
	d := commons.Draftable{Subject: b.Subject, Stage: lesson.Labels{Preset: s.a.Preset}.StageOf(b.Grade), Grade: b.Grade, Edition: b.Edition, Volume: b.Volume}
	if w, ok := s.a.Preset.Words.Edition(b.Edition); ok {
		d.Edition = w.ID
	}
	if w, ok := s.a.Preset.Words.Volume(b.Volume); ok {
		d.Volume = w.ID
	}
	for i, n := range b.Nodes {
		if n.Depth == 0 {
			d.Chapter = n.Title
			continue
		}
		if leaf := i+1 == len(b.Nodes) || b.Nodes[i+1].Depth <= n.Depth; !leaf || d.Chapter == equations.Chapter || len(out) == stockOf {
			continue
		}
		d.Title = n.Title
		d.Body = "## 学习目标\n\n用自己的话说清“" + n.Title + "”，并各举一个生活里和课本里的例子。\n\n## 课堂活动\n\n1. 先独立写，再两人互相讲。\n2. 小组选一个讲得最清楚的例子给全班。\n\n## 课后\n\n把今天的例子记在错题本旁边，下节课开头讲一个。"
		out = append(out, d)
	}
	return out
}

// shelve takes one lesson through the school's review.
func (s *seeder) shelve(ctx context.Context, author, head *org.Actor, school org.UnitID, d commons.Draftable) error {
	w, err := s.a.Lessons.Create(ctx, author, school, d, "seed-stock-"+d.Subject+d.Volume+d.Title)
	if err != nil {
		return err
	}
	v, err := s.a.Lessons.Submit(ctx, author, w.ID, school, author.Name)
	if err != nil {
		return err
	}
	if err := s.a.Lessons.Claim(ctx, head, v.ID); err != nil {
		return err
	}
	return s.a.Lessons.Review(ctx, head, v.ID, commons.Decision{Approve: true, Fine: commons.Aspects()})
}
