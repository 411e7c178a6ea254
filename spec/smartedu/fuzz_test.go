package smartedu

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// bound fails when a reader broke its promises: an error says which document, findings are bounded.
func bound(t *testing.T, finds []Finding, err error) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Document != "doc" || e.Reason == "") {
		t.Fatalf("the error does not say what and where: %v", err)
	}
	if len(finds) > maxFindings {
		t.Fatalf("%d findings", len(finds))
	}
}

func FuzzReadVersion(f *testing.F) {
	f.Add([]byte(`{"module":"m","module_version":1380630678,"urls":"https://s-file-2.ykt.cbern.com.cn/a.json,https://s-file-1.ykt.cbern.com.cn/b.json"}`))
	f.Add([]byte(`{"module_version":"x","urls":["https://s-file-1.ykt.cbern.com.cn/a.json",null,7]}`))
	f.Add([]byte(`["https://s-file-1.ykt.cbern.com.cn/a.json"]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, finds, err := ReadVersion(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		if err == nil && (len(Plan(Version{}, v)) == 0 || Plan(v, v) != nil) {
			t.Fatalf("%+v is a version without a plan", v)
		}
		parts, finds, err := ReadParts(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		for _, p := range append(parts, v.Parts...) {
			if again, err := ParsePath(Hosts()[0] + string(p)); err != nil || again != p {
				t.Fatalf("%q is not the path of a document: %v", p, err)
			}
		}
	})
}

func FuzzReadTree(f *testing.F) {
	f.Add([]byte(smallTree))
	f.Add([]byte(`{"hierarchies":[{"children":[{"tag_id":1,"hierarchies":{}}],"ext":{"hidden_tags":"1"}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tree, finds, err := ReadTree(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		if err != nil {
			return
		}
		// A record that carries the tags of a leaf hangs at a leaf.
		tree.Leaves(func(way []Step) bool {
			rec := Resource{ID: "r"}
			for _, s := range way {
				rec.Tags = append(rec.Tags, s.Tag)
			}
			if p := tree.Place([]Resource{rec}); len(p.Unlisted) > 0 || len(p.OffTree) > 0 {
				t.Fatalf("the way %v holds no record with its tags: %+v", way, p)
			}
			houseVocabulary().Prepare().Map(WayTags(way))
			return false
		})
	})
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte(`[{"id":"a","title":"b","tag_list":[{"tag_id":"x","order_num":"3"}],"update_time":"2024-03-15T14:22:07.930+0800"},null]`))
	f.Add([]byte(`[{"global_title":{"zh-CN":"一"},"ti_items":[{"ti_storages":["https://r1-ndr-private.ykt.cbern.com.cn/a.pdf"],"custom_properties":{"requirements":[{"name":"Height","value":["1"]}]}}]}]`))
	f.Add([]byte("\xef\xbb\xbf[]"))
	f.Add([]byte(`{"code":"CS/REQUIRE_SESSION"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var now []Record
		finds, err := ReadList(bytes.NewReader(b), "doc", func(i Item) error {
			now = append(now, i.Record())
			if kept, err := Metadata(i.Raw); err != nil || !json.Valid(kept) || bytes.Contains(kept, []byte(`"ti_storages":`)) {
				t.Fatalf("metadata of %q: %q %v", i.Raw, kept, err)
			}
			if link := Link(Target{Type: i.Type, ID: i.ID}); link != "" && !strings.HasPrefix(link, "https://basic.smartedu.cn/") {
				t.Fatal(link)
			}
			return nil
		})
		bound(t, finds, err)
		if c := Diff(now, now); len(c.Added)+len(c.Changed)+len(c.Removed) > 0 {
			t.Fatalf("a list differs from itself: %+v", c)
		}
	})
}

func FuzzReadDetail(f *testing.F) {
	f.Add([]byte(`{"id":"x","relations":{"course_resource":[{"id":"1"}]},"resource_structure":{"relations":[{"title":"一","res_ref":["$.relations.course_resource[0]","[*]"]}]},"teacher_list":[{"id":"t","name":"n"}]}`))
	f.Add([]byte(`{"relations":{"a":[{"relations":{"b":[{"relations":{"c":[{"relations":{}}]}}]}}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, finds, err := ReadDetail(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		if err != nil {
			return
		}
		hours, finds := r.Hours()
		if len(finds) > maxFindings {
			t.Fatal(len(finds))
		}
		for _, h := range hours {
			for _, x := range h.Resources {
				if x == nil {
					t.Fatal("an hour has a resource that is none")
				}
			}
		}
	})
}

func FuzzReadChapters(f *testing.F) {
	f.Add([]byte(`[{"id":"u","title":"t","node_path":"p","tree_id":"b","child_nodes":[{"id":"k","node_path":"p/k"}]}]`))
	f.Add([]byte(`{"id":"u","child_nodes":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		ch, finds, err := ReadChapters(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		if err != nil {
			return
		}
		lessons := []Resource{{ID: "l", Type: TypeNationalLesson, ChapterPaths: []string{"p/k"}}}
		hung, loose := ch.Hang(lessons)
		n := len(loose)
		for _, h := range hung {
			n += len(h.Lessons)
		}
		if len(hung) != ch.Len() || n != 1 {
			t.Fatalf("%d of %d chapters, the lesson hangs %d times", len(hung), ch.Len(), n)
		}
	})
}

func FuzzReadBookmarks(f *testing.F) {
	f.Add([]byte(`{"ebook_id":"t","mappings":[{"node_id":"u1","page_number":"7"}]}`))
	f.Add([]byte(`{"ebook_id":7,"mappings":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, marks, finds, err := ReadBookmarks(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		for _, m := range marks {
			if m.Chapter == "" || m.Page < 1 {
				t.Fatalf("%+v", m)
			}
		}
	})
}

func FuzzReadReply(f *testing.F) {
	f.Add([]byte(`{"retCode":"000000","data":{"accessToken":"a","userIdentity":1}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ReadReply(bytes.NewReader(b), "doc")
		bound(t, nil, err)
		if r.Identity < NoIdentity || r.Identity > OfficeStaff {
			t.Fatal(r.Identity)
		}
	})
}

func FuzzReadTables(f *testing.F) {
	f.Add([]byte("tag_dimension_id\ttag_id\ttag_name\torder_num\ttextbooks\nzxxxd\ta\t小学\t0\t1\n"))
	f.Add([]byte("id\ttitle\tzxxxd_学段\tupdate_time\n1\t书\t小学\t2024-03-15T14:22:07.930+0800\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tags, finds, err := ReadTagTable(bytes.NewReader(b), "doc")
		bound(t, finds, err)
		if err != nil {
			tags = nil
		}
		books, finds, err := ReadFlat(bytes.NewReader(b), "doc", tags)
		bound(t, finds, err)
		seen := map[string]bool{}
		for _, r := range books {
			if r.ID == "" || seen[r.ID] {
				t.Fatalf("the id %q is empty or came twice", r.ID)
			}
			seen[r.ID] = true
		}
	})
}

func FuzzMetadata(f *testing.F) {
	f.Add([]byte(`{"creator":"1","a":[{"ti_storages":[1,{"x":2}],"b":"cs_path:x"}],"a":-0.0e5}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		kept, err := Metadata(b)
		if err != nil {
			return
		}
		again, err := Metadata(kept)
		if err != nil || !bytes.Equal(again, kept) || bytes.Contains(kept, []byte(`"creator":`)) {
			t.Fatalf("%q then %q: %v", kept, again, err)
		}
	})
}

func FuzzParseLink(f *testing.F) {
	f.Add("https://basic.smartedu.cn/qualityCourse?courseId=a&chapterId=b&teachingmaterialId=c")
	f.Add("https://basic.smartedu.cn/syncClassroom/detail?resourceType=singing&resourceId=x")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseLink(s)
		if !ok {
			return
		}
		if link := Link(got); link != "" {
			if again, ok := ParseLink(link); !ok || again.ID != got.ID { // types share pages, so the type may become its page's
				t.Fatalf("%+v has the link %s, which leads to %+v", got, link, again)
			}
		}
		_, _ = ParsePath(s)
	})
}
