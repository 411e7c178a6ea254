package exchange

import (
	domain "github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Answers of the form besides codes.
const (
	nothing = "-" // the tag means nothing here
	asIs    = "=" // the platform's name is the region's word too
)

// trouble is what went wrong and what to do.
type trouble struct{ What, Do string }

var troubles = map[string]trouble{ // i18n:data
	domain.Offline: {"连不上国家平台的三台目录服务器", "检查服务器能不能访问外网(HTTPS)和代理设置；系统会自己过一会儿再试。没有外网时，请用“导入文件”。"}, // i18n:data
	domain.SignIn:  {"国家平台要求登录才给这份目录", "本平台不替人登录。已有的目录和链接照常用；等平台恢复公开，或改用“导入文件”。"},               // i18n:data
	domain.Missing: {"国家平台上没有找到这份文件", "多半是平台正在更新，系统会再试。一天以后还这样，请把记录里的路径发给开发者。"},                 // i18n:data
	domain.Broken:  {"收到的文件不完整，或不是目录文件", "已有的目录没有改动。联网收取会再试；导入的请换一份文件。一直这样时，请把记录里的说明发给开发者。"},    // i18n:data
	domain.Shrunk:  {"新目录比现在少了三分之一以上", "先到国家平台看一眼是不是真的撤了。确认以后选“接受这次减少”；导入的文件要再选一次。"},            // i18n:data
	domain.NoLine:  {"这台服务器没有设置联网收取", "请用“导入文件”。"},                                              // i18n:data
	domain.Empty:   {"压缩包里没有国家平台目录的文件", "需要目录树、版本文件和分册文件，或样本的平面列表。"},                            // i18n:data
}

var findings = map[string]string{
	string(smartedu.CodeKind):    "有的值不是该有的类型，这一项空着",  // i18n:data
	string(smartedu.CodeNumber):  "该是数字的地方是文字，按没有处理",  // i18n:data
	string(smartedu.CodeTime):    "有的时间读不懂，按没有处理",     // i18n:data
	string(smartedu.CodeNoID):    "有的记录没有编号，没法跟踪，没有收", // i18n:data
	string(smartedu.CodeTwice):   "有的编号出现两次，用后一条",     // i18n:data
	string(smartedu.CodeLong):    "有的内容太长，截短了",        // i18n:data
	string(smartedu.CodeDeep):    "有的关联层数太多，没有读到底",    // i18n:data
	string(smartedu.CodeForeign): "有的地址不在国家平台上，没有跟过去", // i18n:data
	string(smartedu.CodeRef):     "有的课时指向不存在的资源",      // i18n:data
	string(smartedu.CodeColumns): "列表有的行列数不对，没有收",     // i18n:data
}

var moduleNames = map[string]string{domain.Lessons: "课程教材目录", domain.Textbooks: "电子教材目录"} // i18n:data

var sourceNames = map[string]string{"web": "联网", "file": "导入文件", "made": "示例", "": "还没有"} // i18n:data

var outcomeNames = map[string]string{domain.Same: "没有变化", domain.Changed: "已更新", domain.Failed: "没有成功"} // i18n:data

var dimensionNames = map[string]string{smartedu.DimensionStage: "学段", smartedu.DimensionGrade: "年级", smartedu.DimensionSubject: "学科", smartedu.DimensionEdition: "版本", // i18n:data
	smartedu.DimensionVolume: "册次", smartedu.DimensionSeries: "新旧教材"} // i18n:data

// words are all texts that reach pages through variables.
func words() []string {
	var out []string
	for _, t := range troubles {
		out = append(out, t.What, t.Do)
	}
	for _, m := range []map[string]string{findings, moduleNames, sourceNames, outcomeNames, dimensionNames} {
		for _, w := range m {
			out = append(out, w)
		}
	}
	return out
}
