package blob

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"strings"
)

// Types of files that are not media. The names of the older Office formats also stand for what WPS writes under endings of its own.
const (
	PDF      = "application/pdf"
	DOCX     = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	PPTX     = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	ODT      = "application/vnd.oasis.opendocument.text"
	ODS      = "application/vnd.oasis.opendocument.spreadsheet"
	ODP      = "application/vnd.oasis.opendocument.presentation"
	DOC      = "application/msword"
	XLS      = "application/vnd.ms-excel"
	PPT      = "application/vnd.ms-powerpoint"
	HTML     = "text/html"
	SVG      = "image/svg+xml"
	Text     = "text/plain"
	Markdown = "text/markdown"
	CSV      = "text/csv"
	VTT      = "text/vtt"
	SRT      = "text/x-subrip" // SubRip has no registered type
)

// byName are the types that the bytes alone do not tell apart: the ending names a candidate, the bytes must agree with it.
var byName = map[string]string{
	".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX, ".odt": ODT, ".ods": ODS, ".odp": ODP,
	".doc": DOC, ".wps": DOC, ".xls": XLS, ".et": XLS, ".ppt": PPT, ".dps": PPT,
	".html": HTML, ".htm": HTML, ".svg": SVG, ".txt": Text, ".md": Markdown, ".markdown": Markdown, ".csv": CSV, ".vtt": VTT, ".srt": SRT,
}

// office says in which part of a package or which stream of a compound file the content of an Office type stands.
var office = map[string]string{
	DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml", ODT: "content.xml", ODS: "content.xml", ODP: "content.xml",
	DOC: "WordDocument", XLS: "Workbook", PPT: "PowerPoint Document",
}

// Active reports a type that can run code in a browser when it is opened: it is shown from the content origin only.
func Active(mime string) bool { return mime == HTML || mime == SVG }

// Office reports a type of a word processor, a spreadsheet or a presentation: it is shown by its PDF rendition.
func Office(mime string) bool { return office[mime] != "" }

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

	maxEntries   = 20_000   // of a package
	maxDirectory = 4 << 20  // bytes of a package's list of contents
	maxUnpacked  = 2 << 30  // bytes of all contents: more is a bomb, not a lesson
	oleSearch    = 64 << 20 // bytes of a compound file in which its directory is looked for
)

// sniffNamed tells a type for which the ending is asked too, or refuses.
func sniffNamed(head []byte, ext string) (string, bool) {
	mime := byName[ext]
	switch mime {
	case DOCX, XLSX, PPTX:
		return mime, bytes.HasPrefix(head, []byte(zipMagic))
	case ODT, ODS, ODP: // the first member is "mimetype", stored as it is
		return mime, bytes.HasPrefix(head, []byte(zipMagic)) && bytes.Contains(head[:min(len(head), 200)], []byte("mimetype"+mime))
	case DOC, XLS, PPT:
		return mime, bytes.HasPrefix(head, []byte(oleMagic))
	case HTML:
		return mime, textual(head) && bytes.Contains(head, []byte("<"))
	case SVG:
		return mime, textual(head) && (bytes.Contains(head, []byte("<svg")) || bytes.Contains(head, []byte("<?xml")) || bytes.Contains(head, []byte("<!DOCTYPE svg")))
	case Text, Markdown, CSV, VTT, SRT:
		return mime, plain(head)
	}
	return "", false
}

// Guess is the type that a file's name promises, before a byte of it is there; a name that promises nothing that may be stored is
// refused. Only limits may rest on it.
func Guess(name string) (mime string, ok bool) {
	ext := strings.ToLower(path.Ext(strings.TrimRight(strings.TrimSpace(name), ". ")))
	if mime = byName[ext]; mime == "" {
		mime = media[ext]
	}
	return mime, mime != ""
}

// media are the usual endings of what the bytes decide.
var media = map[string]string{
	".pdf": PDF, ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg",
}

// Confirm looks deeper into a stored file than Sniff could: an Office type must hold what its name promises, no macros, and not
// unpack to more than a machine can bear. For every other type it is true.
func Confirm(r io.ReadSeeker, size int64, mime string) (bool, error) {
	part := office[mime]
	switch {
	case part == "":
		return true, nil
	case mime == DOC, mime == XLS, mime == PPT:
		return confirmOLE(r, part)
	}
	return confirmPackage(seekerAt{r}, size, part)
}

func confirmPackage(r io.ReaderAt, size int64, part string) (bool, error) {
	tail := make([]byte, min(size, 66<<10))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return false, wrapIO(err, "read")
	}
	end := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if end < 0 || len(tail)-end < 22 || binary.LittleEndian.Uint32(tail[end+12:]) > maxDirectory || binary.LittleEndian.Uint16(tail[end+10:]) > maxEntries {
		return false, nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return false, nil //nolint:nilerr // a broken package is not what it says, whatever the reason
	}
	found, unpacked := false, uint64(0)
	for _, f := range z.File {
		if strings.EqualFold(path.Base(f.Name), "vbaProject.bin") || len(z.File) > maxEntries {
			return false, nil
		}
		found = found || f.Name == part
		if unpacked += f.UncompressedSize64; unpacked > maxUnpacked || f.UncompressedSize64 > maxUnpacked {
			return false, nil
		}
	}
	return found, nil
}

// confirmOLE looks for the name of the stream in the directory of a compound file (MS-CFB), which may stand anywhere in it.
func confirmOLE(r io.ReadSeeker, stream string) (bool, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, wrapIO(err, "read")
	}
	want := [][]byte{wide(stream)}
	if stream == "Workbook" {
		want = append(want, wide("Book")) // Excel 5
	}
	buf, kept := make([]byte, 256<<10), 0
	for read := int64(0); read < oleSearch; {
		n, err := io.ReadFull(r, buf[kept:])
		read += int64(n)
		for _, w := range want {
			if bytes.Contains(buf[:kept+n], w) {
				return true, nil
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, wrapIO(err, "read")
		}
		kept = copy(buf, buf[kept+n-64:kept+n])
	}
	return false, nil
}

// wide is an ASCII name in UTF-16 with the zero that ends it.
func wide(s string) []byte {
	var b []byte
	for _, c := range []byte(s + "\x00") {
		b = append(b, c, 0)
	}
	return b
}

// seekerAt reads at offsets from what can seek. One reader at a time.
type seekerAt struct{ io.ReadSeeker }

// ReadAt implements io.ReaderAt.
func (s seekerAt) ReadAt(p []byte, off int64) (int, error) {
	if _, err := s.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.ReadSeeker, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
