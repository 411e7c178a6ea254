package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/org"
)

var letters = commons.Draftable{Title: "用字母表示数：一节课的三个台阶", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: numberLine.Edition, Volume: numberLine.Volume,
	Chapter: numberLine.Chapter, Body: "## 学习目标\n\n能用字母写出数量关系，并说出字母代表什么。\n\n## 活动\n\n1. 搭火柴：搭 1 个、2 个、10 个正方形要几根？\n2. 搭 n 个呢？两人各写一个式子，互相讲。\n3. 用 n=10 检查两个式子是不是一样。\n\n## 小结\n\n字母让一句话管住所有的情形。"}

// features leave one featured lesson of the rural school, and another that waits for its second judge.
func (s *seeder) features(ctx context.Context) error {
	wang, err := s.actor(ctx, "wang")
	if err != nil {
		return err
	}
	w, err := s.a.Lessons.Create(ctx, wang, s.units["蓟州区山前中学"], letters, "seed-letters")
	if err != nil {
		return fmt.Errorf("seed lesson to feature: %w", err)
	}
	v, err := s.a.Lessons.Submit(ctx, wang, w.ID, s.units["天津市"], wang.Name)
	if err != nil {
		return err
	}
	if err := s.approve(ctx, v.ID, "zhao", "shen"); err != nil {
		return err
	}
	for _, x := range []struct {
		version commons.VersionID
		why     string
		votes   [][2]string
	}{
		{s.line, "从温度计引入，没有设备的教室也能上，两所城区学校已经用过。", [][2]string{{"zhao", "环节清楚，练习由浅入深。"}, {"song", "城区班级也适用，例题可以直接用。"}}},
		{v.ID, "三个台阶适合基础不同的班。", [][2]string{{"song", "活动简单有效。"}}},
	} {
		shen, err := s.actor(ctx, "shen")
		if err != nil {
			return err
		}
		f, err := s.a.Lessons.ProposeFeature(ctx, shen, x.version, x.why)
		if err != nil {
			return fmt.Errorf("seed proposal: %w", err)
		}
		for _, vote := range x.votes {
			by, err := s.actor(ctx, vote[0])
			if err != nil {
				return err
			}
			if err := s.a.Lessons.VoteFeature(ctx, by, f, true, vote[1]); err != nil {
				return fmt.Errorf("seed vote of %s: %w", vote[0], err)
			}
		}
	}
	return nil
}
