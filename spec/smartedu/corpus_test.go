package smartedu

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// corpora is the folder of sample data: TONGXUE_CORPORA, else ../shared/data beside the module root.
func corpora(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	dir = filepath.Join(dir, "smartedu")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("sample data absent (set TONGXUE_CORPORA): %v", err)
	}
	return dir
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpora(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func none(t testing.TB, finds []Finding, err error) {
	t.Helper()
	if err != nil || len(finds) > 0 {
		t.Fatalf("error %v, findings %v", err, finds)
	}
}

func sampleTree(t testing.TB, name string) *Tree {
	t.Helper()
	tree, finds, err := ReadTree(bytes.NewReader(sample(t, name)), name)
	none(t, finds, err)
	return tree
}

func sampleBooks(t testing.TB) ([]Resource, *TagTable) {
	t.Helper()
	tags, finds, err := ReadTagTable(bytes.NewReader(sample(t, "tag_dimensions.tsv")), "tag_dimensions.tsv")
	none(t, finds, err)
	books, finds, err := ReadFlat(bytes.NewReader(sample(t, "national_lesson_textbooks.tsv")), "national_lesson_textbooks.tsv", tags)
	none(t, finds, err)
	return books, tags
}

func samplePart(t testing.TB) []Resource {
	t.Helper()
	var out []Resource
	finds, err := ReadList(bytes.NewReader(sample(t, "national_lesson_part_sample.json")), "part", func(i Item) error {
		out = append(out, i.Resource)
		return nil
	})
	none(t, finds, err)
	return out
}

func leafCount(t *Tree) int {
	n := 0
	t.Leaves(func([]Step) bool { n++; return true })
	return n
}

// TestPlaceCorpus holds the figures counted on the snapshot: 853 leaves ↔ 853 books, 1,424 unlisted, 92 of 292 tags off the tree.
func TestPlaceCorpus(t *testing.T) {
	tree := sampleTree(t, "national_lesson_tag.json")
	books, tags := sampleBooks(t)
	if tree.Len() != 1575 || len(books) != 2277 || len(tags.Uses) != 292 {
		t.Fatalf("%d tags in the tree, %d books, %d tags in use; want 1575, 2277, 292", tree.Len(), len(books), len(tags.Uses))
	}
	p := tree.Place(books)
	shelves, placed := p.Placed()
	if len(p.Shelves) != 853 || shelves != 853 || placed != 853 || len(p.Unlisted) != 1424 {
		t.Errorf("%d leaves, %d with a book, %d books placed, %d unlisted; want 853, 853, 853, 1424", len(p.Shelves), shelves, placed, len(p.Unlisted))
	}
	for _, s := range p.Shelves {
		if len(s.Books) != 1 || s.Hidden {
			t.Errorf("%s: %d books, hidden %v; want one that is shown", s.Key(), len(s.Books), s.Hidden)
		}
	}
	// The flat list leaves tagView out, so 91 of the 92 are seen through it; the tag table has the last.
	byDimension, off := map[string]int{}, 0
	for _, u := range tags.Uses {
		if !tree.Has(u.Dimension, u.ID) {
			byDimension[u.Dimension]++
			off++
		}
	}
	if off != 92 || byDimension[DimensionEdition] != 49 || byDimension[DimensionVolume] != 34 || byDimension[DimensionGrade] != 6 ||
		byDimension[DimensionSubject] != 2 || byDimension[DimensionView] != 1 {
		t.Errorf("%d tags off the tree: %v", off, byDimension)
	}
	if len(p.OffTree) != 91 {
		t.Errorf("%d tags off the tree in the flat list, want 91", len(p.OffTree))
	}
	want := map[string]int{}
	for _, u := range tags.Uses {
		want[u.ID] = u.Records
	}
	for _, u := range p.OffTree {
		if u.Records != want[u.ID] {
			t.Errorf("%s %s is carried by %d books, the table says %d", u.Dimension, u.Name, u.Records, want[u.ID])
		}
	}
	records := 0
	for i := range books {
		if slices.ContainsFunc(books[i].Tags, func(tag Tag) bool { return !tree.Has(tag.Dimension, tag.ID) }) {
			records++
		}
	}
	if records != 636 {
		t.Errorf("%d books carry a tag off the tree, want 636", records)
	}
	t.Logf("leaves %d, books placed %d, unmatched leaves %d, unlisted %d, tags off the tree %d of %d, in %d books", len(p.Shelves), placed,
		len(p.Shelves)-shelves, len(p.Unlisted), off, len(tags.Uses), records)
}

func TestTreesCorpus(t *testing.T) {
	for name, want := range map[string][2]int{"national_lesson_tag.json": {1575, 853}, "tch_material_tag.json": {1467, 1076}} {
		tree := sampleTree(t, name)
		if n := leafCount(tree); tree.Len() != want[0] || n != want[1] {
			t.Errorf("%s: %d tags, %d leaves; want %v", name, tree.Len(), n, want)
		}
		tree.Leaves(func(way []Step) bool {
			var ids []string
			for _, s := range way {
				ids = append(ids, s.ID)
			}
			key := strings.Join(ids, "/")
			if got := tree.Way(key); !slices.Equal(got, way) {
				t.Fatalf("%s: the way %s leads to %v", name, key, got)
			}
			if link := TextbookLink(key, false); !strings.HasPrefix(link, "https://basic.smartedu.cn/syncClassroom?defaultTag=") || strings.Contains(link[45:], "/") {
				t.Fatalf("%s: link %q", key, link)
			}
			return true
		})
	}
}

// TestPartCorpus reads full records and compares them with the flat list, which was made from the same files.
func TestPartCorpus(t *testing.T) {
	books, _ := sampleBooks(t)
	flat := map[string]Resource{}
	for _, b := range books {
		flat[b.ID] = b
	}
	part := samplePart(t)
	if len(part) != 220 {
		t.Fatalf("%d records, want 220", len(part))
	}
	for _, r := range part {
		f, ok := flat[r.ID]
		if !ok || f.Title != r.Title || !f.Updated.Equal(r.Updated) || !f.Online.Equal(r.Online) || r.Updated.IsZero() {
			t.Errorf("%s %s %v: the flat list has %s %v", r.ID, r.Title, r.Updated, f.Title, f.Updated)
		}
		for _, dimension := range []string{DimensionStage, DimensionGrade, DimensionSubject, DimensionEdition, DimensionVolume, DimensionSeries} {
			a, _ := r.Tag(dimension)
			b, _ := f.Tag(dimension)
			if a != b {
				t.Errorf("%s: %v in the record, %v in the flat list", r.ID, a, b)
			}
		}
		if r.Type != TypeLessonTextbook || r.Status != "ONLINE" || r.Visible != "RELEASE" || r.Language != "zh-CN" {
			t.Errorf("%s: %s %s %s %s", r.ID, r.Type, r.Status, r.Visible, r.Language)
		}
		if !slices.IsSortedFunc(r.Tags, func(a, b Tag) int { return int(a.Order - b.Order) }) {
			t.Errorf("%s: tags are not in order", r.ID)
		}
	}
	tree := sampleTree(t, "national_lesson_tag.json")
	unlisted := map[string]bool{}
	for _, id := range tree.Place(books).Unlisted {
		unlisted[id] = true
	}
	p := tree.Place(part)
	for _, r := range part {
		if slices.Contains(p.Unlisted, r.ID) != unlisted[r.ID] {
			t.Errorf("%s is placed otherwise than its row of the flat list", r.Title)
		}
	}
	if _, placed := p.Placed(); placed+len(p.Unlisted) != 220 || placed == 0 {
		t.Errorf("%d of the 220 have a leaf, %d have none", placed, len(p.Unlisted))
	}
}

func TestVersionCorpus(t *testing.T) {
	for name, module := range map[string]string{"national_lesson_data_version.json": "national_lesson", "tch_material_data_version.json": "tch_material"} {
		v, finds, err := ReadVersion(bytes.NewReader(sample(t, name)), name)
		none(t, finds, err)
		if v.Module != module || len(v.Parts) != 3 || v.Number == "" || !strings.HasSuffix(string(v.Parts[2]), "/part_102.json") {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestDetailCorpus(t *testing.T) {
	read := func(name string) Resource {
		r, finds, err := ReadDetail(bytes.NewReader(sample(t, "detail_fixtures/"+name)), name)
		none(t, finds, err)
		return r
	}
	book := read("textbook_details_response.json")
	if book.Title != "语文一年级上册" || len(book.Files) != 1 || book.Files[0] != (File{Flag: "source", Format: "pdf", MD5: "d41d8cd98f00b204e9800998ecf8427e", Size: 123456}) {
		t.Errorf("textbook %+v", book)
	}
	if !book.Updated.Equal(time.Date(2024, 1, 1, 4, 0, 0, 0, time.UTC)) {
		t.Errorf("updated %v", book.Updated)
	}
	lesson := read("sync_classroom_response.json")
	hours, finds := lesson.Hours()
	if len(finds) > 0 || len(hours) != 2 || hours[0].Title != "第一课时" || len(hours[0].Resources) != 4 || len(hours[1].Resources) != 4 {
		t.Fatalf("hours %+v, findings %v", hours, finds)
	}
	if !slices.Equal(hours[0].Teachers, []string{"教师甲"}) || !slices.Equal(hours[1].Teachers, []string{"教师乙"}) {
		t.Errorf("teachers %v, %v", hours[0].Teachers, hours[1].Teachers)
	}
	if hours[0].Resources[0].Alias != "视频课程" || hours[0].Resources[0].Files[0].Height != 720 || hours[0].Resources[0].Files[0].Size != 26536341 {
		t.Errorf("first resource %+v", hours[0].Resources[0])
	}
	course := read("course_response.json")
	hours, finds = course.Hours()
	if len(finds) > 0 || len(hours) != 1 || len(hours[0].Resources) != 2 || hours[0].Title != "主讲" {
		t.Errorf("hours %+v, findings %v", hours, finds)
	}
	var audios []Resource
	finds, err := ReadList(bytes.NewReader(sample(t, "detail_fixtures/textbook_audio_response.json")), "audio", func(i Item) error {
		audios = append(audios, i.Resource)
		return nil
	})
	if err != nil || len(audios) != 2 || len(audios[0].Files) != 2 || audios[0].Files[0].Format != "mp3" || len(finds) != 2 || finds[0].Code != CodeNoID {
		t.Errorf("audios %+v, findings %v, error %v", audios, finds, err)
	}
}

// TestMapCorpus maps the whole list with the names that a region's code lists have.
func TestMapCorpus(t *testing.T) {
	books, _ := sampleBooks(t)
	v := houseVocabulary().Prepare()
	full, fiveFour := 0, 0
	for i := range books {
		m := v.Map(books[i].Tags)
		if len(m.Stage) == 1 && len(m.Subject) == 1 {
			full++
		}
		if m.FiveFour {
			fiveFour++
		}
	}
	queue := v.Queue(books)
	byDimension := map[string]int{}
	for _, u := range queue {
		byDimension[u.Dimension]++
		if u.Records == 0 || u.ID == "" {
			t.Errorf("in the queue: %+v", u)
		}
	}
	t.Logf("%d of %d books have stage and subject, %d are 五四学制; unmapped tags %v", full, len(books), fiveFour, byDimension)
	if fiveFour != 310 {
		t.Errorf("%d books of 五四学制, want 310", fiveFour)
	}
	// 日语 is not in the vocabulary; 中国历史, 世界历史 and 学生读本 are not grades; 84 books of 艺术·舞蹈/影视/戏剧 want 艺术.
	if byDimension[DimensionStage] != 0 || byDimension[DimensionGrade] != 3 || byDimension[DimensionSubject] != 2 || full != 2277-2-84 {
		t.Errorf("%d books with stage and subject, unmapped %v", full, byDimension)
	}
}

// BenchmarkCorpus reads the whole data set and places it; ms/set must stay under 1,000.
func BenchmarkCorpus(b *testing.B) {
	dir := corpora(b)
	files := map[string][]byte{}
	size := 0
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = content
		size += len(content)
		return err
	})
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, files)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/set")
}

func readAll(t testing.TB, files map[string][]byte) {
	in := func(name string) *bytes.Reader { return bytes.NewReader(files[name]) }
	for _, name := range []string{"national_lesson_data_version.json", "tch_material_data_version.json"} {
		if _, _, err := ReadVersion(in(name), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := ReadTree(in("tch_material_tag.json"), ""); err != nil {
		t.Fatal(err)
	}
	tree, _, err := ReadTree(in("national_lesson_tag.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"national_lesson_part_sample.json", "detail_fixtures/textbook_audio_response.json"} {
		if _, err := ReadList(in(name), name, func(i Item) error { i.Record(); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"course_response.json", "sync_classroom_response.json", "textbook_details_response.json"} {
		if _, _, err := ReadDetail(in("detail_fixtures/"+name), name); err != nil {
			t.Fatal(err)
		}
	}
	tags, _, err := ReadTagTable(in("tag_dimensions.tsv"), "")
	if err != nil {
		t.Fatal(err)
	}
	books, _, err := ReadFlat(in("national_lesson_textbooks.tsv"), "", tags)
	if err != nil {
		t.Fatal(err)
	}
	if p := tree.Place(books); len(p.Shelves) != 853 {
		t.Fatal(len(p.Shelves))
	}
}

// BenchmarkPart reads a part list of 2,277 full records, the size of the real one, made of the sample's.
func BenchmarkPart(b *testing.B) {
	one := bytes.TrimSpace(sample(b, "national_lesson_part_sample.json"))
	inner := one[1 : len(one)-1]
	var all bytes.Buffer
	all.WriteByte('[')
	for i := range 11 {
		if i > 0 {
			all.WriteByte(',')
		}
		all.Write(inner)
	}
	all.WriteByte(']')
	b.SetBytes(int64(all.Len()))
	n := 0
	for b.Loop() {
		n = 0
		if _, err := ReadList(bytes.NewReader(all.Bytes()), "", func(i Item) error { n++; i.Record(); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n), "records")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/list")
}
