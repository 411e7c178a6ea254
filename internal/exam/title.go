package exam

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// title is a title as words are looked for in it: simplified characters of one form, without spaces, marks and digits, so that
// "周 测", "周·测", "周１测" and "週測" are all what they are. Latin letters may stand between the Chinese ones or not.
type title struct{ all, han string }

// stop stands where a phrase was taken out that only looks like a forbidden word, so that what is left beside it does not meet.
const stop = '\x00'

// titleOf folds a title and takes the phrases of unless out of it.
func titleOf(s string, unless []string) title {
	s = strings.ToLower(simplified.Replace(norm.NFKC.String(strings.ReplaceAll(s, string(stop), ""))))
	for _, u := range unless {
		s = strings.ReplaceAll(s, u, string(stop))
	}
	keep := func(in func(rune) bool) string {
		return strings.Map(func(r rune) rune {
			if r == stop || in(r) {
				return r
			}
			return -1
		}, s)
	}
	return title{all: keep(unicode.IsLetter), han: keep(func(r rune) bool { return unicode.Is(unicode.Han, r) })}
}

func (t title) hasOne(words []string) bool { return slices.ContainsFunc(words, t.has) }

// has reports whether a word stands in the title; * in it is up to gap letters.
func (t title) has(word string) bool {
	if word[0] < 0x80 { // a Latin word; rules are checked to have no empty ones
		return strings.Contains(t.all, word)
	}
	parts := strings.Split(word, "*")
	return found([]rune(t.han), parts, len(t.han))
}

// gap is how many letters * stands for at most: 单元学业质量综合检测 has six.
const gap = 6

// found reports whether the parts stand in s one after another, the first after at most reach letters, each other after at most gap.
func found(s []rune, parts []string, reach int) bool {
	part := []rune(parts[0])
	for i := 0; i <= reach && i+len(part) <= len(s); i++ {
		if slices.Equal(s[i:i+len(part)], part) && (len(parts) == 1 || found(s[i+len(part):], parts[1:], gap)) {
			return true
		}
	}
	return false
}

// simplified folds the traditional and variant characters that forbidden words can be written with. It is no converter of texts.
var simplified = strings.NewReplacer(
	"測", "测", "驗", "验", "單", "单", "週", "周", "試", "试", "練", "练", "習", "习", "學", "学", "聯", "联", "統", "统", "檢", "检", "質", "质",
	"調", "调", "診", "诊", "斷", "断", "階", "阶", "擬", "拟", "隨", "随", "時", "时", "節", "节", "線", "线", "競", "竞", "賽", "赛", "題", "题",
	"級", "级", "業", "业", "監", "监", "訓", "训", "評", "评", "過", "过", "關", "关", "績", "绩", "結", "结", "選", "选", "數", "数", "語", "语",
	"冊", "册", "課", "课", "雙", "双", "總", "总", "綜", "综", "複", "复", "復", "复", "區", "区", "縣", "县", "際", "际", "攷", "考",
	"當", "当", "標", "标", "達", "达", "滿", "满", "體", "体", "獨", "独", "圓", "圆", "傳", "传", "係", "系", "繫", "系", "觀", "观", "預", "预",
	"長", "长", "術", "术", "適", "适", "應", "应", "訊", "讯", "導", "导", "歷", "历", "歴", "历", "曆", "历", "門", "门", "電", "电",
	"證", "证", "儀", "仪", "慮", "虑", "據", "据", "備", "备", "參", "参", "併", "并", "並", "并", "壹", "一", "貳", "二", "叁", "三", "叄", "三")
