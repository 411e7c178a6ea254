package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/preset"
)

// making is one lesson that was prepared together and is done, and one to which a colleague of another school of the group is asked.
func (s *seeder) making(ctx context.Context) error {
	li, err := s.actor(ctx, "li")
	if err != nil {
		return err
	}
	wang, err := s.actor(ctx, "wang")
	if err != nil {
		return err
	}
	about := commons.Draftable{Title: "用移项解一元一次方程", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: "人教版", Volume: "上册", Chapter: "第五章 一元一次方程"}
	done, err := s.prepare(ctx, li, wang, about, "seed-prep-1")
	if err != nil {
		return fmt.Errorf("seed co-preparation: %w", err)
	}
	if err := s.agree(ctx, li, done); err != nil {
		return fmt.Errorf("seed final text: %w", err)
	}
	about.Title, about.Chapter = "去括号解一元一次方程", "第五章 一元一次方程"
	if _, err = s.prepare(ctx, li, wang, about, "seed-prep-2"); err != nil {
		return err
	}
	return s.courses(ctx, li)
}

// courses are the region's trees of the textbooks that the preset knows; the seeded lesson stands at its place.
func (s *seeder) courses(ctx context.Context, reader *org.Actor) error {
	region, err := s.a.Org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	editor := &org.Actor{Person: reader.Person, At: s.a.Org.Now(), Request: "seed",
		Roles: append([]org.Held{{Role: org.Researcher, Node: region.Node()}}, reader.Roles...)}
	books, err := preset.Books()
	if err != nil {
		return err
	}
	labels := lesson.Labels{Preset: s.a.Preset}
	for _, b := range books {
		edition, volume := b.Edition, b.Volume
		if w, ok := s.a.Preset.Words.Edition(edition); ok {
			edition = w.ID
		}
		if w, ok := s.a.Preset.Words.Volume(volume); ok {
			volume = w.ID
		}
		n, err := s.a.Courses.FromBook(ctx, editor, region.ID, b, labels.StageOf(b.Grade), edition, volume)
		if err != nil {
			return fmt.Errorf("seed course %s: %w", b.Key, err)
		}
		if b.Key == "maths-7a-pep" {
			if err := s.put(ctx, editor, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// put puts the published lesson on equations where the textbook has it.
func (s *seeder) put(ctx context.Context, editor *org.Actor, n course.ID) error {
	_, tree, _, err := s.a.Courses.Tree(ctx, editor, n)
	if err != nil {
		return err
	}
	if err := s.a.Log.Drain(ctx); err != nil { // the search knows the lesson
		return err
	}
	found, err := s.a.Lessons.Search(ctx, editor, commons.Query{Text: equations.Title})
	if err != nil || len(found.Hits) == 0 {
		return err
	}
	for _, r := range tree.Rows() {
		if r.Title == "合并同类项与移项" {
			return s.a.Courses.Put(ctx, editor, n, r.ID, found.Hits[0].ID, false, "", "", "讲评单见练习", "seed-place")
		}
	}
	return nil
}

const leadText = "## 学习目标\n\n知道移项的依据是等式的性质 1，会用移项解方程。\n\n## 课堂引入\n\n天平两边同时拿走同样重的物体，天平仍然平衡。\n\n## 例题\n\n解方程 3x + 20 = 4x − 25，每一步说出依据。"

// prepare writes the first text, asks a colleague and lets that colleague answer.
func (s *seeder) prepare(ctx context.Context, lead, member *org.Actor, about commons.Draftable, once string) (prep.ID, error) {
	n, err := s.a.Prep.Start(ctx, lead, s.units["河西区实验中学"], prep.Plan{About: about, Members: []org.PersonID{member.Person}, Due: s.a.Org.Now() + 5*24*3600*1e6, Once: once})
	if err != nil {
		return n, err
	}
	if err := s.a.Prep.SaveMain(ctx, lead, n, 1, leadText); err != nil {
		return n, err
	}
	if err := s.a.Prep.Open(ctx, lead, n); err != nil {
		return n, err
	}
	own := strings.Replace(leadText, "天平两边同时拿走同样重的物体，天平仍然平衡。", "先让学生在实物天平上拿一拿：两边同时拿走同样重的砝码，天平仍然平衡。没有天平的班用跷跷板的图。", 1) +
		"\n\n## 易错提醒\n\n移项要变号；只是交换左右两项的位置，不变号。"
	if err := s.a.Prep.SaveReply(ctx, member, n, 1, own, true); err != nil {
		return n, err
	}
	return n, s.a.Prep.Remark(ctx, member, n, 5, "我们班计算慢，建议先做一道 x + 3 = 5 热身。", once+"-r")
}

// agree takes what the colleague gave into the final text, finishes and publishes it in the group.
func (s *seeder) agree(ctx context.Context, lead *org.Actor, n prep.ID) error {
	if err := s.a.Prep.Gather(ctx, lead, n); err != nil {
		return err
	}
	x, _, err := s.a.Prep.Get(ctx, lead, n)
	if err != nil {
		return err
	}
	parts := prep.Parts(x.Main)
	var taken []prep.Offer
	for _, m := range x.Members {
		taken = slices.Concat(taken, prep.Offers(parts, m.Person, prep.Parts(m.Text)))
	}
	if err := s.a.Prep.SaveFinal(ctx, lead, n, x.FinalRev, prep.Join(prep.Take(parts, taken))); err != nil {
		return err
	}
	if _, err := s.a.Prep.Finish(ctx, lead, n, 0); err != nil {
		return err
	}
	if x, _, err = s.a.Prep.Get(ctx, lead, n); err != nil {
		return err
	}
	v, err := s.a.Lessons.Submit(ctx, lead, x.Work, s.units["海河教育集团"], lead.Name)
	if err != nil {
		return err
	}
	return s.approve(ctx, v.ID, "song", "zhao")
}
