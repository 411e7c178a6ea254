package archive

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/tongxue-edu/tongxue/internal/blob/until"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	jobMake = "archive.make"
	jobEnd  = "archive.end"
	maxFile = 4 << 30
	// pulse is after how many rows the job notes how far it is, and learns that it should stop.
	pulse = 2000
)

type args struct {
	Request RequestID `json:"request"`
}

// Place is what a sheet is filled for: the school and its teaching points, dated.
type Place struct {
	School org.Unit
	Units  []org.Unit // the school among them
	At     clock.Micros
}

// IDs are the units' ids.
func (p Place) IDs() []org.UnitID {
	out := make([]org.UnitID, len(p.Units))
	for i, u := range p.Units {
		out[i] = u.ID
	}
	return out
}

// Sheet is one sheet of the workbook. Name has at most 31 characters. Fill writes its rows, one after the other, each with a cell for each
// head (string, int, float64); it reads page by page and keeps nothing, so that a large school needs no more memory than a small one.
type Sheet struct {
	Name  string
	Note  string // what it holds, and what it leaves out and why
	Heads []string
	Fill  func(ctx context.Context, p Place, row func(cells ...any) error) error
}

const (
	updFile db.SQL = `-- unscoped: the job of a request that was approved
UPDATE archive_request SET file = ?, size = ?, lines = ?, file_until = ? WHERE id = ? AND state = 'approved' AND file = ''`
	selFile db.SQL = `-- unscoped: the time of the workbook is over
SELECT file FROM archive_request WHERE id = ?`
	endFile db.SQL = `-- unscoped: the time of the workbook is over
UPDATE archive_request SET file = '' WHERE id = ? AND file = ?`
)

// makeJob writes the workbook of an approved request. It may run twice: the second file that nobody names is removed.
func (s *Service) makeJob(ctx context.Context, t *job.Task) error {
	var arg args
	if err := t.Decode(&arg); err != nil {
		return err
	}
	q, err := db.One(s.Core.Reader(ctx), selRequest, scanRequest, arg.Request)
	if errors.Is(err, db.ErrNone) || err == nil && (q.State != Approved || q.Until != 0) {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "tongxue-archive-*.xlsx")
	if err != nil {
		return err
	}
	defer func() {
		_ = file.Close() // read to its end, or given up
		_ = os.Remove(file.Name())
	}()
	lines, err := s.write(ctx, q, file, func(done int, name string) error { return t.Progress(ctx, int64(done), int64(len(s.Sheets)), name) })
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, 0); err != nil {
		return err
	}
	ref, err := s.Blobs.Put(ctx, file, maxFile)
	if err != nil {
		return err
	}
	end, taken := s.until(), false
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updFile, ref.Hash, ref.Size, lines, end, q.ID)
		if taken = n > 0; err != nil || !taken {
			return err
		}
		return s.workbooks().Plan(tx, id.As[any](q.ID), id.As[any](q.Owner), end)
	})
	if err == nil && !taken {
		err = s.Blobs.Delete(ctx, ref.Hash)
	}
	return err
}

// workbooks are the files of the requests, which end.
func (s *Service) workbooks() until.Files {
	return until.Files{Core: s.Core, Blobs: s.Blobs, Jobs: s.Jobs, Kind: jobEnd, File: selFile, End: endFile}
}

// write fills the sheets into a file and returns how many rows there are. step is told of each sheet and, within one, now and then.
func (s *Service) write(ctx context.Context, q Request, file *os.File, step func(done int, name string) error) (int64, error) {
	u, err := s.Org.Unit(ctx, q.Owner)
	if err != nil {
		return 0, err
	}
	p := Place{School: u, At: s.now()}
	if p.Units, err = s.Org.UnitsBelow(ctx, u.Node()); err != nil {
		return 0, err
	}
	b, err := newBook()
	if err != nil {
		return 0, err
	}
	total, counts := int64(0), make([]int64, len(s.Sheets))
	for i, sheet := range s.Sheets {
		if err := step(i, sheet.Name); err != nil {
			return 0, errors.Join(err, b.close())
		}
		if err := b.begin(sheet); err != nil {
			return 0, errors.Join(err, b.close())
		}
		err := sheet.Fill(ctx, p, func(cells ...any) error {
			if counts[i]++; counts[i]%pulse == 0 {
				if err := step(i, sheet.Name); err != nil {
					return err
				}
			}
			return b.row(cells)
		})
		if err != nil {
			return 0, errors.Join(fmt.Errorf("archive: sheet %s: %w", sheet.Name, err), b.close())
		}
		total += counts[i]
	}
	names, err := s.Org.Names(ctx, []org.PersonID{q.Asker, q.Decider})
	if err != nil {
		return 0, errors.Join(err, b.close())
	}
	return total, errors.Join(b.cover(s.coverLines(p, q, names, counts)), b.save(file))
}

// coverLines are the first sheet: what this is, on what basis it was made, and what each sheet holds.
func (s *Service) coverLines(p Place, q Request, names map[org.PersonID]string, counts []int64) [][]any {
	day := func(m clock.Micros) string { return clock.Local(m).Format("2006-01-02 15:04") }
	out := [][]any{
		{p.School.Name + "：全部数据导出"}, {"导出时间", day(p.At)}, {"申请人", names[q.Asker], day(q.AskedAt)}, {"理由", q.Reason}, {"批准人", names[q.Decider], day(q.DecidedAt)},
		{"依据", "《未成年人网络保护条例》第三十六条：查看未成年人个人信息，经负责人审批并留有记录。"},
		{"请注意", "文件里有未成年人的个人信息：只用于上面写明的目的，加密保存，用完删除，不转发、不公布。"},
		{"没有的内容", "学籍号、身份证件号、密码和密钥不导出；义务教育阶段的考试结果是等第，没有名次。"}, {},
		{"工作表", "行数", "内容"},
	}
	for i, sheet := range s.Sheets {
		out = append(out, []any{sheet.Name, counts[i], sheet.Note})
	}
	return out
}
