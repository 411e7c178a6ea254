package qti

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Limits of a content package. They are checked before anything is kept; the zip reader of the standard library checks none
// of them.
const (
	MaxPackageEntries = 10000
	MaxPackageBytes   = 512 << 20 // all entries unpacked
	maxEntryRatio     = 100       // above ratioFrom bytes unpacked
	ratioFrom         = 10 << 20
	maxNameBytes      = 1024
)

// openArchive checks every entry of a zip, reads it through once (counting bytes, so that a lying size or a wrong checksum
// is found before anything is used), and returns the files by clean name.
func openArchive(r io.ReaderAt, size int64) (map[string]*zip.File, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse(0, CodeArchive, "not a readable zip archive: %v", err)
	}
	if len(zr.File) > MaxPackageEntries {
		return nil, refuse(0, CodeSize, "%d entries are over the limit of %d", len(zr.File), MaxPackageEntries)
	}
	files := map[string]*zip.File{}
	seen := map[string]bool{}
	var total int64
	for _, f := range zr.File {
		name, err := entryName(f)
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, refuse(0, CodeName, "two entries have the name %q", clip(name))
		}
		seen[name] = true
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if err := checkEntry(f, name); err != nil {
			return nil, err
		}
		n, err := readThrough(f, name, MaxPackageBytes-total)
		if err != nil {
			return nil, err
		}
		total += n
		files[name] = f
	}
	if len(files) == 0 {
		return nil, refuse(0, CodeArchive, "the archive is empty")
	}
	return files, nil
}

func checkEntry(f *zip.File, name string) error {
	switch mode := f.Mode(); {
	case f.Flags&0x1 != 0 || f.Flags&0x40 != 0:
		return refuse(0, CodeEncrypted, "%q is encrypted: save the package without a password", clip(name))
	case mode&fs.ModeType != 0:
		return refuse(0, CodeLink, "%q is a link or a special file", clip(name))
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return refuse(0, CodeArchive, "%q uses an unknown compression method", clip(name))
	}
	return nil
}

// readThrough unpacks an entry to nowhere under the limits and returns its true size.
func readThrough(f *zip.File, name string, left int64) (int64, error) {
	rc, err := f.Open()
	if err != nil {
		return 0, refuse(0, CodeArchive, "%q cannot be read: %v", clip(name), err)
	}
	defer rc.Close()
	limit := left
	if byRatio := max(ratioFrom, int64(f.CompressedSize64)*maxEntryRatio); byRatio < limit { //nolint:gosec // a size in a real file
		limit = byRatio
	}
	n, err := io.Copy(io.Discard, io.LimitReader(rc, limit+1))
	switch {
	case n > limit && limit == left:
		return 0, refuse(0, CodeSize, "the package unpacks to more than %d bytes", MaxPackageBytes)
	case n > limit:
		return 0, refuse(0, CodeRatio, "%q expands more than %d times", clip(name), maxEntryRatio)
	case errors.Is(err, zip.ErrChecksum):
		return 0, refuse(0, CodeArchive, "%q is damaged: its checksum is wrong", clip(name))
	case err != nil:
		return 0, refuse(0, CodeArchive, "%q cannot be read: %v", clip(name), err)
	}
	return n, nil
}

// entryName decodes and checks a name: UTF-8 flag, then the Unicode Path field, then valid UTF-8, then GB18030, which is
// what Windows in China writes.
func entryName(f *zip.File) (string, error) {
	name := f.Name
	if f.Flags&0x800 == 0 {
		if u := unicodePath(f); u != "" {
			name = u
		} else if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); !utf8.ValidString(name) {
			if err != nil || strings.ContainsRune(decoded, utf8.RuneError) {
				return "", refuse(0, CodeName, "a name is neither UTF-8 nor GBK: %q", clip(name))
			}
			name = decoded
		} else if err == nil && looksGBK(name, decoded) {
			name = decoded
		}
	}
	clean := strings.TrimSuffix(name, "/")
	switch {
	case len(name) > maxNameBytes, clean == "", !utf8.ValidString(name), strings.ContainsRune(name, 0):
		return "", refuse(0, CodeName, "a name is empty, too long or not text: %q", clip(name))
	case strings.HasPrefix(name, "/"), strings.Contains(name, `\`), len(name) > 1 && name[1] == ':', !fs.ValidPath(clean):
		return "", refuse(0, CodeName, "the name %q could leave the package", clip(name))
	}
	return clean, nil
}

// looksGBK settles names whose bytes are valid in both encodings: the GBK bytes of 图 are a Greek letter in UTF-8. It is GBK
// when UTF-8 has only two-byte letters (Latin to Arabic) where GBK has only Chinese characters.
func looksGBK(asUTF8, asGBK string) bool {
	foreign := false
	for _, r := range asUTF8 {
		if r > 0x7FF {
			return false
		}
		foreign = foreign || r > 0x7F
	}
	for _, r := range asGBK {
		if r > 0x7F && !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return foreign
}

// unicodePath reads the Info-ZIP Unicode Path extra field (0x7075); "" when absent or for another name.
func unicodePath(f *zip.File) string {
	for extra := f.Extra; len(extra) >= 4; {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if len(extra) < 4+n {
			return ""
		}
		data := extra[4 : 4+n]
		if id == 0x7075 && n > 5 && data[0] == 1 && binary.LittleEndian.Uint32(data[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) {
			return string(data[5:])
		}
		extra = extra[4+n:]
	}
	return ""
}

// readEntry reads one small file of a checked archive.
func readEntry(f *zip.File, limit int64) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("qti: open entry: %w", err)
	}
	defer rc.Close()
	b, err := io.ReadAll(io.LimitReader(rc, limit+1))
	if err != nil {
		return nil, fmt.Errorf("qti: read entry: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, refuse(0, CodeSize, "larger than %d bytes", limit)
	}
	return b, nil
}
