package bleve_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/commons/invent"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
)

// batch is how many documents go into one transaction of ours and into one batch of bleve's.
const batch = 1000

// first is how many hits are compared one by one; of the rest the number.
const first = 20

// built is an index of the catalogue. Find gives the first hits in the order of ranks, as (rank, key, room), and how many there are.
type built struct {
	name string
	took time.Duration
	mb   float64
	find func(q question) (hits []index.Hit, total int)
}

func (b built) say(t *testing.T, n int) {
	t.Logf("%-44s %7.1f s  %6.0f µs each  %7.1f MB  %5.0f bytes each", b.name, b.took.Seconds(), float64(b.took.Microseconds())/float64(n), b.mb, b.mb*1e6/float64(n))
}

// question is one thing asked of both. Sounds are the syllables of a title, or its initials in one.
type question struct {
	text, initials string
	sounds         []string
	subject        string
}

func (q question) String() string {
	s := q.text + q.initials
	for _, x := range q.sounds {
		s += x
	}
	if q.subject != "" {
		s += " in " + q.subject
	}
	return s
}

var questions = []question{
	{text: "三角形"}, {text: "望庐山瀑布"}, {text: "二次函数"}, {text: "圆的面积"}, {text: "光合作用"}, // phrases
	{text: "函数"}, {text: "面积"}, {text: "实验", subject: "physics"}, {text: "三角", subject: "maths"}, // two characters
	{text: "圆"}, {text: "春"}, {text: "的", subject: "chinese"}, // one
	{sounds: []string{"guang", "he", "zuo", "yong"}}, {sounds: []string{"er", "ci", "han", "shu"}}, {initials: "wlspb"}, {initials: "xbdjg", subject: "biology"}, {initials: "ghzy"}, // of titles
}

// TestBeside gives the same lessons and the same questions to both, and holds ours to half of bleve's time and size.
//
// The same questions: a phrase or two characters in title, chapter or text; one character; a title's Pinyin and its initials; filters;
// the hits in the order of a rank that the caller gave, with their key and room; and what belongs to one owner. bleve is given no more
// than that costs it least: texts are not stored, doc values only for the rank, places only where phrases are asked, characters and
// sounds cut by us, frequencies nowhere, for nothing is scored. Two more set-ups are printed and not held to anything. The bare one
// answers only phrases, two characters and filters, in no order, and gives a number back: less than a page of results needs. The
// published one is what the analyser cjk gives with bleve's own mapping, as it is mostly measured.
func TestBeside(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("TONGXUE_BLEVE"))
	if err != nil {
		n = 5000
	}
	c := newCorpus(n)
	ours := indexOurs(t, c)
	ours.say(t, n)
	same := indexBleve(t, c, "bleve, the same questions", sameMapping(), sameDoc)
	same.say(t, n)
	for _, q := range questions {
		a, n := ours.find(q)
		b, m := same.find(q)
		if n != m || !slices.Equal(a, b) {
			t.Errorf("%s: ours finds %d, bleve %d; the first of ours\n%.300v\nof bleve's\n%.300v", q, n, m, fmt.Sprint(a), fmt.Sprint(b))
		}
		if n == 0 && c.n >= 5000 {
			t.Errorf("%s: found by neither", q)
		}
	}
	bare := indexBleve(t, c, "bleve, only phrases and filters", bareMapping(), bareDoc)
	bare.say(t, n)
	if n >= 200_000 || os.Getenv("TONGXUE_BLEVE_PUBLISHED") != "" {
		indexBleve(t, c, "bleve, cjk with its own mapping", publishedMapping(), bareDoc).say(t, n)
	}
	t.Logf("ours to bleve with the same questions: time %.2f, size %.2f; to the bare one: time %.2f, size %.2f", ours.took.Seconds()/same.took.Seconds(), ours.mb/same.mb,
		ours.took.Seconds()/bare.took.Seconds(), ours.mb/bare.mb)
	if n >= 100_000 && (ours.took > same.took/2 || ours.mb > same.mb/2) {
		t.Errorf("more than half of bleve's time or size for the same questions")
	}
}

// corpus is the catalogue with what callers give beside texts. Ids are made as the product makes them, in the order of time.
type corpus struct {
	*invent.Catalogue
	n            int
	keys, owners []id.Any
	schools      []id.Any
	districts    []id.Any
	region       id.Any
}

const schools, districts = 1500, 16

func newCorpus(n int) *corpus {
	c := &corpus{Catalogue: invent.New(6, schools), n: n, region: id.New[any]()}
	some := func(n int) (out []id.Any) {
		for range n {
			out = append(out, id.New[any]())
		}
		return out
	}
	c.owners, c.keys, c.schools, c.districts = some(n), some(n), some(schools), some(districts)
	return c
}

// room is the unit to which a lesson is shared.
func (c *corpus) room(l invent.Lesson) id.Any {
	switch l.Level {
	case 0:
		return c.schools[l.School]
	case 1:
		return c.districts[l.School%districts]
	}
	return c.region
}

// rank of the n-th lesson: the newer ones come first.
func rank(n int) int64 { return 1<<30 - int64(n) }
