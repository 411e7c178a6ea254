package exchange_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
	"github.com/tongxue-edu/tongxue/spec/smartedu/smartedutest"
)

const selSetTexts db.SQL = `-- unscoped: a test
SELECT title || type || note || link FROM exchange_set_line UNION ALL SELECT title || inner_id || given || link FROM exchange_set`

// TestSets: topics, papers and a course that a person named come with the harvest, as titles, numbers and links that lead back to them and
// nothing of their media; unchanged asks for nothing; a changed version touches only the rows that changed; what left goes.
func TestSets(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(3)
		h.platform.Sets(1)
		course := "https://basic.smartedu.cn/sports/course?courseId=c-7"
		wantKind(t, h.s.NameCourse(bg, h.TeacherA, "跳绳", course), fault.Denied, "a teacher names a course")
		for _, bad := range []string{"", "c-7", "https://example.org/?courseId=c-7", "https://basic.smartedu.cn.example.org/?courseId=c-7", "http://basic.smartedu.cn/?courseId=c-7", "https://basic.smartedu.cn/?courseId=a/b"} {
			wantKind(t, h.s.NameCourse(bg, h.head, "跳绳", bad), fault.Invalid, bad)
		}
		if err := h.s.NameCourse(bg, h.head, "跳绳", course); err != nil {
			t.Fatal(err)
		}
		h.on(exchange.Textbooks)
		h.on(exchange.Lessons)
		h.run(exchange.Textbooks, false)
		h.run(exchange.Lessons, false)

		topic, lines, err := h.s.Set(bg, h.TeacherA, exchange.Topics, smartedutest.Topic)
		if err != nil || topic.Title != "模拟 劳动教育专题" || topic.Parts != 3 || len(lines) != 3 || lines[1].Title != "模拟 整理书桌" || lines[1].Link != "" {
			t.Fatalf("%+v %+v %v", topic, lines, err)
		}
		for _, link := range []string{topic.Link, lines[0].Link, lines[2].Link} {
			if to, ok := smartedu.ParseLink(link); !ok || to.ID != smartedutest.Topic && !strings.HasPrefix(to.ID, "t-") {
				t.Errorf("%q leads to %+v", link, to)
			}
		}
		papers, n, err := h.s.Sets(bg, h.TeacherA, exchange.Papers, 0)
		if err != nil || n == 0 || papers[0].Parts != 3 || papers[0].Title != "模拟 单元试卷（卷面）" {
			t.Fatalf("%+v %d %v", papers, n, err)
		}
		if to, ok := smartedu.ParseLink(papers[0].Link); !ok || to.ID != papers[0].ID || to.Type != smartedu.TypePaper {
			t.Errorf("%q leads to %+v", papers[0].Link, to)
		}
		got, lines, err := h.s.Set(bg, h.TeacherA, exchange.Courses, "c-7")
		if err != nil || got.Title != "跳绳" || got.Link != course || len(lines) != 2 || lines[0].Note != "模拟 示范" {
			t.Errorf("%+v %+v %v", got, lines, err)
		}
		for _, text := range must[[]string](t)(db.All(h.Core.Reader(bg), selSetTexts, db.Value[string])) {
			if strings.Contains(text, "-ndr") || strings.Contains(text, ".m3u8") || strings.Contains(text, ".pdf") {
				t.Errorf("an address of media is kept: %s", text)
			}
		}
		if _, _, err := h.s.Sets(bg, h.PupilA, exchange.Topics, 0); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil: %v", err)
		}

		asked := h.sets()
		h.run(exchange.Textbooks, false)
		h.run(exchange.Lessons, false)
		if again := h.sets(); !slices.Equal(again, asked) {
			t.Errorf("unchanged, and asked for %v beyond %v", again, asked)
		}
		h.platform.Sets(2)
		h.Clock.Advance(time.Minute)
		rows := must[int](t)(exchange.FetchSets(bg, h.s)) // nothing has said that the topic changed
		h.run(exchange.Textbooks, false)
		if again := h.sets(); len(again) != len(asked)+1 || rows != 0 {
			t.Errorf("the topic changed: %v beyond %v; %d rows before that was known", again, asked, rows)
		}
		topic, lines, err = h.s.Set(bg, h.TeacherA, exchange.Topics, smartedutest.Topic)
		if err != nil || len(lines) != 3 || lines[1].Title != "模拟 整理书桌（修订）" || lines[2].ID != "t-4" {
			t.Errorf("%+v %+v %v", topic, lines, err)
		}
	})
}

// sets are the requests for documents of sets so far.
func (h *house) sets() []string {
	var out []string
	for path, n := range h.platform.Asked() {
		for _, of := range []string{"/thematic_course/", "/examinationpapers/", "/xedu_cs_paper_bank/", "/s_course/"} {
			if strings.Contains(path, of) {
				for range n {
					out = append(out, path)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// TestSetRows: of a topic in which one resource was renamed, one left and one came, three rows are written and no more; the same again
// writes none, and one that the lists no longer name goes with its lines.
func TestSetRows(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(3)
		h.platform.Sets(1)
		h.on(exchange.Textbooks)
		h.run(exchange.Textbooks, false)
		h.platform.Sets(2)
		h.Clock.Advance(31 * 24 * time.Hour) // documents are old
		if n := must[int](t)(exchange.FetchSets(bg, h.s)); n != 3 {
			t.Errorf("%d rows differ, want 3", n)
		}
		h.Clock.Advance(31 * 24 * time.Hour)
		if n := must[int](t)(exchange.FetchSets(bg, h.s)); n != 0 {
			t.Errorf("the same again: %d rows", n)
		}
		if err := h.s.NameCourse(bg, h.head, "跳绳", "https://basic.smartedu.cn/x?courseId=c-7"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.s.DropCourse(bg, h.Researcher, "c-7"), fault.NotFound, "a researcher of a district drops a course")
		if err := h.s.DropCourse(bg, h.head, "c-7"); err != nil {
			t.Fatal(err)
		}
		if _, n, _ := h.s.Sets(bg, h.TeacherA, exchange.Courses, 0); n != 0 {
			t.Error("a course that was dropped is still there")
		}
	})
}
