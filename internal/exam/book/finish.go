package book

import (
	"encoding/binary"
)

// finish completes the part of one subject when all cells of the row were seen; false makes the row an error.
func (r *reader) finish(i int) bool {
	p, part := &r.parts[i], &r.row.Parts[i]
	if p.bad {
		return false
	}
	total, ok := r.totalOf(p)
	if !ok {
		return false
	}
	if r.row.Tag != "" && p.word == Sat {
		if st, dash, known := statusWord(r.row.Tag); known && !dash {
			p.word = st
		}
	}
	answered := false
	for _, c := range part.Choices {
		answered = answered || c != ""
	}
	if p.word != Sat {
		return r.away(p, part, total, answered)
	}
	if total < 0 && p.marks == 0 && !answered {
		part.None = true
		if p.dash {
			part.None, part.Status = false, Absent
			r.say(r.row.Line, "", CodeDash, Warning, "只画了一道线，按缺考读：如果不是缺考，请写清楚")
		}
		return true
	}
	return r.score(p, part, total)
}

// totalOf reads the cell of the total; -1 when there is none.
func (r *reader) totalOf(p *plan) (int32, bool) {
	if p.total == "" {
		return -1, true
	}
	at := 0
	for i, o := range r.ops {
		if o.kind == KindTotal && &r.parts[o.part] == p {
			at = i
		}
	}
	v, ok := r.mark(p, at, p.total)
	switch {
	case p.bad:
		return -1, false
	case !ok:
		return -1, true
	case p.totalFull > 0 && v > p.totalFull:
		p.bad = true
		r.say(r.row.Line, r.m.Columns[at].Title, CodeOver, Error, "总分 %s 超过满分 %s：请改分数或满分", show(v), show(p.totalFull))
		return -1, false
	}
	if v > 0 {
		p.over++
	}
	return v, true
}

// away is a pupil who did not sit, or whose result does not count.
func (r *reader) away(p *plan, part *Part, total int32, answered bool) bool {
	if p.word != Void && (p.over > 0 || total > 0 || answered) {
		r.say(r.row.Line, "", CodeStatus, Error, "写了“%s”，又有分数：请只留一样", wordOf(p.word))
		return false
	}
	part.Status, part.Total = p.word, -1
	for j := range part.Marks {
		part.Marks[j] = Missing
	}
	clear(part.Choices)
	if p.word == Excused {
		r.say(r.row.Line, "", CodeExcused, Warning, "免考的学生不进均分，另外列出：导入时要写批准人和理由")
	}
	return true
}

func wordOf(s Status) string {
	return map[Status]string{Absent: "缺考", Deferred: "缓考", Void: "违纪", Excused: "免考"}[s]
}

// score marks answers by the key, all or nothing, and checks the sum.
func (r *reader) score(p *plan, part *Part, total int32) bool {
	sum, have := int32(0), 0
	for j := range part.Marks {
		it := &p.items[j]
		if part.Marks[j] == Missing && part.Choices != nil && it.Key != "" {
			part.Marks[j] = 0
			if part.Choices[j] == it.Key {
				part.Marks[j] = uint16(it.Full) //nolint:gosec // at most MaxMark
			}
			if p.blanks > 0 && r.marked(p, j) {
				p.blanks--
			}
		}
		if part.Marks[j] != Missing {
			sum += int32(part.Marks[j])
			have++
		}
	}
	if p.blanks > 0 && have > 0 {
		r.say(r.row.Line, "", CodeBlank, Warning, "有 %d 道题没有填分数：没有作答请填 0", p.blanks)
	}
	switch {
	case total < 0:
		total = sum
	case p.checkSum && have > 0 && sum != total:
		r.say(r.row.Line, "", CodeSum, Error, "总分 %s，各题合起来是 %s：请改成一样的", show(total), show(sum))
		return false
	}
	part.Total = total
	return true
}

// marked reports that an item has a column of marks beside its answers.
func (r *reader) marked(p *plan, item int) bool {
	for _, o := range r.ops {
		if o.kind == KindItem && &r.parts[o.part] == p && o.item == item {
			return true
		}
	}
	return false
}

// hand gives the row on unless the pupil was seen before.
func (r *reader) hand() error {
	none := true
	for i := range r.row.Parts {
		none = none && r.row.Parts[i].None
	}
	if none && !r.only {
		r.say(r.row.Line, "", CodeNoMarks, Warning, "没有分数，也没有写缺考，这一行没有读：缺考请写“缺考”")
		r.rep.Left++
		return nil
	}
	key, sum := r.hashes()
	if f, ok := r.seen[key]; ok {
		r.again(key, f, sum)
		return nil
	}
	r.seen[key] = first{line: int32(r.row.Line), sum: sum} //nolint:gosec // at most MaxRows
	r.rep.Rows++
	return r.fn(&r.row)
}

// again is a further row of the same pupil.
func (r *reader) again(key uint64, f first, sum uint64) {
	r.rep.Left++
	if f.sum == sum && !f.told {
		r.say(r.row.Line, "", CodeDuplicate, Warning, "和第 %d 行完全一样，只读一次", f.line)
		return
	}
	r.say(r.row.Line, "", CodeDuplicate, Error, "和第 %d 行是同一个号码，内容不一样，两行都没有读：请核对号码", f.line)
	if !f.told {
		f.told = true
		r.seen[key] = f
		r.rep.Drop = append(r.rep.Drop, int(f.line))
		r.rep.Rows--
		r.rep.Left++
	}
}

// hashes are of who the row is of and of what it says.
func (r *reader) hashes() (key, sum uint64) {
	h := &r.sums
	h.Reset()
	text := func(list ...string) {
		for _, s := range list {
			_, _ = h.WriteString(s)
			_ = h.WriteByte(0)
		}
	}
	switch {
	case r.row.Number != "":
		text("n", r.row.Number)
	case r.row.Student != "":
		text("s", r.row.School, r.row.Student)
	default:
		text("m", r.row.School, r.row.Class, r.row.Name)
	}
	key = h.Sum64()
	text(r.row.Student, r.row.Name, r.row.Class)
	var buf [8]byte
	for i := range r.row.Parts {
		p := &r.row.Parts[i]
		text(string(p.Status))
		binary.LittleEndian.PutUint32(buf[:], uint32(p.Total)) //nolint:gosec // bits
		_, _ = h.Write(buf[:4])
		for _, m := range p.Marks {
			binary.LittleEndian.PutUint16(buf[:], m)
			_, _ = h.Write(buf[:2])
		}
		text(p.Choices...)
	}
	return key, h.Sum64()
}
