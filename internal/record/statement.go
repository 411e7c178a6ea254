package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Statement is the marker of a statement's id; StatementID is that id as the sender chose it.
type Statement struct{}

// StatementID names a statement.
type StatementID = id.Of[Statement]

// Order is a place in the record: the stored time in microseconds since 1970, unique within the store.
type Order = int64

// Usages of links as stored. They are fewer than those of xapi because queries ask only these two questions.
const (
	usageAny    = 0 // mentioned anywhere: related_agents, related_activities
	usageDirect = 1 // the statement's actor or object: the plain filters
)

// Stored is one statement as the record holds it.
type Stored struct {
	Ord       Order
	ID        StatementID
	Owner     id.Any
	Version   xapi.Version
	Voided    bool
	Authority string // JSON agent, empty when the statement keeps its own
	Raw       string // as received
}

// Exact is the statement as the "exact" format gives it: the bytes received with what the server adds.
func (s Stored) Exact() []byte {
	var authority []byte
	if s.Authority != "" {
		authority = []byte(s.Authority)
	}
	return xapi.Complete([]byte(s.Raw), s.ID, s.Ord, authority, s.Version)
}

// entry is a statement ready to be written: everything that costs time is done before the writer is held.
type entry struct {
	id           StatementID
	owner        id.Any
	hash         [32]byte
	raw          string
	version      xapi.Version
	verb         int64
	verbIRI      string
	registration id.Any
	actor        int64 // 0 for an anonymous group
	object       string
	day          string // of the statement's own time in China; empty: of its stored time
	links        []link
	terms        []term
	void         bool
	target       StatementID
}

type link struct {
	key   int64
	usage int
}

type term struct {
	key       int64
	iri, body string
}

// hash64 is the key of an identifier (IFI or IRI) in the index; kind keeps agents, activities and verbs apart.
func hash64(kind byte, s string) int64 {
	h := sha256.New()
	h.Write([]byte{kind})
	h.Write([]byte(s))
	var b [32]byte
	v := int64(binary.BigEndian.Uint64(h.Sum(b[:0])))
	if v == 0 {
		v = 1 // 0 means "none"
	}
	return v
}

const (
	kindAgent    = 'a'
	kindActivity = 'o'
	kindVerb     = 'v'
)

// maxStatement bounds one statement; larger things belong into attachments.
const maxStatement = 1 << 20

// prepare checks one statement and collects what the store needs. raw is copied.
func prepare(raw []byte, v xapi.Version) (entry, []xapi.Finding) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > maxStatement {
		return entry{}, []xapi.Finding{{Code: xapi.CodeValue, Message: "statement larger than 1 MiB"}}
	}
	f, findings := xapi.Scan(raw, v)
	if len(findings) > 0 {
		return entry{}, findings
	}
	e := entry{id: StatementID(f.ID), hash: xapi.Canonical(raw), raw: string(raw), version: v, verbIRI: f.Verb, verb: hash64(kindVerb, f.Verb),
		object: objectKey(f), void: f.Void, target: StatementID(f.Ref)}
	if !f.HasID {
		e.id = id.New[Statement]()
	}
	if f.HasRegistration {
		e.registration = id.Any(f.Registration)
	}
	if f.Actor != "" {
		e.actor = hash64(kindAgent, f.Actor)
	}
	if f.HasTimestamp {
		e.day = dayOf(f.Timestamp)
	}
	e.terms = append(e.terms, term{e.verb, f.Verb, string(f.Spans.Verb.Of(raw))})
	e.collect(f, raw)
	return e, nil
}

// collect fills links (each pair once) and the activities' definitions.
func (e *entry) collect(f *xapi.Facts, raw []byte) {
	seen := map[link]bool{}
	put := func(l link) {
		if !seen[l] {
			seen[l] = true
			e.links = append(e.links, l)
		}
	}
	each := func(kind byte, ls []xapi.Link) {
		for _, l := range ls {
			if l.Key == "" {
				continue
			}
			k := hash64(kind, l.Key)
			put(link{k, usageAny})
			if l.Usage.Direct() {
				put(link{k, usageDirect})
			}
		}
	}
	each(kindAgent, f.Agents)
	each(kindActivity, f.Activities)
	for _, l := range f.Activities {
		if l.Usage == xapi.UsageObject {
			e.terms = append(e.terms, term{hash64(kindActivity, l.Key), l.Key, string(l.Span.Of(raw))})
		}
	}
}

func objectKey(f *xapi.Facts) string {
	if f.Object == xapi.ObjectActivity {
		return f.Activity
	}
	return ""
}

// dayOf is the day in China, which is what the use page counts by.
func dayOf(m clock.Micros) string { return clock.Local(m).Format("2006-01-02") }

// Finding is one thing wrong with one statement of a file, in the form of CONTRACT.
type Finding struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	ID       string `json:"id,omitempty"`
	Field    string `json:"field,omitempty"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// CodeConflict says that the id is stored with another content; CodeTwice that one batch holds an id twice; CodeGzip that the
// packed file is broken. Other codes are those of xapi.
const (
	CodeConflict = "conflict"
	CodeTwice    = "twice"
	CodeGzip     = "gzip"
)

// refused turns the first findings of statement i of a batch into a fault.
func refused(i int, fs []xapi.Finding) error {
	return fault.Wrap(fs[0], fault.Invalid, "第 %d 条记录不合规范：%s", i+1, fs[0].String())
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "sha256:" + hex.EncodeToString(sum[:])
}
