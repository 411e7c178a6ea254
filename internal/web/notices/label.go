package notices

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func faultOf(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// troubles are the ways that cannot be used, in order of name.
func troubles(wrong map[string]error) (out []trouble) {
	for name, err := range wrong {
		t := trouble{Way: way.NameOf(name), Text: "外发通道的设置无法读取"}
		if f := faultOf(err); f != nil && f.Kind == fault.Invalid {
			t.Text, t.Args = f.Message, f.Args
		}
		if t.Way == "" {
			t.Way = name
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b trouble) int {
		if a.Way < b.Way {
			return -1
		}
		return 1
	})
	return out
}

// audienceName is whom a notice is for, in zh-CN.
func audienceName(audience string) string {
	switch audience {
	case notice.Pupils:
		return ui.Field{Label: "学生"}.Label
	case notice.Guardians:
		return ui.Field{Label: "家长"}.Label
	}
	return ui.Field{Label: "教职工"}.Label
}

func audienceText(ctx context.Context, n notice.Notice) string {
	if n.Picked {
		return i18n.T(ctx, "%s(点名的几位)", i18n.T(ctx, audienceName(n.Audience)))
	}
	return i18n.T(ctx, audienceName(n.Audience))
}

// States that are this page's own; the others are the design system's.
const (
	stateSent     ui.State = "已发送"
	stateUnread   ui.State = "未读"
	stateRead     ui.State = "已读"
	stateNoted    ui.State = "已知悉"
	stateOnPaper  ui.State = "纸质回执"
	stateNobody   ui.State = "要发纸条"
	stateToAnswer ui.State = "已读未确认"
)

func stateOf(n notice.Notice) ui.State {
	switch n.State {
	case notice.Drafted:
		return ui.StateDraft
	case notice.Withdrawn:
		return ui.StateWithdrawn
	}
	return stateSent
}

func lineState(n notice.Notice, l notice.Line) ui.State {
	switch {
	case l.Confirmed != 0:
		return stateNoted
	case l.Paper != 0:
		return stateOnPaper
	case l.Read != 0 && n.Receipt:
		return stateToAnswer
	case l.Read != 0:
		return stateRead
	case l.Slip:
		return stateNobody
	}
	return stateUnread
}

// outsideStates are the states of messages outside as people call them, in the order shown.
var outsideStates = []struct {
	states []string
	label  string
}{
	{[]string{string(way.Done)}, "已发出"}, {[]string{"queued", "sending"}, "等待发送"}, {[]string{string(way.Refused)}, "对方收不到"}, {[]string{string(way.Unsure)}, "不确定是否送到"},
	{[]string{"skipped", "cancelled"}, "不用再发"},
}

// tear is the line to tear along.
const tear = "✂ - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
