// Package cli is the command line: one verb a type, flags as fields, JSON with --json, and the exit codes of the contract:
// 0 done, 1 the input was refused, 2 wrong usage, 3 something else failed. It holds no rule; verbs call the services.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Exit codes.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
	exitFailed  = 3
)

// errRefused ends a verb with exit code 1 after it has printed why.
var errRefused = errors.New("refused")

// world is what a verb may touch.
type world struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	json     bool
	log      *slog.Logger
}

type grammar struct {
	JSON    bool       `help:"Print JSON only on standard output." name:"json"`
	Verbose bool       `help:"Log every request." short:"v"`
	Serve   serveCmd   `cmd:"" help:"Run the server on a data directory."`
	Demo    demoCmd    `cmd:"" help:"Run a demonstration region with everything embedded."`
	Admin   adminCmd   `cmd:"" help:"Make administrators and access keys."`
	Backup  backupCmd  `cmd:"" help:"Write a backup, also while the server runs."`
	Restore restoreCmd `cmd:"" help:"Restore a backup into an empty directory."`
	Doctor  doctorCmd  `cmd:"" help:"Check an installation and print its map."`
	Record  recordCmd  `cmd:"" help:"Import and export xAPI statements."`
	Roster  rosterCmd  `cmd:"" help:"Check and import rosters."`
	Import  importCmd  `cmd:"" help:"Bring in what was carried here."`
	Qti     qtiCmd     `cmd:"" help:"Score QTI items."`
	Psych   psychCmd   `cmd:"" help:"Measurement."`
	Bench   benchCmd   `cmd:"" help:"Bounded benchmarks that print ratios."`
}

// Main runs a command line and returns its exit code.
func Main(args []string, in io.Reader, out, errw io.Writer) int {
	var g grammar
	code := -1
	p, err := kong.New(&g, kong.Name("tongxue"), kong.Description("同学: an open smart-education platform for a region."), kong.Writers(out, errw),
		kong.DefaultEnvars("TONGXUE"), kong.UsageOnError(), kong.Exit(func(c int) {
			if code < 0 {
				code = c
			}
			panic(exit{})
		}))
	if err != nil {
		fmt.Fprintln(errw, err)
		return exitFailed
	}
	k, err := parse(p, args)
	if code >= 0 { // --help
		return code
	}
	if err != nil {
		fmt.Fprintln(errw, "tongxue:", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	level := slog.LevelWarn
	if g.Verbose {
		level = slog.LevelInfo
	}
	w := &world{ctx: ctx, in: in, out: out, err: errw, json: g.JSON, log: slog.New(slog.NewTextHandler(errw, &slog.HandlerOptions{Level: level}))}
	return w.finish(k.Run(w))
}

type exit struct{}

func parse(p *kong.Kong, args []string) (k *kong.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exit); !ok {
				panic(r)
			}
		}
	}()
	return p.Parse(args)
}

// finish prints an error for people, and for programs when --json is set, and chooses the exit code.
func (w *world) finish(err error) int {
	var f *fault.Error
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRefused):
		return exitRefused
	case errors.As(err, &f) && f.Kind != fault.Internal && f.Kind != fault.Down && f.Kind != fault.Full:
		message := fmt.Sprintf(f.Message, f.Args...)
		for _, field := range f.Fields {
			message += "; " + field.Name + ": " + field.Message
		}
		if w.json {
			_ = w.print(map[string]any{"error": f.Kind.String(), "message": message})
		}
		fmt.Fprintln(w.err, "tongxue:", message)
		return exitRefused
	}
	fmt.Fprintln(w.err, "tongxue:", err)
	return exitFailed
}

// print writes one JSON document.
func (w *world) print(v any) error {
	e := json.NewEncoder(w.out)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// say prints JSON with --json, else a line for people.
func (w *world) say(v any, format string, args ...any) error {
	if w.json {
		return w.print(v)
	}
	_, err := fmt.Fprintf(w.out, format+"\n", args...)
	return err
}
