package bleve_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/index"
)

func (c *corpus) entry(i int) index.Entry {
	l := c.Lesson(i)
	room := c.room(l)
	tags := []index.Tag{{Kind: 's', Value: l.Subject}, {Kind: 't', Value: l.Stage}, {Kind: 'g', Value: strconv.Itoa(l.Grade)}, {Kind: 'e', Value: l.Edition}, {Kind: 'v', Value: l.Volume},
		{Kind: 'o', Value: c.schools[l.School].Hex()}, {Kind: 'u', Value: room.Hex()}}
	return index.Entry{Key: c.keys[i], Owner: c.owners[i], Room: room, Title: index.Fold(l.Title), Doc: index.Doc{Rank: rank(i), Texts: []string{l.Title, l.Chapter, l.Text}, Names: []string{l.Title}, Tags: tags}}
}

func indexOurs(t *testing.T, c *corpus) built {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{Name: "search", Path: filepath.Join(t.TempDir(), "search.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx, nil, index.Migrations); err != nil {
		t.Fatal(err)
	}
	b := built{name: "ours"}
	for lo := 0; lo < c.n; lo += batch {
		var entries []index.Entry
		for i := lo; i < min(c.n, lo+batch); i++ {
			entries = append(entries, c.entry(i))
		}
		start := time.Now()
		if err := d.Bulk(ctx, func(tx *db.Tx) error { return index.Put(tx, entries...) }); err != nil {
			t.Fatal(err)
		}
		b.took += time.Since(start)
	}
	start := time.Now()
	if err := index.Tidy(ctx, d); err != nil {
		t.Fatal(err)
	}
	b.took += time.Since(start)
	copied := filepath.Join(t.TempDir(), "copy.db") // without the write-ahead log
	if err := d.CopyTo(copied); err != nil {
		t.Fatal(err)
	}
	f, err := os.Stat(copied)
	if err != nil {
		t.Fatal(err)
	}
	b.mb = float64(f.Size()) / 1e6
	b.find = func(q question) ([]index.Hit, int) {
		var e index.Expr
		if q.text != "" {
			e = e.And(index.Literal(index.Words(q.text)[0]))
		} else {
			e = e.And(index.Say(strings.Join(q.sounds, "") + q.initials)...)
		}
		if q.subject != "" {
			e = e.And(index.Tag{Kind: 's', Value: q.subject}.Of())
		}
		var hits []index.Hit
		_, err := index.Find(d.Reader(ctx), d.Engine(), e, 0, first, func(h index.Hit) bool {
			h.Title = "" // ours gives it as well; bleve is not asked to keep it
			hits = append(hits, h)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		n, err := index.Count(d.Reader(ctx), d.Engine(), e, -1, 10_000_000)
		if err != nil {
			t.Fatal(err)
		}
		return hits, n
	}
	return b
}
