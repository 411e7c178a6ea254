package smartedu

import (
	"reflect"
	"strings"
	"testing"
)

// TestSets reads papers, courses and sets of activities, and refuses what is something else. The documents are made up in the shape that
// public client programs read.
func TestSets(t *testing.T) {
	p, finds, err := ReadPaper(strings.NewReader(`{"id":"p1","title":"模拟试卷","download_url_new":"https://r1-ndr.ykt.cbern.com.cn/x.pdf","question_path_list":["a",{"b":1}]}`), "paper")
	if err != nil || len(finds) > 0 || p != (Paper{"p1", "模拟试卷", 2}) {
		t.Errorf("%+v %v %v", p, finds, err)
	}
	set, _, err := ReadCourseInfo(strings.NewReader(`{"x":[1],"course_detail":{"activity_set_id":"s-1","name":"模拟"}}`), "course")
	if err != nil || set != "s-1" {
		t.Error(set, err)
	}
	got, _, err := ReadActivities(strings.NewReader(`{"nodes":[{"node_id":"n1","node_name":"模拟 第一讲","relations":{"activity":{"activity_resources":[{"video_extend":{"title":"上","urls":[{"urls":["https://r1-ndr-private.ykt.cbern.com.cn/a.m3u8"]}]}},{"other":1},{"video_extend":{"title":"下"}}]}}},null]}`), "set")
	if err != nil || len(got) != 2 || !reflect.DeepEqual(got[0], Activity{"n1", "模拟 第一讲", []string{"上", "下"}}) {
		t.Errorf("%+v %v", got, err)
	}
	for _, bad := range []string{`{}`, `[]`, `<html>`, `{"nodes":`, ``} {
		if _, _, err := ReadPaper(strings.NewReader(bad), "paper"); err == nil {
			t.Errorf("a paper: %s", bad)
		}
		if _, _, err := ReadCourseInfo(strings.NewReader(bad), "course"); err == nil {
			t.Errorf("a course: %s", bad)
		}
		if _, _, err := ReadActivities(strings.NewReader(bad), "set"); err == nil {
			t.Errorf("a set: %s", bad)
		}
	}
	if Thematic("t1") != "/zxx/ndrs/special_edu/thematic_course/t1/resources/list.json" || PaperDocument("c", "../x") != "" || PaperDocument("c", "i") == "" || CourseInfo("a/b") != "" || ActivityDocument("s") == "" {
		t.Error("addresses")
	}
}
