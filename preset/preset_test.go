package preset_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/preset"
)

func TestPresets(t *testing.T) {
	if len(preset.Names()) < 2 {
		t.Fatal(preset.Names())
	}
	for _, n := range preset.Names() {
		p, err := preset.Load(n)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(p.Subjects) == 0 || len(p.Terms) == 0 || p.Setting("homework.minutes") == nil {
			t.Errorf("%s lacks subjects, terms or homework minutes", n)
		}
	}
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Districts) != 16 || p.Districts[2].Code != "120103" || p.SubjectName("maths") != "数学" {
		t.Error("天津 has 16 districts, 河西 is 120103")
	}
	if _, err := preset.Load("../secret"); err == nil {
		t.Error("a path was taken for a preset")
	}
}
