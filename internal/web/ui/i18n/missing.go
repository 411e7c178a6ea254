package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// Missing parses the Go files of dir (generated _templ.go included, tests not) and lists what would stay Chinese on an English
// screen, sorted, each as "file:line: text":
//
//   - a string with Han characters that is a key — an argument of T, of a function or struct of package ui, of fault.New,
//     fault.Wrap, or a field of fault.Field — and has no entry in catalogue;
//   - Han text written straight into a template, which no catalogue can reach (shown with the word "raw").
//
// In package ui itself calls and literals without a package count too. Other strings (sample data, names) are left alone; a line ending in the comment "i18n:data" is skipped. An empty result is the
// page package's one-line test.
func Missing(dir string, catalogue map[string]string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	var out []string
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		found, err := missingIn(f, src, catalogue)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	sort.Strings(out)
	return out, nil
}

func missingIn(name string, src []byte, catalogue map[string]string) ([]string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	skip := map[int]bool{}
	for _, g := range file.Comments {
		for _, c := range g.List {
			if strings.Contains(c.Text, "i18n:data") {
				skip[fset.Position(c.Pos()).Line] = true
			}
		}
	}
	own := file.Name.Name == "ui" // inside ui its components are called without a package
	var out []string
	seen := map[token.Pos]bool{}
	report := func(n ast.Node, raw bool) {
		ast.Inspect(n, func(x ast.Node) bool {
			lit, ok := x.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING || seen[lit.Pos()] {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			at := fset.Position(lit.Pos())
			if err != nil || !hasHan(s) || skip[at.Line] {
				return true
			}
			seen[lit.Pos()] = true
			if _, known := catalogue[s]; raw || !known {
				word := ""
				if raw {
					word = "raw "
				}
				out = append(out, fmt.Sprintf("%s:%d: %s%q", filepath.Base(name), at.Line, word, s))
			}
			return true
		})
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch pkg, fn := selector(n.Fun); {
			case fn == "WriteString" && pkg == "templruntime":
				report(n, true)
			case (fn == "T" || fn == "t") && len(n.Args) > 1:
				report(n.Args[1], false)
			case pkg == "ui", own && pkg == "", pkg == "fault" && (fn == "New" || fn == "Wrap"):
				for _, a := range n.Args {
					report(a, false)
				}
			}
		case *ast.CompositeLit:
			if pkg := litPackage(n.Type); pkg == "ui" || pkg == "fault" || (own && pkg == "") {
				report(n, false)
			}
		}
		return true
	})
	return out, nil
}

// selector is the package (or receiver) and name of a call such as ui.Card(…); a plain call has an empty package.
func selector(e ast.Expr) (pkg, name string) {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name, e.Sel.Name
		}
		return "", e.Sel.Name
	case *ast.Ident:
		return "", e.Name
	case *ast.IndexExpr:
		return selector(e.X)
	}
	return "", ""
}

// litPackage is the package that a composite literal's type comes from, through slices, maps and pointers.
func litPackage(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			return x.Name
		}
	case *ast.ArrayType:
		return litPackage(t.Elt)
	case *ast.MapType:
		return litPackage(t.Value)
	case *ast.StarExpr:
		return litPackage(t.X)
	}
	return ""
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
