package oneroster

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a zip. Nothing of it is ever written to disk; these keep reading it within bounds.
const (
	MaxZipEntries = 1000
	MaxZipBytes   = 2 << 30 // all files unpacked
	maxZipRatio   = 200     // above ratioFrom bytes unpacked
	ratioFrom     = 16 << 20
	maxDepth      = 3 // folders above the files
)

var errDamaged = errors.New("damaged")

// box is where the files lie: a folder or a zip.
type box interface {
	Names() []string // regular files, with / between folders, sorted
	Open(name string) (io.ReadCloser, error)
	Findings() []Finding
	Close() error
}

// openBox opens a folder or a zip.
func openBox(path string) (box, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open the roster: %w", err)
	}
	if info.IsDir() {
		return openFolder(path)
	}
	zr, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("open the roster: not a folder and not a zip: %w", err)
	}
	return newZipBox(&zr.Reader, zr), nil
}

func newZipBox(zr *zip.Reader, close io.Closer) *zipBox {
	b := &zipBox{zr: zr, Closer: close, files: map[string]*zip.File{}}
	b.sift()
	return b
}

// folder is a box on disk. os.Root keeps links from leading out of it.
type folder struct {
	root  *os.Root
	names []string
}

func openFolder(path string) (*folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open the roster: %w", err)
	}
	f := &folder{root: root}
	err = fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.Count(p, "/") >= maxDepth:
			return fs.SkipDir
		case d.Type().IsRegular() && len(f.names) < MaxZipEntries:
			f.names = append(f.names, filepath.ToSlash(p))
		}
		return nil
	})
	if err != nil {
		_ = root.Close() // the first error is the one to show
		return nil, fmt.Errorf("open the roster: %w", err)
	}
	slices.Sort(f.names)
	return f, nil
}

func (f *folder) Names() []string     { return f.names }
func (f *folder) Findings() []Finding { return nil }
func (f *folder) Close() error        { return f.root.Close() }

func (f *folder) Open(name string) (io.ReadCloser, error) {
	return f.root.Open(filepath.FromSlash(name))
}

// zipBox is a box in a zip.
type zipBox struct {
	io.Closer
	zr       *zip.Reader
	files    map[string]*zip.File
	names    []string
	findings []Finding
}

func (b *zipBox) Names() []string     { return b.names }
func (b *zipBox) Findings() []Finding { return b.findings }

func (b *zipBox) say(name string, code Code, message string) {
	b.findings = append(b.findings, Finding{File: clip(name), Code: code, Severity: Error, Message: message})
}

// sift keeps the files that may be read. A zip with one that is dangerous is not read at all.
func (b *zipBox) sift() {
	if len(b.zr.File) > MaxZipEntries {
		b.say("", CodeUnlisted, fmt.Sprintf("压缩包里有 %d 个文件,太多了", len(b.zr.File)))
		return
	}
	var total uint64
	for _, f := range b.zr.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		switch {
		case f.Mode().IsDir() || strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/"):
			continue
		case !utf8.ValidString(name):
			continue // not one of ours: their names are ASCII
		case !fs.ValidPath(name) || strings.Contains(name, ":"):
			b.say(name, CodeUnlisted, "压缩包里有危险的文件名(绝对路径或 ..):整个压缩包都不读")
		case !f.Mode().IsRegular():
			b.say(name, CodeUnlisted, "压缩包里有链接或特殊文件:整个压缩包都不读")
		case f.Flags&1 != 0:
			b.say(name, CodeEncoding, "压缩包加了密码:请存成不加密的压缩包")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			b.say(name, CodeEncoding, "压缩方法不认识:请存成普通的 zip")
		case f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxZipRatio > f.CompressedSize64, f.UncompressedSize64 > MaxZipBytes:
			b.say(name, CodeEncoding, "这个文件解压后大得可疑:整个压缩包都不读")
		case b.files[name] != nil:
			b.say(name, CodeUnlisted, "压缩包里有两个同名的文件")
		default:
			total += f.UncompressedSize64
			b.files[name] = f
			b.names = append(b.names, name)
		}
	}
	if total > MaxZipBytes {
		b.say("", CodeEncoding, "压缩包解压后超过 2 GB")
	}
	if len(b.findings) > 0 {
		b.names = nil
	}
	slices.Sort(b.names)
}

// Open gives a file's contents; the standard library ends them at the size that sift has seen. An entry that cannot even be begun fails at its
// first byte, so that it is told like one that is damaged further on.
func (b *zipBox) Open(name string) (io.ReadCloser, error) {
	rc, err := b.files[name].Open()
	return damage{rc, err}, nil
}

// damage marks errors of the packed stream: they are the file's fault, not the disk's.
type damage struct {
	io.ReadCloser
	err error
}

func (d damage) Close() error {
	if d.err != nil {
		return nil
	}
	return d.ReadCloser.Close()
}

func (d damage) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, fmt.Errorf("%w: %w", errDamaged, d.err)
	}
	n, err := d.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %w", errDamaged, err)
	}
	return n, err
}
