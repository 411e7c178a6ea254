package cli

import (
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

type benchCmd struct {
	Name       string        `arg:"" optional:"" help:"Which; list names them." default:"list"`
	DB         string        `help:"PostgreSQL address (an empty database) to run on instead of SQLite." name:"db"`
	Seconds    time.Duration `help:"How long one phase lasts." default:"10s"`
	Clients    int           `help:"How many clients." default:"64"`
	Rate       int           `help:"Answers a second in bench answers." default:"300"`
	Profile    string        `help:"Write a CPU profile to this file." type:"path"`
	Rows       int           `help:"Rows imported meanwhile in bench answers." default:"100000"`
	Users      int           `help:"Users in bench roster." default:"60000"`
	N          int           `help:"Works in bench search." default:"1000000"`
	Enrolments int           `help:"Enrolments in bench roster." default:"440000"`
}

// bench is one benchmark: bounded in time, loopback only.
type bench struct {
	name, what string
	run        func(w *world, c *benchCmd) error
}

func benches() []bench {
	return []bench{
		{"start", "demo ready, restart on an existing store, idle memory, binary size", benchStart},
		{"answers", "answers over HTTP at a fixed rate, alone and while rows are imported in slices", benchAnswers},
		{"login", "a wave of 67 arrivals a second over HTTP, alone and while wrong passwords flood in at --rate", benchLogin},
		{"roster", "a roster of 60,000 users and 440,000 enrolments: check, difference, apply, a change of 1 %, answers meanwhile", benchRoster},
		{"people", "lists and pages over HTTP with 50,000 people in one group and in one class", benchPeople},
		{"pages", "every page of everybody of the demonstration over HTTP: p50 and p95 of each, refused over 100 ms", benchPages},
		{"sustain", "answers a second through the service with every consumer keeping up", benchSustain},
		{"exam", "marks of a mock of 100,000 pupils, six subjects of forty items, as six CSV files: from upload to the finished report, answers meanwhile, pages", benchExam},
		{"exam-xlsx", "the same as six workbooks", benchExamBook},
		{"smartedu", "the national platform's catalogue from the sample data: all in, the same again, a version with a few changes", benchSmartedu},
		{"search", "a catalogue of a million works: index rate and size, classes of queries through the service, nothing missed", benchSearch},
		{"psych", "measurement: item response models, diagnosis and levels on seeded answers, beside a plain loop", benchPsych},
	}
}

// Run runs one benchmark.
func (c *benchCmd) Run(w *world) error {
	if c.Name == "list" {
		for _, b := range benches() {
			fmt.Fprintf(w.out, "%-10s %s\n", b.name, b.what)
		}
		return nil
	}
	if c.Seconds < time.Second || c.Seconds > 2*time.Minute || c.Clients < 1 || c.Clients > 256 || c.Rate < 1 || c.Rate > 20_000 || c.Rows < 0 || c.Rows > 1_000_000 ||
		c.N < 1000 || c.N > 5_000_000 || c.Users < 600 || c.Users > 1_000_000 || c.Enrolments < c.Users || c.Enrolments > 20_000_000 {
		return fault.New(fault.Invalid, "基准的参数超出了界限")
	}
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, b := range benches() {
		if b.name == c.Name {
			return b.run(w, c)
		}
	}
	return fault.New(fault.Invalid, "没有 %s 这个基准；bench list 列出全部", c.Name)
}

// spread is the middle and the tail of a sample, in milliseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

func spreadOf(d []time.Duration) spread {
	if len(d) == 0 {
		return spread{}
	}
	slices.Sort(d)
	ms := func(q float64) float64 {
		return float64(d[min(len(d)-1, int(q*float64(len(d))))].Microseconds()) / 1000
	}
	return spread{len(d), ms(0.5), ms(0.99), ms(1)}
}
