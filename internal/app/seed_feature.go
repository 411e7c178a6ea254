package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

var letters = commons.Draftable{Title: "用字母表示数：一节课的三个台阶", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: numberLine.Edition, Volume: numberLine.Volume,
	Chapter: numberLine.Chapter, Body: "## 学习目标\n\n能用字母写出数量关系，并说出字母代表什么。\n\n## 活动\n\n1. 搭火柴：搭 1 个、2 个、10 个正方形要几根？\n2. 搭 n 个呢？两人各写一个式子，互相讲。\n3. 用 n=10 检查两个式子是不是一样。\n\n## 小结\n\n字母让一句话管住所有的情形。"}

var sticks = commons.Draftable{Title: "火柴棒里的规律", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: numberLine.Edition, Volume: numberLine.Volume,
	Chapter: numberLine.Chapter, Body: "## 学习目标\n\n会从图形里找规律，并用式子写出来。\n\n## 活动\n\n两人一组摆三角形，数一数 1 个、2 个、5 个连着的三角形要几根，再说 n 个。\n\n## 小结\n\n数法不同，式子不同，结果一样。"}

// vote is what a judge of the demonstration says.
type vote struct {
	login string
	agree bool
	why   string
}

// features leave a featured lesson of the rural school, one that waits for its second judge, and one about which two differ, so that the third
// decides.
func (s *seeder) features(ctx context.Context) error {
	third := func(tx *db.Tx) error {
		_, err := s.person(tx, "pan", "潘若谷", s.units["天津市"], org.Holding{Role: org.Reviewer, Node: s.unit("天津市")})
		return err
	}
	if err := s.a.Core.Write(ctx, third); err != nil {
		return err
	}
	waiting, err := s.toFeature(ctx, letters)
	if err != nil {
		return err
	}
	apart, err := s.toFeature(ctx, sticks)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		version commons.VersionID
		why     string
		votes   []vote
	}{
		{apart, "动手、省钱，哪里都能上。", []vote{{"song", true, "活动好组织，学生愿意说。"}, {"zhao", false, "练习只有一题，还不能直接用。"}}},
		{s.line, "从温度计引入，没有设备的教室也能上，两所城区学校已经用过。", []vote{{"zhao", true, "环节清楚，练习由浅入深。"}, {"song", true, "城区班级也适用，例题可以直接用。"}}},
		{waiting, "三个台阶适合基础不同的班。", []vote{{"song", true, "活动简单有效。"}}},
	} {
		shen, err := s.actor(ctx, "shen")
		if err != nil {
			return err
		}
		f, err := s.a.Lessons.ProposeFeature(ctx, shen, x.version, x.why)
		if err != nil {
			return fmt.Errorf("seed proposal: %w", err)
		}
		for _, v := range x.votes {
			by, err := s.actor(ctx, v.login)
			if err != nil {
				return err
			}
			if err := s.a.Lessons.VoteFeature(ctx, by, f, v.agree, v.why); err != nil {
				return fmt.Errorf("seed vote of %s: %w", v.login, err)
			}
		}
	}
	return nil
}

// toFeature publishes a lesson of the rural school to the whole region.
func (s *seeder) toFeature(ctx context.Context, d commons.Draftable) (commons.VersionID, error) {
	wang, err := s.actor(ctx, "wang")
	if err != nil {
		return commons.VersionID{}, err
	}
	w, err := s.a.Lessons.Create(ctx, wang, s.units["蓟州区山前中学"], d, "seed-"+d.Title)
	if err != nil {
		return commons.VersionID{}, fmt.Errorf("seed lesson to feature: %w", err)
	}
	v, err := s.a.Lessons.Submit(ctx, wang, w.ID, s.units["天津市"], wang.Name)
	if err != nil {
		return commons.VersionID{}, err
	}
	return v.ID, s.approve(ctx, v.ID, "zhao", "shen")
}
