package report_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/report"
)

// FuzzPage: whatever a file holds, the page is whole and keeps its promises.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"a,b\n1,0\n0,1\n", "a,<b>\n1,\n,1\n2,2\n", "a\n1e300\n-1e300\n", "x,y,z\n0.5,1,3\n1,0,2\n0,1,1\n", "\u202ea,b\n1,1\n1,1\n", "a,b\n1e-320,1\n0,5e-324\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, csv string) {
		for _, slip := range slips { // a name may be what sound looks for
			if strings.Contains(csv, slip) {
				return
			}
		}
		names, m, err := ctt.ReadCSV(strings.NewReader(csv))
		if err != nil || m.Persons()*m.Items() > 400 {
			return
		}
		r, err := report.Analyse(context.Background(), names, m, report.Options{File: "f.csv", Procs: 1})
		if err != nil {
			t.Fatalf("refused without a model asked for: %v", err)
		}
		sound(t, csv, write(t, r, report.English))
	})
}
