package install

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestEnglish: every sentence of the pages, of the guides and probes (which the parser does not see as keys), and of the answers of
// internal/cert has its English.
func TestEnglish(t *testing.T) {
	all := ui.Catalogue()
	for k, v := range Catalogue() {
		all[k] = v
	}
	var missing []string
	for _, dir := range []string{".", "../../cert"} {
		m, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		missing = append(missing, m...)
	}
	var keys []string
	for _, g := range guides {
		keys = append(append(keys, g.Title, g.Note, g.FileLabel), g.Steps...)
		for _, a := range g.Also {
			keys = append(append(keys, a.Title), a.Steps...)
		}
	}
	for _, p := range probes {
		keys = append(keys, p.Title, p.Yes, p.No, p.Denied, p.Ask)
	}
	keys = append(append(append(keys, still...), lost...), found...)
	for _, k := range keys {
		if strings.ContainsFunc(k, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && all[k] == "" && !slices.Contains(missing, k) {
			missing = append(missing, k)
		}
	}
	for _, m := range missing {
		t.Errorf("no English: %s", m)
	}
}

// found are the sentences of cert.Inspect, which are no faults.
var found = []string{"证书在 %s 已经过期", "证书要到 %s 才开始有效", "证书在 %s 就要过期", "证书里没有域名(主题备用名称)，浏览器不会接受", "证书不包含本机的域名 %s，只包含 %s",
	"证书是自签名的，设备要先信任它", "文件里没有中间证书，有的设备会不信任；请用带证书链(fullchain)的文件", "自己签发", "自带", "在用", "已过期", "快到期"}
