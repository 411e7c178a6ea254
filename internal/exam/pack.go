package exam

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The packed form of one class's results in one subject, so that a city's mock of 100,000 pupils by six subjects by 40 items is some
// thousand rows and 100 MB instead of 24 million rows, and one pupil's line is read by its place without unpacking the others:
//
//	1 version, 1 flags, 2 pupils n, 2 items k
//	16·n persons, n statuses, 2·n totals, 2·n·k marks (hundredths, 65535 missing)
//	n·k choices, n teaching classes, n combinations: places in the lists of words, from 1; 0 none. Each only when its flag is set.
const (
	packVersion  = 1
	hasMarks     = 1
	hasChoices   = 2
	hasGroups    = 4
	hasElectives = 8
	packHead     = 6
)

// maxWords is how many different answers, teaching classes or combinations one class may have.
const maxWords = 255

// line is one pupil's result in one subject, as it is packed. Total and marks are hundredths, book.Missing is none.
type line struct {
	person   org.PersonID
	status   Status
	total    uint16
	marks    []uint16 // as many as the subject has items, or none
	choices  []string // likewise
	group    string
	elective string
}

// same reports that two lines say the same.
func (a line) same(b line) bool {
	return a.person == b.person && a.status == b.status && a.total == b.total && slices.Equal(a.marks, b.marks) && slices.Equal(a.choices, b.choices) && a.group == b.group && a.elective == b.elective
}

// words are the texts that packed bytes point at.
type words struct {
	Choices   []string `json:"c,omitempty"`
	Groups    []string `json:"g,omitempty"`
	Electives []string `json:"e,omitempty"`
}

// place is a text's place in a list, from 1, adding it when it is new; 0 for "" and when the list is full.
func placeOf(list *[]string, s string) byte {
	if s == "" {
		return 0
	}
	i := slices.Index(*list, s)
	if i < 0 {
		if len(*list) == maxWords {
			return 0
		}
		i = len(*list)
		*list = append(*list, s)
	}
	return byte(i + 1) //nolint:gosec // at most maxWords
}

// pack puts a class together; every line has items marks or none.
func pack(lines []line, items int) (data []byte, texts string, err error) {
	if len(lines) > math.MaxUint16 || items > book.MaxColumns {
		return nil, "", fmt.Errorf("exam: %d pupils by %d items in one class", len(lines), items)
	}
	var w words
	flags := byte(0)
	for _, l := range lines {
		if slices.ContainsFunc(l.marks, func(m uint16) bool { return m != book.Missing }) {
			flags |= hasMarks
		}
		if slices.ContainsFunc(l.choices, func(c string) bool { return c != "" }) {
			flags |= hasChoices
		}
		if l.group != "" {
			flags |= hasGroups
		}
		if l.elective != "" {
			flags |= hasElectives
		}
	}
	if flags&(hasMarks|hasChoices) == 0 {
		items = 0
	}
	data = append(data, packVersion, flags)
	data = binary.LittleEndian.AppendUint16(data, uint16(len(lines))) //nolint:gosec // checked
	data = binary.LittleEndian.AppendUint16(data, uint16(items))      //nolint:gosec // checked
	for _, l := range lines {
		data = append(data, l.person[:]...)
	}
	for _, l := range lines {
		data = append(data, byte(l.status))
	}
	for _, l := range lines {
		data = binary.LittleEndian.AppendUint16(data, l.total)
	}
	if flags&hasMarks != 0 {
		for _, l := range lines {
			for i := range items {
				m := book.Missing
				if i < len(l.marks) {
					m = l.marks[i]
				}
				data = binary.LittleEndian.AppendUint16(data, m)
			}
		}
	}
	if flags&hasChoices != 0 {
		for _, l := range lines {
			for i := range items {
				c := ""
				if i < len(l.choices) {
					c = l.choices[i]
				}
				data = append(data, placeOf(&w.Choices, c))
			}
		}
	}
	if flags&hasGroups != 0 {
		for _, l := range lines {
			data = append(data, placeOf(&w.Groups, l.group))
		}
	}
	if flags&hasElectives != 0 {
		for _, l := range lines {
			data = append(data, placeOf(&w.Electives, l.elective))
		}
	}
	raw, err := json.Marshal(w)
	return data, string(raw), err
}

// errPacked says that stored results are not what pack writes: the store is damaged.
var errPacked = errors.New("exam: stored results are damaged")

// unpacker reads packed results line by line.
type unpacker struct {
	data                                []byte
	w                                   words
	flags                               byte
	n, items                            int
	status, total, marks, choices, g, e int // where the parts begin
}

func open(data []byte, texts string) (*unpacker, error) {
	u := &unpacker{data: data}
	if len(data) < packHead || data[0] != packVersion {
		return nil, errPacked
	}
	if err := json.Unmarshal([]byte(texts), &u.w); err != nil {
		return nil, errors.Join(errPacked, err)
	}
	u.flags, u.n, u.items = data[1], int(binary.LittleEndian.Uint16(data[2:])), int(binary.LittleEndian.Uint16(data[4:]))
	at := packHead + 16*u.n
	part := func(flag byte, size int) int {
		from := at
		if flag == 0 || u.flags&flag != 0 {
			at += size
		}
		return from
	}
	u.status, u.total = part(0, u.n), part(0, 2*u.n)
	u.marks, u.choices = part(hasMarks, 2*u.n*u.items), part(hasChoices, u.n*u.items)
	u.g, u.e = part(hasGroups, u.n), part(hasElectives, u.n)
	if at != len(data) {
		return nil, errPacked
	}
	return u, nil
}

func (u *unpacker) person(i int) (p org.PersonID) {
	copy(p[:], u.data[packHead+16*i:])
	return p
}

func word(list []string, b byte) string {
	if b == 0 || int(b) > len(list) {
		return ""
	}
	return list[b-1]
}

// line reads one pupil's line.
func (u *unpacker) line(i int) line {
	l := line{person: u.person(i), status: Status(u.data[u.status+i]), total: binary.LittleEndian.Uint16(u.data[u.total+2*i:])}
	if u.flags&hasMarks != 0 {
		l.marks = make([]uint16, u.items)
		for j := range l.marks {
			l.marks[j] = binary.LittleEndian.Uint16(u.data[u.marks+2*(i*u.items+j):])
		}
	}
	if u.flags&hasChoices != 0 {
		l.choices = make([]string, u.items)
		for j := range l.choices {
			l.choices[j] = word(u.w.Choices, u.data[u.choices+i*u.items+j])
		}
	}
	if u.flags&hasGroups != 0 {
		l.group = word(u.w.Groups, u.data[u.g+i])
	}
	if u.flags&hasElectives != 0 {
		l.elective = word(u.w.Electives, u.data[u.e+i])
	}
	return l
}

// lines reads all.
func (u *unpacker) lines() []line {
	out := make([]line, u.n)
	for i := range out {
		out[i] = u.line(i)
	}
	return out
}

// find is the place of a person, or -1.
func (u *unpacker) find(p org.PersonID) int {
	for i := range u.n {
		if u.person(i) == p {
			return i
		}
	}
	return -1
}

// matrix fills the part of a Matrix that is packed.
func (u *unpacker) matrix(m *Matrix) {
	m.Persons, m.Status, m.Total = make([]org.PersonID, u.n), make([]Status, u.n), make([]float64, u.n)
	for i := range u.n {
		m.Persons[i], m.Status[i], m.Total[i] = u.person(i), Status(u.data[u.status+i]), mark(binary.LittleEndian.Uint16(u.data[u.total+2*i:]))
	}
	if u.flags&hasMarks != 0 {
		m.Marks = make([]float64, u.n*u.items)
		for j := range m.Marks {
			m.Marks[j] = mark(binary.LittleEndian.Uint16(u.data[u.marks+2*j:]))
		}
	}
	texts := func(flag byte, from, n int, list []string) []string {
		if u.flags&flag == 0 {
			return nil
		}
		out := make([]string, n)
		for j := range out {
			out[j] = word(list, u.data[from+j])
		}
		return out
	}
	m.Choices = texts(hasChoices, u.choices, u.n*u.items, u.w.Choices)
	m.Group, m.Elective = texts(hasGroups, u.g, u.n, u.w.Groups), texts(hasElectives, u.e, u.n, u.w.Electives)
}

// mark is hundredths as marks; NaN when missing.
func mark(v uint16) float64 {
	if v == book.Missing {
		return math.NaN()
	}
	return float64(v) / 100
}

// nan is an unknown number.
var nan = math.NaN()
