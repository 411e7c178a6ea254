package preset_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/preset"
)

// TestVocabulary: what people write leads to one id, ids lead to names, and what is unknown stays what was typed.
func TestVocabulary(t *testing.T) {
	v, err := preset.Words()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ typed, id, name string }{
		{"部编版", "tongbian", "统编版"}, {" 统 编 版", "tongbian", "统编版"}, {"tongbian", "tongbian", "统编版"}, {"ＰＥＰ版", "pep", "人教版"},
		{"人教版(PEP)", "pep", "人教版"}, {"北师版", "bnu", "北师大版"},
	} {
		if w, ok := v.Edition(x.typed); !ok || w.ID != x.id || w.Name != x.name {
			t.Errorf("edition %q: %+v", x.typed, w)
		}
	}
	if _, ok := v.Edition(""); ok {
		t.Error("no text is an edition")
	}
	if v.EditionName("天津自编") != "天津自编" || v.EditionName("部编版") != "统编版" || v.VolumeName("2") != "下册" || v.VolumeName("") != "" {
		t.Error("names")
	}
	if w, ok := v.Volume("必修1"); !ok || w.Name != "必修 第一册" {
		t.Errorf("volume %+v", w)
	}
	p, ok := v.Point("maths", "一元一次方程")
	if !ok || p.ID != "maths.number.equation.linear" || v.PointName(p.ID) != "一元一次方程" {
		t.Errorf("point %+v", p)
	}
	if _, ok := v.Point("chinese", "一元一次方程"); ok {
		t.Error("a point of another subject by its name")
	}
	var way []string
	for _, x := range v.Way(p.ID) {
		way = append(way, x.Name)
	}
	if got := strings.Join(way, "/"); got != "数与代数/方程/一元一次方程" {
		t.Errorf("way %s", got)
	}
	r, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]bool{}
	for _, s := range r.Subjects {
		subjects[s.Code] = true
	}
	for _, p := range v.Points {
		if !subjects[p.Subject] {
			t.Errorf("points of %s, which is no subject", p.Subject)
		}
		if p.Parent != "" && v.PointName(p.Parent) == p.Parent {
			t.Errorf("%s hangs in the air", p.ID)
		}
	}
	for _, name := range preset.Names() {
		r, err := preset.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.Editions {
			if _, ok := v.Edition(e); !ok {
				t.Errorf("%s offers %s, which the vocabulary does not have", name, e)
			}
		}
	}
}
