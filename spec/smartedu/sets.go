package smartedu

import (
	"io"
	"strings"
)

// Thematic is the list of resources of a topic 专题, an array that ReadList reads; "" when the id is not one.
func Thematic(id string) Path {
	return documentOf("/zxx/ndrs/special_edu/thematic_course/", id, "/resources/list.json")
}

// PaperDocument is a question paper of the bank, by the container and the id of its detail; "" when they are none.
func PaperDocument(container, id string) Path {
	if !idForm.MatchString(container) || !idForm.MatchString(id) {
		return ""
	}
	return Path(paperBank + "api_static/papers/" + container + "_" + id + "/data.json")
}

// CourseInfo says which set of activities a course of 研修 or 体育 has; ActivityDocument is that set. "" when the id is not one.
func CourseInfo(course string) Path {
	return documentOf("/teach/s_course/v2/business_courses/", course, "/course_relative_infos/zh-CN.json")
}

// ActivityDocument is a set of activities; "" when the id is not one.
func ActivityDocument(set string) Path {
	return documentOf("/teach/s_course/v2/activity_sets/", set, "/fulls.json")
}

// Paper is a question paper of the bank. Its questions and its addresses for loading are not kept.
type Paper struct {
	ID, Title string
	Questions int // how many it has
}

// ReadPaper reads a question paper. An object without id and title is an error.
func ReadPaper(in io.Reader, doc string) (Paper, []Finding, error) {
	r := open(in, doc)
	var p Paper
	r.object(func(name string) {
		switch name {
		case "id":
			p.ID = strings.TrimSpace(r.text())
		case "title":
			p.Title = r.label()
		case "question_path_list":
			r.array(maxList, false, func() { p.Questions++; r.skip() })
		default:
			r.skip()
		}
	})
	if r.end(); r.err == nil && p.ID == "" && p.Title == "" {
		r.refuse("the object has neither id nor title: this is not a paper")
	}
	return p, r.finds, r.err
}

// ReadCourseInfo gives the id of a course's set of activities; a document without one is an error.
func ReadCourseInfo(in io.Reader, doc string) (set string, finds []Finding, err error) {
	r := open(in, doc)
	r.object(func(name string) {
		if name != "course_detail" {
			r.skip()
			return
		}
		r.object(func(name string) {
			if name == "activity_set_id" {
				set = strings.TrimSpace(r.text())
			} else {
				r.skip()
			}
		})
	})
	if r.end(); r.err == nil && !idForm.MatchString(set) {
		r.refuse("activity_set_id is missing: this is not a course")
	}
	return set, r.finds, r.err
}

// Activity is a node of a set: its title and the titles of what it shows. Addresses of videos are not kept.
type Activity struct {
	ID, Title string
	Shows     []string
}

// ReadActivities reads a set of activities. A document without nodes is an error.
func ReadActivities(in io.Reader, doc string) ([]Activity, []Finding, error) {
	r := open(in, doc)
	var out []Activity
	seen := false
	r.object(func(name string) {
		if name != "nodes" {
			r.skip()
			return
		}
		seen = true
		r.array(MaxNodes, false, func() { out = append(out, r.activity()) })
	})
	if r.end(); r.err == nil && !seen {
		r.refuse("nodes is missing: this is not a set of activities")
	}
	return out, r.finds, r.err
}

// activity reads nodes[]: relations.activity.activity_resources[].video_extend.title.
func (r *reader) activity() Activity {
	var a Activity
	shown := func() {
		r.object(func(name string) {
			if name != "video_extend" {
				r.skip()
				return
			}
			r.object(func(name string) {
				if name != "title" {
					r.skip()
				} else if s := r.label(); s != "" {
					a.Shows = append(a.Shows, s)
				}
			})
		})
	}
	r.object(func(name string) {
		switch name {
		case "id", "node_id":
			a.ID = strings.TrimSpace(r.text())
		case "title", "node_name", "name":
			if s := r.label(); a.Title == "" {
				a.Title = s
			}
		case "relations":
			r.object(func(name string) {
				if name != "activity" {
					r.skip()
					return
				}
				r.object(func(name string) {
					switch name {
					case "activity_resources":
						r.array(maxList, false, shown)
					default:
						r.skip()
					}
				})
			})
		default:
			r.skip()
		}
	})
	return a
}
