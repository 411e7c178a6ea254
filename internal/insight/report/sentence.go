package report

import (
	"fmt"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// Finding is one thing that is seen, in a sentence, with what it does not prove and the rows behind it.
type Finding struct {
	Code  string   `json:"code"` // of Sentences
	Args  []string `json:"args,omitempty"`
	Items []int    `json:"items,omitempty"` // places in the paper
	Parts []id.Any `json:"parts,omitempty"` // classes or schools
	Rows  []int    `json:"rows,omitempty"`  // of Class.Persons
}

// Sentence is the wording of a code: what is seen, and what that does not prove. Args fill the %s in order; the Chinese text is the
// key under which pages translate, as everywhere.
type Sentence struct {
	Code           string
	Says, SaysEn   string
	Limit, LimitEn string // "" for what needs no warning
}

// Sentences lists every wording.
func Sentences() []Sentence { return slices.Clone(sentences) }

// Text is the finding in Chinese: what is seen, and what it does not prove.
func (f Finding) Text() (says, limit string) {
	i := slices.IndexFunc(sentences, func(s Sentence) bool { return s.Code == f.Code })
	if i < 0 {
		return f.Code, ""
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return fmt.Sprintf(sentences[i].Says, args...), sentences[i].Limit
}

var sentences = []Sentence{
	{"small", "只有 %s 人，人数少，差别多半是偶然。", "Only %s pupils: with so few, differences are mostly chance.",
		"不能据此判断教学好坏。", "It says nothing about teaching."},
	{"booklets", "题目分在 %s 个题本里，每名学生只做其中一部分，总分按所做题目的得分率折算到满分。", "The items are spread over %s booklets and each pupil took some: totals are rates of the items taken, times the full mark.",
		"题本难度可能不同，个人之间不能比较。", "Booklets may differ in difficulty: persons cannot be compared."},
	{"no_paper", "还没有双向细目表，各题满分按最高得分推定，得分率只供参考。", "There is no two-way table yet: full marks are taken from the highest marks, so rates are a rough guide.", "", ""},
	{"not_adding", "细目表各题分值合计 %s，与满分 %s 不一致。", "The items' marks add up to %s, the full mark is %s.",
		"知识点和层次的占比可能有误，请先核对细目表。", "Shares of points and levels may be wrong; check the table first."},
	{"left_out", "有 %s 人没有计入平均分（缺考、缓考、作弊违纪或经批准不计入），占登记人数的 %s%%。", "%s pupils are not in the mean (absent, deferred, void or excluded): %s%% of the register.",
		"平均分只说明参加考试的学生。", "The mean speaks only of those who sat."},
	{"above", "第 %s 题，本班比其余考生高出 2 个标准误以上。", "On items %s the class is more than 2 standard errors above the others.",
		"说明差别不像是偶然，不说明原因。", "The difference is unlikely to be chance; it does not say why."},
	{"below", "第 %s 题，本班比其余考生低 2 个标准误以上。", "On items %s the class is more than 2 standard errors below the others.",
		"说明差别不像是偶然，不说明原因；生源、进度不同也会这样。", "The difference is unlikely to be chance; it does not say why: intake and pace matter too."},
	{"alike", "各题与其余考生的差别都在 2 个标准误以内，看不出真正的不同。", "On every item the class is within 2 standard errors of the others: no real difference can be seen.",
		"不等于完全一样，只是这次考试分辨不出。", "They need not be equal; this exam cannot tell them apart."},
	{"miskey", "第 %s 题，高分学生选 %s 的比选答案的多，请命题人核对答案。", "On item %s more high scorers chose %s than the key: please check the key.",
		"也可能是题目有歧义，或这个错误理解很普遍；不说明答案一定错。", "The item may be ambiguous or the misconception common; the key need not be wrong."},
	{"weak_items", "第 %s 题区分度低于 0.20，分不开高分和低分学生。", "Items %s discriminate below 0.20: they do not tell high and low scorers apart.",
		"太难、太易或表述有问题都会这样，要看题目本身。", "Items that are too hard, too easy or unclear all do so; look at the item."},
	{"reliable", "信度 α 为 %s，测量标准误约 %s 分：相差不到 %s 分的两个学生，不能说谁更好。", "Reliability α is %s, the standard error about %s marks: two pupils less than %s marks apart cannot be told from each other.",
		"信度高不等于考的内容对。", "Reliable does not mean that the right things were tested."},
	{"unreliable", "信度 α 只有 %s，总分不稳定，不宜用来比较个人。", "Reliability α is only %s: totals are unstable and should not be used to compare persons.",
		"题少或内容杂时信度也会低。", "Few or mixed items lower it too."},
	{"harder", "第 %s 题比计划难 0.15 以上。", "Items %s are harder than planned by 0.15 or more.",
		"可能是没教到、没学会，也可能是计划定得不准。", "Not taught, not learnt, or planned wrongly: the figure does not say which."},
	{"balance", "%s 个单位之间的差异系数为 %s，校间方差占 %s%%；其中 %s 个单位与总体的差别超出 95%% 区间。", "Between %s units the coefficient of variation is %s and %s%% of the variance; %s of them differ from the whole beyond the 95%% interval.",
		"差别里有生源的成分，不能用来排名或评价学校。", "Intake is part of the difference: it is no rank and no judgement of schools."},
	{"added_none", "与同样起点的学生相比，%s 所学校都看不出可分辨的差别。", "Compared with pupils of the same start, none of %s schools can be told from the others.",
		"一次增值不稳定，要看三年以上。", "One value-added figure is unstable: look at three years or more."},
	{"added", "与同样起点的学生相比，%s 所学校中有 %s 所的区间不含 0。", "Compared with pupils of the same start, %[2]s of %[1]s schools have intervals without 0.",
		"增值只说明差别，不说明原因，也不能排名；一次结果不稳定，要看三年以上。", "It shows a difference, not its cause, and is no rank; one figure is unstable: look at three years or more."},
	{"sampled", "根据 %s 名抽样学生推断，平均分在 %s 到 %s 之间（95%% 区间）。", "From %s sampled pupils the mean lies between %s and %s (95%% interval).",
		"抽样结果只说明整体，不对应任何学校和个人。", "A sample speaks of the whole, not of any school or person."},
	{"todo_key", "先核对第 %s 题的答案，再讲评。", "Check the key of item %s before the lesson.", "", ""},
	{"todo_all", "全班讲：第 %s 题，不到一半的分得到了。", "Teach the whole class: items %s, less than half of the marks were reached.", "", ""},
	{"todo_wrong", "第 %s 题有 %s 人答“%s”，让他们说说是怎么想的，再对照正确的想法。", "On item %s, %s pupils answered “%s”: let them say how they thought, then compare.",
		"同一个错误答案可能有不同的想法。", "The same wrong answer may come from different thoughts."},
	{"todo_some", "分组或个别辅导：第 %s 题，多数人会，少数人要再练。", "Groups or single pupils: items %s, most can do them, some need practice.", "", ""},
	{"todo_point", "知识点“%s”得分率 %s%%（%s 题），下周安排一次巩固。", "Knowledge point “%s”: %s%% over %s items; plan one more practice next week.",
		"题少时只作线索。", "With few items it is only a hint."},
	{"todo_fine", "第 %s 题不用讲。", "Items %s need no lesson.", "", ""},
	{"exam_mock", "等级赋分在本次考试的考生里换算，不是全市的切点，只能作为校内或区内模拟。", "Grade scores are converted among the pupils of this exam, not by the city's cuts: a mock only.", "", ""},
	{"growth", "散点是本班每个学生前后两次的标准分；偏离直线的，多半是两次考试的误差。", "Each dot is a pupil's standard scores before and now; distance from the line is mostly error of the two exams.",
		"不能据一次变化表扬或批评学生。", "One change is no ground for praise or blame."},
	{"model", "Wright 图把 %s 名学生的水平和各题难度放在同一把尺上。", "The Wright map puts %s pupils and the items on one scale.",
		"尺子只在这次考试内有效，和别的考试不能直接比。", "The scale holds within this exam; others are not comparable without linking."},
	{"lines", "总分线 %s 以上 %s 人。", "%[2]s pupils reach the total line of %[1]s.",
		"线只用于毕业年级和高中的复习安排；在线两边几分以内的学生没有真正的差别。", "Lines serve planning in graduating and senior grades; within a few marks of a line pupils do not differ."},
}
