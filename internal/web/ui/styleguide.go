package ui

import (
	"math"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// StyleguideHandler answers GET /styleguide: every token and component on one page, and with ?view= the other layouts (pupil,
// board, sheet, bare, error). It holds invented sample data only and stays zh-CN.
func StyleguideHandler(w http.ResponseWriter, r *http.Request) {
	page := guidePage()
	var c templ.Component
	switch r.URL.Query().Get("view") {
	case "pupil":
		c = guidePupil(page)
	case "board":
		c = guideBoard(page)
	case "sheet":
		c = guideSheet(page)
	case "bare":
		c = guideBare(page)
	case "error":
		c = ErrorPage(page, fault.New(fault.Unlawful, "义务教育阶段不得组织周考、月考、单元考试"))
	default:
		c = Styleguide(page)
	}
	if err := Render(w, r, http.StatusOK, c); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

func guidePage() Page {
	return Page{
		Title: "设计规范", Lead: "颜色、文字、表单、表格、图表和各种状态。示例数据都是编的。", Active: "works", Demo: true, RequestID: "0193-demo",
		Crumbs: []Crumb{{"首页", "/"}, {"开发", ""}},
		Menu: []MenuItem{
			{Key: "home", Label: "今天", Href: "#", Icon: "home"}, {Key: "works", Label: "备课", Href: "#", Icon: "book", Group: "教学"},
			{Key: "find", Label: "找资源", Href: "#", Icon: "search", Group: "教学"}, {Key: "homework", Label: "作业", Href: "#", Icon: "task", Group: "教学", Count: 3},
			{Key: "review", Label: "讲评单", Href: "#", Icon: "chart", Group: "教学"}, {Key: "audit", Label: "审核", Href: "#", Icon: "shield", Group: "共建共享", Count: 12},
			{Key: "class", Label: "班级", Href: "#", Icon: "people", Group: "学校"}, {Key: "set", Label: "设置", Href: "#", Icon: "settings", Group: "学校"},
		},
		User: &User{Name: "王小芳", Role: "语文教师", Place: "示范区实验小学", SwitchHref: "#"},
	}
}

type tokenPair struct{ Name, Use string }

var guideTokens = []tokenPair{
	{"bg", "页面底"}, {"surface", "卡片"}, {"surface-2", "表头"}, {"surface-3", "悬停"}, {"text", "正文"}, {"text-2", "次要文字"}, {"line", "分隔线"}, {"line-strong", "控件边"},
	{"primary", "主色"}, {"primary-text", "链接"}, {"primary-soft", "选中底"}, {"success-text", "成功"}, {"success-soft", "成功底"}, {"warning-text", "提醒"},
	{"warning-soft", "提醒底"}, {"danger-text", "危险"}, {"danger-soft", "危险底"}, {"chart-1", "图 1"}, {"chart-2", "图 2"}, {"chart-3", "图 3"}, {"chart-4", "图 4"}, {"chart-5", "图 5"}, {"chart-6", "图 6"},
}

var guideForm = FormSpec{
	Action: "#", NoFocus: true, Values: url.Values{"title": {""}, "minutes": {"200"}, "kind": {"single"}, "stage": {"p"}, "note": {"先看题，再说理由。"}},
	Err: fault.Fieldsf(fault.Field{Name: "title", Message: "请填写标题"}, fault.Field{Name: "minutes", Message: "一次练习不超过 60 分钟"}),
}

var (
	guideStages = []Option{{Value: "p", Label: "小学"}, {Value: "j", Label: "初中"}, {Value: "s", Label: "高中"}}
	guideKinds  = []Option{{Value: "single", Label: "单选"}, {Value: "multi", Label: "多选"}, {Value: "judge", Label: "判断"}, {Value: "blank", Label: "填空", Help: "可以有多个空"}}
	guideClass  = []Option{{Value: "1", Label: "2023级1班", Group: "三年级"}, {Value: "2", Label: "2023级2班", Group: "三年级"}, {Value: "3", Label: "2022级1班", Group: "四年级"}}
)

func guideTable() Table {
	return Table{
		Caption: "我的作品", HideCap: true, SortKey: "at", SortDesc: true, SortHref: func(k string, d bool) string { return "#" + k },
		Columns: []Column{{Label: "标题", Wide: true}, {Label: "学科"}, {Label: "状态"}, {Key: "used", Label: "使用", Num: true, Sortable: true, Unit: "班"}, {Key: "at", Label: "修改时间", Sortable: true, Fine: true}, {Label: "操作"}},
		Rows: []Row{
			R(L("#", "圆的周长：从绳子到公式"), S("数学"), StateTag(StatePublished), I(1284), S("2026-09-01 08:05"), LinkButton("打开", "#", Secondary, "")),
			R(L("#", "观潮（第一课时）"), S("语文"), StateTag(StatePending), I(0), S("2026-08-30 21:40"), LinkButton("打开", "#", Secondary, "")),
			R(L("#", "My school bag"), S("英语"), StateTag(StateReturned), I(3), S("2026-08-29 10:12"), LinkButton("打开", "#", Secondary, "")),
			R(L("#", "植物的一生"), S("科学"), StateTag(StateDraft), I(0), S("2026-08-28 16:30"), LinkButton("打开", "#", Secondary, "")),
		},
	}
}

func guideDense() Table {
	tb := Table{Caption: "题目分析", Dense: true, Scroll: true, Columns: []Column{{Label: "题号"}, {Label: "难度 P", Num: true}, {Label: "95% 区间", Num: true}, {Label: "区分度 r", Num: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "常见错误", Wide: true}, {Label: "答对"}}}
	for i, p := range []float64{.86, .72, .41, .23, math.NaN()} {
		r := R(I(i+1), N(p, 2), S(span(p-.04, p+.03, 2)), N(.52-float64(i)*.09, 2), I(1234-i*7), S("把半径当作直径"), Bar(orZero(p), Percent(p, 0)))
		if p < .3 {
			r.Tone = Warning
		}
		tb.Rows = append(tb.Rows, r)
	}
	return tb
}

func orZero(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

func guideCharts() []ChartSpec {
	days := []string{"周一", "周二", "周三", "周四", "周五"} // i18n:data
	items := []string{"1", "2", "3", "4", "5", "6", "7", "8"}
	return []ChartSpec{
		{ID: "c1", Kind: Bars, Title: "各题答对的比例", Sentence: "第 4 题答对的人最少；只说明这一次练习，不能比较两个班的教学。", N: 128, NUnit: "人", Formula: "答对人数 ÷ 作答人数", Interval: "95% Wilson 区间",
			X: items, XLabel: "题号", YLabel: "答对比例", Series: []Series{{Values: []float64{.92, .81, .66, .31, .74, .58, .88, .49}, Low: []float64{.86, .73, .57, .24, .66, .49, .81, .40}, High: []float64{.96, .87, .74, .40, .81, .66, .93, .58}}},
			Refs: []Ref{{Label: "全区", Value: .68}}, Min: F(0), Max: F(1), Decimals: 2, CloseTable: true},
		{ID: "c2", Kind: BarsLying, Title: "资源使用最多的主题", Sentence: "按班级数计，一个班用多次只算一次；用得多不说明用得好。", N: 412, NUnit: "班", Unit: "班", Interval: "全数统计，没有抽样区间",
			X: []string{"圆的周长与面积", "观潮、走月亮、现代诗二首", "分数的意义", "植物的一生"}, YLabel: "使用的班", XLabel: "主题", Series: []Series{{Name: "本校", Values: []float64{34, 22, 18, 9}}, {Name: "集团内其他学校", Values: []float64{58, 41, 12, 20}}}, CloseTable: true},
		{ID: "c3", Kind: Lines, Title: "一周书面作业用时", Sentence: "周三超过规定的 60 分钟，请年级组统筹；这是教师的估计，不是学生实际用的时间。", N: 86, NUnit: "人", Interval: "估计数，没有区间", Formula: "各科教师估计时间之和", Source: "作业公示 2026-09-01 至 09-05",
			X: days, XLabel: "日期", YLabel: "分钟", Unit: "分钟", Series: []Series{{Name: "五年级", Values: []float64{42, 55, 71, math.NaN(), 38}}, {Name: "六年级", Values: []float64{50, 58, 66, 52, 47}}}, Refs: []Ref{{Label: "上限", Value: 60}}, Min: F(0), CloseTable: true},
		{ID: "c4", Kind: Points, Title: "难度与区分度", Sentence: "右下的题太难而且分不开人，讲评时先看题目本身。", N: 1211, NUnit: "人", Interval: "每个点是一道题，没有画区间", Formula: "P = 平均得分率；r = 题总相关（去掉本题）", XLabel: "难度 P", YLabel: "区分度 r", Decimals: 2,
			Series: []Series{{At: []Point{{.86, .31, "第 1 题"}, {.72, .44, "第 2 题"}, {.41, .52, "第 3 题"}, {.23, .12, "第 4 题"}, {.66, .38, "第 5 题"}, {.55, .47, "第 6 题"}}}}, Refs: []Ref{{Label: "下限", Value: .2}}, CloseTable: true},
		{ID: "c5", Kind: Heat, Title: "知识点掌握", Sentence: "空白格是没有考到，不是零。", N: 128, NUnit: "人", Unit: "得分率", Interval: "每格的人数不同，没有画区间", X: []string{"概念", "计算", "应用", "说理"}, Y: []string{"1 班", "2 班", "3 班"}, XLabel: "能力", YLabel: "班级", Decimals: 2, // i18n:data
			Series: []Series{{Grid: [][]float64{{.9, .7, .5, .4}, {.8, .75, .62, math.NaN()}, {.85, .66, .41, .38}}}}, Min: F(0), Max: F(1), CloseTable: true},
		{ID: "c6", Kind: Boxes, Title: "三校阅读用时", Sentence: "箱子重叠很多，三校没有看得出的差别；用时长短不说明读得好坏。", N: 96, NUnit: "人", Interval: "箱子是中间一半的学生", X: []string{"实验小学", "河西校区", "山口教学点"}, XLabel: "学校", YLabel: "分钟", Unit: "分钟", // i18n:data
			Series: []Series{{Box: []FiveNumbers{{8, 15, 20, 27, 41}, {6, 13, 19, 26, 38}, {9, 14, 21, 30, 46}}}}, CloseTable: true},
		{ID: "c7", Kind: Forest, Title: "各校与全区的差", Sentence: "区间跨过零线的学校，和全区没有看得出的差别；差别里有生源的成分。", N: 812, NUnit: "人", Interval: "95% 区间", X: []string{"实验小学", "河西校区", "山口教学点"}, XLabel: "学校", YLabel: "与全区的差（分）", Decimals: 1, // i18n:data
			Series: []Series{{Values: []float64{3.1, .4, -1.2}, Low: []float64{1.4, -.9, -5.2}, High: []float64{4.8, 1.7, 2.8}}}, Refs: []Ref{{Label: "全区", Value: 0}}, CloseTable: true},
		{ID: "c8", Kind: Points, Title: "第 4 题的曲线", Sentence: "点落在曲线附近，模型能描述这道题；偏离的点先看题目，不能由此断定学生。", N: 600, NUnit: "人", Formula: "P = 1 / (1 + exp(-a(θ - b)))", Interval: "95% Wilson 区间", XLabel: "能力 θ", YLabel: "答对比例", Decimals: 2, Min: F(0), Max: F(1),
			Series: []Series{{Name: "模型", Joined: true, At: guideCurve()}, {Name: "观察", At: []Point{{-1.6, .12, ""}, {-.7, .24, ""}, {0, .5, ""}, {.7, .71, ""}, {1.6, .93, ""}}, Low: []float64{.07, .17, .41, .62, .87}, High: []float64{.19, .33, .59, .78, .96}}}, CloseTable: true},
		{ID: "c9", Kind: Heat, Signed: true, Title: "各班各题与全年级的差", Sentence: "一格是这个班和全年级之差，以标准误为单位；加号是高，减号是低；不说明原因。", N: 128, NUnit: "人", Unit: "标准误", Interval: "±2 个标准误以内多半是偶然", X: []string{"1 班", "2 班", "3 班"}, Y: []string{"1", "2", "3", "4"}, XLabel: "班级", YLabel: "题号", Decimals: 1, // i18n:data
			Series: []Series{{Grid: [][]float64{{.4, -1.2, .7}, {2.3, -.4, -2.6}, {-1.1, 1.4, 0}, {math.NaN(), .2, 1}}}}, CloseTable: true},
		WrightMap(ChartSpec{ID: "c10", Title: "人和题在一把尺上", Sentence: "题目大多低于学生所在的位置：这份卷子对他们偏容易，不说明他们比别处的学生强。", N: 312, NUnit: "人", Interval: "位置的标准误见题目参数表", XLabel: "θ", YLabel: "logit", Decimals: 2, CloseTable: true},
			[]Point{{-1.5, 12, ""}, {-1, 31, ""}, {-.5, 58, ""}, {0, 79, ""}, {.5, 66, ""}, {1, 41, ""}, {1.5, 25, ""}}, []Point{{1, -1.8, "1"}, {1, -1.76, "3"}, {1, -1.1, "2"}, {1, -.2, "5"}, {1, .7, "4"}}),
	}
}

func guideCurve() []Point {
	var out []Point
	for x := -3.0; x <= 3; x += .25 {
		out = append(out, Point{X: x, Y: 1 / (1 + math.Exp(-1.4*x))})
	}
	return out
}

var guideSteps = []Step{{Label: "编写", Note: "王小芳 9月1日", State: StepDone}, {Label: "校内审核", Note: "退回过一次", State: StepDone}, {Label: "集团审核", State: StepNow}, {Label: "发布", State: StepAhead}}

var guideMoments = []Moment{
	{When: "2026-09-02 10:20", Who: "李明", What: "通过", Tone: Success, Text: "图片来源已经补上。"},
	{When: "2026-09-01 16:05", Who: "李明", What: "退回", Tone: Danger, Text: "第 3 页的地图没有审图号，请换成有审图号的图。"},
	{When: "2026-09-01 08:05", Who: "王小芳", What: "提交审核", Tone: Info},
}

var guideLinks = []BigLink{
	{Title: "圆的周长 练习", Note: "8 道题，写一点存一点", Href: "#", Icon: "edit", State: StateOpen},
	{Title: "观潮", Note: "先读课文，再听朗读", Href: "#", Icon: "book"},
	{Title: "错题本", Note: "今天复习 3 道", Href: "#", Icon: "star"},
}

// swatch is the class of a token's sample; the style sheet has one for each.
func swatch(name string) string { return "swatch sw-" + name }

func guideErrors() []error {
	var out []error
	for k := fault.Internal; k <= fault.Down; k++ {
		out = append(out, &fault.Error{Kind: k})
	}
	return out
}

func guideWord(err error) errorWord { return errorWords[fault.KindOf(err)] }

func guideSignInFault() error {
	return fault.New(fault.Invalid, "账号或密码不对，请再试一次")
}
