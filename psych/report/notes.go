package report

// Sentences of findings and of the choice of the model. Chinese is the key, en.json holds the English.
const (
	noteAsked      = "模型由使用者指定。"
	noteFewBinary  = "各题只有两种得分，作答人数 %d 少于 %d：每题单独估计斜率不可靠，因此用拉希（Rasch）模型，各题斜率相同。"
	noteFewOrdered = "有的题目得分多于两种，作答人数 %d 少于 %d：每题单独估计斜率不可靠，因此用斜率都为 1 的分部评分模型（拉希模型的推广）。"
	noteManyBinary = "各题只有两种得分，作答人数 %d 不少于 %d，足以给每题一个自己的斜率，因此用两参数模型（2PL）。"
	noteOrdered    = "有的题目得分多于两种，作答人数 %d 不少于 %d。等级反应模型（GRM）与广义分部评分模型（GPCM）参数个数相同，取对数似然较大的一个：GRM %s，GPCM %s。"

	noteNoAnswers      = "有 %d 人一题也没有作答，不参与模型。"
	noteNoAnswersAtAll = "没有任何作答，无法拟合模型，也画不出图。"
	noteDegenerate     = "没有一道题能把人区分开（每题的得分都相同），无法拟合模型，也画不出图。"
	noteNotConverged   = "经过 %d 次迭代仍未收敛，模型的数字只供参考。"
	noteSingular       = "信息矩阵不可逆：数据定不出全部参数，因此没有标准误。"
	noteM2Complete     = "没有足够的人答完全部题目，M2* 和 SRMSR 无法计算。"
	noteM2Freedom      = "题目太少或太多（最多 80 题），参数相对于可检验的矩不够少，M2* 无法计算。"
	noteM2Singular     = "M2* 的权矩阵不可逆，无法计算。"
	noteBanded         = "得分多于 %d 种，进入模型前按等宽并成 %d 段；经典指标仍用原分数，曲线图的纵轴是段号（从 0 起）。"
	noteRare           = "得 %s 分的只有 %d 人，这一类的参数很不确定。"

	noteEmpty         = "没有得分。"
	noteFewPersons    = "人数少于 30：相关和信度很不确定。"
	noteFewItems      = "只有一道题，没有信度。"
	noteConstant      = "所有人的得分相同：区分度没有定义，该题不进入模型。"
	noteAlphaConstant = "总分没有差异：信度没有定义。"
	noteAboveMax      = "有得分高于给出的满分，请核对满分。"
	noteFewPairs      = "有的题目对只有不到 30 人同时作答，不计入信度。"
	noteNoComplete    = "答完全部题目的人太少，各指标用答过该题的人计算。"
)

// classicalNotes are the sentences for the codes of psych/ctt.
var classicalNotes = map[string]string{"empty": noteEmpty, "few_persons": noteFewPersons, "few_items": noteFewItems, "constant": noteConstant,
	"above_max": noteAboveMax, "few_pairs": noteFewPairs, "no_complete": noteNoComplete}

// Remarks beside items.
const (
	remarkNobody   = "无人作答"
	remarkAllRight = "人人满分，不能区分学生"
	remarkAllSame  = "人人得分相同，不能区分学生"
	remarkEasy     = "很容易"
	remarkHard     = "很难：先看是否教过、表述是否清楚"
	remarkNegative = "方向相反：先核对答案"
	remarkLow      = "几乎不区分：核对答案和表述"
	remarkAlpha    = "删去后信度上升"
	remarkFew      = "只有 %d 人作答"
	remarkFlat     = "曲线平缓：区分弱"
	remarkWild     = "斜率极端：可能与另一题重复，或数据太少"
	remarkMisfit   = "与模型不符（S-X²）：看曲线图"
	remarkNoise    = "作答比模型预期杂乱（infit 高）"
	remarkTooGood  = "作答过于整齐（infit 低）：可能与别题重复"
	remarkOutfit   = "少数人作答出人意料（outfit 高）：猜测或粗心"
	remarkWide     = "难度很不确定（标准误大于 0.5）"
)
