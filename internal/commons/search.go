package commons

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Query is what a reader looks for. Empty fields do not restrict.
type Query struct {
	Text    string // one Chinese character is enough
	Subject string
	Stage   string
	Grade   int
	Edition string // id or name
	Volume  string // id or name
	Licence Licence
	Chapter string // as the works' authors wrote it
	Has     []Has  // what the lesson must bring along
	After   string // cursor of the page before
	// Quiet keeps a query that finds nothing out of the list of misses: what is typed into the box for everything may be a person's name.
	Quiet bool
}

// Has is something that a lesson may bring along.
type Has string

// What can be asked for.
const (
	HasPractice Has = "practice"
	HasVideo    Has = "video"
	HasAudio    Has = "audio"
	HasFile     Has = "document"
)

// Filtered reports whether anything but the words restricts.
func (q Query) Filtered() bool {
	return q.Subject != "" || q.Stage != "" || q.Grade != 0 || q.Edition != "" || q.Volume != "" || q.Licence != "" || q.Chapter != "" || len(q.Has) > 0
}

// Limits of a search.
const (
	MaxQuery  = 64   // how much of a query is read, in characters
	MaxRanked = 300  // how many candidates are ordered by how well they fit; what comes after them stands in the static order
	MaxCount  = 1000 // counts go up to here, and then say more
)

// Hit is one version found, without its text.
type Hit struct{ Version }

// Found is a page of results. Next is empty at the end.
type Found struct {
	Hits  []Hit
	Next  string
	Words []string // as they were understood, folded
	Total int      // at most MaxCount; only on the first page
	More  bool     // there are more than Total
	Noted bool     // nothing was found, and that was noted for the school
}

// plan is a query made ready: what to ask the index, and for whom.
type plan struct {
	asked index.Expr // the words and the filters, without the readers' units
	rooms []index.Phrase
	units map[id.Any]bool
	scope db.Scope
	words []string
	never bool // only punctuation was typed
}

func (s *Service) plan(ctx context.Context, a *org.Actor, q Query) (plan, error) {
	nodes, err := s.org.ReachNodes(ctx, a, org.LibraryRead)
	if err != nil {
		return plan{}, err
	}
	p := plan{units: map[id.Any]bool{}}
	if p.scope, err = s.org.Reach(ctx, a, org.LibraryRead); err != nil {
		return plan{}, err
	}
	slices.SortFunc(nodes, func(a, b org.Node) int { return slices.Compare(a[:], b[:]) })
	for _, n := range nodes {
		p.units[n] = true
		p.rooms = append(p.rooms, index.Tag{Kind: tagRoom, Value: n.Hex()}.Of())
	}
	text := []rune(q.Text)
	p.words = index.Words(string(text[:min(len(text), MaxQuery)]))
	p.never = strings.TrimSpace(q.Text) != "" && len(p.words) == 0
	names, lexicon := s.authors.ready(ctx, s), s.lexicon.ready(ctx, s)
	for _, w := range p.words {
		for _, piece := range lexicon.cut(w) {
			p.asked = p.asked.And(append(lexicon.say(piece), names.say(piece)...)...)
		}
	}
	for _, t := range s.filters(q) {
		p.asked = p.asked.And(t.Of())
	}
	return p, nil
}

// Search finds published versions shared to the actor's units and those above. The index gives the matching versions in a static
// order, the same on both engines; the first MaxRanked of them are ordered by how well their titles fit. A withdrawn version is gone
// the moment it is withdrawn, because the versions of a page are read with their state; the number beside them follows with the index. A
// query without an answer is noted for the school.
func (s *Service) Search(ctx context.Context, a *org.Actor, q Query) (Found, error) {
	p, err := s.plan(ctx, a, q)
	if err != nil || p.never {
		return Found{}, err
	}
	out := Found{Words: p.words}
	if after, ok := strings.CutPrefix(q.After, "r"); ok {
		rank, err := strconv.ParseInt(after, 36, 64)
		if err != nil {
			return Found{}, nil
		}
		out.Hits, out.Next, err = s.further(ctx, p, rank)
		return out, err
	}
	read, err := s.candidates(ctx, p, -1, MaxRanked)
	if err != nil {
		return Found{}, err
	}
	ranked := order(read.hits, p.words)
	from, first := 0, true
	if raw, err := hex.DecodeString(strings.TrimPrefix(q.After, "h")); err == nil && len(raw) == 16 {
		from, first = slices.IndexFunc(ranked, func(h index.Hit) bool { return h.Key == id.Any(raw) })+1, false
	}
	page := ranked[from:min(len(ranked), from+PageSize)]
	switch {
	case from+PageSize < len(ranked):
		out.Next = "h" + page[len(page)-1].Key.Hex()
	case !read.all:
		out.Next = "r" + strconv.FormatInt(read.hits[len(read.hits)-1].Rank, 36)
	}
	if out.Hits, err = s.versions(ctx, p.scope, page); err != nil || !first {
		return out, err
	}
	if out.Total, out.More, err = s.total(ctx, p, read); err != nil {
		return Found{}, err
	}
	if read.all {
		out.Total -= len(page) - len(out.Hits) // withdrawn a moment ago
	}
	if out.Total == 0 && q.After == "" && len(p.words) > 0 && !q.Quiet {
		out.Noted, err = s.miss(ctx, a, p, q)
	}
	return out, err
}

// further is a page beyond the ranked ones: the static order, goes on after a rank.
func (s *Service) further(ctx context.Context, p plan, rank int64) (out []Hit, next string, err error) {
	for len(out) < PageSize {
		read, err := s.candidates(ctx, p, rank, PageSize-len(out))
		if err != nil {
			return nil, "", err
		}
		more, err := s.versions(ctx, p.scope, read.hits)
		if err != nil {
			return nil, "", err
		}
		if out = append(out, more...); read.all {
			return out, "", nil
		}
		rank = read.hits[len(read.hits)-1].Rank
	}
	return out, "r" + strconv.FormatInt(rank, 36), nil
}

// reading is a stretch of the index, up to the document with the rank end.
type reading struct {
	hits []index.Hit // those in it that are for these readers, the first n
	all  bool        // there are no more than these
	seen int         // how many in it are for these readers
	end  int64
}

// candidates are up to n documents after a rank that meet the plan and are for these readers.
//
// Readers' units stand in the index as tags, yet asking for one of them costs a walk through what the whole region may read, which is
// most of everything. So the first documents are read without that and left out by their room; only where too few of many remain is
// the index asked for the units too, and there it finds them soon.
func (s *Service) candidates(ctx context.Context, p plan, after int64, n int) (reading, error) {
	x, engine, r := s.search.Reader(ctx), s.search.Engine(), reading{end: after}
	take := func(h index.Hit) bool {
		if r.end = h.Rank; p.units[h.Room] {
			if r.seen++; r.seen <= n {
				r.hits = append(r.hits, h)
			}
		}
		return r.seen <= n
	}
	if len(p.asked) > 0 {
		most := 5*n + n/2
		met, err := index.Find(x, engine, p.asked, after, most, take)
		if r.all = met < most && r.seen <= n; err != nil || r.all || r.seen > n {
			return r, err
		}
	}
	_, err := index.Find(x, engine, p.asked.And(p.rooms...), r.end, n+1-r.seen, take)
	r.all = r.seen <= n
	return r, err
}

// total counts up to MaxCount: by what was read when that is everything, else what was met there and what the index counts behind it.
func (s *Service) total(ctx context.Context, p plan, r reading) (n int, more bool, err error) {
	if r.all {
		return r.seen, false, nil
	}
	n, err = index.Count(s.search.Reader(ctx), s.search.Engine(), p.asked.And(p.rooms...), r.end, MaxCount+1-r.seen)
	n += r.seen
	return min(n, MaxCount), n > MaxCount, err
}

// order puts first what fits best by its title; what fits alike stays in the static order.
func order(hits []index.Hit, words []string) []index.Hit {
	if len(words) == 0 {
		return hits
	}
	fits := make(map[int64]int, len(hits))
	for _, h := range hits {
		fits[h.Rank] = fit(h.Title, words)
	}
	return slices.SortedStableFunc(slices.Values(hits), func(a, b index.Hit) int { return fits[b.Rank] - fits[a.Rank] })
}

// fit is how well a folded title answers the words: all of them are better than some, side by side better than apart, at the
// beginning better than later, and nothing else beside them best. Words spelt in Pinyin count as the characters do.
func fit(title string, words []string) int {
	score, held, spelt := 0, 0, false
	for _, w := range words {
		switch at := strings.Index(title, w); {
		case at == 0:
			score += 5
			held++
		case at > 0:
			score += 4
			held++
		case w[0] < 0x80 && index.Spelt(title, w):
			score += 4
			held++
			spelt = true
		}
	}
	if held < len(words) {
		return score
	}
	score += 20
	whole := strings.Join(words, "")
	if len(words) > 1 && strings.Contains(title, whole) {
		score += 10
	}
	if title == whole || spelt && len(words) == 1 {
		score += 15
	}
	return score
}
