package cdm

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// table of the sample data: the first row names, cells 0, 1 or empty.
func sample(t testing.TB, name string) (cells []uint8, columns int) {
	t.Helper()
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "psychometrics", name))
	if err != nil {
		t.Skipf("sample data %s are absent: %v", name, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		for _, c := range r {
			switch c {
			case "0", "1":
				cells = append(cells, c[0]-'0')
			default:
				cells = append(cells, Missing)
			}
		}
	}
	return cells, len(rows[0])
}

func matrix(t testing.TB, name string) [][]bool {
	cells, k := sample(t, name)
	var q [][]bool
	for at := 0; at < len(cells); at += k {
		row := make([]bool, k)
		for s := range row {
			row[s] = cells[at+s] == 1
		}
		q = append(q, row)
	}
	return q
}

func TestPublished(t *testing.T) {
	for _, c := range []struct {
		data, q    string
		model      Model
		logLik     float64
		parameters int
		srmsr      float64
		tol        float64
		maxIter    int // 0: the default
	}{
		{"fraction15.csv", "fraction15_q.csv", DINA, -3455.76146, 46, .113, 1e-4, 0},
		{"fraction.csv", "fraction_q.csv", DINA, -4407.973, 77, 0, 1e-3, 0}, // eight skills: the highest point comes after a thousand iterations
		{"ecpe.csv", "ecpe_q.csv", GDINA, -42738.5598, 81, .032, 1e-3, 0},
		{"ecpe.csv", "ecpe_q.csv", DINA, -42841.49, 63, 0, 5e-3, 0},
	} {
		answers, _ := sample(t, c.data)
		f, err := New(context.Background(), answers, matrix(t, c.q), Options{Model: c.model, MaxIter: c.maxIter})
		if err != nil {
			t.Fatal(c.data, err)
		}
		t.Logf("%s %s: %.6f, %d parameters, %d iterations, accuracy %.3f, SRMSR %.4f", c.data, c.model, f.LogLik, f.Parameters, f.Iterations, f.Accuracy, f.SRMSR)
		if math.Abs(f.LogLik-c.logLik) > c.tol {
			t.Errorf("%s %s: %.6f, want %.6f", c.data, c.model, f.LogLik, c.logLik)
		}
		if c.parameters > 0 && f.Parameters != c.parameters {
			t.Errorf("%s %s: %d parameters, want %d", c.data, c.model, f.Parameters, c.parameters)
		}
		if c.srmsr > 0 && math.Abs(f.SRMSR-c.srmsr) > 2e-3 {
			t.Errorf("%s %s: SRMSR %.4f, want %.3f", c.data, c.model, f.SRMSR, c.srmsr)
		}
	}
}
