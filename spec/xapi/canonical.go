package xapi

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Canonical is a hash that two statements share exactly when a store must treat them as the same (§2.3.1): it leaves out
// id, stored, authority, version, attachments and a timestamp that equals stored (a server's default); it does not see the order of members and of a
// Group's members, the default objectType, a lone activity instead of an array in contextActivities, digits of a duration below
// 0.01 s, the offset of a time, the case of a UUID, or the way a number
// (as IEEE 754 double precision) or a string is written.
//
// The hash is over bytes that start with a format number, so that it may change later. Bytes that are not JSON hash as they are.
func Canonical(raw []byte) [32]byte {
	c := canon{d: jsontext.NewDecoder(bytes.NewBuffer(raw)), out: make([]byte, 0, len(raw)+16)}
	c.out = append(c.out, '1')
	c.value(roleStatement)
	if c.err != nil {
		return sha256.Sum256(append([]byte{'0'}, raw...))
	}
	return sha256.Sum256(c.out)
}

// canon writes a normal form to out.
type canon struct {
	d       *jsontext.Decoder
	out     []byte
	scratch []byte
	err     error
}

// segment is a piece of out: a member or an element.
type segment struct{ start, end int }

func (c *canon) value(r role) {
	if c.err != nil {
		return
	}
	switch c.d.PeekKind() {
	case '{':
		if r == roleCtxList {
			c.out = append(c.out, '[')
			c.object(roleActivity)
			c.out = append(c.out, ',', ']') // as array writes it
			return
		}
		c.object(r)
	case '[':
		c.array(r)
	default:
		v, err := c.d.ReadValue()
		if c.err = err; err == nil {
			c.out = appendScalar(c.out, v, r)
		}
	}
}

// appendScalar writes a scalar so that equal values have equal bytes.
func appendScalar(out, v []byte, r role) []byte {
	switch v[0] {
	case '"':
		s := unquote(v)
		switch r {
		case roleTime:
			if t, ok := ParseTimestamp(s, V103); ok {
				return strconv.AppendInt(append(out, 't'), t, 10)
			}
		case roleDuration:
			if d, ok := ParseDuration(s); ok {
				return append(append(out, 'd'), d.String()...)
			}
		case roleUUID:
			s = bytes.ToLower(s)
		}
		if out2, err := jsontext.AppendQuote(out, s); err == nil {
			return out2
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if x, err := strconv.ParseFloat(string(v), 64); err == nil {
			if x == 0 {
				x = 0 // -0 is 0
			}
			return jsontext.AppendFloat(out, x, 64)
		}
	}
	return append(out, v...)
}

func (c *canon) array(r role) {
	if _, c.err = c.d.ReadToken(); c.err != nil {
		return
	}
	c.out = append(c.out, '[')
	first := len(c.out)
	var segs []segment
	for k := c.d.PeekKind(); c.err == nil && k != ']' && k != jsontext.KindInvalid; k = c.d.PeekKind() {
		start := len(c.out)
		c.value(elements[r])
		c.out = append(c.out, ',')
		segs = append(segs, segment{start, len(c.out)})
	}
	if c.err == nil {
		_, c.err = c.d.ReadToken()
	}
	if r == roleMembers {
		c.sort(first, segs)
	}
	c.out = append(c.out, ']')
}

func (c *canon) object(r role) {
	if _, c.err = c.d.ReadToken(); c.err != nil {
		return
	}
	c.out = append(c.out, '{')
	first := len(c.out)
	var buf [16]segment
	segs := buf[:0]
	var top topTimes
	for k := c.d.PeekKind(); c.err == nil && k != '}' && k != jsontext.KindInvalid; k = c.d.PeekKind() {
		name, err := c.d.ReadValue()
		if err != nil {
			c.err = err
			return
		}
		key := unquote(name)
		child := children[r][string(key)]
		if drops(r, child) || child == roleStored {
			v, err := c.d.ReadValue()
			if c.err = err; child == roleStored && err == nil {
				top.stored(v)
			}
			continue
		}
		start := len(c.out)
		if c.out, c.err = jsontext.AppendQuote(c.out, key); c.err != nil {
			return
		}
		c.out = append(c.out, ':')
		at := len(c.out)
		if (r == roleAgent || r == roleObject || r == roleActivity) && string(key) == "objectType" {
			if c.objectType(r, start) {
				continue
			}
		} else if r == roleObject && string(key) == "id" {
			c.objectID()
		} else {
			c.value(child)
		}
		if r == roleStatement && child == roleTime {
			top.index, top.bytes = len(segs)+1, string(c.out[at:])
		}
		c.out = append(c.out, ',')
		segs = append(segs, segment{start, len(c.out)})
	}
	if c.err == nil {
		_, c.err = c.d.ReadToken()
	}
	if top.defaulted() {
		segs = slices.Delete(segs, top.index-1, top.index)
	}
	c.sort(first, segs)
	c.out = append(c.out, '}')
}

// topTimes remembers the statement's two times, to find out whether the timestamp is the server's default.
type topTimes struct {
	index        int // 1 + the index of timestamp's segment
	bytes, saved string
}

func (t *topTimes) stored(v []byte) { t.saved = string(appendScalar(nil, v, roleTime)) }
func (t *topTimes) defaulted() bool { return t.index > 0 && t.bytes == t.saved }

// drops reports members of the statement that do not count.
func drops(r, child role) bool {
	return r == roleStatement && (child == roleID || child == roleAuthority || child == roleVersion || child == roleAttachments)
}

// objectType leaves out the default: Agent for an actor, Activity for an object.
func (c *canon) objectType(r role, start int) (dropped bool) {
	v, err := c.d.ReadValue()
	if c.err = err; err != nil {
		return false
	}
	s := string(unquote(v))
	if r == roleAgent && s == "Agent" || r != roleAgent && s == "Activity" {
		c.out = c.out[:start]
		return true
	}
	c.out = appendScalar(c.out, v, roleAny)
	return false
}

// objectID writes the id of an object: a UUID when it is one, whose case does not matter, else an IRI.
func (c *canon) objectID() {
	v, err := c.d.ReadValue()
	if c.err = err; err != nil {
		return
	}
	r := roleAny
	if _, ok := ParseUUID(unquote(v)); ok {
		r = roleUUID
	}
	c.out = appendScalar(c.out, v, r)
}

// sort puts the segments, which lie behind first, in the order of their bytes; what lies there and is no segment disappears.
func (c *canon) sort(first int, segs []segment) {
	if c.err != nil {
		return
	}
	all := c.out
	slices.SortFunc(segs, func(a, b segment) int { return bytes.Compare(all[a.start:a.end], all[b.start:b.end]) })
	c.scratch = c.scratch[:0]
	for _, s := range segs {
		c.scratch = append(c.scratch, all[s.start:s.end]...)
	}
	c.out = append(c.out[:first], c.scratch...)
}
