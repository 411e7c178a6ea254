package pdf_test

import (
	"bytes"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/pdf"
)

// FuzzText: no name and no link breaks a sheet: it is a PDF, and no text of it is read as one of its commands.
func FuzzText(f *testing.F) {
	for _, s := range []string{"王秀峰", "𠮷\u202e反", "(a) Tj ET\nendstream", "\x00\xff", "\\(", "é\u0301\u200d👩‍👩‍👧", "<</JavaScript(x)>>"} {
		f.Add(s, "https://box.school.lan/c/abc")
	}
	f.Add("a", "")
	fonts := &pdf.Fonts{}
	f.Fuzz(func(t *testing.T, text, link string) {
		if len(text) > 2000 || len(link) > 300 {
			return
		}
		d := fonts.New(text)
		d.Page()
		d.Text(10, 10, 5, pdf.Left, 40, text)
		d.Lines(10, 40, 4, 60, text)
		if link != "" {
			d.QR(60, 20, 28, link)
		}
		b, err := d.Bytes()
		if err != nil {
			return // a QR code that is too long is refused
		}
		if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
			t.Fatalf("no PDF of %q", text)
		}
		for _, command := range []string{"/JavaScript", "/OpenAction", "/Launch", "/URI"} {
			if bytes.Contains(b, []byte(command)) {
				t.Fatalf("%q brings %s into the sheet", text, command)
			}
		}
	})
}
