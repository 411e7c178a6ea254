package xapi

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Statement is a statement of our own, written the same way each time: equal values give equal bytes. It covers what the
// product says; statements from outside stay bytes. Zero fields are left out.
type Statement struct {
	ID        [16]byte // given by the caller, so that the same event has the same id
	Actor     Account
	Verb      Verb
	Object    Object
	Result    *Result
	Context   Context
	Timestamp time.Time // written in UTC, cut to microseconds
}

// Account is an Agent identified by an account. The record holds pseudonyms only: Name is an id, never a person's name.
type Account struct{ HomePage, Name string }

// Key is the account's IFI key in Facts.
func (a Account) Key() string { return AccountKey(a.HomePage, a.Name) }

// Object is an Activity, or, when Ref is set, a StatementRef.
type Object struct {
	ID               string            // IRI
	Type             string            // IRI, see the Type constants
	Name             map[string]string // by language tag
	Description      map[string]string
	InteractionType  string   // for a question, see §2.4.4.1
	CorrectResponses []string // only where the reader may see the key
	Extensions       Extensions
	Ref              [16]byte
}

// Result is what came out of it.
type Result struct {
	Success, Completion Bool
	Score               *Score
	Response            *string
	Duration            *Duration
	Extensions          Extensions
}

// Context is where it happened. Of Parent, Grouping and Category only ID, Type and Name are written.
type Context struct {
	Registration               [16]byte
	Instructor                 *Account
	Parent, Grouping, Category []Object
	Platform, Language         string // Platform only when the object is an Activity
	Extensions                 Extensions
}

// Extensions are JSON values by IRI; see Text, Number and Flag.
type Extensions map[string]jsontext.Value

// Text is a string as an extension's value. Broken UTF-8 becomes U+FFFD.
func Text(s string) jsontext.Value {
	b, _ := jsontext.AppendQuote(nil, s) // the error only says that UTF-8 was mended
	return b
}

// Number is a number as an extension's value; NaN and infinities, which JSON has not, become null.
func Number(x float64) jsontext.Value {
	if x-x != 0 {
		return jsontext.Value("null")
	}
	return jsontext.AppendFloat(nil, x, 64)
}

// Int is a whole number as an extension's value.
func Int(n int64) jsontext.Value { return strconv.AppendInt(nil, n, 10) }

// Flag is a boolean as an extension's value.
func Flag(b bool) jsontext.Value { return strconv.AppendBool(nil, b) }

// JSON writes the statement and checks it as Scan does under 1.0.3, which 2.0 includes. The error is the first Finding.
func (s Statement) JSON() ([]byte, error) {
	w := writer{b: make([]byte, 0, 1024)}
	w.obj(func() {
		if s.ID != [16]byte{} {
			w.str("id", FormatUUID(s.ID))
		}
		w.member("actor", func() { w.account(s.Actor) })
		w.member("verb", func() {
			w.obj(func() {
				w.str("id", s.Verb.ID)
				w.langMap("display", s.Verb.Display)
			})
		})
		w.member("object", func() { w.object(s.Object) })
		if s.Result != nil {
			w.member("result", func() { w.result(s.Result) })
		}
		w.context(s.Context)
		if !s.Timestamp.IsZero() {
			w.str("timestamp", FormatTimestamp(s.Timestamp.UnixMicro()))
		}
	})
	if _, finds := Scan(w.b, V103); len(finds) > 0 {
		return nil, fmt.Errorf("statement of our own with verb %q: %w", s.Verb.ID, finds[0])
	}
	return w.b, nil
}

// writer appends JSON; a comma is due when the last byte is not an opening bracket.
type writer struct{ b []byte }

func (w *writer) comma() {
	if c := w.b[len(w.b)-1]; c != '{' && c != '[' {
		w.b = append(w.b, ',')
	}
}

func (w *writer) quote(s string) { w.b, _ = jsontext.AppendQuote(w.b, s) } // see Text

func (w *writer) obj(f func()) {
	w.b = append(w.b, '{')
	f()
	w.b = append(w.b, '}')
}

func (w *writer) member(name string, f func()) {
	w.comma()
	w.quote(name)
	w.b = append(w.b, ':')
	f()
}

func (w *writer) str(name, s string) {
	if s != "" {
		w.member(name, func() { w.quote(s) })
	}
}

func (w *writer) raw(name string, v []byte) {
	w.member(name, func() { w.b = append(w.b, v...) })
}

func (w *writer) langMap(name string, m map[string]string) {
	if len(m) == 0 {
		return
	}
	w.member(name, func() {
		w.obj(func() {
			for _, k := range slices.Sorted(maps.Keys(m)) {
				w.member(k, func() { w.quote(m[k]) })
			}
		})
	})
}

func (w *writer) extensions(e Extensions) {
	if len(e) == 0 {
		return
	}
	w.member("extensions", func() {
		w.obj(func() {
			for _, k := range slices.Sorted(maps.Keys(e)) {
				w.raw(k, e[k])
			}
		})
	})
}

func (w *writer) account(a Account) {
	w.obj(func() {
		w.str("objectType", "Agent")
		w.member("account", func() {
			w.obj(func() {
				w.str("homePage", a.HomePage)
				w.str("name", a.Name)
			})
		})
	})
}

func (w *writer) object(o Object) {
	w.obj(func() {
		if o.Ref != [16]byte{} {
			w.str("objectType", "StatementRef")
			w.str("id", FormatUUID(o.Ref))
			return
		}
		w.str("objectType", "Activity")
		w.str("id", o.ID)
		if o.Type == "" && len(o.Name)+len(o.Description)+len(o.CorrectResponses)+len(o.Extensions) == 0 && o.InteractionType == "" {
			return
		}
		w.member("definition", func() {
			w.obj(func() {
				w.langMap("name", o.Name)
				w.langMap("description", o.Description)
				w.str("type", o.Type)
				w.str("interactionType", o.InteractionType)
				w.list("correctResponsesPattern", len(o.CorrectResponses), func(i int) { w.quote(o.CorrectResponses[i]) })
				w.extensions(o.Extensions)
			})
		})
	})
}

func (w *writer) list(name string, n int, f func(int)) {
	if n == 0 {
		return
	}
	w.member(name, func() {
		w.b = append(w.b, '[')
		for i := range n {
			w.comma()
			f(i)
		}
		w.b = append(w.b, ']')
	})
}

func (w *writer) bool(name string, b Bool) {
	if b != Absent {
		w.raw(name, Flag(b == True))
	}
}

func (w *writer) result(r *Result) {
	w.obj(func() {
		if c := r.Score; c != nil {
			w.member("score", func() {
				w.obj(func() {
					for _, p := range []struct {
						name string
						x    float64
						has  bool
					}{{"scaled", c.Scaled, c.HasScaled}, {"raw", c.Raw, c.HasRaw}, {"min", c.Min, c.HasMin}, {"max", c.Max, c.HasMax}} {
						if p.has {
							w.raw(p.name, Number(p.x))
						}
					}
				})
			})
		}
		w.bool("success", r.Success)
		w.bool("completion", r.Completion)
		if r.Response != nil {
			w.member("response", func() { w.quote(*r.Response) })
		}
		if r.Duration != nil {
			w.str("duration", r.Duration.String())
		}
		w.extensions(r.Extensions)
	})
}

func (w *writer) context(c Context) {
	before := len(w.b)
	empty := true
	w.member("context", func() {
		start := len(w.b)
		w.obj(func() {
			if c.Registration != [16]byte{} {
				w.str("registration", FormatUUID(c.Registration))
			}
			if c.Instructor != nil {
				w.member("instructor", func() { w.account(*c.Instructor) })
			}
			w.contextActivities(c)
			w.str("platform", c.Platform)
			w.str("language", c.Language)
			w.extensions(c.Extensions)
		})
		empty = len(w.b) == start+2
	})
	if empty {
		w.b = w.b[:before]
	}
}

func (w *writer) contextActivities(c Context) {
	if len(c.Parent)+len(c.Grouping)+len(c.Category) == 0 {
		return
	}
	w.member("contextActivities", func() {
		w.obj(func() {
			for _, l := range []struct {
				name string
				all  []Object
			}{{"parent", c.Parent}, {"grouping", c.Grouping}, {"category", c.Category}} {
				w.list(l.name, len(l.all), func(i int) { w.object(Object{ID: l.all[i].ID, Type: l.all[i].Type, Name: l.all[i].Name}) })
			}
		})
	})
}
