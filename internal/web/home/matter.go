package home

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/tray"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

const day = 24 * 3600 * 1_000_000

// soon is how near a day has to be to come before what weighs more, in microseconds.
const soon = 3 * day

// Weight orders matters whose day is not near.
type Weight int

// The weights: what the law sets a term for, what others wait for, what is only mine, what can be done some time.
const (
	Some Weight = iota
	Mine
	Others
	Legal
)

// Matter is something that waits for the actor. Text is a zh-CN sentence with one %s, the number, or with none; Why says why it comes first if it does,
// Act names the step on its button. Of Due (when it has to be done) and Since (since when it waits) at most one is set.
type Matter struct {
	Key        string // names the kind; a stable word for tests and styles
	Icon       string
	Text, Why  string
	Act, Href  string
	N          int // at most tray.Most
	Due, Since clock.Micros
	Weight     Weight
}

// Order puts first what is overdue, then what is due within three days, both by their day, then by weight, day, and age. Empty matters
// are left out.
func Order(all []Matter, now clock.Micros) []Matter {
	out := slices.DeleteFunc(slices.Clone(all), func(m Matter) bool { return m.N == 0 })
	slices.SortStableFunc(out, func(a, b Matter) int {
		if near := boolFirst(a.near(now), b.near(now)); near != 0 {
			return near
		}
		if a.near(now) {
			return cmp.Compare(a.Due, b.Due)
		}
		return cmp.Or(-cmp.Compare(a.Weight, b.Weight), boolFirst(a.Due > 0, b.Due > 0), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Since, b.Since))
	})
	return out
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (m Matter) near(now clock.Micros) bool { return m.Due > 0 && m.Due < now+soon }

func (m Matter) late(now clock.Micros) bool { return m.Due > 0 && m.Due < now }

// count is the number as it is shown.
func (m Matter) count() string {
	if m.N >= tray.Most {
		return strconv.Itoa(tray.Most-1) + "+"
	}
	return strconv.Itoa(m.N)
}

// sentence is the text with its number, where it has one.
func (m Matter) sentence(ctx context.Context) string {
	if !strings.Contains(m.Text, "%s") {
		return i18n.T(ctx, m.Text)
	}
	return i18n.T(ctx, m.Text, m.count())
}

// dayOf is the day in China on which a moment lies, counted.
func dayOf(at clock.Micros) int64 {
	const zone = 8 * 3600 * 1_000_000
	return (at + zone) / day
}

// when is the line about time, "" when nothing is known.
func (m Matter) when(ctx context.Context, now clock.Micros) string {
	switch {
	case m.Due > 0:
		switch left := dayOf(m.Due) - dayOf(now); {
		case left < 0:
			return i18n.T(ctx, "最早的已过期 %d 天", -left)
		case m.late(now):
			return i18n.T(ctx, "最早的今天过了期限")
		case left == 0:
			return i18n.T(ctx, "最早的今天到期")
		default:
			return i18n.T(ctx, "最早的还有 %d 天到期", left)
		}
	case m.Since > 0:
		if waited := dayOf(now) - dayOf(m.Since); waited > 0 {
			return i18n.T(ctx, "最早的已等 %d 天", waited)
		}
		return i18n.T(ctx, "今天来的")
	}
	return ""
}

// reason says why the matter is the next step.
func (m Matter) reason(ctx context.Context, now clock.Micros) string {
	switch {
	case m.late(now):
		return i18n.T(ctx, "它已经过了期限，所以排在最前面。")
	case m.near(now):
		return i18n.T(ctx, "它的期限最近，所以排在最前面。")
	}
	return i18n.T(ctx, m.Why)
}
