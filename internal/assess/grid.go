package assess

import (
	"context"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Grid is where a teacher enters the answers that pupils gave on paper: pupils are rows, items are columns.
type Grid struct {
	Lines []Line
	Rows  []GridRow
}

// GridRow is one pupil. Cells holds what is stored, as it would be typed.
type GridRow struct {
	Sitting SittingID
	Person  org.PersonID
	State   string
	Screen  bool // the pupil handed in on a device: the row is for reading only
	Cells   map[int]string
	Full    bool // every item has been entered
}

// LeftBlank is typed for an item that the pupil did not answer.
const LeftBlank = "-"

// Grid shows the table of one assignment. Verb answers.enter on the class.
func (s *Service) Grid(ctx context.Context, a *org.Actor, assignment id.Any) (Grid, error) {
	sittings, err := s.assignment(ctx, a, org.AnswersEnter, assignment)
	if err != nil {
		return Grid{}, err
	}
	x := s.reader(ctx)
	lines, err := s.PaperLines(ctx, sittings[0].Paper)
	if err != nil {
		return Grid{}, err
	}
	now, err := s.answers(x, assignment)
	if err != nil {
		return Grid{}, err
	}
	g := Grid{Lines: lines}
	for _, one := range sittings {
		row := GridRow{Sitting: one.ID, Person: one.Person, State: one.State, Cells: map[int]string{}, Full: len(lines) > 0}
		for _, l := range lines {
			r, ok := now[one.ID][l.No]
			if !ok {
				row.Full = false
				continue
			}
			row.Cells[l.No] = cellOf(l, r)
			row.Screen = row.Screen || (one.Closed() && r.Source == Screen)
		}
		g.Rows = append(g.Rows, row)
	}
	return g, nil
}

// cellOf is a stored answer as a teacher would type it.
func cellOf(l Line, r Response) string {
	switch {
	case l.HandMarked && r.Marked != nil:
		return strconv.FormatFloat(*r.Marked, 'f', -1, 64)
	case l.HandMarked && !r.Blank():
		return "待批" // i18n:data a word that ReadCell understands as "leave it"
	case r.Blank():
		return LeftBlank
	}
	return describeResponse(l.Body, r)
}

// RowEntry is one row of the grid as it was typed.
type RowEntry struct {
	Sitting  SittingID
	Cells    map[int]string
	Idem     string
	Occurred clock.Micros // when the pupils wrote; 0 means now
}

// CellName is the form's name of a cell.
func CellName(sitting SittingID, no int) string {
	return "c." + sitting.String() + "." + strconv.Itoa(no)
}

// SaveRow stores one row in one write: each changed cell becomes a response with the source paper, and the row is handed in once
// every item has a value. An empty cell that holds nothing yet is left alone; "-" says that the pupil left the item blank. When a
// cell does not fit nothing of the row is stored and Invalid names the cells. It returns the number of answers that are new.
// Verb answers.enter on the class.
func (s *Service) SaveRow(ctx context.Context, a *org.Actor, e RowEntry) (changed int, err error) {
	row, err := s.ofClass(ctx, a, org.AnswersEnter, e.Sitting)
	if err != nil {
		return 0, err
	}
	x := s.reader(ctx)
	lines, err := s.PaperLines(ctx, row.Paper)
	if err != nil {
		return 0, err
	}
	now, err := s.own(x, row.ID)
	if err != nil {
		return 0, err
	}
	for _, r := range now {
		if row.Closed() && r.Source == Screen {
			return 0, fault.New(fault.Conflict, "这名学生已经在设备上交了，纸面答案不再录入")
		}
	}
	todo, err := s.readRow(x, e, lines, now)
	if err != nil || len(todo) == 0 {
		return 0, err
	}
	at := s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		changed = 0
		for _, p := range todo {
			fresh, err := s.storeCell(tx, a, row, p, at)
			if err != nil {
				return err
			}
			if fresh {
				changed++
			}
		}
		n, err := db.One(tx, countAnswered, db.Value[int64], row.ID)
		if err != nil || int(n) < len(lines) {
			return err
		}
		return s.handIn(tx, a, row, OnPaper, todo[0].occurred, at)
	})
	return changed, err
}

// readRow turns the typed cells of a row into answers; unchanged cells are left out.
func (s *Service) readRow(x db.Querier, e RowEntry, lines []Line, now map[int]Response) ([]prepared, error) {
	var (
		todo []prepared
		bad  []fault.Field
	)
	for _, l := range lines {
		text := strings.TrimSpace(e.Cells[l.No])
		r, stored := now[l.No]
		if text == "" && !stored {
			continue
		}
		if text == "" {
			text = LeftBlank
		}
		if stored && text == cellOf(l, r) {
			continue
		}
		form, mark, msg := readCell(l, text)
		if msg != "" {
			bad = append(bad, fault.Field{Name: CellName(e.Sitting, l.No), Message: msg})
			continue
		}
		row := lineRow{No: l.No, Revision: l.Revision, Item: l.Item, Points: l.Points}
		p, err := s.prepare(x, row, Given{No: l.No, Form: form, Idem: e.Idem + "/" + text, Occurred: e.Occurred})
		if f := Fields(err); len(f) > 0 {
			bad = append(bad, fault.Field{Name: CellName(e.Sitting, l.No), Message: f[0].Message})
			continue
		}
		if err != nil {
			return nil, err
		}
		p.mark = mark
		todo = append(todo, p)
	}
	if len(bad) > 0 {
		return nil, fault.Fieldsf(bad...)
	}
	return todo, nil
}

// storeCell writes one cell inside tx and tells whether it was new.
func (s *Service) storeCell(tx *db.Tx, a *org.Actor, row Sitting, p prepared, now clock.Micros) (bool, error) {
	before, err := db.One(tx, selLastRev, db.Value[int64], row.ID, p.no)
	if err != nil {
		return false, err
	}
	rev, err := s.store(tx, a, row, p, OnPaper, now)
	if err != nil {
		return false, err
	}
	if p.mark != nil && rev > before {
		m := Mark{Sitting: row.ID, Rev: rev, Score: *p.mark}
		if err := s.mark(tx, a, row, p.revision, p.max, m, now); err != nil {
			return false, err
		}
	}
	return rev > before, nil
}

// readCell reads one typed cell: letters for choices, 对 or 错 (√ ×) for true/false, the answer itself for blanks, the score for a
// hand-marked item; the answers of an item with several blanks are separated by semicolons. msg says what is wrong, in zh-CN.
func readCell(l Line, text string) (form map[string][]string, mark *float64, msg string) {
	form = map[string][]string{}
	if text == LeftBlank || text == "－" || text == "—" {
		if l.HandMarked {
			zero := 0.0
			mark = &zero
		}
		return form, mark, ""
	}
	if l.HandMarked {
		v, err := strconv.ParseFloat(qti.FoldText(text), 64)
		if err != nil || !(v >= 0 && v <= l.Max) {
			return nil, nil, "简答题填得分，从 0 到满分；没答填 -"
		}
		return form, &v, ""
	}
	var asked []qti.Interaction
	for _, p := range l.Body.Body(qti.BodyOptions{}) {
		if p.Interaction != nil {
			asked = append(asked, *p.Interaction)
		}
	}
	parts := []string{text}
	if len(asked) > 1 {
		parts = strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' })
	}
	if len(parts) != len(asked) {
		return nil, nil, "这道题有几个空，请用分号隔开，一个空一个答案"
	}
	for i, in := range asked {
		if in.Kind != qti.KindChoice && in.Kind != qti.KindInlineChoice {
			form[in.ResponseID] = []string{parts[i]}
			continue
		}
		ids, ok := readChoices(in, parts[i])
		if !ok {
			return nil, nil, "请填选项的字母，例如 B 或 AC；判断题填 对 或 错"
		}
		form[in.ResponseID] = ids
	}
	return form, nil, ""
}

// readChoices reads "B", "ac", "A、C", "对" or "×".
func readChoices(in qti.Interaction, text string) (ids []string, ok bool) {
	if len(in.Choices) == 2 && in.Choices[0].ID == "true" && in.Choices[1].ID == "false" {
		switch strings.ToLower(qti.FoldText(text)) {
		case "对", "正确", "√", "✓", "✔", "t", "true", "1", "y", "a":
			return []string{"true"}, true
		case "错", "错误", "×", "✗", "✘", "x", "f", "false", "0", "n", "b":
			return []string{"false"}, true
		}
		return nil, false
	}
	byLabel := map[string]string{}
	for _, c := range in.Choices {
		byLabel[c.Label] = c.ID
	}
	for _, r := range strings.ToUpper(qti.FoldText(text)) {
		if strings.ContainsRune(" ,、.;", r) {
			continue
		}
		one, known := byLabel[string(r)]
		if !known {
			return nil, false
		}
		ids = append(ids, one)
	}
	return ids, len(ids) > 0
}
