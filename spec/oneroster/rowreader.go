package oneroster

import (
	"bytes"
	"time"
)

// rowReader turns the scanner's rows into one reused Record.
type rowReader struct {
	spec *tableSpec
	plan *plan
	mode Mode
	rec  Record
	keep []byte // the cells that are kept, so that no string ever holds a password
	from []int  // beside plan.to: where in keep a cell begins, and ends
	till []int
}

func newRowReader(spec *tableSpec, p *plan, mode Mode) *rowReader {
	return &rowReader{spec: spec, plan: p, mode: mode, from: make([]int, len(p.to)), till: make([]int, len(p.to)),
		rec: Record{Table: spec.name, Sheet: spec.name, spec: spec, values: make([]string, len(spec.columns))}}
}

func (w *rowReader) reset(line int) *Record {
	r := &w.rec
	r.Line, r.ID, r.Status, r.Modified, r.Broken, r.metadata = line, "", Active, time.Time{}, false, nil
	r.Problems = r.Problems[:0]
	clear(r.values)
	return r
}

// broken is a record that only carries what is wrong with its row.
func (w *rowReader) broken(line int, f Finding) *Record {
	r := w.reset(line)
	r.Broken = true
	r.Problems = append(r.Problems, f)
	return r
}

// read fills the record from the scanner's row.
func (w *rowReader) read(sc *scanner) *Record {
	r := w.reset(sc.start)
	cells := w.take(sc)
	status, modified := "", ""
	for i, to := range w.plan.to {
		v := cells[w.from[i]:w.till[i]]
		switch {
		case v == "":
		case to == toID:
			r.ID = v
		case to == toStatus:
			status = v
		case to == toModified:
			modified = v
		case to == toMetadata:
			r.setMetadata(w.plan.names[i], v)
		case to >= 0:
			r.values[to] = v
		}
	}
	w.identify()
	w.width(sc)
	w.settle(status, modified)
	if r.Status == ToBeDeleted {
		return r // only its id, status and date matter
	}
	for i := range w.spec.columns {
		c := &w.spec.columns[i]
		v := r.values[i]
		if v == "" {
			if c.required && w.plan.has[i] {
				r.Report(c.name, CodeFields, Error, "%s 是必填项,这里是空的", c.name)
			}
			continue
		}
		value, t := c.repair(v)
		r.values[i] = value
		if t.code != "" {
			r.Report(c.name, t.code, t.severity, "%s", t.message)
		}
	}
	w.span("startDate", "endDate")
	w.span("beginDate", "endDate")
	return r
}

// take copies the cells that are kept into one string, trimmed and without the apostrophe of a defused cell.
func (w *rowReader) take(sc *scanner) string {
	w.keep = w.keep[:0]
	for i, to := range w.plan.to {
		w.from[i] = len(w.keep)
		if to != toNothing && i < len(sc.ends) {
			cell := bytes.TrimSpace(sc.cell(i))
			if defused(cell) {
				cell = cell[1:]
			}
			w.keep = append(w.keep, cell...)
		}
		w.till[i] = len(w.keep)
	}
	return string(w.keep)
}

// identify checks the sourcedId.
func (w *rowReader) identify() {
	r := &w.rec
	switch {
	case r.ID == "":
		r.Broken = true
		r.Report("sourcedId", CodeFields, Error, "sourcedId 是必填项,这里是空的")
	case len(r.ID) > maxIDBytes:
		r.ID, r.Broken = "", true
		r.Report("sourcedId", CodeFields, Error, "sourcedId 超过 255 个字节")
	case IdentityNumber(r.ID):
		r.ID, r.Broken = "", true
		r.Report("sourcedId", CodeUserIDs, Error, "sourcedId 是身份证号:本系统不收身份证号,请换成别的编号")
	}
}

// width compares the row's number of cells with the header's.
func (w *rowReader) width(sc *scanner) {
	n := len(sc.ends)
	for n > len(w.plan.to) && len(bytes.TrimSpace(sc.cell(n-1))) == 0 {
		n--
	}
	if n < w.plan.width || n > len(w.plan.to) {
		w.rec.Broken = true
		w.rec.Report("", CodeFields, Error, "这一行有 %d 格,表头有 %d 列:多半是逗号或引号写错了", len(sc.ends), w.plan.width)
	}
}

// settle reads status and dateLastModified: in a bulk file both should be blank, in a delta file neither.
func (w *rowReader) settle(status, modified string) {
	r := &w.rec
	delta := w.mode == Delta
	switch {
	case status == Active:
		if !delta {
			r.Report("status", CodeFields, Warning, "全量(bulk)文件里 status 应是空的,已按空白读")
		}
	case status == ToBeDeleted && delta:
		r.Status = ToBeDeleted
	case status == ToBeDeleted:
		r.Status = ToBeDeleted
		r.Report("status", CodeDeletions, Error, "全量(bulk)文件里不能有标记删除的行:请删去这一行,或改用增量(delta)")
	case status == "" && delta:
		r.Report("status", CodeFields, Error, "增量(delta)文件里 status 是必填项,这里是空的")
	case status != "":
		r.Report("status", CodeVocabulary, Error, "status 只能是 active 或 tobedeleted,这里是“%s”", clip(status))
	}
	if modified == "" {
		if delta {
			r.Report("dateLastModified", CodeFields, Error, "增量(delta)文件里 dateLastModified 是必填项,这里是空的")
		}
		return
	}
	t, loose, ok := parseModified(modified)
	switch {
	case !ok && delta:
		r.Report("dateLastModified", CodeDate, Error, "应写作 2025-11-01T02:01:00.000Z 的样子,这里是“%s”", clip(modified))
	case !ok:
		r.Report("dateLastModified", CodeDate, Warning, "“%s”不是 ISO 8601 的时间;全量(bulk)文件里这一列应是空的,已按空白读", clip(modified))
	case loose:
		r.Modified = t
		r.Report("dateLastModified", CodeDate, Warning, "“%s”缺少时间或时区,已按世界时读", clip(modified))
	default:
		r.Modified = t
		if !delta {
			r.Report("dateLastModified", CodeFields, Warning, "全量(bulk)文件里 dateLastModified 应是空的;仍按它判断新旧")
		}
	}
}

// span checks that the second date does not lie before the first.
func (w *rowReader) span(begin, end string) {
	from, till := w.rec.Get(begin), w.rec.Get(end)
	if till < from && isDay(from) && isDay(till) {
		w.rec.Report(end, CodeRange, Error, "%s(%s)早于 %s(%s)", end, till, begin, from)
	}
}
