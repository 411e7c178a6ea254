package cli

import (
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

type recordCmd struct {
	Import recordImportCmd `cmd:"" help:"Store statements from NDJSON, plain or gzip."`
	Export recordExportCmd `cmd:"" help:"Write every statement as NDJSON."`
}

type recordImportCmd struct {
	store
	File string `arg:"" help:"The file." type:"existingfile"`
}

// Run imports; refused statements are exit code 1.
func (c *recordImportCmd) Run(w *world) error {
	var r record.Report
	if err := app.Run(w.ctx, c.config(w), "import", app.FileArgs{Path: c.File}, &r); err != nil {
		return err
	}
	if err := w.say(r, "存入 %d 条，重复 %d 条，拒绝 %d 条", r.Stored, r.Duplicates, r.Refused); err != nil {
		return err
	}
	if !w.json {
		for _, f := range r.Findings {
			fmt.Fprintf(w.err, "%+v\n", f)
		}
	}
	if r.Refused > 0 {
		return errRefused
	}
	return nil
}

type recordExportCmd struct {
	store
	To     string `help:"The file to write; .gz is packed." required:"" type:"path"`
	Format string `help:"ndjson; parquet comes later." enum:"ndjson" default:"ndjson"`
	Since  string `help:"Only what was stored after this time (RFC 3339)."`
}

// Run exports.
func (c *recordExportCmd) Run(w *world) error {
	args := app.FileArgs{Path: c.To}
	if c.Since != "" {
		t, err := time.Parse(time.RFC3339, c.Since)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "--since 要写成 2026-11-23T08:00:00+08:00 这样的时间")
		}
		args.Since = clock.At(t)
	}
	var r record.Exported
	if err := app.Run(w.ctx, c.config(w), "export", args, &r); err != nil {
		return err
	}
	return w.say(r, "写出 %d 条", r.Written)
}

type qtiCmd struct {
	Score qtiScoreCmd `cmd:"" help:"Score responses, one JSON document a line."`
}

type qtiScoreCmd struct {
	Root string `help:"Folder of the items." required:"" type:"existingdir"`
}

// Run scores; items that are not supported are exit code 1, with their findings on the line.
func (c *qtiScoreCmd) Run(w *world) error {
	refused, err := qti.ScoreLines(os.DirFS(c.Root), w.in, w.out)
	if err == nil && refused > 0 {
		return errRefused
	}
	return err
}

func printDiagnosis(w *world, d app.Diagnosis) {
	for _, c := range d.Checks {
		mark := "✓"
		if !c.OK {
			mark = "✗"
		}
		fmt.Fprintf(w.out, "%s %-20s %s\n", mark, c.Name, c.Message)
	}
	fmt.Fprintf(w.out, "\n路由 %d 条\n", len(d.Routes))
	for _, r := range d.Routes {
		basis := r.Verb + " @ " + r.Target
		if r.Verb == "" {
			basis = "公开：" + r.Open
		}
		fmt.Fprintf(w.out, "  %-52s %s\n", r.Pattern, basis)
	}
	print := func(title string, m map[string]string) {
		fmt.Fprintln(w.out, "\n"+title)
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			fmt.Fprintf(w.out, "  %-32s %s\n", k, m[k])
		}
	}
	print("表与所属的包", d.Tables)
	print("事件与所属的包", d.Kinds)
}
