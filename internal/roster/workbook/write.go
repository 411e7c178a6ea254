package workbook

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Writer writes a workbook in the layout that Open reads. Rows of each kind may come in any order; they go to temporary files, not to memory. Every cell is
// text, and one that Excel would take for a formula gets an apostrophe, which Open takes away again (oneroster.Defuse).
type Writer struct {
	file *excelize.File
	out  map[string]*excelize.StreamWriter
	row  map[string]int
	err  error
}

// NewWriter begins a workbook with all sheets and their headings.
func NewWriter() (*Writer, error) {
	w := &Writer{file: excelize.NewFile(), out: map[string]*excelize.StreamWriter{}, row: map[string]int{}}
	if err := w.begin(); err != nil {
		_ = w.file.Close() // the first error is the one to show
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	return w, nil
}

func (w *Writer) begin() error {
	text := "@"
	plain, err := w.file.NewStyle(&excelize.Style{CustomNumFmt: &text})
	if err != nil {
		return err
	}
	bold, err := w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}, CustomNumFmt: &text})
	if err != nil {
		return err
	}
	if err := w.file.SetSheetName("Sheet1", sheetHelp); err != nil {
		return err
	}
	for i := range sheets {
		if err := w.sheet(&sheets[i], plain, bold); err != nil {
			return err
		}
	}
	w.file.SetActiveSheet(0)
	return w.help(bold)
}

// sheet makes a sheet with its headings, its lists of choices and the row of headings held in view.
func (w *Writer) sheet(s *sheet, plain, bold int) error {
	if _, err := w.file.NewSheet(s.name); err != nil {
		return err
	}
	for i, h := range s.headings {
		if len(h.choice) == 0 {
			continue
		}
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		dv := excelize.NewDataValidation(true)
		dv.Sqref = fmt.Sprintf("%s2:%s100000", col, col)
		if err := dv.SetDropList(h.choice); err != nil {
			return err
		}
		if h.name == "职务" {
			dv.SetError(excelize.DataValidationErrorStyleInformation, "职务", "也可以填别的职务")
		}
		if err := w.file.AddDataValidation(s.name, dv); err != nil {
			return err
		}
	}
	out, err := w.file.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	row := make([]any, len(s.headings))
	for i, h := range s.headings {
		if err := out.SetColWidth(i+1, i+1, h.width+2); err != nil {
			return err
		}
		row[i] = excelize.Cell{StyleID: bold, Value: h.name}
	}
	if err := out.SetColStyle(1, len(s.headings), plain); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	w.out[s.name], w.row[s.name] = out, 1
	return out.SetRow("A1", row)
}

// help fills the sheet 说明.
func (w *Writer) help(bold int) error {
	out, err := w.file.NewStreamWriter(sheetHelp)
	if err != nil {
		return err
	}
	for i, width := range []float64{10, 14, 8, 52, 22} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	n := 0
	put := func(style int, cells ...string) error {
		n++
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = excelize.Cell{StyleID: style, Value: c}
		}
		return out.SetRow("A"+strconv.Itoa(n), row)
	}
	lines := [][]string{
		{"名册工作簿:按下面的列填六张表,然后在“名册导入”页上传。先核对、再看差异、最后才导入。"},
		{"六张表都在,就是全量:表里没有的人会从名册里去掉(超过 5% 会先停下来问)。删去不用的表,就只增加和修改。"},
		{"列名不要改;列的顺序可以变。学校只有一所时,后面各表的“学校代码”可以空着。"},
		{"任何一格都不要填身份证号。学籍号只填在“学籍号”一列,可以不填;它加密保存,不作登录名,也不会被导出。"},
		{},
	}
	for _, l := range lines {
		if err := put(0, l...); err != nil {
			return err
		}
	}
	if err := put(bold, "表", "列", "必填", "怎么填", "例子"); err != nil {
		return err
	}
	for _, s := range sheets {
		for i, h := range s.headings {
			name, needed := "", "否"
			if i == 0 {
				name = s.name
			}
			if h.needed {
				needed = "是"
			}
			hint := h.hint
			if i == 0 {
				hint = s.hint + "。" + hint
			}
			if err := put(0, name, h.name, needed, hint, h.sample); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// put writes a row of texts.
func (w *Writer) put(sheet string, cells ...string) {
	if w.err != nil {
		return
	}
	w.row[sheet]++
	if w.row[sheet] > excelize.TotalRows {
		w.err = errors.New("workbook: more rows than a sheet holds")
		return
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		if c != "" {
			row[i] = oneroster.Defuse(c)
		}
	}
	w.err = w.out[sheet].SetRow("A"+strconv.Itoa(w.row[sheet]), row)
}

// number is a number's text, "" for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// School adds a row to 学校.
func (w *Writer) School(s School) { w.put(SheetSchools, s.Name, s.Code, s.Short, s.District, s.Kind) }

// Class adds a row to 班级.
func (w *Writer) Class(c Class) {
	w.put(SheetClasses, c.School, c.Stage, number(c.Year), number(c.Number), c.Name)
}

// Pupil adds a row to 学生. The national pupil number is not written: it is never exported.
func (w *Writer) Pupil(p Pupil) {
	w.put(SheetPupils, p.School, p.Stage, number(p.Year), number(p.Number), p.Name, p.Code, p.Seat, p.Sex, p.Born, "")
}

// Teacher adds a row to 教师.
func (w *Writer) Teacher(t Teacher) {
	w.put(SheetTeachers, t.School, t.Name, t.Code, t.Phone, t.Email, t.Duty)
}

// Teaching adds a row to 任课.
func (w *Writer) Teaching(t Teaching) {
	head := "否"
	if t.Head {
		head = "是"
	}
	w.put(SheetTeachings, t.School, t.Teacher, t.Stage, number(t.Year), number(t.Number), t.Subject, head)
}

// Guardian adds a row to 家长.
func (w *Writer) Guardian(g Guardian) {
	w.put(SheetGuardians, g.School, g.Pupil, g.Name, g.Relation, g.Phone)
}

// Finish writes the workbook and lets go of the temporary files, also when it fails.
func (w *Writer) Finish(to io.Writer) error {
	defer w.file.Close() //nolint:errcheck // temporary files
	if w.err != nil {
		return fmt.Errorf("write the workbook: %w", w.err)
	}
	for _, s := range sheets {
		if err := w.out[s.name].Flush(); err != nil {
			return fmt.Errorf("write the sheet %s: %w", s.name, err)
		}
	}
	if err := w.file.Write(to); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// Template writes an empty workbook with its instructions.
func Template(to io.Writer) error {
	w, err := NewWriter()
	if err != nil {
		return err
	}
	return w.Finish(to)
}
