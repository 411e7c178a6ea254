package workbook

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// FuzzRow reads any cells as a row of any sheet: never a panic, and a row without a finding has what it needs.
func FuzzRow(f *testing.F) {
	f.Add(byte(2), "1200000001\x1f初中\x1f2025\x1f3\x1f张小明\x1f20250312\x1f12\x1f男\x1f2012/5/1\x1fG11010519491231002X")
	f.Add(byte(3), "1200000001\x1f李老师\x1fT1\x1f13800000001\x1fa@b\x1f校长")
	f.Add(byte(5), "1\x1f2\x1f张 明\x1f父\x1f+86 138-0000-0009")
	f.Fuzz(func(t *testing.T, which byte, cells string) {
		s := &sheets[int(which)%len(sheets)]
		l := &line{sheet: s, row: 2, cells: make([]string, len(s.headings))}
		for i, c := range strings.Split(cells, "\x1f") {
			if i < len(l.cells) {
				l.cells[i] = clean(c)
			}
		}
		code := ""
		switch s.name {
		case SheetSchools:
			code = l.school().Code
		case SheetClasses:
			code = l.class().School
		case SheetPupils:
			p := l.pupil()
			code = p.Code
			if !l.failed() {
				splitName(p.Name)
			}
		case SheetTeachers:
			code = l.teacher().Code
		case SheetTeachings:
			code = l.teaching().Teacher
		case SheetGuardians:
			g := l.guardian()
			code = g.Pupil
			if !l.failed() {
				guardianID(g)
			}
		}
		if !l.failed() && !plainCode.MatchString(code) {
			t.Errorf("%q without a finding", code)
		}
		if oneroster.IdentityNumber(code) || oneroster.PupilNumber(code) {
			t.Errorf("%q was taken", code)
		}
	})
}

// FuzzBook opens any bytes as a workbook.
func FuzzBook(f *testing.F) {
	w := sample(f)
	var buf bytes.Buffer
	if err := w.Finish(&buf); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Add([]byte("PK\x05\x06"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(dir, "x.xlsx")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := Open(context.Background(), path)
		if err != nil {
			return
		}
		defer b.Close() //nolint:errcheck // read only
		if _, err := oneroster.Check(context.Background(), b, oneroster.Options{}); err != nil {
			t.Log(err)
		}
	})
}
