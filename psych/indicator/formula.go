package indicator

import "slices"

// Formula is what is printed beside a figure.
type Formula struct {
	Key    string
	Name   string // zh-CN
	NameEn string
	Zh, En string
	Source string
}

// Formulas lists every figure of this package. The order is that of a report.
func Formulas() []Formula { return slices.Clone(formulas) }

// FormulaOf is the entry of a key; ok is false for one that does not exist.
func FormulaOf(key string) (f Formula, ok bool) {
	i := slices.IndexFunc(formulas, func(f Formula) bool { return f.Key == key })
	if i < 0 {
		return Formula{}, false
	}
	return formulas[i], true
}

const (
	practice = "教学评价通行做法；阈值由本地区预设"
	lord     = "Lord & Novick 1968"
	privacy  = "IES 2017-147；未成年人学校保护规定（教育部令第50号）"
)

var formulas = []Formula{
	{"n", "实考人数", "Sat", "参加考试并计分的人数；缺考、缓考、作弊、违纪和经批准不计入的人数另列", "those who sat and are counted; absent, deferred, void and excluded pupils are listed beside", practice},
	{"mean", "平均分", "Mean", "x̄ = Σx ÷ n（n 为实考人数）", "x̄ = Σx / n (n sat)", practice},
	{"sd", "标准差", "Standard deviation", "σ = √(Σ(x − x̄)² ÷ n)，总体标准差", "σ = √(Σ(x − x̄)² / n), of the population", practice},
	{"se", "标准误", "Standard error", "平均分的标准误 = √(Σ(x − x̄)² ÷ (n − 1)) ÷ √n；95% 区间为 x̄ ± 1.96 标准误", "√(Σ(x − x̄)² / (n − 1)) / √n; 95 % interval x̄ ± 1.96 SE", lord},
	{"cv", "差异系数", "Coefficient of variation", "CV = σ ÷ x̄", "CV = σ / x̄", practice},
	{"score_rate", "得分率", "Score rate", "平均分 ÷ 满分", "mean / full mark", practice},
	{"excellent", "优秀率", "Excellent", "得分不低于满分优秀线的人数 ÷ 实考人数", "share at or above the excellent threshold", practice},
	{"good", "良好率", "Good", "得分不低于满分良好线的人数 ÷ 实考人数（含优秀）", "share at or above the good threshold (excellent included)", practice},
	{"pass", "及格率", "Pass", "得分不低于满分及格线的人数 ÷ 实考人数", "share at or above the pass threshold", practice},
	{"low", "低分率", "Low", "得分低于满分低分线的人数 ÷ 实考人数", "share below the low threshold", practice},
	{"full_rate", "满分率", "Full marks", "得满分的人数 ÷ 实考人数", "share with the full mark", practice},
	{"zero_rate", "零分率", "Zero marks", "得零分的人数 ÷ 实考人数", "share with zero", practice},
	{"difficulty", "难度 P", "Difficulty P", "P = 平均分 ÷ 满分，越大越容易", "P = mean / full mark: higher is easier", "教育测量学通行定义"},
	{"difficulty_hard", "难度 1−P", "Difficulty 1−P", "1 − 平均分 ÷ 满分，越大越难", "1 − mean / full mark: higher is harder", "部分教材与地区用法"},
	{"discrimination", "区分度 D", "Discrimination D", "D = (高分组平均分 − 低分组平均分) ÷ 满分；高、低分组各取总分两端 27%（主观题 25%），切点上同分的按名额折算；≥0.40 很好，0.30–0.39 良好，0.20–0.29 需改进，≤0.19 应淘汰", "D = (mean of high group − mean of low group) / full mark; groups of 27 % (25 % for open items) at both ends of the total, ties at a cut count in proportion", "Kelley 1939；Ebel & Frisbie 1991"},
	{"item_rest", "题总相关（去本题）", "Item–rest correlation", "r = 本题得分与其余各题得分之和的积差相关", "Pearson correlation of the item with the sum of the others", lord},
	{"alpha", "信度 α", "Reliability α", "α = k ÷ (k − 1) × (1 − Σσᵢ² ÷ σ²)，只用每题都有得分的人", "α = k/(k − 1) · (1 − Σσᵢ²/σ²), of those with a mark on every item", "Cronbach 1951"},
	{"split_half", "分半信度", "Split half", "奇数题与偶数题得分相关为 r，2r ÷ (1 + r)", "2r/(1 + r) with r between odd and even items", "Spearman 1910；Brown 1910"},
	{"sem", "测量标准误 SEM", "Standard error of measurement", "SEM = σ × √(1 − α)", "SEM = σ √(1 − α)", lord},
	{"z", "标准分 Z", "Z", "Z = (x − μ) ÷ σ", "Z = (x − μ) / σ", lord},
	{"t50", "标准分 T", "T", "T = 50 + 10Z", "T = 50 + 10Z", "McCall 1922"},
	{"t500", "标准分 T（500）", "T (500)", "T = 500 + 100Z", "T = 500 + 100Z", "标准分数制度"},
	{"percentile_rank", "百分等级", "Percentile rank", "PR = 100 − (100 × 名次 − 50) ÷ N，同分取平均名次；只用于群体之间的计算", "PR = 100 − (100·rank − 50)/N, ties share their mean rank; only for sets of pupils", "教育统计学通行公式"},
	{"surpass", "超均率", "Above the mean", "(本班平均分 − 参照平均分) ÷ 参照平均分", "(mean − reference mean) / reference mean", practice},
	{"in_se", "标准误单位的差", "Difference in SE units", "(本班 − 其余) ÷ √(标准误² + 其余标准误²)；±2 以内多半是偶然", "(group − rest) / √(SE² + SE_rest²); within ±2 is mostly chance", lord},
	{"effective_line", "有效分", "Effective mark", "学科线 = 总分上线者该科平均分 × 总分线 ÷ 总分上线者总分平均分", "subject line = subject mean of those over the total line × total line / their mean total", "成绩分析通行做法"},
	{"hit", "命中率", "Hit rate", "总分和学科都上线的人数 ÷ 学科上线人数", "both over / subject over", "成绩分析通行做法"},
	{"contribution", "贡献率", "Contribution", "总分和学科都上线的人数 ÷ 总分上线人数", "both over / total over", "成绩分析通行做法"},
	{"borderline", "临界生", "Borderline", "|得分 − 线| ≤ δ；按学籍顺序列出，不按分数排", "|mark − line| ≤ δ, in register order, never by mark", practice},
	{"ends", "两端人数", "Ends", "全区（市）总分前、后一定比例的切点；各校人数占比 ÷ 考生占比，1 为与规模相当", "cuts of the top and bottom share of the area; a school's part of them / its part of the pupils", practice},
	{"subject_balance", "学科均衡", "Balance of subjects", "一名学生各科 T 分的标准差与极差；T 低于自己平均超过 δ 的科目提示偏科", "SD and range of a pupil's T by subject; a subject more than δ below the own mean is pointed out", practice},
	{"miskey", "疑似答案有误", "Possible miskey", "高分组选某个非答案选项的人多于选答案的人时提示核对", "flagged when more of the high group chose another option than the key", "Haladyna 2004"},
	{"point_rate", "知识点得分率", "Knowledge point rate", "该知识点各题得分之和 ÷ 满分之和，同时给出题数；题少时只作线索", "Σ marks got / Σ marks possible over its items, with their number", practice},
	{"two_way", "双向细目表", "Two-way table", "知识点 × 能力层次：分值占比、计划难度与实际难度；一题多个知识点时分值均分", "knowledge × level: share of marks, planned and real difficulty; marks of an item with several points are cut evenly", practice},
	{"progress", "进退步", "Progress", "本次 Z − 上次 Z，各在自己那次考试的全体中计算", "Z now − Z before, each in its own cohort", practice},
	{"value_added", "增值", "Value added", "出口 Z 对入口 Z 的两水平模型，学校效应向 0 收缩（REML），95% 区间含 0 即“与同起点没有可分辨的差别”", "two-level model of exit Z on entry Z, effects shrunken (REML); an interval that holds 0 is “not different”", "Goldstein 2011；Raudenbush & Bryk 2002"},
	{"cv_schools", "校际差异系数", "CV between schools", "CV = √(Σ Pᵢ(xᵢ − X̄)² ÷ P) ÷ X̄，以学生数加权；95% 区间用逐校刀切法", "CV = √(ΣPᵢ(xᵢ − X̄)²/P)/X̄ weighted by pupils; 95 % jackknife interval over schools", "教督〔2017〕6号；Tukey 1958"},
	{"icc", "校间方差比 ICC", "ICC", "校间方差 ÷（校间方差 + 校内方差），方差分析估计", "variance between schools / total, by analysis of variance", "Searle 1971；Swiger et al. 1964"},
	{"school_effect", "学校差异（收缩）", "School difference (shrunken)", "λ(x̄ − μ)，λ = τ² ÷ (τ² + σ² ÷ n)；两校区间 ±1.39 标准误相离才算有别", "λ(x̄ − μ), λ = τ²/(τ² + σ²/n); two schools differ when ±1.39 SE intervals part", "Goldstein & Healy 1995"},
	{"funnel", "漏斗图界限", "Funnel limits", "±1.96 σ ÷ √n 与 ±3.09 σ ÷ √n：同样规模、没有真差别时 95% 与 99.8% 落在其内", "±1.96 σ/√n and ±3.09 σ/√n", "Spiegelhalter 2005"},
	{"bands", "分数段", "Bands", "从 0 分起每段等宽，含下界不含上界，最后一段含满分", "equal width from 0, lower bound included, the last holds the full mark", practice},
	{"bands_merged", "合并的分数段", "Merged bands", "人数不足最小组的分数段与相邻段合并", "bands below the least number are joined with their neighbours", privacy},
	{"box", "箱线图五数", "Box plot", "下端、四分位、中位、四分位、上端；班级以上两端取第 5、95 百分位，避免暴露个人", "ends, quartiles and median; above the class the ends are the 5th and 95th percentile", "Hyndman & Fan 1996"},
	{"wilson", "比例的 95% 区间", "95 % interval of a share", "(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)，z = 1.96", "(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96", "Wilson 1927"},
	{"grade_level", "等级赋分（分级）", "Grade score (levels)", "按全体考生名次的固定比例分等级，每级一个赋分；同分同级，切点处同分按约定归级", "levels by fixed shares of all who sat, one score a level; equal marks share a level", "各省普通高中学业水平考试实施办法"},
	{"grade_linear", "等级赋分（线性）", "Grade score (linear)", "T = T₁ + (Y − Y₁)(T₂ − T₁) ÷ (Y₂ − Y₁)，四舍五入；Y₁、Y₂ 为该等级原始分的最低、最高", "T = T₁ + (Y − Y₁)(T₂ − T₁)/(Y₂ − Y₁), rounded", "3+1+2 省份等级赋分办法"},
	{"sampled", "抽样估计", "Sampled estimate", "加权平均 Σwy ÷ Σw；方差取学校间、线性化；设计效应 = 方差 ÷ 简单随机抽样方差；95% 区间用 t（学校数 − 1）", "weighted mean Σwy/Σw, variance between schools linearised; design effect = variance / that of a simple random sample; t with clusters − 1", "Kish 1965；Woodruff 1971"},
	{"suppressed", "小样本隐藏", "Hidden small groups", "人数不足最小组的格子隐藏，并补充隐藏至不能由合计推出", "cells below the least number are hidden, with complements so that totals do not tell", privacy},
	{"coded", "两端归并", "Coded ends", "低于 5% 或高于 95% 的比例只显示“不超过”“不低于”", "shares under 5 % or over 95 % show as at most or at least", privacy},
	{"pooled", "小校合并", "Pooled small schools", "人数不足时与同一中心校的教学点合并，再不足则满三年合并，仍不足则隐藏", "small schools are pooled with those of their parent school, else over a full block of three years, else hidden", privacy},
	{"irt_2pl", "项目反应模型", "Item response model", "logit P = aθ + d（两级计分）；等级反应模型用于多级计分；随机抽取至多两万人拟合", "logit P = aθ + d; graded response model for several marks; fitted on at most 20,000 pupils", "Samejima 1969；Bock & Aitkin 1981"},
}
