package db_test

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

func TestText(t *testing.T) {
	cases := []struct{ q, sqlite, postgres string }{
		{"SELECT ?", "SELECT ?", "SELECT $1"},
		{"SELECT ?, '?@ids''?', ?", "SELECT ?, '?@ids''?', ?", "SELECT $1, '?@ids''?', $2"},
		{`SELECT "a?b@x" = ?`, `SELECT "a?b@x" = ?`, `SELECT "a?b@x" = $1`},
		{"-- why? a@b 'it''s\nSELECT ?", "-- why? a@b 'it''s\nSELECT ?", "-- why? a@b 'it''s\nSELECT $1"},
		{"SELECT 1 -- why?", "SELECT 1 -- why?", "SELECT 1 -- why?"},
		{"SELECT /* ?@x */ ?", "SELECT /* ?@x */ ?", "SELECT /* ?@x */ $1"},
		{"a @bytes, b @int", "a BLOB, b INTEGER", "a BYTEA, b BIGINT"},
		{"语文 = ? AND x @collate > ?", "语文 = ? AND x  > ?", `语文 = $1 AND x COLLATE "C" > $2`},
		{"'never closed ?", "'never closed ?", "'never closed ?"},
		{"", "", ""},
		{"x - y", "x - y", "x - y"},
		{"? IN @ints AND ?", "? IN (SELECT value FROM json_each(?)) AND ?", "$1 IN (SELECT v::bigint FROM json_array_elements_text($2::json) v) AND $3"},
	}
	for _, c := range cases {
		for e, want := range []string{c.sqlite, c.postgres} {
			if got, err := db.Engine(e).Text(db.SQL(c.q)); err != nil || got != want {
				t.Errorf("%s of %q:\n got %q, %v\nwant %q", db.Engine(e), c.q, got, err, want)
			}
		}
	}
	for _, bad := range []string{"@nothing", "@scope", "@scope()", "@scope(a", "@scope(a)b @", "@scope(lower(a))", "@IDS"} {
		if got, err := db.SQLite.Text(db.SQL(bad)); err == nil {
			t.Errorf("%q became %q; want an error", bad, got)
		}
	}
}

// TestTextProperty builds statements of pieces and says what must become of each piece on its own: no piece disturbs another.
func TestTextProperty(t *testing.T) {
	quoted := rapid.StringMatching(`[a-z?@语 -]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		var q, lite strings.Builder
		var places, scopes int
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			piece, want := "", ""
			switch rapid.IntRange(0, 6).Draw(t, "kind") {
			case 0:
				piece, places = "?", places+1
				want = piece
			case 1:
				piece = "'" + quoted.Draw(t, "text") + "'"
				want = piece
			case 2:
				piece = "--" + quoted.Draw(t, "comment") + "\n"
				want = piece
			case 3:
				piece = `"` + quoted.Draw(t, "name") + `"`
				want = piece
			case 4:
				piece, want, places = "@texts", "(SELECT value FROM json_each(?))", places+1
			case 5:
				piece, places, scopes = "@scope(t.owner)", places+4, scopes+1
				want, _ = db.SQLite.Text("@scope(t.owner)")
			case 6:
				piece = "/*" + quoted.Draw(t, "block") + "*/"
				want = piece
			}
			q.WriteString(" " + piece)
			lite.WriteString(" " + want)
		}
		got, err := db.SQLite.Text(db.SQL(q.String()))
		if err != nil || got != lite.String() {
			t.Fatalf("%q:\n got %q, %v\nwant %q", q.String(), got, err, lite.String())
		}
		pg, err := db.Postgres.Text(db.SQL(q.String()))
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= places; n++ {
			if !strings.Contains(pg, "$"+strconv.Itoa(n)) {
				t.Fatalf("%q has no $%d", pg, n)
			}
		}
		if strings.Contains(pg, "$"+strconv.Itoa(places+1)) {
			t.Fatalf("%q has more than %d values", pg, places)
		}
		if n := db.SQL(q.String()).Scopes(); n != scopes {
			t.Fatalf("%q: %d scopes, want %d", q.String(), n, scopes)
		}
	})
}

func TestFlattenWantsEachScope(t *testing.T) {
	s := db.NewScope([]id.Any{id.New[any]()}, 1)
	cases := []struct {
		q    db.SQL
		args []any
		want int // -1: refused
	}{
		{"SELECT 1 WHERE a = ?", []any{1}, 1},
		{"SELECT 1 WHERE @scope(a)", []any{s}, 4},
		{"SELECT 1 WHERE b = ? AND @scope(a) AND c = ?", []any{1, s, 2}, 6},
		{"SELECT 1 WHERE @scope(a) AND @scope(b)", []any{s, s}, 8},
		{"SELECT 1 WHERE @scope(a) -- as @scope(b)", []any{s}, 4},
		{"SELECT 1 WHERE @scope(a)", nil, -1},
		{"SELECT 1 WHERE @scope(a) AND @scope(b)", []any{s}, -1},
		{"SELECT 1 WHERE a = ?", []any{s}, -1},
		{"SELECT 1 WHERE @scope(a)", []any{db.Scope{}}, -1},
	}
	for _, c := range cases {
		got, err := db.Flatten(c.q, c.args)
		if (err != nil) != (c.want < 0) || (err == nil && len(got) != c.want) {
			t.Errorf("%q with %d values: %d values, %v; want %d", c.q, len(c.args), len(got), err, c.want)
		}
	}
}
