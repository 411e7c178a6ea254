package blob

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
)

// SniffLen is how many first bytes Sniff wants; fewer are fine for a shorter file.
const SniffLen = 512

// running are name endings under which a desktop or a browser may run what is inside, whatever the bytes look like.
var running = map[string]bool{
	".xhtml": true, ".shtml": true, ".mht": true, ".mhtml": true, ".hta": true, ".svgz": true, ".xml": true, ".xsl": true, ".js": true,
	".mjs": true, ".css": true, ".swf": true, ".exe": true, ".bat": true, ".cmd": true, ".com": true, ".scr": true, ".vbs": true, ".ps1": true,
	".lnk": true, ".jar": true, ".apk": true, ".php": true, ".jsp": true, ".docm": true, ".xlsm": true, ".pptm": true, ".ppsm": true,
}

// Sniff tells the MIME type of an upload from its first bytes and its name, or refuses. On the list are PDF, PNG, JPEG, GIF, WebP,
// MP4, WebM, MP3, Ogg and M4A, which the bytes decide (phones name a WebP "x.jpg"); Office files, old, new and OpenDocument, for
// which the ending must agree with the bytes and Confirm looks deeper once they are stored; plain text, Markdown and CSV; and HTML
// and SVG, which are Active. Endings that run are refused whatever they hold, macros too.
func Sniff(head []byte, name string) (mime string, ok bool) {
	ext := strings.ToLower(path.Ext(strings.TrimRight(strings.TrimSpace(name), ". ")))
	if running[ext] {
		return "", false
	}
	if Active(byName[ext]) { // never anything else under such a name
		if mime, ok = sniffNamed(head, ext); !ok {
			return "", false
		}
		return mime, true
	}
	has := func(at int, magic string) bool {
		return len(head) >= at+len(magic) && string(head[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "%PDF-"):
		return "application/pdf", true
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "image/png", true
	case has(0, "\xff\xd8\xff"):
		return "image/jpeg", true
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "image/gif", true
	case has(0, "RIFF") && has(8, "WEBPVP8"):
		return "image/webp", true
	case has(4, "ftyp"):
		return sniffMP4(head, ext)
	case has(0, "\x1a\x45\xdf\xa3") && bytes.Contains(head[:min(len(head), 64)], []byte("\x42\x82\x84webm")):
		return "video/webm", true // EBML whose DocType (0x4282, length 4) is webm; Matroska is refused
	case has(0, "OggS\x00"):
		return sniffOgg(head)
	case has(0, "ID3") && len(head) >= 10 && head[3] <= 4, mp3Frame(head):
		return "audio/mpeg", true
	}
	if mime, ok = sniffNamed(head, ext); !ok {
		return "", false
	}
	return mime, true
}

// sniffMP4 reads the major brand of ISO/IEC 14496-12 §4.3. HEIC, AVIF and QuickTime share the container but not the list.
func sniffMP4(head []byte, ext string) (string, bool) {
	if len(head) < 12 || binary.BigEndian.Uint32(head) < 8 {
		return "", false
	}
	switch string(head[8:12]) {
	case "M4A ", "M4B ":
		return "audio/mp4", true
	case "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "M4VH", "M4VP", "dash", "MSNV", "3gp4", "3gp5", "3gp6":
		if ext == ".m4a" {
			return "audio/mp4", true
		}
		return "video/mp4", true
	}
	return "", false
}

// sniffOgg looks at the first codec header, which stands in the first page (RFC 3533, RFC 5334).
func sniffOgg(head []byte) (string, bool) {
	first := head[:min(len(head), 128)]
	for _, audio := range []string{"\x01vorbis", "OpusHead", "\x7fFLAC", "Speex   "} {
		if bytes.Contains(first, []byte(audio)) {
			return "audio/ogg", true
		}
	}
	if bytes.Contains(first, []byte("\x80theora")) {
		return "video/ogg", true
	}
	return "", false
}

// mp3Frame reports the header of an MPEG audio frame, layer III (ISO/IEC 11172-3 §2.4.1.3): no reserved version, bit rate or rate.
func mp3Frame(h []byte) bool {
	return len(h) >= 4 && h[0] == 0xff && h[1]&0xe0 == 0xe0 && h[1]&0x18 != 0x08 && h[1]&0x06 == 0x02 &&
		h[2]&0xf0 != 0xf0 && h[2]&0xf0 != 0 && h[2]&0x0c != 0x0c
}
