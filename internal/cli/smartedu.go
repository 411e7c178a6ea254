package cli

import (
	"fmt"
	"path/filepath"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/exchange"
)

type importCmd struct {
	Smartedu smarteduCmd `cmd:"" help:"Bring in the national platform's catalogue from a folder or zip archive of its JSON documents."`
}

type smarteduCmd struct {
	store
	Path   string `arg:"" help:"Folder or zip archive." type:"path"`
	Accept bool   `help:"Also when more than a third of the stored catalogue would go."`
}

// Run imports; a catalogue that is not taken is exit code 1.
func (c *smarteduCmd) Run(w *world) error {
	path, err := filepath.Abs(c.Path)
	if err != nil {
		return err
	}
	var got exchange.Imported
	if err := app.Run(w.ctx, c.config(w), "smartedu-import", app.SmarteduArgs{Path: path, Accept: c.Accept}, &got); err != nil {
		return err
	}
	failed := false
	for _, r := range got.Results {
		failed = failed || r.Outcome == exchange.Failed
	}
	if w.json {
		err = w.print(got)
	} else {
		for _, r := range got.Results {
			fmt.Fprintf(w.out, "%-16s %s：新增 %d，更新 %d，移除 %d，写入 %d 行；现有 %d 条，在菜单里 %d 条，菜单没有的标签 %d 个 %s\n", r.Module, r.Outcome, r.Added, r.Changed, r.Removed,
				r.Touched, r.Records, r.Placed, r.OffTree, r.Trouble)
		}
		_, err = fmt.Fprintf(w.out, "有章节和课程的教材 %d 本\n", got.Books)
	}
	if err == nil && failed {
		return errRefused
	}
	return err
}
