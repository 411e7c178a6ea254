package home

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/roster"
)

// Services are the domains whose matters stand on the page.
type Services struct {
	Org      *org.Service
	Works    *commons.Service
	Prep     *prep.Service
	Homework *homework.Service
	Assess   *assess.Service
	Notices  *notice.Service
	Privacy  *privacy.Service
	Roster   *roster.Service
	Exams    *exam.Service
	Exchange *exchange.Service
	// Unsheeted counts the holdings that no access sheet covers, at the units where the actor prepares or approves sheets.
	Unsheeted func(ctx context.Context, a *org.Actor) (int, error)
}

// Sources are all kinds of matters that the domains count.
func (s Services) Sources() []Source {
	return []Source{
		{"letters", org.NoticeRead, s.letters},
		{"basis", org.AccessAsk, s.basis},
		{"authoring", org.LessonMake, s.authoring},
		{"prep", org.LessonMake, s.prep},
		{"practice", org.AnswersEnter, s.practice},
		{"reviewing", org.LessonReview, s.reviewing},
		{"access", org.AccessApprove, s.access},
		{"sheets", org.AccessAsk, s.sheets},
		{"requests", org.DataAnswer, s.requests},
		{"consents", org.ConsentEnter, s.consents},
		{"imports", org.RosterImport, s.imports},
		{"exams", org.ExamRead, s.exams},
		{"register", org.RegisterRead, s.register},
		{"tags", org.ExchangeManage, s.tags},
		{"family", org.ConsentGive, s.family},
	}
}

func (s Services) letters(ctx context.Context, a *org.Actor) ([]Matter, error) {
	p, err := s.Notices.Waits(ctx, a)
	m := Matter{Key: "letters", Icon: "inbox", Text: "有 %s 条消息还没有看或回执", Why: "看过或回执以后，它就不在这里了。", Act: "看消息", Href: "/inbox", N: p.N, Due: p.First, Weight: Mine}
	if p.First > 0 {
		m.Weight = Others // somebody waits for a receipt
	}
	return []Matter{m}, err
}

func (s Services) basis(_ context.Context, a *org.Actor) ([]Matter, error) {
	if !a.Unbased() {
		return nil, nil
	}
	return []Matter{{Key: "basis", Icon: "shield", Text: "您有任课或职务还没有批准查看学生数据", Why: "批准以前，学生名单、批改和讲评都打不开。请学校负责人在访问清单里批准，急用可以申请一次有期限的查看。",
		Act: "申请查看", Href: "/access/ask", N: 1, Weight: Mine}}, nil
}

func (s Services) authoring(ctx context.Context, a *org.Actor) ([]Matter, error) {
	w, err := s.Works.AuthorWaits(ctx, a)
	return []Matter{
		{Key: "returned", Icon: "edit", Text: "有 %s 节课被退回，等您修改", Why: "审核人写了退回的理由，改好再送审，别的老师才看得到。", Act: "去修改", Href: "/teacher/lessons?state=returned",
			N: w.Returned.N, Since: w.Returned.First, Weight: Others},
		{Key: "guessed", Icon: "upload", Text: "有 %s 份拖进来的课件等您确认", Why: "学科和年级是按文件猜的，您确认以后才能送审。", Act: "去确认", Href: "/teacher/drop", N: w.Guessed.N, Since: w.Guessed.First, Weight: Mine},
		{Key: "offers", Icon: "book", Text: "有 %s 节改编的课，原课出了新版本", Why: "看看改了什么，可以采用，也可以不采用。", Act: "去对照", Href: "/teacher/lessons", N: w.Offers.N, Since: w.Offers.First, Weight: Some},
	}, err
}

func (s Services) prep(ctx context.Context, a *org.Actor) ([]Matter, error) {
	asked, led, err := s.Prep.Waits(ctx, a)
	return []Matter{
		{Key: "prep", Icon: "people", Text: "有 %s 次集体备课等您复备", Why: "主备老师在等各位的复备。", Act: "去复备", Href: "/teacher/prep", N: asked.N, Due: asked.First, Weight: Others},
		{Key: "prep-lead", Icon: "people", Text: "有 %s 次您主备的备课可以汇总定稿了", Why: "复备已经交齐或到期，等您定稿。", Act: "去定稿", Href: "/teacher/prep", N: led.N, Since: led.First, Weight: Mine},
	}, err
}

// The assignments that the page looks through: those of the last five weeks, at most as many.
const (
	lately = 35 * day
	given  = 40
)

func (s Services) practice(ctx context.Context, a *org.Actor) ([]Matter, error) {
	now := s.Org.Now()
	all, err := s.Homework.Recent(ctx, a, now-lately, given)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]id.Any, len(all))
	for i, as := range all {
		ids[i] = id.As[any](as.ID)
	}
	counts, err := s.Assess.Counts(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	paper := Matter{Key: "paper", Icon: "paper", Text: "有 %s 次纸质练习已到收交日，答案还没有录完", Why: "录进来，讲评单才算得出来。", Act: "去录入", Weight: Mine}
	for _, as := range all {
		c := counts[id.As[any](as.ID)]
		if as.Mode == homework.Paper && as.Due <= now && c.HandedIn < c.Pupils {
			paper.add(1, as.Due, "/teacher/assignments/"+as.ID.String(), "/teacher/assignments")
		}
	}
	marking := Matter{Key: "marking", Icon: "check", Text: "有 %s 个回答等您批改", Why: "学生在等您的批语。", Act: "去批改", Weight: Others}
	if !a.Has(org.MarkGive) {
		return []Matter{paper}, nil
	}
	waiting, err := s.Assess.WaitingMarks(ctx, a, ids)
	for _, as := range all {
		if n := waiting[id.As[any](as.ID)]; n > 0 {
			href := "/teacher/assignments/" + as.ID.String()
			marking.add(n, as.GivenAt, href, href) // newest first: the oldest is what stays
		}
	}
	return []Matter{marking, paper}, err
}

// add puts more of a kind together: one leads to its own page, several to all.
func (m *Matter) add(n int, since clock.Micros, one, all string) {
	m.Href = all
	if m.N == 0 {
		m.Href = one
	}
	m.N += n
	if m.Since == 0 || since < m.Since {
		m.Since = since
	}
}

func (s Services) reviewing(ctx context.Context, a *org.Actor) ([]Matter, error) {
	w, err := s.Works.ReviewWaits(ctx, a)
	return []Matter{
		{Key: "claimed", Icon: "check", Text: "您领取的 %s 项审核还没有结论", Why: "您领取了，别人就不会再审。", Act: "去审核", Href: "/review?tab=mine", N: w.Mine.N, Due: w.Mine.First, Weight: Others},
		{Key: "asked", Icon: "check", Text: "有 %s 项审核等本级处理", Why: "老师在等审核结果。", Act: "去领取", Href: "/review", N: w.Asked.N, Due: w.Asked.First, Weight: Others},
		{Key: "overdue", Icon: "clock", Text: "您的范围内有 %s 项审核超过了期限", Why: "老师等得太久了。", Act: "去看看", Href: "/review?tab=overdue", N: w.Overdue.N, Due: w.Overdue.First, Weight: Others},
		{Key: "votes", Icon: "star", Text: "有 %s 项精选推荐等您投票", Why: "两位评审都投了票才有结论。", Act: "去投票", Href: "/featured", N: w.Votes.N, Since: w.Votes.First, Weight: Others},
	}, err
}

func (s Services) access(ctx context.Context, a *org.Actor) ([]Matter, error) {
	sheets, singles, err := s.Org.AccessWaits(ctx, a)
	return []Matter{
		{Key: "sheets", Icon: "shield", Text: "有 %s 份访问清单等您批准", Why: "批准以前，清单上的老师看不到自己的学生(未成年人网络保护条例第三十六条)。", Act: "去批准", Href: "/access", N: sheets.N, Since: sheets.First, Weight: Legal},
		{Key: "singles", Icon: "shield", Text: "有 %s 项临时查看申请等您决定", Why: "申请人在等，只有您能决定(未成年人网络保护条例第三十六条)。", Act: "去决定", Href: "/access/requests", N: singles.N, Since: singles.First, Weight: Legal},
	}, err
}

func (s Services) sheets(ctx context.Context, a *org.Actor) ([]Matter, error) {
	n, err := s.Unsheeted(ctx, a)
	return []Matter{{Key: "unsheeted", Icon: "shield", Text: "有 %s 项任课或职务还不在访问清单上", Why: "拟好清单并经批准，这些老师才能看到自己的学生。", Act: "拟清单", Href: "/access", N: n, Weight: Others}}, err
}

func (s Services) requests(ctx context.Context, a *org.Actor) ([]Matter, error) {
	p, err := s.Privacy.Waits(ctx, a)
	return []Matter{{Key: "requests", Icon: "inbox", Text: "有 %s 项个人信息申请等您答复", Why: "法律规定要及时答复(未成年人网络保护条例第三十四条)。", Act: "去答复", Href: "/rights", N: p.N, Due: p.First, Weight: Legal}}, err
}

func (s Services) consents(ctx context.Context, a *org.Actor) ([]Matter, error) {
	p, err := s.Privacy.Unsaid(ctx, a)
	return []Matter{{Key: "consents", Icon: "paper", Text: "本班有 %s 名学生还缺监护人同意书", Why: "没有同意的用途不会启用，收齐以后录进来。", Act: "去录入", Href: "/consents", N: p.N, Weight: Mine}}, err
}

func (s Services) imports(ctx context.Context, a *org.Actor) ([]Matter, error) {
	p, err := s.Roster.Waits(ctx, a)
	return []Matter{{Key: "imports", Icon: "upload", Text: "有 %s 次名册导入停在半路", Why: "名册没有写完，学生和任课可能不对。", Act: "去处理", Href: "/school/roster", N: p.N, Since: p.First, Weight: Others}}, err
}

func (s Services) exams(ctx context.Context, a *org.Actor) ([]Matter, error) {
	w, err := s.Exams.Waits(ctx, a)
	out := []Matter{
		{Key: "filed", Icon: "paper", Text: "有 %s 场考试等您审批", Why: "审批以前不能录入成绩。", Act: "去审批", Href: "/exams?state=filed", N: w.Filed.N, Due: w.Filed.First, Weight: Others},
		{Key: "wishes", Icon: "paper", Text: "有 %s 场考试申请破例，等您决定", Why: "没有您的决定，它不能备案。", Act: "去决定", Href: "/exams?state=draft", N: w.Wishes.N, Due: w.Wishes.First, Weight: Others},
		{Key: "drafts", Icon: "paper", Text: "您登记的 %s 场考试还没有备案", Why: "没有备案号的考试不能举行。", Act: "去备案", Href: "/exams?state=draft", N: w.Drafts.N, Due: w.Drafts.First, Weight: Mine},
	}
	if w.Intakes.N > 0 {
		out = append(out, Matter{Key: "intakes", Icon: "upload", Text: "有 %s 批成绩还没有写入", Why: "写入以后才有分析报告。", Act: "接着做", Href: "/marks/" + w.Intake.String(), N: w.Intakes.N,
			Since: w.Intakes.First, Weight: Mine})
	}
	return out, err
}

// ahead is how far an inspector looks: two weeks.
const ahead = 14 * day

func (s Services) register(ctx context.Context, a *org.Actor) ([]Matter, error) {
	if !a.Is(org.Inspector) {
		return nil, nil
	}
	now := s.Org.Now()
	p, err := s.Exams.Coming(ctx, a, now-day, now+ahead)
	return []Matter{{Key: "coming", Icon: "calendar", Text: "两周内有 %s 场登记的考试", Why: "可以到场看看是否与登记一致。", Act: "看登记", Href: "/register/exams", N: p.N, Due: p.First, Weight: Mine}}, err
}

func (s Services) tags(ctx context.Context, a *org.Actor) ([]Matter, error) {
	_, n, err := s.Exchange.Queue(ctx, a, 0)
	return []Matter{{Key: "tags", Icon: "link", Text: "国家平台有 %s 个标签还没有对应到本区的代码", Why: "对应好以后，老师按教材找得到这些资源。", Act: "去对应", Href: "/exchange/tags", N: n, Weight: Some}}, err
}

func (s Services) family(ctx context.Context, a *org.Actor) ([]Matter, error) {
	p, err := s.Privacy.Unanswered(ctx, a)
	return []Matter{{Key: "family", Icon: "shield", Text: "有 %s 项用途等您表示同意或不同意", Why: "不同意也可以，基本功能照常使用。", Act: "去看看", Href: "/family", N: p.N, Weight: Mine}}, err
}
