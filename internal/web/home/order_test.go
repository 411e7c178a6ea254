package home

import (
	"context"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// now is 30 November 2026, 09:00 in China.
const now clock.Micros = 1_796_000_400_000_000

func keys(all []Matter) string {
	var out []string
	for _, m := range all {
		out = append(out, m.Key)
	}
	return strings.Join(out, " ")
}

// TestOrder: what is late comes first, then what is due in three days, then weight, and never anything empty.
func TestOrder(t *testing.T) {
	got := keys(Order([]Matter{
		{Key: "some", N: 1, Weight: Some, Since: 1},
		{Key: "legal-far", N: 1, Weight: Legal, Due: now + 20*day},
		{Key: "none", N: 0, Weight: Legal, Due: now - day},
		{Key: "legal", N: 1, Weight: Legal},
		{Key: "late", N: 2, Weight: Some, Due: now - 2*day},
		{Key: "near", N: 1, Weight: Some, Due: now + day},
		{Key: "others-new", N: 1, Weight: Others, Since: now},
		{Key: "others-old", N: 1, Weight: Others, Since: now - day},
	}, now))
	if want := "late near legal-far legal others-old others-new some"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}

// TestWhen: days are those of China, not spans of 24 hours.
func TestWhen(t *testing.T) {
	ctx := context.Background()
	midnight := dayOf(now)*day - 8*3600*1_000_000
	for _, c := range []struct {
		m    Matter
		want string
	}{
		{Matter{Due: midnight - 1}, "最早的已过期 1 天"},
		{Matter{Due: midnight}, "最早的今天过了期限"},
		{Matter{Due: now + 1}, "最早的今天到期"},
		{Matter{Due: midnight + day}, "最早的还有 1 天到期"},
		{Matter{Since: midnight - 1}, "最早的已等 1 天"},
		{Matter{Since: midnight}, "今天来的"},
		{Matter{}, ""},
	} {
		if got := c.m.when(ctx, now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.m, got, c.want)
		}
	}
	if got := (Matter{Text: "有 %s 项", N: 500}).sentence(ctx); got != "有 99+ 项" {
		t.Errorf("many: %q", got)
	}
	if got := (Matter{Text: "磁盘快满了", N: 1}).sentence(ctx); got != "磁盘快满了" {
		t.Errorf("without a number: %q", got)
	}
}

// TestBare: an account without a role is told whom to ask, instead of that nothing waits.
func TestBare(t *testing.T) {
	if e := (view{Actor: &org.Actor{}}).empty(context.Background()); !strings.Contains(e.Title, "没有身份") {
		t.Errorf("without a role: %q", e.Title)
	}
	if e := (view{Actor: &org.Actor{Roles: []org.Held{{Role: org.Teacher}}}}).empty(context.Background()); e.Href != "/teacher/library" {
		t.Errorf("a teacher: %+v", e)
	}
}
