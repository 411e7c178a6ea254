package report

import (
	"math"
	"strings"
)

// Summary is what is seen, in a paragraph.
func (p page) Summary() string {
	t, c := p.Lang.T, p.CTT
	say := []string{t("%d 人，%d 题。", p.Persons, len(p.Items))}
	if p.Missing > 0 {
		say = append(say, t("%s的格子是空的。", percent(float64(p.Missing)/float64(p.Cells))))
	}
	shares, n := 0.0, 0
	for _, it := range c.Items {
		if it.P.Defined() {
			shares += float64(it.P)
			n++
		}
	}
	if n > 0 {
		say = append(say, t("各题得分率平均 %s。", percent(shares/float64(n))))
	}
	if c.Alpha.Defined() {
		switch a := float64(c.Alpha); {
		case a >= 0.9:
			say = append(say, t("总分的信度 α = %s，很高。", figure(a, 2)))
		case a >= 0.7:
			say = append(say, t("总分的信度 α = %s，够看群体的差异；对个人作决定要看标准误。", figure(a, 2)))
		default:
			say = append(say, t("总分的信度 α = %s，偏低：不要凭这一份卷的总分对个人作决定。", figure(a, 2)))
		}
	}
	if p.Fit != nil {
		say = append(say, p.target())
	}
	if w := p.Worth(); w > 0 {
		say = append(say, t("有 %d 道题带有提示，见题目表。", w))
	} else {
		say = append(say, t("按本页的规则，没有题目需要提示。"))
	}
	return strings.Join(say, p.Lang.gap())
}

// target says whether the items are where the persons are.
func (p page) target() string {
	persons, items := p.centre()
	switch d := persons - items; {
	case math.IsNaN(d):
		return ""
	case d > 0.5:
		return p.Lang.T("人的平均能力比题目的平均难度高 %s logit：对这批人偏易。", figure(d, 1))
	case d < -0.5:
		return p.Lang.T("人的平均能力比题目的平均难度低 %s logit：对这批人偏难。", figure(-d, 1))
	}
	return p.Lang.T("题目的平均难度与人的平均能力相差不到半个 logit：难易合适。")
}

// centre are the mean ability and the middle difficulty; the median, since the difficulty of an item that hardly discriminates may lie
// anywhere.
func (p page) centre() (persons, items float64) {
	marks := p.marks()
	if len(marks) == 0 || len(p.Measures) == 0 {
		return math.NaN(), math.NaN()
	}
	sum := 0.0
	for _, m := range p.Measures {
		sum += m.Theta
	}
	k := len(marks)
	return sum / float64(len(p.Measures)), (marks[k/2].value + marks[(k-1)/2].value) / 2
}

// MapSeen is what is seen on the map.
func (p page) MapSeen() string {
	marks := p.marks()
	if len(marks) == 0 || len(p.Measures) == 0 {
		return ""
	}
	above, below := 0, 0
	for _, m := range p.Measures {
		if m.Theta > marks[0].value {
			above++
		}
		if m.Theta < marks[len(marks)-1].value {
			below++
		}
	}
	n := float64(len(p.Measures))
	where := p.Lang.T("所有人都在最易与最难的一处之间。")
	if above+below > 0 {
		where = p.Lang.T("%s的人高于最难的一处，%s的人低于最易的一处；那里没有题目能把他们分得更细。", percent(float64(above)/n), percent(float64(below)/n))
	}
	text := p.target() + p.Lang.gap() + where
	if p.Map.Numbers {
		text += p.Lang.gap() + p.Lang.T("题名放不下，图上写的是题号（题号.类别）。")
	}
	if p.Map.Left > 0 {
		text += p.Lang.gap() + p.Lang.T("有 %d 处太密，图上只画短线，数值见下表。", p.Map.Left)
	}
	return text
}

// CurvesSeen counts the groups whose interval misses the model.
func (p page) CurvesSeen() string {
	all, off := 0, 0
	for _, it := range p.Items {
		for _, o := range it.Points {
			all++
			if o.Off() {
				off++
			}
		}
	}
	return p.Lang.T("全部 %d 组中有 %d 组（%s）的 95%% 区间不包含模型的预期；即使模型完全正确，也会有约 5%%。", all, off, percent(float64(off)/math.Max(float64(all), 1)))
}

// InfoSeen says where the test measures best.
func (p page) InfoSeen() string {
	best, at := 0.0, 0.0
	for _, theta := range along(p.reach()) {
		if v := p.Information(theta); v > best {
			best, at = v, theta
		}
	}
	low, high := p.middle(0.05, 0.95)
	return p.Lang.T("θ = %s 附近测得最准（SEM %s logit）；在中间 90%% 的人的两端 θ = %s 和 %s，SEM 为 %s 和 %s logit。", figure(at, 1), figure(1/math.Sqrt(best), 2),
		figure(low, 1), figure(high, 1), figure(p.informationAt(low).SEM, 2), figure(p.informationAt(high).SEM, 2))
}

// Rules are the rules of remarks, with the numbers that the program uses.
func (p page) Rules() []string {
	t := p.Lang.T
	return []string{
		t("很容易：P ≥ %s；很难：P ≤ %s。", figure(veryEasy, 2), figure(veryHard, 2)),
		t("方向相反：题余相关 < 0；几乎不区分：题余相关 < %s。", figure(lowRest, 2)),
		t("删去后信度上升：α 上升超过 %s。", figure(alphaRises, 3)),
		t("曲线平缓：a < %s 而题余相关不低；斜率极端：|a| > %s（拉希模型与 1PL 不用这两条）。", figure(flatSlope, 2), figure(wildSlope, 0)),
		t("与模型不符：S-X² 的 p < %s ÷ 可检验的题数（邦费罗尼校正）。", figure(testLevel, 2)),
		t("infit > %s 为杂乱，< %s 为过于整齐，outfit > %s 为出人意料（Wright & Linacre, 1994），至少 %d 人、%d 题。", figure(infitHigh, 1), figure(infitLow, 1), figure(outfitHigh, 1), manyPersonsFit, manyItemsFit),
		t("难度很不确定：任一 b 的标准误 > %s logit；作答少：少于 %d 人。", figure(wideError, 1), fewAnswers),
	}
}

// Formulas are what the numbers on the page are computed by, with sources.
func (p page) Formulas() []string {
	t := p.Lang.T
	alpha := t("α = k/(k−1)·(1 − Σ各题方差 ÷ 总分方差)（Cronbach, 1951）。")
	if p.CTT.Missing == "available" {
		alpha = t("α = L·c̄ ÷ [v̄ + (L−1)·c̄]，v̄ 为各题方差的平均，c̄ 为两题协方差的平均（只计至少 30 人同时作答的题目对），L = %s 为每人平均答题数；答题完整时即克龙巴赫 α（Cronbach, 1951）。", figure(float64(p.CTT.Length), 1))
	}
	return []string{
		alpha,
		t("α 的区间：1 − (1−α)·F，F 为自由度 n−1 与 (n−1)(k−1) 的 F 分布的 97.5% 与 2.5% 分位点（Feldt, 1965）；假定各题平行、总分正态。"),
		t("λ₂ = [ΣΣ协方差 + √(k/(k−1)·ΣΣ协方差²)] ÷ 总分方差，i ≠ j（Guttman, 1945）。"),
		t("P = 平均分 ÷ 满分（越大越容易）；题余相关 = 本题得分与其余题目得分的皮尔逊相关；有缺失时用答过该题的人。"),
		t("模型用边际极大似然估计（Bock & Aitkin, 1981），61 个求积节点，能力服从正态分布；logit 尺度，D = 1。标准误来自观察信息矩阵，b 的标准误用 delta 法。能力为后验均值（EAP）。"),
		t("边际信度 = 1 − E[1 ÷ (I(θ) + 1/σ²)] ÷ σ²（Green 等, 1984）；I(θ) 为各题费舍尔信息之和，每题按作答人数的比例计。"),
		t("S-X²：总分相同的人中各类的观察人数与预期人数之差的卡方（Orlando & Thissen, 2000；Kang & Chen, 2008），只用答完全部题目的人。infit、outfit：残差均方，前者按信息加权（Wright & Masters, 1982），用 WLE 能力。"),
		t("M2*：各题与题目对的均值的有限信息检验（Maydeu-Olivares & Joe, 2006；Cai & Hansen, 2013）；RMSEA 的 90% 区间由非中心卡方得到（Browne & Cudeck, 1992）。"),
		t("图上的组：答过该题的人按其余题目估计的能力分组（1000 人以上十组，否则五组；同能力的人不拆开）；两类题用威尔逊区间（Wilson, 1927），多类题用平均分 ±1.96·标准误。"),
		t("多类题在人题图上的位置：得分达到该类及以上的概率为 0.5 的能力。"),
	}
}
