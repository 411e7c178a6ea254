package record

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Report is what an import did, in the form of CONTRACT. Findings are at most maxFindings; Refused counts all.
type Report struct {
	Stored     int       `json:"stored"`
	Duplicates int       `json:"duplicates"`
	Refused    int       `json:"refused"`
	Findings   []Finding `json:"findings"`
}

// ExportOptions narrow an export.
type ExportOptions struct {
	Since Order // only what was stored after this moment, in microseconds
}

// Exported is what an export wrote.
type Exported struct {
	Written  int `json:"written"`
	Withheld int `json:"withheld,omitempty"` // of people whose records do not leave the house
}

const (
	maxFindings = 1000
	importSlice = 100 // statements in one slice: about six rows each, so the writer is held for some 10 ms
)

// Import reads NDJSON, plain or gzip, one statement a line, in slices behind interactive writes. Good lines are stored as they
// are met; a file that was interrupted is simply imported again, because what is stored already counts as a duplicate. owner is
// the scope the statements will belong to, file the name shown in findings.
func (s *Service) Import(ctx context.Context, owner id.Any, file string, r io.Reader) (Report, error) {
	im := &importer{s: s, owner: owner, authority: s.authority("import"), report: Report{Findings: []Finding{}}, file: file, at: map[StatementID]int{}}
	in := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			im.find(1, "", CodeGzip, err.Error())
			im.report.Refused++
			return im.report, nil
		}
		in = bufio.NewReaderSize(z, 1<<16)
	}
	for line := 1; ; line++ {
		raw, tooLong, err := readLine(in)
		end := err != nil
		if end && !errors.Is(err, io.EOF) { // a packed file that is cut off: its last, half line is not believed
			im.find(line, "", CodeGzip, err.Error())
			im.report.Refused++
			break
		}
		if err := im.take(ctx, line, raw, tooLong); err != nil {
			return im.report, err
		}
		if end {
			break
		}
	}
	return im.report, im.flush(ctx)
}

// readLine reads up to a line feed, keeping at most maxStatement bytes of it.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxStatement+2 {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

type importer struct {
	s         *Service
	owner     id.Any
	authority string
	file      string
	report    Report
	es        []entry
	lines     []int
	at        map[StatementID]int // the slice's ids
}

func (im *importer) find(line int, u, code, message string) {
	if len(im.report.Findings) < maxFindings {
		im.report.Findings = append(im.report.Findings, Finding{File: im.file, Line: line, ID: u, Code: code, Severity: "error", Message: message})
	}
}

func (im *importer) take(ctx context.Context, line int, raw []byte, tooLong bool) error {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))
	if tooLong {
		im.find(line, "", string(xapi.CodeValue), "line longer than 1 MiB")
		im.report.Refused++
		return nil
	}
	if len(raw) == 0 {
		return nil
	}
	e, findings := prepare(raw, xapi.V103)
	if len(findings) > 0 {
		if e2, f2 := prepare(raw, xapi.V200); len(f2) == 0 {
			e, findings = e2, nil
		}
	}
	if len(findings) > 0 {
		im.report.Refused++
		f := findings[0]
		if len(im.report.Findings) < maxFindings {
			im.report.Findings = append(im.report.Findings, Finding{File: im.file, Line: line, Field: f.Pointer, Code: string(f.Code), Severity: "error", Message: f.Message})
		}
		return nil
	}
	if i, twice := im.at[e.id]; twice {
		if im.es[i].hash == e.hash {
			im.report.Duplicates++
			return nil
		}
		im.report.Refused++
		im.find(line, e.id.String(), CodeTwice, "the same id earlier in the file with another content")
		return nil
	}
	e.owner = im.owner
	im.at[e.id] = len(im.es)
	im.es, im.lines = append(im.es, e), append(im.lines, line)
	if len(im.es) < importSlice {
		return nil
	}
	return im.flush(ctx)
}

// flush stores the slice. Counting is outside the closure, which may run twice.
func (im *importer) flush(ctx context.Context) error {
	if len(im.es) == 0 {
		return nil
	}
	var out []Outcome
	err := im.s.store.db.Bulk(ctx, func(tx *db.Tx) error {
		var err error
		out, err = im.s.store.put(tx, im.authority, im.es)
		return err
	})
	if err != nil {
		return fmt.Errorf("record: lines %d to %d: %w", im.lines[0], im.lines[len(im.lines)-1], err)
	}
	for i, o := range out {
		switch o {
		case OutcomeStored:
			im.report.Stored++
		case OutcomeDuplicate:
			im.report.Duplicates++
		case OutcomeConflict:
			im.report.Refused++
			im.find(im.lines[i], im.es[i].id.String(), CodeConflict, "this id is stored with another content")
		}
	}
	im.es, im.lines = im.es[:0], im.lines[:0]
	clear(im.at)
	return nil
}

// Export writes the statements, voided ones too, one a line in order of storing, in the exact form: what
// another record store, or Import, takes. It is the operator's: it asks for no scope. What consents keep in the house is left out;
// a backup is another thing and holds everything.
func (s *Service) Export(ctx context.Context, w io.Writer, o ExportOptions) (Exported, error) {
	through, err := s.store.Through(ctx)
	if err != nil {
		return Exported{}, err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	var x Exported
	err = s.store.walkPages(ctx, o.Since, through, func(page []Stored) error {
		left, err := s.leaving(ctx, page)
		if err != nil {
			return err
		}
		x.Withheld += len(page) - len(left)
		for _, st := range left {
			x.Written++
			if _, err := out.Write(append(oneLine(st.Exact()), '\n')); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return x, fmt.Errorf("record: export: %w", err)
	}
	return x, nil
}

// oneLine: a line break in JSON can only be white space between tokens, so a blank may stand for it.
func oneLine(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, b)
}
