package preset_test

import (
	"math"
	"testing"

	"github.com/tongxue-edu/tongxue/preset"
)

func TestAnalysisRules(t *testing.T) {
	for _, n := range preset.Names() {
		p, err := preset.Load(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Stages {
			for _, g := range s.Grades {
				// lists of lines, borderline and top pupils exist in grades 9 and 10 to 12 only, whatever a region writes
				for _, kind := range []string{preset.ListLines, preset.ListBorderline, preset.ListEnds} {
					if p.Analysis.HasList(kind, g.Number) != (g.Number >= 9) {
						t.Errorf("%s: list %s in grade %d", n, kind, g.Number)
					}
				}
			}
			if compulsory := s.Code != "senior"; p.Analysis.OwnMarks(s.Code) == compulsory {
				t.Errorf("%s: own marks in %s", n, s.Code)
			}
		}
		if l := p.Analysis.LevelsOf("primary"); len(l) != 5 || l[0].Name != "A" || l[4].From != 0 {
			t.Errorf("%s: levels %v", n, l)
		}
	}
}

// TestGradeSchemes holds the tables to their sums and the scale of Tianjin to its mean 72.94 and σ 14.36.
func TestGradeSchemes(t *testing.T) {
	if len(preset.GradeScoreNames()) < 6 {
		t.Fatal(preset.GradeScoreNames())
	}
	for _, n := range preset.GradeScoreNames() {
		if _, err := preset.LoadGradeScheme(n); err != nil {
			t.Error(err)
		}
	}
	g, err := preset.LoadGradeScheme("cn-tianjin")
	if err != nil || len(g.Levels) != 21 {
		t.Fatalf("%v %v", g, err)
	}
	mean, square := 0.0, 0.0
	for _, l := range g.Levels {
		mean += l.Share / 100 * l.High
		square += l.Share / 100 * l.High * l.High
	}
	if math.Abs(mean-72.94) > .005 || math.Abs(math.Sqrt(square-mean*mean)-14.36) > .005 {
		t.Errorf("mean %v, σ %v", mean, math.Sqrt(square-mean*mean))
	}
	if _, err := preset.LoadGradeScheme("../cn-tianjin/preset"); err == nil {
		t.Error("a path was taken for a scheme")
	}
}
