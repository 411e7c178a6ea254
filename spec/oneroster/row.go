package oneroster

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// Record is one row of one table. Values are trimmed of blanks around them and repaired where Check warns so: booleans are "true" or "false" or
// "", values of closed lists stand in the standard's case, dates are YYYY-MM-DD, lists are joined by "," without blanks.
type Record struct {
	Table string
	Sheet string // what the file is called for people: the table's name, or a workbook's sheet
	Line  int    // physical line of the row's beginning, from 1 (the header); Excel's row number in a workbook
	ID    string // sourcedId
	// Status is Active or ToBeDeleted.
	Status string
	// Modified is dateLastModified in UTC; zero when blank, as in every bulk file of 1.2. A date without a time is its first instant in UTC.
	Modified time.Time
	// Labels are the headings that people know instead of a column's name, for findings; nil for CSV files.
	Labels map[string]string
	// Problems are what reading the row itself showed, repairs included.
	Problems []Finding
	// Broken rows cannot be stored: they have no sourcedId or the wrong number of cells. Each does not yield them.
	Broken bool

	spec     *tableSpec
	values   []string // beside spec.columns
	metadata map[string]string
}

// NewRecord makes an active record for a Writer or for another Source. Values are the table's columns by name, in the form that Record describes;
// names that the table does not have in this version are kept as metadata when they begin with "metadata." and are dropped otherwise, as
// passwords always are. It panics on a table that the version does not have: that is the caller's mistake, never the data's.
func NewRecord(version, table string, line int, id string, values map[string]string) *Record {
	spec := layout(version, table)
	if spec == nil {
		panic(fmt.Sprintf("oneroster: no table %q in version %q", table, version))
	}
	r := &Record{Table: table, Sheet: table, Line: line, ID: id, Status: Active, spec: spec, values: make([]string, len(spec.columns))}
	for name, v := range values {
		if i := slices.IndexFunc(spec.columns, func(c column) bool { return c.name == name }); i >= 0 {
			if spec.columns[i].kind != never {
				r.values[i] = v
			}
		} else if strings.HasPrefix(name, metadataPrefix) && v != "" {
			r.setMetadata(name, v)
		}
	}
	return r
}

func (r *Record) setMetadata(name, value string) {
	if r.metadata == nil {
		r.metadata = map[string]string{}
	}
	r.metadata[name] = value
}

// Get is the value of a column, "" when it is blank or when the table has no such column. The columns sourcedId, status and dateLastModified are
// the record's fields instead.
func (r *Record) Get(field string) string {
	for i := range r.spec.columns {
		if r.spec.columns[i].name == field {
			return r.values[i]
		}
	}
	return ""
}

// List is the value of a column that holds several, split at its commas; nil when blank.
func (r *Record) List(field string) []string { return splitList(r.Get(field)) }

// Values yields the columns that are not blank, in the standard's order.
func (r *Record) Values() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i, v := range r.values {
			if v != "" && !yield(r.spec.columns[i].name, v) {
				return
			}
		}
	}
}

// Metadata are the extension columns that are not blank, by the name of their column ("metadata.cn.pinyin"; a vendor's "ext_x" too). The map is
// nil when there are none and must not be changed.
func (r *Record) Metadata() map[string]string { return r.metadata }

// Clone is a copy that outlives the call of Each.
func (r *Record) Clone() *Record {
	c := *r
	c.values = slices.Clone(r.values)
	c.Problems = slices.Clone(r.Problems)
	return &c
}

// Digest identifies what the record says: the table, id, values and metadata, but neither Line, Status nor Modified. It is the same for the
// same content whichever the order of columns, the file's line ends or its version's blank columns were; so two equal digests mean that
// storing the second changes nothing.
func (r *Record) Digest() [sha256.Size]byte {
	h := sha256.New()
	var n [8]byte
	put := func(s string) {
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(r.Table)
	put(r.ID)
	for name, v := range r.Values() {
		put(name)
		put(v)
	}
	put("")
	for _, name := range slices.Sorted(maps.Keys(r.metadata)) {
		put(name)
		put(r.metadata[name])
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum
}

// Report adds a problem of the row. Field is a column's name; the finding carries its label where there is one.
func (r *Record) Report(field string, code Code, severity Severity, format string, args ...any) {
	r.Problems = append(r.Problems, r.finding(field, code, severity, fmt.Sprintf(format, args...)))
}

func (r *Record) finding(field string, code Code, severity Severity, message string) Finding {
	if l, ok := r.Labels[field]; ok {
		field = l
	}
	return Finding{File: r.Sheet, Line: r.Line, ID: r.ID, Field: field, Code: code, Severity: severity, Message: message}
}

// splitList splits at commas and drops blanks.
func splitList(s string) []string {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	out := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
