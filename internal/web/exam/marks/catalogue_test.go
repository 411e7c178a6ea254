package marks

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestEnglish: every text of the pages has its English, and every code of a finding its words.
func TestEnglish(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	miss, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range miss {
		t.Error(m)
	}
	words := []string{"程度", "文件", "行", "号码", "列", "问题", "说明", "题号", "知识点", "能力层次", "题型", "分值", "预设难度", "章节", "答案", "选项数", "上传", "各列是什么", "检查和比较", "您来核对", "计入", "第 %d 行"}
	for _, c := range book.Codes() {
		if codes[c] == "" {
			t.Errorf("no word for %s", c)
		}
		words = append(words, codes[c])
	}
	for _, k := range kinds {
		words = append(words, k)
	}
	for _, s := range stateWords {
		words = append(words, s.word)
	}
	for _, s := range severities {
		words = append(words, s)
	}
	for _, w := range words {
		if all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
