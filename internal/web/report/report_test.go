package report

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/pdf"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

func has(t testing.TB, where, page string, want ...string) {
	t.Helper()
	for _, x := range want {
		if !strings.Contains(page, x) {
			t.Errorf("%s does not say %q", where, x)
		}
	}
}

func (s *site) class(k int) string {
	return "/teacher/exams/" + s.exam.String() + "/" + s.classes[k].String()
}

func (s *site) unit(u org.UnitID) string {
	return "/bureau/exams/" + s.exam.String() + "/" + u.String()
}

// look is a page with who opens it.
type look struct{ who, path string }

// named are all pages that may name pupils of the own class, pooled are those above it.
func (s *site) looks() (named, pooled []look) {
	for _, tab := range []string{"", "items", "points", "added", "model", "lines", "pupils"} {
		for _, subject := range append([]string{""}, s.subject...) {
			named = append(named, look{"", s.class(0) + "?subject=" + subject + "&tab=" + tab})
			pooled = append(pooled, look{"leader", s.unit(s.SchoolB) + "?subject=" + subject + "&tab=" + tab}, look{"researcher", s.unit(s.DistrictB) + "?subject=" + subject + "&tab=" + tab},
				look{"bureau", s.unit(s.Region) + "?subject=" + subject + "&tab=" + tab})
		}
	}
	for _, subject := range s.subject {
		named = append(named, look{"", s.class(0) + "/sheet?subject=" + subject}, look{"", s.class(0) + "/items/3?subject=" + subject})
		pooled = append(pooled, look{"leader", s.unit(s.SchoolB) + "?tab=parts&subject=" + subject}, look{"bureau", s.unit(s.Region) + "?tab=parts&subject=" + subject}, look{"bureau", s.unit(s.Region) + "/items/3?subject=" + subject},
			look{"bureau", s.unit(s.small) + "?subject=" + subject}, look{"", s.class(0) + "/board?subject=" + subject}, look{"", s.class(0) + "/board?answer=1&item=2&subject=" + subject})
	}
	pooled = append(pooled, look{"leader", s.unit(s.SchoolB) + "?subject=maths&cut=teaching&part=Set+1"})
	return named, pooled
}

// allowed are sentences that speak of ranks to say that there are none, or how shares are cut.
var allowed = regexp.MustCompile(`不排名|也不能排名|不能用来排名|不能用来排名或评价学校|也不能用来排名|全体考生的?名次`)

var rank = regexp.MustCompile(`排名|名次|排行|第\s*\d+\s*名|[Rr]ank(ed|ing)?\b`)

// TestNoRankAndNoNames opens every page of every kind of document: class, school, district, region, teaching class, a school of six
// pupils, a subject without a two-way table, the total, the projection.
func TestNoRankAndNoNames(t *testing.T) {
	s := newSite(t)
	named, pooled := s.looks()
	for _, l := range append(slices.Clone(named), pooled...) {
		code, page := s.get(t, l.who, l.path)
		if code != 200 {
			t.Errorf("%s: %d", l.path, code)
			continue
		}
		if m := rank.FindString(allowed.ReplaceAllString(page, "")); m != "" {
			t.Errorf("%s speaks of %q", l.path, m)
		}
	}
	for _, l := range pooled {
		_, page := s.get(t, l.who, l.path)
		for _, name := range append(slices.Clone(s.names), "HYPERLINK") {
			if strings.Contains(page, name) {
				t.Errorf("%s as %s names %s", l.path, l.who, name)
			}
		}
	}
	_, page := s.get(t, "", s.class(0)+"?tab=pupils&subject=maths")
	has(t, "the class", page, s.names[0], s.names[37])
}

// TestBoardShowsNoMark: the projection has neither a mark nor a count.
func TestBoardShowsNoMark(t *testing.T) {
	s := newSite(t)
	doc := s.joined(s.docs[rep.Key{Kind: rep.KindClass, Node: id.As[any](s.classes[0]), Subject: "maths"}])
	for i := range doc.Sheet.Worst {
		for _, answer := range []string{"", "&answer=1"} {
			_, page := s.get(t, "", fmt.Sprintf("%s/board?subject=maths&item=%d%s", s.class(0), i+1, answer))
			main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
			if m := regexp.MustCompile(`\d+(\.\d+)?\s*(%|分|人)`).FindString(main); m != "" {
				t.Errorf("item %d of the board says %q", i+1, m)
			}
			if answer == "" && strings.Contains(main, "答案：") {
				t.Errorf("item %d of the board shows the key before it is asked for", i+1)
			}
		}
	}
}

// TestWall: on a classroom's board every address of a class leads to the projection.
func TestWall(t *testing.T) {
	s := newSite(t)
	_, page := s.get(t, "", "/teacher/exams", "wall", "1")
	has(t, "the list on a board", page, s.class(0)+"/board?subject=maths", "没有姓名和分数")
	if strings.Contains(page, "/sheet") || strings.Contains(page, `href="`+s.class(0)+`"`) {
		t.Error("the list on a board leads to names and marks")
	}
	for _, rest := range []string{"?subject=maths", "?tab=pupils", "/sheet?subject=maths", "/items/3?subject=maths", "/report.pdf?subject=maths", "/tables.xlsx?subject=maths", "/board?subject=maths", "/board"} {
		code, page := s.get(t, "", s.class(0)+rest, "wall", "1")
		if want := map[bool]int{true: 200, false: 303}[strings.HasPrefix(rest, "/board")]; code != want {
			t.Errorf("%s on a board: %d, want %d", rest, code, want)
		}
		for _, name := range s.names {
			if strings.Contains(page, name) {
				t.Fatalf("%s on a board names %s", rest, name)
			}
		}
	}
}

// TestFigures: every figure says n, unit, interval, formula, and one sentence, and has a table; parts stand in order of names.
func TestFigures(t *testing.T) {
	s := newSite(t)
	ctx := context.Background()
	seen := map[ui.ChartKind]int{}
	for key, doc := range s.docs {
		v := &view{Document: s.joined(doc), title: "here", least: 10, places: map[id.Any]string{}}
		for _, x := range v.tabs(ctx) {
			for _, sec := range x.sections {
				for _, f := range sec.figures {
					seen[f.Kind]++
					if f.N == 0 || f.NUnit == "" || f.Interval == "" || f.Formula == "" || f.Sentence == "" || f.ID == "" || f.Title == "" {
						t.Errorf("%v: figure %q lacks n, unit, interval, formula or sentence", key, f.ID)
					}
				}
				if len(sec.figures) > 0 && (sec.grid == nil || len(sec.grid.rows) == 0) {
					t.Errorf("%v: section %s has a figure and no table", key, sec.id)
				}
				for _, r := range sec.gridRows() {
					if len(r) != len(sec.grid.cols) {
						t.Errorf("%v: table %s has %d columns and a row of %d", key, sec.grid.key, len(sec.grid.cols), len(r))
					}
				}
			}
		}
	}
	for _, k := range []ui.ChartKind{ui.Bars, ui.BarsLying, ui.Lines, ui.Points, ui.Heat, ui.Boxes, ui.Forest, ui.Wright} {
		if seen[k] == 0 {
			t.Errorf("no report draws a figure of kind %s", k)
		}
	}
}

func (s section) gridRows() [][]cell {
	if s.grid == nil {
		return nil
	}
	return s.grid.rows
}

// TestOrderOfNames: schools stand in order of names whatever their marks.
func TestOrderOfNames(t *testing.T) {
	s := newSite(t)
	_, page := s.get(t, "bureau", s.unit(s.Region)+"?tab=parts&subject=maths")
	table := page[strings.Index(page, `id="t-schools"`):]
	table = table[:strings.Index(table, "</table>")]
	last := -1
	for i := 2; i <= 12; i++ {
		at := strings.Index(table, fmt.Sprintf("School %d<", i))
		if at <= last {
			t.Fatalf("School %d does not stand after its neighbour", i)
		}
		last = at
	}
	has(t, "the region", page, "按名称排列，不按分数排", "人数少于 10，不单列")
	if compareNames("九年级(2)班", "九年级(10)班") >= 0 || compareNames("a", "b") >= 0 || compareNames("a1", "a1") != 0 || compareNames("a01", "a1") != 0 {
		t.Error("names with numbers are out of order")
	}
}

// TestWhoMayOpen: who has no right at a place gets what somebody gets who asks for a place that does not exist; only a
// class for which a single approval may be asked says so.
func TestWhoMayOpen(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		who, path string
		want      int
	}{
		{"", s.class(2), 403}, {"c", s.class(0), 404}, {"pupil", s.class(0), 403}, {"bureau", s.class(0), 403}, {"c", s.class(0) + "/report.pdf", 404}, {"c", s.class(0) + "/tables.xlsx", 404},
		{"", s.unit(s.SchoolB), 403}, {"leader", s.unit(s.Region), 404}, {"leader", s.unit(s.DistrictB), 404}, {"researcher", s.unit(s.Region), 404},
		{"", "/teacher/exams/x/y", 404}, {"", s.class(0) + "?subject=nothing", 404}, {"", s.class(0) + "/items/99?subject=maths", 404}, {"", s.class(0) + "/items/x?subject=maths", 404},
		{"", s.class(0) + "/sheet", 200}, {"", s.class(0) + "/tables.xlsx?table=nothing", 404}, {"bureau", s.unit(s.small) + "/report.pdf?subject=maths", 404},
		{"pupil", "/learn/exams/" + s.exam.String(), 200}, {"", "/learn/exams", 403}, {"pupil", "/family/" + s.PupilsB[1].Person.String() + "/exams", 403},
	} {
		if code, page := s.get(t, c.who, c.path); code != c.want {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, code, c.want)
		} else if code != 200 && strings.Contains(page, s.names[0]) {
			t.Errorf("%s as %q was refused and names a pupil", c.path, c.who)
		}
	}
}

// TestLists: own classes for a teacher, own places above, nothing for who has no class in it.
func TestLists(t *testing.T) {
	s := newSite(t)
	code, page := s.get(t, "", "/teacher/exams")
	has(t, "the list", page, "Mock one", s.class(0), s.class(1), "/sheet?subject=maths", "2026-11-23")
	if code != 200 || strings.Contains(page, s.class(2)) {
		t.Errorf("the list: %d, or a class of somebody else", code)
	}
	if code, page = s.get(t, "c", "/teacher/exams"); code != 200 || !strings.Contains(page, "还没有可以看的考试") {
		t.Errorf("the empty list: %d", code)
	}
	s.others = true
	_, page = s.get(t, "", "/teacher/exams")
	has(t, "the list behind exams of other grades", page, s.class(0))
	_, page = s.get(t, "pupil", "/learn/exams")
	has(t, "the pupil's list behind exams of other grades", page, s.exam.String())
	s.others = false
	_, page = s.get(t, "leader", "/bureau/exams")
	has(t, "the school's list", page, s.unit(s.SchoolB))
	_, page = s.get(t, "bureau", "/bureau/exams")
	has(t, "the region's list", page, s.unit(s.Region))
	_, page = s.get(t, "pupil", "/learn/exams")
	has(t, "the pupil's list", page, "Mock one", "/learn/exams/"+s.exam.String())
}

// TestOwnResult: levels where the stage shows levels, what to go over next, and nothing that depends on others.
func TestOwnResult(t *testing.T) {
	s := newSite(t)
	_, page := s.get(t, "pupil", "/learn/exams/"+s.exam.String())
	has(t, "the own result", page, "等第 B", "先重新学一学：Topic 3", "再练一练：Topic 2", "先订正第 2 题", "缺考")
	main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
	if m := regexp.MustCompile(`\d+(\.\d+)?\s*分|平均|%|\d+\s*人`).FindString(main); m != "" {
		t.Errorf("a result in levels says %q", m)
	}
	s.own.Shows, s.own.Subjects[0].Mark, s.own.Subjects[0].Full = "mark", 88.5, 120
	_, page = s.get(t, "pupil", "/learn/exams/"+s.exam.String())
	has(t, "a result in marks", page, "88.5 分（满分 120）")
}

// TestStart: only an exam of the register starts value added, and only who answers for the whole exam chooses it.
func TestStart(t *testing.T) {
	s := newSite(t)
	path := s.unit(s.Region) + "/baseline"
	code, page := s.get(t, "bureau", path)
	if code != 200 {
		t.Fatal(code)
	}
	has(t, "the page of the start", page, "Final of grade eight", "现在的起点：Final of grade eight", s.earlier.ID.String())
	if strings.Contains(page, `value="`+s.exam.String()) {
		t.Error("an exam is offered as its own start")
	}
	if code := s.post(t, "bureau", path, "base="+s.earlier.ID.String()); code != 303 || s.base != s.earlier.ID {
		t.Errorf("%d, the start is %v", code, s.base)
	}
	if code := s.post(t, "bureau", path, "base="+s.exam.String()); code != 422 {
		t.Errorf("an exam as its own start: %d", code)
	}
	if code := s.post(t, "bureau", path, "base=x"); code != 422 {
		t.Errorf("a broken id: %d", code)
	}
	if code := s.post(t, "bureau", path, "base="); code != 303 || !s.base.IsZero() {
		t.Errorf("no start: %d", code)
	}
	for _, l := range []look{{"leader", path}, {"", path}, {"leader", s.unit(s.SchoolB) + "/baseline"}} {
		if code := s.post(t, l.who, l.path, "base="+s.earlier.ID.String()); code != 403 && code != 404 {
			t.Errorf("%s sets the start of the region at %s: %d", l.who, l.path, code)
		}
	}
	_, page = s.get(t, "bureau", s.unit(s.Region)+"?tab=added")
	has(t, "the region", page, "/baseline")
	_, page = s.get(t, "leader", s.unit(s.SchoolB)+"?tab=added")
	if strings.Contains(page, "/baseline") {
		t.Error("a school chooses the start of the region's exam")
	}
}

// TestTeachingClass: the same pages for a teaching class, with its own links.
func TestTeachingClass(t *testing.T) {
	s := newSite(t)
	_, page := s.get(t, "", s.class(0)+"?tab=pupils&subject=maths")
	cut := "cut=teaching&amp;part=Set+1&amp;subject=maths"
	has(t, "the class", page, cut)
	for _, rest := range []string{"", "/sheet", "/board", "/items/3", "/tables.xlsx", "/report.pdf"} {
		if code, _ := s.get(t, "", s.class(0)+rest+"?cut=teaching&part=Set+1&subject=maths"); code != 200 {
			t.Errorf("%q: %d", rest, code)
		}
	}
	_, page = s.get(t, "", s.class(0)+"/sheet?cut=teaching&part=Set+1&subject=maths")
	has(t, "the sheet", page, s.class(0)+"/board?"+cut)
	_, page = s.get(t, "", s.class(0)+"/board?cut=teaching&part=Set+1&subject=maths")
	has(t, "the board", page, "cut=teaching&amp;item=2&amp;part=Set+1")
	if code, _ := s.get(t, "c", s.class(0)+"?cut=teaching&part=Set+1&subject=maths"); code != 404 {
		t.Errorf("another school's teacher: %d", code)
	}
}

// TestSheet: the worst items, wrong answers with who gave them, groups, and the rows behind.
func TestSheet(t *testing.T) {
	s := newSite(t)
	code, page := s.get(t, "", s.class(0)+"/sheet?subject=maths")
	if code != 200 {
		t.Fatal(code)
	}
	has(t, "the sheet", page, "明天怎么讲", "先核对第 10 题的答案", "“C” 18 人", "没有得分", "谁需要什么", "没有成绩", "答案：B", s.class(0)+"/board", "不外传")
	_, page = s.get(t, "", s.class(0)+"/items/10?subject=maths")
	has(t, "the item", page, "本班每个学生的作答", s.names[0], s.names[36], "请核对", "f-item-curve")
	_, page = s.get(t, "", s.class(0)+"/sheet")
	has(t, "a sheet of the total", page, "做不出讲评单", "/sheet?subject=maths")
	_, page = s.get(t, "", s.class(0)+"?subject=physics&tab=items")
	has(t, "a subject without a two-way table", page, "还没有双向细目表")
	_, page = s.get(t, "", s.class(0)+"?subject=maths&tab=items")
	has(t, "the heat map", page, "九年级(1)班", "九年级(2)班", "&#34;signed&#34;:true")
	if strings.Contains(page, "九年级(3)班") {
		t.Error("the heat map shows a class of somebody else")
	}
}

// TestEnglish: on English pages nothing but data is Chinese.
func TestEnglish(t *testing.T) {
	s := newSite(t)
	data := strings.NewReplacer("城中学", "", "乡中学", "", "外中学", "", "测试市", "", "城区", "", "乡区", "", "第一教育集团", "", "天津智慧教育", "", "中文", "", "语言", "")
	han := regexp.MustCompile(`[^<>"]{0,24}\p{Han}[^<>"]{0,24}`)
	named, pooled := s.looks()
	all := append(append(named, pooled...), look{"", "/teacher/exams"}, look{"bureau", "/bureau/exams"}, look{"pupil", "/learn/exams"}, look{"pupil", "/learn/exams/" + s.exam.String()})
	found := map[string]bool{}
	for _, l := range all {
		_, page := s.get(t, l.who, l.path, "tx_lang", "en")
		page = data.Replace(page)
		for _, n := range s.names {
			page = strings.ReplaceAll(page, n, "")
		}
		page = regexp.MustCompile(`[一二三四五六七八九]年级\(\d+\)班|普高线（按上线比例）|[九]年级`).ReplaceAllString(page, "")
		for _, m := range han.FindAllString(page, -1) {
			if !found[m] {
				found[m] = true
				t.Errorf("%s: %q", l.path, m)
			}
		}
	}
}

// TestRareParts: grade scores, sampled monitoring, difficulty the other way round, cuts that are withheld, lines that are hidden.
func TestRareParts(t *testing.T) {
	ctx := context.Background()
	n := rep.Num(math.NaN())
	doc := rep.Document{Key: rep.Key{Kind: rep.KindSchool, Subject: "maths"}, Head: rep.Head{N: 40, Full: 100, Hard: true, Small: true, Excluded: 2}, Summary: &rep.Summary{N: 40, Mean: 50, SD: 10, SE: 1.6, CV: 0.2, Rate: 0.5, Pass: rep.Share{V: 0.95, Bound: 1}},
		Scores:  &rep.Scores{Name: "天津", Source: "办法", Ties: "nearest", Mock: true, Mean: 71, Levels: []rep.ScoreLevel{{Name: "A1", N: 12, From: 90, To: n, Low: 100, High: 100}, {Name: "B1", N: -1, From: 70, To: 89.5, Low: 80, High: 85}}},
		Sampled: &rep.Sampled{Percent: 10, N: 400, Clusters: 40, Value: 61, SE: 1, Low: 59, High: 63, Design: 2.5, Eff: 160},
		Bands:   []rep.Band{{From: 0, To: 50, N: 12}, {From: 50, To: 100, N: -1}}, Levels: []rep.LevelCount{{Name: "A", N: 0, Share: rep.Share{V: 0.05, Bound: -1}}, {Name: "B", N: -1, Share: rep.Share{V: n}}},
		Withheld: []string{"teaching", "electives"},
		Lines:    []rep.Line{{Name: "本科线", Share: 70, Total: 300, Over: -1, Subject: []rep.DoubleLine{{Subject: "maths", Line: 60, Both: -1, OnlyTotal: 3, OnlySubject: 2, Hit: n, Contribution: n}}}},
		Ends:     &rep.Ends{Percent: 10, Top: 90, Bottom: 30, TopN: -1, BottomN: 4, TopPart: n, BottomPart: 1},
		Balance:  &rep.Balance{Of: rep.KindClass, Units: 4, N: 40, CV: 0.1, CVLow: 0.05, CVHigh: 0.2, ICC: 0.1, ICCLow: 0, ICCHigh: 0.3},
		Items:    []rep.Item{{N: 40, P: 0.3, D: 0.3, Rest: 0.2, Ref: n, InSE: n}, {N: -1, P: n, D: n, Rest: n, Ref: n, InSE: n}},
		Paper:    &rep.Paper{Items: []rep.PaperItem{{Name: "1", Mark: 5, Planned: 0.6}, {Name: "2", Mark: 5, Planned: n}}}}
	v := &view{Document: doc, title: "here", least: 10, places: map[id.Any]string{}}
	var all strings.Builder
	for _, x := range v.tabs(ctx) {
		for _, s := range x.sections {
			fmt.Fprintln(&all, s.title, s.lines)
			for _, r := range s.gridRows() {
				for _, c := range r {
					fmt.Fprint(&all, c, " ")
				}
			}
			if s.grid != nil {
				fmt.Fprintln(&all, s.grid.note)
			}
			for _, f := range s.figures {
				fmt.Fprintln(&all, f.Title, f.XLabel, f.Formula, f.Sentence)
			}
		}
	}
	has(t, "the report", all.String(), "只作校内或区内模拟", "归到比例最接近的等级", "≥ 90.0", "＊", "人数少于 10", "59.00 – 63.00", "设计效应", "按教学班的表没有显示", "按选科组合的表没有显示", "班际均衡", "人数少，只作参考", "≥95%", "难度 1−P（越大越难）", "0.70", "斜线以上的题比计划难")
	if c := v.bands(ctx).figures[0]; !math.IsNaN(c.Series[0].Values[1]) {
		t.Error("a hidden band is drawn")
	}
	if c := v.levels(ctx).figures[0]; !math.IsNaN(c.Series[0].Values[0]) || !math.IsNaN(c.Series[0].Values[1]) {
		t.Error("a coded or hidden level is drawn")
	}
	if b, err := v.print(ctx, &pdf.Fonts{}); err != nil || len(b) == 0 {
		t.Errorf("no PDF: %v", err)
	}
}

func TestBlocks(t *testing.T) {
	for n := range 120 {
		last := 0
		for _, b := range blocks(n, 25) {
			if b[0] != last || b[1]-b[0] > 25 || b[1] <= b[0] {
				t.Fatalf("%d: %v", n, blocks(n, 25))
			}
			last = b[1]
		}
		if last != n {
			t.Fatalf("%d: %v", n, blocks(n, 25))
		}
	}
}

// BenchmarkPages renders the heaviest tabs, the PDF and the workbook of a region of 300 schools, without the network and the store of
// documents.
func BenchmarkPages(b *testing.B) {
	s := newSiteOf(b, newSampleOf(b, 300))
	for _, x := range []struct {
		name string
		look
	}{{"region-parts", look{"bureau", s.unit(s.Region) + "?tab=parts&subject=maths"}}, {"region", look{"bureau", s.unit(s.Region) + "?subject=maths"}}, {"district-parts", look{"researcher", s.unit(s.DistrictB) + "?tab=parts&subject=maths"}},
		{"class-items", look{"", s.class(0) + "?tab=items&subject=maths"}}, {"sheet", look{"", s.class(0) + "/sheet?subject=maths"}}, {"class-pdf", look{"", s.class(0) + "/report.pdf?subject=maths"}},
		{"region-pdf", look{"bureau", s.unit(s.Region) + "/report.pdf?subject=maths"}}, {"region-xlsx", look{"bureau", s.unit(s.Region) + "/tables.xlsx?subject=maths"}}} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if code, page := s.get(b, x.who, x.path); code != 200 {
					b.Fatal(code, page)
				}
			}
		})
	}
}
