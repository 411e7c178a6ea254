package smartedu

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// houseVocabulary is what a region makes of its preset: names of its code lists, no ids of the platform.
func houseVocabulary() Vocabulary {
	return Vocabulary{
		Stage: Codes{"小学": {"primary"}, "初中": {"junior"}, "普通高中": {"senior"}},
		Grade: Codes{"一年级": {"1"}, "二年级": {"2"}, "三年级": {"3"}, "四年级": {"4"}, "五年级": {"5"}, "六年级": {"6"}, "七年级": {"7"}, "八年级": {"8"},
			"九年级": {"9"}, "高一": {"10"}, "高二": {"11"}, "高三": {"12"}},
		Subject: Codes{"语文": {"chinese"}, "数学": {"maths"}, "英语": {"english"}, "道德与法治": {"morality"}, "思想政治": {"politics"}, "历史": {"history"},
			"地理": {"geography"}, "物理": {"physics"}, "化学": {"chemistry"}, "生物学": {"biology"}, "科学": {"science"}, "信息科技": {"it"},
			"信息技术": {"ict"}, "通用技术": {"gt"}, "体育与健康": {"pe"}, "音乐": {"music"}, "美术": {"art"}, "劳动": {"labour"}},
		Edition: Codes{"人教版": {"pep"}},
		Series:  Codes{"新教材": {"new"}, "旧教材": {"old"}},
	}
}

func codes(finds []Finding) []Code {
	var out []Code
	for _, f := range finds {
		out = append(out, f.Code)
	}
	return out
}

func list(t *testing.T, src string) ([]Resource, []Finding, error) {
	t.Helper()
	var out []Resource
	finds, err := ReadList(strings.NewReader(src), "part_100.json", func(i Item) error {
		out = append(out, i.Resource)
		return nil
	})
	return out, finds, err
}

func TestVersionForms(t *testing.T) {
	const a, b = "/zxx/ndrs/x/part_100.json", "/zxx/ndrs/x/part_101.json"
	for _, c := range []struct {
		name, src string
		want      Version
		finds     []Code
		bad       string
	}{
		{"array", `{"module":"m","module_version":697162552,"urls":["https://s-file-1.ykt.cbern.com.cn` + a + `","https://s-file-3.ykt.cbern.com.cn` + b + `"]}`, Version{"m", "697162552", []Path{a, b}}, nil, ""},
		{"comma", `{"module":"m","module_version":"697162552","urls":"https://s-file-2.ykt.cbern.com.cn` + a + `, https://s-file-1.ykt.cbern.com.cn` + b + `,","more":{}}`, Version{"m", "697162552", []Path{a, b}}, nil, ""},
		{"the same on two hosts", `{"module_version":1,"urls":["https://s-file-1.ykt.cbern.com.cn` + a + `","https://s-file-2.ykt.cbern.com.cn` + a + `?v=2"]}`, Version{"", "1", []Path{a}}, nil, ""},
		{"larger than any integer", `{"module_version":98765432109876543210987,"urls":"` + a + `"}`, Version{"", "98765432109876543210987", []Path{a}}, nil, ""},
		{"foreign", `{"module_version":1,"urls":["http://127.0.0.1/a.json","https://s-file-1.ykt.cbern.com.cn.evil.example/a.json","https://u@s-file-1.ykt.cbern.com.cn/a.json","https://s-file-1.ykt.cbern.com.cn:81/a.json","https://s-file-1.ykt.cbern.com.cn/a/../b.json","` + a + `"]}`, Version{"", "1", []Path{a}}, []Code{CodeForeign, CodeForeign, CodeForeign, CodeForeign, CodeForeign}, ""},
		{"no number", `{"urls":"` + a + `"}`, Version{}, nil, "module_version"},
		{"no address", `{"module_version":1}`, Version{}, nil, "urls"},
		{"a page", `<!DOCTYPE html>`, Version{}, nil, "a page"},
		{"cut off", `{"module_version":1,"urls":["` + a, Version{}, nil, "too early"},
		{"two", `{"module_version":1,"urls":"` + a + `"}{}`, Version{}, nil, "more follows"},
	} {
		v, finds, err := ReadVersion(strings.NewReader(c.src), "data_version.json")
		if c.bad != "" {
			if err == nil || !strings.Contains(err.Error(), c.bad) || !strings.Contains(err.Error(), "data_version.json") {
				t.Errorf("%s: error %v, want %q", c.name, err, c.bad)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(v, c.want) || !slices.Equal(codes(finds), c.finds) {
			t.Errorf("%s: %+v %v %v", c.name, v, finds, err)
		}
	}
}

func TestPlan(t *testing.T) {
	old := Version{"m", "697162552", []Path{"/a.json", "/b.json"}}
	for _, c := range []struct {
		name string
		now  Version
		want []Path
	}{
		{"unchanged", old, nil},
		{"a smaller number is a change too", Version{"m", "5", []Path{"/a.json", "/b.json"}}, []Path{"/a.json", "/b.json"}},
		{"other parts", Version{"m", "5", []Path{"/c.json"}}, []Path{"/c.json"}},
		{"a part more under the old number", Version{"m", "697162552", []Path{"/a.json", "/b.json", "/c.json"}}, []Path{"/c.json"}},
		{"another module", Version{"n", "697162552", []Path{"/a.json"}}, []Path{"/a.json"}},
	} {
		if got := Plan(old, c.now); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := Plan(Version{}, old); len(got) != 2 {
		t.Errorf("first harvest: %v", got)
	}
}

func TestOrder(t *testing.T) {
	first := map[string]int{}
	for i := range 300 {
		p := Path(fmt.Sprintf("/zxx/ndrs/x/part_%d.json", i))
		a, b := Order(p, Hosts(), 0), Order(p, Hosts(), 1)
		first[a[0]]++
		if len(a) != 3 || a[0] == a[1] || a[1] == a[2] || a[0] == a[2] || !slices.Equal(b, []string{a[1], a[2], a[0]}) {
			t.Fatalf("%v, then %v", a, b)
		}
		if !strings.HasSuffix(a[0], string(p)) || !slices.Equal(a, Order(p, Hosts(), 3)) {
			t.Fatal(a)
		}
		first[strings.TrimSuffix(a[0], string(p))]++
	}
	for _, h := range Hosts() {
		if first[h] < 50 {
			t.Errorf("%s is first for %d of 300 documents", h, first[h])
		}
	}
	if got := Order("/a.json", []string{"http://127.0.0.1:9/"}, 7); !slices.Equal(got, []string{"http://127.0.0.1:9/a.json"}) {
		t.Error(got)
	}
	if Order("/a.json", nil, 0) != nil {
		t.Error("no origin, but an address")
	}
}

// TestTolerance reads the oddities that modules have and those that nobody has seen yet; each record stays.
func TestTolerance(t *testing.T) {
	got, finds, err := list(t, "\xef\xbb\xbf"+`[
	{"id":7,"title":null,"global_title":{"en":"Numbers","zh-CN":"数"},"tag_list":[{"tag_id":"b","tag_name":"乙","order_num":"2"},{"tag_id":"a","tag_name":"甲","order_num":1.0}],
	 "update_time":"2024-03-15T14:22:07.930+0800","unknown":{"deep":[1,{"x":null}]},"chapter_paths":"p/q","teachmeterial_ids":["t"],"ti_items":null,
	 "custom_properties":{"alias_name":"课件","providers":"某社"}},
	{"id":"B","title":"b","title":"c","update_time":"gestern","tag_list":{},"ti_items":[{"ti_size":"12x","ti_md5":"short","ti_format":"folder","lc_ti_format":"video/m3u8",
	 "ti_storages":["https://r1-ndr-private.ykt.cbern.com.cn/a.m3u8"],"custom_properties":{"requirements":[{"name":"Height","value":["480"]},{"name":"total_size","value":"99"}]}}]},
	null, "text", [],
	{"title":"ohne"}
	]`)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d records, findings %v, error %v", len(got), finds, err)
	}
	a, b := got[0], got[1]
	if a.ID != "7" || a.Title != "数" || a.Tags[0] != (Tag{ID: "a", Name: "甲", Order: 1}) || a.Tags[1].Order != 2 || !slices.Equal(a.ChapterPaths, []string{"p/q"}) ||
		a.Alias != "课件" || !slices.Equal(a.Providers, []string{"某社"}) || !a.Updated.Equal(time.Date(2024, 3, 15, 6, 22, 7, 930e6, time.UTC)) {
		t.Errorf("%+v", a)
	}
	if b.Title != "c" || !b.Updated.IsZero() || len(b.Files) != 1 || b.Files[0] != (File{Format: "video/m3u8", Size: 99, Height: 480, Protected: true}) {
		t.Errorf("%+v", b)
	}
	if want := []Code{CodeTime, CodeKind, CodeNumber, CodeKind, CodeKind, CodeKind, CodeNoID}; !slices.Equal(codes(finds), want) {
		t.Errorf("findings %v, want %v", finds, want)
	}
	if s := finds[0].String(); !strings.Contains(s, "part_100.json /1/update_time") || !strings.Contains(s, "gestern") {
		t.Errorf("finding %q does not say where", s)
	}
}

// TestBroken: what was whole is read, and the error says that the list is not.
func TestBroken(t *testing.T) {
	for name, src := range map[string]string{
		"cut in a record": `[{"id":"a"},{"id":"b","tag_l`, "cut between": `[{"id":"a"},`, "cut behind": `[{"id":"a"}`,
		"not JSON": `[{"id":"a"},{id:b}]`, "more behind": `[{"id":"a"}] [`,
	} {
		got, _, err := list(t, src)
		var e *Error
		if len(got) != 1 || got[0].ID != "a" || !errors.As(err, &e) || e.Document != "part_100.json" || e.Reason == "" {
			t.Errorf("%s: %d records, error %v", name, len(got), err)
		}
	}
	for name, src := range map[string]string{"empty": "", "page": "<html>", "object": `{"a":1}`, "number": "1"} {
		if _, _, err := list(t, src); err == nil {
			t.Errorf("%s was read as a list", name)
		}
	}
	_, _, err := list(t, `{"code":"CS/REQUIRE_SESSION","message":"need session"}`)
	var e *Error
	if !errors.As(err, &e) || e.Refused != "CS/REQUIRE_SESSION" {
		t.Errorf("refusal: %v", err)
	}
	if _, _, err = ReadDetail(strings.NewReader(`{"code":"CS/REQUIRE_SESSION"}`), "d"); !errors.As(err, &e) || e.Refused != "CS/REQUIRE_SESSION" {
		t.Errorf("refusal: %v", err)
	}
	if _, _, err := ReadDetail(strings.NewReader(`{}`), "d"); err == nil {
		t.Error("an empty object is a resource")
	}
	mine := errors.New("stop")
	if _, err := ReadList(strings.NewReader(`[{"id":"a"},{"id":"b"}]`), "d", func(Item) error { return mine }); err != mine {
		t.Errorf("the visitor's error became %v", err)
	}
	wire := errors.New("line dropped")
	if _, err := ReadList(io.MultiReader(strings.NewReader(`[{"id":"a"},`), iotest.ErrReader(wire)), "d", func(Item) error { return nil }); err == nil || !strings.Contains(err.Error(), wire.Error()) {
		t.Errorf("the reader's error became %v", err)
	}
}

func TestBounds(t *testing.T) {
	deep := strings.Repeat(`{"hierarchies":[{"children":[{"tag_id":"x","hierarchies":[`, 1)
	for range 30 {
		deep += `{"children":[{"tag_id":"x","hierarchies":[`
	}
	if _, _, err := ReadTree(strings.NewReader(deep), "d"); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("a deep tree: %v", err)
	}
	if _, _, err := ReadChapters(strings.NewReader(strings.Repeat(`[{"id":"x","child_nodes":`, 30)), "d"); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("deep chapters: %v", err)
	}
	nested := strings.Repeat(`{"id":"x","relations":{"r":[`, 6) + strings.Repeat(`]}}`, 6)
	if _, finds, err := ReadDetail(strings.NewReader(nested), "d"); err != nil || !slices.Equal(codes(finds), []Code{CodeDeep}) {
		t.Errorf("relations in relations: %v, %v", finds, err)
	}
	if _, err := ReadList(io.MultiReader(strings.NewReader("["), &spaces{}), "d", nil); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("an endless document: %v", err)
	}
	got, finds, err := list(t, `[{"id":"a","title":"`+strings.Repeat("数", maxText)+`"},{"id":"b","description":"`+strings.Repeat("x", MaxRecord)+`"}]`)
	if err != nil || len(got) != 1 || len(got[0].Title) > maxText || !strings.HasPrefix(got[0].Title, "数数") || !slices.Equal(codes(finds), []Code{CodeLong, CodeLong}) {
		t.Errorf("long: %d records, findings %v, error %v", len(got), codes(finds), err)
	}
	many := "[" + strings.Repeat(`null,`, MaxRecords) + "null]"
	if _, finds, err := list(t, many); err == nil || !strings.Contains(err.Error(), "200000 records") || len(finds) != maxFindings {
		t.Errorf("many records: %d findings, %v", len(finds), err)
	}
}

type spaces struct{}

func (*spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestDiff(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2024, 3, day, 0, 0, 0, 0, time.UTC) }
	old := []Record{{ID: "d", Updated: at(1)}, {ID: "a", Updated: at(1)}, {ID: "b", Updated: at(5)}, {ID: "e"}, {ID: "f"}, {ID: "c", Updated: at(1)}}
	now := []Record{{ID: "b", Updated: at(2)}, {ID: "a", Updated: at(1).In(beijing), Digest: [32]byte{1}}, {ID: "n", Updated: at(1)}, {ID: "e"}, {ID: "f", Digest: [32]byte{1}},
		{ID: "d", Updated: at(1)}, {ID: "d", Updated: at(2)}, {ID: ""}}
	got := Diff(old, now)
	want := Changes{Added: []string{"n"}, Changed: []string{"b", "d", "f"}, Removed: []string{"c"}, Same: 2}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if g := got.Gone(); g != 1.0/6 {
		t.Errorf("gone %v", g)
	}
	if c := Diff(old, old); len(c.Added)+len(c.Changed)+len(c.Removed) != 0 || c.Same != 6 {
		t.Errorf("against itself: %+v", c)
	}
	if c := Diff(nil, nil); c.Gone() != 0 {
		t.Error(c)
	}
}

const smallTree = `{"tag_path":"root","hierarchies":[{"hierarchy_name":"学段","ext":null,"children":[
 {"tag_id":"s","tag_name":"小学","tag_dimension_id":"zxxxd","hierarchies":[{"hierarchy_name":"学科","ext":{"hidden_tags":["m","gone"]},"children":[
  {"tag_id":"c","tag_name":"语文","tag_dimension_id":"zxxxk","hierarchies":null},
  {"tag_id":"m","tag_name":"数学","tag_dimension_id":"zxxxk","hierarchies":[{"hierarchy_name":"版本","children":[]}]},
  {"tag_name":"没有编号"}]}]}]}],"ext":null}`

func TestPlace(t *testing.T) {
	tree, finds, err := ReadTree(strings.NewReader(smallTree), "tree")
	if err != nil || !slices.Equal(codes(finds), []Code{CodeNoID}) || tree.Len() != 3 || tree.Path != "root" {
		t.Fatal(tree, finds, err)
	}
	tag := func(d, id string) Tag { return Tag{Dimension: d, ID: id} }
	p := tree.Place([]Resource{
		{ID: "1", Tags: []Tag{tag("zxxxk", "c"), tag("zxxnj", "off"), tag("zxxxd", "s")}},
		{ID: "2", Tags: []Tag{tag("zxxxd", "s")}},
		{ID: "3", Tags: []Tag{tag("zxxxd", "s"), tag("zxxxk", "m"), tag("zxxxk", "c")}},
		{ID: "4", TagPaths: []string{"root/s/m", "root/s/x", "/s/c/"}},
		{ID: "5", Tags: []Tag{tag("zxxxk", "c"), tag("zxxnj", "off"), tag("zxxbb", "rare")}},
		{ID: "6", TagPaths: []string{"root/s"}},
	})
	if len(p.Shelves) != 2 || p.Shelves[0].Key() != "s/c" || p.Shelves[0].Hidden || !p.Shelves[1].Hidden {
		t.Fatalf("shelves %+v", p.Shelves)
	}
	if !slices.Equal(p.Shelves[0].Books, []string{"1", "3", "4"}) || !slices.Equal(p.Shelves[1].Books, []string{"3", "4"}) || !slices.Equal(p.Unlisted, []string{"2", "5", "6"}) {
		t.Errorf("placed %+v", p)
	}
	if want := []TagUse{{tag("zxxbb", "rare"), 1}, {tag("zxxnj", "off"), 2}}; !reflect.DeepEqual(p.OffTree, want) {
		t.Errorf("off the tree %+v", p.OffTree)
	}
	if shelves, books := p.Placed(); shelves != 2 || books != 3 {
		t.Error(shelves, books)
	}
}

func TestHang(t *testing.T) {
	ch, finds, err := ReadChapters(strings.NewReader(`[{"id":"u1","title":"第一单元","node_path":"t/u1","tree_id":"t","child_nodes":[{"id":"k1","title":{"zh-CN":"1 春"},"node_path":"t/u1/k1","tree_id":"t","child_nodes":null}]},
	 {"id":"u2","title":"第二单元","node_path":"t/u2","tree_id":"t","update_time":"2024-03-15T14:22:07.930+0800"}]`), "tree")
	none(t, finds, err)
	if ch.Len() != 3 || ch.Tree != "t" || ch.Roots[1].Updated.IsZero() {
		t.Fatalf("%+v", ch)
	}
	chapters, loose := ch.Hang([]Resource{
		{ID: "l1", Type: TypeNationalLesson, ChapterPaths: []string{"t/u1/k1", "t/u2"}},
		{ID: "l2", Type: TypeEliteLesson, ChapterPaths: []string{"other"}, ChapterIDs: []string{"k1"}},
		{ID: "l3", Type: "something", ChapterPaths: []string{"t/u2"}},
		{ID: "l4", Type: TypeNationalLesson},
	})
	if len(chapters) != 3 || chapters[0].Depth != 0 || chapters[1].Depth != 1 || chapters[1].Chapter.Title != "1 春" || len(chapters[0].Lessons) != 0 || len(chapters[1].Lessons) != 2 {
		t.Fatalf("%+v", chapters)
	}
	if got, want := chapters[1].Lessons[0].Link, "https://basic.smartedu.cn/syncClassroom/classActivity?activityId=l1&chapterId=k1&teachingmaterialId=t"; got != want {
		t.Error(got)
	}
	if got, want := chapters[1].Lessons[1].Link, "https://basic.smartedu.cn/qualityCourse?courseId=l2&chapterId=k1&teachingmaterialId=t"; got != want {
		t.Error(got)
	}
	if len(chapters[2].Lessons) != 1 || chapters[2].Lessons[0].Link != "" {
		t.Errorf("a type without known page: %+v", chapters[2])
	}
	if len(loose) != 1 || loose[0].Lesson.ID != "l4" || loose[0].Link == "" {
		t.Errorf("loose %+v", loose)
	}
	book, marks, finds, err := ReadBookmarks(strings.NewReader(`{"ebook_id":"t","mappings":[{"node_id":"u1","page_number":"7"},{"node_id":"u2","page_number":null}]}`), "m")
	none(t, finds, err)
	if book != "t" || !slices.Equal(marks, []Bookmark{{"u1", 7}}) {
		t.Error(book, marks)
	}
}

func TestLinks(t *testing.T) {
	for typeCode := range pages {
		want := Target{Type: typeCode, ID: "65aed1aa-5414-11eb-96b8-fa20200c3759"}
		got, ok := ParseLink(Link(want))
		if typeCode == TypePlan || typeCode == TypeCourseware {
			want.Type = TypePrepareLesson
		}
		if !ok || got != want {
			t.Errorf("%s: %+v %v", Link(want), got, ok)
		}
	}
	if got := Link(Target{Type: TypeTextbook, ID: "b1"}); got != "https://basic.smartedu.cn/tchMaterial/detail?contentType=assets_document&contentId=b1" {
		t.Error(got)
	}
	for _, bad := range []Target{{Type: TypeTextbook, ID: "a&b=c"}, {Type: TypeTextbook}, {Type: "x", ID: "a"}, {Type: TypeNationalLesson, ID: "../x"}} {
		if got := Link(bad); got != "" {
			t.Errorf("%+v has the link %s", bad, got)
		}
	}
	if got := TextbookLink("s/c", true); got != "https://basic.smartedu.cn/syncClassroom/prepare?defaultTag=s%2Fc" {
		t.Error(got)
	}
	if TextbookLink("s//c", false) != "" || TextbookLink("", false) != "" || TextbookLink("a b", false) != "" {
		t.Error("a key that is none has a link")
	}
	for _, bad := range []string{"https://basic.smartedu.cn.evil.example/qualityCourse?courseId=a", "javascript:alert(1)", "https://basic.smartedu.cn/qualityCourse", "::"} {
		if got, ok := ParseLink(bad); ok {
			t.Errorf("%s is %+v", bad, got)
		}
	}
}

func TestDetailsPaths(t *testing.T) {
	if got := Details(TypeEliteLesson, "e"); !slices.Equal(got, []Path{"/zxx/ndrv2/resources/e.json", "/competitive/elite_lesson/resources/e.json"}) {
		t.Error(got)
	}
	if got := Details(TypeNationalLesson, "n"); !slices.Equal(got, []Path{"/zxx/ndrv2/national_lesson/resources/details/n.json"}) {
		t.Error(got)
	}
	for typeCode := range details {
		for _, p := range append(Details(typeCode, "id"), LessonParts("id"), ChapterTree("id"), Audios("id"), LessonTree, TextbookTree, PrepareTree, LessonVersion, TextbookVersion, PrepareParts) {
			if q, err := ParsePath("https://s-file-1.ykt.cbern.com.cn" + string(p)); err != nil || q != p {
				t.Errorf("%s: %s %v", p, q, err)
			}
		}
		if got := Details(typeCode, "../../x"); got != nil {
			t.Errorf("an id upwards: %v", got)
		}
	}
	if len(Details("unheard-of", "id")) == 0 || LessonParts("a/b") != "" {
		t.Error("unknown types have places, bad ids have none")
	}
}

func TestHoursThatLeadNowhere(t *testing.T) {
	r, finds, err := ReadDetail(strings.NewReader(`{"id":"x","title":"课","relations":{"a":[{"id":"1"},{"id":"2"}],"b":[{"id":"3"}]},"teacher_list":[{"id":"t","name":"甲"}],
	 "resource_structure":{"relations":[{"title":"一","res_ref":["$.relations.a[1,0]","$.relations.b[*]","$.relations.a[0]"]},{"title":"二","res_ref":"$.relations.b[1]"},{"title":"三","res_ref":["$..*","[0,-1]"]}]}}`), "d")
	none(t, finds, err)
	hours, finds := r.Hours()
	var ids []string
	for _, x := range hours[0].Resources {
		ids = append(ids, x.ID)
	}
	if len(hours) != 3 || !slices.Equal(ids, []string{"2", "1", "3"}) || !slices.Equal(codes(finds), []Code{CodeRef, CodeRef, CodeRef}) || len(hours[1].Resources) != 0 {
		t.Errorf("%+v %v", hours, finds)
	}
	r.hours = nil
	if hours, _ := r.Hours(); len(hours) != 1 || hours[0].Title != "课" || len(hours[0].Resources) != 3 || !slices.Equal(hours[0].Teachers, []string{"甲"}) {
		t.Errorf("without structure %+v", hours)
	}
}

func TestVocabulary(t *testing.T) {
	house := houseVocabulary()
	house.Volume = Codes{"必修第一册": {"b1"}, "id-of-nothing": {}}
	v := house.Prepare()
	got := v.Map([]Tag{{Dimension: "zxxxd", ID: "1", Name: "初中（五・四学制）"}, {Dimension: "zxxnj", Name: "五至六年级"}, {Dimension: "zxxxk", Name: "艺术 • 音乐"},
		{Dimension: "zxxcc", Name: "必修 第一册"}, {Dimension: "zxxcc", ID: "id-of-nothing", Name: "附册"}, {Dimension: "zxxbb", Name: "某版"}, {Dimension: "tagView", Name: "视图"}, {Dimension: "new", Name: "新维度"}})
	want := Meaning{Stage: []string{"junior"}, Grade: []string{"5", "6"}, Subject: []string{"music"}, Volume: []string{"b1"}, FiveFour: true,
		Unmapped: []Tag{{Dimension: "zxxbb", Name: "某版"}, {Dimension: "new", Name: "新维度"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	way := []Step{{Level: "专题*", Tag: Tag{Dimension: "5036342742", Name: "电子教材"}}, {Level: "电子教材", Tag: Tag{Dimension: "5036342742", Name: "小学"}},
		{Level: "学科", Tag: Tag{Dimension: "5036342742", Name: "语文"}}, {Level: "版本", Tag: Tag{Dimension: "5036342742", Name: "人教版"}}, {Level: "年级", Tag: Tag{Dimension: "5036342742", Name: "一年级"}}}
	if got, want := v.Map(WayTags(way)), (Meaning{Stage: []string{"primary"}, Grade: []string{"1"}, Subject: []string{"chinese"}, Edition: []string{"pep"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("a way through the textbook menu: %+v", got)
	}
	raw, err := json.Marshal(house)
	var back Vocabulary
	if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(back, house) {
		t.Error("a vocabulary is data and survives JSON")
	}
}

// TestMetadata: what is not kept is gone at any depth, what is kept is as it came.
func TestMetadata(t *testing.T) {
	raw := `{"id":"x","creator":"12345","n":1.50,"resource_custom_properties":{"admins":["678"],"is_top":0},"custom_properties":{"thumbnails":["https://r1-ndr.ykt.cbern.com.cn/t.jpg"],"encryption":"aes"},
	 "ti_items":[{"ti_format":"m3u8","ti_storage":"cs_path:${ref-path}/a","ti_storages":["https://r1-ndr-private.ykt.cbern.com.cn/a.m3u8"],"ti_md5":"d41d8cd98f00b204e9800998ecf8427e"}],
	 "description":"creator","odd":"https://r2-ndr.ykt.cbern.com.cn/b.pdf","relations":{"r":[{"id":"y","ti_items":[{"ti_storages":["https://r3-ndr.ykt.cbern.com.cn/c"]}]}]}}`
	got, err := Metadata([]byte(raw))
	want := `{"id":"x","n":1.50,"resource_custom_properties":{"is_top":0},"custom_properties":{},"ti_items":[{"ti_format":"m3u8","ti_md5":"d41d8cd98f00b204e9800998ecf8427e"}],"description":"creator","odd":"","relations":{"r":[{"id":"y","ti_items":[{}]}]}}`
	if err != nil || string(got) != want {
		t.Errorf("%s\nwant %s\n%v", got, want, err)
	}
	for _, bad := range []string{"", "{", `{"a":1}{}`, `{"creator":`} {
		if _, err := Metadata([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestMetadataCorpus(t *testing.T) {
	n := 0
	_, err := ReadList(bytes.NewReader(sample(t, "national_lesson_part_sample.json")), "part", func(i Item) error {
		kept, err := Metadata(i.Raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"-ndr", "creator", "admins", "http"} {
			if bytes.Contains(kept, []byte(word)) {
				t.Errorf("%s: %q is kept: %s", i.ID, word, kept)
			}
		}
		again, _, err := ReadDetail(bytes.NewReader(kept), "kept")
		if err != nil || !reflect.DeepEqual(again, i.Resource) {
			t.Errorf("%s reads otherwise after it was cleaned", i.ID)
		}
		n++
		return nil
	})
	if err != nil || n != 220 {
		t.Error(n, err)
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		a    Answer
		more bool
		want Action
	}{
		{Answer{200, "application/json", []byte(`[{"id"`)}, false, Take},
		{Answer{200, "", []byte(" \n{}")}, false, Take},
		{Answer{304, "", nil}, false, Keep},
		{Answer{200, "application/json", nil}, false, NextHost},
		{Answer{200, "text/html", []byte("<!DOCTYPE html>")}, false, NextHost},
		{Answer{200, "application/json", []byte("<html>")}, false, NextHost},
		{Answer{200, "application/json", []byte(`{"code":"CS/REQUIRE_SESSION"}`)}, false, SignIn},
		{Answer{401, "", nil}, true, SignIn},
		{Answer{400, "", nil}, true, SignIn},
		{Answer{403, "", []byte(`{"code":"CS/REQUIRE_SESSION"}`)}, true, SignIn},
		{Answer{403, "", []byte(`{}`)}, true, NextDoor},
		{Answer{403, "", []byte(`{}`)}, false, SignIn},
		{Answer{404, "", nil}, true, NextDoor},
		{Answer{404, "", nil}, false, Missing},
		{Answer{0, "", nil}, false, NextHost},
		{Answer{429, "", nil}, false, NextHost},
		{Answer{503, "", nil}, true, NextHost},
	} {
		if got := Judge(c.a, c.more); got != c.want {
			t.Errorf("%+v, more %v: %s, want %s", c.a, c.more, got, c.want)
		}
	}
}

func TestSignOn(t *testing.T) {
	// printf '%s' app1key21700000000000 | openssl dgst -sha1 -hmac key2
	if got := KeyInfo("app1", "key2", 1700000000000); got != "22E81BDE86042891C01E8606C56B5A8E60804F70" {
		t.Error(got)
	}
	r, err := ReadReply(strings.NewReader(`{"retCode":"000000","data":{"userId":7,"name":"王","userIdentity":"1","phone":"x"}}`), "reply")
	if err != nil || !r.OK() || r.UserID != "7" || r.Identity != Teaching || r.Name != "王" {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := ReadReply(strings.NewReader(`{"retCode":300027,"data":{"certUrl":"u"}}`), "reply"); err != nil || r.OK() || r.CertURL != "u" || r.Identity != NoIdentity {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := ReadReply(strings.NewReader(`{}`), "reply"); err == nil {
		t.Error("an empty object is an answer")
	}
}

func TestTables(t *testing.T) {
	tags, finds, err := ReadTagTable(strings.NewReader("tag_dimension_id\ttag_id\ttag_name\torder_num\ttextbooks\r\nzxxxd\ta\t小学\t0\tx\r\nzxxxd\tb\t小学\t1\t2\n"), "tags.tsv")
	if err != nil || len(tags.Uses) != 2 || !slices.Equal(codes(finds), []Code{CodeNumber, CodeTwice}) {
		t.Fatal(tags, finds, err)
	}
	books, finds, err := ReadFlat(strings.NewReader("id\ttitle\tzxxxd_学段\tzxxnj_年级\tupdate_time\n1\t书\t小学\t\t2024-03-15T14:22:07.930+0800\n1\t书\t\t\t\n\t无\t\t\t\n2\t少\n3\t新\t大学\t\tnie\n"), "books.tsv", tags)
	if err != nil || len(books) != 2 || books[0].Tags[0].ID != "a" || books[1].Tags[0] != (Tag{Dimension: "zxxxd", Name: "大学"}) ||
		!slices.Equal(codes(finds), []Code{CodeTwice, CodeNoID, CodeColumns, CodeTime}) || finds[2].Pointer != "row 5" {
		t.Fatal(books, finds, err)
	}
	if _, _, err := ReadFlat(strings.NewReader("title\na\n"), "books.tsv", nil); err == nil || !strings.Contains(err.Error(), "column id") {
		t.Error(err)
	}
	if _, _, err := ReadTagTable(strings.NewReader(""), "tags.tsv"); err == nil {
		t.Error("an empty table")
	}
}
