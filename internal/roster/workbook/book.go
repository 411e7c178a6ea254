package workbook

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Limits of a workbook file.
const (
	MaxBytes   = 512 << 20 // all parts unpacked
	maxEntries = 2000
	maxPart    = 32 << 20 // of parts that are held in memory: styles and the like
	headDepth  = 10       // rows in which the headings are looked for
	maxColumns = 200
)

// Book is a workbook that was opened. It implements oneroster.Source.
type Book struct {
	heads    map[string]*head  // by sheet
	rows     map[string][]byte // what the sheets say: see spool.go
	mode     oneroster.Mode
	findings []oneroster.Finding
	era1904  bool

	schools map[string]bool     // codes
	only    string              // the code, when there is one school
	classes map[classKey]bool   // rows of 班级
	years   map[int]int         // year of entry -> row that first names it
	links   map[string][]string // pupil -> guardians
	pupils  map[string]bool     // their sourcedIds
}

// head says where a sheet's headings stand.
type head struct {
	row int
	to  []int // for each column of the sheet its heading, or -1
}

type classKey struct {
	school, stage string
	year, number  int
}

// Is reports whether the file is an Excel workbook by its contents, not its name: a zip with the parts of one. A folder is not.
func Is(path string) bool {
	zr, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer zr.Close() //nolint:errcheck // read only
	return slices.ContainsFunc(zr.File, func(f *zip.File) bool { return f.Name == "xl/workbook.xml" || f.Name == "xl/workbook.bin" })
}

// Open opens a workbook. One that cannot be used (encrypted, too large, none of our sheets) still opens: its Findings say why and it has no tables.
// The error is for a file that is not there or not a workbook. Close it after use.
func Open(ctx context.Context, path string) (*Book, error) {
	b := &Book{heads: map[string]*head{}, rows: map[string][]byte{}, mode: oneroster.Bulk, schools: map[string]bool{}, classes: map[classKey]bool{}, years: map[int]int{},
		links: map[string][]string{}, pupils: map[string]bool{}}
	if ok, err := b.measure(path); !ok {
		return b, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxBytes, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		b.say("", 0, oneroster.CodeEncoding, oneroster.Error, "这个文件打不开:请用 Excel 或 WPS 另存为不加密码的 xlsx")
		return b, nil //nolint:nilerr // what is wrong with the file is a finding
	}
	defer f.Close() //nolint:errcheck // temporary files
	if f.WorkBook != nil && f.WorkBook.WorkbookPr != nil {
		b.era1904 = f.WorkBook.WorkbookPr.Date1904
	}
	if err := b.findSheets(ctx, f); err != nil {
		return nil, err
	}
	if err := b.survey(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// measure looks at the parts before anything is unpacked.
func (b *Book) measure(path string) (bool, error) {
	zr, err := zip.OpenReader(path)
	if err != nil {
		if _, statErr := os.Stat(path); statErr == nil {
			b.say("", 0, oneroster.CodeEncoding, oneroster.Error, "这不是 xlsx 工作簿:旧的 xls 请用 Excel 或 WPS 另存为 xlsx")
			return false, nil
		}
		return false, fmt.Errorf("open the workbook: %w", err)
	}
	defer zr.Close() //nolint:errcheck // read only
	var total uint64
	for _, f := range zr.File {
		rows := strings.HasPrefix(f.Name, "xl/worksheets/") || strings.HasSuffix(f.Name, "haredStrings.xml")
		if total += f.UncompressedSize64; total > MaxBytes || !rows && f.UncompressedSize64 > maxPart {
			total = MaxBytes + 1
			break
		}
	}
	if total > MaxBytes || len(zr.File) > maxEntries {
		b.say("", 0, oneroster.CodeEncoding, oneroster.Error, "工作簿解压后太大:最多 512 MB")
		return false, nil
	}
	return true, nil
}

func (b *Book) say(sheet string, row int, code oneroster.Code, severity oneroster.Severity, format string, args ...any) {
	b.findings = append(b.findings, oneroster.Finding{File: sheet, Line: row, Code: code, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

// Close lets go of the rows. The file itself was closed when Open returned.
func (b *Book) Close() error {
	clear(b.rows)
	return nil
}

// Version implements oneroster.Source.
func (b *Book) Version() string { return "1.2" }

// Findings implements oneroster.Source.
func (b *Book) Findings() []oneroster.Finding { return slices.Clone(b.findings) }

// Mode implements oneroster.Source.
func (b *Book) Mode(table string) oneroster.Mode {
	if slices.Contains(b.Tables(), table) {
		return b.mode
	}
	return oneroster.Absent
}

// Tables implements oneroster.Source.
func (b *Book) Tables() []string {
	var out []string
	for _, p := range parts {
		if slices.ContainsFunc(p.from, func(s string) bool { return b.heads[s] != nil }) {
			out = append(out, p.table)
		}
	}
	return out
}

// survey collects the keys that rows of other sheets refer to.
func (b *Book) survey(ctx context.Context) error {
	err := b.walk(ctx, SheetSchools, func(l *line) error {
		if s := l.school(); s.Code != "" {
			b.schools[s.Code] = true
			b.only = s.Code
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(b.schools) != 1 {
		b.only = ""
	}
	err = b.walk(ctx, SheetClasses, func(l *line) error {
		if c := l.class(); !l.failed() {
			b.classes[classKey{c.School, c.Stage, c.Year, c.Number}] = true
			if b.years[c.Year] == 0 {
				b.years[c.Year] = l.row
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.walk(ctx, SheetPupils, func(l *line) error {
		if p := l.pupil(); !l.failed() {
			b.pupils[pupilID(p.School, p.Code)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.walk(ctx, SheetGuardians, func(l *line) error {
		if g := l.guardian(); !l.failed() {
			pupil, who := pupilID(g.School, g.Pupil), guardianID(g)
			if !slices.Contains(b.links[pupil], who) {
				b.links[pupil] = append(b.links[pupil], who)
			}
		}
		return nil
	})
	if err == nil && b.size() == 0 && len(b.heads) == len(sheets) {
		b.say("", 0, oneroster.CodeMissing, oneroster.Error, "六张表都是空的:这是还没有填的模板")
	}
	return err
}

// findSheets matches the sheets by name and their headings, and takes up their rows.
func (b *Book) findSheets(ctx context.Context, file *excelize.File) error {
	names := map[string]string{} // ours -> the file's
	for _, n := range file.GetSheetList() {
		ours := strings.TrimSpace(n)
		switch {
		case layoutOf(ours) != nil:
			names[ours] = n
		case ours == sheetHelp:
		default:
			if rows, err := file.Rows(n); err == nil {
				used := rows.Next()
				_ = rows.Close() // read only
				if used {
					b.say(n, 0, oneroster.CodeUnlisted, oneroster.Warning, "不认识“%s”这张表,已忽略", n)
				}
			}
		}
	}
	for i := range sheets {
		s := &sheets[i]
		if names[s.name] == "" {
			b.mode = oneroster.Delta
			continue
		}
		h, err := b.findHead(file, s, names[s.name])
		if err != nil {
			return err
		}
		if h == nil {
			b.mode = oneroster.Delta
			continue
		}
		b.heads[s.name] = h
		if err := b.take(ctx, file, s, names[s.name]); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		b.say("", 0, oneroster.CodeMissing, oneroster.Error, "工作簿里没有要找的表:应有 学校、班级、学生、教师、任课、家长")
	} else if b.mode == oneroster.Delta && len(b.findings) == 0 {
		b.say("", 0, oneroster.CodeMissing, oneroster.Warning, "工作簿没有全部六张表:只增加和修改,不删除名册里已有的人")
	}
	return nil
}

// findHead finds the row with the headings among the first; nil when it lacks one that is needed.
func (b *Book) findHead(file *excelize.File, s *sheet, name string) (*head, error) {
	rows, err := file.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("read the sheet %s: %w", s.name, err)
	}
	defer rows.Close() //nolint:errcheck // read only
	var best *head
	var names []string
	found := 0
	for n := 1; n <= headDepth && rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			b.say(s.name, n, oneroster.CodeEncoding, oneroster.Error, "这一行读不出来:文件已损坏")
			return nil, nil //nolint:nilerr // it is a finding
		}
		h := &head{row: n}
		hits := 0
		for _, c := range cells[:min(len(cells), maxColumns)] {
			at := s.at(title(c))
			if h.to = append(h.to, at); at >= 0 {
				hits++
			}
		}
		if hits > found {
			best, found, names = h, hits, cells
		}
	}
	if best == nil {
		best = &head{row: 1}
	}
	ok := true
	for i, hd := range s.headings {
		switch n := count(best.to, i); {
		case n == 0 && hd.needed && hd.name != schoolColumn.name:
			ok = false
			b.findings = append(b.findings, oneroster.Finding{File: s.name, Line: best.row, Field: hd.name, Code: oneroster.CodeHeader, Severity: oneroster.Error,
				Message: fmt.Sprintf("“%s”表里没有“%s”这一列:请照模板的列名写", s.name, hd.name)})
		case n > 1:
			ok = false
			b.findings = append(b.findings, oneroster.Finding{File: s.name, Line: best.row, Field: hd.name, Code: oneroster.CodeHeader, Severity: oneroster.Error,
				Message: fmt.Sprintf("“%s”这一列出现了 %d 次", hd.name, n)})
		}
	}
	for i, at := range best.to {
		if at < 0 && title(names[i]) != "" {
			b.findings = append(b.findings, oneroster.Finding{File: s.name, Line: best.row, Field: clean(names[i]), Code: oneroster.CodeHeader, Severity: oneroster.Warning,
				Message: fmt.Sprintf("不认识“%s”这一列,已忽略", clean(names[i]))})
		}
	}
	if !ok {
		return nil, nil
	}
	return best, nil
}

func count(list []int, v int) int {
	n := 0
	for _, x := range list {
		if x == v {
			n++
		}
	}
	return n
}

// title is a heading without marks and remarks: "学号*(必填)" is 学号.
func title(v string) string {
	v = narrow(clean(v))
	if i := strings.IndexAny(v, "(["); i > 0 {
		v = v[:i]
	}
	return strings.ReplaceAll(strings.Trim(v, "* "), " ", "")
}
