package blob_test

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/blob"
)

// pack makes a package with members that hold so many zeros.
func pack(t *testing.T, members map[string]int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, n := range members {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestConfirm(t *testing.T) {
	word := pack(t, map[string]int{"[Content_Types].xml": 9, "word/document.xml": 9})
	many := map[string]int{"word/document.xml": 1}
	for i := range 20_001 {
		many[strconv.Itoa(i)] = 0
	}
	utf16 := func(s string) (out string) {
		for _, c := range s + "\x00" {
			out += string(c) + "\x00"
		}
		return out
	}
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	for _, c := range []struct {
		what, mime string
		body       []byte
		want       bool
	}{
		{"a document", blob.DOCX, word, true},
		{"a document under another ending", blob.PPTX, word, false},
		{"a torn document", blob.DOCX, word[:len(word)-30], false},
		{"any archive", blob.DOCX, pack(t, map[string]int{"a.exe": 9}), false},
		{"macros", blob.DOCX, pack(t, map[string]int{"word/document.xml": 9, "word/vbaProject.bin": 9}), false},
		{"too many members", blob.DOCX, pack(t, many), false},
		{"not an archive", blob.DOCX, []byte("PK\x03\x04 but nothing more"), false},
		{"empty", blob.DOCX, nil, false},
		{"an old workbook, its name over a border of reads", blob.XLS, []byte(ole + strings.Repeat(".", 256<<10-16) + utf16("Workbook")), true},
		{"an old workbook called a document", blob.DOC, []byte(ole + utf16("Workbook")), false},
		{"a picture is not looked into", "image/png", nil, true},
	} {
		ok, err := blob.Confirm(bytes.NewReader(c.body), int64(len(c.body)), c.mime)
		if err != nil || ok != c.want {
			t.Errorf("%s: %v, %v", c.what, ok, err)
		}
	}
}

func TestCharset(t *testing.T) {
	for in, want := range map[string]string{"": "utf-8", "学习": "utf-8", "学习"[:5]: "utf-8", "\xc4\xe3\xba\xc3": "gb18030", "\xc4\xe3": "gb18030", "\xff\xfe\x60\x4f": "utf-16le", "\xfe\xff\x4f\x60": "utf-16be",
		"\xff\xfe\x00\x00\x60\x4f\x00\x00": "gb18030"} {
		if got := blob.Charset([]byte(in)); got != want {
			t.Errorf("%q is %s", in, got)
		}
	}
}

func TestUTF8(t *testing.T) {
	for _, c := range []struct {
		in, want string
		whole    bool
	}{
		{"你好", "你好", true},
		{"\ufeff你好", "你好", true},
		{"\xc4\xe3\xba\xc3", "你好", true},
		{"\x95\x32\x82\x36", "\U00020000", true}, // four bytes
		{"\xff\xfe\x60\x4f\x7d\x59", "你好", true},
		{"\xfe\xff\x4f\x60\x59\x7d", "你好", true},
		{"\xff\xfe\x40\xd8\x00\xdc", "\U00020000", true}, // a pair
		{"\xff\xfe\x40\xd8", "\ufffd", false},            // half of it
		{"\xff\xfe\x60\x4f\x7d", "你\ufffd", false},
		{"\xc4\xe3\xff\xff", "你\ufffd\ufffd", false},
		{"你"[:2], "\ufffd", false},
	} {
		if got, whole := blob.UTF8([]byte(c.in)); string(got) != c.want || whole != c.whole {
			t.Errorf("%q: %q, %v", c.in, got, whole)
		}
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("\xff\xfe\x40\xd8\x00\xdc"))
	f.Add([]byte("\xc4\xe3\xba"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if text, whole := blob.UTF8(b); !utf8.Valid(text) || whole && bytes.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(b, utf8.RuneError) {
			t.Errorf("%q: %q, %v", b, text, whole)
		}
	})
}

func FuzzConfirm(f *testing.F) {
	f.Add([]byte("PK\x05\x06"), uint8(0))
	types := []string{blob.DOCX, blob.ODP, blob.DOC}
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		if _, err := blob.Confirm(bytes.NewReader(b), int64(len(b)), types[int(n)%len(types)]); err != nil {
			t.Error(err)
		}
	})
}
