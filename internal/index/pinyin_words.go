package index

// Where the table's first reading is not the one of lessons: characters by themselves, and words that read otherwise again. Only what
// stands in titles; the rest is the table's.
var usual = map[rune]string{'长': "chang", '率': "lv", '调': "diao", '给': "gei", '地': "di", '都': "dou", '还': "hai", '着': "zhe", '了': "le", '得': "de", '的': "de", '和': "he", '为': "wei",
	'藏': "cang", '降': "jiang", '角': "jiao", '传': "chuan", '弹': "dan", '曾': "ceng", '朝': "chao", '盛': "sheng", '似': "si", '系': "xi", '校': "xiao", '重': "zhong", '行': "xing", '乐': "le", '数': "shu",
	'分': "fen", '量': "liang", '差': "cha", '会': "hui", '更': "geng", '种': "zhong", '中': "zhong", '空': "kong", '间': "jian", '应': "ying", '相': "xiang", '便': "bian", '单': "dan", '石': "shi", '解': "jie", '参': "can"}

var words = map[string][]string{"成长": {"cheng", "zhang"}, "生长": {"sheng", "zhang"}, "校长": {"xiao", "zhang"}, "家长": {"jia", "zhang"}, "班长": {"ban", "zhang"}, "增长": {"zeng", "zhang"}, "长大": {"zhang", "da"},
	"音乐": {"yin", "yue"}, "乐曲": {"yue", "qu"}, "乐器": {"yue", "qi"}, "乐谱": {"yue", "pu"}, "声乐": {"sheng", "yue"}, "民乐": {"min", "yue"}, "重庆": {"chong", "qing"}, "重复": {"chong", "fu"}, "重叠": {"chong", "die"}, "重阳": {"chong", "yang"},
	"银行": {"yin", "hang"}, "行列": {"hang", "lie"}, "行业": {"hang", "ye"}, "差异": {"cha", "yi"}, "参差": {"cen", "ci"}, "西藏": {"xi", "zang"}, "传记": {"zhuan", "ji"}, "自传": {"zi", "zhuan"}, "子弹": {"zi", "dan"}, "弹奏": {"tan", "zou"},
	"投降": {"tou", "xiang"}, "角色": {"jue", "se"}, "主角": {"zhu", "jue"}, "睡觉": {"shui", "jiao"}, "协调": {"xie", "tiao"}, "调整": {"tiao", "zheng"}, "空调": {"kong", "tiao"}, "调节": {"tiao", "jie"}, "土地": {"tu", "di"}, "首都": {"shou", "du"},
	"成都": {"cheng", "du"}, "都市": {"du", "shi"}, "给予": {"ji", "yu"}, "供给": {"gong", "ji"}, "种植": {"zhong", "zhi"}, "率领": {"shuai", "ling"}, "会计": {"kuai", "ji"}, "朝阳": {"zhao", "yang"}, "朝花": {"zhao", "hua"}, "茂盛": {"mao", "sheng"}}
