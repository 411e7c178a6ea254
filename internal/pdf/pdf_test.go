package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/pdf"
)

func sheet(t *testing.T, f *pdf.Fonts) []byte {
	t.Helper()
	d := f.New("登录卡")
	for range 2 {
		d.Page()
		d.Box(10, 10, 85, 54, true)
		d.Text(14, 14, 5, pdf.Left, 40, "欧阳赟喆·Ann-Marie Üç 2026")
		d.Text(14, 24, 5, pdf.Left, 0, "𠮷田\u202e反")
		d.QR(60, 20, 28, "https://tongxue.lan/c/abcdefghijklmnopqrstuv")
		d.Line(10, 80, 200, 80, false)
		d.Lines(10, 90, 4, 60, "这张卡只能在学校登记过的设备上使用。遗失请告诉班主任 (class teacher)，旧卡马上作废。")
	}
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if d.Pages() != 2 {
		t.Errorf("%d pages", d.Pages())
	}
	return b
}

// TestStructure reads the file as a reader begins to: header, end, the table of objects at the place that the end names, and every
// object where the table says.
func TestStructure(t *testing.T) {
	b := sheet(t, &pdf.Fonts{})
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
		t.Fatalf("not a PDF: %.20q", b)
	}
	m := regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF`).FindSubmatch(b)
	if m == nil {
		t.Fatal("no startxref")
	}
	at, _ := strconv.Atoi(string(m[1]))
	if !bytes.HasPrefix(bytes.TrimSpace(b[at:]), []byte("xref")) {
		t.Fatalf("startxref leads to %.20q", b[at:])
	}
	for i, l := range regexp.MustCompile(`(\d{10}) \d{5} n`).FindAllSubmatch(b[at:], -1) {
		o, _ := strconv.Atoi(string(l[1]))
		if !bytes.HasPrefix(bytes.TrimSpace(b[o:]), []byte(strconv.Itoa(i+1)+" 0 obj")) {
			t.Errorf("object %d is not at %d", i+1, o)
		}
	}
	if n := bytes.Count(b, []byte("/Type /Page\n")); n != 2 {
		t.Errorf("%d pages", n)
	}
	if len(b) > 300_000 {
		t.Errorf("%d bytes: fonts are to be cut to the characters used", len(b))
	}
}

// TestText reads the text back with poppler, when it is there.
func TestText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed: the text is not read back")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, sheet(t, &pdf.Fonts{}), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, path, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"欧阳赟喆·Ann-Marie Üç 2026", "〓田反", "旧卡马上作废"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in %q", want, out)
		}
	}
}

func TestFit(t *testing.T) {
	d := (&pdf.Fonts{}).New("")
	d.Page()
	if w := d.Measure("汉字", 5); w < 9.5 || w > 10.5 {
		t.Errorf("two characters 5 mm high are %.1f mm wide", w)
	}
	d.Text(10, 10, 5, pdf.Centre, 20, strings.Repeat("长", 40))
	if y := d.Lines(10, 10, 4, 40, strings.Repeat("字", 25)); y != 10+3*6 {
		t.Errorf("25 characters of 4 mm in 40 mm end at %.1f", y)
	}
	if _, err := d.Bytes(); err != nil {
		t.Error(err)
	}
}

// TestTogether writes many documents at once from the same fonts.
func TestTogether(t *testing.T) {
	f := &pdf.Fonts{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { sheet(t, f) })
	}
	wg.Wait()
	if !f.Has('校') || !f.Has('A') || f.Has('𠮷') {
		t.Error("the fonts do not hold what they should")
	}
}

func TestQRImage(t *testing.T) {
	b, err := pdf.QRImage("https://tongxue.lan/device?code=ABCD-EFGH", 240)
	if err != nil || !bytes.HasPrefix(b, []byte("\x89PNG")) {
		t.Error(err)
	}
}
