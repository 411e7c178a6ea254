package homework

import (
	"context"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestRegister: minutes of a day by class and subject, only what is for home, only within reach, only for who reads registers.
func TestRegister(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		day := clock.At(h.Clock.Now())
		school := h.order("in school")
		school.Place = InClass
		for _, o := range []Order{h.order("a"), h.order("b"), school} {
			if _, err := h.s.Give(ctx, h.TeacherB, o); err != nil {
				t.Fatal(err)
			}
		}
		got, err := h.s.Register(ctx, h.Bureau, day, org.ClassID{}, 10)
		if err != nil || len(got) != 1 || got[0].Minutes != 60 || got[0].Count != 2 || got[0].Class.ID != h.ClassB || got[0].School.ID != h.SchoolB || got[0].Load.Used != 60 {
			t.Errorf("%+v %v", got, err)
		}
		for what, at := range map[string]clock.Micros{"the day before": day - 24*time.Hour.Microseconds(), "the day after": day + 24*time.Hour.Microseconds()} {
			if got, err := h.s.Register(ctx, h.Bureau, at, org.ClassID{}, 10); err != nil || len(got) != 0 {
				t.Errorf("%s: %+v %v", what, got, err)
			}
		}
		if got, err := h.s.Register(ctx, h.Bureau, day, h.ClassB, 10); err != nil || len(got) != 0 {
			t.Errorf("after the last class: %+v %v", got, err)
		}
		for _, a := range []*org.Actor{h.TeacherB, h.SystemAdmin, h.PupilsB[0], nil} {
			if _, err := h.s.Register(ctx, a, day, org.ClassID{}, 10); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.SignIn) {
				t.Errorf("read by somebody who may not: %v", err)
			}
		}
	})
}
