package exchange_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/exchange/invent"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// TestImport brings in the whole sample from its folder, as a box without a line does: 2,277 textbooks, 853 in the menu one each, the 92
// tags off the tree kept; the same again writes nothing; and the same as an archive.
func TestImport(t *testing.T) {
	dir := filepath.Dir(testkit.Corpus(t, "smartedu/README.md"))
	engines(t, func(t *testing.T, h *house) {
		if _, err := h.s.Import(bg, h.TeacherA, os.DirFS(dir), false); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher imported: %v", err)
		}
		got := must[exchange.Imported](t)(h.s.Import(bg, h.SystemAdmin, os.DirFS(dir), false))
		if len(got.Results) != 1 || got.Results[0].Added != 2277 || got.Results[0].Placed != 853 || got.Results[0].OffTree != 92 || len(got.Results[0].Finds) != 0 {
			t.Fatalf("%+v", got)
		}
		again := must[exchange.Imported](t)(h.s.Import(bg, h.SystemAdmin, zipped(t, dir), false))
		if again.Results[0].Touched != 0 || again.Results[0].Records != 2277 || again.Results[0].Outcome != exchange.Same {
			t.Errorf("the same again: %+v", again)
		}
		if _, err := h.s.Import(bg, h.SystemAdmin, os.DirFS(t.TempDir()), false); err == nil || !strings.Contains(err.Error(), exchange.Empty) {
			t.Errorf("an empty folder: %v", err)
		}
		_, placed, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{})
		if err != nil || placed != 853 {
			t.Errorf("%d shown, %v", placed, err)
		}
		if _, all, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{Unlisted: true}); err != nil || all != 2277 {
			t.Errorf("%d with the unlisted, %v", all, err)
		}
		if _, _, err := h.s.Books(bg, h.PupilA, exchange.BookFilter{}); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil reads the catalogue: %v", err)
		}
	})
}

// zipped is a folder as an archive, with a folder around everything as people make it.
func zipped(t *testing.T, dir string) fs.FS {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"national_lesson_tag.json", "national_lesson_textbooks.tsv", "tag_dimensions.tsv", "national_lesson_part_sample.json", "national_lesson_data_version.json"} {
		w, err := z.Create("目录/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(must[[]byte](t)(os.ReadFile(filepath.Join(dir, name)))); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return must[fs.FS](t)(exchange.OpenArchive(bytes.NewReader(b.Bytes()), int64(b.Len())))
}

// TestMenu walks the published menu from the top to a book.
func TestMenu(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.made(t)
		way, below, err := h.s.Menu(bg, h.TeacherA, "")
		if err != nil || len(way) != 0 || len(below) != 2 || below[0].Name != "小学" || below[1].Name != "初中" {
			t.Fatal(way, below, err)
		}
		_, all, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{})
		if err != nil || below[0].Books+below[1].Books != all {
			t.Errorf("%d + %d books of %d, %v", below[0].Books, below[1].Books, all, err)
		}
		at := ""
		for _, name := range []string{"初中", "七年级", "数学", "人教版", "上册", "新教材"} {
			_, below, err = h.s.Menu(bg, h.TeacherA, at)
			i := slices.IndexFunc(below, func(s exchange.Step) bool { return s.Name == name })
			if err != nil || i < 0 {
				t.Fatal(name, below, err)
			}
			at = below[i].Key
		}
		books, n, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{At: at})
		if err != nil || n != 1 || books[0].ID != "shili-maths-7a-pep" || books[0].Link != smartedu.TextbookLink(at, false) {
			t.Errorf("%+v %d %v", books, n, err)
		}
		if _, _, err := h.s.Menu(bg, h.TeacherA, "nowhere/else"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown place: %v", err)
		}
	})
}

// made brings in the invented catalogue.
func (h *house) made(t *testing.T) {
	t.Helper()
	for state := 1; state <= 2; state++ {
		if err := h.s.BringMade(bg, h.catalogue(t, state)); err != nil {
			t.Fatal(err)
		}
	}
}

// catalogue is the invented catalogue before or after its change.
func (h *house) catalogue(t *testing.T, state int) exchange.Made {
	t.Helper()
	books := must[[]preset.Book](t)(preset.Books())
	names := map[string]string{"maths": "数学", "chinese": "语文", "english": "英语", "physics": "物理"}
	return invent.Catalogue(books, func(c string) string { return names[c] }, state, h.Clock.Now())
}

// TestLinks: beside a lesson stand the lessons of its chapter, else the book; other editions and volumes do not, and without grade or
// subject nothing does.
func TestLinks(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.made(t)
		ask := func(q exchange.Ask) []exchange.Link {
			t.Helper()
			return must[[]exchange.Link](t)(h.s.Links(bg, h.TeacherA, q))
		}
		for _, c := range []struct {
			name, chapter, title, want string
		}{
			{"the chapter's own words", "5.1 方程", "从算式到方程", "从算式到方程"},
			{"only a title", "", "有理数的减法（第1课时）", "有理数的减法"},
			{"a unit: the nearest below it", "第五章 一元一次方程", "解法：移项与合并", "合并同类项与移项"},
		} {
			got := ask(exchange.Ask{Subject: "maths", Stage: "junior", Grade: 7, Edition: "人教版", Volume: "1", Chapter: c.chapter, Title: c.title})
			if len(got) == 0 || got[0].BookID != "shili-maths-7a-pep" || got[0].Title != c.want || !strings.HasPrefix(got[0].URL, "https://basic.smartedu.cn/syncClassroom?") || len(got) > 6 {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		got := ask(exchange.Ask{Subject: "maths", Stage: "junior", Grade: 7, Edition: "人教版", Volume: "1", Title: "校园里的测量活动"})
		if len(got) != 1 || got[0].Title != "" || got[0].Chapter != "" || got[0].BookID != "shili-maths-7a-pep" {
			t.Errorf("only the book is known: %+v", got)
		}
		if got := ask(exchange.Ask{Subject: "maths", Stage: "junior", Grade: 7, Edition: "沪教版", Title: "有理数的减法"}); len(got) != 0 {
			t.Errorf("another edition: %+v", got)
		}
		for _, volume := range []string{"1", "2"} { // the region's codes
			for _, l := range ask(exchange.Ask{Subject: "maths", Stage: "junior", Grade: 7, Volume: volume, Title: "没有这样的一课"}) {
				if b, _, err := h.s.Book(bg, h.TeacherA, l.BookID); err != nil || b.Volume != volume {
					t.Errorf("volume %s: %+v, %v", volume, b, err)
				}
			}
		}
		if got := ask(exchange.Ask{Subject: "maths", Title: "有理数的减法"}); got != nil {
			t.Errorf("no grade: %+v", got)
		}
		if got := ask(exchange.Ask{Subject: "maths", Stage: "junior", Grade: 7, Title: "没有这样的一课"}); len(got) == 0 || len(got) > 3 {
			t.Errorf("no edition: %+v", got)
		}
	})
}

// TestLessonsOfBooks: chapters and lessons come book by book with deep links; a second reading writes nothing; lessons of the stand-in
// have links that lead back to them.
func TestLessonsOfBooks(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(120)
		h.on(exchange.Lessons)
		h.run(exchange.Lessons, false)
		books, _, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, b := range books {
			chapters := must[[]exchange.Chapter](t)(h.s.Chapters(bg, h.TeacherA, b.ID))
			if len(chapters) == 0 {
				continue
			}
			n++
			lessons := must[[]exchange.Lesson](t)(h.s.Lessons(bg, h.TeacherA, b.ID, chapters[1].ID, 0))
			loose := must[[]exchange.Lesson](t)(h.s.Lessons(bg, h.TeacherA, b.ID, "", 0))
			if len(chapters) != 4 || chapters[1].Depth != 1 || len(lessons) != 2 || len(loose) != 1 {
				t.Fatalf("%+v %+v %+v", chapters, lessons, loose)
			}
			for _, l := range lessons {
				if to, ok := smartedu.ParseLink(l.Link); !ok || to.ID != l.ID || to.Chapter != chapters[1].ID {
					t.Errorf("%s leads to %+v", l.Link, to)
				}
			}
		}
		if n == 0 {
			t.Error("no book has chapters")
		}
	})
}

// TestMapping: what nobody answered waits with its number of records; an answer holds for stored and for later records; it can be taken
// back; who is not of the region may not answer.
func TestMapping(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.made(t)
		queue, all, err := h.s.Queue(bg, h.SystemAdmin, 0)
		if err != nil || all != len(queue) || all == 0 {
			t.Fatal(all, err)
		}
		i := slices.IndexFunc(queue, func(l exchange.TagLine) bool { return l.Name == "示例美术版" })
		if i < 0 || queue[i].Records != 4 {
			t.Fatalf("%+v", queue)
		}
		line := queue[i]
		wantKind(t, h.s.Answer(bg, h.Researcher, line.Dimension, line.Tag, line.Name, []string{"x"}), fault.NotFound, "a researcher of a district")
		wantKind(t, h.s.Answer(bg, h.TeacherA, line.Dimension, line.Tag, line.Name, []string{"x"}), fault.Denied, "a teacher")
		wantKind(t, h.s.Answer(bg, h.head, "nonsense", line.Tag, line.Name, nil), fault.Invalid, "an unknown dimension")
		if err := h.s.Answer(bg, h.head, line.Dimension, line.Tag, line.Name, []string{"art-edition"}); err != nil {
			t.Fatal(err)
		}
		find := func(edition string) int {
			_, n, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{Edition: edition, Unlisted: true})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if find("art-edition") != 4 || find("示例美术版") != 0 {
			t.Errorf("after the answer %d and %d", find("art-edition"), find("示例美术版"))
		}
		h.made(t)
		if find("art-edition") != 4 {
			t.Error("a later harvest forgot the answer")
		}
		if _, n, _ := h.s.Queue(bg, h.head, 0); n != all-1 {
			t.Errorf("%d wait, want %d", n, all-1)
		}
		if err := h.s.Unanswer(bg, h.head, line.Dimension, line.Tag); err != nil {
			t.Fatal(err)
		}
		if _, n, _ := h.s.Queue(bg, h.head, 0); n != all || find("示例美术版") != 4 {
			t.Errorf("taken back: %d wait", n)
		}
	})
}

// late is a source and a clock that let something happen when the documents have come and are compared.
type late struct {
	exchange.Source
	clock.Clock
	last  smartedu.Path
	then  func()
	armed bool
}

func (l *late) Get(ctx context.Context, p smartedu.Path, etag string, more bool) (exchange.Document, error) {
	l.armed = p == l.last
	return l.Source.Get(ctx, p, etag, more)
}

func (l *late) Now() time.Time {
	if l.armed {
		l.armed = false
		l.then()
	}
	return l.Clock.Now()
}

// TestAnsweredMeanwhile: what is answered in another process while this one compares what came is not lost.
func TestAnsweredMeanwhile(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.made(t)
		waits := func() int {
			queue, _, err := h.s.Queue(bg, h.SystemAdmin, 0)
			if err != nil {
				t.Fatal(err)
			}
			return slices.IndexFunc(queue, func(l exchange.TagLine) bool { return l.Name == "示例美术版" })
		}
		queue, _, err := h.s.Queue(bg, h.SystemAdmin, 0)
		if err != nil || waits() < 0 {
			t.Fatal(queue, err)
		}
		line := queue[waits()]
		src := &late{Source: h.catalogue(t, 1), Clock: h.Clock, last: "/zxx/ndrs/national_lesson/teachingmaterials/part_100.json"}
		src.then = func() {
			if err := h.s.Answer(bg, h.head, line.Dimension, line.Tag, line.Name, []string{"art-edition"}); err != nil {
				t.Error(err)
			}
		}
		parts := h.s.Parts
		parts.Source, parts.Clock, parts.Jobs = src, src, job.New(h.Core, h.Clock, testkit.Logger(t))
		if _, err := exchange.HarvestUntil(bg, exchange.New(parts), exchange.Lessons, 1000); err != nil {
			t.Fatal(err)
		}
		if _, n, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{Edition: "art-edition", Unlisted: true}); err != nil || n != 4 {
			t.Errorf("%d books by the answer, %v", n, err)
		}
		if waits() >= 0 {
			t.Error("what was answered waits again")
		}
	})
}

// TestPlain: titles are compared without what people write differently.
func TestPlain(t *testing.T) {
	for _, c := range [][2]string{{"第五单元 三角形", "三角形"}, {"5.2 解一元一次方程", "解一元一次方程"}, {"第3课 《秋天的雨》", "秋天的雨"}, {"第一章　有理数", "有理数"}, {"ＡＢＣ", "abc"}, {"第十次敲门", "第十次敲门"}} {
		if got := exchange.Plain(c[0]); got != c[1] {
			t.Errorf("%s: %s, want %s", c[0], got, c[1])
		}
	}
}
