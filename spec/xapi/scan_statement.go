package xapi

// parts is what a Statement and a SubStatement have in common, for the checks at its end.
type parts struct {
	actor, verb, object bool
	kind                ObjectKind
	void                bool
	revision, platform  bool
}

// statement reads the whole statement (§2.4).
func (s *scanner) statement() {
	f, p := s.f, parts{}
	if _, ok := s.open('{'); !ok {
		return
	}
	for s.next() {
		switch string(s.key) {
		case "id":
			f.Spans.ID = s.spanned(func() { f.ID, f.HasID = s.uuid() })
		case "stored":
			f.Spans.Stored = s.spanned(func() { f.Stored, f.HasStored = s.time() })
		case "authority":
			f.Spans.Authority = s.spanned(func() { s.agent(UsageAuthority, authority) })
		case "version":
			f.Spans.Version = s.spanned(s.version)
		default:
			if !s.part(&p, 0) {
				s.unknown()
			}
		}
	}
	if s.dead {
		return
	}
	s.complete(&p)
	if f.Void = p.void; f.Void && p.kind != ObjectRef {
		s.addAt("object", CodeForbidden, "a voiding statement must have a StatementRef as its object")
	}
}

// version reads the version property (§2.4.10): any 1.0.x, and under 2.0 any 2.0.x too.
func (s *scanner) version() {
	b, ok := s.str()
	if !ok {
		return
	}
	s.f.Version = string(b)
	if v, ok := ParseVersion(s.f.Version); !ok || v > s.v {
		s.add(CodeValue, "the version %.20q is not one of %s", b, s.v)
	}
}

// part reads a member that Statement and SubStatement share. sub is 0 or UsageSub; facts come from the statement itself only.
func (s *scanner) part(p *parts, sub Usage) bool {
	top := sub == 0
	var span Span
	switch string(s.key) {
	case "actor":
		p.actor = true
		span = s.spanned(func() {
			if key := s.agent(UsageActor+sub, agentOrGroup); top {
				s.f.Actor = key
			}
		})
		s.keep(top, &s.f.Spans.Actor, span)
	case "verb":
		p.verb = true
		span = s.spanned(func() { s.verb(p, top) })
		s.keep(top, &s.f.Spans.Verb, span)
	case "object":
		p.object = true
		span = s.spanned(func() { p.kind = s.object(sub) })
		s.keep(top, &s.f.Spans.Object, span)
	case "result":
		span = s.spanned(func() { s.result(top) })
		s.keep(top, &s.f.Spans.Result, span)
	case "context":
		span = s.spanned(func() { s.context(p, sub) })
		s.keep(top, &s.f.Spans.Context, span)
	case "timestamp":
		var t int64
		var ok bool
		span = s.spanned(func() { t, ok = s.time() })
		s.keep(top, &s.f.Spans.Timestamp, span)
		if top {
			s.f.Timestamp, s.f.HasTimestamp = t, ok
		}
	case "attachments":
		span = s.spanned(func() { s.attachments(top) })
		s.keep(top, &s.f.Spans.Attachments, span)
	default:
		return false
	}
	return true
}

// keep notes a range unless it lies in a SubStatement.
func (s *scanner) keep(top bool, to *Span, span Span) {
	if top {
		*to = span
	}
}

// complete checks at the end of a Statement or SubStatement what needs all of it.
func (s *scanner) complete(p *parts) {
	for _, m := range []struct {
		name string
		has  bool
	}{{"actor", p.actor}, {"verb", p.verb}, {"object", p.object}} {
		if !m.has {
			s.addAt(m.name, CodeMissing, "%s is required", m.name)
		}
	}
	if p.kind == ObjectActivity || p.kind == 0 {
		return
	}
	if p.revision { // §2.4.6
		s.addAt("context/revision", CodeForbidden, "revision is allowed only when the object is an Activity")
	}
	if p.platform {
		s.addAt("context/platform", CodeForbidden, "platform is allowed only when the object is an Activity")
	}
}

// Voided is the verb that voids the statement its object refers to (§2.3.2).
const Voided = "http://adlnet.gov/expapi/verbs/voided"

func (s *scanner) verb(p *parts, top bool) {
	if _, ok := s.open('{'); !ok {
		return
	}
	has := false
	for s.next() {
		switch string(s.key) {
		case "id":
			has = true
			if id, ok := s.iri(); ok && top {
				s.f.Verb, p.void = id, id == Voided
			}
		case "display":
			s.langMap()
		default:
			s.unknown()
		}
	}
	if !has {
		s.addAt("id", CodeMissing, "a verb needs an id")
	}
}

// result reads a Result (§2.4.5).
func (s *scanner) result(top bool) {
	if _, ok := s.open('{'); !ok {
		return
	}
	f := s.f
	if !top {
		f = &Facts{} // a SubStatement's result is checked, not recorded
	}
	for s.next() {
		switch string(s.key) {
		case "score":
			s.score(&f.Score)
		case "success":
			f.Success = s.boolean()
		case "completion":
			f.Completion = s.boolean()
		case "response":
			var b []byte
			b, f.HasResponse = s.str()
			f.Response = text(b)
		case "duration":
			if b, ok := s.str(); ok {
				if f.Duration, f.HasDuration = ParseDuration(b); !f.HasDuration {
					s.add(CodeValue, "an ISO 8601 duration such as PT1M30.5S is expected")
				}
			}
		case "extensions":
			s.extensions()
		default:
			s.unknown()
		}
	}
}

func (s *scanner) score(c *Score) {
	if _, ok := s.open('{'); !ok {
		return
	}
	for s.next() {
		switch string(s.key) {
		case "scaled":
			if c.Scaled, c.HasScaled = s.number(); c.HasScaled && (c.Scaled < -1 || c.Scaled > 1) {
				s.add(CodeValue, "scaled must lie between -1 and 1")
			}
		case "raw":
			c.Raw, c.HasRaw = s.number()
		case "min":
			c.Min, c.HasMin = s.number()
		case "max":
			c.Max, c.HasMax = s.number()
		default:
			s.unknown()
		}
	}
	if c.HasMin && c.HasMax && c.Min >= c.Max {
		s.addAt("min", CodeValue, "min must be less than max")
	}
	if c.HasRaw && (c.HasMin && c.Raw < c.Min || c.HasMax && c.Raw > c.Max) {
		s.addAt("raw", CodeValue, "raw must lie between min and max")
	}
}

func (s *scanner) attachments(top bool) {
	if _, ok := s.open('['); !ok {
		return
	}
	for s.more() {
		if a, ok := s.attachment(); ok && top {
			s.f.Attachments = append(s.f.Attachments, a)
		}
	}
}

// attachment reads an Attachment (§2.4.11).
func (s *scanner) attachment() (a Attachment, ok bool) {
	if _, ok := s.open('{'); !ok {
		return a, false
	}
	display, length := false, false
	for s.next() {
		switch string(s.key) {
		case "usageType":
			a.UsageType, _ = s.iri()
		case "display":
			display = true
			s.langMap()
		case "description":
			s.langMap()
		case "contentType":
			b, ok := s.str()
			if a.ContentType = text(b); ok && !isMIME(b) {
				s.add(CodeValue, "an Internet media type is expected")
			}
		case "length":
			length = true
			x, ok := s.number()
			if a.Length = int64(x); ok && (x < 0 || x > 1<<53 || float64(a.Length) != x) {
				s.add(CodeValue, "length must be a whole number of bytes")
			}
		case "sha2":
			b, ok := s.str()
			if a.SHA2 = lower(b); ok && !isSHA2(b) {
				s.add(CodeValue, "a SHA-2 hash in hex is expected")
			}
		case "fileUrl":
			a.FileURL, _ = s.iri()
		default:
			s.unknown()
		}
	}
	for _, m := range []struct {
		name string
		has  bool
	}{{"usageType", a.UsageType != ""}, {"display", display}, {"contentType", a.ContentType != ""}, {"length", length}, {"sha2", a.SHA2 != ""}} {
		if !m.has {
			s.addAt(m.name, CodeMissing, "an attachment needs %s", m.name)
		}
	}
	return a, !s.dead
}
