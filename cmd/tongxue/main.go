// Command tongxue is the whole product in one binary: server, demonstration and the operator's verbs. See tongxue --help.
package main

import (
	"os"

	"github.com/tongxue-edu/tongxue/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
