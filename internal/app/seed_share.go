package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// sharedLessons are the two lessons that go round between the schools, and by login the assignment with which a teacher used one.
type sharedLessons struct {
	equations, line commons.VersionID
	given           map[string]id.Any
}

// colleagues are two teachers who use lessons of other schools.
func (s *seeder) colleagues(ctx context.Context) error {
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, p := range []struct{ login, name, school, class string }{
			{"bai", "白若溪", "河西区实验中学", "sy2"}, {"gu", "顾明川", "河西区第二中学", "ez"},
		} {
			if _, err := s.person(tx, p.login, p.name, s.units[p.school], org.Holding{Role: org.Teacher, Node: s.unit(p.school), Subject: "maths"},
				org.Holding{Role: org.Teaching, Node: id.As[any](s.classOf[p.class]), Subject: "maths"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// gives says which schools are in towns and which in villages, and shares a lesson of the rural school with the whole region: giving
// goes both ways.
func (s *seeder) gives(ctx context.Context) error {
	sys, err := s.actor(ctx, "sys")
	if err != nil {
		return err
	}
	for school, kind := range map[string]string{"河西区实验中学": "urban", "河西区第二中学": "urban", "蓟州区山前中学": "rural", "蓟州区下营中心校": "rural", "团山教学点": "rural"} {
		if err := s.a.Org.Set(ctx, sys, s.unit(school), "school.setting", kind, s.a.Org.Now()); err != nil {
			return fmt.Errorf("seed setting of %s: %w", school, err)
		}
	}
	wang, err := s.actor(ctx, "wang")
	if err != nil {
		return err
	}
	if s.line, err = s.lessonOf(ctx, wang, s.units["蓟州区山前中学"], s.units["天津市"], numberLine, lineItems); err != nil {
		return err
	}
	return s.approve(ctx, s.line, "zhao", "shen")
}

// share lets the colleagues use the rural lesson, lets those who taught say what they think, and fills shelves.
func (s *seeder) share(ctx context.Context) error {
	err := s.lastMonth(func() error {
		for _, x := range [][2]string{{"bai", "sy2"}, {"gu", "ez"}} { // in order: their answers are drawn by lot
			if err := s.use(ctx, x[0], s.classOf[x[1]], s.line, lineItems, 0.9); err != nil {
				return err
			}
		}
		return s.unopened(ctx)
	})
	if err != nil {
		return err
	}
	if err := s.voices(ctx); err != nil {
		return fmt.Errorf("seed voices: %w", err)
	}
	return s.shelves(ctx)
}

// voices are what three teachers say after their classes have used a lesson; one author has answered already.
func (s *seeder) voices(ctx context.Context) error {
	for _, v := range []struct {
		login string
		said  thanks.Said
	}{
		{"wang", thanks.Said{Verdict: thanks.Useful, Words: "天平引入学生一看就懂，例题的数我换小了一些。"}},
		{"bai", thanks.Said{Verdict: thanks.Change, What: []string{thanks.Time}, Words: "活动要两节课，一节课做不完。"}},
		{"gu", thanks.Said{Verdict: thanks.Useful, Words: "用温度计讲相反数，很自然。"}},
	} {
		a, err := s.actor(ctx, v.login)
		if err != nil {
			return err
		}
		if err := s.a.Thanks.Say(ctx, a, s.given[v.login], v.said); err != nil {
			return err
		}
	}
	wang, err := s.actor(ctx, "wang")
	if err != nil {
		return err
	}
	v, err := s.a.Lessons.Read(ctx, wang, s.line)
	if err != nil {
		return err
	}
	got, err := s.a.Thanks.Mine(ctx, wang, v.Work)
	if err != nil {
		return err
	}
	for _, x := range got.Voices {
		if x.Verdict == thanks.Change {
			return s.a.Thanks.Answer(ctx, wang, x.ID, "谢谢提醒，下一版我把活动分成两段。")
		}
	}
	return nil
}

// shelves are one of the school and one of the whole region, to which the rural school subscribes.
func (s *seeder) shelves(ctx context.Context) error {
	for _, x := range []struct {
		keeper, unit, name, note string
		entries                  []shelf.Draft
	}{
		{"song", "河西区实验中学", "七年级上册 第五章", "期中以后用，按上课顺序排。", []shelf.Draft{
			{Version: s.line, Section: "先复习", Note: "方程之前用一节课复习数轴。"},
			{Version: s.equations, Section: "新课"},
			{Link: "https://basic.smartedu.cn/syncClassroom", Title: "国家平台：一元一次方程同步课", Section: "新课", Note: "课前看前 8 分钟。"}}},
		{"shen", "天津市", "乡村学校常用课", "一个班、一块屏就能上的课。", []shelf.Draft{
			{Version: s.line, Section: "七年级数学"},
			{Link: "https://basic.smartedu.cn/tchMaterial", Title: "国家平台：七年级上册电子教材", Section: "教材"}}},
	} {
		a, err := s.actor(ctx, x.keeper)
		if err != nil {
			return err
		}
		n, err := s.a.Shelves.Create(ctx, a, s.unit(x.unit), x.name, x.note, "seed")
		if err != nil {
			return fmt.Errorf("seed shelf %s: %w", x.name, err)
		}
		for _, d := range x.entries {
			if !d.Version.IsZero() {
				v, err := s.a.Lessons.Read(ctx, a, d.Version)
				if err != nil {
					return err
				}
				d.Work, d.Version = v.Work, commons.VersionID{}
			}
			if _, err := s.a.Shelves.Put(ctx, a, n, d); err != nil {
				return fmt.Errorf("seed shelf %s: %w", x.name, err)
			}
		}
		if x.unit == "天津市" {
			qian, err := s.actor(ctx, "qian")
			if err != nil {
				return err
			}
			if err := s.a.Shelves.Subscribe(ctx, qian, n, s.units["蓟州区山前中学"], true); err != nil {
				return err
			}
		}
	}
	return nil
}

var numberLine = commons.Draftable{Title: "数轴与相反数：从温度计开始", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: "人教版", Volume: "上册", Chapter: "第一章 有理数",
	Knowledge: []string{"数轴", "相反数"},
	Body:      "## 学习目标\n会在数轴上表示有理数，说出相反数的意义。\n\n## 活动\n看温度计上 3 ℃ 和 −3 ℃ 离 0 ℃ 各有几格。把温度计放平，就是一条数轴。\n\n## 小结\n互为相反数的两个数，在数轴上离原点一样远。"}

var lineItems = []assess.LineDraft{
	{Knowledge: "相反数", Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: "−3 的相反数是哪一个？",
		Choices:  []qti.DraftChoice{choice("A", "3", true), choice("B", "−3", false), choice("C", "0", false)},
		Feedback: "3 和 −3 离原点一样远，在原点的两边。"}},
	{Knowledge: "数轴", Draft: qti.Draft{Kind: qti.DraftTrueFalse, Prompt: "数轴上离原点 2 个单位的点只有一个。", Choices: qti.TrueFalseChoices(false), Feedback: "有两个：2 和 −2。"}},
	{Knowledge: "相反数", Draft: qti.Draft{Kind: qti.DraftNumeric, Prompt: "一个数的相反数是 5，这个数是多少？", Accept: []string{"-5"}, Feedback: "5 的相反数是 −5。"}},
}
