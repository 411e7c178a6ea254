package irt

import (
	"context"
	"errors"
	"math"
	"testing"
)

// M2* of the two sections of the Law School Admission Test under the 2PL, as other programs give it.
func TestM2Published(t *testing.T) {
	for _, c := range []struct {
		name string
		d    *Data
		m2   float64
	}{{"LSAT6", lsat6(t), 4.738}, {"LSAT7", corpus(t, "lsat7.csv", 0), 11.938}} {
		f, err := New(context.Background(), c.d, Options{Model: TwoPL, Tol: 1e-8})
		if err != nil {
			t.Fatal(err)
		}
		m, err := f.M2(context.Background(), c.d)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", c.name, m)
		near(t, c.name+" M2*", m.M2, c.m2, 2e-3)
		if m.DF != 5 || c.name == "LSAT6" && math.Abs(m.P-.449) > 1e-3 {
			t.Errorf("%+v", m)
		}
	}
}

// Where the model made the data, p values are not small; an item that follows another law is found.
func TestFitFindsTheItem(t *testing.T) {
	codes := invent(4000, 12, 3)
	d, err := NewData(codes, 12)
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(context.Background(), d, Options{Model: TwoPL, Tol: 1e-6})
	if err != nil {
		t.Fatal(err)
	}
	m, err := f.M2(context.Background(), d)
	if err != nil || m.P < 1e-3 || m.RMSEA > .02 || m.SRMSR > .03 || m.N != 4000 {
		t.Errorf("%+v %v", m, err)
	}
	items, err := f.ItemFits(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range items {
		if !(x.P > 1e-4) || math.Abs(x.Infit-1) > .2 || math.Abs(x.Outfit-1) > .4 || x.DF < 5 {
			t.Errorf("item %d: %+v", i, x)
		}
	}
	for p := range 4000 { // item 0 is right for the middle only: no logistic curve
		sum := 0
		for i := 1; i < 12; i++ {
			sum += int(codes[p*12+i])
		}
		codes[p*12] = 0
		if sum >= 4 && sum <= 8 {
			codes[p*12] = 1
		}
	}
	if d, err = NewData(codes, 12); err != nil {
		t.Fatal(err)
	}
	if f, err = New(context.Background(), d, Options{Model: TwoPL}); err != nil {
		t.Fatal(err)
	}
	if items, err = f.ItemFits(context.Background(), d); err != nil || items[0].P > 1e-10 {
		t.Errorf("%+v %v", items[0], err)
	}
	if m, err = f.M2(context.Background(), d); err != nil || m.P > 1e-10 {
		t.Errorf("%+v %v", m, err)
	}
}

// More categories, missing answers, and data that allow no test.
func TestFitOfOthers(t *testing.T) {
	d := corpus(t, "science.csv", 1)
	for _, model := range []Model{GRM, GPCM, Rasch} {
		f, err := New(context.Background(), d, Options{Model: model})
		if err != nil {
			t.Fatal(err)
		}
		items, err := f.ItemFits(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range items {
			if !(x.SX2 > 0) || !(x.DF > 0) || !(x.P >= 0 && x.P <= 1) || math.Abs(x.Infit-1) > .7 {
				t.Errorf("%s %d: %+v", model, i, x)
			}
		}
		if _, err := f.M2(context.Background(), d); model != Rasch && !errors.Is(err, ErrFreedom) {
			t.Error(err) // 4 + 6 moments for 16 parameters
		}
	}
	d = corpus(t, "pisa12_us_math.csv", 0) // nobody has every item
	f, err := New(context.Background(), d, Options{Model: GPCM, MaxIter: 5})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.M2(context.Background(), d); !errors.Is(err, ErrComplete) {
		t.Error(err)
	}
}
