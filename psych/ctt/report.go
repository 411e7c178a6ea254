package ctt

import (
	"encoding/json"
	"math"
)

// Num is a figure; NaN means that the data does not define it, and is null in JSON.
type Num float64

// Defined reports whether the figure has a value.
func (x Num) Defined() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes the number or null.
func (x Num) MarshalJSON() ([]byte, error) {
	if !x.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (x *Num) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*x = undefined
		return nil
	}
	return json.Unmarshal(b, (*float64)(x))
}

var undefined = Num(math.NaN()) // a constant in all but name: Go has no NaN constant

// Missing says what happens to persons with missing scores.
type Missing string

const (
	// Listwise uses complete persons only; with fewer than two of them it falls back to Available, and a finding says so.
	Listwise Missing = "listwise"
	// Available uses for each figure those who saw the item.
	Available Missing = "available"
	// Auto is Listwise when at least half of the persons are complete, else Available.
	Auto Missing = "auto"
)

// Options of Analyse. The zero value gives what CONTRACT.md's `psych ctt` describes.
type Options struct {
	Items   []string  // names; empty: "1", "2", …
	Max     []float64 // full marks by item; empty or 0: the highest score seen, at least 1
	Missing Missing   // empty: Listwise
	Group   float64   // share of the high and low groups, in (0, 0.5]; 0: 0.27
}

// Item holds the figures of one item. N persons stand behind all of them, unless NRest or NGroup says less.
type Item struct {
	Item           string `json:"item"`
	N              int    `json:"n"`          // persons whose score is used
	NMissing       int    `json:"n_missing"`  // persons of the matrix without a score
	Max            Num    `json:"max"`        // full marks
	Mean           Num    `json:"mean"`       // in marks
	SD             Num    `json:"sd"`         // sample standard deviation, in marks
	P              Num    `json:"p"`          // difficulty index, mean/max: higher is easier
	ItemTotal      Num    `json:"item_total"` // correlation with the total
	ItemRest       Num    `json:"item_rest"`  // correlation with the total without the item
	NRest          int    `json:"n_rest"`     // persons behind item_rest
	D27            Num    `json:"d27"`        // difference of p between the high and the low group
	NGroup         int    `json:"n_group"`    // persons in each of the two groups
	AlphaIfDeleted Num    `json:"alpha_if_deleted"`
}

// Booklet is the reliability of one set of items that at least MinBooklet persons have in common: the same items answered,
// all others missing.
type Booklet struct {
	Items int `json:"items"` // number of items
	N     int `json:"n"`
	Mean  Num `json:"mean"` // of the sum, in marks
	SD    Num `json:"sd"`
	Alpha Num `json:"alpha"`
	SEM   Num `json:"sem"`
}

// MinBooklet is the smallest number of persons for which a booklet's alpha is given, and MinPair the smallest number who saw two
// items for their covariance to count: below 30 such figures are noise.
const (
	MinBooklet = 30
	MinPair    = 30
)

// Report of a test. Length is the number of items that Alpha and SEM speak of: all items when listwise, the mean number that a
// person answered when available.
type Report struct {
	N         int     `json:"n"`
	NComplete int     `json:"n_complete"`
	Missing   Missing `json:"missing"` // listwise or available: what was done
	Items     []Item  `json:"items"`
	Alpha     Num     `json:"alpha"`
	SEM       Num     `json:"sem"` // in marks
	Lambda2   Num     `json:"lambda2"`
	SplitHalf Num     `json:"split_half"`
	NAlpha    int     `json:"n_alpha"` // persons behind alpha, sem, lambda2 and split_half
	Length    Num     `json:"length"`
	Mean      Num     `json:"mean"` // of the total, in marks; undefined when available
	SD        Num     `json:"sd"`

	Booklets []Booklet         `json:"booklets,omitempty"`
	Formulas map[string]string `json:"formulas"` // zh-CN, by the JSON name of the figure
	Findings []Finding         `json:"findings"`
}

// Finding of Analyse: a warning that a figure is undefined or weak. Code is one of: empty, few_persons, few_items, constant,
// above_max, few_pairs, no_complete, options. The shape is CONTRACT.md's.
type Finding struct {
	File     string `json:"file"`
	ID       string `json:"id,omitempty"`    // the item
	Field    string `json:"field,omitempty"` // the figure
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// FewPersons is the number under which a report carries the finding few_persons: correlations are then too uncertain to act on.
const FewPersons = 30

// Band reads a discrimination index by the usual four bands: "very_good" from .40, "good" from .30, "revise" from .20, "drop"
// below; "" when undefined.
func Band(d Num) string {
	switch {
	case !d.Defined():
		return ""
	case d >= 0.40:
		return "very_good"
	case d >= 0.30:
		return "good"
	case d >= 0.20:
		return "revise"
	}
	return "drop"
}

// formulas printed beside the numbers. The listwise ones first, then what differs when available.
func formulas(missing Missing) map[string]string {
	f := map[string]string{
		"p":                "难度 P = 平均分 ÷ 满分（越大越容易）",
		"mean":             "平均分 = 得分之和 ÷ 人数",
		"sd":               "标准差 = √[Σ(x−x̄)² ÷ (n−1)]",
		"item_total":       "题总相关 = 本题得分与总分的皮尔逊相关",
		"item_rest":        "区分度（题余相关）= 本题得分与其余题目总分的皮尔逊相关",
		"d27":              "区分度 D = 高分组得分率 − 低分组得分率；按总分各取 27%（人数四舍六入五成双，同分按原顺序）",
		"alpha":            "克龙巴赫 α = k/(k−1)·(1 − Σ各题方差 ÷ 总分方差)（Cronbach, 1951）",
		"alpha_if_deleted": "删去本题后其余题目的 α",
		"sem":              "测量标准误 = 总分标准差 × √(1−α)",
		"lambda2":          "古特曼 λ₂ = [ΣΣ协方差 + √(k/(k−1)·ΣΣ协方差²)] ÷ 总分方差，i≠j（Guttman, 1945）",
		"split_half":       "分半信度 = 2r ÷ (1+r)，r 为奇数题与偶数题得分的相关（斯皮尔曼—布朗公式）",
	}
	if missing == Available {
		f["item_total"] = "题总相关 = 本题得分与本人已答题目得分率的皮尔逊相关（只计答过本题者）"
		f["item_rest"] = "区分度（题余相关）= 本题得分与本人其余已答题目得分率的皮尔逊相关（只计答过本题且另答至少一题者）"
		f["d27"] = "区分度 D = 高分组得分率 − 低分组得分率；在答过本题者中按已答题目得分率各取 27%（人数四舍六入五成双，同分按原顺序）"
		f["alpha"] = "α = L·c̄ ÷ [v̄ + (L−1)·c̄]：v̄ 为各题方差的平均，c̄ 为题目两两协方差的平均（只计同时答过两题的人，至少 30 人），" +
			"L 为每人平均答题数；无缺失且 L = 题数时即克龙巴赫 α（Cronbach, 1951；长度换算 Spearman–Brown）"
		f["alpha_if_deleted"] = "题库去掉本题后按同一公式计算的 α，长度 L·(k−1)/k"
		f["sem"] = "测量标准误 = √[L·v̄ + L(L−1)·c̄] × √(1−α)，单位为一份平均长度试卷的分"
		f["lambda2"] = "按设计缺失的数据不计算 λ₂"
		f["split_half"] = "按设计缺失的数据不计算分半信度"
	}
	return f
}
