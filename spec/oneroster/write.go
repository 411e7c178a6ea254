package oneroster

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Writer writes a conforming OneRoster 1.2 CSV set as a zip, one table after the other, without keeping rows. The manifest is written by Close and
// so stands last in the zip, at its root like the others.
//
// A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) is written with an apostrophe before
// it, so that opening the file in Excel runs nothing. A cell that already has apostrophes before such a character gets one more; the reader of
// this package takes one away, so what was written is read back exactly. Other readers see the apostrophe.
type Writer struct {
	zip    *zip.Writer
	mode   Mode
	system string
	table  string
	spec   *tableSpec
	extra  []string
	out    *csv.Writer
	row    []string
	done   []string
}

// NewWriter begins a set of one mode. System is the exporting system's name for the manifest.
func NewWriter(w io.Writer, mode Mode, system string) *Writer {
	return &Writer{zip: zip.NewWriter(w), mode: mode, system: system}
}

// Table begins the file of a table. Metadata are the extension columns that its records may have; each begins with "metadata.", and they stand
// right of the standard's columns in the order given.
func (w *Writer) Table(name string, metadata ...string) error {
	if err := w.end(); err != nil {
		return err
	}
	spec := layout("1.2", name)
	if spec == nil || slices.Contains(w.done, name) {
		return fmt.Errorf("oneroster: cannot write the table %q", name)
	}
	for _, m := range metadata {
		if !strings.HasPrefix(m, metadataPrefix) {
			return fmt.Errorf("oneroster: an extension column is called %s…, not %q", metadataPrefix, m)
		}
	}
	f, err := w.zip.Create(name + ".csv")
	if err != nil {
		return fmt.Errorf("write %s.csv: %w", name, err)
	}
	w.table, w.spec, w.extra, w.out = name, spec, slices.Clone(metadata), csv.NewWriter(f)
	w.done = append(w.done, name)
	return w.out.Write(slices.Concat(Columns("1.2", name), metadata))
}

// Write writes one record of the table that was begun. In a bulk set the columns status and dateLastModified stay blank and a record that is
// marked for deletion is an error.
func (w *Writer) Write(r *Record) error {
	if w.out == nil || r.Table != w.table {
		return fmt.Errorf("oneroster: a record of %q while writing %q", r.Table, w.table)
	}
	status, modified := "", ""
	if w.mode == Delta {
		status, modified = r.Status, r.Modified.UTC().Format("2006-01-02T15:04:05.000Z")
	} else if r.Status != Active {
		return errors.New("oneroster: a bulk set has no deleted records")
	}
	w.row = append(w.row[:0], Defuse(r.ID), status, modified)
	for i := range w.spec.columns {
		c := &w.spec.columns[i]
		if c.kind == never {
			w.row = append(w.row, "")
			continue
		}
		w.row = append(w.row, Defuse(r.Get(c.name)))
	}
	for _, m := range w.extra {
		w.row = append(w.row, Defuse(r.metadata[m]))
	}
	return w.out.Write(w.row)
}

// end finishes the table that was begun.
func (w *Writer) end() error {
	if w.out == nil {
		return nil
	}
	w.out.Flush()
	err := w.out.Error()
	w.out = nil
	return err
}

// Close writes the manifest and ends the zip. It does not close what NewWriter was given.
func (w *Writer) Close() error {
	if err := w.end(); err != nil {
		return err
	}
	f, err := w.zip.Create("manifest.csv")
	if err != nil {
		return fmt.Errorf("write manifest.csv: %w", err)
	}
	out := csv.NewWriter(f)
	lines := [][]string{{"propertyName", "value"}, {"manifest.version", "1.0"}, {"oneroster.version", "1.2"}}
	read, unused := known("1.2")
	all := slices.Concat(read, unused)
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for _, t := range all {
		mode := Absent
		if slices.Contains(w.done, t) {
			mode = w.mode
		}
		lines = append(lines, []string{"file." + t, string(mode)})
	}
	lines = append(lines, []string{"source.systemName", Defuse(w.system)}, []string{"source.systemCode", Defuse(w.system)})
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write manifest.csv: %w", err)
	}
	return w.zip.Close()
}

// Copy writes every table of a 1.2 source with the writer, and with every extension column that begins with "metadata.". It reads each table twice: first
// for the names of these columns.
func Copy(ctx context.Context, w *Writer, src Source) error {
	if src.Version() != "1.2" {
		return fmt.Errorf("oneroster: a source of version %q cannot be written as 1.2 as it is", src.Version())
	}
	for _, table := range src.Tables() {
		var extra []string
		err := src.Each(ctx, table, func(r *Record) error {
			for name := range r.metadata {
				if strings.HasPrefix(name, metadataPrefix) && !slices.Contains(extra, name) {
					extra = append(extra, name)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		slices.Sort(extra)
		if err := w.Table(table, extra...); err != nil {
			return err
		}
		if err := src.Each(ctx, table, w.Write); err != nil {
			return err
		}
	}
	return nil
}

// Defuse puts an apostrophe before a cell that a spreadsheet would take for a formula, and before what looks as if that had been done, so that
// Restore gives back every text exactly.
func Defuse(v string) string {
	if v == "" || !risky(v[0]) && !defused(v) {
		return v
	}
	return "'" + v
}

// Restore takes away the apostrophe that Defuse has put before a cell, and leaves other cells alone.
func Restore(v string) string {
	if defused(v) {
		return v[1:]
	}
	return v
}

// defused reports a cell that a writer has kept from being a formula: apostrophes before = + - @ tab or CR.
func defused[T string | []byte](cell T) bool {
	i := 0
	for i < len(cell) && cell[i] == '\'' {
		i++
	}
	return i > 0 && i < len(cell) && risky(cell[i])
}

// risky reports a byte that makes a spreadsheet take a cell for a formula.
func risky(b byte) bool {
	return b == '=' || b == '+' || b == '-' || b == '@' || b == '\t' || b == '\r'
}
