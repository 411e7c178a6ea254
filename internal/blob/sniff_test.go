package blob_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
)

func TestSniff(t *testing.T) {
	for _, c := range []struct{ head, name, want string }{
		{"%PDF-1.7\n", "课件.pdf", "application/pdf"},
		{"%PDF-1.4", "", "application/pdf"},
		{"\x89PNG\r\n\x1a\n....", "图.PNG", "image/png"},
		{"\xff\xd8\xff\xe0..JFIF", "a.png", "image/jpeg"}, // the bytes decide
		{"GIF89a", "a.gif", "image/gif"},
		{"RIFF\x10\x00\x00\x00WEBPVP8 ", "mmexport.jpg", "image/webp"},
		{"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "课.mp4", "video/mp4"},
		{"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "听力.M4A", "audio/mp4"},
		{"\x00\x00\x00\x1cftypM4A \x00\x00", "", "audio/mp4"},
		{"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "a.webm", "video/webm"},
		{"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00aaaabbbbcccc\x01\x13OpusHead", "a.ogg", "audio/ogg"},
		{"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00aaaabbbbcccc\x01\x13\x80theora", "a.ogv", "video/ogg"},
		{"ID3\x03\x00\x00\x00\x00\x00\x00", "a.mp3", "audio/mpeg"},
		{"\xff\xfb\x90\x00", "a.mp3", "audio/mpeg"},
		{"PK\x03\x04....", "教案.docx", blob.DOCX},
		{"PK\x03\x04....", "成绩.XLSX", blob.XLSX},
		{"PK\x03\x04....", "课件.pptx", blob.PPTX},
		{"PK\x03\x04" + strings.Repeat(".", 26) + "mimetype" + blob.ODP, "课件.odp", blob.ODP},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "老教案.doc", blob.DOC},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "老教案.wps", blob.DOC},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "课件.dps", blob.PPT},
		{"学习\n目标", "a.txt", blob.Text},
		{"\xd1\xa7\xcf\xb0", "a.txt", blob.Text}, // GBK
		{"# 标题", "a.md", blob.Markdown},
		{"姓名,分数", "a.csv", blob.CSV},
		{"WEBVTT\n\n", "课.vtt", blob.VTT},
		{"1\r\n00:00:01,000 --> 00:00:02,000\r\n好", "课.SRT", blob.SRT},
		{"\xff\xfe1\x00\r\x00\n\x00\x7d\x59", "课.srt", blob.SRT}, // UTF-16
		{"\xfe\xff\x00W\x00E\x00B", "课.vtt", blob.VTT},
		{"\xff\xfe\x60\x4f\x40", "a.txt", blob.Text}, // cut
		{"<!doctype html><script>", "a.HTML", blob.HTML},
		{"<?xml version='1.0'?><svg>", "a.svg", blob.SVG},
		// Refused.
		{"", "", ""},
		{"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", ""},
		{"\x89PNG\r\n\x1a\n", "a.svg", ""},
		{"\x00\x01<html>", "a.html", ""},
		{"\xff\xfe<\x00h\x00", "a.html", ""},
		{"\xff\xfe\x01\x00\x00\x00", "a.srt", ""},
		{"1\x00\r\x00\n\x00", "a.srt", ""}, // without a mark
		{"\xff\xfe", "a.srt", ""},
		{"%PDF-1.7", "a.docx.exe", ""},
		{"PK\x03\x04", "a.docm", ""},
		{"PK\x03\x04", "a.zip", ""},
		{"PK\x03\x04", "a.odt", ""}, // another first member
		{"PK\x03\x04", "a.doc", ""}, // a new format under an old ending
		{"<html>", "工资.xls", ""},    // what many programs of schools call Excel
		{"{\\rtf1", "a.doc", ""},
		{"MZ\x90\x00", "a.txt", ""},
		{"", "a.txt", ""},
		{"<!doctype html>", "a.pdf", ""},
		{"\x89PNG\r\n\x1a\n", "a.html", ""},
		{"%PDF-1.7", "a.SVG ", ""},
		{"%PDF-1.7", "a.html.", ""},
		{"\x00\x00\x00\x18ftypheic\x00\x00", "a.mp4", ""},
		{"\x00\x00\x00\x18ftypqt  \x00\x00", "a.mov", ""},
		{"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "a.webm", ""},
		{"MZ\x90", "a.exe", ""},
		{"\xff\xff\xff\xff", "a.mp3", ""},
		{"RIFF\x10\x00\x00\x00WAVEfmt ", "a.wav", ""},
	} {
		got, ok := blob.Sniff([]byte(c.head), c.name)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Sniff(%.20q, %q) = %q, %v; want %q", c.head, c.name, got, ok, c.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x18ftyp"), "a")
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		if mime, ok := blob.Sniff(head, name); ok == (mime == "") {
			t.Errorf("%q, %v", mime, ok)
		}
	})
}
