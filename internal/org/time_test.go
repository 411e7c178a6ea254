package org_test

import (
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

func timeParse(day string) (clock.Micros, error) {
	t, err := time.ParseInLocation("2006-01-02", day, clock.Shanghai)
	return clock.At(t), err
}
