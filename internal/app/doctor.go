package app

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Check is one thing that doctor looked at.
type Check struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
}

// Diagnosis is the answer of the doctor verb: what was looked at, and the map of the program.
type Diagnosis struct {
	OK        bool              `json:"ok"`
	Checks    []Check           `json:"checks"`
	Routes    []RouteLine       `json:"routes"`
	Tables    map[string]string `json:"tables"`      // table → package that owns it
	Kinds     map[string]string `json:"event_kinds"` // kind seen in the log → package that owns it
	Engine    string            `json:"engine"`
	Preset    string            `json:"preset"`
	Installed int               `json:"migrations"`
}

// RouteLine is one route as doctor prints it.
type RouteLine struct {
	Pattern string `json:"pattern"`
	Verb    string `json:"verb,omitempty"`
	Target  string `json:"target,omitempty"`
	Open    string `json:"open,omitempty"`
}

const selKinds db.SQL = `-- unscoped: which kinds of events the log holds
SELECT DISTINCT kind FROM event ORDER BY kind`

// Doctor looks at the whole installation and changes nothing.
func (a *App) Doctor(ctx context.Context) (Diagnosis, error) {
	d := Diagnosis{OK: true, Engine: a.Core.Engine().String(), Preset: a.Config.Preset, Tables: map[string]string{}, Kinds: map[string]string{}}
	add := func(name string, err error, message string, args ...any) {
		c := Check{Name: name, OK: err == nil, Message: fmt.Sprintf(message, args...)}
		if err != nil {
			c.Message, d.OK = err.Error(), false
		}
		d.Checks = append(d.Checks, c)
	}
	for _, s := range []*db.DB{a.Core, a.Record, a.Search} {
		wrong, err := s.Check(ctx)
		if err == nil && len(wrong) > 0 {
			err = fmt.Errorf("%s", strings.Join(wrong, "; "))
		}
		add("store "+s.Name(), err, "文件完好")
		st := s.Stats()
		per := float64(st.Writes) / float64(max(st.Commits, 1))
		add("writer "+s.Name(), nil, "写入 %d 次，提交 %d 次(每次落盘 %.1f 次写入)；最长占用 %v，超过 %v 的 %d 次；最长落盘 %v",
			st.Writes, st.Commits, per, st.LongestHold.Round(time.Microsecond), db.MaxHold, st.LongHolds, st.LongestSync.Round(time.Microsecond))
		if err := a.tables(ctx, s, d.Tables); err != nil {
			return d, err
		}
	}
	lags, err := a.Log.Lags(ctx)
	for _, l := range lags {
		var failing error
		if l.Failing != "" {
			failing = fmt.Errorf("停在 %d:%s", l.Position.Seq, l.Failing)
		}
		add("consumer "+l.Consumer, failing, "落后 %d 个事件", l.Events)
	}
	if err != nil {
		add("consumers", err, "")
	}
	add("audit", a.Audit.Verify(ctx), "审计链完整")
	add("keys", a.Seal.Check(ctx), "主密钥与数据相符")
	add("blobs", a.checkBlobs(ctx), "文件与其摘要一致")
	add("disk", diskError(a.folder.path), "有剩余空间")
	add("clock", clockError(a.Config.Clock.Now()), "系统时间 %s", a.Config.Clock.Now().In(clock.Shanghai).Format(time.RFC3339))
	secured, err := a.certCheck()
	add("https", err, "%s", secured)
	told, err := a.filesCheck(ctx)
	add("files", err, "%s", told)
	swept, err := a.sweepCheck(ctx)
	add("sweep", err, "%s", swept)
	for _, r := range a.Routes {
		d.Routes = append(d.Routes, RouteLine{r.Pattern, r.Verb, r.Target, r.Open})
	}
	sort.Slice(d.Routes, func(i, j int) bool { return d.Routes[i].Pattern < d.Routes[j].Pattern })
	kinds, err := db.All(a.Core.Reader(ctx), selKinds, db.Value[string])
	for _, k := range kinds {
		d.Kinds[k] = kindOwner(k)
	}
	return d, err
}

// owners maps the first word of a table to the package when they differ.
var owners = map[string]string{"event": "bus", "scope": "org", "goose": "db", "assignment": "homework", "work": "commons", "version": "commons", "search": "commons",
	"item": "assess", "paper": "assess", "sitting": "assess", "response": "assess", "mark": "assess", "monitoring": "assess"}

func (a *App) tables(ctx context.Context, s *db.DB, into map[string]string) error {
	lines, err := s.Schema(ctx)
	for _, l := range lines {
		name, ok := strings.CutPrefix(l, "table ")
		if !ok {
			if name, ok = strings.CutPrefix(l, "column "); !ok {
				continue
			}
			name, _, _ = strings.Cut(name, ".")
		}
		name, _, _ = strings.Cut(name, " ")
		first, _, _ := strings.Cut(name, "_")
		if o := owners[first]; o != "" {
			first = o
		}
		into[name] = first
	}
	return err
}

// kindOwner names the package that appends events of a kind.
func kindOwner(kind string) string {
	noun, _, _ := strings.Cut(kind, ".")
	switch noun {
	case "work", "version":
		return "commons"
	case "assignment":
		return "homework"
	case "response", "sitting", "mark", "monitoring", "item", "paper":
		return "assess"
	case "sheet":
		return "insight"
	case "setting":
		return "org"
	}
	return noun
}

// checkBlobs verifies at most 200 files, so that doctor stays quick; backup and restore compare all.
func (a *App) checkBlobs(ctx context.Context) error {
	n := 0
	err := a.Blobs.Walk(ctx, func(r blob.Ref) error {
		if n++; n > 200 {
			return errEnough
		}
		return a.Blobs.Verify(ctx, r.Hash)
	})
	if err == errEnough { //nolint:errorlint // our own sentinel, returned unwrapped
		return nil
	}
	return err
}

var errEnough = fmt.Errorf("enough")

// clockError says that the clock is certainly wrong: earlier than this program.
func clockError(now time.Time) error {
	if now.Year() < 2026 {
		return fmt.Errorf("系统时间 %s 明显不对：请校时，否则日期和证书都会出错", now.Format(time.RFC3339))
	}
	return nil
}

// audited is here so that the chain has a first line: who opened the store with which version.
func (a *App) audited(ctx context.Context, e audit.Entry) error {
	return a.Core.Write(ctx, func(tx *db.Tx) error { return a.Audit.Append(tx, e) })
}
