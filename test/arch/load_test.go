package arch_test

import (
	"path/filepath"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

var packagesOf = sync.OnceValues(func() ([]*packages.Package, error) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return nil, err
	}
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo,
		Dir:  root,
	}, "./...")
})

// load gives every package of the module, with types and without tests. One run of the go command serves all tests here. A
// package that does not compile is left out: TestCompiles tells of it once.
func load(t *testing.T) []*packages.Package {
	t.Helper()
	all, err := packagesOf()
	if err != nil {
		t.Fatal(err)
	}
	var out []*packages.Package
	for _, p := range all {
		if len(p.Errors) == 0 {
			out = append(out, p)
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d packages were found", len(out))
	}
	return out
}

func TestCompiles(t *testing.T) {
	load(t)
	all, _ := packagesOf()
	for _, p := range all {
		for _, e := range p.Errors {
			t.Errorf("%s: %v", p.PkgPath, e)
		}
	}
}

// generated reports whether people do not write the file.
func generated(path string) bool {
	ok, _ := filepath.Match("*_templ.go", filepath.Base(path))
	return ok
}
