// Package smartedutest is a stand-in for the national platform's catalogue and for the sign-on gateway, for tests: it answers from
// the sample data set, and with the faults that the real ones have.
//
// It is a function from request to response and serves nothing itself, since engines know no HTTP: a test puts it behind a server of
// its own in a few lines, with Response.Delay as a sleep. What the sample lacks is made up and says so in its title (模拟): records of
// textbooks beyond the 220 full ones are made of the flat list, lessons and chapters of a book are invented. It belongs into no program.
package smartedutest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Request is what a client asks. Host is the name that the client believes to speak to, so that one host can be slow or down.
type Request struct {
	Method, Host, Path string
	IfNoneMatch        string
	Body               []byte
}

// Response is what to send after Delay.
type Response struct {
	Status            int
	ContentType, ETag string
	Body              []byte
	Delay             time.Duration
}

// Faults are the oddities of the platform, each off when zero.
type Faults struct {
	TextURLs   bool                     // urls of the lessons' version document are one text with commas
	ArrayURLs  bool                     // urls of the textbooks' version document are an array
	MissingTag string                   // this tag id is not in the menu of lessons, nor what stands below it
	Status     map[string]int           // by beginning of the path: 401, 403, 400, 404, 500
	Slow       map[string]time.Duration // by host
	Down       map[string]bool          // by host: 503
	Page       string                   // documents whose path begins so are answered by a page with status 200
	Cut        string                   // documents whose path begins so end in the middle
	NoETag     bool
	TicketCode string // the gateway answers a good ticket with this retCode
	Identity   string // userIdentity of everybody; 1 when empty
}

// Platform is the stand-in. It is safe for concurrent use.
type Platform struct {
	mu       sync.Mutex
	files    fs.FS
	faults   Faults
	versions map[smartedu.Path]string
	books    []map[string]any // lesson textbooks, in the order of the flat list
	material []map[string]any // made of the leaves of the textbooks' menu
	size     int              // of a part file
	sets     int              // the state of topics, papers and courses; 0: there are none
	asked    map[string]int
	tickets  map[string]bool // false once used
	tokens   map[string]bool
	apps     map[string]string
}

// wholePart is how many records a part file of the whole catalogue has.
const wholePart = 1000

// New reads the sample data set from its folder.
func New(files fs.FS) (*Platform, error) {
	p := &Platform{files: files, size: wholePart, versions: map[smartedu.Path]string{smartedu.LessonVersion: "697162552", smartedu.TextbookVersion: "1380630678"},
		asked: map[string]int{}, tickets: map[string]bool{}, tokens: map[string]bool{}, apps: map[string]string{"app": "secret"}}
	full := map[string]map[string]any{}
	raw, err := fs.ReadFile(files, "national_lesson_part_sample.json")
	if err != nil {
		return nil, err
	}
	var records []map[string]any
	if err := json.Unmarshal(raw, &records); err != nil {
		return nil, err
	}
	for _, r := range records {
		full[fmt.Sprint(r["id"])] = r
	}
	flat, err := p.flat()
	if err != nil {
		return nil, err
	}
	for _, b := range flat {
		if r := full[b.ID]; r != nil {
			p.books = append(p.books, r)
		} else {
			p.books = append(p.books, record(b))
		}
	}
	raw, err = fs.ReadFile(files, "tch_material_tag.json")
	if err != nil {
		return nil, err
	}
	tree, _, err := smartedu.ReadTree(bytes.NewReader(raw), "tch_material_tag.json")
	if err != nil {
		return nil, err
	}
	tree.Leaves(func(way []smartedu.Step) bool {
		path, title := tree.Path, "模拟"
		for _, s := range way {
			path += "/" + s.ID
			title += " " + s.Name
		}
		p.material = append(p.material, map[string]any{"id": "book-" + way[len(way)-1].ID, "title": title, "resource_type_code": smartedu.TypeTextbook,
			"tag_paths": []string{path}, "update_time": "2024-08-30T10:00:00.000+0800", "status": "ONLINE"})
		return true
	})
	return p, nil
}

func (p *Platform) flat() ([]smartedu.Resource, error) {
	raw, err := fs.ReadFile(p.files, "tag_dimensions.tsv")
	if err != nil {
		return nil, err
	}
	tags, _, err := smartedu.ReadTagTable(bytes.NewReader(raw), "tag_dimensions.tsv")
	if err != nil {
		return nil, err
	}
	if raw, err = fs.ReadFile(p.files, "national_lesson_textbooks.tsv"); err != nil {
		return nil, err
	}
	books, _, err := smartedu.ReadFlat(bytes.NewReader(raw), "national_lesson_textbooks.tsv", tags)
	return books, err
}

// stamp is a time as the platform writes it.
func stamp(t time.Time) string {
	return t.In(time.FixedZone("", 8*60*60)).Format("2006-01-02T15:04:05.000-0700")
}

// record is a row of the flat list in the form of a part file, tags in no order, as there.
func record(b smartedu.Resource) map[string]any {
	tags := []map[string]any{}
	for _, t := range slices.Backward(b.Tags) {
		tags = append(tags, map[string]any{"tag_dimension_id": t.Dimension, "tag_id": t.ID, "tag_name": t.Name, "order_num": t.Order})
	}
	return map[string]any{"id": b.ID, "title": b.Title, "description": nil, "resource_type_code": b.Type, "status": "ONLINE", "language": "zh-CN",
		"tag_list": tags, "online_time": stamp(b.Online), "update_time": stamp(b.Updated), "creator": "0", "ti_items": []any{}}
}

// Set sets the faults from now on.
func (p *Platform) Set(f Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = f
}

// Release publishes a new state of the lesson textbooks under another version number, a JSON number: the records changed get a new title
// and the time at, those removed go.
func (p *Platform) Release(number string, at time.Time, changed, removed []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.versions[smartedu.LessonVersion] = number
	p.books = slices.DeleteFunc(p.books, func(r map[string]any) bool { return slices.Contains(removed, fmt.Sprint(r["id"])) })
	for i, r := range p.books {
		if slices.Contains(changed, fmt.Sprint(r["id"])) {
			r = maps.Clone(r)
			r["title"], r["update_time"] = fmt.Sprint(r["title"], "（修订）"), stamp(at)
			p.books[i] = r
		}
	}
}

// Sets publishes a topic among the textbooks and a question paper in each book of lessons, in state 1; any course can be asked for then.
// State 2 has renamed, removed and added one resource of the topic.
func (p *Platform) Sets(state int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sets = state
	p.versions[smartedu.TextbookVersion] = fmt.Sprint(1380630678 + state)
	p.material = slices.DeleteFunc(p.material, func(r map[string]any) bool { return r["id"] == Topic })
	p.material = append(p.material, map[string]any{"id": Topic, "title": "模拟 劳动教育专题", "resource_type_code": smartedu.TypeTopic, "status": "ONLINE",
		"update_time": stamp(time.Date(2024, 9, state, 0, 0, 0, 0, time.UTC))})
}

// Topic is the id of the one topic.
const Topic = "topic-1"

// First takes all but the first books out of the catalogue, for tests that need no whole one. Three part files stay.
func (p *Platform) First(books int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.books = p.books[:min(books, len(p.books))]
	p.material = p.material[:min(books, len(p.material))]
	p.size = (books + 2) / 3
}

// Asked is how often each path was asked for, whatever the answer.
func (p *Platform) Asked() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.asked)
}

// Ticket issues a ticket that the gateway takes once.
func (p *Platform) Ticket() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := fmt.Sprintf("ticket-%d", len(p.tickets)+1)
	p.tickets[t] = true
	return t
}

// Answer answers a request.
func (p *Platform) Answer(q Request) Response {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[q.Path]++
	delay := p.faults.Slow[q.Host]
	if p.faults.Down[q.Host] {
		return Response{Status: 503, ContentType: "text/html", Body: []byte("<html>503</html>"), Delay: delay}
	}
	for prefix, status := range p.faults.Status {
		if strings.HasPrefix(q.Path, prefix) {
			return refusal(status, delay)
		}
	}
	if q.Method == "POST" {
		return p.gateway(q, delay)
	}
	body, status := p.document(q.Path)
	switch {
	case status != 200:
		return refusal(status, delay)
	case p.faults.Page != "" && strings.HasPrefix(q.Path, p.faults.Page):
		return Response{Status: 200, ContentType: "text/html", Body: []byte("<!DOCTYPE html><title>登录</title>"), Delay: delay}
	case p.faults.Cut != "" && strings.HasPrefix(q.Path, p.faults.Cut):
		body = body[:len(body)/2]
	}
	r := Response{Status: 200, ContentType: "application/json", Body: body, Delay: delay}
	if !p.faults.NoETag {
		sum := sha256.Sum256(body)
		r.ETag = `"` + hex.EncodeToString(sum[:8]) + `"`
		if q.IfNoneMatch == r.ETag {
			r.Status, r.Body = 304, nil
		}
	}
	return r
}

func refusal(status int, delay time.Duration) Response {
	code := map[int]string{401: "CS/REQUIRE_SESSION", 400: "CS/INVALID_ARGUMENT", 403: "CS/ACCESS_DENIED", 404: "CS/NOT_FOUND"}[status]
	body, _ := json.Marshal(map[string]string{"code": code, "message": "模拟"})
	return Response{Status: status, ContentType: "application/json", Body: body, Delay: delay}
}
