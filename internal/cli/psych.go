package cli

import (
	"os"
	"path/filepath"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/ctt"
)

// psychCmd is measurement: files in, JSON (and for people a page) out; nothing is stored.
type psychCmd struct {
	CTT        cttCmd             `cmd:"" name:"ctt" help:"Classical test theory."`
	Fit        psychFitCmd        `cmd:"" help:"Item response models by marginal maximum likelihood."`
	DIF        psychDIFCmd        `cmd:"" name:"dif" help:"Differential item functioning between two groups."`
	CDM        psychCDMCmd        `cmd:"" name:"cdm" help:"Cognitive diagnosis: DINA, DINO, G-DINA."`
	Equate     psychEquateCmd     `cmd:"" help:"Scores of form X as scores of form Y."`
	Multilevel psychMultilevelCmd `cmd:"" help:"Multilevel model with random intercepts of groups, as for value added."`
	Link       psychLinkCmd       `cmd:"" help:"Two calibrations with common items on one scale."`
	Report     psychReportCmd     `cmd:"" help:"One page about a test for people: map, curves, information, items, fit; HTML that prints."`
}

type cttCmd struct {
	File string    `arg:"" help:"CSV with a header, one person a row, empty = missing." type:"existingfile"`
	Max  []float64 `help:"Full marks of the items, in order."`
}

// Run analyses the file.
func (c *cttCmd) Run(w *world) error {
	f, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return err
	}
	defer f.Close()
	header, m, err := ctt.ReadCSV(f)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	if c.Max != nil && len(c.Max) != len(header) {
		return fault.New(fault.Invalid, "--max 有 %d 个值，文件有 %d 题", len(c.Max), len(header))
	}
	return w.print(ctt.Analyse(m, ctt.Options{Items: header, Max: c.Max}))
}
