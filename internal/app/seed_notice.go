package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
)

// notices are letters for a teacher, a family and a class, so that inboxes show what they are for. After bedtime they come in the
// morning, as everywhere else.
func (s *seeder) notices(ctx context.Context) error {
	const hour = 3600 * 1_000_000
	class, rural, urban := id.As[any](s.rural), s.unit("蓟州区山前中学"), s.unit("河西区实验中学")
	for _, n := range []struct {
		from  string
		draft notice.Draft
	}{
		{"ban", notice.Draft{Node: class, Audience: notice.Guardians, Receipt: true, ReplyBy: s.a.Org.Now() + 72*hour, Title: "本周五下午三点家长会",
			Body: "各位家长：\n\n本周五下午三点在七(1)班教室开家长会，约一小时，说三件事：\n\n- 冬季作息和用眼\n- 作业时间怎么安排\n- 放学路上的安全\n\n来不了也请按一下“已知悉”，我另外和您约时间。"}},
		{"ban", notice.Draft{Node: class, Audience: notice.Pupils, Title: "明天体育课在操场北侧集合", Body: "请穿运动鞋，带水杯。身体不舒服的同学课前告诉我。"}},
		{"qian", notice.Draft{Node: rural, Audience: notice.Staff, Title: "周三下午集体备课", Body: "周三下午第三节课后在二楼会议室集体备课，内容是讲评课怎么用讲评单。请带上本周一次练习的讲评单。"}},
		{"yang", notice.Draft{Node: urban, Audience: notice.Staff, Receipt: true, Title: "集团共享课：本周评课安排", Body: "山前中学已经用上我们共享的课。周四下午线上评课，请数学组的老师参加，看完请按“已知悉”。"}},
	} {
		a, err := s.actor(ctx, n.from)
		if err != nil {
			return err
		}
		made, err := s.a.Notices.Create(ctx, a, n.draft)
		if err == nil {
			err = s.a.Notices.Send(ctx, a, made, 1)
		}
		if err != nil {
			return fmt.Errorf("seed notice of %s: %w", n.from, err)
		}
	}
	return nil
}
