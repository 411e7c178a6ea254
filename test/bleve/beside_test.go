package bleve_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/tongxue-edu/tongxue/internal/commons/invent"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
)

// batch is how many documents go into one transaction of ours and into one batch of bleve's.
const batch = 1000

// TestBeside indexes the same lessons with both, and holds ours to half of bleve's time and size. Both get the same texts and the same
// filters; ours gets the Pinyin of the titles on top. Bleve's texts are not stored and have no term vectors, as ours are not stored.
func TestBeside(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("TONGXUE_BLEVE"))
	if err != nil {
		n = 5000
	}
	lessons := invent.New(6, 1500)
	ours, size, find := indexOurs(t, lessons, n)
	theirs, big, search := indexBleve(t, lessons, n)
	t.Logf("%d works: ours %.1f s, %.0f µs each, %.1f MB; bleve cjk %.1f s, %.0f µs each, %.1f MB; ratio of time %.2f, of size %.2f", n, ours.Seconds(), float64(ours.Microseconds())/float64(n), size,
		theirs.Seconds(), float64(theirs.Microseconds())/float64(n), big, ours.Seconds()/theirs.Seconds(), size/big)
	for _, q := range []string{"三角形", "望庐山瀑布", "二次函数", "圆的面积", "光合作用"} {
		a, b := find(q), search(q)
		if a < b { // ours also finds what the words' Pinyin says
			t.Errorf("%s: ours finds %d, bleve %d", q, a, b)
		}
	}
	if n >= 100_000 && (ours.Seconds() > theirs.Seconds()/2 || size > big/2) {
		t.Errorf("more than half of bleve's time or size")
	}
}

func tags(l invent.Lesson) []index.Tag {
	return []index.Tag{{Kind: 's', Value: l.Subject}, {Kind: 't', Value: l.Stage}, {Kind: 'g', Value: strconv.Itoa(l.Grade)}, {Kind: 'e', Value: l.Edition}, {Kind: 'v', Value: l.Volume},
		{Kind: 'o', Value: strconv.Itoa(l.School)}, {Kind: 'u', Value: strconv.Itoa(l.Level)}}
}

func indexOurs(t *testing.T, c *invent.Catalogue, n int) (time.Duration, float64, func(string) int) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "search.db")
	d, err := db.Open(ctx, db.Config{Name: "search", Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx, nil, index.Migrations); err != nil {
		t.Fatal(err)
	}
	var took time.Duration
	for lo := 0; lo < n; lo += batch {
		var entries []index.Entry
		for i := lo; i < min(n, lo+batch); i++ {
			l, k := c.Lesson(i), id.New[any]()
			entries = append(entries, index.Entry{Key: k, Owner: k, Room: k, Doc: index.Doc{Rank: int64(1<<30 - i), Texts: []string{l.Title, l.Chapter, l.Text}, Names: []string{l.Title}, Tags: tags(l)}})
		}
		start := time.Now()
		if err := d.Bulk(ctx, func(tx *db.Tx) error { return index.Put(tx, entries...) }); err != nil {
			t.Fatal(err)
		}
		took += time.Since(start)
	}
	start := time.Now()
	if err := index.Tidy(ctx, d); err != nil {
		t.Fatal(err)
	}
	took += time.Since(start)
	copied := filepath.Join(t.TempDir(), "copy.db") // without the write-ahead log
	if err := d.CopyTo(copied); err != nil {
		t.Fatal(err)
	}
	f, err := os.Stat(copied)
	if err != nil {
		t.Fatal(err)
	}
	return took, float64(f.Size()) / 1e6, func(q string) int {
		n, err := index.Count(d.Reader(ctx), d.Engine(), index.Expr{}.And(index.Literal(index.Words(q)[0])), 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

type doc struct {
	Title, Chapter, Text                                 string
	Subject, Stage, Grade, Edition, Volume, School, Room string
}

func mappingOf() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	d := bleve.NewDocumentStaticMapping()
	for _, name := range []string{"Title", "Chapter", "Text"} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = "cjk", false, false, false
		f.IncludeTermVectors = true // a phrase needs them
		d.AddFieldMappingsAt(name, f)
	}
	for _, name := range []string{"Subject", "Stage", "Grade", "Edition", "Volume", "School", "Room"} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = "keyword", false, false, false, false
		d.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = d
	return m
}

func indexBleve(t *testing.T, c *invent.Catalogue, n int) (time.Duration, float64, func(string) int) {
	path := filepath.Join(t.TempDir(), "bleve")
	x, err := bleve.New(path, mappingOf())
	if err != nil {
		t.Fatal(err)
	}
	var took time.Duration
	for lo := 0; lo < n; lo += batch {
		var docs []doc
		for i := lo; i < min(n, lo+batch); i++ {
			l := c.Lesson(i)
			docs = append(docs, doc{l.Title, l.Chapter, l.Text, l.Subject, l.Stage, strconv.Itoa(l.Grade), l.Edition, l.Volume, strconv.Itoa(l.School), strconv.Itoa(l.Level)})
		}
		start := time.Now()
		b := x.NewBatch()
		for i, d := range docs {
			if err := b.Index(fmt.Sprintf("%016x", lo+i), d); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Batch(b); err != nil {
			t.Fatal(err)
		}
		took += time.Since(start)
	}
	start := time.Now()
	if err := x.Close(); err != nil { // what is still in memory goes to the disk
		t.Fatal(err)
	}
	took += time.Since(start)
	var size int64
	if err := filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			f, err := e.Info()
			if err != nil {
				return err
			}
			size += f.Size()
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if x, err = bleve.Open(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return took, float64(size) / 1e6, func(q string) int {
		var all []query.Query
		for _, field := range []string{"Title", "Chapter", "Text"} {
			p := bleve.NewMatchPhraseQuery(q)
			p.SetField(field)
			all = append(all, p)
		}
		r, err := x.Search(bleve.NewSearchRequest(bleve.NewDisjunctionQuery(all...)))
		if err != nil {
			t.Fatal(err)
		}
		return int(r.Total)
	}
}
