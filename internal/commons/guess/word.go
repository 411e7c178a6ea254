package guess

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/preset"
)

// word is a way in which people write a value. Weak words also occur inside titles (科学记数法, 历史人物), so they count only where they stand
// alone or at the edge of a name.
type word struct {
	text, value string
	weak        bool
}

// otherNames are how teachers write the subjects of the national curriculum, by the code of the preset.
var otherNames = map[string][]string{
	"chinese":  {"语文", "小语", "yuwen"},
	"maths":    {"数学", "小数数学", "shuxue", "math", "maths"},
	"english":  {"英语", "外语", "english"},
	"morality": {"道德与法治", "道法", "道德法治", "思想品德", "品德与社会", "品德与生活", "思品", "品德"},
	"politics": {"思想政治", "政治"},
	"biology":  {"生物学", "生物"},
	"it":       {"信息科技"},
	"ict":      {"信息技术"},
	"gt":       {"通用技术"},
	"pe":       {"体育与健康", "体育"},
	"labour":   {"劳动教育", "劳动技术", "劳动"},
	"practice": {"综合实践活动", "综合实践", "综合与实践"},
	"history":  {"历史", "中国历史", "世界历史"},
}

func subjectWords(p *preset.Preset) []word {
	var out []word
	add := func(text, code string) {
		weak := utf8.RuneCountInString(text) == 2 && code != "chinese" && code != "maths" && code != "english"
		out = append(out, word{strings.ToLower(text), code, weak})
	}
	for _, s := range p.Subjects {
		add(s.Name, s.Code)
		for _, n := range otherNames[s.Code] {
			if n != s.Name {
				add(n, s.Code)
			}
		}
	}
	return longestFirst(out)
}

// otherEditions are the short and older names of editions, by the name that catalogues use now.
var otherEditions = map[string][]string{
	"统编版":   {"统编版", "部编版", "部编本", "统编本", "部编", "统编", "新部编"},
	"人教版":   {"新人教版", "人教版", "人教", "pep", "人教pep版", "人教pep", "人教a版", "人教b版", "人教版a版", "rj"},
	"北师大版":  {"北师大版", "北师大", "北师版", "北师", "bsd"},
	"冀教版":   {"冀教版", "冀教"},
	"外研版":   {"外研版", "外研社版", "外研社", "外研"},
	"苏教版":   {"苏教版", "苏教"},
	"沪教版":   {"沪教版", "沪教"},
	"浙教版":   {"浙教版", "浙教"},
	"青岛版":   {"青岛版"},
	"湘教版":   {"湘教版", "湘教"},
	"鲁教版":   {"鲁教版", "鲁教"},
	"鲁科版":   {"鲁科版", "鲁科"},
	"华东师大版": {"华东师大版", "华师大版", "华师版", "华师"},
	"沪科版":   {"沪科版", "沪科"},
	"粤教版":   {"粤教版", "粤教"},
	"教科版":   {"教科版", "教科"},
	"译林版":   {"译林版", "译林"},
	"苏科版":   {"苏科版", "苏科"},
	"西师大版":  {"西南师大版", "西师大版", "西师版", "西师"},
	"人音版":   {"人音版"},
	"人美版":   {"人美版"},
	"湘美版":   {"湘美版"},
	"中图版":   {"中图版"},
	"仁爱版":   {"仁爱版"},
}

func editionWords(p *preset.Preset) []word {
	var out []word
	for name, ways := range otherEditions {
		for _, w := range ways {
			out = append(out, word{text: w, value: name, weak: !strings.HasSuffix(w, "版") && !strings.HasSuffix(w, "本")})
		}
	}
	return longestFirst(out)
}

func longestFirst(ws []word) []word {
	slices.SortFunc(ws, func(a, b word) int { return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text)) })
	return ws
}

// kinds are what files are called by their use, by the name that the page shows. Longest ways first.
var kinds = []word{
	{text: "同步练习题", value: "练习"}, {text: "课时作业设计", value: "练习"}, {text: "单元作业设计", value: "练习"}, {text: "教学设计方案", value: "教案"},
	{text: "同步练习", value: "练习"}, {text: "课后练习", value: "练习"}, {text: "课堂练习", value: "练习"}, {text: "巩固练习", value: "练习"}, {text: "专项练习", value: "练习"}, {text: "课时练习", value: "练习"},
	{text: "作业设计", value: "练习"}, {text: "课后作业", value: "练习"}, {text: "教学设计", value: "教案"}, {text: "教学反思", value: "反思"}, {text: "教学课件", value: "课件"}, {text: "板书设计", value: "板书"},
	{text: "公开课课件", value: "课件"}, {text: "学习任务单", value: "学案"}, {text: "导学案", value: "学案"}, {text: "任务单", value: "学案"}, {text: "学习单", value: "学案"}, {text: "预习单", value: "学案"}, {text: "导学单", value: "学案"},
	{text: "说课稿", value: "说课"}, {text: "说课课件", value: "说课"}, {text: "练习题", value: "练习"}, {text: "复习题", value: "练习"}, {text: "练习卷", value: "练习"}, {text: "课时练", value: "练习"}, {text: "知识点总结", value: "讲义"}, {text: "知识点归纳", value: "讲义"},
	{text: "复习课件", value: "课件"}, {text: "电子课件", value: "课件"}, {text: "微课视频", value: "微课"}, {text: "课堂实录", value: "实录"}, {text: "朗读音频", value: "音频"}, {text: "课文朗读", value: "音频"},
	{text: "知识点", value: "讲义"}, {text: "课件", value: "课件"}, {text: "教案", value: "教案"}, {text: "学案", value: "学案"}, {text: "习题", value: "练习"}, {text: "练习", value: "练习"}, {text: "作业", value: "练习"},
	{text: "试卷", value: "练习"}, {text: "说课", value: "说课"}, {text: "微课", value: "微课"}, {text: "讲义", value: "讲义"}, {text: "反思", value: "反思"}, {text: "实录", value: "实录"}, {text: "板书", value: "板书"}, {text: "ppt", value: "课件"},
	{text: "教学视频", value: "微课"}, {text: "视频", value: "微课"}, {text: "音频", value: "音频"}, {text: "素材", value: "素材"},
}

// noise says something about the file and nothing about the lesson.
var noise = []string{"最终版", "最终稿", "终稿", "定稿", "初稿", "修改稿", "修改版", "修订版", "完整版", "打印版", "教师版", "学生版", "原卷版", "解析版", "可编辑", "最新版", "最新", "精品", "优质课", "公开课", "示范课",
	"展示课", "比赛课", "赛课", "汇报课", "研讨课", "获奖", "一等奖", "二等奖", "含答案", "有答案", "附答案", "带答案", "及答案", "和答案", "答案", "全套", "配套", "免费下载", "副本", "复件", "新建", "备课", "集体备课", "new", "final", "copy",
	"义务教育教科书", "教科书", "课标版", "新课标", "新教材", "新版", "优秀", "小学", "初中", "高中", "演示文稿", "幻灯片", "文档"}
