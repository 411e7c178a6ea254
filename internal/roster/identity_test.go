package roster_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// edited is a copy of a folder with texts replaced in its files.
func edited(t *testing.T, root string, change map[string]*strings.Replacer) string {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob(filepath.Join(root, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if r := change[filepath.Base(f)]; r != nil {
			fresh := r.Replace(string(b))
			if fresh == string(b) {
				t.Fatal("nothing to replace in", f)
			}
			b = []byte(fresh)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestIdentityNumbersStayOut: an identity-card number in a name refuses the set; in a telephone, an address, a second number or a
// column of the sender's own it is left out, with a finding where somebody can mend it, and stands nowhere afterwards.
func TestIdentityNumbersStayOut(t *testing.T) {
	root := filepath.Join(testkit.Corpus(t, "oneroster/synthetic-1.2"), "bulk")
	const number = "110105201205010021"
	engines(t, func(w *world) {
		t := w.t.(*testing.T)
		bad := w.take(edited(t, root, map[string]*strings.Replacer{"users.csv": strings.NewReplacer("婷·古丽,蒋", number+",蒋")}))
		if bad.State != roster.Refused {
			t.Errorf("a name with an identity number is %s", bad.State)
		}
		good := w.take(edited(t, root, map[string]*strings.Replacer{
			"users.csv":        strings.NewReplacer("{xueji:Gdv00000001}", "{sfz:"+number+"}", "N0000001,,,,", "N0000001,a"+number+"@x.cn,,1101 0520 1205 0100 21,"),
			"demographics.csv": strings.NewReplacer("dv-u-12,,,2011-10-02,female,,,,,,,,CHN,,", "dv-u-12,,,2011-10-02,female,,,,,,,,CHN,,身份证"+number),
		}))
		if good.State != roster.Ready {
			t.Fatalf("%s %+v", good.State, w.outcome(good).Findings)
		}
		w.mustApply(good)
		for _, text := range []string{number, "1101 0520"} {
			if found, err := testkit.Texts(w.core, text); err != nil || len(found) > 0 {
				t.Errorf("%s is in %v %v", text, found, err)
			}
		}
		if found, _ := testkit.Texts(w.core, "蒋婷"); len(found) == 0 {
			t.Error("the person did not come in: nothing was tested")
		}
	})
}
