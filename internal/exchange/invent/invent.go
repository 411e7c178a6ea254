// Package invent makes up documents in the form of the national platform's catalogue, for the demonstration: 示例 stands in every title.
//
// Nothing is copied from the platform. Which textbooks exist and the tables of contents come from the preset; the ids of some tags are
// public facts, which make the links to a book's place in the platform's menu real. Lessons are invented and have no page of their own,
// so they have a type for which no link is made, and the link leads to the book. It may not be used for anything that is not an example.
package invent

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// ids are the platform's own names of places in its public menu.
var ids = map[string]string{
	"小学": "e7bbb2de-0590-11ed-9c79-92fc3b3249d5", "初中": "e7bbce2c-0590-11ed-9c79-92fc3b3249d5",
	"一年级": "e7bbd296-0590-11ed-9c79-92fc3b3249d5", "二年级": "e7bbd304-0590-11ed-9c79-92fc3b3249d5", "三年级": "e7bbd372-0590-11ed-9c79-92fc3b3249d5",
	"四年级": "e7bbd3ea-0590-11ed-9c79-92fc3b3249d5", "五年级": "e7bbebc8-0590-11ed-9c79-92fc3b3249d5", "六年级": "e7bbecae-0590-11ed-9c79-92fc3b3249d5",
	"七年级": "44bebf7c-54e6-11ed-9c34-850ba61fa9f4", "八年级": "44bec67a-54e6-11ed-9c34-850ba61fa9f4", "九年级": "44bec0c6-54e6-11ed-9c34-850ba61fa9f4",
	"语文": "6a749654-0772-11ed-ac74-092ab92074e6", "数学": "e7bbcf80-0590-11ed-9c79-92fc3b3249d5", "英语": "6a7495dc-0772-11ed-ac74-092ab92074e6", "物理": "e7bbcfee-0590-11ed-9c79-92fc3b3249d5",
	"人教版": "ff8080814371757b01437c363a187b0a", "统编版": "44bee8bc-54e6-11ed-9c34-850ba61fa9f4", "北师大版": "e7bbd21e-0590-11ed-9c79-92fc3b3249d5",
	"上册": "ff8080814371757b014390f883db0453", "下册": "ff8080814371757b014390fcdce504bd", "新教材": "5136342961",
}

var gradeNames = []string{"", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"}

// levels are the choices of the menu with their dimensions.
var levels = []struct{ name, dimension string }{{"学段", smartedu.DimensionStage}, {"年级", smartedu.DimensionGrade}, {"学科", smartedu.DimensionSubject}, {"版本", smartedu.DimensionEdition},
	{"册次", smartedu.DimensionVolume}, {"新旧教材", smartedu.DimensionSeries}}

// book is an invented record: its way through the menu, and its contents if they are known.
type book struct {
	id, title string
	way       []string
	listed    bool
	nodes     []preset.BookNode
}

type object = map[string]any

// Catalogue is a state of the invented catalogue: textbooks of nine grades, chapters and lessons for those whose table of contents is
// known. Two states follow each other: the second has changed a title and lost a book. names gives a subject's name.
func Catalogue(known []preset.Book, names func(code string) string, state int, at time.Time) exchange.Made {
	all := list(known, names)
	if state > 1 {
		all[0].title += "（修订）"
		all = slices.DeleteFunc(all, func(b book) bool { return b.id == "shili-old" })
	}
	docs := exchange.Made{}
	put := func(p smartedu.Path, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // texts and numbers
		}
		docs[p] = b
	}
	part := "/zxx/ndrs/national_lesson/teachingmaterials/part_100.json"
	put(smartedu.LessonVersion, object{"module": exchange.Lessons, "module_version": 20260900 + state, "urls": []string{part}})
	put(smartedu.LessonTree, object{"tag_path": "shili", "hierarchies": tree(all, 0)})
	var records []object
	for i, b := range all {
		stamp := at.AddDate(0, 0, -i%40)
		if state > 1 && i == 0 {
			stamp = at.AddDate(0, 0, 1)
		}
		records = append(records, object{"id": b.id, "title": b.title, "resource_type_code": smartedu.TypeLessonTextbook, "status": "ONLINE", "tag_list": tags(b), "update_time": stamp.Format("2006-01-02T15:04:05.000-0700")})
		if b.nodes != nil {
			contents(put, b, stamp)
		}
	}
	put(smartedu.Path(part), append(records, sets(put, at)...))
	return docs
}

// sets are an invented topic and two invented question papers: their records, and the documents in which their content stands.
func sets(put func(smartedu.Path, any), at time.Time) []object {
	record := func(id, title, kind string) object {
		return object{"id": id, "title": title + "（示例）", "resource_type_code": kind, "status": "ONLINE", "update_time": at.Format("2006-01-02T15:04:05.000-0700")}
	}
	out := []object{record("shili-topic", "劳动教育：从整理书桌开始", smartedu.TypeTopic)}
	var lines []object
	for i, title := range []string{"整理书桌", "学会一道家常菜", "种一盆豆苗", "修一把松了的椅子"} {
		lines = append(lines, object{"id": fmt.Sprintf("shili-topic-%d", i), "title": title, "resource_type_code": "shili", "resource_type_code_name": "视频（示例）"})
	}
	put(smartedu.Thematic("shili-topic"), lines)
	for i, title := range []string{"七年级数学上册 第一章 有理数 单元练习", "七年级语文上册 第一单元 阅读练习"} {
		id := fmt.Sprintf("shili-paper-%d", i)
		v := record(id, title, smartedu.TypePaper)
		out = append(out, v)
		put(smartedu.Details(smartedu.TypePaper, id)[0], object{"id": id, "title": v["title"], "resource_type_code": smartedu.TypePaper, "container_id": "shili-bank"})
		put(smartedu.PaperDocument("shili-bank", id), object{"id": id, "title": v["title"], "question_path_list": make([]string, 12+6*i)})
	}
	return out
}

// list are the invented textbooks: those with a table of contents, then the other volumes of the same subjects, then some that show
// what the queue of tags is for.
func list(known []preset.Book, names func(code string) string) []book {
	var out []book
	have := map[string]bool{}
	add := func(b book) {
		if key := fmt.Sprint(b.way); !have[key] {
			have[key], b.title = true, b.title+"（示例）"
			out = append(out, b)
		}
	}
	way := func(subject string, grade int, edition, volume string) []string {
		stage := "小学"
		if grade > 6 {
			stage = "初中"
		}
		w := []string{stage, gradeNames[grade], subject, edition, volume}
		if volume == "上册" && (grade == 7 || grade == 8 && subject == "物理") {
			w = append(w, "新教材")
		}
		return w
	}
	for _, b := range known {
		if b.Grade < 1 || b.Grade > 9 {
			continue
		}
		name := names(b.Subject)
		add(book{"shili-" + b.Key, name + gradeNames[b.Grade] + b.Volume, way(name, b.Grade, b.Edition, b.Volume), true, b.Nodes})
	}
	for grade := 1; grade <= 9; grade++ {
		for _, volume := range []string{"上册", "下册"} {
			for _, s := range []struct{ name, edition string }{{"语文", "统编版"}, {"数学", "人教版"}, {"英语", "人教版"}} {
				if s.name == "英语" && grade < 3 {
					continue
				}
				add(book{fmt.Sprintf("shili-%d-%s-%s", grade, s.name, volume), s.name + gradeNames[grade] + volume, way(s.name, grade, s.edition, volume), true, nil})
			}
		}
	}
	for _, grade := range []int{7, 8} {
		add(book{fmt.Sprintf("shili-bsd-%d", grade), "数学" + gradeNames[grade] + "下册", way("数学", grade, "北师大版", "下册"), true, nil})
	}
	for grade := 3; grade <= 6; grade++ {
		add(book{fmt.Sprintf("shili-calligraphy-%d", grade), "书法练习指导" + gradeNames[grade] + "上册", []string{"小学", gradeNames[grade], "语文·书法练习指导", "示例美术版", "上册"}, grade == 3, nil})
	}
	add(book{"shili-dance", "舞蹈七年级上册", []string{"初中", "七年级", "艺术·舞蹈/影视/戏剧", "示例艺术版", "上册"}, true, nil})
	add(book{"shili-old", "数学七年级上册（旧版）", []string{"初中", "七年级", "数学", "人教版", "上册", "旧版"}, false, nil})
	return out
}

// TagOf is the id of the tag with a name.
func TagOf(name string) string {
	if x := ids[name]; x != "" {
		return x
	}
	return fmt.Sprintf("shili-%x", []rune(name))
}

func tags(b book) []object {
	out := []object{}
	for i, name := range b.way {
		out = append(out, object{"tag_dimension_id": levels[i].dimension, "tag_id": TagOf(name), "tag_name": name, "order_num": i})
	}
	return out
}

// tree is the menu of the listed books from a depth on; all share the way above it.
func tree(all []book, depth int) []object {
	kids := []object{}
	var order []string
	under := map[string][]book{}
	for _, b := range all {
		if !b.listed || len(b.way) <= depth {
			continue
		}
		name := b.way[depth]
		if under[name] == nil {
			order = append(order, name)
		}
		under[name] = append(under[name], b)
	}
	slices.SortStableFunc(order, func(a, b string) int { return slices.Index(gradeNames, a) - slices.Index(gradeNames, b) })
	if depth == 0 {
		slices.SortStableFunc(order, func(a, b string) int { return rank(a) - rank(b) })
	}
	for _, name := range order {
		node := object{"tag_id": TagOf(name), "tag_name": name, "tag_dimension_id": levels[depth].dimension, "hierarchies": nil}
		if more := tree(under[name], depth+1); more != nil {
			node["hierarchies"] = more
		}
		kids = append(kids, node)
	}
	if len(kids) == 0 {
		return nil
	}
	return []object{{"hierarchy_name": levels[depth].name, "children": kids, "ext": object{"tag_dimension_id": levels[depth].dimension, "hidden_tags": []string{}}}}
}

func rank(stage string) int { return slices.Index([]string{"小学", "初中"}, stage) }

// contents are the chapter tree and the lessons of a book: one invented lesson for each line without lines below it.
func contents(put func(smartedu.Path, any), b book, at time.Time) {
	var chapters []any
	lessons := []object{}
	stack := []*object{}
	for i, n := range b.nodes {
		depth := min(n.Depth, len(stack))
		path := b.id
		if depth > 0 {
			path = (*stack[depth-1])["node_path"].(string)
		}
		node := object{"id": fmt.Sprintf("%s-%d", b.id, i), "title": n.Title, "node_path": fmt.Sprintf("%s/%d", path, i), "tree_id": b.id, "child_nodes": []any{}}
		if depth == 0 {
			chapters = append(chapters, node)
		} else {
			up := *stack[depth-1]
			up["child_nodes"] = append(up["child_nodes"].([]any), node)
		}
		stack = append(stack[:depth], &node)
		if i+1 < len(b.nodes) && b.nodes[i+1].Depth > n.Depth {
			continue
		}
		for k, kind := range []string{"国家课（示例）", "精品课（示例）"} {
			if k == 1 && i%3 != 0 {
				continue
			}
			lessons = append(lessons, object{"id": fmt.Sprintf("%s-%d-%d", b.id, i, k), "title": n.Title, "resource_type_code": "shili", "resource_type_code_name": kind,
				"teachmeterial_ids": []string{b.id}, "chapter_paths": []string{node["node_path"].(string)}, "update_time": at.Format("2006-01-02T15:04:05.000-0700")})
		}
	}
	put(smartedu.ChapterTree(b.id), chapters)
	part := fmt.Sprintf("/zxx/ndrs/national_lesson/teachingmaterials/%s/resources/part_100.json", b.id)
	put(smartedu.LessonParts(b.id), []string{part})
	put(smartedu.Path(part), lessons)
}
