package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/pdf"
)

// TestWorkbooks: every table opens in Excel, holds no formula, and a name that looks like one is text.
func TestWorkbooks(t *testing.T) {
	s := newSite(t)
	for _, l := range []look{{"", s.class(0) + "/tables.xlsx?subject=maths"}, {"", s.class(0) + "/tables.xlsx"}, {"leader", s.unit(s.SchoolB) + "/tables.xlsx?subject=maths"}, {"bureau", s.unit(s.Region) + "/tables.xlsx?subject=maths"},
		{"", s.class(0) + "/tables.xlsx?subject=maths&table=pupils"}, {"", s.class(0) + "/tables.xlsx?subject=maths&table=answers&item=10"}} {
		code, body := s.get(t, l.who, l.path)
		if code != 200 {
			t.Errorf("%s: %d", l.path, code)
			continue
		}
		f, err := excelize.OpenReader(strings.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", l.path, err)
		}
		cells := 0
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range rows {
				for c, text := range row {
					at, _ := excelize.CoordinatesToCellName(c+1, r+1)
					formula, err := f.GetCellFormula(name, at)
					if err != nil || formula != "" || strings.ContainsAny(text[:min(1, len(text))], "=+@") {
						t.Errorf("%s %s!%s: formula %q, text %q, %v", l.path, name, at, formula, text, err)
					}
					cells++
				}
			}
		}
		if cells < 40 {
			t.Errorf("%s holds %d cells", l.path, cells)
		}
		if strings.Contains(l.path, "table=") && len(f.GetSheetList()) != 1 {
			t.Errorf("%s has %d sheets", l.path, len(f.GetSheetList()))
		}
		if strings.Contains(l.path, "table=pupils") {
			if v, _ := f.GetCellValue(f.GetSheetName(0), "B6"); !strings.HasPrefix(v, "'=HYPERLINK") {
				t.Errorf("the name is %q", v)
			}
			if typ, _ := f.GetCellType(f.GetSheetName(0), "D3"); typ == excelize.CellTypeSharedString || typ == excelize.CellTypeInlineString {
				t.Error("a mark is a text")
			}
		}
	}
	used := map[string]bool{}
	for _, caption := range []string{"a/b:c*d?e[f]g", strings.Repeat("长", 40), strings.Repeat("长", 40), ""} {
		if n := sheetName(caption, used); len([]rune(n)) > 31 || n == "" || strings.ContainsAny(n, `[]:*?/\`) {
			t.Errorf("%q is no name of a sheet", n)
		}
	}
	if len(used) != 4 {
		t.Errorf("names of sheets collide: %v", used)
	}
}

// TestPDF: Chinese text in an embedded font, read back by poppler where it is there.
func TestPDF(t *testing.T) {
	s := newSite(t)
	for _, l := range []look{{"", s.class(0) + "/report.pdf?subject=maths"}, {"", s.class(0) + "/report.pdf"}, {"leader", s.unit(s.SchoolB) + "/report.pdf?subject=maths"}, {"bureau", s.unit(s.Region) + "/report.pdf?subject=maths"}} {
		code, body := s.get(t, l.who, l.path)
		if code != 200 || !strings.HasPrefix(body, "%PDF-") || !bytes.Contains([]byte(body), []byte("FontFile2")) {
			t.Fatalf("%s: %d, or no PDF with a font in it", l.path, code)
		}
		tool, err := exec.LookPath("pdftotext")
		if err != nil {
			t.Log("pdftotext (poppler-utils) is not installed: the text is not read back")
			continue
		}
		file := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, file, "-").CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		text := string(out)
		has(t, l.path, text, "概览", "平均分", "标准差", "算法")
		if strings.ContainsRune(text, pdf.Missing) {
			i := strings.IndexRune(text, pdf.Missing)
			t.Errorf("%s: a character has no glyph: …%s…", l.path, text[max(0, i-40):min(len(text), i+40)])
		}
		if m := rank.FindString(allowed.ReplaceAllString(strings.ReplaceAll(text, "\n", ""), "")); m != "" {
			t.Errorf("%s speaks of %q", l.path, m)
		}
		for _, name := range s.names[1:3] {
			if strings.Contains(text, name) != (l.who == "") {
				t.Errorf("%s: names of pupils: %v", l.path, strings.Contains(text, name))
			}
		}
	}
}
