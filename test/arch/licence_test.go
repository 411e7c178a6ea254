package arch_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// Licences by words that stand in each, after folding case, white space and quotes. One file may hold several. The first words of
// a licence that others name in passing decide for it.
var licences = []struct{ name, words string }{
	{"Apache-2.0", "apache license version 2 0"},
	{"MPL-2.0", "mozilla public license version 2 0"},
	{"MIT", "permission is hereby granted free of charge to any person obtaining a copy"},
	{"BSD", "redistribution and use in source and binary forms with or without modification"},
	{"ISC", "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted provided that"},
	{"ISC", "permission to use copy modify and distribute this software for any purpose with or without fee is hereby granted provided that"},
	{"0BSD", "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted the software"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"CC0-1.0", "cc0 1 0 universal"},
	{"OFL-1.1", "sil open font license"},
	{"blessing", "may you do good and not evil"}, // SQLite, public domain
	{"AGPL", "gnu affero general public license"},
	{"LGPL", "gnu lesser general public license"},
	{"GPL", "gnu general public license"},
}

var binding = map[string]bool{"AGPL": true, "LGPL": true, "GPL": true}

var nonWord = regexp.MustCompile(`[^a-z0-9]+`)

// classify names the licences in a text. MPL and Apache texts speak of the GPL only to say how they fit: that binds nobody.
func classify(text string) []string {
	flat := nonWord.ReplaceAllString(strings.ToLower(text), " ")
	var out []string
	for _, l := range licences {
		if binding[l.name] && slices.Contains(out, "MPL-2.0") {
			continue
		}
		if strings.Contains(flat, l.words) && !slices.Contains(out, l.name) {
			out = append(out, l.name)
		}
	}
	return out
}

// part is something of others inside the binary: a module, or a file that the pages embed.
type part struct {
	name, version string
	licences      []string
	texts         []string // licence and notice files in full
}

// linked lists the modules whose packages are linked into cmd/tongxue on any of our platforms.
func linked(t *testing.T) []part {
	t.Helper()
	type place struct{ version, dir string }
	places, packages := map[string]place{}, map[string]map[string]bool{}
	for _, platform := range []string{"linux/amd64", "linux/arm64", "linux/loong64", "windows/amd64"} {
		goos, goarch, _ := strings.Cut(platform, "/")
		cmd := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}}	{{.Version}}	{{.Dir}}	{{$.Dir}}{{end}}{{end}}`, "./cmd/tongxue")
		cmd.Dir, cmd.Stderr = testkit.Root(t), os.Stderr
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", platform, err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			f := strings.Split(lines.Text(), "\t")
			if len(f) != 4 {
				continue
			}
			places[f[0]] = place{f[1], f[2]}
			if packages[f[0]] == nil {
				packages[f[0]] = map[string]bool{}
			}
			packages[f[0]][f[3]] = true
		}
	}
	var out []part
	for path, at := range places {
		p := part{name: path, version: at.version}
		for _, dir := range folders(at.dir, packages[path]) {
			p.read(t, dir)
		}
		out = append(out, p)
	}
	return out
}

// folders are the module's root and every folder between it and a linked package: parts of a module may have their own licence.
func folders(root string, packages map[string]bool) []string {
	set := map[string]bool{root: true}
	for dir := range packages {
		for ; strings.HasPrefix(dir, root) && dir != root; dir = filepath.Dir(dir) {
			set[dir] = true
		}
	}
	var out []string
	for dir := range set {
		out = append(out, dir)
	}
	sort.Strings(out)
	return out
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|notice)([.-].*)?$`)

// read adds the licence files of a folder.
func (p *part) read(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "%%Copyright:", "")) // Adobe's tables comment their licence
		if slices.Contains(p.texts, text) {
			continue
		}
		p.texts = append(p.texts, text)
		for _, l := range classify(text) {
			if !slices.Contains(p.licences, l) {
				p.licences = append(p.licences, l)
			}
		}
	}
	sort.Strings(p.licences)
}

// embedded lists what pages carry of others: every folder with a licence file below internal and preset.
func embedded(t *testing.T) []part {
	t.Helper()
	root := testkit.Root(t)
	var out []part
	for _, top := range []string{"internal", "preset", "omr"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || e.IsDir() || !licenceFile.MatchString(e.Name()) || filepath.Ext(path) == ".go" {
				return err
			}
			rel, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil || slices.ContainsFunc(out, func(p part) bool { return p.name == filepath.ToSlash(rel) }) {
				return err
			}
			p := part{name: filepath.ToSlash(rel), version: "embedded"}
			p.read(t, filepath.Dir(path))
			out = append(out, p)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// golang is the language's own library and runtime, which every binary carries.
func golang(t *testing.T) part {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	p := part{name: "Go standard library and runtime", version: "as built with"}
	p.read(t, strings.TrimSpace(string(root)))
	return p
}

func parts(t *testing.T) []part {
	t.Helper()
	if found, _ := filepath.Glob(filepath.Join(testkit.Root(t), "cmd", "tongxue", "*.go")); len(found) == 0 {
		t.Skip("there is no cmd/tongxue yet to see what it links")
	}
	out := append(append(linked(t), embedded(t)...), golang(t))
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	if len(out) < 10 {
		t.Fatalf("only %d parts of others were found", len(out))
	}
	return out
}

func TestLicences(t *testing.T) {
	for _, p := range parts(t) {
		if len(p.licences) == 0 {
			t.Errorf("%s: no licence was recognised in %d files", p.name, len(p.texts))
		}
		for _, l := range p.licences {
			if binding[l] {
				t.Errorf("%s is under the %s, which would bind the product (Apache-2.0)", p.name, l)
			}
		}
	}
}

func TestClassify(t *testing.T) {
	for text, want := range map[string]string{
		"                    GNU GENERAL PUBLIC LICENSE\n                       Version 3":        "GPL",
		"GNU AFFERO\n  GENERAL PUBLIC LICENSE":                                                    "AGPL",
		"Mozilla Public License Version 2.0 … means either the GNU General Public License":        "MPL-2.0",
		"Permission is hereby granted, free of charge, to any person obtaining a copy":            "MIT",
		"Redistribution and use in source and binary forms, with or without\nmodification, are":   "BSD",
		"Apache License\n   Version 2.0, January 2004\n … GNU Lesser General Public License v2.1": "Apache-2.0 LGPL",
		"All rights reserved.": "",
	} {
		if got := strings.Join(classify(text), " "); got != want {
			t.Errorf("%.40q is %q, want %q", text, got, want)
		}
	}
}

// TestNotices keeps THIRD-PARTY-NOTICES equal to what is linked. TONGXUE_UPDATE=1 writes it.
func TestNotices(t *testing.T) {
	want := notices(parts(t))
	path := filepath.Join(testkit.Root(t), "THIRD-PARTY-NOTICES")
	if os.Getenv("TONGXUE_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("THIRD-PARTY-NOTICES is stale (%v): run TONGXUE_UPDATE=1 go test ./test/arch -run TestNotices", err)
	}
}

// notices lists the parts, then each text once with the parts that it is for.
func notices(all []part) string {
	var b strings.Builder
	b.WriteString("Tongxue contains software of others. Each is used under its own licence; the texts follow the list.\n" +
		"This file is written by: TONGXUE_UPDATE=1 go test ./test/arch -run TestNotices\n\n")
	users, order, texts := map[[32]byte][]string{}, [][32]byte(nil), map[[32]byte]string{}
	for _, p := range all {
		fmt.Fprintf(&b, "%s %s (%s)\n", p.name, p.version, strings.Join(p.licences, ", "))
		for _, text := range p.texts {
			k := sha256.Sum256([]byte(strings.Join(strings.Fields(text), " ")))
			if users[k] == nil {
				order, texts[k] = append(order, k), text
			}
			users[k] = append(users[k], p.name)
		}
	}
	for _, k := range order {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 100), strings.Join(users[k], "\n"), strings.Repeat("-", 100), texts[k])
	}
	return b.String()
}
