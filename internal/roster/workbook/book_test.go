package workbook

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

func save(t testing.TB, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.xlsx")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func check(t testing.TB, path string) (*Book, oneroster.Report) {
	t.Helper()
	b, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	r, err := oneroster.Check(context.Background(), b, oneroster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b, r
}

func sample(t testing.TB) *Writer {
	t.Helper()
	w, err := NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	w.School(School{"实验中学", "1200000001", "syzx", "和平区", "初级中学"})
	w.Class(Class{"1200000001", Junior, 2025, 3, ""})
	w.Class(Class{"1200000001", Junior, 2024, 1, "=cmd()"})
	w.Pupil(Pupil{School: "1200000001", Year: 2025, Number: 3, Name: "张小明", Code: "20250312", Seat: "12", Sex: "男", Born: "2012-05-01"})
	w.Pupil(Pupil{School: "1200000001", Stage: Junior, Year: 2024, Number: 1, Name: "欧阳小红", Code: "20240101", Sex: "女"})
	w.Teacher(Teacher{"1200000001", "李老师", "T1", "13800000001", "li@example.org", "教务主任"})
	w.Teacher(Teacher{"1200000001", "王芳", "T2", "", "", ""})
	w.Teaching(Teaching{"1200000001", "T1", "", 2025, 3, "数学", true})
	w.Teaching(Teaching{"1200000001", "T2", "", 2025, 3, "语文", false})
	w.Guardian(Guardian{"1200000001", "20250312", "张大明", "父亲", "13800000000"})
	w.Guardian(Guardian{"1200000001", "20240101", "张大明", "舅舅", "13800000000"})
	return w
}

func TestDump(t *testing.T) {
	var buf bytes.Buffer
	if err := sample(t).Finish(&buf); err != nil {
		t.Fatal(err)
	}
	b, r := check(t, save(t, buf.Bytes()))
	t.Logf("%+v", r)
	for _, tb := range b.Tables() {
		_ = b.Each(context.Background(), tb, func(r *oneroster.Record) error {
			s := ""
			for k, v := range r.Values() {
				s += " " + k + "=" + v
			}
			t.Log(r.Table, r.Line, r.ID, s, r.Metadata())
			return nil
		})
	}
}
