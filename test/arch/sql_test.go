package arch_test

import (
	"context"
	"database/sql"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	_ "modernc.org/sqlite"             // the driver named "sqlite"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// statement is one constant of type db.SQL and where it stands.
type statement struct {
	text string
	at   token.Position
	pkg  string
}

var (
	unscoped = regexp.MustCompile(`--\s*unscoped:\s*([^\n]+)`)
	comment  = regexp.MustCompile(`--[^\n]*`)
	oneOnly  = regexp.MustCompile(`--\s*(sqlite|postgres) only:\s*[^\n]{5,}`)
)

// statements finds every db.SQL of the program. made are places where one is put together at run time.
func statements(t *testing.T) (all []statement, made []token.Position) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range load(t) {
		for _, f := range p.Syntax {
			ast.Inspect(f, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				tv, ok := p.TypesInfo.Types[e]
				if !ok || !isSQL(tv.Type) || tv.IsType() {
					return true
				}
				if tv.Value != nil && tv.Value.Kind() == constant.String {
					text := constant.StringVal(tv.Value)
					if !seen[p.PkgPath+text] && text != "" {
						seen[p.PkgPath+text] = true
						all = append(all, statement{text, p.Fset.Position(e.Pos()), p.PkgPath})
					}
					return false
				}
				switch e.(type) {
				case *ast.BinaryExpr, *ast.CallExpr:
					// testkit looks into every column of a store for tests, and never into the binary
					if converted(p, e) && p.PkgPath != module+"internal/db" && p.PkgPath != module+"internal/testkit" {
						made = append(made, p.Fset.Position(e.Pos()))
					}
				}
				return true
			})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].at.String() < all[j].at.String() })
	return all, made
}

func isSQL(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.Obj().Name() == "SQL" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == module+"internal/db"
}

// converted reports whether e makes a db.SQL: by + or by conversion, not by calling a function that returns one.
func converted(p *packages.Package, e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	return !ok || p.TypesInfo.Types[c.Fun].IsType()
}

func TestStatementsSayTheirScope(t *testing.T) {
	all, made := statements(t)
	for _, at := range made {
		t.Errorf("%s: SQL is put together at run time: write constants, so that every statement is checked on both engines", at)
	}
	if len(all) < 20 {
		t.Errorf("only %d statements were found", len(all))
	}
	for _, s := range all {
		if s.pkg == module+"internal/db" {
			continue // the engines' own words
		}
		for _, e := range []db.Engine{db.SQLite, db.Postgres} {
			if _, err := e.Text(db.SQL(s.text)); err != nil {
				t.Errorf("%s: %v", s.at, err)
			}
		}
		why := unscoped.FindStringSubmatch(s.text)
		scoped := db.SQL(s.text).Scopes() > 0
		switch {
		case !scoped && why == nil:
			t.Errorf("%s: neither @scope(column) nor a comment `-- unscoped: reason`: %.80q", s.at, s.text)
		case !scoped && utf8.RuneCountInString(strings.TrimSpace(why[1])) < 10:
			t.Errorf("%s: the reason for no scope says too little: %q", s.at, why[1])
		case scoped && why != nil:
			t.Errorf("%s: has @scope and says unscoped: %.80q", s.at, s.text)
		}
	}
}

// TestDoorsHaveNoSQL: screens and gates ask services.
func TestDoorsHaveNoSQL(t *testing.T) {
	all, _ := statements(t)
	for _, s := range all {
		if under(strings.TrimPrefix(s.pkg, module), doors) != "" {
			t.Errorf("%s: a door has SQL: %.60q", s.at, s.text)
		}
	}
}

// TestOnlyOrgMakesScopes: a Scope is what org allowed; anybody else's would be nobody's permission.
func TestOnlyOrgMakesScopes(t *testing.T) {
	for _, p := range load(t) {
		path := strings.TrimPrefix(p.PkgPath, module)
		if under(path, []string{"internal/org", "internal/testkit", "internal/db"}) != "" || suite(path) {
			continue
		}
		for name, o := range p.TypesInfo.Uses {
			if f, ok := o.(*types.Func); ok && f.Name() == "NewScope" && f.Pkg() != nil && f.Pkg().Path() == module+"internal/db" {
				t.Errorf("%s: %s calls db.NewScope: only org does, in Reach", p.Fset.Position(name.Pos()), path)
			}
		}
	}
}

// migrations is every migration of the program in one folder, as if core, record and search were one store.
func migrations(t *testing.T) fs.FS {
	t.Helper()
	root := filepath.Join(testkit.Root(t), "internal")
	out, versions := fstest.MapFS{}, map[string]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".sql" {
			return err
		}
		name := e.Name()
		version, rest, _ := strings.Cut(name, "_")
		if len(version) != 14 || rest == "" {
			t.Errorf("%s: a migration is named YYYYMMDDhhmmss_domain_what.sql", path)
		}
		if other := versions[version]; other != "" {
			t.Errorf("%s and %s have the same number", name, other)
		}
		versions[version] = name
		b, err := os.ReadFile(path)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMigrationsAreWired: a migration that no store runs is a table that nobody has.
func TestMigrationsAreWired(t *testing.T) {
	wired := map[string]bool{}
	stores := app.Migrations()
	for _, name := range []string{"core", "record", "search"} {
		if len(stores[name]) == 0 {
			t.Errorf("the store %s has no migrations", name)
		}
	}
	for _, folders := range stores {
		for _, f := range folders {
			err := fs.WalkDir(f, ".", func(path string, e fs.DirEntry, err error) error {
				wired[filepath.Base(path)] = true
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := fs.ReadDir(migrations(t), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !wired[e.Name()] {
			t.Errorf("%s is in no store of app.Migrations", e.Name())
		}
	}
}

// TestStatementsPrepare: every statement is understood by both engines against the newest tables.
func TestStatementsPrepare(t *testing.T) {
	all, _ := statements(t)
	files := migrations(t)
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		driver := "pgx"
		if d.Engine() == db.SQLite {
			driver = "sqlite"
		}
		pool, err := sql.Open(driver, d.Path())
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		for _, s := range all {
			if only := oneOnly.FindStringSubmatch(s.text); only != nil && only[1] != d.Engine().String() {
				continue
			}
			if s.pkg == module+"internal/db" || strings.HasPrefix(s.pkg, module+"internal/testkit") {
				continue // the catalogues of the engines; tables of tests
			}
			if err := prepare(pool, d.Engine(), s.text); err != nil {
				t.Errorf("%s on %s: %v\n%s", s.at, d.Engine(), err, s.text)
			}
		}
	}, files)
}

func prepare(pool *sql.DB, e db.Engine, text string) error {
	q, err := e.Text(db.SQL(text))
	if err != nil {
		return err
	}
	if strings.Contains(strings.TrimRight(strings.TrimSpace(comment.ReplaceAllString(q, "")), ";"), ";") {
		return fmt.Errorf("more than one statement: only the first would run")
	}
	st, err := pool.PrepareContext(context.Background(), q)
	if err != nil {
		return err
	}
	return st.Close()
}
