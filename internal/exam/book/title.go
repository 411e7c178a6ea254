package book

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// circled puts ① into brackets before compatibility forms would make a plain digit of it: 13① is 13(1), not 131.
var circled = func() *strings.Replacer {
	var pairs []string
	for i := range 20 {
		pairs = append(pairs, string(rune('①'+i)), "("+strconv.Itoa(i+1)+")")
	}
	return strings.NewReplacer(pairs...)
}()

// plainTitle is a heading in one form of each character, without spaces, line ends and marks for "needed".
func plainTitle(s string) string {
	s = norm.NFKC.String(circled.Replace(s))
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\r', '\t', '*', '_', ':', '"':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// words says which headings mean what, in the order in which they are tried: a column of ranks is one whatever else its heading says.
var words = []struct {
	kind Kind
	re   *regexp.Regexp
}{
	{KindRank, regexp.MustCompile(`名次|排名|位次|班次|级次|校次|年次|区次|市次|县次|联考次|进退|进步|退步|升降|百分位|超越|击败|rank|percentile|^(?:.*[班级年校区市县省联总]|)排(?:名|序|位)?$|序次|^[班校级年区市县]名$`)},
	{KindIdentity, regexp.MustCompile(`身份证|证件号|学籍|公民身份`)},
	{KindSkip, regexp.MustCompile(`考场|座位|座号|考位|试场|赋分|等级|等第|标准分|[tz]分|平均|均分|客观[题]?(?:得分|总?分)|主观[题]?(?:得分|总?分)|性别|年级$|民族|教师|老师|班主任|电话|手机|^序号?$|^编号$|^no\.?$`)},
	{KindNumber, regexp.MustCompile(`考号|准考证|考籍|考生号|考试号|考生编号|报名号|zkzh|examno|candidate`)},
	{KindStudent, regexp.MustCompile(`学号|学生号|学生编号|校内编号|studentid|studentno|^sid$|^id$`)},
	{KindName, regexp.MustCompile(`姓名|名字|^name$|studentname`)},
	{KindGroup, regexp.MustCompile(`教学班|走班|选课班|分层班`)},
	{KindElective, regexp.MustCompile(`选科|选考|组合|科类|科目组`)},
	{KindStatus, regexp.MustCompile(`状态|缺考|备注|考试情况|status`)},
	{KindClass, regexp.MustCompile(`班级|行政班|班号|班别|^班$|^class$`)},
	{KindSchool, regexp.MustCompile(`学校|校名|单位|^school$`)},
	{KindAnswers, regexp.MustCompile(`^(?:学生|考生)?(?:(?:选择|客观|单选|多选)题?)?(?:作答|答案|答题|应答|填涂|选项)(?:串|结果|情况|序列)?$|^answers?$|^responses?$`)},
	{KindTotal, regexp.MustCompile(`^(?:.*)(?:总分|总成绩|合计|卷面分?|原始分|成绩|得分|分数)$|^total$|^score$|^sum$`)},
}

var (
	fullIn = regexp.MustCompile(`[(\[【]?(?:满分|共|/)?(\d{1,3}(?:\.\d{1,2})?)分[)\]】]?$`)
	itemRe = regexp.MustCompile(`^((?:单项|多项)?(?:选择|填空|解答|判断|客观|主观|听力|阅读|写作|实验|计算|非选择|单选|多选)题?)?(?:第|题号?|t|q|item|no\.?|x)?[_\-.]?(\d{1,3}|[一二三四五六七八九十]{1,3})[、.]?(?:题|小题)?((?:\(\d{1,2}\)|\(?[a-z]\)?|[.\-]\d{1,2}(?:[.\-]\d{1,2})?)*)(?:题|小题|空|问)?(选项|作答|答案|选择|填涂|得分|分数|分|成绩|答)?$`)
	digits = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,2})?$`)
)

// item reads a heading as that of an item: its name, whether the column holds the answer rather than the mark, and the full marks when
// they stand with it ("3(5分)").
func item(title string) (name string, choice bool, full float64, ok bool) {
	t := plainTitle(title)
	if m := fullIn.FindStringSubmatchIndex(t); m != nil && m[0] > 0 && strings.ContainsAny(t[m[0]:m[0]+1], "([【") {
		full, _ = strconv.ParseFloat(t[m[2]:m[3]], 64)
		t = t[:m[0]]
	}
	m := itemRe.FindStringSubmatch(t)
	if m == nil {
		return "", false, 0, false
	}
	number := strings.TrimLeft(m[2], "0")
	if number == "" {
		return "", false, 0, false
	}
	switch m[4] {
	case "选项", "作答", "答案", "选择", "填涂", "答":
		choice = true
	}
	return strings.TrimSuffix(m[1], "题") + number + m[3], choice, full, true
}

// classify says what a single heading means by itself; "" when it says nothing.
func classify(title string) Kind {
	t := plainTitle(title)
	if t == "" {
		return ""
	}
	for _, w := range words {
		if w.kind == KindAnswers || w.kind == KindTotal {
			if _, choice, _, ok := item(title); ok {
				if choice {
					return KindChoice
				}
				return KindItem
			}
		}
		if w.re.MatchString(t) {
			return w.kind
		}
	}
	return ""
}

// person reports a kind that says whose row it is.
func (k Kind) person() bool {
	return k == KindNumber || k == KindStudent || k == KindName || k == KindClass || k == KindSchool
}

// isFull and isKey say that a row is one of full marks or of keys; isFooter that it is no pupil's.
var (
	isFull   = regexp.MustCompile(`^(?:满分|分值|题分|总分值|小题分|小题满分|赋值|各题满分|满分值|full|max)$`)
	isKey    = regexp.MustCompile(`^(?:标准答案|正确答案|参考答案|答案|标答|key|answerkey|answers?)$`)
	isFooter = regexp.MustCompile(`平均|均分|合计|总计|最高|最低|及格|优秀率|优良|低分|良好率|得分率|难度|区分度|标准差|制表|审核|填表|说明|备注:?$|人数|方差|中位数|注:|日期`)
)
