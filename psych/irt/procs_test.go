package irt

import (
	"context"
	"encoding/json"
	"testing"
)

// The same bits for any number of goroutines, in fits, errors and measures.
func TestSameBits(t *testing.T) {
	ctx := context.Background()
	d, err := NewData(invent(9000, 12, 8), 12)
	if err != nil {
		t.Fatal(err)
	}
	var want string
	for _, procs := range []int{1, 2, 3, 8} {
		f, err := New(ctx, d, Options{Model: TwoPL, Procs: procs})
		if err != nil {
			t.Fatal(err)
		}
		e, err := f.Errors(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		m, err := f.Scores(ctx, d, EAP)
		if err != nil {
			t.Fatal(err)
		}
		all, err := json.Marshal([]any{f.Items, f.LogLik, f.Iterations, e.D, e.B, m[:500]})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(all)
		} else if want != string(all) {
			t.Errorf("%d goroutines give other bits", procs)
		}
	}
}
