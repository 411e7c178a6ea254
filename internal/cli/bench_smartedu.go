package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

type smarteduResult struct {
	Engine  string  `json:"engine"`
	Records int     `json:"records"`
	Placed  int     `json:"placed"`
	OffTree int     `json:"tags_off_the_tree"`
	All     cost    `json:"all"` // bar: 1 s
	Same    cost    `json:"same_again"`
	SameN   int     `json:"same_again_rows"`
	Delta   cost    `json:"changed_version"`
	DeltaN  int     `json:"changed_version_rows"`
	Want    int     `json:"changed_version_changes"`
	Hold    float64 `json:"longest_hold_ms"`
}

// smarteduChanges is how many records the changed version of the benchmark changes.
const smarteduChanges = 20

// benchSmartedu brings in the sample of the national platform's catalogue, brings it in again, and brings in a version in which a few
// records have a new time.
func benchSmartedu(w *world, c *benchCmd) error {
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = filepath.Join("..", "shared", "data")
	}
	from := filepath.Join(root, "smartedu")
	if _, err := os.Stat(from); err != nil {
		return fault.Wrap(err, fault.Invalid, "没有样本数据：请用 TONGXUE_CORPORA 指出它的目录")
	}
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	newer := filepath.Join(dir, "newer")
	if err := changedSmartedu(from, newer); err != nil {
		return err
	}
	a, err := app.Open(w.ctx, app.Config{Dir: filepath.Join(dir, "data"), DSN: c.DB, Log: w.log})
	if err != nil {
		return err
	}
	defer a.Close()
	res := smarteduResult{Engine: a.Core.Engine().String(), Want: smarteduChanges}
	var got exchange.Imported
	bring := func(path string) func() error {
		return func() (err error) {
			if got, err = a.Exchange.Bring(w.ctx, nil, os.DirFS(path), false); err == nil && (len(got.Results) != 1 || got.Results[0].Outcome == exchange.Failed) {
				err = fmt.Errorf("bench: %+v", got)
			}
			return err
		}
	}
	if res.All, err = costOf(bring(from)); err != nil {
		return err
	}
	res.Records, res.Placed, res.OffTree = got.Results[0].Records, got.Results[0].Placed, got.Results[0].OffTree
	if res.Same, err = costOf(bring(from)); err != nil {
		return err
	}
	res.SameN = got.Results[0].Touched
	if res.Delta, err = costOf(bring(newer)); err != nil {
		return err
	}
	res.DeltaN = got.Results[0].Touched
	res.Hold = float64(a.Core.Stats().LongestHold.Microseconds()) / 1000
	return w.say(res, "%s: %d textbooks, %d in the menu, %d tags off the tree: %.0f ms (%.0f ms of CPU; bar 1000 ms); the same again %.0f ms, %d rows; a version with %d changes %.0f ms, %d rows; longest hold %.1f ms (bar 20)",
		res.Engine, res.Records, res.Placed, res.OffTree, res.All.Seconds*1000, res.All.CPU*1000, res.Same.Seconds*1000, res.SameN, res.Want, res.Delta.Seconds*1000, res.DeltaN, res.Hold)
}

// changedSmartedu copies the sample with a new time in some rows of the flat list.
func changedSmartedu(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	full, err := os.ReadFile(filepath.Join(to, "national_lesson_part_sample.json"))
	if err != nil {
		return err
	}
	path := filepath.Join(to, "national_lesson_textbooks.tsv")
	flat, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, n := strings.Split(strings.TrimSuffix(string(flat), "\n"), "\n"), 0
	for i := len(rows) - 1; i > 0 && n < smarteduChanges; i-- {
		id, _, _ := strings.Cut(rows[i], "\t")
		if strings.Contains(string(full), id) { // the full record counts there
			continue
		}
		rows[i] = rows[i][:strings.LastIndexByte(rows[i], '\t')+1] + time.Date(2025, 1, 1, 0, 0, i, 0, time.UTC).Format("2006-01-02T15:04:05.000-0700")
		n++
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600)
}
