package roster

import (
	"maps"
	"slices"
	"testing"

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
	words := []string{"错误", "提醒", "清单（manifest）", "登录资料", "改了什么", "会改什么", "比对的结果", "同一来源的另一次导入接替了它。已经保存的部分留着，重新上传会接着做。"}
	for code, c := range codes {
		words = append(words, c.word, c.do)
		if !slices.Contains(order, code) {
			t.Errorf("findings of %s are not counted on the page", code)
		}
	}
	for _, x := range tables {
		words = append(words, x.word)
	}
	for _, x := range kinds {
		words = append(words, x.word)
	}
	for _, x := range stateWords {
		words = append(words, x.word)
	}
	words = append(words, "上传", "检查和比对", "您来核对", "保存", "程度", "表", "行", "编号", "列", "问题", "说明", "怎么改")
	for _, w := range words {
		if all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
