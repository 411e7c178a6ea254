package arch_test

import (
	"strings"
	"testing"
)

const module = "github.com/tongxue-edu/tongxue/"

var (
	domains = []string{"internal/org", "internal/commons", "internal/lesson", "internal/live", "internal/homework", "internal/assess", "internal/record",
		"internal/insight", "internal/notice", "internal/evaluate", "internal/care", "internal/train", "internal/match", "internal/plan",
		"internal/exchange", "internal/node", "internal/roster", "internal/entry", "internal/exam"}
	base = []string{"internal/db", "internal/bus", "internal/blob", "internal/job", "internal/authn", "internal/fault", "internal/clock",
		"internal/httpx", "internal/audit", "internal/testkit", "internal/id", "internal/pdf", "internal/seal", "internal/cert", "internal/index", "internal/upload", "internal/render", "internal/scan", "internal/tray", "internal/kept"}
	engines = []string{"spec", "psych", "omr"}
	doors   = []string{"internal/web", "internal/api", "internal/gate"}
	wiring  = []string{"internal/app", "internal/cli"}
	rowing  = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx/v5", "github.com/pressly/goose/v3"}
)

// libraries that the public engines may use besides the standard library and each other, and why.
var libraries = map[string]string{
	"github.com/go-json-experiment/json": "jsontext reads statements token by token, with exact numbers and duplicate members seen",
	"golang.org/x/net/html":              "the HTML inside item bodies",
	"golang.org/x/text":                  "GBK and other encodings, Unicode normal forms, widths",
}

// A ban says that packages may not import others, and why. Names are folders of the module, each with all below it, or import
// paths of others. but are excepted importers.
type ban struct {
	from, not, but []string
	because        string
}

var bans = []ban{
	{engines, []string{"internal", "preset"}, nil, "public engines must be usable by anyone without the product"},
	{engines, append([]string{"net/http"}, rowing...), nil, "public engines are pure: what reads rows or serves HTTP stands inside"},
	{base, append(append(append([]string{}, domains...), doors...), engines...), nil, "the base knows no noun of the product"},
	{[]string{"internal/fault", "internal/clock", "internal/id"}, []string{"internal"}, nil, "everybody imports these: they import nobody"},
	{domains, doors, nil, "a domain does not know how it is shown"},
	{[]string{"internal/web"}, []string{"internal/api", "internal/gate"}, nil, "doors do not know each other: what they share is a domain's"},
	{[]string{"internal/api"}, []string{"internal/web", "internal/gate"}, nil, "doors do not know each other: what they share is a domain's"},
	{[]string{"internal/gate"}, []string{"internal/web", "internal/api"}, nil, "doors do not know each other: what they share is a domain's"},
	{append(append([]string{"preset"}, append(domains, doors...)...), base...), wiring, nil, "wiring knows everybody, nobody knows wiring"},
	{[]string{"internal/app"}, []string{"internal/cli"}, nil, "verbs call the app, not the other way"},
	{[]string{"preset"}, []string{"internal"}, nil, "a preset is data: another province is another folder, not other code"},
	{[]string{"internal", "preset", "cmd"}, rowing, []string{"internal/db", "internal/testkit", "internal/id"}, "rows are read and written through internal/db only: its writer is what keeps answers"},
	{[]string{"internal", "preset", "cmd", "spec", "psych", "omr"}, []string{"internal/testkit", "testing"}, []string{"internal/testkit"}, "test tools do not belong into the binary"},
	{[]string{"internal", "preset", "spec", "psych", "omr"}, []string{"github.com/minio/minio-go/v7"}, []string{"internal/blob"}, "contents go through internal/blob only"},
	{[]string{"internal", "preset", "spec", "psych", "omr", "cmd"}, []string{"test", "cmd", "tool"}, nil, "tests, programs and tools are nobody's library"},
}

// neighbours are the imports between domains that are lawful beside org: readers through exported query types.
var readers = []string{"internal/insight", "internal/evaluate", "internal/plan"}

func under(path string, roots []string) string {
	for _, r := range roots {
		if path == r || strings.HasPrefix(path, r+"/") {
			return r
		}
	}
	return ""
}

// suite reports whether the package is a suite or sample maker for tests, as internal/org/orgtest is.
func suite(path string) bool { return strings.HasSuffix(path, "test") }

// verdict is the reason why from may not import to, or "". Both are folders of the module or foreign import paths.
func verdict(from, to string) string {
	for _, b := range bans {
		if under(from, b.from) != "" && under(from, b.but) == "" && under(to, b.not) != "" {
			if suite(from) && under(to, []string{"internal/testkit", "testing", "internal/app"}) != "" {
				continue
			}
			return b.because
		}
	}
	home, other := under(from, domains), under(to, domains)
	if home != "" && other != "" && home != other && other != "internal/org" && under(from, readers) == "" && !suite(from) {
		return "one domain reaches another through an interface of its own, which app satisfies"
	}
	if under(from, engines) != "" && strings.Contains(strings.Split(to, "/")[0], ".") {
		for lib := range libraries {
			if under(to, []string{lib}) != "" {
				return ""
			}
		}
		return "a library for the public engines is named with its reason in test/arch"
	}
	return ""
}

func TestImports(t *testing.T) {
	for _, p := range load(t) {
		from := strings.TrimPrefix(p.PkgPath, module)
		for to := range p.Imports {
			if because := verdict(from, strings.TrimPrefix(to, module)); because != "" {
				t.Errorf("%s imports %s: %s", from, strings.TrimPrefix(to, module), because)
			}
		}
	}
}

// TestVerdicts shows that the rules see what they are for.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		from, to string
		banned   bool
	}{
		{"spec/qti", "internal/fault", true},
		{"spec/xapi", "net/http", true},
		{"spec/xapi", "spec/lom", false},
		{"spec/xapi", "github.com/go-json-experiment/json/jsontext", false},
		{"psych/ctt", "gonum.org/v1/gonum", true},
		{"psych/ctt", "math", false},
		{"internal/db", "internal/org", true},
		{"internal/bus", "internal/db", false},
		{"internal/id", "internal/fault", true},
		{"internal/commons", "internal/assess", true},
		{"internal/commons", "internal/org", false},
		{"internal/commons", "spec/qti", false},
		{"internal/org", "internal/commons", true},
		{"internal/insight", "internal/assess", false},
		{"internal/insight", "internal/web/ui", true},
		{"internal/commons/commonstest", "internal/testkit", false},
		{"internal/commons", "internal/testkit", true},
		{"internal/web/teacher", "internal/gate/xapi", true},
		{"internal/web/teacher", "internal/web/ui", false},
		{"internal/web/teacher", "internal/homework", false},
		{"internal/web/teacher", "database/sql", true},
		{"internal/gate/xapi", "internal/web", true},
		{"internal/web", "internal/app", true},
		{"internal/cli", "internal/app", false},
		{"internal/app", "internal/web", false},
		{"internal/app", "internal/cli", true},
		{"preset", "internal/org", true},
		{"internal/homework", "modernc.org/sqlite", true},
	} {
		if because := verdict(c.from, c.to); (because != "") != c.banned {
			t.Errorf("%s imports %s: %q, want banned %v", c.from, c.to, because, c.banned)
		}
	}
}
