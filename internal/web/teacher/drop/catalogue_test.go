package drop

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, lesson.Catalogue())
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
	for _, h := range []guess.How{guess.ByName, guess.ByFolder, guess.ByContent, guess.ByCourse, guess.ByTeacher} {
		for _, sure := range []float64{0.1, 0.9} {
			if w := why(guess.Field{Value: "x", How: h, Sure: sure}); all[w] == "" {
				t.Errorf("no English for %q", w)
			}
		}
	}
	for _, k := range []string{"课件", "教案", "学案", "练习", "微课", "音频", "素材", "说课", "反思", "板书", "讲义", "实录", "没认出来"} {
		if all[k] == "" {
			t.Errorf("no English for %q", k)
		}
	}
}
