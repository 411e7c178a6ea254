package smartedutest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/spec/smartedu"
	"github.com/tongxue-edu/tongxue/spec/smartedu/smartedutest"
)

// platform is the stand-in over the sample data, or the test is skipped.
func platform(t *testing.T) *smartedutest.Platform {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, "smartedu")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("sample data absent (set TONGXUE_CORPORA): %v", err)
	}
	p, err := smartedutest.New(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// harvest is the smallest harvester that the package is meant for: three hosts on one loopback server.
type harvest struct {
	t       *testing.T
	client  *http.Client
	origins []string
	etags   map[smartedu.Path]string
	kept    map[smartedu.Path][]byte
	version smartedu.Version
	records []smartedu.Record
	books   []smartedu.Resource
}

func newHarvest(t *testing.T, p *smartedutest.Platform) *harvest {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		a := p.Answer(smartedutest.Request{Method: r.Method, Host: host, Path: "/" + rest, IfNoneMatch: r.Header.Get("If-None-Match")})
		select {
		case <-time.After(a.Delay):
		case <-r.Context().Done():
			return
		}
		if a.ETag != "" {
			w.Header().Set("ETag", a.ETag)
		}
		w.Header().Set("Content-Type", a.ContentType)
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body)
	}))
	t.Cleanup(server.Close)
	h := &harvest{t: t, client: server.Client(), etags: map[smartedu.Path]string{}, kept: map[smartedu.Path][]byte{}}
	for _, name := range []string{"a", "b", "c"} {
		h.origins = append(h.origins, server.URL+"/"+name)
	}
	return h
}

// get fetches a document: each host in order, the kept one when it did not change. ok is false when no host gave it.
func (h *harvest) get(p smartedu.Path, more bool) (body []byte, did smartedu.Action) {
	for _, address := range smartedu.Order(p, h.origins, 0) {
		req, err := http.NewRequest("GET", address, nil)
		if err != nil {
			h.t.Fatal(err)
		}
		if tag := h.etags[p]; tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		did = smartedu.NextHost
		res, err := h.client.Do(req)
		if err != nil {
			continue // slow or gone
		}
		body, err = io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			continue
		}
		did = smartedu.Judge(smartedu.Answer{Status: res.StatusCode, Type: res.Header.Get("Content-Type"), Head: body[:min(len(body), 500)]}, more)
		switch did {
		case smartedu.NextHost:
			continue
		case smartedu.Keep:
			return h.kept[p], did
		case smartedu.Take:
			h.etags[p], h.kept[p] = res.Header.Get("ETag"), body
		}
		return body, did
	}
	return nil, did
}

// run polls once. changes is nil when there was nothing to do.
func (h *harvest) run() (changes *smartedu.Changes, err error) {
	body, did := h.get(smartedu.LessonVersion, false)
	if did != smartedu.Take && did != smartedu.Keep {
		return nil, &smartedu.Error{Document: string(smartedu.LessonVersion), Offset: -1, Reason: string(did)}
	}
	now, _, err := smartedu.ReadVersion(bytes.NewReader(body), "data_version.json")
	if err != nil {
		return nil, err
	}
	if len(smartedu.Plan(h.version, now)) == 0 {
		return nil, nil
	}
	var records []smartedu.Record
	var books []smartedu.Resource
	for _, p := range smartedu.Plan(h.version, now) {
		body, did := h.get(p, false)
		if did != smartedu.Take && did != smartedu.Keep {
			return nil, &smartedu.Error{Document: string(p), Offset: -1, Reason: string(did)}
		}
		if _, err := smartedu.ReadList(bytes.NewReader(body), string(p), func(i smartedu.Item) error {
			records, books = append(records, i.Record()), append(books, i.Resource)
			return nil
		}); err != nil {
			delete(h.etags, p)
			return nil, err
		}
	}
	c := smartedu.Diff(h.records, records)
	h.version, h.records, h.books = now, records, books
	return &c, nil
}

// TestHarvest is the way of the whole list: in, unchanged, a changed version touches only changed rows.
func TestHarvest(t *testing.T) {
	p := platform(t)
	h := newHarvest(t, p)
	c, err := h.run()
	if err != nil || len(c.Added) != 2277 || len(c.Changed)+len(c.Removed)+c.Same != 0 {
		t.Fatalf("first harvest: %+v %v", c, err)
	}
	tree, did := h.get(smartedu.LessonTree, false)
	menu, finds, err := smartedu.ReadTree(bytes.NewReader(tree), "tree")
	if did != smartedu.Take || err != nil || len(finds) > 0 {
		t.Fatal(did, finds, err)
	}
	place := menu.Place(h.books)
	if shelves, books := place.Placed(); shelves != 853 || books != 853 || len(place.Unlisted) != 1424 {
		t.Errorf("%d shelves, %d books, %d unlisted", shelves, books, len(place.Unlisted))
	}
	asked := p.Asked()
	if c, err := h.run(); c != nil || err != nil {
		t.Errorf("unchanged: %+v %v", c, err)
	}
	for path, n := range p.Asked() {
		if n != asked[path] && path != string(smartedu.LessonVersion) {
			t.Errorf("%s was asked for though nothing changed", path)
		}
	}
	ids := []string{h.books[5].ID, h.books[1500].ID}
	gone := []string{h.books[2276].ID}
	p.Release("7", time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC), ids, gone)
	slices.Sort(ids)
	if c, err := h.run(); err != nil || !slices.Equal(c.Changed, ids) || !slices.Equal(c.Removed, gone) || len(c.Added) != 0 || c.Same != 2274 {
		t.Errorf("changed: %+v %v", c, err)
	}
}

// TestFaults: with each fault the harvest is right or says that it is not; it never takes records for gone.
func TestFaults(t *testing.T) {
	p := platform(t)
	later := time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)
	part := "/zxx/ndrs/national_lesson/teachingmaterials/part_101.json"
	for i, c := range []struct {
		name   string
		faults smartedutest.Faults
		fails  bool
	}{
		{"text for an array", smartedutest.Faults{TextURLs: true}, false},
		{"no ETag", smartedutest.Faults{NoETag: true}, false},
		{"two hosts down", smartedutest.Faults{Down: map[string]bool{"a": true, "b": true}}, false},
		{"two hosts slow", smartedutest.Faults{Slow: map[string]time.Duration{"a": time.Hour, "c": time.Hour}}, false},
		{"401", smartedutest.Faults{Status: map[string]int{part: 401}}, true},
		{"403", smartedutest.Faults{Status: map[string]int{part: 403}}, true},
		{"400", smartedutest.Faults{Status: map[string]int{part: 400}}, true},
		{"500", smartedutest.Faults{Status: map[string]int{part: 500}}, true},
		{"a page", smartedutest.Faults{Page: part}, true},
		{"cut", smartedutest.Faults{Cut: part}, true},
	} {
		h := newHarvest(t, p)
		if _, err := h.run(); err != nil {
			t.Fatal(err)
		}
		before := len(h.records)
		h.client.Timeout = 2 * time.Second
		p.Release(strconv.Itoa(9000-i), later, nil, nil)
		h.etags = map[smartedu.Path]string{}
		p.Set(c.faults)
		got, err := h.run()
		p.Set(smartedutest.Faults{})
		if c.fails {
			if err == nil || len(h.records) != before {
				t.Errorf("%s: %+v, no error", c.name, got)
			}
		} else if err != nil || got == nil || got.Same != before || len(got.Added)+len(got.Changed)+len(got.Removed) > 0 {
			t.Errorf("%s: %+v %v", c.name, got, err)
		}
	}
}

func TestMissingTag(t *testing.T) {
	p := platform(t)
	p.Set(smartedutest.Faults{MissingTag: "e7bbb2de-0590-11ed-9c79-92fc3b3249d5"}) // 小学
	h := newHarvest(t, p)
	if _, err := h.run(); err != nil {
		t.Fatal(err)
	}
	raw, _ := h.get(smartedu.LessonTree, false)
	menu, _, err := smartedu.ReadTree(bytes.NewReader(raw), "tree")
	if err != nil {
		t.Fatal(err)
	}
	place := menu.Place(h.books)
	shelves, books := place.Placed()
	if shelves != books || books == 0 || books >= 853 || books+len(place.Unlisted) != 2277 {
		t.Errorf("without 小学: %d shelves, %d books, %d unlisted", shelves, books, len(place.Unlisted))
	}
	if !slices.ContainsFunc(place.OffTree, func(u smartedu.TagUse) bool { return u.Name == "小学" && u.Records == 967 }) {
		t.Error("小学 is not among the tags off the tree")
	}
}

// TestLessons goes from a book to its chapters, lessons, details and links; a 精品课 is behind another door.
func TestLessons(t *testing.T) {
	h := newHarvest(t, platform(t))
	raw, _ := h.get(smartedu.LessonParts("b1"), false)
	parts, finds, err := smartedu.ReadParts(bytes.NewReader(raw), "parts")
	if err != nil || len(finds) > 0 || len(parts) != 1 {
		t.Fatal(parts, finds, err)
	}
	raw, _ = h.get(parts[0], false)
	var lessons []smartedu.Resource
	if _, err := smartedu.ReadList(bytes.NewReader(raw), "lessons", func(i smartedu.Item) error { lessons = append(lessons, i.Resource); return nil }); err != nil {
		t.Fatal(err)
	}
	raw, _ = h.get(smartedu.ChapterTree(lessons[0].Books[0]), false)
	tree, _, err := smartedu.ReadChapters(bytes.NewReader(raw), "chapters")
	if err != nil {
		t.Fatal(err)
	}
	hung, loose := tree.Hang(lessons)
	if len(hung) != 4 || len(hung[1].Lessons) != 2 || len(hung[2].Lessons) != 1 || len(loose) != 1 {
		t.Errorf("%+v %+v", hung, loose)
	}
	for _, l := range lessons {
		doors := smartedu.Details(l.Type, l.ID)
		raw, did := h.get(doors[0], len(doors) > 1)
		d, _, err := smartedu.ReadDetail(bytes.NewReader(raw), "detail")
		if did != smartedu.Take || err != nil || d.ID != l.ID {
			t.Errorf("%s: %s %v", l.ID, did, err)
		}
		if hours, finds := d.Hours(); len(hours) == 0 || len(finds) > 0 {
			t.Errorf("%s: hours %v %v", l.ID, hours, finds)
		}
	}
	if _, did := h.get(smartedu.Details(smartedu.TypeNationalLesson, "elite-3-b1")[0], true); did != smartedu.NextDoor {
		t.Errorf("a 精品课 at the door of 国家课: %s", did)
	}
}

func TestTicketOnce(t *testing.T) {
	p := platform(t)
	post := func(path string, body any) smartedu.Reply {
		raw, _ := json.Marshal(body)
		a := p.Answer(smartedutest.Request{Method: "POST", Path: path, Body: raw})
		r, err := smartedu.ReadReply(bytes.NewReader(a.Body), "reply")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := post("/apigateway/getAccessToken", map[string]any{"appId": "app", "timeStamp": 5, "keyInfo": smartedu.KeyInfo("app", "wrong", 5)}); r.OK() {
		t.Error("a wrong key got a token")
	}
	r := post("/apigateway/getAccessToken", map[string]any{"appId": "app", "timeStamp": 5, "keyInfo": smartedu.KeyInfo("app", "secret", 5)})
	ticket := map[string]any{"ticket": p.Ticket()}
	if first := post("/userSession/validaTicket?accessToken="+r.Token, ticket); !first.OK() || first.Identity != smartedu.Teaching || first.UserID == "" {
		t.Errorf("%+v", first)
	}
	if again := post("/userSession/validaTicket?accessToken="+r.Token, ticket); again.OK() || again.UserID != "" {
		t.Errorf("a ticket was taken twice: %+v", again)
	}
	if other := post("/userSession/validaTicket?accessToken=token-99", map[string]any{"ticket": p.Ticket()}); other.OK() {
		t.Error("a token that nobody gave was taken")
	}
}

// TestTextbooks: both forms of the version document name the same parts, and records with tag paths hang at the leaves they name.
func TestTextbooks(t *testing.T) {
	p := platform(t)
	h := newHarvest(t, p)
	read := func() smartedu.Version {
		raw, _ := h.get(smartedu.TextbookVersion, false)
		v, finds, err := smartedu.ReadVersion(bytes.NewReader(raw), "data_version.json")
		if err != nil || len(finds) > 0 {
			t.Fatal(finds, err)
		}
		return v
	}
	text := read()
	p.Set(smartedutest.Faults{ArrayURLs: true})
	if array := read(); !slices.Equal(array.Parts, text.Parts) || smartedu.Plan(text, array) != nil || len(text.Parts) != 2 {
		t.Errorf("%v and %v", text, array)
	}
	var books []smartedu.Resource
	for _, part := range text.Parts {
		raw, _ := h.get(part, false)
		if _, err := smartedu.ReadList(bytes.NewReader(raw), string(part), func(i smartedu.Item) error { books = append(books, i.Resource); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	raw, _ := h.get(smartedu.TextbookTree, false)
	menu, _, err := smartedu.ReadTree(bytes.NewReader(raw), "tree")
	if err != nil {
		t.Fatal(err)
	}
	place := menu.Place(books)
	if shelves, n := place.Placed(); shelves != 1076 || n != 1076 || len(place.Unlisted) != 0 {
		t.Errorf("%d shelves, %d books, %d unlisted", shelves, n, len(place.Unlisted))
	}
}
