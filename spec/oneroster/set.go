package oneroster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Set is a OneRoster CSV set that was opened. It implements Source.
type Set struct {
	box      box
	version  string
	modes    map[string]Mode
	tables   []string
	files    map[string]string // table or "manifest" -> name in the box
	plans    map[string]*plan
	findings []Finding
}

// Open opens a folder or a zip. A set that is there but cannot be used at all (no manifest, a dangerous zip) still opens: its Findings say why and it
// has no tables. The error is for what is not there or is neither a folder nor a zip. Close it after use.
func Open(path string) (*Set, error) {
	b, err := openBox(path)
	if err != nil {
		return nil, err
	}
	return newSet(b)
}

// newSet reads the manifest and the headers.
func newSet(b box) (*Set, error) {
	s := &Set{box: b, modes: map[string]Mode{}, files: map[string]string{}, plans: map[string]*plan{}}
	if err := s.read(); err != nil {
		_ = b.Close() // the first error is the one to show
		return nil, err
	}
	return s, nil
}

// Close lets go of the folder or zip.
func (s *Set) Close() error { return s.box.Close() }

// Version implements Source; "" when the manifest does not say one that is known.
func (s *Set) Version() string { return s.version }

// Tables implements Source.
func (s *Set) Tables() []string { return slices.Clone(s.tables) }

// Mode implements Source.
func (s *Set) Mode(table string) Mode {
	if m, ok := s.modes[table]; ok {
		return m
	}
	return Absent
}

// Findings implements Source.
func (s *Set) Findings() []Finding { return slices.Clone(s.findings) }

func (s *Set) say(file, field string, code Code, severity Severity, format string, args ...any) {
	s.findings = append(s.findings, Finding{File: file, Field: field, Code: code, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

// read finds the manifest, the files and their headers.
func (s *Set) read() error {
	s.findings = append(s.findings, s.box.Findings()...)
	names, ok := s.gather()
	if !ok {
		return nil
	}
	if err := s.readManifest(); err != nil || s.version == "" {
		return err
	}
	s.match(names)
	for _, t := range s.tables {
		if err := s.readPlan(t); err != nil {
			return err
		}
	}
	s.tables = slices.DeleteFunc(s.tables, func(t string) bool { return s.plans[t] == nil })
	return nil
}

// gather finds the folder that holds the manifest and gives its CSV files by lower-case table name.
func (s *Set) gather() (map[string]string, bool) {
	var roots []string
	depth := 1 << 30
	for _, name := range s.box.Names() {
		dir, base := split(name)
		if !strings.EqualFold(base, "manifest.csv") {
			continue
		}
		switch d := strings.Count(name, "/"); {
		case d < depth:
			depth, roots = d, []string{dir}
		case d == depth:
			roots = append(roots, dir)
		}
	}
	if len(roots) != 1 {
		if len(s.findings) == 0 || len(roots) > 1 {
			s.say("manifest", "", CodeMissing, Error, "没有(或有不止一个)manifest.csv:OneRoster 文件集必须带一个清单文件")
		}
		return nil, false
	}
	files := map[string]string{}
	for _, name := range s.box.Names() {
		dir, base := split(name)
		stem, isCSV := cutCSV(base)
		if !isCSV {
			continue
		}
		if dir != roots[0] {
			s.say(stem, "", CodeUnlisted, Warning, "%s 不在清单所在的文件夹里,已忽略", clip(name))
			continue
		}
		key := strings.ToLower(stem)
		if had, ok := files[key]; ok {
			s.say(stem, "", CodeUnlisted, Error, "%s 和 %s 只有大小写不同,不知道该读哪一个", clip(had), clip(name))
			continue
		}
		files[key] = name
	}
	s.files["manifest"] = files["manifest"]
	delete(files, "manifest")
	return files, true
}

func split(name string) (dir, base string) {
	i := strings.LastIndexByte(name, '/')
	return name[:i+1], name[i+1:]
}

func cutCSV(base string) (string, bool) {
	if len(base) > 4 && strings.EqualFold(base[len(base)-4:], ".csv") && base[0] != '.' {
		return base[:len(base)-4], true
	}
	return "", false
}

// match compares what the manifest offers with what is there.
func (s *Set) match(files map[string]string) {
	read, unused := known(s.version)
	for _, table := range slices.Concat(read, unused) {
		file, there := files[strings.ToLower(table)]
		delete(files, strings.ToLower(table))
		stem := ""
		if there {
			_, base := split(file)
			stem, _ = cutCSV(base)
		}
		mode := s.Mode(table)
		switch {
		case mode == Absent && there:
			s.say(stem, "", CodeUnlisted, Error, "文件 %s.csv 在,但清单里没有把它列为 bulk 或 delta:请改清单,或删去这个文件", stem)
		case mode == Absent:
		case !there:
			s.say(table, "", CodeMissing, Error, "清单把 %s 列为 %s,但没有 %s.csv 这个文件", table, mode, table)
			s.modes[table] = Absent
		case slices.Contains(unused, table):
			s.say(table, "", CodeUnlisted, Warning, "本系统不使用 %s.csv,已忽略", table)
			s.modes[table] = Absent
		default:
			if stem != table {
				s.say(table, "", CodeMissing, Warning, "文件名 %s.csv 的大小写不对,已按 %s.csv 读", stem, table)
			}
			s.files[table] = file
			s.tables = append(s.tables, table)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(files)) {
		_, base := split(files[key])
		stem, _ := cutCSV(base)
		s.say(stem, "", CodeUnlisted, Error, "OneRoster %s 没有 %s.csv 这个文件,清单也没有列它:请删去", s.version, clip(stem))
	}
}

// readPlan reads a table's header.
func (s *Set) readPlan(table string) error {
	f, err := s.box.Open(s.files[table])
	if err != nil {
		return fmt.Errorf("open %s.csv: %w", table, err)
	}
	defer f.Close() //nolint:errcheck // read only
	spec := layout(s.version, table)
	sc := newScanner(f)
	switch err := sc.next(); {
	case errors.Is(err, io.EOF):
		s.say(table, "", CodeHeader, Error, "文件是空的,连表头都没有")
		return nil
	case err != nil:
		if f, ok := scanFinding(spec.name, sc.start, err); ok {
			s.findings = append(s.findings, f)
			return nil
		}
		return fmt.Errorf("read %s.csv: %w", table, err)
	}
	names := make([]string, len(sc.ends))
	for i := range names {
		names[i] = string(bytes.TrimSpace(sc.cell(i)))
	}
	p, found := readHeader(spec, names)
	s.plans[table] = p
	s.findings = append(s.findings, found...)
	return nil
}

// scanFinding turns a scanner's complaint into a finding; false when it is a failure of the reading itself.
func scanFinding(file string, line int, err error) (Finding, bool) {
	f := Finding{File: file, Line: line, Code: CodeEncoding, Severity: Error}
	switch {
	case errors.Is(err, errWide):
		f.Message = "文件是 UTF-16(“Unicode 文本”):请用 Excel 另存为“CSV UTF-8(逗号分隔)”"
	case errors.Is(err, errEncoding):
		f.Message = "这一行不是 UTF-8 编码(多半是 GBK):请用 Excel 另存为“CSV UTF-8(逗号分隔)”"
	case errors.Is(err, errRowLong):
		f.Code, f.Message = CodeFields, "从这一行起读不下去:一行超过 1 MB,多半是少了一个引号"
	case errors.Is(err, errQuote):
		f.Code, f.Message = CodeFields, "这一行的引号不成对"
	case errors.Is(err, errDamaged):
		f.Message = "压缩包里的这个文件已损坏,读不出来"
	default:
		return f, false
	}
	return f, true
}

// Each implements Source.
func (s *Set) Each(ctx context.Context, table string, fn func(*Record) error) error {
	return s.Inspect(ctx, table, func(r *Record) error {
		if r.Broken {
			return nil
		}
		return fn(r)
	})
}

// Inspect implements Source.
func (s *Set) Inspect(ctx context.Context, table string, fn func(*Record) error) error {
	p := s.plans[table]
	if p == nil {
		return nil
	}
	f, err := s.box.Open(s.files[table])
	if err != nil {
		return fmt.Errorf("open %s.csv: %w", table, err)
	}
	defer f.Close() //nolint:errcheck // read only
	sc := newScanner(f)
	if err := sc.next(); err != nil {
		return fmt.Errorf("read %s.csv: %w", table, err)
	}
	row := newRowReader(layout(s.version, table), p, s.modes[table])
	garbled := false
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := sc.next()
		switch {
		case errors.Is(err, io.EOF) && n == 0:
			return fn(row.broken(1, Finding{File: table, Line: 1, Code: CodeFields, Severity: Warning, Message: "文件只有表头,没有数据"}))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			found, ok := scanFinding(table, sc.start, err)
			if !ok {
				return fmt.Errorf("read %s.csv: %w", table, err)
			}
			goesOn := errors.Is(err, errEncoding) || errors.Is(err, errQuote)
			if found.Code == CodeEncoding && garbled && goesOn {
				continue // one finding a file is enough: it is the whole file that must be saved anew
			}
			garbled = garbled || found.Code == CodeEncoding
			if err := fn(row.broken(sc.start, found)); err != nil || !goesOn {
				return err
			}
		default:
			if err := fn(row.read(sc)); err != nil {
				return err
			}
		}
	}
}
