package exchange

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Source is where documents of the catalogue come from: the platform's hosts (Web), a folder or archive that was carried here (Files),
// or documents made up for the demonstration (Made).
type Source interface {
	// Name is what the log of harvests calls it: web, file or made.
	Name() string
	// Get reads a document. etag is that of the stored one, or ""; more says that another address can be tried for the same thing.
	// A document that did not come is a *Trouble.
	Get(ctx context.Context, p smartedu.Path, etag string, more bool) (Document, error)
}

// Document is what came. Kept says that the stored one is current, and then there is no body.
type Document struct {
	Body []byte
	ETag string
	Kept bool
}

// Codes of trouble. Pages have a sentence for each.
const (
	Offline = "offline" // no host answered
	SignIn  = "sign-in" // the platform wants its own sign-on for a document that was public
	Missing = "missing" // the document is not there
	Broken  = "broken"  // the document is not what it should be, or was cut
	Shrunk  = "shrunk"  // too much of the catalogue would go: a person must agree
	NoLine  = "no-line" // the source is not set up
	Empty   = "empty"   // the folder holds no document of the catalogue
)

// Trouble is why a harvest did not go through. Code is for people's texts, Detail is for the log.
type Trouble struct {
	Code   string
	Path   smartedu.Path
	Detail string
}

// Error is the line for the log.
func (t *Trouble) Error() string {
	return strings.TrimSuffix(fmt.Sprintf("exchange: %s %s: %s", t.Code, t.Path, t.Detail), ": ")
}

// broken wraps an error of a reader.
func broken(p smartedu.Path, err error) error {
	var e *smartedu.Error
	if errors.As(err, &e) && e.Refused != "" {
		return &Trouble{SignIn, p, e.Error()}
	}
	return &Trouble{Broken, p, err.Error()}
}

// Made is a Source of documents in memory, for the demonstration.
type Made map[smartedu.Path][]byte

// Name implements Source.
func (m Made) Name() string { return "made" }

// Get implements Source.
func (m Made) Get(_ context.Context, p smartedu.Path, _ string, _ bool) (Document, error) {
	b, ok := m[p]
	if !ok {
		return Document{}, &Trouble{Missing, p, ""}
	}
	return Document{Body: b}, nil
}

// Files is a Source of documents that were carried here: a mirror of the platform's paths, or the same documents lying flat, under
// their last name. It reads nothing outside its file system.
type Files struct{ FS fs.FS }

// Name implements Source.
func (f Files) Name() string { return "file" }

// flat are the names under which documents lie that have no last name of their own.
var flat = map[smartedu.Path]string{smartedu.LessonVersion: "national_lesson_data_version.json", smartedu.TextbookVersion: "tch_material_data_version.json"}

// Get implements Source.
func (f Files) Get(_ context.Context, p smartedu.Path, _ string, _ bool) (Document, error) {
	names := []string{strings.TrimPrefix(string(p), "/")}
	switch base := path.Base(string(p)); {
	case flat[p] != "":
		names = append(names, flat[p])
	case base != "parts.json" && !strings.HasPrefix(base, "part_"): // several documents bear these last names
		names = append(names, base)
	}
	for _, name := range names {
		b, err := readFile(f.FS, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return Document{}, &Trouble{Broken, p, err.Error()}
		}
		return Document{Body: b}, nil
	}
	return Document{}, &Trouble{Missing, p, ""}
}

// readFile reads a bounded file.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	in, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, smartedu.MaxDocument+1))
	if err == nil && len(b) > smartedu.MaxDocument {
		err = errors.New("larger than 64 MiB")
	}
	return b, err
}

// maxEntries bounds the number of files in an archive.
const maxEntries = 100_000

// OpenArchive reads a zip archive as a file system. A single folder around everything is left out.
func OpenArchive(r io.ReaderAt, size int64) (fs.FS, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &Trouble{Broken, "", err.Error()}
	}
	if len(z.File) > maxEntries {
		return nil, &Trouble{Broken, "", "more than 100,000 files"}
	}
	return inner(z), nil
}

// inner goes into a folder that is alone.
func inner(f fs.FS) fs.FS {
	for range 3 {
		all, err := fs.ReadDir(f, ".")
		if err != nil || len(all) != 1 || !all[0].IsDir() || all[0].Name() == "zxx" {
			return f
		}
		sub, err := fs.Sub(f, all[0].Name())
		if err != nil {
			return f
		}
		f = sub
	}
	return f
}
