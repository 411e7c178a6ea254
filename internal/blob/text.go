package blob

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// The encodings of text files, as HTTP names them. GB 18030 holds GBK. Windows calls UTF-16 "Unicode"; such a file begins with a byte
// order mark, and without one it is no text here.
const (
	utf8Text  = "utf-8"
	gb18030   = "gb18030"
	utf16LE   = "utf-16le"
	utf16BE   = "utf-16be"
	markLE    = "\xff\xfe"
	markBE    = "\xfe\xff"
	markUTF32 = "\xff\xfe\x00\x00"
)

// Charset is the encoding of a text file by its first bytes: UTF-16 by its byte order mark, UTF-8, or else GB 18030.
func Charset(head []byte) string {
	switch { // neither mark occurs in UTF-8
	case bytes.HasPrefix(head, []byte(markUTF32)):
		return gb18030
	case bytes.HasPrefix(head, []byte(markLE)):
		return utf16LE
	case bytes.HasPrefix(head, []byte(markBE)):
		return utf16BE
	}
	for cut := 0; cut < utf8.UTFMax && cut <= len(head); cut++ { // the last character may be cut
		if tail := len(head) - cut; utf8.Valid(head[:tail]) && !utf8.FullRune(head[tail:]) {
			return utf8Text
		}
	}
	return gb18030
}

// UTF8 is a text in UTF-8 without a byte order mark, whatever encoding it came in. What is no character of its encoding becomes U+FFFD;
// whole reports that there was none.
func UTF8(b []byte) (text []byte, whole bool) {
	var from encoding.Encoding
	switch Charset(b) {
	case utf16LE:
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf16BE:
		from = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	case gb18030:
		from = simplifiedchinese.GB18030
	default:
		return bytes.ToValidUTF8(bytes.TrimPrefix(b, []byte("\ufeff")), []byte("\ufffd")), utf8.Valid(b)
	}
	text, err := from.NewDecoder().Bytes(b)
	return text, err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// textual reports bytes that are text: something, and no control characters.
func textual(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f {
			return false
		}
	}
	return true
}

// plain is textual, for text in UTF-16 too; its last character may be cut.
func plain(head []byte) bool {
	if c := Charset(head); c != utf16LE && c != utf16BE {
		return textual(head)
	}
	text, _ := UTF8(head[:len(head)&^1])
	text = bytes.TrimSuffix(text, []byte("\ufffd"))
	return textual(text) && !bytes.ContainsRune(text, utf8.RuneError)
}
