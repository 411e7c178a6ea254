package cli

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

type benchCmd struct {
	Name string `arg:"" optional:"" help:"Which; list names them." default:"list"`
	Pg   string `help:"PostgreSQL address for the second engine." name:"db"`
}

// bench is one benchmark: bounded in time, loopback only.
type bench struct {
	name, what string
	run        func(w *world, c *benchCmd) error
}

func benches() []bench { return nil }

// Run runs one benchmark.
func (c *benchCmd) Run(w *world) error {
	if c.Name == "list" {
		for _, b := range benches() {
			fmt.Fprintf(w.out, "%-10s %s\n", b.name, b.what)
		}
		return nil
	}
	for _, b := range benches() {
		if b.name == c.Name {
			return b.run(w, c)
		}
	}
	return fault.New(fault.Invalid, "没有 %s 这个基准;bench list 列出全部", c.Name)
}
