package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/invent"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/index"
)

// searchRounds is how often every query is asked; the best and the middle round are told.
const searchRounds = 5

// asked is a class of queries with its times over the rounds.
type asked struct {
	N      int     `json:"n"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"` // of the middle round, as all here
	P99    float64 `json:"p99_ms"`
	Max    float64 `json:"max_ms"`
	Best   float64 `json:"best_p99_ms"` // of the best round
	Best95 float64 `json:"best_p95_ms"`
	Bar    float64 `json:"bar_ms,omitempty"`
	Facets float64 `json:"facets_p95_ms"`
}

type searchResult struct {
	Engine  string           `json:"engine"`
	Works   int              `json:"works"`
	Rows    float64          `json:"rows_s"`
	Index   float64          `json:"index_s"`
	Rate    float64          `json:"index_docs_per_s"`
	PerDoc  float64          `json:"index_us_per_doc"`
	Size    float64          `json:"index_mb"`
	Classes map[string]asked `json:"queries"`
	Checked int              `json:"recall_queries"`
	Matches int              `json:"recall_matches"`
	Missed  int              `json:"recall_missed"`
	Beyond  int              `json:"recall_beyond"` // by Pinyin and by other names of the same thing
	Capped  bool             `json:"counts_capped"`
	Peak    float64          `json:"peak_mb"`
	Hold    float64          `json:"longest_hold_ms"`
	OK      bool             `json:"ok"`
}

// bars are what is asked of the classes, in milliseconds.
var bars = map[string]struct {
	bar float64
	p95 bool
}{"one character": {150, true}, "two characters, filter": {30, false}, "three words": {60, false}}

// classes are the classes in the order in which they are told.
var classes = []string{"one character", "two characters", "two characters, filter", "three words", "phrase", "phrase, filters", "pinyin", "browse"}

// benchSearch builds an invented catalogue of --n lessons, metadata only, and asks it through the service that the pages use: permission,
// index, rows, order, page and count. Part of the queries is compared with a plain reading of every lesson.
func benchSearch(w *world, c *benchCmd) error {
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.Open(w.ctx, app.Config{Dir: dir, DSN: c.DB, Log: w.log})
	if err != nil {
		return err
	}
	defer a.Close()
	say := func(f string, args ...any) {
		if !w.json {
			fmt.Fprintf(w.out, f+"\n", args...)
		}
	}
	top := peak()
	s := &stock{a: a, lessons: invent.New(6, stockSchools), n: c.N}
	if err := s.units(w.ctx); err != nil {
		return err
	}
	if err := s.fill(w.ctx, say); err != nil {
		return err
	}
	res := searchResult{Engine: a.Core.Engine().String(), Works: s.n, Rows: s.rows.Seconds(), Index: s.fts.Seconds(), Rate: float64(s.n) / s.fts.Seconds(),
		PerDoc: float64(s.fts.Microseconds()) / float64(s.n), Classes: map[string]asked{}, Hold: float64(a.Search.Stats().LongestHold.Microseconds()) / 1000}
	if res.Size, err = indexMB(w.ctx, a, dir); err != nil {
		return err
	}
	say("%s: %d works indexed in %.1f s, %.0f a second, %.0f µs each; the index takes %.0f MB, %.0f bytes a work", res.Engine, res.Works, res.Index, res.Rate, res.PerDoc, res.Size, res.Size*1e6/float64(res.Works))
	queries := s.queries()
	if err := measure(w.ctx, s, queries, &res); err != nil {
		return err
	}
	for _, name := range classes {
		x := res.Classes[name]
		say("%-24s n %4d   p50 %6.2f  p95 %6.2f  p99 %6.2f  max %6.2f ms   best round p95 %6.2f p99 %6.2f   facets p95 %6.2f%s", name, x.N, x.P50, x.P95, x.P99, x.Max, x.Best95, x.Best, x.Facets, barText(name))
	}
	if err := recall(w.ctx, s, queries, &res); err != nil {
		return err
	}
	res.Peak = top()
	res.OK = res.Missed == 0 && res.Capped
	for name, b := range bars {
		x := res.Classes[name]
		res.OK = res.OK && (b.p95 && x.P95 <= b.bar || !b.p95 && x.P99 <= b.bar)
	}
	return w.say(res, "%d queries compared with a plain reading of all works: %d matches, %d missed, %d more by Pinyin and other names; counts end at %d+: %v; peak memory %.0f MB, longest hold of the index's writer %.0f ms; ok: %v",
		res.Checked, res.Matches, res.Missed, res.Beyond, commons.MaxCount, res.Capped, res.Peak, res.Hold, res.OK)
}

func barText(name string) string {
	b, ok := bars[name]
	switch {
	case !ok:
		return ""
	case b.p95:
		return fmt.Sprintf("   bar p95 %.0f", b.bar)
	}
	return fmt.Sprintf("   bar p99 %.0f", b.bar)
}

func indexMB(ctx context.Context, a *app.App, dir string) (float64, error) {
	if a.Core.Engine() == db.Postgres {
		n, err := db.One(a.Core.Reader(ctx), vectorSize, db.Value[int64])
		return float64(n) / 1e6, err
	}
	f, err := os.Stat(filepath.Join(dir, "search.db"))
	if err != nil {
		return 0, err
	}
	return float64(f.Size()) / 1e6, nil
}

// queries are drawn from the lessons themselves, from their topics and from the vocabulary, frequent and rare.
func (s *stock) queries() map[string][]commons.Query {
	out := map[string][]commons.Query{}
	add := func(class string, q commons.Query) { out[class] = append(out[class], q) }
	const n = 300
	subjects := invent.Subjects()
	for i := range n {
		l := s.lessons.Lesson(i * 997 % s.n)
		title, body := []rune(firstWord(l.Title)), []rune(firstWord(l.Text))
		topics := invent.Topics(subjects[i*i%len(subjects)])
		topic := []rune(firstWord(topics[i%len(topics)]))
		two := [][]rune{title, body, topic, []rune(s.lessons.Word(i * i / 3))}[i%4]
		pair := string(two[:min(2, len(two))])
		add("one character", commons.Query{Text: string(two[len(two)-1:])})
		add("two characters", commons.Query{Text: pair})
		add("two characters, filter", commons.Query{Text: pair, Subject: l.Subject})
		add("two characters, filter", commons.Query{Text: pair, Subject: subjects[(i*7+3)%len(subjects)]})
		add("two characters, filter", commons.Query{Text: pair, Grade: 1 + i%12})
		add("two characters, filter", commons.Query{Text: pair, Edition: l.Edition, Volume: l.Volume})
		other := topics[(i*5+1)%len(topics)]
		add("three words", commons.Query{Text: pair + " " + firstWord(other) + " " + s.lessons.Word(i)})
		add("three words", commons.Query{Text: firstWord(l.Title) + " " + firstWord(l.Text) + " " + firstWord(l.Chapter)})
		add("three words", commons.Query{Text: s.lessons.Word(i/10) + " " + s.lessons.Word(i/3+1) + " " + s.lessons.Word(i+2)})
		add("phrase", commons.Query{Text: string(title)})
		add("phrase, filters", commons.Query{Text: string(topic), Stage: l.Stage, Has: []commons.Has{commons.HasPractice, commons.HasVideo}})
		if p := spelling(string(topic)); p != "" {
			add("pinyin", commons.Query{Text: p})
		}
		add("browse", commons.Query{Subject: l.Subject, Grade: l.Grade, Edition: l.Edition})
	}
	return out
}

func firstWord(s string) string {
	if w := index.Words(s); len(w) > 0 {
		return w[0]
	}
	return "课"
}

// spelling is a topic as somebody types it who does not switch the keyboard.
func spelling(s string) string {
	var out string
	for _, line := range index.Sounds(s) {
		out += strings.Join(line, "")
	}
	return out
}

func measure(ctx context.Context, s *stock, queries map[string][]commons.Query, res *searchResult) error {
	for _, name := range classes {
		var rounds [][]time.Duration
		var facets []time.Duration
		for round := range searchRounds + 1 {
			var all []time.Duration
			for _, q := range queries[name] {
				start := time.Now()
				found, err := s.a.Lessons.Search(ctx, s.teacher, q)
				if err != nil {
					return err
				}
				all = append(all, time.Since(start))
				res.Capped = res.Capped || found.More && found.Total == commons.MaxCount
				if round == searchRounds {
					start := time.Now()
					if _, err := s.a.Lessons.Facets(ctx, s.teacher, q); err != nil {
						return err
					}
					facets = append(facets, time.Since(start))
				}
			}
			if round > 0 { // the first fills the caches, as a server's first minutes do
				slices.Sort(all)
				rounds = append(rounds, all)
			}
		}
		slices.SortFunc(rounds, func(a, b []time.Duration) int { return int(at(a, 0.99) - at(b, 0.99)) })
		middle := rounds[len(rounds)/2]
		slices.Sort(facets)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		res.Classes[name] = asked{N: len(middle), P50: ms(at(middle, 0.5)), P95: ms(at(middle, 0.95)), P99: ms(at(middle, 0.99)), Max: ms(at(middle, 1)), Best: ms(at(rounds[0], 0.99)),
			Best95: ms(at(rounds[0], 0.95)), Bar: bars[name].bar, Facets: ms(at(facets, 0.95))}
	}
	return nil
}

func at(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
