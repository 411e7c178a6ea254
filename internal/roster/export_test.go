package roster_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
)

const xueji = "G120101201205013210"

// school makes a school with a registrar who has a basis, and a workbook of it with everything that a workbook can say.
func (w *world) school() (unit org.UnitID, registrar *org.Actor, book string) {
	w.t.Helper()
	account := id.New[org.Account]()
	w.write(func(tx *db.Tx) error {
		var err error
		if unit, err = w.org.AddUnit(tx, org.Unit{Kind: org.School, Code: "1200000001", Name: "实验中学"}, w.region); err != nil {
			return err
		}
		p, err := w.org.AddPerson(tx, org.Person{Name: "管名册", Owner: unit}, account)
		if err == nil {
			err = w.org.Give(tx, org.Holding{Person: p, Role: org.Registrar, Node: id.As[any](unit)})
		}
		if err == nil {
			err = w.org.ApproveAll(tx, unit, org.PersonID{})
		}
		return err
	})
	registrar, err := w.org.Resolve(context.Background(), account, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := workbook.NewWriter()
	if err != nil {
		w.t.Fatal(err)
	}
	const code = "1200000001"
	b.School(workbook.School{Name: "实验中学", Code: code, Short: "syzx", District: "和平区", Kind: "初级中学"})
	b.Class(workbook.Class{School: code, Stage: workbook.Junior, Year: 2025, Number: 3})
	b.Class(workbook.Class{School: code, Stage: workbook.Junior, Year: 2024, Number: 1, Name: "=火箭班"})
	b.Pupil(workbook.Pupil{School: code, Year: 2025, Number: 3, Name: "张小明", Code: "20250312", Seat: "12", Sex: "男", Born: "2012-05-01"})
	b.Pupil(workbook.Pupil{School: code, Stage: workbook.Junior, Year: 2024, Number: 1, Name: "欧阳小红", Code: "20240101", Seat: "20240101"[6:], Sex: "女"})
	b.Pupil(workbook.Pupil{School: code, Year: 2024, Number: 1, Name: "=HYPERLINK(1)", Code: "20240102"})
	b.Pupil(workbook.Pupil{School: code, Year: 2024, Number: 1, Name: "古丽·买买提", Code: "7", Seat: "7"})
	b.Teacher(workbook.Teacher{School: code, Name: "李老师", Code: "T1", Phone: "13800000001", Email: "li@example.org", Duty: "教务主任"})
	b.Teacher(workbook.Teacher{School: code, Name: "王芳", Code: "T2"})
	b.Teacher(workbook.Teacher{School: code, Name: "赵校", Code: "T3", Duty: "校长"})
	b.Teaching(workbook.Teaching{School: code, Teacher: "T1", Year: 2025, Number: 3, Subject: "数学", Head: true})
	b.Teaching(workbook.Teaching{School: code, Teacher: "T2", Year: 2025, Number: 3, Subject: "语文"})
	b.Teaching(workbook.Teaching{School: code, Teacher: "T2", Year: 2024, Number: 1, Head: true})
	b.Guardian(workbook.Guardian{School: code, Pupil: "20250312", Name: "张大明", Relation: "父亲", Phone: "13800000000"})
	b.Guardian(workbook.Guardian{School: code, Pupil: "20250312", Name: "王阿姨", Relation: "母亲"})
	b.Guardian(workbook.Guardian{School: code, Pupil: "20240101", Name: "张大明", Relation: "舅舅", Phone: "13800000000"})
	var out bytes.Buffer
	if err := b.Finish(&out); err != nil {
		w.t.Fatal(err)
	}
	return unit, registrar, w.save("book.xlsx", fill(w.t, out.Bytes(), "学生", "J2", xueji))
}

// fill puts a value into a cell that the writer leaves blank.
func fill(t testing.TB, raw []byte, sheet, cell, value string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellStr(sheet, cell, value); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (w *world) save(name string, raw []byte) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// takeAt checks a set at a unit.
func (w *world) takeAt(unit org.UnitID, path string) roster.Import {
	w.t.Helper()
	i, err := w.roster.Take(context.Background(), unit, "", path)
	if err != nil {
		w.t.Fatal(err)
	}
	if i.State != roster.Ready {
		w.t.Fatalf("%s: %+v", i.State, w.outcome(i).Findings)
	}
	return i
}

func (w *world) export(a *org.Actor, unit org.UnitID) []byte {
	w.t.Helper()
	var out bytes.Buffer
	if err := w.roster.Export(context.Background(), a, unit, &out); err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes()
}

// What is exported comes back without a difference, and says neither numbers of the state nor formulas.
func TestExport(t *testing.T) {
	engines(t, func(w *world) {
		unit, registrar, book := w.school()
		w.mustApply(w.takeAt(unit, book))
		raw := w.export(registrar, unit)
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		if err != nil {
			w.t.Fatal(err)
		}
		defer f.Close()
		for sheet, n := range map[string]int{"学校": 2, "班级": 3, "学生": 5, "教师": 4, "任课": 4, "家长": 4} {
			rows, err := f.GetRows(sheet)
			if err != nil || len(rows) != n {
				w.t.Errorf("%s: %d rows, want %d: %v %v", sheet, len(rows), n, rows, err)
			}
			for _, row := range rows {
				for _, c := range row {
					if strings.Contains(c, xueji) || c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
						w.t.Errorf("%s: %q", sheet, c)
					}
				}
			}
		}
		path := w.save("export.xlsx", raw)
		back := w.takeAt(unit, path)
		if back.Changes() != 0 || back.Total != 0 {
			w.t.Errorf("the export changes %d rows: %+v", back.Changes(), back.Report.Tables)
		}
		w.mustApply(back)
		if i := w.takeAt(unit, book); i.Changes() != 0 {
			w.t.Errorf("the first file again changes %+v", i.Report.Tables)
		}
	})
}

// Who may not read the people of the unit gets nothing.
func TestExportAsks(t *testing.T) {
	engines(t, func(w *world) {
		unit, _, book := w.school()
		w.mustApply(w.takeAt(unit, book))
		account := id.New[org.Account]()
		w.write(func(tx *db.Tx) error {
			p, err := w.org.AddPerson(tx, org.Person{Name: "教一科", Owner: unit}, account)
			if err == nil {
				err = w.org.Give(tx, org.Holding{Person: p, Role: org.Teacher, Node: id.As[any](unit)})
			}
			return err
		})
		teacher, err := w.org.Resolve(context.Background(), account, "test")
		if err != nil {
			w.t.Fatal(err)
		}
		var out bytes.Buffer
		if err := w.roster.Export(context.Background(), teacher, unit, &out); !fault.Is(err, fault.Denied) || out.Len() != 0 {
			w.t.Errorf("a teacher without the right: %v, %d bytes", err, out.Len())
		}
	})
}
