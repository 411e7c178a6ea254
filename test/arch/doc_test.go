package arch_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestPackageDocs(t *testing.T) {
	for _, p := range load(t) {
		var docs []string
		for i, f := range p.Syntax {
			if f.Doc != nil && (i >= len(p.GoFiles) || !generated(p.GoFiles[i])) { // templ writes its version there
				docs = append(docs, f.Doc.Text())
			}
		}
		switch {
		case len(docs) != 1:
			t.Errorf("%s has %d package comments; want one, in doc.go or the main file: what it is, what it may not do", p.PkgPath, len(docs))
		case p.Name == "main" && !strings.HasPrefix(docs[0], "Command "), p.Name != "main" && !strings.HasPrefix(docs[0], "Package "+p.Name+" "):
			t.Errorf("%s: the package comment begins %.40q", p.PkgPath, docs[0])
		case len(strings.Fields(docs[0])) < 12:
			t.Errorf("%s: the package comment says too little: %q", p.PkgPath, docs[0])
		}
	}
}

// TestExportedDocs wants a comment on 95 of 100 exported names of each package that is not a program, and none forgotten in small
// packages.
func TestExportedDocs(t *testing.T) {
	for _, p := range load(t) {
		if p.Name == "main" {
			continue
		}
		with, without := documented(p)
		if all := with + len(without); all > 0 && len(without)*20 > all {
			t.Errorf("%s: %d of %d exported names have no comment: %s", p.PkgPath, len(without), all, strings.Join(without, ", "))
		}
	}
}

func documented(p *packages.Package) (with int, without []string) {
	note := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		if !name.IsExported() {
			return
		}
		for _, c := range comments {
			if c != nil && strings.TrimSpace(c.Text()) != "" {
				with++
				return
			}
		}
		without = append(without, name.Name)
	}
	for i, f := range p.Syntax {
		if i < len(p.GoFiles) && generated(p.GoFiles[i]) {
			continue
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil || exportedReceiver(d.Recv.List[0].Type) {
					note(d.Name, d.Doc)
				}
			case *ast.GenDecl:
				if d.Tok == token.IMPORT {
					continue
				}
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						note(s.Name, s.Doc, s.Comment, d.Doc)
					case *ast.ValueSpec:
						for _, n := range s.Names {
							note(n, s.Doc, s.Comment, d.Doc)
						}
					}
				}
			}
		}
	}
	return with, without
}

func exportedReceiver(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.StarExpr:
		return exportedReceiver(e.X)
	case *ast.IndexExpr:
		return exportedReceiver(e.X)
	case *ast.IndexListExpr:
		return exportedReceiver(e.X)
	case *ast.Ident:
		return e.IsExported()
	}
	return false
}

// The largest file and function that people still read as one thing. Tables of data count nothing.
const (
	maxFile     = 700
	maxFunction = 120
	tableLines  = 15 // a literal of more lines is a table
)

func TestSizes(t *testing.T) {
	for _, p := range load(t) {
		for i, f := range p.Syntax {
			if i >= len(p.GoFiles) || generated(p.GoFiles[i]) {
				continue
			}
			sizes(p.Fset, f, func(what string, lines, most int) {
				t.Errorf("%s: %s has %d lines besides tables; at most %d", strings.TrimPrefix(p.Fset.Position(f.Pos()).Filename, p.Dir), what, lines, most)
			})
		}
	}
}

func sizes(fset *token.FileSet, f *ast.File, tooLong func(what string, lines, most int)) {
	lines := func(n ast.Node) int { return fset.Position(n.End()).Line - fset.Position(n.Pos()).Line + 1 }
	own := func(n ast.Node) int {
		all := lines(n)
		ast.Inspect(n, func(m ast.Node) bool {
			if lit, ok := m.(*ast.CompositeLit); ok && lines(lit) > tableLines && !holdsCode(lit) {
				all -= lines(lit) - 1
				return false
			}
			return true
		})
		return all
	}
	if n := own(f); n > maxFile {
		tooLong("the file", n, maxFile)
	}
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			if n := own(d); n > maxFunction {
				tooLong(fmt.Sprintf("func %s", d.Name.Name), n, maxFunction)
			}
		}
	}
}

// holdsCode reports whether a literal has functions inside: a list of handlers is no table of data.
func holdsCode(lit *ast.CompositeLit) bool {
	found := false
	ast.Inspect(lit, func(n ast.Node) bool {
		if fn, ok := n.(*ast.FuncLit); ok && len(fn.Body.List) > 3 {
			found = true
		}
		return !found
	})
	return found
}
