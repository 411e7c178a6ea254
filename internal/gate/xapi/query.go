package xapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// walk is a query with everything that its later pages need. It travels in the more link, readable and unsigned: a page is always
// cut to the scope of the key that asks for it, so a changed link shows nothing new.
type walk struct {
	Filter   record.Filter `json:"f"`
	Format   string        `json:"m,omitempty"`
	Language string        `json:"l,omitempty"`
}

const (
	formatExact     = "exact"
	formatIDs       = "ids"
	formatCanonical = "canonical"
)

var filters = []string{"agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until", "limit", "ascending"}

func (g *Gate) get(c call) error {
	q, err := parameters(c.r, append([]string{"statementId", "voidedStatementId", "format", "attachments"}, filters...)...)
	if err != nil {
		return err
	}
	w := walk{Format: formatExact, Language: c.r.Header.Get("Accept-Language")}
	if f, ok := q["format"]; ok {
		if w.Format = f; f != formatExact && f != formatIDs && f != formatCanonical {
			return badRequest("format: want ids, exact or canonical, got %q", f)
		}
	}
	if a, ok := q["attachments"]; ok && a != "false" {
		return badRequest("attachments=%s is not supported yet", a)
	}
	one, hasOne := q["statementId"]
	voided, hasVoided := q["voidedStatementId"]
	if hasOne || hasVoided {
		if hasOne && hasVoided {
			return badRequest("statementId and voidedStatementId exclude each other")
		}
		for _, f := range filters {
			if _, there := q[f]; there {
				return badRequest("%s does not go with a statement's id", f)
			}
		}
		return g.single(c, w, one+voided, hasVoided)
	}
	if w.Filter, err = filter(q, c.version); err != nil {
		return err
	}
	if w.Filter.Ascending && w.Filter.Until == 0 { // a walk upwards ends where the record ended when it began
		if w.Filter.Until, err = g.records.Through(c.ctx); err != nil {
			return err
		}
		w.Filter.Until = max(w.Filter.Until, 1)
	}
	return g.page(c, w)
}

func (g *Gate) more(c call) error {
	if _, err := parameters(c.r); err != nil {
		return err
	}
	b, err := base64.RawURLEncoding.DecodeString(c.r.PathValue("token"))
	var w walk
	if err != nil || json.Unmarshal(b, &w) != nil {
		return badRequest("this more link was not made here")
	}
	return g.page(c, w)
}

func (g *Gate) single(c call, w walk, text string, voided bool) error {
	u, ok := xapi.ParseUUID(text)
	if !ok {
		return badRequest("statementId: want a UUID, got %q", text)
	}
	s, err := g.records.GetFor(c.ctx, c.key, record.StatementID(u), voided)
	if err != nil {
		return err
	}
	c.w.Header().Set("Last-Modified", clock.Time(s.Ord).Format(http.TimeFormat))
	return c.bytes(http.StatusOK, w.write(s))
}

// write gives a statement in the format asked for. Accept-Language changes nothing but canonical.
func (w walk) write(s record.Stored) []byte {
	b := s.Exact()
	switch w.Format {
	case formatIDs:
		return xapi.IDs(b)
	case formatCanonical:
		return xapi.Localize(b, xapi.ParseAcceptLanguage(w.Language), nil)
	}
	return b
}

func (g *Gate) page(c call, w walk) error {
	p, err := g.records.ListFor(c.ctx, c.key, w.Filter)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString(`{"statements":[`)
	for i, s := range p.Statements {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(w.write(s))
	}
	out.WriteString(`],"more":"`)
	if p.Next != 0 {
		w.Filter.After = p.Next
		token, err := json.Marshal(w)
		if err != nil {
			return err
		}
		out.WriteString("/xapi/more/" + base64.RawURLEncoding.EncodeToString(token))
	}
	out.WriteString(`"}`)
	return c.bytes(http.StatusOK, out.Bytes())
}

// filter reads the parameters of a list.
func filter(q map[string]string, v xapi.Version) (f record.Filter, err error) {
	for name, value := range q {
		switch name {
		case "agent":
			key, findings := xapi.AgentKey([]byte(value))
			if len(findings) > 0 || key == "" {
				return f, badRequest("agent: want an Agent or an identified Group as JSON")
			}
			f.Agent = key
		case "verb", "activity":
			if value == "" {
				return f, badRequest("%s: want an IRI", name)
			}
			if name == "verb" {
				f.Verb = value
			} else {
				f.Activity = value
			}
		case "registration":
			u, ok := xapi.ParseUUID(value)
			if !ok {
				return f, badRequest("registration: want a UUID, got %q", value)
			}
			f.Registration = id.Any(u)
		case "since", "until":
			t, ok := xapi.ParseTimestamp(value, v)
			if !ok {
				return f, badRequest("%s: want a time, got %q", name, value)
			}
			if name == "since" {
				f.Since = t
			} else {
				f.Until = max(t, 1)
			}
		case "limit":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return f, badRequest("limit: want a whole number from 0, got %q", value)
			}
			if f.Limit = n; n == 0 {
				f.Limit = record.MaxLimit
			}
		case "ascending", "related_activities", "related_agents":
			b, ok := map[string]bool{"true": true, "false": false}[value]
			if !ok && value != "false" {
				return f, badRequest("%s: want true or false, got %q", name, value)
			}
			switch name {
			case "ascending":
				f.Ascending = b
			case "related_activities":
				f.RelatedActivities = b
			default:
				f.RelatedAgents = b
			}
		}
	}
	return f, nil
}
