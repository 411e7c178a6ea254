package roster

import (
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// TestStageOfAClass: the stage and the year of entry of a class follow from its grade as the region's schools have them.
func TestStageOfAClass(t *testing.T) {
	now := clock.At(time.Date(2026, 3, 23, 2, 0, 0, 0, time.UTC))
	fiveFour := preset.Stages{{Code: org.Primary, Grades: []preset.Grade{{Number: 1}, {Number: 5}}}, {Code: org.Junior, Grades: []preset.Grade{{Number: 6}, {Number: 9}}}}
	for _, c := range []struct {
		stages preset.Stages
		grade  string
		stage  string
		cohort int
	}{{nil, "06", org.Primary, 2020}, {nil, "07", org.Junior, 2025}, {nil, "12", org.Senior, 2023},
		{fiveFour, "05", org.Primary, 2021}, {fiveFour, "06", org.Junior, 2025}, {fiveFour, "09", org.Junior, 2022}, {fiveFour, "10", org.Senior, 2025}} {
		grades := org.GradesOf(c.stages)
		got, field, complaint := classOf(classWords{title: "(1)班", kind: "homeroom", grades: []string{c.grade}}, now, grades, nil)
		if got.Stage != c.stage || got.Cohort != c.cohort || complaint != "" {
			t.Errorf("grade %s: %+v %s %s, want %s %d", c.grade, got, field, complaint, c.stage, c.cohort)
		}
	}
}
