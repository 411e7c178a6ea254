package oneroster

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// dress writes a table's text again with its columns in another order, other line ends, quotes and a byte order mark.
func dress(t *rapid.T, raw string) string {
	rows, err := csv.NewReader(strings.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	order := make([]int, len(rows[0]))
	for i := range order {
		order[i] = i
	}
	order = rapid.Permutation(order).Draw(t, "order")
	var b bytes.Buffer
	if rapid.Bool().Draw(t, "mark") {
		b.WriteString("\xef\xbb\xbf")
	}
	end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
	quote := rapid.Bool().Draw(t, "quote")
	for _, row := range rows {
		for i, at := range order {
			if i > 0 {
				b.WriteByte(',')
			}
			if v := row[at]; quote || strings.ContainsAny(v, ",\"\n") {
				b.WriteString(`"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
			} else {
				b.WriteString(v)
			}
		}
		b.WriteString(end)
	}
	return b.String()
}

// TestDressIsNotContent: however a set is dressed, its records are the same, and no dress is an error.
func TestDressIsNotContent(t *testing.T) {
	digests := func(s *Set) (out []string) {
		for _, table := range s.Tables() {
			err := s.Each(context.Background(), table, func(r *Record) error {
				d := r.Digest()
				out = append(out, string(d[:]))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	plain, err := newSet(memory(named(clean(), "")))
	if err != nil {
		t.Fatal(err)
	}
	want := digests(plain)
	rapid.Check(t, func(rt *rapid.T) {
		files := clean()
		for _, table := range plain.Tables() {
			files[table] = dress(rt, files[table])
		}
		s, err := newSet(memory(named(files, "a/")))
		if err != nil {
			rt.Fatal(err)
		}
		r, err := Check(context.Background(), s, Options{})
		if err != nil || r.Verdict != Accept || len(r.Findings) != r.Count[CodeHeader] {
			rt.Fatalf("%v %+v", err, r)
		}
		if got := digests(s); !slices.Equal(got, want) {
			rt.Fatal("the records differ")
		}
	})
}

// TestBlankingIsSeen: a blank in a required cell of any row is found in its row and field.
func TestBlankingIsSeen(t *testing.T) {
	read, _ := known("1.2")
	rapid.Check(t, func(rt *rapid.T) {
		table := rapid.SampledFrom(read).Draw(rt, "table")
		files := clean()
		rows, err := csv.NewReader(strings.NewReader(files[table])).ReadAll()
		if err != nil {
			rt.Fatal(err)
		}
		at := rapid.IntRange(1, len(rows)-1).Draw(rt, "row")
		column := rapid.IntRange(0, len(rows[0])-1).Draw(rt, "column")
		rows[at][column] = ""
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(rows); err != nil {
			rt.Fatal(err)
		}
		files[table] = b.String()
		s, err := newSet(memory(named(files, "")))
		if err != nil {
			rt.Fatal(err)
		}
		r, err := Check(context.Background(), s, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		name := rows[0][column]
		c := layout("1.2", table).column(name)
		required := name == "sourcedId" || c != nil && c.required
		found := slices.ContainsFunc(r.Findings, func(f Finding) bool {
			return f.File == table && f.Field == name && f.Code == CodeFields && f.Severity == Error && f.Line >= at+1
		})
		if required != found {
			rt.Fatalf("%s row %d %s: required %v, found %v: %+v", table, at, name, required, found, r.Findings)
		}
	})
}
