package app

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/psych/irt"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// item is a line of a practice with its known parameters, and the wrong answers that pupils give, the commonest first.
type item struct {
	assess.LineDraft
	irt.Item
	wrong []string
}

// write is an answer of somebody with an ability: right with the item's probability, else mostly the commonest mistake.
func (it item) write(able float64, r *rand.Rand) []string {
	var p [2]float64
	it.Prob(able, p[:])
	if r.Float64() < p[1] {
		return right(it.Draft)
	}
	if r.Float64() < .6 {
		return it.wrong[:1]
	}
	return []string{it.wrong[r.IntN(len(it.wrong))]}
}

func right(d qti.Draft) []string {
	for _, c := range d.Choices {
		if c.Correct {
			return []string{c.ID}
		}
	}
	return d.Accept[:1]
}

// model is the item response model of line no (from 0) of n: the first is easy, the last hard; choices can be guessed.
func model(no, n, options int) irt.Item {
	b, a := -1.5+2.4*float64(no)/float64(n-1), 1.1+.15*float64(no)
	it := irt.Item{Model: irt.ThreePL, A: a, D: []float64{-a * b}}
	if options > 0 {
		it.C = .8 / float64(options)
	}
	return it
}

// itemsOf are the topic and the items of a practice.
func itemsOf(k paperKey) (string, []item) {
	r := one("items "+k.subject, k.grade*100+k.week)
	if k.subject != "maths" {
		bank, topic := chineseBank, "词语和句子"
		if k.subject == "english" {
			bank, topic = englishBank, "语法和词汇"
		}
		var out []item
		for i := range 3 {
			x := bank[(k.grade*3+k.week+i*4)%len(bank)]
			out = append(out, choose(x, model(i, 3, len(x.options)), r.IntN(len(x.options))))
		}
		return topic, out
	}
	topic, ask := mathsOf(k.grade)
	var out []item
	n := 4 - k.week%2
	for i := range n {
		prompt, good, wrong := ask(i, r)
		it := item{LineDraft: assess.LineDraft{Knowledge: topic, Draft: qti.Draft{Kind: qti.DraftNumeric, Prompt: prompt, Accept: []string{text(good)}, Feedback: "答案是 " + text(good) + "。对照课本例题，看看是哪一步不同。"}}, Item: model(i, n, 0)}
		for _, w := range append(wrong, good+1, good-1) {
			if w != good {
				it.wrong = append(it.wrong, text(w))
			}
		}
		out = append(out, it)
	}
	return topic, out
}

func text(n int) string { return strconv.Itoa(n) }

// choose makes a single choice, with the right option at a place.
func choose(x question, m irt.Item, at int) item {
	it := item{LineDraft: assess.LineDraft{Knowledge: x.about, Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: x.prompt, Feedback: x.why}}, Item: m}
	order := append([]string(nil), x.options[1:]...)
	order = append(order[:at:at], append([]string{x.options[0]}, order[at:]...)...)
	for i, o := range order {
		c := string(rune('A' + i))
		it.Draft.Choices = append(it.Draft.Choices, choice(c, o, i == at))
		if i != at {
			it.wrong = append(it.wrong, c)
		}
	}
	return it
}

// mathsOf is what a grade practises: a topic, and line no of it with its answer and what is got wrong.
func mathsOf(grade int) (string, func(no int, r *rand.Rand) (string, int, []int)) {
	switch grade {
	case 3:
		return "两位数乘一位数", func(no int, r *rand.Rand) (string, int, []int) {
			a, b := 12+no*17+r.IntN(9), 3+r.IntN(6)
			return fmt.Sprintf("%d × %d = ____", a, b), a * b, []int{a/10*b*10 + a%10*b%10, a*b - 10}
		}
	case 4:
		return "三位数乘两位数", func(no int, r *rand.Rand) (string, int, []int) {
			a, b := 102+no*90+r.IntN(80), 12+no*8+r.IntN(7)
			return fmt.Sprintf("%d × %d = ____", a, b), a * b, []int{a*(b/10) + a*(b%10), a*b - 100}
		}
	case 5:
		return "小数乘整数", func(no int, r *rand.Rand) (string, int, []int) {
			a, b := 12+2*r.IntN(9+no*10), 5*(1+r.IntN(3+no))
			return fmt.Sprintf("%d.%d × %d = ____", a/10, a%10, b), a * b / 10, []int{a * b, a * b / 100}
		}
	case 6:
		return "百分数的应用", func(no int, r *rand.Rand) (string, int, []int) {
			n, p := 40*(2+r.IntN(8)), []int{50, 25, 75, 35}[no]
			return fmt.Sprintf("学校有图书 %d 本，其中 %d%% 是科普书，科普书有 ____ 本。", n, p), n * p / 100, []int{n - n*p/100, n / p}
		}
	case 7:
		return "解一元一次方程", func(no int, r *rand.Rand) (string, int, []int) {
			x, a, b := 2+r.IntN(7), 2+no, 3+r.IntN(9)
			if no < 2 {
				return fmt.Sprintf("解方程 %dx + %d = %d，x = ____", a, b, a*x+b), x, []int{(a*x + 2*b) / a, a * x}
			}
			return fmt.Sprintf("解方程 %dx − %d = %dx + %d，x = ____", a+1, b, a, x-b), x, []int{x - 2*b, -x}
		}
	case 8:
		return "一次函数的值", func(no int, r *rand.Rand) (string, int, []int) {
			k, b, x := 2+no-5*(no%2), 3-r.IntN(7), 1+r.IntN(5)
			return fmt.Sprintf("函数 y = %dx %s，当 x = %d 时，y = ____", k, signed(b), x-3*(no/2)), k*(x-3*(no/2)) + b, []int{-k*(x-3*(no/2)) + b, k + x + b}
		}
	case 9:
		return "解一元二次方程", func(no int, r *rand.Rand) (string, int, []int) {
			p, q := 1+no+r.IntN(3), 5+no+r.IntN(4)
			return fmt.Sprintf("方程 x² − %dx + %d = 0 的较大的根是 ____", p+q, p*q), q, []int{p, -q}
		}
	case 10:
		return "二次函数的值", func(no int, r *rand.Rand) (string, int, []int) {
			a, b, x := 1+no, 2+r.IntN(5), -1-r.IntN(3)
			return fmt.Sprintf("f(x) = %dx² + %dx，f(%d) = ____", a, b, x), a*x*x + b*x, []int{-a*x*x + b*x, a*x*x - b*x}
		}
	case 11:
		return "等差数列", func(no int, r *rand.Rand) (string, int, []int) {
			a, d, n := 2+r.IntN(6), 3+no, 8+r.IntN(5)
			return fmt.Sprintf("等差数列的首项是 %d，公差是 %d，第 %d 项是 ____", a, d, n), a + (n-1)*d, []int{a + n*d, a * n * d}
		}
	}
	return "导数的计算", func(no int, r *rand.Rand) (string, int, []int) {
		a, x := 2+no, 1+r.IntN(4)
		return fmt.Sprintf("f(x) = %dx³，f′(%d) = ____", a, x), 3 * a * x * x, []int{a * x * x, 3 * a * x}
	}
}

func signed(n int) string {
	if n < 0 {
		return fmt.Sprintf("− %d", -n)
	}
	return fmt.Sprintf("+ %d", n)
}

// question is a choice whose first option is right.
type question struct {
	about, prompt string
	options       []string
	why           string
}

var chineseBank = []question{
	{"字形", "下列词语中，书写正确的一项是哪一个？", []string{"再接再厉", "再接再励", "在接再厉", "再接在厉"}, "“厉”是磨快的意思，“再接再厉”原指公鸡相斗前再磨一磨嘴。"},
	{"字形", "下列词语中，有错别字的一项是哪一个？", []string{"走头无路", "专心致志", "应接不暇", "迫不及待"}, "应写作“走投无路”。"},
	{"字音", "“酝酿”的“酿”读音正确的是哪一个？", []string{"niàng", "liàng", "niáng", "ràng"}, "“酿”读 niàng。"},
	{"字音", "“倔强”的“强”读音正确的是哪一个？", []string{"jiàng", "qiáng", "qiǎng", "jiāng"}, "“倔强”读 jué jiàng。"},
	{"文言词义", "“不耻下问”的“耻”是什么意思？", []string{"以……为耻", "羞辱", "可耻的", "耻笑"}, "这里是意动用法：不把向地位比自己低的人请教当作羞耻。"},
	{"文言词义", "“温故而知新”的“故”是什么意思？", []string{"学过的知识", "所以", "故意", "老朋友"}, "“故”指学过的旧知识。"},
	{"修辞", "“春天像小姑娘，花枝招展的，笑着，走着。”用了哪些修辞手法？", []string{"比喻和拟人", "只有比喻", "夸张和排比", "设问和反问"}, "把春天比作小姑娘，又写它笑着走着。"},
	{"修辞", "下列句子中，用了夸张的一项是哪一个？", []string{"飞流直下三千尺", "月亮像一只小船", "柳树在风中点头", "难道你不知道吗？"}, "“三千尺”是夸大的说法。"},
	{"语病", "下列句子中，没有语病的一项是哪一个？", []string{"他的写作水平明显提高了。", "通过这次活动，使我明白了道理。", "我们要防止不再发生事故。", "能否坚持锻炼，是身体好的保证。"}, "其余三句：缺主语、否定不当、两面对一面。"},
	{"语病", "“他不但会唱歌，而且会跳舞。”这个句子是什么关系？", []string{"递进", "转折", "因果", "并列"}, "“不但……而且……”表示递进。"},
	{"成语", "“破釜沉舟”与哪一位历史人物有关？", []string{"项羽", "刘邦", "韩信", "勾践"}, "项羽在巨鹿之战中破釜沉舟。"},
	{"名著名篇", "“欲穷千里目，更上一层楼”的作者是谁？", []string{"王之涣", "王维", "王昌龄", "孟浩然"}, "出自王之涣《登鹳雀楼》。"},
}

var englishBank = []question{
	{"主谓一致", "She ____ to school by bus every day.", []string{"goes", "go", "going", "gone"}, "第三人称单数作主语，一般现在时用 goes。"},
	{"主谓一致", "There ____ some milk in the bottle.", []string{"is", "are", "be", "were"}, "milk 不可数，用 is。"},
	{"时态", "I ____ my homework an hour ago.", []string{"finished", "finish", "have finished", "will finish"}, "ago 用一般过去时。"},
	{"时态", "Look! The children ____ football.", []string{"are playing", "play", "played", "plays"}, "look 提示现在进行时。"},
	{"代词", "This is not my book. ____ is in the bag.", []string{"Mine", "My", "Me", "I"}, "名词性物主代词单独使用。"},
	{"介词", "My birthday is ____ the first of May.", []string{"on", "in", "at", "to"}, "具体某一天用 on。"},
	{"介词", "He is good ____ drawing.", []string{"at", "in", "for", "with"}, "be good at 擅长。"},
	{"比较级", "This box is ____ than that one.", []string{"heavier", "heavy", "heaviest", "more heavy"}, "heavy 的比较级是 heavier。"},
	{"情态动词", "You ____ talk loudly in the library.", []string{"mustn't", "must", "needn't", "can"}, "mustn't 表示禁止。"},
	{"冠词", "It took us ____ hour to get there.", []string{"an", "a", "the", "不填"}, "hour 以元音音素开头，用 an。"},
	{"连词", "I was tired, ____ I went to bed early.", []string{"so", "but", "or", "because"}, "前因后果用 so。"},
	{"疑问词", "— ____ do you visit your grandparents? — Twice a month.", []string{"How often", "How long", "How far", "How many"}, "问频率用 how often。"},
}
