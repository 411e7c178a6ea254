package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/invent"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

type examResult struct {
	Engine  string               `json:"engine"`
	Mock    string               `json:"mock"`
	Form    string               `json:"form"` // csv or xlsx
	Seeded  float64              `json:"seed_s"`
	Files   float64              `json:"files_mb"`
	Check   float64              `json:"check_s"` // upload, columns, finding pupils, staging
	Apply   float64              `json:"apply_s"`
	Report  float64              `json:"report_s"` // from results that count to the finished report
	All     cost                 `json:"all"`      // bar: 60 s as csv, 120 s as xlsx
	Rows    int                  `json:"rows"`
	Alone   spread               `json:"interactive_alone"`
	During  spread               `json:"interactive_during"` // bar: p99 200 ms
	Failed  int                  `json:"failed"`
	Longest float64              `json:"longest_hold_ms"`
	Pages   map[string]pageTimes `json:"pages"` // bar: p95 200 ms
	Peak    float64              `json:"peak_mb"`
}

// benchExam brings in a seeded mock, 100,000 pupils in 300 schools with six subjects of forty items unless --rows says fewer, as six files,
// until the report stands, while answers from elsewhere go on at --rate; then it reads pages of the report.
func benchExam(w *world, c *benchCmd) error { return benchMock(w, c, "csv") }

// benchExamBook is the same as six workbooks.
func benchExamBook(w *world, c *benchCmd) error { return benchMock(w, c, "xlsx") }

func benchMock(w *world, c *benchCmd, form string) error {
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m := invent.Mock{Seed: 5, Pupils: max(c.Rows, 300), Items: 40}
	m.Schools = max(1, m.Pupils/333)
	res := examResult{Form: form, Mock: fmt.Sprintf("%d pupils, %d schools, %d subjects of %d items", m.Pupils, m.Schools, len(invent.Subjects), m.Items)}
	files, err := mockFiles(dir, m, form, &res)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + l.Addr().String()
	a, err := app.Open(w.ctx, app.Config{Dir: filepath.Join(dir, "data"), DSN: c.DB, Log: w.log, BaseURL: base})
	if err != nil {
		return err
	}
	defer a.Close()
	res.Engine = a.Core.Engine().String()
	r, err := a.Rehearse(w.ctx, c.Clients)
	if err != nil {
		return err
	}
	start := time.Now()
	d, err := a.SeedMock(w.ctx, m)
	if err != nil {
		return err
	}
	res.Seeded = time.Since(start).Seconds()
	ctx, stop := context.WithCancel(w.ctx)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	pupils, err := signInAll(base, r)
	if err != nil {
		return err
	}
	quiet, cancel := context.WithTimeout(ctx, c.Seconds)
	alone, failed := load(quiet, pupils, c.Rate)
	cancel()
	res.Alone, res.Failed = spreadOf(alone), failed
	top := peak()
	if err := mockRun(ctx, a, d, files, pupils, c.Rate, &res); err != nil {
		return err
	}
	res.Peak, res.Longest = top(), float64(a.Core.Stats().LongestHold.Microseconds())/1000
	if res.Pages, err = mockPages(ctx, base, d, c.Seconds); err != nil {
		return err
	}
	text := fmt.Sprintf("%s, %s as six files .%s (%.0f MB): check %.1f + apply %.1f + report %.1f = %.1f s, %.1f CPU-s (bar 60 s as csv, 120 s as xlsx), peak %.0f MB\nanswers meanwhile p99 %.1f ms (n %d; alone %.1f; bar 200), %d failed, longest hold %.1f ms",
		res.Engine, res.Mock, form, res.Files, res.Check, res.Apply, res.Report, res.All.Seconds, res.All.CPU, res.Peak, res.During.P99, res.During.N, res.Alone.P99, res.Failed, res.Longest)
	for _, what := range slices.Sorted(maps.Keys(res.Pages)) {
		p := res.Pages[what]
		text += fmt.Sprintf("\n%s: p50 %.1f p95 %.1f max %.1f ms (n %d; bar p95 200)", what, p.P50, p.P95, p.Max, p.N)
	}
	return w.say(res, "%s", text)
}

// mockFiles writes the six files.
func mockFiles(dir string, m invent.Mock, form string, res *examResult) ([]string, error) {
	var out []string
	for i, s := range invent.Subjects {
		path := filepath.Join(dir, s[1]+"."+form)
		err := writeFile(path, func(to io.Writer) error {
			if form == "xlsx" {
				return m.WriteXLSX(to, i)
			}
			return m.WriteCSV(to, i)
		})
		if err != nil {
			return nil, err
		}
		if st, err := os.Stat(path); err == nil {
			res.Files += float64(st.Size()) / 1e6
		}
		out = append(out, path)
	}
	return out, nil
}

// mockRun is the whole way of the marks, with answers beside it.
func mockRun(ctx context.Context, a *app.App, d app.MockDistrict, files []string, pupils []*pupil, rate int, res *examResult) error {
	busy, done := context.WithTimeout(ctx, 15*time.Minute)
	defer done()
	finished := make(chan error, 1)
	go func() {
		var err error
		res.All, err = costOf(func() error { return mockMarks(busy, a, d, files, res) })
		done()
		finished <- err
	}()
	during, failed := load(busy, pupils, rate)
	res.During, res.Failed = spreadOf(during), res.Failed+failed
	return <-finished
}

func mockMarks(ctx context.Context, a *app.App, d app.MockDistrict, files []string, res *examResult) error {
	start := time.Now()
	var up []exam.Upload
	for _, path := range files {
		f, err := os.Open(filepath.Clean(path))
		if err != nil {
			return err
		}
		defer f.Close()
		up = append(up, exam.Upload{Name: filepath.Base(path), From: f})
	}
	in, err := a.Exams.Receive(ctx, d.Researcher, d.Exam, id.As[any](d.District), up)
	if err != nil {
		return err
	}
	in, bad, err := a.Exams.Map(ctx, d.Researcher, in.ID, in.Rev, nil, exam.Choice{})
	if err != nil {
		return err
	}
	if bad.Errors > 0 {
		return fault.New(fault.Invalid, "%s", bad.List[0].Message)
	}
	for in.State == exam.IntakeChecking {
		if err := pause(ctx); err != nil {
			return err
		}
		if in, err = a.Exams.Intake(ctx, d.Researcher, in.ID); err != nil {
			return err
		}
	}
	res.Check, res.Rows = time.Since(start).Seconds(), in.Report.Rows
	if in.State != exam.IntakeReady || in.Report.Left > 0 {
		return fault.New(fault.Invalid, "检查没有通过：%s %+v", in.State, in.Report)
	}
	start = time.Now()
	if _, err = a.Exams.Apply(ctx, d.Researcher, in.ID, in.Rev, exam.Choice{}); err != nil {
		return err
	}
	res.Apply = time.Since(start).Seconds()
	start = time.Now()
	for {
		built, err := a.Reports.Built(ctx, d.Exam)
		if err != nil {
			return err
		}
		if built > 0 {
			res.Report = time.Since(start).Seconds()
			return nil
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(20 * time.Millisecond):
		return nil
	}
}

// reportPage is on every page of the report: the title of the mock.
var reportPage = regexp.MustCompile(`初三年级第一次模拟考试`)

// mockPages reads pages of the report as those who will: the class teacher, the head, the researcher.
func mockPages(ctx context.Context, base string, d app.MockDistrict, each time.Duration) (map[string]pageTimes, error) {
	subject := 0
	next := func(format string, args ...any) func() string {
		return func() string {
			subject++
			return fmt.Sprintf(format, args...) + "?subject=" + invent.Subjects[subject%len(invent.Subjects)][0]
		}
	}
	out := map[string]pageTimes{}
	for _, who := range []struct {
		token string
		kinds []pageKind
	}{
		{d.Teacher, []pageKind{{"class teacher, list", func() string { return "/teacher/exams" }},
			{"class teacher, class", next("/teacher/exams/%s/%s", d.Exam, d.Classes[0])},
			{"class teacher, one item", next("/teacher/exams/%s/%s/items/7", d.Exam, d.Classes[0])},
			{"class teacher, review sheet", next("/teacher/exams/%s/%s/sheet", d.Exam, d.Classes[0])},
			{"class teacher, all subjects", func() string { return fmt.Sprintf("/teacher/exams/%s/%s", d.Exam, d.Classes[0]) }}}},
		{d.Leader, []pageKind{{"head, list", func() string { return "/bureau/exams" }}, {"head, school", next("/bureau/exams/%s/%s", d.Exam, d.Schools[0])}}},
		{d.Token, []pageKind{{"researcher, district", next("/bureau/exams/%s/%s", d.Exam, d.District)}, {"researcher, one item", next("/bureau/exams/%s/%s/items/7", d.Exam, d.District)},
			{"researcher, a school", next("/bureau/exams/%s/%s", d.Exam, d.Schools[len(d.Schools)-1])},
			{"researcher, all subjects", func() string { return fmt.Sprintf("/bureau/exams/%s/%s", d.Exam, d.District) }}}},
	} {
		times, err := timePages(ctx, base, who.token, each/3, reportPage, who.kinds)
		if err != nil {
			return out, err
		}
		maps.Copy(out, times)
	}
	return out, nil
}
