package irt

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
)

// schools deals answers out to parts, so that some never see the top category or a missing answer.
func schools(t *testing.T, codes []uint8, k, parts int) (out []*Data, total Tally) {
	t.Helper()
	n := len(codes) / k
	for s := range parts {
		d, err := NewData(codes[n*s/parts*k:n*(s+1)/parts*k], k)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
		if err := total.Merge(d.Tally()); err != nil {
			t.Fatal(err)
		}
	}
	return out, total
}

// asking goes through JSON, as between schools.
func asking(t *testing.T, parts []*Data) Ask {
	return func(ctx context.Context, p Parameters) (*Share, error) {
		wire, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var sum *Share
		for _, d := range parts {
			var here Parameters
			if err := json.Unmarshal(wire, &here); err != nil {
				t.Fatal(err)
			}
			s, err := d.Expect(ctx, here)
			if err != nil {
				return nil, err
			}
			back, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			var got Share
			if err := json.Unmarshal(back, &got); err != nil {
				t.Fatal(err)
			}
			if sum == nil {
				sum = &got
			} else if err := sum.Merge(&got); err != nil {
				return nil, err
			}
		}
		return sum, nil
	}
}

// Sixteen schools that keep their answers give the same calibration, errors too, as all answers together.
func TestSixteenSchools(t *testing.T) {
	ctx := context.Background()
	codes := invent(3200, 15, 5)
	for at := 0; at < len(codes); at += 37 {
		codes[at] = Missing
	}
	for p := range 3200 { // three categories in the last item; a third one only in the last schools
		if p > 2000 && p%5 == 0 && codes[p*15+14] == 1 {
			codes[p*15+14] = 2
		}
	}
	for _, model := range []Model{GRM, GPCM, Rasch, OnePL} {
		whole, err := NewData(codes, 15)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Model: model, Tol: 1e-7, Cold: true}
		a, err := New(ctx, whole, o)
		if err != nil {
			t.Fatal(err)
		}
		parts, tally := schools(t, codes, 15, 16)
		b, err := NewFromParts(ctx, tally, asking(t, parts), o)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(a.LogLik-b.LogLik) > 1e-8*math.Abs(a.LogLik) || a.Parameters != b.Parameters || a.Iterations != b.Iterations || a.Persons != b.Persons {
			t.Errorf("%s: %.9f in %d, parts %.9f in %d", model, a.LogLik, a.Iterations, b.LogLik, b.Iterations)
		}
		for i := range a.Items {
			if math.Abs(a.Items[i].A-b.Items[i].A) > 1e-9 || math.Abs(a.Items[i].D[0]-b.Items[i].D[0]) > 1e-9 {
				t.Errorf("%s item %d: %v and %v", model, i, a.Items[i], b.Items[i])
			}
		}
		if model != GRM {
			continue
		}
		ea, err := a.Errors(ctx, whole)
		if err != nil {
			t.Fatal(err)
		}
		eb, err := b.ErrorsFromParts(ctx, asking(t, parts))
		if err != nil {
			t.Fatal(err)
		}
		for i := range ea.A {
			if math.Abs(ea.A[i]-eb.A[i]) > 1e-6 || math.Abs(ea.B[i][0]-eb.B[i][0]) > 1e-6 {
				t.Errorf("errors of item %d: %g and %g", i, ea.A[i], eb.A[i])
			}
		}
	}
}

func TestPartsThatDoNotFit(t *testing.T) {
	ctx := context.Background()
	parts, tally := schools(t, invent(300, 6, 1), 6, 2)
	lost := errors.New("no line")
	if _, err := NewFromParts(ctx, tally, func(context.Context, Parameters) (*Share, error) { return nil, lost }, Options{Model: TwoPL}); !errors.Is(err, lost) {
		t.Error(err)
	}
	other, _ := schools(t, invent(300, 5, 1), 5, 1)
	if _, err := NewFromParts(ctx, tally, asking(t, append(parts, other...)), Options{Model: TwoPL}); !errors.Is(err, ErrLayout) {
		t.Error(err)
	}
	if err := tally.Merge(other[0].Tally()); !errors.Is(err, ErrLayout) {
		t.Error(err)
	}
	if _, err := NewFromParts(ctx, Tally{}, asking(t, parts), Options{Model: TwoPL}); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
	if _, err := parts[0].Expect(ctx, Parameters{Items: make([]Item, 6), SD: 1, Nodes: 61, Range: 6}); !errors.Is(err, ErrLayout) {
		t.Error(err)
	}
}
