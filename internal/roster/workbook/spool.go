package workbook

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// maxSpool bounds what the sheets may say, cleaned and packed, all together.
const maxSpool = 128 << 20

// take reads a sheet once and packs its rows: parsing a worksheet costs a hundred times as much as reading packed rows, and each sheet becomes several
// tables. A row is its number, doubled, plus one when it could not be read, and then the length and bytes of each cell.
func (b *Book) take(ctx context.Context, file *excelize.File, s *sheet, name string) error {
	h := b.heads[s.name]
	rows, err := file.Rows(name)
	if err != nil {
		return fmt.Errorf("read the sheet %s: %w", s.name, err)
	}
	defer rows.Close() //nolint:errcheck // read only
	cells := make([]string, len(s.headings))
	var packed []byte
	for n := 1; rows.Next(); n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		columns, err := rows.Columns()
		if n <= h.row {
			continue
		}
		if err != nil || len(columns) > maxColumns {
			packed = binary.AppendUvarint(packed, uint64(n)<<1|1) //nolint:gosec // a row's number
			break
		}
		clear(cells)
		blank := true
		for i, c := range columns[:min(len(columns), len(h.to))] {
			if h.to[i] >= 0 {
				c = clean(c)
				cells[h.to[i]] = c
				blank = blank && c == ""
			}
		}
		if blank {
			continue
		}
		packed = binary.AppendUvarint(packed, uint64(n)<<1) //nolint:gosec // a row's number
		for _, c := range cells {
			packed = binary.AppendUvarint(packed, uint64(len(c)))
			packed = append(packed, c...)
		}
		if len(packed) > maxSpool-b.size() {
			b.say(s.name, n, oneroster.CodeFields, oneroster.Error, "工作簿太大:请按学校分成几个,或改用 OneRoster CSV")
			break
		}
	}
	b.rows[s.name] = packed
	return nil
}

// size is how much of the sheets is held.
func (b *Book) size() int {
	n := 0
	for _, raw := range b.rows {
		n += len(raw)
	}
	return n
}

// walk reads a sheet row by row; a sheet that is not there has none.
func (b *Book) walk(ctx context.Context, name string, fn func(*line) error) error {
	s := layoutOf(name)
	school := s.at(schoolColumn.name)
	l := &line{sheet: s, cells: make([]string, len(s.headings)), era1904: b.era1904}
	raw := b.rows[name]
	for n := 0; len(raw) > 0; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		number, used := binary.Uvarint(raw)
		raw = raw[used:]
		l.row, l.bad = int(number>>1), nil //nolint:gosec // a row's number
		clear(l.cells)
		if number&1 == 1 {
			l.say("", oneroster.CodeFields, oneroster.Error, "从这一行起读不出来:文件已损坏,或者一行超过 %d 列;请把数据复制到新的模板里", maxColumns)
			return fn(l)
		}
		for i := range l.cells {
			size, used := binary.Uvarint(raw)
			raw = raw[used:]
			l.cells[i] = string(raw[:size])
			raw = raw[size:]
		}
		if l.cells[school] == "" && name != SheetSchools {
			l.cells[school] = b.only
		}
		if err := fn(l); err != nil {
			return err
		}
	}
	return nil
}
