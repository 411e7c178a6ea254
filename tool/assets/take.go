package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// takeVendor copies the files that the bundles really use, with each package's licence and package.json, and writes SHA256SUMS.
func takeVendor(from, vendor string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	r, err := bundle("charts.js", from, true)
	if err != nil {
		return err
	}
	var meta struct{ Inputs map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(r.Metafile), &meta); err != nil {
		return err
	}
	files := []string{filepath.Join(from, "htmx.org", "dist", "htmx.min.js"), filepath.Join(from, "pdfjs-dist", "legacy", "build", "pdf.min.mjs"),
		filepath.Join(from, "pdfjs-dist", "legacy", "build", "pdf.worker.min.mjs"), filepath.Join(from, "pdfjs-dist", "cmaps", "LICENSE")}
	maps, err := filepath.Glob(filepath.Join(from, "pdfjs-dist", "cmaps", "*.bcmap"))
	if err != nil {
		return err
	}
	files = append(files, maps...)
	for in := range meta.Inputs {
		abs, err := filepath.Abs(in)
		if err != nil {
			return err
		}
		if strings.HasPrefix(abs, from+string(filepath.Separator)) {
			files = append(files, abs)
		}
	}
	for _, p := range []string{"echarts", "zrender", "tslib", "htmx.org", "pdfjs-dist"} {
		for _, n := range []string{"package.json", "lib/package.json", "LICENSE", "NOTICE", "LICENSE.txt"} {
			f := filepath.Join(from, p, n)
			if _, err := os.Stat(f); err == nil {
				files = append(files, f)
			}
		}
	}
	if err := os.RemoveAll(filepath.Join(vendor, "npm")); err != nil {
		return err
	}
	for _, f := range files {
		if err := copyFile(from, f, filepath.Join(vendor, "npm")); err != nil {
			return err
		}
	}
	return writeSums(vendor)
}

func copyFile(from, file, to string) error {
	rel, err := filepath.Rel(from, file)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	dst := filepath.Join(to, rel)
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return err
	}
	return os.WriteFile(dst, b, 0o644)
}

func writeSums(vendor string) error {
	m, err := sums(vendor)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "%s  %s\n", m[n], n)
	}
	return os.WriteFile(filepath.Join(vendor, "SHA256SUMS"), []byte(b.String()), 0o644)
}
