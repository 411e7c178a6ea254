package smartedu

import (
	"io"
	"strings"
)

// Version is a version document: which state the list of a module is in, and which part files make it.
type Version struct {
	Module string // national_lesson, tch_material
	Number string // as written: hash-like, not rising, so it is compared for difference only
	Parts  []Path // in the order of the document, each once
}

// ReadVersion reads a version document. Its urls are an array in one module and one text with commas in the other. Addresses outside
// the platform are left out with a finding; a document without number, or without any address that can be followed, is an error.
func ReadVersion(in io.Reader, doc string) (Version, []Finding, error) {
	r := open(in, doc)
	var v Version
	r.object(func(name string) {
		switch name {
		case "module":
			v.Module = strings.TrimSpace(r.text())
		case "module_version":
			v.Number = strings.TrimSpace(r.text())
		case "urls":
			v.Parts = r.paths()
		default:
			r.skip()
		}
	})
	r.end()
	switch {
	case r.err != nil:
	case v.Number == "":
		r.refuse("module_version is missing: this is not a version document")
	case len(v.Parts) == 0:
		r.refuse("urls names no document of the platform")
	}
	return v, r.finds, r.err
}

// ReadParts reads a document that is only a list of addresses, as those of a textbook's lessons.
func ReadParts(in io.Reader, doc string) ([]Path, []Finding, error) {
	r := open(in, doc)
	var out []Path
	if r.kind() == '{' {
		r.refuse("an array of addresses was expected, an object stands there")
	} else {
		out = r.paths()
	}
	r.end()
	return out, r.finds, r.err
}

// paths reads addresses: an array of texts, or texts joined by commas.
func (r *reader) paths() []Path {
	var out []Path
	seen := map[Path]bool{}
	r.array(maxList, true, func() {
		for _, address := range strings.Split(r.text(), ",") {
			if address = strings.TrimSpace(address); address == "" || len(out) >= maxList {
				continue
			}
			p, err := ParsePath(address)
			switch {
			case err != nil:
				r.add(r.at(), CodeForeign, "%q: %v; it is not followed", cut(address, 200), err)
			case !seen[p]:
				seen[p] = true
				out = append(out, p)
			}
		}
	})
	return out
}

// Plan gives the documents to fetch when the stored version is old and the platform says now. Nothing when the number is the same and
// no part is new. When it differs, every part: parts carry no version of their own, so each is asked for with its ETag. Numbers are
// compared for difference, never for order; a zero old means the first harvest.
func Plan(old, now Version) []Path {
	if old.Number == now.Number && old.Module == now.Module {
		known := map[Path]bool{}
		for _, p := range old.Parts {
			known[p] = true
		}
		var fresh []Path
		for _, p := range now.Parts {
			if !known[p] {
				fresh = append(fresh, p)
			}
		}
		return fresh
	}
	return append([]Path(nil), now.Parts...)
}
