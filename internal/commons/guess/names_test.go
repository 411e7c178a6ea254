package guess_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/preset"
)

// names are written as teachers name files; what each is about was filled in by hand before the guesser saw it. "-" is a field that the
// name does not tell a person either, "*" one that may be either.
//
//	name | subject | grade | edition | volume | unit begins with | title | kind
const names = `
人教版五年级上册第三单元 小数除法 课件.pptx | maths | 5 | 人教版 | 上册 | 第三单元 | 小数除法 | 课件
人教版数学五年级上册《循环小数》教学设计.docx | maths | 5 | 人教版 | 上册 | 第三单元 | 循环小数 | 教案
五上数学 除数是整数的小数除法 第1课时.pptx | maths | 5 | * | 上册 | 第三单元 | 除数是整数的小数除法 第1课时 | 课件
部编版语文五年级上册14圆明园的毁灭课件.pptx | chinese | 5 | 统编版 | 上册 | 第四单元 | 圆明园的毁灭 | 课件
统编版五上语文《圆明园的毁灭》第一课时 教案.doc | chinese | 5 | 统编版 | 上册 | 第四单元 | 圆明园的毁灭 第一课时 | 教案
《少年中国说》导学案.docx | chinese | 5 | 统编版 | 上册 | 第四单元 | 少年中国说 | 学案
将相和（第二课时）.ppt | chinese | 5 | 统编版 | 上册 | 第二单元 | 将相和 第二课时 | 课件
第四单元习作：二十年后的家乡.pptx | chinese | 5 | 统编版 | 上册 | 第四单元 | 习作:二十年后的家乡 | 课件
2024秋 人教版 七年级数学上册 5.2 解一元一次方程 移项.pptx | maths | 7 | 人教版 | 上册 | 第五章 | 解一元一次方程 移项 | 课件
七上 第二章 有理数的运算 复习课件.pptx | maths | 7 | * | 上册 | 第二章 | 有理数的运算 | 课件
科学记数法 课件.pptx | maths | 7 | 人教版 | 上册 | 第二章 | 科学记数法 | 课件
初一数学上册 有理数的加减混合运算 练习题（含答案）.docx | maths | 7 | * | 上册 | 第二章 | 有理数的加减混合运算 | 练习
角的比较与运算.pptx | maths | 7 | 人教版 | 上册 | 第六章 | 角的比较与运算 | 课件
八年级物理上册第二章第2节声音的特性.pptx | physics | 8 | * | 上册 | 第二章 | 声音的特性 | 课件
八上物理《平面镜成像》说课稿.docx | physics | 8 | * | 上册 | 第四章 | 平面镜成像 | 说课
人教版物理八年级上 凸透镜成像的规律 微课.mp4 | physics | 8 | 人教版 | 上册 | 第五章 | 凸透镜成像的规律 | 微课
熔化和凝固（公开课）.pptx | physics | 8 | 人教版 | 上册 | 第三章 | 熔化和凝固 | 课件
三角形的内角和 教学设计（定稿）.docx | maths | 4 | 人教版 | 下册 | 第五单元 | 三角形的内角和 | 教案
人教版四下数学三角形的特性课件最终版.pptx | maths | 4 | 人教版 | 下册 | 第五单元 | 三角形的特性 | 课件
四年级下册 数学广角——鸡兔同笼.pptx | maths | 4 | 人教版 | 下册 | 第九单元 | 数学广角——鸡兔同笼 | 课件
数学五年级上册《植树问题》张老师 一等奖.pptx | maths | 5 | * | 上册 | 第七单元 | 植树问题 | 课件
PEP五年级上册 Unit 3 What would you like 课件.pptx | english | 5 | 人教版 | 上册 | Unit 3 | What would you like | 课件
人教PEP英语五上Unit2 My week 第1课时.pptx | english | 5 | 人教版 | 上册 | Unit 2 | My week 第1课时 | 课件
Unit 5 There is a big bed.pptx | english | 5 | 人教版 | 上册 | Unit 5 | There is a big bed | 课件
外研版七年级英语下册 Module 3 Unit 1 教案.docx | english | 7 | 外研版 | 下册 | Module 3 | * | 教案
译林版八年级下册英语Unit 4 Reading课件.pptx | english | 8 | 译林版 | 下册 | Unit 4 | Reading | 课件
仁爱版九年级英语上册 作业设计.docx | english | 9 | 仁爱版 | 上册 | - | * | 练习
道德与法治七年级下册第一单元青春时光.pptx | morality | 7 | - | 下册 | 第一单元 | 青春时光 | 课件
七下道法 做情绪的主人 教案.docx | morality | 7 | - | 下册 | - | 做情绪的主人 | 教案
部编版八年级历史上册 第1课 鸦片战争.pptx | history | 8 | 统编版 | 上册 | - | 鸦片战争 | 课件
八上历史第14课《中国工农红军长征》学习任务单.docx | history | 8 | - | 上册 | - | 中国工农红军长征 | 学案
湘教版地理七年级上册 第二节 世界的海陆分布.pptx | geography | 7 | 湘教版 | 上册 | - | 世界的海陆分布 | 课件
七下地理 日本.pptx | geography | 7 | - | 下册 | - | 日本 | 课件
高一必修一历史 中国古代的政治制度.pptx | history | 10 | - | 必修 第一册 | - | 中国古代的政治制度 | 课件
高中语文必修上册《沁园春·长沙》课件.pptx | chinese | 10 | - | 必修 上册 | - | 沁园春·长沙 | 课件
人教A版 高中数学 必修第一册 3.2 函数的基本性质.pptx | maths | 10 | 人教版 | 必修 第一册 | - | 函数的基本性质 | 课件
选择性必修第二册 数列 单元作业设计.docx | * | 11 | - | 选择性必修 第二册 | - | 数列 | 练习
高二物理 电磁感应 教案.doc | physics | 11 | - | - | - | 电磁感应 | 教案
高三英语二轮复习 定语从句.pptx | english | 12 | - | - | - | * | 课件
化学 九年级 上册 第五单元 课题1 质量守恒定律.pptx | chemistry | 9 | - | 上册 | 第五单元 | 课题1 质量守恒定律 | 课件
九上化学 氧气的制取 实验视频.mp4 | chemistry | 9 | - | 上册 | - | 氧气的制取 实验 | 微课
初三化学 溶液 复习.pptx | chemistry | 9 | - | - | - | 溶液 复习 | 课件
生物七年级上册 观察植物细胞.pptx | biology | 7 | - | 上册 | - | 观察植物细胞 | 课件
教科版科学三年级上册 水沸腾了 教学设计.docx | science | 3 | 教科版 | 上册 | - | 水沸腾了 | 教案
三上科学 空气有质量吗.pptx | science | 3 | - | 上册 | - | 空气有质量吗 | 课件
音乐巨人贝多芬.pptx | - | - | - | - | - | 音乐巨人贝多芬 | 课件
历史人物故事会.pptx | - | - | - | - | - | 历史人物故事会 | 课件
人音版音乐四年级下册《摇篮曲》.pptx | music | 4 | 人音版 | 下册 | - | 摇篮曲 | 课件
美术 三年级 上册 我们的社区.jpg | art | 3 | - | 上册 | - | 我们的社区 | 素材
体育与健康 五年级 立定跳远 教案.docx | pe | 5 | - | - | - | 立定跳远 | 教案
四年级劳动 学做蛋炒饭.pptx | labour | 4 | - | - | - | 学做蛋炒饭 | 课件
信息科技 五年级 认识算法.pptx | it | 5 | - | - | - | 认识算法 | 课件
北师大版三年级数学下册 长方形的面积.pptx | maths | 3 | 北师大版 | 下册 | - | 长方形的面积 | 课件
北师大 五下 数学 分数除法（一）.ppt | maths | 5 | 北师大版 | 下册 | - | * | 课件
苏教版六年级上册数学第二单元分数乘法.pptx | maths | 6 | 苏教版 | 上册 | 第二单元 | 分数乘法 | 课件
冀教版六年级数学上册 圆的面积 导学单.docx | maths | 6 | 冀教版 | 上册 | - | 圆的面积 | 学案
青岛版五四制 四年级上册.pptx | - | 4 | 青岛版 | 上册 | - | * | 课件
华师大版八年级数学上册 勾股定理.pptx | maths | 8 | 华东师大版 | 上册 | - | 勾股定理 | 课件
1.1 正数和负数.pptx | maths | 7 | 人教版 | 上册 | 第一章 | 正数和负数 | 课件
人教版八年级数学上册12.2三角形全等的判定（第2课时）.pptx | maths | 8 | 人教版 | 上册 | 第十二章 | 三角形全等的判定 第2课时 | 课件
八年级数学 13.3 等腰三角形 课时练.docx | maths | 8 | * | * | 第十三章 | 等腰三角形 | 练习
乘法公式 复习题.docx | maths | 8 | 人教版 | 上册 | 第十四章 | 乘法公式 | 练习
三年级上册数学 秒的认识.pptx | maths | 3 | * | 上册 | 第一单元 | 秒的认识 | 课件
毫米、分米的认识 课件(共20张PPT).pptx | maths | 3 | 人教版 | 上册 | 第三单元 | 毫米、分米的认识 | 课件
倍的认识教学反思.doc | maths | 3 | 人教版 | 上册 | 第五单元 | 倍的认识 | 反思
二年级下册语文 语文园地三.pptx | chinese | 2 | - | 下册 | - | 语文园地三 | 课件
一年级上册拼音 aoe.mp3 | * | 1 | - | 上册 | - | 拼音 aoe | 音频
部编语文六下《匆匆》朗读音频.mp3 | chinese | 6 | 统编版 | 下册 | - | 匆匆 | 音频
期末复习.pptx | - | - | - | - | - | 期末复习 | 课件
新建 Microsoft PowerPoint 演示文稿 (2).pptx | - | - | - | - | - | * | 课件
课件.pptx | - | - | - | - | - | * | 课件
IMG_20240913_083012.jpg | - | - | - | - | - | * | 素材
扫描件0012.pdf | - | - | - | - | - | * | -
2024-2025学年第一学期教学计划.docx | - | - | - | * | - | 教学计划 | -
5.1.2 垂线.pptx | - | - | - | - | - | 垂线 | 课件
03 平行四边形的面积.pptx | maths | 5 | 人教版 | 上册 | 第六单元 | 平行四边形的面积 | 课件
梯形的面积_20231011_v2.pptx | maths | 5 | 人教版 | 上册 | 第六单元 | 梯形的面积 | 课件
【教案】解方程（一）.docx | maths | 5 | 人教版 | 上册 | 第五单元 | * | 教案
数学/五年级上册/第五单元/等式的性质.pptx | maths | 5 | * | 上册 | 第五单元 | 等式的性质 | 课件
备课/部编版语文五上/第一单元/3桂花雨.pptx | chinese | 5 | 统编版 | 上册 | 第一单元 | 桂花雨 | 课件
物理/八上/第四章/光的折射/光的折射 教案.docx | physics | 8 | * | 上册 | 第四章 | 光的折射 | 教案
5A Unit 6 In a nature park.pptx | english | 5 | 人教版 | 上册 | Unit 6 | * | 课件
八(上)12.1全等三角形.ppt | maths | 8 | * | 上册 | 第十二章 | 全等三角形 | 课件
五年级(上)数学第四单元可能性作业.pdf | maths | 5 | * | 上册 | 第四单元 | 可能性 | 练习
小学数学四年级下册运算定律复习.pptx | maths | 4 | * | 下册 | 第三单元 | 运算定律复习 | 课件
读《西游记》有感 六年级.docx | * | 6 | - | - | - | * | -
沪教版三年级第一学期数学 周长.pptx | maths | 3 | 沪教版 | 上册 | - | 周长 | 课件
`

func guesser(t testing.TB) *guess.Guesser {
	t.Helper()
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	books, err := preset.Books()
	if err != nil {
		t.Fatal(err)
	}
	return guess.New(p, books)
}

// unseen are names that were written after the guesser was finished and that nobody mended it for: the honest figure. When one of them
// becomes a reason to change the guesser, it moves up into names, and another takes its place here.
const unseen = `
人教版语文四年级上册第21课《古诗三首》.pptx | chinese | 4 | 人教版 | 上册 | - | 古诗三首 | 课件
四上语文《爬山虎的脚》教学设计及反思.docx | chinese | 4 | - | 上册 | - | 爬山虎的脚 | 教案
部编二上《坐井观天》ppt课件.ppt | chinese | 2 | 统编版 | 上册 | - | 坐井观天 | 课件
数学三上 笔算乘法（不进位）.pptx | maths | 3 | * | 上册 | 第六单元 | 笔算乘法 | 课件
人教三年级上册 第七单元 长方形和正方形 单元测试.docx | maths | 3 | 人教版 | 上册 | 第七单元 | 长方形和正方形 | *
小数点移动引起小数大小的变化.pptx | maths | 4 | 人教版 | 下册 | 第四单元 | 小数点移动引起小数大小的变化 | 课件
分式方程（2）课件.pptx | maths | 8 | 人教版 | 上册 | 第十五章 | * | 课件
8年级上14.1整式的乘法--幂的乘方.ppt | maths | 8 | * | 上册 | 第十四章 | * | 课件
初二物理 质量与密度 单元复习教案.doc | physics | 8 | * | * | 第六章 | 质量与密度 单元复习 | 教案
光的色散 实验微课 李老师.mp4 | physics | 8 | 人教版 | 上册 | 第四章 | 光的色散 实验 | 微课
英语五年级上册Unit4 What can you do第二课时.pptx | english | 5 | * | 上册 | Unit 4 | What can you do第二课时 | 课件
外研社三起六年级下册 M5U1.pptx | english | 6 | 外研版 | 下册 | Module 5 | * | 课件
七年级历史上册第9课 秦统一中国 公开课.pptx | history | 7 | - | 上册 | - | 秦统一中国 | 课件
道法八上 4.1 尊重他人 学案.docx | morality | 8 | - | 上册 | - | 尊重他人 | 学案
湘教版八年级地理下册 珠江三角洲区域的外向型经济.pptx | geography | 8 | 湘教版 | 下册 | - | 珠江三角洲区域的外向型经济 | 课件
鲁科版化学必修第一册 物质的量.pptx | chemistry | 10 | 鲁科版 | 必修 第一册 | - | 物质的量 | 课件
高一上学期期中复习 集合与函数.docx | - | 10 | - | 上册 | - | 期中复习 集合与函数 | -
苏教版科学五下 绿豆苗的生长.pptx | science | 5 | 苏教版 | 下册 | - | 绿豆苗的生长 | 课件
三(2)班 家长会.pptx | - | 3 | - | - | - | 家长会 | 课件
教研组活动记录.docx | - | - | - | - | - | 教研组活动记录 | -
语文/六年级/上册/丁香结.pptx | chinese | 6 | - | 上册 | - | 丁香结 | 课件
2023春四年级数学下册第八单元平均数.pptx | maths | 4 | * | 下册 | 第八单元 | 平均数 | 课件
忆读书_导学案_五年级上.docx | chinese | 5 | * | 上册 | 第八单元 | 忆读书 | 学案
5上Unit 1 What's he like A Let's talk.pptx | english | 5 | * | 上册 | Unit 1 | * | 课件
体育 水平二 前滚翻 单元计划.docx | pe | - | - | - | - | * | -
`

// tally counts one table.
type tally struct {
	n                        int
	right, told, wrong, loud map[string]int
}

var fields = []string{"subject", "grade", "edition", "volume", "unit", "title", "kind"}

func judge(t *testing.T, table string) tally {
	g := guesser(t)
	c := tally{0, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 8 {
			t.Fatalf("a line of %d cells: %s", len(cells), line)
		}
		c.n++
		got := g.From(cells[0], guess.Peek{})
		for i, f := range []guess.Field{got.Subject, got.Grade, got.Edition, got.Volume, got.Unit, got.Title, got.Kind} {
			want, name := cells[i+1], fields[i]
			if want == "*" {
				continue
			}
			ok := f.Value == want || name == "unit" && want != "-" && strings.HasPrefix(f.Value, want) || want == "-" && !f.Known()
			if want != "-" {
				c.told[name]++
				if ok {
					c.right[name]++
				}
			}
			if !ok && f.Known() {
				c.wrong[name]++
				if f.Sure >= guess.Doubtful {
					c.loud[name]++
				}
			}
			if !ok {
				t.Logf("%s: %s is %q (%s %.2f), want %q", cells[0], name, f.Value, f.How, f.Sure, want)
			}
		}
	}
	t.Logf("%d names", c.n)
	for _, f := range fields {
		t.Logf("%-8s right %d of %d (%.0f %%), wrong %d, of these not marked as doubtful %d", f, c.right[f], c.told[f], 100*float64(c.right[f])/float64(c.told[f]), c.wrong[f], c.loud[f])
	}
	return c
}

// TestNames measures the guesser on the table that it was made with and holds each field to a floor. A guess where a person could tell
// nothing counts as wrong.
func TestNames(t *testing.T) {
	c := judge(t, names)
	for _, f := range fields {
		if float64(c.right[f]) < 0.95*float64(c.told[f]) || c.wrong[f]*25 > c.n {
			t.Errorf("%s: right %d of %d, wrong %d", f, c.right[f], c.told[f], c.wrong[f])
		}
	}
}

// TestUnseenNames measures it on names that it was not made with; the floor is lower, and the figure is the one to quote.
func TestUnseenNames(t *testing.T) {
	c := judge(t, unseen)
	right, told := 0, 0
	for _, f := range fields {
		right, told = right+c.right[f], told+c.told[f]
	}
	t.Logf("all fields: right %d of %d", right, told)
	if float64(right) < 0.8*float64(told) {
		t.Errorf("fewer than four in five are right")
	}
}

// TestGuessesSayWhy shows that every guess names its source, and that a folder counts less than the name.
func TestGuessesSayWhy(t *testing.T) {
	g := guesser(t)
	got := g.From("数学/五年级上册/四年级下册 鸡兔同笼.pptx", guess.Peek{})
	if got.Grade.Value != "4" || got.Grade.How != guess.ByName || got.Subject.How != guess.ByFolder || got.Subject.Sure >= 0.95 {
		t.Errorf("%+v", got)
	}
	got = g.From("课件.pptx", guess.Peek{Heads: []string{"圆明园的毁灭", "五年级上册"}})
	if got.Title.Value != "圆明园的毁灭" || got.Title.How != guess.ByContent || got.Subject.Value != "chinese" || got.Subject.How != guess.ByCourse || got.Grade.Value != "5" {
		t.Errorf("%+v", got)
	}
	if got := g.From("三角形的内角和.pptx", guess.Peek{}); got.Subject.How != guess.ByCourse || got.Stage.Value != "primary" {
		t.Errorf("%+v", got)
	}
}

// FuzzFrom: any name gives a guess within the bounds that a page relies on.
func FuzzFrom(f *testing.F) {
	for _, line := range strings.Split(strings.TrimSpace(names+unseen), "\n") {
		f.Add(strings.Split(line, " | ")[0], "")
	}
	f.Add(strings.Repeat("第", 5000)+"\xff\x00.pptx", "\u202e")
	g := guesser(f)
	f.Fuzz(func(t *testing.T, name, head string) {
		got := g.From(name, guess.Peek{Heads: []string{head}})
		if n := got.GradeNumber(); n < 0 || n > 12 {
			t.Fatalf("grade %d", n)
		}
		for _, x := range []guess.Field{got.Title, got.Subject, got.Stage, got.Grade, got.Edition, got.Volume, got.Unit, got.Chapter, got.Kind} {
			if x.Sure < 0 || x.Sure > 1 || x.Known() && x.How == "" || strings.ContainsAny(x.Value, "\x00\n") || !utf8.ValidString(x.Value) || len(x.Value) > 4000 {
				t.Fatalf("%q gives %+v", name, x)
			}
		}
	})
}
