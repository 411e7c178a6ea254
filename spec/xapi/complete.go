package xapi

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// Complete adds to a statement as received what a server adds (§2.1): the id and the timestamp when absent (timestamp = stored), the
// version when absent, stored and authority over whatever the sender wrote there; and it turns a lone activity in
// contextActivities into an array of one (§2.4.6.2). All other bytes stay as they came, in their order. The result is the "exact" format.
//
// stored is in microseconds since 1970. authority is a JSON Agent or Group; nil leaves what is there. raw must have passed Scan.
func Complete(raw []byte, id [16]byte, stored int64, authority []byte, version Version) []byte {
	var keep []memberSpan
	has := map[string]bool{}
	var wraps []Span
	eachMember(raw, 0, func(m memberSpan) {
		switch m.key {
		case "stored":
			return
		case "authority":
			if authority != nil {
				return
			}
		case "context":
			wraps = loneActivities(raw, m, wraps)
		case "object":
			eachMember(m.value.Of(raw), m.value.Start, func(sub memberSpan) {
				if sub.key == "context" {
					wraps = loneActivities(raw, sub, wraps)
				}
			})
		}
		has[m.key] = true
		keep = append(keep, m)
	})
	out := append(make([]byte, 0, len(raw)+len(authority)+192), '{')
	for i, m := range keep {
		if i > 0 {
			out = append(out, ',', ' ')
		}
		at := m.start
		for _, w := range wraps {
			if w.Start >= m.value.Start && w.End <= m.value.End {
				out = append(append(append(append(out, raw[at:w.Start]...), '['), w.Of(raw)...), ']')
				at = w.End
			}
		}
		out = append(out, raw[at:m.value.End]...)
	}
	return append(appendServer(out, has, id, stored, authority, version), '}')
}

// appendServer writes the members that a server adds behind those that are there.
func appendServer(out []byte, has map[string]bool, id [16]byte, stored int64, authority []byte, version Version) []byte {
	comma := len(has) > 0
	member := func(name string) {
		if comma {
			out = append(out, ',', ' ')
		}
		comma = true
		out = append(append(append(out, '"'), name...), `": `...)
	}
	if !has["id"] {
		member("id")
		out = append(appendUUID(append(out, '"'), id), '"')
	}
	if !has["timestamp"] {
		member("timestamp")
		out = append(appendTimestamp(append(out, '"'), stored), '"')
	}
	member("stored")
	out = append(appendTimestamp(append(out, '"'), stored), '"')
	if authority != nil {
		member("authority")
		out = append(out, authority...)
	}
	if !has["version"] {
		member("version")
		out = append(append(append(out, '"'), version.statementVersion()...), '"')
	}
	return out
}

// memberSpan is one member of an object: where its name starts and where its value lies in the whole statement.
type memberSpan struct {
	key   string
	start int
	value Span
}

// loneActivities collects the activities in a context's contextActivities that do not stand in an array.
func loneActivities(raw []byte, context memberSpan, to []Span) []Span {
	eachMember(context.value.Of(raw), context.value.Start, func(m memberSpan) {
		if m.key != "contextActivities" {
			return
		}
		eachMember(m.value.Of(raw), m.value.Start, func(m memberSpan) {
			if raw[m.value.Start] == '{' {
				to = append(to, m.value)
			}
		})
	})
	return to
}

// eachMember calls f for the members of an object that begins at offset base of the whole; it ends silently at anything else.
func eachMember(obj []byte, base int, f func(memberSpan)) {
	d := jsontext.NewDecoder(bytes.NewBuffer(obj), jsontext.AllowDuplicateNames(true))
	if d.PeekKind() != '{' {
		return
	}
	if _, err := d.ReadToken(); err != nil {
		return
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadValue()
		if err != nil {
			return
		}
		m := memberSpan{key: string(unquote(name)), start: base + int(d.InputOffset()) - len(name)}
		v, err := d.ReadValue()
		if err != nil {
			return
		}
		end := base + int(d.InputOffset())
		m.value = Span{end - len(v), end}
		f(m)
	}
}
