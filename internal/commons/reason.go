package commons

import "strings"

// Reason is one entry of the closed list of why a version is returned: a code under one of the seven aspects, with the words that the
// author reads. The code is kept with the stage; words may be bettered, codes stay.
type Reason struct {
	Code  string // for example "scientific.key"
	Words string // zh-CN, a key of the catalogues
}

// Aspect is the aspect to which the reason belongs.
func (r Reason) Aspect() Aspect {
	a, _, _ := strings.Cut(r.Code, ".")
	return Aspect(a)
}

// Reasons is the closed list in the order of the aspects. Each aspect ends with "other", which the note explains.
func Reasons() []Reason {
	return []Reason{
		{"political.stance", "政治立场或表述有误"},
		{"political.map", "地图、国界、领土或港澳台表述有误"},
		{"political.symbol", "国旗、国徽、国歌使用不规范"},
		{"political.other", "政治性：其他"},
		{"oriented.value", "价值导向不当"},
		{"oriented.minor", "不适合未成年人的内容"},
		{"oriented.harm", "歧视、暴力或不良信息"},
		{"oriented.other", "导向性：其他"},
		{"scientific.fact", "知识点或事实有错"},
		{"scientific.key", "答案、解析或得数有错"},
		{"scientific.source", "数据、引文没有出处或对不上"},
		{"scientific.other", "科学性：其他"},
		{"suitable.standard", "不符合课程标准"},
		{"suitable.place", "学段、年级、教材或章节标错"},
		{"suitable.level", "难度、题量或课时不合适"},
		{"suitable.other", "适用性：其他"},
		{"normative.language", "错别字、标点或排版不规范"},
		{"normative.copyright", "著作权不清：图片、音像、试题没有来源或授权"},
		{"normative.privacy", "含学生或他人的姓名、肖像等个人信息"},
		{"normative.file", "文件打不开、看不清或听不清"},
		{"normative.label", "应当标注人工智能生成而没有标注"},
		{"normative.other", "规范性：其他"},
		{"timely.outdated", "内容或教材版本已过时"},
		{"timely.policy", "引用的政策、数据已失效"},
		{"timely.other", "时效性：其他"},
		{"public.advert", "含广告、商标推广或联系方式"},
		{"public.charge", "含收费、引流或付费链接"},
		{"public.other", "公益性：其他"},
	}
}

// ReasonsOf are the reasons of one aspect.
func ReasonsOf(a Aspect) []Reason {
	var out []Reason
	for _, r := range Reasons() {
		if r.Aspect() == a {
			out = append(out, r)
		}
	}
	return out
}

// ReasonWords are the words of a code, and the code itself when it is none of ours (a later release may have more).
func ReasonWords(code string) string {
	for _, r := range Reasons() {
		if r.Code == code {
			return r.Words
		}
	}
	return code
}

func isReason(code string) bool { return ReasonWords(code) != code }
