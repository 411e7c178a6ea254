package xapi

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// IDs is the "ids" format (§3 of part 3, GET statements): agents and groups shrink to their identifiers, an anonymous Group to the
// identifiers of its members, activities to their ids and the verb to its id. Times, result, extensions stay as they are.
// stmt must have passed Scan; other bytes come back unchanged.
func IDs(stmt []byte) []byte {
	return rewrite(stmt, func(w *rewriter, r role, key string, value []byte) []byte {
		switch r {
		case roleVerb:
			return only(value, key == "id")
		case roleActivity:
			return only(value, key == "id" || key == "objectType")
		case roleAgent, roleAuthority, roleObject:
			// An object that is an Activity has no name and no member, so that one rule serves all kinds.
			if key == "name" || key == "definition" || key == "member" && w.identified {
				return nil
			}
		}
		return w.deeper(r, key, value)
	})
}

// Localize is the "canonical" format: the definition of each activity is replaced by what definition returns for its id, unless that
// is nil, and each language map of verbs and definitions is cut to the one language that suits prefs best (see PickLanguage).
// stmt must have passed Scan; definition may be nil.
func Localize(stmt []byte, prefs []string, definition func(activity string) []byte) []byte {
	w := rewriter{define: definition, rule: func(w *rewriter, r role, key string, value []byte) []byte {
		switch children[r][key] {
		case roleLangMap:
			return oneLanguage(value, prefs)
		case roleAttachments:
			return value
		case roleDefinition:
			if w.merged != nil {
				value = w.merged
			}
		}
		return w.deeper(r, key, value)
	}}
	return w.object(roleStatement, stmt)
}

func only(value []byte, keep bool) []byte {
	if keep {
		return value
	}
	return nil
}

// rule gives the new value of a member of an object with role r, or nil to leave the member out.
type rule func(w *rewriter, r role, key string, value []byte) []byte

// rewriter walks one object.
type rewriter struct {
	rule   rule
	define func(activity string) []byte // may be nil

	identified bool   // the object is an actor with an IFI
	merged     []byte // the object is an activity that define knows
}

func rewrite(stmt []byte, f rule) []byte { return (&rewriter{rule: f}).object(roleStatement, stmt) }

// deeper rewrites a member's value by its role.
func (w *rewriter) deeper(r role, key string, value []byte) []byte {
	child := children[r][key]
	if child == roleAny {
		return value
	}
	return w.value(child, value)
}

func (w *rewriter) value(r role, value []byte) []byte {
	switch {
	case len(value) > 0 && value[0] == '{':
		if r == roleCtxList {
			r = roleActivity
		}
		return (&rewriter{rule: w.rule, define: w.define}).object(r, value)
	case len(value) > 0 && value[0] == '[' && elements[r] != roleAny:
		return w.array(elements[r], value)
	}
	return value
}

func (w *rewriter) object(r role, obj []byte) []byte {
	var members []memberSpan
	eachMember(obj, 0, func(m memberSpan) { members = append(members, m) })
	if members == nil {
		return obj
	}
	defined := w.look(r, obj, members)
	out := append(make([]byte, 0, len(obj)), '{')
	put := func(name, value []byte) {
		if value == nil {
			return
		}
		if len(out) > 1 {
			out = append(out, ',', ' ')
		}
		out = append(append(out, name...), value...)
	}
	for _, m := range members {
		put(obj[m.start:m.value.Start], w.rule(w, r, m.key, m.value.Of(obj)))
	}
	if w.merged != nil && !defined {
		put([]byte(`"definition": `), w.rule(w, r, "definition", w.merged))
	}
	return append(out, '}')
}

// look finds out what the object is before its members are rewritten, and whether it has a definition.
func (w *rewriter) look(r role, obj []byte, members []memberSpan) (defined bool) {
	activity, id := r == roleActivity || r == roleObject, ""
	for _, m := range members {
		v := m.value.Of(obj)
		switch m.key {
		case "mbox", "mbox_sha1sum", "openid", "account":
			w.identified = true
		case "definition":
			defined = true
		case "objectType":
			activity = activity && string(unquote(v)) == "Activity"
		case "id":
			id = string(unquote(v))
		}
	}
	if activity && w.define != nil {
		w.merged = w.define(id)
	}
	return defined
}

func (w *rewriter) array(r role, arr []byte) []byte {
	d := jsontext.NewDecoder(bytes.NewBuffer(arr), jsontext.AllowDuplicateNames(true))
	if _, err := d.ReadToken(); err != nil {
		return arr
	}
	out := append(make([]byte, 0, len(arr)), '[')
	for k := d.PeekKind(); k != ']' && k != jsontext.KindInvalid; k = d.PeekKind() {
		v, err := d.ReadValue()
		if err != nil {
			return arr
		}
		if len(out) > 1 {
			out = append(out, ',', ' ')
		}
		out = append(out, w.value(r, v)...)
	}
	return append(out, ']')
}

// oneLanguage cuts a language map to one entry.
func oneLanguage(m []byte, prefs []string) []byte {
	var entries []memberSpan
	var tags []string
	eachMember(m, 0, func(e memberSpan) {
		entries = append(entries, e)
		tags = append(tags, e.key)
	})
	if len(entries) < 2 {
		return m
	}
	e := entries[PickLanguage(prefs, tags)]
	return append(append([]byte{'{'}, m[e.start:e.value.End]...), '}')
}
