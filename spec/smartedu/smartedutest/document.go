package smartedutest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

const (
	lessonParts   = "/zxx/ndrs/national_lesson/teachingmaterials/"
	materialParts = "/zxx/ndrs/resources/tch_material/"
	chapterTrees  = "/zxx/ndrv2/national_lesson/trees/"
	nationalDoor  = "/zxx/ndrv2/national_lesson/resources/details/"
	eliteDoor     = "/zxx/ndrv2/resources/"
	materialDoor  = "/zxx/ndrv2/resources/tch_material/details/"
)

func encode(v any) ([]byte, int) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, 500
	}
	return b, 200
}

func (p *Platform) file(name string) ([]byte, int) {
	b, err := fs.ReadFile(p.files, name)
	if err != nil {
		return nil, 404
	}
	return b, 200
}

// document is the body of a document, or the status of its refusal.
func (p *Platform) document(path string) ([]byte, int) {
	switch smartedu.Path(path) {
	case smartedu.LessonTree, smartedu.PrepareTree:
		b, status := p.file("national_lesson_tag.json")
		if p.faults.MissingTag == "" || status != 200 {
			return b, status
		}
		return without(b, p.faults.MissingTag)
	case smartedu.TextbookTree:
		return p.file("tch_material_tag.json")
	case smartedu.LessonVersion:
		return p.version("national_lesson", smartedu.LessonVersion, lessonParts, len(p.books), p.faults.TextURLs)
	case smartedu.TextbookVersion:
		return p.version("tch_material", smartedu.TextbookVersion, materialParts, len(p.material), !p.faults.ArrayURLs)
	case smartedu.PrepareParts:
		return encode(p.addresses(lessonParts, len(p.books)))
	}
	id := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".json")
	switch {
	case strings.HasPrefix(path, lessonParts) && strings.HasSuffix(path, "/resources/parts.json"):
		book := strings.TrimSuffix(strings.TrimPrefix(path, lessonParts), "/resources/parts.json")
		return encode([]string{smartedu.Hosts()[2] + lessonParts + book + "/resources/part_100.json"})
	case strings.HasPrefix(path, lessonParts) && strings.HasSuffix(path, "/resources/part_100.json"):
		book := strings.TrimSuffix(strings.TrimPrefix(path, lessonParts), "/resources/part_100.json")
		list := lessons(book)
		if p.sets > 0 {
			list = append(list, map[string]any{"id": "paper-" + book, "title": "模拟 单元试卷", "resource_type_code": smartedu.TypePaper, "teachmeterial_ids": []string{book},
				"chapter_paths": []string{book + "/u2"}, "update_time": "2024-09-01T08:00:00.000+0800"})
		}
		return encode(list)
	case strings.HasPrefix(path, lessonParts+"part_"):
		return p.part(p.books, id)
	case strings.HasPrefix(path, materialParts+"part_"):
		return p.part(p.material, id)
	case strings.HasPrefix(path, chapterTrees):
		return encode(chapters(id))
	case strings.HasSuffix(path, "/relation_audios.json"):
		return p.file("detail_fixtures/textbook_audio_response.json")
	case strings.HasPrefix(path, nationalDoor) && strings.HasPrefix(id, "elite-"):
		return nil, 403 // the wrong door, as there
	case strings.HasPrefix(path, nationalDoor):
		return p.detail("sync_classroom_response.json", id, smartedu.TypeNationalLesson)
	case strings.HasPrefix(path, materialDoor):
		return p.detail("textbook_details_response.json", id, smartedu.TypeTextbook)
	case strings.HasPrefix(path, eliteDoor) && strings.HasPrefix(id, "elite-"):
		return p.detail("course_response.json", id, smartedu.TypeEliteLesson)
	}
	if p.sets > 0 {
		return p.set(path, id)
	}
	return nil, 404
}

// addresses are those of the part files for n records, on hosts in turn.
func (p *Platform) addresses(before string, n int) []string {
	var out []string
	for i := 0; i*p.size < n; i++ {
		out = append(out, fmt.Sprintf("%s%spart_%d.json", smartedu.Hosts()[i%3], before, 100+i))
	}
	return out
}

func (p *Platform) version(module string, doc smartedu.Path, before string, n int, text bool) ([]byte, int) {
	v := map[string]any{"module": module, "module_version": json.Number(p.versions[doc]), "urls": p.addresses(before, n)}
	if text {
		v["urls"] = strings.Join(p.addresses(before, n), ",")
	}
	return encode(v)
}

func (p *Platform) part(records []map[string]any, name string) ([]byte, int) {
	var n int
	if _, err := fmt.Sscanf(name, "part_%d", &n); err != nil || n < 100 || (n-100)*p.size >= len(records) {
		return nil, 404
	}
	from := (n - 100) * p.size
	return encode(records[from:min(from+p.size, len(records))])
}

// lessons are four invented lessons of a book: three hang in its chapters, one in none.
func lessons(book string) []map[string]any {
	lesson := func(n int, kind, chapter string) map[string]any {
		prefix := map[string]string{smartedu.TypeNationalLesson: "lesson-", smartedu.TypeEliteLesson: "elite-"}[kind]
		return map[string]any{"id": fmt.Sprintf("%s%d-%s", prefix, n, book), "title": fmt.Sprintf("模拟 第%d课", n), "resource_type_code": kind,
			"teachmeterial_ids": []string{book}, "chapter_paths": []string{chapter}, "update_time": "2024-09-01T08:00:00.000+0800"}
	}
	return []map[string]any{
		lesson(1, smartedu.TypeNationalLesson, book+"/u1/k1"), lesson(2, smartedu.TypeNationalLesson, book+"/u1/k2"),
		lesson(3, smartedu.TypeEliteLesson, book+"/u1/k1"), lesson(4, smartedu.TypeNationalLesson, book+"/gone"),
	}
}

// set are the documents of topics, papers and courses. Addresses of media stand in them as on the platform, so that a test finds them
// where they must not be kept.
func (p *Platform) set(path, id string) ([]byte, int) {
	const media = "https://r1-ndr-private.ykt.cbern.com.cn/x"
	resource := func(id, title, kind string) map[string]any {
		return map[string]any{"id": id, "title": title, "resource_type_code": kind, "resource_type_code_name": "模拟", "ti_items": []any{map[string]any{"ti_storages": []string{media + ".m3u8"}}}}
	}
	switch {
	case path == string(smartedu.Thematic(Topic)):
		list := []map[string]any{resource("t-1", "模拟 包饺子", smartedu.TypeMicroLesson), resource("t-2", "模拟 整理书桌", "assets_video"), resource("t-3", "模拟 种豆子", smartedu.TypeTextbook)}
		if p.sets > 1 {
			list = []map[string]any{list[0], resource("t-2", "模拟 整理书桌（修订）", "assets_video"), resource("t-4", "模拟 做风筝", "assets_video")}
		}
		return encode(list)
	case strings.HasPrefix(path, "/zxx/ndrs/examinationpapers/resources/details/paper-"):
		return encode(map[string]any{"id": id, "title": "模拟 单元试卷", "resource_type_code": smartedu.TypePaper, "container_id": "bank-1"})
	case strings.HasPrefix(path, "/xedu_cs_paper_bank/api_static/papers/bank-1_paper-"):
		name := strings.TrimSuffix(strings.TrimPrefix(path, "/xedu_cs_paper_bank/api_static/papers/bank-1_"), "/data.json")
		return encode(map[string]any{"id": name, "title": "模拟 单元试卷（卷面）", "download_url_new": media + ".pdf", "question_path_list": []string{media, media, media}})
	case strings.HasPrefix(path, "/teach/s_course/v2/business_courses/"):
		return encode(map[string]any{"course_detail": map[string]any{"activity_set_id": "set-1"}})
	case path == string(smartedu.ActivityDocument("set-1")):
		shown := map[string]any{"activity_resources": []any{map[string]any{"video_extend": map[string]any{"title": "模拟 示范", "urls": []any{map[string]any{"urls": []string{media + ".m3u8"}}}}}}}
		return encode(map[string]any{"nodes": []any{map[string]any{"node_id": "n-1", "node_name": "模拟 第一讲", "relations": map[string]any{"activity": shown}}, map[string]any{"node_id": "n-2", "node_name": "模拟 第二讲"}}})
	}
	return nil, 404
}

func chapters(book string) []map[string]any {
	node := func(id, title string, kids ...map[string]any) map[string]any {
		path := book + "/" + id
		if id != "u1" && id != "u2" {
			path = book + "/u1/" + id
		}
		return map[string]any{"id": id + "-" + book, "title": title, "node_path": path, "tree_id": book, "child_nodes": kids}
	}
	return []map[string]any{node("u1", "模拟 第一单元", node("k1", "模拟 1"), node("k2", "模拟 2")), node("u2", "模拟 第二单元")}
}

// detail is a fixture under the id that was asked for.
func (p *Platform) detail(name, id, kind string) ([]byte, int) {
	b, status := p.file("detail_fixtures/" + name)
	if status != 200 {
		return nil, status
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, 500
	}
	v["id"], v["resource_type_code"] = id, kind
	return encode(v)
}

// without is a tag tree without a tag and what stands below it.
func without(tree []byte, id string) ([]byte, int) {
	var v any
	if err := json.Unmarshal(tree, &v); err != nil {
		return nil, 500
	}
	var drop func(v any) any
	drop = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				v[k] = drop(x)
			}
		case []any:
			kept := []any{}
			for _, x := range v {
				if m, ok := x.(map[string]any); ok && m["tag_id"] == id {
					continue
				}
				kept = append(kept, drop(x))
			}
			return kept
		}
		return v
	}
	return encode(drop(v))
}
