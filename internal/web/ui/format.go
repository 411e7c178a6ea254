package ui

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Dash stands for "no value" wherever a number or a text is missing.
const Dash = "—"

// Number is v with a fixed number of decimals (0 to 6) and thousands separators; NaN and infinities are [Dash].
func Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Dash
	}
	s := strconv.FormatFloat(v, 'f', min(max(decimals, 0), 6), 64)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if frac != "" {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	if neg && strings.ContainsAny(s, "123456789") {
		return "−" + b.String() // U+2212, which lines up with digits
	}
	return b.String()
}

// Int is n with thousands separators.
func Int[N ~int | ~int64 | ~int32](n N) string { return Number(float64(n), 0) }

// Percent shows the ratio v (0 to 1) as a percentage.
func Percent(v float64, decimals int) string {
	s := Number(v*100, decimals)
	if s == Dash {
		return s
	}
	return s + "%"
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"} // i18n:data

// Date is the day in China: 2026年9月1日 周二, or 1 Sep 2026, Tue.
func Date(ctx context.Context, m clock.Micros) string {
	if m == 0 || m >= clock.Forever {
		return Dash
	}
	return day(ctx, clock.Local(m))
}

func day(ctx context.Context, at time.Time) string {
	if i18n.LangOf(ctx) == i18n.En {
		return at.Format("2 Jan 2006, Mon")
	}
	return fmt.Sprintf("%d年%d月%d日 %s", at.Year(), int(at.Month()), at.Day(), weekdays[at.Weekday()])
}

// DateTime is the moment in China to the minute: 2026-09-01 08:05. Tables use it because it sorts and lines up.
func DateTime(_ context.Context, m clock.Micros) string {
	if m == 0 || m >= clock.Forever {
		return Dash
	}
	return clock.Local(m).Format("2006-01-02 15:04")
}

// moment is a cell that holds what Date or DateTime writes and nothing else, a link or not.
var moment = regexp.MustCompile(`^(<a [^>]*>)?(\d{4}-\d\d-\d\d \d\d:\d\d|\d{4}年\d+月\d+日 周.|\d+ [A-Z][a-z]+ \d{4}, [A-Z][a-z]+)(</a>)?$`)

// Bytes is a size in binary steps: 3.2 MB.
func Bytes(n int64) string {
	v, units := float64(n), []string{"B", "KB", "MB", "GB", "TB"}
	i := 0
	for v >= 1024 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}
