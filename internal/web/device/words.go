package device

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// kindName is a kind of device in zh-CN.
func kindName(kind string) string {
	return map[string]string{authn.SharedDevice: "共用平板或电脑", authn.BoardDevice: "教室大屏", authn.OfficeDevice: "办公电脑"}[kind]
}

func lockTitle(v lockView) string {
	if v.Class != "" {
		return v.Class
	}
	return "请登录"
}

// problem is a fault's sentence in the reader's language.
func problem(ctx context.Context, err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return i18n.T(ctx, f.Message, f.Args...)
	}
	return ""
}
