package roster_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/invent"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// BenchmarkBring brings in an invented roster on SQLite: go test -run - -bench Bring -benchtime 1x -cpuprofile cpu.out ./internal/roster
func BenchmarkBring(b *testing.B) {
	set := invent.Set{Seed: 1, Users: 12_000, Enrolments: 88_000}
	path := filepath.Join(b.TempDir(), "bulk.zip")
	f, err := os.Create(path)
	if err == nil {
		err = set.WriteBulk(f)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w := &world{t: b, core: testkit.SQLite(b, migrations()...), dir: b.TempDir()}
		w.begin(time.Now())
		i := w.take(path)
		if i.State != roster.Ready {
			b.Fatalf("%+v", w.outcome(i))
		}
		i = w.mustApply(i)
		b.Logf("%+v", i.Report.Seconds)
		b.ReportMetric(float64(i.Total)/(i.Report.Seconds.Check+i.Report.Seconds.Stage+i.Report.Seconds.Difference+i.Report.Seconds.Apply), "rows/s")
	}
}
