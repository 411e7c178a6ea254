package index_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

func put(t testing.TB, d *db.DB, docs ...index.Doc) {
	t.Helper()
	entries := make([]index.Entry, len(docs))
	for i, x := range docs {
		k := id.New[any]()
		entries[i] = index.Entry{Doc: x, Key: k, Owner: k, Room: k}
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return index.Put(tx, entries...) }); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, d *db.DB, e index.Expr, after int64, n int) []int64 {
	t.Helper()
	var hits []index.Hit
	_, err := index.Find(d.Reader(context.Background()), d.Engine(), e, after, n, func(h index.Hit) bool { hits = append(hits, h); return true })
	if err != nil {
		t.Fatalf("%v: %v", e, err)
	}
	var out []int64
	for _, h := range hits {
		out = append(out, h.Rank)
	}
	return out
}

// expr asks as a person does: every word must stand there.
func expr(query string, tags ...index.Tag) index.Expr {
	var e index.Expr
	for _, w := range index.Words(query) {
		e = e.And(index.Literal(w))
	}
	for _, t := range tags {
		e = e.And(t.Of())
	}
	return e
}

// stands is the plain oracle: the word as characters in the folded text, where a word of letters is not part of a longer one.
func stands(text, w string) bool {
	chinese := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	in := func(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) && !chinese(r) }
	rs, ws := []rune(index.Fold(text)), []rune(w)
	for i := 0; i+len(ws) <= len(rs); i++ {
		if !slices.Equal(rs[i:i+len(ws)], ws) {
			continue
		}
		if in(ws[0]) && i > 0 && in(rs[i-1]) || in(ws[len(ws)-1]) && i+len(ws) < len(rs) && in(rs[i+len(ws)]) {
			continue
		}
		return true
	}
	return false
}

// TestAgreesWithPlainReading: over random texts and queries both engines give exactly the documents that a reader would, in the order
// of ranks, from one character up, with and without a filter, and in pages.
func TestAgreesWithPlainReading(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		alphabet := []rune("数学语文分加法的一三角形班級級數ＡaB b1２3 ，。\n《》'\"*:-%_()ÉéカǅЖ😀々㐀")
		text := rapid.StringOfN(rapid.RuneFrom(alphabet), 0, 30, -1)
		rapid.Check(t, func(t *rapid.T) {
			if err := d.Write(context.Background(), index.Clear); err != nil {
				t.Fatal(err)
			}
			var docs []index.Doc
			var entries []index.Entry
			for i, s := range rapid.SliceOfN(text, 1, 25).Draw(t, "docs") {
				x := index.Doc{Rank: int64((i*7)%25 + 1), Texts: []string{s, rapid.SampledFrom([]string{"", "末班", "3"}).Draw(t, "second")},
					Tags: []index.Tag{{Kind: 's', Value: rapid.SampledFrom([]string{"math", "Math", "a b", "统编版"}).Draw(t, "tag")}}}
				docs = append(docs, x)
				entries = append(entries, index.Entry{Doc: x, Key: id.New[any](), Owner: id.New[any](), Room: id.New[any]()})
			}
			if err := d.Write(context.Background(), func(tx *db.Tx) error { return index.Put(tx, slices.Clone(entries)...) }); err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(docs, func(a, b index.Doc) int { return cmp.Compare(a.Rank, b.Rank) })
			for range 12 {
				q := rapid.StringOfN(rapid.RuneFrom(alphabet), 1, 6, -1).Draw(t, "query")
				if rapid.Bool().Draw(t, "cut from a text") {
					rs := []rune(docs[rapid.IntRange(0, len(docs)-1).Draw(t, "of")].Texts[0])
					i := rapid.IntRange(0, len(rs)).Draw(t, "from")
					q = string(rs[i:min(len(rs), i+rapid.IntRange(1, 9).Draw(t, "length"))])
				}
				words := index.Words(q)
				var tags []index.Tag
				if rapid.Bool().Draw(t, "filtered") {
					tags = []index.Tag{{Kind: 's', Value: rapid.SampledFrom([]string{"math", "a b", "none"}).Draw(t, "filter")}}
				}
				var want []int64
				for _, x := range docs {
					ok := len(words)+len(tags) > 0
					for _, w := range words {
						ok = ok && (stands(x.Texts[0], w) || stands(x.Texts[1], w))
					}
					for _, tag := range tags {
						ok = ok && slices.Contains(x.Tags, tag)
					}
					if ok {
						want = append(want, x.Rank)
					}
				}
				e := expr(q, tags...)
				got := find(t2(t), d, e, 0, 1000)
				if !slices.Equal(got, want) {
					t.Fatalf("%q %v (%v): got %v, want %v", q, tags, e, got, want)
				}
				if k := len(want) / 2; k > 0 {
					if page := find(t2(t), d, e, want[k-1], 3); !slices.Equal(page, want[k:min(len(want), k+3)]) {
						t.Fatalf("%q after %d: got %v of %v", q, want[k-1], page, want)
					}
				}
				n, err := index.Count(d.Reader(context.Background()), d.Engine(), e, -1, 4)
				if err != nil || n != min(len(want), 4) {
					t.Fatalf("%q: counted %d, want %d, %v", q, n, len(want), err)
				}
				if k := len(want) / 2; k > 0 {
					n, err := index.Count(d.Reader(context.Background()), d.Engine(), e, want[k-1], 4)
					if err != nil || n != min(len(want)-k, 4) {
						t.Fatalf("%q after %d: counted %d of %v, %v", q, want[k-1], n, want, err)
					}
				}
			}
		})
	}, index.Migrations)
}

// t2 lets helpers for tests be used inside a property.
func t2(t *rapid.T) testing.TB { return shim{TB: nil, t: t} }

type shim struct {
	testing.TB
	t *rapid.T
}

func (s shim) Helper()                   { s.t.Helper() }
func (s shim) Fatalf(f string, a ...any) { s.t.Fatalf(f, a...) }

// TestHostileQueries: whatever is typed is an answer, never an error and never an operator.
func TestHostileQueries(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		put(t, d, index.Doc{Rank: 1, Texts: []string{"分数 near 加法 OR not"}, Names: []string{"分数"}, Tags: []index.Tag{{Kind: 'u', Value: "x"}}},
			index.Doc{Rank: 2, Texts: []string{"圆的面积"}, Names: []string{"圆的面积"}, Tags: []index.Tag{{Kind: 'u', Value: "y"}}})
		for q, want := range map[string]string{
			`"`: "[]", `'`: "[]", `分数"`: "[1]", `分数" OR "圆`: "[]", `分数 NEAR 加法`: "[1]", `NEAR(分数 加法)`: "[1]", `分数*`: "[1]", `*`: "[]", `%`: "[]", `_`: "[]", "t:分数": "[]", "-分数": "[1]", "^圆": "[2]",
			"NOT 分数": "[1]", "{t}: 圆": "[]", "圆' | '分数": "[]", "圆<->分数": "[]", "圆:*": "[2]", "圆\x00的": "[2]", "\xff圆": "[2]", "😀": "[]", "圓的面積": "[2]", "ＮＥＡＲ": "[1]", "！？。，、": "[]",
			"\uE002ux": "[]", "ux": "[]", "\uE001圆": "[2]", "+ux": "[]", "_圆": "[2]", "-": "[]", "~yuan": "[2]", "^ymd": "[]", strings.Repeat("圆", 10_000): "[]", strings.Repeat("分数 ", 5_000): "[1]", strings.Repeat("a", 10_000): "[]", strings.Repeat("\"(*", 3_000): "[]",
		} {
			var e index.Expr
			for _, w := range index.Words(q) {
				e = e.And(index.Say(w)...)
			}
			if got := fmt.Sprint(find(t, d, e, 0, 10)); got != want {
				t.Errorf("%.40q: got %s, want %s (%.200s)", q, got, want, fmt.Sprint(e))
			}
		}
	}, index.Migrations)
}

// TestPinyin: names are found by their sounds, by the beginning of the last one and by initials; texts that are no names are not.
func TestPinyin(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		put(t, d, index.Doc{Rank: 1, Texts: []string{"分数的加法", "数学"}, Names: []string{"分数的加法"}},
			index.Doc{Rank: 2, Texts: []string{"长度与音乐3班"}, Names: []string{"长度与音乐3班"}},
			index.Doc{Rank: 3, Texts: []string{"西安"}, Names: []string{"西安"}},
			index.Doc{Rank: 4, Texts: []string{"先生 shu"}, Names: []string{"先生"}})
		for q, want := range map[string]string{"fenshu": "[1]", "fenshudejiafa": "[1]", "fenshudejiaf": "[1]", "fsdjf": "[1]", "djf": "[1]", "shudejia": "[1]", "shuxue": "[]", "sx": "[]", "changdu": "[2]", "yinyue": "[2]",
			"xian": "[3 4]", "shu": "[1 4]", "jf": "[1]", "lejiu": "[]", "fdj": "[]"} {
			if got := fmt.Sprint(find(t, d, index.Expr{}.And(index.Say(q)...), 0, 10)); got != want {
				t.Errorf("%s: got %s, want %s", q, got, want)
			}
		}
		for _, x := range []struct {
			name, word string
			want       bool
		}{{"王小明", "wangxiaoming", true}, {"王小明", "wxm", true}, {"王小明", "wangx", true}, {"王小明", "wan", false}, {"王小明", "xiaoming", false}, {"", "a", false}} {
			if index.Spelt(x.name, x.word) != x.want {
				t.Errorf("%s as %s: want %v", x.name, x.word, x.want)
			}
		}
	}, index.Migrations)
}

// TestDropAndMove: a document that was taken out is gone, its place can be given again, and what stays is found as before.
func TestDropAndMove(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		owner, a, b := id.New[any](), id.New[any](), id.New[any]()
		write := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *db.Tx) error {
			return index.Put(tx, index.Entry{Doc: index.Doc{Rank: 20, Texts: []string{"甲乙"}}, Key: a, Owner: owner, Room: b, Title: "甲 乙"}, index.Entry{Doc: index.Doc{Rank: 10, Texts: []string{"甲乙丙"}}, Key: b, Owner: b, Room: b})
		})
		if got := fmt.Sprint(find(t, d, expr("甲乙"), 0, 10)); got != "[10 20]" {
			t.Fatal(got)
		}
		owned, err := index.Owned(d.Reader(t.Context()), owner)
		if err != nil || len(owned) != 1 || owned[0] != (index.Hit{Rank: 20, Key: a, Room: b, Title: "甲 乙"}) {
			t.Fatalf("%v, %v", owned, err)
		}
		var first index.Hit
		met, err := index.Find(d.Reader(t.Context()), d.Engine(), expr("甲乙"), 10, 10, func(h index.Hit) bool { first = h; return false })
		if err != nil || met != 1 || first != owned[0] {
			t.Fatalf("%d, %v, %v", met, first, err)
		}
		met, err = index.Find(d.Reader(t.Context()), d.Engine(), expr("甲乙"), 0, 10, func(index.Hit) bool { return false })
		if err != nil || met != 1 {
			t.Fatalf("goes on after enough: %d, %v", met, err)
		}
		write(func(tx *db.Tx) error {
			if err := index.Drop(tx, owner, 20); err != nil {
				return err
			}
			return index.Put(tx, index.Entry{Doc: index.Doc{Rank: 5, Texts: []string{"甲乙丁"}}, Key: a, Owner: owner, Room: b})
		})
		if got := fmt.Sprint(find(t, d, expr("甲乙"), 0, 10), find(t, d, expr("丁"), 0, 10)); got != "[5 10] [5]" {
			t.Fatal(got)
		}
		write(func(tx *db.Tx) error {
			if err := index.Drop(tx, b, 10); err != nil {
				return err
			}
			return index.Put(tx, index.Entry{Doc: index.Doc{Rank: 10, Texts: []string{"戊"}}, Key: b, Owner: b, Room: b})
		})
		if got := fmt.Sprint(find(t, d, expr("丙"), 0, 10), find(t, d, expr("戊"), 0, 10)); got != "[] [10]" {
			t.Fatal(got)
		}
		if n, err := index.First(d.Reader(t.Context()), 0, 100); err != nil || n != 5 {
			t.Fatalf("%d, %v", n, err)
		}
		write(index.Clear)
		if got := find(t, d, expr("戊"), 0, 10); got != nil {
			t.Fatal(got)
		}
		if n, err := index.First(d.Reader(t.Context()), 0, 100); err != nil || n != 100 {
			t.Fatalf("%d, %v", n, err)
		}
	}, index.Migrations)
}

// TestLongTexts: a text beyond what tsvector can place is cut for both engines alike, and a token repeated too often keeps the places
// of what follows.
func TestLongTexts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		put(t, d, index.Doc{Rank: 1, Texts: []string{strings.Repeat("哈", 400) + "末尾 abc班"}}, index.Doc{Rank: 2, Texts: []string{strings.Repeat("很长的文字", 5000) + "看不到"}})
		for q, want := range map[string]string{"末尾": "[1]", "abc班": "[1]", "哈哈哈": "[1]", "很长的文字很长": "[2]"} {
			if got := fmt.Sprint(find(t, d, expr(q), 0, 10)); got != want {
				t.Errorf("%s: got %s, want %s", q, got, want)
			}
		}
		if got := find(t, d, expr("看不到"), 0, 10); got != nil {
			t.Errorf("beyond the cut: %v", got)
		}
	}, index.Migrations)
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"Ｈｅｌｌｏ①": "hello1", "數學語文": "数学语文", "a \t b\n c": "a b\n c", "乾坤": "干坤", "ﬁ": "fi", "": ""} {
		if got := index.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "数": "数", "数学": "数学 学", "五年级ABC 3班": "五年 年级 级 abc 3 班", "數學，数学": "数学 学 数学 学"} {
		if got := strings.Join(index.Tokens(in), " "); got != want {
			t.Errorf("Tokens(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestFoldUsual: the quick way over usual characters says what the general one says.
func TestFoldUsual(t *testing.T) {
	some := []rune("aZ09 \t\n\u3000·—‘’“”、。《》〈〉【】〒〝（）：，！？～ＡｚＺ０數學語文乾坤龍\u4e00\u9fff")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom(some)).Draw(t, "usual")
		// é is no usual character, so with it the general way is taken.
		if quick, slow := index.Fold(s+"。"), strings.TrimSuffix(index.Fold(s+"。é"), "é"); quick != slow {
			t.Fatalf("%q: %q, by the general way %q", s, quick, slow)
		}
	})
}

// BenchmarkStream cuts one lesson of a thousand characters.
func BenchmarkStream(b *testing.B) {
	s := strings.Repeat("我们用三角形的稳定性来解释自行车的架子为什么不会变形。", 40)
	for b.Loop() {
		index.Tokens(s)
	}
}
