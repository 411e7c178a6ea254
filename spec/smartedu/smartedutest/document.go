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
		return encode(addresses(lessonParts, len(p.books)))
	}
	id := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".json")
	switch {
	case strings.HasPrefix(path, lessonParts) && strings.HasSuffix(path, "/resources/parts.json"):
		book := strings.TrimSuffix(strings.TrimPrefix(path, lessonParts), "/resources/parts.json")
		return encode([]string{smartedu.Hosts()[2] + lessonParts + book + "/resources/part_100.json"})
	case strings.HasPrefix(path, lessonParts) && strings.HasSuffix(path, "/resources/part_100.json"):
		return encode(lessons(strings.TrimSuffix(strings.TrimPrefix(path, lessonParts), "/resources/part_100.json")))
	case strings.HasPrefix(path, lessonParts+"part_"):
		return part(p.books, id)
	case strings.HasPrefix(path, materialParts+"part_"):
		return part(p.material, id)
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
	return nil, 404
}

// addresses are those of the part files for n records, on hosts in turn.
func addresses(before string, n int) []string {
	var out []string
	for i := 0; i*partSize < n; i++ {
		out = append(out, fmt.Sprintf("%s%spart_%d.json", smartedu.Hosts()[i%3], before, 100+i))
	}
	return out
}

func (p *Platform) version(module string, doc smartedu.Path, before string, n int, text bool) ([]byte, int) {
	v := map[string]any{"module": module, "module_version": json.Number(p.versions[doc]), "urls": addresses(before, n)}
	if text {
		v["urls"] = strings.Join(addresses(before, n), ",")
	}
	return encode(v)
}

func part(records []map[string]any, name string) ([]byte, int) {
	var n int
	if _, err := fmt.Sscanf(name, "part_%d", &n); err != nil || n < 100 || (n-100)*partSize >= len(records) {
		return nil, 404
	}
	from := (n - 100) * partSize
	return encode(records[from:min(from+partSize, len(records))])
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
