package admin

import (
	"context"
	"net/url"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// pageSize is how many lines of the log one page shows.
const pageSize = 50

func parseSeq(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

func failed(checks []Check) (n int) {
	for _, c := range checks {
		if !c.OK {
			n++
		}
	}
	return n
}

func checkRows(checks []Check) []ui.Row {
	rows := make([]ui.Row, len(checks))
	for i, c := range checks {
		state := ui.Tag(ui.Success, "正常")
		if !c.OK {
			state = ui.Tag(ui.Danger, "不正常")
		}
		rows[i] = ui.R(ui.S(c.Name), state, ui.S(c.Message))
	}
	return rows
}

func keyRows(ctx context.Context, keys []record.Key) []ui.Row {
	rows := make([]ui.Row, len(keys))
	for i, k := range keys {
		state := ui.Tag(ui.Success, "有效")
		if k.Revoked != 0 {
			state = ui.Tag(ui.Neutral, "已停用")
		}
		rows[i] = ui.R(ui.S(k.Name), ui.S(k.Key), ui.S(k.May), ui.S(ui.DateTime(ctx, k.Made)), state)
	}
	return rows
}

// ifWrong gives the form back what was typed only when something was wrong with it.
func ifWrong(err error, v url.Values) url.Values {
	if err == nil {
		return nil
	}
	return v
}
