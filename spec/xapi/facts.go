package xapi

import "fmt"

// Usage says where in a statement an agent or an activity stands. The numbers are stored by record stores: never renumber.
type Usage uint8

// Usages. Direct usages (≤ UsageActor) answer the agent and activity filters; all answer related_agents and related_activities.
const (
	UsageObject       Usage = 1
	UsageActor        Usage = 2
	UsageAuthority    Usage = 3
	UsageInstructor   Usage = 4
	UsageTeam         Usage = 5
	UsageContextAgent Usage = 6 // 2.0
	UsageContextGroup Usage = 7 // 2.0
	UsageParent       Usage = 8
	UsageGrouping     Usage = 9
	UsageCategory     Usage = 10
	UsageOther        Usage = 11
	// UsageSub is added to a usage inside a SubStatement, for example UsageSub+UsageActor.
	UsageSub Usage = 16
)

// Direct reports whether the plain agent and activity filters look at this usage.
func (u Usage) Direct() bool { return u == UsageObject || u == UsageActor }

// ObjectKind is what a statement is about.
type ObjectKind uint8

// The kinds of object (§2.4.4).
const (
	ObjectActivity ObjectKind = iota + 1
	ObjectAgent
	ObjectGroup
	ObjectRef // StatementRef
	ObjectSub // SubStatement
)

// Span is a range of bytes of the statement as received: raw[Start:End]. The zero Span means absent.
type Span struct{ Start, End int }

// Of cuts the range out of the bytes that were scanned.
func (s Span) Of(raw []byte) []byte { return raw[s.Start:s.End] }

// Has reports whether the part was there.
func (s Span) Has() bool { return s.End > s.Start }

// Link is one mention of an agent (Key is an IFI key, see AgentKey) or an activity (Key is its id).
type Link struct {
	Key    string
	Usage  Usage
	Member bool // the agent stands in a Group that has this usage; such a Group matches its members in queries
	Span   Span // the whole agent or activity object, with its names or definition
}

// Bool is a boolean that may be absent.
type Bool int8

// The three states of Bool.
const (
	False  Bool = -1
	Absent Bool = 0
	True   Bool = 1
)

// Score is result.score (§2.4.5.1). The Has fields say which numbers were there.
type Score struct {
	Scaled, Raw, Min, Max             float64
	HasScaled, HasRaw, HasMin, HasMax bool
}

// Attachment is the metadata of one attachment (§2.4.11).
type Attachment struct {
	UsageType, ContentType, SHA2, FileURL string // SHA2 in lower-case hex
	Length                                int64  // bytes
}

// SignatureUsage is the usageType of an attachment that holds a JWS of its statement (§2.6).
const SignatureUsage = "http://adlnet.gov/expapi/attachments/signature"

// Facts is what Scan found in one statement. Strings are decoded; times are microseconds since 1970 in UTC.
type Facts struct {
	ID              [16]byte
	HasID           bool
	Verb            string
	Actor           string // IFI key; empty for an anonymous Group
	Object          ObjectKind
	Activity        string   // id, when Object is ObjectActivity
	Ref             [16]byte // when Object is ObjectRef
	Void            bool     // the verb is "voided": Ref is the statement to void
	Agents          []Link   // in the order met; the same agent may come more than once
	Activities      []Link
	Registration    [16]byte
	HasRegistration bool
	ContextRef      [16]byte // context.statement
	HasContextRef   bool
	Timestamp       int64
	HasTimestamp    bool
	Stored          int64 // as the sender wrote it: to be overwritten, but kept when a store is copied
	HasStored       bool
	Version         string // as the sender wrote it, or empty

	Success, Completion Bool
	Score               Score
	Duration            Duration
	HasDuration         bool
	Response            string
	HasResponse         bool
	Attachments         []Attachment

	// Byte ranges of the members' values.
	Spans struct{ ID, Actor, Verb, Object, Result, Context, Timestamp, Stored, Authority, Version, Attachments Span }
}

// ActivityIDs lists the ids of the activities with the given usage, in order.
func (f *Facts) ActivityIDs(u Usage) (ids []string) {
	for _, l := range f.Activities {
		if l.Usage == u {
			ids = append(ids, l.Key)
		}
	}
	return ids
}

// Code is the kind of a finding.
type Code string

// The kinds of findings.
const (
	CodeSyntax    Code = "syntax"    // not JSON, or not UTF-8, or bytes after the end
	CodeDuplicate Code = "duplicate" // a member name twice
	CodeUnknown   Code = "unknown"   // a member the standard does not name here
	CodeMissing   Code = "missing"   // a required member is not there
	CodeNull      Code = "null"      // null outside extensions
	CodeType      Code = "type"      // another JSON type than the standard asks for
	CodeValue     Code = "value"     // the right type, a wrong value
	CodeForbidden Code = "forbidden" // allowed elsewhere, not in this combination
)

// Finding is one thing wrong with a statement. Pointer is a JSON pointer (RFC 6901) into it; "" is the statement itself.
type Finding struct {
	Pointer string
	Code    Code
	Message string
}

// String is the finding on one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s (%s)", f.Pointer, f.Message, f.Code) }

// Error makes a finding an error.
func (f Finding) Error() string { return "xapi: " + f.String() }

// AccountKey is the IFI key of an account. The home page, being an IRI, holds no space, so the key reads back in one way only.
func AccountKey(homePage, name string) string { return "account:" + homePage + " " + name }
