package exchange_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/smartedu/smartedutest"
)

const (
	countWritten db.SQL = `-- unscoped: a test counts what was written
SELECT COUNT(*) FROM exchange_record WHERE written >= ?`
	countAlive db.SQL = `-- unscoped: a test
SELECT COUNT(*) FROM exchange_record WHERE module = 'national_lesson' AND gone = 0`
	selRaws db.SQL = `-- unscoped: a test
SELECT body FROM exchange_raw`
)

func (h *house) count(q db.SQL, args ...any) int {
	h.t.Helper()
	return must[int](h.t)(db.One(h.Core.Reader(bg), q, db.Value[int], args...))
}

// TestHarvest is the whole way over the loopback: off at first, all in, unchanged asks for the version document only, a changed version
// writes only changed rows, what left becomes a tombstone, the event says how many, and nothing forbidden is kept.
func TestHarvest(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		wantKind(t, h.s.RunNow(bg, h.SystemAdmin, exchange.Lessons, false, ""), fault.Invalid, "a harvest that nobody turned on")
		h.on(exchange.Lessons)
		r := h.run(exchange.Lessons, false)
		if r.Outcome != exchange.Changed || r.Added != 2277 || r.Touched != 2277 || r.Removed != 0 || len(r.Finds) != 0 {
			t.Fatalf("first: %+v", r)
		}
		st := must[[]exchange.State](t)(h.s.States(bg, h.SystemAdmin))
		if st[0].Records != 2277 || st[0].Placed != 853 || st[0].Version != "697162552" || !st[0].Live || st[1].Live {
			t.Errorf("state: %+v", st)
		}
		if n := must[int](t)(h.s.OffTree(bg, h.SystemAdmin, exchange.Lessons)); n != 92 {
			t.Errorf("%d tags off the tree are kept, want 92", n)
		}
		h.clean(t, 2277)
		asked := h.platform.Asked()
		if r = h.run(exchange.Lessons, false); r.Outcome != exchange.Same || r.Touched != 0 {
			t.Errorf("unchanged: %+v", r)
		}
		for path, n := range h.platform.Asked() {
			if n != asked[path] && !strings.HasSuffix(path, "/version/data_version.json") && !strings.Contains(path, "/resources/p") && !strings.Contains(path, "/trees/") {
				t.Errorf("%s was asked for though nothing changed", path)
			}
		}
		books, _, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{Unlisted: true})
		if err != nil || len(books) != exchange.PageSize {
			t.Fatal(len(books), err)
		}
		changed, removed := []string{books[3].ID, books[14].ID}, []string{books[7].ID}
		h.Clock.Advance(time.Minute)
		before := h.Clock.Now().UnixMicro()
		h.platform.Release("7", time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC), changed, removed)
		r = h.run(exchange.Lessons, false)
		if r.Outcome != exchange.Changed || r.Added != 0 || r.Changed != 2 || r.Removed != 1 || r.Touched != 3 {
			t.Errorf("changed version: %+v", r)
		}
		if n := h.count(countWritten, before); n != 3 {
			t.Errorf("a changed version wrote %d rows, want 3", n)
		}
		if n := h.count(countAlive); n != 2276 {
			t.Errorf("%d alive", n)
		}
		if _, _, err := h.s.Book(bg, h.TeacherA, removed[0]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a book that left: %v", err)
		}
		if b, _, err := h.s.Book(bg, h.TeacherA, changed[0]); err != nil || !strings.HasSuffix(b.Title, "（修订）") {
			t.Errorf("a changed book: %+v %v", b, err)
		}
		h.events(t)
	})
}

func (h *house) events(t *testing.T) {
	t.Helper()
	if err := h.Log.Settle(bg); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, e := range must[[]bus.Event](t)(h.Log.Read(bg, bus.Position{}, 500)) {
		var p struct{ Added, Changed, Removed int }
		if e.Kind == "catalogue.changed" {
			if err := json.Unmarshal(e.Payload, &p); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, fmt.Sprint(p.Added, p.Changed, p.Removed))
		}
	}
	if !slices.Equal(seen, []string{"2277 0 0", "0 2 1"}) {
		t.Errorf("events: %v", seen)
	}
}

// TestFaults: with each fault of the platform the harvest is right or says what is wrong, never takes records for gone, and goes on
// when the fault is over.
func TestFaults(t *testing.T) {
	part := "/zxx/ndrs/national_lesson/teachingmaterials/part_101.json"
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(90)
		h.on(exchange.Lessons)
		h.run(exchange.Lessons, false)
		later := time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)
		for i, c := range []struct {
			name    string
			faults  smartedutest.Faults
			trouble string
		}{
			{"text for an array", smartedutest.Faults{TextURLs: true}, ""},
			{"no ETag", smartedutest.Faults{NoETag: true}, ""},
			{"two hosts down", smartedutest.Faults{Down: map[string]bool{"a": true, "b": true}}, ""},
			{"two hosts slow", smartedutest.Faults{Slow: map[string]time.Duration{"b": time.Hour, "c": time.Hour}}, ""},
			{"all hosts down", smartedutest.Faults{Down: map[string]bool{"a": true, "b": true, "c": true}}, exchange.Offline},
			{"401", smartedutest.Faults{Status: map[string]int{part: 401}}, exchange.SignIn},
			{"403", smartedutest.Faults{Status: map[string]int{part: 403}}, exchange.SignIn},
			{"400", smartedutest.Faults{Status: map[string]int{part: 400}}, exchange.SignIn},
			{"404", smartedutest.Faults{Status: map[string]int{part: 404}}, exchange.Missing},
			{"500", smartedutest.Faults{Status: map[string]int{part: 500}}, exchange.Offline},
			{"a page", smartedutest.Faults{Page: part}, exchange.Offline},
			{"cut", smartedutest.Faults{Cut: part}, exchange.Broken},
			{"the version document cut", smartedutest.Faults{Cut: "/zxx/ndrs/national_lesson/teachingmaterials/version"}, exchange.Broken},
		} {
			h.platform.Release(strconv.Itoa(9000-i), later, nil, nil)
			h.Clock.Advance(24 * time.Hour) // hosts have rested
			h.platform.Set(c.faults)
			r := h.run(exchange.Lessons, false)
			h.platform.Set(smartedutest.Faults{})
			switch {
			case r.Trouble != c.trouble, (c.trouble == "") != (r.Outcome == exchange.Changed), r.Touched != 0:
				t.Errorf("%s: %+v", c.name, r)
			case h.count(countAlive) != 90:
				t.Errorf("%s: records are gone", c.name)
			}
			if c.trouble == "" {
				continue
			}
			if st := must[[]exchange.State](t)(h.s.States(bg, h.SystemAdmin)); st[0].Trouble != c.trouble || st[0].Failures != 1 || st[0].Due > st[0].Polled+3600_000_000 {
				t.Errorf("%s: state %+v", c.name, st[0])
			}
			h.Clock.Advance(24 * time.Hour)
			if r := h.run(exchange.Lessons, false); r.Outcome != exchange.Changed || r.Trouble != "" || r.Touched != 0 {
				t.Errorf("after %s: %+v", c.name, r)
			}
		}
	})
}

// TestMissingTag: a menu without 小学 leaves its books unlisted and loses none; when the tag comes back they hang again.
func TestMissingTag(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(400)
		h.on(exchange.Lessons)
		run := func(f smartedutest.Faults, number string) (exchange.Run, exchange.State) {
			h.platform.Set(f)
			h.platform.Release(number, time.Now(), nil, nil)
			r := h.run(exchange.Lessons, false)
			return r, must[[]exchange.State](t)(h.s.States(bg, h.SystemAdmin))[0]
		}
		_, whole := run(smartedutest.Faults{}, "7")
		r, st := run(smartedutest.Faults{MissingTag: "e7bbb2de-0590-11ed-9c79-92fc3b3249d5"}, "8")
		if whole.Records != 400 || st.Records != 400 || st.Placed == 0 || st.Placed >= whole.Placed || r.Changed+r.Removed != 0 {
			t.Errorf("without 小学: %+v %+v, before %+v", st, r, whole)
		}
		less := whole.Placed - st.Placed
		if r, st = run(smartedutest.Faults{}, "9"); st.Placed != whole.Placed || r.Touched < less || r.Changed != 0 {
			t.Errorf("with it: %+v %+v", st, r)
		}
	})
}

// TestShrunk: a catalogue that loses most of itself is not believed until a person says so.
func TestShrunk(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(90)
		h.on(exchange.Lessons)
		h.run(exchange.Lessons, false)
		h.platform.Release("9", time.Now(), nil, h.someIDs(t, 40))
		if r := h.run(exchange.Lessons, false); r.Outcome != exchange.Failed || r.Trouble != exchange.Shrunk || h.count(countAlive) != 90 {
			t.Errorf("not accepted: %+v", r)
		}
		if r := h.run(exchange.Lessons, true); r.Outcome != exchange.Changed || r.Removed != 40 || h.count(countAlive) != 50 {
			t.Errorf("accepted: %+v", r)
		}
	})
}

func (h *house) someIDs(t *testing.T, n int) []string {
	var out []string
	for page := 0; len(out) < n; page++ {
		books, _, err := h.s.Books(bg, h.TeacherA, exchange.BookFilter{Unlisted: true, Page: page})
		if err != nil || len(books) == 0 {
			t.Fatal(len(out), err)
		}
		for _, b := range books {
			out = append(out, b.ID)
		}
	}
	return out[:n]
}

// TestKilled: a harvest that dies after any slice leaves what it wrote, no version, and the next one writes the rest.
func TestKilled(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(300) // five slices
		at, err := exchange.HarvestUntil(bg, h.s, exchange.Lessons, 3)
		if err == nil || at != 3 {
			t.Fatalf("it was not stopped: %d %v", at, err)
		}
		n := h.count(countAlive)
		if n == 0 || n >= 300 {
			t.Fatalf("%d rows when it died", n)
		}
		if st := must[[]exchange.State](t)(h.s.States(bg, h.SystemAdmin)); st[0].Version != "" {
			t.Errorf("a version was noted: %+v", st[0])
		}
		h.on(exchange.Lessons)
		if r := h.run(exchange.Lessons, false); r.Touched != 300-n || h.count(countAlive) != 300 {
			t.Errorf("after %d rows the rest was %+v", n, r)
		}
	})
}

// clean: no stored record names a media host, a key or an account of the platform's staff.
func (h *house) clean(t *testing.T, want int) {
	t.Helper()
	n := 0
	err := db.Each(h.Core.Reader(bg), selRaws, func(r db.Row) error {
		var b []byte
		if err := r.Scan(&b); err != nil {
			return err
		}
		text := exchange.Unpacked(t, b)
		n++
		for _, bad := range []string{"-ndr", "cs_path", ".m3u8", "ti_storage", `"creator"`, `"admins"`, "encryption", "thumbnails"} {
			if strings.Contains(text, bad) {
				t.Errorf("a stored record holds %s: %.200s", bad, text)
			}
		}
		return nil
	})
	if err != nil || n != want {
		t.Error(n, err)
	}
}

// TestDue: the clock enqueues each module once when its time has come, and not before.
func TestDue(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.platform.First(30)
		if n := must[int](t)(h.s.Due(bg)); n != 0 {
			t.Error("something was due that nobody turned on")
		}
		h.on(exchange.Lessons)
		if a, b := must[int](t)(h.s.Due(bg)), must[int](t)(h.s.Due(bg)); a != 1 || b != 0 {
			t.Errorf("due %d, then %d", a, b)
		}
		if err := h.jobs.Drain(bg); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(23 * time.Hour)
		if n := must[int](t)(h.s.Due(bg)); n != 0 {
			t.Error("due too early")
		}
		h.Clock.Advance(2 * time.Hour)
		if n := must[int](t)(h.s.Due(bg)); n != 1 {
			t.Error("not due after a day")
		}
	})
}
