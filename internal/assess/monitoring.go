package assess

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MonitoringID names a table of sampled quality monitoring.
type MonitoringID = id.Of[Monitoring]

// SampledMonitoring is the one lawful purpose of tables from many schools in grades that do not graduate: 学业质量监测 (教基厅函 of
// December 2025 on daily exams; flat examinations over schools are refused everywhere).
const SampledMonitoring = "sampled_monitoring"

// States of a monitoring table.
const (
	Checked = "checked" // uploaded and looked at; nothing is read from it yet
	Staged  = "staged"  // rows are going in; invisible
	Ready   = "ready"   // complete
)

// Monitoring is a table of scored results: one row a person without a name, one column an item.
type Monitoring struct {
	ID       MonitoringID
	Owner    org.UnitID // district or region
	Exam     id.Any     // the registered monitoring; none in tables from before the register
	Title    string
	Kind     string
	Hash     string // of the file: the same file is recognised
	State    string
	Items    []string
	Rows     int // rows that are in (Ready) or would go in (Checked)
	Skipped  int // bad rows left out
	Author   org.PersonID
	Created  clock.Micros
	Imported clock.Micros // 0 until Ready
}

// Upload looks at a file and remembers it without reading it in. again reports that the unit has this very file already (in whatever
// state): its entry is returned. A file with errors is returned with the findings and an entry without an id: nothing is kept of it,
// unless only some rows are bad. exam is the approved monitoring of the register to which the table belongs. Verb monitor.import at the
// unit.
func (s *Service) Upload(ctx context.Context, a *org.Actor, unit org.UnitID, exam id.Any, title string, file io.Reader) (m Monitoring, c TableCheck, again bool, err error) {
	if err := s.org.Must(ctx, a, org.MonitorImport, id.As[any](unit)); err != nil {
		return m, c, false, err
	}
	if n := len([]rune(title)); n < 2 || n > 80 {
		return m, c, false, fault.Fieldsf(fault.Field{Name: "title", Message: "请写 2 到 80 个字的名称"})
	}
	if err := s.exams.AdmitMonitoring(ctx, s.reader(ctx), exam, unit); err != nil {
		return m, c, false, err
	}
	ref, err := s.blobs.Put(ctx, file, MaxTableBytes)
	if err != nil {
		return m, c, false, err
	}
	if err := s.admit(ctx, ref.Hash, org.UnitID{}); err != nil {
		return m, c, false, err
	}
	_, c, err = s.table(ctx, ref.Hash)
	if err != nil {
		return m, c, false, err
	}
	old, err := db.All(s.reader(ctx), selSameFile, scanMonitoring, unit, ref.Hash)
	if err != nil {
		return m, c, false, err
	}
	if len(old) > 0 {
		return old[0], c, true, nil
	}
	if c.Refused() {
		return Monitoring{Owner: unit, Exam: exam, Title: title}, c, false, nil
	}
	m = Monitoring{ID: id.New[Monitoring](), Owner: unit, Exam: exam, Title: title, Kind: SampledMonitoring, Hash: ref.Hash, State: Checked,
		Items: c.Items, Rows: c.Good, Skipped: c.Bad, Author: a.Person, Created: s.now()}
	items, err := json.Marshal(m.Items)
	if err != nil {
		return m, c, false, fmt.Errorf("assess: %w", err)
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.still(tx, m.Hash, org.UnitID{}); err != nil {
			return err
		}
		_, err := tx.Exec(insMonitoring, m.ID, m.Owner, m.Exam, m.Title, m.Kind, m.Hash, m.State, string(items), m.Rows, m.Skipped, m.Author, m.Created, 0)
		return err
	})
	return m, c, false, err
}

// Recheck reads an uploaded file again for the page that shows what it holds. Verb monitor.import at the unit.
func (s *Service) Recheck(ctx context.Context, a *org.Actor, m MonitoringID) (Monitoring, TableCheck, error) {
	row, err := s.monitoring(ctx, a, org.MonitorImport, m)
	if err != nil {
		return row, TableCheck{}, err
	}
	_, c, err := s.table(ctx, row.Hash)
	return row, c, err
}

func (s *Service) table(ctx context.Context, hash string) ([][]float64, TableCheck, error) {
	f, _, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return nil, TableCheck{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxTableBytes+1))
	if err != nil {
		return nil, TableCheck{}, fmt.Errorf("assess: read upload: %w", err)
	}
	rows, c := ReadTable(bytes.NewReader(b))
	return rows, c, nil
}

// Apply reads an uploaded file in: rows are staged in slices behind interactive writes and become visible together by one small
// write. With skipBad the rows with errors are left out, else they refuse the whole. Applying a table that is ready does nothing; an
// interrupted run is taken up again. Verb monitor.import at the unit.
func (s *Service) Apply(ctx context.Context, a *org.Actor, m MonitoringID, skipBad bool) (Monitoring, error) {
	row, err := s.monitoring(ctx, a, org.MonitorImport, m)
	if err != nil || row.State == Ready {
		return row, err
	}
	if err := s.exams.AdmitMonitoring(ctx, s.reader(ctx), row.Exam, row.Owner); err != nil {
		return row, err
	}
	rows, c, err := s.table(ctx, row.Hash)
	if err != nil {
		return row, err
	}
	if c.Refused() {
		return row, fault.New(fault.Invalid, "文件里有错，不能导入")
	}
	if c.Bad > 0 && !skipBad {
		return row, fault.New(fault.Invalid, "有 %d 行有错；可以改好再传，或选择只导入没有错的行", c.Bad)
	}
	wide := tooWide(rows)
	err = s.core.InSlices(ctx, 0, len(rows), func(tx *db.Tx, lo, hi int) error {
		if lo == 0 {
			if _, err := tx.Exec(updMonitoring, Staged, len(rows), c.Bad, 0, m, Ready); err != nil {
				return err
			}
		}
		for i := lo; i < hi; i++ {
			if _, err := tx.Exec(insMonitoringRow, m, i+1, pack(rows[i], wide)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return row, err
	}
	now := s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updMonitoring, Ready, len(rows), c.Bad, now, m, Ready)
		if err != nil || n == 0 {
			return err // another request has just finished the same table
		}
		return s.event(tx, a, "monitoring.imported", id.As[any](row.Owner), now, MonitoringImported{m, row.Owner, row.Title, len(rows), len(row.Items)})
	})
	row.State, row.Rows, row.Skipped, row.Imported = Ready, len(rows), c.Bad, now
	return row, err
}

// Monitoring is the head of one table. Verb monitor.read at the unit.
func (s *Service) Monitoring(ctx context.Context, a *org.Actor, m MonitoringID) (Monitoring, error) {
	return s.monitoring(ctx, a, org.MonitorRead, m)
}

// Monitorings lists the complete tables within reach of monitor.read, newest first, at most 200.
func (s *Service) Monitorings(ctx context.Context, a *org.Actor) ([]Monitoring, error) {
	scope, err := s.org.Reach(ctx, a, org.MonitorRead)
	if err != nil {
		return nil, err
	}
	return db.All(s.reader(ctx), selMonitorings, scanMonitoring, Ready, scope)
}

func (s *Service) monitoring(ctx context.Context, a *org.Actor, v org.Verb, m MonitoringID) (Monitoring, error) {
	row, err := db.One(s.reader(ctx), selMonitoring, scanMonitoring, m)
	if err != nil {
		return row, none(err, "找不到这次监测")
	}
	return row, s.org.Must(ctx, a, v, id.As[any](row.Owner))
}

// MonitoringMatrix is a complete table for analysis: items in the order of the file and one row a person; NaN means not
// administered. Conflict while it is not complete. Verb monitor.read at the unit.
func (s *Service) MonitoringMatrix(ctx context.Context, a *org.Actor, m MonitoringID) (items []string, rows [][]float64, err error) {
	row, err := s.monitoring(ctx, a, org.MonitorRead, m)
	if err != nil {
		return nil, nil, err
	}
	if row.State != Ready {
		return nil, nil, fault.New(fault.Conflict, "这次监测还没有导入完")
	}
	rows = make([][]float64, 0, row.Rows)
	err = db.Each(s.reader(ctx), selMonitoringRows, func(r db.Row) error {
		var b []byte
		if err := r.Scan(&b); err != nil {
			return err
		}
		v, err := unpack(b)
		rows = append(rows, v)
		return err
	}, m)
	return row.Items, rows, err
}

// tooWide tells whether some value is no whole number from 0 to 254.
func tooWide(rows [][]float64) bool {
	for _, r := range rows {
		for _, v := range r {
			if !math.IsNaN(v) && (v != math.Trunc(v) || v < 0 || v > 254) {
				return true
			}
		}
	}
	return false
}

// The forms of a stored row: one byte a cell with 255 for missing, or eight bytes a cell.
const (
	packBytes  = 1
	packFloats = 8
)

// pack writes a row compactly: PISA's 76 items take 77 bytes.
func pack(row []float64, wide bool) []byte {
	if wide {
		out := make([]byte, 1, 1+8*len(row))
		out[0] = packFloats
		for _, v := range row {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
		return out
	}
	out := make([]byte, 1+len(row))
	out[0] = packBytes
	for i, v := range row {
		if math.IsNaN(v) {
			out[1+i] = 255
		} else {
			out[1+i] = byte(v)
		}
	}
	return out
}

func unpack(b []byte) ([]float64, error) {
	if len(b) == 0 || (b[0] == packFloats && len(b)%8 != 1) || (b[0] != packFloats && b[0] != packBytes) {
		return nil, fmt.Errorf("assess: a stored row of monitoring cannot be read")
	}
	out := make([]float64, (len(b)-1)/int(b[0]))
	for i := range out {
		switch {
		case b[0] == packFloats:
			out[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[1+8*i:]))
		case b[1+i] == 255:
			out[i] = math.NaN()
		default:
			out[i] = float64(b[1+i])
		}
	}
	return out, nil
}
