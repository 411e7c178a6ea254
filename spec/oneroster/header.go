package oneroster

import (
	"fmt"
	"slices"
	"strings"
)

// Where a CSV column goes: a place in the layout, or one of these.
const (
	toNothing  = -1 // passwords, columns without a name, unknown ones
	toID       = -2
	toStatus   = -3
	toModified = -4
	toMetadata = -5 // plan.names has its name
)

// plan says where each cell of a file's rows goes.
type plan struct {
	to    []int
	names []string // the header's names
	width int      // columns without nameless ones at the end
	has   []bool   // beside the layout's columns: the file has it
}

// readHeader matches a header with the layout. The plan is nil when rows cannot be read with it.
func readHeader(spec *tableSpec, names []string) (*plan, []Finding) {
	p := &plan{to: make([]int, len(names)), names: names, has: make([]bool, len(spec.columns))}
	var out []Finding
	say := func(field string, severity Severity, format string, args ...any) {
		out = append(out, Finding{File: spec.name, Line: 1, Field: field, Code: CodeHeader, Severity: severity, Message: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	nameless := 0
	for i, name := range names {
		p.to[i] = spec.place(name)
		switch {
		case name == "":
			nameless++
			continue
		case seen[name]:
			p.to[i] = toNothing
			say(name, Error, "列名 %s 出现了两次", name)
		case strings.HasPrefix(name, metadataPrefix) && len(name) > len(metadataPrefix):
			if !secret(name) {
				p.to[i] = toMetadata
			}
		case p.to[i] == toNothing && spec.column(name) == nil:
			p.strange(spec, i, name, names, say)
		}
		seen[name] = true
		p.width = i + 1
		if to := p.to[i]; to >= 0 {
			p.has[to] = true
		}
	}
	if nameless > 0 {
		say("", Warning, "表头有 %d 个没有名字的列,已忽略", nameless)
	}
	missing, broken := spec.missing(seen, names)
	for _, f := range missing {
		say(f.Field, f.Severity, "%s", f.Message)
	}
	if len(missing) == 0 && !inOrder(p.to) {
		say("", Warning, "列的顺序和标准不同,已按列名读")
	}
	if broken {
		return nil, out
	}
	return p, out
}

// place of a standard column.
func (t *tableSpec) place(name string) int {
	switch name {
	case first[0]:
		return toID
	case first[1]:
		return toStatus
	case first[2]:
		return toModified
	}
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
	if i >= 0 && t.columns[i].kind == never {
		return toNothing
	}
	return i
}

// strange reports a column that the standard does not have: a misspelling of one that is missing, a vendor's, or neither.
func (p *plan) strange(spec *tableSpec, i int, name string, names []string, say func(string, Severity, string, ...any)) {
	if strings.HasPrefix(name, "ext_") || strings.HasPrefix(name, "ext:") || strings.HasPrefix(name, "ext.") {
		if !secret(name) {
			p.to[i] = toMetadata
		}
		say(name, Warning, "%s 不是标准的列(扩展列应以 metadata. 开头),已作为扩展数据保留", clip(name))
		return
	}
	if near := spec.nearest(name, names); near != "" {
		say(name, Error, "列名 %s 写错了,应为 %s", clip(name), near)
		return
	}
	say(name, Error, "没有 %s 这一列;自定义的列请以 metadata. 开头", clip(name))
}

// secret reports an extension column that holds passwords: it is read over.
func secret(name string) bool {
	lower := strings.ToLower(name)
	return strings.Contains(lower, "password") || strings.Contains(lower, "passwd")
}

// nearest is the standard column, missing from the header, that name most resembles; "" when none is near.
func (t *tableSpec) nearest(name string, names []string) string {
	best, dist := "", 4
	for _, want := range t.all() {
		if slices.Contains(names, want) {
			continue
		}
		d := distance(strings.ToLower(name), strings.ToLower(want))
		if d < dist && d*2 < len(want) {
			best, dist = want, d
		}
	}
	return best
}

// all are the names of the layout's columns.
func (t *tableSpec) all() []string {
	names := slices.Clone(first)
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return names
}

// missing are findings about columns that are not there and of which no misspelling was reported; broken says that rows cannot be read
// without one of those that are not there.
func (t *tableSpec) missing(seen map[string]bool, names []string) (out []Finding, broken bool) {
	misspelt := map[string]bool{}
	for _, n := range names {
		if n != "" && t.place(n) == toNothing && t.column(n) == nil {
			misspelt[t.nearest(n, names)] = true
		}
	}
	for _, name := range t.all() {
		if seen[name] {
			continue
		}
		broken = broken || name == first[0]
		c := t.column(name)
		needed := c != nil && c.required || name == first[0]
		switch {
		case misspelt[name]:
		case needed:
			out = append(out, Finding{Field: name, Severity: Error, Message: "缺少 " + name + " 这一列"})
		case name == "pronouns" || name == "password": // added by 1.2.1; better absent
		default:
			out = append(out, Finding{Field: name, Severity: Warning, Message: "缺少 " + name + " 这一列,按空白读"})
		}
	}
	return out, broken
}

// inOrder reports whether the standard's columns stand in the standard's order.
func inOrder(to []int) bool {
	rank := map[int]int{toID: -4, toStatus: -3, toModified: -2}
	last := -5
	for _, t := range to {
		if t == toNothing || t == toMetadata {
			continue
		}
		if r, ok := rank[t]; ok {
			t = r
		}
		if t < last {
			return false
		}
		last = t
	}
	return true
}

// distance is the number of single letters to change, add, drop or swap with the neighbour (optimal string alignment).
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	var d [65][65]int
	for i := range len(a) + 1 {
		d[i][0] = i
	}
	for j := range len(b) + 1 {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
