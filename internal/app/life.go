package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// life walks the main job once through the same services that people use, so that no page of the demonstration is empty: a lesson
// of the urban school is reviewed, shared in the group, assigned and done in the rural school; a second one waits for review, and a
// third is a draft.
func (s *seeder) life(ctx context.Context) error {
	li, err := s.actor(ctx, "li")
	if err != nil {
		return err
	}
	shared, err := s.lesson(ctx, li, equations, equationItems)
	if err != nil {
		return err
	}
	if err := s.approve(ctx, shared, "song", "zhao"); err != nil {
		return err
	}
	waiting, err := s.lesson(ctx, li, integers, equationItems[:2])
	if err != nil {
		return err
	}
	if err := s.approve(ctx, waiting, "song"); err != nil {
		return err
	}
	if _, err := s.a.Lessons.Create(ctx, li, s.units["河西区实验中学"], angles, "seed-3"); err != nil {
		return err
	}
	for _, use := range []struct {
		teacher string
		class   org.ClassID
		done    float64 // share of pupils who have handed in
	}{{"wang", s.rural, 0.85}, {"li", s.urban, 1}} {
		if err := s.use(ctx, use.teacher, use.class, shared, equationItems, use.done); err != nil {
			return err
		}
	}
	s.equations = shared
	return s.material(ctx)
}

func (s *seeder) actor(ctx context.Context, login string) (*org.Actor, error) {
	return s.a.Org.Resolve(ctx, s.who[login], "seed")
}

// lesson makes a lesson of the urban school with its practice and submits it to the group.
func (s *seeder) lesson(ctx context.Context, a *org.Actor, d commons.Draftable, items []assess.LineDraft) (commons.VersionID, error) {
	return s.lessonOf(ctx, a, s.units["河西区实验中学"], s.units["海河教育集团"], d, items)
}

// lessonOf makes a lesson of a school with its practice and submits it for the readers of a unit.
func (s *seeder) lessonOf(ctx context.Context, a *org.Actor, school, to org.UnitID, d commons.Draftable, items []assess.LineDraft) (commons.VersionID, error) {
	w, err := s.a.Lessons.Create(ctx, a, school, d, "seed-"+d.Title)
	if err != nil {
		return commons.VersionID{}, fmt.Errorf("seed lesson: %w", err)
	}
	paper, err := s.a.Lessons.AddPaper(ctx, a, w.ID)
	if err != nil {
		return commons.VersionID{}, err
	}
	p := id.As[assess.Paper](paper)
	sheet, err := s.a.Assess.Sheet(ctx, a, p)
	if err != nil {
		return commons.VersionID{}, err
	}
	rev := sheet.Paper.Rev
	for _, it := range items {
		if rev, err = s.a.Assess.AddLine(ctx, a, p, rev, it); err != nil {
			return commons.VersionID{}, fmt.Errorf("seed item %q: %w", it.Draft.Prompt, err)
		}
	}
	v, err := s.a.Lessons.Submit(ctx, a, w.ID, to, a.Name)
	return v.ID, err
}

// approve lets people approve the stages of a version, one after the other.
func (s *seeder) approve(ctx context.Context, v commons.VersionID, logins ...string) error {
	for _, login := range logins {
		by, err := s.actor(ctx, login)
		if err != nil {
			return err
		}
		if err := s.a.Lessons.Claim(ctx, by, v); err != nil {
			return fmt.Errorf("seed claim by %s: %w", login, err)
		}
		if err := s.a.Lessons.Review(ctx, by, v, commons.Decision{Approve: true, Fine: commons.Aspects()}); err != nil {
			return fmt.Errorf("seed review by %s: %w", login, err)
		}
	}
	return nil
}

// use gives the lesson's practice to a class and lets its pupils answer, each by an ability of their own.
func (s *seeder) use(ctx context.Context, teacher string, class org.ClassID, v commons.VersionID, items []assess.LineDraft, done float64) error {
	a, err := s.actor(ctx, teacher)
	if err != nil {
		return err
	}
	given, err := s.a.Homework.Give(ctx, a, homework.Order{Version: id.As[any](v), Class: class, Mode: homework.Device, Place: homework.InClass, Minutes: 20,
		Due: s.a.Org.Now() + 24*3600*1e6, Idem: "seed-" + teacher})
	if err != nil {
		return fmt.Errorf("seed assignment: %w", err)
	}
	s.given[teacher] = id.As[any](given)
	pupils := s.pupils[class]
	for i, account := range pupils {
		if float64(i) >= done*float64(len(pupils)) {
			break
		}
		if err := s.answer(ctx, account, id.As[any](given), items); err != nil {
			return fmt.Errorf("seed answers: %w", err)
		}
	}
	return nil
}

func (s *seeder) answer(ctx context.Context, account org.AccountID, given id.Any, items []assess.LineDraft) error {
	a, err := s.a.Org.Resolve(ctx, account, "seed")
	if err != nil {
		return err
	}
	mine, err := s.a.Assess.Mine(ctx, a)
	if err != nil {
		return err
	}
	able := s.r.NormFloat64()*0.18 + 0.62
	for _, sit := range mine {
		if sit.Assignment != given {
			continue
		}
		for no, it := range items {
			value := typed(it.Draft, s.r.Float64() < able-wrongness[no], s.r.IntN(100))
			_, err := s.a.Assess.Save(ctx, a, sit.ID, assess.Given{No: no + 1, Form: map[string][]string{"RESPONSE": value}, Idem: id.New[any]().String()})
			if err != nil {
				return err
			}
		}
		if err := s.a.Assess.HandIn(ctx, a, sit.ID); err != nil {
			return err
		}
	}
	return nil
}

// wrongness makes some questions harder than others, so that the review sheet has something to say.
var wrongness = []float64{-0.25, 0.25, -0.1, 0.05, 0.3, 0}

// typed is a right answer, or a wrong one of those that pupils really give.
func typed(d qti.Draft, right bool, dice int) []string {
	switch d.Kind {
	case qti.DraftSingle, qti.DraftTrueFalse, qti.DraftMultiple:
		var good, bad []string
		for _, c := range d.Choices {
			if c.Correct {
				good = append(good, c.ID)
			} else {
				bad = append(bad, c.ID)
			}
		}
		switch {
		case right:
			return good
		case d.Kind == qti.DraftMultiple && dice < 55:
			return good[:len(good)-1]
		case d.Kind == qti.DraftMultiple:
			return append(good[:1:1], bad...)
		case dice < 65 || len(bad) == 1: // one wrong way is commoner than the others
			return bad[:1]
		}
		return bad[1:2]
	case qti.DraftShort:
		return []string{"把 x 代入左右两边，两边相等，所以是方程的解。"}
	}
	if right {
		return d.Accept[:1]
	}
	return []string{wrongTexts[dice%len(wrongTexts)]}
}

var wrongTexts = []string{"-3", "-3", "-3", "5", "-11"}

var equations = commons.Draftable{
	Title: "一元一次方程的解法：移项与合并", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: "人教版", Volume: "上册", Chapter: "第五章 一元一次方程",
	Knowledge: []string{"一元一次方程", "移项", "合并同类项"},
	Body: strings.TrimSpace(`
## 学习目标
1. 说出移项的依据是等式的性质 1。
2. 会用移项、合并同类项解形如 ax + b = cx + d 的方程。

## 课堂引入
天平两边同时拿走同样重的物体，天平仍然平衡。方程的两边同时减去同一个式子，等式仍然成立。

## 例题
解方程 3x + 20 = 4x − 25。

1. 移项，得 3x − 4x = −25 − 20；
2. 合并同类项，得 −x = −45；
3. 系数化为 1，得 x = 45。

> 易错点：移项要变号；从左边移到右边的是"项"，不是数。

## 课堂小结
移项变号、合并同类项、系数化为 1，每一步都说出依据。
`)}

var integers = commons.Draftable{Title: "有理数的加减混合运算", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: "人教版", Volume: "上册", Chapter: "第二章 有理数的运算",
	Knowledge: []string{"有理数的加法和减法"}, AI: commons.AIUse{Extent: commons.AIPart, Tool: "备课助手"},
	Body: "## 学习目标\n会把加减混合运算统一成加法，并能用运算律简算。\n\n## 例题\n计算 (−20) + (+3) − (−5) − (+7)。"}

var angles = commons.Draftable{Title: "角的比较与运算", Subject: "maths", Stage: org.Junior, Grade: 7, Edition: "人教版", Chapter: "第六章 几何图形初步",
	Body: "## 学习目标\n会比较角的大小，认识角平分线。"}

func choice(id, text string, right bool) qti.DraftChoice {
	return qti.DraftChoice{ID: id, Text: text, Correct: right}
}

var equationItems = []assess.LineDraft{
	{Knowledge: "移项", Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: "解方程 2x + 6 = 10 时，移项正确的是哪一个？",
		Choices:  []qti.DraftChoice{choice("A", "2x = 10 + 6", false), choice("B", "2x = 10 − 6", true), choice("C", "2x = 6 − 10", false), choice("D", "2x = −10 − 6", false)},
		Feedback: "移项要变号：+6 移到右边变成 −6。"}},
	{Knowledge: "等式的性质", Draft: qti.Draft{Kind: qti.DraftMultiple, Prompt: "下列变形中，正确的有哪些？(多选)",
		Choices:  []qti.DraftChoice{choice("A", "由 x + 3 = 5，得 x = 5 − 3", true), choice("B", "由 3x = 6，得 x = 6 − 3", false), choice("C", "由 −x = 4，得 x = −4", true), choice("D", "由 x ÷ 2 = 3，得 x = 6", true)},
		Feedback: "两边同除以 3 得 x = 2，不是减去 3。"}},
	{Knowledge: "方程的解", Draft: qti.Draft{Kind: qti.DraftTrueFalse, Prompt: "x = 3 是方程 2x − 1 = 5 的解。", Choices: qti.TrueFalseChoices(true), Feedback: "代入左边得 2×3 − 1 = 5，等于右边。"}},
	{Knowledge: "移项", Draft: qti.Draft{Kind: qti.DraftFillIn, Prompt: "方程 x − 7 = −4 的解是 x = ____。", Accept: []string{"3"}, Feedback: "移项得 x = −4 + 7 = 3。"}},
	{Knowledge: "合并同类项", Draft: qti.Draft{Kind: qti.DraftNumeric, Prompt: "解方程 5x − 2 = 3x + 4，x 等于多少？", Accept: []string{"3"}, Feedback: "移项得 2x = 6，所以 x = 3。"}},
	{Knowledge: "方程的解", Draft: qti.Draft{Kind: qti.DraftShort, Prompt: "怎样检验 x = 45 是方程 3x + 20 = 4x − 25 的解？写出过程。", Accept: []string{"把 x = 45 代入左边得 155，代入右边得 155，左边 = 右边。"}}},
}
