package xapi

import (
	"bytes"
	"strings"
)

// agentRule is which kinds of actor a place takes.
type agentRule uint8

const (
	agentOrGroup agentRule = iota
	agentOnly              // members of a Group, contextAgents
	groupOnly              // context.team, contextGroups
	authority              // an Agent, or an anonymous Group of exactly two (§2.4.9)
)

// agentParts collects the members of an Agent or Group until its end, where objectType is known for certain.
type agentParts struct {
	typ     string // objectType, or empty
	ifis    int
	key     string
	member  bool
	members int
	any     bool // some member of an actor was there
}

// agent reads an Agent or Group, records its links and gives its IFI key.
func (s *scanner) agent(u Usage, rule agentRule) string { return s.agentOr(u, rule, false) }

// agentOr is agent for a member of a Group too.
func (s *scanner) agentOr(u Usage, rule agentRule, member bool) string {
	start, ok := s.open('{')
	if !ok {
		return ""
	}
	var a agentParts
	for s.next() {
		if string(s.key) == "objectType" {
			b, _ := s.str()
			a.typ = objectType(b)
		} else if !s.agentPart(&a, u) {
			s.unknown()
		}
	}
	if s.dead {
		return ""
	}
	s.agentEnd(&a, rule)
	if a.key != "" {
		s.f.Agents = append(s.f.Agents, Link{Key: a.key, Usage: u, Member: member, Span: s.since(start)})
	}
	return a.key
}

// objectType turns the known values into constants, so that reading them costs no memory.
func objectType(b []byte) string {
	for _, t := range [...]string{"Agent", "Activity", "Group", "StatementRef", "SubStatement"} {
		if string(b) == t {
			return t
		}
	}
	return "?" + string(b)
}

// agentPart reads one member of an actor, objectType apart.
func (s *scanner) agentPart(a *agentParts, u Usage) bool {
	switch string(s.key) {
	case "name":
		s.str()
	case "mbox":
		a.ifis++
		if b, ok := s.str(); ok {
			if !isMailto(b) {
				s.add(CodeValue, "mbox must have the form mailto:name@host")
			}
			a.key = "mbox:" + string(b)
		}
	case "mbox_sha1sum":
		a.ifis++
		if b, ok := s.str(); ok {
			if len(b) != 40 || !allHex(b) {
				s.add(CodeValue, "mbox_sha1sum must be 40 hex digits")
			}
			a.key = "mbox_sha1sum:" + lower(b)
		}
	case "openid":
		a.ifis++
		if iri, ok := s.iri(); ok {
			a.key = "openid:" + iri
		}
	case "account":
		a.ifis++
		a.key = s.account()
	case "member":
		a.member = true
		if _, ok := s.open('['); ok {
			for s.more() {
				a.members++
				s.agentOr(u, agentOnly, true)
			}
		}
	default:
		return false
	}
	a.any = true
	return true
}

// agentEnd checks an actor when all of it is known (§2.4.2).
func (s *scanner) agentEnd(a *agentParts, rule agentRule) {
	switch {
	case strings.HasPrefix(a.typ, "?"), a.typ == "Activity", a.typ == "StatementRef", a.typ == "SubStatement":
		s.addAt("objectType", CodeValue, "objectType must be Agent or Group here")
		return
	case a.typ == "Group" && rule == agentOnly:
		s.add(CodeForbidden, "a Group is not allowed here")
	case a.typ != "Group" && rule == groupOnly:
		s.add(CodeForbidden, "only a Group is allowed here")
	}
	if a.typ != "Group" {
		if a.ifis != 1 {
			s.add(CodeValue, "an Agent needs exactly one of mbox, mbox_sha1sum, openid and account")
		}
		if a.member {
			s.addAt("member", CodeForbidden, "only a Group has members")
		}
		return
	}
	switch {
	case a.ifis > 1:
		s.add(CodeValue, "a Group has at most one of mbox, mbox_sha1sum, openid and account")
	case a.ifis == 0 && a.members == 0:
		s.addAt("member", CodeMissing, "a Group without an identifier needs members")
	}
	if rule == authority && (a.ifis != 0 || a.members != 2) {
		s.add(CodeValue, "a Group as authority must be anonymous with exactly two members")
	}
}

// account reads an account (§2.4.2.4).
func (s *scanner) account() string {
	if _, ok := s.open('{'); !ok {
		return ""
	}
	var home, name string
	hasHome, hasName := false, false
	for s.next() {
		switch string(s.key) {
		case "homePage":
			hasHome = true
			home, _ = s.iri()
		case "name":
			hasName = true
			b, _ := s.str()
			if name = text(b); bytes.IndexByte(b, 0) >= 0 {
				s.add(CodeValue, "an account's name may not hold U+0000")
			}
		default:
			s.unknown()
		}
	}
	if !hasHome {
		s.addAt("homePage", CodeMissing, "an account needs a homePage")
	}
	if !hasName {
		s.addAt("name", CodeMissing, "an account needs a name")
	}
	return AccountKey(home, name)
}

// lower is the lower-case text of ASCII bytes.
func lower(b []byte) string {
	for _, c := range b {
		if c >= 'A' && c <= 'Z' {
			return strings.ToLower(string(b))
		}
	}
	return string(b)
}
