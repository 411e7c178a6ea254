package smartedu

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// TagTable is a list of tags with the dimension and how many records carry each, as tag_dimensions.tsv of the sample has it.
type TagTable struct {
	Uses []TagUse
	ids  map[[2]string]Tag // by dimension and name
}

// table reads tab-separated rows under a head. Rows with another number of columns are left out with a finding.
func table(in io.Reader, n *notes, visit func(row int, head, cells []string) error) error {
	s := bufio.NewScanner(&bounded{in, MaxDocument})
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	var head []string
	for row := 1; s.Scan(); row++ {
		line := strings.TrimSuffix(s.Text(), "\r")
		if row == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
			if !utf8.ValidString(line) {
				return &Error{Document: n.doc, Pointer: "row 1", Offset: -1, Reason: "the head is not UTF-8"}
			}
			if head = strings.Split(line, "\t"); len(head) > 200 {
				return &Error{Document: n.doc, Pointer: "row 1", Offset: -1, Reason: "more than 200 columns"}
			}
			continue
		}
		if line == "" {
			continue
		}
		if row > MaxRecords {
			return &Error{Document: n.doc, Offset: -1, Reason: fmt.Sprintf("more than %d rows", MaxRecords)}
		}
		cells := strings.Split(line, "\t")
		if len(cells) != len(head) {
			n.add("row "+strconv.Itoa(row), CodeColumns, "%d columns, the head has %d; the row was left out", len(cells), len(head))
			continue
		}
		if err := visit(row, head, cells); err != nil {
			return err
		}
	}
	err := s.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = errors.New("a row has more than 1 MiB")
	}
	if err == nil && head == nil {
		err = errors.New("the table is empty")
	}
	if err != nil {
		return &Error{Document: n.doc, Offset: -1, Reason: err.Error()}
	}
	return nil
}

// column finds a column of the head, or says which is missing.
func column(n *notes, head []string, name string) (int, error) {
	if i := slices.Index(head, name); i >= 0 {
		return i, nil
	}
	return 0, &Error{Document: n.doc, Pointer: "row 1", Offset: -1, Reason: "the column " + name + " is missing"}
}

// ReadTagTable reads a table with the columns tag_dimension_id, tag_id, tag_name, and order_num and textbooks if they are there.
func ReadTagTable(in io.Reader, doc string) (*TagTable, []Finding, error) {
	n := &notes{doc: doc}
	t := &TagTable{ids: map[[2]string]Tag{}}
	err := table(in, n, func(row int, head, cells []string) error {
		var use TagUse
		for name, to := range map[string]*string{"tag_dimension_id": &use.Dimension, "tag_id": &use.ID, "tag_name": &use.Name} {
			i, err := column(n, head, name)
			if err != nil {
				return err
			}
			*to = strings.TrimSpace(cells[i])
		}
		whole := func(name string) int64 {
			i := slices.Index(head, name)
			if i < 0 || cells[i] == "" {
				return 0
			}
			v, err := strconv.ParseInt(cells[i], 10, 64)
			if err != nil {
				n.add("row "+strconv.Itoa(row), CodeNumber, "%s is %q, which is no whole number", name, cut(cells[i], 40))
			}
			return v
		}
		use.Order, use.Records = whole("order_num"), int(whole("textbooks"))
		if key := [2]string{use.Dimension, use.Name}; t.ids[key].ID == "" {
			t.ids[key] = use.Tag
		} else {
			n.add("row "+strconv.Itoa(row), CodeTwice, "the name %q stands twice in %s", use.Name, use.Dimension)
		}
		t.Uses = append(t.Uses, use)
		return nil
	})
	return t, n.finds, err
}

// ReadFlat reads a flat list of textbooks, one a row: the columns id and title, columns whose name begins with a dimension and an
// underscore (zxxxd_学段), with names of tags, online_time and update_time. Tags get their ids from the table, which may be nil; a name
// that it does not have stays without id.
func ReadFlat(in io.Reader, doc string, tags *TagTable) ([]Resource, []Finding, error) {
	n := &notes{doc: doc}
	var out []Resource
	seen := map[string]bool{}
	err := table(in, n, func(row int, head, cells []string) error {
		id, err := column(n, head, "id")
		if err != nil {
			return err
		}
		at := "row " + strconv.Itoa(row)
		r := Resource{ID: strings.TrimSpace(cells[id]), Type: TypeLessonTextbook}
		if r.ID == "" {
			n.add(at, CodeNoID, "the row has no id and was left out")
			return nil
		}
		if seen[r.ID] {
			n.add(at, CodeTwice, "the id %s came before; the row was left out", r.ID)
			return nil
		}
		seen[r.ID] = true
		for i, name := range head {
			value := strings.TrimSpace(cells[i])
			switch {
			case value == "" || name == "id":
			case name == "title":
				r.Title = value
			case name == "online_time" || name == "update_time":
				t, ok := parseTime(value)
				if !ok {
					n.add(at, CodeTime, "%s is %q, which is no time", name, cut(value, 40))
				}
				if name == "online_time" {
					r.Online = t
				} else {
					r.Updated = t
				}
			default:
				dimension, _, ok := strings.Cut(name, "_")
				if !ok {
					continue
				}
				tag := Tag{Dimension: dimension, Name: value}
				if tags != nil {
					if known, ok := tags.ids[[2]string{dimension, value}]; ok {
						tag = known
					}
				}
				r.Tags = append(r.Tags, tag)
			}
		}
		out = append(out, r)
		return nil
	})
	return out, n.finds, err
}
