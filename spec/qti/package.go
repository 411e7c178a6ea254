package qti

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"sort"
	"strings"
)

// Package is a QTI content package: a zip with imsmanifest.xml, a zip of item files without one, or a single item file.
type Package struct {
	Title string
	Items []PackageItem
	files map[string]*zip.File
}

// PackageItem is one item file of a package. Findings hold the reasons when it cannot be read or is not supported; Item
// is nil when it cannot be read.
type PackageItem struct {
	File     string            // name inside the package
	Title    string            // the item's title, else the manifest's, else the file name
	XML      []byte            // the item's document, as found
	Media    map[string]string // picture as the item writes it -> name inside the package; absent files are left out
	Item     *Item
	Findings []Finding
}

// Usable reports that the item can be delivered and scored.
func (p PackageItem) Usable() bool { return p.Item != nil && !hasError(p.Findings) }

const (
	manifestName = "imsmanifest.xml"
	// MaxMediaBytes bounds one media file.
	MaxMediaBytes = 64 << 20
)

// OpenPackage reads a package of size bytes. It is a boundary to hostile input: the archive is checked as a whole first and
// refused with a *RefusedError; nested archives are never opened, nothing is fetched, nothing is written. Findings are
// warnings about the package; those about one item are with the item.
func OpenPackage(r io.ReaderAt, size int64) (*Package, []Finding, error) {
	head := make([]byte, 64)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("qti: read package: %w", err)
	}
	if size <= 0 || n == 0 {
		return nil, nil, refuse(0, CodeSize, "the file is empty")
	}
	if looksLikeXML(head[:n]) {
		return singleFile(r, size)
	}
	files, err := openArchive(r, size)
	if err != nil {
		return nil, nil, err
	}
	p := &packageReader{pkg: &Package{files: files}}
	if err := p.read(); err != nil {
		return nil, p.findings, err
	}
	return p.pkg, p.findings, nil
}

func looksLikeXML(head []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(trimmed, []byte("<")) || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

func singleFile(r io.ReaderAt, size int64) (*Package, []Finding, error) {
	src, err := io.ReadAll(io.NewSectionReader(r, 0, min(size, MaxXMLBytes+1)))
	if err != nil {
		return nil, nil, fmt.Errorf("qti: read item: %w", err)
	}
	p := &packageReader{pkg: &Package{}}
	item := p.item("item.xml", src, "")
	if item.Item == nil {
		return nil, nil, &RefusedError{item.Findings[len(item.Findings)-1]}
	}
	p.pkg.Title, p.pkg.Items = item.Title, []PackageItem{item}
	return p.pkg, nil, nil
}

// Names lists the files of the package in order.
func (p *Package) Names() []string {
	out := make([]string, 0, len(p.files))
	for name := range p.files {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// ReadFile reads one file of the package, at most MaxMediaBytes.
func (p *Package) ReadFile(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, refuse(0, CodeMissing, "%q is not in the package", clip(name))
	}
	return readEntry(f, MaxMediaBytes)
}

type packageReader struct {
	pkg      *Package
	findings []Finding
	root     string // folder of the manifest, "" or "folder/"
}

func (p *packageReader) warn(file string, code Code, format string, args ...any) {
	p.findings = append(p.findings, Finding{File: file, Code: code, Severity: Warning, Message: fmt.Sprintf(format, args...)})
}

func (p *packageReader) read() error {
	manifest := p.findManifest()
	if manifest == "" {
		p.warn(manifestName, CodeManifest, "no imsmanifest.xml: every item file of the archive is read")
		p.scan()
	} else if err := p.readManifest(manifest); err != nil {
		return err
	}
	if len(p.pkg.Items) == 0 {
		return refuse(0, CodeNoItems, "no QTI item was found in the package")
	}
	return nil
}

// findManifest looks at the root, then in the single folder that people zip by mistake.
func (p *packageReader) findManifest() string {
	if p.pkg.files[manifestName] != nil {
		return manifestName
	}
	found := ""
	for _, name := range p.pkg.Names() {
		dir, base := path.Split(name)
		if base == manifestName && strings.Count(dir, "/") == 1 {
			if found != "" {
				return ""
			}
			found, p.root = name, dir
		}
	}
	if found != "" {
		p.warn(found, CodeManifest, "imsmanifest.xml is in a folder, not at the root of the package")
	}
	return found
}

func (p *packageReader) scan() {
	for _, name := range p.pkg.Names() {
		if !strings.EqualFold(path.Ext(name), ".xml") {
			continue
		}
		src, err := readEntry(p.pkg.files[name], MaxXMLBytes)
		if err != nil {
			continue
		}
		if item := p.item(name, src, ""); item.Item != nil {
			p.pkg.Items = append(p.pkg.Items, item)
		}
	}
}

func (p *packageReader) readManifest(name string) error {
	src, err := readEntry(p.pkg.files[name], MaxXMLBytes)
	if err != nil {
		return err
	}
	root, findings, err := readTree(src)
	if err != nil {
		return err
	}
	p.findings = append(p.findings, inFile(findings, name)...)
	if root.name != "manifest" {
		return refuse(root.line, CodeManifest, "the root of %s is %q, not manifest", manifestName, clip(root.name))
	}
	p.pkg.Title = manifestTitle(root)
	seen := map[string]bool{}
	if list := root.child("resources"); list != nil {
		for _, res := range list.children("resource") {
			p.resource(name, list, res, seen)
		}
	}
	if len(p.pkg.Items) == 0 {
		p.warn(name, CodeManifest, "the manifest lists no QTI item: every item file of the archive is read")
		p.scan()
	}
	return nil
}

// resource reads one resource of the manifest: items are kept, tests are named as not read yet, the rest is ignored.
func (p *packageReader) resource(manifest string, list, res *node, seen map[string]bool) {
	kind := strings.ToLower(res.attr("type"))
	switch {
	case strings.HasPrefix(kind, "imsqti_item"), strings.HasPrefix(kind, "imsqti_apipitem"):
	case strings.HasPrefix(kind, "imsqti_"):
		p.warn(manifest, CodeUnsupportedPart, "a resource of type %q is not read yet", clip(kind))
		return
	default:
		return
	}
	href := res.attr("href")
	if f := res.child("file"); href == "" && f != nil {
		href = f.attr("href")
	}
	name := resolve(p.root, list.attr("xml:base")+res.attr("xml:base")+href)
	if seen[name] {
		return
	}
	seen[name] = true
	f := p.pkg.files[name]
	if f == nil {
		p.warn(manifest, CodeMissing, "the item %q is not in the package", clip(href))
		return
	}
	src, err := readEntry(f, MaxXMLBytes)
	if err != nil {
		p.warn(name, CodeSize, "the item is larger than %d bytes", MaxXMLBytes)
		return
	}
	p.pkg.Items = append(p.pkg.Items, p.item(name, src, manifestTitle(res)))
}

// resolve joins a reference to a folder; percent-encoding is undone. What leaves the package comes out as "".
func resolve(dir, ref string) string {
	u, err := url.Parse(ref)
	if err != nil || u.IsAbs() || u.Host != "" || u.Path == "" {
		return ""
	}
	name := path.Clean(path.Join(dir, u.Path))
	if strings.HasPrefix(u.Path, "/") || name == ".." || strings.HasPrefix(name, "../") {
		return ""
	}
	return name
}

// manifestTitle finds the first title below the metadata or organizations of a manifest element.
func manifestTitle(n *node) string {
	title := ""
	for _, part := range []string{"metadata", "organizations"} {
		if c := n.child(part); c != nil {
			c.walk(func(k *node) bool {
				if k.name == "title" && title == "" {
					title = strings.Join(strings.Fields(k.content()), " ")
				}
				return title == ""
			})
		}
	}
	return title
}

func (p *packageReader) item(name string, src []byte, title string) PackageItem {
	out := PackageItem{File: name, Title: title, XML: src, Media: map[string]string{}}
	it, findings, err := Parse(src)
	out.Findings = inFile(findings, name)
	if err != nil {
		var refused *RefusedError
		if errors.As(err, &refused) {
			out.Findings = append(out.Findings, inFile([]Finding{refused.Finding}, name)...)
		}
		return out
	}
	out.Item = it
	out.Findings = append(out.Findings, inFile(it.Supported(), name)...)
	switch {
	case it.Title != "":
		out.Title = it.Title
	case out.Title == "":
		out.Title = path.Base(name)
	}
	for _, src := range it.Media() {
		if target := resolve(path.Dir(name), src); p.pkg.files[target] != nil {
			out.Media[src] = target
			continue
		}
		out.Findings = append(out.Findings, Finding{File: name, Field: clip(src), Code: CodeMissing, Severity: Warning,
			Message: "a picture is not in the package; its alternative text is shown"})
	}
	return out
}
