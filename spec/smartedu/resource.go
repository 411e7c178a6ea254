package smartedu

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Types of resources (resource_type_code) that the package treats by name. There are more; every type is read.
const (
	TypeTextbook       = "assets_document"   // 教材 in tch_material, and other documents
	TypeLessonTextbook = "teachingmaterials" // a textbook as the root of lessons
	TypeNationalLesson = "national_lesson"   // 国家课
	TypeEliteLesson    = "elite_lesson"      // 精品课
	TypePrepareLesson  = "prepare_lesson"    // 备课
	TypePlan           = "lesson_plandesign" // 教学设计
	TypeCourseware     = "coursewares"       // 课件
	TypeTopic          = "thematic_course"   // 专题
	TypeMicroLesson    = "knowledge_micro_lesson_package"
	TypeSinging        = "singing"
	TypeListening      = "listening"
	TypeExperiment     = "experiment"
	TypePaper          = "examinationpapers"
)

// Tag is one tag of a resource or of a menu. Order is the platform's order_num; tag lists come in no order.
type Tag struct {
	Dimension, ID, Name string
	Order               int64
}

// Resource is a record of the catalogue: a textbook, a lesson, or a part of a lesson. Everything may be missing.
type Resource struct {
	ID, Title, Description   string
	Type, TypeName           string // resource_type_code and its Chinese name
	Alias                    string // what it is within its lesson: 视频课程, 课件, 教学设计, 学习任务单, 课后练习
	Language, Status         string // ONLINE
	Visible                  string // RELEASE
	Container                string
	Created, Online, Updated time.Time // UTC; zero when missing or not readable
	Tags                     []Tag     // by Order
	TagPaths                 []string  // ids joined by /, textbooks of tch_material only
	ChapterIDs, ChapterPaths []string  // a lesson hangs where its first path is a chapter's
	Books                    []string  // ids of the textbooks that it belongs to (teachmeterial_ids)
	Providers                []string
	School                   string
	Files                    []File
	Relations                []Relation // in the order of the document
	Teachers                 []Teacher
	hours                    []hour
}

// File says what a file of a resource is. It has no address: media are seen on the platform's own page.
type File struct {
	Flag, Format, MD5 string
	Size              int64 // bytes; 0 when unknown
	Height            int64 // lines of a video; 0 when unknown
	Source            bool  // the original, not a rendition
	Protected         bool  // it wants the platform's sign-on or is encrypted
}

// Relation is a named list of resources inside a resource, such as national_course_resource.
type Relation struct {
	Key       string
	Resources []Resource
}

// Teacher is one of the teachers that the platform names for a lesson.
type Teacher struct{ ID, Name string }

// Tag gives the first tag of a dimension.
func (r *Resource) Tag(dimension string) (Tag, bool) {
	for _, t := range r.Tags {
		if t.Dimension == dimension {
			return t, true
		}
	}
	return Tag{}, false
}

// maxRelations is how deep relations are read inside each other. A detail has its parts at 1.
const maxRelations = 3

// resource reads one resource; depth counts the resources around it.
func (r *reader) resource(depth int) Resource {
	var out Resource
	title, global := "", ""
	r.object(func(name string) {
		switch name {
		case "id":
			out.ID = strings.TrimSpace(r.text())
		case "title":
			title = r.label()
		case "global_title":
			global = r.label()
		case "description":
			out.Description = r.label()
		case "resource_type_code":
			out.Type = strings.TrimSpace(r.text())
		case "resource_type_code_name":
			out.TypeName = strings.TrimSpace(r.text())
		case "language":
			out.Language = strings.TrimSpace(r.text())
		case "status":
			out.Status = strings.TrimSpace(r.text())
		case "container_id":
			out.Container = strings.TrimSpace(r.text())
		case "create_time":
			out.Created = r.time()
		case "online_time":
			out.Online = r.time()
		case "update_time":
			out.Updated = r.time()
		case "tag_list":
			out.Tags = r.tags()
		case "tag_paths":
			out.TagPaths = r.texts()
		case "chapter_ids":
			out.ChapterIDs = r.texts()
		case "chapter_paths":
			out.ChapterPaths = r.texts()
		case "teachmeterial_ids", "teachmaterial_ids", "teachingmaterial_ids": // the platform's spelling is the first
			out.Books = append(out.Books, r.texts()...)
		case "custom_properties":
			r.custom(&out)
		case "resource_custom_properties":
			r.object(func(name string) {
				if name == "version_visible" {
					out.Visible = strings.TrimSpace(r.text())
				} else {
					r.skip()
				}
			})
		case "ti_items":
			r.array(maxList, false, func() { out.Files = append(out.Files, r.file()) })
		case "relations":
			r.relations(&out, depth)
		case "resource_structure":
			r.structure(&out)
		case "teacher_list":
			r.array(maxList, false, func() { out.Teachers = append(out.Teachers, r.teacher()) })
		default:
			r.skip()
		}
	})
	if out.Title = title; title == "" {
		out.Title = global
	}
	return out
}

func (r *reader) tags() []Tag {
	var out []Tag
	r.array(maxList, false, func() {
		var t Tag
		r.object(func(name string) {
			switch name {
			case "tag_dimension_id":
				t.Dimension = strings.TrimSpace(r.text())
			case "tag_id":
				t.ID = strings.TrimSpace(r.text())
			case "tag_name":
				t.Name = r.label()
			case "order_num":
				t.Order = r.number()
			default:
				r.skip()
			}
		})
		if t.ID != "" || t.Name != "" {
			out = append(out, t)
		}
	})
	slices.SortStableFunc(out, func(a, b Tag) int { return cmp.Compare(a.Order, b.Order) })
	return out
}

// custom reads what custom_properties says of the resource itself.
func (r *reader) custom(out *Resource) {
	r.object(func(name string) {
		switch name {
		case "alias_name":
			out.Alias = r.label()
		case "providers":
			r.array(maxList, true, func() {
				if r.kind() == '{' { // not seen, but names are objects elsewhere
					r.skip()
				} else if s := strings.TrimSpace(r.text()); s != "" {
					out.Providers = append(out.Providers, s)
				}
			})
		case "school_name":
			out.School = r.label()
		default:
			r.skip()
		}
	})
}

func (r *reader) teacher() Teacher {
	var t Teacher
	r.object(func(name string) {
		switch name {
		case "id":
			t.ID = strings.TrimSpace(r.text())
		case "name":
			t.Name = r.label()
		default:
			r.skip()
		}
	})
	return t
}

// file reads a ti item. Addresses are looked at only for whether they want sign-on, and not kept.
func (r *reader) file() File {
	var f File
	var loose string
	var total int64
	r.object(func(name string) {
		switch name {
		case "ti_file_flag":
			f.Flag = strings.TrimSpace(r.text())
		case "ti_format":
			f.Format = strings.TrimSpace(r.text())
		case "lc_ti_format":
			loose = strings.TrimSpace(r.text())
		case "ti_md5":
			f.MD5 = strings.ToLower(strings.TrimSpace(r.text()))
		case "ti_size":
			f.Size = max(r.number(), 0)
		case "ti_is_source_file":
			f.Source = r.flag()
		case "ti_storage", "ti_storages":
			for _, address := range r.texts() {
				if strings.Contains(address, "-private") {
					f.Protected = true
				}
			}
		case "custom_properties":
			f.Height, total = r.requirements(&f)
		default:
			r.skip()
		}
	})
	if f.Size == 0 {
		f.Size = total
	}
	if (f.Format == "folder" || f.Format == "") && loose != "" { // a folder of segments or pages: the other field says of what
		f.Format = loose
	}
	if !md5Form(f.MD5) {
		f.MD5 = ""
	}
	return f
}

func md5Form(s string) bool {
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

// requirements reads height and total size, and whether the file is encrypted; not how.
func (r *reader) requirements(f *File) (height, total int64) {
	r.object(func(name string) {
		switch name {
		case "encryption":
			if k := r.kind(); k == '{' || k == '[' {
				f.Protected = true
				r.skip()
			} else if s := strings.ToLower(strings.TrimSpace(r.text())); s != "" && s != "false" && s != "0" && s != "none" {
				f.Protected = true
			}
		case "requirements":
			r.array(maxList, false, func() {
				var what string
				var values []string
				r.object(func(name string) {
					switch name {
					case "name":
						what = strings.TrimSpace(r.text())
					case "value": // text in one module, array in another
						if k := r.kind(); k == '{' {
							r.skip()
						} else {
							values = r.texts()
						}
					default:
						r.skip()
					}
				})
				if len(values) == 0 {
					return
				}
				n, err := strconv.ParseInt(values[0], 10, 64)
				if err != nil || n < 0 {
					return
				}
				switch {
				case strings.EqualFold(what, "height"):
					height = n
				case what == "total_size":
					total = n
				}
			})
		default:
			r.skip()
		}
	})
	return height, total
}

func (r *reader) relations(out *Resource, depth int) {
	if depth >= maxRelations {
		r.skip()
		r.add(r.at(), CodeDeep, "relations more than %d deep are not read", maxRelations)
		return
	}
	r.object(func(key string) {
		if len(out.Relations) >= maxList {
			r.skip()
			return
		}
		rel := Relation{Key: key}
		r.array(maxList, false, func() { rel.Resources = append(rel.Resources, r.resource(depth+1)) })
		out.Relations = append(out.Relations, rel)
	})
}

// Item is one record of a list: what was read, and the record as it came.
type Item struct {
	Resource
	Raw []byte // valid until the next record; Metadata gives what may be kept
}

// ReadList reads an array of resources (a part file, a lesson list, the recordings of a textbook) record by record and calls visit for
// each, in order. A record that is not an object is left out with a finding; one without id is visited. An error of visit ends reading
// and is returned as it is. After any error the list is not whole.
func ReadList(in io.Reader, doc string, visit func(Item) error) ([]Finding, error) {
	r := open(in, doc)
	if k := r.kind(); r.err == nil && k != '[' {
		return r.finds, r.notList()
	}
	r.token()
	sub := newReader(bytes.NewBuffer(nil), r.notes, "")
	var buf bytes.Buffer
	for i := 0; r.err == nil && r.kind() != ']'; i++ {
		if i == MaxRecords {
			r.refuse(fmt.Sprintf("the list has more than %d records", MaxRecords))
			break
		}
		if r.kind() != '{' {
			r.odd("a record")
			continue
		}
		raw, err := r.d.ReadValue()
		if err != nil {
			r.fail(err)
			break
		}
		pointer := "/" + strconv.Itoa(i)
		if len(raw) > MaxRecord {
			r.add(pointer, CodeLong, "the record has %d bytes and was left out", len(raw))
			continue
		}
		buf = *bytes.NewBuffer(raw) // the decoder reads a bytes.Buffer in place
		sub.d.Reset(&buf, lenient...)
		sub.base = pointer
		item := Item{Resource: sub.resource(0), Raw: raw}
		if sub.err != nil {
			r.err = sub.err
			break
		}
		if item.ID == "" {
			r.add(pointer, CodeNoID, "the record %q has no id", item.Title)
		}
		if err := visit(item); err != nil {
			return r.finds, err
		}
	}
	r.token()
	r.end()
	return r.finds, r.err
}

// notList is the error of a document that should be an array: a refusal of the platform, if it is one.
func (r *reader) notList() error {
	if r.kind() == '{' {
		r.refusal()
	}
	if r.err == nil {
		r.odd("an array of records")
		r.refuse("an array of records was expected; was a page sent instead of the document?")
	}
	return r.err
}

// refusal reads an object for the platform's form of an error, {code, message}, and fails with it.
func (r *reader) refusal() {
	code, message := "", ""
	r.object(func(name string) {
		switch name {
		case "code":
			code = r.text()
		case "message":
			message = r.text()
		default:
			r.skip()
		}
	})
	if r.err == nil && code != "" {
		r.refuse(fmt.Sprintf("the platform refused: %s %s", cut(code, 80), cut(message, 200)))
		var e *Error
		if errors.As(r.err, &e) {
			e.Refused = code
		}
	}
}

// ReadDetail reads the detail of one resource: of a textbook, a lesson, a 精品课 or a part for preparing lessons. An object that has
// neither id nor title nor relations is an error; so is the platform's refusal, whose code stands in Error.Refused.
func ReadDetail(in io.Reader, doc string) (Resource, []Finding, error) {
	r := open(in, doc)
	var out Resource
	if k := r.kind(); r.err == nil && k != '{' {
		r.skip()
		r.refuse("one resource was expected")
		return out, r.finds, r.err
	}
	if r.err != nil {
		return out, r.finds, r.err
	}
	raw, err := r.d.ReadValue()
	if err != nil {
		r.fail(err)
		return out, r.finds, r.err
	}
	raw = bytes.Clone(raw)
	if r.end(); r.err != nil {
		return out, r.finds, r.err
	}
	sub := newReader(bytes.NewBuffer(raw), r.notes, "")
	out = sub.resource(0)
	if sub.err == nil && out.ID == "" && out.Title == "" && len(out.Relations) == 0 {
		again := newReader(bytes.NewBuffer(raw), r.notes, "")
		if again.refusal(); again.err != nil {
			return Resource{}, r.finds, again.err
		}
		sub.refuse("the object has neither id nor title nor relations: this is not a resource")
	}
	return out, r.finds, sub.err
}
