package bleve_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
)

var (
	texts   = []string{"Title", "Chapter", "Text"}
	filters = []string{"Subject", "Stage", "Grade", "Edition", "Volume", "School", "Room"}
)

type bareFields struct {
	Title, Chapter, Text                                 string
	Subject, Stage, Grade, Edition, Volume, School, Room string
}

type sameFields struct {
	Title, Chapter, Text                                 string
	Subject, Stage, Grade, Edition, Volume, School, Room string

	Char, Sound, Initial string // cut already, spaces between
	Owner, Rank          string
}

func bareDoc(c *corpus, i int) any { return c.fields(i) }

func (c *corpus) fields(i int) bareFields {
	l := c.Lesson(i)
	return bareFields{l.Title, l.Chapter, l.Text, l.Subject, l.Stage, strconv.Itoa(l.Grade), l.Edition, l.Volume, c.schools[l.School].Hex(), c.room(l).Hex()}
}

func sameDoc(c *corpus, i int) any {
	f := c.fields(i)
	d := sameFields{Title: f.Title, Chapter: f.Chapter, Text: f.Text, Subject: f.Subject, Stage: f.Stage, Grade: f.Grade, Edition: f.Edition, Volume: f.Volume, School: f.School, Room: f.Room,
		Owner: c.owners[i].Hex(), Rank: rankText(rank(i))}
	var chars strings.Builder
	seen := map[rune]bool{}
	for _, r := range index.Fold(f.Title + f.Chapter + f.Text) {
		if r >= 0x4e00 && !seen[r] {
			seen[r] = true
			chars.WriteRune(r)
			chars.WriteByte(' ')
		}
	}
	d.Char = chars.String()
	for _, line := range index.Sounds(f.Title) {
		d.Sound += strings.Join(line, " ") + " - "
		for i := 1; i < len(line); i++ {
			d.Initial += line[i-1][:1] + line[i][:1] + " "
		}
		d.Initial += "- "
	}
	return d
}

// rankText stands in the order of numbers. A numeric field would hold sixteen terms of each number, for ranges that nobody asks for.
func rankText(n int64) string { return fmt.Sprintf("%08x", n) }

func field(analyzer string, places bool) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors, f.SkipFreqNorm = analyzer, false, false, false, places, !places
	return f
}

func bareMapping() mapping.IndexMapping {
	m, d := bleve.NewIndexMapping(), bleve.NewDocumentStaticMapping()
	for _, name := range texts {
		d.AddFieldMappingsAt(name, field("cjk", true))
	}
	for _, name := range filters {
		d.AddFieldMappingsAt(name, field("keyword", false))
	}
	m.DefaultMapping = d
	return m
}

func sameMapping() mapping.IndexMapping {
	m := bareMapping().(*mapping.IndexMappingImpl)
	if err := m.AddCustomAnalyzer("cut", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		panic(err)
	}
	d := m.DefaultMapping
	d.AddFieldMappingsAt("Char", field("cut", false))
	d.AddFieldMappingsAt("Sound", field("cut", true))
	d.AddFieldMappingsAt("Initial", field("cut", true))
	d.AddFieldMappingsAt("Owner", field("keyword", false))
	rank := field("keyword", false)
	rank.DocValues = true // by which hits are put in order
	d.AddFieldMappingsAt("Rank", rank)
	d.Properties["Room"].Fields[0].Store = true
	return m
}

func publishedMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = "cjk"
	return m
}

func indexBleve(t *testing.T, c *corpus, name string, m mapping.IndexMapping, docOf func(*corpus, int) any) built {
	path := filepath.Join(t.TempDir(), "bleve")
	x, err := bleve.New(path, m)
	if err != nil {
		t.Fatal(err)
	}
	out := built{name: name}
	for lo := 0; lo < c.n; lo += batch {
		var docs []any
		for i := lo; i < min(c.n, lo+batch); i++ {
			docs = append(docs, docOf(c, i)) // cutting characters and sounds is not counted, though ours is
		}
		start := time.Now()
		b := x.NewBatch()
		for i, d := range docs {
			if err := b.Index(c.keys[lo+i].Hex(), d); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Batch(b); err != nil {
			t.Fatal(err)
		}
		out.took += time.Since(start)
	}
	start := time.Now()
	if err := x.Close(); err != nil { // what is still in memory goes to the disk
		t.Fatal(err)
	}
	out.took += time.Since(start)
	out.mb = folderMB(t, path)
	if x, err = bleve.Open(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	out.find = func(q question) ([]index.Hit, int) {
		r := bleve.NewSearchRequestOptions(queryOf(q), first, 0, false)
		r.SortBy([]string{"Rank"})
		r.Fields, r.Score = []string{"Room"}, "none"
		got, err := x.Search(r)
		if err != nil {
			t.Fatal(err)
		}
		var hits []index.Hit
		for _, h := range got.Hits {
			n, err := strconv.ParseInt(h.Sort[0], 16, 64)
			if err != nil {
				t.Fatal(err)
			}
			hits = append(hits, index.Hit{Rank: n, Key: idOf(t, h.ID), Room: idOf(t, fmt.Sprint(h.Fields["Room"]))})
		}
		return hits, int(got.Total)
	}
	return out
}

func idOf(t *testing.T, hex string) id.Any {
	n, err := id.Parse[any](hex)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func queryOf(q question) query.Query {
	phrase := func(text, name string) query.Query {
		p := bleve.NewMatchPhraseQuery(text)
		p.SetField(name)
		return p
	}
	term := func(text, name string) query.Query {
		p := bleve.NewTermQuery(text)
		p.SetField(name)
		return p
	}
	var asked query.Query
	switch {
	case q.sounds != nil:
		asked = phrase(strings.Join(q.sounds, " "), "Sound")
	case q.initials != "":
		var pairs []string
		for i := 1; i < len(q.initials); i++ {
			pairs = append(pairs, q.initials[i-1:i+1])
		}
		asked = phrase(strings.Join(pairs, " "), "Initial")
	case len([]rune(q.text)) == 1:
		asked = term(q.text, "Char")
	default:
		var any []query.Query
		for _, name := range texts {
			any = append(any, phrase(q.text, name))
		}
		asked = bleve.NewDisjunctionQuery(any...)
	}
	if q.subject != "" {
		return bleve.NewConjunctionQuery(asked, term(q.subject, "Subject"))
	}
	return asked
}

func folderMB(t *testing.T, path string) float64 {
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
	return float64(size) / 1e6
}
