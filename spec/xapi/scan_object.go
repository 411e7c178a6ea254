package xapi

import "fmt"

// objectParts is the union of all kinds of object: which one it is may be said last.
type objectParts struct {
	agentParts
	parts
	id         string
	hasID      bool
	definition bool
	statement  bool // some member of a SubStatement was there
	first      string
}

// object reads the object of a statement (§2.4.4), whose objectType may stand behind members that depend on it.
func (s *scanner) object(sub Usage) ObjectKind {
	start, ok := s.open('{')
	if !ok {
		return 0
	}
	var o objectParts
	for s.next() {
		switch string(s.key) {
		case "objectType":
			b, _ := s.str()
			o.typ = objectType(b)
		case "id":
			b, ok := s.str()
			o.id, o.hasID = text(b), ok
		case "definition":
			o.definition = true
			s.definition()
		default:
			key := string(s.key) // the members inside will overwrite it
			switch {
			case s.agentPart(&o.agentParts, UsageObject+sub):
			case sub == 0 && s.part(&o.parts, UsageSub):
				o.statement = true
			default:
				s.unknown()
				continue
			}
			if o.first == "" {
				o.first = key
			}
		}
	}
	if s.dead {
		return 0
	}
	return s.objectEnd(&o, sub, s.since(start))
}

// objectEnd checks the object when its kind is known, and records it.
func (s *scanner) objectEnd(o *objectParts, sub Usage, span Span) ObjectKind {
	switch o.typ {
	case "", "Activity":
		s.stray(o.agentParts.any || o.statement, o.first, "an Activity")
		if s.activityID(o.id, o.hasID) {
			s.f.Activities = append(s.f.Activities, Link{Key: o.id, Usage: UsageObject + sub, Span: span})
		}
		if sub == 0 {
			s.f.Object, s.f.Activity = ObjectActivity, o.id
		}
		return ObjectActivity
	case "Agent", "Group":
		s.stray(o.statement, o.first, "an "+o.typ)
		s.stray(o.hasID, "id", "an "+o.typ)
		s.stray(o.definition, "definition", "an "+o.typ)
		s.agentEnd(&o.agentParts, agentOrGroup)
		if o.agentParts.key != "" {
			s.f.Agents = append(s.f.Agents, Link{Key: o.agentParts.key, Usage: UsageObject + sub, Span: span})
		}
		kind := ObjectAgent
		if o.typ == "Group" {
			kind = ObjectGroup
		}
		s.kind(sub, kind)
		return kind
	case "StatementRef":
		s.stray(o.agentParts.any || o.statement, o.first, "a StatementRef")
		s.stray(o.definition, "definition", "a StatementRef")
		u, ok := ParseUUID(o.id)
		if !ok {
			s.addAt("id", CodeValue, "a StatementRef needs a UUID as its id")
		}
		if s.kind(sub, ObjectRef); sub == 0 {
			s.f.Ref = u
		}
		return ObjectRef
	case "SubStatement":
		if sub != 0 {
			s.add(CodeForbidden, "a SubStatement may not hold a SubStatement")
			return ObjectSub
		}
		s.stray(o.agentParts.any, o.first, "a SubStatement")
		s.stray(o.hasID, "id", "a SubStatement")
		s.stray(o.definition, "definition", "a SubStatement")
		s.complete(&o.parts)
		s.kind(sub, ObjectSub)
		return ObjectSub
	}
	s.addAt("objectType", CodeValue, "objectType must be Activity, Agent, Group, StatementRef or SubStatement")
	return 0
}

func (s *scanner) kind(sub Usage, k ObjectKind) {
	if sub == 0 {
		s.f.Object = k
	}
}

// stray notes a member that belongs to another kind of object.
func (s *scanner) stray(there bool, member, in string) {
	if there {
		s.addAt(member, CodeUnknown, "the standard names no such member in %s", in)
	}
}

func (s *scanner) activityID(id string, has bool) bool {
	switch {
	case !has:
		s.addAt("id", CodeMissing, "an Activity needs an id")
	case !isIRI(id):
		s.addAt("id", CodeValue, "the id of an Activity must be an absolute IRI")
	default:
		return true
	}
	return false
}

// activity reads an Activity where nothing else is allowed.
func (s *scanner) activity(u Usage) {
	start, ok := s.open('{')
	if !ok {
		return
	}
	id, has := "", false
	for s.next() {
		switch string(s.key) {
		case "objectType":
			if b, ok := s.str(); ok && string(b) != "Activity" {
				s.add(CodeValue, "objectType must be Activity here")
			}
		case "id":
			b, ok := s.str()
			id, has = text(b), ok
		case "definition":
			s.definition()
		default:
			s.unknown()
		}
	}
	if !s.dead && s.activityID(id, has) {
		s.f.Activities = append(s.f.Activities, Link{Key: id, Usage: u, Span: s.since(start)})
	}
}

// interactions are the interaction types (§2.4.4.1) with the component lists each may have.
var interactions = map[string][]string{
	"true-false": nil, "choice": {"choices"}, "fill-in": nil, "long-fill-in": nil, "matching": {"source", "target"},
	"performance": {"steps"}, "sequencing": {"choices"}, "likert": {"scale"}, "numeric": nil, "other": nil,
}

// definition reads an Activity Definition.
func (s *scanner) definition() {
	if _, ok := s.open('{'); !ok {
		return
	}
	interaction, hasType, pattern := "", false, false
	var lists []string
	for s.next() {
		switch string(s.key) {
		case "name", "description":
			s.langMap()
		case "type", "moreInfo":
			s.iri()
		case "interactionType":
			b, ok := s.str()
			interaction, hasType = string(b), ok
			if _, known := interactions[interaction]; ok && !known {
				s.add(CodeValue, "%.40q is no interaction type", interaction)
				hasType, interaction = true, ""
			}
		case "correctResponsesPattern":
			pattern = true
			s.strings()
		case "choices", "scale", "source", "target", "steps":
			lists = append(lists, string(s.key))
			s.components()
		case "extensions":
			s.extensions()
		default:
			s.unknown()
		}
	}
	if s.dead {
		return
	}
	if (pattern || lists != nil) && !hasType {
		s.addAt("interactionType", CodeMissing, "an interaction needs an interactionType")
	} else if interaction != "" {
		s.componentLists(interaction, lists)
	}
}

// componentLists checks that the lists fit the interaction type.
func (s *scanner) componentLists(interaction string, lists []string) {
	for _, l := range lists {
		fits := false
		for _, want := range interactions[interaction] {
			fits = fits || want == l
		}
		if !fits {
			s.addAt(l, CodeForbidden, "an interaction of type %s has no %s", interaction, l)
		}
	}
}

func (s *scanner) strings() {
	if _, ok := s.open('['); ok {
		for s.more() {
			s.str()
		}
	}
}

// components reads a list of interaction components, whose ids are distinct.
func (s *scanner) components() {
	if _, ok := s.open('['); !ok {
		return
	}
	seen := map[string]bool{}
	for s.more() {
		if _, ok := s.open('{'); !ok {
			continue
		}
		has := false
		for s.next() {
			switch string(s.key) {
			case "id":
				b, ok := s.str()
				has = true
				if id := string(b); ok && seen[id] {
					s.add(CodeValue, "the id %.40q stands twice in the list", id)
				} else {
					seen[id] = true
				}
			case "description":
				s.langMap()
			default:
				s.unknown()
			}
		}
		if !has {
			s.addAt("id", CodeMissing, "an interaction component needs an id")
		}
	}
}

// context reads a Context (§2.4.6); 2.0 adds contextAgents and contextGroups.
func (s *scanner) context(p *parts, sub Usage) {
	if _, ok := s.open('{'); !ok {
		return
	}
	top := sub == 0
	for s.next() {
		switch string(s.key) {
		case "registration":
			if u, ok := s.uuid(); top {
				s.f.Registration, s.f.HasRegistration = u, ok
			}
		case "instructor":
			s.agent(UsageInstructor+sub, agentOrGroup)
		case "team":
			s.agent(UsageTeam+sub, groupOnly)
		case "contextActivities":
			s.contextActivities(sub)
		case "revision":
			p.revision = true
			s.str()
		case "platform":
			p.platform = true
			s.str()
		case "language":
			if b, ok := s.str(); ok && !isLangTag(b) {
				s.add(CodeValue, "a language tag (RFC 5646) is expected")
			}
		case "statement":
			if u, ok := s.statementRef(); top {
				s.f.ContextRef, s.f.HasContextRef = u, ok
			}
		case "extensions":
			s.extensions()
		case "contextAgents":
			s.contextActors("contextAgent", "agent", UsageContextAgent+sub, agentOnly)
		case "contextGroups":
			s.contextActors("contextGroup", "group", UsageContextGroup+sub, groupOnly)
		default:
			s.unknown()
		}
	}
}

func (s *scanner) statementRef() (u [16]byte, ok bool) {
	if _, open := s.open('{'); !open {
		return u, false
	}
	typed, has := false, false
	for s.next() {
		switch string(s.key) {
		case "objectType":
			b, ok := s.str()
			typed = true
			if ok && string(b) != "StatementRef" {
				s.add(CodeValue, "objectType must be StatementRef here")
			}
		case "id":
			has = true
			u, ok = s.uuid()
		default:
			s.unknown()
		}
	}
	if !typed {
		s.addAt("objectType", CodeMissing, "a StatementRef needs its objectType")
	}
	if !has {
		s.addAt("id", CodeMissing, "a StatementRef needs an id")
	}
	return u, ok
}

// contextActivities reads context.contextActivities: each member one Activity or an array of them (§2.4.6.2).
func (s *scanner) contextActivities(sub Usage) {
	if _, ok := s.open('{'); !ok {
		return
	}
	for s.next() {
		var u Usage
		switch string(s.key) {
		case "parent":
			u = UsageParent
		case "grouping":
			u = UsageGrouping
		case "category":
			u = UsageCategory
		case "other":
			u = UsageOther
		default:
			s.unknown()
			continue
		}
		if s.d.PeekKind() == '{' {
			s.activity(u + sub)
		} else if _, ok := s.open('['); ok {
			for s.more() {
				s.activity(u + sub)
			}
		}
	}
}

// contextActors reads contextAgents or contextGroups of 2.0.
func (s *scanner) contextActors(typ, member string, u Usage, rule agentRule) {
	if s.v == V103 {
		s.unknown()
		return
	}
	if _, ok := s.open('['); !ok {
		return
	}
	for s.more() {
		if _, ok := s.open('{'); !ok {
			continue
		}
		typed, has := false, false
		for s.next() {
			switch key := string(s.key); {
			case key == "objectType":
				b, ok := s.str()
				typed = true
				if ok && string(b) != typ {
					s.add(CodeValue, "objectType must be %s here", typ)
				}
			case key == member:
				has = true
				s.agent(u, rule)
			case key == "relevantTypes":
				s.relevantTypes()
			default:
				s.unknown()
			}
		}
		if !typed {
			s.addAt("objectType", CodeMissing, "a %s needs its objectType", typ)
		}
		if !has {
			s.addAt(member, CodeMissing, "a %s needs its %s", typ, member)
		}
	}
}

func (s *scanner) relevantTypes() {
	if _, ok := s.open('['); !ok {
		return
	}
	n := 0
	for ; s.more(); n++ {
		s.iri()
	}
	if n == 0 {
		s.add(CodeValue, "relevantTypes may not be empty")
	}
}

// String names the kind as objectType does.
func (k ObjectKind) String() string {
	switch k {
	case ObjectActivity:
		return "Activity"
	case ObjectAgent:
		return "Agent"
	case ObjectGroup:
		return "Group"
	case ObjectRef:
		return "StatementRef"
	case ObjectSub:
		return "SubStatement"
	}
	return fmt.Sprintf("ObjectKind(%d)", uint8(k))
}
