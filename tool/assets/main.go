// Command assets builds what the browser gets: internal/web/ui/src and vendor become internal/web/ui/dist. It stands in a module
// of its own, so that esbuild is no dependency of the product, and needs neither Node nor a network. Run it in this folder:
//
//	go run .              build dist
//	go run . -check       build into memory and fail when dist differs
//	go run . -take DIR    fill vendor once from unpacked npm packages (DIR/echarts, DIR/zrender, DIR/tslib, DIR/htmx.org, DIR/pdfjs-dist)
//
// The result depends only on the sources: names carry the SHA-256 of the content, compressed forms have no time stamp.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const uiDir = "../../internal/web/ui"

// cmaps is where pdf.js finds its tables, with the version in the name: browsers keep them for a year.
const cmaps = "cmaps-4.10.38/"

func main() {
	check := flag.Bool("check", false, "compare with dist instead of writing it")
	take := flag.String("take", "", "fill vendor from unpacked npm packages in this folder")
	flag.Parse()
	if err := run(*check, *take); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(check bool, take string) error {
	vendor, err := filepath.Abs(filepath.Join(uiDir, "vendor"))
	if err != nil {
		return err
	}
	if take != "" {
		return takeVendor(take, vendor)
	}
	if err := verifySums(vendor); err != nil {
		return err
	}
	files, err := build(vendor)
	if err != nil {
		return err
	}
	dist := filepath.Join(uiDir, "dist")
	if check {
		return compare(dist, files)
	}
	return write(dist, files)
}

// bundle runs esbuild on one entry of src.
func bundle(entry, nodePath string, meta bool) (api.BuildResult, error) {
	format := api.FormatIIFE
	if entry == "viewer.js" { // pdf.js is a module, and only its page loads it
		format = api.FormatESModule
	}
	abs, err := filepath.Abs(filepath.Join(uiDir, "src", entry))
	if err != nil {
		return api.BuildResult{}, err
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{abs}, Bundle: true, NodePaths: []string{nodePath}, Metafile: meta,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: format, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "109"}},
		Define:  map[string]string{"process.env.NODE_ENV": `"production"`},
		Outdir:  "out", LogLevel: api.LogLevelWarning,
	})
	if len(r.Errors) > 0 {
		return r, fmt.Errorf("%s: %s", entry, r.Errors[0].Text)
	}
	return r, nil
}

// build makes every file of dist in memory.
func build(vendor string) (map[string][]byte, error) {
	plain := map[string][]byte{}
	for _, e := range []string{"app.css", "ui.js", "charts.js", "device.js", "upload.js", "viewer.js", "sw.js"} {
		r, err := bundle(e, filepath.Join(vendor, "npm"), false)
		if err != nil {
			return nil, err
		}
		plain[e] = r.OutputFiles[0].Contents
	}
	for name, from := range map[string]string{
		"htmx.js": filepath.Join(vendor, "npm", "htmx.org", "dist", "htmx.min.js"), "logo.svg": filepath.Join(uiDir, "src", "logo.svg"),
		"pdf.worker.js": filepath.Join(vendor, "npm", "pdfjs-dist", "legacy", "build", "pdf.worker.min.mjs"),
	} {
		b, err := os.ReadFile(from)
		if err != nil {
			return nil, err
		}
		plain[name] = b
	}
	out, manifest := map[string][]byte{}, map[string]string{}
	for name, b := range plain {
		sum := sha256.Sum256(b)
		ext := filepath.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		manifest[name] = hashed
		out[hashed] = b
		gz, err := compress(b)
		if err != nil {
			return nil, err
		}
		out[hashed+".gz"] = gz
	}
	// Tables of Chinese, Japanese and Korean encodings, which PDF files name without bringing them. They are compressed already.
	maps, err := filepath.Glob(filepath.Join(vendor, "npm", "pdfjs-dist", "cmaps", "*.bcmap"))
	if err != nil {
		return nil, err
	}
	manifest["cmaps/"] = cmaps
	for _, name := range maps {
		if out[cmaps+filepath.Base(name)], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	m, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return nil, err
	}
	out["manifest.json"] = append(m, '\n')
	return out, nil
}

func compress(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func write(dist string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(dist, "*"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for name, b := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dist, name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, name), b, 0o644); err != nil {
			return err
		}
	}
	for _, f := range old {
		if _, keep := files[filepath.Base(f)]; !keep && filepath.Base(f)+"/" != cmaps {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	for _, n := range sortedNames(files) {
		if strings.HasPrefix(n, cmaps) {
			continue
		}
		fmt.Printf("%8d %s\n", len(files[n]), n)
	}
	return nil
}

func compare(dist string, files map[string][]byte) error {
	for _, n := range sortedNames(files) {
		b, err := os.ReadFile(filepath.Join(dist, n))
		if err != nil || !bytes.Equal(b, files[n]) {
			return fmt.Errorf("dist/%s is not what the sources build: run `go run .` in tool/assets and commit", n)
		}
	}
	return nil
}

func sortedNames(m map[string][]byte) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// verifySums holds vendor to its SHA256SUMS: nothing changed, nothing added.
func verifySums(vendor string) error {
	b, err := os.ReadFile(filepath.Join(vendor, "SHA256SUMS"))
	if err != nil {
		return err
	}
	want := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		sum, name, _ := strings.Cut(line, "  ")
		want[name] = sum
	}
	got, err := sums(vendor)
	if err != nil {
		return err
	}
	for name, s := range got {
		if want[name] != s {
			return fmt.Errorf("vendor/%s does not match SHA256SUMS", name)
		}
	}
	if len(want) != len(got) {
		return errors.New("vendor: SHA256SUMS names files that are missing")
	}
	return nil
}

func sums(vendor string) (map[string]string, error) {
	out := map[string]string{}
	root := filepath.Join(vendor, "npm")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(vendor, p)
		if err != nil {
			return err
		}
		s := sha256.Sum256(b)
		out[filepath.ToSlash(rel)] = hex.EncodeToString(s[:])
		return nil
	})
	return out, err
}
