package book

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// PlanItem is one line of a two-way table 双向细目表 as a file has it. Mark is hundredths, 0 unknown; Planned is NaN when it is not given.
type PlanItem struct {
	Line      int
	Name      string
	Knowledge []string
	Level     string
	Type      string
	Mark      int32
	Planned   float64
	Chapter   string
	Key       string
	Options   int
}

// planWords says which headings of a two-way table mean what.
var planWords = []struct {
	field string
	re    *regexp.Regexp
}{
	{"name", regexp.MustCompile(`^(?:题号|小题|题目|题次|item)`)},
	{"knowledge", regexp.MustCompile(`知识|考点|内容|考查点|knowledge`)},
	{"options", regexp.MustCompile(`选项数`)},
	{"key", regexp.MustCompile(`答案|key`)},
	{"level", regexp.MustCompile(`能力|层次|水平|认知|素养|要求|level`)},
	{"type", regexp.MustCompile(`题型|类型|type`)},
	{"planned", regexp.MustCompile(`难度|预估|预设|难易|planned`)},
	{"mark", regexp.MustCompile(`分值|满分|赋分|分数|mark`)},
	{"chapter", regexp.MustCompile(`章|单元|出处|教材|chapter`)},
}

// planField is what a heading of a two-way table means, "" nothing.
func planField(title string) string {
	t := plainTitle(title)
	for _, w := range planWords {
		if w.re.MatchString(t) {
			return w.field
		}
	}
	return ""
}

var knowledgeSep = regexp.MustCompile(`[、;；/|\n]+`)

// Plan reads a two-way table: one row an item, in columns whose headings are found in the first rows; merged cells (one knowledge point for
// several items) count for each.
func (b *Book) Plan(ctx context.Context, sheet int) ([]PlanItem, Findings, error) {
	var f Findings
	var out []PlanItem
	fields := map[int]string{}
	seen := map[string]int{}
	err := b.walk(ctx, sheet, func(l *line) error {
		if len(fields) == 0 {
			b.planHead(l, fields)
			return nil
		}
		it, ok := b.planItem(l, fields, &f)
		if !ok {
			return nil
		}
		if first, twice := seen[it.Name]; twice {
			f.sayf(b.Name, l.number, it.Name, "题号", CodeTwice, Error, "第 %s 题和第 %d 行重复：请改题号", it.Name, first)
			return nil
		}
		seen[it.Name] = l.number
		if out = append(out, it); len(out) > MaxColumns {
			return cannot(CodeTooBig, "题目太多：最多 %d 题", MaxColumns)
		}
		return nil
	})
	if err != nil {
		return nil, f, err
	}
	if len(fields) == 0 {
		f.sayf(b.Name, 0, "", "", CodeHeader, Error, "没有找到表头：至少要有“题号”和“分值”两列")
	} else if len(out) == 0 {
		f.sayf(b.Name, 0, "", "", CodeItems, Error, "表里没有题目：请一行写一题")
	}
	return out, f, nil
}

func (b *Book) planHead(l *line, fields map[int]string) {
	found := map[int]string{}
	have := map[string]bool{}
	for i, c := range l.cells {
		if w := planField(c); w != "" && !have[w] && len([]rune(c)) <= 12 {
			found[i], have[w] = w, true
		}
	}
	if have["name"] && (have["mark"] || have["knowledge"] || have["key"]) {
		for i, w := range found {
			fields[i] = w
		}
	}
}

func (b *Book) planItem(l *line, fields map[int]string, f *Findings) (PlanItem, bool) {
	it := PlanItem{Line: l.number, Planned: math.NaN()}
	bad := false
	wrong := func(field string, code Code, text string, args ...any) {
		bad = true
		f.sayf(b.Name, l.number, it.Name, field, code, Error, text, args...)
	}
	for i, c := range l.cells {
		if fields[i] == "name" && c != "" {
			name, _, _, ok := item(c)
			if !ok {
				if !isFooter.MatchString(c) && len(l.cells) > 1 {
					name = clip(c)
				} else {
					return it, false
				}
			}
			it.Name = name
		}
	}
	if it.Name == "" {
		return it, false
	}
	for i, c := range l.cells {
		if c == "" {
			continue
		}
		switch fields[i] {
		case "knowledge":
			for _, k := range knowledgeSep.Split(c, -1) {
				if k = strings.TrimSpace(k); k != "" {
					it.Knowledge = append(it.Knowledge, k)
				}
			}
		case "level":
			it.Level = c
		case "type":
			it.Type = c
		case "chapter":
			it.Chapter = c
		case "mark":
			v, ok := parseMark(c)
			if !ok || v <= 0 {
				wrong("分值", CodeMark, "第 %s 题的分值“%s”不是数：请改正", it.Name, clip(c))
			}
			it.Mark = v
		case "planned":
			v, ok := difficulty(c)
			if !ok {
				wrong("预设难度", CodeMark, "第 %s 题的预设难度“%s”要在 0 和 1 之间：得分率越高题越容易", it.Name, clip(c))
			}
			it.Planned = v
		case "key":
			if it.Key = normalKey(c); it.Key == "" && letter.MatchString(strings.ToUpper(c)) {
				wrong("答案", CodeAnswer, "第 %s 题的答案“%s”读不出来：请写选项的字母", it.Name, clip(c))
			}
		case "options":
			it.Options, _ = strconv.Atoi(c)
		}
	}
	return it, !bad
}

// difficulty reads a planned difficulty: 0.65, 65%, or the words 易 中 难, which stand for 0.8, 0.6 and 0.4.
func difficulty(s string) (float64, bool) {
	switch plainTitle(s) {
	case "易", "容易", "容易题", "简单":
		return 0.8, true
	case "中", "中等", "中等题", "中档":
		return 0.6, true
	case "难", "难题", "较难":
		return 0.4, true
	}
	t, percent := strings.CutSuffix(plainTitle(s), "%")
	v, err := strconv.ParseFloat(t, 64)
	if percent {
		v /= 100
	}
	return v, err == nil && v >= 0 && v <= 1
}
