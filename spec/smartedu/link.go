package smartedu

import (
	"net/url"
	"strings"
)

// site is where people read; the JSON hosts are for programs.
const site = "https://basic.smartedu.cn"

// Target is what a deep link leads to. Type is a resource_type_code. Book and Chapter are the context that the page shows beside the
// resource, and may be empty.
type Target struct {
	Type, ID, Book, Chapter string
}

// page is a page of the platform and the name of the query value that holds the id.
type page struct{ path, id string }

var pages = map[string]page{
	TypeNationalLesson: {"/syncClassroom/classActivity", "activityId"},
	TypeEliteLesson:    {"/qualityCourse", "courseId"},
	TypePrepareLesson:  {"/syncClassroom/prepare/detail", "resourceId"},
	TypePlan:           {"/syncClassroom/prepare/detail", "resourceId"},
	TypeCourseware:     {"/syncClassroom/prepare/detail", "resourceId"},
	TypePaper:          {"/syncClassroom/examinationpapers", "resourceId"},
	TypeTextbook:       {"/tchMaterial/detail", "contentId"},
	TypeTopic:          {"/tchMaterial/detail", "contentId"},
	TypeMicroLesson:    {"/syncClassroom/detail", "resourceId"},
	TypeSinging:        {"/syncClassroom/detail", "resourceId"},
	TypeListening:      {"/syncClassroom/detail", "resourceId"},
	TypeExperiment:     {"/syncClassroom/detail", "resourceId"},
}

// Link is the address of a resource's page on the platform, where the reader signs in if the platform wants it. "" when the type has
// no known page or the id is not one: no link is better than a dead one.
func Link(t Target) string {
	p, ok := pages[t.Type]
	if !ok || !idForm.MatchString(t.ID) {
		return ""
	}
	link := site + p.path + "?"
	switch p.path { // in the order that the platform's own links have
	case "/tchMaterial/detail":
		return link + "contentType=" + t.Type + "&contentId=" + t.ID
	case "/syncClassroom/detail":
		link += "resourceType=" + t.Type + "&"
	}
	link += p.id + "=" + t.ID
	if idForm.MatchString(t.Chapter) {
		link += "&chapterId=" + t.Chapter
	}
	if idForm.MatchString(t.Book) {
		link += "&teachingmaterialId=" + t.Book
	}
	return link
}

// TextbookLink is the page of a textbook among the lessons, by its place in the menu (Shelf.Key): its chapters with their lessons. In
// prepare it is the page for teachers who prepare lessons. "" when the key is not one.
func TextbookLink(key string, prepare bool) string {
	ids := strings.Split(key, "/")
	if len(ids) > MaxDepth {
		return ""
	}
	for _, id := range ids {
		if !idForm.MatchString(id) {
			return ""
		}
	}
	path := "/syncClassroom"
	if prepare {
		path = "/syncClassroom/prepare"
	}
	return site + path + "?defaultTag=" + url.QueryEscape(key)
}

// ParseLink reads the address of a page of the platform, as a teacher pastes it. The type of a page for preparing lessons is
// prepare_lesson, whatever the resource is; of others it is what the address says. false when it is no page of a resource.
func ParseLink(address string) (Target, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host != "basic.smartedu.cn" && u.Host != "www.smartedu.cn" {
		return Target{}, false
	}
	q := u.Query()
	var t Target
	switch path := strings.TrimSuffix(u.Path, "/"); path {
	case "/syncClassroom/classActivity":
		t.Type, t.ID = TypeNationalLesson, q.Get("activityId")
	case "/qualityCourse":
		t.Type, t.ID = TypeEliteLesson, q.Get("courseId")
	case "/syncClassroom/prepare/detail":
		t.Type, t.ID = TypePrepareLesson, q.Get("resourceId")
		if t.ID == "" {
			t.ID = q.Get("lessonId")
		}
	case "/syncClassroom/examinationpapers":
		t.Type, t.ID = TypePaper, q.Get("resourceId")
	case "/tchMaterial/detail":
		t.Type, t.ID = q.Get("contentType"), q.Get("contentId")
		if t.Type == "" {
			t.Type = TypeTextbook
		}
	case "/syncClassroom/detail":
		t.Type, t.ID = q.Get("resourceType"), q.Get("resourceId")
	}
	if !idForm.MatchString(t.Type) || !idForm.MatchString(t.ID) {
		return Target{}, false
	}
	if id := q.Get("chapterId"); idForm.MatchString(id) {
		t.Chapter = id
	}
	if id := q.Get("teachingmaterialId"); idForm.MatchString(id) {
		t.Book = id
	}
	return t, true
}
