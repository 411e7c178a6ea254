package assess

import (
	"context"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

func houseMigrations() []fs.FS {
	return []fs.FS{org.Migrations, audit.Migrations, bus.Migrations, Migrations}
}

// approved is the one monitoring that gate lets in.
var approved = id.New[any]()

type gate struct{ shut error }

func (g gate) AdmitMonitoring(_ context.Context, _ db.Querier, exam id.Any, _ org.UnitID) error {
	if exam != approved {
		return fault.New(fault.Unlawful, "没有登记")
	}
	return g.shut
}

func TestReadTable(t *testing.T) {
	cases := []struct {
		name, text     string
		good, bad      int
		refused        bool
		row            int
		column, saying string
	}{
		{"good", "a,b\n1,0\n,1\n", 2, 0, false, 0, "", ""},
		{"bom and spaces", "\xef\xbb\xbfa, b\n 1 ,0\n", 1, 0, false, 0, "", ""},
		{"empty file", "", 0, 0, true, 0, "", "文件是空的"},
		{"header only", "a,b\n", 0, 0, true, 0, "", "没有一行"},
		{"not a number", "a,b\n1,x\n1,1\n", 1, 1, false, 1, "b", "不是数"},
		{"infinity", "a,b\n1,inf\n1,1\n", 1, 1, false, 1, "b", "不是数"},
		{"ragged", "a,b\n1\n1,1\n", 1, 1, false, 1, "", "格数"},
		{"same name twice", "a,a\n1,1\n", 1, 0, true, 0, "a", "同名"},
		{"no name", "a,\n1,1\n", 1, 0, true, 0, "第 2 列", "没有题目名"},
		{"no header", "1,0\n1,1\n", 1, 0, true, 0, "", "全是数"},
		{"empty row", "a,b\n,\n1,1\n", 2, 0, false, 0, "", ""},
		{"all bad", "a\nx\ny\n", 0, 2, true, 1, "a", "不是数"},
	}
	for _, c := range cases {
		rows, check := ReadTable(strings.NewReader(c.text))
		if len(rows) != c.good || check.Good != c.good || check.Bad != c.bad || check.Refused() != c.refused {
			t.Errorf("%s: %d good %d bad refused %v", c.name, check.Good, check.Bad, check.Refused())
		}
		if c.saying == "" {
			if len(check.Findings) > 0 {
				t.Errorf("%s: %v", c.name, check.Findings)
			}
			continue
		}
		if f := check.Findings[0]; f.Row != c.row || f.Column != c.column || !strings.Contains(f.Text, c.saying) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestPack(t *testing.T) {
	for _, row := range [][]float64{{0, 1, math.NaN(), 254}, {0.5, math.NaN(), -3, 1e9}} {
		got, err := unpack(pack(row, tooWide([][]float64{row})))
		if err != nil || len(got) != len(row) {
			t.Fatalf("%v: %v %v", row, got, err)
		}
		for i := range row {
			if got[i] != row[i] && !(math.IsNaN(got[i]) && math.IsNaN(row[i])) {
				t.Errorf("%v became %v", row, got)
			}
		}
	}
	if _, err := unpack([]byte{8, 1, 2}); err == nil {
		t.Error("half a number was read")
	}
}

func TestMonitoring(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		file := "q1,q2\n1,0\n,1\nx,1\n0,0\n"
		_, _, _, err := h.s.Upload(ctx, h.TeacherA, h.DistrictB, approved, "监测", strings.NewReader(file))
		wantKind(t, err, fault.Denied, "a teacher")
		_, _, _, err = h.s.Upload(ctx, h.Researcher, h.DistrictA, approved, "监测", strings.NewReader(file))
		wantKind(t, err, fault.NotFound, "the researcher of another district")
		_, _, _, err = h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "", strings.NewReader(file))
		wantKind(t, err, fault.Invalid, "no title")
		m, c, again, err := h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "七年级数学抽样监测", strings.NewReader(file))
		if err != nil || again || m.State != Checked || c.Good != 3 || c.Bad != 1 || m.Kind != SampledMonitoring {
			t.Fatalf("upload: %+v %+v %v %v", m, c, again, err)
		}
		_, _, _, err = h.s.Upload(ctx, h.Researcher, h.DistrictB, id.New[any](), "七年级数学统考", strings.NewReader(file))
		wantKind(t, err, fault.Unlawful, "a table of no registered monitoring")
		_, _, err = h.s.MonitoringMatrix(ctx, h.Researcher, m.ID)
		wantKind(t, err, fault.Conflict, "reading before it is in")
		h.s.exams = gate{fault.New(fault.Gone, "已经作废")}
		_, err = h.s.Apply(ctx, h.Researcher, m.ID, true)
		wantKind(t, err, fault.Gone, "the monitoring was made void between upload and import")
		h.s.exams = gate{}
		_, err = h.s.Apply(ctx, h.Researcher, m.ID, false)
		wantKind(t, err, fault.Invalid, "bad rows without a word from the person")
		for range 2 {
			if m, err = h.s.Apply(ctx, h.Researcher, m.ID, true); err != nil || m.State != Ready || m.Rows != 3 || m.Skipped != 1 {
				t.Fatalf("apply: %+v, %v", m, err)
			}
		}
		if n := len(h.events(t, "monitoring.imported")); n != 1 {
			t.Errorf("%d events, want 1", n)
		}
		items, rows, err := h.s.MonitoringMatrix(ctx, h.Bureau, m.ID)
		if err != nil || len(items) != 2 || len(rows) != 3 || !math.IsNaN(rows[1][0]) || rows[1][1] != 1 {
			t.Errorf("matrix %v %v, %v", items, rows, err)
		}
		_, _, err = h.s.MonitoringMatrix(ctx, h.TeacherB, m.ID)
		wantKind(t, err, fault.Denied, "a teacher reads")
		same, _, again, err := h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "又一次", strings.NewReader(file))
		if err != nil || !again || same.ID != m.ID {
			t.Errorf("the same file again: %v %v", again, err)
		}
		bad, c, _, err := h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "坏文件", strings.NewReader("a,a\n1,1\n"))
		if err != nil || !c.Refused() || !bad.ID.IsZero() {
			t.Errorf("a bad file: %+v %+v %v", bad, c, err)
		}
		list, err := h.s.Monitorings(ctx, h.Bureau)
		if err != nil || len(list) != 1 {
			t.Errorf("list %v, %v", list, err)
		}
	})
}

func TestMonitoringPISA(t *testing.T) {
	path := testkit.Corpus(t, "psychometrics/pisa12_us_math.csv")
	suite(t, func(t *testing.T, h *house) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		ctx := context.Background()
		m, c, _, err := h.s.Upload(ctx, h.Researcher, h.DistrictB, approved, "数学素养抽样监测", f)
		if err != nil || c.Bad != 0 || c.Blank != 26 {
			t.Fatalf("%+v %v", c.Findings, err)
		}
		if m, err = h.s.Apply(ctx, h.Researcher, m.ID, false); err != nil {
			t.Fatal(err)
		}
		items, rows, err := h.s.MonitoringMatrix(ctx, h.Researcher, m.ID)
		if err != nil || len(items) != 76 || len(rows) != 4978 {
			t.Errorf("%d items, %d rows, %v", len(items), len(rows), err)
		}
	})
}
